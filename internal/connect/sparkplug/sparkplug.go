// Package sparkplug is the MQTT convention of industrial gateways: Sparkplug B, version 3.0.
//
// Topics are spBv1.0/{group}/{type}/{node}[/{device}]; payloads are Protocol Buffers, which the package reads and writes
// by hand: the schema is small and fixed. Births name the metrics and give them aliases, data carries the alias alone.
// So somebody must remember: a Session is the memory of one edge node. It says when it does not understand, and then the
// host asks for a new birth (Rebirth).
//
// The device of an observation is "group/node" or "group/node/device", the key the name of the metric. Booleans are 1 and
// 0, dates are seconds since 1970; texts, bytes, sets and templates are no observations and are passed over. A metric that
// is null, and every metric of a node or device that has died, is an observation without a value.
//
// The package keeps no connections.
package sparkplug

import (
	"strings"
	"time"
)

// Prefix is the first level of all topics.
const Prefix = "spBv1.0"

// Kind is the type of a message.
type Kind string

// The kinds that edge nodes send, and the command that they hear.
const (
	NBirth Kind = "NBIRTH"
	NDeath Kind = "NDEATH"
	DBirth Kind = "DBIRTH"
	DDeath Kind = "DDEATH"
	NData  Kind = "NDATA"
	DData  Kind = "DDATA"
	NCmd   Kind = "NCMD"
)

// Topic is a topic in its parts. Device is "" for a message of the node itself.
type Topic struct {
	Group, Node, Device string
	Kind                Kind
}

// maxName is the longest name of a group, node, device or metric.
const maxName = 200

// ParseTopic reads a topic; ok is false for one that is not of an edge node.
func ParseTopic(topic string) (t Topic, ok bool) {
	parts := strings.Split(topic, "/")
	if len(parts) < 4 || len(parts) > 5 || parts[0] != Prefix || len(topic) > 4*maxName {
		return t, false
	}
	t = Topic{Group: parts[1], Kind: Kind(parts[2]), Node: parts[3]}
	ofDevice := false
	switch t.Kind {
	case NBirth, NDeath, NData:
	case DBirth, DDeath, DData:
		ofDevice = true
	default:
		return t, false
	}
	if len(parts) == 5 {
		t.Device = parts[4]
	}
	return t, t.Group != "" && t.Node != "" && ofDevice == (len(parts) == 5) && ofDevice == (t.Device != "") && !strings.ContainsAny(topic, "+#\x00")
}

// String is the topic as it is on the wire.
func (t Topic) String() string {
	s := Prefix + "/" + t.Group + "/" + string(t.Kind) + "/" + t.Node
	if t.Device != "" {
		s += "/" + t.Device
	}
	return s
}

// EdgeNode names the node: "group/node".
func (t Topic) EdgeNode() string { return t.Group + "/" + t.Node }

// Source names who speaks: the node, or the device below it.
func (t Topic) Source() string {
	if t.Device == "" {
		return t.EdgeNode()
	}
	return t.EdgeNode() + "/" + t.Device
}

// Rebirth is the command by which a host asks a node to give birth again: its topic and payload.
func Rebirth(group, node string, now time.Time) (topic string, payload []byte) {
	yes := Metric{Name: "Node Control/Rebirth", At: now, Type: Boolean, Value: 1}
	return Topic{Group: group, Kind: NCmd, Node: node}.String(), Payload{At: now, Metrics: []Metric{yes}}.Encode()
}
