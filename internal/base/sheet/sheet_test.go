package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/fuzztest"
)

// all reads every row of the first sheet.
func all(b []byte, l Limits) (out []Row, err error) {
	book, err := Open(bytes.NewReader(b), int64(len(b)), l)
	if err != nil {
		return nil, err
	}
	rows, err := book.Rows("")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for {
		r, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		r.Cells = append([]Cell(nil), r.Cells...)
		out = append(out, r)
	}
}

// texts are the rows without kinds.
func texts(rows []Row) (out [][]string) {
	for _, r := range rows {
		var line []string
		for _, c := range r.Cells {
			line = append(line, c.Text)
		}
		out = append(out, line)
	}
	return out
}

func TestExcelIsReadAsExcelKeepsIt(t *testing.T) {
	f := excelize.NewFile()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	require.NoError(t, err)
	when := `yyyy"年"m"月"d"日" h:mm`
	custom, err := f.NewStyle(&excelize.Style{CustomNumFmt: &when})
	require.NoError(t, err)
	money := `#,##0.00"d";[Red]-#,##0.00`
	number, err := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
	require.NoError(t, err)
	for cell, v := range map[string]any{"A1": "名称", "B1": "层数", "A3": "甲", "B3": 1234.5, "C3": 43831, "D3": 43831.75, "E3": 43831, "F3": true, "G3": "007", "A6": "丙"} {
		require.NoError(t, f.SetCellValue("Sheet1", cell, v))
	}
	require.NoError(t, f.SetCellStyle("Sheet1", "C3", "C3", date))
	require.NoError(t, f.SetCellStyle("Sheet1", "D3", "D3", custom))
	require.NoError(t, f.SetCellStyle("Sheet1", "E3", "E3", number))
	require.NoError(t, f.MergeCell("Sheet1", "A6", "D8"))
	_, err = f.NewSheet("藏")
	require.NoError(t, err)
	require.NoError(t, f.SetSheetVisible("藏", false))
	var out bytes.Buffer
	_, err = f.WriteTo(&out)
	require.NoError(t, err)
	rows, err := all(out.Bytes(), Limits{})
	require.NoError(t, err)
	require.Equal(t, []Row{
		{1, []Cell{{Text, "名称"}, {Text, "层数"}}},
		{3, []Cell{{Text, "甲"}, {Number, "1234.5"}, {Date, "2020-01-01"}, {Date, "2020-01-01T18:00:00"}, {Number, "43831"}, {Bool, "true"}, {Text, "007"}}},
		{6, []Cell{{Text, "丙"}}},
	}, rows)
	book, err := Open(bytes.NewReader(out.Bytes()), int64(out.Len()), Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"Sheet1"}, book.Sheets, "hidden sheets are not offered")
	_, err = book.Rows("藏")
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func TestDaysOfExcel(t *testing.T) {
	for serial, want := range map[float64]string{1: "1900-01-01", 59: "1900-02-28", 61: "1900-03-01", 45292: "2024-01-01", 45292.5: "2024-01-01T12:00:00", 2958465: "9999-12-31"} {
		got, ok := DateOf(serial, false)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	for _, serial := range []float64{60, -1, 2958466} {
		_, ok := DateOf(serial, false)
		require.False(t, ok, serial)
	}
	got, _ := DateOf(0, true)
	require.Equal(t, "1904-01-01", got)
}

func TestCSVInEveryGuise(t *testing.T) {
	want := [][]string{{"名称", "地址"}, {"沈阳㐂厂", "一,二"}, {"甲", "行一\n行二"}, {"乙"}}
	const comma = "名称,地址\r\n沈阳㐂厂,\"一,二\"\r\n\r\n甲,\"行一\r\n行二\"\r\n乙,\r\n"
	semicolon := strings.NewReplacer("名称,", "名称;", "厂,", "厂;", "甲,", "甲;", "乙,", "乙;").Replace(comma)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(comma)
	require.NoError(t, err)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewEncoder().String(strings.ReplaceAll(semicolon, ";", "\t"))
	require.NoError(t, err)
	for name, s := range map[string]string{"UTF-8": comma, "UTF-8 with a mark": "\ufeff" + comma, "semicolon": semicolon, "tab": strings.ReplaceAll(semicolon, ";", "\t"), "GB 18030": gb, "UTF-16": utf16} {
		t.Run(name, func(t *testing.T) {
			rows, err := all([]byte(s), Limits{})
			require.NoError(t, err)
			require.Equal(t, want, texts(rows))
			require.Equal(t, []int{1, 2, 4, 5}, []int{rows[0].Number, rows[1].Number, rows[2].Number, rows[3].Number}, "as a spreadsheet counts them")
		})
	}
	_, err = all([]byte("名称\n\xff\xff\n"), Limits{})
	require.ErrorContains(t, err, "row 2 column A")
	_, err = all([]byte("a\x00b"), Limits{})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func TestFormulasBecomeTextAndComeBack(t *testing.T) {
	for _, s := range []string{"=1+1", "+86", "-5", "@x", "\tx", "\rx", "'=1", "''=x"} {
		require.True(t, strings.HasPrefix(Neutral(s), "'"), s)
	}
	require.Equal(t, "'quoted'", Neutral("'quoted'"))
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`['=+\-@\t\ra中]{0,6}`).Draw(t, "s")
		if Plain(Neutral(s)) != s {
			t.Fatalf("%q comes back as %q", s, Plain(Neutral(s)))
		}
	})
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	table := [][]any{{"名称", "数", "是"}, {"=cmd|' /C calc'!A0", 1.25, true}, {"'=1", -3, nil}, {"第一行\n第二行", nil, "x"}, {"-5℃", 1e-7, false}}
	for _, format := range []Format{XLSX, CSV} {
		t.Run(string(format), func(t *testing.T) {
			var out bytes.Buffer
			w := NewCSV(&out)
			if format == XLSX {
				var err error
				w, err = NewXLSX(&out, Layout{Name: "表", Widths: []float64{20}, Lists: []List{{1, []string{"甲", "乙"}}, {2, strings.Split(strings.Repeat("很长的选项 ", 60), " ")}}, Notes: []string{"必填"}, More: []Page{{Name: "说明", Rows: [][]string{{"字段"}, {"=x"}}}}})
				require.NoError(t, err)
			}
			for _, row := range table {
				require.NoError(t, w.Write(row))
			}
			require.NoError(t, w.Close())
			rows, err := all(out.Bytes(), Limits{})
			require.NoError(t, err)
			require.Equal(t, [][]string{{"名称", "数", "是"}, {"=cmd|' /C calc'!A0", "1.25", "true"}, {"'=1", "-3"}, {"第一行\n第二行", "", "x"}, {"-5℃", rows[4].Cells[1].Text, "false"}}, texts(rows))
			if format == CSV {
				require.Contains(t, out.String(), "'=cmd")
				return
			}
			f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
			require.NoError(t, err)
			formula, err := f.GetCellFormula("表", "A2")
			require.NoError(t, err)
			require.Empty(t, formula)
			value, err := f.GetCellValue("表", "A2")
			require.NoError(t, err)
			require.Equal(t, "'=cmd|' /C calc'!A0", value)
			lists, err := f.GetDataValidations("表")
			require.NoError(t, err)
			require.Len(t, lists, 2)
		})
	}
}

