package simulate

import (
	"context"
	"math/rand/v2"
	"sort"
	"strings"
	"time"

	"anlan/internal/connect/hj212"
	"anlan/internal/connect/obsjson"
)

// Protocols, as the API names them.
const (
	overMQTT  = "mqtt"
	overHJ212 = "hj212"
)

// memory is how many messages a device keeps while it cannot send; then the oldest are overwritten, as in real ones.
const memory = 3600

// device is one that is played.
type device struct {
	id, protocol, address string
	points                []point
	curves                []*curve // beside points
	queue                 chan *message
	dial                  func(ctx context.Context) (line, error)
	minute                minute
	serial                uint16 // of the last message, in protocols that have one
}

// message is what is acknowledged as one: the payload of a publication, or an exchange of HJ 212.
type message struct {
	payload []byte
	upload  hj212.Upload
	framed  framed
	values  int
}

// line is an open connection of a device.
type line interface {
	// send returns nil when the server has acknowledged the message. After an error the line is of no use.
	send(ctx context.Context, m *message) error
	close()
}

// cast makes the devices that can be played: those of the demo, with points, whose protocol has an address.
func (s *stage) cast(k known) []*device {
	byID := map[string]*device{}
	var out []*device
	for _, d := range k.senders {
		if !d.Demo || s.portOf(d.Protocol) == "" {
			continue
		}
		byID[d.ID] = &device{id: d.ID, protocol: d.Protocol, address: d.Address, queue: make(chan *message, memory)}
	}
	for _, p := range k.points {
		if d := byID[p.Device]; d != nil {
			d.points = append(d.points, p)
			d.curves = append(d.curves, newCurve(p, s.Seed))
		}
	}
	for _, d := range byID {
		if len(d.points) == 0 {
			continue
		}
		switch d.protocol {
		case overMQTT:
			d.dial = s.dialMQTT(d)
		case overHJ212:
			d.dial = s.dialHJ212(d)
		default:
			d.dial = s.dialField(d, s.portOf(d.protocol))
		}
		out = append(out, d)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].id < out[j].id })
	return out
}

// portOf is where devices of a protocol connect, "" when they are not played.
func (s *stage) portOf(protocol string) string {
	return map[string]string{overMQTT: s.MQTT, overHJ212: s.HJ212, overSL651: s.SL651, overGB26875: s.GB26875, overJT808: s.JT808}[protocol]
}

// pace is the time between two messages of a device whose protocol sets none.
func (s *stage) pace(points int) time.Duration {
	if s.Rate > 0 {
		return max(5*time.Millisecond, time.Duration(float64(points)/s.Rate*float64(time.Second)))
	}
	return everyPoint
}

// period is the time between two messages of a device.
func (s *stage) period(d *device, points int) time.Duration {
	p := s.pace(points)
	switch d.protocol {
	case overHJ212:
		p = max(p, 30*time.Second)
	case overSL651: // its times are whole minutes
		p = max(p, time.Minute)
	}
	return p
}

// measure makes a message each period until ctx ends, then closes the queue. Devices begin one after the other.
func (s *stage) measure(ctx context.Context, d *device, n, of int) {
	defer close(d.queue)
	every := s.period(d, s.plot.points)
	first := min(s.pace(s.plot.points), everyPoint) * time.Duration(n) / time.Duration(of)
	select {
	case <-ctx.Done():
		return
	case <-s.Clock.After(first):
	}
	t := s.Clock.NewTicker(every)
	defer t.Stop()
	for {
		for _, m := range s.messages(d, s.Clock.Now()) {
			s.keep(d, m)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.Chan():
		}
	}
}

// keep puts a message in the device's memory. Only measure puts and only deliver takes besides.
func (s *stage) keep(d *device, m *message) {
	s.count(func(r *Report) { r.Published++; r.Observations += int64(m.values) })
	for {
		select {
		case d.queue <- m:
			return
		default:
		}
		select {
		case <-d.queue:
		default:
		}
	}
}

// messages are what a device has to say now.
func (s *stage) messages(d *device, now time.Time) []*message {
	values := make(map[string]float64, len(d.points))
	for i, p := range d.points {
		if !strings.Contains(p.Key, ".minute.") {
			values[p.Key] = s.plot.bend(p.ID, now, d.curves[i].at(now, s.Story != None))
		}
	}
	switch d.protocol {
	case overHJ212:
		return s.uploads(d, now, values)
	case overSL651, overGB26875, overJT808:
		out, err := s.fieldMessage(d, now, values)
		if err != nil { // the demo's points are as the protocol wants them
			s.fail(d, err)
		}
		return out
	}
	payload, err := obsjson.Encode(now, values)
	if err != nil { // values are finite
		s.fail(d, err)
		return nil
	}
	return []*message{{payload: payload, values: len(values)}}
}

// deliver sends the queue in order, each message until it is acknowledged. When ctx ends it stops.
func (s *stage) deliver(ctx context.Context, d *device) {
	rnd := rand.New(rand.NewPCG(s.Seed, hash(d.id)))
	var l line
	defer func() {
		if l != nil {
			l.close()
		}
	}()
	connected := false
	for m := range d.queue {
		pause := 200 * time.Millisecond
		for try := 0; ; try++ {
			var err error
			if l == nil {
				if l, err = d.dial(ctx); err == nil {
					if connected {
						s.count(func(r *Report) { r.Reconnects++ })
					}
					connected = true
				}
			}
			if err == nil {
				if try > 0 {
					s.count(func(r *Report) { r.Resent++ })
				}
				if err = l.send(ctx, m); err == nil {
					s.count(func(r *Report) { r.Acknowledged++ })
					break
				}
				l.close()
				l = nil
			}
			if ctx.Err() != nil {
				return
			}
			s.fail(d, err)
			select {
			case <-ctx.Done():
				return
			case <-s.Clock.After(pause/2 + time.Duration(rnd.Int64N(int64(pause)))):
			}
			pause = min(2*pause, 5*time.Second)
		}
	}
}
