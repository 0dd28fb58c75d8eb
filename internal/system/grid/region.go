package grid

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
)

// maxReach is the widest that a circle or the surroundings of something may be, in metres.
const maxReach = 200_000

// Within says where: a box, a polygon, a circle or what lies beside a line; and an area.
type Within struct {
	BBox    string  `query:"bbox" maxLength:"200" doc:"west,south,east,north in degrees"`
	Polygon string  `query:"polygon" maxLength:"8000" doc:"lon,lat,lon,lat,… of at least three corners; the ring is closed by itself"`
	Circle  string  `query:"circle" maxLength:"100" doc:"lon,lat,metres"`
	Line    string  `query:"line" maxLength:"8000" doc:"lon,lat,lon,lat,… of at least two places; wants buffer"`
	Buffer  float64 `query:"buffer" minimum:"0" maximum:"200000" doc:"metres around the polygon or beside the line"`
	Area    string  `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay Within"`
}

// bounds are the box and, when more than a box was asked for, the region. One of bbox, polygon, circle, line and area must
// be there, and only one of polygon, circle and line.
func (in *Within) bounds() (box geo.Box, region geo.Region, err error) {
	box = geo.Box{West: -180, South: -90, East: 180, North: 90}
	shapes := 0
	for _, s := range []string{in.Polygon, in.Circle, in.Line} {
		if s != "" {
			shapes++
		}
	}
	switch {
	case shapes == 0 && in.BBox == "" && in.Area == "":
		return box, nil, fail.Invalid("grid.bounds-missing", "请给出范围：bbox、polygon、circle、line 或 area", "say where: bbox, polygon, circle, line or area").At("bbox")
	case shapes > 1:
		return box, nil, fail.Invalid("grid.bounds-many", "polygon、circle、line 只能给出一个", "give only one of polygon, circle and line").At("polygon")
	case math.IsNaN(in.Buffer):
		return box, nil, fail.Invalid("grid.buffer", "buffer 应为米数", "buffer is in metres").At("buffer")
	case in.Polygon != "":
		region, err = in.polygon()
	case in.Circle != "":
		region, err = in.circle()
	case in.Line != "":
		region, err = in.corridor()
	}
	if err != nil {
		return box, nil, err
	}
	if in.BBox != "" {
		if box, err = parseBox(in.BBox); err != nil {
			return box, nil, err
		}
	} else if region != nil {
		box = region.Box()
	}
	return box, region, nil
}

func parseBox(s string) (geo.Box, error) {
	n, ok := numbers(s)
	if ok = ok && len(n) == 4; ok {
		b := geo.Box{West: n[0], South: n[1], East: n[2], North: n[3]}
		if b.Valid() {
			return b, nil
		}
	}
	return geo.Box{}, fail.Invalid("grid.bbox", "bbox 应为 西,南,东,北 四个经纬度", "bbox is west,south,east,north in degrees").At("bbox")
}

func (in *Within) polygon() (geo.Region, error) {
	p, ok := points(in.Polygon, 3)
	if !ok {
		return nil, errPolygon
	}
	ring := orb.Ring{}
	for _, c := range p {
		ring = append(ring, c.Orb())
	}
	if !ring.Closed() {
		ring = append(ring, ring[0])
	}
	shape := geo.NewShape(orb.MultiPolygon{{ring}})
	if in.Buffer > 0 {
		return geo.Surroundings{Shape: shape, Metres: in.Buffer}, nil
	}
	return shape, nil
}

func (in *Within) circle() (geo.Region, error) {
	n, ok := numbers(in.Circle)
	if ok = ok && len(n) == 3; ok {
		c := geo.Circle{Centre: geo.Point{Lon: n[0], Lat: n[1]}, Metres: n[2]}
		if c.Centre.Valid() && c.Metres > 0 && c.Metres <= maxReach {
			return c, nil
		}
	}
	return nil, fail.Invalid("grid.circle", "circle 应为 经度,纬度,半径米数，半径不超过 200 公里", "circle is lon,lat,metres, of at most 200 km").At("circle")
}

func (in *Within) corridor() (geo.Corridor, error) {
	p, ok := points(in.Line, 2)
	if !ok {
		return geo.Corridor{}, fail.Invalid("grid.line", "line 应为至少两个点的 经度,纬度,…", "line is lon,lat,… of at least two places").At("line")
	}
	if in.Buffer <= 0 {
		return geo.Corridor{}, fail.Invalid("grid.buffer", "沿线查询须给出 buffer（米）", "a line wants buffer, in metres").At("buffer")
	}
	return geo.Corridor{Line: geo.NewLine(p...), Metres: in.Buffer}, nil
}

var errPolygon = fail.Invalid("grid.polygon", "polygon 应为至少三个角点的 经度,纬度,…", "polygon is lon,lat,… of at least three corners").At("polygon")

func points(s string, least int) (out []geo.Point, ok bool) {
	n, ok := numbers(s)
	if !ok || len(n) < 2*least || len(n)%2 != 0 {
		return nil, false
	}
	for i := 0; i < len(n); i += 2 {
		p := geo.Point{Lon: n[i], Lat: n[i+1]}
		if !p.Valid() {
			return nil, false
		}
		out = append(out, p)
	}
	return out, true
}

func numbers(s string) (out []float64, ok bool) {
	for part := range strings.SplitSeq(s, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}
