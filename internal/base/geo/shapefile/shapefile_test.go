package shapefile

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/fuzztest"
	"anlan/internal/base/geo"
	"anlan/internal/base/sheet"
)

func text(s string) sheet.Cell   { return sheet.Cell{Kind: sheet.Text, Text: s} }
func number(s string) sheet.Cell { return sheet.Cell{Kind: sheet.Number, Text: s} }

func all(b []byte) (l *Layer, out []Feature, err error) {
	a, err := Open(bytes.NewReader(b), int64(len(b)), Limits{Rows: 1000, Bytes: 1 << 24, Record: 1 << 20})
	if err != nil {
		return nil, nil, err
	}
	if l, err = a.Layer(""); err != nil {
		return nil, nil, err
	}
	defer l.Close()
	for {
		f, err := l.Next()
		if errors.Is(err, io.EOF) {
			return l, out, nil
		}
		if err != nil {
			return l, out, err
		}
		out = append(out, f)
	}
}

func read(t testing.TB, b []byte) (*Layer, []Feature) {
	t.Helper()
	l, out, err := all(b)
	require.NoError(t, err)
	return l, out
}

// The files in testdata were made by ogr2ogr of GDAL 3 from GeoJSON.
func TestLayersOfAnotherProgram(t *testing.T) {
	file := func(name string) []byte {
		b, err := os.ReadFile("testdata/" + name + ".zip")
		require.NoError(t, err)
		return b
	}
	l, points := read(t, file("points_gbk"))
	require.Equal(t, "GB 18030", l.Encoding)
	require.Equal(t, geo.WGS84, geo.SystemOf(l.PRJ))
	require.Equal(t, []Feature{
		{1, orb.Point{123.4291, 41.7968}, []sheet.Cell{text("沈阳北站"), number("12"), number("45.5"), {Kind: sheet.Date, Text: "2011-06-30"}}},
		{2, orb.Point{123.3507, 41.7878}, []sheet.Cell{text("铁西广场"), {}, number("-3.25"), {Kind: sheet.Date, Text: "1999-01-01"}}},
	}, points)

	l, polygons := read(t, file("polygons_utf8"))
	require.Equal(t, "UTF-8", l.Encoding)
	require.Len(t, polygons, 2)
	hole, ok := polygons[0].Geometry.(orb.Polygon)
	require.True(t, ok)
	require.Len(t, hole, 2)
	require.Equal(t, orb.Point{123.2, 41.2}, hole[1][0])
	require.Len(t, polygons[1].Geometry.(orb.MultiPolygon), 2)

	l, lines := read(t, file("lines_gk"))
	require.Equal(t, geo.GK3, geo.SystemOf(l.PRJ))
	for i, want := range []geo.Point{{Lon: 123, Lat: 41}, {Lon: 123.5, Lat: 41.5}, {Lon: 124, Lat: 42}} {
		c := lines[0].Geometry.(orb.LineString)[i]
		p, err := geo.GK3.ToWGS84(c[0], c[1])
		require.NoError(t, err)
		require.InDelta(t, want.Lon, p.Lon, 1e-9)
		require.InDelta(t, want.Lat, p.Lat, 1e-9)
	}
}

var columns = []Field{{Name: "name", Type: 'C'}, {Name: "credit_code_long", Type: 'C'}, {Name: "credit_code_other", Type: 'C'}, {Name: "floors", Type: 'N'}, {Name: "height", Type: 'F', Decimals: 15}, {Name: "built", Type: 'D'}, {Name: "open", Type: 'L'}}

func written(t require.TestingT, features ...Feature) []byte {
	var out bytes.Buffer
	w, err := NewWriter(&out, "层", geo.WGS84.WKT(), columns, 2026, 3, 2)
	require.NoError(t, err)
	defer w.Discard()
	for _, f := range features {
		var values []string
		for _, v := range f.Values {
			values = append(values, strings.NewReplacer("true", "T", "false", "F").Replace(v.Text))
		}
		require.NoError(t, w.Write(f.Geometry, values))
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	row := []sheet.Cell{text("企业“甲”"), text("a"), text("b"), number("-12"), number("1234.5678"), {}, {Kind: sheet.Bool, Text: "true"}}
	square := orb.Ring{{123, 41}, {123, 42}, {124, 42}, {124, 41}, {123, 41}}
	for _, g := range []orb.Geometry{orb.Point{123.4291, 41.7968}, nil, orb.LineString{{1, 2}, {3, 4}}, orb.MultiLineString{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}, orb.Polygon{square}, orb.MultiPolygon{{square}, {{{1, 1}, {1, 2}, {2, 2}, {1, 1}}}}} {
		b := written(t, Feature{1, g, row}, Feature{2, g, row})
		l, got := read(t, b)
		require.Equal(t, []Feature{{1, g, row}, {2, g, row}}, got)
		require.Equal(t, []string{"name", "credit_cod", "credit_co1"}, []string{l.Fields[0].Name, l.Fields[1].Name, l.Fields[2].Name})
	}
	_, none := read(t, written(t))
	require.Empty(t, none)
	rapid.Check(t, func(t *rapid.T) {
		name := strings.TrimSpace(rapid.StringMatching(`[a-z中文㐂𠀀 ]{1,60}`).Draw(t, "name")) + "x"
		b := written(t, Feature{1, orb.Point{rapid.Float64().Draw(t, "x"), 1}, []sheet.Cell{text(name)}})
		_, got, err := all(b)
		if err != nil || got[0].Values[0].Text != name {
			t.Fatalf("%q: %v %v", name, got, err)
		}
	})
}

// TestAnotherProgramReadsWhatIsWritten holds our layers against GDAL, where it is installed.
func TestAnotherProgramReadsWhatIsWritten(t *testing.T) {
	tool, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo is not here (Debian: gdal-bin)")
	}
	path := filepath.Join(t.TempDir(), "l.zip")
	require.NoError(t, os.WriteFile(path, written(t, Feature{1, orb.Point{123.4291, 41.7968}, []sheet.Cell{text("沈阳㐂站"), {}, {}, number("7")}}), 0o600))
	out, err := exec.Command(tool, "-al", "/vsizip/"+path).CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, want := range []string{"沈阳㐂站", "POINT (123.4291 41.7968)", "Feature Count: 1", "WGS", "floors (Integer"} {
		require.Contains(t, string(out), want)
	}
}

