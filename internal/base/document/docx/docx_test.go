package docx_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/document/docx"
	"anlan/internal/base/document/docx/docxtest"
	"anlan/internal/base/fail"
)

func all(layout document.Layout) document.Doc {
	return document.Doc{
		Layout: layout, Issuer: "沈阳市应急管理局", Title: "关于做好汛期安全生产工作的通知", Number: "沈应急〔2026〕12号", Secrecy: "秘密", Urgency: "加急",
		Signer: "郭卫东", Addressee: "各区、县（市）应急管理局", Mark: "演示数据", Copies: []string{"由本机关备案", "交当事人"},
		Blocks: []document.Block{
			document.Text("为做好2026年汛期安全生产工作，防范“七下八上”主汛期事故，现通知如下：\n请认真贯彻执行。"), document.Heading(1, "总体要求"), document.Heading(2, "压实责任"),
			document.Heading(3, "包保责任人"), document.Heading(4, "名单"), document.List("甲", "乙"), document.Flush("特此通知。"),
			document.Table(document.Row{{Width: 4, Label: true, Text: "姓名"}, {Width: 20, Text: "张三\n李四"}}, document.Row{{Width: 24, Text: "意见", Lines: 4, Foot: "签名："}}),
			document.Remedy("如不服，可以申请复议。"), document.Break(), document.Sign(document.Signature{Role: "签收人"}, document.Signature{Role: "送达人", Name: "王五", Date: "2026年3月2日"}),
			document.Seal("沈阳市应急管理局", calendar.Day(2026, 3, 2)),
		},
		Attached: []document.Doc{{Layout: document.Letter, Issuer: "沈阳市应急管理局", Title: "函", Number: "沈应急函〔2026〕1号"}, {Layout: document.Form, Issuer: "沈阳市应急管理局", Title: "送达回证"}},
	}
}

func TestFilesHoldTogetherAndHoldTheText(t *testing.T) {
	for _, l := range []document.Layout{document.Form, document.Paper, document.Letter} {
		d := all(l)
		b, err := docx.Render(d)
		require.NoError(t, err)
		text := docxtest.Text(t, b)
		for _, want := range []string{"演示数据", "秘密", "加急", d.Number, d.Title, "各区、县（市）应急管理局：", "请认真贯彻执行。", "一、总体要求", "（一）压实责任", "1.包保责任人", "（1）名单", "1.甲", "2.乙", "特此通知。", "张三", "李四", "签名：", "如不服，可以申请复议。", "签收人：", "王五", "2026年3月2日", "本文书一式两份：一份由本机关备案，一份交当事人。", "送达回证", "沈应急函〔2026〕1号"} {
			require.Contains(t, text, want, l)
		}
		require.Equal(t, l == document.Form, strings.Contains(text, "沈阳市应急管理局（印章）"))
		require.Equal(t, l == document.Paper, strings.Contains(text, "签发人：郭卫东"))
	}
}

// The hash is the promise: whoever breaks it makes every document that was issued before look forged. A wanted change of
// the layout changes it, in a commit that says so.
func TestTheSameDocumentIsTheSameFile(t *testing.T) {
	d := all(document.Paper)
	a, err := docx.Render(d)
	require.NoError(t, err)
	raw, err := json.Marshal(d)
	require.NoError(t, err)
	var again document.Doc
	require.NoError(t, json.Unmarshal(raw, &again))
	b, err := docx.Render(again)
	require.NoError(t, err)
	require.Equal(t, a, b)
	sum := sha256.Sum256(a)
	want, err := os.ReadFile("testdata/paper.sha256")
	require.NoError(t, err)
	require.Equal(t, strings.TrimSpace(string(want)), hex.EncodeToString(sum[:]))
}

func TestWhatIsTypedStaysText(t *testing.T) {
	d := all(document.Form)
	evil := `</w:t></w:r></w:p><w:p/><!--"'&]]> ` + "\t尾"
	d.Title, d.Issuer, d.Mark = evil, evil, evil
	d.Blocks[0].Text = evil
	d.Blocks[7].Rows[0][1].Text = evil
	b, err := docx.Render(d)
	require.NoError(t, err)
	require.Contains(t, docxtest.Text(t, b), `</w:t></w:r></w:p><w:p/><!--"'&]]> `)

	d.Blocks[0].Text = "\x00"
	_, err = docx.Render(d)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}
