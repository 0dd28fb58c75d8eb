package term

import (
	"maps"
	"slices"
	"time"

	"anlan/internal/base/calendar"
)

// counter counts one run. Its answers have stuck set when they cannot be given before an open pause ends.
type counter struct {
	cal   *calendar.Calendar
	guess bool // count uncovered years by weekends, and note them
	gap   map[int]bool
	start time.Time
	out   []span
}

// worked says whether a day is worked; uncovered years are an error, or guessed and noted.
func (k *counter) worked(d calendar.Date) (bool, error) {
	if !k.guess || k.cal.Covers(d.Year()) {
		return k.cal.IsWorkday(d)
	}
	k.gap[d.Year()] = true
	return k.cal.Likely(d), nil
}

func (k *counter) missing() []int { return slices.Sorted(maps.Keys(k.gap)) }

// excluded says whether a day is taken out: it lies after the first day of a pause and not after its last. open is set
// when it is so without end in sight.
func (k *counter) excluded(d calendar.Date) (out, open bool) {
	for _, s := range k.out {
		if !calendar.DateOf(s.from).Before(d) {
			break // they are in order
		}
		if s.to.IsZero() {
			return true, true
		}
		if !calendar.DateOf(s.to).Before(d) {
			return true, false
		}
	}
	return false, false
}

// advance is the last day of n units that run from a day.
func (k *counter) advance(u calendar.Unit, n int, from calendar.Date) (d calendar.Date, stuck bool, err error) {
	if u == calendar.Years {
		u, n = calendar.Months, 12*n
	}
	if u == calendar.Months {
		n = from.AddMonths(n).Sub(from)
	}
	for d = from; n > 0; {
		d = d.Next(1)
		out, open := k.excluded(d)
		if open {
			return d, true, nil
		}
		ok := !out
		if ok && u == calendar.WorkingDays {
			if ok, err = k.worked(d); err != nil {
				return d, false, err
			}
		}
		if ok {
			n--
		}
	}
	return d, false, nil
}

// last is the last day of a term with extensions, before it rolls.
func (k *counter) last(u calendar.Unit, n int, more []Grant) (d calendar.Date, stuck bool, err error) {
	d = calendar.DateOf(k.start)
	for i := 0; ; i++ {
		if i < len(more) && more[i].Unit == u {
			n += more[i].Length
			continue
		}
		if d, stuck, err = k.advance(u, n, d); stuck || err != nil || i == len(more) {
			return d, stuck, err
		}
		u, n = more[i].Unit, more[i].Length
	}
}

// settle is the day on which a term with this last day is over: the first on or after it that is worked, when the term
// rolls, and whose 24:00 lies in no pause. It names the days of rest and whether a pause held it.
func (k *counter) settle(d calendar.Date, rolls bool) (e ending, err error) {
	for e.day = d; ; e.day = e.day.Next(1) {
		out, open := k.excluded(e.day.Next(1))
		if open {
			e.stuck = true
			return e, nil
		}
		if out {
			e.held = true
			continue
		}
		if !rolls {
			return e, nil
		}
		ok, err := k.worked(e.day)
		if err != nil || ok {
			return e, err
		}
		e.rest = append(e.rest, e.day)
	}
}

// ending is how a term ends.
type ending struct {
	last  calendar.Date   // before it moved; zero for hours
	day   calendar.Date   // the last day; zero for hours
	due   time.Time       // zero while stuck
	rest  []calendar.Date // days of rest over which it moved
	held  bool            // a pause kept it from ending earlier
	stuck bool            // an open pause keeps it from ending
}

// end counts the whole term.
func (k *counter) end(s Spec, more []Grant) (ending, error) {
	if s.Unit == calendar.Hours {
		due, stuck := k.hours(s.Length, more)
		return ending{due: due, stuck: stuck}, nil
	}
	d, stuck, err := k.last(s.Unit, s.Length, more)
	if stuck || err != nil {
		return ending{stuck: stuck}, err
	}
	e, err := k.settle(d, s.Rolls())
	if e.last = d; err == nil && !e.stuck {
		e.due = e.day.End()
	}
	return e, err
}

// hours is the moment at which so many hours have run outside the pauses.
func (k *counter) hours(n int, more []Grant) (due time.Time, stuck bool) {
	for _, g := range more {
		n += g.Length
	}
	due = k.start.UTC().Add(time.Duration(n) * time.Hour)
	for _, s := range k.out {
		if !s.from.Before(due) {
			break
		}
		if s.to.IsZero() {
			return time.Time{}, true
		}
		due = due.Add(s.to.Sub(s.from))
	}
	return due, false
}

// units counts the days after from, up to and with to, in the unit shown for the term: without the excluded ones when net
// is set, and in working days without the days of rest. Uncovered years count by weekends.
func (k *counter) units(u calendar.Unit, from, to calendar.Date, net bool) (n int) {
	for d := from.Next(1); !to.Before(d); d = d.Next(1) {
		out, _ := k.excluded(d)
		if !(net && out) && (u != calendar.WorkingDays || k.likely(d)) {
			n++
		}
	}
	return n
}

// likely is worked without a note, for what is shown and decides nothing.
func (k *counter) likely(d calendar.Date) bool {
	return k.cal.Likely(d)
}
