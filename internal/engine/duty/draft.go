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
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// PlanCell is one turn of a roster that is not published: a slot of a role on a day. An empty Contact is nobody yet.
type PlanCell struct {
	Day     string `json:"day" maxLength:"10"`
	Role    string `json:"role" enum:"leader,officer"`
	Slot    string `json:"slot" maxLength:"20"`
	Contact string `json:"contact" maxLength:"64"`
}

// DraftOf asks for a draft of the days between From and To, both included, that stores nothing. With Cells they are
// checked as they are; with Copy ("2026-02") the persons of that month take the same turns again, weekday by weekday; else
// the turns go by rotation among Leaders and Officers, or the roster's members.
type DraftOf struct {
	From     string     `json:"from" maxLength:"10"`
	To       string     `json:"to" maxLength:"10"`
	Leaders  []string   `json:"leaders,omitempty" nullable:"false" maxItems:"100"`
	Officers []string   `json:"officers,omitempty" nullable:"false" maxItems:"200"`
	Copy     string     `json:"copy,omitempty" maxLength:"7"`
	Cells    []PlanCell `json:"cells,omitempty" nullable:"false" maxItems:"1000"`
}

// PlanDay is what a day is: a working day, a weekend or a holiday, and why it differs from the ordinary week (a public
// holiday, or a day worked instead of one).
type PlanDay struct {
	Day  string `json:"day"`
	Kind string `json:"kind" enum:"workday,weekend,holiday"`
	Why  string `json:"why" doc:"name of the holiday, also of a day worked for it"`
	Work bool   `json:"work" doc:"a weekend that is worked"`
}

// The kinds of warnings of a draft.
const (
	WarnTwice   = "twice"   // somebody has two turns at once, here or on another roster
	WarnAbsent  = "absent"  // somebody is away then
	WarnNoRest  = "no-rest" // two turns right after one another
	WarnGap     = "gap"     // a turn has nobody
	WarnStarted = "started" // a turn that has begun is not changed any more
)

// PlanWarning is something that the planner should see before publishing. It forbids nothing.
type PlanWarning struct {
	PlanCell
	Kind string    `json:"kind" enum:"twice,absent,no-rest,gap,started"`
	Text lang.Text `json:"text"`
}

// RosterDraft is a plan that is not stored: its cells in order, what is to be seen in it, and the days.
type RosterDraft struct {
	Version  int64         `json:"version" doc:"of the roster"`
	Cells    []PlanCell    `json:"cells" nullable:"false"`
	Warnings []PlanWarning `json:"warnings" nullable:"false"`
	Days     []PlanDay     `json:"days" nullable:"false"`
	People   []Who         `json:"people" nullable:"false" doc:"everybody in the cells or on the roster"`
	Planned  int           `json:"planned" doc:"shifts of these days that publishing would replace"`
	Guessed  bool          `json:"guessed" doc:"the holidays of the year are not published yet: weekends alone are known"`
}

// DraftRoster makes or checks a draft. Errors are those of PlanRoster, but for days that are planned already: a draft may
// be made of any days.
func (e *Engine) DraftRoster(scope identity.Scope, roster string, q DraftOf) (RosterDraft, error) {
	from, to, err := planDays(q.From, q.To)
	if err != nil {
		return RosterDraft{}, err
	}
	e.index.mu.RLock()
	r, ok := e.index.rosters[roster]
	shifts := slices.Clone(e.index.shifts[roster])
	e.index.mu.RUnlock()
	if !ok || !scope.Contains(r.Area) {
		return RosterDraft{}, errNoRoster
	}
	if err := e.membersInSight(scope, Roster{ID: r.ID, Leaders: q.Leaders, Officers: q.Officers}); err != nil {
		return RosterDraft{}, err
	}
	span := PlanSpan{From: q.From, To: q.To, Leaders: q.Leaders, Officers: q.Officers}
	now := clock.Now(e.Clock)
	kept, replaced := split(shifts, span, now)
	d := RosterDraft{Version: r.Version, Planned: len(replaced), Days: e.dayMarks(from, to), Guessed: !e.Calendar().Covers(from.Year()) || !e.Calendar().Covers(to.Year())}
	switch {
	case q.Cells != nil:
		d.Cells, err = q.Cells, e.checkCells(r, q.Cells, q.From, q.To)
	case q.Copy != "":
		d.Cells, err = copied(r, shifts, q.Copy, from, to)
	default:
		if r, err = e.withPeople(r, span); err == nil {
			d.Cells = cellsOf(append(slices.Clone(kept), e.rotate(r, kept, from, to, now)...), q.From, q.To)
		}
	}
	if err != nil {
		return RosterDraft{}, err
	}
	d.Cells = e.whole(r, d.Cells, from, to)
	d.Warnings = e.warn(r, d.Cells, shifts, now)
	d.People = e.peopleIn(r, d.Cells)
	return d, nil
}

