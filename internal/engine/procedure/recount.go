package procedure

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure/term"
)

// Shift is one running clock that another calendar moves.
type Shift struct {
	Case      string        `json:"case"`
	CaseTitle string        `json:"case_title"`
	Area      string        `json:"area"`
	Clock     string        `json:"clock"`
	N         int           `json:"n"`
	Title     lang.Text     `json:"title"`
	Was       clock.Instant `json:"was"`
	Is        clock.Instant `json:"is"`
	Certain   bool          `json:"certain" doc:"it was provisional and no longer is"`
}

// Shifts lists the running clocks whose due moment, or being provisional, differs under another calendar, by case. A case
// that the subject may not see is listed without its title.
func (e *Engine) Shifts(ctx context.Context, by identity.Subject, next *calendar.Calendar) ([]Shift, error) {
	moved, err := e.shifted(ctx, e.db.Read(), next)
	out := []Shift{}
	for _, m := range moved {
		out = append(out, m.to(by))
	}
	return out, err
}

type shifted struct {
	Shift
	row ClockRow
	def *Definition
	of  Case // as far as it takes to tell who may see it
}

// unseen is the title of a case that is not the reader's to see: of a petition against them, of another's work.
const unseen = "（无权查看的办件）"

// to is the shift as the subject may see it.
func (s *shifted) to(by identity.Subject) Shift {
	out := s.Shift
	if !visible(s.def, &s.of, by) {
		out.CaseTitle = unseen
	}
	return out
}

// shifted counts every live clock under both calendars.
func (e *Engine) shifted(ctx context.Context, db queryer, next *calendar.Calendar) ([]shifted, error) {
	var rows []struct {
		ClockRow
		CaseTitle string `bun:"case_title"`
		Version   int    `bun:"version"`
		CaseArea  string `bun:"case_area"`
		Holder    string `bun:"holder"`
		CaseData  string `bun:"case_data"`
	}
	err := db.NewRaw(`SELECT k.case_id, k.name, k.n, k.procedure, k.rule, k.spec, k.party, k.started_at, k.fixed_at, k.pauses, k.grants, k.due_at, k.warn_at, k.wake_at, k.provisional, k.state,
		k.stopped_at, k.area, k.district, k.department, k.assignee, c.title AS case_title, c.version,
		c.area AS case_area, c.assignee AS holder, c.data AS case_data FROM procedure_clock k JOIN procedure_case c ON c.id = k.case_id
		WHERE k.state IN ('running', 'paused') AND k.fixed_at IS NULL ORDER BY k.case_id, k.name`).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("clocks under another calendar: %w", err)
	}
	now := clock.Now(e.clock)
	var out []shifted
	for _, r := range rows {
		moves, err := term.Affected(e.calendar(), next, []term.Item{{ID: r.Case, Spec: r.spec(), Run: r.run()}}, now.Time)
		if err != nil {
			return nil, err
		}
		d, err := e.Definition(r.Procedure, r.Version)
		if err != nil {
			return nil, err
		}
		for _, m := range moves {
			of := Case{ID: r.Case, Procedure: r.Procedure, Version: r.Version, Area: r.CaseArea, Assignee: r.Holder, Data: json.RawMessage(r.CaseData)}
			out = append(out, shifted{row: r.ClockRow, def: d, of: of, Shift: Shift{
				Case: r.Case, CaseTitle: r.CaseTitle, Area: r.Area, Clock: r.Name, N: r.N, Title: d.ClockTitle(r.Name),
				Was: clock.At(m.Was.Due), Is: clock.At(m.Is.Due), Certain: m.Was.Provisional && !m.Is.Provisional,
			}})
		}
	}
	return out, nil
}

// Recount lays another calendar under all running clocks, in tx: every clock that moves is journaled on its case with both
// moments and the reason, so nothing moves silently. The caller checks the permission and keeps the calendar.
func (e *Engine) Recount(ctx context.Context, tx *store.Tx, by identity.Subject, reason string, next *calendar.Calendar) ([]Shift, error) {
	moved, err := e.shifted(ctx, tx, next)
	if err != nil {
		return nil, err
	}
	now := clock.Now(e.clock)
	out := []Shift{}
	for _, m := range moved {
		if err := m.row.compute(next, now); err != nil {
			return nil, err
		}
		if err := m.row.put(ctx, tx); err != nil {
			return nil, err
		}
		said, err := e.redue(ctx, tx, m.Case)
		if err != nil {
			return nil, err
		}
		said["case"], said["clock"], said["title"], said["was"], said["is"], said["reason"] = m.CaseTitle, m.Clock, m.Title.Zh, m.Was, m.Is, reason
		_, err = e.journal.Append(ctx, tx, journal.Entry{
			Object: m.Case, Area: m.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: m.def.Name + ".clock.recounted",
			Body: said,
		})
		if err != nil {
			return nil, err
		}
		out = append(out, m.to(by))
	}
	tx.AfterCommit(func() { e.days.Store(next) })
	return out, nil
}

// redue sets the due moment of a case from its clocks, and returns what the journal holds of the case's tables then.
func (e *Engine) redue(ctx context.Context, tx *store.Tx, caseID string) (map[string]any, error) {
	c, d, err := e.locked(ctx, tx, identity.Machine("calendar"), caseID)
	if err != nil {
		return nil, err
	}
	t := &Turn{Engine: e, Tx: tx, Case: c, def: d}
	if err := t.load(ctx); err != nil {
		return nil, err
	}
	c.setDue(t.spans)
	_, err = tx.NewRaw("UPDATE procedure_case SET due_at = ?, due_key = ? WHERE id = ?", c.DueAt, c.dueKey(), caseID).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("due moment of %s: %w", caseID, err)
	}
	held, err := t.sums(ctx)
	return map[string]any{"state": c.state(), "tables": held}, err
}

// Gaps lists the years whose working days are not entered and are needed, with how many clocks count provisionally.
func (e *Engine) Gaps(ctx context.Context) ([]term.Gap, error) {
	var rows []ClockRow
	if err := e.db.Read().NewRaw("SELECT "+clockColumns+" FROM procedure_clock WHERE provisional AND state IN ('running', 'paused')").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("provisional clocks: %w", err)
	}
	years := map[int]int{}
	for _, r := range rows {
		c, err := term.Brief(r.spec(), r.run(), e.calendar(), e.clock.Now())
		if err != nil {
			return nil, err
		}
		for _, y := range c.Missing {
			years[y]++
		}
	}
	return term.Gaps(e.calendar(), e.clock.Now(), years), nil
}
