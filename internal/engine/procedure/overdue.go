package procedure

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
)

// Deadline is one running clock in a list, with its case.
type Deadline struct {
	ClockRow
	Title        lang.Text `bun:"-" json:"title"`
	CaseTitle    string    `bun:"case_title" json:"case_title"`
	AssigneeName string    `bun:"assignee_name" json:"assignee_name"`
	Version      int       `bun:"version" json:"version"`
	Page         string    `bun:"-" json:"page"`
	Late         bool      `bun:"-" json:"late"`
}

// DeadlineFilter narrows a list of running clocks of the bureau: those due before a moment. Assignee and Department are
// the person and the department that answer.
type DeadlineFilter struct {
	Before     clock.Instant
	Area       string
	Assignee   string
	Department string
	Limit      int
}

// Deadlines lists the running clocks of the bureau in cases that the subject may see, the earliest due first.
func (e *Engine) Deadlines(ctx context.Context, by identity.Subject, f DeadlineFilter) ([]Deadline, error) {
	out := []Deadline{}
	names, seen := e.seen(by)
	if len(names) == 0 {
		return out, nil
	}
	scope := identity.Everywhere
	if !machine(by) {
		scope = identity.Scope{}
		for _, n := range names {
			for _, a := range seen[n] {
				if !scope.Contains(a) {
					scope = append(scope, a)
				}
			}
		}
	}
	var parts []string
	var args []any
	for _, area := range scope.Within(f.Area) {
		q, a := e.deadlinesIn(by, area, f)
		parts, args = append(parts, q), append(args, a...)
	}
	if len(parts) == 0 {
		return out, nil
	}
	var rows []Deadline
	if err := e.db.Read().NewRaw(strings.Join(parts, " UNION ALL ")+" ORDER BY due_at, case_id LIMIT ?", append(args, f.Limit)...).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("deadlines: %w", err)
	}
	now := clock.Now(e.clock)
	for _, r := range rows {
		if !machine(by) && !seen[r.Procedure].Contains(r.Area) {
			continue
		}
		d, err := e.Definition(r.Procedure, r.Version)
		if err != nil {
			return nil, err
		}
		r.Title, r.Late, r.Page = d.ClockTitle(r.Name), !now.Before(r.DueAt.Time), d.PageOf(&Case{ID: r.Case})
		out = append(out, r)
	}
	return out, nil
}

// seen are the procedures whose cases the subject may see, and where.
func (e *Engine) seen(by identity.Subject) ([]string, map[string]identity.Scope) {
	var names []string
	scopes := map[string]identity.Scope{}
	for _, d := range e.Definitions() {
		if machine(by) || by.Has(d.Read) {
			names, scopes[d.Name] = append(names, d.Name), by.Scope(d.Read)
		}
	}
	return names, scopes
}

func (e *Engine) deadlinesIn(by identity.Subject, area string, f DeadlineFilter) (string, []any) {
	cols := "k." + strings.Join(strings.Split(strings.Join(strings.Fields(clockColumns), " "), ", "), ", k.")
	q := "SELECT * FROM (SELECT " + cols + ", c.title AS case_title, c.assignee_name, c.version FROM procedure_clock k JOIN procedure_case c ON c.id = k.case_id WHERE k.state = 'running' AND NOT k.party AND k.due_at < ?"
	args := []any{f.Before}
	bars, more := e.unbarred(by, "c.procedure", "c.data")
	q, args = q+bars, append(args, more...)
	if f.Assignee != "" {
		q, args = q+" AND k.assignee = ?", append(args, f.Assignee)
	}
	if f.Department != "" {
		q, args = q+" AND k.department = ?", append(args, f.Department)
	}
	if len(area) >= 6 {
		q, args = q+" AND k.district = ?", append(args, area[:6])
	}
	if len(area) > 0 && len(area) != 6 {
		in, a := identity.Scope{area}.SQL("k.area")
		q, args = q+" AND "+in, append(args, a...)
	}
	return q + " ORDER BY k.due_at, k.case_id LIMIT ?) AS q", append(args, f.Limit)
}

// Tally counts running clocks by who answers.
type Tally struct {
	Key   string `bun:"key" json:"key"`
	Late  int    `bun:"late" json:"late"`
	Soon  int    `bun:"soon" json:"soon"`
	Other int    `bun:"other" json:"other"`
}

// Tallies counts the running clocks of the bureau that are late, due before soon, and later, for each district, department
// or person ("area", "department", "person"), in cases that the subject may see.
func (e *Engine) Tallies(ctx context.Context, by identity.Subject, each string, soon clock.Instant) ([]Tally, error) {
	column, ok := map[string]string{"area": "district", "department": "department", "person": e.aside("assignee")}[each]
	out := []Tally{}
	if !ok {
		return out, nil
	}
	var parts []string
	args := []any{clock.Now(e.clock), clock.Now(e.clock), soon, soon}
	if !machine(by) {
		names, seen := e.seen(by)
		for _, n := range names {
			in, a := seen[n].SQL("area")
			parts, args = append(parts, "(procedure = ? AND "+in+")"), append(append(args, n), a...)
		}
		if len(parts) == 0 {
			return out, nil
		}
	} else {
		parts = []string{"1 = 1"}
	}
	err := e.db.Read().NewRaw("SELECT "+column+` AS key, sum(CASE WHEN due_at <= ? THEN 1 ELSE 0 END) AS late, sum(CASE WHEN due_at > ? AND due_at <= ? THEN 1 ELSE 0 END) AS soon,
		sum(CASE WHEN due_at > ? THEN 1 ELSE 0 END) AS other FROM procedure_clock WHERE state = 'running' AND NOT party AND (`+strings.Join(parts, " OR ")+") GROUP BY "+column+" ORDER BY late DESC, soon DESC, key LIMIT 500", args...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("tallies: %w", err)
	}
	return out, nil
}
