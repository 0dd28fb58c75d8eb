package clock

import (
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Fake is a clock for tests that moves only when told. Its timers run out one after the other on the way; a ticker ticks once
// for each move, at its end, as a real one does for a reader that has been away: a day that goes by at once is one look
// at the database for whoever looks each second, not 86,400.
type Fake struct {
	*clockwork.FakeClock

	mu      sync.Mutex
	tickers map[*fakeTicker]bool
}

// NewFake returns a fake clock that stands at t.
func NewFake(t time.Time) *Fake {
	return &Fake{FakeClock: clockwork.NewFakeClockAt(t.UTC()), tickers: map[*fakeTicker]bool{}}
}

// Advance moves the clock by d.
func (f *Fake) Advance(d time.Duration) {
	f.FakeClock.Advance(d)
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.Now()
	for t := range f.tickers {
		t.tick(now)
	}
}

// NewTicker returns a ticker of d, which must be above 0.
func (f *Fake) NewTicker(d time.Duration) clockwork.Ticker {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := &fakeTicker{clock: f, every: d, next: f.Now().Add(d), c: make(chan time.Time, 1), waiter: f.NewTimer(aeon)}
	f.tickers[t] = true
	return t
}

// aeon is longer than any test lives: a timer of it only counts among those that BlockUntilContext waits for.
const aeon = 200 * 365 * 24 * time.Hour

type fakeTicker struct {
	clock  *Fake
	every  time.Duration
	next   time.Time
	c      chan time.Time
	waiter clockwork.Timer
}

// tick sends now if the time has come, under the clock's lock. Who has not read the tick before gets none.
func (t *fakeTicker) tick(now time.Time) {
	if now.Before(t.next) {
		return
	}
	t.next = t.next.Add(now.Sub(t.next).Truncate(t.every) + t.every)
	select {
	case t.c <- now:
	default:
	}
}

func (t *fakeTicker) Chan() <-chan time.Time { return t.c }

func (t *fakeTicker) Reset(d time.Duration) {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	t.every, t.next = d, t.clock.Now().Add(d)
	t.clock.tickers[t] = true
}

func (t *fakeTicker) Stop() {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	delete(t.clock.tickers, t)
	t.waiter.Stop()
}
