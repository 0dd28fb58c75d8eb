package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Line is a way through two or more places. Its zero value is empty. Distances from it are planar about the place asked
// for, good for some tens of kilometres.
type Line struct {
	points []Point
	along  []float64 // metres from the beginning to each place
	box    Box
}

// NewLine makes a line of its places.
func NewLine(points ...Point) Line {
	l := Line{points: points, along: make([]float64, len(points))}
	bound := orb.MultiPoint{}
	for i, p := range points {
		bound = append(bound, p.Orb())
		if i > 0 {
			l.along[i] = l.along[i-1] + Distance(points[i-1], p)
		}
	}
	l.box = boxOf(bound.Bound())
	return l
}

// Empty reports whether the line has fewer than two places.
func (l Line) Empty() bool { return len(l.points) < 2 }

// Length is that of the line in metres.
func (l Line) Length() float64 {
	if l.Empty() {
		return 0
	}
	return l.along[len(l.along)-1]
}

// Project finds the place of the line that is nearest to p: how far p is from it and how far along the line it lies, in
// metres. The first of equals counts. An empty line is infinitely far.
func (l Line) Project(p Point) (off, along float64) {
	off = math.Inf(1)
	for i := 1; i < len(l.points); i++ {
		d, t := toSegment(p, l.points[i-1], l.points[i])
		if d < off {
			off, along = d, l.along[i-1]+t*(l.along[i]-l.along[i-1])
		}
	}
	return off, along
}

// toSegment is the distance in metres from p to the segment from a to b, and the part of the way from a to the foot.
func toSegment(p, a, b Point) (metres, part float64) {
	k := math.Cos(p.Lat * degree)
	ax, ay := (a.Lon-p.Lon)*k, a.Lat-p.Lat
	dx, dy := (b.Lon-a.Lon)*k, b.Lat-a.Lat
	if n := dx*dx + dy*dy; n > 0 {
		part = max(0, min(1, -(ax*dx+ay*dy)/n))
	}
	return math.Hypot(ax+part*dx, ay+part*dy) * degree * Radius, part
}

// Region is a part of the plane that places lie in or not.
type Region interface {
	// Box holds the region.
	Box() Box
	// Contains reports whether p lies inside; edges count as inside.
	Contains(p Point) bool
}

// Circle is all that lies within Metres of Centre.
type Circle struct {
	Centre Point
	Metres float64
}

// Box is the smallest box around the circle.
func (c Circle) Box() Box { return Around(c.Centre, c.Metres) }

// Contains reports whether p is at most Metres away.
func (c Circle) Contains(p Point) bool { return Distance(c.Centre, p) <= c.Metres }

// Corridor is all that lies within Metres of a line.
type Corridor struct {
	Line   Line
	Metres float64
}

// Box holds the corridor.
func (c Corridor) Box() Box { return c.Line.box.Grown(c.Metres) }

// Contains reports whether p is at most Metres away from the line.
func (c Corridor) Contains(p Point) bool {
	if !c.Box().Contains(p) {
		return false
	}
	off, _ := c.Line.Project(p)
	return off <= c.Metres
}

// Surroundings are a shape and all that lies within Metres of its edges.
type Surroundings struct {
	Shape  Shape
	Metres float64
}

// Box holds the surroundings.
func (s Surroundings) Box() Box { return s.Shape.box.Grown(s.Metres) }

// Contains reports whether p is in the shape or at most Metres away from it.
func (s Surroundings) Contains(p Point) bool {
	if s.Shape.Contains(p) {
		return true
	}
	if !s.Box().Contains(p) {
		return false
	}
	for _, polygon := range s.Shape.polygons {
		for _, r := range polygon {
			for i := 1; i < len(r); i++ {
				if d, _ := toSegment(p, Point{r[i-1][0], r[i-1][1]}, Point{r[i][0], r[i][1]}); d <= s.Metres {
					return true
				}
			}
		}
	}
	return false
}

// Grown is the box with at least metres more on each side, cut at the poles and at ±180°.
func (b Box) Grown(metres float64) Box {
	d := metres / Radius / degree
	far := min(89.9, max(math.Abs(b.South), math.Abs(b.North))+d)
	w := d / math.Cos(far*degree)
	return Box{West: max(-180, b.West-w), South: max(-90, b.South-d), East: min(180, b.East+w), North: min(90, b.North+d)}
}
