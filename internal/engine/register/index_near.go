package register

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

// Near is an item with its distance in metres.
type Near struct {
	Item
	Distance float64 `json:"distance"`
}

// Near returns the k nearest items of a kind that pass the filter, nearest first, within reach metres (0: any
// distance), by great-circle distance. A kind without items gives none.
func (x *Index) Near(scope identity.Scope, kind string, p geo.Point, k int, reach float64, f Filter) []Near {
	out := []Near{}
	if k <= 0 {
		return out
	}
	q := strings.ToLower(f.Q)
	x.EachNear(scope, kind, p, reach, f, func(n Near) bool {
		if q == "" || strings.Contains(strings.ToLower(n.Name), q) {
			out = append(out, n)
		}
		return len(out) < k
	})
	return out
}

// EachNear walks the items of a kind from the nearest outward until yield returns false; it holds the index for reading
// meanwhile, so yield must be quick. Filter.Q is not looked at.
func (x *Index) EachNear(scope identity.Scope, kind string, p geo.Point, reach float64, f Filter, yield func(Near) bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	m, ok := x.mesh(scope, kind, f)
	if !ok {
		return
	}
	if reach <= 0 {
		reach = math.Inf(1)
	}
	l := m.layer
	// When few pass, a walk over the spots beats a tree whose every leaf must be opened to find them.
	if m.expect()*20 < l.live {
		m.sweep(p, reach, yield)
		return
	}
	from := p.From()
	l.tree.Nearby(func(lo, hi [2]float64, n uint32, item bool) float64 {
		if item {
			if !m.passes(n) {
				return math.Inf(1)
			}
			return from.To(geo.Point{Lon: lo[0], Lat: lo[1]})
		}
		return from.Within(geo.Box{West: lo[0], South: lo[1], East: hi[0], North: hi[1]})
	}, func(_, _ [2]float64, n uint32, d float64) bool {
		return d <= reach && !math.IsInf(d, 1) && yield(Near{l.items[n], d})
	})
}

func (m *mesh) sweep(p geo.Point, reach float64, yield func(Near) bool) {
	type far struct {
		slot uint32
		d    float64
	}
	var found []far
	for i := range m.layer.spots {
		if n := uint32(i); m.passes(n) {
			if d := geo.Distance(p, m.layer.items[i].Point()); d <= reach {
				found = append(found, far{n, d})
			}
		}
	}
	slices.SortFunc(found, func(a, b far) int { return cmp.Compare(a.d, b.d) })
	for _, f := range found {
		if !yield(Near{m.layer.items[f.slot], f.d}) {
			return
		}
	}
}
