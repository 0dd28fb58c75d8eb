package procedure

import (
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// Outline is a definition as clients and golden files see it: everything that binds, without the functions but with
// their names.
type Outline struct {
	Name    string         `json:"name"`
	Version int            `json:"version"`
	Title   lang.Text      `json:"title"`
	Basis   Basis          `json:"basis"`
	InForce calendar.Date  `json:"in_force,omitzero" doc:"first day on which a case may be opened under this version"`
	Until   calendar.Date  `json:"until,omitzero" doc:"last such day"`
	Read    string         `json:"read"`
	Open    string         `json:"open"`
	Start   string         `json:"start"`
	Page    string         `json:"page,omitempty"`
	Lawful  bool           `json:"lawful,omitempty"`
	Data    any            `json:"data,omitempty"`
	Filing  any            `json:"filing,omitempty" doc:"JSON Schema of the form that opens a case by hand"`
	Stages  []OutlineStage `json:"stages" nullable:"false"`
	Acts    []OutlineAct   `json:"acts" nullable:"false"`
	Clocks  []OutlineClock `json:"clocks,omitempty"`
	Writs   []OutlineWrit  `json:"writs,omitempty"`
	Barred  *OutlineBarred `json:"barred,omitempty" doc:"who is kept out of a case about them"`
}

// OutlineBarred is a person who is kept out of a case.
type OutlineBarred struct {
	Field string    `json:"field"`
	Title lang.Text `json:"title"`
	Basis Basis     `json:"basis"`
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
	Name     string            `json:"name"`
	Title    lang.Text         `json:"title"`
	From     []string          `json:"from" nullable:"false"`
	To       string            `json:"to"`
	Ways     []string          `json:"ways,omitempty" doc:"the stages among which the case's data choose"`
	Who      OutlineWho        `json:"who"`
	Signs    []OutlineSign     `json:"signs,omitempty"`
	Guards   []OutlineGuard    `json:"guards" nullable:"false"`
	Evidence []OutlineEvidence `json:"evidence,omitempty"`
	Films    []OutlineFilm     `json:"films,omitempty" doc:"what of it must be on film"`
	Writs    []string          `json:"writs,omitempty"`
	Form     any               `json:"form,omitempty" doc:"JSON Schema"`
	Basis    Basis             `json:"basis"`
	Tone     Tone              `json:"tone"`
	Machine  bool              `json:"machine,omitempty"`
	Once     bool              `json:"once,omitempty"`
}

// OutlineWho says by whom.
type OutlineWho struct {
	Permission  string         `json:"permission"`
	Assignee    bool           `json:"assignee"`
	NotBy       []OutlineNotBy `json:"not_by,omitempty"`
	Level       int            `json:"level,omitempty"`
	Certificate string         `json:"certificate,omitempty"`
	Basis       *Basis         `json:"basis,omitempty"`
}

// OutlineNotBy is an act of another person.
type OutlineNotBy struct {
	Act   string `json:"act"`
	Basis Basis  `json:"basis"`
}

// OutlineSign is a signature.
type OutlineSign struct {
	Name  string     `json:"name"`
	Title lang.Text  `json:"title"`
	Who   OutlineWho `json:"who"`
}

// OutlineGuard is a guard.
type OutlineGuard struct {
	Name  string    `json:"name"`
	Title lang.Text `json:"title"`
	Basis Basis     `json:"basis"`
}

// OutlineEvidence is what must lie in the case.
type OutlineEvidence struct {
	Kind  string    `json:"kind"`
	Title lang.Text `json:"title"`
	Min   int       `json:"min"`
	Since string    `json:"since,omitempty"`
	Basis Basis     `json:"basis"`
}

// OutlineFilm is a moment that must be on film.
type OutlineFilm struct {
	Key   string    `json:"key"`
	Title lang.Text `json:"title"`
	Basis Basis     `json:"basis"`
}

// OutlineClock is a clock.
type OutlineClock struct {
	Name    string         `json:"name"`
	Title   lang.Text      `json:"title"`
	Rule    string         `json:"rule,omitempty"`
	Basis   Basis          `json:"basis"`
	Starts  []string       `json:"starts,omitempty"`
	After   string         `json:"after,omitempty"`
	Stops   []string       `json:"stops,omitempty"`
	Pauses  []OutlinePause `json:"pauses,omitempty"`
	Extends []string       `json:"extends,omitempty"`
	Closes  []string       `json:"closes,omitempty"`
	Holds   []string       `json:"holds,omitempty"`
	Lapses  string         `json:"lapses,omitempty"`
	Party   bool           `json:"party,omitempty"`
	Only    bool           `json:"only,omitempty" doc:"the case's data decide whether it starts"`
	Until   bool           `json:"until,omitempty" doc:"an officer sets its end"`
}

// OutlinePause is a span that does not count.
type OutlinePause struct {
	Title lang.Text `json:"title"`
	From  []string  `json:"from" nullable:"false"`
	Until []string  `json:"until" nullable:"false"`
	Basis Basis     `json:"basis"`
}

// OutlineWrit is a kind of document.
type OutlineWrit struct {
	Name   string    `json:"name"`
	Title  lang.Text `json:"title"`
	Code   string    `json:"code,omitempty"`
	After  []string  `json:"after,omitempty"`
	Only   bool      `json:"only,omitempty" doc:"the case's data decide whether it is made"`
	Served bool      `json:"served,omitempty"`
	Basis  Basis     `json:"basis"`
}

// Outline describes the definition.
func (d *Definition) Outline() Outline {
	o := Outline{
		Name: d.Name, Version: d.Version, Title: d.Title, Basis: d.Basis, InForce: d.From, Until: d.To, Read: d.Read, Open: d.Open, Start: d.Start, Page: d.Page, Lawful: d.Lawful,
		Stages: []OutlineStage{}, Acts: []OutlineAct{},
	}
	if d.Data != nil {
		o.Data = form.Schema(d.Data)
	}
	if d.Filing != nil {
		o.Filing = form.Schema(d.Filing)
	}
	if d.Barred != nil {
		b := OutlineBarred(*d.Barred)
		o.Barred = &b
	}
	for _, s := range d.Stages {
		o.Stages = append(o.Stages, OutlineStage(s))
	}
	for _, a := range d.Acts {
		o.Acts = append(o.Acts, a.outline())
	}
	for _, c := range d.Clocks {
		o.Clocks = append(o.Clocks, c.outline())
	}
	for _, w := range d.Writs {
		o.Writs = append(o.Writs, OutlineWrit{Name: w.Name, Title: w.Title, Code: w.Code, After: slices.Clone(w.After), Only: w.Only != nil, Served: w.Served, Basis: w.Basis})
	}
	return o
}

func (a Act) outline() OutlineAct {
	o := OutlineAct{
		Name: a.Name, Title: a.Title, From: append([]string{}, a.From...), To: a.To, Ways: slices.Clone(a.Ways), Who: a.Who.outline(), Guards: []OutlineGuard{},
		Writs: slices.Clone(a.Writs), Basis: a.Basis, Tone: a.Tone, Machine: a.Machine, Once: a.Once,
	}
	for _, s := range a.Signs {
		o.Signs = append(o.Signs, OutlineSign{Name: s.Name, Title: s.Title, Who: s.Who.outline()})
	}
	for _, g := range a.Guards {
		o.Guards = append(o.Guards, OutlineGuard{Name: g.Name, Title: g.Title, Basis: g.Basis})
	}
	for _, n := range a.Evidence {
		o.Evidence = append(o.Evidence, OutlineEvidence(n))
	}
	for _, f := range a.Films {
		o.Films = append(o.Films, OutlineFilm{f.Key, f.Title, f.Basis.Or(a.Basis)})
	}
	if a.Form != nil {
		o.Form = form.Schema(a.Form)
	}
	return o
}

func (w Who) outline() OutlineWho {
	o := OutlineWho{Permission: w.Permission, Assignee: w.Assignee, Level: w.Level, Certificate: w.Certificate}
	for _, n := range w.NotBy {
		o.NotBy = append(o.NotBy, OutlineNotBy(n))
	}
	if !w.Basis.IsZero() {
		b := w.Basis
		o.Basis = &b
	}
	return o
}

func (c Clock) outline() OutlineClock {
	o := OutlineClock{
		Name: c.Name, Title: c.Title, Rule: c.Rule, Basis: c.Basis, Starts: slices.Clone(c.Starts), After: c.After, Stops: slices.Clone(c.Stops), Extends: slices.Clone(c.Extends),
		Closes: slices.Clone(c.Closes), Holds: slices.Clone(c.Holds), Lapses: c.Lapses, Party: c.Party, Only: c.Only != nil, Until: c.Until != nil,
	}
	for _, p := range c.Pauses {
		o.Pauses = append(o.Pauses, OutlinePause(p))
	}
	return o
}
