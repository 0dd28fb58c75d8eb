package signal

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/series"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

// wallClock is a clock whose wall time can be set while its monotonic time goes on.
type wallClock struct {
	*clock.Fake
	off time.Duration
}

func (c *wallClock) Now() time.Time { return c.Fake.Now().Add(c.off) }

// rig is an engine on a real database, bus and history.
type rig struct {
	*Engine
	t     testing.TB
	ctx   context.Context
	clock *wallClock
	dir   string
}

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{t: t, ctx: context.Background(), clock: &wallClock{Fake: clock.NewFake(origin)}, dir: t.TempDir()}
	db := storetest.Open(t)
	j, err := journal.Open(r.ctx, db, r.clock, journal.Options{})
	require.NoError(t, err)
	r.Engine = &Engine{Options: Options{DB: db, Clock: r.clock, Journal: j, Bus: bustest.Open(t, db, r.clock, bus.Options{}), Permission: "signal.alarm.read", Home: "2101", Log: slog.New(slog.DiscardHandler)}}
	r.open()
	t.Cleanup(func() { _ = r.Series.Close() })
	r.load(
		Point{ID: "tank-level", Key: "level", Name: "液位", Unit: "%", Limits: Limits{LL: num(10), L: num(15), H: num(85), HH: num(92)}, Deadband: 2, StaleAfter: 60},
		Point{ID: "tank-flow", Key: "flow", Name: "流量", Unit: "m³/h", Limits: Limits{H: num(80)}, Deadband: 2, OnDelay: 10, OffDelay: 20},
	)
	return r
}

// open starts the engine as a new process would, on what is on disk.
func (r *rig) open() {
	r.t.Helper()
	s, err := series.Open(r.dir, series.Options{Clock: r.clock})
	require.NoError(r.t, err)
	o := r.Options
	o.Series = s
	r.Engine, err = Open(r.ctx, o)
	require.NoError(r.t, err)
}

func (r *rig) restart() {
	r.t.Helper()
	require.NoError(r.t, r.Series.Close())
	r.open()
}

func (r *rig) load(points ...Point) {
	r.t.Helper()
	for i := range points {
		p := &points[i]
		p.Device, p.Element, p.ElementName, p.Area, p.AreaName, p.Lon, p.Lat = "dev-1", "el-1", "一号氨罐", "210106001", "铁西区", 123.3, 41.8
	}
	require.NoError(r.t, r.Load(r.ctx, []Device{{ID: "dev-1", Protocol: "mqtt", Element: "el-1", Area: "210106001", Secret: HashSecret("s3cret")}, {ID: "mon-1", Protocol: "hj212", Address: "010000A8900016F000169DC0", Area: "210102"}}, points))
}

// send hands over values of one key, each a second apart by the device's clock, the last one now.
func (r *rig) send(key string, values ...float64) {
	r.t.Helper()
	var batch []Sample
	for i, v := range values {
		batch = append(batch, Sample{Device: "dev-1", Key: key, At: r.clock.Now().Add(time.Duration(i-len(values)+1) * time.Second), Value: v, Quality: Good})
	}
	r.ingest(batch...)
}

func (r *rig) ingest(batch ...Sample) {
	r.t.Helper()
	unknown, err := r.Ingest(r.ctx, batch)
	require.NoError(r.t, err)
	require.Empty(r.t, unknown)
}

// pass lets time go by with a tick each second, as Run does.
func (r *rig) pass(d time.Duration) {
	r.t.Helper()
	for ; d > 0; d -= time.Second {
		r.clock.Advance(min(d, time.Second))
		require.NoError(r.t, r.Tick(r.ctx))
	}
}

func (r *rig) alarms(states ...State) []Alarm {
	r.t.Helper()
	items, next, err := r.Alarms(r.ctx, identity.Everywhere, AlarmFilter{States: states})
	require.NoError(r.t, err)
	require.Empty(r.t, next)
	return items
}

// only is the one alarm that there is in these states.
func (r *rig) only(states ...State) Alarm {
	r.t.Helper()
	a := r.alarms(states...)
	require.Len(r.t, a, 1)
	return a[0]
}

