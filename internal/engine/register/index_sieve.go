package register

import (
	"strings"
	"sync"

	"anlan/internal/base/identity"
)

// codes numbers the area codes in use, so that a question tests each scope against each code once and not against each
// element.
type codes struct {
	number map[string]uint32
	list   []string

	mu    sync.Mutex
	known map[string][]bool // by scope, of the codes as they are now
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
	in   []bool
	rank int // of the risk asked for, -1 for any
}

// sieve is made of a scope and a filter. The caller holds the index for reading. ok is false when nothing can pass.
func (x *Index) sieve(scope identity.Scope, f Filter) (v sieve, ok bool) {
	scope = scope.Within(f.Area)
	if len(scope) == 0 {
		return sieve{}, false
	}
	v = sieve{in: x.codes.within(scope), rank: -1}
	if f.Risk != "" {
		v.rank = int(f.Risk.Rank())
	}
	return v, true
}

func (v sieve) passes(s *spot) bool {
	return s.live && v.in[s.area] && (v.rank < 0 || v.rank == int(s.rank))
}

// expect is the number of spots of a layer that will pass.
func (v sieve) expect(l *layer) int {
	sum := 0
	for a, n := range l.count {
		if n == nil || !v.in[a] {
			continue
		}
		for r, c := range n {
			if v.rank < 0 || v.rank == r {
				sum += c
			}
		}
	}
	return sum
}
