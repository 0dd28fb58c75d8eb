package find

import (
	"slices"
	"strings"
)

// byPart finds by the name, a code or a telephone number.
func (s *search) byPart() {
	cands := s.named()
	short := len(s.text) <= 2 // then the list itself says that the name holds it
	for _, n := range cands {
		if !s.sees(n) {
			continue
		}
		if short && !s.hopes(n, Exact) {
			s.count(n)
			continue
		}
		if how, ok := s.part(n); ok {
			s.count(n)
			s.take(n, how, 0)
		}
	}
	s.byCode(cands)
}

// named are the documents whose names may hold the question.
func (s *search) named() list {
	if len(s.text) == 1 {
		return s.x.chars[s.text[0]]
	}
	return rarest(s.x.pairs, s.text)
}

// rarest is the shortest list of the pairs in a text of at least two units.
func rarest(p pairs, text []uint16) list {
	best := p.known(text[0], text[1])
	for i := 2; i < len(text) && len(best) > 0; i++ {
		best = shortest(best, p.known(text[i-1], text[i]))
	}
	return best
}

func (s *search) part(n uint32) (How, bool) {
	name := s.x.nameOf(&s.x.docs[n])
	switch at := index(name, s.text, 0); {
	case at < 0:
		return 0, false
	case at > 0:
		return Part, true
	case len(name) > len(s.text):
		return Prefix, true
	}
	return Exact, true
}

// byCode finds by codes and numbers what the name does not give.
func (s *search) byCode(named list) {
	var numbered list
	if d := digitsOf(string(runes(s.text))); d != "" {
		if p, ok := newPhone(Phone{Number: d}); ok {
			s.number, numbered = p, s.x.numbers[p.bucket()]
		}
	}
	var coded list
	if len(s.text) >= 3 {
		coded = s.x.codes[codeGram(s.text[0], s.text[1], s.text[2])]
		for i := 3; i < len(s.text); i++ {
			coded = shortest(coded, s.x.codes[codeGram(s.text[i-2], s.text[i-1], s.text[i])])
		}
	}
	for k, cands := range []list{coded, numbered, s.Known} {
		for _, n := range cands {
			if k > 0 && has(coded, n) || k > 1 && has(numbered, n) || !s.sees(n) {
				continue
			}
			how, ok := s.byNumber(n)
			if h, is := s.coded(n); is {
				how, ok = min(how, h), true
			}
			if slices.Contains(s.Known, n) {
				how, ok = Exact, true
			}
			if ok {
				s.more(n, how, has(named, n))
			}
		}
	}
}

// more takes in what a code gives. What the name gave already is counted; a whole code is better than a part of the name.
func (s *search) more(n uint32, how How, named bool) {
	if named {
		if better, is := s.part(n); is {
			if how < better {
				s.top = slices.DeleteFunc(s.top, func(f found) bool { return f.n == n })
				s.take(n, how, 0)
			}
			return
		}
	}
	s.count(n)
	s.take(n, how, 0)
}

func has(l list, n uint32) bool {
	_, ok := slices.BinarySearch(l, n)
	return ok
}

// coded tells how a code of a document holds the question.
func (s *search) coded(n uint32) (How, bool) {
	codes := s.x.codesOf(&s.x.docs[n])
	at := index(codes, s.text, 0)
	if at < 0 {
		return Code, false
	}
	for ; at >= 0; at = index(codes, s.text, at+1) {
		end := at + len(s.text)
		if (at == 0 || codes[at-1] == '\n') && (end == len(codes) || codes[end] == '\n') {
			return Exact, true
		}
	}
	return Code, true
}

// byNumber tells how a telephone number of a document that the person may see is the question.
func (s *search) byNumber(n uint32) (How, bool) {
	if s.number.n == 0 {
		return Code, false
	}
	best, ok := Code, false
	d := &s.x.docs[n]
	for _, p := range s.x.phonesOf(d) {
		if p.private && (s.Clear == nil || !s.Clear(&d.Facts)) {
			continue
		}
		whole, end := p.like(s.number)
		if ok = ok || whole || end; whole {
			best = Exact
		}
	}
	return best, ok
}

