package signal

import (
	"time"
)

// Limits are the set points of a point, in its unit; nil where there is none.
type Limits struct {
	LL *float64 `json:"ll" bun:"ll"`
	L  *float64 `json:"l" bun:"l"`
	H  *float64 `json:"h" bun:"h"`
	HH *float64 `json:"hh" bun:"hh"`
}

// Quality says how far a value can be relied on.
type Quality string

// The qualities.
const (
	Good      Quality = "good"
	Uncertain Quality = "uncertain"
	Bad       Quality = "bad"
)

// limit watches one set point of one point.
type limit struct {
	name     string // "hh", "h", "l", "ll"
	at       float64
	high     bool
	severity Severity

	active  bool
	waiting bool      // a delay runs: towards alarm when not active, towards normal when active
	event   time.Time // when it began to wait, by the device's clock
	arrival time.Time // the same by ours
	value   float64   // the value that began it
}

// beyond reports whether v is in alarm, and within whether it is back beyond the deadband.
func (l *limit) beyond(v float64) bool {
	if l.high {
		return v >= l.at
	}
	return v <= l.at
}

func (l *limit) within(v, deadband float64) bool {
	if l.high {
		return v <= l.at-deadband
	}
	return v >= l.at+deadband
}

// step takes a value and reports whether the limit changed. Delays are measured between the device's own times, so a
// clock that is wrong but even does no harm; tick measures them by ours when no further value comes.
func (l *limit) step(v float64, deadband float64, on, off time.Duration, event, arrival time.Time) (changed bool, at time.Time) {
	leaving := l.active
	wanted := !leaving && l.beyond(v) || leaving && l.within(v, deadband)
	if !wanted {
		l.waiting = false
		return false, time.Time{}
	}
	if !l.waiting {
		l.waiting, l.event, l.arrival, l.value = true, event, arrival, v
	}
	delay := on
	if leaving {
		delay = off
	}
	if event.Sub(l.event) < delay {
		return false, time.Time{}
	}
	return true, l.turn(delay)
}

// tick lets a delay end by our clock; arrival times come from a clock that does not jump.
func (l *limit) tick(on, off time.Duration, now time.Time) (changed bool, at time.Time) {
	delay := on
	if l.active {
		delay = off
	}
	if !l.waiting || now.Sub(l.arrival) < delay {
		return false, time.Time{}
	}
	return true, l.turn(delay)
}

func (l *limit) turn(delay time.Duration) time.Time {
	l.active, l.waiting = !l.active, false
	return l.event.Add(delay)
}

// tracker watches one point.
type tracker struct {
	point   *Point
	limits  []limit // worst first
	event   time.Time
	arrival time.Time
	value   float64
	quality Quality
	has     bool
	stale   bool
}

// change is what a tracker found: the condition of one kind of alarm of its point is now this.
type change struct {
	point    *Point
	kind     Kind
	active   bool
	limit    string
	at       *float64
	severity Severity
	value    float64
	event    time.Time // when by the device's clock
}

func newTracker(p *Point) *tracker {
	t := &tracker{point: p}
	add := func(name string, at *float64, high bool, s Severity) {
		if at != nil {
			t.limits = append(t.limits, limit{name: name, at: *at, high: high, severity: s})
		}
	}
	add("hh", p.Limits.HH, true, Critical)
	add("ll", p.Limits.LL, false, Critical)
	add("h", p.Limits.H, true, High)
	add("l", p.Limits.L, false, High)
	return t
}

// clone is a copy that can be changed and thrown away.
func (t *tracker) clone() *tracker {
	c := *t
	c.limits = append([]limit(nil), t.limits...)
	return &c
}

// worst is the worst active limit, nil when there is none.
func (t *tracker) worst() *limit {
	for i := range t.limits {
		if t.limits[i].active {
			return &t.limits[i]
		}
	}
	return nil
}

// take evaluates a value. A value that is not newer than the last one by the device's clock moves nothing, so repeats
// after a crash raise nothing twice. A bad value keeps the point alive but neither raises nor clears.
func (t *tracker) take(value float64, q Quality, event, arrival time.Time) []change {
	var out []change
	t.arrival = arrival
	if t.stale {
		t.stale = false
		out = append(out, change{point: t.point, kind: Stale, value: value, event: event, severity: Medium})
	}
	if t.has && !event.After(t.event) {
		return out
	}
	t.event, t.quality, t.has = event, q, true
	if q == Bad {
		for i := range t.limits { // a delay towards normal must not end on bad values
			if t.limits[i].active {
				t.limits[i].waiting = false
			}
		}
		return out
	}
	t.value = value
	before := t.worst()
	when := event
	for i := range t.limits {
		if changed, at := t.limits[i].step(value, t.point.Deadband, t.point.onDelay(), t.point.offDelay(), event, arrival); changed {
			when = at
		}
	}
	return append(out, t.condition(before, when)...)
}

// tick lets delays end and finds a point that has fallen silent.
func (t *tracker) tick(now time.Time) []change {
	var out []change
	if s := t.point.staleAfter(); s > 0 && !t.stale && !t.arrival.IsZero() && now.Sub(t.arrival) > s {
		t.stale = true
		out = append(out, change{point: t.point, kind: Stale, active: true, severity: Medium, limit: "stale", value: t.value, event: t.event})
	}
	if t.quality == Bad {
		return out
	}
	before := t.worst()
	when := now
	for i := range t.limits {
		if changed, at := t.limits[i].tick(t.point.onDelay(), t.point.offDelay(), now); changed {
			when = at
		}
	}
	return append(out, t.condition(before, when)...)
}

// condition compares the worst active limit with the one before.
func (t *tracker) condition(before *limit, when time.Time) []change {
	now := t.worst()
	switch {
	case before == now || before != nil && now != nil && rank[now.severity] <= rank[before.severity]:
		return nil // unchanged, or better but still in alarm: the episode keeps the worst it has seen
	case now == nil:
		return []change{{point: t.point, kind: Limit, value: t.value, event: when}}
	}
	at := now.at
	return []change{{point: t.point, kind: Limit, active: true, limit: now.name, at: &at, severity: now.severity, value: t.value, event: when}}
}

// restore takes over the condition of an open alarm after a start.
func (t *tracker) restore(a Alarm) {
	if a.Kind == Stale {
		t.stale = a.Active
		return
	}
	for i := range t.limits {
		l := &t.limits[i]
		// every limit up to the one of the alarm, on the same side, was crossed with it
		l.active = a.Active && l.high == (a.LimitName == "h" || a.LimitName == "hh") && rank[l.severity] <= rank[a.Severity]
	}
}

// resume takes over the newest value of the history after a start, so that a delay which ran when the process died
// runs again from now, and a value that came and was never evaluated is.
func (t *tracker) resume(value float64, event, now time.Time) {
	t.value, t.quality, t.has = value, Good, true
	if event.After(t.event) {
		t.event = event
	}
	for i := range t.limits {
		l := &t.limits[i]
		if !l.active && l.beyond(value) || l.active && l.within(value, t.point.Deadband) {
			l.waiting, l.event, l.arrival, l.value = true, event, now, value
		}
	}
}
