package duty

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/document/chinese"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Contact is somebody who can hold a post, stand on a roster and be called: an account of the server, or a person known
// by name alone. Phone is personal data; only Phones and calls read it. ConfirmedAt is when they last acknowledged a call.
type Contact struct {
	ID          string        `bun:"id" json:"id"`
	Account     string        `bun:"account" json:"account" doc:"id of the person's account; empty for none"`
	Name        string        `bun:"name" json:"name"`
	Title       string        `bun:"title" json:"title"`
	Unit        string        `bun:"unit" json:"unit"`
	Area        string        `bun:"area" json:"area"`
	Phone       string        `bun:"phone" json:"phone"`
	ConfirmedAt clock.Instant `bun:"confirmed_at" json:"confirmed_at"`
	Version     int64         `bun:"version" json:"version"`
	UpdatedAt   clock.Instant `bun:"updated_at" json:"updated_at"`
	Demo        bool          `bun:"demo" json:"demo"`
}

const contactColumns = "id, account, name, title, unit, area, phone, confirmed_at, version, updated_at, demo"

// ContactForm is what a person fills in.
type ContactForm struct {
	Name    string `json:"name" title:"姓名|Name" max:"50" list:"1"`
	Account string `json:"account,omitempty" title:"系统账号|Account" format:"person" max:"64"`
	Title   string `json:"title,omitempty" title:"职务|Position" max:"100" list:"1"`
	Unit    string `json:"unit,omitempty" title:"单位|Unit" max:"100" list:"1"`
	Area    string `json:"area" title:"所在区划|Area" format:"area" max:"20" list:"1"`
	Phone   string `json:"phone,omitempty" title:"电话|Telephone" format:"phone" max:"20" private:"1"`
}

var (
	errNoContact = fail.NotFound("duty.contact.unknown", "没有这个联系人，或不在你的辖区", "there is no such contact in your area")
	errChanged   = fail.Conflict("duty.changed", "已被他人修改，请重新打开", "somebody changed it meanwhile; open it again").At("version")
)

func outside(field string) error {
	return fail.Denied("duty.area-denied", "该区划不在你的辖区内", "the area is not in yours").At(field)
}

// PutContact makes a contact (Version 0; a missing ID is filled in) or changes one. A name or phone that is missing is
// taken from the account. It fails with Invalid for values that are wrong, Denied outside the scope, NotFound for one that
// is not there, Conflict when somebody changed it meanwhile or the account is another contact's.
func (e *Engine) PutContact(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, c Contact) (Contact, error) {
	if err := e.completeContact(ctx, &c); err != nil {
		return Contact{}, err
	}
	if !scope.Contains(c.Area) {
		return Contact{}, outside("area")
	}
	c.UpdatedAt = clock.Now(e.Clock)
	action := "duty.contact.made"
	var err error
	if c.Version == 0 {
		if c.ID == "" {
			c.ID = id.New()
		}
		c.Version = 1
		err = insertContacts(ctx, tx, []Contact{c})
	} else {
		action = "duty.contact.changed"
		var old Contact
		if old, err = lockContact(ctx, tx, scope, c.ID, c.Version); err != nil {
			return Contact{}, err
		}
		c.Version++
		if c.ConfirmedAt = old.ConfirmedAt; c.Phone != old.Phone {
			c.ConfirmedAt = clock.Instant{} // a number that nobody has answered yet
		}
		_, err = tx.NewRaw("UPDATE duty_contact SET account = ?, name = ?, title = ?, unit = ?, area = ?, phone = ?, confirmed_at = ?, version = ?, updated_at = ? WHERE id = ?",
			c.Account, c.Name, c.Title, c.Unit, c.Area, c.Phone, c.ConfirmedAt, c.Version, c.UpdatedAt, c.ID).Exec(ctx)
	}
	if store.IsUnique(err) {
		return Contact{}, fail.Conflict("duty.contact.taken", "该账号或编号已有联系人", "this account or id has a contact already").At("account").Because(err)
	}
	if err != nil {
		return Contact{}, fmt.Errorf("put contact %s: %w", c.ID, err)
	}
	said := c
	said.Phone = chinese.MaskPhone(c.Phone)
	if err := e.note(ctx, tx, by, "contact:"+c.ID, "", c.Area, action, said); err != nil {
		return Contact{}, err
	}
	return c, e.changed(ctx, tx, c.Area, change{Contacts: []string{c.ID}}, func() { e.index.putContact(c) })
}

