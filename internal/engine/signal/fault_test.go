package signal

import (
	"context"
	"fmt"
	"maps"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/store"
)

// TestWallClockJumps sets the server's clock while values come from three devices: one whose clock is right, one that is
// half an hour wrong, and one without a clock, which the server stamps. Each shall alarm once and at most 2 s late, and none
// count as silent. Only the one whose time is set forward while its delay runs may be early.
func TestWallClockJumps(t *testing.T) {
	for _, jump := range []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			r := newRig(t)
			kinds := map[string]func() time.Time{
				"right":    func() time.Time { return r.clock.Fake.Now() },
				"wrong":    func() time.Time { return r.clock.Fake.Now().Add(-30 * time.Minute) },
				"no clock": func() time.Time { return r.clock.Now() },
			}
			for key := range kinds {
				r.load(Point{ID: key, Key: key, Limits: Limits{H: num(80)}, Deadband: 2, OnDelay: 10, OffDelay: 10, StaleAfter: 30})
			}
			raised, over := map[string]int{}, map[string]int{}
			second := func(s int, v float64) {
				var batch []Sample
				for key, now := range kinds {
					batch = append(batch, Sample{Device: "dev-1", Key: key, At: now(), Value: v, Quality: Good})
				}
				r.ingest(batch...)
				for _, a := range r.alarms(Unacknowledged, Returned) {
					if raised[a.Point] == 0 {
						raised[a.Point] = s
					}
					if over[a.Point] == 0 && a.State == Returned {
						over[a.Point] = s
					}
				}
				r.pass(time.Second)
			}
			for s := range 120 {
				v := 50.
				if s >= 20 && s < 60 {
					v = 90
				}
				if s == 25 || s == 65 { // while a delay runs, there and back again
					r.clock.off += jump
					jump = -jump
				}
				second(s, v)
			}
			for key := range kinds {
				earliest := 10
				if key == "no clock" {
					earliest = 5
				}
				require.GreaterOrEqual(t, raised[key]-20, earliest, key)
				require.GreaterOrEqual(t, over[key]-60, earliest, key)
				require.LessOrEqual(t, raised[key]-20, 12, key)
				require.LessOrEqual(t, over[key]-60, 12, key)
			}
			require.Len(t, r.alarms(Unacknowledged, Returned, Normal), 3, "one alarm each, and nobody silent")
		})
	}
}

// TestRisesRightAfterAJump lets the value rise when the clock has just been set back, when the values of a device that
// the server stamps seem old.
func TestRisesRightAfterAJump(t *testing.T) {
	r := newRig(t)
	r.send("level", 50)
	r.pass(time.Second)
	r.clock.off = -24 * time.Hour
	for range 10 {
		r.send("level", 95)
		r.pass(time.Second)
	}
	a := r.only()
	require.Equal(t, Critical, a.Severity)
	require.LessOrEqual(t, a.RaisedAt.Sub(origin.Add(r.clock.off)), backAfter+2*time.Second)
}

func TestAlarmsThatCouldNotBeCommittedComeAgain(t *testing.T) {
	r := newRig(t)
	batch := []Sample{{Device: "dev-1", Key: "level", At: origin, Value: 95, Quality: Good}}
	dead, cancel := context.WithCancel(r.ctx)
	cancel()
	_, err := r.Ingest(dead, batch)
	require.Error(t, err)
	require.Empty(t, r.alarms())
	r.ingest(batch...)
	r.ingest(batch...)
	r.only()

	r.send("flow", 90)
	r.clock.Advance(time.Minute)
	require.Error(t, r.Tick(dead))
	require.NoError(t, r.Tick(r.ctx))
	require.Len(t, r.alarms(), 2)
}

