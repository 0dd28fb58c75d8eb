package register

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"anlan/internal/base/identity"
)

// match is an item whose name holds the words, and how well.
type match struct {
	item *Item
	how  uint8 // 0 the whole name, 1 its beginning, 2 a part
}

func (m match) compare(o match) int {
	return cmp.Or(
		cmp.Compare(m.how, o.how),
		cmp.Compare(m.item.Risk.Rank(), o.item.Risk.Rank()),
		cmp.Compare(len(m.item.Name), len(o.item.Name)),
		strings.Compare(m.item.Name, o.item.Name),
		strings.Compare(m.item.ID, o.item.ID),
	)
}

// Best returns up to limit items of any kind whose name holds f.Q, best first: the whole name, then names that begin
// with it, then others; among these the worst risk, then the shortest name. totals tells how many there are of each
// kind. Without f.Q there are none.
func (x *Index) Best(scope identity.Scope, f Filter, limit int) (items []Item, totals map[string]int) {
	items, totals = []Item{}, map[string]int{}
	q := []byte(strings.ToLower(f.Q))
	x.mu.RLock()
	defer x.mu.RUnlock()
	v, ok := x.sieve(scope, f)
	if !ok || len(q) == 0 || limit <= 0 || bytes.ContainsRune(q, '\n') {
		return items, totals
	}
	best := make([]match, 0, limit+1)
	for kind, l := range x.layers {
		l.each(v, q, func(n int) {
			totals[kind]++
			m := match{&l.items[n], how(l.names.at(l.spots[n].record), q)}
			if len(best) == limit && best[limit-1].compare(m) <= 0 {
				return
			}
			at, _ := slices.BinarySearchFunc(best, m, match.compare)
			best = slices.Insert(best, at, m)
			best = best[:min(len(best), limit)]
		})
	}
	for _, m := range best {
		items = append(items, *m.item)
	}
	return items, totals
}

func how(name, q []byte) uint8 {
	switch {
	case !bytes.HasPrefix(name, q):
		return 2
	case len(name) > len(q):
		return 1
	}
	return 0
}

// at is the lower-cased name of a record.
func (n *names) at(record uint32) []byte {
	end := len(n.text)
	if int(record)+1 < len(n.starts) {
		end = int(n.starts[record+1])
	}
	return n.text[n.starts[record] : end-1]
}
