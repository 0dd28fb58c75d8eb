package grid

import (
	"context"
	"slices"
	"strings"

	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

// AreaItem is an area without its outline.
type AreaItem struct {
	AreaName
	Parent   string  `json:"parent"`
	Lon      float64 `json:"lon"`
	Lat      float64 `json:"lat"`
	Children int     `json:"children" doc:"how many areas are below it and in sight"`
}

type areasInput struct {
	Parent string         `query:"parent" pattern:"^[0-9A-Z]{0,20}$" doc:"empty for the city"`
	Level  register.Level `query:"level" enum:",city,district,zone,street,community,cell" doc:"only those of this level"`
	Limit  int            `query:"limit" minimum:"1" maximum:"500" default:"200"`
	Cursor string         `query:"cursor" pattern:"^[0-9A-Z]{0,20}$" doc:"next of the page before"`
}

func (s *System) areas(ctx context.Context, in *areasInput) (*httpapi.Body[httpapi.Page[AreaItem]], error) {
	below := s.Register.Areas().Below(scope(ctx), in.Parent)
	below = slices.DeleteFunc(below, func(a register.Area) bool {
		return a.Level == register.River || in.Level != "" && a.Level != in.Level || strings.Compare(a.Code, in.Cursor) <= 0
	})
	page := httpapi.Page[AreaItem]{}
	if len(below) > in.Limit {
		below, page.Next = below[:in.Limit], below[in.Limit-1].Code
	}
	page.Items = s.areaItems(ctx, below)
	return httpapi.OK(page), nil
}

func (s *System) areaItems(ctx context.Context, list []register.Area) []AreaItem {
	out := make([]AreaItem, 0, len(list))
	for _, a := range list {
		below := slices.DeleteFunc(s.Register.Areas().Below(scope(ctx), a.Code), func(b register.Area) bool { return b.Level == register.River })
		out = append(out, AreaItem{AreaName{a.Code, a.Name, a.NameEn, a.Level}, a.Parent, a.Lon, a.Lat, len(below)})
	}
	return out
}

type outlinesInput struct {
	Level       register.Level `query:"level" enum:"city,district,zone,street,community,river" default:"district"`
	On          string         `query:"on" maxLength:"10" doc:"as they were on a day, 2026-01-31; today when left out"`
	IfNoneMatch string         `header:"If-None-Match"`
}

// outlined keeps the GeoJSON of each level for the areas it was made of.
type outlined struct {
	of   *register.Areas
	text map[register.Level][]byte
}

func (s *System) outlines(ctx context.Context, in *outlinesInput) (*httpapi.Tagged, error) {
	areas, err := s.areasOn(ctx, in.On)
	if err != nil {
		return nil, err
	}
	if areas != s.Register.Areas() { // of another day: too many to keep
		text, err := collect(areas, in.Level)
		if err != nil {
			return nil, err
		}
		return httpapi.Tag(in.IfNoneMatch, "application/geo+json", "private, max-age=300", text), nil
	}
	text, err := s.geojson(in.Level)
	if err != nil {
		return nil, err
	}
	return httpapi.Tag(in.IfNoneMatch, "application/geo+json", "private, max-age=300", text), nil
}

// geojson is a FeatureCollection of the areas of a level whose outline is known.
func (s *System) geojson(l register.Level) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.Register.Areas(); s.outlined.of != now {
		s.outlined = outlined{now, map[register.Level][]byte{}}
	}
	if text, ok := s.outlined.text[l]; ok {
		return text, nil
	}
	text, err := collect(s.outlined.of, l)
	if err != nil {
		return nil, err
	}
	s.outlined.text[l] = text
	return text, nil
}
