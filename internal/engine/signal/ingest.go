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

// Sample is one value as a protocol delivered it. At is the device's time, and counts to the millisecond. A NaN value
// means that the device said it has none.
type Sample struct {
	Device  string
	Key     string
	At      time.Time
	Value   float64
	Quality Quality
	Arrived time.Time // when it came in, by our clock; zero when it has not waited
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

// badSeries is added to a point's id for the history of what was no measurement, so that nobody takes it for one.
const badSeries = "#bad"

// Ingest takes a batch of values. It returns after every alarm that follows is committed and the values are in the
// history; then the sender may be told. On an error the whole batch must come again, and does no harm then: alarms first,
// history second means that a value which is in the history has been evaluated, and one that was evaluated moves nothing
// again. Values of unknown devices and points come back in unknown and harm nothing else.
func (e *Engine) Ingest(ctx context.Context, batch []Sample) (unknown []Unknown, err error) {
	rows := make([]series.Sample, 0, len(batch))
	var late int64
	err = e.evaluate(ctx, func(now time.Time, u *undo) (changes []change) {
		for _, s := range batch {
			t := e.byKey[wire{s.Device, s.Key}]
			if t == nil {
				unknown = append(unknown, Unknown{s, e.devices[s.Device] == nil})
				continue
			}
			u.keep(t)
			q := s.Quality
			if math.IsNaN(s.Value) || math.IsInf(s.Value, 0) {
				q = Bad
			}
			rows = append(rows, series.Sample{Key: historyOf(t.point.ID, s), At: s.At, Value: s.Value})
			t.newest = max(t.newest, s.At.UnixMilli())
			event, before, first := s.At.UTC().Truncate(time.Millisecond), t.event, len(changes)
			found, old := t.take(s.Value, q, event, now)
			changes = append(changes, found...)
			if old {
				late++
			} else {
				changes = t.takeRules(s.Value, q != Bad, before, event, now, changes)
			}
			for i := first; i < len(changes); i++ {
				changes[i].arrived = s.Arrived
			}
		}
		return changes
	})
	if err != nil {
		return nil, err
	}
	left, err := e.Series.Append(ctx, rows)
	if err != nil {
		return nil, err
	}
	e.stats.taken.Add(int64(len(rows)))
	e.stats.left.Add(int64(left))
	e.stats.late.Add(late)
	return unknown, nil
}

// Tick ends delays whose time is over, raises alarms on points that fell silent, and ends shelves.
func (e *Engine) Tick(ctx context.Context) error {
	if err := e.unshelveDue(ctx); err != nil {
		return err
	}
	if err := e.freshen(ctx); err != nil {
		return err
	}
	asked, err := e.askQueries(ctx)
	if err != nil {
		return err
	}
	err = e.evaluate(ctx, func(now time.Time, u *undo) (changes []change) {
		for _, t := range e.trackers {
			before := t.condition
			if found := t.tick(now); len(found) > 0 {
				u.put(t, before)
				changes = append(changes, found...)
			}
		}
		return e.tickRules(now, u, asked, changes)
	})
	if err != nil {
		return err
	}
	if err := e.sweepMasks(ctx); err != nil {
		return err
	}
	return e.callDue(ctx)
}

// evaluate lets f find changes under the lock and commits the alarms that follow; when that fails, the conditions are as
// they were.
func (e *Engine) evaluate(ctx context.Context, f func(now time.Time, u *undo) []change) error {
	e.turn.Lock()
	defer e.turn.Unlock()
	u := e.undo.begin()
	e.mu.Lock()
	now := e.steady()
	found := f(now, u)
	changes := e.calmDown(found, now, u)
	e.mu.Unlock()
	err := e.commit(ctx, changes)
	if err != nil {
		e.mu.Lock()
		defer e.mu.Unlock()
		u.takeBack(e)
		return err
	}
	e.stats.changes.Add(int64(len(found)))
	return nil
}

// commit turns changed conditions into alarms, in one transaction.
func (e *Engine) commit(ctx context.Context, changes []change) error {
	if len(changes) == 0 {
		return nil
	}
	err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		s := e.sheaf(tx)
		if err := s.find(ctx, changes); err != nil {
			return err
		}
		for _, c := range changes {
			if err := s.apply(ctx, c); err != nil {
				return err
			}
		}
		return s.write(ctx)
	})
	if err != nil {
		return fmt.Errorf("alarms: %w", err)
	}
	return nil
}

// apply turns one changed condition into a transition of the open alarm of its point and rule, or into a new alarm.
func (s *sheaf) apply(ctx context.Context, c change) error {
	a := s.open[calmKey{c.point.ID, c.ruleID()}]
	switch {
	case a == nil && (!c.active || c.hidden):
		return nil
	case a == nil:
		return s.raise(ctx, c)
	case c.hidden:
		s.hideRepeat(a, c)
		return nil
	case c.active:
		return s.again(ctx, a, c)
	case !a.Active:
		return nil
	}
	a.Active, a.Value, a.ObservedAt, a.Chatter = false, c.value, clock.At(c.event), false
	return s.move(ctx, a, step{trigger: Clear, value: c.value, observed: clock.At(c.event)})
}
