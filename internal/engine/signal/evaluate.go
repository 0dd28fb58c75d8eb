package signal

import (
	"time"
)

// Quality says how far a value can be relied on.
type Quality string

// The qualities.
const (
	Good      Quality = "good"
	Uncertain Quality = "uncertain" // evaluated like a good one
	Bad       Quality = "bad"       // no measurement: neither raises nor clears anything
)

// tracker watches one point. Two clocks are at work, and they are never compared with each other:
//
//   - The device's own: the times of its values. A delay ends when a newer value shows that it has run out, by the
//     difference between the device's times; a device that is half an hour wrong alarms like any other, and values that
//     come in a heap after a cut link alarm as they would have done one by one.
//   - Ours, which is monotonic: a delay ends when it has run out since the value that began it came in, even if none
//     follows; silence is measured by it alone.
//
// A value that is not newer than the last one evaluated moves nothing, so a repeat after a crash raises nothing twice.
// When a device's clock has been set back, see setBack. Set forward, a delay that runs then may end early; nothing is
// lost or doubled by that.
type tracker struct {
	point *Point
	condition
	site  Site
	own   []*target // rules that the point has for itself
	joint []*target // votes and formulas of which it is a member
	kept  uint64    // the batch in which undo has kept it

	newest int64 // time of the newest value ever handed over, in milliseconds by the device's clock; it never goes back
}

// condition is all that a tracker remembers: a plain value, so that a copy brings it back.
type condition struct {
	limits  [levels]watch // by level; 0 is not used
	level   level         // what was told last
	event   time.Time     // of the newest value evaluated, by the device's clock
	arrival time.Time     // of the same, by ours
	heard   time.Time     // arrival of the newest usable value; zero when silence is not watched yet
	value   float64       // the newest usable value
	usable  bool          // there is one
	quality Quality       // of the newest value; "" when none has come
	stale   bool
	eased   bool // its limits were changed and this silence is no fault any more: the next tick says so
	back    run
}

// watch is one set point: whether the point is beyond it, and the delay that runs towards the other.
type watch struct {
	active  bool
	waiting bool
	event   time.Time // when the delay began, by the device's clock
	arrival time.Time // and by ours
}

// run follows values with old times, to tell a clock that was set back from repeats and late ones.
type run struct {
	on             bool
	event, arrival time.Time // of the first
	last           time.Time // event time of the latest
}

// change is what a tracker found: the condition of one kind of alarm of its point is now this.
type change struct {
	point    *Point
	kind     Kind
	active   bool
	limit    string // "ll", "l", "h", "hh" or "stale"
	at       *float64
	severity Severity
	value    float64
	event    time.Time // when it came to be, by the device's clock
	arrived  time.Time // when the value that showed it came in, by our clock; zero when it has not waited
	seen     time.Time // time of the newest value evaluated until then
	site     Site
	rule     *liveRule // nil for the point's own limits and silence
	chatter  bool      // from here on it is kept standing
	hidden   bool      // it was kept from the operator because it chatters
}

// ruleID names what an alarm is of: the rule, or "limit" or "stale" for the point's own.
func (c *change) ruleID() string {
	if c.rule == nil {
		return string(c.kind)
	}
	return c.rule.id
}

func newTracker(p *Point) *tracker { return &tracker{point: p} }

// take evaluates a value. late is true when it was too old to be evaluated.
func (t *tracker) take(v float64, q Quality, event, arrival time.Time) (out []change, late bool) {
	out = t.expire(func(w *watch, delay time.Duration) bool { return arrival.Sub(w.arrival) >= delay })
	if !t.event.IsZero() {
		switch {
		case event.After(t.event):
			t.back = run{}
		case !t.setBack(event, arrival):
			return out, true
		}
	}
	elapsed := func(w *watch, delay time.Duration) bool { return event.Sub(w.event) >= delay }
	out = append(out, t.expire(elapsed)...) // the value before this one held until now
	t.event, t.arrival, t.quality = event, arrival, q
	if q == Bad {
		t.hold()
		return out, false
	}
	t.value, t.usable, t.heard = v, true, arrival
	if t.stale {
		t.stale = false
		out = append(out, t.change(Stale, false, string(Stale), event))
	}
	for l := levelLL; l <= levelHH; l++ {
		if at := t.point.Limits.of(l); at != nil {
			t.limits[l].step(crossed(l, *at, t.point.Deadband, v, t.limits[l].active), event, arrival)
		}
	}
	return append(out, t.expire(elapsed)...), false
}

// tick lets delays end by our clock and finds a point that has fallen silent.
func (t *tracker) tick(now time.Time) []change {
	out := t.expire(func(w *watch, delay time.Duration) bool { return now.Sub(w.arrival) >= delay })
	if t.level != t.worst() { // a set point was taken away
		out = append(out, t.tell(t.event)...)
	}
	if t.eased {
		t.eased = false
		if t.stale {
			t.stale = false
			out = append(out, t.change(Stale, false, string(Stale), t.event))
		}
	}
	if s := t.point.staleAfter(); s > 0 && !t.stale && !t.heard.IsZero() && now.Sub(t.heard) > s {
		t.stale = true
		t.hold()
		out = append(out, t.change(Stale, true, string(Stale), t.event))
	}
	return out
}

// crossed reports whether v asks for a turn: beyond the set point when not active, back past the deadband when active.
func crossed(l level, at, deadband, v float64, active bool) bool {
	if !l.high() {
		v, at = -v, -at
	}
	if active {
		return v <= at-deadband
	}
	return v >= at
}

