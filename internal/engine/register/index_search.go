package register

import (
	"container/heap"
	"slices"
	"strings"

	"anlan/internal/base/find"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

// Key orders elements in lists: by area, then by id.
type Key struct{ Area, ID string }

func (k Key) less(o Key) bool { return k.Area < o.Area || k.Area == o.Area && k.ID < o.ID }

// Search returns up to limit items of a kind ("" for all) behind a key, in order of Key, and how many pass in all.
func (x *Index) Search(scope identity.Scope, kind string, f Filter, after Key, limit int) (items []Item, total int) {
	top := &largest{limit: limit, before: func(a, b *Item) bool { return (Key{a.Area, a.ID}).less(Key{b.Area, b.ID}) }}
	x.mu.RLock()
	defer x.mu.RUnlock()
	meshes := x.meshes(scope, kind, f)
	offer := func(l *layer, n uint32) {
		total++
		if i := &l.items[n]; after.less(Key{i.Area, i.ID}) {
			top.offer(i)
		}
	}
	if f.Q != "" {
		x.words.Holding(f.Q, func(d *find.Facts) {
			if m := meshes[d.Group]; m != nil && m.passes(d.Ref) && m.layer.items[d.Ref].ID == d.ID {
				offer(m.layer, d.Ref)
			}
		})
		return top.sorted(), total
	}
	for _, m := range meshes {
		for n := range uint32(len(m.layer.spots)) {
			if m.passes(n) {
				offer(m.layer, n)
			}
		}
	}
	return top.sorted(), total
}

// meshes are those of a kind, or of all, by the number of the layer.
func (x *Index) meshes(scope identity.Scope, kind string, f Filter) map[uint16]*mesh {
	out := map[uint16]*mesh{}
	v, ok := x.sieve(scope, f)
	if !ok {
		return out
	}
	for name, l := range x.layers {
		if kind != "" && name != kind {
			continue
		}
		if m, ok := v.on(l); ok {
			out[l.number] = &m
		}
	}
	return out
}

// largest keeps the first limit items in an order without equals: a heap with the last of them on top.
type largest struct {
	limit  int
	before func(a, b *Item) bool
	items  []*Item
}

func (h *largest) Len() int           { return len(h.items) }
func (h *largest) Less(i, j int) bool { return h.before(h.items[j], h.items[i]) }
func (h *largest) Swap(i, j int)      { h.items[i], h.items[j] = h.items[j], h.items[i] }
func (h *largest) Push(v any)         { h.items = append(h.items, v.(*Item)) } //nolint:forcetypeassert // only offer pushes
func (h *largest) Pop() any {
	v := h.items[len(h.items)-1]
	h.items = h.items[:len(h.items)-1]
	return v
}

func (h *largest) offer(i *Item) {
	if len(h.items) < h.limit {
		heap.Push(h, i)
	} else if h.limit > 0 && h.before(i, h.items[0]) {
		h.items[0] = i
		heap.Fix(h, 0)
	}
}

// sorted are copies of what was kept, since the items change once the index is let go.
func (h *largest) sorted() []Item {
	slices.SortFunc(h.items, func(a, b *Item) int {
		if h.before(a, b) {
			return -1
		}
		return 1
	})
	out := make([]Item, len(h.items))
	for i, it := range h.items {
		out[i] = *it
	}
	return out
}

// Inside returns up to limit items of a kind in the box and, when region is not nil, in the region; worst risk first,
// then by id. total is how many there are.
func (x *Index) Inside(scope identity.Scope, kind string, box geo.Box, region geo.Region, f Filter, limit int) (items []Item, total int) {
	q := strings.ToLower(f.Q)
	top := &largest{limit: limit, before: func(a, b *Item) bool {
		if a.Risk != b.Risk {
			return a.Risk.Rank() < b.Risk.Rank()
		}
		return a.ID < b.ID
	}}
	x.mu.RLock()
	defer x.mu.RUnlock()
	m, ok := x.mesh(scope, kind, f)
	if !ok {
		return []Item{}, 0
	}
	m.layer.tree.Search([2]float64{box.West, box.South}, [2]float64{box.East, box.North}, func(_, _ [2]float64, n uint32) bool {
		i := &m.layer.items[n]
		if m.passes(n) && (region == nil || region.Contains(i.Point())) && (q == "" || strings.Contains(strings.ToLower(i.Name), q)) {
			total++
			top.offer(i)
		}
		return true
	})
	return top.sorted(), total
}
