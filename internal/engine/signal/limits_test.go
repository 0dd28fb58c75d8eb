package signal

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

func (r *rig) limitsOf(point string) LimitSet {
	r.t.Helper()
	p, err := r.Point(identity.Everywhere, point)
	require.NoError(r.t, err)
	return p.LimitSet()
}

// propose asks for other limits of a point and holds them against history.
func (r *rig) propose(point string, change func(s *LimitSet)) (LimitVersion, error) {
	r.t.Helper()
	before := r.limitsOf(point)
	after := before
	change(&after)
	var v LimitVersion
	err := r.do(func(ctx context.Context, tx *store.Tx) (err error) {
		v, err = r.ProposeLimits(ctx, tx, officer, identity.Everywhere, point, before, after, "传感器量程更换")
		return err
	})
	if err != nil {
		return v, err
	}
	more, err := r.SimulateNext(r.ctx)
	require.NoError(r.t, err)
	require.True(r.t, more)
	return r.newestLimits(point), nil
}

func (r *rig) newestLimits(point string) LimitVersion {
	r.t.Helper()
	list, _, err := r.LimitVersions(r.ctx, identity.Everywhere, point)
	require.NoError(r.t, err)
	require.NotEmpty(r.t, list)
	return list[0]
}

func (r *rig) approveLimits(by identity.Subject, v LimitVersion) error {
	return r.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := r.ApproveLimits(ctx, tx, by, identity.Everywhere, v.Point, v.Version, v.Revision)
		return err
	})
}

// setLimitsOf changes limits by the book.
func (r *rig) setLimitsOf(point string, change func(s *LimitSet)) {
	r.t.Helper()
	v, err := r.propose(point, change)
	require.NoError(r.t, err)
	require.NoError(r.t, r.approveLimits(boss, v))
	require.NoError(r.t, r.Tick(r.ctx))
	require.True(r.t, r.limitsOf(point).equal(v.After))
}

// Another person approves limits that raise critical alarms; a version is seen with what it would have raised.
func TestLimitsOfAPointAreProposedTriedAndApproved(t *testing.T) {
	r := newRig(t)
	for _, v := range []float64{50, 80, 50, 83, 50, 86, 50} {
		r.send("level", v)
		r.pass(time.Second)
	}
	require.Equal(t, fail.KindInvalid, fail.KindOf(second(r.propose("tank-level", func(s *LimitSet) { s.Limits.H = num(93) }))), "above HH")
	require.Equal(t, fail.KindInvalid, fail.KindOf(second(r.propose("tank-level", func(s *LimitSet) { s.Deadband = 40 }))), "no alarm could end")
	require.Equal(t, fail.KindInvalid, fail.KindOf(second(r.propose("tank-level", func(*LimitSet) {}))), "nothing changed")

	v, err := r.propose("tank-level", func(s *LimitSet) { s.Limits.H = num(79) })
	require.NoError(t, err)
	require.Equal(t, LimitsTried, v.State)
	require.True(t, v.Safety, "it has LL and HH")
	require.EqualValues(t, 2, v.Version, "the first is what it was loaded with")
	_, sims, err := r.LimitVersions(r.ctx, identity.Everywhere, "tank-level")
	require.NoError(t, err)
	require.EqualValues(t, 3, sims[0].Raised)
	require.EqualValues(t, 1, *sims[0].Result.Before)
	require.InDelta(t, 80, sims[0].Result.Alarms[0].Value, 0)
	require.Equal(t, High, sims[0].Result.Alarms[0].Severity)

	require.Equal(t, fail.KindConflict, fail.KindOf(second(r.propose("tank-level", func(s *LimitSet) { s.Limits.H = num(78) }))), "one proposal at a time")
	require.Equal(t, fail.KindDenied, fail.KindOf(r.approveLimits(officer, v)), "four eyes")
	require.NoError(t, r.approveLimits(boss, v))
	require.Equal(t, fail.KindConflict, fail.KindOf(r.approveLimits(boss, v)), "it is decided")
	require.NoError(t, r.Tick(r.ctx))
	r.send("level", 80)
	require.InDelta(t, 79, *r.only(Unacknowledged).Limit, 0)

	list, _, err := r.LimitVersions(r.ctx, identity.Everywhere, "tank-level")
	require.NoError(t, err)
	require.Equal(t, []LimitState{LimitsLive, LimitsReplaced}, []LimitState{list[0].State, list[1].State})
	_, _, err = r.LimitVersions(r.ctx, identity.Scope{"210102"}, "tank-level")
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
}

func second[T any](_ T, err error) error { return err }

