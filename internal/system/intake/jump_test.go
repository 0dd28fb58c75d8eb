package intake

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/connect/obsjson"
	"anlan/internal/engine/signal"
	"anlan/internal/system/systemtest"
)

// R6: the machine's clock is set an hour or a day forward or back, and back again, while three devices publish by MQTT: one
// whose clock is right, one that is half an hour wrong, and one without a clock. Through door, spool and engine each alarms
// once for each time that it goes beyond its limit, at most 2 s late; nothing is refused for its time and nobody counts as
// silent; the device's time and ours are both kept.
func TestClockJumpsWhileDevicesPublish(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	fake := clock.NewFake(noon)
	var off atomic.Int64
	r := newRig(t, clock.SteadyOn(fake, func() time.Time { return fake.Now().Add(time.Duration(off.Load())) })).run()
	const delay = 10 * time.Second
	high, wrong := 80., -30*time.Minute
	keys := []string{"right", "wrong", "none"}
	var points []signal.Point
	for _, k := range keys {
		points = append(points, signal.Point{ID: k, Device: "dev-1", Key: k, Name: k, Element: "el-1", Area: "210106001", Limits: signal.Limits{H: &high}, OnDelay: delay.Seconds(), StaleAfter: 30})
	}
	ctx := context.Background()
	require.NoError(t, r.City.Signal.Load(ctx, nil, points))
	device := r.Connect("dev-1", systemtest.Secret)
	sent := int64(0)
	say := func(v float64) {
		now := fake.Now()
		var tokens []mqtt.Token
		for _, body := range []string{
			fmt.Sprintf(`{"t":%d,"v":{"right":%g}}`, now.UnixMilli(), v), fmt.Sprintf(`{"t":%d,"v":{"wrong":%g}}`, now.Add(wrong).UnixMilli(), v), fmt.Sprintf(`{"v":{"none":%g}}`, v),
		} {
			tokens = append(tokens, device.Publish(obsjson.Topic("dev-1"), 1, false, body))
			sent++
		}
		for _, k := range tokens {
			require.True(t, k.WaitTimeout(time.Minute))
			require.NoError(t, k.Error())
		}
		require.Eventually(t, func() bool { return r.City.Signal.Stats().Taken == sent }, time.Minute, time.Millisecond)
		fake.Advance(time.Second)
	}
	jumps := []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour}
	var begun []time.Time // of each time beyond the limit
	for _, jump := range jumps {
		for s := range 40 {
			switch s {
			case 5:
				begun = append(begun, fake.Now())
			case 8, 28: // while the delay runs, and when it is over
				off.Add(int64(jump))
				jump = -jump
			}
			v := 50.
			if s >= 5 && s < 30 {
				v = 90
			}
			say(v)
		}
	}
	alarms, _, err := r.City.Signal.Alarms(ctx, identity.Everywhere, signal.AlarmFilter{Limit: 100})
	require.NoError(t, err)
	require.Len(t, alarms, len(keys), "one for each, and nobody is silent")
	for _, a := range alarms {
		steps, err := r.City.Signal.History(ctx, a.ID)
		require.NoError(t, err)
		n := 0
		for _, s := range steps {
			if s.Event != signal.Raise {
				continue
			}
			require.Less(t, n, len(begun), a.Point)
			due := begun[n].Add(delay)
			n++
			require.False(t, s.At.Before(due), "%s: raised at %s, due at %s", a.Point, s.At, due)
			require.LessOrEqual(t, s.At.Sub(due), 2*time.Second, a.Point)
			observed := due
			if a.Point == "wrong" {
				observed = due.Add(wrong)
			}
			require.Equal(t, observed, s.ObservedAt.Time, a.Point)
		}
		require.Equal(t, len(begun), n, "%s: each once", a.Point)
	}
	refused, err := r.City.Signal.Rejections(ctx, identity.Everywhere, 10)
	require.NoError(t, err)
	require.Empty(t, refused)
	for _, k := range keys {
		got, err := r.City.Signal.Values(ctx, identity.Everywhere, k, noon.Add(-time.Hour), fake.Now(), 0)
		require.NoError(t, err)
		require.Len(t, got, 40*len(jumps), k)
	}
}
