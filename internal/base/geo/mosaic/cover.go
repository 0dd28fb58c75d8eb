package mosaic

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"anlan/internal/base/geo"
)

// Limits are from which size on ground that is missing or shared counts: square metres, and metres on average.
type Limits struct {
	Size  float64
	Width float64
}

// Part is an area among others, of as many polygons as it has, holes allowed. Unlike a Piece it is only looked at.
type Part struct {
	Key      string
	polygons orb.MultiPolygon
	ground   geom.Geometry
}

// NewPart makes a part of a shape whose rings neither cross nor touch themselves.
func NewPart(key string, s geo.Shape) Part {
	var polys []geom.Polygon
	for _, p := range s.Polygons() {
		polys = append(polys, polygon(p))
	}
	return Part{key, s.Polygons(), geom.NewMultiPolygon(polys).AsGeometry()}
}

func (p Part) apart(q Part) bool {
	return len(p.polygons) == 0 || len(q.polygons) == 0 || !p.polygons.Bound().Intersects(q.polygons.Bound())
}

// Shared is the ground that two parts both hold.
func (p Part) Shared(q Part, l Limits) ([]Fault, error) {
	if p.apart(q) {
		return nil, nil
	}
	both, err := geom.Intersection(p.ground, q.ground)
	if err != nil {
		return nil, fmt.Errorf("overlap of %s and %s: %w", p.Key, q.Key, err)
	}
	return l.parts(both, Overlap, p.Key, q.Key), nil
}

// Beyond is the ground of a part that a frame does not hold.
func (p Part) Beyond(frame Part, l Limits) ([]Fault, error) {
	out, err := geom.Difference(p.ground, frame.ground)
	if err != nil {
		return nil, fmt.Errorf("outside of %s: %w", p.Key, err)
	}
	return l.parts(out, Outside, p.Key), nil
}

// Uncovered is the ground of a frame that none of some parts holds.
func (p Part) Uncovered(parts []Part, l Limits) ([]Fault, error) {
	all := make([]geom.Geometry, 0, len(parts))
	for _, q := range parts {
		all = append(all, q.ground)
	}
	union, err := geom.UnionMany(all)
	if err != nil {
		return nil, fmt.Errorf("union of parts: %w", err)
	}
	gap, err := geom.Difference(p.ground, union)
	if err != nil {
		return nil, fmt.Errorf("gaps in %s: %w", p.Key, err)
	}
	return l.parts(gap, Gap, p.Key), nil
}

// Without is the ground of a part that another does not hold, as one shape; empty when there is none worth a square metre.
func (p Part) Without(q Part) (geo.Shape, error) {
	if len(p.polygons) == 0 {
		return geo.Shape{}, nil
	}
	faults, err := p.Beyond(q, Limits{Size: Tolerance})
	if err != nil || len(faults) == 0 {
		return geo.Shape{}, err
	}
	var m orb.MultiPolygon
	for _, f := range faults {
		m = append(m, f.Shape.Polygons()...)
	}
	return geo.NewShape(m), nil
}

// Sound reports whether the part can be laid over others: its rings do not cross, its holes are inside.
func (p Part) Sound() bool { return len(p.polygons) > 0 && p.ground.Validate() == nil }
