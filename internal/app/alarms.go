package app

import (
	"context"

	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/engine/signal"
)

// sites tells the element at the top of each that has one above it, as the enterprise of a tank.
func (a *App) sites(ctx context.Context) (map[string]signal.Site, error) {
	tops, err := a.Register.Tops(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]signal.Site, len(tops))
	for element, top := range tops {
		if item, ok := a.Register.Index().Find(identity.Everywhere, top); ok {
			out[element] = signal.Site{ID: top, Name: item.Name}
		}
	}
	return out, nil
}

// subject is a person with what they may do; NotFound for one whose account is closed.
func (a *App) subject(ctx context.Context, id string) (identity.Subject, error) {
	p, err := a.Identity.Person(ctx, id)
	if err != nil {
		return identity.Subject{}, err
	}
	if p.Disabled {
		return identity.Subject{}, fail.NotFound("identity.closed", "账号已停用", "the account is closed")
	}
	return identity.NewSubject(p.ID, p.Login, p.Name, p.Grants, a.Identity.Roles()), nil
}
