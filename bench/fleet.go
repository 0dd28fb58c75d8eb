package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"golang.org/x/sync/errgroup"

	"anlan/internal/probe"
)

// group is what one message carries: points of one gateway and what they show.
type group struct {
	device string
	points []probe.Point
	keys   []string
	values []float64
	at     int64 // time of the last message
}

// place is where a point is in the fleet.
type place struct {
	conn, index int
	group       *group
}

// fleet plays all gateways over some connections, and remembers what the server acknowledged.
type fleet struct {
	per   int // values a message
	conns [][]*group
	where map[string]place
	asked []chan string // points to take beyond HH, by connection

	mu      sync.Mutex
	acked   map[string]map[int64]float64 // by point and time
	crossed map[string]crossing
	acks    []time.Duration
	counts  struct{ messages, values, ackedMessages, ackedValues int }
	behind  atomic.Int64 // the most that a message was sent after its time, in ns
}

// crossing is a point taken beyond its limit.
type crossing struct {
	value float64
	at    time.Time // just before it was published
}

func newFleet(points []probe.Point, per, conns int) *fleet {
	f := &fleet{per: per, conns: make([][]*group, conns), where: map[string]place{}, acked: map[string]map[int64]float64{}, crossed: map[string]crossing{}}
	byDevice := map[string][]*group{}
	var devices []string
	for _, p := range points {
		list := byDevice[p.Device]
		if list == nil {
			devices = append(devices, p.Device)
		}
		if len(list) == 0 || len(list[len(list)-1].points) == per {
			list = append(list, &group{device: p.Device})
		}
		g := list[len(list)-1]
		g.points, g.keys, g.values = append(g.points, p), append(g.keys, p.Key), append(g.values, p.Normal())
		byDevice[p.Device] = list
	}
	for i, d := range devices {
		c := i % conns
		for _, g := range byDevice[d] {
			for k, p := range g.points {
				f.where[p.ID] = place{conn: c, index: k, group: g}
			}
			f.conns[c] = append(f.conns[c], g)
		}
	}
	for range conns {
		f.asked = append(f.asked, make(chan string, 16))
	}
	return f
}

// healthy lists the points that one value takes into alarm, spread over the city, without those that are in alarm.
func (f *fleet) healthy(busy map[string]bool) []string {
	var lists [][]string
	for _, groups := range f.conns {
		var list []string
		for _, g := range groups {
			for _, p := range g.points {
				if p.Crossable() && !busy[p.ID] {
					list = append(list, p.ID)
				}
			}
		}
		lists = append(lists, list)
	}
	var out []string
	for i := 0; len(lists) > 0; i++ {
		rest := lists[:0]
		for _, l := range lists {
			// A fixed stride goes through a list in an order that has nothing to do with where things are.
			if i < len(l) {
				out = append(out, l[(i*7919)%len(l)])
				rest = append(rest, l)
			}
		}
		lists = rest
	}
	return unique(out)
}

func unique(in []string) (out []string) {
	seen := map[string]bool{}
	for _, s := range in {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// cross asks for a point to be taken beyond HH now; it stays there.
func (f *fleet) cross(point string) { f.asked[f.where[point].conn] <- point }

// crossing tells when a point was taken beyond its limit.
func (f *fleet) crossing(point string) (crossing, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c, ok := f.crossed[point]
	return c, ok
}

// run publishes rate values a second until ctx ends, and what is asked for at once; rate 0 publishes only that. It
// returns when everything is acknowledged or 20 s have gone by. A connection that breaks is an error.
func (f *fleet) run(ctx context.Context, dial func(ctx context.Context, id string) (probe.Device, error), rate int) error {
	run, ctx := errgroup.WithContext(ctx)
	for i := range f.conns {
		d, err := dial(ctx, fmt.Sprintf("bench-%d", i))
		if err != nil {
			return err
		}
		defer d.Disconnect(250)
		run.Go(func() error { return f.connection(ctx, d, i, rate) })
	}
	return run.Wait()
}

type sent struct {
	token  mqtt.Token
	at     int64
	begun  time.Time
	points []probe.Point
	values []float64
}

func (f *fleet) connection(ctx context.Context, d probe.Device, i, rate int) error {
	waiting := make(chan sent, 100_000)
	noted := make(chan struct{})
	go func() {
		defer close(noted)
		for s := range waiting {
			f.note(s)
		}
	}()
	defer func() { close(waiting); <-noted }()
	groups, interval := f.conns[i], time.Hour
	if rate > 0 && len(groups) > 0 {
		values := 0
		for _, g := range groups {
			values += len(g.points)
		}
		// Each connection has its share of the values, in as many messages as it has groups.
		all := 0
		for _, c := range f.conns {
			for _, g := range c {
				all += len(g.points)
			}
		}
		share := float64(rate) * float64(values) / float64(all)
		interval = time.Duration(float64(time.Second) * float64(values) / float64(len(groups)) / share)
	}
	next := time.Now().Add(interval * time.Duration(i) / time.Duration(len(f.conns)))
	timer := time.NewTimer(time.Until(next))
	defer timer.Stop()
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return nil
		case point := <-f.asked[i]:
			waiting <- f.sendCrossing(d, point)
		case <-timer.C:
			if rate > 0 {
				f.lag(time.Since(next))
				waiting <- f.send(d, groups[n%len(groups)], n)
				n++
			}
			next = next.Add(interval)
			timer.Reset(time.Until(next))
		}
		if !d.IsConnectionOpen() {
			return fmt.Errorf("connection %d was closed by the server", i)
		}
	}
}

func (f *fleet) lag(d time.Duration) {
	for {
		old := f.behind.Load()
		if int64(d) <= old || f.behind.CompareAndSwap(old, int64(d)) {
			return
		}
	}
}

// send publishes a group, each value a little different from the last time.
func (f *fleet) send(d probe.Device, g *group, n int) sent {
	g.at = max(g.at+1, time.Now().UnixMilli())
	values := make([]float64, len(g.values))
	for k, v := range g.values {
		values[k] = v + float64((n+k)%7)/1000
	}
	begun := time.Now()
	return sent{token: d.Observe(g.device, g.at, g.keys, values), at: g.at, begun: begun, points: g.points, values: values}
}

// sendCrossing publishes one value beyond HH, told from all others, as a gateway does at once.
func (f *fleet) sendCrossing(d probe.Device, point string) sent {
	at := f.where[point]
	g, k := at.group, at.index
	g.at = max(g.at+1, time.Now().UnixMilli())
	f.mu.Lock()
	v := g.points[k].Beyond(len(f.crossed))
	g.values[k] = v
	begun := time.Now()
	f.crossed[point] = crossing{value: v, at: begun}
	f.mu.Unlock()
	return sent{token: d.Observe(g.device, g.at, g.keys[k:k+1], []float64{v}), at: g.at, begun: begun, points: g.points[k : k+1], values: []float64{v}}
}

func (f *fleet) note(s sent) {
	ok := s.token.WaitTimeout(20*time.Second) && s.token.Error() == nil
	took := time.Since(s.begun)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts.messages++
	f.counts.values += len(s.points)
	if !ok {
		return
	}
	f.counts.ackedMessages++
	f.counts.ackedValues += len(s.points)
	f.acks = append(f.acks, took)
	for k, p := range s.points {
		if f.acked[p.ID] == nil {
			f.acked[p.ID] = map[int64]float64{}
		}
		f.acked[p.ID][s.at] = s.values[k]
	}
}
