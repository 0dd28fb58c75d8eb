package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"anlan/internal/base/fail"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

func TestATableIsCheckedMendedAndImported(t *testing.T) {
	w := open(t)
	bad := []string{
		"坏信用代码," + credit(90)[:17] + "?,C2614,大型,5,是,,123.2,41.75",
		"坏规模," + credit(91) + ",C2614,巨型,五,是,,123.2,41.75",
		"在城外," + credit(92) + ",C2614,大型,5,是,,100,41.75",
		"重复," + credit(1) + ",C2614,大型,5,是,,123.2,41.75",
		"数字," + "912101020000009E3" + ",C2614,大型,5,是,12,123.2,",
		"," + credit(93) + ",,大型,,不明,,123.2,41.75",
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes(table(append([]string{enterprise(1), "", enterprise(2)}, bad...)...))
	require.NoError(t, err)
	j := w.checked(city, "enterprise", gbk)
	require.Equal(t, Checked, j.State, "%v", j.Refusal)
	require.Equal(t, "GB 18030", j.Encoding)
	require.Equal(t, "attrs.credit_code", j.Plan.Key)
	require.Equal(t, Counts{Rows: 8, New: 2, Wrong: 6}, j.Expected)
	require.Empty(t, w.elements("enterprise"), "a dry run changes nothing")
	var got []string
	for _, f := range w.faults(city, j.ID) {
		require.NotEmpty(t, f.Text.Zh)
		require.NotEmpty(t, f.Text.En)
		require.NotEmpty(t, f.Mend.Zh)
		got = append(got, fmt.Sprintf("%d %s %s", f.Line, f.Column, f.Field))
	}
	require.Equal(t, []string{
		"5 B attrs.credit_code", "6 D attrs.scale", "6 E attrs.employees", "7 H lon", "8 B attrs.credit_code", "9 G attrs.phone", "9 H lon",
		"10 A name", "10 C attrs.industry", "10 E attrs.employees", "10 F attrs.hazardous",
	}, got)

	w.start(city, j.ID)
	require.NoError(t, w.x.Work(context.Background()))
	j = w.find(city, j.ID)
	require.Equal(t, Counts{Rows: 8, New: 2, Wrong: 6}, j.Counts)
	require.Len(t, w.elements("enterprise"), 2)
	require.Equal(t, west, w.elements("enterprise")[0].Area)

	// The rows that were wrong come back as a table; one is mended in it and it is loaded again.
	var sheetOfWrong bytes.Buffer
	require.NoError(t, w.x.WriteWrong(context.Background(), city, j.ID, "zh", &sheetOfWrong))
	rows := read(t, sheetOfWrong.Bytes())
	require.Len(t, rows, 7)
	require.Equal(t, "错误说明", rows[0][9])
	require.Contains(t, rows[2][9], "巨型")
	require.Contains(t, rows[2][10], "大型、中型、小型、微型")
	var mended bytes.Buffer
	out, err := sheet.NewXLSX(&mended, sheet.Layout{})
	require.NoError(t, err)
	rows[2][3], rows[2][4] = "大型", "5"
	for _, row := range [][]string{rows[0], rows[2]} {
		var cells []any
		for _, c := range row {
			cells = append(cells, c)
		}
		require.NoError(t, out.Write(cells))
	}
	require.NoError(t, out.Close())
	again := w.imported(city, "enterprise", mended.Bytes())
	require.Equal(t, Counts{Rows: 1, New: 1}, again.Counts)
	require.Len(t, w.elements("enterprise"), 3)
}

// read is all cells of a workbook.
func read(t testing.TB, b []byte) (out [][]string) {
	t.Helper()
	book, err := sheet.Open(bytes.NewReader(b), int64(len(b)), sheet.Limits{})
	require.NoError(t, err)
	rows, err := book.Rows("")
	require.NoError(t, err)
	defer rows.Close()
	for {
		r, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err)
		out = append(out, titles(r.Cells))
	}
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	w := open(t)
	var rows []string
	for i := range 25 {
		rows = append(rows, enterprise(i))
	}
	require.Equal(t, Counts{Rows: 25, New: 25}, w.imported(city, "enterprise", table(rows...)).Counts)
	before := w.elements("enterprise")
	require.Equal(t, Counts{Rows: 25, Same: 25}, w.imported(city, "enterprise", table(rows...)).Counts)
	require.Equal(t, before, w.elements("enterprise"))

	rows[3] = strings.Replace(rows[3], "大型", "小型", 1)
	require.Equal(t, Counts{Rows: 25, Same: 24, Changed: 1}, w.imported(city, "enterprise", table(rows...)).Counts)
	after := w.elements("enterprise")
	for i, e := range after {
		if e.Version == 1 {
			require.Equal(t, before[i], e)
			continue
		}
		require.EqualValues(t, 2, e.Version)
		past, err := w.register.History(context.Background(), city.Put, e.ID)
		require.NoError(t, err)
		require.Len(t, past, 1)
		chain, err := w.journal.Of(context.Background(), e.ID)
		require.NoError(t, err)
		require.Len(t, chain, 1)
		require.Equal(t, "register.element.changed", chain[0].Action)
		require.Equal(t, "city", chain[0].Actor)
	}
	// A part of the columns changes a part of the element.
	part := []byte("统一社会信用代码,规模,联系电话\n" + credit(3) + ",微型,\n")
	require.Equal(t, Counts{Rows: 1, Changed: 1}, w.imported(city, "enterprise", part).Counts)
	for _, e := range w.elements("enterprise") {
		if strings.Contains(string(e.Attrs), credit(3)) {
			require.NotContains(t, string(e.Attrs), "13812345678", "an empty cell empties")
			require.Contains(t, string(e.Attrs), `"industry":"C2614"`, "a column that is left out stays")
			require.Contains(t, string(e.Attrs), `"scale":"micro"`)
		}
	}
}