func (e *Engine) completeContact(ctx context.Context, c *Contact) error {
	if c.Account != "" {
		p, err := e.Identity.Person(ctx, c.Account)
		if fail.KindOf(err) == fail.KindNotFound {
			return fail.Invalid("duty.contact.account", "没有这个账号", "there is no such account").At("account")
		}
		if err != nil {
			return err
		}
		fill(&c.Name, p.Name)
		fill(&c.Title, p.Title)
		fill(&c.Phone, p.Phone)
		fill(&c.Area, p.Area)
	}
	if err := e.knownArea(c.Area); err != nil {
		return err
	}
	return checkContact(c)
}

func fill(s *string, with string) {
	if *s == "" {
		*s = with
	}
}

func checkContact(c *Contact) error {
	c.Name = strings.TrimSpace(c.Name)
	for _, f := range []struct {
		name, value string
		most        int
	}{{"name", c.Name, 50}, {"title", c.Title, 100}, {"unit", c.Unit, 100}} {
		if utf8.RuneCountInString(f.value) > f.most || strings.ContainsFunc(f.value, unicode.IsControl) || f.name == "name" && f.value == "" {
			return fail.Invalid("duty.contact.text", "姓名必填；各项不能换行、不能过长", "a name is needed; values are one line and not too long").At(f.name)
		}
	}
	switch {
	case c.ID != "" && !id.Valid(c.ID):
		return fail.Invalid("duty.id", "编号含有不允许的字符", "the id holds characters that are not allowed").At("id")
	case c.Phone != "" && !form.Phone.MatchString(c.Phone):
		return fail.Invalid("duty.contact.phone", "电话号码无法识别", "this is not a telephone number").At("phone")
	}
	return nil
}

func (e *Engine) knownArea(code string) error {
	if _, ok := e.Register.Areas().Find(code); !ok {
		return fail.Invalid("duty.area-unknown", "没有这个区划："+code, "there is no such area: "+code).At("area")
	}
	return nil
}

func insertContacts(ctx context.Context, tx *store.Tx, list []Contact) error {
	return insertMany(ctx, tx, "INSERT INTO duty_contact ("+contactColumns+") VALUES ", list, func(c Contact) []any {
		return []any{c.ID, c.Account, c.Name, c.Title, c.Unit, c.Area, c.Phone, c.ConfirmedAt, c.Version, c.UpdatedAt, c.Demo}
	})
}

