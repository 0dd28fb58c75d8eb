package signal

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// plant puts points of two sites: two tanks of the plant and a pump house by itself.
func (r *rig) plant(n int) {
	r.t.Helper()
	r.Options.Sites = func(context.Context) (map[string]Site, error) {
		return map[string]Site{"tank-1": {"plant", "某化工厂"}, "tank-2": {"plant", "某化工厂"}}, nil
	}
	var points []Point
	for i, element := range []string{"tank-1", "tank-2", "pump-house"} {
		for k := range n {
			id := fmt.Sprintf("%s-%d", element, k)
			area := "210106001"
			if i == 2 {
				area = "210102001"
			}
			points = append(points, Point{ID: id, Device: "dev-1", Key: id, Name: id, Element: element, ElementName: element, Area: area, Limits: Limits{H: num(80), HH: num(90)}, Deadband: 2})
		}
	}
	require.NoError(r.t, r.Load(r.ctx, nil, points))
}

func TestGroupsBySiteWithTheFirstOut(t *testing.T) {
	r := newRig(t)
	r.plant(2)
	r.send("tank-2-1", 85)
	r.pass(time.Second)
	r.send("pump-house-0", 85)
	r.pass(time.Second)
	// In one batch the device's time decides.
	r.ingest(Sample{Device: "dev-1", Key: "tank-1-0", At: r.clock.Now(), Value: 95}, Sample{Device: "dev-1", Key: "tank-1-1", At: r.clock.Now().Add(-time.Second), Value: 85})
	groups, more, err := r.Groups(r.ctx, identity.Everywhere)
	require.NoError(t, err)
	require.False(t, more)
	require.Len(t, groups, 2)
	g := groups[0]
	require.Equal(t, "plant", g.Site)
	require.Equal(t, "某化工厂", g.SiteName)
	require.Equal(t, []int{3, 3}, []int{g.Count, g.Waiting})
	require.Equal(t, Critical, g.Worst)
	require.Equal(t, "tank-2-1", g.FirstOut.Point)
	require.Equal(t, High, groups[1].Worst)

	narrow, _, err := r.Groups(r.ctx, identity.Scope{"210102"})
	require.NoError(t, err)
	require.Len(t, narrow, 1)
	require.Equal(t, "pump-house", narrow[0].Site)

	// What came after the person looked stays.
	r.pass(time.Second)
	r.send("tank-2-0", 85)
	act := func(scope identity.Scope, what Trigger) (out Grouped) {
		require.NoError(t, r.do(func(ctx context.Context, tx *store.Tx) (err error) {
			out, err = r.ActOnGroup(ctx, tx, officer, scope, "plant", g.NewestID, what, "检修", clock.At(r.clock.Now().Add(time.Hour)))
			return err
		}))
		return out
	}
	require.Equal(t, Grouped{}, act(identity.Scope{"210102"}, Acknowledge), "not theirs")
	require.Equal(t, Grouped{Done: 3}, act(district, "take"))
	require.Equal(t, Grouped{Done: 3}, act(district, Acknowledge))
	require.Equal(t, "tank-2-0", r.alarms(Unacknowledged)[0].Point)
	groups, _, err = r.Groups(r.ctx, identity.Everywhere)
	require.NoError(t, err)
	require.Equal(t, []int{4, 1, 1}, []int{groups[0].Count, groups[0].Waiting, groups[0].Owners})
	require.Equal(t, Grouped{Done: 3}, act(district, Shelve))
	groups, _, err = r.Groups(r.ctx, district)
	require.NoError(t, err)
	require.Equal(t, []int{1, 3}, []int{groups[0].Count, groups[0].HiddenByDesign})
	err = r.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := r.ActOnGroup(ctx, tx, officer, district, "plant", g.NewestID, Disable, "", clock.Instant{})
		return err
	})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

