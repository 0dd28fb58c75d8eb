// Package mosaic checks and edits polygons that together cover an area: no gaps, no overlaps, nothing outside.
//
// A Mosaic is a frame and the pieces in it. Coordinates lie on a grid of 1e-7 degrees (about 1 cm), and a corner of one
// piece that lies on the edge of another is a corner of both (Tidy), so neighbours share their corners exactly and moving
// one moves the border of all. Check names every fault with its place and size in square metres. Split, Merge, Move and
// Snap are the edits; each returns a new mosaic and leaves the old one alone. Overlays are those of the JTS Topology Suite.
// The package does not know what the pieces are.
package mosaic

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
)

// Grid is the unit of coordinates in degrees.
const Grid = 1e-7

// Near is how far in metres a corner may lie from an edge to count as lying on it.
const Near = 0.02

// weldSteps is within how many steps of the grid two corners are one: about 4 cm.
const weldSteps = 4

// Limits of what one mosaic may hold, so that a check ends in time.
const (
	MaxPieces  = 200
	MaxCorners = 2000 // of one piece
)

// Piece is one polygon without holes. Ring is closed and runs counter-clockwise once it is tidy.
type Piece struct {
	Key  string
	Ring orb.Ring
}

// Mosaic is a frame and the pieces that cover it.
type Mosaic struct {
	Frame  orb.MultiPolygon
	Pieces []Piece
}

// Find returns the place of a piece, -1 when there is none of that key.
func (m Mosaic) Find(key string) int {
	return slices.IndexFunc(m.Pieces, func(p Piece) bool { return p.Key == key })
}

// clone copies the mosaic, so that edits leave the old one alone.
func (m Mosaic) clone() Mosaic {
	out := Mosaic{Frame: m.Frame.Clone()}
	for _, p := range m.Pieces {
		out.Pieces = append(out.Pieces, Piece{p.Key, p.Ring.Clone()})
	}
	return out
}

// Tidy puts all coordinates on the grid, drops corners that come twice in a row, turns rings counter-clockwise, and gives
// every ring the corners of others that lie on its edges. A ring that is left with fewer than three corners fails with
// Invalid.
func (m Mosaic) Tidy() (Mosaic, error) { return m.tidy(Near) }

func (m Mosaic) tidy(reach float64) (Mosaic, error) {
	out := m.clone()
	if len(out.Pieces) > MaxPieces {
		return m, fail.Invalid("mosaic.many", "网格数量超过上限", "there are too many pieces").At("cells")
	}
	out.weld()
	for i := range out.Frame {
		for j, r := range out.Frame[i] {
			out.Frame[i][j] = round(r)
			if len(out.Frame[i][j]) < 4 {
				return m, flat("边界", "the frame")
			}
		}
	}
	for i, p := range out.Pieces {
		r := round(p.Ring)
		if len(r) < 4 || len(r) > MaxCorners {
			return m, flat("网格 "+p.Key, "piece "+p.Key)
		}
		if r.Orientation() == orb.CW {
			r.Reverse()
		}
		out.Pieces[i].Ring = r
	}
	out.node(reach)
	return out, nil
}

func flat(zh, en string) error {
	return fail.Invalid("mosaic.ring", zh+"的顶点不足三个或过多", en+" has fewer than three corners, or too many").At("cells")
}

