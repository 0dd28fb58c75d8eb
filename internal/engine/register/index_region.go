package register

import (
	"cmp"
	"slices"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

// Beside is an item beside a line: how far along it and how far from it, in metres.
type Beside struct {
	Item
	Along, Off float64
}

// Along returns up to limit items of a kind in a corridor, in the order of the way, then by id, and how many there are.
func (x *Index) Along(scope identity.Scope, kind string, way geo.Corridor, f Filter, limit int) (found []Beside, total int) {
	x.each(scope, kind, way.Box(), nil, f, func(l *layer, n uint32) {
		if off, along := way.Line.Project(l.items[n].Point()); off <= way.Metres {
			found = append(found, Beside{l.items[n], along, off})
		}
	})
	slices.SortFunc(found, func(a, b Beside) int { return cmp.Or(cmp.Compare(a.Along, b.Along), cmp.Compare(a.ID, b.ID)) })
	return found[:min(limit, len(found))], len(found)
}

// KindTally is how many elements of a kind there are, by level of risk, and how many persons they declare.
type KindTally struct {
	Counts
	People int `json:"people"`
}

// Summary counts what lies in a box and, when region is not nil, in the region, by kind; kinds of which there is nothing are
// left out. Persons are those of the attributes with the tag count:"people".
func (x *Index) Summary(scope identity.Scope, box geo.Box, region geo.Region, f Filter) map[string]KindTally {
	out := map[string]KindTally{}
	x.each(scope, "", box, region, f, func(l *layer, n uint32) {
		kind := l.items[n].Kind
		t, ok := out[kind]
		if !ok {
			t.ByRisk = map[Risk]int{}
		}
		t.Total++
		t.ByRisk[byRank[l.spots[n].rank]]++
		t.People += l.people(n)
		out[kind] = t
	})
	return out
}

// HeatCell is what lies in one cell of a lattice.
type HeatCell struct {
	geo.Cell
	N      int
	Weight float64
	Worst  Risk
}

// weights are those of the levels of risk, by rank: each twice the next.
var weights = [5]float64{8, 4, 2, 1, 0}

// Heat counts the items of a kind ("" for all) in a box by the cells of a lattice, heaviest first, then by cell. Weight is
// the number of items, or with byRisk the sum of the weights of their levels.
func (x *Index) Heat(scope identity.Scope, kind string, box geo.Box, lattice geo.Lattice, byRisk bool, f Filter) []HeatCell {
	type sum struct {
		n      int
		weight float64
		rank   uint8
	}
	cells := map[geo.Cell]sum{}
	x.each(scope, kind, box, nil, f, func(l *layer, n uint32) {
		s := &l.spots[n]
		c := lattice.At(s.x, s.y)
		v, ok := cells[c]
		if !ok || s.rank < v.rank {
			v.rank = s.rank
		}
		v.n++
		if byRisk {
			v.weight += weights[s.rank]
		} else {
			v.weight++
		}
		cells[c] = v
	})
	out := make([]HeatCell, 0, len(cells))
	for c, v := range cells {
		out = append(out, HeatCell{c, v.n, v.weight, byRank[v.rank]})
	}
	slices.SortFunc(out, func(a, b HeatCell) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(b.N, a.N), cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X))
	})
	return out
}

// each calls yield for the items of a kind ("" for all) in a box and a region that pass, in no order. Filter.Q is not
// looked at.
func (x *Index) each(scope identity.Scope, kind string, box geo.Box, region geo.Region, f Filter, yield func(l *layer, n uint32)) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, m := range x.meshes(scope, kind, f) {
		m.layer.tree.Search([2]float64{box.West, box.South}, [2]float64{box.East, box.North}, func(_, _ [2]float64, n uint32) bool {
			if m.passes(n) && (region == nil || region.Contains(m.layer.items[n].Point())) {
				yield(m.layer, n)
			}
			return true
		})
	}
}