func (r *rig) events() (out []string) {
	r.t.Helper()
	require.NoError(r.t, r.DB.Read().NewRaw("SELECT type FROM bus_outbox ORDER BY id").Scan(r.ctx, &out))
	return out
}

func (r *rig) history(id string) (out []string) {
	r.t.Helper()
	h, err := r.History(r.ctx, id)
	require.NoError(r.t, err)
	for _, s := range h {
		out = append(out, fmt.Sprintf("%s: %s→%s %s", s.Event, s.From, s.To, s.Person))
	}
	return out
}

var officer = identity.Subject{ID: "p1", Name: "张三"}

var district = identity.Scope{"210106"}

// act lets somebody do something in a transaction.
func (r *rig) act(f func(ctx context.Context, tx *store.Tx) (Alarm, error)) (a Alarm, err error) {
	err = r.DB.Tx(r.ctx, func(ctx context.Context, tx *store.Tx) error {
		a, err = f(ctx, tx)
		return err
	})
	return a, err
}

func (r *rig) acknowledge(id string, expect ...State) (Alarm, error) {
	return r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Acknowledge(ctx, tx, officer, district, id, expect...)
	})
}

func (r *rig) shelve(id, reason string, d time.Duration) (Alarm, error) {
	return r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Shelve(ctx, tx, officer, district, id, reason, clock.At(r.clock.Now().Add(d)))
	})
}

func TestLifeOfAnAlarm(t *testing.T) {
	r := newRig(t)
	r.send("level", 50, 86)
	a := r.only()
	require.Equal(t, Alarm{
		ID: a.ID, Point: "tank-level", Kind: Limit, Rule: "limit", Site: "el-1", SiteName: "一号氨罐", Element: "el-1", ElementName: "一号氨罐", Name: "液位", Area: "210106001", AreaName: "铁西区", Lon: 123.3, Lat: 41.8, Unit: "%",
		State: Unacknowledged, Severity: High, LimitName: "h", Limit: num(85), Value: 86, Active: true,
		RaisedAt: clock.At(origin), ObservedAt: clock.At(origin), ChangedAt: clock.At(origin), Revision: 1,
	}, a)

	r.clock.Advance(time.Minute)
	a, err := r.acknowledge(a.ID, Unacknowledged)
	require.NoError(t, err)
	require.Equal(t, Acknowledged, a.State)
	_, err = r.acknowledge(a.ID)
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	require.ErrorContains(t, err, "张三")

	r.send("level", 93)
	a = r.only()
	require.Equal(t, Unacknowledged, a.State, "worse is announced anew")
	require.Equal(t, Critical, a.Severity)
	require.Empty(t, a.AcknowledgedName)
	_, err = r.acknowledge(a.ID)
	require.NoError(t, err)

	r.pass(time.Second)
	r.send("level", 88)
	a = r.only()
	require.Equal(t, Acknowledged, a.State, "better is not")
	require.Equal(t, High, a.Severity)

	r.pass(time.Second)
	r.send("level", 50)
	require.Empty(t, r.alarms())
	require.Equal(t, 50., r.only(Normal).Value)
	require.Equal(t, []string{
		"raise: normal→unacknowledged 监测系统", "acknowledge: unacknowledged→acknowledged 张三", "escalate: acknowledged→unacknowledged 监测系统",
		"acknowledge: unacknowledged→acknowledged 张三", "ease: acknowledged→acknowledged 监测系统", "clear: acknowledged→normal 监测系统",
	}, r.history(a.ID))
	require.Equal(t, []string{
		"signal.alarm.raised", "signal.alarm.acknowledged", "signal.alarm.escalated", "signal.alarm.acknowledged", "signal.alarm.changed", "signal.alarm.cleared",
	}, r.events())
	chain, err := r.Journal.Of(r.ctx, a.ID)
	require.NoError(t, err)
	require.Len(t, chain, 6)
	require.Equal(t, "p1", chain[1].Actor)

	r.pass(time.Second)
	r.send("level", 5)
	require.NotEqual(t, a.ID, r.only().ID, "a new episode")
}

