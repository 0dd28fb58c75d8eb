package rule

import "time"

// Change is what a ladder found: its measure is now at this step, or at none.
type Change struct {
	Step   int       // place among the compiled steps, worst first; that of the last one when not Active
	Active bool      // in alarm
	Worse  bool      // a worse step than the one told before
	Value  float64   // the measure
	At     time.Time // when it came to be, by the device's clock
}

// watch is one step: whether the measure is beyond it, and the delay that runs towards the other.
type watch struct {
	active  bool
	waiting bool
	event   time.Time // when the delay began, by the device's clock
	arrival time.Time // and by ours
}

// State is all that a rule remembers of one target; see Clone. The zero State is a target never heard of.
type State struct {
	steps  [4]watch
	told   int8 // step told last plus one; 0 for none
	value  float64
	event  time.Time // of the newest value taken, by the device's clock
	moving *memory   // of rates and stuck values
}

// Clone copies a state with all that it remembers.
func (s State) Clone() State {
	if s.moving != nil {
		m := *s.moving
		s.moving = &m
	}
	return s
}

// Active reports whether the target is in alarm.
func (s *State) Active() bool { return s.told > 0 }

// Step is the step told last, -1 for none.
func (s *State) Step() int { return int(s.told) - 1 }

// ladder holds a measure against steps, worst first.
type ladder struct {
	steps   []Rung
	low     bool // alarm below
	abs     bool
	on, off time.Duration
}

// take evaluates a measure. As with the limits of a point (package signal), a delay ends by the device's clock when a
// newer value shows that it has run out, and by ours even if none comes; a measure that is not known holds every delay
// towards normal.
func (l *ladder) take(s *State, m float64, known bool, event, arrival time.Time, out []Change) []Change {
	out = l.expire(s, arrival, true, out)
	out = l.expire(s, event, false, out) // the measure before this one held until now
	if !known {
		for i := range l.steps {
			if s.steps[i].active {
				s.steps[i].waiting = false
			}
		}
		return out
	}
	s.value, s.event = m, event
	for i := range l.steps {
		w := &s.steps[i]
		switch {
		case !l.crossed(i, m, w.active):
			w.waiting = false
		case !w.waiting:
			w.waiting, w.event, w.arrival = true, event, arrival
		}
	}
	return l.expire(s, event, false, out)
}

// crossed reports whether the measure asks for a turn: beyond the set value when not active, at or past the clear value
// when active.
func (l *ladder) crossed(i int, m float64, active bool) bool {
	set, cl := l.steps[i].Set, l.steps[i].Clear
	if l.abs && m < 0 {
		m = -m
	}
	if l.low {
		m, set, cl = -m, -set, -cl
	}
	switch {
	case !active:
		return m >= set
	case set == cl: // no deadband: what sets does not clear
		return m < cl
	}
	return m <= cl
}

func (l *ladder) delay(w *watch) time.Duration {
	if w.active {
		return l.off
	}
	return l.on
}

// expire turns what waits and is over at now, in the order in which it came to be over; what ends together is one change.
func (l *ladder) expire(s *State, now time.Time, ours bool, out []Change) []Change {
	over := func(w *watch) bool {
		since := w.event
		if ours {
			since = w.arrival
		}
		return w.waiting && now.Sub(since) >= l.delay(w)
	}
	for {
		var when time.Time
		for i := range l.steps {
			if w := &s.steps[i]; over(w) {
				if at := w.event.Add(l.delay(w)); when.IsZero() || at.Before(when) {
					when = at
				}
			}
		}
		if when.IsZero() {
			return out
		}
		for i := range l.steps {
			if w := &s.steps[i]; over(w) && w.event.Add(l.delay(w)).Equal(when) {
				w.active, w.waiting = !w.active, false
			}
		}
		out = l.tell(s, when, out)
	}
}

// tell reports the worst active step when it is not the one told before.
func (l *ladder) tell(s *State, when time.Time, out []Change) []Change {
	before := s.told
	s.told = 0
	for i := range l.steps {
		if s.steps[i].active {
			s.told = int8(i + 1)
			break
		}
	}
	switch s.told {
	case before:
		return out
	case 0:
		return append(out, Change{Step: int(before) - 1, Value: s.value, At: when})
	}
	return append(out, Change{Step: int(s.told) - 1, Active: true, Worse: before == 0 || s.told < before, Value: s.value, At: when})
}

// shift lets delays that run go on from a new time of a device whose clock was set back.
func (l *ladder) shift(s *State, event, arrival time.Time) {
	for i := range l.steps {
		if w := &s.steps[i]; w.waiting {
			w.event = event.Add(w.arrival.Sub(arrival))
		}
	}
}
