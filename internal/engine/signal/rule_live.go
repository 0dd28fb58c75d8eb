package signal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal/rule"
)

// Site is the element at the top of those that belong together, as the enterprise of a tank.
type Site struct{ ID, Name string }

// liveRule is a rule in force.
type liveRule struct {
	id      string
	version int64
	area    string
	def     *rule.Compiled
	targets []*target
	next    time.Time // when a query is asked again, by our steady time
}

// target is one point, or one group of points, that a rule watches. Its alarm is that of the point on.
type target struct {
	rule    *liveRule
	on      *tracker
	members []*tracker   // of a vote or a formula
	values  []rule.Value // room for theirs
	state   rule.State
	kept    uint64 // the batch in which undo has kept it
}

// targetKey names a target through changes of points and rules.
type targetKey struct {
	rule, point string
	version     int64
}

// takeRules evaluates a value with the rules of its point. before is the event time of the value before it: when that is
// later, the device's clock was set back.
func (t *tracker) takeRules(v float64, good bool, before, event, now time.Time, out []change) []change {
	if len(t.own)+len(t.joint) == 0 {
		return out
	}
	var room [4]rule.Change
	for _, x := range t.own {
		if event.Before(before) {
			x.rule.def.Shift(&x.state, event, now)
		}
		out = x.found(x.rule.def.Take(&x.state, v, good, event, now, room[:0]), out)
	}
	for _, x := range t.joint {
		out = x.found(x.rule.def.Combine(&x.state, x.gather(now), event, now, room[:0]), out)
	}
	return out
}

// gather reads the members' values as they are now.
func (x *target) gather(now time.Time) []rule.Value {
	for i, m := range x.members {
		x.values[i] = rule.Value{V: m.value, Good: m.usable && m.quality != Bad, Age: now.Sub(m.heard)}
	}
	return x.values
}

// found turns what a ladder found into changed conditions.
func (x *target) found(list []rule.Change, out []change) []change {
	for _, f := range list {
		step := &x.rule.def.Steps[f.Step]
		kind := Kind(x.rule.def.Kind)
		out = append(out, change{
			point: x.on.point, site: x.on.site, kind: kind, active: f.Active, limit: string(kind), at: &step.Set, severity: step.Severity,
			value: f.Value, event: f.At, seen: x.on.event, rule: x.rule,
		})
	}
	return out
}

// tickRules lets delays end, finds silence, and takes in the answers of queries. The caller holds turn and mu.
func (e *Engine) tickRules(now time.Time, u *undo, asked []answered, out []change) []change {
	var room [4]rule.Change
	for _, r := range e.live {
		if r.def.Kind == rule.Query {
			continue
		}
		for _, x := range r.targets {
			before := x.state // no tick moves what is behind its pointer
			silent := time.Duration(-1)
			if !x.on.heard.IsZero() {
				silent = now.Sub(x.on.heard)
			}
			if found := r.def.Tick(&x.state, silent, x.on.event, now, room[:0]); len(found) > 0 {
				u.putTarget(x, before)
				out = x.found(found, out)
			}
		}
	}
	for _, a := range asked {
		out = e.takeAnswer(a, u, out)
	}
	return out
}

// stamp tells one state of rules, masks and limits from another.
func (e *Engine) stamp(ctx context.Context) (string, error) {
	var rows []struct {
		Rules  int64 `bun:"rules"`
		Masks  int64 `bun:"masks"`
		Limits int64 `bun:"limits"`
	}
	err := e.DB.Find(ctx, &rows, `SELECT (SELECT COALESCE(SUM(revision), 0) + COUNT(*) FROM signal_rule) AS rules, (SELECT COALESCE(SUM(revision), 0) + COUNT(*) FROM signal_mask) AS masks,
		(SELECT COALESCE(SUM(revision), 0) + COUNT(*) FROM signal_limits) AS limits`)
	if err != nil || len(rows) == 0 {
		return "", fmt.Errorf("rules: %w", err)
	}
	return fmt.Sprint(rows[0].Rules, "/", rows[0].Masks, "/", rows[0].Limits), nil
}

// freshen puts rules into force whose time has come, and takes in rules, masks and limits of points that were
// changed, here or on another node.
func (e *Engine) freshen(ctx context.Context) error {
	if err := e.enforceDue(ctx); err != nil {
		return err
	}
	now, err := e.stamp(ctx)
	if err != nil {
		return err
	}
	e.turn.Lock()
	defer e.turn.Unlock()
	if now == e.known {
		return nil
	}
	if err := e.takeLimits(ctx); err != nil {
		return err
	}
	if err := e.loadMasks(ctx); err != nil {
		return err
	}
	gone, err := e.bind(ctx)
	if err != nil {
		return err
	}
	e.known = now
	return e.commit(ctx, gone)
}

