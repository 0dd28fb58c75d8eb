package signal

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/store"
)

// keepLimits puts the limits back that people have decided on, after points were loaded: an import does not undo them.
func keepLimits(ctx context.Context, tx *store.Tx) error {
	var list []LimitVersion
	if err := tx.NewRaw("SELECT "+limitColumns+" FROM signal_limits WHERE state = 'live' AND version > 1").Scan(ctx, &list); err != nil {
		return fmt.Errorf("limits: %w", err)
	}
	for _, v := range list {
		if err := setLimits(ctx, tx, v.Point, v.After); err != nil {
			return err
		}
	}
	return nil
}

// takeLimits takes in limits that were put into force, here or on another node. What follows for open alarms, the next
// tick finds. The caller holds turn.
func (e *Engine) takeLimits(ctx context.Context) error {
	var rows []*Point
	err := e.DB.Read().NewRaw("SELECT "+pointColumns+" FROM signal_point WHERE id IN (SELECT point FROM signal_limits WHERE state = 'live')").Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("limits: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.steady()
	changed := map[string]*Point{}
	for _, p := range rows {
		if t := e.trackers[p.ID]; t != nil && !t.point.LimitSet().equal(p.LimitSet()) {
			next := t.point.with(p.LimitSet())
			changed[p.ID] = &next
			e.points[p.ID] = &next
			t.adopt(&next, now)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	order := make([]*Point, len(e.order)) // readers may hold the old list
	for i, p := range e.order {
		if order[i] = p; changed[p.ID] != nil {
			order[i] = changed[p.ID]
		}
	}
	e.order = order
	return nil
}

// adopt holds the newest value against other limits. A delay begins now; a set point that is gone is not crossed any more.
func (t *tracker) adopt(p *Point, now time.Time) {
	t.point = p
	for l := levelLL; l <= levelHH; l++ {
		at := p.Limits.of(l)
		switch {
		case at == nil:
			t.limits[l] = watch{}
		case t.usable && t.quality != Bad:
			t.limits[l].step(crossed(l, *at, p.Deadband, t.value, t.limits[l].active), t.event, now)
		}
	}
	t.eased = t.stale && (p.staleAfter() == 0 || now.Sub(t.heard) <= p.staleAfter())
}
