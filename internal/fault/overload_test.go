package fault_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// R10: far more messages are offered than can be dealt with, on the same connections on which values of gas detectors
// cross their limits. Every alarm about lives is raised, nothing that was acknowledged is lost, and what was not taken was
// refused and counted, to the message. The long form offers as much as the machine can send for a minute, and demands the
// times and the memory; the short form is a moment of it, in which nothing need be refused.
func TestOverload(t *testing.T) {
	lasts := 300 * time.Millisecond
	if long {
		lasts = time.Minute
	}
	s := start(t)
	duty := signIn(t, s, "duty")
	points, err := duty.Points(context.Background())
	require.NoError(t, err)
	ear := listen(t, duty)
	ctx, cancel := context.WithTimeout(context.Background(), lasts)
	defer cancel()
	const connections = 4
	floods := make([]*flood, connections)
	var all sync.WaitGroup
	for i := range floods {
		var mine []probe.Point
		for k, p := range points {
			if k%connections == i {
				mine = append(mine, p)
			}
		}
		floods[i] = openFlood(t, s, fmt.Sprint("flood-", i), mine, ear)
		all.Go(func() { floods[i].run(ctx, lasts) })
	}
	all.Wait()
	var sent, acked, crossed, unanswered int
	for _, f := range floods {
		require.NoError(t, f.err)
		require.True(t, f.settle(), "cut in the middle of it")
		sent, acked, crossed, unanswered = sent+f.sent, acked+f.acked, crossed+f.crossed, unanswered+f.unansweredLives()
	}
	require.Zero(t, unanswered, "what is about lives is acknowledged")
	require.Positive(t, crossed)
	metric := func(name string) int {
		n, err := s.Metric(context.Background(), name)
		if err != nil {
			require.ErrorIs(t, err, probe.ErrNoMetric)
		}
		return int(n)
	}
	refused := 0
	require.Eventually(t, func() bool { // the counts are taken up once a second
		refused = metric(`anlan_rejections_total{reason="overload",source="mqtt"}`)
		return refused == sent-acked
	}, time.Minute, 50*time.Millisecond, "%d sent, %d acknowledged", sent, acked)
	require.Eventually(t, func() bool { return metric(`anlan_observations_total{source="mqtt"}`) == acked }, time.Minute, 50*time.Millisecond,
		"what was acknowledged is stored, and nothing else")
	took := ear.await(t, crossed)
	t.Logf("%d messages offered in %.1f s (%.0f a second), %d taken, %d refused; %d alarms about lives, p50 %d ms, p99 %d ms, the latest %d ms; %.0f MiB",
		sent, lasts.Seconds(), float64(sent)/lasts.Seconds(), acked, refused, crossed, took[len(took)/2].Milliseconds(), took[len(took)*99/100].Milliseconds(), took[len(took)-1].Milliseconds(), probe.RSS(s.PID()))
	var state struct {
		Refused int64
		Items   []struct{ State string }
	}
	require.NoError(t, duty.Get(context.Background(), "/monitor/inputs", &state))
	if refused > 0 {
		require.EqualValues(t, refused, state.Refused, "the console says so")
		require.True(t, slices.ContainsFunc(state.Items, func(i struct{ State string }) bool { return i.State == "refused" }))
	}
	if long {
		require.Positive(t, refused, "there was no overload")
		require.Less(t, took[len(took)*99/100], time.Second)
		require.Less(t, probe.RSS(s.PID()), 2048.)
		calmAgain(t, s, points, ear)
	}
	require.NoError(t, s.Stop())
}

// calmAgain demands that a device is served as ever within 30 s.
func calmAgain(t *testing.T, s *probe.Server, points []probe.Point, e *lives) {
	t.Helper()
	began := time.Now()
	require.Eventually(t, func() bool {
		f := openFlood(t, s, "calm", points, e)
		p := points[len(points)/2]
		asked := time.Now()
		f.one(p, p.Normal())
		f.flush()
		return f.settle() && f.acked == 1 && time.Since(asked) < 100*time.Millisecond
	}, 30*time.Second, 100*time.Millisecond)
	t.Logf("normal again after %.1f s", time.Since(began).Seconds())
}

// lives hears the alarms of points that were taken beyond their limits.
type lives struct {
	mu      sync.Mutex
	crossed map[string]time.Time
	took    map[string]time.Duration
}

func listen(t *testing.T, duty *probe.Client) *lives {
	t.Helper()
	l := &lives{crossed: map[string]time.Time{}, took: map[string]time.Duration{}}
	ctx, cancel := context.WithCancel(context.Background())
	open, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- duty.Follow(ctx, func(v probe.Event, at time.Time) {
			var a probe.Alarm
			switch {
			case v.Type == "stream.open":
				close(open)
			case v.Type == "signal.alarm.raised" && json.Unmarshal(v.Data, &a) == nil:
				l.mu.Lock()
				defer l.mu.Unlock()
				if from, ok := l.crossed[a.Point]; ok && l.took[a.Point] == 0 {
					l.took[a.Point] = at.Sub(from)
				}
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-done //nolint:errcheck // a stream that is cut ends with that
	})
	select {
	case <-open:
	case err := <-done:
		done <- err
		require.NoError(t, err)
	}
	return l
}

func (l *lives) cross(point string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.crossed[point] = time.Now()
}

// await waits until n were heard, and returns how long each took, in order.
func (l *lives) await(t *testing.T, n int) (took []time.Duration) {
	t.Helper()
	require.Eventually(t, func() bool { l.mu.Lock(); defer l.mu.Unlock(); return len(l.took) == n }, time.Minute, 10*time.Millisecond, "alarms about lives")
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range l.took {
		took = append(took, d)
	}
	slices.Sort(took)
	return took
}
