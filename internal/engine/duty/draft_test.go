package duty_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

func draftWorld(t *testing.T) (*world, duty.Roster) {
	w := open(t)
	for _, n := range []string{"a", "b", "c", "l", "m"} {
		w.named(n)
	}
	r, err := w.roster(duty.Roster{Area: "210102", Unit: "区局", Title: "区值班", Pattern: "12h", Leaders: []string{"l", "m"}, Officers: []string{"a", "b", "c"}})
	require.NoError(t, err)
	return w, r
}

func (w *world) publish(r string, d duty.RosterDraft, from, to string) error {
	return w.tx(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.PublishRoster(ctx, tx, tester, all, r, duty.Publishing{From: from, To: to, Version: d.Version, Cells: d.Cells})
		return err
	})
}

func warned(d duty.RosterDraft) map[string]int {
	out := map[string]int{}
	for _, x := range d.Warnings {
		out[x.Kind]++
	}
	return out
}

// TestADraftStoresNothingAndIsPublished fills a month, changes a cell, publishes, and copies it into the next month.
func TestADraftStoresNothingAndIsPublished(t *testing.T) {
	w, r := draftWorld(t)
	const from, to = "2026-04-01", "2026-04-30"
	d, err := w.e.DraftRoster(all, r.ID, duty.DraftOf{From: from, To: to})
	require.NoError(t, err)
	require.Len(t, d.Cells, 90, "a leader and two officers a day")
	require.Len(t, d.Days, 30)
	require.Empty(t, d.Warnings, "three officers in turn have their rest")
	marks := map[string]duty.PlanDay{}
	for _, m := range d.Days {
		marks[m.Day] = m
	}
	require.Equal(t, "holiday", marks["2026-04-05"].Kind, "Qingming")
	require.NotEmpty(t, marks["2026-04-05"].Why)
	_, shifts, err := w.e.Shifts(all, r.ID, calendarDay(t, from), calendarDay(t, to))
	require.NoError(t, err)
	require.Empty(t, shifts, "a draft stores nothing")

	d.Cells[0].Contact = ""
	require.NoError(t, w.publish(r.ID, d, from, to))
	_, shifts, err = w.e.Shifts(all, r.ID, calendarDay(t, from), calendarDay(t, to))
	require.NoError(t, err)
	require.Len(t, shifts, 89, "nobody's turn becomes no shift")
	require.Equal(t, fail.KindConflict, fail.KindOf(w.publish(r.ID, d, from, to)), "the roster changed since the draft")

	copied, err := w.e.DraftRoster(all, r.ID, duty.DraftOf{From: "2026-05-01", To: "2026-05-31", Copy: "2026-04"})
	require.NoError(t, err)
	require.Len(t, copied.Cells, 93)
	require.Equal(t, shifts[3].Contact, cellOf(copied, "2026-05-06", "officer", "day"), "the first Wednesday again")
	_, err = w.e.DraftRoster(all, r.ID, duty.DraftOf{From: from, To: to, Copy: "2025-04"})
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	_, err = w.e.DraftRoster(identity.Scope{"210106"}, r.ID, duty.DraftOf{From: from, To: to})
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
}

func cellOf(d duty.RosterDraft, day, role, slot string) string {
	for _, c := range d.Cells {
		if c.Day == day && c.Role == role && c.Slot == slot {
			return c.Contact
		}
	}
	return "?"
}

