// Package connect is what all protocol codecs have in common: the observation they deliver, and the rejection by which
// bad input is counted.
//
// A codec (one package below this one for each protocol) is a pure function: bytes and the present time in, values
// out. What is good in a message is delivered even when something beside it is bad, and each bad thing comes back as a
// Rejection with a stable reason, so that it can be counted, logged and shown. Codecs do no I/O, read no clock, know no
// devices, points or limits, and never panic on any input.
package connect

import (
	"math"
	"time"
)

// Quality says how far a value can be relied on.
type Quality string

// The qualities, as in OPC UA and in the signal engine.
const (
	Good      Quality = "good"      // the instrument vouches for the value
	Uncertain Quality = "uncertain" // a value, but not from normal running: over range, entered by hand, plant stopped
	Bad       Quality = "bad"       // not a measurement: instrument fault, calibration, link fault, no value at all
)

// Observation is one value of one quantity of one device at one moment.
//
// Device is the name by which the device speaks (MQTT topic, HJ 212 MN), Key the quantity within it; neither is known
// to exist. At is in UTC, not zero, and inside the Window the codec was given. Value is in the unit of the point
// (units are not on the wire); it is finite, except that it is NaN when the device said that it has no value, and then
// Quality is Bad: see Missing.
type Observation struct {
	Device  string
	Key     string
	At      time.Time
	Value   float64
	Quality Quality
}

// Missing reports whether the device said that it has no value. Value is NaN then, which JSON cannot carry.
func (o Observation) Missing() bool { return math.IsNaN(o.Value) }

// Window is how far from now a device's time may lie. Time outside it is a fault of the device's clock or a replay.
type Window struct {
	Past   time.Duration // how old; zero means no limit
	Future time.Duration // how far ahead; zero means not at all
}

// DefaultWindow bears a clock that is half an hour wrong and a device that sends a week after a cut link.
var DefaultWindow = Window{Past: 7 * 24 * time.Hour, Future: time.Hour}

// Check returns nil when at is inside the window around now, else a rejection with reason TimePast or TimeFuture.
func (w Window) Check(at, now time.Time) *Rejection {
	const form = time.RFC3339
	switch {
	case at.After(now.Add(w.Future)):
		return Reject(TimeFuture, "时间在未来", "time lies in the future").Quote(at.UTC().Format(form))
	case w.Past > 0 && at.Before(now.Add(-w.Past)):
		return Reject(TimePast, "时间过于久远", "time lies too far in the past").Quote(at.UTC().Format(form))
	}
	return nil
}
