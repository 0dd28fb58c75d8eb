package inspect

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/model/draw"
)

// The states of a drawing.
const (
	Draft     = "draft"     // 草稿: the list may change
	Noticed   = "noticed"   // 已公告: the list is frozen, the seed is awaited
	Drawn     = "drawn"     // 已抽取: not published yet
	Published = "published" // 已公布
	Void      = "void"      // 作废
)

// Drawing is one drawing by lot. Hands are all who put its list together or published its notice. Digest is the SM3 of the
// notice, in hex.
type Drawing struct {
	ID            string        `bun:"id" json:"id"`
	Title         string        `bun:"title" json:"title"`
	Area          string        `bun:"area" json:"area"`
	AreaName      string        `bun:"-" json:"area_name"`
	OrganKey      string        `bun:"organ_key" json:"-"`
	Organ         string        `bun:"organ" json:"organ"`
	State         string        `bun:"state" json:"state" enum:"draft,noticed,drawn,published,void"`
	Sectors       []string      `bun:"-" json:"sectors" nullable:"false" doc:"none means all"`
	Rules         DrawRules     `bun:"-" json:"rules"`
	Source        DrawSource    `bun:"-" json:"source"`
	Number        string        `bun:"number" json:"number" doc:"empty until the notice"`
	Digest        string        `bun:"digest" json:"digest" doc:"SM3 of the notice"`
	ListDigest    string        `bun:"list_digest" json:"list_digest" doc:"SM3 of the list"`
	Units         int           `bun:"units" json:"units" doc:"in the frozen list"`
	Officers      int           `bun:"officers" json:"officers" doc:"in the frozen list"`
	MadeName      string        `bun:"made_name" json:"made_name"`
	MadeAt        clock.Instant `bun:"made_at" json:"made_at"`
	FixedName     string        `bun:"fixed_name" json:"fixed_name"`
	FixedAt       clock.Instant `bun:"fixed_at" json:"fixed_at"`
	Seed          string        `bun:"seed" json:"seed"`
	AnnouncedAt   clock.Instant `bun:"announced_at" json:"announced_at"`
	DrawnName     string        `bun:"drawn_name" json:"drawn_name"`
	DrawnAt       clock.Instant `bun:"drawn_at" json:"drawn_at"`
	PublishedName string        `bun:"published_name" json:"published_name"`
	PublishedAt   clock.Instant `bun:"published_at" json:"published_at"`
	VoidedName    string        `bun:"voided_name" json:"voided_name"`
	VoidedAt      clock.Instant `bun:"voided_at" json:"voided_at"`
	VoidReason    string        `bun:"void_reason" json:"void_reason"`
	Revision      int64         `bun:"revision" json:"revision"`

	MadeBy      string        `bun:"made_by" json:"-"`
	DrawnBy     string        `bun:"drawn_by" json:"-"`
	Hands       []string      `bun:"-" json:"-"`
	Year        int           `bun:"year" json:"-"`
	Serial      int           `bun:"serial" json:"-"`
	Due         clock.Instant `bun:"due" json:"-"`
	SectorsText string        `bun:"sectors" json:"-"`
	RulesText   string        `bun:"rules" json:"-"`
	SourceText  string        `bun:"source" json:"-"`
	HandsText   string        `bun:"hands" json:"-"`
	Commitment  string        `bun:"commitment" json:"-"`
}

// DrawRules say how many of whom are drawn; they are those of the algorithm, and Unrated, the class of a unit of which none
// is known.
type DrawRules struct {
	Day        string      `json:"day" format:"date" doc:"the last day of the visits: certificates must be good until then"`
	Classes    []DrawClass `json:"classes" minItems:"4" maxItems:"4" nullable:"false" doc:"one for each of A, B, C, D"`
	Total      int         `json:"total" minimum:"0" maximum:"100000" doc:"how many are drawn; 0: of each class its share"`
	KeyCovered bool        `json:"key_covered" doc:"key units are all visited and not drawn"`
	Team       int         `json:"team" minimum:"1" maximum:"20" doc:"officers for a unit; the law wants two at least"`
	Unrated    string      `json:"unrated" enum:"A,B,C,D" doc:"class of units without one"`
}