func TestReturnBeforeAcknowledging(t *testing.T) {
	r := newRig(t)
	r.send("level", 86)
	r.pass(time.Second)
	r.send("level", 50)
	a := r.only(Returned)
	r.pass(time.Second)
	r.send("level", 86)
	require.Equal(t, a.ID, r.only(Unacknowledged).ID, "the same episode alarms again")
	r.pass(time.Second)
	r.send("level", 50)
	a, err := r.acknowledge(a.ID)
	require.NoError(t, err)
	require.Equal(t, Normal, a.State)
	require.Equal(t, []string{"signal.alarm.raised", "signal.alarm.returned", "signal.alarm.raised", "signal.alarm.returned", "signal.alarm.acknowledged", "signal.alarm.cleared"}, r.events())
}

func TestShelf(t *testing.T) {
	r := newRig(t)
	r.send("level", 86)
	id := r.only().ID
	for name, c := range map[string]struct {
		reason string
		d      time.Duration
		field  string
	}{"no reason": {"  ", time.Hour, "reason"}, "past": {"仪表检修", -time.Second, "until"}, "too long": {"仪表检修", 9 * time.Hour, "until"}} {
		_, err := r.shelve(id, c.reason, c.d)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
		require.Equal(t, c.field, fail.As(err).Field, name)
	}
	_, err := r.acknowledge(id)
	require.NoError(t, err)
	a, err := r.shelve(id, "仪表检修", 8*time.Hour)
	require.NoError(t, err)
	require.Equal(t, "仪表检修", a.Reason)
	_, err = r.acknowledge(id)
	require.Equal(t, fail.KindIllegal, fail.KindOf(err))

	before := len(r.events())
	r.pass(time.Second)
	r.send("level", 95)
	require.Equal(t, Critical, r.only(Shelved).Severity)
	require.Equal(t, []string{"signal.alarm.changed"}, r.events()[before:], "a shelved alarm is not announced")

	r.clock.Advance(8*time.Hour - time.Minute)
	r.send("level", 95)
	require.NoError(t, r.Tick(r.ctx))
	require.Equal(t, Shelved, r.only().State)
	r.pass(time.Minute)
	a = r.only(Unacknowledged)
	require.Empty(t, a.AcknowledgedName, "as new")
	require.Empty(t, a.Reason)
	require.True(t, a.ShelvedUntil.IsZero())

	_, err = r.shelve(id, "仪表检修", time.Hour)
	require.NoError(t, err)
	r.send("level", 95, 50)
	require.False(t, r.only(Shelved).Active)
	a, err = r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Unshelve(ctx, tx, officer, district, id)
	})
	require.NoError(t, err)
	require.Equal(t, Normal, a.State)
	require.Equal(t, []string{"signal.alarm.unshelved", "signal.alarm.cleared"}, r.events()[len(r.events())-2:])
}

func TestShelfEndsAfterARestartWithTheClockSetBack(t *testing.T) {
	r := newRig(t)
	r.send("level", 86)
	_, err := r.shelve(r.only().ID, "仪表检修", time.Hour)
	require.NoError(t, err)
	r.clock.off = -24 * time.Hour
	r.restart()
	require.NoError(t, r.Tick(r.ctx))
	require.Equal(t, Unacknowledged, r.only().State)
}

func TestOutOfServiceAndSuppressed(t *testing.T) {
	r := newRig(t)
	r.send("level", 86)
	id := r.only().ID
	_, err := r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Disable(ctx, tx, officer, district, id, "")
	})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	a, err := r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Disable(ctx, tx, officer, district, id, "变送器更换")
	})
	require.NoError(t, err)
	require.Equal(t, OutOfService, a.State)
	a, err = r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Enable(ctx, tx, officer, district, id)
	})
	require.NoError(t, err)
	require.Equal(t, Unacknowledged, a.State)
	a, err = r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Suppress(ctx, tx, officer, district, id, "装置停车")
	})
	require.NoError(t, err)
	require.Equal(t, Suppressed, a.State)
	a, err = r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Unsuppress(ctx, tx, officer, district, id)
	})
	require.NoError(t, err)
	require.Equal(t, Unacknowledged, a.State)
}

