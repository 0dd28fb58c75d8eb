package clock

import (
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

func TestSteadyHoldsThroughJumps(t *testing.T) {
	start := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	for _, jump := range []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			var offset, passed time.Duration
			wall := func() time.Time { return start.Add(passed + offset) }
			s := newSteady(clockwork.NewRealClock(), wall, func() time.Duration { return passed })
			passed = time.Minute
			require.Equal(t, start.Add(time.Minute), s.Now())
			require.Zero(t, s.Jump())
			offset = jump
			passed += time.Minute
			require.Equal(t, start.Add(2*time.Minute), s.Now())
			require.Equal(t, jump, s.Jump())
			s.Adopt()
			require.Equal(t, wall().UTC(), s.Now())
			require.Zero(t, s.Jump())
		})
	}
}

func TestSteadyFollowsSmallCorrectionsForwardOnly(t *testing.T) {
	start := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	var offset, passed time.Duration
	s := newSteady(clockwork.NewRealClock(), func() time.Time { return start.Add(passed + offset) }, func() time.Duration { return passed })
	offset = time.Second
	require.Equal(t, start.Add(time.Second), s.Now())
	offset = 0
	require.Equal(t, start.Add(time.Second), s.Now(), "time never runs back")
}

func TestInstantRoundTrips(t *testing.T) {
	i := At(time.Date(2026, 1, 31, 16, 0, 0, 123456789, time.FixedZone("CST", 8*3600)))
	v, err := i.Value()
	require.NoError(t, err)
	var back Instant
	require.NoError(t, back.Scan(v))
	require.Equal(t, i, back)
	b, err := i.MarshalJSON()
	require.NoError(t, err)
	require.Equal(t, `"2026-01-31T08:00:00.123456Z"`, string(b))
	var j Instant
	require.NoError(t, j.UnmarshalJSON(b))
	require.Equal(t, i, j)
	v, err = Instant{}.Value()
	require.NoError(t, err)
	require.Nil(t, v)
}
