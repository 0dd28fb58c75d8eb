// Package procedure is how things are lawfully done: procedures as data, cases as their instances, acts as the only way
// a case moves.
//
// A Definition is a Go value: stages; acts that lead from stage to stage, each with who may do it, who must sign it, the
// form and the evidence it needs, the guards it must pass, the writs it makes, and the article of law behind each; clocks
// that acts start, pause and stop. Check refuses a definition that cannot work; a published version never changes (a
// golden file guards its print), is in force between its dates, and a case keeps its version and the rule packs of its
// day. An act either satisfies everything in one transaction – state, data, writs, evidence, clocks, journal entry,
// event – or is refused with the rule, the article and the field, and the refusal is recorded. Numbers of the law are not
// here: they sit in rule packs (package rule) and are asked by id. The package knows no hazard, penalty or incident.
package procedure

import (
	"context"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
)

// Basis is the law behind a rule: the instrument as officials cite it, and the article. Both are Chinese.
type Basis struct {
	Law     string `json:"law,omitempty"`
	Article string `json:"article,omitempty"`
}

// IsZero says that no law is named.
func (b Basis) IsZero() bool { return b == Basis{} }

// Or is b, or other when b names no law.
func (b Basis) Or(other Basis) Basis {
	if b.IsZero() {
		return other
	}
	return b
}

// String is the law and the article, as officials cite them.
func (b Basis) String() string { return b.Law + b.Article }

// Definition is one version of a procedure.
type Definition struct {
	Name    string    // "command.incident"
	Version int       // counts from 1; a published version never changes
	Title   lang.Text // 险情处置
	Basis   Basis
	// From and To are the days on which a case may be opened under this version, the last one included; zero for no bound.
	// Versions of one procedure must not overlap.
	From, To calendar.Date
	Read     string // permission to see its cases
	Open     string // permission to open one
	Start    string // stage of a new case
	Data     any    // zero value of the struct in Case.Data
	Stages   []Stage
	Acts     []Act
	Clocks   []Clock
	Writs    []Writ
	Page     string // path of the page that shows such a case, with {id}; "" for the generic one
	OnOpen   Effect // what the owner does in the transaction that opens a case
	// Filing is the form that opens a case of this procedure by hand; nil when only its system opens one.
	Filing any
	// Barred keeps one person out of a case about them: from the case, lists, the inbox, deadlines and the journal; nil for none.
	Barred *Barred
	// Sources are where fields of its forms take their values from.
	Sources []Source
	// Answers is the permission to answer findings about the recordings of a case; "" when it has none.
	Answers string
	// Lawful says that the procedure binds the bureau in court: Check then demands an article behind the procedure and
	// behind every act that leads on.
	Lawful bool
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
	Name  string
	Title lang.Text
	From  []string // stages in which it may be done
	To    string   // stage it leads to; "" stays where it is
	// Branch, when set, chooses the stage among Ways after all checks, instead of To.
	Branch   func(t *Turn) string
	Ways     []string // stages that Branch may choose
	Who      Who
	Signs    []Sign     // who must sign after the doer, in this order, before the act takes effect
	Form     any        // zero value of the struct that must be filled in; nil for none
	Evidence []Evidence // what must lie in the case
	Films    []Film     // what of it must be on film
	Guards   []Guard
	Writs    []string // names of writs of the definition that it makes, in this order
	Do       Effect   // what the owner changes in the same transaction
	Basis    Basis
	Tone     Tone
	// Machine says that a clock that ran out does it, and no person.
	Machine bool
	// Once says that it may be done once in a case.
	Once bool
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
	Permission string  // held in the case's area; "" when Assignee is set and enough
	Assignee   bool    // the person the case is assigned to, wherever; with Permission set: either of the two
	NotBy      []NotBy // not by whoever did one of these acts
	// Level is the number of digits of the area from which the permission must be held: 4 for the city's own officers, 6
	// for a district's; 0 for any.
	Level int
	// Certificate is the kind of certificate that the person must hold on that day ("enforcement"); "" for none.
	Certificate string
	Basis       Basis // why this person; the act's own when zero
}

// NotBy keeps an act from whoever did another: four eyes, a host who did not investigate.
type NotBy struct {
	Act   string
	Basis Basis // the act's own when zero
}

// Sign is one signature that an act needs after its doer's. Every signature of an act is another person's.
type Sign struct {
	Name  string // "legal"
	Title lang.Text
	Who   Who
}

// Evidence is what must lie in the case before an act: at least Min files of a kind, added since the act Since was last
// done ("" for ever).
type Evidence struct {
	Kind  string // of File.Kind
	Title lang.Text
	Min   int
	Since string
	Basis Basis
}

// Guard is a named condition, checked after who, form and evidence. It returns the refusal, a fail.Error, usually Illegal,
// or nil; the engine adds the guard's article when the refusal names none.
type Guard struct {
	Name  string
	Title lang.Text // what must hold, as a sentence
	Basis Basis     // zero when the law does not demand it
	Check func(ctx context.Context, t *Turn) error
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

// clock finds a clock by name.
func (d *Definition) clock(name string) (Clock, bool) {
	for _, c := range d.Clocks {
		if c.Name == name {
			return c, true
		}
	}
	return Clock{}, false
}

// writ finds a writ by name.
func (d *Definition) writ(name string) (Writ, bool) {
	for _, w := range d.Writs {
		if w.Name == name {
			return w, true
		}
	}
	return Writ{}, false
}

// targets are the stages to which an act may lead.
func (a Act) targets() []string {
	if a.Branch != nil {
		return a.Ways
	}
	if a.To == "" {
		return nil
	}
	return []string{a.To}
}
