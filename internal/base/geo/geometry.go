package geo

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"anlan/internal/base/fail"
)

// MaxVertices is the most corners that a geometry may have, MaxOutline the most that the outline of an area may have.
const (
	MaxVertices = 5000
	MaxOutline  = 100_000
)

// China is the box around the country, islands and all, in degrees.
var China = Box{West: 73, South: 3, East: 136, North: 54}

// Geometry is a line or an area as GeoJSON knows them: LineString, MultiLineString, Polygon or MultiPolygon. Its zero
// value is empty.
type Geometry struct {
	lines orb.MultiLineString // of a line
	shape Shape               // of an area
	text  json.RawMessage
}

// ParseGeometry reads a GeoJSON geometry (RFC 7946) and checks it: at most MaxVertices corners, all inside China's box,
// no two in a row the same; lines of at least two corners; rings closed, of at least four, that touch or cross neither
// themselves nor each other, holes inside. Heights are dropped and coordinates kept to 1e-7 degrees (a centimetre). It
// fails with Invalid that says which part is wrong.
func ParseGeometry(raw []byte) (Geometry, error) { return parseGeometry(raw, MaxVertices) }

// ParseOutline is ParseGeometry for the outline of an area: never a line, and of up to MaxOutline corners.
func ParseOutline(raw []byte) (Geometry, error) {
	g, err := parseGeometry(raw, MaxOutline)
	if err == nil && g.IsLine() {
		err = geometryFault("边界应为面", "an outline is an area, not a line")
	}
	return g, err
}

func parseGeometry(raw []byte, most int) (Geometry, error) {
	read, err := geojson.UnmarshalGeometry(raw)
	if err != nil || read.Geometry() == nil {
		return Geometry{}, geometryFault("不是有效的 GeoJSON 几何", "not a valid GeoJSON geometry").Because(err)
	}
	var g Geometry
	switch v := read.Geometry().(type) {
	case orb.LineString:
		g.lines = orb.MultiLineString{v}
	case orb.MultiLineString:
		g.lines = v
	case orb.Polygon:
		g.shape = Shape{polygons: orb.MultiPolygon{v}}
	case orb.MultiPolygon:
		g.shape = Shape{polygons: v}
	default:
		return Geometry{}, geometryFault("几何类型应为线或面", "the geometry is neither a line nor an area")
	}
	if err := g.check(most); err != nil {
		return Geometry{}, err
	}
	if !g.IsLine() {
		g.shape = NewShape(g.shape.polygons)
	}
	if g.text, err = json.Marshal(geojson.NewGeometry(read.Geometry())); err != nil {
		return Geometry{}, geometryFault("几何无法保存", "the geometry cannot be kept").Because(err)
	}
	return g, nil
}

func geometryFault(zh, en string) *fail.Error { return fail.Invalid("geo.geometry", zh, en) }

// IsLine reports whether it is a line, not an area.
func (g Geometry) IsLine() bool { return g.lines != nil }

// JSON is the geometry as GeoJSON, as it was checked.
func (g Geometry) JSON() json.RawMessage { return g.text }

// Box is the smallest box around it.
func (g Geometry) Box() Box {
	if g.IsLine() {
		return boxOf(g.lines.Bound())
	}
	return g.shape.Box()
}

// Length is the length of a line in metres, 0 of an area.
func (g Geometry) Length() float64 {
	sum := 0.0
	for _, l := range g.lines {
		sum += lengthOf(l)
	}
	return sum
}

// Area is the size of an area in square metres, 0 of a line.
func (g Geometry) Area() float64 { return g.shape.Area() }

// Middle is a point on it, for a sign: half way along the longest line, or well inside the largest polygon.
func (g Geometry) Middle() Point {
	if !g.IsLine() {
		return g.shape.Inner()
	}
	longest := g.lines[0]
	for _, l := range g.lines[1:] {
		if lengthOf(l) > lengthOf(longest) {
			longest = l
		}
	}
	rest := lengthOf(longest) / 2
	for i := 1; i < len(longest); i++ {
		a, b := pointOf(longest[i-1]), pointOf(longest[i])
		d := Distance(a, b)
		if rest <= d {
			f := rest / d
			return Point{Lon: a.Lon + (b.Lon-a.Lon)*f, Lat: a.Lat + (b.Lat-a.Lat)*f}
		}
		rest -= d
	}
	return pointOf(longest[len(longest)-1])
}

func pointOf(p orb.Point) Point { return Point{Lon: p[0], Lat: p[1]} }

func lengthOf(l orb.LineString) float64 {
	sum := 0.0
	for i := 1; i < len(l); i++ {
		sum += Distance(pointOf(l[i-1]), pointOf(l[i]))
	}
	return sum
}

// check rounds the corners in place and finds what is wrong.
func (g Geometry) check(most int) error {
	n := 0
	for i, l := range g.lines {
		if err := corners(l, &n, most, fmt.Sprintf("第 %d 条线", i+1), fmt.Sprintf("line %d", i+1)); err != nil {
			return err
		}
		if len(l) < 2 {
			return geometryFault(fmt.Sprintf("第 %d 条线至少要有两个点", i+1), fmt.Sprintf("line %d has fewer than two corners", i+1))
		}
	}
	for i, p := range g.shape.polygons {
		for j, r := range p {
			zh, en := fmt.Sprintf("第 %d 个面的第 %d 个环", i+1, j+1), fmt.Sprintf("ring %d of polygon %d", j+1, i+1)
			if err := corners(orb.LineString(r), &n, most, zh, en); err != nil {
				return err
			}
			if len(r) < 4 || !r.Closed() {
				return geometryFault(zh+"没有闭合或少于四个点", en+" is not closed or has fewer than four corners")
			}
		}
		if len(p) == 0 {
			return geometryFault("面没有外环", "a polygon has no ring")
		}
	}
	if n == 0 {
		return geometryFault("几何没有任何点", "the geometry has no corners")
	}
	return crossing(g.shape.polygons)
}

func corners(l orb.LineString, n *int, most int, zh, en string) error {
	for i := range l {
		l[i][0], l[i][1] = math.Round(l[i][0]*1e7)/1e7, math.Round(l[i][1]*1e7)/1e7
		if !China.Contains(pointOf(l[i])) {
			return geometryFault(fmt.Sprintf("%s的第 %d 个点不在中国范围内", zh, i+1), fmt.Sprintf("corner %d of %s is not in China", i+1, en))
		}
		if i > 0 && l[i] == l[i-1] {
			return geometryFault(fmt.Sprintf("%s的第 %d 个点与前一点重复", zh, i+1), fmt.Sprintf("corner %d of %s repeats the one before", i+1, en))
		}
	}
	if *n += len(l); *n > most {
		return geometryFault(fmt.Sprintf("顶点不能超过 %d 个，请先抽稀", most), fmt.Sprintf("there are more than %d corners; simplify it first", most))
	}
	return nil
}
