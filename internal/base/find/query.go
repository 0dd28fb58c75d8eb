package find

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// How says in which way a document was found; better ways come first.
type How uint8

// The ways, best first.
const (
	Exact    How = iota // the whole name, code or number
	Prefix              // the name begins with it
	Part                // the name holds it
	Code                // a code holds it, or a telephone number ends in it
	Spelling            // the name begins so in pinyin
	Spelt               // the name holds it in pinyin
	Other               // other words hold it
	Words               // name and other words hold all the words of it
	Like                // the name holds its characters in order, with others between
	Nearly              // as Like, with one character wrong or too many
)

// String is the word for a way, as it stands in answers.
func (h How) String() string {
	return [...]string{"exact", "prefix", "part", "code", "spelling", "spelt", "other", "words", "like", "nearly"}[h]
}

// Query asks for documents. Sees and Clear are called under the index's lock and must be quick; nil Sees nobody's and nil
// Clear clears nothing.
type Query struct {
	Q     string
	Limit int
	Sees  func(Class) bool // may the person see it
	Clear func(Class) bool // may they find it by a private number
	From  *[2]float32      // nearer to it ranks higher among equals
	Known []uint32         // documents that the caller knows to be meant, by their ids: Exact
}

// Mark is a part of a text, from and to in UTF-16 units, to be shown as what was found.
type Mark [2]int

// Hit is a document that was found. Text is what holds the marks when it is not the name: a code, a number, other words.
type Hit struct {
	Facts
	How   How
	Text  string
	Marks []Mark
}

// Result is what was found, best first, and how many documents of each group there are. The looser ways are tried only
// when the stricter ones do not fill the limit, and only what was tried is counted.
type Result struct {
	Hits   []Hit
	Totals map[uint16]int
}

// MaxLimit is the most hits of one answer, and MaxQ the longest question in UTF-16 units.
const (
	MaxLimit = 200
	MaxQ     = 100
)

// Find answers a question. Order is by How, then how close together the characters stand (Like, Nearly), the shorter
// name, the nearer, the lower Weight, the name and the id.
func (x *Index) Find(q Query) Result {
	r := Result{Totals: map[uint16]int{}}
	s := search{x: x, Query: q, text: folded(strings.Join(strings.Fields(q.Q), " "))}
	s.Limit = min(s.Limit, MaxLimit)
	if len(s.text) == 0 || len(s.text) > MaxQ || s.Limit <= 0 || q.Sees == nil {
		return r
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, way := range []func(){s.byPart, s.bySpelling, s.byOther, s.byWords, s.byLikeness} {
		if s.settle(); len(s.top) >= s.Limit {
			break
		}
		way()
	}
	for g, n := range s.totals {
		if n > 0 {
			r.Totals[uint16(g)] = n
		}
	}
	for _, f := range s.top {
		r.Hits = append(r.Hits, s.hit(f))
	}
	return r
}

// search is one question while it is answered.
type search struct {
	Query
	x      *Index
	text   []uint16 // folded
	number phone
	top    []found // the best, in order
	done   []uint32
	totals []int // by group
	spell  [][]token
}

// found is a document that matches. order holds how, spread, length, distance and weight, from high bits to low.
type found struct {
	n     uint32
	order uint64
}

// settle notes what the ways so far have found, so that looser ones do not find it again. It is called only while that
// is less than the limit, or for the last time.
func (s *search) settle() {
	s.done = s.done[:0]
	for _, f := range s.top {
		s.done = append(s.done, f.n)
	}
	slices.Sort(s.done)
}

// sees reports whether a document counts at all.
func (s *search) sees(n uint32) bool {
	if int(n) >= len(s.x.rows) || !s.x.rows[n].live || !s.Sees(s.x.rows[n].Class) { // what is Known may not be here yet
		return false
	}
	_, before := slices.BinarySearch(s.done, n)
	return !before
}

// hopes reports whether a document found in this way could be among the best.
func (s *search) hopes(n uint32, how How) bool {
	return len(s.top) < s.Limit || s.order(n, how, 0) <= s.top[len(s.top)-1].order
}

func (s *search) order(n uint32, how How, spread int) uint64 {
	d := &s.x.docs[n]
	return uint64(how)<<24 | uint64(min(spread, 255))<<16 | uint64(min(d.name, 255))<<8 | uint64(s.far(d))<<3 | uint64(min(d.Weight, 7))
}

// far is the distance in doubling steps, 0 to 31.
func (s *search) far(d *doc) int {
	if s.From == nil {
		return 0
	}
	dx, dy := float64(d.X-s.From[0]), float64(d.Y-s.From[1])
	return max(0, min(31, 31+int(math.Floor(math.Log2(math.Hypot(dx, dy)+1e-12)))))
}

// count takes a document in; the caller has asked sees.
func (s *search) count(n uint32) {
	g := int(s.x.rows[n].Group)
	for g >= len(s.totals) {
		s.totals = append(s.totals, 0)
	}
	s.totals[g]++
}

func (s *search) take(n uint32, how How, spread int) {
	f := found{n, s.order(n, how, spread)}
	if len(s.top) == s.Limit && s.compare(f, s.top[s.Limit-1]) >= 0 {
		return
	}
	at, _ := slices.BinarySearchFunc(s.top, f, s.compare)
	s.top = slices.Insert(s.top, at, f)
	s.top = s.top[:min(len(s.top), s.Limit)]
}

func (s *search) compare(a, b found) int {
	if c := cmp.Compare(a.order, b.order); c != 0 || a.n == b.n {
		return c
	}
	p, q := &s.x.docs[a.n], &s.x.docs[b.n]
	return cmp.Or(slices.Compare(s.x.nameOf(p), s.x.nameOf(q)), cmp.Compare(p.ID, q.ID))
}
