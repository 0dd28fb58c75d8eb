package grid

import (
	"context"
	"fmt"
	"math"

	"anlan/internal/base/fail"
	"anlan/internal/base/find"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

// areasFound is how many areas a search names, and othersFound how many things of each group.
const (
	areasFound  = 5
	othersFound = 5
)

type searchInput struct {
	Q     string        `query:"q" required:"true" maxLength:"100" doc:"what somebody remembers: part of a name, pinyin, code, number, address"`
	Kind  string        `query:"kind" maxLength:"40" doc:"only elements of this kind"`
	Risk  register.Risk `query:"risk" enum:",red,orange,yellow,blue"`
	Area  string        `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Lon   float64       `query:"lon" minimum:"-180" maximum:"180" doc:"where the map looks: nearer ones come first among equals; the caller's area when left out"`
	Lat   float64       `query:"lat" minimum:"-90" maximum:"90"`
	Limit int           `query:"limit" minimum:"1" maximum:"50" default:"12"`
}

// FoundItem is an element that was found.
type FoundItem struct {
	register.Item
	AreaName string   `json:"area_name"`
	How      string   `json:"how" enum:"exact,prefix,part,code,spelling,spelt,other,words,like,nearly"`
	Text     string   `json:"text" doc:"what was found, when it is not the name: a code, a number, an address"`
	Marks    [][2]int `json:"marks" nullable:"false" doc:"parts of text, or else of the name, that were found: from and to in UTF-16 units"`
}

// FoundArea is an area that was found.
type FoundArea struct {
	AreaItem
	Above string   `json:"above" doc:"names of the areas above it, from the district down"`
	How   string   `json:"how" enum:"exact,prefix,part,code,spelling,spelt,other,words,like,nearly"`
	Text  string   `json:"text" doc:"what was found, when it is not the Chinese name"`
	Marks [][2]int `json:"marks" nullable:"false"`
}

// Found is what a search found.
type Found struct {
	Items  []FoundItem    `json:"items" nullable:"false" doc:"elements, best first"`
	Areas  []FoundArea    `json:"areas" nullable:"false"`
	Totals map[string]int `json:"totals" doc:"how many elements of each kind there are"`
}

func (s *System) search(ctx context.Context, in *searchInput) (*httpapi.Body[Found], error) {
	q := words(in.Q)
	if q == "" {
		return nil, errNoWords
	}
	if err := s.kind(in.Kind); err != nil {
		return nil, err
	}
	if math.IsNaN(in.Lon) || math.IsNaN(in.Lat) {
		return nil, fail.Invalid("grid.point", "经纬度无效", "the place is not valid").At("lon")
	}
	areas, by := s.Register.Areas(), httpapi.SubjectOf(ctx)
	out := Found{Items: []FoundItem{}, Areas: []FoundArea{}}
	if in.Kind == "" {
		for _, a := range areas.Named(scope(ctx), q, areasFound) {
			out.Areas = append(out.Areas, FoundArea{s.areaItems(ctx, []register.Area{a.Area})[0], areas.Name(a.Parent), a.How, a.Text, marks(a.Marks)})
		}
	}
	hits, totals := s.Register.Index().Best(scope(ctx), register.Question{
		Q: q, Kind: in.Kind, Clear: by.Scope(put), From: s.lookingFrom(ctx, in), Limit: in.Limit, Filter: register.Filter{Area: in.Area, Risk: in.Risk},
	})
	out.Totals = totals
	for _, h := range hits {
		out.Items = append(out.Items, FoundItem{h.Item, areas.Name(h.Area), h.How, h.Text, marks(h.Marks)})
	}
	return httpapi.OK(out), nil
}

// lookingFrom is the place that was named, or else the seat of the caller's area when that is one below the city.
func (s *System) lookingFrom(ctx context.Context, in *searchInput) geo.Point {
	if p := (geo.Point{Lon: in.Lon, Lat: in.Lat}); p != (geo.Point{}) && p.Valid() {
		return p
	}
	if own := scope(ctx); len(own) == 1 && register.DistrictOf(own[0]) != "" {
		if a, ok := s.Register.Areas().Find(own[0]); ok {
			return geo.Point{Lon: a.Lon, Lat: a.Lat}
		}
	}
	return geo.Point{}
}

func marks(in []find.Mark) [][2]int {
	out := make([][2]int, len(in))
	for i, m := range in {
		out[i] = m
	}
	return out
}

type othersInput struct {
	Q string `query:"q" required:"true" maxLength:"100"`
}

// OtherGroup is what a system found of its own.
type OtherGroup struct {
	Name  string              `json:"name"`
	Title lang.Text           `json:"title"`
	Items []system.FoundThing `json:"items" nullable:"false"`
}

func (s *System) searchOthers(ctx context.Context, in *othersInput) (*httpapi.Body[httpapi.Page[OtherGroup]], error) {
	q := words(in.Q)
	if q == "" {
		return nil, errNoWords
	}
	page := httpapi.Page[OtherGroup]{Items: []OtherGroup{}}
	for _, f := range s.Finders {
		if !httpapi.SubjectOf(ctx).Has(f.Permission) {
			continue
		}
		items, err := f.Find(ctx, q, othersFound)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", f.Name, err)
		}
		if len(items) > 0 {
			page.Items = append(page.Items, OtherGroup{f.Name, f.Title, items})
		}
	}
	return httpapi.OK(page), nil
}

var errNoWords = fail.Invalid("grid.search-empty", "请输入要找的名称、拼音、编码、电话或地址", "say what to find: a name, pinyin, code, number or address").At("q")