func TestTextsByTheirBytes(t *testing.T) {
	l := &Layer{}
	require.Equal(t, "铁西", l.decoded([]byte("铁西")))
	require.Equal(t, "铁西", l.decoded([]byte("\xcc\xfa\xce\xf7")), "GBK")
	require.Equal(t, "铁", l.decoded([]byte("铁西")[:5]), "half a character at the end")
}

func TestWhatIsBrokenIsRefused(t *testing.T) {
	good := written(t, Feature{1, orb.Point{1, 2}, nil})
	mixed := func() error {
		w, err := NewWriter(io.Discard, "x", "", columns, 2026, 1, 1)
		require.NoError(t, err)
		defer w.Discard()
		require.NoError(t, w.Write(orb.Point{1, 2}, nil))
		return w.Write(orb.LineString{{1, 2}, {3, 4}}, nil)
	}
	require.Equal(t, fail.KindInvalid, fail.KindOf(mixed()))
	for name, b := range map[string][]byte{
		"nothing": nil, "half": good[:len(good)/2], "no layer": zipOf(t, map[string][]byte{"a.txt": nil}),
		"no table":     zipOf(t, map[string][]byte{"a.shp": make([]byte, 100)}),
		"empty parts":  zipOf(t, map[string][]byte{"a.shp": nil, "a.dbf": nil}),
		"bomb of shp":  zipOf(t, map[string][]byte{"a.shp": head(200<<20, 1<<30), "a.dbf": table(5)}),
		"rows missing": zipOf(t, map[string][]byte{"a.shp": head(200, 0)[:100], "a.dbf": table(3)}),
		"bomb of rows": zipOf(t, map[string][]byte{"a.shp": head(26<<20, 0), "a.dbf": table(1 << 30)}),
	} {
		_, _, err := all(b)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), "%s: %v", name, err)
	}
}

func zipOf(t testing.TB, parts map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, b := range parts {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write(b)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

// head is a .shp of n bytes whose first record announces a length.
func head(n int, length uint32) []byte {
	b := make([]byte, n)
	copy(b, []byte{0, 0, 0x27, 0x0a})
	b[28], b[29] = 0xe8, 3
	copy(b[104:], []byte{byte(length >> 24), byte(length >> 16), byte(length >> 8), byte(length)})
	return b
}

// table is a .dbf that announces rows.
func table(rows uint32) []byte {
	b := make([]byte, 66)
	b[0] = 3
	copy(b[4:], []byte{byte(rows), byte(rows >> 8), byte(rows >> 16), byte(rows >> 24)})
	b[8], b[10] = 65, 2
	copy(b[32:], "a")
	b[43], b[48], b[64], b[65] = 'C', 1, 0x0d, ' '
	return b
}

func FuzzLayer(f *testing.F) {
	square := orb.Ring{{123, 41}, {123, 42}, {124, 42}, {124, 41}, {123, 41}}
	for _, g := range []orb.Geometry{orb.Point{1, 2}, orb.LineString{{1, 2}, {3, 4}}, orb.Polygon{square}} {
		a, err := zip.NewReader(bytes.NewReader(written(f, Feature{1, g, []sheet.Cell{text("a")}})), int64(len(written(f, Feature{1, g, []sheet.Cell{text("a")}}))))
		require.NoError(f, err)
		var parts [2][]byte
		for i, ext := range []string{".shp", ".dbf"} {
			r, err := a.Open("层" + ext)
			require.NoError(f, err)
			parts[i], err = io.ReadAll(r)
			require.NoError(f, err)
		}
		f.Add(parts[0], parts[1], "UTF-8")
	}
	f.Fuzz(func(t *testing.T, shp, dbf []byte, cpg string) {
		file := zipOf(t, map[string][]byte{"a.shp": shp, "a.dbf": dbf, "a.cpg": []byte(cpg)})
		fuzztest.Bounded(t, func() { _, _, _ = all(file) })
		l, got, err := all(file)
		if err != nil && fail.KindOf(err) != fail.KindInvalid {
			t.Fatalf("%v is not Invalid", err)
		}
		for _, v := range got {
			if len(v.Values) != len(l.Fields) {
				t.Fatal("a row of another width")
			}
			if v.Geometry != nil {
				if b := v.Geometry.Bound(); !finite(b.Min) || !finite(b.Max) {
					t.Fatal("a place that is no number")
				}
			}
		}
	})
}
