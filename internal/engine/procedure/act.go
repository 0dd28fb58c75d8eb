package procedure

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Request is one act that somebody wants to do. Revision, when not 0, is the revision of the case that they looked at.
type Request struct {
	Case     string
	Act      string
	Form     json.RawMessage
	Revision int64
}

// Act does one act, or refuses it: NotFound when the case is not theirs to see, Denied when the person may not, Invalid
// when the form does not fit, Illegal when the stage, a clock or a guard forbids it, Conflict when the case has moved
// since Revision. An act that needs signatures is kept until the last of them (see Sign). Everything happens in tx; a
// refusal is recorded once tx is rolled back.
func (e *Engine) Act(ctx context.Context, tx *store.Tx, by identity.Subject, r Request) (*Case, error) {
	t, err := e.begin(ctx, tx, by, r.Case, r.Act, r.Revision)
	if err == nil {
		err = e.act(ctx, t, r)
	}
	if err != nil {
		e.refused(tx, t, r.Act, by, err)
		return nil, err
	}
	return t.Case, nil
}

func (e *Engine) act(ctx context.Context, t *Turn, r Request) error {
	if t.Case.Pending != "" && (len(t.Act.targets()) > 0 || len(t.Act.Signs) > 0) {
		p, _ := t.def.act(t.Case.Pending)
		return fail.Illegal("procedure.pending", "“"+p.Title.Zh+"”正在会签，签完或退回后才能办理", "“"+p.Title.En+"” waits for signatures; wait until it is signed or sent back").By(t.ruleKey("act"))
	}
	if err := e.allowed(ctx, t, t.Act.Who); err != nil {
		return err
	}
	if err := t.fill(r.Form); err != nil {
		return err
	}
	if err := e.admit(ctx, t); err != nil {
		return err
	}
	if len(t.Act.Signs) > 0 && !machine(t.By) {
		return e.propose(ctx, t, r.Form)
	}
	return e.effect(ctx, t, r.Form)
}

// begin locks the case, ends the clocks that ran out before now, and loads the past. The turn comes back with the error
// too, once the case is known, so that a refusal can be recorded.
func (e *Engine) begin(ctx context.Context, tx *store.Tx, by identity.Subject, caseID, act string, revision int64) (*Turn, error) {
	var found []Case
	var spans []ClockRow
	var past []pastRow
	err := e.journal.FindAll(ctx, tx, caseID, lockCase(tx, &found, caseID), lookClocks(&spans, caseID), lookPast(&past, caseID))
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", caseID, err)
	}
	c, d, err := e.theirs(by, found)
	if err != nil {
		return nil, err
	}
	now := e.now(c)
	t := &Turn{Engine: e, Tx: tx, Case: c, By: by, Now: now, At: now, def: d}
	var ok bool
	if t.Act, ok = d.act(act); !ok || t.Act.Machine && !machine(by) {
		return t, fail.NotFound("procedure.act-unknown", "该流程没有这个步骤", "this procedure has no such act").At("act")
	}
	if revision != 0 && revision != c.Revision {
		return t, e.moved(d, c)
	}
	was := c.Revision
	if t.spans, err = e.settle(ctx, tx, c, d, now, inOrder(spans)); err != nil {
		return t, err
	}
	held := *c
	t.was = &held
	if c.Revision != was { // a clock ran out
		return t, t.load(ctx)
	}
	return t, t.loadRest(ctx, past)
}

// now is the time for a case: that of the clock, but never before what was recorded last, so that a clock that was set back
// moves no case into its own past.
func (e *Engine) now(c *Case) clock.Instant {
	if n := clock.Now(e.clock); n.After(c.ChangedAt.Time) {
		return n
	}
	return c.ChangedAt
}

// fill reads the form.
func (t *Turn) fill(raw json.RawMessage) (err error) {
	if t.Act.Form != nil {
		if t.Form, err = t.def.decode(t.Act.Form, raw); err != nil {
			return err
		}
		return t.happened()
	}
	if s := strings.TrimSpace(string(raw)); s != "" && s != "{}" && s != "null" {
		return fail.Invalid("procedure.form-unwanted", "此步骤不需要填写内容", "this act takes no form")
	}
	return nil
}