// workbookOf is a small workbook with a sheet of this XML.
func workbookOf(t testing.TB, data string, more map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	parts := map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + data + `</sheetData></worksheet>`,
	}
	for name, s := range more {
		parts[name] = s
	}
	for name, s := range parts {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(w, s)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

func TestWhatIsMadeToHurtIsRefused(t *testing.T) {
	cell := func(s string) string { return `<row r="1"><c r="A1" t="inlineStr"><is><t>` + s + `</t></is></c></row>` }
	many := strings.Repeat(`<row><c><v>1</v></c></row>`, 11)
	for name, c := range map[string]struct {
		file  []byte
		limit Limits
		has   string
	}{
		"a bomb by its ratio":     {workbookOf(t, cell(strings.Repeat("a", 20<<20)), nil), Limits{}, "sheet.bomb"},
		"a bomb in all":           {workbookOf(t, cell("x"), map[string]string{"xl/media/a.bin": strings.Repeat("a", 2000)}), Limits{Bytes: 1000}, "sheet.bomb"},
		"a bomb of strings":       {workbookOf(t, cell("x"), map[string]string{"xl/sharedStrings.xml": "<sst><si><t>" + strings.Repeat("a", 900<<10) + "</t></si></sst>"}), Limits{}, "sheet.bomb"},
		"too many files":          {workbookOf(t, cell("x"), nil), Limits{Entries: 2}, "sheet.bomb"},
		"a huge cell":             {workbookOf(t, cell(strings.Repeat("a", 200_000)), nil), Limits{}, "row 1 column A"},
		"a cell beyond the piece": {workbookOf(t, cell(strings.Repeat("a", 1<<20)), nil), Limits{}, "sheet “表” row 1"},
		"too many columns":        {workbookOf(t, `<row r="2"><c r="XFD2"><v>1</v></c></row>`, nil), Limits{}, "row 2 column XFD"},
		"too many rows":           {workbookOf(t, many, nil), Limits{Rows: 10}, "more than 10 rows"},
		"rows backwards":          {workbookOf(t, `<row r="2"/><row r="1"/>`, nil), Limits{}, "sheet.broken"},
		"a string that is not":    {workbookOf(t, `<row><c t="s"><v>7</v></c></row>`, nil), Limits{}, "sheet.broken"},
		"an end that is missing":  {workbookOf(t, `<row><c><v>7`, nil), Limits{}, "sheet.broken"},
		"another archive":         {zipOf(t, "a.txt"), Limits{}, "sheet.not-excel"},
		"half a workbook":         {workbookOf(t, cell("x"), nil)[:300], Limits{}, "sheet.broken"},
		"old Excel":               {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."), Limits{}, "sheet.old"},
		"nothing":                 {nil, Limits{}, "sheet.empty"},
		"a huge cell in CSV":      {[]byte("a,b\nc," + strings.Repeat("x", 200_000)), Limits{}, "row 2 column B"},
		"a quote without end":     {[]byte("a,b\nc,\"" + strings.Repeat("x\n", 1<<20)), Limits{}, "row 2"},
		"many columns in CSV":     {[]byte(strings.Repeat("a,", 400) + "a"), Limits{}, "more than 300 columns"},
		"many rows in CSV":        {[]byte(strings.Repeat("a\n", 11)), Limits{Rows: 10}, "row 11"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := all(c.file, c.limit)
			require.Equal(t, fail.KindInvalid, fail.KindOf(err), "%v", err)
			require.ErrorContains(t, err, c.has)
		})
	}
}

func zipOf(t testing.TB, name string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	_, err := z.Create(name)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return out.Bytes()
}

func TestColumnNames(t *testing.T) {
	for n, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		require.Equal(t, want, Column(n))
	}
}

