package register

import (
	"strings"

	"anlan/internal/base/find"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

// Question asks what somebody means, over all kinds.
type Question struct {
	Q     string
	Kind  string         // "" for all
	Clear identity.Scope // where the person may see telephone numbers whole, and so find by them
	From  geo.Point      // nearer to it ranks higher among equals; the zero point for nowhere
	Filter
	Limit int
}

// Hit is an item that was found. Text, when not empty, is what was found instead of the name: a code, a telephone number,
// an address. Marks are the parts of Text, or else of the name, to be shown as found, in UTF-16 units.
type Hit struct {
	Item
	How   string
	Text  string
	Marks []find.Mark
}

// Best finds items by name, pinyin, codes, telephone numbers and addresses, best first (see package find), and tells how
// many there are of each kind. Of the filter only area and risk are looked at.
func (x *Index) Best(scope identity.Scope, q Question) (hits []Hit, totals map[string]int) {
	hits, totals = []Hit{}, map[string]int{}
	ask, kinds, ok := x.ask(scope, q)
	if !ok {
		return hits, totals
	}
	r := x.words.Find(ask)
	for g, n := range r.Totals {
		totals[kinds[g]] = n
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, h := range r.Hits {
		p, ok := x.where[h.ID]
		if !ok || !scope.Contains(p.layer.items[p.slot].Area) { // gone or moved meanwhile
			continue
		}
		hits = append(hits, Hit{Item: p.layer.items[p.slot], How: h.How.String(), Text: h.Text, Marks: h.Marks})
	}
	return hits, totals
}

// ask puts a question to the words as things stand now: areas and kinds that come later are not seen.
func (x *Index) ask(scope identity.Scope, q Question) (find.Query, []string, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	v, ok := x.sieve(scope, Filter{Area: q.Area, Risk: q.Risk})
	if !ok {
		return find.Query{}, nil, false
	}
	in := func(set []bool, place uint32) bool { return int(place) < len(set) && set[place] }
	var clear []bool
	if len(q.Clear) > 0 {
		clear = x.codes.within(q.Clear)
	}
	only := -1
	if q.Kind != "" {
		l := x.layers[q.Kind]
		if l == nil {
			return find.Query{}, nil, false
		}
		only = int(l.number)
	}
	kinds := len(x.kinds)
	ask := find.Query{
		Q: q.Q, Limit: q.Limit,
		Sees: func(f find.Class) bool {
			return in(v.in, f.Place) && (v.rank < 0 || v.rank == int(f.Weight)) && (only < 0 || only == int(f.Group)) && int(f.Group) < kinds
		},
		Clear: func(f find.Class) bool { return in(clear, f.Place) },
	}
	if p, ok := x.where[strings.TrimSpace(q.Q)]; ok {
		ask.Known = []uint32{p.doc}
	}
	if q.From != (geo.Point{}) {
		px, py := geo.World(q.From)
		ask.From = &[2]float32{float32(px), float32(py)}
	}
	return ask, x.kinds[:kinds:kinds], true
}
