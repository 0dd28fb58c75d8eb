package geo

import "math"

// The constants of GCJ-02: Krasovsky's axis and excentricity squared.
const (
	gcjAxis = 6378245.0
	gcjEE   = 0.00669342162296594323
)

// ToGCJ02 turns WGS 84 into GCJ-02, the shifted system of Chinese public maps. Outside a box around China nothing
// changes.
func ToGCJ02(p Point) Point {
	if p.Lon < 72.004 || p.Lon > 137.8347 || p.Lat < 0.8293 || p.Lat > 55.8271 {
		return p
	}
	x, y := p.Lon-105, p.Lat-35
	root := math.Sqrt(math.Abs(x))
	both := 20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)
	dlat := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*root +
		(both+20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi)+160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	dlon := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*root +
		(both+20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi)+150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	s := math.Sin(p.Lat * degree)
	m := 1 - gcjEE*s*s
	return Point{
		Lon: p.Lon + dlon/(gcjAxis/math.Sqrt(m)*math.Cos(p.Lat*degree)*degree),
		Lat: p.Lat + dlat/(gcjAxis*(1-gcjEE)/(m*math.Sqrt(m))*degree),
	}
}

// FromGCJ02 turns GCJ-02 into WGS 84 by iteration, to 1e-9 degrees (0.1 mm).
func FromGCJ02(g Point) Point {
	p := g
	for range 30 {
		f := ToGCJ02(p)
		dx, dy := f.Lon-g.Lon, f.Lat-g.Lat
		p.Lon -= dx
		p.Lat -= dy
		if math.Abs(dx) < 1e-10 && math.Abs(dy) < 1e-10 {
			break
		}
	}
	return p
}

const bdTurn = math.Pi * 3000 / 180

// GCJ02ToBD09 turns GCJ-02 into BD-09, the system of Baidu maps.
func GCJ02ToBD09(p Point) Point {
	z := math.Hypot(p.Lon, p.Lat) + 0.00002*math.Sin(p.Lat*bdTurn)
	t := math.Atan2(p.Lat, p.Lon) + 0.000003*math.Cos(p.Lon*bdTurn)
	return Point{Lon: z*math.Cos(t) + 0.0065, Lat: z*math.Sin(t) + 0.006}
}

// BD09ToGCJ02 turns BD-09 into GCJ-02 by iteration, to 1e-9 degrees.
func BD09ToGCJ02(b Point) Point {
	p := Point{b.Lon - 0.0065, b.Lat - 0.006}
	for range 30 {
		f := GCJ02ToBD09(p)
		dx, dy := f.Lon-b.Lon, f.Lat-b.Lat
		p.Lon -= dx
		p.Lat -= dy
		if math.Abs(dx) < 1e-10 && math.Abs(dy) < 1e-10 {
			break
		}
	}
	return p
}
