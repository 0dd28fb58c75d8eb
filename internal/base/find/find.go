// Package find finds what somebody means among many short texts: names, codes, telephone numbers, addresses.
//
// A name is found by a part of it, by the pinyin of its characters (whole syllables, initials, or both), and, when that
// gives too little, by characters in the right order with others between them or one of them wrong. Codes are found by any
// three characters in a row, telephone numbers by their last seven digits, other words by a part. Index keeps lists of
// documents by character, by pair of characters, by pair of initials, by three characters of codes and by the end of
// numbers; a question takes the shortest list that must hold its answers and looks at each document in it. So it is exact:
// it gives what a walk over all documents would. It asks its caller about each document whether the person may see it, and
// neither counts nor ranks by what they may not. It knows no business noun, no database and no HTTP.
package find

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
)

// Phone is a telephone number. Private ones are found only by those whom Query.Clear lets.
type Phone struct {
	Number  string
	Private bool
}

// Text is all by which a document can be found. Name and Also may be of any script; codes of up to 200 characters.
type Text struct {
	Name   string
	Also   []string // found by two characters and more
	Codes  []string // found by three characters and more
	Phones []Phone
}

// Class is what of a document decides who sees it.
type Class struct {
	Place  uint32 // the caller's number of an area
	Group  uint16 // the caller's number of a kind; Totals are by it
	Weight uint8  // lower ranks higher among equals, 0 to 7
}

// Facts are what the caller keeps beside a document to decide who sees it and how it ranks.
type Facts struct {
	ID  string
	Ref uint32 // the caller's number of the document
	Class
	X, Y float32 // place on a plane, for nearness
}

// Index holds the documents. It is safe for concurrent use; a question waits for no other.
type Index struct {
	mu    sync.RWMutex
	docs  []doc
	rows  []row // beside docs: what is asked of each candidate lies close together
	free  []uint32
	units []uint16 // text of all documents, as UTF-16
	live  int      // documents
	waste int      // of units, that no document uses
	phone []phone
	spare int // of phone, that no document uses

	chars   table // by character of the name
	pairs   pairs // by two characters of the name
	also    pairs // by two characters of other words
	letters table // by two initials of the name
	codes   table // by three characters of codes
	numbers table // by the last seven digits
}

// doc is a document. Its text lies in units: name, other words, codes, each list joined by newlines.
type doc struct {
	Facts
	at                uint32
	name, also, codes uint16
	phones            uint16
	phone             uint32
	live              bool
}

type row struct {
	Class
	live bool
}

// New makes an empty index.
func New() *Index {
	return &Index{
		chars: make(table, 1<<16), pairs: newPairs(), also: newPairs(), letters: make(table, letterPairs), codes: make(table, codeGrams), numbers: make(table, 1<<16),
	}
}

// Add takes a document in and returns its number, by which it is changed and taken out.
func (x *Index) Add(f Facts, t Text) uint32 {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.add(f, t)
}

// AddAll is Add for many; it is quicker.
func (x *Index) AddAll(facts []Facts, texts []Text) []uint32 {
	x.mu.Lock()
	defer x.mu.Unlock()
	out := make([]uint32, len(facts))
	for i, f := range facts {
		out[i] = x.add(f, texts[i])
	}
	return out
}

// Trim gives back the room that the lists keep for more; it is worth its while after a load.
func (x *Index) Trim() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.docs, x.rows, x.units, x.phone = trimmed(x.docs), trimmed(x.rows), trimmed(x.units), trimmed(x.phone)
	x.trim()
}

// Change gives a document other facts and text. For a number that no document has, it takes one in under it: a caller that
// gives the numbers itself uses only Change and Remove, once AddAll has given the first ones.
func (x *Index) Change(n uint32, f Facts, t Text) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for uint32(len(x.docs)) <= n {
		x.docs, x.rows = append(x.docs, doc{}), append(x.rows, row{})
	}
	d := &x.docs[n]
	if !d.live {
		x.free = slices.DeleteFunc(x.free, func(k uint32) bool { return k == n })
		x.put(n, f, t)
		return
	}
	if slices.Equal(x.units[d.at:d.at+d.size()], slices.Concat(t.parts())) && slices.Equal(x.phone[d.phone:d.phone+uint32(d.phones)], t.phones()) {
		d.Facts, x.rows[n].Class = f, f.Class
		return
	}
	x.drop(n)
	x.put(n, f, t)
}

