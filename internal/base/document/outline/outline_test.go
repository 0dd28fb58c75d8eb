package outline_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/document"
	"anlan/internal/base/document/docx"
	"anlan/internal/base/document/outline"
	"anlan/internal/base/fail"
)

func file(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

const head = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

func paragraphs(lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("<w:p><w:r><w:t>" + l + "</w:t></w:r></w:p>")
	}
	return b.String()
}

// TestOwnPapersComeBack holds that headings and tables of a file that we wrote ourselves are found again.
func TestOwnPapersComeBack(t *testing.T) {
	d := document.Doc{Layout: document.Paper, Issuer: "沈阳市应急管理局", Title: "防汛应急预案", Number: "沈应急〔2026〕1号", Blocks: []document.Block{
		document.Text("为做好防汛工作，制定本预案。"), document.Heading(1, "总则"), document.Heading(2, "适用范围"), document.Text("适用于本市。"),
		document.Heading(1, "通讯录"), document.Table(document.Row{{Width: 12, Label: true, Text: "姓名"}, {Width: 12, Label: true, Text: "电话"}}, document.Row{{Width: 12, Text: "张三"}, {Width: 12, Text: "02412345678"}}),
	}}
	b, err := docx.Render(d)
	require.NoError(t, err)
	got, err := outline.Read(b)
	require.NoError(t, err)
	var titles []string
	for _, s := range got {
		titles = append(titles, s.Title)
	}
	require.Contains(t, strings.Join(titles, "|"), "总则|适用范围|通讯录")
	last := got[len(got)-1]
	require.Equal(t, [][]string{{"姓名", "电话"}, {"张三", "02412345678"}}, last.Tables[0])
	require.Equal(t, []string{"适用于本市。"}, got[len(got)-2].Paragraphs)
}

// TestHeadingsWithoutStyles reads a file whose headings are numbers alone.
func TestHeadingsWithoutStyles(t *testing.T) {
	got, err := outline.Read(file(t, map[string]string{"word/document.xml": head + paragraphs("某市预案", "第一章 总则", "1.1 适用范围", "适用于本市。", "一、组织体系", "（一）指挥部", "由市长任总指挥。", "3.这句话很长，是正文的一项；不是标题。") + "</w:body></w:document>"}))
	require.NoError(t, err)
	require.Equal(t, []outline.Section{
		{Paragraphs: []string{"某市预案"}, Tables: [][][]string{}},
		{Title: "总则", Level: 1, Paragraphs: []string{}, Tables: [][][]string{}},
		{Title: "适用范围", Level: 2, Paragraphs: []string{"适用于本市。"}, Tables: [][][]string{}},
		{Title: "组织体系", Level: 1, Paragraphs: []string{}, Tables: [][][]string{}},
		{Title: "指挥部", Level: 2, Paragraphs: []string{"由市长任总指挥。", "3.这句话很长，是正文的一项；不是标题。"}, Tables: [][][]string{}},
	}, got)
}

// TestWhatIsRefused names what is no Word file, and what would blow up.
func TestWhatIsRefused(t *testing.T) {
	deep := head + strings.Repeat("<w:tbl><w:tr><w:tc>", 300) + strings.Repeat("</w:tc></w:tr></w:tbl>", 300) + "</w:body></w:document>"
	for name, x := range map[string]struct {
		file []byte
		code string
	}{
		"no archive":  {[]byte("%PDF-1.7"), "outline.not-word"},
		"no document": {file(t, map[string]string{"a.txt": "x"}), "outline.not-word"},
		"broken":      {file(t, map[string]string{"word/document.xml": head + "<w:p>"}), "outline.not-word"},
		"deep":        {file(t, map[string]string{"word/document.xml": deep}), "outline.large"},
		"bomb":        {file(t, map[string]string{"word/document.xml": head + paragraphs(strings.Repeat("字", 3<<20)) + "</w:body></w:document>"}), "outline.large"},
		"large":       {make([]byte, outline.MaxFile+1), "outline.large"},
	} {
		_, err := outline.Read(x.file)
		require.Error(t, err, name)
		require.Equal(t, x.code, fail.As(err).Code, name)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("PK"), "")
	f.Add([]byte{}, head+paragraphs("一、总则", "正文")+`<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>`)
	f.Add([]byte{}, head+`<w:tbl><w:p><w:r><w:t>x</w:t></w:r></w:p><w:tr><w:p/></w:tr></w:tbl></w:body></w:document>`)
	f.Fuzz(func(t *testing.T, raw []byte, body string) {
		_, _ = outline.Read(raw) // must not panic
		got, err := outline.Read(file(t, map[string]string{"word/document.xml": body}))
		for _, s := range got {
			require.NoError(t, err)
			require.True(t, s.Level > 0 || s.Title == "")
		}
	})
}
