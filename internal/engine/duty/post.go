package duty

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Post is one appointment: a contact answers on a line, in a role, for a matter, in an area or for an element of it, from
// the first day to the last, by a document. Days are days of Beijing ("2026-03-01"); an empty To is open. Area is the
// element's where there is one. Follows is the post that it took over from.
type Post struct {
	ID        string        `bun:"id" json:"id"`
	Area      string        `bun:"area" json:"area"`
	Element   string        `bun:"element" json:"element"`
	Line      Line          `bun:"line" json:"line" enum:"territory,sector,enterprise"`
	Matter    string        `bun:"matter" json:"matter"`
	Role      string        `bun:"role" json:"role"`
	Title     string        `bun:"title" json:"title" doc:"of the post, as the document has it"`
	Contact   string        `bun:"contact" json:"contact"`
	From      string        `bun:"from_day" json:"from"`
	To        string        `bun:"to_day" json:"to" doc:"last day; empty while it is open"`
	DocNumber string        `bun:"doc_number" json:"doc_number"`
	DocOrgan  string        `bun:"doc_organ" json:"doc_organ"`
	DocDate   string        `bun:"doc_date" json:"doc_date"`
	Follows   string        `bun:"follows" json:"follows"`
	EndedWhy  string        `bun:"ended_why" json:"ended_why"`
	Version   int64         `bun:"version" json:"version"`
	UpdatedAt clock.Instant `bun:"updated_at" json:"updated_at"`
	Demo      bool          `bun:"demo" json:"demo"`

	starts, ends int64 // microseconds; ends is the first moment after the last day
}

const postColumns = "id, area, element, line, matter, role, title, contact, from_day, to_day, doc_number, doc_organ, doc_date, follows, ended_why, version, updated_at, demo"

// PostForm is what a person fills in to appoint somebody; the choices of matter and role come with the forms of the API.
type PostForm struct {
	Line      string `json:"line" title:"责任线|Line" enum:"territory=属地责任|Territory;sector=行业责任|Sector;enterprise=企业责任|Enterprise" list:"1"`
	Matter    string `json:"matter" title:"责任事项|Matter" max:"40" list:"1"`
	Role      string `json:"role" title:"责任角色|Role" max:"40" list:"1"`
	Area      string `json:"area" title:"责任区划|Area" format:"area" max:"20" list:"1"`
	Element   string `json:"element,omitempty" title:"责任对象|Element" format:"element" max:"64"`
	Title     string `json:"title" title:"岗位名称|Post" max:"100" list:"1"`
	Contact   string `json:"contact" title:"责任人|Person" max:"64" list:"1"`
	From      string `json:"from" title:"任职起|First day" format:"date" list:"1"`
	To        string `json:"to,omitempty" title:"任职止|Last day" format:"date" list:"1"`
	DocNumber string `json:"doc_number" title:"任命文号|Document" max:"100" list:"1"`
	DocOrgan  string `json:"doc_organ" title:"任命机关|Organ" max:"100"`
	DocDate   string `json:"doc_date" title:"文件日期|Date of the document" format:"date"`
}

var errNoPost = fail.NotFound("duty.post.unknown", "没有这个责任岗位，或不在你的辖区", "there is no such post in your area")

// PutPost appoints somebody (Version 0; a missing ID is filled in) or corrects a post. Both the post as it was and as it
// becomes must lie in the scope, and so must a contact that is new in it. It fails with Invalid for values that are wrong, Denied outside the scope, NotFound for
// one that is not there, Conflict when somebody changed it meanwhile. A second head beside the first is not refused: it is
// a finding, for a person to put right.
func (e *Engine) PutPost(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, p Post) (Post, error) {
	if err := e.completePost(&p); err != nil {
		return Post{}, err
	}
	if !scope.Contains(p.Area) {
		return Post{}, outside("area")
	}
	p.UpdatedAt = clock.Now(e.Clock)
	if before, ok := e.index.post(p.ID); !ok || before.Contact != p.Contact {
		if err := e.inSight(scope, p.Contact, "contact"); err != nil {
			return Post{}, err
		}
	}
	if p.Version == 0 {
		if p.ID == "" {
			p.ID = id.New()
		}
		p.Version = 1
		if err := insertPosts(ctx, tx, []Post{p}); err != nil {
			if store.IsUnique(err) {
				return Post{}, fail.Conflict("duty.post.exists", "已有此编号的岗位", "there is a post with this id already").At("id").Because(err)
			}
			return Post{}, fmt.Errorf("put post: %w", err)
		}
		return p, e.recordPost(ctx, tx, by, "duty.post.appointed", p)
	}
	old, err := e.lockPost(ctx, tx, scope, p.ID, p.Version)
	if err != nil {
		return Post{}, err
	}
	p.Follows, p.Demo = old.Follows, old.Demo
	return e.replacePost(ctx, tx, by, "duty.post.corrected", old, p)
}

