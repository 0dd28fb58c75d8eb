package grid

import (
	"context"
	"math"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

type insideInput struct {
	Within
	Kind  string        `query:"kind" required:"true" minLength:"1" maxLength:"40"`
	Risk  register.Risk `query:"risk" enum:",red,orange,yellow,blue"`
	Where []string      `query:"where,explode" maxItems:"12" doc:"attributes, as in lists of elements"`
	Limit int           `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// InsidePage is what lies inside, and how much there is in all.
type InsidePage struct {
	Items []ElementItem `json:"items" nullable:"false"`
	Total int           `json:"total"`
}

func (s *System) inside(ctx context.Context, in *insideInput) (*httpapi.Body[InsidePage], error) {
	filter, err := s.filter(in.Kind, in.Area, in.Risk, in.Where)
	if err != nil {
		return nil, err
	}
	box, region, err := in.bounds()
	if err != nil {
		return nil, err
	}
	found, total := s.Register.Index().Inside(scope(ctx), in.Kind, box, region, filter, in.Limit)
	ids := make([]string, len(found))
	for i, f := range found {
		ids[i] = f.ID
	}
	elements, err := s.Register.Recall(ctx, scope(ctx), ids...)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(InsidePage{Items: s.viewer(ctx).items(elements), Total: total}), nil
}

type alongInput struct {
	Line   string        `query:"line" required:"true" maxLength:"8000" doc:"lon,lat,lon,lat,… of at least two places, in the order of the way"`
	Buffer float64       `query:"buffer" required:"true" minimum:"1" maximum:"200000" doc:"metres to each side"`
	Kind   string        `query:"kind" required:"true" minLength:"1" maxLength:"40"`
	Risk   register.Risk `query:"risk" enum:",red,orange,yellow,blue"`
	Where  []string      `query:"where,explode" maxItems:"12" doc:"attributes, as in lists of elements"`
	Limit  int           `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// AlongItem is an element beside a line.
type AlongItem struct {
	Element ElementItem `json:"element"`
	Along   float64     `json:"along_m" doc:"metres from the beginning of the line, to the decimetre"`
	Off     float64     `json:"off_m" doc:"metres from the line"`
}

// AlongPage is what stands beside a line, in the order of the way.
type AlongPage struct {
	Items  []AlongItem `json:"items" nullable:"false"`
	Total  int         `json:"total"`
	Length float64     `json:"length_m"`
}

func (s *System) along(ctx context.Context, in *alongInput) (*httpapi.Body[AlongPage], error) {
	filter, err := s.filter(in.Kind, "", in.Risk, in.Where)
	if err != nil {
		return nil, err
	}
	way, err := (&Within{Line: in.Line, Buffer: in.Buffer}).corridor()
	if err != nil {
		return nil, err
	}
	found, total := s.Register.Index().Along(scope(ctx), in.Kind, way, filter, in.Limit)
	at, ids := map[string]register.Beside{}, []string{}
	for _, f := range found {
		at[f.ID], ids = f, append(ids, f.ID)
	}
	elements, err := s.Register.Recall(ctx, scope(ctx), ids...)
	if err != nil {
		return nil, err
	}
	page := AlongPage{Items: []AlongItem{}, Total: total, Length: decimetre(way.Line.Length())}
	for _, e := range s.viewer(ctx).items(elements) {
		page.Items = append(page.Items, AlongItem{e, decimetre(at[e.ID].Along), decimetre(at[e.ID].Off)})
	}
	return httpapi.OK(page), nil
}

func decimetre(m float64) float64 { return math.Round(m*10) / 10 }

type summaryInput struct{ Within }

// PlaceSummary says what lies somewhere, all kinds together.
type PlaceSummary struct {
	Kinds  map[string]register.KindTally `json:"kinds" doc:"by kind, those of which there is some"`
	People int                           `json:"people" doc:"persons that the elements declare, over all kinds"`
	Worst  register.Risk                 `json:"worst" doc:"the worst level of risk; empty when nothing is graded"`
	Total  int                           `json:"total"`
}

func (s *System) summary(ctx context.Context, in *summaryInput) (*httpapi.Body[PlaceSummary], error) {
	box, region, err := in.bounds()
	if err != nil {
		return nil, err
	}
	out := PlaceSummary{Kinds: s.Register.Index().Summary(scope(ctx), box, region, register.Filter{Area: in.Area})}
	for _, t := range out.Kinds {
		out.People += t.People
		out.Total += t.Total
		for r := range t.ByRisk {
			if r.Rank() < out.Worst.Rank() {
				out.Worst = r
			}
		}
	}
	return httpapi.OK(out), nil
}

type heatInput struct {
	BBox   string        `query:"bbox" required:"true" maxLength:"200" doc:"west,south,east,north in degrees"`
	Zoom   float64       `query:"zoom" required:"true" minimum:"0" maximum:"20" doc:"of the map; a cell is about 32 pixels of 512 wide tiles"`
	Kind   string        `query:"kind" maxLength:"40" doc:"empty for all kinds"`
	Grid   string        `query:"grid" enum:"hexagon,square" default:"hexagon"`
	Weight string        `query:"weight" enum:"count,risk" default:"count" doc:"risk: red 8, orange 4, yellow 2, blue 1, not graded 0"`
	Area   string        `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay Within"`
	Risk   register.Risk `query:"risk" enum:",red,orange,yellow,blue"`
	Where  []string      `query:"where,explode" maxItems:"12" doc:"attributes, as in lists of elements"`
}

// HeatCell is one cell that holds something.
type HeatCell struct {
	Lon    float64       `json:"lon"`
	Lat    float64       `json:"lat"`
	N      int           `json:"n"`
	Weight float64       `json:"weight"`
	Worst  register.Risk `json:"worst"`
	Ring   [][2]float64  `json:"ring" nullable:"false" doc:"corners of the cell, lon and lat, not closed"`
}

// HeatMap is a picture of where how much lies.
type HeatMap struct {
	Cells []HeatCell `json:"cells" nullable:"false" doc:"heaviest first"`
	Most  float64    `json:"most" doc:"the largest weight"`
}

// maxCells is how many cells across a box may be.
const maxCells = 400

func (s *System) heat(ctx context.Context, in *heatInput) (*httpapi.Body[HeatMap], error) {
	filter, err := s.filter(in.Kind, in.Area, in.Risk, in.Where)
	if err != nil {
		return nil, err
	}
	box, err := parseBox(in.BBox)
	if err != nil {
		return nil, err
	}
	lattice := geo.Lattice{Size: 1 / (16 * math.Exp2(in.Zoom)), Hexagon: in.Grid != "square"}
	west, north := geo.World(geo.Point{Lon: box.West, Lat: box.North})
	east, south := geo.World(geo.Point{Lon: box.East, Lat: box.South})
	if math.IsNaN(in.Zoom) || max(east-west, south-north) > maxCells*lattice.Size {
		return nil, fail.Invalid("grid.heat-wide", "范围相对缩放级别过大", "the box is too wide for the zoom").At("zoom")
	}
	out := HeatMap{Cells: []HeatCell{}}
	for _, c := range s.Register.Index().Heat(scope(ctx), in.Kind, box, lattice, in.Weight == "risk", filter) {
		p := geo.Unworld(lattice.Centre(c.Cell))
		h := HeatCell{Lon: p.Lon, Lat: p.Lat, N: c.N, Weight: c.Weight, Worst: c.Worst}
		for _, corner := range lattice.Ring(c.Cell) {
			h.Ring = append(h.Ring, [2]float64{corner.Lon, corner.Lat})
		}
		out.Cells, out.Most = append(out.Cells, h), max(out.Most, c.Weight)
	}
	return httpapi.OK(out), nil
}

type areasAtInput struct {
	Lon float64 `query:"lon" required:"true" minimum:"-180" maximum:"180" doc:"WGS 84 degrees"`
	Lat float64 `query:"lat" required:"true" minimum:"-90" maximum:"90"`
	On  string  `query:"on" maxLength:"10" doc:"as the areas were on a day, 2026-01-31; today when left out"`
}

// areasAt answers with the areas that hold a place, from the city down; none for a place outside. Which areas there are is
// public.
func (s *System) areasAt(ctx context.Context, in *areasAtInput) (*httpapi.Body[httpapi.Page[AreaName]], error) {
	p := geo.Point{Lon: in.Lon, Lat: in.Lat}
	if !p.Valid() {
		return nil, fail.Invalid("grid.point", "经纬度或距离无效", "the place or the distance is not valid").At("lon")
	}
	areas, err := s.areasOn(ctx, in.On)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[AreaName]{Items: viewer{areas: areas}.path(areas.Locate(p))}), nil
}
