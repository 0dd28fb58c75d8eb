package signal

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal/rule"
)

func TestChatterIsKeptStandingAndCounted(t *testing.T) {
	r := newRig(t)
	r.load(Point{ID: "tank-level", Key: "level", Name: "液位", Unit: "%", Limits: Limits{H: num(85), HH: num(92)}, Deadband: 2})
	swing := func(n int, high float64) {
		for range n {
			r.send("level", high)
			r.pass(time.Second)
			r.send("level", 50)
			r.pass(time.Second)
		}
	}
	swing(20, 86)
	a := r.only()
	require.True(t, a.Chatter)
	require.EqualValues(t, 17, a.Repeats)
	require.Equal(t, Unacknowledged, a.State, "it stands, though the process is normal now")
	require.Len(t, r.history(a.ID), 5, "three raises, two returns")
	counts, err := r.HiddenCounts(r.ctx, district, clock.At(origin), clock.At(r.clock.Now().Add(time.Hour)))
	require.NoError(t, err)
	require.Equal(t, []HiddenCount{{HiddenChatter, 1, 17}}, counts)

	_, err = r.acknowledge(a.ID)
	require.NoError(t, err)
	swing(1, 95)
	a = r.only()
	require.Equal(t, Critical, a.Severity, "what is worse is always told")
	require.Equal(t, Unacknowledged, a.State)
	r.restart()
	swing(3, 95)
	require.EqualValues(t, 20, r.only().Repeats, "a restart changes nothing")
	r.pass(58 * time.Second)
	require.Equal(t, Unacknowledged, r.only().State)
	r.pass(3 * time.Second)
	require.Equal(t, Returned, r.only().State, "quiet for a minute: the return is told")
	r.pass(time.Minute)
	r.send("level", 86)
	require.Equal(t, Unacknowledged, r.only().State)
	require.EqualValues(t, 20, r.only().Repeats)
}

// TestCalmLosesNothing holds the calming against what it is to do: each raise is passed on or marked as hidden, what gets
// worse is passed on, and in the end the condition told is the one that is.
func TestCalmLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &Engine{calm: map[calmKey]activity{}, standing: map[calmKey]bool{}}
		p := &Point{ID: "p"}
		now := origin
		truth, told := "", ""
		worst := 99
		feed := func(found []change) {
			for _, c := range e.calmDown(found, now, new(undo).begin()) {
				if c.hidden {
					require.NotEmpty(t, told, "hidden only while an alarm stands")
					require.GreaterOrEqual(t, rankOf(c), worst, "nothing worse than what stands is hidden")
					continue
				}
				told = ""
				if c.active {
					told = c.limit
				}
				worst = rankOf(c)
			}
		}
		for range rapid.IntRange(1, 60).Draw(t, "changes") {
			now = now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "seconds")) * time.Second)
			next := rapid.SampledFrom([]string{"", "h", "hh"}).Draw(t, "condition")
			if next == truth {
				feed(nil)
				continue
			}
			c := change{point: p, kind: Limit, active: next != "", limit: next, severity: High, event: now}
			if next == "" {
				c.limit = truth
			}
			if c.limit == "hh" {
				c.severity = Critical
			}
			truth = next
			feed([]change{c})
			if truth != "" {
				require.NotEmpty(t, told, "what is in alarm stands as an alarm")
			}
		}
		now = now.Add(chatterWithin + time.Second)
		feed(nil)
		require.Equal(t, truth, told)
	})
}

func (r *rig) mask(n NewMask) (out Mask, err error) {
	err = r.do(func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = r.PutMask(ctx, tx, officer, identity.Everywhere, n)
		return err
	})
	return out, err
}

func TestMaintenanceSuppressesAndListsByDesign(t *testing.T) {
	r := newRig(t)
	r.send("level", 86)
	standing := r.only()
	m, err := r.mask(NewMask{Kind: Maintenance, Points: []string{"tank-level"}, From: clock.At(origin.Add(20 * time.Second)), To: clock.At(origin.Add(time.Hour)), Reason: "检修票 12"})
	require.NoError(t, err)
	r.pass(10 * time.Second)
	require.Equal(t, Unacknowledged, r.only().State, "not yet")
	r.pass(15 * time.Second)
	a := r.only()
	require.Equal(t, Suppressed, a.State, "it stood when the window began")
	require.Equal(t, HiddenMaintenance, a.Hidden)
	require.Equal(t, "检修票 12", a.Reason)
	r.send("level", 95)
	r.send("level", 50)
	r.send("flow", 90)
	r.pass(11 * time.Second)
	require.Len(t, r.alarms(Unacknowledged), 1, "the other point is heard")
	list, more, err := r.HiddenAlarms(r.ctx, district, HiddenFilter{From: clock.At(origin), To: clock.At(origin.Add(time.Hour))})
	require.NoError(t, err)
	require.False(t, more)
	require.Len(t, list, 1)
	require.Equal(t, "检修票 12", list[0].Text)
	require.EqualValues(t, 2, list[0].Count, "what stood when the window began, and what came in it")
	masks, err := r.Masks(r.ctx, district, clock.At(origin))
	require.NoError(t, err)
	require.Equal(t, 1, masks[0].Hiding)

	r.send("level", 86)
	require.NoError(t, r.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := r.EndMask(ctx, tx, officer, identity.Scope{"210102"}, m.ID)
		require.Equal(t, fail.KindNotFound, fail.KindOf(err))
		_, err = r.EndMask(ctx, tx, officer, district, m.ID)
		return err
	}))
	r.pass(time.Second)
	again, err := r.Alarm(r.ctx, district, standing.ID)
	require.NoError(t, err)
	require.Equal(t, Unacknowledged, again.State, "it comes back as new")
	require.Contains(t, r.events(), string(AlarmRaised))

	for _, bad := range []NewMask{
		{Kind: Maintenance, Points: []string{"tank-level"}, To: clock.At(origin), Reason: "过去"},
		{Kind: Maintenance, Points: []string{"tank-level"}, To: clock.At(origin.AddDate(0, 1, 0)), Reason: "太长"},
		{Kind: Maintenance, Points: []string{"tank-level"}, To: clock.At(r.clock.Now().Add(time.Hour))},
		{Kind: Maintenance, Site: "nowhere", To: clock.At(r.clock.Now().Add(time.Hour)), Reason: "哪里"},
		{Kind: "holiday", Points: []string{"tank-level"}, To: clock.At(r.clock.Now().Add(time.Hour)), Reason: "放假"},
	} {
		_, err := r.mask(bad)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), bad.Reason)
	}
}

