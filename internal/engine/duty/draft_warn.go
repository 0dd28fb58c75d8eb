package duty

import (
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
)

// warn finds what the planner should see: turns of nobody, people who are away, two turns at once or without a rest, here
// and on other rosters. One's own shifts outside the draft's days count too.
func (e *Engine) warn(r Roster, cells []PlanCell, stored []DutyShift, now clock.Instant) []PlanWarning {
	out := []PlanWarning{}
	turns := make([]DutyShift, len(cells))
	days := map[string]bool{}
	for i, c := range cells {
		turns[i], days[c.Day] = e.shift(r, c), true
	}
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	others := e.otherTurns(r, stored, days)
	for i, c := range cells {
		s := turns[i]
		if !s.StartsAt.After(now.Time) {
			if was := storedAt(stored, s); was != c.Contact {
				out = append(out, warning(c, WarnStarted, "班次已开始，发布时保持原样", "this shift has begun and stays as it is"))
			}
			continue
		}
		if c.Contact == "" {
			out = append(out, warning(c, WarnGap, "无人值班", "nobody"))
			continue
		}
		name := e.index.who(c.Contact).Name
		if e.awayDuring(c.Contact, s) {
			out = append(out, warning(c, WarnAbsent, name+"此时请假", name+" is away"))
		}
		if w, ok := e.clash(c, s, name, slices.Concat(turns[:i], turns[i+1:], others[c.Contact])); ok {
			out = append(out, w)
		}
	}
	return out
}

func warning(c PlanCell, kind, zh, en string) PlanWarning {
	return PlanWarning{PlanCell: c, Kind: kind, Text: lang.T(zh, en)}
}

func storedAt(stored []DutyShift, s DutyShift) string {
	i := slices.IndexFunc(stored, func(o DutyShift) bool { return o.Role == s.Role && o.StartsAt == s.StartsAt })
	if i < 0 {
		return ""
	}
	return stored[i].Contact
}

// clash is the worst that another turn of the same person makes of this one; the caller holds the lock.
func (e *Engine) clash(c PlanCell, s DutyShift, name string, others []DutyShift) (w PlanWarning, found bool) {
	for _, o := range others {
		if o.Contact != c.Contact {
			continue
		}
		where, whereEn := "", ""
		if o.Roster != s.Roster {
			title := e.index.rosters[o.Roster].Title
			where, whereEn = "（"+title+"）", " ("+title+")"
		}
		switch {
		case o.StartsAt.Before(s.EndsAt.Time) && s.StartsAt.Before(o.EndsAt.Time):
			return warning(c, WarnTwice, fmt.Sprintf("%s同时在 %s 另有班次%s", name, o.Day, where), fmt.Sprintf("%s has another shift at the same time, on %s%s", name, o.Day, whereEn)), true
		case touches(o, s) || touches(s, o):
			w, found = warning(c, WarnNoRest, fmt.Sprintf("%s与 %s 的班次%s相连，没有休息", name, o.Day, where), fmt.Sprintf("%s has no rest beside the shift of %s%s", name, o.Day, whereEn)), true
		}
	}
	return w, found
}

// rest is what must lie between two turns.
const rest = 8 * time.Hour

func touches(a, b DutyShift) bool {
	gap := b.StartsAt.Sub(a.EndsAt.Time)
	return gap >= 0 && gap < rest
}

// otherTurns are the shifts by person that stay beside the draft: of other rosters, and of this one on other days. The
// caller holds the lock.
func (e *Engine) otherTurns(r Roster, stored []DutyShift, days map[string]bool) map[string][]DutyShift {
	out := map[string][]DutyShift{}
	for _, s := range stored {
		if !days[s.Day] {
			out[s.Contact] = append(out[s.Contact], s)
		}
	}
	for other, list := range e.index.shifts {
		if other == r.ID {
			continue
		}
		for _, s := range list {
			out[s.Contact] = append(out[s.Contact], s)
		}
	}
	return out
}