func FuzzXLSX(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="b"><v>1</v></c></row>`, `<sst><si><t>a</t><rPh><t>b</t></rPh></si></sst>`)
	f.Add(`<x:row r="3"><x:c t="inlineStr"><x:is><x:r><x:t>_x000D_</x:t></x:r></x:is></x:c><c s="1"><v>60</v></c><c t="e"><v>#N/A</v></c></x:row>`, ``)
	f.Fuzz(func(t *testing.T, data, shared string) {
		hold(t, workbookOf(t, data, map[string]string{"xl/sharedStrings.xml": shared, "xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`}))
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a;b\n\"c\";d"))
	f.Add([]byte("\xef\xbb\xbf名称\t地址\r\n'=x,\"a\nb\""))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Add([]byte("\xc3\xfb\xb3\xc6,\x81\x30\x81\x30"))
	f.Fuzz(func(t *testing.T, b []byte) {
		fuzztest.Bounded(t, func() { _, _ = all(b, Limits{Rows: 1000, Bytes: 1 << 22}) })
		hold(t, b)
	})
}

// hold checks what holds for every file: an error is the sender's fault, rows come in order, cells are as they may be.
func hold(t *testing.T, b []byte) {
	rows, err := all(b, Limits{Rows: 1000, Bytes: 1 << 22})
	if err != nil && fail.KindOf(err) != fail.KindInvalid {
		t.Fatalf("%v is not Invalid", err)
	}
	last := 0
	for _, r := range rows {
		if r.Number <= last || len(r.Cells) == 0 || r.Cells[len(r.Cells)-1].Kind == Empty || len(r.Cells) > 300 {
			t.Fatalf("row %d after %d: %v", r.Number, last, r.Cells)
		}
		last = r.Number
		for _, c := range r.Cells {
			if len(c.Text) > 4*32767 || (c.Text == "") != (c.Kind == Empty) && c.Kind != Error {
				t.Fatalf("%v", c)
			}
		}
	}
}
