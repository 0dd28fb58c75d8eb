package settings

import (
	"context"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/system"
)

type signInInput struct {
	Body struct {
		User     string `json:"user" minLength:"1" maxLength:"64"`
		Password string `json:"password" minLength:"1" maxLength:"128"`
	}
}

type signInOutput struct {
	SetCookie string `header:"Set-Cookie"`
	Body      struct {
		Token  string          `json:"token"`
		Person identity.Person `json:"person"`
	}
}

func (s *System) signIn(ctx context.Context, in *signInInput) (*signInOutput, error) {
	address, agent := httpapi.AddressOf(ctx)
	token, p, err := s.Identity.Login(ctx, in.Body.User, in.Body.Password, address, agent)
	if err != nil {
		return nil, err
	}
	out := &signInOutput{SetCookie: httpapi.Cookie(ctx, token)}
	out.Body.Token, out.Body.Person = token, p
	return out, nil
}

// Me is the caller, with all that the client needs to draw the shell.
type Me struct {
	Person      identity.Person `json:"person"`
	Permissions []string        `json:"permissions" nullable:"false"`
	Pages       []system.Page   `json:"pages" nullable:"false"`
	Version     string          `json:"version"`
	Demo        bool            `json:"demo" doc:"this server shows an invented city"`
}

func (s *System) whoAmI(ctx context.Context, _ *struct{}) (*httpapi.Body[Me], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.Identity.Person(ctx, by.ID)
	if err != nil {
		return nil, err
	}
	me := Me{Person: p, Permissions: by.Permissions(), Pages: []system.Page{}, Version: s.Version, Demo: s.Demo}
	for _, page := range s.Pages() {
		if by.Has(page.Permission) {
			me.Pages = append(me.Pages, page)
		}
	}
	return httpapi.OK(me), nil
}

type signOutOutput struct {
	SetCookie string `header:"Set-Cookie"`
}

func (s *System) signOut(ctx context.Context, tx *store.Tx, _ *struct{}) (*signOutOutput, error) {
	if err := s.Identity.Logout(ctx, tx, httpapi.TokenOf(ctx)); err != nil {
		return nil, err
	}
	return &signOutOutput{SetCookie: httpapi.Cookie(ctx, "")}, nil
}