// bySpelling finds by pinyin: whole syllables, initials, or first the one and then the other.
func (s *search) bySpelling() {
	q := string(runes(s.text))
	if len(q) < 2 || len(q) > 60 || strings.ContainsFunc(q, func(r rune) bool { return (r < 'a' || r > 'z') && r != ' ' && r != '\'' }) {
		return
	}
	d := chinese()
	s.spell = d.spellings(strings.NewReplacer(" ", "", "'", "").Replace(q))
	for _, n := range s.heard(d) {
		if !s.sees(n) {
			continue
		}
		if from, _, ok := s.spelt(n); ok {
			s.count(n)
			s.take(n, spelling(from), 0)
		}
	}
}

func spelling(from int) How {
	if from == 0 {
		return Spelling
	}
	return Spelt
}

// spelt is where a name is read as the question: at the very beginning in any way, else as the first way that fits says.
func (s *search) spelt(n uint32) (from, to int, ok bool) {
	name, d := s.x.nameOf(&s.x.docs[n]), chinese()
	for _, t := range s.spell {
		f, e, is := d.spelt(name, t)
		if is && (!ok || f < from) {
			from, to, ok = f, e, true
		}
		if ok && from == 0 {
			break
		}
	}
	return from, to, ok
}

// heard are the documents whose names may be read as one of the spellings, in order.
func (s *search) heard(d *dictionary) list {
	chosen := map[int]list{} // by letter pair, or by character after all of these
	for _, t := range s.spell {
		if len(t) == 1 {
			for u := firstHan; u <= lastHan; u++ {
				if l := s.x.chars[u]; len(l) > 0 && d.matches(t[0], uint16(u)) {
					chosen[letterPairs+u] = l
				}
			}
			if len(t[0].text) == 1 {
				chosen[letterPairs+int(t[0].text[0])] = s.x.chars[t[0].text[0]]
			}
			continue
		}
		best := -1
		for i := 1; i < len(t); i++ {
			g := class(uint16(t[i-1].text[0]))*letterClasses + class(uint16(t[i].text[0]))
			if best < 0 || len(s.x.letters[g]) < len(s.x.letters[best]) {
				best = g
			}
		}
		chosen[best] = s.x.letters[best]
	}
	lists := make([]list, 0, len(chosen))
	for _, l := range chosen {
		lists = append(lists, l)
	}
	return s.x.union(lists)
}

// union are the documents of some lists, each once, in order.
func (x *Index) union(lists []list) list {
	if len(lists) == 1 {
		return lists[0]
	}
	seen := make([]uint64, (len(x.docs)+63)/64)
	var out list
	for _, l := range lists {
		for _, n := range l {
			if bit := uint64(1) << (n % 64); seen[n/64]&bit == 0 {
				seen[n/64] |= bit
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return out
}

// byOther finds by other words: an address, the name of an owner.
func (s *search) byOther() {
	if len(s.text) < 2 {
		return
	}
	short := len(s.text) == 2
	for _, n := range rarest(s.x.also, s.text) {
		if !s.sees(n) {
			continue
		}
		if short || index(s.x.alsoOf(&s.x.docs[n]), s.text, 0) >= 0 {
			s.count(n)
			s.take(n, Other, 0)
		}
	}
}

// Holding calls yield for every document whose name holds q, in no order. yield is called under the index's lock. An
// empty q gives none.
func (x *Index) Holding(q string, yield func(*Facts)) {
	s := search{x: x, text: folded(q)}
	if len(s.text) == 0 || len(s.text) > MaxQ {
		return
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, n := range s.named() {
		d := &x.docs[n]
		if len(s.text) <= 2 || index(x.nameOf(d), s.text, 0) >= 0 {
			yield(&d.Facts)
		}
	}
}
