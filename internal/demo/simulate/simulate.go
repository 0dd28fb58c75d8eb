// Package simulate plays the devices of the demo city through the server's own ports: gateways over MQTT 3.1.1, monitors of
// pollutants over HJ 212, river gauges over SL 651, fire alarm transmitters over GB/T 26875.3, vehicles over JT/T 808.
//
// Run asks the API, as a signed-in person, which points and devices there are; then each device measures on its own
// clock tick, keeps what it has measured until the server acknowledges it, and sends it again over a new connection when
// the old one breaks, so nothing is lost while the server restarts. Values follow a day's rhythm well inside the limits;
// a Story bends some of them. The package never calls into the server, and imitates no fault of a protocol: only of what
// is measured.
package simulate

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"anlan/internal/base/clock"
)

// Options say whom to play, and where. MQTT, HJ212, SL651, GB26875 and JT808
// are HOST:PORT, "" for none. Rate is in observations a second over
// all points; 0 makes every point speak each 10 s. HJ 212 monitors speak each 30 s at most, as their standard has it. After
// is how long a normal day lasts before the story begins, Leak how long the leak stays open. Duration 0 lasts until the
// context ends. Tell, when not nil, hears single lines for people.
type Options struct {
	API      string
	User     string
	Password string
	MQTT     string
	MQTTUser string
	HJ212    string
	SL651    string
	GB26875  string
	JT808    string
	Rate     float64
	Story    Story
	After    time.Duration
	Leak     time.Duration
	Seed     uint64
	Duration time.Duration
	Clock    clock.Clock
	Tell     func(line string)
}

const (
	everyPoint = 10 * time.Second // between two values of a point when no rate is given
	drainFor   = 10 * time.Second // for what is not yet acknowledged at the end
)

// Report is what happened. Messages are the pieces that are acknowledged as one: an MQTT publication, an HJ 212 exchange.
type Report struct {
	Devices      int
	Observations int64
	Published    int64 // messages made
	Acknowledged int64
	Resent       int64 // sendings beyond the first
	Reconnects   int64
	Lost         int64 // made and not acknowledged when the end came
}

func (r Report) String() string {
	return fmt.Sprintf("%d devices, %d observations in %d messages: %d acknowledged, %d sent again, %d reconnects, %d lost",
		r.Devices, r.Observations, r.Published, r.Acknowledged, r.Resent, r.Reconnects, r.Lost)
}

// Run plays until the duration is over or ctx ends, then waits some seconds for what is on the way. It fails when the API
// does not answer, when there is nobody to play, and when not one message was acknowledged.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Tell == nil {
		o.Tell = func(string) {}
	}
	if err := o.Story.check(); err != nil {
		return Report{}, err
	}
	found, err := survey(ctx, o)
	if err != nil {
		return Report{}, err
	}
	s := &stage{Options: o}
	devices := s.cast(found)
	if len(devices) == 0 {
		return Report{}, errors.New("there are no points that could be played; is the demo city loaded?")
	}
	s.plot = newPlot(o, found.points)
	s.report.Devices = len(devices)
	o.Tell(fmt.Sprintf("%d devices speak for %d points, story %s", len(devices), len(found.points), o.Story))

	measuring, stop := context.WithCancel(ctx)
	defer stop()
	sending, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	var work sync.WaitGroup
	for i, d := range devices {
		work.Go(func() { s.measure(measuring, d, i, len(devices)) })
		work.Go(func() { s.deliver(sending, d) })
	}
	s.wait(ctx)
	stop()
	drained := make(chan struct{})
	go func() { work.Wait(); close(drained) }()
	select {
	case <-drained:
	case <-s.Clock.After(drainFor):
		cut()
		<-drained
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report.Lost = s.report.Published - s.report.Acknowledged
	if s.report.Acknowledged == 0 && s.failed != nil {
		return s.report, fmt.Errorf("no message was acknowledged: %w", s.failed)
	}
	return s.report, nil
}

// wait returns when the time is over.
func (s *stage) wait(ctx context.Context) {
	if s.Duration <= 0 {
		<-ctx.Done()
		return
	}
	select {
	case <-ctx.Done():
	case <-s.Clock.After(s.Duration):
	}
}

// stage is one run.
type stage struct {
	Options
	plot *plot

	mu     sync.Mutex
	report Report
	failed error           // the last failure to send
	told   map[string]bool // failures that were told already
}

func (s *stage) count(f func(r *Report)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.report)
}

// fail keeps a failure and tells of each kind once.
func (s *stage) fail(d *device, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = err
	if s.told == nil {
		s.told = map[string]bool{}
	}
	if word := d.protocol + " " + err.Error(); !s.told[word] && len(s.told) < 20 {
		s.told[word] = true
		s.Tell(fmt.Sprintf("%s (%s): %v; trying again", d.id, d.protocol, err))
	}
}