func TestLimitsThatRaiseNothingCriticalAreApprovedByOne(t *testing.T) {
	r := newRig(t)
	v, err := r.propose("tank-flow", func(s *LimitSet) { s.Limits.H = num(70) })
	require.NoError(t, err)
	require.False(t, v.Safety)
	require.NoError(t, r.approveLimits(officer, v))

	require.NoError(t, r.Tick(r.ctx))
	v, err = r.propose("tank-flow", func(s *LimitSet) { s.Limits.HH = num(90) })
	require.NoError(t, err)
	require.True(t, v.Safety, "it would raise critical alarms")
}

func TestAProposalIsDeclinedAndAnOldVersionPutBack(t *testing.T) {
	r := newRig(t)
	v, err := r.propose("tank-level", func(s *LimitSet) { s.Limits.HH = nil })
	require.NoError(t, err)
	require.NoError(t, r.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := r.DeclineLimits(ctx, tx, boss, identity.Everywhere, v.Point, v.Version, v.Revision, "上上限不得取消")
		return err
	}))
	require.Equal(t, "上上限不得取消", r.newestLimits("tank-level").EndedReason)
	require.NotNil(t, r.limitsOf("tank-level").Limits.HH)

	r.setLimitsOf("tank-level", func(s *LimitSet) { s.Limits.HH = num(95) })
	require.NoError(t, r.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := r.RestoreLimits(ctx, tx, officer, identity.Everywhere, "tank-level", 1, "误改")
		return err
	}))
	_, err = r.SimulateNext(r.ctx)
	require.NoError(t, err)
	require.NoError(t, r.approveLimits(boss, r.newestLimits("tank-level")))
	require.NoError(t, r.Tick(r.ctx))
	require.InDelta(t, 92, *r.limitsOf("tank-level").Limits.HH, 0)
}

// Open alarms follow: a limit that is lifted above the value ends its alarm, one that is taken away too, one that is lowered
// raises at once. A restart and an import change nothing about it.
func TestNewLimitsHoldForTheValueThatStands(t *testing.T) {
	r := newRig(t)
	r.send("level", 86)
	r.only(Unacknowledged)
	r.setLimitsOf("tank-level", func(s *LimitSet) { s.Limits.H = num(89) })
	r.only(Returned)
	r.setLimitsOf("tank-level", func(s *LimitSet) { s.Limits.H = num(84) })
	require.InDelta(t, 84, *r.only(Unacknowledged).Limit, 0)
	r.restart()
	require.InDelta(t, 84, *r.limitsOf("tank-level").Limits.H, 0)
	r.load(Point{ID: "tank-level", Key: "level", Name: "液位", Unit: "%", Limits: Limits{LL: num(10), L: num(15), H: num(85), HH: num(92)}, Deadband: 2, StaleAfter: 60})
	require.InDelta(t, 84, *r.limitsOf("tank-level").Limits.H, 0, "an import does not undo what people decided")
	r.setLimitsOf("tank-level", func(s *LimitSet) { s.Limits.H = nil })
	r.only(Returned)
}

func TestAnOnDelayOfNewLimitsBeginsNow(t *testing.T) {
	r := newRig(t)
	r.send("flow", 75)
	r.setLimitsOf("tank-flow", func(s *LimitSet) { s.Limits.H = num(70) })
	require.Empty(t, r.alarms())
	r.pass(10 * time.Second)
	r.only(Unacknowledged)
}

func TestSilenceThatIsNoFaultAnyMoreEnds(t *testing.T) {
	r := newRig(t)
	r.send("level", 50)
	r.pass(62 * time.Second)
	require.Equal(t, Stale, r.only(Unacknowledged).Kind)
	r.setLimitsOf("tank-level", func(s *LimitSet) { s.StaleAfter = 600 })
	r.only(Returned)
	r.pass(600 * time.Second)
	require.Equal(t, Stale, r.only(Unacknowledged).Kind)
}

// History is held against silence as the engine does it.
func TestProposedSilenceIsHeldAgainstHistory(t *testing.T) {
	r := newRig(t)
	for _, gap := range []time.Duration{0, 40 * time.Second, 30 * time.Second, 90 * time.Second, time.Second} {
		r.clock.Advance(gap)
		r.send("level", 50)
	}
	_, err := r.propose("tank-level", func(s *LimitSet) { s.StaleAfter = 35 })
	require.NoError(t, err)
	_, sims, err := r.LimitVersions(r.ctx, identity.Everywhere, "tank-level")
	require.NoError(t, err)
	require.EqualValues(t, 2, sims[0].Raised)
	require.EqualValues(t, 1, *sims[0].Result.Before)
	require.EqualValues(t, 2, sims[0].Result.BySeverity[Medium])
}
