package law_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/engine/procedure/rule"
	"anlan/internal/law"
)

// with reads the file and the one that is to be loaded with it, and joins them to the law of the country.
func with(t *testing.T, file string) (src []byte, err error) {
	t.Helper()
	src, err = os.ReadFile(file)
	require.NoError(t, err)
	packs := law.Book().Packs()
	if b, err := os.ReadFile(strings.TrimSuffix(file, ".yaml") + ".with.yaml"); err == nil {
		p, err := rule.Parse("with.yaml", b)
		require.NoError(t, err)
		packs = append(packs, p)
	}
	p, err := rule.Parse(filepath.Base(file), src)
	if err != nil {
		return src, err
	}
	_, err = rule.NewBook(append(packs, p)...)
	return src, err
}

func cases(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/" + dir + "/*.yaml")
	require.NoError(t, err)
	var out []string
	for _, f := range all {
		if !strings.HasSuffix(f, ".with.yaml") {
			out = append(out, f)
		}
	}
	return out
}

// Every wrong pack is refused for its one fault: by the code and the article that its header names, on the line that ends
// with “# here”, in both languages, with the remedy.
func TestWrongPacksAreRefused(t *testing.T) {
	files := cases(t, "wrong")
	require.GreaterOrEqual(t, len(files), 40)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := with(t, file)
			lines := bytes.Split(src, []byte("\n"))
			require.True(t, bytes.HasPrefix(lines[0], []byte("# 错在:")) && bytes.HasPrefix(lines[1], []byte("# wrong: ")), "say what is wrong")
			expect, ok := bytes.CutPrefix(lines[2], []byte("# expect: "))
			require.True(t, ok)
			code, article, _ := strings.Cut(string(expect), " ")
			require.Error(t, err)
			var found rule.Problems
			require.ErrorAs(t, err, &found)
			require.Len(t, found, 1, "%v", err)
			e := found[0]
			require.Equal(t, code, e.Code, "%v", e)
			require.Equal(t, article, e.Article, "%v", e)
			require.Equal(t, article != "", e.Law != "")
			if article != "" {
				require.Contains(t, e.Text.Zh+e.Law, e.Law)
			}
			for i, l := range lines {
				if bytes.HasSuffix(l, []byte("# here")) {
					require.Equal(t, fmt.Sprintf("%s:%d", filepath.Base(file), i+1), e.Field)
				}
			}
			require.Regexp(t, `^\S+\.yaml 第 \d+ 行.*:.*。改法:.+。$`, e.Text.Zh)
			require.Regexp(t, `(?s)^\S+\.yaml line \d+.*: .*\. To mend it: .+\.$`, e.Text.En)
			require.NotContains(t, e.Text.Zh+e.Text.En, "%!")
		})
	}
}

func TestRightPacksAreAccepted(t *testing.T) {
	files := cases(t, "right")
	require.NotEmpty(t, files)
	for _, file := range files {
		_, err := with(t, file)
		require.NoError(t, err, file)
	}
}

func TestLargePackIsRefused(t *testing.T) {
	_, err := rule.Parse("large.yaml", bytes.Repeat([]byte("# more\n"), 1<<16))
	var found rule.Problems
	require.True(t, errors.As(err, &found))
	require.Equal(t, "rule.pack.size", found[0].Code)
}

// The example of the guide is one that the reader takes.
func TestGuideExampleIsAccepted(t *testing.T) {
	b, err := os.ReadFile("../../docs/guide/add-a-rule-pack.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(b), "```yaml\n")
	require.True(t, ok)
	example, _, ok := strings.Cut(rest, "```")
	require.True(t, ok)
	p, err := rule.Parse("guide", []byte(example))
	require.NoError(t, err)
	_, err = law.Book().Add(p)
	require.NoError(t, err)
}
