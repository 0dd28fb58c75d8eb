package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Box is a rectangle in degrees, edges inside. West <= East: it does not cross the 180th meridian.
type Box struct {
	West, South, East, North float64
}

// Valid reports whether the corners are valid points in the right order.
func (b Box) Valid() bool {
	return (Point{b.West, b.South}).Valid() && (Point{b.East, b.North}).Valid() && b.West <= b.East && b.South <= b.North
}

// Contains reports whether p is in the box or on its edge.
func (b Box) Contains(p Point) bool {
	return p.Lon >= b.West && p.Lon <= b.East && p.Lat >= b.South && p.Lat <= b.North
}

// Meets reports whether the boxes share a point.
func (b Box) Meets(o Box) bool {
	return b.West <= o.East && o.West <= b.East && b.South <= o.North && o.South <= b.North
}

// Centre is the middle of the box.
func (b Box) Centre() Point { return Point{(b.West + b.East) / 2, (b.South + b.North) / 2} }

// Around is the smallest box that holds all points within metres of p. It is cut at the poles and at ±180°.
func Around(p Point, metres float64) Box {
	d := metres / Radius
	b := Box{West: -180, East: 180, South: max(-90, p.Lat-d/degree), North: min(90, p.Lat+d/degree)}
	if s := math.Sin(d) / math.Cos(p.Lat*degree); b.South > -90 && b.North < 90 && s < 1 {
		w := math.Asin(s) / degree
		b.West, b.East = max(-180, p.Lon-w), min(180, p.Lon+w)
	}
	return b
}

// From measures distances from one place, with what they have in common worked out once.
type From struct {
	place Point
	cos   float64 // of its latitude
}

// From is for measuring from p.
func (p Point) From() From { return From{p, math.Cos(p.Lat * degree)} }

// To is the great-circle distance in metres to q, as Distance gives it.
func (f From) To(q Point) float64 { return Distance(f.place, q) }

// Within is no more than the great-circle distance in metres to any point of the box, 0 inside, and near to that of the
// nearest; so it can order a search tree. In the haversine formula it takes the least that each term can be.
func (f From) Within(b Box) float64 {
	lat := max(0, b.South-f.place.Lat, f.place.Lat-b.North)
	v := 0.0
	if f.place.Lon < b.West || f.place.Lon > b.East {
		west, east := math.Sin((b.West-f.place.Lon)*degree/2), math.Sin((b.East-f.place.Lon)*degree/2)
		v = f.cos * math.Cos(max(math.Abs(b.South), math.Abs(b.North))*degree) * min(west*west, east*east)
	}
	if v == 0 {
		return lat * degree * Radius
	}
	u := math.Sin(lat * degree / 2)
	return 2 * Radius * math.Asin(math.Sqrt(min(1, u*u+v))) * (1 - 1e-12) // roundings of the point must not fall below
}

// Orb is the box as package orb wants it.
func (b Box) Orb() orb.Bound {
	return orb.Bound{Min: orb.Point{b.West, b.South}, Max: orb.Point{b.East, b.North}}
}

func boxOf(b orb.Bound) Box {
	return Box{West: b.Min[0], South: b.Min[1], East: b.Max[0], North: b.Max[1]}
}