func TestPlansAndFilesThatAreRefused(t *testing.T) {
	ctx, w := context.Background(), open(t)
	for name, file := range map[string]string{"nothing": "", "no text": "a\x00b", "old": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "archive": "PK\x03\x04zzz", "no collection": `{"type":"Topology"}`} {
		_, err := w.x.Receive(ctx, city, "enterprise", name, strings.NewReader(file))
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
	}
	_, err := w.x.Receive(ctx, city, "volcano", "x", strings.NewReader("a"))
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	j := w.receive(city, "enterprise", "x.csv", table(enterprise(1)))
	require.Equal(t, j.ID, w.receive(city, "enterprise", "x.csv", table(enterprise(1))).ID, "sent twice, it is one job")
	for field, bend := range map[string]func(*Plan){
		"table": func(p *Plan) { p.Table = "x" }, "system": func(p *Plan) { p.System = "x" }, "key": func(p *Plan) { p.Key = "attrs.scale" },
		"columns": func(p *Plan) { p.Columns[0] = "attrs.x" },
	} {
		p := j.Plan
		p.Columns = append([]string(nil), p.Columns...)
		bend(&p)
		_, err := w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Check(ctx, tx, city, j.ID, p) })
		require.Equal(t, fail.KindInvalid, fail.KindOf(err))
		require.Equal(t, field, fail.As(err).Field)
	}
	_, err = w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Start(ctx, tx, city, j.ID) })
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "the dry run comes first")
	// A file that breaks in the middle ends the dry run with what is wrong where.
	var rows []string
	for i := range 30 {
		rows = append(rows, enterprise(i))
	}
	j = w.checked(city, "enterprise", table(append(rows, "甲,"+strings.Repeat("x", 200_000))...))
	require.Equal(t, Failed, j.State)
	require.Contains(t, j.Refusal.Zh, "第 32 行 B 列")
}

func TestParentsAreFoundByIdAndCode(t *testing.T) {
	w := open(t)
	w.imported(city, "enterprise", table(enterprise(1)))
	w.imported(easter, "enterprise", table("东厂,"+credit(2)+",C2614,大型,5,是,,123.7,41.75"))
	head := "编号,名称,经度,纬度,上级编号或代码,单元类型,级别,辨识指标 S,分级指标 R,厂界外 500 m 可能暴露人数,危险化学品\n"
	rest := ",储存单元,2,3,60,40,液氯|7782-50-5||30|5\n"
	j := w.imported(wester, "hazard-source", []byte(head+"a,库一,123.2,41.75,"+credit(1)+rest+"b,库二,123.2,41.75,"+credit(2)+rest+"c,库三,123.2,41.75,无此企业"+rest))
	require.Equal(t, Counts{Rows: 3, New: 1, Wrong: 2}, j.Counts, "%v", w.faults(wester, j.ID))
	source := w.elements("hazard-source")[0]
	for _, e := range w.elements("enterprise") {
		if e.Area == west {
			require.Equal(t, e.ID, source.Parent)
		}
	}
	require.JSONEq(t, `[{"name":"液氯","cas":"7782-50-5","quantity":30,"critical":5}]`, string(attrOf(t, source, "chemicals")))
}

func attrOf(t testing.TB, e register.Element, name string) json.RawMessage {
	t.Helper()
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(e.Attrs, &all))
	return all[name]
}