// EndPost ends a post on a last day, with the reason. Errors are those of PutPost.
func (e *Engine) EndPost(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, post string, version int64, last, why string) (Post, error) {
	old, err := e.lockPost(ctx, tx, scope, post, version)
	if err != nil {
		return Post{}, err
	}
	if strings.TrimSpace(why) == "" {
		return Post{}, fail.Invalid("duty.post.why", "请写明免去岗位的原因", "say why the post ends").At("why")
	}
	p := old
	p.To, p.EndedWhy = last, why
	if err := e.completePost(&p); err != nil {
		return Post{}, err
	}
	return e.replacePost(ctx, tx, by, "duty.post.ended", old, p)
}

// HandOver says who takes a post over, from which day, by which document.
type HandOver struct {
	Contact   string `json:"contact" minLength:"1" maxLength:"64"`
	From      string `json:"from" doc:"first day of the new one; the old one ends the day before"`
	DocNumber string `json:"doc_number" maxLength:"100"`
	DocOrgan  string `json:"doc_organ" maxLength:"100"`
	DocDate   string `json:"doc_date"`
	Why       string `json:"why" minLength:"1" maxLength:"200"`
}

// HandPostOver ends a post and appoints the next contact to it in one act, so that no day is without anybody and none has
// two. It returns the new post. Errors are those of PutPost.
func (e *Engine) HandPostOver(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, post string, version int64, h HandOver) (Post, error) {
	from, err := day(h.From, "from")
	if err != nil {
		return Post{}, err
	}
	old, err := e.lockPost(ctx, tx, scope, post, version)
	if err != nil {
		return Post{}, err
	}
	if old.Contact == h.Contact {
		return Post{}, fail.Invalid("duty.post.same", "接任人与现任为同一人", "the same person holds the post already").At("contact")
	}
	if _, err := e.EndPost(ctx, tx, by, scope, post, version, from.Next(-1).String(), h.Why); err != nil {
		return Post{}, err
	}
	p := old
	p.ID, p.Version, p.Follows, p.Contact, p.EndedWhy = "", 0, old.ID, h.Contact, ""
	p.From, p.DocNumber, p.DocOrgan, p.DocDate = h.From, h.DocNumber, h.DocOrgan, h.DocDate
	if p.To != "" && p.To < p.From {
		p.To = ""
	}
	return e.PutPost(ctx, tx, by, scope, p)
}

// inSight refuses a contact outside the scope, as if there were none.
func (e *Engine) inSight(scope identity.Scope, contact, field string) error {
	if w, ok := e.index.contact(contact); !ok || !scope.Contains(w.Area) {
		return fail.Invalid("duty.contact.foreign", "没有这个联系人，或不在你的辖区", "there is no such contact in your area").At(field)
	}
	return nil
}

func (e *Engine) replacePost(ctx context.Context, tx *store.Tx, by journal.Actor, action string, old, p Post) (Post, error) {
	content, err := json.Marshal(old)
	if err != nil {
		return Post{}, err
	}
	p.Version, p.UpdatedAt = old.Version+1, clock.Now(e.Clock)
	_, err = tx.NewRaw("INSERT INTO duty_post_version (id, version, area, ended_at, ended_by, content) VALUES (?, ?, ?, ?, ?, ?)", old.ID, old.Version, old.Area, p.UpdatedAt, by.Name, string(content)).Exec(ctx)
	if err == nil {
		_, err = tx.NewRaw(`UPDATE duty_post SET area = ?, element = ?, line = ?, matter = ?, role = ?, title = ?, contact = ?, from_day = ?, to_day = ?, doc_number = ?, doc_organ = ?,
			doc_date = ?, ended_why = ?, version = ?, updated_at = ? WHERE id = ?`, p.Area, p.Element, string(p.Line), p.Matter, p.Role, p.Title, p.Contact, p.From, p.To, p.DocNumber, p.DocOrgan,
			p.DocDate, p.EndedWhy, p.Version, p.UpdatedAt, p.ID).Exec(ctx)
	}
	if err != nil {
		return Post{}, fmt.Errorf("change post %s: %w", p.ID, err)
	}
	return p, e.recordPost(ctx, tx, by, action, p)
}

