package affairs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/form"
)

// Each result stands on its item of Art. 36; a refusal and a part name the article of their ground too.
func TestAnswersNameTheirItem(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range form.Choices(answerForm{}, "result") {
		f := answerForm{Result: c.Key, Ground: "file", Reason: "理由", Answer: "答复"}
		require.Regexp(t, "^《政府信息公开条例》第三十六条第[一二三四五六七]项", f.basis(), c.Key)
		require.Equal(t, c.Key == "refuse" || c.Key == "part", len(f.basis()) > len("《政府信息公开条例》第三十六条第一项"), f.basis())
		seen[f.basis()] = true
	}
	require.Len(t, seen, 8)
	require.Equal(t, "《政府信息公开条例》第三十六条第三项、第三十七条、第十六条第二款", (&answerForm{Result: "part", Ground: "file"}).basis())
	for _, c := range form.Choices(answerForm{}, "ground") {
		require.Contains(t, (&answerForm{Result: "refuse", Ground: c.Key}).basis(), "第三十六条第三项、第十", c.Key)
		require.Contains(t, (&answerForm{Ground: c.Key}).text(), c.Title.Zh)
	}
}
