package intake

import (
	"context"
	"crypto/subtle"
	"net"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/connect"
	"anlan/internal/connect/obsjson"
	"anlan/internal/connect/sparkplug"
	"anlan/internal/engine/signal"
)

// DemoUser is the MQTT user that may publish for every demo device.
const DemoUser = "demo-device"

const (
	deviceTopics  = "anlan/v1/obs"        // below it, one level: the device
	deviceDurable = "anlan-obs"           // our place in the stream of messages
	cutsEvery     = time.Second           // how often cut connections are looked for
	cutsLate      = 30 * time.Second      // how long a cut may take to be listed
	maxCutsKept   = 4096                  // cuts remembered as counted already
	payloadCut    = "Payload Exceeded"    // in bus.Cut.Reason
	violationCut  = "Protocol Violation"  // likewise
	parseCut      = "Parse Error"         // likewise
	overflowCut   = "Slow Consumer"       // likewise
	silentCut     = "Authentication Time" // likewise: connected and never said who it is
	manyCut       = "Maximum Connections" // likewise: made room for others
)

// Login decides about a device that connects by MQTT and returns the bus subjects to which it may publish: none when its
// id or secret is wrong, which is counted. It is for bus.Options.Login.
func (s *System) Login(l bus.DeviceLogin) []string {
	if l.User == DemoUser && s.DemoPassword != "" && subtle.ConstantTimeCompare([]byte(l.Password), []byte(s.DemoPassword)) == 1 {
		var subjects []string
		for _, d := range s.Signal.Devices() {
			if !d.Demo {
				continue
			}
			if subject, err := bus.DeviceSubject(obsjson.Topic(d.ID)); err == nil {
				subjects = append(subjects, subject)
			}
		}
		return subjects
	}
	d, ok := s.Signal.Device(l.User)
	host, _, err := net.SplitHostPort(l.Address)
	if ok && d.Knows(l.Password) && (err != nil || s.registry.admits(d.ID, host, bySecret)) {
		switch d.Protocol {
		case overMQTT:
			if subject, err := bus.DeviceSubject(obsjson.Topic(d.ID)); err == nil {
				return []string{subject}
			}
		case overSparkplug:
			if subjects := sparkplugSubjects(d.Address); len(subjects) > 0 {
				return subjects
			}
		}
	}
	s.reject(fromMQTT, connect.Reject(badLogin, "设备编号或密码错误", "wrong device id or secret").Of(l.User).Quote(l.Address))
	return nil
}

// Forbidden counts a message to a topic that its sender may not use; the bus has dropped it. It is for
// bus.Options.Forbidden.
func (s *System) Forbidden(f bus.Forbidden) {
	device, ok := obsjson.Device(f.Topic)
	if t, sparkplug := sparkplug.ParseTopic(f.Topic); sparkplug {
		d, known := s.Signal.DeviceAt(overSparkplug, t.EdgeNode())
		device, ok = d.ID, true
		if !known {
			device = t.EdgeNode()
		}
	}
	switch {
	case !ok:
		s.reject(fromMQTT, connect.Reject(badTopic, "主题应为 anlan/v1/obs/设备编号", "the topic must be anlan/v1/obs/{device}").At(f.Topic).Quote(f.Connection))
	case !s.known(device):
		s.reject(fromMQTT, connect.Reject(connect.UnknownDevice, "没有登记的设备", "the device is not registered").Of(device).Quote(f.Connection))
	default:
		s.reject(fromMQTT, connect.Reject(connect.Forbidden, "无权代该设备发送", "the sender may not speak for this device").Of(device).Quote(f.Connection))
	}
}

func (s *System) known(device string) bool {
	_, ok := s.Signal.Device(device)
	return ok
}

// runMQTT takes what devices publish, and lets them in once nothing can be missed.
func (s *System) runMQTT(ctx context.Context) error {
	err := s.Bus.Messages(ctx, deviceTopics, deviceDurable, s.admit, s.takeMessages)
	if ctx.Err() != nil {
		return nil //nolint:nilerr // a stop while the consumer was being made is a stop
	}
	return err
}

// admit is called by both consumers of device messages; devices are let in when nothing can be missed by either.
func (s *System) admit() {
	if s.standing.Add(1) == 2 {
		s.Bus.Admit()
	}
}

