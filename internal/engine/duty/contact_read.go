package duty

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// ContactFilter narrows a list of contacts. Stale asks for those whose number was not confirmed within ConfirmWithin, or
// who have none.
type ContactFilter struct {
	Q     string // part of the name, title or unit
	Stale bool
}

// Contacts lists contacts in the scope, by id from a cursor on. Their phones are whole: the caller hides them from those
// who may not see them.
func (e *Engine) Contacts(ctx context.Context, scope identity.Scope, f ContactFilter, cursor string, limit int) ([]Contact, error) {
	where, args := scope.SQL("area")
	args = append(args, cursor)
	query := "SELECT " + contactColumns + " FROM duty_contact WHERE " + where + " AND id > ?"
	if f.Q != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(f.Q) + "%"
		query, args = query+` AND (name LIKE ? ESCAPE '\' OR title LIKE ? ESCAPE '\' OR unit LIKE ? ESCAPE '\')`, append(args, like, like, like)
	}
	if f.Stale {
		query, args = query+" AND (confirmed_at IS NULL OR confirmed_at < ? OR phone = '')", append(args, clock.At(e.Clock.Now().Add(-ConfirmWithin)))
	}
	out := []Contact{}
	if err := e.DB.Read().NewRaw(query+" ORDER BY id LIMIT ?", append(args, limit)...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	return out, nil
}

// OneContact finds a contact in the scope.
func (e *Engine) OneContact(ctx context.Context, scope identity.Scope, contact string) (Contact, error) {
	var c Contact
	err := e.DB.Read().NewRaw("SELECT "+contactColumns+" FROM duty_contact WHERE id = ?", contact).Scan(ctx, &c)
	if store.IsNoRows(err) || err == nil && !scope.Contains(c.Area) {
		return Contact{}, errNoContact
	}
	if err != nil {
		return Contact{}, fmt.Errorf("find contact %s: %w", contact, err)
	}
	return c, nil
}

// Phones reads the first telephone number of each contact, by id. The caller decides who may see them.
func (e *Engine) Phones(ctx context.Context, contacts ...string) (map[string]string, error) {
	all, err := phones(ctx, e.DB.Read(), contacts)
	out := make(map[string]string, len(all))
	for contact, numbers := range all {
		out[contact] = numbers[0]
	}
	return out, err
}

// phones reads all numbers of contacts in the order in which they are rung; of somebody without a number there is no entry.
func phones(ctx context.Context, q store.Querier, contacts []string) (map[string][]string, error) {
	out := map[string][]string{}
	if len(contacts) == 0 {
		return out, nil
	}
	var rows []struct {
		ID     string `bun:"id"`
		Phone  string `bun:"phone"`
		Second string `bun:"second"`
		Third  string `bun:"third"`
	}
	if err := q.NewRaw("SELECT id, phone, second, third FROM duty_contact WHERE id IN (?)", bun.List(contacts)).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("read phones: %w", err)
	}
	for _, r := range rows {
		for _, n := range []string{r.Phone, r.Second, r.Third} {
			if n != "" {
				out[r.ID] = append(out[r.ID], n)
			}
		}
	}
	return out, nil
}

// ContactOf is the contact of an account; ok is false when it has none.
func (e *Engine) ContactOf(account string) (Who, bool) { return e.index.contactOf(account) }

// AccountInSight refuses an account whose person works outside the scope, as if there were none; "" is always in sight.
func (e *Engine) AccountInSight(ctx context.Context, scope identity.Scope, account string) error {
	if account == "" {
		return nil
	}
	p, err := e.Identity.Person(ctx, account)
	if fail.KindOf(err) == fail.KindNotFound || err == nil && !scope.Contains(p.Area) {
		return fail.Invalid("duty.contact.account", "没有这个账号，或不在你的辖区", "there is no such account in your area").At("form.account")
	}
	return err
}

// Reachable reports whether a contact may be rung for an area by who holds the scope: one of the scope, or one who holds a
// post or is on duty above the area.
func (e *Engine) Reachable(scope identity.Scope, area, contact string) bool {
	w, ok := e.index.contact(contact)
	if !ok || scope.Contains(w.Area) {
		return ok
	}
	on := e.OnDuty(area, clock.Instant{})
	if slices.ContainsFunc(on, func(d OnDuty) bool { return d.Who.ID == contact }) {
		return true
	}
	at := clock.Now(e.Clock).UnixMicro()
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	for v, ok := e.Register.Areas().Find(area); ok; v, ok = e.Register.Areas().Find(v.Parent) {
		if slices.ContainsFunc(e.index.places[v.Code], func(p *Post) bool { return p.Contact == contact && p.inForce(at) }) {
			return true
		}
	}
	return false
}
