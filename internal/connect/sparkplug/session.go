package sparkplug

import (
	"math"
	"time"

	"anlan/internal/connect"
)

// Bounds of a session: what a node may make us remember.
const (
	maxDevices = 500
	maxMetrics = 20000
)

// bdSeq is the metric of births and deaths that numbers the connections of a node.
const bdSeq = "bdSeq"

// Session is the memory of one edge node: the metrics that it and its devices gave birth to, and the number of its last
// message. Its zero value is ready; it is not for several goroutines.
type Session struct {
	born    bool
	bdSeq   float64 // of the birth: a death with another number is that of an older connection
	next    uint64  // sequence number that must come
	devices map[string]*device
	metrics int
}

type device struct {
	alive   bool
	byAlias map[uint64]Metric
	byName  map[string]Metric
}

// Result is what one message brought. Rebirth is set when the host must ask for a new birth: a message was missed, or
// one speaks of what was never born.
type Result struct {
	Observations []connect.Observation
	Rejections   connect.Rejections
	Rebirth      bool
}

// Take reads a message of the node. A gap in the numbers loses nothing that did come: what can be understood is
// delivered, and a new birth is asked for.
func (s *Session) Take(t Topic, payload []byte, now time.Time, w connect.Window) (out Result) {
	p, r := Decode(payload)
	if r != nil {
		out.Rejections = append(out.Rejections, r.Of(t.Source()))
		return out
	}
	if p.At.IsZero() {
		p.At = now
	}
	if t.Kind == NDeath && s.born && p.bdSeq() >= 0 && p.bdSeq() != s.bdSeq {
		return out
	}
	s.follow(t, p, &out)
	d := s.devices[t.Device]
	switch t.Kind {
	case NDeath:
		for name, d := range s.devices {
			d.die(source(t, name), now, &out)
		}
		s.born = false
		return out
	case DDeath:
		if d != nil {
			d.die(t.Source(), now, &out)
		}
		return out
	case NBirth, DBirth:
		d = s.birth(t, &out)
	default: // data of what was born
	}
	if d == nil || !d.alive {
		out.Rebirth = true
		out.Rejections = append(out.Rejections, connect.Reject(connect.Gap, "没有收到出生报文，已要求重发", "there was no birth; a new one is asked for").Of(t.Source()).Dump(payload))
		return out
	}
	for _, m := range p.Metrics {
		s.metric(d, t, m, p.At, now, w, &out)
	}
	return out
}

// bdSeq is the number of the connection that birth and death share, -1 when there is none.
func (p Payload) bdSeq() float64 {
	for _, m := range p.Metrics {
		if m.Name == bdSeq {
			return m.Value
		}
	}
	return -1
}

// source names a device of the node of t.
func source(t Topic, device string) string {
	t.Device = device
	return t.Source()
}

// follow checks the sequence number.
func (s *Session) follow(t Topic, p Payload, out *Result) {
	switch {
	case t.Kind == NDeath:
		return // has none
	case t.Kind == NBirth:
		*s = Session{born: true, bdSeq: p.bdSeq(), devices: map[string]*device{}}
	case !s.born:
		out.Rebirth = true
	case !p.HasSeq || p.Seq != s.next:
		out.Rebirth = true
		out.Rejections = append(out.Rejections, connect.Reject(connect.Gap, "序号不连续，有报文丢失", "the numbers have a gap, messages were lost").Of(t.Source()).At("seq"))
	}
	s.next = (p.Seq + 1) & 0xff
}

func (s *Session) birth(t Topic, out *Result) *device {
	if s.devices == nil || !s.born && t.Kind == DBirth {
		return nil // a device before its node
	}
	if len(s.devices) >= maxDevices && s.devices[t.Device] == nil {
		out.Rejections = append(out.Rejections, connect.Reject(connect.TooMany, "设备过多", "too many devices").Of(t.Source()))
		return nil
	}
	if old := s.devices[t.Device]; old != nil {
		s.metrics -= len(old.byName)
	}
	d := &device{alive: true, byAlias: map[uint64]Metric{}, byName: map[string]Metric{}}
	s.devices[t.Device] = d
	return d
}

// metric takes one value. In a birth it makes the metric known.
func (s *Session) metric(d *device, t Topic, m Metric, at, now time.Time, w connect.Window, out *Result) {
	refuse := func(r *connect.Rejection) { out.Rejections = append(out.Rejections, r.Of(t.Source())) }
	birth := t.Kind == NBirth || t.Kind == DBirth
	if birth && m.Name != "" {
		if s.metrics >= maxMetrics {
			refuse(connect.Reject(connect.TooMany, "测点过多", "too many metrics").At(m.Name))
			return
		}
		if _, known := d.byName[m.Name]; !known {
			s.metrics++
		}
		d.byName[m.Name] = m
		if m.HasAlias {
			d.byAlias[m.Alias] = m
		}
	}
	known, ok := d.byName[m.Name]
	if m.Name == "" {
		known, ok = d.byAlias[m.Alias]
		ok = ok && m.HasAlias
	}
	if !ok {
		out.Rebirth = true
		refuse(connect.Reject(connect.Gap, "测点没有在出生报文中声明", "the metric was not in the birth").At(m.Name))
		return
	}
	if m.Type == 0 { // data need not say it
		m.Type = known.Type
		m.settle()
	}
	if !numeric(known.Type) || m.Text || known.Name == bdSeq {
		return
	}
	if !m.At.IsZero() {
		at = m.At
	}
	if r := w.Check(at, now); r != nil {
		refuse(r.At(known.Name))
		return
	}
	o := connect.Observation{Device: t.Source(), Key: known.Name, At: at, Value: m.Value, Quality: connect.Good}
	switch {
	case m.Null:
		o.Value, o.Quality = math.NaN(), connect.Bad
	case math.IsNaN(m.Value) || math.IsInf(m.Value, 0):
		refuse(connect.Reject(connect.NaN, "值不是有限的数", "the value is not a finite number").At(known.Name))
		return
	}
	out.Observations = append(out.Observations, o)
}

func numeric(kind uint32) bool { return kind >= Int8 && kind <= Boolean || kind == DateTime }

// die marks every metric as without a value.
func (d *device) die(source string, now time.Time, out *Result) {
	if !d.alive {
		return
	}
	d.alive = false
	for name, m := range d.byName {
		if numeric(m.Type) && name != bdSeq {
			out.Observations = append(out.Observations, connect.Observation{Device: source, Key: name, At: now, Value: math.NaN(), Quality: connect.Bad})
		}
	}
}
