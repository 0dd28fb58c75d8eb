package intake

import (
	"slices"
	"strings"
	"sync"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/connect"
	"anlan/internal/connect/obsjson"
	"anlan/internal/connect/sparkplug"
	"anlan/internal/engine/signal"
)

// When more comes than can be dealt with, values that are about lives (signal.Engine.LifeSafety) go first, and what has no
// room behind them is refused. Nothing that is refused is acknowledged, so a device that keeps what is not acknowledged
// loses nothing:
//
//	MQTT            no PUBACK; once there is room its connection is ended, and it sends again (package door)
//	HTTP push       429 with Retry-After
//	GB/T 26875.3    denied (command 6)
//	SL 651          NAK
//	JT/T 808        the general answer, failed
//	HJ 212          no answer, since the standard has none that says no
//
// Each refusal is counted for its device, and the console shows since when, how many, and whose.
const (
	busy connect.Reason = "overload"

	mostWaiting = 256             // batches by HTTP and TCP that wait for the engine at once, of those that do not go first
	mostFirst   = 4096            // of those by HTTP that do; TCP has as many as it has connections
	overAfter   = 5 * time.Minute // without a refusal; then the next one begins anew
	stillWithin = 10 * time.Second
)

func busyRejection() *connect.Rejection {
	return connect.Reject(busy, "数据过多，超出处理能力，已拒收，设备应重发", "more came than can be dealt with, it was refused and should be sent again")
}

var errBusy = fail.Limited("intake.busy", "平台繁忙，未接收，请按 Retry-After 重发", "too much is coming in, nothing was taken; send it again after Retry-After")

// First tells which values of a message go before all others. It is for bus.Options.First.
func (s *System) First(topic string, payload []byte) (keys map[string]bool, whole bool) {
	if device, ok := obsjson.Device(topic); ok {
		life := s.Signal.LifeSafety(device)
		if len(life) == 0 {
			return nil, false
		}
		some, all := obsjson.Holds(payload, life)
		switch {
		case all:
			return nil, true
		case some:
			return life, false
		}
		return nil, false
	}
	if t, ok := sparkplug.ParseTopic(topic); ok { // its values have no names on the wire: all that the node says goes first
		d, known := s.Signal.DeviceAt(overSparkplug, t.EdgeNode())
		return nil, known && len(s.Signal.LifeSafety(d.ID)) > 0
	}
	return nil, false
}

// gate lets batches that do not come by MQTT wait for the engine, but not too many.
type gate struct {
	mu             sync.Mutex
	first, waiting int
}

// enter takes a place, until leave is called; ok is false when there is none.
func (g *gate) enter(first bool) (leave func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n, most := &g.waiting, mostWaiting
	if first {
		n, most = &g.first, mostFirst
	}
	if *n >= most {
		return nil, false
	}
	*n++
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		*n--
	}, true
}

// aboutLives tells whether one of the samples is of a point that is about lives.
func (s *System) aboutLives(list []signal.Sample) bool {
	return slices.ContainsFunc(list, func(v signal.Sample) bool { return s.Signal.LifeSafety(v.Device)[v.Key] })
}

// overload is what was refused lately, in memory; the counts of all times are with the refused input.
type overload struct {
	mu          sync.Mutex
	since, last time.Time
	of          map[string]int64 // messages by device
}

func (o *overload) note(device string, n int64, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.of == nil || now.Sub(o.last) > overAfter {
		o.since, o.of = now, map[string]int64{}
	}
	o.last = now
	o.of[device] += n
}

// refuseBusy counts messages of a device that were refused for want of room.
func (s *System) refuseBusy(source, device string, n int64) {
	s.overload.note(device, n, s.Clock.Now())
	r := busyRejection()
	s.Signal.RejectMany(source, string(r.Reason), device, n, r.Text, "")
}

// lookRefused counts what the door has refused.
func (s *System) lookRefused() {
	for _, f := range s.Bus.Refused() {
		device, ok := obsjson.Device(f.Topic)
		source := fromMQTT
		if t, sp := sparkplug.ParseTopic(f.Topic); sp {
			d, _ := s.Signal.DeviceAt(overSparkplug, t.EdgeNode())
			device, source, ok = d.ID, overSparkplug, true
		}
		if !ok {
			device = f.User
		}
		s.refuseBusy(source, device, f.Count)
	}
}

// Overload is what was refused lately because more came than could be dealt with; all zero when nothing was for five minutes.
type Overload struct {
	Refused int64         // messages of devices that the person may see
	Since   clock.Instant // of the first
	Last    clock.Instant
	Now     bool // it goes on
	Devices []RefusedDevice
}

// RefusedDevice is a device of which messages were refused.
type RefusedDevice struct {
	signal.Device
	Count int64
}

// Overload says what was refused of the devices that somebody may see, the most first, at most so many of them.
func (s *System) Overload(by identity.Subject, most int) Overload {
	now, scope := s.Clock.Now(), by.Scope(readDevices)
	s.overload.mu.Lock()
	defer s.overload.mu.Unlock()
	var out Overload
	if s.overload.of == nil || now.Sub(s.overload.last) > overAfter {
		return out
	}
	for id, n := range s.overload.of {
		if d, ok := s.Signal.Device(id); ok && scope.Contains(d.Area) {
			out.Refused += n
			out.Devices = append(out.Devices, RefusedDevice{d, n})
		}
	}
	if out.Refused == 0 {
		return out
	}
	out.Since, out.Last, out.Now = clock.At(s.overload.since), clock.At(s.overload.last), now.Sub(s.overload.last) < stillWithin
	slices.SortFunc(out.Devices, func(a, b RefusedDevice) int {
		if a.Count != b.Count {
			return int(b.Count - a.Count)
		}
		return strings.Compare(a.ID, b.ID)
	})
	out.Devices = out.Devices[:min(len(out.Devices), most)]
	return out
}
