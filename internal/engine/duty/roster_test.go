package duty_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

func (w *world) roster(r duty.Roster) (out duty.Roster, err error) {
	if r.Area == "" {
		r.Area, r.Unit, r.Title = "2101", "市应急局", "市应急值班"
	}
	err = w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = w.e.PutRoster(ctx, tx, tester, all, r)
		return err
	})
	return out, err
}

func (w *world) plan(roster string, p duty.PlanSpan) (out []duty.DutyShift, err error) {
	err = w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = w.e.PlanRoster(ctx, tx, tester, all, roster, p)
		return err
	})
	return out, err
}

// TestPlansAreFair plans random months for random crews: every slot has somebody, nobody has two that touch, and of each
// kind of day nobody has two more than another.
func TestPlansAreFair(t *testing.T) {
	w := open(t)
	var crew []string
	for i := range 9 {
		crew = append(crew, w.named(fmt.Sprint("p", i)).ID)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 9).Draw(t, "crew")
		pattern := rapid.SampledFrom(duty.Patterns).Draw(t, "pattern")
		r, err := w.roster(duty.Roster{Pattern: pattern.Name, Leaders: crew[:n], Officers: crew[:n]})
		if err != nil {
			t.Fatal(err)
		}
		from := calendar.Day(2026, 4, 1).Next(rapid.IntRange(0, 150).Draw(t, "from"))
		days := rapid.IntRange(20, 45).Draw(t, "days")
		shifts, err := w.plan(r.ID, duty.PlanSpan{From: from.String(), To: from.Next(days - 1).String()})
		if err != nil {
			t.Fatal(err)
		}
		if want := days * (len(pattern.Leaders) + len(pattern.Officers)); len(shifts) != want {
			t.Fatalf("%d shifts, want %d", len(shifts), want)
		}
		count := map[[2]string]map[string]int{}
		last := map[[2]string]clock.Instant{}
		for _, s := range shifts {
			at := [2]string{s.Role, s.Contact}
			if end, ok := last[at]; ok && !end.Before(s.StartsAt.Time) {
				t.Fatalf("%s has two that touch at %s", s.Contact, s.StartsAt)
			}
			last[at] = s.EndsAt
			kind := [2]string{s.Role, s.Kind}
			if count[kind] == nil {
				count[kind] = map[string]int{}
			}
			count[kind][s.Contact]++
		}
		for kind, by := range count {
			least, most := 1<<30, 0
			for _, c := range crew[:n] {
				least, most = min(least, by[c]), max(most, by[c])
			}
			if most-least > 2 {
				t.Fatalf("%v: %v", kind, by)
			}
		}
	})
}

func TestHolidaysAndPlanningAgain(t *testing.T) {
	w := open(t)
	for _, n := range []string{"a", "b", "c", "x"} {
		w.named(n)
	}
	r, err := w.roster(duty.Roster{Pattern: "24h", Leaders: []string{"a", "b", "c"}, Officers: []string{"a", "b", "c"}})
	require.NoError(t, err)
	shifts, err := w.plan(r.ID, duty.PlanSpan{From: "2026-09-28", To: "2026-10-11"})
	require.NoError(t, err)
	kinds := map[string]string{}
	for _, s := range shifts {
		kinds[s.Day] = s.Kind
	}
	require.Equal(t, duty.Holiday, kinds["2026-10-01"])
	require.Equal(t, duty.Workday, kinds["2026-10-10"], "a Saturday that is worked")
	require.Equal(t, duty.Weekend, kinds["2026-10-11"])

	_, err = w.plan(r.ID, duty.PlanSpan{From: "2026-10-01", To: "2026-10-07", Officers: []string{"x"}})
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	shifts, err = w.plan(r.ID, duty.PlanSpan{From: "2026-10-01", To: "2026-10-07", Officers: []string{"x"}, Again: true})
	require.NoError(t, err)
	for _, s := range shifts {
		require.True(t, s.Role == duty.LeaderRole || s.Contact == "x")
	}
	w.c.Advance(noon("2026-10-03").Sub(start))
	on := w.e.OnDuty("210102001", clock.Instant{})
	require.Len(t, on, 2)
	require.Equal(t, []string{duty.OfficerRole, "x"}, []string{on[0].Role, on[0].Who.ID}, "of the nearest roster above")
	shifts, err = w.plan(r.ID, duty.PlanSpan{From: "2026-10-01", To: "2026-10-07", Again: true})
	require.NoError(t, err)
	require.Equal(t, "2026-10-04", shifts[0].Day, "what has begun is not touched")
	require.Equal(t, "x", w.e.OnDuty("2101", clock.Instant{})[0].Who.ID)
	require.Equal(t, on, w.engine().OnDuty("2101", clock.Now(w.c)), "a restart knows the same")
}

