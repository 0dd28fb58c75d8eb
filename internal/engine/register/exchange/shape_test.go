package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/geo"
	"anlan/internal/base/journal"
	"anlan/internal/engine/register"
)

// seventh is a coordinate as the register keeps those of shapes.
func seventh(v float64) float64 { return math.Round(v*1e7) / 1e7 }

// drawLine draws a line in the western district: corners that go east.
func drawLine(t *rapid.T) [][2]float64 {
	out := [][2]float64{}
	x := rapid.Float64Range(123.05, 123.1).Draw(t, "from")
	for range rapid.IntRange(2, 9).Draw(t, "corners") {
		out = append(out, [2]float64{seventh(x), seventh(rapid.Float64Range(41.6, 41.9).Draw(t, "lat"))})
		x += rapid.Float64Range(0.001, 0.02).Draw(t, "step")
	}
	return out
}

// drawRing draws a ring around a middle, counterclockwise, that crosses itself nowhere.
func drawRing(t *rapid.T, x, y, reach float64) [][2]float64 {
	out := [][2]float64{}
	n := rapid.IntRange(3, 9).Draw(t, "corners")
	for i := range n {
		r := rapid.Float64Range(reach/2, reach).Draw(t, "r")
		a := 2 * math.Pi * float64(i) / float64(n)
		out = append(out, [2]float64{seventh(x + r*math.Cos(a)), seventh(y + r*math.Sin(a))})
	}
	return append(out, out[0])
}

// drawShape draws what a kind may have, in one part or two; areas sometimes with a hole.
func drawShape(t *rapid.T, g register.Geometry) json.RawMessage {
	var parts []any
	for i := range rapid.IntRange(1, 2).Draw(t, "parts") {
		if g == register.Line {
			parts = append(parts, drawLine(t))
			continue
		}
		x := 123.1 + 0.1*float64(i)
		rings := [][][2]float64{drawRing(t, x, 41.7, 0.04)}
		if rapid.Bool().Draw(t, "hole") {
			hole := drawRing(t, x, 41.7, 0.006)
			for a, b := 0, len(hole)-1; a < b; a, b = a+1, b-1 {
				hole[a], hole[b] = hole[b], hole[a]
			}
			rings = append(rings, hole)
		}
		parts = append(parts, rings)
	}
	name := map[register.Geometry]string{register.Line: "LineString", register.Polygon: "Polygon"}[g]
	what := map[string]any{"type": name, "coordinates": parts[0]}
	if len(parts) > 1 || rapid.Bool().Draw(t, "as a list") {
		what = map[string]any{"type": "Multi" + name, "coordinates": parts}
	}
	raw, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// collection is a GeoJSON file of elements made of the example of the template of their kind.
func collection(k register.Kind, shapes map[string]json.RawMessage) []byte {
	head, row := sampleOf(k)
	properties := map[string]any{}
	for i := range head {
		if name := head[i].(string); name != "编号" && name != "经度(°)" && name != "纬度(°)" && name != "经度" && name != "纬度" {
			properties[name] = row[i]
		}
	}
	features := []any{}
	for id, s := range shapes {
		features = append(features, map[string]any{"type": "Feature", "id": id, "geometry": s, "properties": properties})
	}
	raw, _ := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features}) //nolint:errchkjson // plain values
	return raw
}

func (w *world) export(t require.TestingT, kind, format string, s geo.System) []byte {
	var b bytes.Buffer
	write, err := w.x.Export(context.Background(), Order{By: journal.Actor{ID: "t"}, Sight: city.Put, Clear: city.Put, Query: register.Query{Kind: kind}, Format: format, System: s, Language: "zh"})
	require.NoError(t, err)
	require.NoError(t, write(context.Background(), &b))
	return b.Bytes()
}

// TestShapesGoOutAndComeBack draws lines and areas, brings them in, takes them out as GeoJSON and as a shapefile in every
// system of coordinates, and brings that in again: nothing has changed by a centimetre, and in an empty register the same
// shapes stand there.
func TestShapesGoOutAndComeBack(t *testing.T) {
	byKey := func(p *Plan) { p.Key = "id" }
	for _, name := range []string{"river", "forest-plot"} {
		t.Run(name, func(t *testing.T) {
			w, n := open(t), 0
			k, err := w.register.Kinds().Find(name)
			require.NoError(t, err)
			rapid.Check(t, func(t *rapid.T) {
				n++
				id := fmt.Sprintf("drawn-%d", n)
				drawn := drawShape(t, k.Shape)
				j := w.imported(city, name, collection(k, map[string]json.RawMessage{id: drawn}), byKey)
				require.Equal(t, Counts{Rows: 1, New: 1}, j.Counts, "%v %s", w.faults(city, j.ID), drawn)
				e, err := w.register.Find(context.Background(), city.Sight, id)
				require.NoError(t, err)
				require.True(t, sameShape(drawn, e.Shape), "%s\n%s", drawn, e.Shape)
				s := rapid.SampledFrom(geo.Systems).Draw(t, "system").Name
				files := [][]byte{w.export(t, name, "shapefile", s)}
				if s == geo.WGS84 || s == geo.CGCS2000 {
					files = append(files, w.export(t, name, "geojson", s))
				}
				for _, file := range files {
					j := w.checked(city, name, file, byKey, func(p *Plan) { p.System = s })
					require.Equal(t, Checked, j.State, "%v", j.Refusal)
					require.Equal(t, Counts{Rows: n, Same: n}, j.Expected, "%s: %v", s, w.faults(city, j.ID))
				}
			})
		})
	}
}