// insertMany writes rows a few hundred at a time.
func insertMany[T any](ctx context.Context, tx *store.Tx, head string, list []T, row func(T) []any) error {
	const each = 200
	for len(list) > 0 {
		n := min(len(list), each)
		var args []any
		places := make([]string, 0, n)
		for _, v := range list[:n] {
			r := row(v)
			places = append(places, "("+strings.TrimSuffix(strings.Repeat("?, ", len(r)), ", ")+")")
			args = append(args, r...)
		}
		if _, err := tx.NewRaw(head+strings.Join(places, ", "), args...).Exec(ctx); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func lockContact(ctx context.Context, tx *store.Tx, scope identity.Scope, contact string, version int64) (Contact, error) {
	var c Contact
	err := tx.NewRaw("SELECT "+contactColumns+" FROM duty_contact WHERE id = ?"+tx.ForUpdate(), contact).Scan(ctx, &c)
	switch {
	case store.IsNoRows(err), err == nil && !scope.Contains(c.Area):
		return c, errNoContact
	case err != nil:
		return c, fmt.Errorf("read contact %s: %w", contact, err)
	case c.Version != version:
		return c, errChanged
	}
	return c, nil
}

// Contacts lists contacts in the scope whose name, title or unit holds q, by id from a cursor on. Their phones are whole:
// the caller hides them from those who may not see them.
func (e *Engine) Contacts(ctx context.Context, scope identity.Scope, q, cursor string, limit int) ([]Contact, error) {
	where, args := scope.SQL("area")
	args = append(args, cursor)
	query := "SELECT " + contactColumns + " FROM duty_contact WHERE " + where + " AND id > ?"
	if q != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(q) + "%"
		query, args = query+` AND (name LIKE ? ESCAPE '\' OR title LIKE ? ESCAPE '\' OR unit LIKE ? ESCAPE '\')`, append(args, like, like, like)
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

// Phones reads the telephone numbers of contacts, by id. The caller decides who may see them.
func (e *Engine) Phones(ctx context.Context, contacts ...string) (map[string]string, error) {
	return phones(ctx, e.DB.Read(), contacts)
}

func phones(ctx context.Context, q store.Querier, contacts []string) (map[string]string, error) {
	out := map[string]string{}
	if len(contacts) == 0 {
		return out, nil
	}
	var rows []struct {
		ID    string `bun:"id"`
		Phone string `bun:"phone"`
	}
	if err := q.NewRaw("SELECT id, phone FROM duty_contact WHERE id IN (?)", bun.List(contacts)).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("read phones: %w", err)
	}
	for _, r := range rows {
		out[r.ID] = r.Phone
	}
	return out, nil
}

// ContactOf is the contact of an account; ok is false when it has none.
func (e *Engine) ContactOf(account string) (Who, bool) { return e.index.contactOf(account) }

// Absence is a span in which a contact is away and a substitute stands in for all that they hold.
type Absence struct {
	ID         string        `bun:"id" json:"id"`
	Contact    string        `bun:"contact" json:"contact"`
	Substitute string        `bun:"substitute" json:"substitute"`
	FromAt     clock.Instant `bun:"from_at" json:"from_at"`
	ToAt       clock.Instant `bun:"to_at" json:"to_at"`
	Reason     string        `bun:"reason" json:"reason"`
	Ended      bool          `bun:"ended" json:"ended" doc:"taken back"`
	Version    int64         `bun:"version" json:"version"`
	UpdatedAt  clock.Instant `bun:"updated_at" json:"updated_at"`
}

const absenceColumns = "id, contact, substitute, from_at, to_at, reason, ended, version, updated_at"

// Absent records an absence with its substitute, or ends one (Ended, with the Version read). Both contacts must lie in the
// scope. It fails with Invalid for a span without length, a substitute who is the same person or away at that time, and
// with Conflict for one that overlaps another absence of the same contact.
func (e *Engine) Absent(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, a Absence) (Absence, error) {
	who, ok := e.index.contact(a.Contact)
	sub, okay := e.index.contact(a.Substitute)
	if !ok || !okay || !scope.Contains(who.Area) || !scope.Contains(sub.Area) {
		return Absence{}, errNoContact.At("contact")
	}
	a.UpdatedAt = clock.Now(e.Clock)
	action := "duty.absence.made"
	var err error
	if a.Version == 0 {
		if err := e.checkAbsence(ctx, tx, a); err != nil {
			return Absence{}, err
		}
		a.ID, a.Version, a.Ended = id.New(), 1, false
		_, err = tx.NewRaw("INSERT INTO duty_absence ("+absenceColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", a.ID, a.Contact, a.Substitute, a.FromAt, a.ToAt, a.Reason, a.Ended, a.Version, a.UpdatedAt).Exec(ctx)
	} else {
		action = "duty.absence.ended"
		var old Absence
		err = tx.NewRaw("SELECT "+absenceColumns+" FROM duty_absence WHERE id = ?"+tx.ForUpdate(), a.ID).Scan(ctx, &old)
		if store.IsNoRows(err) || err == nil && (old.Contact != a.Contact || old.Version != a.Version || old.Ended) {
			return Absence{}, errChanged
		}
		if err == nil {
			a, old.Ended = old, true
			a.Ended, a.Version, a.UpdatedAt = true, old.Version+1, clock.Now(e.Clock)
			_, err = tx.NewRaw("UPDATE duty_absence SET ended = ?, version = ?, updated_at = ? WHERE id = ?", a.Ended, a.Version, a.UpdatedAt, a.ID).Exec(ctx)
		}
	}
	if err != nil {
		return Absence{}, fmt.Errorf("absence of %s: %w", a.Contact, err)
	}
	if err := e.note(ctx, tx, by, "contact:"+a.Contact, "", who.Area, action, a); err != nil {
		return Absence{}, err
	}
	return a, e.changed(ctx, tx, who.Area, change{Absences: []string{a.ID}}, func() { e.index.putAbsence(a) })
}

func (e *Engine) checkAbsence(ctx context.Context, tx *store.Tx, a Absence) error {
	if !a.FromAt.Before(a.ToAt.Time) || a.Contact == a.Substitute {
		return fail.Invalid("duty.absence.span", "请假起止时间有误，或替班人为本人", "the span has no length, or the substitute is the same person").At("to_at")
	}
	var n int
	err := tx.NewRaw("SELECT count(*) FROM duty_absence WHERE contact IN (?, ?) AND NOT ended AND from_at < ? AND to_at > ?", a.Contact, a.Substitute, a.ToAt, a.FromAt).Scan(ctx, &n)
	if err != nil {
		return fmt.Errorf("absences: %w", err)
	}
	if n > 0 {
		return fail.Conflict("duty.absence.overlap", "本人或替班人在这段时间已有请假", "this person or the substitute is away in that time already").At("from_at")
	}
	return nil
}

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
