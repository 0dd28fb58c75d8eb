package desk

import (
	"context"
	"slices"
	"strings"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
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
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"200" doc:"how many at most"`
}

// people lists the people of the caller's areas, without their telephones; those whose account is closed are left out.
func (s *System) people(ctx context.Context, in *peopleInput) (*httpapi.Body[httpapi.Page[Colleague]], error) {
	all, err := s.Identity.People(ctx, httpapi.SubjectOf(ctx).Scope("desk.case.read"), in.Q, "", in.Limit)
	if err != nil {
		return nil, err
	}
	roles := s.Identity.Roles()
	page := httpapi.Page[Colleague]{Items: []Colleague{}}
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
