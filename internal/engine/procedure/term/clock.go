package term

import (
	"slices"
	"time"

	"anlan/internal/base/calendar"
)

// State is where a term stands.
type State string

// The states. For a Least term Over means that the thing may happen now.
const (
	Running State = "running"
	Paused  State = "paused"
	Over    State = "over"
)

// Clock is a term as it stands at some moment.
type Clock struct {
	State State `json:"state"`
	// Due is the moment at which the term is over; what is done before it is in time. For a Least term it is the first
	// moment at which the thing may happen. Zero while an open pause keeps the end unknown; IfResumed is then what Due
	// would be if the term went on now.
	Due       time.Time     `json:"due,omitzero"`
	IfResumed time.Time     `json:"if_resumed,omitzero"`
	Day       calendar.Date `json:"day,omitzero"` // the last day, of Due or IfResumed; zero for hours
	// Warnings are the moments at which somebody must be told, in order; those behind an open pause are missing.
	Warnings []time.Time `json:"warnings,omitempty"`
	// Left is how many LeftUnits remain after the current day (hours: begun ones count), or by how many it is late, as a
	// negative number. Months and years are counted down in days.
	Left     int           `json:"left"`
	LeftUnit calendar.Unit `json:"left_unit"`
	// Provisional says that the years in Missing have no published schedule and were counted by weekends.
	Provisional bool   `json:"provisional,omitempty"`
	Missing     []int  `json:"missing,omitempty"`
	Steps       []Step `json:"steps,omitempty"`
}

// Compute is the clock of a run at now. Errors: Invalid for a spec or run that makes no sense, Illegal for more
// extensions than the law allows, Unavailable when the calendar does not cover a year that decides.
func Compute(s Spec, r Run, cal *calendar.Calendar, now time.Time) (Clock, error) {
	return explained(s, r, cal, now, false)
}

// Provisional is Compute, but counts years that the calendar does not cover by weekends and marks the clock. When no such
// year decides, it is the same.
func Provisional(s Spec, r Run, cal *calendar.Calendar, now time.Time) (Clock, error) {
	return explained(s, r, cal, now, true)
}

// Brief is Provisional without Steps, which take longer to word than the rest to count.
func Brief(s Spec, r Run, cal *calendar.Calendar, now time.Time) (Clock, error) {
	n, err := compute(s, r, cal, now, true)
	return n.Clock, err
}

// explained is a count with its steps in words.
func explained(s Spec, r Run, cal *calendar.Calendar, now time.Time, guess bool) (Clock, error) {
	n, err := compute(s, r, cal, now, guess)
	if err != nil {
		return n.Clock, err
	}
	n.Steps, err = explain(n.k, s, r, n.more, n.law, n.end, n.stuck)
	return n.Clock, err
}

// counted is a clock with what its steps are made of.
type counted struct {
	Clock
	k     *counter
	more  []Grant
	law   []Extension
	end   ending
	stuck bool
}

func compute(s Spec, r Run, cal *calendar.Calendar, now time.Time, guess bool) (counted, error) {
	if err := s.Validate(); err != nil {
		return counted{}, err
	}
	if err := r.check(now); err != nil {
		return counted{}, err
	}
	more := r.grants()
	law, err := s.allot(more)
	if err != nil {
		return counted{}, err
	}
	k := &counter{cal: cal, guess: guess, gap: map[int]bool{}, start: r.Start, out: r.spans(time.Time{})}
	e, err := k.end(s, more)
	if err != nil {
		return counted{}, err
	}
	c := Clock{Due: e.due, LeftUnit: s.Unit, Warnings: k.warn(s, more, e)}
	stuck := e.stuck
	if stuck { // what follows shows the end as if it went on now
		k.out = r.spans(now)
		if e, err = k.end(s, more); err != nil {
			return counted{}, err
		}
		c.IfResumed = e.due
	}
	c.Day, c.State = e.day, k.state(e.due, now)
	if stuck {
		c.State = Paused
	}
	c.Left, c.LeftUnit = k.left(s.Unit, e, now)
	c.Missing = k.missing()
	c.Provisional = len(c.Missing) > 0
	return counted{c, k, more, law, e, stuck}, nil
}

func (k *counter) state(due, now time.Time) State {
	if !now.Before(due) {
		return Over
	}
	for _, s := range k.out {
		if !now.Before(s.from) && (s.to.IsZero() || now.Before(s.to)) {
			return Paused
		}
	}
	return Running
}

// warn is the moments of the warnings: the beginning of the day on which so many units are full, for hours the moment.
func (k *counter) warn(s Spec, more []Grant, e ending) []time.Time {
	var out []time.Time
	for _, w := range s.warnings() {
		var at time.Time
		if s.Unit == calendar.Hours {
			t, stuck := k.hours(w, more)
			if stuck {
				continue
			}
			at = t
		} else {
			d, stuck, err := k.last(s.Unit, w, more)
			if stuck || err != nil { // an uncovered year fails the whole count before
				continue
			}
			at = d.Start()
		}
		if at = later(at, k.start.UTC()); e.stuck || at.Before(e.due) {
			out = append(out, at)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.Compact(out)
}

// left counts down, or up when it is over.
func (k *counter) left(u calendar.Unit, e ending, now time.Time) (int, calendar.Unit) {
	if u == calendar.Hours {
		d := e.due.Sub(now)
		if d <= 0 {
			return -int(-d / time.Hour), u
		}
		for _, s := range k.out { // what will be taken out is not left
			if a, b := later(s.from, now), s.to; a.Before(b) && a.Before(e.due) {
				d -= b.Sub(a)
			}
		}
		return int((d + time.Hour - 1) / time.Hour), u
	}
	if u != calendar.WorkingDays {
		u = calendar.Days
	}
	today := calendar.DateOf(now)
	if !now.Before(e.due) {
		return -k.units(u, e.day, today, false), u
	}
	if start := calendar.DateOf(k.start); today.Before(start) {
		today = start
	}
	return k.units(u, today, e.day, true), u
}
