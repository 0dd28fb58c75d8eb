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
	"golang.org/x/sync/errgroup"
	"golang.org/x/text/encoding/simplifiedchinese"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/geo"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
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

// TestAKilledRunGoesOnWhereItWas lets the database give up before every single statement of a run in turn, as a killed
// process does, and has another node go on.
func TestAKilledRunGoesOnWhereItWas(t *testing.T) {
	killed := errors.New("killed")
	ctx, w := context.Background(), open(t)
	var rows []string
	for i := range 35 {
		rows = append(rows, enterprise(i))
	}
	rows[7] = "坏的,x,C2614,大型,1,是,,123.2,41.75"
	step, finished := 0, false
	for !finished {
		step++
		marked := make([]string, len(rows))
		for i, r := range rows { // another element each time
			marked[i] = strings.Replace(r, credit(i), credit(1000*step+i), 1)
		}
		j := w.checked(city, "enterprise", table(marked...))
		require.Equal(t, Checked, j.State)
		w.start(city, j.ID)
		n := 0
		w.refuse = func(string) error {
			if n++; n >= step*3 {
				return killed
			}
			return nil
		}
		_ = w.x.Work(ctx)
		finished = n < step*3
		w.refuse = nil
		w.clock.Advance(2 * w.x.Lease)
		w.x = w.node()
		require.NoError(t, w.x.Work(ctx))
		j = w.find(city, j.ID)
		require.Equal(t, Done, j.State, "step %d: %v", step, j.Refusal)
		require.Equal(t, Counts{Rows: 35, New: 34, Wrong: 1}, j.Counts, "step %d", step)
		require.Len(t, w.elements("enterprise"), 34*step, "no row twice, none missing")
		chain, err := w.journal.Of(ctx, j.object())
		require.NoError(t, err)
		sum := 0
		for _, r := range chain {
			var b register.Batch
			require.NoError(t, json.Unmarshal(r.Body, &b))
			if r.Action == "register.batch.brought" {
				sum += b.Counts["enterprise"]
			}
		}
		require.Equal(t, 34, sum, "the journal has every element once")
		require.Equal(t, w.register.Index().Len(), 34*step)
	}
	require.Greater(t, step, 5)
}

func TestTwoNodesDoAJobOnce(t *testing.T) {
	ctx, w := context.Background(), open(t)
	other := w.node()
	var rows []string
	for i := range 200 {
		rows = append(rows, enterprise(i))
	}
	// Two jobs of the same kind with rows in common, and two nodes that both look for work all the time.
	a, b := w.checked(city, "enterprise", table(rows...)), w.checked(city, "enterprise", table(rows[50:]...))
	w.start(city, a.ID)
	w.start(city, b.ID)
	var g errgroup.Group
	for _, x := range []*Exchange{w.x, other, w.x, other} {
		g.Go(func() error {
			for range 10 {
				if err := (&Exchange{Options: x.Options, node: x.node, wake: x.wake, fell: map[string]int{}}).Work(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
	a, b = w.find(city, a.ID), w.find(city, b.ID)
	require.Equal(t, Done, a.State)
	require.Equal(t, Done, b.State)
	require.Len(t, w.elements("enterprise"), 200)
	require.Equal(t, 200, a.Counts.New+b.Counts.New)
	require.Equal(t, 150, a.Counts.Same+b.Counts.Same)
	chain, err := w.journal.Of(ctx, a.object())
	require.NoError(t, err)
	begun, ended := 0, 0
	for _, r := range chain {
		begun += map[string]int{"register.import.started": 1}[r.Action]
		ended += map[string]int{"register.import.done": 1}[r.Action]
	}
	require.Equal(t, []int{1, 1}, []int{begun, ended})
}

func TestWhoHasLostTheLeaseCommitsNothing(t *testing.T) {
	ctx, w := context.Background(), open(t)
	first, ok, err := w.x.take(ctx, "run:x")
	require.NoError(t, err)
	require.True(t, ok)
	_, ok, err = w.node().take(ctx, "run:y")
	require.NoError(t, err)
	require.True(t, ok)
	if w.db.Dialect() == store.Postgres { // on SQLite a new node is a new process: nobody else is alive
		_, ok, err = w.node().take(ctx, "run:x")
		require.NoError(t, err)
		require.False(t, ok)
	}
	w.clock.Advance(w.x.Lease)
	_, ok, err = w.x.take(ctx, "run:x")
	require.NoError(t, err)
	require.True(t, ok, "a lease that is not renewed is anybody's")
	err = w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return w.x.renew(ctx, tx, first) })
	require.ErrorIs(t, err, errLost)
}

func TestAnotherDistrictIsOutOfReach(t *testing.T) {
	ctx, w := context.Background(), open(t)
	row := "东厂," + credit(5) + ",C2614,大型,5,是,,123.7,41.75"
	j := w.checked(wester, "enterprise", table(enterprise(1), row))
	require.Equal(t, Counts{Rows: 2, New: 1, Wrong: 1}, j.Expected)
	require.Contains(t, w.faults(wester, j.ID)[0].Text.Zh, "辖区")

	// What another district has is neither changed nor made a second time.
	w.imported(easter, "enterprise", table(row))
	j = w.checked(wester, "enterprise", table(strings.Replace(row, "123.7", "123.2", 1)))
	require.Equal(t, Counts{Rows: 1, Wrong: 1}, j.Expected)
	require.Contains(t, w.faults(wester, j.ID)[0].Text.Zh, "辖区之外")
	require.NotContains(t, text(w.faults(wester, j.ID)), east, "nor told where it is")

	for _, by := range []Person{easter, nowhere} {
		for _, err := range []error{
			second(w.x.Find(ctx, by, j.ID)), second(w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Check(ctx, tx, by, j.ID, j.Plan) })),
			second(w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Start(ctx, tx, by, j.ID) })),
			second(w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Cancel(ctx, tx, by, j.ID) })),
			w.x.WriteWrong(ctx, by, j.ID, "zh", io.Discard),
		} {
			require.Equal(t, fail.KindNotFound, fail.KindOf(err))
		}
		_, _, err := w.x.Faults(ctx, by, j.ID, 10, 0)
		require.Equal(t, fail.KindNotFound, fail.KindOf(err))
		list, _, err := w.x.List(ctx, by, 50, "")
		require.NoError(t, err)
		for _, l := range list {
			require.NotEqual(t, "wester", l.Person)
		}
	}
	list, next, err := w.x.List(ctx, city, 2, "")
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, j.ID, list[0].ID, "newest first")
	rest, _, err := w.x.List(ctx, city, 2, next)
	require.NoError(t, err)
	require.Len(t, rest, 1)
	_, err = w.x.Receive(ctx, nowhere, "enterprise", "x", strings.NewReader("a"))
	require.Equal(t, fail.KindDenied, fail.KindOf(err))
}

