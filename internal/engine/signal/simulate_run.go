package signal

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/series"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal/rule"
)

// simRun plays history through a rule with the machine that runs it when it is in force. Arrival and the device's time are
// one there: history knows no other. What was no measurement is not in it.
type simRun struct {
	e      *Engine
	sim    *Simulation
	def    *rule.Compiled
	open   map[string]*openSim    // by point; of the limits of one point, by kind
	states map[string]*rule.State // by point; for votes and formulas that of the first
	said   time.Duration          // when progress was last written
}

// openSim is an alarm that stands in the simulation. at is its place in the list, -1 beyond the end of it.
type openSim struct {
	SimAlarm
	at int
}

var errEnough = errors.New("the bound of values is reached")

func (r *simRun) all(ctx context.Context) error {
	return r.through(func() error {
		if r.def.OnePoint() {
			return r.points(ctx)
		}
		return r.days(ctx)
	})
}

// through begins anew, plays, and ends what stands at the end.
func (r *simRun) through(play func() error) error {
	r.open, r.states = map[string]*openSim{}, map[string]*rule.State{}
	r.sim.Result = SimResult{Alarms: []SimAlarm{}, BySeverity: map[Severity]int64{}}
	r.sim.Done, r.sim.Samples, r.sim.Raised, r.sim.Cut = 0, 0, 0, false
	err := play()
	if errors.Is(err, errEnough) {
		r.sim.Cut, err = true, nil
	}
	for _, o := range r.open {
		r.end(o, r.sim.To.Time)
	}
	slices.SortStableFunc(r.sim.Result.Alarms, func(a, b SimAlarm) int { return a.RaisedAt.Compare(b.RaisedAt.Time) })
	return err
}

// points runs a rule that each point has for itself, point by point.
func (r *simRun) points(ctx context.Context) error {
	r.e.mu.RLock()
	var list []*Point
	for _, t := range r.e.scopeOf(&r.def.Definition) {
		list = append(list, t.point)
	}
	r.e.mu.RUnlock()
	r.sim.Total = int64(len(list))
	for _, p := range list {
		if err := r.point(ctx, p); err != nil {
			return err
		}
		if err := r.progress(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *simRun) point(ctx context.Context, p *Point) error {
	var s rule.State
	var room [4]rule.Change
	var last time.Time
	err := r.e.Series.Walk(ctx, p.ID, r.sim.From.Time, r.sim.To.Time, func(at time.Time, v float64) error {
		r.silence(p, &s, last, at)
		r.take(p, r.def.Take(&s, v, true, at, at, room[:0]))
		last = at
		return r.count()
	})
	r.silence(p, &s, last, r.sim.To.Time)
	r.take(p, r.def.Tick(&s, -1, last, r.sim.To.Time, room[:0]))
	return err
}

// silence lets time pass after a value, second by second, as the engine does, for as long as anything can follow from it.
func (r *simRun) silence(p *Point, s *rule.State, last, until time.Time) {
	if r.def.Kind != rule.Silence || last.IsZero() {
		return
	}
	longest := r.def.Steps[0].Set + r.def.OnDelay + 2
	var room [4]rule.Change
	for silent := time.Second; silent < until.Sub(last) && silent.Seconds() <= longest; silent += time.Second {
		r.take(p, r.def.Tick(s, silent, last, last.Add(silent), room[:0]))
	}
}

func (r *simRun) count() error {
	r.sim.Samples++
	if r.sim.Samples >= maxSimSamples {
		return errEnough
	}
	return nil
}

// take notes what the ladder of a point found.
func (r *simRun) take(p *Point, found []rule.Change) {
	for _, f := range found {
		r.note(p.ID, p, f.Active, r.def.Steps[f.Step].Severity, f.Value, f.At)
	}
}

// note enters a changed condition. key tells the alarms that may stand side by side.
func (r *simRun) note(key string, p *Point, active bool, severity Severity, value float64, at time.Time) {
	o := r.open[key]
	switch {
	case !active && o != nil:
		r.end(o, at)
		delete(r.open, key)
	case active && o == nil:
		r.sim.Raised++
		o = &openSim{SimAlarm: SimAlarm{Point: p.ID, Name: p.Name, ElementName: p.ElementName, Severity: severity, Value: value, RaisedAt: clock.At(at)}, at: -1}
		if len(r.sim.Result.Alarms) < maxSimAlarms {
			o.at = len(r.sim.Result.Alarms)
			r.sim.Result.Alarms = append(r.sim.Result.Alarms, o.SimAlarm)
		}
		r.open[key] = o
	case active && severity.Rank() < o.Severity.Rank():
		o.Severity = severity
	}
}

func (r *simRun) end(o *openSim, at time.Time) {
	if at.Before(r.sim.To.Time) {
		o.ClearedAt = clock.At(at)
	}
	r.sim.Result.BySeverity[o.Severity]++
	r.sim.Result.Seconds += at.Sub(o.RaisedAt.Time).Seconds()
	if o.at >= 0 {
		r.sim.Result.Alarms[o.at] = o.SimAlarm
	}
}

// progress writes how far it is, at most once a second of our time.
func (r *simRun) progress(ctx context.Context) error {
	r.sim.Done++
	now := r.e.elapsed()
	if now-r.said < time.Second {
		return ctx.Err()
	}
	r.said = now
	return r.e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return r.e.saveSimulation(ctx, tx, r.sim) })
}

