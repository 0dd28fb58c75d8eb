package procedure

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure/rule"
	"anlan/internal/engine/procedure/term"
)

// Turn is one act in progress.
type Turn struct {
	Engine *Engine
	Tx     *store.Tx
	Case   *Case // may be changed: title, area, assignee, department, due moment (without clocks), data
	Act    Act
	Form   any // pointer to the act's form, nil when it has none
	By     identity.Subject
	// Now is when it is recorded, At when it happened by law: the day of a service that is entered the day after. They differ
	// only when the form says so (Dated), and both are journaled.
	Now clock.Instant
	At  clock.Instant
	// Signed are the signatures of the act so far, in order; the doer is not among them.
	Signed []Signature
	// Rules are the rule packs that the case is judged by.
	Rules    *rule.Set
	note     any
	proposed *Pending
	moments  []momentRow
	dropped  string // act that waited for signatures and can no longer be done
	started  []string
	quiet    bool // asked, not done: no trace
	def      *Definition
	past     []Done
	before   []ClockRow
	spans    []ClockRow
	was      *Case // as its row stands in the database; nil when that is not known
	files    []File
	paper    []Paper
}

// Dated is a form that says when its act happened. The zero time means now.
type Dated interface{ Happened() time.Time }

// Note adds a value to the journal entry of this act, under "note".
func (t *Turn) Note(v any) { t.note = v }

// Definition is the case's procedure, in the case's version.
func (t *Turn) Definition() *Definition { return t.def }

// Day is the day on which the act happened, in Beijing.
func (t *Turn) Day() calendar.Date { return calendar.DateOf(t.At.Time) }

// Calendar is the calendar in force.
func (t *Turn) Calendar() *calendar.Calendar { return t.Engine.calendar() }

// RulesOn are the rule packs in force in the case's area on another day: of the conduct, of the decision.
func (t *Turn) RulesOn(d calendar.Date) *rule.Set { return t.Engine.Book().On(d, t.Case.Area) }

// Certificate is the newest certificate of a kind that a person holds.
func (t *Turn) Certificate(ctx context.Context, person, kind string) (identity.Certificate, error) {
	return t.Engine.certificates.Certificate(ctx, t.Tx, person, kind)
}

// Due is when a term that begins at a moment is over, by the calendar in force.
func (t *Turn) Due(s term.Spec, from time.Time) (time.Time, error) {
	c, err := term.Brief(s, term.Run{Start: from}, t.Calendar(), t.Now.Time)
	return c.Due, err
}

// Before is when the newest clock of that name was due before this act.
func (t *Turn) Before(name string) (clock.Instant, error) {
	if i := indexClock(t.before, name); i >= 0 {
		return t.before[i].DueAt, nil
	}
	return clock.Instant{}, fail.Internal("procedure.no-clock", "没有这个期限", "there is no clock "+name)
}

// Done is one act in the past of a case.
type Done struct {
	Revision int64         `bun:"revision" json:"revision"`
	Act      string        `bun:"act" json:"act"`
	Person   string        `bun:"person" json:"person"`
	Name     string        `bun:"name" json:"name"`
	At       clock.Instant `bun:"at" json:"at" doc:"when it was recorded"`
	Moment   clock.Instant `bun:"moment" json:"moment" doc:"when it happened by law"`
	Stage    string        `bun:"stage" json:"stage" doc:"where it led"`
	Role     string        `bun:"role" json:"role" doc:"do, or the signature's name"`
}

// Did reports whether an act was done in this case before.
func (t *Turn) Did(act string) bool { _, ok := t.Last(act); return ok }

// Last is the latest time that an act was done.
func (t *Turn) Last(act string) (Done, bool) {
	for i := len(t.past) - 1; i >= 0; i-- {
		if t.past[i].Act == act && t.past[i].Role == doer {
			return t.past[i], true
		}
	}
	return Done{}, false
}

// Past is all that was done in the case, oldest first.
func (t *Turn) Past() []Done { return t.past }

// Clocks are the clocks of the case, as they stand before the act.
func (t *Turn) Clocks() []ClockRow { return t.spans }

