package grid

import (
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

type nearInput struct {
	Lon   float64       `query:"lon" required:"true" minimum:"-180" maximum:"180" doc:"WGS 84 degrees"`
	Lat   float64       `query:"lat" required:"true" minimum:"-90" maximum:"90" doc:"WGS 84 degrees"`
	Kind  string        `query:"kind" required:"true" minLength:"1" maxLength:"40"`
	K     int           `query:"k" minimum:"1" maximum:"100" default:"10"`
	Risk  register.Risk `query:"risk" enum:",red,orange,yellow,blue"`
	Reach float64       `query:"reach" minimum:"0" maximum:"1000000" doc:"metres; 0 for any distance"`
}

// NearItem is an element with its distance.
type NearItem struct {
	Element  ElementItem `json:"element"`
	Distance float64     `json:"distance_m" doc:"metres, great circle, to the decimetre"`
}

func (s *System) near(ctx context.Context, in *nearInput) (*httpapi.Body[httpapi.Page[NearItem]], error) {
	p := geo.Point{Lon: in.Lon, Lat: in.Lat}
	if !p.Valid() || math.IsNaN(in.Reach) {
		return nil, fail.Invalid("grid.point", "经纬度或距离无效", "the place or the distance is not valid").At("lon")
	}
	if err := s.kind(in.Kind); err != nil {
		return nil, err
	}
	found := s.Register.Index().Near(scope(ctx), in.Kind, p, in.K, in.Reach, register.Filter{Risk: in.Risk})
	metres, ids := map[string]float64{}, []string{}
	for _, n := range found {
		ids = append(ids, n.ID)
		metres[n.ID] = math.Round(n.Distance*10) / 10
	}
	elements, err := s.Register.FindAll(ctx, scope(ctx), ids...)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[NearItem]{Items: []NearItem{}}
	for _, e := range s.viewer(ctx).items(elements) {
		page.Items = append(page.Items, NearItem{e, metres[e.ID]})
	}
	return httpapi.OK(page), nil
}

type insideInput struct {
	Kind    string        `query:"kind" required:"true" minLength:"1" maxLength:"40"`
	BBox    string        `query:"bbox" maxLength:"200" doc:"west,south,east,north in degrees"`
	Polygon string        `query:"polygon" maxLength:"8000" doc:"lon,lat,lon,lat,… of at least three corners; the ring is closed by itself"`
	Area    string        `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Risk    register.Risk `query:"risk" enum:",red,orange,yellow,blue"`
	Limit   int           `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// InsidePage is what lies inside, and how much there is in all.
type InsidePage struct {
	Items []ElementItem `json:"items" nullable:"false"`
	Total int           `json:"total"`
}

func (s *System) inside(ctx context.Context, in *insideInput) (*httpapi.Body[InsidePage], error) {
	if err := s.kind(in.Kind); err != nil {
		return nil, err
	}
	box, shape, err := in.bounds()
	if err != nil {
		return nil, err
	}
	found, total := s.Register.Index().Inside(scope(ctx), in.Kind, box, shape, register.Filter{Area: in.Area, Risk: in.Risk}, in.Limit)
	ids := make([]string, len(found))
	for i, f := range found {
		ids[i] = f.ID
	}
	elements, err := s.Register.FindAll(ctx, scope(ctx), ids...)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(InsidePage{Items: s.viewer(ctx).items(elements), Total: total}), nil
}

// bounds are the box and, with a polygon, the shape asked for. One of bbox, polygon and area must be there.
func (in *insideInput) bounds() (geo.Box, geo.Shape, error) {
	box := geo.Box{West: -180, South: -90, East: 180, North: 90}
	if in.BBox == "" && in.Polygon == "" && in.Area == "" {
		return box, geo.Shape{}, fail.Invalid("grid.bounds-missing", "请给出范围：bbox、polygon 或 area", "say where: bbox, polygon or area").At("bbox")
	}
	if in.BBox != "" {
		n, ok := numbers(in.BBox)
		if ok = ok && len(n) == 4; ok {
			box = geo.Box{West: n[0], South: n[1], East: n[2], North: n[3]}
		}
		if !ok || !box.Valid() {
			return box, geo.Shape{}, fail.Invalid("grid.bbox", "bbox 应为 西,南,东,北 四个经纬度", "bbox is west,south,east,north in degrees").At("bbox")
		}
	}
	if in.Polygon == "" {
		return box, geo.Shape{}, nil
	}
	n, ok := numbers(in.Polygon)
	if !ok || len(n) < 6 || len(n)%2 != 0 {
		return box, geo.Shape{}, errPolygon
	}
	var ring orb.Ring
	for i := 0; i < len(n); i += 2 {
		p := geo.Point{Lon: n[i], Lat: n[i+1]}
		if !p.Valid() {
			return box, geo.Shape{}, errPolygon
		}
		ring = append(ring, p.Orb())
	}
	if !ring.Closed() {
		ring = append(ring, ring[0])
	}
	shape := geo.NewShape(orb.MultiPolygon{{ring}})
	if in.BBox == "" {
		box = shape.Box()
	}
	return box, shape, nil
}

var errPolygon = fail.Invalid("grid.polygon", "polygon 应为至少三个角点的 经度,纬度,…", "polygon is lon,lat,… of at least three corners").At("polygon")

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