// TestKilledBetweenAlarmAndHistory makes the history fail after the alarms are committed, as a kill there would.
func TestKilledBetweenAlarmAndHistory(t *testing.T) {
	r := newRig(t)
	r.send("level", 50)
	r.pass(time.Second)
	batch := []Sample{
		{Device: "dev-1", Key: "level", At: r.clock.Now(), Value: 95, Quality: Good},
		{Device: "dev-1", Key: "level", At: r.clock.Now().Add(time.Second), Value: 50, Quality: Good},
		{Device: "dev-1", Key: "level", At: r.clock.Now().Add(2 * time.Second), Value: 88, Quality: Good},
	}
	require.NoError(t, r.Series.Close())
	_, err := r.Ingest(r.ctx, batch)
	require.Error(t, err)
	r.open()
	r.ingest(batch...)
	r.ingest(batch...)
	a := r.only()
	require.Equal(t, High, a.Severity)
	require.Equal(t, []string{"raise: normal→unacknowledged 监测系统", "clear: unacknowledged→returned 监测系统", "raise: returned→unacknowledged 监测系统"}, r.history(a.ID), "each once")
	got, err := r.Values(r.ctx, district, "tank-level", origin, origin.Add(time.Minute), 0)
	require.NoError(t, err)
	require.Len(t, got, 4)
}

// TestRestartsLoseAndDoubleNothing plays a device that sends again whatever was not acknowledged, and a server that is
// restarted at any moment, and compares the alarms with those of a server that never was.
func TestRestartsLoseAndDoubleNothing(t *testing.T) {
	r := newRig(t)
	n := 0
	play := func(values []float64, restarts map[int]int) []string {
		n++
		key := fmt.Sprint("k", n)
		start := r.clock.Now()
		r.load(Point{ID: key, Key: key, Limits: Limits{H: num(80), HH: num(90)}, Deadband: 2})
		for i := 0; i < len(values); i++ {
			r.ingest(Sample{Device: "dev-1", Key: key, At: start.Add(time.Duration(i) * time.Second), Value: values[i], Quality: Good})
			r.clock.Advance(100 * time.Millisecond)
			if again, ok := restarts[i]; ok {
				delete(restarts, i)
				r.restart()
				i = max(-1, i-again)
			}
		}
		require.NoError(t, r.Tick(r.ctx))
		var out []string
		items, _, err := r.Alarms(r.ctx, district, AlarmFilter{Point: key, States: []State{Unacknowledged, Returned, Normal}})
		require.NoError(t, err)
		for _, a := range items {
			out = append(out, r.history(a.ID)...)
		}
		got, err := r.Values(r.ctx, district, key, start.Add(-time.Minute), start.Add(time.Hour), 0)
		require.NoError(t, err)
		require.Len(t, got, len(values))
		return out
	}
	values := rapid.SliceOfN(rapid.SampledFrom([]float64{50, 79, 85, 95}), 4, 12)
	restarts := rapid.MapOfN(rapid.IntRange(0, 11), rapid.IntRange(0, 12), 1, 2)
	for seed := range 12 { // each restart opens real files, so there are few of them
		v, again := values.Example(seed), restarts.Example(seed)
		require.Equal(t, play(v, nil), play(v, maps.Clone(again)), "%v with restarts %v", v, again)
	}
}

func TestStaleAcrossARestart(t *testing.T) {
	r := newRig(t)
	r.send("level", 50)
	r.pass(62 * time.Second)
	a := r.only()
	require.Equal(t, Stale, a.Kind)
	require.Equal(t, "stale", a.LimitName)
	require.Equal(t, Medium, a.Severity)
	require.Equal(t, 50., a.Value)
	require.Nil(t, a.Limit)
	r.restart()
	r.pass(120 * time.Second)
	require.Equal(t, a.ID, r.only().ID, "not raised twice")
	r.send("level", 51)
	require.Equal(t, Returned, r.only().State)

	r.pass(time.Second)
	r.restart()
	r.pass(61 * time.Second)
	require.Equal(t, Unacknowledged, r.only().State, "silent since the start")
}

func TestDelayAcrossARestart(t *testing.T) {
	r := newRig(t)
	r.send("flow", 90)
	r.pass(5 * time.Second)
	r.restart()
	r.pass(9 * time.Second)
	require.Empty(t, r.alarms())
	r.pass(2 * time.Second)
	require.Equal(t, "tank-flow", r.only().Point)
	r.send("flow", 50)
	r.restart()
	r.pass(21 * time.Second)
	require.Equal(t, Returned, r.only().State)
}

