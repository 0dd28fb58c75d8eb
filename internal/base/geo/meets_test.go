package geo_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/paulmach/orb"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/geo"
)

func boxShape(w, s, e, n float64) geo.Shape {
	return geo.NewShape(orb.MultiPolygon{{{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}}})
}

// TestShapesMeet holds random boxes against the plain comparison of their sides.
func TestShapesMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, 12)
		size := rapid.IntRange(1, 6)
		x, y, w, h := at.Draw(t, "x"), at.Draw(t, "y"), size.Draw(t, "w"), size.Draw(t, "h")
		u, v, g, k := at.Draw(t, "u"), at.Draw(t, "v"), size.Draw(t, "g"), size.Draw(t, "k")
		box := func(x, y, w, h int) geo.Shape {
			return boxShape(120+float64(x)/10, 40+float64(y)/10, 120+float64(x+w)/10, 40+float64(y+h)/10)
		}
		want := x <= u+g && u <= x+w && y <= v+k && v <= y+h
		a, b := box(x, y, w, h), box(u, v, g, k)
		if a.Meets(b) != want || b.Meets(a) != want {
			t.Fatalf("%v %v: want %v", a, b, want)
		}
	})
	hole := geo.NewShape(orb.MultiPolygon{{{{123, 41}, {124, 41}, {124, 42}, {123, 42}, {123, 41}}, {{123.4, 41.4}, {123.6, 41.4}, {123.6, 41.6}, {123.4, 41.6}, {123.4, 41.4}}}})
	require.False(t, hole.Meets(boxShape(123.45, 41.45, 123.55, 41.55)), "in the hole")
	require.False(t, geo.Shape{}.Meets(hole))
}

func TestLinesMeetShapesAndHaveADistance(t *testing.T) {
	line := func(text string) geo.Geometry {
		g, err := geo.ParseGeometry(json.RawMessage(text))
		require.NoError(t, err)
		return g
	}
	river := line(`{"type":"MultiLineString","coordinates":[[[123.0,41.5],[124.0,41.5]],[[123.5,41.5],[123.5,41.9]]]}`)
	for _, c := range []struct {
		shape geo.Shape
		want  bool
	}{
		{boxShape(123.2, 41.4, 123.3, 41.6), true},   // the line goes through, no corner inside
		{boxShape(123.2, 41.6, 123.3, 41.7), false},  // beside it
		{boxShape(123.45, 41.8, 123.55, 42), true},   // the end of the second line
		{boxShape(122, 41, 125, 43), true},           // all of it inside
		{boxShape(125, 41.4, 126, 41.6), false},      // behind its end
		{boxShape(123.5, 41.85, 123.6, 41.95), true}, // touches
	} {
		require.Equal(t, c.want, river.Meets(c.shape), fmt.Sprint(c.shape.Box()))
	}
	require.InDelta(t, 1112, river.Distance(geo.Point{Lon: 123.2, Lat: 41.51}), 2)
	require.InDelta(t, 0, river.Distance(geo.Point{Lon: 123.5, Lat: 41.7}), 0.01)
	lake := line(`{"type":"Polygon","coordinates":[[[123,41],[123.1,41],[123.1,41.1],[123,41.1],[123,41]]]}`)
	require.Zero(t, lake.Distance(geo.Point{Lon: 123.05, Lat: 41.05}))
	require.InDelta(t, 1112, lake.Distance(geo.Point{Lon: 123.05, Lat: 41.11}), 2)
	require.True(t, lake.Meets(boxShape(123.09, 41.09, 123.2, 41.2)))
}