// The vector: 12 alarms, then 6, then 3 in windows of ten minutes make a flood of twenty.
// TestWhatOvertookDidNotComeFirst: what is about lives is evaluated before what waits, and still stands behind it.
func TestWhatOvertookDidNotComeFirst(t *testing.T) {
	r := newRig(t)
	r.plant(2)
	came := r.clock.Now()
	r.pass(5 * time.Second)
	r.ingest(Sample{Device: "dev-1", Key: "tank-1-0", At: came, Value: 95, Arrived: came.Add(90 * time.Millisecond)})
	r.pass(time.Second)
	r.ingest(Sample{Device: "dev-1", Key: "tank-1-1", At: came, Value: 85, Arrived: came})
	groups, _, err := r.Groups(r.ctx, identity.Everywhere)
	require.NoError(t, err)
	require.Equal(t, "tank-1-1", groups[0].FirstOut.Point)
	require.True(t, groups[0].FirstOut.RaisedAt.Equal(came))
	// A time that is yet to come is that of a clock which was set back meanwhile.
	r.ingest(Sample{Device: "dev-1", Key: "pump-house-0", At: r.clock.Now(), Value: 95, Arrived: r.clock.Now().Add(time.Hour)})
	require.True(t, r.alarms(Unacknowledged)[0].RaisedAt.Equal(r.clock.Now()))
}

