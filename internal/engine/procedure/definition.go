// Package procedure is how things are lawfully done: procedures as data, cases as their instances, acts as the only way
// a case moves.
//
// A Definition is a Go value: stages, and acts that lead from stage to stage, each with who may do it, the form it
// needs, the guards it must pass, and the article of law behind it. Check refuses a definition that cannot work; a
// published version never changes (a golden file guards its print) and a case keeps its version. An act either satisfies
// everything in one transaction – state, data, journal entry, event – or is refused with the reason. Numbers of the law,
// documents and clocks are not in this package yet; they join the same values. It knows no hazard, penalty or incident.
package procedure

import (
	"context"
	"encoding/json"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/form"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Basis is the law behind a rule: the instrument as officials cite it, and the article. Both are Chinese.
type Basis struct {
	Law     string `json:"law,omitempty"`
	Article string `json:"article,omitempty"`
}

// Definition is one version of a procedure.
type Definition struct {
	Name    string    // "command.incident"
	Version int       // counts from 1; a published version never changes
	Title   lang.Text // 险情处置
	Basis   Basis
	Read    string // permission to see its cases
	Open    string // permission to open one
	Start   string // stage of a new case
	Data    any    // zero value of the struct in Case.Data
	Stages  []Stage
	Acts    []Act
	Page    string // path of the page that shows such a case, with {id}; "" for the generic one
	OnOpen  Effect // what the owner does in the transaction that opens a case
}

// Stage is where a case stands. A final stage has no way out and closes the case.
type Stage struct {
	Name  string
	Title lang.Text
	Final bool
	// Todo is what somebody must do while a case stands here, for the inbox; empty when nobody must.
	Todo lang.Text
}

// Act is one lawful step.
type Act struct {
	Name   string
	Title  lang.Text
	From   []string // stages in which it may be done
	To     string   // stage it leads to; "" stays where it is
	Who    Who
	Form   any // zero value of the struct that must be filled in; nil for none
	Guards []Guard
	Do     Effect // what the owner changes in the same transaction
	Basis  Basis
	Tone   Tone
}

// Tone says how the screen offers an act.
type Tone string

// The tones.
const (
	Next   Tone = "next"   // the ordinary way forward
	Aside  Tone = "aside"  // possible, not the usual
	Danger Tone = "danger" // ends or undoes something
)

// Who says by whom an act may be done. All conditions hold together.
type Who struct {
	Permission string   // held in the case's area; "" when Assignee is set and enough
	Assignee   bool     // the person the case is assigned to, wherever; with Permission set: either of the two
	NotBy      []string // not by whoever did one of these acts (four eyes)
}

// Guard is a named condition, checked after who and form. It returns the refusal, a fail.Error, usually Illegal with
// the article, or nil.
type Guard struct {
	Name  string
	Check func(ctx context.Context, t *Turn) error
}

// Effect changes what the owner keeps besides the case. An error undoes the whole act.
type Effect func(ctx context.Context, t *Turn) error

// Turn is one act in progress.
type Turn struct {
	Engine *Engine
	Tx     *store.Tx
	Case   *Case // may be changed: title, area, assignee, due date, data
	Act    Act
	Form   any // pointer to the act's form, nil when it has none
	By     identity.Subject
	Now    clock.Instant
	note   any
}

// Note adds a value to the journal entry of this act, under "note".
func (t *Turn) Note(v any) { t.note = v }

// Case is one instance of a procedure.
type Case struct {
	ID           string          `bun:"id" json:"id"`
	Procedure    string          `bun:"procedure" json:"procedure"`
	Version      int             `bun:"version" json:"version"`
	Stage        string          `bun:"stage" json:"stage"`
	Closed       bool            `bun:"closed" json:"closed"`
	Title        string          `bun:"title" json:"title"`
	Area         string          `bun:"area" json:"area"`
	Root         string          `bun:"root" json:"root" doc:"the case whose timeline this one belongs to; its own id when it stands alone"`
	Assignee     string          `bun:"assignee" json:"assignee"`
	AssigneeName string          `bun:"assignee_name" json:"assignee_name"`
	Data         json.RawMessage `bun:"data" json:"data"`
	DueAt        clock.Instant   `bun:"due_at" json:"due_at"`
	OpenedBy     string          `bun:"opened_by" json:"opened_by"`
	OpenedName   string          `bun:"opened_name" json:"opened_name"`
	OpenedAt     clock.Instant   `bun:"opened_at" json:"opened_at"`
	ChangedAt    clock.Instant   `bun:"changed_at" json:"changed_at"`
	LastAct      string          `bun:"last_act" json:"last_act"`
	LastBy       string          `bun:"last_by" json:"last_by"`
	LastName     string          `bun:"last_name" json:"last_name"`
	Revision     int64           `bun:"revision" json:"revision"`
}

// Load reads the case's data into v.
func (c *Case) Load(v any) error { return json.Unmarshal(c.Data, v) }

// Save writes v as the case's data.
func (c *Case) Save(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.Data = b
	return nil
}

// PageOf is the path of a case's own page; "" for the generic one.
func (d *Definition) PageOf(c *Case) string { return strings.ReplaceAll(d.Page, "{id}", c.ID) }

// stage finds a stage by name.
func (d *Definition) stage(name string) (Stage, bool) {
	for _, s := range d.Stages {
		if s.Name == name {
			return s, true
		}
	}
	return Stage{}, false
}

func (d *Definition) act(name string) (Act, bool) {
	for _, a := range d.Acts {
		if a.Name == name {
			return a, true
		}
	}
	return Act{}, false
}

// Outline is a definition as clients and golden files see it: everything that binds, without the functions but with
// their names.
type Outline struct {
	Name    string         `json:"name"`
	Version int            `json:"version"`
	Title   lang.Text      `json:"title"`
	Basis   Basis          `json:"basis"`
	Read    string         `json:"read"`
	Open    string         `json:"open"`
	Start   string         `json:"start"`
	Page    string         `json:"page,omitempty"`
	Data    any            `json:"data,omitempty"`
	Stages  []OutlineStage `json:"stages" nullable:"false"`
	Acts    []OutlineAct   `json:"acts" nullable:"false"`
}

// OutlineStage is a stage in an Outline.
type OutlineStage struct {
	Name  string    `json:"name"`
	Title lang.Text `json:"title"`
	Final bool      `json:"final"`
	Todo  lang.Text `json:"todo"`
}

// OutlineAct is an act in an Outline.
type OutlineAct struct {
	Name       string    `json:"name"`
	Title      lang.Text `json:"title"`
	From       []string  `json:"from" nullable:"false"`
	To         string    `json:"to"`
	Permission string    `json:"permission"`
	Assignee   bool      `json:"assignee"`
	NotBy      []string  `json:"not_by" nullable:"false"`
	Guards     []string  `json:"guards" nullable:"false"`
	Form       any       `json:"form,omitempty" doc:"JSON Schema"`
	Basis      Basis     `json:"basis"`
	Tone       Tone      `json:"tone"`
}

// Outline describes the definition.
func (d *Definition) Outline() Outline {
	o := Outline{Name: d.Name, Version: d.Version, Title: d.Title, Basis: d.Basis, Read: d.Read, Open: d.Open, Start: d.Start, Page: d.Page, Stages: []OutlineStage{}, Acts: []OutlineAct{}}
	if d.Data != nil {
		o.Data = form.Schema(d.Data)
	}
	for _, s := range d.Stages {
		o.Stages = append(o.Stages, OutlineStage(s))
	}
	for _, a := range d.Acts {
		oa := OutlineAct{Name: a.Name, Title: a.Title, From: append([]string{}, a.From...), To: a.To, Permission: a.Who.Permission, Assignee: a.Who.Assignee, NotBy: append([]string{}, a.Who.NotBy...), Guards: []string{}, Basis: a.Basis, Tone: a.Tone}
		for _, g := range a.Guards {
			oa.Guards = append(oa.Guards, g.Name)
		}
		if a.Form != nil {
			oa.Form = form.Schema(a.Form)
		}
		o.Acts = append(o.Acts, oa)
	}
	return o
}
