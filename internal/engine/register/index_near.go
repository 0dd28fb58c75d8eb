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
	v, ok := x.sieve(scope, f)
	l := x.layers[kind]
	if l == nil || !ok {
		return
	}
	if reach <= 0 {
		reach = math.Inf(1)
	}
	// When few pass, a walk over the spots beats a tree whose every leaf must be opened to find them.
	if v.expect(l)*20 < l.live {
		l.sweep(v, p, reach, yield)
		return
	}
	l.tree.Nearby(func(lo, hi [2]float64, n uint32, item bool) float64 {
		if item {
			if !v.passes(&l.spots[n]) {
				return math.Inf(1)
			}
			return geo.Distance(p, geo.Point{Lon: lo[0], Lat: lo[1]})
		}
		return geo.Box{West: lo[0], South: lo[1], East: hi[0], North: hi[1]}.Distance(p)
	}, func(_, _ [2]float64, n uint32, d float64) bool {
		return d <= reach && !math.IsInf(d, 1) && yield(Near{l.items[n], d})
	})
}

func (l *layer) sweep(v sieve, p geo.Point, reach float64, yield func(Near) bool) {
	type far struct {
		slot int
		d    float64
	}
	var found []far
	for i := range l.spots {
		if v.passes(&l.spots[i]) {
			if d := geo.Distance(p, l.items[i].Point()); d <= reach {
				found = append(found, far{i, d})
			}
		}
	}
	slices.SortFunc(found, func(a, b far) int { return cmp.Compare(a.d, b.d) })
	for _, f := range found {
		if !yield(Near{l.items[f.slot], f.d}) {
			return
		}
	}
}
