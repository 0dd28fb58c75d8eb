package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/sheet"
	"anlan/internal/engine/register"
)

// No file of a few kilobytes may take longer or more than this, on a slow machine and with the race detector.
const (
	fuzzTime   = 20 * time.Second
	fuzzMemory = 1 << 30 // bytes that were asked for in all, most of them given back at once
)

// seeds are files as offices send them, in every format, good and bad; the first byte says of which kind of element.
func seeds(f *testing.F, w *world) {
	f.Helper()
	add := func(kind int, b []byte) { f.Add(append([]byte{byte(kind)}, b...)) }
	rows := table(enterprise(1), "坏信用代码,"+credit(90)[:17]+"?,C2614,大型,5,是,,123.2,41.75", "", enterprise(2), "重复,"+credit(1)+",C2614,巨型,五,不明,12,100,")
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes(rows)
	require.NoError(f, err)
	for _, b := range [][]byte{rows, gbk, append([]byte("\xef\xbb\xbf"), rows...), bytes.ReplaceAll(rows, []byte(","), []byte("\t")), []byte("编号,经度,纬度\nx,,\n'=1+1,0,0\n")} {
		add(0, b)
	}
	w.imported(city, "enterprise", table(enterprise(1), enterprise(2)))
	for i, name := range fuzzKinds {
		k, err := w.register.Kinds().Find(name)
		require.NoError(f, err)
		if i > 0 {
			shape := json.RawMessage(`{"type":"MultiLineString","coordinates":[[[123.1,41.7],[123.2,41.75]],[[123.1,41.8],[123.15,41.81]]]}`)
			if k.Shape == register.Polygon {
				shape = json.RawMessage(`{"type":"Polygon","coordinates":[[[123.1,41.7],[123.2,41.7],[123.2,41.8],[123.1,41.7]],[[123.15,41.71],[123.16,41.72],[123.16,41.71],[123.15,41.71]]]}`)
			}
			file := collection(k, map[string]json.RawMessage{"a": shape, "b": nil})
			add(i, file)
			w.imported(city, name, collection(k, map[string]json.RawMessage{"a": shape}))
		}
		for _, format := range []string{"xlsx", "geojson", "shapefile"} {
			add(i, w.export(f, name, format, geo.CGCS2000))
		}
	}
	others, err := filepath.Glob("../../../base/geo/shapefile/testdata/*.zip")
	require.NoError(f, err)
	require.NotEmpty(f, others)
	for _, path := range others {
		b, err := os.ReadFile(path)
		require.NoError(f, err)
		add(1, b)
	}
	for _, s := range []string{"", "PK\x03\x04", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "{", `{"type":"FeatureCollection","features":[`, `{"features":[{"geometry":{"type":"Point","coordinates":[1e400,0]},"properties":{"名称":[[[[1]]]]}}]}`} {
		add(2, []byte(s))
	}
}

var fuzzKinds = []string{"enterprise", "river", "forest-plot", "hazard-source"}

// FuzzImport gives the whole reader of imports any bytes: recognizing the file, looking into its tables, the plan, and
// judging every row as a dry run does. It ends with verdicts of which each wrong one says why, or with an error that is the
// sender's fault and says so in both languages; never with a panic, never late, and with bounded memory.
func FuzzImport(f *testing.F) {
	w := open(f)
	seeds(f, w)
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		err := w.tryImport(t, fuzzKinds[int(b[0])%len(fuzzKinds)], b[1:])
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		if f := fail.As(err); err != nil && (f == nil || f.Kind != fail.KindInvalid || f.Text.Zh == "" || f.Text.En == "") {
			t.Fatalf("%v is not what a sender can understand", err)
		}
		if took > fuzzTime {
			t.Fatalf("it took %s", took)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > fuzzMemory {
			t.Fatalf("it asked for %d MB", n>>20)
		}
	})
}

// tryImport reads a file as an import of a kind does, without keeping anything.
func (w *world) tryImport(t *testing.T, kind string, b []byte) error {
	k, err := w.register.Kinds().Find(kind)
	require.NoError(t, err)
	tmp, err := os.CreateTemp(t.TempDir(), "import-")
	require.NoError(t, err)
	f := &file{File: tmp, size: int64(len(b))}
	defer f.close()
	_, err = f.Write(b)
	require.NoError(t, err)
	if err := f.recognize(); err != nil {
		return err
	}
	tables, err := f.tables(known(k))
	if err != nil {
		return err
	}
	if raw, err := json.Marshal(tables); err != nil || len(raw) > 64<<20 {
		return fmt.Errorf("tables that cannot be kept: %d bytes, %w", len(raw), err)
	}
	for _, table := range tables {
		if err := w.tryTable(t, f, k, table); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) tryTable(t *testing.T, f *file, k register.Kind, table Table) error {
	plan := Suggestion(k, table)
	if _, err := plan.check(k, []Table{table}); err != nil {
		return err
	}
	jd, err := newJudge(context.Background(), w.register, k, plan, table, city)
	require.NoError(t, err)
	jd.seen = map[string]int{}
	rows, err := f.rows(table)
	if err != nil {
		return err
	}
	defer rows.close()
	last := 0
	for {
		r, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if r.Number <= last {
			t.Fatalf("row %d after %d", r.Number, last)
		}
		last = r.Number
		r.Cells = append([]sheet.Cell(nil), r.Cells...)
		verdicts, err := jd.judge(context.Background(), []record{r})
		if err != nil {
			return err
		}
		for _, v := range verdicts {
			if (v.class == wrong) != (len(v.faults) > 0) {
				t.Fatalf("row %d: class %d with faults %v", v.line, v.class, v.faults)
			}
			for _, f := range v.faults {
				if f.Text.Zh == "" || f.Text.En == "" {
					t.Fatalf("row %d: a fault without words: %+v", v.line, f)
				}
			}
		}
	}
}
