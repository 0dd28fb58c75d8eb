package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"anlan/internal/probe"
)

// kind is how values are sent.
type kind struct {
	qos byte
	per int // values a message
}

func (k kind) name() string { return fmt.Sprintf("QoS %d, %d a message", k.qos, k.per) }

// group is what one message carries: points of one gateway.
type group struct {
	device string
	topic  string
	points []probe.Point
	keys   []string
	values []float64
	at     int64 // time of the last message
	n      int
}

// crossing is a point taken beyond its limit.
type crossing struct {
	value float64
	at    time.Time // just before it was written
}

// load is one flow of messages from many gateways.
type load struct {
	kind
	conns [][]*group
	asked []chan *group // groups of one point to be taken beyond HH, by connection

	mu      sync.Mutex
	crossed map[string]crossing // by point
	sent    int                 // values
	late    time.Duration       // the most that a message was written after its time
	lines   []*line
}

const (
	crossEvery = 100 * time.Millisecond
	warmUp     = 2 * time.Second
	tick       = time.Millisecond
)

// newLoad shares the gateways among the connections.
func newLoad(points []probe.Point, k kind, conns int) *load {
	l := &load{kind: k, conns: make([][]*group, conns), crossed: map[string]crossing{}}
	open, place := map[string]*group{}, map[string]int{}
	for _, p := range points {
		if _, ok := place[p.Device]; !ok {
			place[p.Device] = len(place) % conns
		}
		g := open[p.Device]
		if g == nil || len(g.points) == k.per {
			g = &group{device: p.Device, topic: probe.Topic(p.Device)}
			open[p.Device] = g
			c := place[p.Device]
			l.conns[c] = append(l.conns[c], g)
		}
		g.points, g.keys, g.values = append(g.points, p), append(g.keys, p.Key), append(g.values, p.Normal())
	}
	for range conns {
		l.asked = append(l.asked, make(chan *group, 16))
	}
	return l
}

// run publishes rate values a second for a while, and waits for what is on the way.
func (l *load) run(ctx context.Context, dial func(ctx context.Context, id string) (*line, error), rate int, d, patience time.Duration) error {
	all := 0
	for _, c := range l.conns {
		for _, g := range c {
			all += len(g.points)
		}
	}
	run, ctx := errgroup.WithContext(ctx)
	end, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var acks sync.WaitGroup
	for i, groups := range l.conns {
		line, err := dial(ctx, fmt.Sprintf("bench-%d", i))
		if err != nil {
			return err
		}
		defer line.conn.Close()
		l.lines = append(l.lines, line)
		acks.Go(func() { _ = line.acks() }) // a broken connection is seen by who writes
		values := 0
		for _, g := range groups {
			values += len(g.points)
		}
		run.Go(func() error { return l.connection(end, line, i, float64(rate)*float64(values)/float64(all)) })
	}
	if err := run.Wait(); err != nil {
		return err
	}
	for until := time.Now().Add(patience); l.qos > 0 && l.open() > 0 && time.Now().Before(until); {
		<-time.After(5 * time.Millisecond)
	}
	for _, line := range l.lines {
		_ = line.conn.Close()
	}
	acks.Wait()
	return nil
}

func (l *load) open() (n int) {
	for _, line := range l.lines {
		n += line.waiting()
	}
	return n
}

// connection writes its share: at each tick what is due by then.
func (l *load) connection(end context.Context, line *line, i int, rate float64) error {
	groups := l.conns[i]
	if len(groups) == 0 {
		return nil
	}
	timer := time.NewTicker(tick)
	defer timer.Stop()
	begin, n, sent := time.Now(), 0, 0
	for {
		select {
		case <-end.Done():
			l.mu.Lock()
			l.sent += sent
			l.mu.Unlock()
			return line.flush()
		case g := <-l.asked[i]:
			if err := l.cross(end, line, g); err != nil && !errors.Is(err, end.Err()) {
				return err
			}
			sent++
		case <-timer.C:
			due := int(rate * time.Since(begin).Seconds())
			if sent < due {
				late := time.Since(begin) - time.Duration(float64(sent)/rate*float64(time.Second))
				l.mu.Lock()
				l.late = max(l.late, late)
				l.mu.Unlock()
			}
			for sent < due && end.Err() == nil {
				g := groups[n%len(groups)]
				if err := l.publish(end, line, g); err != nil {
					if end.Err() != nil {
						break
					}
					return err
				}
				n++
				sent += len(g.points)
			}
			if err := line.flush(); err != nil {
				return err
			}
		}
	}
}

// publish writes a group, each value a little different from the last time.
func (l *load) publish(ctx context.Context, line *line, g *group) error {
	g.at = max(g.at+1, time.Now().UnixMilli())
	g.n++
	var room [16]float64
	values := room[:0]
	for k, v := range g.values {
		values = append(values, v+float64((g.n+k)%7)/1000)
	}
	return line.publish(ctx, g.topic, probe.Payload(g.at, g.keys, values), l.qos, len(values))
}

// cross takes a point beyond HH, where it stays.
func (l *load) cross(ctx context.Context, line *line, g *group) error {
	p := g.points[0]
	g.at = max(g.at+1, time.Now().UnixMilli())
	l.mu.Lock()
	v := p.Beyond(len(l.crossed))
	g.values[0] = v
	l.crossed[p.ID] = crossing{value: v, at: time.Now()}
	l.mu.Unlock()
	if err := line.publish(ctx, g.topic, probe.Payload(g.at, g.keys[:1], []float64{v}), l.qos, 1); err != nil {
		return err
	}
	return line.flush()
}

// crossNow takes one point after the other beyond its limit, until ctx ends. A group is touched by its connection alone.
func (l *load) crossNow(ctx context.Context, busy map[string]bool) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(warmUp):
	}
	pace := time.NewTicker(crossEvery)
	defer pace.Stop()
	for i := 0; ; i++ {
		any := false
		for c, groups := range l.conns {
			if i >= len(groups) {
				continue
			}
			any = true
			g := groups[(i*7919)%len(groups)] // an order that has nothing to do with where things are
			if p := g.points[0]; !p.Crossable() || busy[p.ID] {
				continue
			}
			busy[g.points[0].ID] = true
			select {
			case l.asked[c] <- g:
			case <-ctx.Done():
				return
			}
			select {
			case <-pace.C:
			case <-ctx.Done():
				return
			}
		}
		if !any {
			return
		}
	}
}

// acked are the values and the times until acknowledgement, of every sixteenth message.
func (l *load) acked() (values int, took []time.Duration) {
	for _, line := range l.lines {
		line.mu.Lock()
		values += line.ackedValues
		took = append(took, line.took...)
		line.mu.Unlock()
	}
	return values, took
}