// TestAFileOfShapesFillsAnEmptyRegister is the other half: what one city takes out, another brings in.
func TestAFileOfShapesFillsAnEmptyRegister(t *testing.T) {
	byKey := func(p *Plan) { p.Key = "id" }
	line := json.RawMessage(`{"type":"MultiLineString","coordinates":[[[123.1,41.7],[123.2,41.75],[123.3,41.7]],[[123.1,41.8],[123.15,41.81]]]}`)
	a := open(t)
	k, err := a.register.Kinds().Find("river")
	require.NoError(t, err)
	a.imported(city, "river", collection(k, map[string]json.RawMessage{"long": line, "short": json.RawMessage(`{"type":"Point","coordinates":[123.2,41.7]}`)}), byKey)
	for _, s := range geo.Systems {
		b := open(t)
		file := a.export(t, "river", "shapefile", s.Name)
		layers := b.receive(city, "river", "河.zip", file).Tables
		require.Len(t, layers, 2, "lines, and a river of which only the point is known")
		for _, l := range layers {
			b.imported(city, "river", file, byKey, func(p *Plan) { *p = Suggestion(k, l); p.Key, p.System = "id", s.Name })
		}
		for _, e := range b.elements("river") {
			was, err := a.register.Find(context.Background(), city.Sight, e.ID)
			require.NoError(t, err)
			require.True(t, sameShape(was.Shape, e.Shape), "%s: %s %s", s.Name, was.Shape, e.Shape)
			require.InDelta(t, was.Lon, e.Lon, 2e-8)
			require.InDelta(t, was.Lat, e.Lat, 2e-8)
		}
		require.Len(t, b.elements("river"), 2)
	}
}

// TestAShapeThatIsWrongIsSaid: what the register refuses is told with the row and how to mend it; another shape moves the
// element, the same one leaves its place alone.
func TestAShapeThatIsWrongIsSaid(t *testing.T) {
	w := open(t)
	k, err := w.register.Kinds().Find("forest-plot")
	require.NoError(t, err)
	byKey := func(p *Plan) { p.Key = "id" }
	for what, shape := range map[string]string{
		"相交":  `{"type":"Polygon","coordinates":[[[123.1,41.7],[123.2,41.8],[123.2,41.7],[123.1,41.8],[123.1,41.7]]]}`,
		"应为面": `{"type":"LineString","coordinates":[[123.1,41.7],[123.2,41.8]]}`,
	} {
		j := w.checked(city, "forest-plot", collection(k, map[string]json.RawMessage{"x": json.RawMessage(shape)}), byKey)
		faults := w.faults(city, j.ID)
		require.Len(t, faults, 1, what)
		require.Equal(t, "shape", faults[0].Field)
		require.Contains(t, faults[0].Text.Zh, what)
		require.Contains(t, faults[0].Mend.Zh, "GIS")
	}
	square := func(x float64) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,41.7],[%[2]v,41.7],[%[2]v,41.71],[%[1]v,41.71],[%[1]v,41.7]]]}`, x, x+0.01))
	}
	in := func(s json.RawMessage) Counts {
		return w.imported(city, "forest-plot", collection(k, map[string]json.RawMessage{"x": s}), byKey).Counts
	}
	require.Equal(t, Counts{Rows: 1, New: 1}, in(square(123.1)))
	head := "编号,经度,纬度\n"
	require.Equal(t, Counts{Rows: 1, Changed: 1}, w.imported(city, "forest-plot", []byte(head+"x,123.11,41.711\n"), byKey).Counts, "somebody moves the sign to the entrance")
	require.True(t, sameShape(square(123.1), w.elements("forest-plot")[0].Shape), "a table without shapes leaves them")
	require.Equal(t, Counts{Rows: 1, Same: 1}, in(square(123.1)), "the same shape leaves the sign where it is")
	require.Equal(t, Counts{Rows: 1, Changed: 1}, in(square(123.2)))
	require.InDelta(t, 123.205, w.elements("forest-plot")[0].Lon, 1e-3, "another shape takes it along")
}
