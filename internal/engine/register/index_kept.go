package register

import (
	"math"
	"slices"
	"strings"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

const (
	// stampZoom is the zoom of the squares whose changes are counted: some 7 km a side in the city.
	stampZoom = 12
	// coarse is the zoom below which a tile holds so many squares that the changes of the whole kind are looked at.
	coarse = 7
	// keptBytes is how much room kept tiles may take.
	keptBytes = 32 << 20
	// remembered is how many changes of a kind are remembered by their places, so that a kept tile is mended and not made anew.
	remembered = 512
	// mended is how many cells of a tile may be mended before it is quicker to make it anew.
	mended = 48
)

// stamps count the changes of a kind, in all and by square, and remember where the last ones were.
type stamps struct {
	all    uint64
	square map[uint32]uint64
	last   []at // of change n at n modulo remembered
}

// at is a place in the unit square of Web Mercator.
type at struct{ x, y float64 }

func (s *stamps) touch(p spot) {
	if s.square == nil {
		s.square, s.last = map[uint32]uint64{}, make([]at, remembered)
	}
	s.last[s.all%remembered] = at{p.x, p.y}
	s.all++
	s.square[squareOf(p.x, p.y)]++
}

// since yields the places of the changes after the first n; ok is false when they are not all remembered.
func (s *stamps) since(n uint64, yield func(at)) (ok bool) {
	if s.all-n > remembered {
		return false
	}
	for ; n < s.all; n++ {
		yield(s.last[n%remembered])
	}
	return true
}

func squareOf(x, y float64) uint32 { return row(y)<<stampZoom | row(x) }

// row is the number of a square on one of the axes of the unit square.
func row(v float64) uint32 {
	const last = 1<<stampZoom - 1
	return uint32(min(max(math.Floor(v*(last+1)), 0), last))
}

// of grows whenever something changes that a tile may show, and never otherwise says less.
func (s *stamps) of(t geo.Tile) uint64 {
	if t.Z < coarse {
		return s.all
	}
	side := 1 / float64(uint32(1)<<t.Z)
	edge := side * (margin + 1) / geo.Extent
	west, north := float64(t.X)*side, float64(t.Y)*side
	sum := uint64(0)
	for y := row(north - edge); y <= row(north+side+edge); y++ {
		for x := row(west - edge); x <= row(west+side+edge); x++ {
			sum += s.square[y<<stampZoom|x]
		}
	}
	return sum
}

type keptKey struct {
	scope, kind, area string
	risk              Risk
	tile              geo.Tile
}

// keptTile is a tile that was made, when the stamp of its squares and the count of all changes were what they say. What is
// on it does not change any more.
type keptTile struct {
	stamp, all uint64
	drawn      Drawn
	cells      *cells // nil when the tile is not thinned
}

func newKept() *halves[keptKey, keptTile] {
	return &halves[keptKey, keptTile]{room: keptBytes, weigh: keptTile.size}
}

func (k keptTile) size() int {
	n := len(k.drawn.body) + 300
	if k.cells != nil {
		n += len(k.cells) * 8
	}
	return n
}

func keptKeyOf(scope identity.Scope, kind string, t geo.Tile, f Filter) keptKey {
	return keptKey{strings.Join(scope, " "), kind, f.Area, f.Risk, t}
}

// news are the cells of a kept tile on which something has changed since; ok is false when there are too many to tell.
func (m *mesh) news(k keptTile, t geo.Tile) (changed []int, ok bool) {
	v := viewOf(t)
	ok = m.layer.stamps.since(k.all, func(p at) {
		if x, y := v.place(p.x, p.y); v.holds(x, y) && len(changed) <= mended {
			if c := cellOf(x, y); !slices.Contains(changed, c) {
				changed = append(changed, c)
			}
		}
	})
	return changed, ok && len(changed) <= mended
}

// mend looks at some cells of a tile anew.
func (m *mesh) mend(old *cells, t geo.Tile, changed []int) *cells {
	v, out := viewOf(t), *old
	for _, c := range changed {
		out[c] = thin{}
		m.onBox(v, v.cellBox(c), func(n uint32, x, y float64) {
			if cellOf(x, y) == c {
				m.thin(&out[c], n)
			}
		})
	}
	return &out
}
