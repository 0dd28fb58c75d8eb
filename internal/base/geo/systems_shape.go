package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// ShapeToWGS84 turns the corners of a line or area of the system into WGS 84 degrees, as ToWGS84 does a point; any other
// geometry is returned as it is. A corner that falls together with the one before, to a centimetre, is left out: files are
// finer than what we keep. It fails with Invalid when a corner cannot be of the system.
func (s System) ShapeToWGS84(g orb.Geometry) (orb.Geometry, error) {
	return turn(g, func(p orb.Point) (orb.Point, error) {
		w, err := s.ToWGS84(p[0], p[1])
		return orb.Point{w.Lon, w.Lat}, err
	})
}

// ShapeFromWGS84 turns the corners of a line or area in WGS 84 degrees into the system, as FromWGS84 does a point.
func (s System) ShapeFromWGS84(g orb.Geometry) orb.Geometry {
	out, err := turn(g, func(p orb.Point) (orb.Point, error) {
		x, y := s.FromWGS84(Point{Lon: p[0], Lat: p[1]})
		return orb.Point{x, y}, nil
	})
	if err != nil { // there is nothing that could fail
		return g
	}
	return out
}

// turn puts every corner through f.
func turn(g orb.Geometry, f func(orb.Point) (orb.Point, error)) (orb.Geometry, error) {
	switch v := g.(type) {
	case orb.LineString:
		return turnLine(v, f)
	case orb.MultiLineString:
		return turnEach(v, f)
	case orb.Polygon:
		return turnPolygon(v, f)
	case orb.MultiPolygon:
		out := make(orb.MultiPolygon, len(v))
		for i, p := range v {
			var err error
			if out[i], err = turnPolygon(p, f); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return g, nil
}

func turnEach(m orb.MultiLineString, f func(orb.Point) (orb.Point, error)) (orb.MultiLineString, error) {
	out := make(orb.MultiLineString, len(m))
	for i, l := range m {
		var err error
		if out[i], err = turnLine(l, f); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func turnPolygon(p orb.Polygon, f func(orb.Point) (orb.Point, error)) (orb.Polygon, error) {
	out := make(orb.Polygon, len(p))
	for i, r := range p {
		l, err := turnLine(orb.LineString(r), f)
		if err != nil {
			return nil, err
		}
		out[i] = orb.Ring(l)
	}
	return out, nil
}

func turnLine(l orb.LineString, f func(orb.Point) (orb.Point, error)) (orb.LineString, error) {
	out := make(orb.LineString, 0, len(l))
	for _, p := range l {
		t, err := f(p)
		if err != nil {
			return nil, err
		}
		if n := len(out); n > 0 && centimetre(out[n-1]) == centimetre(t) {
			continue
		}
		out = append(out, t)
	}
	return out, nil
}

func centimetre(p orb.Point) [2]float64 {
	return [2]float64{math.Round(p[0] * 1e7), math.Round(p[1] * 1e7)}
}
