package register

import (
	"slices"
	"strings"

	"anlan/internal/base/identity"
)

// Page returns up to limit items of a kind ("" for all) behind a key, in order of Key. Filter.Q is not looked at. It walks the
// areas in their order and stops when it has enough.
func (x *Index) Page(scope identity.Scope, kind string, f Filter, after Key, limit int) []Item {
	x.mu.RLock()
	defer x.mu.RUnlock()
	out := []Item{}
	meshes := x.meshes(scope, kind, f)
	order := x.codes.inOrder()
	from, _ := slices.BinarySearchFunc(order, max(after.Area, f.Area), func(n uint32, code string) int { return strings.Compare(x.codes.list[n], code) })
	for _, area := range order[from:] {
		code := x.codes.list[area]
		if len(out) >= limit || !strings.HasPrefix(code, f.Area) {
			break
		}
		first := len(out)
		for _, m := range meshes {
			if m.in[area] && int(area) < len(m.layer.areas) {
				out = m.pageOf(out, m.layer.areas[area].slots, code, after, limit-first)
			}
		}
		if len(meshes) > 1 {
			slices.SortFunc(out[first:], func(a, b Item) int { return strings.Compare(a.ID, b.ID) })
		}
	}
	return out[:min(len(out), limit)]
}

// pageOf adds up to limit items of an area.
func (m *mesh) pageOf(out []Item, slots []uint32, code string, after Key, limit int) []Item {
	if code == after.Area {
		k, there := m.layer.behind(slots, after.ID)
		if there {
			k++
		}
		slots = slots[k:]
	}
	for _, n := range slots {
		if limit == 0 {
			break
		}
		if m.passes(n) {
			out = append(out, m.layer.items[n])
			limit--
		}
	}
	return out
}
