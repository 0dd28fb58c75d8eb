package procedure

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// NewCase is what opens a case. Root is the case whose timeline it joins, "" for none.
type NewCase struct {
	Title        string
	Area         string
	Root         string
	Assignee     string
	AssigneeName string
	DueAt        clock.Instant
	Data         any
	Note         any // goes into the journal entry
}

// Start opens a case of the newest version of a procedure. It is refused with Denied unless by holds the procedure's
// Open permission in the area; machines may open any.
func (e *Engine) Start(ctx context.Context, tx *store.Tx, by identity.Subject, procedure string, n NewCase) (*Case, error) {
	d, err := e.Definition(procedure, 0)
	if err != nil {
		return nil, err
	}
	if !machine(by) && !by.Can(d.Open, n.Area) {
		return nil, fail.Denied("procedure.open-denied", "您无权在此区域发起："+d.Title.Zh, "you may not open this in the area: "+d.Title.En)
	}
	now := clock.Now(e.clock)
	c := &Case{
		ID: id.New(), Procedure: d.Name, Version: d.Version, Stage: d.Start, Title: n.Title, Area: n.Area, Root: n.Root, Assignee: n.Assignee, AssigneeName: n.AssigneeName,
		DueAt: n.DueAt, OpenedBy: by.ID, OpenedName: by.Name, OpenedAt: now, ChangedAt: now, LastAct: "open", LastBy: by.ID, LastName: by.Name, Revision: 1, Data: json.RawMessage("{}"),
	}
	if c.Root == "" {
		c.Root = c.ID
	}
	if n.Data != nil {
		if err := c.Save(n.Data); err != nil {
			return nil, fmt.Errorf("open %s: %w", procedure, err)
		}
	}
	t := &Turn{Engine: e, Tx: tx, Case: c, By: by, Now: now, note: n.Note}
	_, err = tx.NewRaw(`INSERT INTO procedure_case (id, procedure, version, stage, closed, title, area, root, assignee, assignee_name, data, due_at,
		opened_by, opened_name, opened_at, changed_at, last_act, last_by, last_name, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Procedure, c.Version, c.Stage, c.Closed, c.Title, c.Area, c.Root, c.Assignee, c.AssigneeName, string(c.Data), c.DueAt,
		c.OpenedBy, c.OpenedName, c.OpenedAt, c.ChangedAt, c.LastAct, c.LastBy, c.LastName, c.Revision).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", procedure, err)
	}
	if d.OnOpen != nil {
		if err := d.OnOpen(ctx, t); err != nil {
			return nil, err
		}
	}
	return c, e.record(ctx, t, "open", "", nil)
}

// Request is one act that somebody wants to do. Revision, when not 0, is the revision of the case that they looked at.
type Request struct {
	Case     string
	Act      string
	Form     json.RawMessage
	Revision int64
}

// Act does one act, or refuses it: NotFound when the case is not theirs to see, Denied when the person may not, Invalid
// when the form does not fit, Illegal when the stage or a guard forbids it, Conflict when the case has moved since
// Revision. Everything happens in tx.
func (e *Engine) Act(ctx context.Context, tx *store.Tx, by identity.Subject, r Request) (*Case, error) {
	c, d, err := e.locked(ctx, tx, by, r.Case)
	if err != nil {
		return nil, err
	}
	a, ok := d.act(r.Act)
	if !ok {
		return nil, fail.NotFound("procedure.act-unknown", "该流程没有这个步骤", "this procedure has no such act").At("act")
	}
	if r.Revision != 0 && r.Revision != c.Revision {
		return nil, e.moved(d, c)
	}
	t := &Turn{Engine: e, Tx: tx, Case: c, Act: a, By: by, Now: clock.Now(e.clock)}
	if err := e.allowed(ctx, tx, d, t); err != nil {
		return nil, err
	}
	if a.Form != nil {
		if t.Form, err = form.Decode(a.Form, r.Form, ""); err != nil {
			return nil, err
		}
	} else if s := strings.TrimSpace(string(r.Form)); s != "" && s != "{}" && s != "null" {
		return nil, fail.Invalid("procedure.form-unwanted", "此步骤不需要填写内容", "this act takes no form")
	}
	for _, g := range a.Guards {
		if err := g.Check(ctx, t); err != nil {
			return nil, err
		}
	}
	from := c.Stage
	if a.To != "" {
		s, _ := d.stage(a.To)
		c.Stage, c.Closed = s.Name, s.Final
	}
	if a.Do != nil {
		if err := a.Do(ctx, t); err != nil {
			return nil, err
		}
	}
	c.Revision++
	c.ChangedAt, c.LastAct, c.LastBy, c.LastName = t.Now, a.Name, by.ID, by.Name
	_, err = tx.NewRaw(`UPDATE procedure_case SET stage = ?, closed = ?, title = ?, area = ?, assignee = ?, assignee_name = ?, data = ?, due_at = ?,
		changed_at = ?, last_act = ?, last_by = ?, last_name = ?, revision = ? WHERE id = ?`,
		c.Stage, c.Closed, c.Title, c.Area, c.Assignee, c.AssigneeName, string(c.Data), c.DueAt, c.ChangedAt, c.LastAct, c.LastBy, c.LastName, c.Revision, c.ID).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("act %s on %s: %w", a.Name, c.ID, err)
	}
	return c, e.record(ctx, t, a.Name, from, r.Form)
}

// record writes the journal entry, the list of who did what, and the event.
func (e *Engine) record(ctx context.Context, t *Turn, act, from string, filled json.RawMessage) error {
	c := t.Case
	body := map[string]any{"case": c.Title, "procedure": c.Procedure, "version": c.Version, "act": act, "from": from, "stage": c.Stage, "revision": c.Revision}
	if len(filled) > 0 {
		body["form"] = filled
	}
	if t.note != nil {
		body["note"] = t.note
	}
	_, err := e.journal.Append(ctx, t.Tx, journal.Entry{Object: c.ID, Root: c.Root, Area: c.Area, Actor: journal.Actor{ID: t.By.ID, Name: t.By.Name}, Action: c.Procedure + "." + act, Body: body})
	if err != nil {
		return err
	}
	_, err = t.Tx.NewRaw("INSERT INTO procedure_done (case_id, revision, act, person, at) VALUES (?, ?, ?, ?, ?)", c.ID, c.Revision, act, t.By.ID, t.Now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("act %s on %s: %w", act, c.ID, err)
	}
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return err
	}
	return e.bus.EmitValue(ctx, t.Tx, bus.Event{Type: CaseChanged, Area: c.Area, Object: c.ID, Permission: d.Read}, Changed{Case: *c, Act: act, From: from})
}

// locked reads a case for change and checks that the subject may see it.
func (e *Engine) locked(ctx context.Context, tx *store.Tx, by identity.Subject, caseID string) (*Case, *Definition, error) {
	var c Case
	err := tx.NewRaw("SELECT "+columns+" FROM procedure_case WHERE id = ?"+tx.ForUpdate(), caseID).Scan(ctx, &c)
	if store.IsNoRows(err) {
		return nil, nil, unknown
	}
	if err != nil {
		return nil, nil, fmt.Errorf("case %s: %w", caseID, err)
	}
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return nil, nil, err
	}
	if !visible(d, &c, by) {
		return nil, nil, unknown
	}
	return &c, d, nil
}

var unknown = fail.NotFound("procedure.case-unknown", "没有这个事项，或不在您的辖区", "there is no such case in your area")

func visible(d *Definition, c *Case, by identity.Subject) bool {
	return machine(by) || by.Can(d.Read, c.Area) || c.Assignee != "" && c.Assignee == by.ID && by.Has(d.Read)
}

func machine(s identity.Subject) bool { return strings.HasPrefix(s.ID, "machine:") }

// allowed checks stage and person.
func (e *Engine) allowed(ctx context.Context, tx *store.Tx, d *Definition, t *Turn) error {
	c, a := t.Case, t.Act
	if !slices.Contains(a.From, c.Stage) {
		s, _ := d.stage(c.Stage)
		return fail.Illegal("procedure.wrong-stage",
			fmt.Sprintf("当前为“%s”（%s 于 %s 操作），不能“%s”", s.Title.Zh, c.LastName, local(c.ChangedAt), a.Title.Zh),
			fmt.Sprintf("the case is now “%s” (by %s at %s); “%s” is not possible", s.Title.En, c.LastName, local(c.ChangedAt), a.Title.En)).Under(a.Basis.Law, a.Basis.Article)
	}
	if machine(t.By) {
		return nil
	}
	byRole := a.Who.Permission != "" && t.By.Can(a.Who.Permission, c.Area)
	byName := a.Who.Assignee && c.Assignee == t.By.ID
	if !byRole && !byName {
		return fail.Denied("procedure.act-denied", "您无权“"+a.Title.Zh+"”", "you may not do “"+a.Title.En+"”").Under(a.Basis.Law, a.Basis.Article)
	}
	for _, other := range a.Who.NotBy {
		var n int
		err := tx.NewRaw("SELECT count(*) FROM procedure_done WHERE case_id = ? AND act = ? AND person = ?", c.ID, other, t.By.ID).Scan(ctx, &n)
		if err != nil {
			return fmt.Errorf("act %s on %s: %w", a.Name, c.ID, err)
		}
		if n > 0 {
			o, _ := d.act(other)
			return fail.Illegal("procedure.same-person", "“"+o.Title.Zh+"”与“"+a.Title.Zh+"”不得由同一人办理", "“"+o.Title.En+"” and “"+a.Title.En+"” must be done by different persons").Under(a.Basis.Law, a.Basis.Article)
		}
	}
	return nil
}

// moved is the answer to somebody who looked at an older state.
func (e *Engine) moved(d *Definition, c *Case) error {
	what := lang.T(c.LastAct, c.LastAct)
	if a, ok := d.act(c.LastAct); ok {
		what = a.Title
	}
	s, _ := d.stage(c.Stage)
	return fail.Conflict("procedure.moved",
		fmt.Sprintf("%s 已于 %s 办理“%s”，现为“%s”，请刷新后再操作", c.LastName, local(c.ChangedAt), what.Zh, s.Title.Zh),
		fmt.Sprintf("%s did “%s” at %s; the case is now “%s”. Look again before you act", c.LastName, what.En, local(c.ChangedAt), s.Title.En))
}