// TestADraftSaysWhatIsWrong puts in one of each.
func TestADraftSaysWhatIsWrong(t *testing.T) {
	w, r := draftWorld(t)
	cells := []duty.PlanCell{
		{Day: "2026-04-01", Role: "leader", Slot: "whole", Contact: "l"},
		{Day: "2026-04-01", Role: "officer", Slot: "day", Contact: "a"},
		{Day: "2026-04-01", Role: "officer", Slot: "night", Contact: "a"},
		{Day: "2026-04-02", Role: "leader", Slot: "whole", Contact: "m"},
		{Day: "2026-04-02", Role: "officer", Slot: "day", Contact: "b"},
	}
	check := func() duty.RosterDraft {
		d, err := w.e.DraftRoster(all, r.ID, duty.DraftOf{From: "2026-04-01", To: "2026-04-02", Cells: cells})
		require.NoError(t, err)
		return d
	}
	require.Equal(t, map[string]int{duty.WarnNoRest: 2, duty.WarnGap: 1}, warned(check()), "12 hours after 12 hours, and a night of nobody")
	require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.Absent(ctx, tx, tester, all, duty.Absence{Contact: "b", Substitute: "c", FromAt: noon("2026-04-01"), ToAt: noon("2026-04-03"), Reason: "学习"})
		return err
	}))
	other, err := w.roster(duty.Roster{Area: "210102", Unit: "局", Title: "另一张表", Pattern: "24h", Leaders: []string{"c"}, Officers: []string{"m"}})
	require.NoError(t, err)
	d, err := w.e.DraftRoster(all, other.ID, duty.DraftOf{From: "2026-04-02", To: "2026-04-02"})
	require.NoError(t, err)
	require.NoError(t, w.publish(other.ID, d, "2026-04-02", "2026-04-02"))
	require.Equal(t, map[string]int{duty.WarnNoRest: 2, duty.WarnGap: 1, duty.WarnAbsent: 1, duty.WarnTwice: 1}, warned(check()), "m stands on another roster at the same time")

	cells = append(cells, cells[0])
	_, err = w.e.DraftRoster(all, r.ID, duty.DraftOf{From: "2026-04-01", To: "2026-04-02", Cells: cells})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err), "two of one place")
}

// TestAnAbsenceEndsEarly keeps who stood in until then.
func TestAnAbsenceEndsEarly(t *testing.T) {
	w, _ := draftWorld(t)
	w.post("210102", "flood", "a")
	var a duty.Absence
	put := func(x duty.Absence) (err error) {
		return w.tx(func(ctx context.Context, tx *store.Tx) error {
			a, err = w.e.Absent(ctx, tx, tester, all, x)
			return err
		})
	}
	began := clock.Now(w.c)
	require.NoError(t, put(duty.Absence{Contact: "a", Substitute: "b", FromAt: began, ToAt: clock.At(began.Add(240 * time.Hour)), Reason: "休假"}))
	w.c.Advance(24 * time.Hour)
	require.NoError(t, put(a))
	require.False(t, a.Ended)
	acting := func(at clock.Instant) string {
		x, err := w.e.Answer(duty.Question{Area: "210102", Matter: "flood", At: at})
		require.NoError(t, err)
		return x.Lines[0].Steps[0].Acting().ID
	}
	require.Equal(t, "b", acting(clock.At(began.Add(time.Hour))), "who stood in yesterday stays true")
	require.Equal(t, "a", acting(clock.At(w.c.Now().Add(time.Hour))))
	require.Empty(t, w.e.Absences(all, duty.AbsenceFilter{}))
	require.Len(t, w.e.Absences(all, duty.AbsenceFilter{Past: true}), 1)
	require.Equal(t, fail.KindConflict, fail.KindOf(put(a)), "it is over")
	require.NoError(t, put(duty.Absence{Contact: "a", Substitute: "b", FromAt: clock.At(w.c.Now().Add(48 * time.Hour)), ToAt: clock.At(w.c.Now().Add(72 * time.Hour)), Reason: "会议"}))
	require.Len(t, w.e.Absences(identity.Scope{"2101"}, duty.AbsenceFilter{Person: "b"}), 1)
	require.NoError(t, put(a))
	require.True(t, a.Ended, "one that has not begun is taken back")
}

func calendarDay(t *testing.T, day string) calendar.Date {
	d, err := calendar.ParseDate(day)
	require.NoError(t, err)
	return d
}