// bind reads the rules in force and ties them to their points. What a target remembers stays when its rule is the same
// version; after a start, and for a new version, it is taken from the open alarm. It returns the ends of alarms that
// nothing watches any more. The caller holds turn.
func (e *Engine) bind(ctx context.Context) (gone []change, err error) {
	var rows []Rule
	if err := e.DB.Read().NewRaw("SELECT "+ruleColumns+" FROM signal_rule WHERE state = 'live' ORDER BY id").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("load rules: %w", err)
	}
	var open []Alarm
	if err := e.DB.Read().NewRaw("SELECT "+alarmColumns+" FROM signal_alarm WHERE state <> 'normal' AND rule NOT IN ('limit', 'stale')").Scan(ctx, &open); err != nil {
		return nil, fmt.Errorf("load rules: %w", err)
	}
	standing := map[targetKey]Alarm{}
	for _, a := range open {
		standing[targetKey{rule: a.Rule, point: a.Point}] = a
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	old := e.targets
	e.live, e.targets, e.inhibitors = map[string]*liveRule{}, map[targetKey]*target{}, map[string][]*target{}
	for _, t := range e.trackers {
		t.own, t.joint = nil, nil
	}
	for _, row := range unpack(rows) {
		def, err := rule.Compile(row.Definition)
		if err != nil { // it was checked when it was stored: only after a change of ours
			e.Log.Error("a rule in force cannot be run", "rule", row.ID, "title", row.Title, "err", err)
			continue
		}
		r := &liveRule{id: row.ID, version: row.Version, area: row.Area, def: def}
		e.live[r.id] = r
		e.tie(r)
		for _, x := range r.targets {
			e.takeUp(x, old, standing)
		}
	}
	for _, a := range open {
		if e.live[a.Rule] == nil || e.target(a.Rule, a.Point) == nil && e.live[a.Rule].def.Kind != rule.Query {
			gone = append(gone, e.ended(a)...)
		}
	}
	for _, a := range open { // queries find their targets by their answers; what stands is known already
		if r := e.live[a.Rule]; r != nil && r.def.Kind == rule.Query {
			e.queryTarget(r, a.Point, old, standing)
		}
	}
	e.noteLife()
	return gone, nil
}

// ended is the change by which an alarm that nothing watches any more ends.
func (e *Engine) ended(a Alarm) []change {
	t := e.trackers[a.Point]
	if t == nil || !a.Active {
		return nil
	}
	return []change{{point: t.point, site: t.site, kind: a.Kind, limit: a.LimitName, severity: a.Severity, value: a.Value, event: e.Clock.Now(), seen: t.event, rule: &liveRule{id: a.Rule}}}
}

func (e *Engine) target(id, point string) *target {
	r := e.live[id]
	if r == nil {
		return nil
	}
	return e.targets[targetKey{id, point, r.version}]
}

// takeUp gives a target what it remembered, or what its open alarm says, and enters it.
func (e *Engine) takeUp(x *target, old map[targetKey]*target, standing map[targetKey]Alarm) {
	k := targetKey{x.rule.id, x.on.point.ID, x.rule.version}
	if before := old[k]; before != nil {
		x.state = before.state
	} else if a, ok := standing[targetKey{rule: k.rule, point: k.point}]; ok && a.Active {
		x.rule.def.Restore(&x.state, a.Severity)
	}
	e.targets[k] = x
	if x.rule.def.Inhibits == rule.InhibitSite {
		e.inhibitors[x.on.site.ID] = append(e.inhibitors[x.on.site.ID], x)
	}
}

// tie makes the targets of a rule.
func (e *Engine) tie(r *liveRule) {
	switch {
	case r.def.Kind == rule.Query:
	case r.def.OnePoint():
		for _, t := range e.scopeOf(&r.def.Definition) {
			x := &target{rule: r, on: t}
			t.own = append(t.own, x)
			r.targets = append(r.targets, x)
		}
	default:
		x := &target{rule: r}
		for _, id := range r.def.Members() {
			t := e.trackers[id]
			if t == nil {
				e.Log.Warn("a rule names a point that is gone", "rule", r.id, "title", r.def.Title, "point", id)
				return
			}
			x.members = append(x.members, t)
		}
		x.on, x.values = x.members[0], make([]rule.Value, len(x.members))
		for _, t := range x.members {
			t.joint = append(t.joint, x)
		}
		r.targets = []*target{x}
	}
}

// scopeOf are the points that a rule is for, each by itself: those it names, and those of its key, all within its area.
func (e *Engine) scopeOf(d *rule.Definition) (out []*tracker) {
	for _, id := range d.Points {
		if t := e.trackers[id]; t != nil && strings.HasPrefix(t.point.Area, d.Area) {
			out = append(out, t)
		}
	}
	if d.Key == "" {
		return out
	}
	named := map[string]bool{}
	for _, t := range out {
		named[t.point.ID] = true
	}
	for _, p := range e.order {
		if p.Key == d.Key && strings.HasPrefix(p.Area, d.Area) && !named[p.ID] {
			out = append(out, e.trackers[p.ID])
		}
	}
	return out
}

// enforceDue puts approved rules into force whose time has come; the version before each is retired.
func (e *Engine) enforceDue(ctx context.Context) error {
	var due []Rule
	now := clock.Now(e.Clock)
	err := e.DB.Find(ctx, &due, "SELECT "+ruleColumns+" FROM signal_rule WHERE state = 'approved' AND in_force_from <= ? ORDER BY id, version", now)
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	for _, r := range due {
		err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			row, err := e.lockedRule(ctx, tx, r.ID, r.Version)
			if err != nil || row.State != RuleApproved {
				return err
			}
			return e.enforce(ctx, tx, &row, machine)
		})
		if err != nil {
			return fmt.Errorf("rule %s: %w", r.ID, err)
		}
	}
	return nil
}
