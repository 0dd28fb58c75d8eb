package register

import (
	"slices"
	"strings"

	"github.com/tidwall/rtree"

	"anlan/internal/base/find"
	"anlan/internal/base/geo"
)

// layer is one kind. Slots of items taken out are used again. What every question looks at stands apart from what only
// answers need, so that a walk over all of a kind reads 24 bytes for each.
type layer struct {
	number  uint16
	items   []Item
	spots   []spot // beside items
	free    []uint32
	tree    rtree.RTreeGN[float64, uint32]
	columns map[string]*column // by attribute, beside items
	areas   []held             // by number of area code
	live    int
	stamps  stamps
}

// held is what a layer has in one area.
type held struct {
	slots []uint32 // in order of the ids of their items
	count [5]int   // by rank of risk
}

type spot struct {
	x, y float64 // in the unit square of Web Mercator
	area uint32  // number in codes
	rank uint8
	live bool
}

// add gives an entry a slot.
func (l *layer) add(e *Entry, area uint32) uint32 {
	var n uint32
	if k := len(l.free); k > 0 {
		n, l.free = l.free[k-1], l.free[:k-1]
	} else {
		n = uint32(len(l.items))
		l.items, l.spots = append(l.items, Item{}), append(l.spots, spot{})
	}
	l.items[n], l.spots[n] = e.Item, spotOf(e, area)
	l.keep(n, e.Values)
	l.tree.Insert([2]float64{e.Lon, e.Lat}, [2]float64{e.Lon, e.Lat}, n)
	l.enter(n)
	l.live++
	l.stamps.touch(l.spots[n])
	return n
}

// change puts an entry in the place of what its slot holds, which has the same id.
func (l *layer) change(n uint32, e *Entry, area uint32) {
	before, was, is := l.items[n], l.spots[n], spotOf(e, area)
	l.leave(n)
	l.items[n], l.spots[n] = e.Item, is
	l.enter(n)
	l.keep(n, e.Values)
	if from, to := [2]float64{before.Lon, before.Lat}, [2]float64{e.Lon, e.Lat}; from != to {
		l.tree.Delete(from, from, n)
		l.tree.Insert(to, to, n)
	}
	if was != is || before.Name != e.Name { // otherwise no map shows it
		l.stamps.touch(was)
		l.stamps.touch(is)
	}
}

func (l *layer) take(n uint32) {
	at := [2]float64{l.items[n].Lon, l.items[n].Lat}
	l.tree.Delete(at, at, n)
	l.leave(n)
	l.live--
	l.stamps.touch(l.spots[n])
	l.items[n], l.spots[n] = Item{}, spot{}
	l.keep(n, nil)
	l.free = append(l.free, n)
}

func spotOf(e *Entry, area uint32) spot {
	s := spot{area: area, rank: e.Risk.Rank(), live: true}
	s.x, s.y = geo.World(e.Point())
	return s
}

// enter and leave see to what an area holds.
func (l *layer) enter(n uint32) {
	s := l.spots[n]
	for int(s.area) >= len(l.areas) {
		l.areas = append(l.areas, held{})
	}
	h := &l.areas[s.area]
	h.count[s.rank]++
	k, _ := l.behind(h.slots, l.items[n].ID)
	h.slots = slices.Insert(h.slots, k, n)
}

func (l *layer) leave(n uint32) {
	h := &l.areas[l.spots[n].area]
	h.count[l.spots[n].rank]--
	k, _ := l.behind(h.slots, l.items[n].ID)
	h.slots = slices.Delete(h.slots, k, k+1)
}

// behind is where an id stands among slots in order of ids, or would.
func (l *layer) behind(slots []uint32, id string) (int, bool) {
	return slices.BinarySearchFunc(slots, id, func(n uint32, id string) int { return strings.Compare(l.items[n].ID, id) })
}

// facts are what a search asks of the item in a slot.
func (l *layer) facts(n uint32) find.Facts {
	s := &l.spots[n]
	return find.Facts{ID: l.items[n].ID, Ref: n, Class: find.Class{Place: s.area, Group: l.number, Weight: s.rank}, X: float32(s.x), Y: float32(s.y)}
}
