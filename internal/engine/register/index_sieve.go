package register

import (
	"slices"
	"strings"
	"sync"

	"anlan/internal/base/identity"
)

// codes numbers the area codes in use, so that a question tests each scope against each code once and not against each
// element.
type codes struct {
	number map[string]uint32
	list   []string

	mu     sync.Mutex
	known  map[string][]bool // by scope, of the codes as they are now
	sorted []uint32          // numbers in order of the codes, when it is as long as list
}

// add returns the number of a code. The caller holds the index for writing.
func (c *codes) add(code string) uint32 {
	n, ok := c.number[code]
	if !ok {
		n = uint32(len(c.list))
		c.list = append(c.list, code)
		c.number[code] = n
		c.known = nil
	}
	return n
}

// inOrder are the numbers in order of the codes. The caller holds the index for reading.
func (c *codes) inOrder() []uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.sorted) != len(c.list) {
		c.sorted = make([]uint32, len(c.list))
		for n := range c.sorted {
			c.sorted[n] = uint32(n)
		}
		slices.SortFunc(c.sorted, func(a, b uint32) int { return strings.Compare(c.list[a], c.list[b]) })
	}
	return c.sorted
}

// within says for each code whether it lies in the scope. The caller holds the index for reading.
func (c *codes) within(scope identity.Scope) []bool {
	key := strings.Join(scope, " ")
	c.mu.Lock()
	defer c.mu.Unlock()
	if in, ok := c.known[key]; ok {
		return in
	}
	in := make([]bool, len(c.list))
	for i, code := range c.list {
		in[i] = scope.Contains(code)
	}
	if c.known == nil || len(c.known) >= 256 {
		c.known = map[string][]bool{}
	}
	c.known[key] = in
	return in
}

// sieve lets through what a question may see and asks for.
type sieve struct {
	in    []bool
	rank  int // of the risk asked for, -1 for any
	where []Cond
}

// sieve is made of a scope and a filter. The caller holds the index for reading. ok is false when nothing can pass.
func (x *Index) sieve(scope identity.Scope, f Filter) (v sieve, ok bool) {
	scope = scope.Within(f.Area)
	if len(scope) == 0 {
		return sieve{}, false
	}
	v = sieve{in: x.codes.within(scope), rank: -1, where: f.Where}
	if f.Risk != "" {
		v.rank = int(f.Risk.Rank())
	}
	return v, true
}

// mesh is a sieve for the items of one layer.
type mesh struct {
	sieve
	layer *layer
	tests []test
}

// on makes the sieve ready for a layer. ok is false when nothing of it can pass.
func (v sieve) on(l *layer) (m mesh, ok bool) {
	if l == nil {
		return mesh{}, false
	}
	m = mesh{sieve: v, layer: l}
	m.tests, ok = l.tests(v.where)
	return m, ok
}

// mesh is that of one kind. The caller holds the index for reading.
func (x *Index) mesh(scope identity.Scope, kind string, f Filter) (m mesh, ok bool) {
	v, ok := x.sieve(scope, f)
	if !ok {
		return mesh{}, false
	}
	return v.on(x.layers[kind])
}

func (m *mesh) passes(n uint32) bool {
	s := &m.layer.spots[n]
	if !s.live || !m.in[s.area] || m.rank >= 0 && m.rank != int(s.rank) {
		return false
	}
	for i := range m.tests {
		if !m.tests[i].passes(n) {
			return false
		}
	}
	return true
}

// expect is the number of items of the layer that will pass, but for conditions on attributes.
func (m *mesh) expect() int {
	sum := 0
	for a := range m.layer.areas {
		if !m.in[a] {
			continue
		}
		for r, c := range m.layer.areas[a].count {
			if m.rank < 0 || m.rank == r {
				sum += c
			}
		}
	}
	return sum
}
