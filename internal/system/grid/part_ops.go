package grid

import (
	"context"
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

// partBelow is how many elements below one its parts are asked about.
const partBelow = 500

// PartItem is a part of an element's file, as it is listed.
type PartItem struct {
	Name  string    `json:"name"`
	Title lang.Text `json:"title"`
	May   bool      `json:"may" doc:"the caller may read it"`
}

// partsOf are the parts that the systems declare for a kind of element.
func (s *System) partsOf(kind string) []system.Part {
	out := []system.Part{}
	if s.Parts == nil {
		return out
	}
	for _, p := range s.Parts() {
		if slices.Contains(p.Kinds, kind) {
			out = append(out, p)
		}
	}
	return out
}

func (s *System) parts(ctx context.Context, in *idInput) (*httpapi.Body[httpapi.Page[PartItem]], error) {
	e, err := s.Register.Find(ctx, scope(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[PartItem]{Items: []PartItem{}}
	for _, p := range s.partsOf(e.Kind) {
		page.Items = append(page.Items, PartItem{p.Name, p.Title, httpapi.SubjectOf(ctx).Scope(p.Permission).Contains(e.Area)})
	}
	return httpapi.OK(page), nil
}

type partInput struct {
	ID   string `path:"id" maxLength:"64"`
	Part string `path:"part" maxLength:"64"`
}

// part asks the system that knows it. What the caller may not see of the element's area is Denied, not empty.
func (s *System) part(ctx context.Context, in *partInput) (*httpapi.Body[system.PartPage], error) {
	e, err := s.Register.Find(ctx, scope(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range s.partsOf(e.Kind) {
		if p.Name != in.Part {
			continue
		}
		if !httpapi.SubjectOf(ctx).Scope(p.Permission).Contains(e.Area) {
			return nil, fail.Denied("grid.part-denied", "你没有查看“"+p.Title.Zh+"”的权限", "you may not see: "+p.Title.En)
		}
		below, err := s.below(ctx, e)
		if err != nil {
			return nil, err
		}
		out, err := p.Read(ctx, system.PartOf{Element: e, Below: below})
		return httpapi.OK(out), err
	}
	return nil, fail.NotFound("grid.part-unknown", "档案中没有这一部分", "the file has no such part")
}

// below are the elements under one and those under them, as far as the caller sees them.
func (s *System) below(ctx context.Context, e register.Element) ([]register.Element, error) {
	var out []register.Element
	for next := []string{e.ID}; len(next) > 0 && len(out) < partBelow; {
		id := next[0]
		next = next[1:]
		p, err := s.Register.List(ctx, scope(ctx), register.Query{Parent: id, Limit: partBelow})
		if err != nil {
			return nil, err
		}
		for _, child := range p.Items {
			out, next = append(out, child), append(next, child.ID)
		}
	}
	return out[:min(len(out), partBelow)], nil
}