func (e *Engine) recordPost(ctx context.Context, tx *store.Tx, by journal.Actor, action string, p Post) error {
	if err := e.note(ctx, tx, by, "post:"+p.ID, "", p.Area, action, p); err != nil {
		return err
	}
	if p.Element != "" {
		if err := e.readShapes(ctx, []string{p.Element}); err != nil {
			return err
		}
	}
	return e.changed(ctx, tx, p.Area, change{Posts: []string{p.ID}}, func() { e.index.putPost(p) })
}

// completePost checks a post and fills in the area of its element.
func (e *Engine) completePost(p *Post) error {
	if p.Element != "" {
		item, ok := e.Register.Index().Find(identity.Everywhere, p.Element)
		if !ok {
			return fail.Invalid("duty.post.element", "没有这个责任对象", "there is no such element").At("element")
		}
		p.Area = item.Area
	}
	if err := e.knownArea(p.Area); err != nil {
		return err
	}
	if _, err := e.matters.find(p.Matter); err != nil {
		return err
	}
	if _, ok := RoleOf(p.Role); !ok {
		return fail.Invalid("duty.post.role", "没有这个责任角色", "there is no such role").At("role")
	}
	if !slices.Contains(Lines, p.Line) {
		return fail.Invalid("duty.post.line", "责任线应为属地、行业或企业", "the line is territory, sector or enterprise").At("line")
	}
	if _, ok := e.index.contact(p.Contact); !ok {
		return fail.Invalid("duty.post.contact", "没有这个责任人", "there is no such contact").At("contact")
	}
	return p.check()
}

func (p *Post) check() error {
	if p.ID != "" && !id.Valid(p.ID) {
		return fail.Invalid("duty.id", "编号含有不允许的字符", "the id holds characters that are not allowed").At("id")
	}
	for field, v := range map[string]string{"title": p.Title, "doc_number": p.DocNumber, "doc_organ": p.DocOrgan} {
		if strings.TrimSpace(v) == "" || utf8.RuneCountInString(v) > 100 || strings.ContainsFunc(v, unicode.IsControl) {
			return fail.Invalid("duty.post.text", "岗位名称、任命文号和任命机关必填，不能换行、不能超过 100 个字", "title, document and organ are needed: one line of at most 100 characters").At(field)
		}
	}
	from, err := day(p.From, "from")
	if err != nil {
		return err
	}
	if _, err := day(p.DocDate, "doc_date"); err != nil {
		return err
	}
	if p.To == "" {
		return nil
	}
	to, err := day(p.To, "to")
	if err != nil {
		return err
	}
	if to.Before(from.Next(-1)) { // a post that was handed over on its first day ends the day before it
		return fail.Invalid("duty.post.days", "任职止日早于起日", "the last day is before the first").At("to")
	}
	return nil
}

func day(s, field string) (calendar.Date, error) {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return d, fail.As(err).At(field)
	}
	return d, nil
}

// span sets the moments between which the post is in force.
func (p *Post) span() {
	p.starts, p.ends = 0, 1<<62
	if d, err := calendar.ParseDate(p.From); err == nil {
		p.starts = d.Start().UnixMicro()
	}
	if d, err := calendar.ParseDate(p.To); err == nil {
		p.ends = d.End().UnixMicro()
	}
}

// place is where a post hangs: its area, or its element.
func (p *Post) place() string {
	if p.Element != "" {
		return elementKey(p.Element)
	}
	return p.Area
}

func elementKey(element string) string { return "e:" + element }

func (p *Post) inForce(at int64) bool { return p.starts <= at && at < p.ends }

func insertPosts(ctx context.Context, tx *store.Tx, list []Post) error {
	return insertMany(ctx, tx, "INSERT INTO duty_post ("+postColumns+") VALUES ", list, func(p Post) []any {
		return []any{p.ID, p.Area, p.Element, string(p.Line), p.Matter, p.Role, p.Title, p.Contact, p.From, p.To, p.DocNumber, p.DocOrgan, p.DocDate, p.Follows, p.EndedWhy, p.Version, p.UpdatedAt, p.Demo}
	})
}

func (e *Engine) lockPost(ctx context.Context, tx *store.Tx, scope identity.Scope, post string, version int64) (Post, error) {
	var p Post
	err := tx.NewRaw("SELECT "+postColumns+" FROM duty_post WHERE id = ?"+tx.ForUpdate(), post).Scan(ctx, &p)
	switch {
	case store.IsNoRows(err), err == nil && !scope.Contains(p.Area):
		return p, errNoPost
	case err != nil:
		return p, fmt.Errorf("read post %s: %w", post, err)
	case p.Version != version:
		return p, errChanged
	}
	return p, nil
}
