package register

import (
	"strings"
	"sync"

	"github.com/tidwall/rtree"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

// Item is what the index keeps of an element.
type Item struct {
	ID      string  `bun:"id" json:"id"`
	Kind    string  `bun:"kind" json:"kind"`
	Name    string  `bun:"name" json:"name"`
	Area    string  `bun:"area" json:"area"`
	Lon     float64 `bun:"lon" json:"lon"`
	Lat     float64 `bun:"lat" json:"lat"`
	Risk    Risk    `bun:"risk" json:"risk"`
	Version int64   `bun:"version" json:"version"`
}

// Point is where the item stands.
func (i Item) Point() geo.Point { return geo.Point{Lon: i.Lon, Lat: i.Lat} }

// Filter narrows a question to the index. Empty fields do not narrow. Q is a part of the name, in any case.
type Filter struct {
	Area string // prefix
	Risk Risk
	Q    string
}

// Index holds every element in memory, one tree for each kind, and answers in micro- to milliseconds. It is exact: it
// gives what a walk over all elements would. It is safe for concurrent use.
type Index struct {
	mu      sync.RWMutex
	layers  map[string]*layer
	where   map[string]place // by id
	removed map[string]int64 // versions of what was taken out, so that a late event does not bring it back
	codes   codes
}

type place struct {
	layer *layer
	slot  uint32
}

// layer is one kind. Slots of items taken out are used again. What every question looks at stands apart from what only
// answers need, so that a walk over all of a kind reads 32 bytes for each.
type layer struct {
	items []Item
	spots []spot // beside items
	free  []uint32
	tree  rtree.RTreeGN[float64, uint32]
	names names
	count []*[5]int // by number of area code, then rank of risk; nil for none
	live  int
}

type spot struct {
	x, y   float64 // in the unit square of Web Mercator
	area   uint32  // number in codes
	record uint32  // in names
	rank   uint8
	live   bool
}

// NewIndex makes an empty index.
func NewIndex() *Index {
	return &Index{layers: map[string]*layer{}, where: map[string]place{}, removed: map[string]int64{}, codes: codes{number: map[string]uint32{}}}
}

// Put adds an item or replaces it; an item that is not newer than what the index has is passed over.
func (x *Index) Put(items ...Item) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, i := range items {
		x.put(i)
	}
}

func (x *Index) put(i Item) {
	if v, gone := x.removed[i.ID]; gone && v >= i.Version {
		return
	}
	if p, ok := x.where[i.ID]; ok {
		if p.layer.items[p.slot].Version >= i.Version {
			return
		}
		p.layer.take(p.slot)
	}
	l, ok := x.layers[i.Kind]
	if !ok {
		l = &layer{}
		x.layers[i.Kind] = l
	}
	x.where[i.ID] = place{l, l.add(i, x.codes.add(i.Area))}
}

// Remove takes an item out at a version, and remembers it.
func (x *Index) Remove(id string, version int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.removed[id] < version {
		x.removed[id] = version
	}
	if p, ok := x.where[id]; ok && p.layer.items[p.slot].Version <= version {
		p.layer.take(p.slot)
		delete(x.where, id)
	}
}

func (l *layer) add(i Item, area uint32) uint32 {
	var n uint32
	if k := len(l.free); k > 0 {
		n, l.free = l.free[k-1], l.free[:k-1]
	} else {
		n = uint32(len(l.items))
		l.items, l.spots = append(l.items, Item{}), append(l.spots, spot{})
	}
	s := spot{area: area, rank: i.Risk.Rank(), live: true, record: l.names.add(strings.ToLower(i.Name), n)}
	s.x, s.y = geo.World(i.Point())
	l.items[n], l.spots[n] = i, s
	l.tree.Insert([2]float64{i.Lon, i.Lat}, [2]float64{i.Lon, i.Lat}, n)
	for int(area) >= len(l.count) {
		l.count = append(l.count, nil)
	}
	if l.count[area] == nil {
		l.count[area] = new([5]int)
	}
	l.count[area][s.rank]++
	l.live++
	return n
}

func (l *layer) take(n uint32) {
	s, at := l.spots[n], [2]float64{l.items[n].Lon, l.items[n].Lat}
	l.tree.Delete(at, at, n)
	l.count[s.area][s.rank]--
	l.live--
	l.items[n], l.spots[n] = Item{}, spot{}
	l.free = append(l.free, n)
}

// Find returns the item of that id, if it stands in the scope.
func (x *Index) Find(scope identity.Scope, id string) (Item, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	p, ok := x.where[id]
	if !ok || !scope.Contains(p.layer.items[p.slot].Area) {
		return Item{}, false
	}
	return p.layer.items[p.slot], true
}

// Len is the number of items.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.where)
}
