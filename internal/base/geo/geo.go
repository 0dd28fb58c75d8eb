// Package geo is the geometry the city needs: places, distances, shapes, map projections, map tiles.
//
// Coordinates are WGS 84 degrees (equal to CGCS 2000 to centimetres) everywhere inside; what comes in GCJ-02 or BD-09
// is turned at the border. Distances are on the sphere of mean radius, in metres, right to 0.5 %. Shapes are planar in
// degrees, good for areas of a city's size that do not touch a pole or the 180th meridian. Tiles are Web Mercator and
// Mapbox Vector Tiles 2.1. It does not route, does not know heights and draws nothing.
package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Radius is the mean radius of the earth in metres (IUGG).
const Radius = 6371008.8

const degree = math.Pi / 180

// Point is a place: WGS 84 degrees, longitude east, latitude north.
type Point struct {
	Lon float64 `json:"lon" minimum:"-180" maximum:"180"`
	Lat float64 `json:"lat" minimum:"-90" maximum:"90"`
}

// Valid reports whether both numbers are finite and in range. The point 0,0 is valid; callers that use it for "unknown"
// say so themselves.
func (p Point) Valid() bool {
	return p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90
}

// Orb is the point as package orb wants it.
func (p Point) Orb() orb.Point { return orb.Point{p.Lon, p.Lat} }

// Distance is the great-circle distance in metres (haversine: exact for small distances too).
func Distance(a, b Point) float64 {
	return Radius * angle(a.Lat*degree, b.Lat*degree, (b.Lon-a.Lon)*degree)
}

func angle(lat1, lat2, dlon float64) float64 {
	u, v := math.Sin((lat2-lat1)/2), math.Sin(dlon/2)
	return 2 * math.Asin(math.Sqrt(min(1, u*u+math.Cos(lat1)*math.Cos(lat2)*v*v)))
}

// Bearing is the initial direction from a to b in degrees clockwise from north, 0 <= bearing < 360.
func Bearing(a, b Point) float64 {
	lat1, lat2, d := a.Lat*degree, b.Lat*degree, (b.Lon-a.Lon)*degree
	y := math.Sin(d) * math.Cos(lat2)
	x := math.Cos(lat1)*math.Sin(lat2) - math.Sin(lat1)*math.Cos(lat2)*math.Cos(d)
	return math.Mod(math.Atan2(y, x)/degree+360, 360)
}

// Toward is the point reached from p after going metres in the direction of bearing (degrees from north).
func (p Point) Toward(bearing, metres float64) Point {
	lat, d, b := p.Lat*degree, metres/Radius, bearing*degree
	s := math.Sin(lat)*math.Cos(d) + math.Cos(lat)*math.Sin(d)*math.Cos(b)
	lon := p.Lon*degree + math.Atan2(math.Sin(b)*math.Sin(d)*math.Cos(lat), math.Cos(d)-math.Sin(lat)*s)
	return Point{Lon: math.Mod(lon/degree+540, 360) - 180, Lat: math.Asin(max(-1, min(1, s))) / degree}
}
