package app

import (
	"context"

	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/system"
)

// FirstAdmin makes the first administrator when there is no account yet and a password is given. It reports whether it
// did. The administrator manages accounts and settings of the whole city and sees no business data.
func (a *App) FirstAdmin(ctx context.Context) (bool, error) {
	n, err := a.Identity.Count(ctx)
	if err != nil || n > 0 || a.Config.AdminPassword == "" {
		return false, err
	}
	err = a.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		p := identity.Person{ID: "admin", Login: "admin", Name: "系统管理员", Title: "系统管理员", Area: Home, Grants: []identity.Grant{{Role: system.Admin, Area: Home}}}
		return a.Identity.Put(ctx, tx, journal.Actor{ID: "machine:setup", Name: "setup"}, identity.NewPerson{Person: p, Password: a.Config.AdminPassword})
	})
	return err == nil, err
}
