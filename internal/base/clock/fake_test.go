package clock_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
)

// TestFakeTicker holds that a ticker keeps its beat, and ticks once however far the clock moves.
func TestFakeTicker(t *testing.T) {
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	c := clock.NewFake(start)
	tick := c.NewTicker(time.Second)
	require.NoError(t, c.BlockUntilContext(context.Background(), 1), "a ticker is somebody who waits")
	ticks := func() (got []time.Duration) {
		for {
			select {
			case at := <-tick.Chan():
				got = append(got, at.Sub(start))
			default:
				return got
			}
		}
	}
	c.Advance(900 * time.Millisecond)
	require.Empty(t, ticks())
	c.Advance(100 * time.Millisecond)
	require.Equal(t, []time.Duration{time.Second}, ticks())
	c.Advance(24*time.Hour + 300*time.Millisecond)
	require.Equal(t, []time.Duration{24*time.Hour + 1300*time.Millisecond}, ticks())
	c.Advance(699 * time.Millisecond)
	require.Empty(t, ticks(), "the beat is that of the beginning")
	c.Advance(time.Millisecond)
	require.Len(t, ticks(), 1)
	tick.Reset(time.Minute)
	c.Advance(59 * time.Second)
	require.Empty(t, ticks())
	tick.Stop()
	c.Advance(time.Hour)
	require.Empty(t, ticks())
}
