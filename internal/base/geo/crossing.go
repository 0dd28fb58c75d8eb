package geo

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
)

// flank is one side of a ring.
type flank struct {
	a, b         orb.Point
	polygon      int
	ring         int
	place, sides int // which side of the ring, of how many
}

func (e flank) west() float64 { return min(e.a[0], e.b[0]) }
func (e flank) east() float64 { return max(e.a[0], e.b[0]) }

// crossing finds where rings touch or cross themselves or each other, and holes that are not inside. Sides are swept from
// west to east, so that only those that overlap in longitude are compared.
func crossing(m orb.MultiPolygon) error {
	var all []flank
	for i, p := range m {
		for j, r := range p {
			for k := 1; k < len(r); k++ {
				all = append(all, flank{r[k-1], r[k], i, j, k - 1, len(r) - 1})
			}
		}
	}
	slices.SortFunc(all, func(x, y flank) int { return cmp.Compare(x.west(), y.west()) })
	for i, e := range all {
		for _, f := range all[i+1:] {
			if f.west() > e.east() {
				break
			}
			if clash(e, f) {
				return geometryFault(fmt.Sprintf("第 %d 个面的边界在 %.5f, %.5f 附近自相交或与其他边界相交", e.polygon+1, e.a[0], e.a[1]),
					fmt.Sprintf("the boundary of polygon %d crosses itself or another near %.5f, %.5f", e.polygon+1, e.a[0], e.a[1]))
			}
		}
	}
	for i, p := range m {
		outer := NewShape(orb.MultiPolygon{{p[0]}})
		for j, hole := range p[1:] {
			if !outer.Contains(pointOf(hole[0])) {
				return geometryFault(fmt.Sprintf("第 %d 个面的第 %d 个洞不在面内", i+1, j+1), fmt.Sprintf("hole %d of polygon %d is not inside it", j+1, i+1))
			}
		}
	}
	return nil
}

// clash reports whether two sides meet where they must not. Neighbours of one ring share a corner, and must not fold back.
func clash(e, f flank) bool {
	if max(e.a[1], e.b[1]) < min(f.a[1], f.b[1]) || max(f.a[1], f.b[1]) < min(e.a[1], e.b[1]) {
		return false
	}
	if e.polygon == f.polygon && e.ring == f.ring {
		switch {
		case (e.place+1)%e.sides == f.place:
			return folds(e.a, e.b, f.b)
		case (f.place+1)%f.sides == e.place:
			return folds(f.a, f.b, e.b)
		}
	}
	d1, d2 := side(e.a, e.b, f.a), side(e.a, e.b, f.b)
	d3, d4 := side(f.a, f.b, e.a), side(f.a, f.b, e.b)
	if e.polygon != f.polygon || e.ring != f.ring { // different rings may touch in a point
		return d1*d2 < 0 && d3*d4 < 0 || d1 == 0 && d2 == 0 && overlap(e, f)
	}
	return d1*d2 < 0 && d3*d4 < 0 || d1 == 0 && between(e, f.a) || d2 == 0 && between(e, f.b) || d3 == 0 && between(f, e.a) || d4 == 0 && between(f, e.b)
}

// side is on which side of the line from a to b the point p is: 1 left, -1 right, 0 on it.
func side(a, b, p orb.Point) int {
	return cmp.Compare((b[0]-a[0])*(p[1]-a[1]), (b[1]-a[1])*(p[0]-a[0]))
}

// between reports whether a point on the line of a side is on the side itself.
func between(e flank, p orb.Point) bool {
	return min(e.a[0], e.b[0]) <= p[0] && p[0] <= max(e.a[0], e.b[0]) && min(e.a[1], e.b[1]) <= p[1] && p[1] <= max(e.a[1], e.b[1])
}

// folds reports whether the way a, b, c turns right back on itself.
func folds(a, b, c orb.Point) bool {
	return side(a, b, c) == 0 && (a[0]-b[0])*(c[0]-b[0])+(a[1]-b[1])*(c[1]-b[1]) > 0
}

// overlap reports whether two sides on one line share more than a point.
func overlap(e, f flank) bool {
	axis := 0
	if e.a[0] == e.b[0] {
		axis = 1
	}
	low := max(min(e.a[axis], e.b[axis]), min(f.a[axis], f.b[axis]))
	high := min(max(e.a[axis], e.b[axis]), max(f.a[axis], f.b[axis]))
	return low < high
}