// DrawClass is what holds for a class of credit: share like 3/100, and the most visits in a year.
type DrawClass struct {
	Credit string `json:"credit" enum:"A,B,C,D"`
	Share  string `json:"share" pattern:"^[0-9]{1,4}/[0-9]{1,4}$"`
	Cap    int    `json:"cap" minimum:"0" maximum:"365" doc:"visits a year"`
}

// DrawSource says where the seed comes from, and the moment before which nobody can know it.
type DrawSource struct {
	Title string        `json:"title" maxLength:"100"`
	Place string        `json:"place" maxLength:"150" doc:"where anybody can read it"`
	Form  string        `json:"form" maxLength:"150" doc:"how the value is written"`
	Due   clock.Instant `json:"due"`
}

func (r DrawRules) model() draw.Rules {
	out := draw.Rules{Day: r.Day, Total: r.Total, KeyCovered: r.KeyCovered, Team: r.Team}
	for _, c := range r.Classes {
		out.Classes = append(out.Classes, draw.Class{Credit: draw.Credit(c.Credit), Share: c.Share, Cap: c.Cap})
	}
	return out
}

// proposedClasses are shares and caps to begin with.
func proposedClasses() []DrawClass {
	var out []DrawClass
	for _, c := range draw.Proposed() {
		out = append(out, DrawClass{string(c.Credit), c.Share, c.Cap})
	}
	return out
}

const drawingColumns = `id, title, area, organ_key, organ, state, sectors, rules, source, due, hands, year, serial, number, commitment, digest, list_digest, units, officers,
	made_by, made_name, made_at, fixed_name, fixed_at, seed, announced_at, drawn_by, drawn_name, drawn_at, published_name, published_at, voided_name, voided_at, void_reason, revision`

// noDrawing answers whoever asks for a drawing that is not there or not theirs to see.
var noDrawing = fail.NotFound("inspect.drawing.unknown", "没有这次抽取，或不在您的辖区", "there is no such drawing in your area")

// drawingsWhere reads drawings.
func (s *System) drawingsWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]Drawing, error) {
	out := []Drawing{}
	if err := q.NewRaw("SELECT "+drawingColumns+" FROM inspect_drawing WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("drawings: %w", err)
	}
	for i := range out {
		if err := out[i].read(); err != nil {
			return nil, err
		}
		out[i].AreaName = s.Register.Areas().Name(out[i].Area)
	}
	return out, nil
}

func (d *Drawing) read() error {
	for _, p := range []struct {
		text string
		into any
	}{{d.SectorsText, &d.Sectors}, {d.RulesText, &d.Rules}, {d.SourceText, &d.Source}, {d.HandsText, &d.Hands}} {
		if err := json.Unmarshal([]byte(p.text), p.into); err != nil {
			return fmt.Errorf("drawing %s: %w", d.ID, err)
		}
	}
	d.Source.Due = d.Due
	return nil
}

// drawing finds one in the scope; with lock ForUpdate it waits for whoever changes it.
func (s *System) drawing(ctx context.Context, q store.Querier, scope identity.Scope, drawingID, lock string) (Drawing, error) {
	where, args := scope.SQL("area")
	list, err := s.drawingsWhere(ctx, q, "id = ? AND "+where+lock, append([]any{drawingID}, args...)...)
	if err == nil && len(list) != 1 {
		err = noDrawing
	}
	if err != nil {
		return Drawing{}, err
	}
	return list[0], nil
}

