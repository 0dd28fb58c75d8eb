package clock

import (
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// JumpLimit is how far the wall clock may stray from steady time before it counts as a jump. Smaller differences are
// the ordinary slewing of NTP and are followed.
const JumpLimit = 2 * time.Second

// Steady is a Clock that goes on evenly when the machine's wall clock is set forward or back. It anchors the wall
// clock once and from then on counts the monotonic time; a wall clock that strays by more than JumpLimit is reported
// by Jump and not followed until Adopt is called or the process restarts. So no legal term ends early and no alarm is
// raised twice because somebody set a clock.
type Steady struct {
	clockwork.Clock // timers and tickers run on monotonic time
	wall            func() time.Time
	elapsed         func() time.Duration

	mu     sync.Mutex
	anchor time.Time
	from   time.Duration
}

// NewSteady returns a Steady on the machine's clocks.
func NewSteady() *Steady {
	start := time.Now()
	return newSteady(clockwork.NewRealClock(), func() time.Time { return time.Now().Round(0) }, func() time.Duration { return time.Since(start) })
}

// SteadyOn is a Steady that counts the time of c, beside a wall clock that may be set. It is for tests of what jumps do.
func SteadyOn(c clockwork.Clock, wall func() time.Time) *Steady {
	start := c.Now()
	return newSteady(c, wall, func() time.Duration { return c.Since(start) })
}

// newSteady takes the wall clock and the monotonic time as functions, so that a test can make the wall clock jump.
func newSteady(c clockwork.Clock, wall func() time.Time, elapsed func() time.Duration) *Steady {
	return &Steady{Clock: c, wall: wall, elapsed: elapsed, anchor: wall(), from: elapsed()}
}

// Now is the anchored time plus what has passed since, following small corrections of the wall clock.
func (s *Steady) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, e := s.now()
	if d := s.wall().Sub(t); d > 0 && d <= JumpLimit { // follow forward slews; never step back
		s.anchor, s.from = t.Add(d), e
		return s.anchor.UTC()
	}
	return t.UTC()
}

// Since is the steady time that has passed since t.
func (s *Steady) Since(t time.Time) time.Duration { return s.Now().Sub(t) }

// Until is the steady time until t.
func (s *Steady) Until(t time.Time) time.Duration { return t.Sub(s.Now()) }

// Jump is how far the wall clock has strayed beyond JumpLimit; 0 when it has not.
func (s *Steady) Jump() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, _ := s.now()
	if d := s.wall().Sub(t); d > JumpLimit || d < -JumpLimit {
		return d
	}
	return 0
}

// Adopt takes over the wall clock's time, after a person has looked at it.
func (s *Steady) Adopt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.anchor, s.from = s.wall(), s.elapsed()
}

func (s *Steady) now() (time.Time, time.Duration) {
	e := s.elapsed()
	return s.anchor.Add(e - s.from), e
}