// effect does the act: stage, clocks, the owner's changes, writs, and the record of all of it.
func (e *Engine) effect(ctx context.Context, t *Turn, filled json.RawMessage) error {
	c, a := t.Case, t.Act
	from := c.Stage
	if a.Branch == nil && a.To != "" {
		c.Stage = a.To
	}
	if a.Do != nil {
		if err := a.Do(ctx, t); err != nil {
			return t.blame(err)
		}
	}
	if a.Branch != nil {
		if c.Stage = a.Branch(t); !contains(a.Ways, c.Stage) {
			return fail.Internal("procedure.branch", "流程分支有误", fmt.Sprintf("act %s of %s chose the stage %q", a.Name, t.def.Name, c.Stage))
		}
	}
	s, _ := t.def.stage(c.Stage)
	c.Closed = s.Final
	if err := e.turnClocks(ctx, t); err != nil {
		return err
	}
	papers, err := e.issue(ctx, t)
	if err != nil {
		return err
	}
	if err := e.settled(ctx, t, from); err != nil {
		return err
	}
	if err := e.save(ctx, t); err != nil {
		return err
	}
	if err := e.filmed(ctx, t); err != nil {
		return err
	}
	return e.record(ctx, t, entry{act: a.Name, from: from, form: filled, papers: papers})
}

// settled ends the wait for signatures: the act was signed, or the clock took the case elsewhere meanwhile and what was
// proposed there is void, as the entry says. An act aside leaves what waits.
func (e *Engine) settled(ctx context.Context, t *Turn, from string) error {
	if t.proposed == nil && (t.Case.Pending == "" || t.Case.Stage == from) {
		return nil
	}
	if t.proposed == nil {
		t.dropped = t.Case.Pending
	}
	t.Case.Pending = ""
	if err := t.Tx.Later(ctx, "DELETE FROM procedure_pending WHERE case_id = ?", t.Case.ID); err != nil {
		return fmt.Errorf("void what waits on %s: %w", t.Case.ID, err)
	}
	return nil
}

// save writes the case at its next revision.
func (e *Engine) save(ctx context.Context, t *Turn) error {
	c := t.Case
	c.Revision++
	c.ChangedAt, c.LastAct, c.LastBy, c.LastName = t.Now, t.Act.Name, t.By.ID, t.By.Name
	return e.write(ctx, t)
}

// write writes the case as it is. On SQLite, which writes an index anew for every column that a statement names, the columns
// that did not change are left out; PostgreSQL looks at the values, and keeps few statements rather than short ones.
func (e *Engine) write(ctx context.Context, t *Turn) error {
	c, was := t.Case, t.was
	whole := was == nil || t.Tx.Dialect() != store.SQLite
	var set strings.Builder
	args := make([]any, 0, 18)
	add := func(changed bool, columns string, v ...any) {
		if whole || changed {
			set.WriteString(columns)
			args = append(args, v...)
		}
	}
	add(whole || c.Stage != was.Stage, "stage = ?, ", c.Stage)
	add(whole || c.Closed != was.Closed, "closed = ?, ", c.Closed)
	add(whole || c.Title != was.Title || c.Area != was.Area || c.Assignee != was.Assignee || c.AssigneeName != was.AssigneeName || c.Department != was.Department,
		"title = ?, area = ?, district = ?, assignee = ?, assignee_name = ?, department = ?, ", c.Title, c.Area, c.district(), c.Assignee, c.AssigneeName, c.Department)
	add(whole || c.DueAt != was.DueAt, "due_at = ?, due_key = ?, ", c.DueAt, c.dueKey())
	add(true, "data = ?, changed_at = ?, last_act = ?, last_by = ?, last_name = ?, revision = ?, pending = ? WHERE id = ?",
		string(c.Data), c.ChangedAt, c.LastAct, c.LastBy, c.LastName, c.Revision, c.Pending, c.ID)
	if err := t.Tx.Later(ctx, "UPDATE procedure_case SET "+set.String(), args...); err != nil {
		return fmt.Errorf("act %s on %s: %w", t.Act.Name, c.ID, err)
	}
	held := *c
	t.was = &held
	return nil
}

// entry is what the record of one act holds besides the turn.
type entry struct {
	act    string
	from   string
	form   json.RawMessage
	papers []Paper
	kind   string // "" for an act, or proposed, signed, returned
}

