package proof

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"github.com/emmansun/gmsm/sm3"
)

// HashSize is the length of a node of the tree in bytes.
const HashSize = sm3.Size

// LeafHash is the leaf of a record with this hash, in hex (RFC 6962 §2.1).
func LeafHash(hash string) []byte {
	b := make([]byte, 0, 80)
	sum := sm3.Sum(append(append(b, 0), hash...))
	return sum[:]
}

// NodeHash is the node over two others.
func NodeHash(l, r []byte) []byte {
	b := make([]byte, 0, 80)
	sum := sm3.Sum(append(append(append(b, 1), l...), r...))
	return sum[:]
}

// EmptyRoot is the root of a tree without leaves, in hex: the hash of nothing.
func EmptyRoot() string {
	s := sm3.Sum(nil)
	return hex.EncodeToString(s[:])
}

// Frontier is the compact form of a tree over the first Size leaves: the roots of its perfect subtrees, largest first.
// It is all that is needed to add leaves and to compute the root. The zero Frontier is the empty tree.
type Frontier struct {
	Size  int64
	Nodes [][]byte
}

// Clone is a copy that can be added to.
func (f *Frontier) Clone() Frontier {
	return Frontier{Size: f.Size, Nodes: append([][]byte(nil), f.Nodes...)}
}

// Add appends one leaf. made, when not nil, hears of every node that this completes, by level and index.
func (f *Frontier) Add(leaf []byte, made func(level int, index int64, hash []byte)) {
	n, level := leaf, 0
	for s := f.Size; s&1 == 1; s >>= 1 {
		n = NodeHash(f.Nodes[len(f.Nodes)-1], n)
		f.Nodes = f.Nodes[:len(f.Nodes)-1]
		level++
		if made != nil {
			made(level, f.Size>>level, n)
		}
	}
	f.Nodes = append(f.Nodes, n)
	f.Size++
}

// Root is the Merkle root in hex.
func (f *Frontier) Root() string {
	if len(f.Nodes) == 0 {
		return EmptyRoot()
	}
	n := f.Nodes[len(f.Nodes)-1]
	for i := len(f.Nodes) - 2; i >= 0; i-- {
		n = NodeHash(f.Nodes[i], n)
	}
	return hex.EncodeToString(n)
}

// String and ParseFrontier store the nodes as hex words.
func (f *Frontier) String() string {
	s := make([]string, len(f.Nodes))
	for i, n := range f.Nodes {
		s[i] = hex.EncodeToString(n)
	}
	return strings.Join(s, " ")
}

// ParseFrontier reads what String wrote; it refuses a number of nodes that size does not have.
func ParseFrontier(size int64, s string) (Frontier, error) {
	f := Frontier{Size: size}
	for w := range strings.FieldsSeq(s) {
		b, err := hex.DecodeString(w)
		if err != nil || len(b) != HashSize {
			return f, fmt.Errorf("frontier of size %d: %q is not a hash", size, w)
		}
		f.Nodes = append(f.Nodes, b)
	}
	if size < 0 || len(f.Nodes) != bits.OnesCount64(uint64(size)) {
		return f, fmt.Errorf("frontier of size %d has %d nodes", size, len(f.Nodes))
	}
	return f, nil
}

// Nodes gives the root of the complete subtree of 2^level leaves that begins at leaf index·2^level.
type Nodes func(level int, index int64) ([]byte, error)

// Root is the root of the tree over the first size leaves.
func Root(nodes Nodes, size int64) (string, error) {
	if size == 0 {
		return EmptyRoot(), nil
	}
	b, err := over(nodes, 0, size)
	return hex.EncodeToString(b), err
}

// over is the root over the leaves from lo up to hi; lo is a multiple of the smallest power of two that is not below
// hi-lo, as all ranges of RFC 6962 are.
func over(nodes Nodes, lo, hi int64) ([]byte, error) {
	n := hi - lo
	if n&(n-1) == 0 {
		level := bits.TrailingZeros64(uint64(n))
		return nodes(level, lo>>level)
	}
	k := split(n)
	l, err := over(nodes, lo, lo+k)
	if err != nil {
		return nil, err
	}
	r, err := over(nodes, lo+k, hi)
	if err != nil {
		return nil, err
	}
	return NodeHash(l, r), nil
}

