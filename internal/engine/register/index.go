package register

import (
	"sync"

	"anlan/internal/base/find"
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

// Entry is an item with what else the index keeps: the text by which it is found, the attributes by which questions may be
// narrowed, and, where there is room, the rest of the element, so that it need not be read when it is asked for.
type Entry struct {
	Item
	Text   find.Text
	Values []Value
	rest   rest
}

// Filter narrows a question to the index. Empty fields do not narrow. Q is a part of the name, in any case.
type Filter struct {
	Area  string // prefix
	Risk  Risk
	Q     string
	Where []Cond
}

// Index holds every element in memory, one tree for each kind, and answers in micro- to milliseconds. It is exact: it
// gives what a walk over all elements would. It is safe for concurrent use. Names and codes lie in an index of their own
// (package find), which is brought up to date after the places are, so that a long search does not hold up those who ask
// for places: not even by a change that waits for its end.
type Index struct {
	writing sync.Mutex // held through a whole change; before mu
	mu      sync.RWMutex
	layers  map[string]*layer
	where   map[string]place // by id
	removed map[string]int64 // versions of what was taken out, so that a late event does not bring it back
	codes   codes
	words   *find.Index
	docs    uint32   // numbers given to documents in words
	spare   []uint32 // of these, those that are free
	kinds   []string // by number of layer
	round   uint32   // counts the readings of everything
	kept    *halves[keptKey, keptTile]
	rests   *halves[restKey, rest] // of elements, as many as there is room for
}

type place struct {
	layer *layer
	slot  uint32
	doc   uint32 // in words
	round uint32 // in which it was last told
}

// NewIndex makes an empty index.
func NewIndex() *Index {
	return &Index{layers: map[string]*layer{}, where: map[string]place{}, removed: map[string]int64{}, codes: codes{number: map[string]uint32{}}, words: find.New(), kept: newKept(), rests: newRests(recalledBytes)}
}

// Put adds items, found by their names alone, or replaces them; one that is not newer than what the index has is passed
// over.
func (x *Index) Put(items ...Item) {
	entries := make([]Entry, len(items))
	for k, i := range items {
		entries[k] = Entry{Item: i, Text: find.Text{Name: i.Name}}
	}
	x.PutEntries(entries...)
}

// PutEntries is Put for items with all that the index keeps of them.
func (x *Index) PutEntries(entries ...Entry) {
	x.writing.Lock()
	defer x.writing.Unlock()
	type change struct {
		doc   uint32
		facts find.Facts
		text  find.Text
	}
	changes := make([]change, 0, len(entries))
	x.mu.Lock()
	for i := range entries {
		if at, ok := x.put(&entries[i]); ok {
			changes = append(changes, change{at.doc, at.layer.facts(at.slot), entries[i].Text})
		}
	}
	x.mu.Unlock()
	for _, c := range changes {
		x.words.Change(c.doc, c.facts, c.text)
	}
}

// put sees to the place of an entry. One that is changed keeps its slot, which the words name until they are changed too.
func (x *Index) put(e *Entry) (at place, changed bool) {
	if v, gone := x.removed[e.ID]; gone && v >= e.Version {
		return place{}, false
	}
	p, known := x.where[e.ID]
	if known && p.layer.items[p.slot].Version >= e.Version {
		p.round = x.round
		x.where[e.ID] = p
		return place{}, false
	}
	if known {
		x.rests.drop(p.rest())
	}
	if known && p.layer == x.layers[e.Kind] {
		p.layer.change(p.slot, e, x.codes.add(e.Area))
		x.keepRest(p, e.rest)
		p.round = x.round
		x.where[e.ID] = p
		return p, true
	}
	if known {
		p.layer.take(p.slot)
	}
	at = x.place(e)
	x.keepRest(at, e.rest)
	switch k := len(x.spare); {
	case known:
		at.doc = p.doc
	case k > 0:
		at.doc, x.spare = x.spare[k-1], x.spare[:k-1]
	default:
		at.doc = x.docs
		x.docs++
	}
	x.where[e.ID] = at
	return at, true
}

// place gives an entry a slot in its layer.
func (x *Index) place(e *Entry) place {
	l, ok := x.layers[e.Kind]
	if !ok {
		l = &layer{number: uint16(len(x.kinds)), columns: map[string]*column{}}
		x.layers[e.Kind], x.kinds = l, append(x.kinds, e.Kind)
	}
	return place{layer: l, slot: l.add(e, x.codes.add(e.Area)), round: x.round}
}

// Remove takes an item out at a version, and remembers it.
func (x *Index) Remove(id string, version int64) {
	x.takeOut(func() (gone []string) {
		if x.removed[id] < version {
			x.removed[id] = version
		}
		if p, ok := x.where[id]; ok && p.layer.items[p.slot].Version <= version {
			gone = append(gone, id)
		}
		return gone
	})
}

// takeOut takes out what which names; it is called with the index locked.
func (x *Index) takeOut(which func() []string) {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	var docs []uint32
	for _, id := range which() {
		p := x.where[id]
		x.rests.drop(p.rest())
		p.layer.take(p.slot)
		delete(x.where, id)
		docs = append(docs, p.doc)
	}
	x.spare = append(x.spare, docs...)
	x.mu.Unlock()
	for _, n := range docs {
		x.words.Remove(n)
	}
}

// begin starts a reading of everything; end takes out what was told neither by it nor since it began: it is there no more.
func (x *Index) begin() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.round++
}

func (x *Index) end() {
	x.takeOut(func() (gone []string) {
		for id, p := range x.where {
			if p.round != x.round {
				gone = append(gone, id)
			}
		}
		return gone
	})
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

// version is that of the item with an id, or at which it was taken out; -1 when it was never here.
func (x *Index) version(id string) int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	v := int64(-1)
	if at, gone := x.removed[id]; gone {
		v = at
	}
	if p, ok := x.where[id]; ok {
		v = max(v, p.layer.items[p.slot].Version)
	}
	return v
}

// Len is the number of items.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.where)
}
