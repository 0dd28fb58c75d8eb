package roster

import (
	"context"
	"encoding/json"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// Forms are the words and forms of duty.
type Forms struct {
	Matters    []duty.Matter           `json:"matters" nullable:"false"`
	Lines      map[duty.Line]lang.Text `json:"lines"`
	Roles      []duty.Role             `json:"roles" nullable:"false"`
	Patterns   []duty.Pattern          `json:"patterns" nullable:"false"`
	Channels   []Channel               `json:"channels" nullable:"false"`
	Kinds      map[string]lang.Text    `json:"finding_kinds"`
	ShiftRoles map[string]lang.Text    `json:"shift_roles"`
	Post       map[string]any          `json:"post"`
	Contact    map[string]any          `json:"contact"`
}

// Channel is one rung of the default ladder.
type Channel struct {
	Name  string    `json:"name"`
	Title lang.Text `json:"title"`
	Wait  int       `json:"wait_s"`
}

func (s *System) forms(context.Context, *struct{}) (*httpapi.Body[Forms], error) {
	f := Forms{
		Matters: s.Duty.Matters(), Lines: duty.LineTitles, Roles: duty.Roles, Patterns: duty.Patterns, Channels: []Channel{}, Kinds: duty.FindingTitles, ShiftRoles: duty.ShiftRoleTitles,
		Post: form.Schema(duty.PostForm{}), Contact: form.Schema(duty.ContactForm{}),
	}
	for _, step := range s.Duty.DefaultSteps() {
		f.Channels = append(f.Channels, Channel{step.Channel, s.Duty.ChannelTitle(step.Channel), step.Wait})
	}
	return httpapi.OK(f), nil
}

func by(ctx context.Context) (identity.Subject, journal.Actor) {
	s := httpapi.SubjectOf(ctx)
	return s, journal.Actor{ID: s.ID, Name: s.Name}
}

type postsInput struct {
	httpapi.List
	Line    duty.Line `query:"line" enum:",territory,sector,enterprise"`
	Matter  string    `query:"matter" maxLength:"40" doc:"with those below it"`
	Role    string    `query:"role" maxLength:"40"`
	Contact string    `query:"contact" maxLength:"64"`
	Element string    `query:"element" maxLength:"64"`
	On      string    `query:"on" maxLength:"10" doc:"in force on that day; today when empty, all for any"`
}

// PostsPage is a page of posts and how many there are in all.
type PostsPage struct {
	Items []PostView `json:"items" nullable:"false"`
	Next  string     `json:"next"`
	Total int        `json:"total"`
}

// PostView is a post as a list shows it.
type PostView struct {
	duty.PostItem
	AreaName string `json:"area_name"`
}

func (s *System) postView(p duty.PostItem) PostView {
	return PostView{p, s.Register.Areas().Name(p.Area)}
}

func (s *System) posts(ctx context.Context, in *postsInput) (*httpapi.Body[PostsPage], error) {
	at := clock.Now(s.Clock)
	switch in.On {
	case "any":
		at = clock.Instant{}
	case "":
	default:
		d, err := calendar.ParseDate(in.On)
		if err != nil {
			return nil, fail.As(err).At("on")
		}
		at = clock.At(d.Start())
	}
	f := duty.PostFilter{Area: in.Area, Line: in.Line, Matter: in.Matter, Role: in.Role, Contact: in.Contact, Element: in.Element, Q: in.Q, At: at}
	items, next, total := s.Duty.Posts(httpapi.SubjectOf(ctx).Scope(ReadPosts), f, in.Cursor, in.Limit)
	out := PostsPage{Items: []PostView{}, Next: next, Total: total}
	for _, p := range items {
		out.Items = append(out.Items, s.postView(p))
	}
	return httpapi.OK(out), nil
}

type formInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64           `json:"version" minimum:"1"`
		Form    json.RawMessage `json:"form"`
	}
}

func decode[T any](raw json.RawMessage) (T, error) {
	var zero T
	v, err := form.Decode(zero, raw, "form")
	if err != nil {
		return zero, err
	}
	p, ok := v.(*T)
	if !ok {
		return zero, fail.Internal("roster.form", "表单有误", "the form is not what it should be")
	}
	return *p, nil
}