func second[T any](_ T, err error) error { return err }

func TestARunIsCancelledAndGoesOn(t *testing.T) {
	ctx, w := context.Background(), open(t)
	var rows []string
	for i := range 40 {
		rows = append(rows, enterprise(i))
	}
	j := w.checked(city, "enterprise", table(rows...))
	w.start(city, j.ID)
	cancel := func() {
		_, err := w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Cancel(ctx, tx, city, j.ID) })
		require.NoError(t, err)
	}
	// In the middle: after the second batch.
	n := 0
	stop, done := context.WithCancel(ctx)
	w.refuse = func(s string) error {
		if s == "COMMIT" || strings.HasPrefix(s, "UPDATE exchange_import SET place") {
			if n++; n == 5 {
				done()
			}
		}
		return nil
	}
	_ = w.x.Work(stop)
	w.refuse = nil
	cancel()
	got := w.find(city, j.ID)
	require.Equal(t, Cancelled, got.State)
	require.Less(t, got.Counts.New, 40)
	require.Len(t, w.elements("enterprise"), got.Counts.New)
	require.NoError(t, w.x.Work(ctx))
	require.Equal(t, Cancelled, w.find(city, j.ID).State, "nobody works on it")
	w.start(city, j.ID)
	require.NoError(t, w.x.Work(ctx))
	got = w.find(city, j.ID)
	require.Equal(t, Done, got.State)
	require.Equal(t, Counts{Rows: 40, New: 40}, got.Counts)
	require.Len(t, w.elements("enterprise"), 40)
	_, err := w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Cancel(ctx, tx, city, j.ID) })
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
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

func TestPlacesComeInEverySystem(t *testing.T) {
	for _, s := range geo.Systems {
		w := open(t)
		x, y := s.Name.FromWGS84(geo.Point{Lon: 123.2, Lat: 41.75})
		row := fmt.Sprintf("甲,%s,C2614,大型,5,是,,%v,%v", credit(1), x, y)
		w.imported(city, "enterprise", table(row), func(p *Plan) { p.System = s.Name })
		e := w.elements("enterprise")[0]
		require.InDelta(t, 123.2, e.Lon, 2e-8)
		require.InDelta(t, 41.75, e.Lat, 2e-8)
	}
}

// sampleOf is a row of a kind made of the examples of its template.
// patterned are codes that must be given, by how they must look.
var patterned = map[string]string{"^3[0-9]{19}$": "30000000000000000001", "^[0-9A-F]{8,10}$": "20700150", "^[0-9A-Z]{5,6}$": "54342", "^[A-Z0-9]{3,6}$": "SNY"}