// days runs a rule over several points, or a query, day by day.
func (r *simRun) days(ctx context.Context) error {
	r.sim.Total = int64((r.sim.To.Sub(r.sim.From.Time) + 24*time.Hour - 1) / (24 * time.Hour))
	members, err := r.members()
	if err != nil {
		return err
	}
	last := make([]rule.Value, len(members))
	seen := make([]time.Time, len(members))
	for from := r.sim.From.Time; from.Before(r.sim.To.Time); from = from.Add(24 * time.Hour) {
		to := from.Add(24*time.Hour - time.Millisecond)
		if to.After(r.sim.To.Time) {
			to = r.sim.To.Time
		}
		if r.def.Kind == rule.Query {
			err = r.query(ctx, from, to)
		} else {
			err = r.together(ctx, members, last, seen, from, to)
		}
		if err != nil {
			return err
		}
		if err := r.progress(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *simRun) members() (out []*Point, err error) {
	r.e.mu.RLock()
	defer r.e.mu.RUnlock()
	for _, id := range r.def.Members() {
		p := r.e.points[id]
		if p == nil {
			return nil, unknownPoint
		}
		out = append(out, p)
	}
	return out, nil
}

func (r *simRun) state(p *Point) *rule.State {
	if r.states[p.ID] == nil {
		r.states[p.ID] = &rule.State{}
	}
	return r.states[p.ID]
}

// together plays the values of all members in the order of their times.
func (r *simRun) together(ctx context.Context, members []*Point, last []rule.Value, seen []time.Time, from, to time.Time) error {
	type value struct {
		at     time.Time
		v      float64
		member int
	}
	var all []value
	for i, p := range members {
		err := r.e.Series.Walk(ctx, p.ID, from, to, func(at time.Time, v float64) error {
			all = append(all, value{at, v, i})
			return r.count()
		})
		if err != nil {
			return err
		}
	}
	slices.SortStableFunc(all, func(a, b value) int { return a.at.Compare(b.at) })
	var room [4]rule.Change
	s := r.state(members[0])
	for _, x := range all {
		last[x.member], seen[x.member] = rule.Value{V: x.v, Good: true}, x.at
		for i := range last {
			last[i].Age = x.at.Sub(seen[i])
		}
		r.take(members[0], r.def.Combine(s, last, x.at, x.at, room[:0]))
	}
	r.take(members[0], r.def.Tick(s, -1, to, to, room[:0]))
	return nil
}

// query asks at the pace of the engine, at every step of a span.
func (r *simRun) query(ctx context.Context, from, to time.Time) error {
	from = from.Truncate(time.Millisecond)
	tracks, err := r.e.Series.QueryRange(ctx, r.e.catalogue(r.def.Area), r.def.Definition.Query, from, to, queryEvery)
	if err != nil {
		return err
	}
	live := &liveRule{def: r.def}
	at := make([]int, len(tracks)) // place in each track
	var room [4]rule.Change
	for now := from; !now.After(to); now = now.Add(queryEvery) {
		var found []series.Answer
		for i, t := range tracks {
			if at[i] < len(t.Values) && t.Values[at[i]].At.Equal(now) {
				found = append(found, series.Answer{Labels: t.Labels, Value: t.Values[at[i]].Value})
				at[i]++
				if err := r.count(); err != nil {
					return err
				}
			}
		}
		of := live.pointsOf(found)
		for _, id := range slices.Sorted(maps.Keys(of)) {
			v := of[id]
			if p := r.e.pointOf(id); p != nil {
				r.take(p, r.def.Measured(r.state(p), v, true, now, room[:0]))
			}
		}
		for id, s := range r.states {
			if _, there := of[id]; !there {
				r.take(r.e.pointOf(id), r.def.Gone(s, now, room[:0]))
			}
		}
	}
	return nil
}

func (e *Engine) pointOf(id string) *Point {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.points[id]
}