// split is the largest power of two below n, which is at least 2.
func split(n int64) int64 { return 1 << (bits.Len64(uint64(n-1)) - 1) }

var errRange = errors.New("proof: not within the tree")

// Inclusion is the path that proves the leaf of number seq, counted from 1, in the tree of size leaves.
func Inclusion(nodes Nodes, seq, size int64) ([][]byte, error) {
	if seq < 1 || seq > size {
		return nil, errRange
	}
	m, lo, hi := seq-1, int64(0), size
	var path [][]byte
	for hi-lo > 1 { // from the root down; the path is told from the leaf up
		k := split(hi - lo)
		var side []byte
		var err error
		if m < lo+k {
			side, err = over(nodes, lo+k, hi)
			hi = lo + k
		} else {
			side, err = over(nodes, lo, lo+k)
			lo += k
		}
		if err != nil {
			return nil, err
		}
		path = append(path, side)
	}
	reverse(path)
	return path, nil
}

// CheckInclusion reports whether path proves that leaf has number seq in the tree of this size and root.
func CheckInclusion(leaf []byte, seq, size int64, path [][]byte, root string) bool {
	if seq < 1 || seq > size {
		return false
	}
	n, last := seq-1, size-1
	r := leaf
	for _, p := range path {
		if last == 0 {
			return false
		}
		if n&1 == 1 || n == last {
			r = NodeHash(p, r)
			for n&1 == 0 && n != 0 {
				n, last = n>>1, last>>1
			}
		} else {
			r = NodeHash(r, p)
		}
		n, last = n>>1, last>>1
	}
	return last == 0 && hex.EncodeToString(r) == root
}

// Consistency is the path that proves that the tree of size leaves begins with the tree of old leaves.
func Consistency(nodes Nodes, old, size int64) ([][]byte, error) {
	if old < 0 || old > size {
		return nil, errRange
	}
	if old == 0 || old == size {
		return nil, nil
	}
	lo, hi, whole := int64(0), size, true
	var path [][]byte
	for old != hi {
		k := split(hi - lo)
		var side []byte
		var err error
		if old <= lo+k {
			side, err = over(nodes, lo+k, hi)
			hi = lo + k
		} else {
			side, err = over(nodes, lo, lo+k)
			lo += k
			whole = false
		}
		if err != nil {
			return nil, err
		}
		path = append(path, side)
	}
	if !whole {
		b, err := over(nodes, lo, hi)
		if err != nil {
			return nil, err
		}
		path = append(path, b)
	}
	reverse(path)
	return path, nil
}

// CheckConsistency reports whether path proves that the tree of size leaves begins with the tree of old leaves.
func CheckConsistency(old, size int64, oldRoot, root string, path [][]byte) bool {
	switch {
	case old < 0 || old > size:
		return false
	case old == size:
		return len(path) == 0 && oldRoot == root
	case old == 0:
		return len(path) == 0 && oldRoot == EmptyRoot()
	}
	if old&(old-1) == 0 { // the old tree is a node of the new one
		b, err := hex.DecodeString(oldRoot)
		if err != nil {
			return false
		}
		path = append([][]byte{b}, path...)
	}
	if len(path) == 0 {
		return false
	}
	n, last := old-1, size-1
	for n&1 == 1 {
		n, last = n>>1, last>>1
	}
	was, is := path[0], path[0]
	for _, p := range path[1:] {
		if last == 0 {
			return false
		}
		if n&1 == 1 || n == last {
			was, is = NodeHash(p, was), NodeHash(p, is)
			for n&1 == 0 && n != 0 {
				n, last = n>>1, last>>1
			}
		} else {
			is = NodeHash(is, p)
		}
		n, last = n>>1, last>>1
	}
	return last == 0 && hex.EncodeToString(was) == oldRoot && hex.EncodeToString(is) == root
}

func reverse(path [][]byte) {
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
}