// Clock is the newest clock of that name.
func (t *Turn) Clock(name string) (ClockRow, bool) {
	for i := len(t.spans) - 1; i >= 0; i-- {
		if t.spans[i].Name == name {
			return t.spans[i], true
		}
	}
	return ClockRow{}, false
}

// Files are the files of the case.
func (t *Turn) Files() []File { return t.files }

// Papers are the writs issued in the case, oldest first.
func (t *Turn) Papers() []Paper { return t.paper }

// Paper is the newest valid writ of a kind.
func (t *Turn) Paper(writ string) (Paper, bool) {
	for i := len(t.paper) - 1; i >= 0; i-- {
		if t.paper[i].Writ == writ && t.paper[i].State != PaperVoid {
			return t.paper[i], true
		}
	}
	return Paper{}, false
}

// doer is the role of whoever did an act, beside those who signed it.
const doer = "do"

// pastRow is one act in the past of a case, with how many files and writs the case has.
type pastRow struct {
	Done
	Files  int `bun:"files"`
	Papers int `bun:"papers"`
}

func lookPast(into *[]pastRow, caseID string) store.Lookup {
	return store.Lookup{Into: into, Query: `SELECT revision, act, person, name, at, moment, stage, role, (SELECT count(*) FROM procedure_file WHERE case_id = ?) AS files,
		(SELECT count(*) FROM procedure_paper WHERE case_id = ?) AS papers FROM procedure_past WHERE case_id = ? ORDER BY revision, part`, Args: []any{caseID, caseID, caseID}}
}

// load reads the past of the case into the turn, and its clocks unless they are there already.
func (t *Turn) load(ctx context.Context) error {
	var past []pastRow
	var spans []ClockRow
	look := []store.Lookup{lookPast(&past, t.Case.ID)}
	if len(t.def.Clocks) > 0 && t.spans == nil {
		look = append(look, lookClocks(&spans, t.Case.ID))
	}
	if err := t.Tx.FindAll(ctx, look...); err != nil {
		return fmt.Errorf("past of %s: %w", t.Case.ID, err)
	}
	if len(look) > 1 {
		t.spans = inOrder(spans)
	}
	return t.loadRest(ctx, past)
}

// loadRest puts the past that was read into the turn, and reads the writs and files that there are.
func (t *Turn) loadRest(ctx context.Context, past []pastRow) error {
	t.past = make([]Done, 0, len(past))
	for _, r := range past {
		t.past = append(t.past, r.Done)
	}
	empty := len(past) == 0 // then nothing is known of the rest
	var look []store.Lookup
	if len(t.def.Writs) > 0 && (empty || past[0].Papers > 0) {
		look = append(look, lookPapers(&t.paper, t.Case.ID))
	}
	if empty || past[0].Files > 0 {
		look = append(look, lookFiles(&t.files, t.Case.ID))
	}
	if len(look) > 0 {
		if err := t.Tx.FindAll(ctx, look...); err != nil {
			return fmt.Errorf("past of %s: %w", t.Case.ID, err)
		}
	}
	if t.Case.Rules == "" {
		return nil
	}
	var err error
	t.Rules, err = t.Engine.rulesOf(ctx, t.Tx, t.Case.Rules)
	return err
}

// happened takes the legal moment from the form. It lies between the opening of the case and now.
func (t *Turn) happened() error {
	t.At = t.Now
	d, ok := t.Form.(Dated)
	if !ok || d.Happened().IsZero() {
		return nil
	}
	at := clock.At(d.Happened())
	if at.After(t.Now.Time) {
		return fail.Invalid("procedure.future", "发生时间不能晚于现在", "it cannot have happened later than now").At("at")
	}
	first := t.Case.OpenedAt
	if len(t.past) > 0 && t.past[0].Moment.Before(first.Time) {
		first = t.past[0].Moment // a case that was entered later than it began
	}
	if at.Before(first.Time) {
		return fail.Invalid("procedure.before-case", "发生时间不能早于立项时间（"+local(first)+"）", "it cannot have happened before the case was opened").At("at")
	}
	t.At = at
	return nil
}
