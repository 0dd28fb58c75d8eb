package find

import (
	"cmp"
	"iter"
	"slices"
)

// maxWords is how many words of a question are looked at.
const maxWords = 6

// words are the parts of the question between blanks, of two characters and more.
func (s *search) words() [][]uint16 {
	var out [][]uint16
	for rest := s.text; len(rest) > 0 && len(out) < maxWords; {
		n := slices.Index(rest, ' ')
		if n < 0 {
			n = len(rest)
		}
		if n > 1 {
			out = append(out, rest[:n])
		}
		rest = rest[min(n+1, len(rest)):]
	}
	return out
}

// byWords finds by several words, each of them in the name or in the other words.
func (s *search) byWords() {
	words := s.words()
	if len(words) < 2 {
		return
	}
	var best iter.Seq[uint32]
	size := 0
	for _, w := range words {
		a, b := s.x.pairs.of(w), s.x.also.of(w)
		if n := shortest(a) + shortest(b); best == nil || n < size {
			best, size = join(meet(a), meet(b)), n
		}
	}
	for n := range best {
		if s.sees(n) && s.holds(n, words) {
			s.count(n)
			s.take(n, Words, 0)
		}
	}
}

func (s *search) holds(n uint32, words [][]uint16) bool {
	d := &s.x.docs[n]
	name, also := s.x.nameOf(d), s.x.alsoOf(d)
	return !slices.ContainsFunc(words, func(w []uint16) bool { return index(name, w, 0) < 0 && index(also, w, 0) < 0 })
}

// byLikeness finds names that hold the characters of the question in order, with others between; of four characters and
// more one may be wrong or too many. Questions in plain letters and digits are not read so.
func (s *search) byLikeness() {
	q := s.text
	if len(q) < 3 || !slices.ContainsFunc(q, func(u uint16) bool { return u >= 0x80 }) {
		return
	}
	slack := len(q) >= 4
	for n := range s.alike(slack) {
		if !s.sees(n) {
			continue
		}
		name := s.x.nameOf(&s.x.docs[n])
		if how, ok := like(name, q, slack); ok {
			if s.count(n); s.hopes(n, how) {
				s.take(n, how, nearness(name, q, how))
			}
		}
	}
}

// alike are the documents whose names hold all characters of the question, in whatever order; with slack all but one.
func (s *search) alike(slack bool) iter.Seq[uint32] {
	lists := make([]*list, len(s.text))
	for i, u := range s.text {
		lists[i] = &s.x.chars[u]
	}
	if !slack {
		return meet(lists)
	}
	slices.SortFunc(lists, func(a, b *list) int { return cmp.Compare(a.len(), b.len()) })
	first, second := lists[0], lists[1] // one of any two characters of the question is in its place
	slices.Reverse(lists)               // the longest lists are bits, which are quick to ask
	return func(yield func(uint32) bool) {
		for n := range join(first.all, second.all) {
			lack := 0
			for _, l := range lists {
				if !l.has(n) {
					if lack++; lack > 1 {
						break
					}
				}
			}
			if lack <= 1 && !yield(n) {
				return
			}
		}
	}
}

// shortest is the length of the shortest of some lists; 0 for none.
func shortest(lists []*list) int {
	n := 0
	for i, l := range lists {
		if i == 0 || l.len() < n {
			n = l.len()
		}
	}
	return n
}

// like tells whether a name holds the question in order, with slack also when one character of it is left out.
func like(name, q []uint16, slack bool) (How, bool) {
	a, b := 0, 0 // how much of the question is found with none and with one character left out
	if slack {
		b = 1
	}
	for _, u := range name {
		u = fold[u]
		if slack && b < len(q) && q[b] == u {
			b++
		}
		if a < len(q) && q[a] == u {
			a++
		}
		if slack {
			b = max(b, a+1)
		}
	}
	if a == len(q) {
		return Like, true
	}
	return Nearly, slack && b >= len(q)
}

// nearness is how many characters stand between those of the question in a name that is like it.
func nearness(name, q []uint16, how How) int {
	if how == Like {
		return spread(name, q, -1)
	}
	least := 1 << 10
	for k := range q {
		if n := spread(name, q, k); n >= 0 {
			least = min(least, n)
		}
	}
	return least
}

// spread is how many other characters stand within the question, its skip-th character left out, where it stands closest
// together; -1 when the name does not hold it.
func spread(name, q []uint16, skip int) int {
	least := -1
	for i := range name {
		if to := run(name[i:], q, skip, nil); to > 0 {
			n := to - len(q)
			if skip >= 0 {
				n++
			}
			if least < 0 || n < least {
				least = n
			}
		}
	}
	return least
}

// run matches the question from the very beginning of a text, each character as soon as it comes, and returns how far it
// went; 0 when it does not match. each, when not nil, hears the places.
func run(text, q []uint16, skip int, each func(int)) int {
	k := 0
	next := func() {
		if k == skip {
			k++
		}
	}
	next()
	for i, u := range text {
		if k < len(q) && fold[u] == q[k] {
			if each != nil {
				each(i)
			}
			k++
			next()
		} else if i == 0 {
			return 0
		}
		if k >= len(q) {
			return i + 1
		}
	}
	return 0
}
