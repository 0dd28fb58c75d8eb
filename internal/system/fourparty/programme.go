package fourparty

import (
	"context"
	_ "embed" // the template of items
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// The states of a programme.
const (
	Draft   = "draft"   // items, units and parties may change
	Running = "running" // nothing of it changes any more
)

// Programme is a round of checks. Tolerance is how far the parties may lie apart before somebody must settle it, in percent of
// an item's full mark.
type Programme struct {
	ID        string        `bun:"id" json:"id"`
	Title     string        `bun:"title" json:"title"`
	Area      string        `bun:"area" json:"area"`
	AreaName  string        `bun:"-" json:"area_name"`
	From      string        `bun:"from_day" json:"from"`
	To        string        `bun:"to_day" json:"to"`
	Tolerance int           `bun:"tolerance" json:"tolerance" doc:"percent of an item's full mark"`
	Basis     string        `bun:"basis" json:"basis"`
	Raw       string        `bun:"items" json:"-"`
	State     string        `bun:"state" json:"state" enum:"draft,running"`
	ByName    string        `bun:"by_name" json:"by_name"`
	MadeAt    clock.Instant `bun:"made_at" json:"made_at"`
	StartedAt clock.Instant `bun:"started_at" json:"started_at"`
	Revision  int64         `bun:"revision" json:"revision"`
}

const programmeColumns = "id, title, area, from_day, to_day, tolerance, basis, items, state, by_name, made_at, started_at, revision"

// items are the items of a programme.
func (p Programme) items() ([]CheckItem, error) {
	out := []CheckItem{}
	if err := json.Unmarshal([]byte(p.Raw), &out); err != nil {
		return nil, fmt.Errorf("items of %s: %w", p.ID, err)
	}
	return out, nil
}

// noProgramme answers whoever asks for a programme that is not there or not theirs to see.
var noProgramme = fail.NotFound("fourparty.programme.unknown", "没有这个核查方案，或不在您的辖区", "there is no such programme in your area")

// seen is the condition for programmes that the caller sees: of their areas, or with units there.
func seen(by identity.Subject) (string, []any) {
	own, args := by.Scope(readChecks).SQL("area")
	with, more := by.Scope(readChecks).SQL("u.area")
	return "(" + own + " OR EXISTS (SELECT 1 FROM fourparty_unit u WHERE u.programme = fourparty_programme.id AND " + with + "))", append(args, more...)
}

// programme finds one that the caller sees.
func (s *System) programme(ctx context.Context, q store.Querier, by identity.Subject, programmeID, lock string) (Programme, error) {
	var p Programme
	where, args := seen(by)
	err := q.NewRaw("SELECT "+programmeColumns+" FROM fourparty_programme WHERE id = ? AND "+where+lock, append([]any{programmeID}, args...)...).Scan(ctx, &p)
	if store.IsNoRows(err) {
		return p, noProgramme
	}
	if err != nil {
		return p, fmt.Errorf("programme %s: %w", programmeID, err)
	}
	p.AreaName = s.Register.Areas().Name(p.Area)
	return p, nil
}

// editable finds a draft that the caller manages, locked.
func (s *System) editable(ctx context.Context, tx *store.Tx, programmeID string) (Programme, error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.programme(ctx, tx, by, programmeID, tx.ForUpdate())
	switch {
	case err != nil:
		return p, err
	case !by.Can(manageProgrammes, p.Area):
		return p, fail.Denied("fourparty.programme.manage", "这个方案由"+p.AreaName+"制定，您不能修改", "this programme is of another area; you may not change it")
	case p.State != Draft:
		return p, fail.Conflict("fourparty.programme.running", "方案已启动，核查内容和对象不能再改", "the programme has started; its items and units stay as they are")
	}
	return p, nil
}

// changed writes a programme at its next revision, with its journal entry.
func (s *System) changed(ctx context.Context, tx *store.Tx, by identity.Subject, p *Programme, action string, body any) error {
	p.Revision++
	_, err := tx.NewRaw("UPDATE fourparty_programme SET items = ?, state = ?, started_at = ?, revision = ? WHERE id = ?", p.Raw, p.State, p.StartedAt, p.Revision, p.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("change programme %s: %w", p.ID, err)
	}
	return s.noted(ctx, tx, by, p.ID, p.Area, action, body)
}

func (s *System) noted(ctx context.Context, tx *store.Tx, by identity.Subject, object, area, action string, body any) error {
	_, err := s.Journal.Append(ctx, tx, journal.Entry{Object: object, Area: area, Actor: actor(by), Action: action, Body: body})
	return err
}

//go:embed data/safe-city.json
var safeCity []byte

// template are the items that come with the product.
func template() ([]CheckItem, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(safeCity, &raw); err != nil {
		return nil, fmt.Errorf("template of items: %w", err)
	}
	return readItems(raw)
}

type newProgramme struct {
	Body struct {
		Title     string `json:"title" minLength:"2" maxLength:"100"`
		Area      string `json:"area" pattern:"^[0-9A-Z]{4,20}$"`
		From      string `json:"from" format:"date"`
		To        string `json:"to" format:"date"`
		Tolerance int    `json:"tolerance" minimum:"0" maximum:"100" doc:"percent of an item's full mark"`
		Basis     string `json:"basis,omitempty" maxLength:"500"`
		Template  bool   `json:"template,omitempty" doc:"begin with the items that come with the product"`
	}
}

func (s *System) makeProgramme(ctx context.Context, tx *store.Tx, in *newProgramme) (*httpapi.Body[Programme], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	if !by.Can(manageProgrammes, b.Area) {
		return nil, fail.Denied("fourparty.programme.area", "您不能在该地区制定核查方案", "you may not make programmes in this area").At("area")
	}
	if _, ok := s.Register.Areas().Find(b.Area); !ok {
		return nil, fail.Invalid("fourparty.programme.area-unknown", "没有这个地区", "there is no such area").At("area")
	}
	if b.To < b.From {
		return nil, fail.Invalid("fourparty.programme.span", "截止日期不能早于开始日期", "it ends before it begins").At("to")
	}
	items := []CheckItem{}
	if b.Template {
		var err error
		if items, err = template(); err != nil {
			return nil, err
		}
	}
	p := Programme{ID: id.New(), Title: b.Title, Area: b.Area, From: b.From, To: b.To, Tolerance: b.Tolerance, Basis: b.Basis, State: Draft, ByName: by.Name, MadeAt: clock.Now(s.Clock), Revision: 1}
	p.AreaName = s.Register.Areas().Name(p.Area)
	if err := s.insert(ctx, tx, &p, items); err != nil {
		return nil, err
	}
	return httpapi.OK(p), s.noted(ctx, tx, by, p.ID, p.Area, "fourparty.programme.made", map[string]any{"title": p.Title, "from": p.From, "to": p.To, "tolerance": p.Tolerance, "items": len(items)})
}

func (s *System) insert(ctx context.Context, tx *store.Tx, p *Programme, items []CheckItem) error {
	if err := p.put(items); err != nil {
		return err
	}
	_, err := tx.NewRaw("INSERT INTO fourparty_programme ("+programmeColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.Title, p.Area, p.From, p.To, p.Tolerance, p.Basis, p.Raw, p.State, p.ByName, p.MadeAt, p.StartedAt, p.Revision).Exec(ctx)
	if err != nil {
		return fmt.Errorf("programme %s: %w", p.ID, err)
	}
	return nil
}

// put sets the items.
func (p *Programme) put(items []CheckItem) error {
	b, err := json.Marshal(items)
	p.Raw = string(b)
	return err
}

type itemsInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Items []json.RawMessage `json:"items" maxItems:"200" doc:"by the form of an item" nullable:"false"`
	}
}

func (s *System) putItems(ctx context.Context, tx *store.Tx, in *itemsInput) (*httpapi.Body[ProgrammeView], error) {
	items, err := readItems(in.Body.Items)
	if err != nil {
		return nil, err
	}
	return s.setItems(ctx, tx, in.ID, items)
}

func (s *System) setItems(ctx context.Context, tx *store.Tx, programmeID string, items []CheckItem) (*httpapi.Body[ProgrammeView], error) {
	p, err := s.editable(ctx, tx, programmeID)
	if err != nil {
		return nil, err
	}
	if err := p.put(items); err != nil {
		return nil, err
	}
	by := httpapi.SubjectOf(ctx)
	if err := s.changed(ctx, tx, by, &p, "fourparty.programme.items", map[string]any{"items": items}); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, by, p)
}

// itemForm is the form of an item.
func (s *System) itemForm(context.Context, *struct{}) (*httpapi.Body[map[string]any], error) {
	return httpapi.OK(form.Schema(ItemForm{})), nil
}
