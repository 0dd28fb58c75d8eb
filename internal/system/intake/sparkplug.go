package intake

import (
	"context"
	"strings"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/connect"
	"anlan/internal/connect/sparkplug"
	"anlan/internal/engine/signal"
)

const (
	sparkplugDurable = "anlan-sparkplug" // our place in the stream of messages
	rebirthEvery     = 10 * time.Second  // at most, for one node
)

// node is what is remembered of one edge node.
type node struct {
	sparkplug.Session
	asked time.Time // for a birth
}

// sparkplugSubjects are those that the edge node at "group/node" may publish to.
func sparkplugSubjects(address string) (subjects []string) {
	group, name, _ := strings.Cut(address, "/")
	for _, k := range []sparkplug.Kind{sparkplug.NBirth, sparkplug.NDeath, sparkplug.NData, sparkplug.DBirth, sparkplug.DDeath, sparkplug.DData} {
		subject, err := bus.DeviceSubject(sparkplug.Topic{Group: group, Kind: k, Node: name}.String())
		if err != nil {
			return nil
		}
		if k[0] == 'D' {
			subject += ".*"
		}
		subjects = append(subjects, subject)
	}
	return subjects
}

// Hears names the subjects to which a device may listen: a Sparkplug node to its commands. It is for bus.Options.Hears.
func (s *System) Hears(user string) []string {
	d, ok := s.Signal.Device(user)
	if !ok || d.Protocol != overSparkplug {
		return nil
	}
	group, name, _ := strings.Cut(d.Address, "/")
	subject, err := bus.DeviceSubject(sparkplug.Topic{Group: group, Kind: sparkplug.NCmd, Node: name}.String())
	if err != nil {
		return nil
	}
	return []string{subject}
}

// runSparkplug takes what edge nodes publish.
func (s *System) runSparkplug(ctx context.Context) error {
	err := s.Bus.Messages(ctx, sparkplug.Prefix, sparkplugDurable, s.admit, s.takeSparkplug)
	if ctx.Err() != nil {
		return nil //nolint:nilerr // a stop while the consumer was being made is a stop
	}
	return err
}

// takeSparkplug stores a batch of messages. The metrics of a device below a node are points of the node's device, with the
// device in the key: "tank/level". What could not be stored is reported again: its nodes are asked for a new birth.
func (s *System) takeSparkplug(ctx context.Context, messages []bus.Message) error {
	b := batch{source: overSparkplug}
	now := s.Clock.Now()
	var heard []hearing
	births := map[string]sparkplug.Topic{}
	for _, m := range messages {
		t, ok := sparkplug.ParseTopic(m.Topic)
		if !ok {
			b.refuse("", connect.Reject(badTopic, "不是 Sparkplug 边缘节点的主题", "not a topic of a Sparkplug edge node").At(m.Topic))
			continue
		}
		d, ok := s.Signal.DeviceAt(overSparkplug, t.EdgeNode())
		if !ok { // its login came before it was taken out of the register
			b.refuse(t.EdgeNode(), connect.Reject(connect.UnknownDevice, "没有登记的边缘节点", "the edge node is not registered"))
			continue
		}
		n := s.nodes[d.ID]
		if n == nil {
			n = &node{}
			s.nodes[d.ID] = n
		}
		r := n.Take(t, m.Payload, now, connect.DefaultWindow)
		b.samples = append(b.samples, below(d, t, m.Arrived, r.Observations)...)
		b.refuse(d.ID, r.Rejections...)
		if len(r.Observations) > 0 && t.Kind != sparkplug.NDeath {
			heard = append(heard, hearing{device: d.ID, clock: clockOf(r.Observations, now)})
		}
		if r.Rebirth {
			births[d.ID] = t
		}
	}
	if err := s.take(ctx, b); err != nil {
		s.nodes = map[string]*node{} // they are asked for births when the batch comes again
		return err
	}
	for _, h := range heard {
		s.health.heard(h.device, "MQTT", 0, h.clock, now)
	}
	for device, t := range births {
		s.askBirth(s.nodes[device], t, now)
	}
	return nil
}

// below turns observations of a node or of a device below it into samples of the registered device.
func below(d signal.Device, t sparkplug.Topic, arrived time.Time, list []connect.Observation) []signal.Sample {
	out := make([]signal.Sample, 0, len(list))
	for _, o := range list {
		key := o.Key
		if sub, ok := strings.CutPrefix(o.Device, t.EdgeNode()+"/"); ok {
			key = sub + "/" + key
		}
		out = append(out, signal.Sample{Device: d.ID, Key: key, At: o.At, Value: o.Value, Quality: signal.Quality(o.Quality), Arrived: arrived})
	}
	return out
}

func (s *System) askBirth(n *node, t sparkplug.Topic, now time.Time) {
	if n == nil || now.Sub(n.asked) < rebirthEvery {
		return
	}
	n.asked = now
	topic, payload := sparkplug.Rebirth(t.Group, t.Node, now)
	if err := s.Bus.Tell(topic, payload); err != nil {
		s.Log.Error("ask a node for a birth", "topic", topic, "err", err)
	}
}
