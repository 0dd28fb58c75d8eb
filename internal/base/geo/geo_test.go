package geo

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
)

var shenyang = Point{123.4291, 41.7968}

func drawPoint(t *rapid.T, name string) Point {
	return Point{rapid.Float64Range(-180, 180).Draw(t, name+".lon"), rapid.Float64Range(-89, 89).Draw(t, name+".lat")}
}

func TestDistanceAndBearing(t *testing.T) {
	require.InDelta(t, 111195.08, Distance(Point{123, 41}, Point{123, 42}), 0.1, "one degree of the mean sphere")
	require.InDelta(t, math.Pi*Radius, Distance(Point{0, 0}, Point{180, 0}), 1)
	require.InDelta(t, 0, Bearing(Point{123, 41}, Point{123, 42}), 1e-9)
	require.InDelta(t, 180, Bearing(Point{123, 42}, Point{123, 41}), 1e-9)
	require.InDelta(t, 90, Bearing(Point{10, 0}, Point{11, 0}), 1e-9)
	rapid.Check(t, func(t *rapid.T) {
		p, b, m := drawPoint(t, "p"), rapid.Float64Range(0, 359.9).Draw(t, "bearing"), rapid.Float64Range(1, 500000).Draw(t, "metres")
		q := p.Toward(b, m)
		require.InDelta(t, m, Distance(p, q), 1e-6*m+1e-3)
		turn := math.Abs(Bearing(p, q) - b)
		require.Less(t, min(turn, 360-turn), 0.01)
	})
}

func TestDistanceToABoxIsALowerBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := rapid.Float64Range(-170, 170).Draw(t, "w"), rapid.Float64Range(-80, 80).Draw(t, "s")
		b := Box{w, s, w + rapid.Float64Range(0, 9).Draw(t, "dx"), s + rapid.Float64Range(0, 9).Draw(t, "dy")}
		p := drawPoint(t, "p")
		near := rapid.Bool().Draw(t, "near")
		if near { // as in a city
			b.East, b.North = b.West+(b.East-b.West)/90, b.South+(b.North-b.South)/90
			p = Point{b.West + rapid.Float64Range(-1, 1).Draw(t, "east"), b.South + rapid.Float64Range(-1, 1).Draw(t, "north")}
		}
		d, nearest := p.From().Within(b), math.Inf(1)
		const n = 60
		for i := range n + 1 {
			for j := range n + 1 {
				q := Point{b.West + (b.East-b.West)*float64(i)/n, b.South + (b.North-b.South)*float64(j)/n}
				if i == 0 || j == 0 || i == n || j == n {
					nearest = min(nearest, Distance(p, q))
				}
			}
		}
		if b.Contains(p) {
			require.Zero(t, d)
			return
		}
		require.LessOrEqual(t, d, nearest+1e-3)
		if near {
			require.Greater(t, d, nearest*0.97-300, "near enough to order a search; the grid is up to 200 m wide")
		}
	})
}

func TestAroundHoldsTheWholeCircle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{rapid.Float64Range(-120, 120).Draw(t, "lon"), rapid.Float64Range(-70, 70).Draw(t, "lat")}
		m := rapid.Float64Range(1, 300000).Draw(t, "m")
		b := Around(p, m*1.000001)
		require.True(t, b.Contains(p.Toward(rapid.Float64Range(0, 360).Draw(t, "b"), m)))
	})
}

func TestShape(t *testing.T) {
	// A square with a hole, and a small island.
	s, err := ParseShape([]byte(`{"type":"MultiPolygon","coordinates":[
		[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[3,1],[3,3],[1,3],[1,1]]],
		[[[10,10],[11,10],[11,11],[10,11],[10,10]]]]}`))
	require.NoError(t, err)
	for p, in := range map[Point]bool{
		{0.5, 0.5}: true, {2, 2}: false, {2, 0.5}: true, {10.5, 10.5}: true, {5, 5}: false, {0, 2}: true, {10, 10}: true, {-1, 2}: false,
	} {
		require.Equal(t, in, s.Contains(p), "%v", p)
	}
	require.True(t, s.Contains(s.Inner()), "the centroid falls into the hole")
	deg := 111195.08 * 111195.08
	require.InEpsilon(t, 13*deg, s.Area(), 0.01)

	u := NewShape(orb.MultiPolygon{{{{0, 0}, {9, 0}, {9, 9}, {8, 9}, {8, 1}, {1, 1}, {1, 9}, {0, 9}, {0, 0}}}})
	require.True(t, u.Contains(u.Inner()))

	for _, bad := range []string{
		``, `{}`, `{"type":"Point","coordinates":[1,2]}`, `{"type":"Polygon","coordinates":[]}`, `{"type":"Polygon","coordinates":[[]]}`,
		`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}`, `{"type":"Polygon","coordinates":[[[0,0],[999,0],[1,1],[0,0]]]}`,
	} {
		_, err := ParseShape([]byte(bad))
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), bad)
	}
}

func FuzzParseShape(f *testing.F) {
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]]]}`))
	f.Add([]byte(`{"type":"MultiPolygon","coordinates":[[[[0,0],[4,0],[4,4],[0,0]]]]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := ParseShape(raw)
		if err != nil {
			return
		}
		s.Contains(s.Inner())
		for z := range uint8(6) {
			Tile{Z: z}.Cut(s)
		}
	})
}

// The banded search answers as a plain one over all edges does.
func TestContainsAgreesWithAPlainSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 60).Draw(t, "n")
		var r orb.Ring
		for i := range n {
			a, d := 2*math.Pi*float64(i)/float64(n), rapid.Float64Range(0.2, 5).Draw(t, "d")
			r = append(r, orb.Point{123 + d*math.Cos(a), 41 + d*math.Sin(a)})
		}
		r = append(r, r[0])
		s := NewShape(orb.MultiPolygon{{r}})
		for range 50 {
			p := Point{rapid.Float64Range(117, 129).Draw(t, "lon"), rapid.Float64Range(35, 47).Draw(t, "lat")}
			require.Equal(t, planar.RingContains(r, p.Orb()), s.Contains(p), "%v", p)
		}
		for _, c := range r {
			require.True(t, s.Contains(Point{c[0], c[1]}), "a corner is inside")
		}
	})
}
