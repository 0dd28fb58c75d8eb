package shapefile

import (
	"encoding/binary"
	"io"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"anlan/internal/base/fail"
)

// The types of shapes; 10 more has heights, 20 more measures.
const (
	typeNull       = 0
	typePoint      = 1
	typeLine       = 3
	typePolygon    = 5
	typeMultiPoint = 8
)

func (l *Layer) shapeHeader() error {
	var h [100]byte
	if err := full(l.shp, h[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(h[:]) != 9994 || binary.LittleEndian.Uint32(h[28:]) != 1000 {
		return broken
	}
	return nil
}

// shape reads one record of the .shp; nil when it has no place.
func (l *Layer) shape() (orb.Geometry, error) {
	var h [8]byte
	if err := full(l.shp, h[:]); err != nil {
		return nil, err
	}
	n := 2 * int64(binary.BigEndian.Uint32(h[4:]))
	if n < 4 || n > int64(l.limits.Record) {
		return nil, broken
	}
	// Grow with what is there and not with what is announced.
	b, err := io.ReadAll(io.LimitReader(l.shp, n))
	if err != nil {
		if fail.As(err) != nil {
			return nil, err
		}
		return nil, broken.Because(err)
	}
	if int64(len(b)) != n {
		return nil, broken
	}
	g, ok := decode(b)
	if !ok {
		return nil, broken
	}
	return g, nil
}

func decode(b []byte) (orb.Geometry, bool) {
	kind := binary.LittleEndian.Uint32(b)
	if kind > 30 {
		return nil, false
	}
	b = b[4:]
	switch kind % 10 {
	case typeNull:
		return nil, true
	case typePoint:
		if len(b) < 16 {
			return nil, false
		}
		p := pointAt(b)
		return p, finite(p)
	case typeMultiPoint:
		if len(b) < 36 {
			return nil, false
		}
		points, ok := pointsOf(b[36:], binary.LittleEndian.Uint32(b[32:]))
		return orb.MultiPoint(points), ok && len(points) > 0
	case typeLine, typePolygon:
		parts, ok := partsOf(b)
		if !ok {
			return nil, false
		}
		if kind%10 == typeLine {
			return lineOf(parts), true
		}
		return polygonOf(parts)
	}
	return nil, false
}

func pointAt(b []byte) orb.Point {
	return orb.Point{math.Float64frombits(binary.LittleEndian.Uint64(b)), math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))}
}

func finite(p orb.Point) bool { return !math.IsNaN(p[0]-p[0]) && !math.IsNaN(p[1]-p[1]) }

func pointsOf(b []byte, n uint32) ([]orb.Point, bool) {
	if uint64(len(b)) < 16*uint64(n) {
		return nil, false
	}
	out := make([]orb.Point, n)
	for i := range out {
		if out[i] = pointAt(b[16*i:]); !finite(out[i]) {
			return nil, false
		}
	}
	return out, true
}

// partsOf are the parts of a line or polygon, each of at least two points.
func partsOf(b []byte) ([][]orb.Point, bool) {
	if len(b) < 40 {
		return nil, false
	}
	parts, n := binary.LittleEndian.Uint32(b[32:]), binary.LittleEndian.Uint32(b[36:])
	b = b[40:]
	if parts == 0 || uint64(len(b)) < 4*uint64(parts) {
		return nil, false
	}
	points, ok := pointsOf(b[4*parts:], n)
	if !ok {
		return nil, false
	}
	out := make([][]orb.Point, parts)
	for i := range out {
		from, to := binary.LittleEndian.Uint32(b[4*i:]), n
		if i+1 < len(out) {
			to = binary.LittleEndian.Uint32(b[4*i+4:])
		}
		if to > n || uint64(from)+2 > uint64(to) {
			return nil, false
		}
		out[i] = points[from:to]
	}
	return out, true
}

func lineOf(parts [][]orb.Point) orb.Geometry {
	if len(parts) == 1 {
		return orb.LineString(parts[0])
	}
	var m orb.MultiLineString
	for _, p := range parts {
		m = append(m, p)
	}
	return m
}

// polygonOf sorts rings: those that run clockwise are outer ones, each other is a hole of the outer one that holds it.
func polygonOf(parts [][]orb.Point) (orb.Geometry, bool) {
	var outer orb.MultiPolygon
	var holes []orb.Ring
	for _, p := range parts {
		r := orb.Ring(p)
		if len(r) < 4 || !r.Closed() {
			return nil, false
		}
		if r.Orientation() == orb.CCW {
			holes = append(holes, r)
		} else {
			outer = append(outer, orb.Polygon{r})
		}
	}
	if len(outer) == 0 { // written the wrong way round
		for _, h := range holes {
			outer = append(outer, orb.Polygon{h})
		}
		holes = nil
	}
	for _, h := range holes {
		at := 0
		for i := range outer {
			if planar.RingContains(outer[i][0], h[0]) {
				at = i
				break
			}
		}
		outer[at] = append(outer[at], h)
	}
	if len(outer) == 1 {
		return outer[0], true
	}
	return outer, true
}