// TestReadingInsideATransaction holds the database's writer while somebody evaluates and waits for it.
func TestReadingInsideATransaction(t *testing.T) {
	r := newRig(t)
	done := make(chan error, 1)
	require.NoError(t, r.DB.Tx(r.ctx, func(ctx context.Context, _ *store.Tx) error {
		go func() {
			_, err := r.Ingest(r.ctx, []Sample{{Device: "dev-1", Key: "level", At: origin, Value: 95, Quality: Good}})
			done <- err
		}()
		for r.turn.TryLock() { // until the other has its turn
			r.turn.Unlock()
		}
		_, err := r.Point(district, "tank-level")
		r.Reject("mqtt", "nan", "dev-1", severityText, "")
		return err
	}))
	require.NoError(t, <-done)
	r.only()
}

var severityText = StateTitles[Normal]

func TestManySendersAtOnce(t *testing.T) {
	r := newRig(t)
	var points []Point
	for i := range 8 {
		points = append(points, Point{ID: fmt.Sprint("p", i), Key: fmt.Sprint("p", i), Limits: Limits{H: num(80)}, Deadband: 2})
	}
	r.load(points...)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := range 30 {
				_, err := r.Ingest(r.ctx, []Sample{{Device: "dev-1", Key: fmt.Sprint("p", i), At: origin.Add(time.Duration(n) * time.Second), Value: 70 + 20*float64(n%2), Quality: Good}})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, a := range r.alarms() {
		_, _ = r.acknowledge(a.ID)
	}
	wg.Wait()
	require.Len(t, r.alarms(), 8)
	require.EqualValues(t, 240, r.Stats().Taken)
	require.EqualValues(t, 8*29, r.Stats().Changes)
}

func TestRunTicksUntilItIsStopped(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(r.ctx)
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	r.send("flow", 90)
	for len(r.alarms()) == 0 {
		require.NoError(t, r.clock.BlockUntilContext(ctx, 1))
		r.clock.Advance(time.Second)
		require.Less(t, r.clock.Since(origin), 20*time.Minute)
	}
	r.Reject("mqtt", "nan", "dev-1", severityText, "last words")
	cancel()
	require.NoError(t, <-done)
	got, err := r.Rejections(r.ctx, district, 1)
	require.NoError(t, err)
	require.Len(t, got, 1)
}

func benchRig(b *testing.B, n int) (*rig, []Sample) {
	r := newRig(b)
	points := make([]Point, n)
	batch := make([]Sample, n)
	for i := range points {
		id := fmt.Sprint("b", i)
		points[i] = Point{ID: id, Key: id, Limits: Limits{LL: num(10), L: num(15), H: num(85), HH: num(92)}, Deadband: 2, OnDelay: 5, OffDelay: 20, StaleAfter: 600}
		batch[i] = Sample{Device: "dev-1", Key: id, Quality: Good}
	}
	r.load(points...)
	return r, batch
}

// BenchmarkIngest takes 3,000 ordinary values at a time, one of each point.
func BenchmarkIngest(b *testing.B) {
	r, batch := benchRig(b, 3000)
	n := 0
	for b.Loop() {
		n++
		r.clock.Advance(time.Second)
		for i := range batch {
			batch[i].At, batch[i].Value = r.clock.Now(), 50+20*math.Sin(float64(n+i)/50)
		}
		r.ingest(batch...)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n*len(batch)), "ns/value")
}

// BenchmarkStorm raises and clears an alarm on each of 1,000 points.
func BenchmarkStorm(b *testing.B) {
	r, batch := benchRig(b, 1000)
	n := 0
	for b.Loop() {
		for _, v := range []float64{95, 50} {
			n++
			r.clock.Advance(time.Minute)
			for i := range batch {
				batch[i].At, batch[i].Value = r.clock.Now(), v
			}
			r.ingest(batch...)
			r.pass(10 * time.Second)
			r.pass(11 * time.Second)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n*len(batch)), "ns/alarm-step")
}

// BenchmarkTick looks at 3,000 points of which none has anything to say.
func BenchmarkTick(b *testing.B) {
	r, batch := benchRig(b, 3000)
	for i := range batch {
		batch[i].At, batch[i].Value = r.clock.Now(), 50
	}
	r.ingest(batch...)
	for b.Loop() {
		if err := r.Tick(r.ctx); err != nil {
			b.Fatal(err)
		}
	}
}
