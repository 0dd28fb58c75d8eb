package grid

import (
	"context"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

// areasFound is how many areas a search names.
const areasFound = 5

type searchInput struct {
	Q     string `query:"q" required:"true" maxLength:"100" doc:"part of a name, in any case"`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"12"`
}

// FoundItem is one result of a search.
type FoundItem struct {
	register.Item
	AreaName string `json:"area_name"`
}

// Found is what a search found.
type Found struct {
	Items  []FoundItem    `json:"items" nullable:"false" doc:"elements, best first"`
	Areas  []AreaItem     `json:"areas" nullable:"false"`
	Totals map[string]int `json:"totals" doc:"how many elements of each kind there are"`
}

func (s *System) search(ctx context.Context, in *searchInput) (*httpapi.Body[Found], error) {
	q := words(in.Q)
	if q == "" {
		return nil, fail.Invalid("grid.search-empty", "请输入要找的名称", "say what to find").At("q")
	}
	areas := s.Register.Areas()
	out := Found{Items: []FoundItem{}, Areas: s.areaItems(ctx, areas.Named(scope(ctx), q, areasFound))}
	items, totals := s.Register.Index().Best(scope(ctx), register.Filter{Q: q}, in.Limit)
	out.Totals = totals
	for _, i := range items {
		out.Items = append(out.Items, FoundItem{i, areas.Name(i.Area)})
	}
	return httpapi.OK(out), nil
}
