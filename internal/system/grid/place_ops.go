package grid

import (
	"context"
	"math"

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
	Where []string      `query:"where,explode" maxItems:"12" doc:"attributes, as in lists of elements"`
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
	filter, err := s.filter(in.Kind, "", in.Risk, in.Where)
	if err != nil {
		return nil, err
	}
	found := s.Register.Index().Near(scope(ctx), in.Kind, p, in.K, in.Reach, filter)
	metres, ids := map[string]float64{}, []string{}
	for _, n := range found {
		ids = append(ids, n.ID)
		metres[n.ID] = math.Round(n.Distance*10) / 10
	}
	elements, err := s.Register.Recall(ctx, scope(ctx), ids...)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[NearItem]{Items: []NearItem{}}
	for _, e := range s.viewer(ctx).items(elements) {
		page.Items = append(page.Items, NearItem{e, metres[e.ID]})
	}
	return httpapi.OK(page), nil
}

// filter narrows a question about a kind. It fails with Invalid for a kind or a condition that is none.
func (s *System) filter(kind, area string, risk register.Risk, where []string) (f register.Filter, err error) {
	f = register.Filter{Area: area, Risk: risk}
	if err := s.kind(kind); err != nil {
		return f, err
	}
	f.Where, err = s.narrow(kind, where)
	return f, err
}