func TestFloodBeginsAndEnds(t *testing.T) {
	require.Equal(t, []bool{true, true, false}, floods([]int{12, 6, 3}, false))
	require.Equal(t, []bool{false, false, true, true, false, false}, floods([]int{10, 0, 11, 5, 4, 10}, false))
	a := areaFigures("210106", map[int64]int{0: 12, 1: 6, 2: 3}, time.Unix(0, 0), time.Unix(1800, 0))
	require.InDelta(t, 1200, a.FloodTime, 0)
	require.Equal(t, 12, a.MostWindow)
	require.EqualValues(t, 21, a.Announced)
	require.InDelta(t, 1./3, a.BusyWindows, 1e-9)
	for _, c := range []struct {
		counts []int
		since  int
		on     bool
	}{{[]int{0, 0, 11}, 2, true}, {[]int{0, 12, 6, 0}, 1, true}, {[]int{12, 3, 0}, 2, false}, {[]int{12, 3, 12, 0}, 2, true}, {[]int{0, 0, 10}, 2, false}} {
		since, on := floodNow(c.counts)
		require.Equal(t, c.on, on, c.counts)
		if on {
			require.Equal(t, c.since, since, c.counts)
		}
	}

	r := newRig(t)
	r.plant(6)
	for i := range 11 {
		r.send(fmt.Sprintf("tank-%d-%d", i%2+1, i/2), 85)
	}
	list, err := r.Floods(r.ctx, identity.Everywhere)
	require.NoError(t, err)
	require.Equal(t, []Flood{{Area: "210106", Since: clock.At(origin), Count: 11}}, list)
	list, err = r.Floods(r.ctx, identity.Scope{"210102"})
	require.NoError(t, err)
	require.Empty(t, list)
	r.clock.Advance(20 * time.Minute)
	list, err = r.Floods(r.ctx, identity.Everywhere)
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestFiguresOfAreasAndSites(t *testing.T) {
	r := newRig(t)
	r.plant(2)
	r.send("tank-1-0", 85)
	r.send("pump-house-0", 85)
	r.pass(5 * time.Second)
	r.send("pump-house-0", 50) // fleeting
	r.pass(55 * time.Second)
	items, _, err := r.Alarms(r.ctx, district, AlarmFilter{Site: "plant"})
	require.NoError(t, err)
	_, err = r.acknowledge(items[0].ID)
	require.NoError(t, err)
	r.pass(time.Minute)
	r.send("tank-1-0", 50)
	r.send("tank-1-1", 95)
	f, err := r.Figures(r.ctx, identity.Everywhere, origin.Add(-time.Hour), r.clock.Now().Add(time.Second))
	require.NoError(t, err)
	require.EqualValues(t, 3, f.Announced)
	require.EqualValues(t, 1, f.Fleeting)
	require.Equal(t, map[Severity]int64{High: 2, Critical: 1}, f.BySeverity)
	require.Len(t, f.Areas, 2)
	require.Equal(t, "210106", f.Areas[0].Area)
	require.InDelta(t, 0.5, *f.Areas[0].Rate, 0)
	require.InDelta(t, 60, *f.Areas[0].Acknowledge, 0)
	require.InDelta(t, 120, *f.Areas[0].Clear, 0)
	require.InDelta(t, 1, f.TopShare, 0)
	require.Len(t, f.Hours, 1)
	sites, err := r.SiteFigures(r.ctx, identity.Everywhere, origin.Add(-time.Hour), r.clock.Now(), "")
	require.NoError(t, err)
	require.Equal(t, "plant", sites[0].Site)
	require.Equal(t, []int{4, 2, 1}, []int{sites[0].Points, sites[0].Online, sites[0].Standing})
	require.InDelta(t, 0.5, sites[0].OnlineNow, 0)
	require.Nil(t, sites[0].OnlineAll, "no silence is watched there")
	own, err := r.SiteFigures(r.ctx, identity.Everywhere, origin.Add(-time.Hour), r.clock.Now(), "一号")
	require.NoError(t, err)
	require.Len(t, own, 1)
	_, err = r.Figures(r.ctx, identity.Everywhere, origin, origin)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

// phone is a desk of duty that notes the calls.
type phone struct {
	calls   []duty.NewCall
	stopped []string
	nobody  bool
}

func (p *phone) Answer(duty.Question) (duty.Answer, error) {
	if p.nobody {
		return duty.Answer{Nobody: true}, nil
	}
	return duty.Answer{Duty: []duty.OnDuty{{Who: duty.Who{ID: "c1", Name: "王五"}}}}, nil
}
func (p *phone) OnDuty(string, clock.Instant) []duty.OnDuty { return nil }
func (p *phone) Call(_ context.Context, _ *store.Tx, _ journal.Actor, n duty.NewCall) (duty.Call, error) {
	p.calls = append(p.calls, n)
	return duty.Call{ID: fmt.Sprint("call-", len(p.calls))}, nil
}

func (p *phone) StopCall(_ context.Context, _ *store.Tx, _ identity.Subject, _ identity.Scope, call, _ string) (duty.Call, error) {
	p.stopped = append(p.stopped, call)
	return duty.Call{}, fail.Conflict("duty.call.over", "叫应已结束", "the call is over already")
}

func TestCriticalAlarmsAreCalledAbout(t *testing.T) {
	r := newRig(t)
	p := &phone{}
	r.Caller, r.CallAfter = p, time.Minute
	r.plant(2)
	r.send("tank-1-0", 95)
	r.send("tank-2-0", 95)
	r.send("pump-house-0", 85)
	r.pass(59 * time.Second)
	require.Empty(t, p.calls)
	r.pass(3 * time.Second)
	require.Len(t, p.calls, 1, "one for the site; a high alarm is none to call about")
	require.Contains(t, p.calls[0].Why, "某化工厂 tank-1-0 紧急报警")
	first, _, err := r.Alarms(r.ctx, district, AlarmFilter{Point: "tank-1-0"})
	require.NoError(t, err)
	require.Equal(t, "call-1", first[0].Call)
	_, err = r.acknowledge(first[0].ID)
	require.NoError(t, err)
	require.Equal(t, []string{"call-1"}, p.stopped)
	r.pass(2 * time.Second)
	require.Len(t, p.calls, 2, "the other alarm of the site still waits")
	p.nobody = true
	r.send("pump-house-1", 95)
	r.pass(63 * time.Second)
	require.Len(t, p.calls, 2, "a vacancy is not called")
}

// TestStormLosesNothing is a black-out: two thousand points of one plant alarm within ten seconds. None is lost, and the
// grouped view is one group with the point that failed first.
func TestStormLosesNothing(t *testing.T) {
	r := newRig(t)
	r.plant(1000)
	for second := range 10 {
		var batch []Sample
		for k := range 100 {
			for _, tank := range []string{"tank-1", "tank-2"} {
				n := second*100 + k
				batch = append(batch, Sample{Device: "dev-1", Key: fmt.Sprintf("%s-%d", tank, 999-n), At: r.clock.Now().Add(time.Duration(k) * time.Millisecond), Value: 95})
			}
		}
		r.ingest(batch...)
		r.clock.Advance(time.Second)
		require.NoError(t, r.Tick(r.ctx))
	}
	groups, _, err := r.Groups(r.ctx, identity.Everywhere)
	require.NoError(t, err)
	require.Len(t, groups, 1)
	require.Equal(t, 2000, groups[0].Count)
	require.Contains(t, []string{"tank-1-999", "tank-2-999"}, groups[0].FirstOut.Point)
	require.Len(t, r.events(), 2000, "each was told of")
	floods, err := r.Floods(r.ctx, district)
	require.NoError(t, err)
	require.Equal(t, 2000, floods[0].Count)
}
