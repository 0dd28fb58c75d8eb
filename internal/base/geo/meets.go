package geo

import "github.com/paulmach/orb"

// Meets reports whether two shapes have a point in common; borders count. Its cost is the corners of one near the other,
// multiplied: meant for outlines of areas and shapes drawn by hand.
func (s Shape) Meets(o Shape) bool {
	if s.Empty() || o.Empty() || !s.box.Meets(o.box) {
		return false
	}
	if s.holdsCornerOf(o) || o.holdsCornerOf(s) {
		return true
	}
	return sidesMeet(s.sides(o.box), o.sides(s.box))
}

// Meets reports whether a line or an area has a point in common with a shape.
func (g Geometry) Meets(s Shape) bool {
	if !g.IsLine() {
		return g.shape.Meets(s)
	}
	if s.Empty() || !g.Box().Meets(s.box) {
		return false
	}
	for _, l := range g.lines {
		if s.Contains(pointOf(l[0])) {
			return true
		}
	}
	var way [][2]orb.Point
	for _, l := range g.lines {
		way = appendSides(way, l, s.box)
	}
	return sidesMeet(way, s.sides(s.box))
}

// Distance is how far a point is from the line or area, in metres: 0 inside. Good for some tens of kilometres.
func (g Geometry) Distance(p Point) float64 {
	if !g.IsLine() {
		return g.shape.distance(p)
	}
	least := -1.0
	for _, l := range g.lines {
		for i := 1; i < len(l); i++ {
			if d, _ := toSegment(p, pointOf(l[i-1]), pointOf(l[i])); least < 0 || d < least {
				least = d
			}
		}
	}
	return least
}

func (s Shape) distance(p Point) float64 {
	if s.Contains(p) {
		return 0
	}
	least := -1.0
	for _, e := range s.sides(s.box) {
		if d, _ := toSegment(p, pointOf(e[0]), pointOf(e[1])); least < 0 || d < least {
			least = d
		}
	}
	return least
}

// holdsCornerOf reports whether a polygon of o has its first corner in s: enough, where no sides cross.
func (s Shape) holdsCornerOf(o Shape) bool {
	for _, p := range o.polygons {
		if s.Contains(pointOf(p[0][0])) {
			return true
		}
	}
	return false
}

// sides are the sides of all rings that may touch a box.
func (s Shape) sides(near Box) (out [][2]orb.Point) {
	for _, p := range s.polygons {
		for _, r := range p {
			out = appendSides(out, orb.LineString(r), near)
		}
	}
	return out
}

func appendSides(out [][2]orb.Point, l orb.LineString, near Box) [][2]orb.Point {
	for i := 1; i < len(l); i++ {
		a, b := l[i-1], l[i]
		if max(a[0], b[0]) >= near.West && min(a[0], b[0]) <= near.East && max(a[1], b[1]) >= near.South && min(a[1], b[1]) <= near.North {
			out = append(out, [2]orb.Point{a, b})
		}
	}
	return out
}

func sidesMeet(a, b [][2]orb.Point) bool {
	for _, e := range a {
		for _, f := range b {
			if segmentsMeet(flank{a: e[0], b: e[1]}, flank{a: f[0], b: f[1]}) {
				return true
			}
		}
	}
	return false
}

func segmentsMeet(e, f flank) bool {
	if e.west() > f.east() || f.west() > e.east() || max(e.a[1], e.b[1]) < min(f.a[1], f.b[1]) || max(f.a[1], f.b[1]) < min(e.a[1], e.b[1]) {
		return false
	}
	d1, d2 := side(e.a, e.b, f.a), side(e.a, e.b, f.b)
	d3, d4 := side(f.a, f.b, e.a), side(f.a, f.b, e.b)
	return d1*d2 < 0 && d3*d4 < 0 || d1 == 0 && between(e, f.a) || d2 == 0 && between(e, f.b) || d3 == 0 && between(f, e.a) || d4 == 0 && between(f, e.b)
}
