package desk

import (
	"context"
	"slices"
	"strings"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// Colleague is a person who may be named in a form.
type Colleague struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Title string      `json:"title"`
	Area  string      `json:"area"`
	Roles []lang.Text `json:"roles" nullable:"false"`
}

type peopleInput struct {
	Q     string `query:"q" maxLength:"50" doc:"words to find in name, login or title"`
	May   string `query:"may" maxLength:"64" doc:"only those who hold this permission somewhere"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"200" doc:"how many at most"`
}

// people lists the people of the caller's areas, without their telephones; those whose account is closed are left out.
func (s *System) people(ctx context.Context, in *peopleInput) (*httpapi.Body[httpapi.Page[Colleague]], error) {
	roles := s.Identity.Roles()
	page := httpapi.Page[Colleague]{Items: []Colleague{}}
	holding := roles.Holding(in.May)
	if in.May != "" && len(holding) == 0 {
		return httpapi.OK(page), nil
	}
	all, err := s.Identity.People(ctx, httpapi.SubjectOf(ctx).Scope("desk.case.read"), in.Q, "", in.Limit, holding...)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.Disabled {
			continue
		}
		c := Colleague{ID: p.ID, Name: p.Name, Title: p.Title, Area: p.Area, Roles: []lang.Text{}}
		for _, g := range p.Grants {
			c.Roles = append(c.Roles, roles[g.Role].Title)
		}
		page.Items = append(page.Items, c)
	}
	return httpapi.OK(page), nil
}

// Right is a permission in words, with the roles that hold it.
type Right struct {
	Name  string      `json:"name"`
	Title lang.Text   `json:"title"`
	Roles []lang.Text `json:"roles" nullable:"false"`
}

// rights lists the permissions that procedures ask for: pages say with them who may do what.
func (s *System) rights(context.Context, *struct{}) (*httpapi.Body[httpapi.Page[Right]], error) {
	roles := s.Identity.Roles()
	page := httpapi.Page[Right]{Items: []Right{}}
	for _, p := range s.Rights {
		r := Right{Name: p.Name, Title: p.Title, Roles: []lang.Text{}}
		for _, name := range p.Roles {
			r.Roles = append(r.Roles, roles[name].Title)
		}
		page.Items = append(page.Items, r)
	}
	slices.SortFunc(page.Items, func(a, b Right) int { return strings.Compare(a.Name, b.Name) })
	return httpapi.OK(page), nil
}

// AreaRef is an area that a case may lie in, for those who may not see the register.
type AreaRef struct {
	Code     string         `json:"code"`
	Name     string         `json:"name"`
	NameEn   string         `json:"name_en"`
	Level    register.Level `json:"level"`
	Parent   string         `json:"parent"`
	Lon      float64        `json:"lon"`
	Lat      float64        `json:"lat"`
	Children int            `json:"children" doc:"how many areas are below it"`
}

type areasInput struct {
	Parent string         `query:"parent" pattern:"^[0-9A-Z]{0,20}$" doc:"empty for the city"`
	Level  register.Level `query:"level" enum:",city,district,zone,street,community,cell" doc:"only those of this level"`
}

// areas lists the areas right below one: those of the caller, and those on the way down to them.
func (s *System) areas(ctx context.Context, in *areasInput) (*httpapi.Body[httpapi.Page[AreaRef]], error) {
	all, scope := s.Register.Areas(), httpapi.SubjectOf(ctx).Scope("desk.case.read")
	below := func(code string) []register.Area {
		return slices.DeleteFunc(all.Below(scope, code), func(a register.Area) bool { return a.Level == register.River })
	}
	page := httpapi.Page[AreaRef]{Items: []AreaRef{}}
	for _, a := range below(in.Parent) {
		if in.Level == "" || a.Level == in.Level {
			page.Items = append(page.Items, AreaRef{a.Code, a.Name, a.NameEn, a.Level, a.Parent, a.Lon, a.Lat, len(below(a.Code))})
		}
	}
	return httpapi.OK(page), nil
}
