package signal

import (
	"time"
)

// Chatter: an alarm that is raised often within a short time is kept standing until it has been quiet for as long; what it
// does meanwhile is counted and not announced (ISA-18.2: three or more in a minute, as commonly read).
const (
	chatterCount  = 3
	chatterWithin = time.Minute
)

// calmKey is a condition of one point.
type calmKey struct{ point, rule string }

// activity is what a condition did lately: a plain value.
type activity struct {
	raised   [chatterCount]time.Time // the latest times at which it was raised or got worse, by the device's clock
	active   bool
	rank     int // severity and level told last; smaller is worse
	standing bool
	worst    int       // the worst that was announced while it stands
	last     time.Time // when it last did anything, by ours
	pending  change    // what it is now, when that was kept back
	waiting  bool
}

// rankOf orders what a change says: by severity, and the outer limit before the inner.
func rankOf(c change) int {
	r := c.severity.Rank() * 2
	if !levelOf(c.limit).outer() {
		r++
	}
	return r
}

// calmDown keeps back what a chattering condition does. Of what is kept back, raises come out marked as hidden, so that
// each is listed; ends wait until it is quiet. What is worse than all that was announced always passes. The caller holds
// turn and mu.
func (e *Engine) calmDown(found []change, now time.Time, u *undo) []change {
	out := found[:0:0]
	for _, c := range found {
		k := calmKey{c.point.ID, c.ruleID()}
		a := e.calm[k]
		if _, kept := u.calm[k]; !kept {
			u.calm[k] = a
		}
		if keep, pass := a.take(c, now); pass {
			out = append(out, keep)
		}
		e.calm[k] = a
		if a.standing {
			e.standing[k] = true
		}
	}
	for k := range e.standing {
		a := e.calm[k]
		if a.standing && now.Sub(a.last) < chatterWithin {
			continue
		}
		if _, kept := u.calm[k]; !kept {
			u.calm[k] = a
		}
		if a.waiting {
			out = append(out, a.pending)
		}
		a.standing, a.waiting, a.pending = false, false, change{}
		e.calm[k] = a
		delete(e.standing, k)
	}
	return out
}

// take decides about one change: what is passed on, if anything.
func (a *activity) take(c change, now time.Time) (change, bool) {
	rank := rankOf(c)
	rises := c.active && (!a.active || rank < a.rank)
	a.last = now
	defer func() { a.active, a.rank = c.active, rank }()
	if !rises {
		if a.standing {
			a.pending, a.waiting = c, true
			return c, false
		}
		return c, true
	}
	copy(a.raised[1:], a.raised[:])
	a.raised[0] = c.event
	switch {
	case a.standing && rank >= a.worst:
		c.hidden = true
		a.pending, a.waiting = c, true // if it stays: the level it then has
		a.pending.hidden = false
	case a.standing:
		a.worst, a.waiting = rank, false
	default:
		first := a.raised[chatterCount-1]
		if !first.IsZero() && c.event.Sub(first) <= chatterWithin {
			a.standing, a.worst, a.waiting = true, rank, false
			c.chatter = true
		}
	}
	return c, true
}
