package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// load plays the devices.
type load struct {
	clients []mqtt.Client
	points  []point
	crossed map[string]time.Time // point → when its first value above HH was handed to the client
	took    time.Duration

	mu   sync.Mutex
	sent int
	got  map[string][]int64 // point → times of acknowledged observations
}

func newLoad(o options, points []point) (*load, error) {
	l := &load{points: points, crossed: map[string]time.Time{}, got: map[string][]int64{}}
	if len(points) < 2 {
		return nil, fmt.Errorf("no points with limits and without delay")
	}
	for i := range o.connections {
		c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + o.mqtt).SetClientID(fmt.Sprintf("bench-%d", i)).
			SetUsername("demo-device").SetPassword(o.password).SetOrderMatters(false).SetAutoReconnect(true).SetMessageChannelDepth(1000))
		if t := c.Connect(); !t.WaitTimeout(10*time.Second) || t.Error() != nil {
			return nil, fmt.Errorf("connect a device: %w", t.Error())
		}
		l.clients = append(l.clients, c)
	}
	return l, nil
}

// play publishes for the time of the run, in slices of 10 ms, point after point. Ten times a second, after a second to
// get going, the point whose turn it is crosses HH once, each point at most once.
func (l *load) play(ctx context.Context, o options) error {
	const slice = 10 * time.Millisecond
	start := time.Now()
	tick := time.NewTicker(slice)
	defer tick.Stop()
	var waiting sync.WaitGroup
	n, next := 0, start.Add(time.Second)
	for {
		now := time.Now()
		passed := now.Sub(start)
		if passed >= o.run {
			break
		}
		for due := int(passed.Seconds() * float64(o.rate)); n < due; n++ {
			p := l.points[n%len(l.points)]
			quiet, over, _ := p.values()
			v := quiet
			if _, done := l.crossed[p.ID]; !done && now.After(next) {
				v, next = over, next.Add(100*time.Millisecond)
				l.crossed[p.ID] = time.Now()
			}
			l.publish(&waiting, l.clients[n%len(l.clients)], p, v)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	l.took = time.Since(start)
	done := make(chan struct{})
	go func() { waiting.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
	}
	for _, c := range l.clients {
		c.Disconnect(250)
	}
	return nil
}

func (l *load) publish(waiting *sync.WaitGroup, c mqtt.Client, p point, v float64) {
	at := time.Now().UnixMilli()
	token := c.Publish("anlan/v1/obs/"+p.Device, 1, false, fmt.Sprintf(`{"t":%d,"v":{%q:%g}}`, at, p.Key, v))
	l.mu.Lock()
	l.sent++
	l.mu.Unlock()
	waiting.Go(func() {
		<-token.Done()
		if token.Error() == nil {
			l.mu.Lock()
			l.got[p.ID] = append(l.got[p.ID], at)
			l.mu.Unlock()
		}
	})
}

func (l *load) counts() (sent, acked int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, times := range l.got {
		acked += len(times)
	}
	return l.sent, acked
}

func (l *load) acked() map[string][]int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[string][]int64{}
	for id, times := range l.got {
		out[id] = append([]int64(nil), times...)
	}
	return out
}
