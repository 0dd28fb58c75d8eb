package register

import (
	"bytes"
	"sort"
)

// names are the lower-cased names of a layer in one stretch of bytes, so that a search is one pass that the processor
// does many bytes at a time. A name that is replaced stays as dead text until the next start.
type names struct {
	text   []byte
	starts []uint32 // where each record begins
	owner  []uint32 // slot of each record
}

func (n *names) add(name string, slot uint32) uint32 {
	n.starts = append(n.starts, uint32(len(n.text)))
	n.owner = append(n.owner, slot)
	n.text = append(append(n.text, name...), '\n')
	return uint32(len(n.starts) - 1)
}

// find calls yield with slot and record of every name that holds q.
func (n *names) find(q []byte, yield func(slot, record uint32)) {
	for at, r := 0, 0; at < len(n.text); {
		hit := bytes.Index(n.text[at:], q)
		if hit < 0 {
			return
		}
		at += hit
		// Hits are often close together: look at the next few records before searching.
		for near := min(r+4, len(n.starts)); r+1 < near && int(n.starts[r+1]) <= at; {
			r++
		}
		if r+1 < len(n.starts) && int(n.starts[r+1]) <= at {
			r += sort.Search(len(n.starts)-r, func(i int) bool { return int(n.starts[r+i]) > at }) - 1
		}
		yield(n.owner[r], uint32(r))
		if r+1 == len(n.starts) {
			return
		}
		r++
		at = int(n.starts[r])
	}
}
