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
// drawn on top. Nothing outside the scope is shown or counted. Callers must not write to mvt, which may be kept for
// others. ok is false when the tile does not exist.
func (x *Index) Tile(scope identity.Scope, kind string, t geo.Tile, f Filter) (mvt []byte, ok bool) {
	if !t.Valid() {
		return nil, false
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	m, ok := x.mesh(scope, kind, f)
	if !ok {
		return nil, true
	}
	if len(f.Where) > 0 {
		return m.tile(kind, t), true
	}
	key, stamp := keptKeyOf(scope, kind, t, f), m.layer.stamps.of(t)
	if mvt, ok = x.kept.find(key, stamp); !ok {
		mvt = m.tile(kind, t)
		x.kept.keep(key, keptTile{stamp, mvt})
	}
	return mvt, true
}

// tile makes a tile.
func (m *mesh) tile(kind string, t geo.Tile) []byte {
	l := m.layer
	out := geo.NewLayer(kind)
	tags := make([]geo.Tag, 0, 4)
	for _, d := range m.dots(t) {
		i := &l.items[d.slot]
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
		out.Point(0, geo.Pixel{X: int32(d.x), Y: int32(d.y)}, tags...)
	}
	return geo.EncodeTile(out)
}

// dot is one point of a tile, in its units.
type dot struct {
	x, y float64
	slot uint32
	n    uint32
	rank uint8
}

// dots are the points of a tile, thinned as its zoom wants, best first.
func (m *mesh) dots(t geo.Tile) []dot {
	var dots []dot
	if t.Z >= fullZoom {
		m.onTile(t, func(d dot) { dots = append(dots, d) })
		if len(dots) > fullDots {
			all := dots
			dots = thinned(func(yield func(dot)) {
				for _, d := range all {
					yield(d)
				}
			})
		}
	} else {
		dots = thinned(func(yield func(dot)) { m.onTile(t, yield) })
	}
	slices.SortFunc(dots, func(a, b dot) int {
		if d := int(b.rank) - int(a.rank); d != 0 {
			return d
		}
		return int(a.slot) - int(b.slot)
	})
	return dots
}

// onTile calls yield for every point on the tile or its margin.
func (m *mesh) onTile(t geo.Tile, yield func(dot)) {
	l := m.layer
	scale, ox, oy := float64(uint32(1)<<t.Z)*geo.Extent, float64(t.X)*geo.Extent, float64(t.Y)*geo.Extent
	try := func(n uint32, s *spot) {
		d := dot{x: s.x*scale - ox, y: s.y*scale - oy, slot: n, n: 1, rank: s.rank}
		if d.x >= -margin && d.x < geo.Extent+margin && d.y >= -margin && d.y < geo.Extent+margin && m.passes(n) {
			yield(d)
		}
	}
	if t.Z <= scanZoom {
		for i := range l.spots {
			try(uint32(i), &l.spots[i])
		}
		return
	}
	box := t.Grown(margin + 1)
	l.tree.Search([2]float64{box.West, box.South}, [2]float64{box.East, box.North}, func(_, _ [2]float64, n uint32) bool {
		try(n, &l.spots[n])
		return true
	})
}

// thinned keeps the worst point of each square, the one with the lowest slot among equals, and counts the others.
func thinned(each func(yield func(dot))) []dot {
	const side = (geo.Extent + 2*margin) / square
	var cells [side * side]int32 // 1 + index into dots
	var dots []dot
	each(func(d dot) {
		cell := &cells[int(d.y+margin)/square*side+int(d.x+margin)/square]
		if *cell == 0 {
			dots = append(dots, d)
			*cell = int32(len(dots))
			return
		}
		o := &dots[*cell-1]
		if d.rank < o.rank || d.rank == o.rank && d.slot < o.slot {
			d.n = o.n
			*o = d
		}
		o.n++
	})
	return dots
}
