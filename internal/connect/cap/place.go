package cap

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"anlan/internal/base/geo"
	"anlan/internal/connect"
)

func (rd *reader) area(n *node) Area {
	a := Area{Description: n.one("areaDesc").value(), Geocodes: pairs(n, "geocode")}
	rd.shapes(n, &a, latLon)
	a.Altitude, a.Ceiling = rd.feet(n.one("altitude")), rd.feet(n.one("ceiling"))
	if a.Ceiling != nil && a.Altitude == nil {
		rd.reject(n.one("altitude"), connect.Missing, "有 ceiling 时必填", "is required when there is a ceiling")
	}
	return a
}

var decimal = regexp.MustCompile(`^[-+]?(\d+(\.\d*)?|\.\d+)$`)

func (rd *reader) feet(n *node) *float64 {
	v := n.value()
	if v == "" {
		return nil
	}
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || !decimal.MatchString(v) {
		rd.reject(n, connect.NotNumber, "应为小数", "must be a decimal number")
	}
	return &x
}

// pair turns the two numbers of a place into a point.
type pair func(a, b float64) geo.Point

func latLon(a, b float64) geo.Point { return geo.Point{Lon: b, Lat: a} }

func (p pair) point(s string) (geo.Point, bool) {
	a, b, ok := strings.Cut(s, ",")
	x, ok1 := coordinate(a)
	y, ok2 := coordinate(b)
	at := p(x, y)
	return at, ok && ok1 && ok2 && at.Valid()
}

func coordinate(s string) (float64, bool) {
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil && strings.Trim(s, "+-.0123456789eE") == ""
}

func (rd *reader) shapes(n *node, a *Area, as pair) {
	for _, k := range n.all("polygon") {
		if ring := rd.ring(k, as); ring != nil {
			a.Polygons = append(a.Polygons, ring)
		}
	}
	for _, k := range n.all("circle") {
		words := strings.Fields(k.value())
		var c Circle
		var ok bool
		if len(words) == 2 {
			c.Center, ok = as.point(words[0])
			r, isNumber := coordinate(words[1])
			c.Radius = r
			ok = ok && isNumber && r >= 0 && r <= maxRadius
		}
		if !ok {
			rd.reject(k, connect.Value, "应写作“纬度,经度 半径(公里)”", "must be written lat,lon radius-in-km")
			continue
		}
		a.Circles = append(a.Circles, c)
	}
}

// maxRadius in kilometres is half way around the earth.
const maxRadius = 20016

func (rd *reader) ring(n *node, as pair) []geo.Point {
	var ring []geo.Point
	for word := range strings.FieldsSeq(n.value()) {
		p, ok := as.point(word)
		if !ok {
			rd.reject(n, connect.Value, "“"+short(word)+"”不是“纬度,经度”", strconv.Quote(short(word))+" is not lat,lon")
			return nil
		}
		ring = append(ring, p)
	}
	switch {
	case len(ring) < 4:
		rd.reject(n, connect.Value, "至少要有 4 个点", "needs 4 points at least")
	case ring[0] != ring[len(ring)-1]:
		rd.reject(n, connect.Value, "末点应与首点相同", "must end where it begins")
	default:
		return ring
	}
	return nil
}

// Geometry is a GeoJSON MultiPolygon (RFC 7946): positions are [longitude, latitude], outer rings run counterclockwise.
type Geometry struct {
	Type        string           `json:"type"`
	Coordinates [][][][2]float64 `json:"coordinates"`
}

const (
	circleCorners = 64
	leastRadius   = 0.5 // km: an epicentre is given as a circle of radius 0, and should be seen
)

// Geometry is the areas as a map draws them, circles as polygons of 64 corners and at least 500 m. It is nil when no area
// has a polygon or circle; then there are only geocodes. Circles around a pole or across the 180th meridian are not cut.
func (i Info) Geometry() *Geometry {
	g := Geometry{Type: "MultiPolygon"}
	for _, a := range i.Areas {
		for _, ring := range a.Polygons {
			g.add(ring)
		}
		for _, c := range a.Circles {
			ring := make([]geo.Point, 0, circleCorners+1)
			for k := range circleCorners {
				ring = append(ring, c.Center.Toward(-360*float64(k)/circleCorners, 1000*max(c.Radius, leastRadius)))
			}
			g.add(append(ring, ring[0]))
		}
	}
	if len(g.Coordinates) == 0 {
		return nil
	}
	return &g
}

func (g *Geometry) add(points []geo.Point) {
	ring := make([][2]float64, len(points))
	twice := 0.0
	for i, p := range points {
		ring[i] = [2]float64{p.Lon, p.Lat}
		if i > 0 {
			q := points[i-1]
			twice += (q.Lon-points[0].Lon)*(p.Lat-points[0].Lat) - (p.Lon-points[0].Lon)*(q.Lat-points[0].Lat)
		}
	}
	if twice < 0 {
		slices.Reverse(ring)
	}
	g.Coordinates = append(g.Coordinates, [][][2]float64{ring})
}
