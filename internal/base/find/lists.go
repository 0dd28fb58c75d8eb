package find

import (
	"cmp"
	"iter"
	mathbits "math/bits"
	"slices"
)

// list are numbers of documents, each once: in order while they are few, as one bit for each document once that takes
// less room.
type list struct {
	few  []uint32
	many *bits
}

// bits has a one for each number in it.
type bits struct {
	words []uint64
	n     int
}

// fewest is from how many documents on a list may turn into bits.
const fewest = 256

func (l *list) len() int {
	if l.many != nil {
		return l.many.n
	}
	return len(l.few)
}

func (l *list) has(n uint32) bool {
	if l.many != nil {
		return l.many.has(n)
	}
	_, ok := slices.BinarySearch(l.few, n)
	return ok
}

func (l *list) add(n uint32) {
	if l.many != nil {
		l.many.add(n)
		if l.many.n*128 < len(l.many.words)*64 { // the others have become so many that few takes less room again
			l.few, l.many = slices.AppendSeq(make([]uint32, 0, l.many.n+8), l.many.all), nil
		}
		return
	}
	if k := len(l.few); k == 0 || l.few[k-1] < n {
		l.few = append(l.few, n)
	} else if at, there := slices.BinarySearch(l.few, n); !there {
		l.few = slices.Insert(l.few, at, n)
	}
	if k := len(l.few); k >= fewest && k*32 > int(l.few[k-1]) {
		l.many = &bits{}
		for _, n := range l.few {
			l.many.add(n)
		}
		l.few = nil
	}
}

func (l *list) remove(n uint32) {
	if l.many != nil {
		l.many.remove(n)
	} else if at, there := slices.BinarySearch(l.few, n); there {
		l.few = slices.Delete(l.few, at, at+1)
	}
}

// all yields the numbers in order.
func (l *list) all(yield func(uint32) bool) {
	if l.many != nil {
		l.many.all(yield)
		return
	}
	for _, n := range l.few {
		if !yield(n) {
			return
		}
	}
}

// trim gives back the room that a list keeps for more.
func (l *list) trim() {
	if l.many != nil {
		l.many.words = trimmed(l.many.words)
	} else {
		l.few = trimmed(l.few)
	}
}

func trimmed[T any](s []T) []T {
	if cap(s) == len(s) {
		return s
	}
	return append(make([]T, 0, len(s)), s...)
}

func (b *bits) has(n uint32) bool {
	return int(n/64) < len(b.words) && b.words[n/64]&(1<<(n%64)) != 0
}

func (b *bits) add(n uint32) {
	if k := int(n / 64); k >= len(b.words) {
		b.words = append(b.words, make([]uint64, k+1-len(b.words))...)
	}
	if w, bit := &b.words[n/64], uint64(1)<<(n%64); *w&bit == 0 {
		*w |= bit
		b.n++
	}
}

func (b *bits) remove(n uint32) {
	if b.has(n) {
		b.words[n/64] &^= 1 << (n % 64)
		b.n--
	}
}

func (b *bits) all(yield func(uint32) bool) {
	for k, w := range b.words {
		if !eachBit(k, w, yield) {
			return
		}
	}
}

// eachBit yields the numbers of the ones in the k-th word.
func eachBit(k int, w uint64, yield func(uint32) bool) bool {
	for ; w != 0; w &= w - 1 {
		if !yield(uint32(k*64 + mathbits.TrailingZeros64(w))) {
			return false
		}
	}
	return true
}

// meet yields in order the numbers that are in every one of some lists; of no list, none.
func meet(lists []*list) iter.Seq[uint32] {
	lists = slices.Compact(slices.SortedFunc(slices.Values(lists), func(a, b *list) int { return cmp.Compare(a.len(), b.len()) }))
	return func(yield func(uint32) bool) {
		if len(lists) == 0 {
			return
		}
		first, rest := lists[0], lists[1:]
		if first.many != nil && !slices.ContainsFunc(rest, func(l *list) bool { return l.many == nil }) {
			meetBits(first, rest, yield)
			return
		}
		for n := range first.all {
			if !slices.ContainsFunc(rest, func(l *list) bool { return !l.has(n) }) && !yield(n) {
				return
			}
		}
	}
}