// takeMessages returns an error only when nothing could be stored, and then the batch comes again. Whatever is wrong with
// a message itself is refused and counted, so no message can hold up those behind it.
func (s *System) takeMessages(ctx context.Context, messages []bus.Message) error {
	in := batch{source: fromMQTT, samples: make([]signal.Sample, 0, 4*len(messages))}
	unassured := 0
	var heard []hearing
	known := s.newSieve(len(messages))
	for i := range messages {
		m := &messages[i]
		once := m.Part != bus.Sooner // what is counted of a message is counted once
		if !m.Assured && once {
			unassured++
		}
		device, ok := obsjson.Device(m.Topic)
		if !ok {
			in.refuse("", connect.Reject(badTopic, "主题应为 anlan/v1/obs/设备编号", "the topic must be anlan/v1/obs/{device}").At(m.Topic).Quote(string(m.Payload[:min(len(m.Payload), connect.SampleBytes)])))
			continue
		}
		observations, rejected := obsjson.Decode(device, m.Payload, m.Arrived, obsjson.Default)
		h := hearing{device: device, clock: clockOf(observations, m.Arrived), at: m.Arrived}
		if !h.clock.IsZero() { // a message without a time of its own may well be like the one before
			h.print = printOf(m.Topic, string(m.Payload), string(rune('0'+m.Part)))
		}
		samples := samplesOf(device, m.Arrived, meant(m, observations))
		before, err := known.repeated(ctx, device, h.print, samples)
		if err != nil {
			return err
		}
		if before != isNew {
			if !m.Again && once { // else it is we who hand it out once more
				in.refuse(device, cameAgain())
			}
			continue
		}
		in.samples = append(in.samples, samples...)
		if !once {
			continue
		}
		in.refuse(device, rejected...)
		if len(observations) > 0 {
			heard = append(heard, h)
		}
	}
	if err := s.take(ctx, in); err != nil {
		return err
	}
	for _, h := range heard {
		if s.known(h.device) {
			s.health.heard(h.device, "MQTT", h.print, h.clock, h.at)
		}
	}
	s.metrics.unassured.Add(float64(unassured))
	return nil
}

// meant are the observations that a part of a message is about.
func meant(m *bus.Message, list []connect.Observation) []connect.Observation {
	if m.Part == bus.Whole {
		return list
	}
	return slices.DeleteFunc(list, func(o connect.Observation) bool { return !m.Means(o.Key) })
}

// hearing is a sound message, to be noted when it is stored.
type hearing struct {
	device string
	print  uint64
	clock  time.Time // the device's
	at     time.Time // ours
}

// clockOf is the newest time of observation, which is the device's clock unless it sends what it has kept; zero when the
// device gave none.
func clockOf(list []connect.Observation, now time.Time) (newest time.Time) {
	for _, o := range list {
		if !o.At.Equal(now) && o.At.After(newest) {
			newest = o.At
		}
	}
	return newest
}

// watchCuts counts what never reaches us as a message, because the server closed its connection or there was no room.
func (s *System) watchCuts(ctx context.Context) error {
	t := s.Clock.NewTicker(cutsEvery)
	defer t.Stop()
	w := cutWatch{counted: map[bus.Cut]bool{}}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			s.lookRefused()
			if err := w.look(s); err != nil {
				s.Log.Warn("cut device connections", "err", err)
			}
		}
	}
}

// cutWatch remembers which cuts were counted. The server dates them by the machine's clock, not by ours, so they are told
// apart by what they are and not by when we looked.
type cutWatch struct {
	start   time.Time
	counted map[bus.Cut]bool
}

func (w *cutWatch) look(s *System) error {
	cuts, err := s.Bus.Cuts(w.start)
	if err != nil {
		return err
	}
	for _, c := range cuts {
		c.At = c.At.UTC()
		if w.counted[c] {
			continue
		}
		w.counted[c] = true
		if r := cutRejection(c); r != nil {
			s.reject(fromMQTT, r.Of(c.User).Quote(c.Address+" "+c.Reason))
		}
		if c.At.After(w.start.Add(2 * cutsLate)) {
			w.start = c.At.Add(-cutsLate)
		}
	}
	if len(w.counted) > maxCutsKept {
		for c := range w.counted {
			if !c.At.After(w.start) {
				delete(w.counted, c)
			}
		}
	}
	return nil
}

// cutRejection is what a cut says about the device's input; nil when it says nothing: the line broke, or the login was
// wrong, which Login has counted.
func cutRejection(c bus.Cut) *connect.Rejection {
	switch {
	case strings.Contains(c.Reason, payloadCut):
		return connect.Reject(connect.TooLarge, "报文过大，连接已断开", "the message was too large, the connection was closed")
	case strings.Contains(c.Reason, violationCut), strings.Contains(c.Reason, parseCut):
		return connect.Reject(protocol, "不符合 MQTT 协议，连接已断开", "not MQTT, the connection was closed")
	case strings.Contains(c.Reason, silentCut):
		return connect.Reject(timeout, "连接后未登录，连接已断开", "no login in time, the connection was closed")
	case strings.Contains(c.Reason, manyCut):
		return connect.Reject(connect.TooMany, "连接过多，等待最久的已断开", "too many connections, the one that had waited longest was closed")
	case strings.Contains(c.Reason, overflowCut):
		return connect.Reject(protocol, "不接收应答，连接已断开", "answers were not read, the connection was closed")
	}
	return nil
}
