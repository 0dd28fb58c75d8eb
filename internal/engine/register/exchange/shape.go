package exchange

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// shapeMend says how a shape that is wrong is mended.
var shapeMend = lang.T("用 GIS 软件修正该要素的线或面后重新导出；无法修正时删去其几何，只填经纬度", "repair the line or area with GIS software and export it again, or take its geometry out and give longitude and latitude alone")

// isShape reports whether a geometry is a line or an area.
func isShape(g orb.Geometry) bool {
	switch g.(type) {
	case orb.LineString, orb.MultiLineString, orb.Polygon, orb.MultiPolygon:
		return true
	}
	return false
}

// shape reads the shape of a row. It is false where the kind takes none or the file has none: then a geometry says only
// where the element stands.
func (j *judge) shape(d *draft, g orb.Geometry) bool {
	if j.kind.Shape == register.NoShape || !isShape(g) {
		return false
	}
	turned, err := j.plan.System.ShapeToWGS84(g)
	if err != nil {
		j.fault(d, "shape", fail.As(err).Text, shapeMend)
		return true
	}
	raw, err := json.Marshal(geojson.NewGeometry(turned))
	if err == nil {
		err = d.keep(raw)
	}
	if err != nil {
		j.fault(d, "shape", shapeFault(err), shapeMend)
	}
	return true
}

// keep notes a shape as the register would keep it, and its middle. It fails with Invalid for what it would refuse.
func (d *draft) keep(raw json.RawMessage) error {
	g, err := geo.ParseGeometry(raw)
	if err != nil {
		return err
	}
	p := g.Middle()
	d.shape, d.middle = g.JSON(), &geo.Point{Lon: math.Round(p.Lon*1e7) / 1e7, Lat: math.Round(p.Lat*1e7) / 1e7}
	return nil
}

func shapeFault(err error) lang.Text {
	if f := fail.As(err); f != nil {
		return f.Text
	}
	return lang.T("线或面无法读取", "the line or area cannot be read")
}

// put gives an element the place and the shape of its row. A shape that is the one that is there stays as it is written,
// and with it the place, which somebody may have chosen: the entrance of a forest plot. Another shape without a place
// beside it moves the element to the middle of it.
func (j *judge) put(d *draft, e *register.Element) {
	if d.shape != nil && !sameShape(d.shape, e.Shape) {
		e.Shape = d.shape
		if d.place == nil {
			d.place = d.middle
		}
	}
	if d.place != nil && !near(*d.place, e.Lon, e.Lat) {
		e.Lon, e.Lat, e.Area = d.place.Lon, d.place.Lat, ""
	}
}

// sameShape reports whether two shapes draw the same: one part or a list of one part, and which way rings run, make no
// difference.
func sameShape(a, b json.RawMessage) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	x, y := parts(a), parts(b)
	return x != nil && slices.EqualFunc(x, y, func(p, q [][]orb.Point) bool {
		return slices.EqualFunc(p, q, func(r, s []orb.Point) bool { return slices.Equal(r, s) })
	})
}

// parts are the lines of a shape, or the rings of each polygon, which run counterclockwise outside and clockwise inside.
func parts(raw json.RawMessage) (out [][][]orb.Point) {
	read, err := geojson.UnmarshalGeometry(raw)
	if err != nil {
		return nil
	}
	switch v := read.Geometry().(type) {
	case orb.LineString:
		out = append(out, [][]orb.Point{v})
	case orb.MultiLineString:
		for _, l := range v {
			out = append(out, [][]orb.Point{l})
		}
	case orb.Polygon:
		out = append(out, rings(v))
	case orb.MultiPolygon:
		for _, p := range v {
			out = append(out, rings(p))
		}
	}
	return out
}

func rings(p orb.Polygon) (out [][]orb.Point) {
	for i, r := range p.Clone() {
		if (r.Orientation() == orb.CCW) != (i == 0) {
			r.Reverse()
		}
		out = append(out, r)
	}
	return out
}

// geometryOf is the geometry of an element in a system: its shape where it has one, else its point.
func geometryOf(e register.Element, s geo.System) (g orb.Geometry, shaped bool) {
	x, y := s.FromWGS84(geo.Point{Lon: e.Lon, Lat: e.Lat})
	if len(e.Shape) == 0 {
		return orb.Point{x, y}, false
	}
	read, err := geojson.UnmarshalGeometry(e.Shape)
	if err != nil || !isShape(read.Geometry()) {
		return orb.Point{x, y}, false
	}
	return s.ShapeFromWGS84(read.Geometry()), true
}
