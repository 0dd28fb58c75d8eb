package find

import "unicode/utf16"

func runes(u []uint16) []rune { return utf16.Decode(u) }

// hit says what of a document is to be shown as found.
func (s *search) hit(f found) Hit {
	d := &s.x.docs[f.n]
	h := Hit{Facts: d.Facts, How: How(f.order >> 24)}
	name := s.x.nameOf(d)
	switch h.How {
	case Exact, Prefix, Part, Code:
		if at := index(name, s.text, 0); at >= 0 && h.How != Code && !(h.How == Exact && len(name) > len(s.text)) {
			h.Marks = []Mark{{at, at + len(s.text)}}
		} else if !s.lineOf(&h, s.x.codesOf(d), s.text) && !s.dialled(&h, d) {
			h.Text, h.Marks = d.ID, []Mark{{0, len(d.ID)}}
		}
	case Spelling, Spelt:
		if from, to, ok := s.spelt(f.n); ok {
			h.Marks = []Mark{{from, to}}
		}
	case Other:
		s.lineOf(&h, s.x.alsoOf(d), s.text)
	case Words:
		for _, w := range s.words() {
			if at := index(name, w, 0); at >= 0 {
				h.Marks = append(h.Marks, Mark{at, at + len(w)})
			}
		}
		if h.Marks == nil {
			s.lineOf(&h, s.x.alsoOf(d), s.words()[0])
		}
	case Like, Nearly:
		h.Marks = closest(name, s.text, h.How == Nearly)
	}
	return h
}

// lineOf shows the line of a text that holds the words; one that is equal to them before others.
func (s *search) lineOf(h *Hit, text, words []uint16) bool {
	for at := index(text, words, 0); at >= 0; at = index(text, words, at+1) {
		from, to := at, at+len(words)
		for from > 0 && text[from-1] != '\n' {
			from--
		}
		for to < len(text) && text[to] != '\n' {
			to++
		}
		if h.Text == "" || to-from == len(words) {
			h.Text, h.Marks = string(runes(text[from:to])), []Mark{{at - from, at - from + len(words)}}
		}
	}
	return h.Text != ""
}

// dialled shows the telephone number that was asked for. The person knows its end already, and may see the rest.
func (s *search) dialled(h *Hit, d *doc) bool {
	for _, p := range s.x.phonesOf(d) {
		if s.number.n == 0 || p.private && (s.Clear == nil || !s.Clear(d.Class)) {
			continue
		}
		if whole, end := p.like(s.number); whole || end {
			digits := make([]byte, p.n)
			for i, v := int(p.n)-1, p.digits; i >= 0; i, v = i-1, v>>4 {
				digits[i] = '0' + byte(v&15)
			}
			h.Text, h.Marks = string(digits), []Mark{{max(0, int(p.n)-int(s.number.n)), int(p.n)}}
			if whole {
				break
			}
		}
	}
	return h.Text != ""
}

// closest are the marks of a likeness, where it stands closest together.
func closest(name, q []uint16, slack bool) []Mark {
	skips := []int{-1}
	if slack {
		skips = skips[:0]
		for k := range q {
			skips = append(skips, k)
		}
	}
	from, skip, least := -1, -1, 0
	for _, k := range skips {
		for i := range name {
			if to := run(name[i:], q, k, nil); to > 0 && (from < 0 || to < least) {
				from, skip, least = i, k, to
			}
		}
	}
	var out []Mark
	if from >= 0 {
		run(name[from:], q, skip, func(i int) {
			if i += from; len(out) > 0 && out[len(out)-1][1] == i {
				out[len(out)-1][1]++
			} else {
				out = append(out, Mark{i, i + 1})
			}
		})
	}
	return out
}
