package journal

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/emmansun/gmsm/sm3"
)

// frontier is the compact form of a Merkle tree over the first size leaves: the roots of its perfect subtrees, largest
// first (RFC 6962 §2.1 with SM3). It is all that is needed to add leaves and to compute the root.
type frontier struct {
	size  int64
	nodes [][]byte
}

func leafHash(b []byte) []byte {
	h := sm3.New()
	h.Write([]byte{0})
	h.Write(b)
	return h.Sum(nil)
}

func nodeHash(l, r []byte) []byte {
	h := sm3.New()
	h.Write([]byte{1})
	h.Write(l)
	h.Write(r)
	return h.Sum(nil)
}

// add appends one leaf: the hash of a journal entry, in hex.
func (f *frontier) add(hash string) {
	n := leafHash([]byte(hash))
	for s := f.size; s&1 == 1; s >>= 1 {
		n = nodeHash(f.nodes[len(f.nodes)-1], n)
		f.nodes = f.nodes[:len(f.nodes)-1]
	}
	f.nodes = append(f.nodes, n)
	f.size++
}

// root is the Merkle root in hex; of an empty tree, the hash of nothing.
func (f *frontier) root() string {
	if len(f.nodes) == 0 {
		s := sm3.Sum(nil)
		return hex.EncodeToString(s[:])
	}
	n := f.nodes[len(f.nodes)-1]
	for i := len(f.nodes) - 2; i >= 0; i-- {
		n = nodeHash(f.nodes[i], n)
	}
	return hex.EncodeToString(n)
}

// String and parseFrontier store the nodes as hex words.
func (f *frontier) String() string {
	s := make([]string, len(f.nodes))
	for i, n := range f.nodes {
		s[i] = hex.EncodeToString(n)
	}
	return strings.Join(s, " ")
}

func parseFrontier(size int64, s string) (frontier, error) {
	f := frontier{size: size}
	for w := range strings.FieldsSeq(s) {
		b, err := hex.DecodeString(w)
		if err != nil {
			return f, fmt.Errorf("frontier of size %d: %w", size, err)
		}
		f.nodes = append(f.nodes, b)
	}
	return f, nil
}
