package duty

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

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
// by name alone. Calls ring Phone, then Second, then Third. Numbers are personal data; only Phones and calls read them.
// ConfirmedAt is when they were last reached, ConfirmedHow by what.
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

	Second       string `bun:"second" json:"second"`
	Third        string `bun:"third" json:"third"`
	ConfirmedHow string `bun:"confirmed_how" json:"confirmed_how"`
}

const contactColumns = "id, account, name, title, unit, area, phone, confirmed_at, version, updated_at, demo, second, third, confirmed_how"

// ContactForm is what a person fills in.
type ContactForm struct {
	Name    string `json:"name" title:"姓名|Name" max:"50" list:"1"`
	Account string `json:"account,omitempty" title:"系统账号|Account" format:"person" max:"64"`
	Title   string `json:"title,omitempty" title:"职务|Position" max:"100" list:"1"`
	Unit    string `json:"unit,omitempty" title:"单位|Unit" max:"100" list:"1"`
	Area    string `json:"area" title:"所在区划|Area" format:"area" max:"20" list:"1"`
	Phone   string `json:"phone,omitempty" title:"电话|Telephone" format:"phone" max:"20" private:"1"`
	Second  string `json:"second,omitempty" title:"备用电话|Second number" format:"phone" max:"20" private:"1"`
	Third   string `json:"third,omitempty" title:"第三电话（卫星电话等）|Third number (satellite and others)" format:"phone" max:"20" private:"1"`
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
		if c.ConfirmedAt, c.ConfirmedHow = old.ConfirmedAt, old.ConfirmedHow; c.Phone != old.Phone {
			c.ConfirmedAt, c.ConfirmedHow = clock.Instant{}, "" // a number that nobody has answered yet
		}
		err = updateContact(ctx, tx, c)
	}
	if store.IsUnique(err) {
		return Contact{}, fail.Conflict("duty.contact.taken", "该账号或编号已有联系人", "this account or id has a contact already").At("account").Because(err)
	}
	if err != nil {
		return Contact{}, fmt.Errorf("put contact %s: %w", c.ID, err)
	}
	return c, e.recordContact(ctx, tx, by, action, c)
}

// recordContact writes the journal, with numbers hidden in part, and brings the memory into step.
func (e *Engine) recordContact(ctx context.Context, tx *store.Tx, by journal.Actor, action string, c Contact) error {
	said := c
	said.Phone, said.Second, said.Third = chinese.MaskPhone(c.Phone), chinese.MaskPhone(c.Second), chinese.MaskPhone(c.Third)
	if err := e.note(ctx, tx, by, "contact:"+c.ID, "", c.Area, action, said); err != nil {
		return err
	}
	return e.changed(ctx, tx, c.Area, change{Contacts: []string{c.ID}}, func() { e.index.putContact(c) })
}

func updateContact(ctx context.Context, tx *store.Tx, c Contact) error {
	_, err := tx.NewRaw(`UPDATE duty_contact SET account = ?, name = ?, title = ?, unit = ?, area = ?, phone = ?, second = ?, third = ?, confirmed_at = ?, confirmed_how = ?,
		version = ?, updated_at = ? WHERE id = ?`, c.Account, c.Name, c.Title, c.Unit, c.Area, c.Phone, c.Second, c.Third, c.ConfirmedAt, c.ConfirmedHow, c.Version, c.UpdatedAt, c.ID).Exec(ctx)
	return err
}

// ConfirmContact records that a contact was reached at their number, and how. The contact must lie in the scope. It fails
// with Invalid without words, NotFound and Conflict as PutContact does.
func (e *Engine) ConfirmContact(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, contact string, version int64, how string) (Contact, error) {
	c, err := lockContact(ctx, tx, scope, contact, version)
	if err != nil {
		return Contact{}, err
	}
	if strings.TrimSpace(how) == "" || c.Phone == "" {
		return Contact{}, fail.Invalid("duty.contact.how", "请写明如何核实；没有电话的联系人须先补充号码", "say how the number was confirmed; one without a number needs a number first").At("how")
	}
	c.ConfirmedAt, c.ConfirmedHow, c.Version, c.UpdatedAt = clock.Now(e.Clock), firstRunes(by.Name+"："+how, 200), c.Version+1, clock.Now(e.Clock)
	if err := updateContact(ctx, tx, c); err != nil {
		return Contact{}, fmt.Errorf("confirm %s: %w", contact, err)
	}
	return c, e.recordContact(ctx, tx, by, "duty.contact.confirmed", c)
}

// MyNumbers are the numbers that a person keeps of themselves.
type MyNumbers struct {
	Phone   string `json:"phone" maxLength:"20"`
	Second  string `json:"second" maxLength:"20"`
	Third   string `json:"third" maxLength:"20"`
	Version int64  `json:"version" minimum:"1"`
}

// PutMine changes the numbers of the contact that is the subject's own; said by the person, they count as confirmed. It
// fails with NotFound when the account is no contact, and as PutContact.
func (e *Engine) PutMine(ctx context.Context, tx *store.Tx, by identity.Subject, n MyNumbers) (Contact, error) {
	me, ok := e.index.contactOf(by.ID)
	if !ok {
		return Contact{}, errNoContact
	}
	c, err := lockContact(ctx, tx, identity.Everywhere, me.ID, n.Version)
	if err != nil {
		return Contact{}, err
	}
	c.Phone, c.Second, c.Third = n.Phone, n.Second, n.Third
	if err := checkContact(&c); err != nil {
		return Contact{}, err
	}
	c.ConfirmedAt, c.ConfirmedHow, c.Version, c.UpdatedAt = clock.Now(e.Clock), "本人在系统中确认", c.Version+1, clock.Now(e.Clock)
	if c.Phone == "" {
		c.ConfirmedAt, c.ConfirmedHow = clock.Instant{}, ""
	}
	if err := updateContact(ctx, tx, c); err != nil {
		return Contact{}, fmt.Errorf("put numbers of %s: %w", me.ID, err)
	}
	return c, e.recordContact(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, "duty.contact.own", c)
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
	if c.ID != "" && !id.Valid(c.ID) {
		return fail.Invalid("duty.id", "编号含有不允许的字符", "the id holds characters that are not allowed").At("id")
	}
	for _, f := range []struct{ name, number string }{{"phone", c.Phone}, {"second", c.Second}, {"third", c.Third}} {
		if f.number != "" && !form.Phone.MatchString(f.number) {
			return fail.Invalid("duty.contact.phone", "电话号码无法识别", "this is not a telephone number").At(f.name)
		}
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
		return []any{c.ID, c.Account, c.Name, c.Title, c.Unit, c.Area, c.Phone, c.ConfirmedAt, c.Version, c.UpdatedAt, c.Demo, c.Second, c.Third, c.ConfirmedHow}
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