// record writes the journal entry, the list of who did what, and the event.
func (e *Engine) record(ctx context.Context, t *Turn, en entry) error {
	c := t.Case
	body := map[string]any{"case": c.Title, "procedure": c.Procedure, "version": c.Version, "act": en.act, "from": en.from, "stage": c.Stage, "revision": c.Revision, "state": c.state()}
	if len(en.form) > 0 {
		body["form"] = en.form
	}
	if t.note != nil {
		body["note"] = t.note
	}
	if t.dropped != "" {
		body["dropped"] = t.dropped // it waited for signatures, and can no longer be done
	}
	if !t.At.Equal(t.Now.Time) {
		body["moment"] = t.At
	}
	if len(t.Signed) > 0 {
		body["signatures"] = t.Signed
	}
	if len(en.papers) > 0 {
		list := []map[string]string{}
		for _, p := range en.papers {
			list = append(list, map[string]string{"writ": p.Writ, "number": p.Number, "model": p.ModelHash, "docx": p.DOCXHash, "html": p.HTMLHash})
		}
		body["writs"] = list
	}
	action := c.Procedure + "." + en.act
	if en.kind != "" {
		action += "." + en.kind
	}
	past := t.doing(en)
	if len(past) > 0 {
		body["past"] = sumPast(past)
	}
	if s := sumMoments(t.moments); s != "" {
		body["moments"] = s
	}
	var err error
	if body["tables"], err = t.sums(ctx); err != nil {
		return err
	}
	_, err = e.journal.Append(ctx, t.Tx, journal.Entry{Object: c.ID, Root: c.Root, Area: c.Area, Actor: journal.Actor{ID: t.By.ID, Name: t.By.Name}, Action: action, Body: body})
	if err != nil {
		return err
	}
	if err := e.remember(ctx, t, past); err != nil {
		return err
	}
	return e.bus.EmitValue(ctx, t.Tx, t.def.event(CaseChanged, c), Changed{Case: *c, Act: en.act, From: en.from})
}

// doing is who did and who signed the act. A proposal is no doing.
func (t *Turn) doing(en entry) []Done {
	if en.kind != "" {
		return nil
	}
	c, first := t.Case, t.doer()
	put := func(person, name, role string, at clock.Instant) Done {
		return Done{Revision: c.Revision, Act: en.act, Person: person, Name: name, At: at, Moment: t.At, Stage: c.Stage, Role: role}
	}
	out := []Done{put(first.ID, first.Name, doer, t.Now)}
	for _, s := range t.Signed {
		out = append(out, put(s.Person, s.PersonName, s.Name, s.At))
	}
	return out
}

// remember lists who did and who signed the act.
func (e *Engine) remember(ctx context.Context, t *Turn, past []Done) error {
	for part, d := range past {
		err := t.Tx.Later(ctx, "INSERT INTO procedure_past (case_id, revision, part, act, person, name, at, moment, stage, role) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			t.Case.ID, d.Revision, part, d.Act, d.Person, d.Name, d.At, d.Moment, d.Stage, d.Role)
		if err != nil {
			return fmt.Errorf("act %s on %s: %w", d.Act, t.Case.ID, err)
		}
	}
	return nil
}

// lockCase reads a case for change.
func lockCase(tx *store.Tx, into *[]Case, caseID string) store.Lookup {
	return store.Lookup{Into: into, Query: "SELECT " + columns + " FROM procedure_case WHERE id = ?" + tx.ForUpdate(), Args: []any{caseID}}
}

// locked reads a case for change and checks that the subject may see it.
func (e *Engine) locked(ctx context.Context, tx *store.Tx, by identity.Subject, caseID string) (*Case, *Definition, error) {
	var found []Case
	if err := tx.FindAll(ctx, lockCase(tx, &found, caseID)); err != nil {
		return nil, nil, fmt.Errorf("case %s: %w", caseID, err)
	}
	return e.theirs(by, found)
}

// theirs is the case that was found, if there is one that the subject may see.
func (e *Engine) theirs(by identity.Subject, found []Case) (*Case, *Definition, error) {
	if len(found) == 0 {
		return nil, nil, unknown
	}
	c := found[0]
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return nil, nil, err
	}
	e.guarded(d, &c, by)
	if !visible(d, &c, by) {
		return nil, nil, unknown
	}
	return &c, d, nil
}

var unknown = fail.NotFound("procedure.case-unknown", "没有这个事项，或不在您的辖区", "there is no such case in your area")

func visible(d *Definition, c *Case, by identity.Subject) bool {
	return machine(by) || !d.bars(c, by) && (by.Can(d.Read, c.Area) || c.Assignee != "" && c.Assignee == by.ID && by.Has(d.Read))
}

func machine(s identity.Subject) bool { return strings.HasPrefix(s.ID, "machine:") }

// moved is the answer to somebody who looked at an older state.
func (e *Engine) moved(d *Definition, c *Case) error {
	what := lang.T(c.LastAct, c.LastAct)
	if a, ok := d.act(c.LastAct); ok {
		what = a.Title
	}
	s, _ := d.stage(c.Stage)
	return fail.Conflict("procedure.moved",
		fmt.Sprintf("%s 已于 %s 办理“%s”，现为“%s”，请核对后再办理", c.LastName, local(c.ChangedAt), what.Zh, s.Title.Zh),
		fmt.Sprintf("%s did “%s” at %s; the case is now “%s”. Look again before you act", c.LastName, what.En, local(c.ChangedAt), s.Title.En))
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
