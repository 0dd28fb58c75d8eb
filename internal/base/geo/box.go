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

// Distance is the great-circle distance in metres from p to the nearest point of the box, 0 inside. It never exceeds
// the distance to any point in the box, so it can order a search tree.
func (b Box) Distance(p Point) float64 {
	if p.Lon >= b.West && p.Lon <= b.East {
		switch {
		case p.Lat < b.South:
			return (b.South - p.Lat) * degree * Radius
		case p.Lat > b.North:
			return (p.Lat - b.North) * degree * Radius
		}
		return 0
	}
	return Radius * min(meridian(p, b.West, b.South, b.North), meridian(p, b.East, b.South, b.North))
}

// meridian is the angle from p to the nearest point of the meridian lon between two latitudes. Along a meridian the
// cosine of the distance is a sinusoid of the latitude with its top at atan2(sin φ, cos φ · cos Δλ).
func meridian(p Point, lon, south, north float64) float64 {
	lat, d := p.Lat*degree, (lon-p.Lon)*degree
	top := math.Atan2(math.Sin(lat), math.Cos(lat)*math.Cos(d))
	if top >= south*degree && top <= north*degree {
		return angle(lat, top, d)
	}
	return min(angle(lat, south*degree, d), angle(lat, north*degree, d))
}

// Orb is the box as package orb wants it.
func (b Box) Orb() orb.Bound {
	return orb.Bound{Min: orb.Point{b.West, b.South}, Max: orb.Point{b.East, b.North}}
}

func boxOf(b orb.Bound) Box {
	return Box{West: b.Min[0], South: b.Min[1], East: b.Max[0], North: b.Max[1]}
}
