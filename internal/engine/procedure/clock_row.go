package procedure

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure/term"
)

// ClockRow is one clock of one case.
type ClockRow struct {
	Case        string        `bun:"case_id" json:"case"`
	Name        string        `bun:"name" json:"name"`
	N           int           `bun:"n" json:"n" doc:"counts the times that it was started"`
	Procedure   string        `bun:"procedure" json:"procedure"`
	Rule        string        `bun:"rule" json:"rule" doc:"id of the term in the rule packs; empty when an officer set the end"`
	Spec        string        `bun:"spec" json:"-"`
	Party       bool          `bun:"party" json:"party"`
	StartedAt   clock.Instant `bun:"started_at" json:"started_at"`
	FixedAt     clock.Instant `bun:"fixed_at" json:"fixed_at" doc:"the end that an officer set"`
	Pauses      string        `bun:"pauses" json:"-"`
	Grants      string        `bun:"grants" json:"-"`
	DueAt       clock.Instant `bun:"due_at" json:"due_at" doc:"null while paused"`
	WarnAt      clock.Instant `bun:"warn_at" json:"warn_at"`
	WakeAt      clock.Instant `bun:"wake_at" json:"-"`
	Provisional bool          `bun:"provisional" json:"provisional" doc:"counted over a year whose holidays are not published yet"`
	State       ClockState    `bun:"state" json:"state"`
	StoppedAt   clock.Instant `bun:"stopped_at" json:"stopped_at"`
	Area        string        `bun:"area" json:"area"`
	District    string        `bun:"district" json:"-"`
	Department  string        `bun:"department" json:"department"`
	Assignee    string        `bun:"assignee" json:"assignee"`
}

const clockColumns = `case_id, name, n, procedure, rule, spec, party, started_at, fixed_at, pauses, grants, due_at, warn_at, wake_at, provisional, state, stopped_at,
	area, district, department, assignee`

// live reports whether the clock runs or is paused.
func (r ClockRow) live() bool { return r.State == ClockRunning || r.State == ClockPaused }

// ended reports whether its time was up at a moment.
func (r ClockRow) ended(at clock.Instant) bool {
	switch r.State {
	case ClockOver:
		return !at.Before(r.DueAt.Time) // what happened in time is in time, though it is entered after the end
	case ClockEnded:
		return true
	case ClockRunning:
		return !r.DueAt.IsZero() && !at.Before(r.DueAt.Time)
	default:
		return false
	}
}

// open reports whether its time was not yet up at a moment.
func (r ClockRow) open(at clock.Instant) bool {
	return r.State == ClockPaused || r.State == ClockRunning && at.Before(r.DueAt.Time)
}

// spec is the term as it was when the clock started.
func (r ClockRow) spec() term.Spec {
	var s term.Spec
	_ = json.Unmarshal([]byte(r.Spec), &s) // written by us
	return s
}

// run is what happened to it.
func (r ClockRow) run() term.Run {
	out := term.Run{Start: r.StartedAt.Time}
	_ = json.Unmarshal([]byte(r.Pauses), &out.Pauses)
	_ = json.Unmarshal([]byte(r.Grants), &out.Extensions)
	return out
}

// setRun stores a run and computes the moments anew.
func (r *ClockRow) setRun(run term.Run, cal *calendar.Calendar, now clock.Instant) error {
	p, err := json.Marshal(run.Pauses)
	if err != nil {
		return err
	}
	g, err := json.Marshal(run.Extensions)
	if err != nil {
		return err
	}
	r.Pauses, r.Grants = string(p), string(g)
	return r.compute(cal, now)
}

// compute sets due, warning and waking moments of a live clock.
func (r *ClockRow) compute(cal *calendar.Calendar, now clock.Instant) error {
	if !r.FixedAt.IsZero() {
		r.DueAt, r.State = r.FixedAt, ClockRunning
		r.wake(nil, now)
		return nil
	}
	c, err := term.Brief(r.spec(), r.run(), cal, now.Time)
	if err != nil {
		return err
	}
	r.DueAt, r.Provisional = clock.At(c.Due), c.Provisional
	r.State = ClockRunning
	if c.State == term.Paused {
		r.State = ClockPaused
		if !slices.ContainsFunc(r.run().Pauses, func(p term.Pause) bool { return p.To.IsZero() }) {
			r.State = ClockRunning // pauses that are over only moved the end
		}
	}
	r.wake(c.Warnings, now)
	return nil
}

