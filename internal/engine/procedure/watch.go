package procedure

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// ClockWarned is the event of a clock that comes to its end, and ClockLate of one of the bureau that ran out; their data
// are a Warning.
const (
	ClockWarned  bus.Type = "procedure.clock.warned"
	ClockOverdue bus.Type = "procedure.clock.overdue"
)

// Warning says which clock of which case comes to its end, or ran out.
type Warning struct {
	Case      string        `json:"case"`
	CaseTitle string        `json:"case_title"`
	Procedure string        `json:"procedure"`
	Clock     string        `json:"clock"`
	Title     string        `json:"title"`
	DueAt     clock.Instant `json:"due_at"`
	Assignee  string        `json:"assignee"`
}

// watchEvery is how often clocks are looked at.
const watchEvery = 5 * time.Second

// Run watches the clocks until ctx ends: warnings are told, and what follows when a term runs out is done.
func (e *Engine) Run(ctx context.Context) error {
	t := e.clock.NewTicker(watchEvery)
	defer t.Stop()
	for {
		if _, err := e.Watch(ctx); err != nil && ctx.Err() == nil {
			e.log.ErrorContext(ctx, "clocks could not be looked at, will repeat", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
		}
	}
}

// Watch looks at all clocks that wanted to be looked at by now, and returns how many cases that were: at
// most 500 at a time, those that have waited longest first. A case that fails
// does not hold up the others.
func (e *Engine) Watch(ctx context.Context) (int, error) {
	var ids []string
	err := e.db.Read().NewRaw("SELECT case_id FROM procedure_clock WHERE wake_at IS NOT NULL AND wake_at <= ? GROUP BY case_id ORDER BY min(wake_at), case_id LIMIT 500", clock.Now(e.clock)).Scan(ctx, &ids)
	if err != nil {
		return 0, fmt.Errorf("watch clocks: %w", err)
	}
	for _, id := range ids {
		if err := e.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return e.look(ctx, tx, id) }); err != nil {
			e.log.ErrorContext(ctx, "the clocks of a case could not be moved on", "case", id, "error", err)
		}
	}
	return len(ids), nil
}

// look settles what ran out in a case, tells the warnings that are due, and sets when to look again.
func (e *Engine) look(ctx context.Context, tx *store.Tx, caseID string) error {
	c, d, err := e.locked(ctx, tx, identity.Machine("clock"), caseID)
	if err != nil {
		return err
	}
	now := e.now(c)
	rows, err := clocksOf(ctx, tx, c.ID)
	if err == nil {
		rows, err = e.settle(ctx, tx, c, d, now, rows)
	}
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.State != ClockRunning || r.WakeAt.IsZero() || r.WakeAt.After(now.Time) {
			continue
		}
		typ := ClockWarned
		if !now.Before(r.DueAt.Time) {
			typ = ClockOverdue
		}
		err := e.bus.EmitValue(ctx, tx, d.event(typ, c), Warning{
			Case: c.ID, CaseTitle: c.Title, Procedure: c.Procedure, Clock: r.Name, Title: d.ClockTitle(r.Name).Zh, DueAt: r.DueAt, Assignee: c.Assignee,
		})
		if err != nil {
			return err
		}
		as := r
		if err := r.compute(e.calendar(), now); err != nil {
			return err
		}
		r.DueAt, r.State, r.Provisional = as.DueAt, as.State, as.Provisional // another calendar moves clocks by Recount alone, which journals it
		if typ == ClockOverdue {
			r.WarnAt, r.WakeAt = clock.Instant{}, clock.Instant{} // told once
		}
		if err := r.put(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}
