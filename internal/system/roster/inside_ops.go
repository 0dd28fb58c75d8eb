package roster

import (
	"context"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/duty"
)

type insideInput struct {
	Polygon string `query:"polygon" maxLength:"8000" doc:"lon,lat,lon,lat,… of at least three corners; the ring is closed by itself"`
	Area    string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"an area to stay within; alone: it, those right below it and those above"`
	Matter  string `query:"matter" maxLength:"40" default:"safety"`
}

// PeopleView is who answers in a shape, with telephone numbers by contact.
type PeopleView struct {
	duty.People
	Phones map[string]string `json:"phones"`
	Masked bool              `json:"masked" doc:"numbers are hidden in part"`
}

// inside is who answers in the areas that a shape touches. Numbers are whole for those who may see them in all of the
// areas that are theirs.
func (s *System) inside(ctx context.Context, in *insideInput) (*httpapi.Body[PeopleView], error) {
	shape, err := ring(in.Polygon)
	if err != nil {
		return nil, err
	}
	if shape.Empty() && in.Area == "" {
		return nil, fail.Invalid("roster.inside", "请给出 polygon 或 area", "say where: polygon or area").At("polygon")
	}
	who := httpapi.SubjectOf(ctx)
	scope := who.Scope(ReadPosts)
	found, err := s.Duty.InsideOf(scope, duty.Inside{Shape: shape, Area: in.Area, Matter: in.Matter})
	if err != nil {
		return nil, err
	}
	v := PeopleView{People: found}
	var ids []string
	for _, a := range found.Areas {
		v.Masked = v.Masked || scope.Contains(a.Area) && !who.Can(readPhones, a.Area)
		ids = append(ids, contactsOf(a.People)...)
	}
	v.Masked = v.Masked || len(who.Scope(readPhones)) == 0
	v.Phones, err = s.phones(ctx, v.Masked, append(ids, contactsOf(found.Leaders)...))
	return httpapi.OK(v), err
}

func contactsOf(list []duty.Named) (out []string) {
	for _, p := range list {
		out = append(out, p.Who.ID)
		if p.Substitute != nil {
			out = append(out, p.Substitute.ID)
		}
	}
	return out
}

// ring reads the corners of a polygon; "" is no shape.
func ring(text string) (geo.Shape, error) {
	if text == "" {
		return geo.Shape{}, nil
	}
	bad := fail.Invalid("roster.polygon", "polygon 应为至少三个角点的 经度,纬度,…", "polygon is lon,lat,… of at least three corners").At("polygon")
	var n []float64
	for part := range strings.SplitSeq(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return geo.Shape{}, bad.Because(err)
		}
		n = append(n, v)
	}
	if len(n) < 6 || len(n)%2 != 0 {
		return geo.Shape{}, bad
	}
	r := orb.Ring{}
	for i := 0; i < len(n); i += 2 {
		p := geo.Point{Lon: n[i], Lat: n[i+1]}
		if !p.Valid() {
			return geo.Shape{}, bad
		}
		r = append(r, p.Orb())
	}
	if !r.Closed() {
		r = append(r, r[0])
	}
	return geo.NewShape(orb.MultiPolygon{{r}}), nil
}