func postOf(f duty.PostForm) duty.Post {
	return duty.Post{
		Area: f.Area, Element: f.Element, Line: duty.Line(f.Line), Matter: f.Matter, Role: f.Role, Title: f.Title, Contact: f.Contact, From: f.From, To: f.To,
		DocNumber: f.DocNumber, DocOrgan: f.DocOrgan, DocDate: f.DocDate,
	}
}

type newFormInput struct {
	Body struct {
		Form json.RawMessage `json:"form"`
	}
}

func (s *System) appoint(ctx context.Context, tx *store.Tx, in *newFormInput) (*httpapi.Body[duty.Post], error) {
	f, err := decode[duty.PostForm](in.Body.Form)
	if err != nil {
		return nil, err
	}
	who, actor := by(ctx)
	p, err := s.Duty.PutPost(ctx, tx, actor, who.Scope(keepPosts), postOf(f))
	return httpapi.OK(p), err
}

func (s *System) correct(ctx context.Context, tx *store.Tx, in *formInput) (*httpapi.Body[duty.Post], error) {
	f, err := decode[duty.PostForm](in.Body.Form)
	if err != nil {
		return nil, err
	}
	p := postOf(f)
	p.ID, p.Version = in.ID, in.Body.Version
	who, actor := by(ctx)
	p, err = s.Duty.PutPost(ctx, tx, actor, who.Scope(keepPosts), p)
	return httpapi.OK(p), err
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

// PostPage is one post on its page.
type PostPage struct {
	PostView
	Past  []duty.Past `json:"past" nullable:"false"`
	Chain []PostView  `json:"chain" nullable:"false" doc:"who held it one after the other"`
}

func (s *System) post(ctx context.Context, in *idInput) (*httpapi.Body[PostPage], error) {
	scope := httpapi.SubjectOf(ctx).Scope(ReadPosts)
	p, err := s.Duty.Post(scope, in.ID)
	if err != nil {
		return nil, err
	}
	past, chain, err := s.Duty.PostHistory(ctx, scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := PostPage{PostView: s.postView(p), Past: past, Chain: []PostView{}}
	for _, c := range chain {
		out.Chain = append(out.Chain, s.postView(c))
	}
	return httpapi.OK(out), nil
}

type handOverInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		duty.HandOver
		Version int64 `json:"version" minimum:"1"`
	}
}

func (s *System) handOver(ctx context.Context, tx *store.Tx, in *handOverInput) (*httpapi.Body[duty.Post], error) {
	who, actor := by(ctx)
	p, err := s.Duty.HandPostOver(ctx, tx, actor, who.Scope(keepPosts), in.ID, in.Body.Version, in.Body.HandOver)
	return httpapi.OK(p), err
}

type endInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Last    string `json:"last" maxLength:"10" doc:"last day"`
		Why     string `json:"why" minLength:"1" maxLength:"200"`
	}
}

func (s *System) endPost(ctx context.Context, tx *store.Tx, in *endInput) (*httpapi.Body[duty.Post], error) {
	who, actor := by(ctx)
	p, err := s.Duty.EndPost(ctx, tx, actor, who.Scope(keepPosts), in.ID, in.Body.Version, in.Body.Last, in.Body.Why)
	return httpapi.OK(p), err
}

// ContactView is a contact as one person sees it.
type ContactView struct {
	duty.Contact
	AreaName string `json:"area_name"`
	Masked   bool   `json:"masked" doc:"the number is hidden in part"`
}

func (s *System) contactView(ctx context.Context, c duty.Contact) ContactView {
	v := ContactView{Contact: c, AreaName: s.Register.Areas().Name(c.Area)}
	if v.Masked = !httpapi.SubjectOf(ctx).Can(readPhones, c.Area); v.Masked {
		v.Contact = masked(c)
	}
	return v
}

type contactsInput struct {
	httpapi.List
	Stale bool `query:"stale" doc:"only those whose number was not confirmed in 90 days, or who have none"`
}

