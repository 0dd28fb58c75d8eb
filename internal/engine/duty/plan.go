package duty

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// PlanSpan asks for shifts of the days between From and To, both included. People, when given, take the turns instead of
// the roster's members (a roster for a holiday). Again plans days anew that are planned already; shifts that have begun
// are never touched.
type PlanSpan struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Leaders  []string `json:"leaders,omitempty" nullable:"false"`
	Officers []string `json:"officers,omitempty" nullable:"false"`
	Again    bool     `json:"again,omitempty"`
}

// maxPlan is the most days that are planned at once.
const maxPlan = 100

// PlanRoster makes the shifts of a span by rotation and returns them. Each shift goes to the member who had the fewest of
// its kind (working days, weekends, holidays) in the last year, then the fewest at all, then the one whose last was
// longest ago; never two shifts that touch in time, nobody who is away then, as long as anybody else is there. It fails
// with Conflict when a day is planned already and Again is not set.
func (e *Engine) PlanRoster(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, roster string, p PlanSpan) ([]DutyShift, error) {
	from, to, err := planDays(p.From, p.To)
	if err != nil {
		return nil, err
	}
	r, err := lockRoster(ctx, tx, scope, roster)
	if err != nil {
		return nil, err
	}
	if err := e.membersInSight(scope, Roster{ID: r.ID, Leaders: p.Leaders, Officers: p.Officers}); err != nil {
		return nil, err
	}
	if r, err = e.withPeople(r, p); err != nil {
		return nil, err
	}
	shifts, err := e.shiftsOf(ctx, tx, roster)
	if err != nil {
		return nil, err
	}
	now := clock.Now(e.Clock)
	kept, replaced := split(shifts, p, now)
	if len(replaced) > 0 && !p.Again {
		return nil, fail.Conflict("duty.plan.there", fmt.Sprintf("%s 至 %s 已有排班；确认重排会替换未开始的班次", p.From, p.To), "these days are planned already; planning again replaces the shifts that have not begun")
	}
	made := e.rotate(r, kept, from, to, now)
	if err := e.storePlan(ctx, tx, replaced, made); err != nil {
		return nil, err
	}
	stored, err := lockRoster(ctx, tx, scope, roster)
	if err != nil {
		return nil, err
	}
	all := append(kept, made...)
	slices.SortFunc(all, func(a, b DutyShift) int {
		return cmp.Or(a.StartsAt.Compare(b.StartsAt.Time), cmp.Compare(a.Role, b.Role))
	})
	return made, e.saveRoster(ctx, tx, by, "duty.roster.planned", &stored, map[string]any{"from": p.From, "to": p.To, "shifts": made}, all)
}

func (e *Engine) withPeople(r Roster, p PlanSpan) (Roster, error) {
	if len(p.Leaders) > 0 {
		r.Leaders = p.Leaders
	}
	if len(p.Officers) > 0 {
		r.Officers = p.Officers
	}
	return r, e.checkRoster(&r)
}

// split parts the shifts that stay from those that a new plan of the days replaces.
func split(shifts []DutyShift, p PlanSpan, now clock.Instant) (kept, replaced []DutyShift) {
	for _, s := range shifts {
		if s.Day >= p.From && s.Day <= p.To && s.StartsAt.After(now.Time) {
			replaced = append(replaced, s)
		} else {
			kept = append(kept, s)
		}
	}
	return kept, replaced
}

func (e *Engine) storePlan(ctx context.Context, tx *store.Tx, replaced, made []DutyShift) error {
	for _, s := range replaced {
		var n int
		if err := tx.NewRaw("SELECT count(*) FROM duty_swap WHERE state IN ('asked', 'accepted') AND (shift = ? OR other = ?)", s.ID, s.ID).Scan(ctx, &n); err != nil {
			return fmt.Errorf("plan: %w", err)
		}
		if n > 0 {
			return fail.Conflict("duty.plan.swap", s.Day+" 的班次有未办结的换班申请，请先处理", "a swap of "+s.Day+" is under way; settle it first")
		}
		if _, err := tx.NewRaw("DELETE FROM duty_swap WHERE shift = ? OR other = ?", s.ID, s.ID).Exec(ctx); err != nil {
			return fmt.Errorf("plan: %w", err)
		}
		if _, err := tx.NewRaw("DELETE FROM duty_shift WHERE id = ?", s.ID).Exec(ctx); err != nil {
			return fmt.Errorf("plan: %w", err)
		}
	}
	err := insertMany(ctx, tx, "INSERT INTO duty_shift ("+shiftColumns+") VALUES ", made, func(s DutyShift) []any {
		return []any{s.ID, s.Roster, s.Role, s.Slot, s.Day, s.Kind, s.StartsAt, s.EndsAt, s.Contact, s.Planned, s.Version}
	})
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	return nil
}

