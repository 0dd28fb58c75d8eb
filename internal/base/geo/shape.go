package geo

import (
	"encoding/json"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"

	"anlan/internal/base/fail"
)

// Shape is an area made of one or more polygons, holes allowed. Its zero value is empty.
type Shape struct {
	polygons orb.MultiPolygon
	boxes    []Box   // of each polygon
	bands    []bands // of each polygon
	box      Box
}

// NewShape makes a shape of polygons.
func NewShape(m orb.MultiPolygon) Shape {
	s := Shape{polygons: m, box: boxOf(m.Bound())}
	for _, p := range m {
		s.boxes = append(s.boxes, boxOf(p.Bound()))
		s.bands = append(s.bands, newBands(p))
	}
	return s
}

// ParseShape reads a GeoJSON Polygon or MultiPolygon geometry (RFC 7946). It fails with Invalid for anything else, for
// rings that are not closed, and for coordinates out of range.
func ParseShape(raw []byte) (Shape, error) {
	bad := fail.Invalid("geo.shape", "不是有效的 GeoJSON 面", "not a valid GeoJSON polygon")
	g, err := geojson.UnmarshalGeometry(raw)
	if err != nil {
		return Shape{}, bad.Because(err)
	}
	var m orb.MultiPolygon
	switch v := g.Geometry().(type) {
	case orb.Polygon:
		m = orb.MultiPolygon{v}
	case orb.MultiPolygon:
		m = v
	}
	if len(m) == 0 {
		return Shape{}, bad
	}
	for _, p := range m {
		if len(p) == 0 {
			return Shape{}, bad
		}
		for _, r := range p {
			if len(r) < 4 || !r.Closed() {
				return Shape{}, bad
			}
			for _, c := range r {
				if !(Point{c[0], c[1]}).Valid() {
					return Shape{}, bad
				}
			}
		}
	}
	return NewShape(m), nil
}

// MarshalJSON writes a GeoJSON MultiPolygon.
func (s Shape) MarshalJSON() ([]byte, error) { return json.Marshal(geojson.NewGeometry(s.polygons)) }

// Empty reports whether the shape holds nothing.
func (s Shape) Empty() bool { return len(s.polygons) == 0 }

// Box is the smallest box around the shape.
func (s Shape) Box() Box { return s.box }

// Polygons are the polygons of the shape, to be read only.
func (s Shape) Polygons() orb.MultiPolygon { return s.polygons }

// Contains reports whether p is inside; edges count as inside.
func (s Shape) Contains(p Point) bool {
	if !s.box.Contains(p) {
		return false
	}
	for i, b := range s.boxes {
		if b.Contains(p) && s.bands[i].contain(p) {
			return true
		}
	}
	return false
}

// Area is the size of the shape in square metres, on the sphere by an equal-area projection of its vertices.
func (s Shape) Area() float64 {
	sum := 0.0
	for _, p := range s.polygons {
		for i, r := range p {
			a := math.Abs(ringArea(r))
			if i > 0 {
				a = -a
			}
			sum += a
		}
	}
	return sum
}

func ringArea(r orb.Ring) float64 {
	sum := 0.0
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		sum += (b[0] - a[0]) * degree * (math.Sin(a[1]*degree) + math.Sin(b[1]*degree))
	}
	return sum * Radius * Radius / 2
}

// Inner is a point inside the shape, in the middle where the largest polygon is wide: for a label. The shape must not
// be empty.
func (s Shape) Inner() Point {
	best, size := 0, -1.0
	for i, p := range s.polygons {
		if a := math.Abs(ringArea(p[0])); a > size {
			best, size = i, a
		}
	}
	poly := s.polygons[best]
	c, _ := planar.CentroidArea(poly)
	p := Point{c[0], c[1]}
	if planar.PolygonContains(poly, c) {
		return p
	}
	// The centroid lies outside: take the middle of the widest stretch among parallels through the box.
	b, widest := s.boxes[best], -1.0
	for i := 1; i < 16; i++ {
		lat := b.South + (b.North-b.South)*float64(i)/16
		x := crossings(poly, lat)
		for j := 1; j < len(x); j += 2 {
			if w := x[j] - x[j-1]; w > widest {
				widest, p = w, Point{(x[j] + x[j-1]) / 2, lat}
			}
		}
	}
	return p
}