func meetBits(first *list, rest []*list, yield func(uint32) bool) {
	for k, w := range first.many.words {
		for _, l := range rest {
			if k >= len(l.many.words) {
				return
			}
			w &= l.many.words[k]
		}
		if !eachBit(k, w, yield) {
			return
		}
	}
}

// join yields in order the numbers that are in any of some lists.
func join(lists ...iter.Seq[uint32]) iter.Seq[uint32] {
	if len(lists) == 1 {
		return lists[0]
	}
	var all bits
	for _, l := range lists {
		for n := range l {
			all.add(n)
		}
	}
	return all.all
}

// table has a list for each number of a small set.
type table []list

// pairs has a list for each pair of characters that occurs.
type pairs struct {
	at    map[uint32]uint32
	lists *table
}

func newPairs() pairs { return pairs{map[uint32]uint32{}, &table{}} }

func (p pairs) list(a, b uint16) *list {
	key := uint32(a)<<16 | uint32(b)
	i, ok := p.at[key]
	if !ok {
		i = uint32(len(*p.lists))
		p.at[key], *p.lists = i, append(*p.lists, list{})
	}
	return &(*p.lists)[i]
}

// of are the lists of the pairs in a text of at least two units; a pair that does not occur has an empty one.
func (p pairs) of(text []uint16) []*list {
	out := make([]*list, 0, len(text)-1)
	for i := 1; i < len(text); i++ {
		if at, ok := p.at[uint32(text[i-1])<<16|uint32(text[i])]; ok {
			out = append(out, &(*p.lists)[at])
		} else {
			out = append(out, new(list))
		}
	}
	return out
}

// each calls do for every list in which a document belongs; it may call it twice for the same one.
func (x *Index) each(n uint32, do func(*list, uint32)) {
	d := &x.docs[n]
	name := x.nameOf(d)
	for i, u := range name {
		a := fold[u]
		do(&x.chars[a], n)
		if i+1 < len(name) {
			do(x.pairs.list(a, fold[name[i+1]]), n)
		}
	}
	eachLetterPair(name, func(g uint16) { do(&x.letters[g], n) })
	also := x.alsoOf(d)
	for i := 1; i < len(also); i++ {
		if also[i-1] != '\n' && also[i] != '\n' {
			do(x.also.list(fold[also[i-1]], fold[also[i]]), n)
		}
	}
	codes := x.codesOf(d)
	for i := 2; i < len(codes); i++ {
		if codes[i-2] != '\n' && codes[i-1] != '\n' && codes[i] != '\n' {
			do(&x.codes[codeGram(fold[codes[i-2]], fold[codes[i-1]], fold[codes[i]])], n)
		}
	}
	for _, p := range x.phonesOf(d) {
		do(&x.numbers[p.bucket()], n)
	}
}

const (
	letterClasses = 37 // a to z, 0 to 9, anything else
	letterPairs   = letterClasses * letterClasses
	codeGrams     = letterClasses * letterClasses * letterClasses
)

func class(u uint16) int {
	switch {
	case u >= 'a' && u <= 'z':
		return int(u - 'a')
	case u >= '0' && u <= '9':
		return int(u-'0') + 26
	}
	return letterClasses - 1
}

func codeGram(a, b, c uint16) int {
	return (class(a)*letterClasses+class(b))*letterClasses + class(c)
}

// trim gives back the room that the lists keep for more.
func (x *Index) trim() {
	for _, t := range []table{x.chars, *x.pairs.lists, *x.also.lists, x.letters, x.codes, x.numbers} {
		for i := range t {
			t[i].trim()
		}
	}
}
