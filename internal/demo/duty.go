package demo

import (
	"context"
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/demo/city"
	"anlan/internal/engine/duty"
)

// posts loads who answers, through the engine. Contacts, posts and each roster are there as a whole or not at all, so that a
// run that was stopped goes on with what is missing.
func (l *loader) posts(ctx context.Context) error {
	if l.Duty == nil || l.done[StepDuty] != "" {
		return nil
	}
	d := l.City.Duty(clock.Now(l.Clock))
	total := len(d.Contacts) + len(d.Posts)
	l.Progress(StepDuty, 0, total)
	there, err := l.Duty.Contacts(ctx, identity.Everywhere, duty.ContactFilter{}, "", 1)
	if err != nil {
		return err
	}
	if len(there) == 0 {
		if err := l.Duty.LoadContacts(ctx, actor, "demo contacts", d.Contacts); err != nil {
			return err
		}
	}
	l.Progress(StepDuty, len(d.Contacts), total)
	if _, _, n := l.Duty.Posts(identity.Everywhere, duty.PostFilter{}, "", 1); n == 0 {
		if err := l.Duty.LoadPosts(ctx, actor, "demo posts", d.Posts); err != nil {
			return err
		}
	}
	for _, r := range d.Rosters {
		if err := l.roster(ctx, r); err != nil {
			return err
		}
	}
	if err := l.absences(ctx, d.Absences); err != nil {
		return err
	}
	l.Progress(StepDuty, total, total)
	return l.note(ctx, StepDuty, "done")
}

func (l *loader) roster(ctx context.Context, r duty.Roster) error {
	if slices.ContainsFunc(l.Duty.Rosters(identity.Everywhere, r.Area), func(o duty.RosterItem) bool { return o.ID == r.ID }) {
		return nil
	}
	return l.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := l.Duty.PutRoster(ctx, tx, actor, identity.Everywhere, r); err != nil {
			return err
		}
		today := calendar.DateOf(l.Clock.Now())
		span := duty.PlanSpan{From: today.Next(-14).String(), To: today.Next(city.DutyDays(r.ID)).String()}
		_, err := l.Duty.PlanRoster(ctx, tx, actor, identity.Everywhere, r.ID, span)
		return err
	})
}

func (l *loader) absences(ctx context.Context, list []duty.Absence) error {
	return l.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, a := range list {
			if _, err := l.Duty.Absent(ctx, tx, actor, identity.Everywhere, a); err != nil && fail.KindOf(err) != fail.KindConflict {
				return err
			}
		}
		for _, t := range city.Testings() {
			if _, err := l.Duty.PutTesting(ctx, tx, actor, identity.Everywhere, t); err != nil && fail.KindOf(err) != fail.KindConflict {
				return err
			}
		}
		return nil
	})
}
