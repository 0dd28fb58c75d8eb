package signal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// tryLimits asks for a simulation of a proposal over the last span.
func (e *Engine) tryLimits(ctx context.Context, tx *store.Tx, by identity.Subject, v LimitVersion, span time.Duration) error {
	now := clock.Now(e.Clock)
	return e.insertSimulation(ctx, tx, &Simulation{
		ID: id.New(), Rule: limitSims + v.Point, Version: v.Version, Revision: v.Revision, Area: v.Area, From: clock.At(now.Add(-span)), To: now, Person: by.ID, PersonName: by.Name, At: now,
	})
}

// simulateLimits runs the simulation of a proposal. It counts what the limits that it would replace raise over the same
// span too, by the same machine.
func (e *Engine) simulateLimits(ctx context.Context, s *Simulation) error {
	var list []LimitVersion
	point := strings.TrimPrefix(s.Rule, limitSims)
	if err := e.DB.Find(ctx, &list, "SELECT "+limitColumns+" FROM signal_limits WHERE point = ? AND version = ?", point, s.Version); err != nil {
		return fmt.Errorf("limits of %s: %w", point, err)
	}
	p := e.pointOf(point)
	if p == nil || len(list) == 0 {
		s.Result.Error = "测点已不存在"
	} else if err := e.playLimits(ctx, s, p, list[0]); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.Cut, s.Result.Error = true, err.Error()
		e.Log.Error("simulation of limits", "point", point, "err", err)
	}
	return e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		s.Finished = true
		if err := e.saveSimulation(ctx, tx, s); err != nil || s.Result.Error != "" {
			return err
		}
		_, err := tx.NewRaw("UPDATE signal_limits SET state = ?, revision = revision + 1 WHERE point = ? AND version = ? AND state = ? AND revision = ?",
			string(LimitsTried), point, s.Version, string(LimitsProposed), s.Revision).Exec(ctx)
		return err
	})
}

func (e *Engine) playLimits(ctx context.Context, s *Simulation, p *Point, v LimitVersion) error {
	before := Simulation{From: s.From, To: s.To}
	old, next := p.with(v.Before), p.with(v.After)
	for _, run := range []struct {
		sim   *Simulation
		point *Point
	}{{&before, &old}, {s, &next}} {
		r := &simRun{e: e, sim: run.sim}
		if err := r.through(func() error { return r.limits(ctx, run.point) }); err != nil {
			return err
		}
	}
	s.Result.Before = &before.Raised
	return nil
}

// limits plays the history of a point through its own limits, with the tracker that holds its values against them.
func (r *simRun) limits(ctx context.Context, p *Point) error {
	r.sim.Total = 1
	t := newTracker(p)
	var last time.Time
	silent := func(until time.Time) {
		over := last.Add(p.staleAfter() + time.Second)
		if p.StaleAfter > 0 && !last.IsZero() && over.Before(until) {
			r.changed(t.tick(over), over)
		}
	}
	err := r.e.Series.Walk(ctx, p.ID, r.sim.From.Time, r.sim.To.Time, func(at time.Time, v float64) error {
		silent(at)
		found, _ := t.take(v, Good, at, at)
		r.changed(found, at)
		last = at
		return r.count()
	})
	silent(r.sim.To.Time)
	if !last.IsZero() {
		r.changed(t.tick(r.sim.To.Time), r.sim.To.Time)
	}
	r.sim.Done = 1
	return err
}

// changed notes what a tracker found. Silence is known only when its time is over.
func (r *simRun) changed(found []change, now time.Time) {
	for _, c := range found {
		at := c.event
		if c.kind == Stale && c.active {
			at = now
		}
		r.note(string(c.kind), c.point, c.active, c.severity, c.value, at)
	}
}