func planDays(first, last string) (from, to calendar.Date, err error) {
	if from, err = day(first, "from"); err != nil {
		return from, to, err
	}
	if to, err = day(last, "to"); err != nil {
		return from, to, err
	}
	if to.Before(from) || to.Sub(from) >= maxPlan {
		return from, to, fail.Invalid("duty.plan.span", fmt.Sprintf("排班起止日有误，或超过 %d 天", maxPlan), fmt.Sprintf("the days do not fit, or are more than %d", maxPlan)).At("to")
	}
	return from, to, nil
}

func (e *Engine) dayMarks(from, to calendar.Date) []PlanDay {
	days, out := e.Calendar(), []PlanDay{}
	for d := from; !to.Before(d); d = d.Next(1) {
		m, _ := days.Mark(d)
		out = append(out, PlanDay{Day: d.String(), Kind: dayKind(days, d), Why: m.Why, Work: m.Work && d.Weekend()})
	}
	return out
}

func cellsOf(shifts []DutyShift, from, to string) []PlanCell {
	out := []PlanCell{}
	for _, s := range shifts {
		if s.Day >= from && s.Day <= to {
			out = append(out, PlanCell{s.Day, s.Role, s.Slot, s.Contact})
		}
	}
	return out
}

// checkCells refuses cells that are not of the roster's pattern or of other days, two of one place, and contacts that are
// not known.
func (e *Engine) checkCells(r Roster, cells []PlanCell, from, to string) error {
	pattern, _ := PatternOf(r.Pattern)
	seen := map[PlanCell]bool{}
	for _, c := range cells {
		place := PlanCell{Day: c.Day, Role: c.Role, Slot: c.Slot}
		known := slices.ContainsFunc(pattern.slots(c.Role), func(s Slot) bool { return s.Name == c.Slot })
		if _, err := day(c.Day, "cells"); err != nil || !known || c.Day < from || c.Day > to || seen[place] {
			return fail.Invalid("duty.draft.cell", c.Day+" 的班次不属于本表或重复", "a cell of "+c.Day+" is not of this roster, or is there twice").At("cells")
		}
		if _, ok := e.index.contact(c.Contact); c.Contact != "" && !ok {
			return fail.Invalid("duty.roster.members", "值班人员不存在", "a member is not known").At("cells")
		}
		seen[place] = true
	}
	return nil
}

// copied takes the persons of a month again: the first Monday's on the first Monday, and so on; what is left over goes on
// from its first such weekday.
func copied(r Roster, shifts []DutyShift, month string, from, to calendar.Date) ([]PlanCell, error) {
	first, err := day(month+"-01", "copy")
	if err != nil {
		return nil, err
	}
	last := first.AddMonths(1).Next(-1)
	had := map[PlanCell]string{}
	for _, s := range shifts {
		if s.Day >= first.String() && s.Day <= last.String() {
			had[PlanCell{Day: s.Day, Role: s.Role, Slot: s.Slot}] = s.Contact
		}
	}
	if len(had) == 0 {
		return nil, fail.Conflict("duty.draft.copy", month+" 没有排班可以复制", "there are no shifts in "+month+" to copy").At("copy")
	}
	offset := (int(from.Weekday()) - int(first.Weekday()) + 7) % 7
	weeks := (last.Sub(first) + 1) / 7 * 7
	pattern, _ := PatternOf(r.Pattern)
	out := []PlanCell{}
	for d := from; !to.Before(d); d = d.Next(1) {
		source := first.Next((offset + d.Sub(from)) % weeks)
		for _, role := range []string{LeaderRole, OfficerRole} {
			for _, slot := range pattern.slots(role) {
				who := had[PlanCell{Day: source.String(), Role: role, Slot: slot.Name}]
				out = append(out, PlanCell{d.String(), role, slot.Name, who})
			}
		}
	}
	return out, nil
}