// values are the columns that change, in the order of put.
func (d *Drawing) values() ([]any, error) {
	d.Due = d.Source.Due
	var texts [4]string
	for i, v := range []any{d.Sectors, d.Rules, d.Source, d.Hands} {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		texts[i] = string(b)
	}
	return []any{
		d.Title, d.Area, d.OrganKey, d.Organ, d.State, texts[0], texts[1], texts[2], d.Due, texts[3], d.Year, d.Serial, d.Number, d.Commitment, d.Digest, d.ListDigest, d.Units, d.Officers,
		d.MadeBy, d.MadeName, d.MadeAt, d.FixedName, d.FixedAt, d.Seed, d.AnnouncedAt, d.DrawnBy, d.DrawnName, d.DrawnAt, d.PublishedName, d.PublishedAt, d.VoidedName, d.VoidedAt, d.VoidReason, d.Revision,
	}, nil
}

func (s *System) insert(ctx context.Context, tx *store.Tx, d *Drawing) error {
	v, err := d.values()
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO inspect_drawing ("+drawingColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", append([]any{d.ID}, v...)...).Exec(ctx)
	if err != nil {
		return fmt.Errorf("drawing %s: %w", d.ID, err)
	}
	return nil
}

// changed writes a drawing at its next revision, with its journal entry.
func (s *System) changed(ctx context.Context, tx *store.Tx, by identity.Subject, d *Drawing, action string, body any) error {
	d.Revision++
	v, err := d.values()
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`UPDATE inspect_drawing SET title = ?, area = ?, organ_key = ?, organ = ?, state = ?, sectors = ?, rules = ?, source = ?, due = ?, hands = ?, year = ?, serial = ?, number = ?,
		commitment = ?, digest = ?, list_digest = ?, units = ?, officers = ?, made_by = ?, made_name = ?, made_at = ?, fixed_name = ?, fixed_at = ?, seed = ?, announced_at = ?, drawn_by = ?, drawn_name = ?, drawn_at = ?,
		published_name = ?, published_at = ?, voided_name = ?, voided_at = ?, void_reason = ?, revision = ? WHERE id = ?`, append(v, d.ID)...).Exec(ctx)
	if err != nil {
		return fmt.Errorf("change drawing %s: %w", d.ID, err)
	}
	return s.noted(ctx, tx, by, d.ID, d.Area, action, body)
}

func (s *System) noted(ctx context.Context, tx *store.Tx, by identity.Subject, object, area, action string, body any) error {
	_, err := s.Journal.Append(ctx, tx, journal.Entry{Object: object, Area: area, Actor: actor(by), Action: action, Body: body})
	return err
}

// touched notes that somebody had a hand in the list.
func (d *Drawing) touched(by identity.Subject) {
	if !slices.Contains(d.Hands, by.ID) {
		d.Hands = append(d.Hands, by.ID)
	}
}

// hadHand reports whether somebody had a hand in the list or its notice.
func (d *Drawing) hadHand(by identity.Subject) bool { return slices.Contains(d.Hands, by.ID) }

// The papers of a drawing.
const (
	listPaper     = "list"     // the frozen draw.List
	elementsPaper = "elements" // code of a unit → its element in the register
	filePaper     = "file"     // the published file
	resultPaper   = "result"   // the DrawResult of the file, for people
)

func (s *System) putPaper(ctx context.Context, tx *store.Tx, drawingID, kind string, content []byte) error {
	_, err := tx.NewRaw("INSERT INTO inspect_paper (drawing, kind, content) VALUES (?, ?, ?) ON CONFLICT (drawing, kind) DO UPDATE SET content = excluded.content", drawingID, kind, string(content)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("%s of drawing %s: %w", kind, drawingID, err)
	}
	return nil
}

func (s *System) paper(ctx context.Context, q store.Querier, drawingID, kind string) ([]byte, error) {
	var content string
	if err := q.NewRaw("SELECT content FROM inspect_paper WHERE drawing = ? AND kind = ?", drawingID, kind).Scan(ctx, &content); err != nil {
		return nil, fmt.Errorf("%s of drawing %s: %w", kind, drawingID, err)
	}
	return []byte(content), nil
}

// paperInto reads a paper of JSON.
func (s *System) paperInto(ctx context.Context, q store.Querier, drawingID, kind string, into any) error {
	b, err := s.paper(ctx, q, drawingID, kind)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s of drawing %s: %w", kind, drawingID, err)
	}
	return nil
}
