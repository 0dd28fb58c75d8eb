package clock

import (
	"context"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

// TestScaled: at speed 60 an hour goes by in a minute, for the time of day, for timers and for tickers.
func TestScaled(t *testing.T) {
	below := clockwork.NewFakeClockAt(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC))
	start := time.Date(2026, 7, 1, 22, 0, 0, 0, time.UTC)
	c := NewScaled(below, start, 60)
	require.Equal(t, start, c.Now())
	hour := c.NewTimer(time.Hour)
	called := make(chan bool, 1)
	c.AfterFunc(30*time.Minute, func() { called <- true })
	below.Advance(59 * time.Second)
	require.Equal(t, start.Add(59*time.Minute), c.Now())
	require.True(t, <-called)
	require.Empty(t, hour.Chan())
	below.Advance(time.Second)
	require.Equal(t, start.Add(time.Hour), <-hour.Chan())
	require.Equal(t, time.Hour, c.Since(start))
	require.Equal(t, time.Hour, c.Until(start.Add(2*time.Hour)))

	require.False(t, hour.Reset(2*time.Hour))
	require.True(t, hour.Stop())
	below.Advance(3 * time.Minute)
	require.Empty(t, hour.Chan(), "it was stopped")

	tick := c.NewTicker(10 * time.Minute)
	defer tick.Stop()
	below.Advance(10 * time.Second)
	require.Equal(t, c.Now(), <-tick.Chan())
}

// TestScaledTicksAreFew: a ticker of a second does not tick sixty times a second at speed 60, but timers keep their word.
func TestScaledTicksAreFew(t *testing.T) {
	below := clockwork.NewFakeClockAt(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC))
	c := NewScaled(below, below.Now(), 60)
	require.Equal(t, slowestTick, c.period(time.Second))
	require.Equal(t, time.Second, c.period(time.Minute))
	require.Equal(t, 10*time.Millisecond, c.period(10*time.Millisecond), "what was faster before stays so")
	require.Equal(t, time.Second/60+1, c.real(time.Second))
	one := NewScaled(below, below.Now(), 0)
	require.Equal(t, 10*time.Millisecond, one.period(10*time.Millisecond))
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	go c.Sleep(time.Hour)
	require.NoError(t, below.BlockUntilContext(ctx, 1))
	below.Advance(time.Minute)
}