// wake sets the next moment at which the engine must look at the clock: a warning, or its end.
func (r *ClockRow) wake(warnings []time.Time, now clock.Instant) {
	r.WarnAt, r.WakeAt = clock.Instant{}, clock.Instant{}
	if r.State != ClockRunning {
		return
	}
	for _, w := range warnings {
		if w.After(now.Time) && (r.WarnAt.IsZero() || w.Before(r.WarnAt.Time)) {
			r.WarnAt = clock.At(w)
		}
	}
	r.WakeAt = r.WarnAt
	if r.WakeAt.IsZero() || r.DueAt.Before(r.WakeAt.Time) {
		r.WakeAt = r.DueAt
	}
}

// stop ends a live clock in a state.
func (r *ClockRow) stop(s ClockState, at clock.Instant) {
	r.State, r.StoppedAt, r.WarnAt, r.WakeAt = s, at, clock.Instant{}, clock.Instant{}
}

// lookClocks asks for the clocks of a case, in no order (inOrder).
func lookClocks(into *[]ClockRow, caseID string) store.Lookup {
	return store.Lookup{Into: into, Query: "SELECT " + clockColumns + " FROM procedure_clock WHERE case_id = ?", Args: []any{caseID}}
}

// inOrder sorts the clocks of a case as they began.
func inOrder(rows []ClockRow) []ClockRow {
	slices.SortFunc(rows, func(a, b ClockRow) int {
		return cmp.Or(a.StartedAt.Compare(b.StartedAt.Time), cmp.Compare(a.Name, b.Name), cmp.Compare(a.N, b.N))
	})
	return rows
}

func clocksOf(ctx context.Context, db queryer, caseID string) ([]ClockRow, error) {
	var out []ClockRow
	if err := find(ctx, db, lookClocks(&out, caseID)); err != nil {
		return nil, fmt.Errorf("clocks of %s: %w", caseID, err)
	}
	return inOrder(out), nil
}

// put writes a clock, new or changed.
func (r *ClockRow) put(ctx context.Context, tx *store.Tx) error {
	return putClocks(ctx, tx, []*ClockRow{r})
}

// putClocks writes clocks of one case, new or changed, by one statement.
func putClocks(ctx context.Context, tx *store.Tx, rows []*ClockRow) error {
	if len(rows) == 0 {
		return nil
	}
	const one = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	args := make([]any, 0, 21*len(rows))
	for _, r := range rows {
		args = append(args, r.Case, r.Name, r.N, r.Procedure, r.Rule, r.Spec, r.Party, r.StartedAt, r.FixedAt, r.Pauses, r.Grants, r.DueAt, r.WarnAt, r.WakeAt, r.Provisional, r.State, r.StoppedAt,
			r.Area, r.District, r.Department, r.Assignee)
	}
	err := tx.Later(ctx, `INSERT INTO procedure_clock (`+clockColumns+`) VALUES `+strings.Repeat(one+", ", len(rows)-1)+one+`
		ON CONFLICT (case_id, name, n) DO UPDATE SET pauses = excluded.pauses, grants = excluded.grants, due_at = excluded.due_at, warn_at = excluded.warn_at, wake_at = excluded.wake_at,
		provisional = excluded.provisional, state = excluded.state, stopped_at = excluded.stopped_at, area = excluded.area, district = excluded.district,
		department = excluded.department, assignee = excluded.assignee`, args...)
	if err != nil {
		return fmt.Errorf("clocks of %s: %w", rows[0].Case, err)
	}
	return nil
}

// lastDay is the last day of a term that is over at a moment: 24:00 of a day belongs to that day.
func lastDay(due clock.Instant) string {
	t := due.In(china)
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.AddDate(0, 0, -1).Format(time.DateOnly) + " 24:00"
	}
	return t.Format("2006-01-02 15:04")
}

// lastMoment is the moment at which a term that is over at due ends, on its last day: what the law counts from the day on
// which a term ends begins on that day and not on the next.
func lastMoment(due clock.Instant) clock.Instant {
	if t := due.In(china); t.Hour() == 0 && t.Minute() == 0 {
		return clock.At(due.Add(-time.Microsecond))
	}
	return due
}

func indexClock(rows []ClockRow, name string) int {
	for i, r := range slices.Backward(rows) {
		if r.Name == name {
			return i
		}
	}
	return -1
}
