package signal

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/series"
	"anlan/internal/base/store"
)

// Sample is one value as a protocol delivered it. At is the device's time. A NaN value means that the device said it has
// none.
type Sample struct {
	Device  string
	Key     string
	At      time.Time
	Value   float64
	Quality Quality
}

type counters struct {
	taken, late, left, changes atomic.Int64
}

// Stats are counts since the start.
type Stats struct {
	Taken   int64 // values taken
	Late    int64 // values not newer than one already evaluated: kept, not evaluated
	Left    int64 // values that history could not take
	Changes int64 // conditions that changed
}

// Stats returns the counts.
func (e *Engine) Stats() Stats {
	return Stats{Taken: e.stats.taken.Load(), Late: e.stats.late.Load(), Left: e.stats.left.Load(), Changes: e.stats.changes.Load()}
}

// Unknown is a sample for which there is no point.
type Unknown struct {
	Sample
	NoDevice bool // the device itself is not known
}

// Ingest takes a batch of values. It returns after the values are in the history and every alarm that follows is
// committed; then the sender may be told. On an error nothing was evaluated and the whole batch may come again: what
// was stored already is stored once. Values of unknown devices and points come back in unknown and harm nothing else.
func (e *Engine) Ingest(ctx context.Context, batch []Sample) (unknown []Unknown, err error) {
	now := e.Clock.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	touched := map[*tracker]*tracker{} // the tracker in force → its copy that has seen the batch
	rows := make([]series.Sample, 0, len(batch))
	var changes []change
	var late int64
	for _, s := range batch {
		t := e.byKey[s.Device+"\x00"+s.Key]
		if t == nil {
			unknown = append(unknown, Unknown{s, e.devices[s.Device] == nil})
			continue
		}
		c := touched[t]
		if c == nil {
			c = t.clone()
			touched[t] = c
		}
		q, v := s.Quality, s.Value
		if math.IsNaN(v) || math.IsInf(v, 0) {
			q, v = Bad, c.value
		} else {
			at := s.At
			if at.After(now) { // a fast clock must not move the head of the history
				at = now
			}
			rows = append(rows, series.Sample{Key: t.point.ID, At: at, Value: v})
		}
		if c.has && !s.At.After(c.event) {
			late++
		}
		changes = append(changes, c.take(v, q, s.At, now)...)
	}
	left, err := e.Series.Append(ctx, rows)
	if err != nil {
		return nil, err
	}
	if err := e.commit(ctx, changes); err != nil {
		return nil, err
	}
	for t, c := range touched {
		*t = *c
	}
	e.stats.taken.Add(int64(len(rows)))
	e.stats.left.Add(int64(left))
	e.stats.late.Add(late)
	e.stats.changes.Add(int64(len(changes)))
	return unknown, nil
}

// Tick ends delays whose time is over, raises alarms on points that fell silent, and ends shelves.
func (e *Engine) Tick(ctx context.Context) error {
	if err := e.unshelveDue(ctx); err != nil {
		return err
	}
	now := e.Clock.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	touched := map[*tracker]*tracker{}
	var changes []change
	for _, t := range e.trackers {
		if !t.due(now) {
			continue
		}
		c := t.clone()
		touched[t] = c
		changes = append(changes, c.tick(now)...)
	}
	if err := e.commit(ctx, changes); err != nil {
		return err
	}
	for t, c := range touched {
		*t = *c
	}
	return nil
}

// due reports whether a tick can change anything.
func (t *tracker) due(now time.Time) bool {
	if s := t.point.staleAfter(); s > 0 && !t.stale && now.Sub(t.arrival) > s {
		return true
	}
	for i := range t.limits {
		if t.limits[i].waiting {
			return true
		}
	}
	return false
}

// commit turns changed conditions into alarms, in one transaction.
func (e *Engine) commit(ctx context.Context, changes []change) error {
	if len(changes) == 0 {
		return nil
	}
	err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, c := range changes {
			if err := e.apply(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("alarms: %w", err)
	}
	return nil
}

// apply turns one changed condition into a transition of the open alarm of its point and kind, or into a new alarm.
func (e *Engine) apply(ctx context.Context, tx *store.Tx, c change) error {
	_, err := tx.NewRaw("INSERT INTO signal_seen (point, observed_at) VALUES (?, ?) ON CONFLICT (point) DO UPDATE SET observed_at = excluded.observed_at WHERE signal_seen.observed_at < excluded.observed_at",
		c.point.ID, clock.At(c.event)).Exec(ctx)
	if err != nil {
		return err
	}
	var a Alarm
	err = tx.NewRaw("SELECT "+alarmColumns+" FROM signal_alarm WHERE point = ? AND kind = ? AND state <> 'normal'"+tx.ForUpdate(), c.point.ID, string(c.kind)).Scan(ctx, &a)
	open := err == nil
	if err != nil && !store.IsNoRows(err) {
		return err
	}
	switch {
	case !open && !c.active:
		return nil
	case !open:
		return e.raise(ctx, tx, c)
	case c.active:
		return e.again(ctx, tx, a, c)
	}
	if !a.Active {
		return nil
	}
	a.Active, a.Value = false, c.value
	return e.move(ctx, tx, &a, step{trigger: Clear, value: c.value, observed: clock.At(c.event)})
}
