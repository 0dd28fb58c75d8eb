package signal

import (
	"context"
	"maps"
	"slices"
	"time"

	"anlan/internal/base/series"
	"anlan/internal/engine/signal/rule"
)

// queryEvery is how often the queries of rules are asked.
const queryEvery = 15 * time.Second

// answered is what the query of a rule gave: a measure for each point.
type answered struct {
	rule *liveRule
	at   time.Time
	of   map[string]float64
}

// Labels are what a query can select points by: the key is the name of the metric.
func labels(p *Point, site string) map[string]string {
	return map[string]string{"__name__": p.Key, "point": p.ID, "element": p.Element, "site": site, "area": p.Area, "device": p.Device, "unit": p.Unit}
}

// catalogue are the series of the points within an area, with their labels. What is no measurement is not among them.
func (e *Engine) catalogue(area string) []series.Named {
	e.mu.RLock()
	defer e.mu.RUnlock()
	var out []series.Named
	for _, p := range e.order {
		if within(p.Area, area) {
			out = append(out, series.Named{Key: p.ID, Labels: labels(p, e.trackers[p.ID].site.ID)})
		}
	}
	return out
}

func within(code, prefix string) bool {
	return len(code) >= len(prefix) && code[:len(prefix)] == prefix
}

// askQueries asks the queries whose turn it is. A query that fails holds its alarms as they are and is said in the log; it
// never holds up the others.
func (e *Engine) askQueries(ctx context.Context) (out []answered, err error) {
	e.turn.Lock()
	var due []*liveRule
	now := e.steady()
	for _, r := range e.live {
		if r.def.Kind == rule.Query && !now.Before(r.next) {
			r.next = now.Add(queryEvery)
			due = append(due, r)
		}
	}
	e.turn.Unlock()
	for _, r := range due {
		at := e.Clock.Now()
		found, err := e.Series.Query(ctx, e.catalogue(r.area), r.def.Definition.Query, at)
		if err != nil {
			e.Log.Error("the query of a rule failed", "rule", r.id, "title", r.def.Title, "err", err)
			continue
		}
		out = append(out, answered{rule: r, at: at, of: r.pointsOf(found)})
	}
	return out, nil
}

// pointsOf ties answers to points: by their label, or to the first point of the rule when there is no such label. Of
// several for one point the worst counts.
func (r *liveRule) pointsOf(found []series.Answer) map[string]float64 {
	out := map[string]float64{}
	for _, f := range found {
		p := f.Labels["point"]
		if p == "" && len(r.def.Points) > 0 {
			p = r.def.Points[0]
		}
		if p == "" {
			continue
		}
		if v, there := out[p]; !there || (r.def.Direction == rule.Below) == (f.Value < v) {
			out[p] = f.Value
		}
	}
	return out
}

// takeAnswer evaluates what a query gave. The caller holds turn and mu.
func (e *Engine) takeAnswer(a answered, u *undo, out []change) []change {
	var room [4]rule.Change
	if e.live[a.rule.id] != a.rule {
		return out // it was replaced meanwhile
	}
	for _, p := range slices.Sorted(maps.Keys(a.of)) {
		v := a.of[p]
		x := e.queryTarget(a.rule, p, nil, nil)
		if x == nil {
			continue
		}
		u.keepTarget(x)
		out = x.found(a.rule.def.Measured(&x.state, v, true, a.at, room[:0]), out)
	}
	for _, x := range a.rule.targets {
		if _, there := a.of[x.on.point.ID]; !there {
			u.keepTarget(x)
			out = x.found(a.rule.def.Gone(&x.state, a.at, room[:0]), out)
		}
	}
	return out
}

// queryTarget is the target of a query's answer for a point, made when it is new; nil for a point that is not known.
func (e *Engine) queryTarget(r *liveRule, point string, old map[targetKey]*target, standing map[targetKey]Alarm) *target {
	if x := e.targets[targetKey{r.id, point, r.version}]; x != nil {
		return x
	}
	t := e.trackers[point]
	if t == nil {
		return nil
	}
	x := &target{rule: r, on: t}
	r.targets = append(r.targets, x)
	e.takeUp(x, old, standing)
	return x
}
