package clock

import (
	"context"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Scaled is the clock of an exercise: it stands at a given time when it is made and goes some times faster than the clock it
// is made on. Durations given to it are of its own time: a timer of an hour runs out after a minute at speed 60. A ticker
// never ticks more than five times a second of the clock below, however fast time goes: who is slower than a ticker
// misses ticks on any clock, and a server that looks at its tables each second need not do so sixty times as often.
type Scaled struct {
	below clockwork.Clock
	start time.Time // of its own time
	from  time.Time // of the clock below
	speed int64     // times faster
}

// slowestTick is the least real time between two ticks.
const slowestTick = time.Second / 5

// NewScaled makes a clock that stands at start now and goes speed times as fast as below; speed is at least 1.
func NewScaled(below clockwork.Clock, start time.Time, speed int) *Scaled {
	return &Scaled{below: below, start: start.UTC(), from: below.Now(), speed: int64(max(1, speed))}
}

// Now is the time of the exercise.
func (s *Scaled) Now() time.Time {
	return s.start.Add(time.Duration(s.below.Since(s.from).Nanoseconds() * s.speed))
}

// Since is how long ago t was.
func (s *Scaled) Since(t time.Time) time.Duration { return s.Now().Sub(t) }

// Until is how long it is until t.
func (s *Scaled) Until(t time.Time) time.Duration { return t.Sub(s.Now()) }

// Sleep waits for d.
func (s *Scaled) Sleep(d time.Duration) { s.below.Sleep(s.real(d)) }

// After sends the time after d.
func (s *Scaled) After(d time.Duration) <-chan time.Time { return s.NewTimer(d).Chan() }

// AfterFunc calls f after d; the channel of its timer is nil.
func (s *Scaled) AfterFunc(d time.Duration, f func()) clockwork.Timer {
	return &scaledTimer{s: s, below: s.below.AfterFunc(s.real(d), f)}
}

// NewTimer runs out after d.
func (s *Scaled) NewTimer(d time.Duration) clockwork.Timer {
	c := make(chan time.Time, 1)
	return &scaledTimer{s: s, c: c, below: s.below.AfterFunc(s.real(d), func() {
		select {
		case c <- s.Now():
		default:
		}
	})}
}

// NewTicker ticks every d, which must be above 0, but see Scaled.
func (s *Scaled) NewTicker(d time.Duration) clockwork.Ticker {
	ctx, stop := context.WithCancel(context.Background())
	t := &scaledTicker{s: s, below: s.below.NewTicker(s.period(d)), c: make(chan time.Time, 1), stop: stop}
	go t.run(ctx)
	return t
}

// real is d of this clock on the clock below, never less than asked for.
func (s *Scaled) real(d time.Duration) time.Duration {
	if d <= 0 {
		return d
	}
	return time.Duration((d.Nanoseconds() + s.speed - 1) / s.speed)
}

func (s *Scaled) period(d time.Duration) time.Duration {
	if r := s.real(d); s.speed == 1 || r > slowestTick {
		return r
	}
	return min(d, slowestTick) // a ticker that was faster than that before stays as it was
}

type scaledTimer struct {
	s     *Scaled
	c     chan time.Time
	below clockwork.Timer
}

func (t *scaledTimer) Chan() <-chan time.Time     { return t.c }
func (t *scaledTimer) Reset(d time.Duration) bool { t.drain(); return t.below.Reset(t.s.real(d)) }
func (t *scaledTimer) Stop() bool                 { defer t.drain(); return t.below.Stop() }

// drain takes out what was sent before a timer was stopped or set anew, as timers of Go 1.23 and later do.
func (t *scaledTimer) drain() {
	select {
	case <-t.c:
	default:
	}
}

type scaledTicker struct {
	s     *Scaled
	below clockwork.Ticker
	c     chan time.Time
	once  sync.Once
	stop  context.CancelFunc
}

func (t *scaledTicker) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.below.Chan():
			select {
			case t.c <- t.s.Now():
			default:
			}
		}
	}
}

func (t *scaledTicker) Chan() <-chan time.Time { return t.c }
func (t *scaledTicker) Reset(d time.Duration)  { t.below.Reset(t.s.period(d)) }
func (t *scaledTicker) Stop()                  { t.once.Do(func() { t.below.Stop(); t.stop() }) }