// round puts a ring on the grid, closes it and drops repeats.
func round(r orb.Ring) orb.Ring {
	out := make(orb.Ring, 0, len(r)+1)
	for _, c := range r {
		c = onGrid(c)
		if len(out) == 0 || out[len(out)-1] != c {
			out = append(out, c)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	if len(out) > 0 {
		out = append(out, out[0])
	}
	return out
}

func onGrid(c orb.Point) orb.Point {
	// A division by a whole number gives the double nearest to the decimal, which a product by 1e-7 does not.
	return orb.Point{math.Round(c[0]/Grid) / 1e7, math.Round(c[1]/Grid) / 1e7}
}

// weld puts corners that lie within weldSteps of one another onto the first of them, so that none lies on an edge beside
// its own end.
func (m Mosaic) weld() {
	type square [2]int64
	first := map[square][]orb.Point{}
	m.rings(func(r orb.Ring) orb.Ring {
		for k := range r {
			c := onGrid(r[k])
			s := square{int64(math.Round(c[0]/Grid)) / weldSteps, int64(math.Round(c[1]/Grid)) / weldSteps}
			r[k] = c
			found := false
			for dx := int64(-1); dx <= 1 && !found; dx++ {
				for dy := int64(-1); dy <= 1 && !found; dy++ {
					for _, o := range first[square{s[0] + dx, s[1] + dy}] {
						if math.Hypot(o[0]-c[0], o[1]-c[1]) <= weldSteps*Grid {
							r[k], found = o, true
							break
						}
					}
				}
			}
			if !found {
				first[s] = append(first[s], c)
			}
		}
		return r
	})
}

// node gives every ring the corners of others that lie within reach of its edges.
func (m Mosaic) node(reach float64) {
	var corners []orb.Point
	seen := map[orb.Point]bool{}
	m.rings(func(r orb.Ring) orb.Ring {
		for _, c := range r {
			if !seen[c] {
				seen[c] = true
				corners = append(corners, c)
			}
		}
		return r
	})
	m.rings(func(r orb.Ring) orb.Ring { return through(r, corners, reach) })
}

// rings calls f for each ring of frame and pieces and keeps what it returns.
func (m Mosaic) rings(f func(orb.Ring) orb.Ring) {
	for i := range m.Frame {
		for j := range m.Frame[i] {
			m.Frame[i][j] = f(m.Frame[i][j])
		}
	}
	for i := range m.Pieces {
		m.Pieces[i].Ring = f(m.Pieces[i].Ring)
	}
}

// stop is a corner to lead an edge through.
type stop struct {
	at float64
	c  orb.Point
}

// through leads a ring through the corners that lie on its edges, each by the edge that is nearest to it.
func through(r orb.Ring, corners []orb.Point, reach float64) orb.Ring {
	have := map[orb.Point]bool{}
	for _, c := range r {
		have[c] = true
	}
	box := r.Bound().Pad(1e-6)
	stops := map[int][]stop{}
	for _, c := range corners {
		if have[c] || !box.Contains(c) {
			continue
		}
		best, where, least := -1, 0.0, reach
		for i := 1; i < len(r); i++ {
			if t, d := along(r[i-1], r[i], c); t > 0 && t < 1 && d <= least {
				best, where, least = i, t, d
			}
		}
		if best > 0 {
			stops[best] = append(stops[best], stop{where, c})
		}
	}
	out := orb.Ring{r[0]}
	for i := 1; i < len(r); i++ {
		slices.SortFunc(stops[i], func(x, y stop) int { return cmp.Compare(x.at, y.at) })
		for _, s := range stops[i] {
			out = append(out, s.c)
		}
		out = append(out, r[i])
	}
	return out
}

// along says where on the edge from a to b the foot of c lies (0 at a, 1 at b), and how far c is from the edge in metres.
func along(a, b, c orb.Point) (t, metres float64) {
	k := math.Cos(a[1] * math.Pi / 180)
	bx, by := (b[0]-a[0])*k, b[1]-a[1]
	cx, cy := (c[0]-a[0])*k, c[1]-a[1]
	n := bx*bx + by*by
	if n == 0 {
		return -1, math.Inf(1)
	}
	t = (bx*cx + by*cy) / n
	q := min(1, max(0, t))
	return t, math.Hypot(cx-q*bx, cy-q*by) * math.Pi / 180 * geo.Radius
}

// distance between two corners in metres.
func distance(a, b orb.Point) float64 {
	return geo.Distance(geo.Point{Lon: a[0], Lat: a[1]}, geo.Point{Lon: b[0], Lat: b[1]})
}
