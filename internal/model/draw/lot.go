package draw

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"
)

// stream is the row of blocks that follows from seed and digest.
type stream struct {
	head []byte
	next uint64
}

func newStream(seed string, digest [sm3.Size]byte) *stream {
	return &stream{head: append([]byte(seed), digest[:]...)}
}

// below is a number below n, all equally likely. n must not be 0.
func (s *stream) below(n uint64) uint64 {
	last := math.MaxUint64 - -n%n // -n%n is 2⁶⁴ mod n: what is over after the largest multiple of n
	for {
		block := sm3.Sum(binary.BigEndian.AppendUint64(slices.Clone(s.head), s.next))
		s.next++
		if x := binary.BigEndian.Uint64(block[:8]); x <= last {
			return x % n
		}
	}
}

// urn holds weights by place, and their sums in a binary indexed tree: a draw takes time by the logarithm of its size.
type urn struct {
	weights []uint64
	sums    []uint64 // of the tree, from 1
	total   uint64
}

func newUrn(weights []uint64) *urn {
	u := &urn{weights: weights, sums: make([]uint64, len(weights)+1)}
	for i, w := range weights {
		u.total += w
		u.sums[i+1] += w
		if up := i + 1 + (i+1)&-(i+1); up < len(u.sums) {
			u.sums[up] += u.sums[i+1]
		}
	}
	return u
}

// take takes out the first place at which the sum of weights exceeds r, which must be below the total.
func (u *urn) take(r uint64) int {
	step := 1
	for step*2 < len(u.sums) {
		step *= 2
	}
	at := 0
	for ; step > 0; step /= 2 {
		if to := at + step; to < len(u.sums) && u.sums[to] <= r {
			at = to
			r -= u.sums[to]
		}
	}
	w := u.weights[at]
	u.weights[at] = 0
	u.total -= w
	for i := at + 1; i < len(u.sums); i += i & -i {
		u.sums[i] -= w
	}
	return at
}

// draw draws from a list that is ready.
func (l List) draw(digest [sm3.Size]byte, seed string) Result {
	s := newStream(seed, digest)
	r := Result{Covered: []Visit{}, Drawn: []Visit{}, LeftOut: []LeftOut{}, Officers: []LeftOut{}, Unstaffed: []Unstaffed{}}
	pool, covered := l.pool(&r)
	r.Pool = len(pool)
	visits := append(covered, l.units(s, pool, &r)...)
	for i, officers := range l.staff(s, visits, &r) {
		v := Visit{Unit: visits[i].Code, Officers: officers}
		if i < len(covered) {
			r.Covered = append(r.Covered, v)
		} else {
			r.Drawn = append(r.Drawn, v)
		}
	}
	return r
}

// pool sorts out who may be drawn and who is visited anyway, in the order of the list.
func (l List) pool(r *Result) (pool, covered []Unit) {
	for _, u := range l.Units {
		c := l.Rules.class(u.Credit)
		n, _, _ := c.fraction()
		switch {
		case u.Excluded != "":
			r.LeftOut = append(r.LeftOut, LeftOut{u.Code, Excluded})
		case u.Visits >= c.Cap:
			r.LeftOut = append(r.LeftOut, LeftOut{u.Code, Capped})
		case u.Key && l.Rules.KeyCovered:
			covered = append(covered, u)
		case n == 0:
			r.LeftOut = append(r.LeftOut, LeftOut{u.Code, NoShare})
		default:
			pool = append(pool, u)
		}
	}
	return pool, covered
}

func (r Rules) class(c Credit) Class {
	for _, k := range r.Classes {
		if k.Credit == c {
			return k
		}
	}
	return Class{}
}

// weights are the integers in proportion to the shares of the classes.
func (r Rules) weights() map[Credit]uint64 {
	lcm := uint64(1)
	for _, c := range r.Classes {
		_, d, _ := c.fraction()
		lcm = lcm / gcd(lcm, d) * d
	}
	out := map[Credit]uint64{}
	for _, c := range r.Classes {
		n, d, _ := c.fraction()
		out[c.Credit] = n * (lcm / d)
	}
	return out
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// units draws units from the pool, in the order of drawing.
func (l List) units(s *stream, pool []Unit, r *Result) []Unit {
	if l.Rules.Total > 0 {
		weights := l.Rules.weights()
		r.Short = max(0, l.Rules.Total-len(pool))
		return lot(s, pool, l.Rules.Total-r.Short, func(u Unit) uint64 { return weights[u.Credit] })
	}
	var out []Unit
	for _, credit := range []Credit{"D", "C", "B", "A"} {
		var of []Unit
		for _, u := range pool {
			if u.Credit == credit {
				of = append(of, u)
			}
		}
		n, d, _ := l.Rules.class(credit).fraction()
		many := (uint64(len(of))*n + d - 1) / d
		out = append(out, lot(s, of, int(many), func(Unit) uint64 { return 1 })...)
	}
	return out
}

// lot draws so many of the units, which all have a weight; there must be as many.
func lot(s *stream, from []Unit, many int, weight func(Unit) uint64) []Unit {
	weights := make([]uint64, len(from))
	for i, u := range from {
		weights[i] = weight(u)
	}
	u := newUrn(weights)
	out := make([]Unit, many)
	for i := range out {
		out[i] = from[u.take(s.below(u.total))]
	}
	return out
}

// staff draws the officers of each visit, nobody where there are too few.
func (l List) staff(s *stream, visits []Unit, r *Result) [][]string {
	load := make([]int, len(l.Officers))
	avoids := make([]map[string]bool, len(l.Officers))
	for i, o := range l.Officers {
		load[i] = o.Load
		avoids[i] = make(map[string]bool, len(o.Conflicts))
		for _, c := range o.Conflicts {
			avoids[i][c] = true
		}
		if o.CertificateEnds < l.Rules.Day {
			r.Officers = append(r.Officers, LeftOut{o.ID, Certificate})
		}
	}
	out := make([][]string, len(visits))
	for i, u := range visits {
		out[i] = []string{}
		un := Unstaffed{Unit: u.Code}
		var fit []int
		for j, o := range l.Officers {
			switch {
			case o.CertificateEnds < l.Rules.Day:
				un.Certificate++
			case !slices.ContainsFunc(o.Areas, func(a string) bool { return strings.HasPrefix(u.Area, a) }):
				un.Area++
			case !slices.Contains(o.Sectors, u.Sector):
				un.Sector++
			case avoids[j][u.Code]:
				un.Conflict++
			default:
				fit = append(fit, j)
			}
		}
		if un.Fit = len(fit); un.Fit < l.Rules.Team {
			r.Unstaffed = append(r.Unstaffed, un)
			continue
		}
		for range l.Rules.Team {
			j := s.lightest(fit, load)
			fit = slices.DeleteFunc(fit, func(k int) bool { return k == j })
			load[j]++
			out[i] = append(out[i], l.Officers[j].ID)
		}
	}
	return out
}

// lightest draws one of those with the least load.
func (s *stream) lightest(fit, load []int) int {
	least := load[fit[0]]
	for _, j := range fit {
		least = min(least, load[j])
	}
	var of []int
	for _, j := range fit {
		if load[j] == least {
			of = append(of, j)
		}
	}
	return of[s.below(uint64(len(of)))]
}
