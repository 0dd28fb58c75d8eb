package intake

import (
	"hash/fnv"
	"strings"
	"time"

	"anlan/internal/base/identity"
	"anlan/internal/connect"
	"anlan/internal/connect/hj212"
	"anlan/internal/engine/signal"
)

// hj212Talk is a conversation in HJ 212. Every packet carries its MN and PW, and each is checked; the connection itself
// has no name. Uploads (CN 2011, 2051, 2061, 2031) that want an answer get 9014 once their values are stored, notices and
// heartbeats 9013. The error codes of the standard's 9011 are a device's answers to the platform, so a device learns of
// its fault by silence. Minutes that are missing are asked for (CN 2051 with a span of time).
type hj212Talk struct {
	c     *caller
	split hj212.Splitter
	join  hj212.Joiner
}

func talkHJ212(c *caller) talker { return &hj212Talk{c: c} }

func (h *hj212Talk) feed(p []byte)           { h.split.Feed(p) }
func (h *hj212Talk) end() *connect.Rejection { return h.split.End() }

func (h *hj212Talk) next(now time.Time) (turn, bool) {
	p, r, ok := h.split.Next()
	if !ok {
		return turn{}, false
	}
	if r != nil {
		return refusal(r), true
	}
	p = h.join.Join(p)
	d, no, ok := h.c.speaker(p.MN, &p.PW)
	if !ok {
		return no, true
	}
	t := turn{device: d.ID}
	t.observations, t.rejected = p.Observations(now, connect.DefaultWindow)
	t.clock, _ = hj212.QNTime(p.QN)
	if len(t.observations) > 0 {
		t.print = printOf(p.QN, p.CN, p.CP)
	}
	if a, wanted := p.Answer(); wanted {
		t.answer = h.frame(a)
	}
	if start, ok := p.MinuteStart(now, connect.DefaultWindow); ok && len(t.observations) > 0 {
		t.answer = append(t.answer, h.minutes(d, p, start, now)...)
	}
	return t, true
}

// minutes watches for gaps in the minute data and returns the request for what is missing.
func (h *hj212Talk) minutes(d signal.Device, p hj212.Packet, start, now time.Time) []byte {
	s := h.c.s
	s.minutes.Lock()
	defer s.minutes.Unlock()
	m := s.minutes.of[d.ID]
	if m == nil {
		m = &hj212.Minutes{}
		if last := s.lastMinute(d.ID); !last.IsZero() {
			m.Seen(last)
		}
		s.minutes.of[d.ID] = m
	}
	missing, found := m.Seen(start)
	s.metrics.minutes.WithLabelValues("missing").Add(float64(missing))
	s.metrics.minutes.WithLabelValues("found").Add(float64(found))
	from, to, ok := m.Ask(now)
	if !ok {
		return nil
	}
	s.metrics.minutes.WithLabelValues("asked").Inc()
	s.Log.Info("minutes asked for", "device", d.ID, "from", from, "to", to, "missing", m.Missing())
	return h.frame(p.Request(now, from, to))
}

// lastMinute is the newest start of minute data that is stored, so that what was missed while the server stood still is
// asked for too.
func (s *System) lastMinute(device string) (last time.Time) {
	points, _ := s.Signal.Points(identity.Everywhere, signal.PointFilter{Device: device, Limit: 1000})
	for _, p := range points {
		if strings.Contains(p.Key, ".minute.") && p.ObservedAt.After(last) {
			last = p.ObservedAt.Time
		}
	}
	return last
}

func (h *hj212Talk) frame(p hj212.Packet) []byte {
	frame, err := p.Frame()
	if err != nil {
		h.c.s.Log.Error("HJ 212 answer", "mn", p.MN, "err", err)
		return nil
	}
	return frame
}

// printOf is the fingerprint of a message.
func printOf(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = h.Write([]byte(p)) // a hash takes all
		_, _ = h.Write([]byte{0})
	}
	return max(1, h.Sum64())
}
