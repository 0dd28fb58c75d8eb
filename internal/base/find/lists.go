package find

import "slices"

// list are numbers of documents in order, each once.
type list []uint32

func (l *list) add(n uint32) {
	if k := len(*l); k == 0 || (*l)[k-1] < n {
		*l = append(*l, n)
		return
	}
	if at, there := slices.BinarySearch(*l, n); !there {
		*l = slices.Insert(*l, at, n)
	}
}

func (l *list) remove(n uint32) {
	if at, there := slices.BinarySearch(*l, n); there {
		*l = slices.Delete(*l, at, at+1)
	}
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
		p.at[key], *p.lists = i, append(*p.lists, nil)
	}
	return &(*p.lists)[i]
}

// known is the list of a pair; nil when the pair does not occur.
func (p pairs) known(a, b uint16) list {
	if i, ok := p.at[uint32(a)<<16|uint32(b)]; ok {
		return (*p.lists)[i]
	}
	return nil
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

// shortest is the shorter of two lists.
func shortest(a, b list) list {
	if len(b) < len(a) {
		return b
	}
	return a
}
