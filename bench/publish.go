package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"anlan/internal/probe"
)

// flow is what came of publishing for a while. Times are in ms.
type flow struct {
	PerMessage      int      `json:"values_per_message"`
	Seconds         float64  `json:"seconds"`
	Connections     int      `json:"connections"`
	Messages        int      `json:"messages"`
	Values          int      `json:"values"`
	MessagesASecond float64  `json:"messages_a_second"`
	ValuesASecond   float64  `json:"values_a_second"`
	Behind          float64  `json:"most_behind_schedule_ms"` // our own lateness, on a busy machine
	AckedMessages   int      `json:"acknowledged_messages"`
	AckedValues     int      `json:"acknowledged_values"`
	Ack             quantile `json:"publish_to_puback_ms"`
	Crossed         int      `json:"alarms_expected"`
	Raised          int      `json:"alarms_raised"`
	Twice           int      `json:"alarms_raised_twice"`
	Unexpected      int      `json:"alarms_unexpected"`
	Event           quantile `json:"publish_to_event_ms"`
	ReadPoints      int      `json:"points_read_back"`
	Stored          int      `json:"values_stored"`
	Lost            int      `json:"values_lost"`
	CPU             float64  `json:"server_cpus"`
	RSS             float64  `json:"server_rss_mib"`
}

const (
	crossEvery = 200 * time.Millisecond
	warmUp     = 3 * time.Second // before the first crossing
	settle     = 10 * time.Second
)

// publish runs the fleet against the server, times the alarms, and reads everything back.
func publish(ctx context.Context, s *probe.Server, duty *probe.Client, f *fleet, rate int, d time.Duration) (*flow, error) {
	if d == 0 {
		return nil, nil //nolint:nilnil // left out
	}
	before, err := duty.Alarms(ctx, "")
	if err != nil {
		return nil, err
	}
	busy := map[string]bool{}
	for _, a := range before {
		busy[a.Point] = true
	}
	ear, err := listen(ctx, duty, f)
	if err != nil {
		return nil, err
	}
	defer ear.stop()

	from, cpu := time.Now(), probe.CPU(s.PID())
	run, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	go crossNow(run, f, f.healthy(busy))
	if err := f.run(run, s.Device, rate); err != nil {
		return nil, err
	}
	took := time.Since(from)
	out := f.flow(min(took, d))
	out.CPU, out.RSS = (probe.CPU(s.PID())-cpu)/took.Seconds(), probe.RSS(s.PID())
	ear.await(ctx, out.Crossed)
	out.Event, out.Raised, out.Twice, out.Unexpected = ear.result()
	if err := f.readBack(ctx, duty, from.Add(-time.Second), out); err != nil {
		return nil, err
	}
	// The stream and the list must agree.
	after, err := duty.Alarms(ctx, "")
	if err != nil {
		return nil, err
	}
	listed := map[string]int{}
	for _, a := range after {
		if _, ok := f.crossing(a.Point); ok && !busy[a.Point] && a.Kind != "stale" {
			listed[a.Point]++
		}
	}
	for _, n := range listed {
		out.Twice += n - 1
	}
	if len(listed) != out.Raised {
		return nil, fmt.Errorf("the event stream told of %d alarms, the list has %d", out.Raised, len(listed))
	}
	return out, nil
}

// crossNow takes one point after the other beyond its limit, until ctx ends.
func crossNow(ctx context.Context, f *fleet, points []string) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(warmUp):
	}
	pace := time.NewTicker(crossEvery)
	defer pace.Stop()
	for _, p := range points {
		f.cross(p)
		select {
		case <-ctx.Done():
			return
		case <-pace.C:
		}
	}
}

// flow is what the fleet itself knows.
func (f *fleet) flow(d time.Duration) *flow {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := f.counts
	return &flow{
		PerMessage: f.per, Seconds: d.Seconds(), Connections: len(f.conns), Messages: n.messages, Values: n.values,
		MessagesASecond: float64(n.messages) / d.Seconds(), ValuesASecond: float64(n.values) / d.Seconds(), Behind: ms(time.Duration(f.behind.Load())),
		AckedMessages: n.ackedMessages, AckedValues: n.ackedValues, Ack: quantiles(f.acks), Crossed: len(f.crossed),
	}
}

// readBack counts how many of the acknowledged values can be read: all of them, by point, time and value.
func (f *fleet) readBack(ctx context.Context, c *probe.Client, from time.Time, out *flow) error {
	give := time.Now().Add(settle)
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for _, point := range slices.Sorted(maps.Keys(f.acked)) {
		g.Go(func() error {
			for {
				have, err := c.Values(ctx, point, from)
				if err != nil {
					return err
				}
				found := 0
				for at, v := range f.acked[point] {
					if got, ok := have[at]; ok && got == v {
						found++
					}
				}
				if found == len(f.acked[point]) || time.Now().After(give) {
					mu.Lock()
					defer mu.Unlock()
					out.ReadPoints++
					out.Stored += found
					out.Lost += len(f.acked[point]) - found
					return nil
				}
			}
		})
	}
	return g.Wait()
}

// ear hears the event stream.
type ear struct {
	f     *fleet
	close context.CancelFunc
	ended chan error

	mu         sync.Mutex
	heard      map[string]bool
	took       []time.Duration
	twice, odd int
	more       chan struct{}
}

// listen opens the event stream and returns once it is open.
func listen(ctx context.Context, c *probe.Client, f *fleet) (*ear, error) {
	ctx, cancel := context.WithCancel(ctx)
	e := &ear{f: f, close: cancel, ended: make(chan error, 1), heard: map[string]bool{}, more: make(chan struct{}, 1)}
	open := make(chan struct{})
	go func() {
		e.ended <- c.Follow(ctx, func(v probe.Event, at time.Time) {
			if v.Type == "stream.open" {
				close(open)
			}
			e.event(v, at)
		})
	}()
	select {
	case <-open:
		return e, nil
	case err := <-e.ended:
		cancel()
		return nil, fmt.Errorf("event stream: %w", err)
	}
}

func (e *ear) stop() { e.close() }

func (e *ear) event(v probe.Event, at time.Time) {
	if v.Type != "signal.alarm.raised" {
		return
	}
	var a probe.Alarm
	if json.Unmarshal(v.Data, &a) != nil {
		return
	}
	c, ok := e.f.crossing(a.Point)
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case !ok || a.Value != c.value:
		e.odd++
	case e.heard[a.Point]:
		e.twice++
	default:
		e.heard[a.Point] = true
		e.took = append(e.took, at.Sub(c.at))
	}
	select {
	case e.more <- struct{}{}:
	default:
	}
}

// await waits until n alarms were heard, or some seconds.
func (e *ear) await(ctx context.Context, n int) {
	ctx, cancel := context.WithTimeout(ctx, settle)
	defer cancel()
	for {
		e.mu.Lock()
		done := len(e.heard) >= n
		e.mu.Unlock()
		if done {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-e.more:
		}
	}
}

func (e *ear) result() (took quantile, heard, twice, odd int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return quantiles(e.took), len(e.heard), e.twice, e.odd
}
