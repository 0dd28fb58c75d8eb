package exchange

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/lang"
	"anlan/internal/base/sheet"
	"anlan/internal/engine/register"
)

func TestCellsAsPeopleWriteThem(t *testing.T) {
	k, err := register.NewKinds(register.Standard()...)
	require.NoError(t, err)
	e, err := k.Find("enterprise")
	require.NoError(t, err)
	column := map[string]Column{}
	for _, c := range Columns(e) {
		column[c.Field.Name] = c
	}
	for _, c := range []struct {
		column string
		cell   sheet.Cell
		want   string // JSON; "" for a refusal
	}{
		{"scale", sheet.Cell{Kind: sheet.Text, Text: " large"}, `"large"`},
		{"scale", sheet.Cell{Kind: sheet.Text, Text: "Ｌarge"}, `"large"`},
		{"scale", sheet.Cell{Kind: sheet.Text, Text: "特大"}, ``},
		{"employees", sheet.Cell{Kind: sheet.Text, Text: "１,２３４ 人"}, `1234`},
		{"employees", sheet.Cell{Kind: sheet.Number, Text: "12.5"}, ``},
		{"employees", sheet.Cell{Kind: sheet.Text, Text: "0x10"}, ``},
		{"hazardous", sheet.Cell{Kind: sheet.Bool, Text: "true"}, `true`},
		{"hazardous", sheet.Cell{Kind: sheet.Text, Text: "否"}, `false`},
		{"hazardous", sheet.Cell{Kind: sheet.Text, Text: "也许"}, ``},
		{"founded", sheet.Cell{Kind: sheet.Date, Text: "2011-06-30"}, `"2011-06-30"`},
		{"founded", sheet.Cell{Kind: sheet.Number, Text: "40724"}, `"2011-06-30"`},
		{"founded", sheet.Cell{Kind: sheet.Number, Text: "20110630"}, `"2011-06-30"`},
		{"founded", sheet.Cell{Kind: sheet.Text, Text: "2011年6月30日"}, `"2011-06-30"`},
		{"founded", sheet.Cell{Kind: sheet.Text, Text: "2011/6/30"}, `"2011-06-30"`},
		{"founded", sheet.Cell{Kind: sheet.Text, Text: "2011-02-30"}, ``},
		{"credit_code", sheet.Cell{Kind: sheet.Number, Text: "912101020000012000"}, ``},
		{"credit_code", sheet.Cell{Kind: sheet.Text, Text: "91350100m000100y43"}, `"91350100M000100Y43"`},
		{"phone", sheet.Cell{Kind: sheet.Number, Text: "13812345678"}, `"13812345678"`},
		{"risk", sheet.Cell{Kind: sheet.Text, Text: "重大风险"}, `"red"`},
		{"name", sheet.Cell{Kind: sheet.Error, Text: "#N/A"}, ``},
	} {
		raw, why := column[c.column].value(c.cell)
		require.Equal(t, c.want, string(raw), "%v", c)
		require.Equal(t, c.want == "", why != nil, "%v", c)
	}
	require.NotEqual(t, lang.Text{}, column["scale"].mend())
}