func (s *System) contacts(ctx context.Context, in *contactsInput) (*httpapi.Body[httpapi.Page[ContactView]], error) {
	items, err := s.Duty.Contacts(ctx, see(httpapi.SubjectOf(ctx), ReadPosts, in.Area), duty.ContactFilter{Q: in.Q, Stale: in.Stale}, in.Cursor, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[ContactView]{Items: []ContactView{}}
	if len(items) > in.Limit {
		items, page.Next = items[:in.Limit], items[in.Limit-1].ID
	}
	for _, c := range items {
		page.Items = append(page.Items, s.contactView(ctx, c))
	}
	return httpapi.OK(page), nil
}

// Phone is the number of a contact.
type Phone struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

func (s *System) phone(ctx context.Context, in *idInput) (*httpapi.Body[Phone], error) {
	c, err := s.Duty.OneContact(ctx, httpapi.SubjectOf(ctx).Scope(readPhones), in.ID)
	return httpapi.OK(Phone{c.Name, c.Phone}), err
}

func contactOf(f duty.ContactForm) duty.Contact {
	return duty.Contact{Account: f.Account, Name: f.Name, Title: f.Title, Unit: f.Unit, Area: f.Area, Phone: f.Phone, Second: f.Second, Third: f.Third}
}

func (s *System) newContact(ctx context.Context, tx *store.Tx, in *newFormInput) (*httpapi.Body[ContactView], error) {
	return s.putContact(ctx, tx, "", 0, in.Body.Form)
}

func (s *System) changeContact(ctx context.Context, tx *store.Tx, in *formInput) (*httpapi.Body[ContactView], error) {
	return s.putContact(ctx, tx, in.ID, in.Body.Version, in.Body.Form)
}

// putContact also keeps an officer from making a contact of an account that is not in sight: it would tell its number.
func (s *System) putContact(ctx context.Context, tx *store.Tx, contact string, version int64, raw json.RawMessage) (*httpapi.Body[ContactView], error) {
	f, err := decode[duty.ContactForm](raw)
	if err != nil {
		return nil, err
	}
	who, actor := by(ctx)
	c := contactOf(f)
	c.ID, c.Version = contact, version
	if err := s.Duty.AccountInSight(ctx, who.Scope(keepPosts), c.Account); err != nil {
		return nil, err
	}
	c, err = s.Duty.PutContact(ctx, tx, actor, who.Scope(keepPosts), c)
	return httpapi.OK(s.contactView(ctx, c)), err
}

type absenceInput struct {
	Body struct {
		Contact    string        `json:"contact" maxLength:"64"`
		Substitute string        `json:"substitute" maxLength:"64"`
		FromAt     clock.Instant `json:"from_at"`
		ToAt       clock.Instant `json:"to_at"`
		Reason     string        `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *System) absent(ctx context.Context, tx *store.Tx, in *absenceInput) (*httpapi.Body[duty.Absence], error) {
	who, actor := by(ctx)
	b := in.Body
	a, err := s.Duty.Absent(ctx, tx, actor, who.Scope(keepPosts), duty.Absence{Contact: b.Contact, Substitute: b.Substitute, FromAt: b.FromAt, ToAt: b.ToAt, Reason: b.Reason})
	return httpapi.OK(a), err
}

type absenceEndInput struct {
	Body struct {
		ID         string `json:"id" maxLength:"64"`
		Contact    string `json:"contact" maxLength:"64"`
		Substitute string `json:"substitute" maxLength:"64"`
		Version    int64  `json:"version" minimum:"1"`
	}
}

func (s *System) endAbsence(ctx context.Context, tx *store.Tx, in *absenceEndInput) (*httpapi.Body[duty.Absence], error) {
	who, actor := by(ctx)
	b := in.Body
	a, err := s.Duty.Absent(ctx, tx, actor, who.Scope(keepPosts), duty.Absence{ID: b.ID, Contact: b.Contact, Substitute: b.Substitute, Version: b.Version})
	return httpapi.OK(a), err
}
