package signal

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	newid "anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// sweepChunk is how many alarms one transaction hides or shows.
const sweepChunk = 500

// sweepMasks hides and shows open alarms when what hides them has begun or ended: masks, and rules that inhibit.
func (e *Engine) sweepMasks(ctx context.Context) error {
	e.turn.Lock()
	defer e.turn.Unlock()
	now := e.hiders()
	if now == e.swept {
		return nil
	}
	more := false
	for _, states := range []string{"'suppressed'", "'unacknowledged', 'acknowledged', 'returned', 'latched-unacknowledged', 'latched-acknowledged'"} {
		ids, err := e.toSweep(ctx, states)
		if err != nil {
			return err
		}
		if more = more || len(ids) > sweepChunk; len(ids) > sweepChunk {
			ids = ids[:sweepChunk]
		}
		err = e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			for _, id := range ids {
				if err := e.sweep(ctx, tx, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("hide by design: %w", err)
		}
	}
	if !more {
		e.swept = now
	}
	return nil
}

// hiders names everything that hides alarms now. The caller holds turn.
func (e *Engine) hiders() string {
	var on []string
	now := e.Clock.Now()
	for i := range e.masks {
		if e.masks[i].on(now) {
			on = append(on, e.masks[i].ID)
		}
	}
	for site, list := range e.inhibitors {
		for _, x := range list {
			if x.state.Active() {
				on = append(on, x.rule.id+"@"+site)
			}
		}
	}
	slices.Sort(on)
	return "at " + strings.Join(on, " ")
}

// toSweep lists the open alarms of these states that are not hidden or shown as they should be.
func (e *Engine) toSweep(ctx context.Context, states string) (ids []string, err error) {
	var list []Alarm
	if err := e.DB.Read().NewRaw("SELECT "+alarmColumns+" FROM signal_alarm WHERE state IN ("+states+") ORDER BY id").Scan(ctx, &list); err != nil {
		return nil, fmt.Errorf("hide by design: %w", err)
	}
	for _, a := range list {
		if t, _, _ := e.sweepOf(&a); t != "" {
			ids = append(ids, a.ID)
		}
	}
	return ids, nil
}

// sweepOf is what an open alarm needs: Suppress, Unsuppress, or "".
func (e *Engine) sweepOf(a *Alarm) (Trigger, HiddenReason, hider) {
	p := e.points[a.Point]
	if p == nil {
		return "", "", hider{}
	}
	why, by := e.hides(p, a.Site, e.live[a.Rule])
	switch {
	case a.State == Suppressed && a.Hidden != "" && why == "":
		return Unsuppress, "", by
	case a.State != Suppressed && why != "":
		return Suppress, why, by
	}
	return "", "", by
}

func (e *Engine) sweep(ctx context.Context, tx *store.Tx, id string) error {
	a, err := e.locked(ctx, tx, identity.Everywhere, id)
	if err != nil {
		return err
	}
	trigger, why, by := e.sweepOf(&a)
	if _, ok := after(a.State, trigger, a.Active, a.Latching); !ok || a.State == Normal {
		return nil // it moved on meanwhile
	}
	reason := by.reason
	if trigger == Suppress {
		a.Hidden, a.HiddenBy, a.Reason = why, by.id, reason
	} else {
		reason = HiddenTitles[a.Hidden].Zh + "结束"
	}
	if err := e.move(ctx, tx, &a, step{trigger: trigger, value: a.Value, reason: reason}); err != nil || trigger != Suppress {
		return err
	}
	return tx.Later(ctx, "INSERT INTO signal_hidden (id, alarm, area, site, reason, hidden_by, severity, value, observed_at, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		newid.New(), a.ID, a.Area, a.Site, string(why), by.id, string(a.Severity), a.Value, a.ObservedAt, clock.Now(e.Clock)) // what stood when it was hidden is listed too
}
