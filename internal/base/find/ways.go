package find

import (
	"iter"
	"slices"
	"strings"
)

// byPart finds by the name, a code or a telephone number.
func (s *search) byPart() {
	short := len(s.text) <= 2 // then the list itself says that the name holds it
	for n := range s.named() {
		if !s.sees(n) {
			continue
		}
		if short && !s.hopes(n, s.atBest(n)) {
			s.count(n)
			continue
		}
		if how, ok := s.part(n); ok {
			s.count(n)
			s.take(n, how, 0)
		}
	}
	s.byCode()
}

// atBest is the best way in which a name that holds the question may hold it.
func (s *search) atBest(n uint32) How {
	if int(s.x.docs[n].name) == len(s.text) {
		return Exact
	}
	return Prefix
}

// named are the documents whose names may hold the question.
func (s *search) named() iter.Seq[uint32] {
	if len(s.text) == 1 {
		return s.x.chars[s.text[0]].all
	}
	return meet(s.x.pairs.of(s.text))
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
func (s *search) byCode() {
	numbered := new(list)
	if d := digitsOf(string(runes(s.text))); d != "" {
		if p, ok := newPhone(Phone{Number: d}); ok {
			s.number, numbered = p, &s.x.numbers[p.bucket()]
		}
	}
	var grams []*list
	for i := 2; i < len(s.text); i++ {
		grams = append(grams, &s.x.codes[codeGram(s.text[i-2], s.text[i-1], s.text[i])])
	}
	cands := meet(grams)
	if numbered.len() > 0 || len(s.Known) > 0 {
		cands = join(cands, numbered.all, slices.Values(s.Known))
	}
	for n := range cands {
		if !s.sees(n) {
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
			s.more(n, how)
		}
	}
}

// more takes in what a code gives. What the name gave already is counted; a whole code is better than a part of the name.
func (s *search) more(n uint32, how How) {
	if better, is := s.part(n); is {
		if how < better {
			s.top = slices.DeleteFunc(s.top, func(f found) bool { return f.n == n })
			s.take(n, how, 0)
		}
		return
	}
	s.count(n)
	s.take(n, how, 0)
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
		if p.private && (s.Clear == nil || !s.Clear(d.Class)) {
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
	for n := range s.heard(d) {
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
func (s *search) heard(d *dictionary) iter.Seq[uint32] {
	var ways []iter.Seq[uint32]
	for _, t := range s.spell {
		if len(t) == 1 {
			ways = append(ways, s.spoken(d, t[0])...)
			continue
		}
		var lists []*list
		for i := 1; i < len(t); i++ {
			lists = append(lists, &s.x.letters[class(uint16(t[i-1].text[0]))*letterClasses+class(uint16(t[i].text[0]))])
		}
		ways = append(ways, meet(lists))
	}
	return join(ways...)
}

// spoken are the documents whose names hold a character that may be read as a token.
func (s *search) spoken(d *dictionary, t token) (out []iter.Seq[uint32]) {
	for u := firstHan; u <= lastHan; u++ {
		if l := &s.x.chars[u]; l.len() > 0 && d.matches(t, uint16(u)) {
			out = append(out, l.all)
		}
	}
	if len(t.text) == 1 {
		out = append(out, s.x.chars[t.text[0]].all)
	}
	return out
}

// byOther finds by other words: an address, the name of an owner.
func (s *search) byOther() {
	if len(s.text) < 2 {
		return
	}
	short := len(s.text) == 2
	for n := range meet(s.x.also.of(s.text)) {
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
	for n := range s.named() {
		d := &x.docs[n]
		if len(s.text) <= 2 || index(x.nameOf(d), s.text, 0) >= 0 {
			yield(&d.Facts)
		}
	}
}
