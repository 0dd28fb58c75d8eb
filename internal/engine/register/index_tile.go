package register

import (
	"slices"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

const (
	// nameZoom is the zoom from which points carry id and name, whatever they stand for.
	nameZoom = 13
	// fullZoom is the zoom from which a tile shows every element, unless there are more than fullDots.
	fullZoom = 14
	fullDots = 4000
	// margin is how far beyond its edge a tile takes points, in units, so that circles on the edge are whole.
	margin = 64
	// square is the side of the squares in which a thinned tile keeps one point each, in units: 8 of 512 pixels.
	square = 64
	// scanZoom is the zoom up to which a walk over all spots beats the tree.
	scanZoom = 12
)

// Tile is the vector tile of a kind: one layer, named as the kind, of points with the properties id, name (from zoom
// 13), risk (not when not graded) and n (how many elements a point stands for, when more than one; then id and name are
// those of the worst). Below zoom 14 each small square shows only its worst element; the worst come last, so they are
// drawn on top. Nothing outside the scope is shown or counted. ok is false when the tile does not exist.
func (x *Index) Tile(scope identity.Scope, kind string, t geo.Tile, f Filter) (d Drawn, ok bool) {
	if !t.Valid() {
		return Drawn{}, false
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	m, ok := x.mesh(scope, kind, f)
	if !ok {
		return Drawn{}, true
	}
	if len(f.Where) > 0 {
		return draw(m.tile(kind, t)), true
	}
	key, s := keptKeyOf(scope, kind, t, f), &m.layer.stamps
	k, known := x.kept.find(key)
	stamp := s.of(t)
	if known && k.stamp == stamp {
		return k.drawn, true
	}
	var changed []int
	if known {
		changed, known = m.news(k, t)
	}
	if !known || len(changed) > 0 {
		c := k.cells
		switch {
		case t.Z >= fullZoom:
		case known:
			c = m.mend(c, t, changed)
		default:
			c = m.cells(t)
		}
		k.cells, k.drawn = c, draw(m.encode(kind, t, m.dots(t, c)))
	}
	k.stamp, k.all = stamp, s.all
	x.kept.keep(key, k)
	return k.drawn, true
}

// tile makes a tile.
func (m *mesh) tile(kind string, t geo.Tile) []byte {
	var c *cells
	if t.Z < fullZoom {
		c = m.cells(t)
	}
	return m.encode(kind, t, m.dots(t, c))
}

// encode writes a tile of some points.
func (m *mesh) encode(kind string, t geo.Tile, dots []dot) []byte {
	l, v := m.layer, viewOf(t)
	out := geo.NewLayer(kind)
	tags := make([]geo.Tag, 0, 4)
	for _, d := range dots {
		i, s := &l.items[d.slot], &l.spots[d.slot]
		tags = tags[:0]
		if d.n == 1 || t.Z >= nameZoom {
			tags = append(tags, geo.Own("id", i.ID))
		}
		if t.Z >= nameZoom {
			tags = append(tags, geo.Own("name", i.Name))
		}
		if i.Risk != "" {
			tags = append(tags, geo.Text("risk", string(i.Risk)))
		}
		if d.n > 1 {
			tags = append(tags, geo.Count("n", uint64(d.n)))
		}
		x, y := v.place(s.x, s.y)
		out.Point(0, geo.Pixel{X: int32(x), Y: int32(y)}, tags...)
	}
	return geo.EncodeTile(out)
}

// view puts places of the unit square into the units of a tile.
type view struct {
	tile          geo.Tile
	scale, ox, oy float64
}

func viewOf(t geo.Tile) view {
	return view{t, float64(uint32(1)<<t.Z) * geo.Extent, float64(t.X) * geo.Extent, float64(t.Y) * geo.Extent}
}

func (v *view) place(wx, wy float64) (x, y float64) { return wx*v.scale - v.ox, wy*v.scale - v.oy }

// holds reports whether a place lies on the tile or its margin.
func (*view) holds(x, y float64) bool {
	return x >= -margin && x < geo.Extent+margin && y >= -margin && y < geo.Extent+margin
}

// dot is one point of a tile: an item and how many it stands for.
type dot struct{ slot, n uint32 }

// dots are the points of a tile, the worst last: those of its cells, or all, by their slots.
func (m *mesh) dots(t geo.Tile, c *cells) []dot {
	if c == nil {
		var slots []uint64
		v := viewOf(t)
		m.onTile(v, func(n uint32, _, _ float64) { slots = append(slots, m.turn(n)<<32|uint64(n)) })
		if len(slots) <= fullDots {
			slices.Sort(slots)
			dots := make([]dot, len(slots))
			for i, s := range slots {
				dots[i] = dot{uint32(s), 1}
			}
			return dots
		}
		c = m.cells(t)
	}
	var counts [5]int
	for i := range c {
		if c[i].n > 0 {
			counts[m.turn(c[i].slot)]++
		}
	}
	from, sum := [5]int{}, 0
	for r, n := range counts {
		from[r] = sum
		sum += n
	}
	dots := make([]dot, sum)
	for i := range c {
		if c[i].n > 0 {
			r := m.turn(c[i].slot)
			dots[from[r]] = dot(c[i])
			from[r]++
		}
	}
	return dots
}

// turn is when an item is drawn: the worst last.
func (m *mesh) turn(slot uint32) uint64 { return uint64(4 - m.layer.spots[slot].rank) }

// onTile calls yield for every point on the tile or its margin that passes, with its place there.
func (m *mesh) onTile(v view, yield func(n uint32, x, y float64)) {
	if v.tile.Z > scanZoom {
		m.onBox(v, v.tile.Grown(margin+1), yield)
		return
	}
	for n := range m.layer.spots {
		s := &m.layer.spots[n]
		if x, y := v.place(s.x, s.y); v.holds(x, y) && m.passes(uint32(n)) {
			yield(uint32(n), x, y)
		}
	}
}

// onBox is onTile for the part of it in a box.
func (m *mesh) onBox(v view, box geo.Box, yield func(n uint32, x, y float64)) {
	m.layer.tree.Search([2]float64{box.West, box.South}, [2]float64{box.East, box.North}, func(_, _ [2]float64, n uint32) bool {
		s := &m.layer.spots[n]
		if x, y := v.place(s.x, s.y); v.holds(x, y) && m.passes(n) {
			yield(n, x, y)
		}
		return true
	})
}