func (w *watch) step(turn bool, event, arrival time.Time) {
	switch {
	case !turn:
		w.waiting = false
	case !w.waiting:
		w.waiting, w.event, w.arrival = true, event, arrival
	}
}

// hold stops every delay towards normal: it must not run out on values that are no measurement.
func (t *tracker) hold() {
	for l := range t.limits {
		if t.limits[l].active {
			t.limits[l].waiting = false
		}
	}
}

func (t *tracker) delay(w *watch) time.Duration {
	if w.active {
		return t.point.offDelay()
	}
	return t.point.onDelay()
}

// expire turns what waits and is over, in the order in which it came to be over; what ends together is one change.
func (t *tracker) expire(over func(w *watch, delay time.Duration) bool) []change {
	var out []change
	for {
		var when time.Time
		for l := range t.limits {
			if w := &t.limits[l]; w.waiting && over(w, t.delay(w)) {
				if at := w.event.Add(t.delay(w)); when.IsZero() || at.Before(when) {
					when = at
				}
			}
		}
		if when.IsZero() {
			return out
		}
		for l := range t.limits {
			if w := &t.limits[l]; w.waiting && w.event.Add(t.delay(w)).Equal(when) && over(w, t.delay(w)) {
				w.active, w.waiting = !w.active, false
			}
		}
		out = append(out, t.tell(when)...)
	}
}

// worst is the level to be told: of the side that the value is not leaving, the outer one before the inner one. So a value
// that falls from high to low is told at once, and not only when the delay of the high side is over.
func (t *tracker) worst() level {
	low, high := t.side(levelLL, levelL), t.side(levelHH, levelH)
	switch {
	case low == noLevel:
		return high
	case high == noLevel:
		return low
	}
	if t.limits[low].waiting != t.limits[high].waiting {
		return pick(t.limits[low].waiting, high, low)
	}
	return pick(t.level.high(), high, low) // nothing says which: the one told already
}

// side is the worst active level of one side.
func (t *tracker) side(outer, inner level) level {
	switch {
	case t.limits[outer].active:
		return outer
	case t.limits[inner].active:
		return inner
	}
	return noLevel
}

func pick(first bool, a, b level) level {
	if first {
		return a
	}
	return b
}

// tell reports the level when it is not the one told before.
func (t *tracker) tell(when time.Time) []change {
	before, now := t.level, t.worst()
	t.level = now
	if now == before {
		return nil
	}
	if now == noLevel {
		return []change{t.change(Limit, false, before.String(), when)}
	}
	return []change{t.change(Limit, true, now.String(), when)}
}

func (t *tracker) change(k Kind, active bool, limit string, when time.Time) change {
	return change{
		point: t.point, site: t.site, kind: k, active: active, limit: limit, at: t.point.Limits.of(levelOf(limit)), severity: t.point.severity(limit),
		value: t.value, event: when, seen: t.event,
	}
}

const (
	// backAfter is how long values with old times must go on, by our clock, before the device's clock counts as set back.
	backAfter = 5 * time.Second
	// backSlack is how far the device's times may then differ from ours, beside a fifth.
	backSlack = time.Second
)

// setBack decides about a value that is not newer than the last one. Repeats and late values come in a heap, or out of
// order; those of a clock that was set back come one after the other at the pace of their own times. After at least two
// such values over backAfter the new time is taken over, and delays that run go on from there.
func (t *tracker) setBack(event, arrival time.Time) bool {
	b := &t.back
	if !b.on || !event.After(b.last) {
		*b = run{on: true, event: event, arrival: arrival, last: event}
		return false
	}
	b.last = event
	theirs, ours := event.Sub(b.event), arrival.Sub(b.arrival)
	if ours < backAfter || (theirs-ours).Abs() > backSlack+ours/5 {
		return false
	}
	for l := range t.limits {
		if w := &t.limits[l]; w.waiting {
			w.event = event.Add(w.arrival.Sub(arrival))
		}
	}
	*b = run{}
	return true
}

// restore takes over the condition of an open alarm after a start.
func (t *tracker) restore(a Alarm) {
	if !a.Active {
		return
	}
	if a.Kind == Stale {
		t.stale = true
		return
	}
	t.level = levelOf(a.LimitName)
	for l := levelLL; l <= levelHH; l++ { // the inner one of the same side was crossed with the outer one
		t.limits[l].active = t.point.Limits.of(l) != nil && l.high() == t.level.high() && (l == t.level || t.level.outer())
	}
}

// resume takes over the newest values of the history after a start: good, and bad if that is newer. A delay that ran when
// the process ended runs again from now on. A good value older than the newest one evaluated says nothing any more.
func (t *tracker) resume(value float64, event time.Time, now time.Time) {
	known := t.event
	t.value, t.usable, t.quality = value, true, Good
	t.arrival, t.heard = now, now
	if event.Before(known) {
		return
	}
	t.event = event
	for l := levelLL; l <= levelHH; l++ {
		if at := t.point.Limits.of(l); at != nil {
			t.limits[l].step(crossed(l, *at, t.point.Deadband, value, t.limits[l].active), event, now)
		}
	}
}

func (t *tracker) resumeBad(event, now time.Time) {
	if event.After(t.event) {
		t.event, t.arrival, t.quality = event, now, Bad
		t.hold()
	}
}
