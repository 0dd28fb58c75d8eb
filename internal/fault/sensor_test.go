package fault_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// perMessage is how many values go in one message.
const perMessage = 10

// group is what one message carries: points of one gateway with the values they show now.
type group struct {
	device string
	points []probe.Point
	keys   []string
	values []float64
	at     int64 // time of the last message
}

// sensor is a device connection that notes everything it sends and what was acknowledged of it.
type sensor struct {
	name   string
	groups []*group

	mu      sync.Mutex
	sent    map[string]map[int64]float64 // by point and time
	acked   map[string]map[int64]float64
	crossed map[string]bool // points that were sent beyond HH; true when that message was acknowledged
	n       int
	next    int // point to be crossed next
}

// sensors shares the gateways of the city among n connections.
func sensors(t *testing.T, c *probe.Client, n int) []*sensor {
	t.Helper()
	points, err := c.Points(context.Background())
	require.NoError(t, err)
	require.Greater(t, len(points), 1000)
	groups := map[string][]*group{}
	var devices []string
	for _, p := range points {
		list := groups[p.Device]
		if list == nil {
			devices = append(devices, p.Device)
		}
		if len(list) == 0 || len(list[len(list)-1].points) == perMessage {
			list = append(list, &group{device: p.Device})
		}
		g := list[len(list)-1]
		g.points, g.keys, g.values = append(g.points, p), append(g.keys, p.Key), append(g.values, p.Normal())
		groups[p.Device] = list
	}
	out := make([]*sensor, n)
	for i := range out {
		out[i] = &sensor{name: "fault-" + string(rune('a'+i)), sent: map[string]map[int64]float64{}, acked: map[string]map[int64]float64{}, crossed: map[string]bool{}}
	}
	for i, d := range devices {
		s := out[i%n]
		s.groups = append(s.groups, groups[d]...)
	}
	return out
}

// every is the pace of one sensor; each crossEvery-th message takes a point beyond HH that has not been there.
const (
	every      = 4 * time.Millisecond
	crossEvery = 25
)

// play sends until the connection breaks or ctx ends.
func (s *sensor) play(ctx context.Context, server *probe.Server) error {
	d, err := server.Device(ctx, s.name)
	if err != nil {
		return err
	}
	defer d.Disconnect(0)
	pace := time.NewTicker(every)
	defer pace.Stop()
	var waiting sync.WaitGroup
	defer waiting.Wait()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-pace.C:
		}
		if !d.IsConnectionOpen() {
			return nil
		}
		m := s.message()
		token := d.Observe(m.device, m.at, m.keys, m.values)
		waiting.Go(func() {
			if token.WaitTimeout(30*time.Second) && token.Error() == nil {
				s.note(m)
			}
		})
	}
}

type message struct {
	device string
	at     int64
	points []probe.Point
	keys   []string
	values []float64
	cross  string // the point that it takes beyond HH
}

func (s *sensor) message() message {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.groups[s.n%len(s.groups)]
	cross := ""
	if s.n++; s.n%crossEvery == 0 {
		g, cross = s.crossNext(g)
	}
	g.at = max(g.at+1, time.Now().UnixMilli())
	m := message{device: g.device, at: g.at, points: g.points, keys: g.keys, values: append([]float64(nil), g.values...), cross: cross}
	for i, p := range g.points {
		put(s.sent, p.ID, m.at, m.values[i])
	}
	return m
}

// crossNext takes the next point that can be crossed beyond its HH, where it stays; when all are there, nothing happens.
func (s *sensor) crossNext(g *group) (*group, string) {
	i := 0
	for _, g := range s.groups {
		for k, p := range g.points {
			if !p.Crossable() {
				continue
			}
			if i == s.next {
				s.next++
				g.values[k] = p.Beyond(i)
				s.crossed[p.ID] = false
				return g, p.ID
			}
			i++
		}
	}
	return g, ""
}

func (s *sensor) note(m message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, p := range m.points {
		put(s.acked, p.ID, m.at, m.values[i])
		if _, ok := s.crossed[p.ID]; ok && p.Limits.HH != nil && m.values[i] > *p.Limits.HH {
			s.crossed[p.ID] = true
		}
	}
}

func put(m map[string]map[int64]float64, point string, at int64, v float64) {
	if m[point] == nil {
		m[point] = map[int64]float64{}
	}
	m[point][at] = v
}

// requireStored waits until every acknowledged value can be read, and demands that nothing else is there.
func (s *sensor) requireStored(t *testing.T, c *probe.Client, from time.Time) (values int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for point, want := range s.acked {
		var have map[int64]float64
		missing := 0
		require.Eventually(t, func() bool {
			var err error
			have, err = c.Values(context.Background(), point, from)
			if err != nil {
				t.Log(err)
				return false
			}
			missing = 0
			for at, v := range want {
				if got, ok := have[at]; !ok || got != v {
					missing++
				}
			}
			return missing == 0
		}, time.Minute, 50*time.Millisecond, "point %s: %d of %d acknowledged values are lost", point, missing, len(want))
		values += len(want)
		for at, v := range have {
			sent, ok := s.sent[point][at]
			require.True(t, ok && sent == v, "point %s has a value that nobody sent: %v at %d", point, v, at)
		}
	}
	return values
}

// requireAlarms demands one episode for every point whose crossing was acknowledged, at most one for the others that
// were crossed, and none elsewhere.
func requireAlarms(t *testing.T, c *probe.Client, all []*sensor) (raised int) {
	t.Helper()
	crossed := map[string]bool{}
	for _, s := range all {
		s.mu.Lock()
		for p, acked := range s.crossed {
			crossed[p] = acked
		}
		s.mu.Unlock()
	}
	count := map[string]int{}
	var missing []string
	enough := func() bool {
		alarms, err := c.Alarms(context.Background(), "")
		require.NoError(t, err)
		clear(count)
		for _, a := range alarms {
			if a.Kind != "stale" {
				count[a.Point]++
			}
		}
		missing = missing[:0]
		for p, acked := range crossed {
			if acked && count[p] == 0 {
				missing = append(missing, p)
			}
		}
		return len(missing) == 0
	}
	if !assert.Eventually(t, enough, time.Minute, 50*time.Millisecond) {
		t.Fatalf("%d of %d alarms of acknowledged values are missing, of the points %v", len(missing), len(crossed), missing)
	}
	for p, n := range count {
		_, ok := crossed[p]
		require.True(t, ok, "an alarm of point %s, which was never beyond a limit", p)
		require.Equal(t, 1, n, "alarms of point %s, which crossed its limit once", p)
		raised += n
	}
	return raised
}
