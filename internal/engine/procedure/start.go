package procedure

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// NewCase is what opens a case. Root is the case whose timeline it joins, "" for none.
type NewCase struct {
	Title        string
	Area         string
	Root         string
	Assignee     string
	AssigneeName string
	Department   string
	DueAt        clock.Instant
	// Happened is the legal moment of the opening when the case is entered later: a letter that was signed for on Friday and
	// registered on Monday. Clocks that the opening starts run from it. The zero time means now.
	Happened time.Time
	Data     any
	Note     any // goes into the journal entry
}

// Start opens a case of a procedure, under the version in force today. It is refused with Denied unless by holds the
// procedure's Open permission in the area; machines may open any. The case is bound to the rule packs of the day.
func (e *Engine) Start(ctx context.Context, tx *store.Tx, by identity.Subject, procedure string, n NewCase) (*Case, error) {
	now := clock.Now(e.clock)
	d, err := e.InForce(procedure, calendar.DateOf(now.Time))
	if err != nil {
		return nil, err
	}
	if !machine(by) && !by.Can(d.Open, n.Area) {
		return nil, fail.Denied("procedure.open-denied", "您无权在此区域发起："+d.Title.Zh, "you may not open this in the area: "+d.Title.En).Under(d.Basis.Law, d.Basis.Article)
	}
	c := &Case{
		ID: id.New(), Procedure: d.Name, Version: d.Version, Stage: d.Start, Title: n.Title, Area: n.Area, Root: n.Root, Assignee: n.Assignee, AssigneeName: n.AssigneeName,
		Department: n.Department, DueAt: n.DueAt, OpenedBy: by.ID, OpenedName: by.Name, OpenedAt: now, ChangedAt: now, LastAct: open, LastBy: by.ID, LastName: by.Name, Revision: 1,
		Data: json.RawMessage("{}"),
	}
	if c.Root == "" {
		c.Root = c.ID
	}
	if n.Data != nil {
		if err := c.Save(n.Data); err != nil {
			return nil, fmt.Errorf("open %s: %w", procedure, err)
		}
	}
	t := &Turn{Engine: e, Tx: tx, Case: c, Act: Act{Name: open}, By: by, Now: now, At: now, note: n.Note, def: d}
	if !n.Happened.IsZero() {
		if t.At = clock.At(n.Happened); t.At.After(now.Time) {
			return nil, fail.Invalid("procedure.future", "发生时间不能晚于现在", "it cannot have happened later than now").At("at")
		}
	}
	if d.Lawful {
		if t.Rules, err = e.pin(ctx, tx, c); err != nil {
			return nil, err
		}
	}
	if err := insert(ctx, tx, c); err != nil {
		return nil, err
	}
	if d.OnOpen != nil {
		if err := d.OnOpen(ctx, t); err != nil {
			return nil, err
		}
	}
	if err := e.turnClocks(ctx, t); err != nil {
		return nil, err
	}
	if d.OnOpen != nil || len(d.Clocks) > 0 { // both may have changed it
		if err := e.write(ctx, t); err != nil {
			return nil, err
		}
	}
	return c, e.record(ctx, t, entry{act: open})
}

// open is the name of the opening among acts.
const open = "open"

func insert(ctx context.Context, tx *store.Tx, c *Case) error {
	err := tx.Later(ctx, `INSERT INTO procedure_case (id, procedure, version, stage, closed, title, area, district, root, assignee, assignee_name, department, data, due_at, due_key,
		opened_by, opened_name, opened_at, changed_at, last_act, last_by, last_name, revision, rules, pending) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Procedure, c.Version, c.Stage, c.Closed, c.Title, c.Area, c.district(), c.Root, c.Assignee, c.AssigneeName, c.Department, string(c.Data), c.DueAt, c.dueKey(),
		c.OpenedBy, c.OpenedName, c.OpenedAt, c.ChangedAt, c.LastAct, c.LastBy, c.LastName, c.Revision, c.Rules, c.Pending)
	if err != nil {
		return fmt.Errorf("open %s: %w", c.Procedure, err)
	}
	return nil
}

// Filed is a filing form: it says what the new case is. The area must lie where the person may open such cases.
type Filed interface {
	NewCase(by identity.Subject) NewCase
}

// FileCase opens a case by hand with the filing form of its procedure. Errors are those of Start, and Invalid for a form that
// does not fit or a procedure that nobody opens by hand.
func (e *Engine) FileCase(ctx context.Context, tx *store.Tx, by identity.Subject, procedure string, filled json.RawMessage) (*Case, error) {
	d, err := e.InForce(procedure, calendar.DateOf(e.clock.Now()))
	if err != nil {
		return nil, err
	}
	if d.Filing == nil {
		return nil, fail.Invalid("procedure.not-by-hand", "“"+d.Title.Zh+"”由业务系统发起，不能直接新建", "“"+d.Title.En+"” is opened by its system, not by hand")
	}
	v, err := d.decode(d.Filing, filled)
	if err != nil {
		return nil, err
	}
	f, ok := v.(Filed)
	if !ok {
		return nil, fail.Internal("procedure.filing", "流程 "+d.Name+" 定义有误", fmt.Sprintf("%T says of no case", v))
	}
	n := f.NewCase(by)
	n.Note = filled
	return e.Start(ctx, tx, by, procedure, n)
}