// Remove takes a document out; its number may be given to another.
func (x *Index) Remove(n uint32) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.drop(n)
	x.free = append(x.free, n)
}

// Len is the number of documents.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.live
}

func (x *Index) add(f Facts, t Text) uint32 {
	var n uint32
	if k := len(x.free); k > 0 {
		n, x.free = x.free[k-1], x.free[:k-1]
	} else {
		n, x.docs, x.rows = uint32(len(x.docs)), append(x.docs, doc{}), append(x.rows, row{})
	}
	x.put(n, f, t)
	return n
}

func (x *Index) put(n uint32, f Facts, t Text) {
	x.compact()
	name, also, codes := t.parts()
	d := doc{Facts: f, at: uint32(len(x.units)), name: uint16(len(name)), also: uint16(len(also)), codes: uint16(len(codes)), phone: uint32(len(x.phone)), live: true}
	x.units = append(append(append(x.units, name...), also...), codes...)
	phones := t.phones()
	d.phones = uint16(len(phones))
	x.phone = append(x.phone, phones...)
	x.docs[n], x.rows[n] = d, row{f.Class, true}
	x.live++
	x.each(n, (*list).add)
}

func (x *Index) drop(n uint32) {
	x.each(n, (*list).remove)
	d := &x.docs[n]
	x.waste, x.spare = x.waste+int(d.size()), x.spare+int(d.phones)
	*d, x.rows[n] = doc{}, row{}
	x.live--
}

// compact gives back the room of texts that are gone, once it is half of all.
func (x *Index) compact() {
	if x.waste < 1<<16 || x.waste*2 < len(x.units) {
		return
	}
	units, phones := make([]uint16, 0, len(x.units)-x.waste), make([]phone, 0, len(x.phone)-x.spare)
	for i := range x.docs {
		d := &x.docs[i]
		at, first := uint32(len(units)), uint32(len(phones))
		units, phones = append(units, x.units[d.at:d.at+d.size()]...), append(phones, x.phone[d.phone:d.phone+uint32(d.phones)]...)
		d.at, d.phone = at, first
	}
	x.units, x.phone, x.waste, x.spare = units, phones, 0, 0
}

func (d *doc) size() uint32 { return uint32(d.name) + uint32(d.also) + uint32(d.codes) }

func (x *Index) nameOf(d *doc) []uint16 { return x.units[d.at : d.at+uint32(d.name)] }

func (x *Index) alsoOf(d *doc) []uint16 {
	from := d.at + uint32(d.name)
	return x.units[from : from+uint32(d.also)]
}

func (x *Index) codesOf(d *doc) []uint16 {
	from := d.at + uint32(d.name) + uint32(d.also)
	return x.units[from : from+uint32(d.codes)]
}

func (x *Index) phonesOf(d *doc) []phone { return x.phone[d.phone : d.phone+uint32(d.phones)] }

// longest is the most of each part of a text that is kept, in UTF-16 units.
const longest = 4000

func (t Text) parts() (name, also, codes []uint16) {
	part := func(s string) []uint16 { u := utf16.Encode([]rune(s)); return u[:min(len(u), longest)] }
	return part(strings.ReplaceAll(t.Name, "\n", " ")), part(joined(t.Also)), part(joined(t.Codes))
}

func joined(list []string) string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(strings.ReplaceAll(s, "\n", " ")); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

func (t Text) phones() []phone {
	var out []phone
	for _, p := range t.Phones[:min(len(t.Phones), 16)] {
		if v, ok := newPhone(p); ok {
			out = append(out, v)
		}
	}
	return out
}
