package geo

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func somewhere(t *rapid.T, label string) Point {
	return Point{123 + rapid.Float64Range(0, 1).Draw(t, label+" lon"), 41.5 + rapid.Float64Range(0, 0.5).Draw(t, label+" lat")}
}

// What a line says of a place is what a walk along it in small steps says.
func TestProjectAgreesWithAWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := NewLine(somewhere(t, "a"), somewhere(t, "b"), somewhere(t, "c"))
		p := somewhere(t, "p")
		off, along := l.Project(p)
		least := math.Inf(1)
		for i := 1; i < len(l.points); i++ {
			for k := range 401 {
				f, a, b := float64(k)/400, l.points[i-1], l.points[i]
				least = min(least, Distance(p, Point{a.Lon + f*(b.Lon-a.Lon), a.Lat + f*(b.Lat-a.Lat)}))
			}
		}
		require.InDelta(t, least, off, 5+l.Length()/300+least*0.01)
		require.True(t, along >= 0 && along <= l.Length()+1e-6)
		metres := rapid.Float64Range(0, 30000).Draw(t, "metres")
		c := Corridor{l, metres}
		require.Equal(t, off <= metres, c.Contains(p))
		if off <= metres {
			require.True(t, c.Box().Contains(p))
		}
		circle := Circle{l.points[0], metres}
		require.Equal(t, Distance(l.points[0], p) <= metres, circle.Contains(p))
		if circle.Contains(p) {
			require.True(t, circle.Box().Contains(p))
		}
	})
}

func TestSurroundings(t *testing.T) {
	s := NewShape(orb.MultiPolygon{{{{123, 41}, {124, 41}, {124, 42}, {123, 42}, {123, 41}}}})
	around := Surroundings{s, 1000}
	require.True(t, around.Contains(Point{123.5, 41.5}))
	require.True(t, around.Contains(Point{123.5, 42.0089}))
	require.False(t, around.Contains(Point{123.5, 42.0091}))
	require.False(t, around.Contains(Point{122.98, 41.5}))
	require.True(t, around.Box().Contains(Point{122.9885, 41.5}))
}

func TestEveryPlaceIsInItsCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Lattice{Size: 1 / math.Exp2(rapid.Float64Range(8, 20).Draw(t, "z")), Hexagon: rapid.Bool().Draw(t, "hexagon")}
		x, y := World(somewhere(t, "p"))
		c := l.At(x, y)
		cx, cy := l.Centre(c)
		require.Equal(t, c, l.At(cx, cy), "the centre is in the cell")
		for dx := int32(-1); dx <= 1; dx++ { // no other centre is nearer
			for dy := int32(-1); dy <= 1; dy++ {
				ox, oy := l.Centre(Cell{c.X + dx, c.Y + dy})
				if l.Hexagon {
					require.LessOrEqual(t, math.Hypot(cx-x, cy-y), math.Hypot(ox-x, oy-y)+l.Size*1e-6)
				} else {
					require.LessOrEqual(t, max(math.Abs(cx-x), math.Abs(cy-y)), l.Size/2*(1+1e-6))
				}
			}
		}
		ring := l.Ring(c)
		require.Len(t, ring, map[bool]int{true: 6, false: 4}[l.Hexagon])
		for _, p := range ring {
			px, py := World(p)
			require.InDelta(t, map[bool]float64{true: l.Size / math.Sqrt(3), false: l.Size / math.Sqrt2}[l.Hexagon], math.Hypot(px-cx, py-cy), l.Size*1e-3)
		}
	})
}

func TestUnworldIsTheReverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")}
		q := Unworld(World(p))
		require.InDelta(t, p.Lon, q.Lon, 1e-9)
		require.InDelta(t, p.Lat, q.Lat, 1e-9)
	})
}
