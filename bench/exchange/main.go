// Command exchange measures the import of a workbook of enterprises into an empty register and prints what it found as
// Markdown.
//
// It makes the workbook, one row in a hundred of which is wrong in a way that it remembers, and does what a person does:
// send it, have it checked, run it, send it again. Afterwards it counts: every good row must be in the register once, every
// bad one among the faults, and the second time nothing may change. Then it exports everything. It judges nothing but that.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/engine/register/exchange"
)

func main() {
	rows := flag.Int("rows", 240_000, "enterprises in the workbook")
	dsn := flag.String("dsn", "", "PostgreSQL; a SQLite file of its own when empty")
	flag.Parse()
	if err := measure(context.Background(), *rows, *dsn); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// city is a register with areas, and what imports into it.
type city struct {
	register *register.Register
	exchange *exchange.Exchange
	db       *store.DB
}

var by = exchange.Person{ID: "bench", Name: "bench", Put: identity.Scope{"2101"}, Sight: identity.Scope{"2101"}}

func open(ctx context.Context, dir, dsn string) (*city, func(), error) {
	c := clock.NewSteady()
	db, err := store.Open(ctx, store.Options{Path: filepath.Join(dir, "anlan.db"), DSN: dsn})
	if err != nil {
		return nil, nil, err
	}
	j, err := journal.Open(ctx, db, c, journal.Options{})
	if err != nil {
		return nil, nil, err
	}
	b, err := bus.Open(ctx, db, c, bus.Options{Dir: filepath.Join(dir, "nats")})
	if err != nil {
		return nil, nil, err
	}
	r, err := register.Open(ctx, db, j, b, c, register.Options{})
	if err != nil {
		return nil, nil, err
	}
	if err := r.PutAreas(ctx, journal.Actor{ID: "bench"}, "bench", areas()); err != nil {
		return nil, nil, err
	}
	blobs, err := blob.OpenDir(filepath.Join(dir, "blobs"))
	if err != nil {
		return nil, nil, err
	}
	x, err := exchange.Open(ctx, exchange.Options{DB: db, Clock: c, Journal: j, Blobs: blobs, Register: r})
	return &city{r, x, db}, func() { b.Close(); _ = db.Close() }, err
}

// areas are a city of 13 square districts with 13 streets of 10 communities each, as many as a large city has.
func areas() []register.Area {
	out := []register.Area{{Code: "2101", Name: "某市", Level: register.City, Lon: 123.65, Lat: 41.75}}
	for d := range 13 {
		code, west := fmt.Sprintf("2101%02d", d+2), 123+float64(d)/10
		outline := fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,41.5],[%[2]v,41.5],[%[2]v,42],[%[1]v,42],[%[1]v,41.5]]]}`, west, west+0.1)
		out = append(out, register.Area{Code: code, Name: "区" + code, Level: register.District, Parent: "2101", Lon: west + .05, Lat: 41.75, Outline: json.RawMessage(outline)})
		for s := range 13 {
			street := fmt.Sprintf("%s%03d", code, s+1)
			out = append(out, register.Area{Code: street, Name: street, Level: register.Street, Parent: code, Lon: west + .05, Lat: 41.51 + float64(s)/27})
			for c := range 10 {
				out = append(out, register.Area{Code: fmt.Sprintf("%s%03d", street, c+1), Name: "社区", Level: register.Community, Parent: street, Lon: west + .005 + float64(c)/100, Lat: 41.51 + float64(s)/27})
			}
		}
	}
	return out
}

// workbook is rows enterprises, one in a hundred wrong; bad are the rows of the sheet that are.
func workbook(rows int) (file []byte, bad map[int]bool, err error) {
	var out bytes.Buffer
	w, err := sheet.NewXLSX(&out, sheet.Layout{Name: "企业"})
	if err != nil {
		return nil, nil, err
	}
	head := []any{"企业名称", "统一社会信用代码", "行业", "规模", "法定代表人", "联系电话", "从业人数", "涉及危险化学品", "成立日期", "地址", "风险等级", "经度", "纬度"}
	if err := w.Write(head); err != nil {
		return nil, nil, err
	}
	bad = map[int]bool{}
	for i := range rows {
		row := []any{
			fmt.Sprintf("某市第%06d化工有限公司", i), credit(i), "C2614", "小型", "张三", fmt.Sprintf("138%08d", i), i % 900, []string{"是", "否"}[i%2], "2011-06-30",
			fmt.Sprintf("某区某街道某路 %d 号", i%1000), []string{"低风险", "一般风险", "较大风险", ""}[i%4], 123.0001 + float64(i%12997)/10000, 41.5001 + float64(i%4993)/10000,
		}
		if i%100 == 42 {
			bad[i+2] = true
			switch i / 100 % 5 {
			case 0:
				row[1] = "91210102MA0000000X"
			case 1:
				row[3] = "巨型"
			case 2:
				row[6] = "许多"
			case 3:
				row[11] = 100.5
			case 4:
				row[1] = credit(i - 1)
			}
		}
		if err := w.Write(row); err != nil {
			return nil, nil, err
		}
	}
	err = w.Close()
	return out.Bytes(), bad, err
}

// credit is a credit code by a number.
func credit(n int) string {
	org := fmt.Sprintf("%08d", n)
	c, _ := register.OrgCheck(org)
	body := "91210102" + org + string(c)
	check, _ := register.CreditCheck(body)
	return body + string(check)
}

func measure(ctx context.Context, rows int, dsn string) error {
	dir, err := os.MkdirTemp("", "anlan-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c, closeAll, err := open(ctx, dir, dsn)
	if err != nil {
		return err
	}
	defer closeAll()
	file, bad, err := workbook(rows)
	if err != nil {
		return err
	}
	where := "SQLite"
	if dsn != "" {
		where = "PostgreSQL"
	}
	fmt.Printf("## Import of %d enterprises on %s\n\nWorkbook of %.1f MB, %d rows wrong; %d processors.\n\n| step | seconds |\n| --- | --- |\n", rows, where, float64(len(file))/1e6, len(bad), runtime.NumCPU())
	first, took, err := c.bring(ctx, file)
	if err != nil {
		return err
	}
	good := rows - len(bad)
	if first.Counts != (exchange.Counts{Rows: rows, New: good, Wrong: len(bad)}) {
		return fmt.Errorf("the run says %+v", first.Counts)
	}
	if n := c.register.Index().Len(); n != good {
		return fmt.Errorf("%d elements are in the register, and not %d", n, good)
	}
	if err := c.compare(ctx, first.ID, bad); err != nil {
		return err
	}
	for i, what := range []string{"send and look into it", "dry run", "run"} {
		fmt.Printf("| %s | %.1f |\n", what, took[i].Seconds())
	}
	fmt.Printf("| **all three** | **%.1f** |\n", (took[0] + took[1] + took[2]).Seconds())
	second, took, err := c.bring(ctx, file)
	if err != nil {
		return err
	}
	if second.Counts != (exchange.Counts{Rows: rows, Same: good, Wrong: len(bad)}) {
		return fmt.Errorf("the second run says %+v", second.Counts)
	}
	fmt.Printf("| the same file again: nothing changes | %.1f |\n", (took[0] + took[1] + took[2]).Seconds())
	for _, format := range []string{"xlsx", "csv", "geojson", "shapefile"} {
		begin := time.Now()
		write, err := c.exchange.Export(ctx, exchange.Order{By: journal.Actor{ID: "bench"}, Sight: by.Sight, Clear: by.Put, Query: register.Query{Kind: "enterprise"}, Format: format, System: geo.WGS84, Language: "zh"})
		if err != nil {
			return err
		}
		n := &counter{}
		if err := write(ctx, n); err != nil {
			return err
		}
		fmt.Printf("| export as %s, %.0f MB | %.1f |\n", format, float64(n.n)/1e6, time.Since(begin).Seconds())
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("\nMemory taken from the system in all: %.0f MB.\n", float64(m.Sys)/1e6)
	return nil
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

// bring does one import from file to result.
func (c *city) bring(ctx context.Context, file []byte) (j exchange.Job, took [3]time.Duration, err error) {
	begin := time.Now()
	lap := func(i int) { took[i] = time.Since(begin); begin = time.Now() }
	if j, err = c.exchange.Receive(ctx, by, "enterprise", "企业.xlsx", bytes.NewReader(file)); err != nil {
		return j, took, err
	}
	lap(0)
	for i, step := range []func(context.Context, *store.Tx) (exchange.Job, error){
		func(ctx context.Context, tx *store.Tx) (exchange.Job, error) {
			return c.exchange.Check(ctx, tx, by, j.ID, j.Plan)
		},
		func(ctx context.Context, tx *store.Tx) (exchange.Job, error) {
			return c.exchange.Start(ctx, tx, by, j.ID)
		},
	} {
		err := c.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := step(ctx, tx)
			return err
		})
		if err := errors.Join(err, c.exchange.Work(ctx)); err != nil {
			return j, took, err
		}
		lap(i + 1)
	}
	j, err = c.exchange.Find(ctx, by, j.ID)
	if err == nil && j.State != exchange.Done {
		err = fmt.Errorf("the import is %s: %s", j.State, j.Refusal.En)
	}
	return j, took, err
}

// compare holds the faults against the rows that are wrong.
func (c *city) compare(ctx context.Context, id string, bad map[int]bool) error {
	found := map[int]bool{}
	for after := 0; ; {
		list, next, err := c.exchange.Faults(ctx, by, id, 1000, after)
		if err != nil {
			return err
		}
		for _, f := range list {
			if found[f.Line] = true; !bad[f.Line] {
				return fmt.Errorf("row %d is told to be wrong and is not: %s", f.Line, f.Text.En)
			}
		}
		if after = next; next == 0 {
			break
		}
	}
	if len(found) != len(bad) {
		return fmt.Errorf("%d rows are told to be wrong, and %d are", len(found), len(bad))
	}
	return c.exchange.WriteWrong(ctx, by, id, "zh", io.Discard)
}