func TestOthersDoNotSeeIt(t *testing.T) {
	r := newRig(t)
	r.send("level", 86)
	id := r.only().ID
	other := identity.Scope{"210102"}
	_, err := r.Alarm(r.ctx, other, id)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	_, err = r.act(func(ctx context.Context, tx *store.Tx) (Alarm, error) {
		return r.Acknowledge(ctx, tx, officer, other, id)
	})
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	items, _, err := r.Alarms(r.ctx, other, AlarmFilter{})
	require.NoError(t, err)
	require.Empty(t, items)
	points, _ := r.Points(other, PointFilter{})
	require.Empty(t, points)
	_, err = r.Values(r.ctx, other, "tank-level", time.Time{}, time.Time{}, 0)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	counts, err := r.AlarmCounts(r.ctx, district)
	require.NoError(t, err)
	require.Equal(t, map[State]map[Severity]int{Unacknowledged: {High: 1}}, counts)
}

func TestListPagesAndFilters(t *testing.T) {
	r := newRig(t)
	for i := range 7 {
		r.send("level", 86+float64(i))
		r.pass(time.Second)
		r.send("level", 50)
		_, err := r.acknowledge(r.only().ID)
		require.NoError(t, err)
		r.pass(31 * time.Second) // so seldom that it is no chatter
	}
	r.send("level", 95)
	all := AlarmFilter{States: []State{Unacknowledged, Normal}, Limit: 3}
	seen := map[string]bool{}
	for pages := 1; ; pages++ {
		items, next, err := r.Alarms(r.ctx, district, all)
		require.NoError(t, err)
		for _, a := range items {
			require.False(t, seen[a.ID])
			seen[a.ID] = true
		}
		if all.Cursor = next; next == "" {
			require.Equal(t, 3, pages)
			break
		}
	}
	require.Len(t, seen, 8)
	for _, c := range []struct {
		f AlarmFilter
		n int
	}{
		{AlarmFilter{}, 1},
		{AlarmFilter{Severities: []Severity{Critical}}, 1},
		{AlarmFilter{Severities: []Severity{High, Low}}, 0},
		{AlarmFilter{Q: "氨罐"}, 1},
		{AlarmFilter{Q: "铁西"}, 1},
		{AlarmFilter{Q: "液"}, 1},
		{AlarmFilter{Q: "tank-level"}, 1},
		{AlarmFilter{Q: "氯"}, 0},
		{AlarmFilter{Element: "el-1"}, 1},
		{AlarmFilter{Element: "el-2"}, 0},
		{AlarmFilter{Point: "tank-flow"}, 0},
	} {
		items, _, err := r.Alarms(r.ctx, district, c.f)
		require.NoError(t, err)
		require.Len(t, items, c.n, "%+v", c.f)
	}
}

func TestLatestValuesAndHistory(t *testing.T) {
	r := newRig(t)
	p, err := r.Point(district, "tank-level")
	require.NoError(t, err)
	require.Nil(t, p.Value)
	fast := 30 * time.Minute
	r.ingest(
		Sample{Device: "dev-1", Key: "level", At: origin.Add(fast), Value: 50, Quality: Good},
		Sample{Device: "dev-1", Key: "level", At: origin.Add(fast + time.Second), Value: 51, Quality: Uncertain},
		Sample{Device: "dev-1", Key: "level", At: origin.Add(fast + 2*time.Second), Value: 99, Quality: Bad},
		Sample{Device: "dev-1", Key: "level", At: origin.Add(fast + 3*time.Second), Value: math.NaN(), Quality: Bad},
	)
	check := func() {
		t.Helper()
		p, err = r.Point(district, "tank-level")
		require.NoError(t, err)
		require.Equal(t, 51., *p.Value)
		require.Equal(t, Bad, p.Quality)
		require.Equal(t, origin.Add(fast+3*time.Second), p.ObservedAt.Time, "by the device's clock")
		require.Equal(t, origin, p.ArrivedAt.Time, "by ours")
		got, err := r.Values(r.ctx, district, "tank-level", time.Time{}, time.Time{}, 0)
		require.NoError(t, err)
		require.Equal(t, []series.Value{{At: origin.Add(fast), Value: 50}, {At: origin.Add(fast + time.Second), Value: 51}}, got, "without what was no measurement")
	}
	check()
	require.Empty(t, r.alarms(), "a bad value raises nothing")
	r.restart()
	check()
	steps, err := r.Steps(r.ctx, district, "tank-level", origin, origin.Add(time.Hour), time.Minute)
	require.NoError(t, err)
	require.Equal(t, []series.Step{{At: origin.Add(fast), Min: 50, Max: 51, Avg: 50.5, Last: 51, Count: 2}}, steps)
	items, next := r.Points(district, PointFilter{Limit: 1})
	require.Equal(t, "tank-flow", items[0].ID)
	items, _ = r.Points(district, PointFilter{Limit: 5, Cursor: next})
	require.Len(t, items, 1)
	items, _ = r.Points(district, PointFilter{Q: "流量"})
	require.Len(t, items, 1)
}

