// Package obsjson is the JSON that devices publish by MQTT under anlan/v1/obs/{device}.
//
// A payload is one message, or an array of messages:
//
//	{"t": "2026-03-01T08:00:00+08:00", "v": {"level": 12.3, "door": true, "ph": null}}
//
// "t" is when it was measured: a string after RFC 3339, or a number of milliseconds since 1970 UTC. A message without
// "t", or with null, was measured now: plain devices have no clock. "v" holds the values by key. Other members are
// skipped. A key is 1 to 64 of A–Z a–z 0–9 _ . : -, beginning with a letter or digit. Of a value that is
//
//   - a number: it counts. Beyond a double (1e999), or NaN or Infinity as some devices write though JSON has none: a
//     rejection "nan".
//   - true or false: 1 or 0, as contacts report.
//   - null: the device says that it has no value: an observation of quality bad without a value (connect.Observation
//     .Missing), because a silent instrument is news.
//   - a string, array or object: a rejection "not-number"; "12.3" is not guessed at.
//
// When a name comes twice the first one counts and the other is a rejection. One bad value loses only itself, one bad
// time only its message; a payload that is not JSON to its end loses everything, since half a message cannot be told
// from a whole one. The package knows neither devices nor points, and does not look at the topic beyond its form.
package obsjson

import (
	"encoding/json"
	"math"
	"strings"
	"time"

	"anlan/internal/connect"
)

// Prefix is the topic under which devices publish; one level follows, the device.
const Prefix = "anlan/v1/obs/"

// Options are the limits of Decode.
type Options struct {
	MaxBytes  int            // of a payload
	MaxValues int            // in a payload; what follows is rejected
	Window    connect.Window // for the times
}

// Default is 64 KiB, 1000 values, and the default window.
var Default = Options{MaxBytes: 64 << 10, MaxValues: 1000, Window: connect.DefaultWindow}

const (
	maxDepth      = 8   // of nesting, also in members that are skipped
	maxRejections = 100 // of one payload; more than that tells nobody more
	maxKey        = 64
)

// Topic is where a device publishes.
func Topic(device string) string { return Prefix + device }

// Device is the device that a topic names, and false when the topic is not of the form anlan/v1/obs/{device}.
func Device(topic string) (string, bool) {
	device, ok := strings.CutPrefix(topic, Prefix)
	return device, ok && device != "" && !strings.ContainsAny(device, "/+#\x00")
}

// Encode writes one message as a device does; NaN becomes null. It fails for infinite values.
func Encode(at time.Time, values map[string]float64) ([]byte, error) {
	m := struct {
		T string              `json:"t"`
		V map[string]*float64 `json:"v"`
	}{T: at.UTC().Format(time.RFC3339Nano), V: make(map[string]*float64, len(values))}
	for key, x := range values {
		m.V[key] = nil
		if !math.IsNaN(x) {
			m.V[key] = &x
		}
	}
	return json.Marshal(m)
}
