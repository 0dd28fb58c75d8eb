package find

import (
	"unicode"
	"unicode/utf16"
)

// fold makes UTF-16 units alike that people take for the same: capitals and small letters, full and half width, any
// blank. It keeps the number of units, so that a place in the folded text is the same place in the text.
var fold = func() *[1 << 16]uint16 {
	var t [1 << 16]uint16
	for i := range t {
		r := rune(i)
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			r -= 0xfee0
		case r == 0x3000 || unicode.IsSpace(r) && r != '\n':
			r = ' '
		}
		if l := unicode.ToLower(r); l < 1<<16 && !utf16.IsSurrogate(r) {
			r = l
		}
		t[i] = uint16(r)
	}
	return &t
}()

func folded(s string) []uint16 {
	u := utf16.Encode([]rune(s))
	for i := range u {
		u[i] = fold[u[i]]
	}
	return u
}

// index is where q, which is folded, stands first in text from a place on; -1 when it does not.
func index(text, q []uint16, from int) int {
	for i := from; i+len(q) <= len(text); i++ {
		if fold[text[i]] == q[0] && same(text[i+1:], q[1:]) {
			return i
		}
	}
	return -1
}

// same reports whether text begins with q; it must be as long.
func same(text, q []uint16) bool {
	for i, u := range q {
		if fold[text[i]] != u {
			return false
		}
	}
	return true
}
