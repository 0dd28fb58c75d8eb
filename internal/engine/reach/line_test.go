package reach

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/notify"
)

// TestLineProperties throws everything that may happen at one receiver, in any order: it is never tried twice by a channel,
// what was reached stays so, and in the end it stands where its tries say.
func TestLineProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		channels := []string{"sms", "push", "voice"}[:rapid.IntRange(0, 3).Draw(t, "channels")]
		l := &line{Receiver: Receiver{Job: "j", N: 1, State: Waiting}}
		for _, c := range channels {
			l.Steps = append(l.Steps, Step{Channel: c, To: "x", Wait: rapid.IntRange(0, 90).Draw(t, "wait")})
		}
		now := clock.At(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC))
		l.next(now)
		sends := map[string]int{}
		was := l.State
		w := Way{Asks: rapid.Bool().Draw(t, "asks")}
		for range rapid.IntRange(0, 40).Draw(t, "events") {
			now = clock.At(now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "seconds")) * time.Second))
			channel := rapid.SampledFrom([]string{"sms", "push", "voice"}).Draw(t, "channel")
			switch rapid.IntRange(0, 5).Draw(t, "event") {
			case 0:
				if c := l.current(); c != nil && c.State == Queued {
					sends[c.Channel]++
					c.State, c.DueAt = Claimed, clock.At(now.Add(l.wait()))
				}
			case 1:
				if y := l.try(channel); y != nil && y.State != Queued {
					s := rapid.SampledFrom([]notify.State{notify.Sent, notify.Delivered, notify.Answered, notify.Failed}).Draw(t, "state")
					l.told(channel, notify.Receipt{State: s}, w, now)
				}
			case 2:
				l.overdue(now)
			case 3:
				l.broken(channel, "", now)
			case 4:
				l.stop(now)
			case 5:
				if y := l.try(channel); y != nil && y.State == Claimed {
					l.came(channel, result{err: notify.ErrNotSent}, w, now)
					if y.State == Queued {
						sends[channel]-- // it certainly did not go out
					}
				}
			}
			if was == Reached {
				require.Equal(t, Reached, l.State)
			}
			was = l.State
			check(t, l, sends)
		}
	})
}

func check(t *rapid.T, l *line, sends map[string]int) {
	seen, open, reached := map[string]bool{}, false, false
	for _, y := range l.Tries {
		require.False(t, seen[y.Channel], "tried twice")
		seen[y.Channel] = true
		require.LessOrEqual(t, sends[y.Channel], 1, "sent twice by %s", y.Channel)
		open = open || y.State == Queued || y.State == Claimed
		reached = reached || y.State == Delivered || y.State == Answered
		require.False(t, y.State == Queued && l.State != Waiting, "what is over has nothing queued")
	}
	require.Equal(t, reached, l.State == Reached)
	if l.State == Waiting {
		c := l.current()
		require.NotNil(t, c)
		require.True(t, c.State == Queued || c.State == Claimed || c.State == Sent, "who waits is being tried: %s", c.State)
		require.True(t, c.State == Queued || !c.DueAt.IsZero(), "and not for ever")
	}
}