func TestNobodyIsPlannedWhileAway(t *testing.T) {
	w := open(t)
	for _, n := range []string{"a", "b", "c"} {
		w.named(n)
	}
	r, err := w.roster(duty.Roster{Pattern: "24h", Leaders: []string{"a", "b"}, Officers: []string{"a", "b", "c"}})
	require.NoError(t, err)
	require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.Absent(ctx, tx, tester, all, duty.Absence{Contact: "a", Substitute: "b", FromAt: noon("2026-03-10"), ToAt: noon("2026-03-20")})
		return err
	}))
	shifts, err := w.plan(r.ID, duty.PlanSpan{From: "2026-03-05", To: "2026-03-25"})
	require.NoError(t, err)
	for _, s := range shifts {
		require.False(t, s.Contact == "a" && s.Day >= "2026-03-10" && s.Day < "2026-03-20" && s.Role == duty.OfficerRole, "%s", s.Day)
	}
}

func TestASwapIsAskedAcceptedAndApproved(t *testing.T) {
	w := open(t)
	a, b, c := w.account("a"), w.account("b"), w.account("c")
	r, err := w.roster(duty.Roster{Pattern: "24h", Leaders: []string{c.ID}, Officers: []string{a.ID, b.ID}})
	require.NoError(t, err)
	shifts, err := w.plan(r.ID, duty.PlanSpan{From: "2026-03-10", To: "2026-03-13"})
	require.NoError(t, err)
	officers := shifts[4:]
	require.Equal(t, a.ID, officers[0].Contact)
	ask := func(who string, s duty.Swap) (out duty.Swap, err error) {
		err = w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			out, err = w.e.AskSwap(ctx, tx, person(who), all, nil, s)
			return err
		})
		return out, err
	}
	move := func(who string, keeps identity.Scope, swap, to string) error {
		return w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.e.MoveSwap(ctx, tx, person(who), nil, keeps, swap, to)
			return err
		})
	}
	wish := duty.Swap{Shift: officers[0].ID, Other: officers[1].ID, Reason: "家事"}
	_, err = ask("b", wish)
	require.Equal(t, fail.KindDenied, fail.KindOf(err), "it is a's shift")
	s, err := ask("a", wish)
	require.NoError(t, err)
	_, err = ask("a", wish)
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "one at a time")
	require.Equal(t, fail.KindConflict, fail.KindOf(move("a", nil, s.ID, duty.SwapAccepted)), "the other accepts")
	require.Equal(t, fail.KindNotFound, fail.KindOf(move("c", identity.Scope{"210102"}, s.ID, duty.SwapApproved)), "outside the scope")
	require.NoError(t, move("b", nil, s.ID, duty.SwapAccepted))
	_, err = w.plan(r.ID, duty.PlanSpan{From: "2026-03-10", To: "2026-03-13", Again: true})
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "a swap is under way")
	approve := func() error {
		return w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.e.MoveSwap(ctx, tx, person("c"), all, all, s.ID, duty.SwapApproved)
			return err
		})
	}
	require.NoError(t, approve())
	require.Equal(t, fail.KindConflict, fail.KindOf(approve()), "once")
	_, now, err := w.e.Shifts(all, r.ID, calendar.Day(2026, 3, 10), calendar.Day(2026, 3, 11))
	require.NoError(t, err)
	who := map[string]string{}
	for _, x := range now {
		if x.Role == duty.OfficerRole {
			who[x.Day] = x.Contact
		}
	}
	require.Equal(t, map[string]string{"2026-03-10": b.ID, "2026-03-11": a.ID}, who)
}

func TestAShiftIsHandedOverAndTakenOver(t *testing.T) {
	w := open(t)
	a, b := w.account("a"), w.account("b")
	w.account("stranger")
	r, err := w.roster(duty.Roster{Pattern: "24h", Leaders: []string{a.ID, b.ID}, Officers: []string{a.ID, b.ID}})
	require.NoError(t, err)
	shifts, err := w.plan(r.ID, duty.PlanSpan{From: "2026-03-10", To: "2026-03-13"})
	require.NoError(t, err)
	mine := shifts[4]
	var n duty.Note
	give := func(who string) error {
		return w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			n, err = w.e.GiveNote(ctx, tx, person(who), all, nil, mine.ID, "浑河水位偏高，2 处险情未办结")
			return err
		})
	}
	take := func(who string) error {
		return w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.e.TakeNote(ctx, tx, person(who), all, nil, n.ID, "已核对")
			return err
		})
	}
	require.Equal(t, fail.KindConflict, fail.KindOf(give("a")), "it has not begun")
	w.c.Advance(noon("2026-03-10").Sub(start))
	require.Equal(t, fail.KindDenied, fail.KindOf(give("stranger")))
	require.NoError(t, give("a"))
	given := n
	require.Equal(t, fail.KindConflict, fail.KindOf(give("a")))
	n = given
	require.Equal(t, fail.KindDenied, fail.KindOf(take("a")))
	require.Equal(t, fail.KindDenied, fail.KindOf(take("stranger")))
	require.NoError(t, take("b"))
	require.Equal(t, fail.KindConflict, fail.KindOf(take("b")))
	entries, err := w.j.Of(w.ctx, "shift:"+mine.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"duty.shift.handed-over", "duty.shift.taken-over"}, []string{entries[0].Action, entries[1].Action})
}
