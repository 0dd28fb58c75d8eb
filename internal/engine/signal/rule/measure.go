package rule

import (
	"math"
	"slices"
	"time"
)

// kept is how many values the memory of a rate holds: one for each 32nd of its window, and those around it.
const kept = 36

// memory is what rates and stuck values remember of earlier values.
type memory struct {
	ring   [kept]moment
	n      int32 // how many were ever put into ring
	since  time.Time
	anchor float64
	known  bool
}

type moment struct {
	at    int64 // nanoseconds
	value float64
}

// rate is the change in a minute between the newest value and the latest kept one that is at least a window older. A value
// is kept when the last kept one is at least a 32nd of the window old. It is not known before such a value is there, nor
// when it is older than three windows: a gap is no slope.
func (m *memory) rate(v float64, event time.Time, window time.Duration) (float64, bool) {
	now := event.UnixNano()
	if m.n > 0 && now <= m.last().at { // the device's clock was set back
		m.n = 0
	}
	if m.n == 0 || now-m.last().at >= int64(window)/32 {
		m.ring[m.n%kept] = moment{now, v}
		m.n++
		if m.n == 2*kept*1000 { // stay far from the end of the counter, in step with the ring
			m.n = kept * 1000
		}
	}
	for i := int32(1); i <= min(m.n, kept); i++ {
		if k := m.ring[(m.n-i)%kept]; now-k.at >= int64(window) {
			if now-k.at > 3*int64(window) {
				return 0, false
			}
			return (v - k.value) / (float64(now-k.at) / float64(time.Minute)), true
		}
	}
	return 0, false
}

func (m *memory) last() moment { return m.ring[(m.n-1)%kept] }

// still is for how many seconds the value has been within tolerance of the one it last moved to.
func (m *memory) still(v float64, event time.Time, tolerance float64) float64 {
	if !m.known || math.Abs(v-m.anchor) > tolerance || event.Before(m.since) {
		m.known, m.anchor, m.since = true, v, event
	}
	return event.Sub(m.since).Seconds()
}

// Value is a value of one member of a vote or a formula. Age is how long ago it came in.
type Value struct {
	V    float64
	Good bool
	Age  time.Duration
}

// agree is what need of the members agree on: the need-th highest value, or, below, the need-th lowest. With need 0 it is
// how far apart they are. Members that are not fresh do not vote; when fewer are left than must agree, nothing is known.
func agree(values []Value, maxAge time.Duration, need int, low bool) (float64, bool) {
	var room [MostInputs]float64
	fresh := room[:0]
	for _, v := range values {
		if v.Good && v.Age <= maxAge {
			fresh = append(fresh, v.V)
		}
	}
	slices.Sort(fresh)
	n := len(fresh)
	switch {
	case need == 0:
		if n < 2 {
			return 0, false
		}
		return fresh[n-1] - fresh[0], true
	case n < need:
		return 0, false
	case low:
		return fresh[need-1], true
	}
	return fresh[n-need], true
}