func TestUnknownAndRejected(t *testing.T) {
	r := newRig(t)
	unknown, err := r.Ingest(r.ctx, []Sample{
		{Device: "dev-9", Key: "level", At: origin, Value: 95}, {Device: "dev-1", Key: "colour", At: origin, Value: 95}, {Device: "dev-1", Key: "level", At: origin, Value: 95, Quality: Good},
	})
	require.NoError(t, err)
	require.Len(t, unknown, 2)
	require.True(t, unknown[0].NoDevice)
	require.False(t, unknown[1].NoDevice)
	r.only()

	why := lang.T("不是 JSON", "not JSON")
	long := make([]byte, 2000)
	for range 3 {
		r.Reject("mqtt", "not-json", "dev-1", why, "{\x00\xff"+string(long))
		r.Reject("mqtt", "not-json", fmt.Sprint("invented-", r.clock.Now()), why, "{")
		r.clock.Advance(time.Second)
		require.NoError(t, r.rejects.flush(r.ctx, r.Engine))
	}
	got, err := r.Rejections(r.ctx, identity.Scope{"2101"}, 10)
	require.NoError(t, err)
	require.Len(t, got, 2, "invented names make no rows of their own")
	for _, g := range got {
		require.EqualValues(t, 3, g.Count)
		require.Equal(t, why, g.Text)
		require.Equal(t, origin, g.FirstAt.Time)
		require.Equal(t, origin.Add(2*time.Second), g.LastAt.Time)
		require.LessOrEqual(t, len(g.Sample), 512)
	}
	got, err = r.Rejections(r.ctx, district, 10)
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Equal(t, "dev-1", got[0].Device)
}

func TestDevices(t *testing.T) {
	r := newRig(t)
	d, ok := r.Device("dev-1")
	require.True(t, ok)
	require.True(t, d.Knows("s3cret"))
	require.False(t, d.Knows("S3cret"))
	m, ok := r.DeviceAt("hj212", "010000A8900016F000169DC0")
	require.True(t, ok)
	require.Equal(t, "mon-1", m.ID)
	require.False(t, m.Knows(""), "a device without a credential lets nobody in")
	_, ok = r.Device("dev-9")
	require.False(t, ok)
	secret, hash := NewSecret()
	require.Equal(t, hash, HashSecret(secret))
	require.NotContains(t, hash, secret)

	err := r.Load(r.ctx, nil, []Point{{ID: "x", Device: "dev-1", Key: "x", Limits: Limits{L: num(5), H: num(1)}}})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	err = r.Load(r.ctx, nil, []Point{{ID: "x", Device: "dev-1", Key: "x", Severities: Severities{"h": "loud"}}})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	require.NoError(t, r.Load(r.ctx, nil, []Point{{ID: "x", Device: "dev-1", Key: "x", Limits: Limits{H: num(1)}, Severities: Severities{"h": Low}}}))
	r.send("x", 2)
	require.Equal(t, Low, r.only().Severity)
}
