package settings

import (
	"cmp"
	"context"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

func (s *System) people(ctx context.Context, in *httpapi.List) (*httpapi.Body[httpapi.Page[identity.Person]], error) {
	scope := httpapi.SubjectOf(ctx).Scope("settings.person.read").Within(in.Area)
	items, err := s.Identity.People(ctx, scope, in.Q, in.Cursor, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[identity.Person]{Items: items}
	if len(items) > in.Limit {
		page.Items = items[:in.Limit]
		page.Next = items[in.Limit-1].ID
	}
	return httpapi.OK(page), nil
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) person(ctx context.Context, in *idInput) (*httpapi.Body[identity.Person], error) {
	p, err := s.within(ctx, in.ID, "settings.person.read")
	return httpapi.OK(p), err
}

// within finds a person whose area lies where the caller holds the permission; others are not found.
func (s *System) within(ctx context.Context, person, permission string) (identity.Person, error) {
	p, err := s.Identity.Person(ctx, person)
	if err == nil && !httpapi.SubjectOf(ctx).Can(permission, p.Area) {
		err = fail.NotFound("identity.person-unknown", "没有这个人员", "no such person")
	}
	return p, err
}

type personBody struct {
	Login    string           `json:"login" minLength:"2" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]*$"`
	Name     string           `json:"name" minLength:"1" maxLength:"50"`
	Title    string           `json:"title,omitempty" maxLength:"50"`
	Phone    string           `json:"phone,omitempty" pattern:"^[0-9+-]{0,20}$"`
	Area     string           `json:"area" pattern:"^[0-9A-Z]{2,20}$"`
	Disabled bool             `json:"disabled,omitempty"`
	Password string           `json:"password,omitempty" maxLength:"128" doc:"left out, the old one stays"`
	Grants   []identity.Grant `json:"grants" nullable:"false" maxItems:"50"`
}

type createInput struct{ Body personBody }

func (s *System) create(ctx context.Context, tx *store.Tx, in *createInput) (*httpapi.Body[identity.Person], error) {
	return s.put(ctx, tx, id.New(), clock.Instant{}, in.Body)
}

type replaceInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body personBody
}

func (s *System) replace(ctx context.Context, tx *store.Tx, in *replaceInput) (*httpapi.Body[identity.Person], error) {
	old, err := s.within(ctx, in.ID, "settings.person.put")
	if err != nil {
		return nil, err
	}
	if old.Login != in.Body.Login {
		return nil, fail.Invalid("settings.login-fixed", "登录名不能更改", "the login name cannot be changed").At("login")
	}
	return s.put(ctx, tx, in.ID, old.CreatedAt, in.Body)
}

// put refuses grants and areas outside the caller's own, and a person locking themselves out.
func (s *System) put(ctx context.Context, tx *store.Tx, id string, created clock.Instant, b personBody) (*httpapi.Body[identity.Person], error) {
	by := httpapi.SubjectOf(ctx)
	for _, g := range b.Grants {
		if !by.Can("settings.person.put", g.Area) {
			return nil, fail.Denied("settings.grant-area", "不能授予辖区以外的权限", "a grant outside your own area is not possible").At("grants")
		}
	}
	if !by.Can("settings.person.put", b.Area) {
		return nil, fail.Denied("settings.person-area", "不能管理辖区以外的人员", "people outside your own area are not yours to manage").At("area")
	}
	if id == by.ID && (b.Disabled || !slices.ContainsFunc(b.Grants, func(g identity.Grant) bool { return g.Role == "admin" })) {
		return nil, fail.Illegal("settings.own-account", "不能停用自己或取消自己的管理员角色", "you cannot disable yourself or drop your own administrator role").At("grants")
	}
	p := identity.Person{ID: id, Login: b.Login, Name: b.Name, Title: b.Title, Phone: b.Phone, Area: b.Area, Disabled: b.Disabled, CreatedAt: created, Grants: b.Grants}
	err := s.Identity.Put(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, identity.NewPerson{Person: p, Password: b.Password})
	return httpapi.OK(p), err
}

// RoleItem is a role with what it may do.
type RoleItem struct {
	Name        string    `json:"name"`
	Title       lang.Text `json:"title"`
	Permissions []string  `json:"permissions" nullable:"false"`
}

func (s *System) roles(context.Context, *struct{}) (*httpapi.Body[httpapi.Page[RoleItem]], error) {
	page := httpapi.Page[RoleItem]{Items: []RoleItem{}}
	for n, r := range s.Identity.Roles() {
		page.Items = append(page.Items, RoleItem{n, r.Title, slices.Sorted(slices.Values(r.Permissions))})
	}
	slices.SortFunc(page.Items, func(a, b RoleItem) int { return cmp.Compare(a.Name, b.Name) })
	return httpapi.OK(page), nil
}

// ServerState is the state of the server and its parts.
type ServerState struct {
	Version string `json:"version"`
	Demo    bool   `json:"demo"`
	Parts   []Part `json:"parts" nullable:"false"`
}

func (s *System) server(ctx context.Context, _ *struct{}) (*httpapi.Body[ServerState], error) {
	return httpapi.OK(ServerState{Version: s.Version, Demo: s.Demo, Parts: s.Parts(ctx)}), nil
}