func sampleOf(k register.Kind) (head, row []any) {
	for _, c := range Columns(k) {
		v := c.example("zh")
		switch {
		case c.Name == "id":
			v = "sample-" + k.Name
		case c.Name == "attrs.channel":
			v = "21010200001320000001"
		case patterned[c.Pattern] != "":
			v = patterned[c.Pattern]
		case c.Name == "lon":
			v = "123.2345678"
		case c.Type == form.Records:
			other := strings.Replace(v, "文字", "文字2", 1)
			if other == v {
				other = strings.Replace(v, "|", "2|", 1)
			}
			v += "\n" + other
		case c.Type == form.Text && c.attr() != "" && v == "文字":
			v = "=1+1;甲|乙"
			if c.Max == nil || *c.Max > 14 {
				v = "=1+1，“文字”;甲|乙"
			}
		}
		head, row = append(head, c.heading("zh")), append(row, v)
	}
	return head, row
}

// TestEveryKindGoesOutAndComesBack is for kinds that nobody has thought of yet, too: what the struct declares is enough.
func TestEveryKindGoesOutAndComesBack(t *testing.T) {
	ctx, w := context.Background(), open(t)
	for _, k := range w.register.Kinds().All() {
		t.Run(k.Name, func(t *testing.T) {
			var file bytes.Buffer
			out := sheet.NewCSV(&file)
			head, row := sampleOf(k)
			require.NoError(t, out.Write(head))
			require.NoError(t, out.Write(row))
			require.NoError(t, out.Close())
			j := w.checked(city, k.Name, file.Bytes())
			require.Empty(t, w.faults(city, j.ID))
			j = w.imported(city, k.Name, file.Bytes())
			require.Equal(t, Counts{Rows: 1, New: 1}, j.Counts)
			for _, format := range []string{"xlsx", "csv", "geojson", "shapefile"} {
				for _, language := range []string{"zh", "en"} {
					var b bytes.Buffer
					write, err := w.x.Export(ctx, Order{By: journal.Actor{ID: "t"}, Sight: city.Put, Clear: city.Put, Query: register.Query{Kind: k.Name}, Format: format, System: geo.CGCS2000, Language: language})
					require.NoError(t, err)
					require.NoError(t, write(ctx, &b))
					j := w.checked(city, k.Name, b.Bytes(), func(p *Plan) { p.Key = "id" })
					require.Empty(t, w.faults(city, j.ID), "%s %s", format, language)
					require.Equal(t, Counts{Rows: 1, Same: 1}, j.Expected, "%s %s: %v", format, language, j.Plan)
				}
			}
			var tpl bytes.Buffer
			require.NoError(t, Template(k, "zh", &tpl))
			require.Len(t, read(t, tpl.Bytes()), 1, "a template holds nothing but titles")
			again := w.receive(city, k.Name, "模板.xlsx", tpl.Bytes())
			require.NotContains(t, again.Plan.Columns, "", "every title of a template is known")
		})
	}
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

func TestExportIsScopedMaskedAndWrittenDown(t *testing.T) {
	ctx, w := context.Background(), open(t)
	w.imported(city, "enterprise", table(enterprise(1), "东厂,"+credit(2)+",C2614,大型,5,是,13987654321,123.7,41.75"))
	export := func(o Order) string {
		o.By, o.Format, o.System = journal.Actor{ID: "clerk", Name: "某"}, "csv", geo.WGS84
		o.Query.Kind = "enterprise"
		write, err := w.x.Export(ctx, o)
		require.NoError(t, err)
		var b bytes.Buffer
		require.NoError(t, write(ctx, &b))
		return b.String()
	}
	mine := export(Order{Sight: wester.Put, Clear: wester.Put})
	require.Contains(t, mine, "13812345678")
	require.NotContains(t, mine, "东厂")
	masked := export(Order{Sight: city.Put, Clear: wester.Put})
	require.Contains(t, masked, "13812345678")
	require.Contains(t, masked, "139****4321")
	require.NotContains(t, export(Order{Sight: city.Put, Query: register.Query{Q: "东厂"}}), "化工厂")
	require.NotContains(t, export(Order{Sight: city.Put, Query: register.Query{Area: east}}), "化工厂")
	var notes []string
	require.NoError(t, w.db.Read().NewRaw("SELECT body FROM journal_entry WHERE action = 'register.export.done' AND actor = 'clerk' ORDER BY arrival").Scan(ctx, &notes))
	require.Len(t, notes, 4)
	require.Contains(t, notes[1], `"masked":true`)
	require.Contains(t, notes[1], `"rows":2`)
	for field, o := range map[string]Order{
		"format": {Format: "pdf", System: geo.WGS84}, "crs": {Format: "geojson", System: geo.GCJ02},
	} {
		o.Query.Kind = "enterprise"
		_, err := w.x.Export(ctx, o)
		require.Equal(t, field, fail.As(err).Field)
	}
}

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