// turns counts what each member had.
type turns struct {
	kind map[string]int
	all  int
	last clock.Instant // end of the last shift
}

// rotate makes the shifts of the days, beside those that stay.
func (e *Engine) rotate(r Roster, kept []DutyShift, from, to calendar.Date, now clock.Instant) []DutyShift {
	days := e.Calendar()
	pattern, _ := PatternOf(r.Pattern)
	var made []DutyShift
	for _, role := range []string{LeaderRole, OfficerRole} {
		count := map[string]*turns{}
		for _, c := range r.members(role) {
			count[c] = &turns{kind: map[string]int{}}
		}
		for _, s := range kept {
			if t := count[s.Contact]; t != nil && s.Role == role && s.StartsAt.Before(to.End()) {
				t.add(s)
			}
		}
		for d := from; !to.Before(d); d = d.Next(1) {
			kind := dayKind(days, d)
			for _, slot := range pattern.slots(role) {
				s := DutyShift{ID: id.New(), Roster: r.ID, Role: role, Slot: slot.Name, Day: d.String(), Kind: kind, Version: 1}
				s.StartsAt = clock.At(d.Start().Add(time.Duration(slot.Start) * time.Hour))
				s.EndsAt = clock.At(s.StartsAt.Add(time.Duration(slot.Hours) * time.Hour))
				if !s.StartsAt.After(now.Time) && slices.ContainsFunc(kept, func(k DutyShift) bool { return k.Role == role && k.StartsAt == s.StartsAt }) {
					continue
				}
				s.Contact = e.choose(r.members(role), count, s)
				s.Planned = s.Contact
				count[s.Contact].add(s)
				made = append(made, s)
			}
		}
	}
	return made
}

func (t *turns) add(s DutyShift) {
	t.kind[s.Kind]++
	t.all++
	if s.EndsAt.After(t.last.Time) {
		t.last = s.EndsAt
	}
}

// choose picks whose turn it is.
func (e *Engine) choose(members []string, count map[string]*turns, s DutyShift) string {
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	cost := func(c string) int { // what is to be avoided, the worse the more
		n := 0
		if e.awayDuring(c, s) {
			n += 2
		}
		if !count[c].last.IsZero() && !count[c].last.Before(s.StartsAt.Time) {
			n++
		}
		return n
	}
	return slices.MinFunc(members, func(a, b string) int {
		x, y := count[a], count[b]
		return cmp.Or(cmp.Compare(cost(a), cost(b)), cmp.Compare(x.kind[s.Kind], y.kind[s.Kind]), cmp.Compare(x.all, y.all), x.last.Compare(y.last.Time), cmp.Compare(slices.Index(members, a), slices.Index(members, b)))
	})
}

func (e *Engine) awayDuring(contact string, s DutyShift) bool {
	return slices.ContainsFunc(e.index.away[contact], func(a Absence) bool { return a.FromAt.Before(s.EndsAt.Time) && s.StartsAt.Before(a.ToAt.Time) })
}

// Fair is how many shifts of each kind a member of a roster has in a span.
type Fair struct {
	Who     Who `json:"who"`
	Workday int `json:"workday"`
	Weekend int `json:"weekend"`
	Holiday int `json:"holiday"`
	Hours   int `json:"hours"`
}

// Fairness counts the shifts of each person between two days, both included, by name.
func (e *Engine) Fairness(shifts []ShiftItem) []Fair {
	by := map[string]*Fair{}
	for _, s := range shifts {
		f := by[s.Contact]
		if f == nil {
			f = &Fair{Who: s.Who}
			by[s.Contact] = f
		}
		switch s.Kind {
		case Weekend:
			f.Weekend++
		case Holiday:
			f.Holiday++
		default:
			f.Workday++
		}
		f.Hours += int(s.EndsAt.Sub(s.StartsAt.Time).Hours())
	}
	out := []Fair{}
	for _, f := range by {
		out = append(out, *f)
	}
	slices.SortFunc(out, func(a, b Fair) int {
		return cmp.Or(cmp.Compare(a.Who.Name, b.Who.Name), cmp.Compare(a.Who.ID, b.Who.ID))
	})
	return out
}
