package document_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
)

func sample() document.Doc {
	return document.Doc{
		Layout: document.Form, Issuer: "沈阳市应急管理局", Title: "询问笔录", Number: "(沈)应急询〔2026〕3号",
		Blocks: []document.Block{
			document.Table(document.Row{
				{Width: 4, Label: true, Text: "被询问人"},
				{Width: 8, Text: "李雷"},
				{Width: 4, Label: true, Text: "电话"},
				{Width: 8, Text: "13812345678"},
			}),
			document.Text("李雷说，王小明（身份证号210102199003071234）在场，电话13900001111，住沈阳市和平区某路1号。李雷光不在。"),
			document.List("李雷", "某公司"),
			document.Sign(document.Signature{Role: "被询问人（签名）", Name: "李雷"}),
			document.Seal("沈阳市应急管理局", calendar.Day(2026, 3, 2)),
		},
		Copies:   []string{"由李雷保管"},
		Attached: []document.Doc{{Layout: document.Form, Issuer: "沈阳市应急管理局", Title: "送达回证"}},
		Personal: []document.Personal{{document.Name, "李雷"}, {document.Phone, "13812345678"}, {document.Name, "王小明"}, {document.Address, "沈阳市和平区某路1号"}, {document.Officer, "沈阳"}, {document.Private, "某"}},
	}
}

func TestMaskedHidesWhereverItStands(t *testing.T) {
	d := sample()
	m := d.Masked(document.Publication())
	require.Equal(t, sample(), d, "the record is untouched")
	b, err := json.Marshal(m)
	require.NoError(t, err)
	for _, secret := range []string{"李雷", "13812345678", "13900001111", "王小明", "210102199003071234", "某路1号", "送达回证"} {
		require.NotContains(t, string(b), secret)
	}
	require.Equal(t, "李某说，王某某（身份证号210102************）在场，电话139****1111，住沈阳市和平区***。李某光不在。", m.Blocks[1].Text)
	require.Equal(t, "沈阳市应急管理局", m.Issuer, "officers are not hidden by this rule")
	require.Equal(t, "某公司", m.Blocks[2].Items[1], "one character is nobody's name")
	require.Equal(t, "李某", m.Blocks[0].Rows[0][1].Text)
	require.Equal(t, "本文书一式一份：一份由李某保管。", m.CopiesLine())

	none := d.Masked(nil)
	require.Equal(t, d.Blocks, none.Blocks)
}

func TestDocumentsSurviveJSON(t *testing.T) {
	d := sample()
	b, err := json.Marshal(d)
	require.NoError(t, err)
	var back document.Doc
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, d, back)
}

func TestHeadingsAreNumbered(t *testing.T) {
	h := func(l int) document.Block { return document.Heading(l, "x") }
	got := document.Numbering([]document.Block{h(1), h(2), h(2), h(3), h(4), document.Text("t"), h(3), h(1), h(2)})
	require.Equal(t, []string{"一、", "（一）", "（二）", "1.", "（1）", "", "2.", "二、", "（一）"}, got)
}

func TestCheckRefusesWhatCannotBeSet(t *testing.T) {
	require.NoError(t, sample().Check())
	for name, bend := range map[string]func(*document.Doc){
		"layout":    func(d *document.Doc) { d.Layout = "wide" },
		"issuer":    func(d *document.Doc) { d.Issuer = "" },
		"title":     func(d *document.Doc) { d.Title = "" },
		"width":     func(d *document.Doc) { d.Blocks[0].Rows[0][0].Width = 3 },
		"no width":  func(d *document.Doc) { d.Blocks[0].Rows[0] = document.Row{{Width: 25}, {Width: -1}} },
		"heading":   func(d *document.Doc) { d.Blocks[1] = document.Heading(5, "x") },
		"kind":      func(d *document.Doc) { d.Blocks[1].Kind = "script" },
		"control":   func(d *document.Doc) { d.Blocks[1].Text = "a\x00b" },
		"no utf-8":  func(d *document.Doc) { d.Title = "\xff" },
		"in a cell": func(d *document.Doc) { d.Blocks[0].Rows[0][1].Text = "\x1b[2J" },
		"attached":  func(d *document.Doc) { d.Attached[0].Title = "" },
	} {
		d := sample()
		bend(&d)
		require.Equal(t, fail.KindInvalid, fail.KindOf(d.Check()), name)
	}
	require.Equal(t, []string{"a", "b"}, document.Paragraphs(" a \r\n\n b"))
}
