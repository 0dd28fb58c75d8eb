package mosaic

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"anlan/internal/base/geo"
)

// Kind of a fault.
type Kind string

// The kinds of faults.
const (
	Invalid Kind = "invalid" // a piece or the frame crosses itself
	Overlap Kind = "overlap" // two pieces share ground
	Gap     Kind = "gap"     // ground of the frame that no piece covers
	Outside Kind = "outside" // ground of a piece beyond the frame
)

// Ground that is missing or shared counts as rounding when it is less than Tolerance square metres, or narrower than Width
// metres on average (area by half the length of its edge).
const (
	Tolerance = 1.0
	Width     = 0.05
)

// Fault is one thing that is wrong: whom it concerns, where, how large in square metres, and its outline.
type Fault struct {
	Kind   Kind
	Pieces []string
	At     geo.Point
	Size   float64
	Shape  geo.Shape
}

// Check lists the faults of a tidy mosaic, invalid rings first; when a ring is invalid nothing else is looked for, since
// its ground cannot be told. Faults below Tolerance and Width are left out.
func (m Mosaic) Check() ([]Fault, error) {
	frame, bad := m.frame()
	if bad != nil {
		return []Fault{*bad}, nil
	}
	polys := make([]geom.Geometry, len(m.Pieces))
	var faults []Fault
	for i, p := range m.Pieces {
		g := polygon(orb.Polygon{p.Ring})
		if g.Validate() != nil {
			faults = append(faults, Fault{Kind: Invalid, Pieces: []string{p.Key}, At: point(p.Ring[0])})
		}
		polys[i] = g.AsGeometry()
	}
	if len(faults) > 0 {
		return faults, nil
	}
	for i := range polys {
		for j := i + 1; j < len(polys); j++ {
			if !m.Pieces[i].Ring.Bound().Intersects(m.Pieces[j].Ring.Bound()) {
				continue
			}
			both, err := geom.Intersection(polys[i], polys[j])
			if err != nil {
				return nil, fmt.Errorf("overlap of %s and %s: %w", m.Pieces[i].Key, m.Pieces[j].Key, err)
			}
			faults = append(faults, drawn.parts(both, Overlap, m.Pieces[i].Key, m.Pieces[j].Key)...)
		}
	}
	all, err := geom.UnionMany(polys)
	if err != nil {
		return nil, fmt.Errorf("union of pieces: %w", err)
	}
	gap, err := geom.Difference(frame, all)
	if err != nil {
		return nil, fmt.Errorf("gaps: %w", err)
	}
	faults = append(faults, drawn.parts(gap, Gap)...)
	for i, p := range polys {
		beyond, err := geom.Difference(p, frame)
		if err != nil {
			return nil, fmt.Errorf("outside of %s: %w", m.Pieces[i].Key, err)
		}
		faults = append(faults, drawn.parts(beyond, Outside, m.Pieces[i].Key)...)
	}
	return faults, nil
}

func (m Mosaic) frame() (geom.Geometry, *Fault) {
	var polys []geom.Polygon
	for _, p := range m.Frame {
		polys = append(polys, polygon(p))
	}
	g := geom.NewMultiPolygon(polys)
	if len(polys) == 0 || g.Validate() != nil {
		f := Fault{Kind: Invalid}
		if len(polys) > 0 {
			f.At = point(m.Frame[0][0][0])
		}
		return geom.Geometry{}, &f
	}
	return g.AsGeometry(), nil
}

// drawn are the limits of what is drawn here, corner by corner.
var drawn = Limits{Tolerance, Width}

// parts are the polygons of an overlay that are large enough to count.
func (l Limits) parts(g geom.Geometry, kind Kind, pieces ...string) []Fault {
	var out []Fault
	for _, part := range g.Dump() {
		p, ok := part.AsPolygon()
		if !ok || p.IsEmpty() {
			continue
		}
		s := geo.NewShape(orb.MultiPolygon{rings(p)})
		if a := s.Area(); a >= l.Size && a >= l.Width*edgeOf(p)/2 {
			out = append(out, Fault{Kind: kind, Pieces: pieces, At: s.Inner(), Size: a, Shape: s})
		}
	}
	return out
}

// edgeOf is the length of all rings of a polygon in metres.
func edgeOf(p geom.Polygon) (long float64) {
	for _, r := range rings(p) {
		for k := 1; k < len(r); k++ {
			long += distance(r[k-1], r[k])
		}
	}
	return long
}

func point(c orb.Point) geo.Point { return geo.Point{Lon: c[0], Lat: c[1]} }

func polygon(p orb.Polygon) geom.Polygon {
	var lines []geom.LineString
	for _, r := range p {
		flat := make([]float64, 0, 2*len(r))
		for _, c := range r {
			flat = append(flat, c[0], c[1])
		}
		lines = append(lines, geom.NewLineString(geom.NewSequence(flat, geom.DimXY)))
	}
	return geom.NewPolygon(lines)
}

func rings(p geom.Polygon) orb.Polygon {
	var out orb.Polygon
	for _, l := range p.DumpRings() {
		seq := l.Coordinates()
		r := make(orb.Ring, seq.Length())
		for i := range r {
			xy := seq.GetXY(i)
			r[i] = orb.Point{xy.X, xy.Y}
		}
		out = append(out, r)
	}
	return out
}