// whole adds the cells that are missing, as nobody's, and puts all in order.
func (e *Engine) whole(r Roster, cells []PlanCell, from, to calendar.Date) []PlanCell {
	pattern, _ := PatternOf(r.Pattern)
	by := map[PlanCell]string{}
	for _, c := range cells {
		by[PlanCell{Day: c.Day, Role: c.Role, Slot: c.Slot}] = c.Contact
	}
	out := []PlanCell{}
	for d := from; !to.Before(d); d = d.Next(1) {
		for _, role := range []string{LeaderRole, OfficerRole} {
			for _, slot := range pattern.slots(role) {
				place := PlanCell{Day: d.String(), Role: role, Slot: slot.Name}
				who := by[place]
				place.Contact = who
				out = append(out, place)
			}
		}
	}
	return out
}

func (e *Engine) peopleIn(r Roster, cells []PlanCell) []Who {
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	seen, out := map[string]bool{"": true}, []Who{}
	add := func(c string) {
		if !seen[c] {
			seen[c] = true
			out = append(out, e.index.who(c))
		}
	}
	for _, c := range slices.Concat(r.Leaders, r.Officers) {
		add(c)
	}
	for _, c := range cells {
		add(c.Contact)
	}
	return out
}

// shift is a cell as the shift that it would become.
func (e *Engine) shift(r Roster, c PlanCell) DutyShift {
	pattern, _ := PatternOf(r.Pattern)
	d, _ := calendar.ParseDate(c.Day) // checked before
	s := DutyShift{ID: id.New(), Roster: r.ID, Role: c.Role, Slot: c.Slot, Day: c.Day, Kind: dayKind(e.Calendar(), d), Contact: c.Contact, Planned: c.Contact, Version: 1}
	for _, slot := range pattern.slots(c.Role) {
		if slot.Name == c.Slot {
			s.StartsAt = clock.At(d.Start().Add(time.Duration(slot.Start) * time.Hour))
			s.EndsAt = clock.At(s.StartsAt.Add(time.Duration(slot.Hours) * time.Hour))
		}
	}
	return s
}

// Publishing says which cells become the shifts of the days between From and To. Version is the roster's that the draft
// was made of.
type Publishing struct {
	From    string     `json:"from" maxLength:"10"`
	To      string     `json:"to" maxLength:"10"`
	Version int64      `json:"version" minimum:"1"`
	Cells   []PlanCell `json:"cells" nullable:"false" maxItems:"1000"`
}

// PublishRoster makes a draft the roster of its days: shifts that have not begun are replaced, those that have stay as
// they are, and cells of nobody become no shift. It fails as PlanRoster does, and with Conflict when the roster was
// changed since the draft was made.
func (e *Engine) PublishRoster(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, roster string, p Publishing) ([]DutyShift, error) {
	if _, _, err := planDays(p.From, p.To); err != nil {
		return nil, err
	}
	r, err := lockRoster(ctx, tx, scope, roster)
	if err != nil {
		return nil, err
	}
	if r.Version != p.Version {
		return nil, errChanged
	}
	if err := e.checkCells(r, p.Cells, p.From, p.To); err != nil {
		return nil, err
	}
	var people []string
	for _, c := range p.Cells {
		if c.Contact != "" {
			people = append(people, c.Contact)
		}
	}
	if err := e.membersInSight(scope, Roster{ID: r.ID, Officers: people}); err != nil {
		return nil, err
	}
	shifts, err := e.shiftsOf(ctx, tx, roster)
	if err != nil {
		return nil, err
	}
	now := clock.Now(e.Clock)
	kept, replaced := split(shifts, PlanSpan{From: p.From, To: p.To}, now)
	made := []DutyShift{}
	for _, c := range p.Cells {
		if s := e.shift(r, c); c.Contact != "" && s.StartsAt.After(now.Time) {
			made = append(made, s)
		}
	}
	if err := e.storePlan(ctx, tx, replaced, made); err != nil {
		return nil, err
	}
	all := append(kept, made...)
	slices.SortFunc(all, func(a, b DutyShift) int {
		return cmp.Or(a.StartsAt.Compare(b.StartsAt.Time), cmp.Compare(a.Role, b.Role))
	})
	return made, e.saveRoster(ctx, tx, by, "duty.roster.published", &r, map[string]any{"from": p.From, "to": p.To, "shifts": made}, all)
}