func TestShutdownAndInhibition(t *testing.T) {
	r := newRig(t)
	gas := r.force(written(rule.Limit, func(d *rule.Definition) {
		d.Title, d.Safety, d.Steps[0] = "可燃气体", true, rule.Rung{Severity: Critical, Set: 60, Clear: 50}
	}))
	stop := r.force(written(rule.Limit, func(d *rule.Definition) {
		d.Title, d.Direction, d.Inhibits, d.Steps[0] = "停电", rule.Below, rule.InhibitSite, rule.Rung{Severity: High, Set: 1, Clear: 5}
	}))
	r.send("level", 50)
	r.send("flow", 0)
	r.pass(time.Second)
	r.send("level", 5)
	r.pass(time.Second)
	require.Equal(t, stop.ID, r.only(Unacknowledged).Rule)
	hidden := r.only(Suppressed)
	require.Equal(t, HiddenInhibited, hidden.Hidden)
	require.Equal(t, "停电", hidden.Reason)
	r.send("flow", 70)
	r.pass(2 * time.Second)
	require.Len(t, r.alarms(Suppressed), 0, "the inhibition is over")
	require.Len(t, r.alarms(Unacknowledged), 2, "the level is low, and the gas rule")

	_, err := r.mask(NewMask{Kind: Shutdown, Site: "el-1", To: clock.At(r.clock.Now().Add(24 * time.Hour)), Reason: "计划停车"})
	require.NoError(t, err)
	r.pass(2 * time.Second)
	require.Equal(t, gas.ID, r.only(Unacknowledged).Rule, "safety-critical: heard in a shutdown")
	r.restart()
	r.pass(time.Second)
	require.Equal(t, gas.ID, r.only(Unacknowledged).Rule)
}

func TestLatchedAlarmWaitsForAPerson(t *testing.T) {
	r := newRig(t)
	x := r.force(written(rule.Limit, func(d *rule.Definition) { d.Latching = true }))
	r.send("flow", 81, 10)
	a := r.only()
	require.Equal(t, x.ID, a.Rule)
	require.Equal(t, LatchedUnacknowledged, a.State)
	a, err := r.acknowledge(a.ID)
	require.NoError(t, err)
	require.Equal(t, LatchedAcknowledged, a.State)
	a, err = r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Reset(ctx, tx, officer, district, a.ID)
	})
	require.NoError(t, err)
	require.Equal(t, Normal, a.State)
	require.Contains(t, r.events(), string(AlarmCleared))
}

func TestOwnersAndComments(t *testing.T) {
	r := newRig(t)
	r.send("level", 86)
	id := r.only().ID
	take := func(by identity.Subject, from string) error {
		_, err := r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) { return r.Take(ctx, tx, by, district, id, from) })
		return err
	}
	require.NoError(t, take(officer, ""))
	require.NoError(t, take(officer, ""), "again changes nothing")
	require.Equal(t, fail.KindConflict, fail.KindOf(take(boss, "")))
	require.NoError(t, take(boss, "张三"), "whom they know of")
	_, err := r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.HandOver(ctx, tx, officer, district, id, officer)
	})
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "not theirs")
	a, err := r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.HandOver(ctx, tx, boss, district, id, officer)
	})
	require.NoError(t, err)
	require.Equal(t, "张三", a.OwnerName)
	require.Equal(t, []string{"raise: normal→unacknowledged 监测系统", "take: unacknowledged→unacknowledged 张三", "take: unacknowledged→unacknowledged 李四", "hand-over: unacknowledged→unacknowledged 李四"}, r.history(id))
	comment := func(scope identity.Scope, text string) error {
		return r.do(func(ctx context.Context, tx *store.Tx) error {
			_, err := r.AddComment(ctx, tx, officer, scope, id, text)
			return err
		})
	}
	require.NoError(t, comment(district, "已电话通知车间"))
	require.Equal(t, fail.KindInvalid, fail.KindOf(comment(district, " ")))
	require.Equal(t, fail.KindNotFound, fail.KindOf(comment(identity.Scope{"210102"}, "越权")))
	list, err := r.Comments(r.ctx, id)
	require.NoError(t, err)
	require.Equal(t, "已电话通知车间", list[0].Body)
}
