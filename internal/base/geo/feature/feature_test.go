package feature

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/fuzztest"
	"anlan/internal/base/sheet"
)

func all(s string, l Limits) (out []Feature, err error) {
	r, err := NewReader(strings.NewReader(s), l)
	if err != nil {
		return nil, err
	}
	for {
		f, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, f)
	}
}

func TestFeaturesAreRead(t *testing.T) {
	got, err := all(`{"type":"FeatureCollection","crs":{"type":"name"},"features":[
		{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[123.4,41.8,50]},"properties":{"name":"甲","floors":3,"open":true,"none":null,"list":["a","b"]}},
		{"type":"Feature","geometry":null,"properties":null}],"name":"x"}`, Limits{})
	require.NoError(t, err)
	require.Equal(t, []Feature{
		{1, orb.Point{123.4, 41.8}, map[string]sheet.Cell{
			"id": {Kind: sheet.Number, Text: "7"}, "name": {Kind: sheet.Text, Text: "甲"}, "floors": {Kind: sheet.Number, Text: "3"},
			"open": {Kind: sheet.Bool, Text: "true"}, "none": {}, "list": {Kind: sheet.Text, Text: `["a","b"]`},
		}},
		{2, nil, map[string]sheet.Cell{"id": {}}},
	}, got)
}

func TestFeaturesAreRefused(t *testing.T) {
	point := `{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}`
	for s, has := range map[string]string{
		``: "collection", `[]`: "collection", `{"type":"Feature"}`: "collection", `{"type":"Topology","features":[]}`: "collection", `{"features":{}}`: "collection",
		`{"features":[` + point + `,`:     "feature 2",
		`{"features":[` + point + `,1]}`:  "feature 2",
		`{"features":[{"type":"Point"}]}`: "feature 1",
		`{"features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4]]]}}]}`:     "feature 1",
		`{"features":[{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[]}}]}`:        "feature 1",
		`{"features":[{"type":"Feature","properties":{"a":"` + strings.Repeat("x", 1<<17) + `"}}]}`:         "too large",
		`{"features":[` + strings.Repeat(point+",", 10) + point + `]}`:                                      "too many",
		`{"features":[{"type":"Feature","properties":` + strings.Repeat(`{"a":`, 20_000) + `}]}`:            "feature 1",
		`{"features":[{"type":"Feature","geometry":{"type":"Point","coordinates":["a"]},"properties":{}}]}`: "feature 1",
	} {
		_, err := all(s, Limits{Feature: 1 << 17, Rows: 10})
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), "%.80s: %v", s, err)
		require.ErrorContains(t, err, has, "%.80s", s)
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out)
	require.NoError(t, w.Write("a", orb.Polygon{{{0, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}}}, map[string]any{"name": "甲"}))
	require.NoError(t, w.Write("b", nil, map[string]any{}))
	require.NoError(t, w.Close())
	require.True(t, json.Valid(out.Bytes()))
	got, err := all(out.String(), Limits{})
	require.NoError(t, err)
	require.Equal(t, orb.CCW, got[0].Geometry.(orb.Polygon)[0].Orientation(), "the right-hand rule")
	require.Equal(t, "甲", got[0].Properties["name"].Text)
	require.Equal(t, "b", got[1].Properties["id"].Text)
	out.Reset()
	require.NoError(t, NewWriter(&out).Close())
	got, err = all(out.String(), Limits{})
	require.NoError(t, err)
	require.Empty(t, got)
}

func FuzzFeatures(f *testing.F) {
	f.Add(`{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"a":1,"b":null,"c":[1]}}]}`)
	f.Add(`{"features":[{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[0,1],[1,1],[0,0]]]]},"properties":null}],"x":{}}`)
	f.Fuzz(func(t *testing.T, s string) {
		fuzztest.Bounded(t, func() { _, _ = all(s, Limits{Feature: 1 << 20, Rows: 1000}) })
		got, err := all(s, Limits{Feature: 1 << 20, Rows: 1000})
		if err != nil && fail.KindOf(err) != fail.KindInvalid {
			t.Fatalf("%v is not Invalid", err)
		}
		var out bytes.Buffer
		w := NewWriter(&out)
		for _, v := range got {
			if v.Geometry != nil && !whole(v.Geometry) {
				t.Fatalf("%v is not whole", v.Geometry)
			}
			if w.Write("", v.Geometry, v.Properties) != nil {
				t.Fatalf("%v cannot be written", v.Geometry)
			}
		}
		if w.Close() != nil || !json.Valid(out.Bytes()) {
			t.Fatal("what was read is not written well")
		}
	})
}
