package hj212

import (
	"time"

	"anlan/internal/connect"
)

// Bounds of what is asked for again.
const (
	maxSpan     = 24 * time.Hour   // of one request; older minutes are given up
	askAgain    = 10 * time.Minute // before the same gap is asked for again
	maxAsked    = 3                // times
	longestStep = 30 * time.Minute // between two minute packets (MinInterval)
)

// Request asks a device for the minute data from one start of a period to another, both included (CN 2051 with BeginTime
// and EndTime). PW, ST and MN are those of p, any packet of the device.
func (p Packet) Request(at, from, to time.Time) Packet {
	const form = "20060102150405"
	return Packet{
		QN: QN(at), ST: p.ST, CN: Minute, PW: p.PW, MN: p.MN, Flag: p.Flag.Version() | answer,
		CP: "BeginTime=" + from.In(Zone).Format(form) + ",EndTime=" + to.In(Zone).Format(form),
	}
}

// Span reads the BeginTime and EndTime of a request; ok is false when it has none. A device needs it.
func (p Packet) Span() (from, to time.Time, ok bool) {
	for name, at := range map[string]*time.Time{"BeginTime": &from, "EndTime": &to} {
		v, found := p.Field(name)
		t, err := time.ParseInLocation("20060102150405", v, Zone)
		if !found || err != nil || len(v) != 14 {
			return time.Time{}, time.Time{}, false
		}
		*at = t.UTC()
	}
	return from, to, true
}

// Minutes watches the minute data of one device for gaps. Its zero value is ready.
//
// The step between two packets is learned: it is the shortest that was seen. A gap is asked for once it is seen, up to
// three times, ten minutes apart, as long as minutes in it are missing and a day at the most.
type Minutes struct {
	last  time.Time
	step  time.Duration
	open  []time.Time // starts that are missing, oldest first
	asked time.Time
	tries int
}

// Seen notes the minute data that begins at start, and returns how many periods turned out to be missing and how many
// missing ones it brought.
func (m *Minutes) Seen(start time.Time) (missing, found int) {
	if m.last.IsZero() {
		m.last = start
		return 0, 0
	}
	d := start.Sub(m.last)
	if d <= 0 {
		for i, t := range m.open {
			if t.Equal(start) {
				m.open = append(m.open[:i], m.open[i+1:]...)
				return 0, 1
			}
		}
		return 0, 0
	}
	if d <= longestStep && d%time.Minute == 0 && (m.step == 0 || d < m.step) {
		m.step = d
	}
	if m.step > 0 && d > m.step && d <= maxSpan {
		for t := m.last.Add(m.step); t.Before(start); t = t.Add(m.step) {
			m.open = append(m.open, t)
			missing++
		}
		m.tries, m.asked = 0, time.Time{}
	}
	m.last = start
	for len(m.open) > 0 && start.Sub(m.open[0]) > maxSpan {
		m.open = m.open[1:]
	}
	return missing, 0
}

// Ask is the span to ask for now, if there is one; asking counts as done.
func (m *Minutes) Ask(now time.Time) (from, to time.Time, ok bool) {
	if len(m.open) == 0 || m.tries >= maxAsked || m.tries > 0 && now.Sub(m.asked) < askAgain {
		return from, to, false
	}
	m.tries++
	m.asked = now
	return m.open[0], m.open[len(m.open)-1], true
}

// Missing is how many periods are known to be missing and not given up.
func (m *Minutes) Missing() int { return len(m.open) }

// MinuteStart is the start of the period of a packet with minute data; ok is false for other packets and for requests.
func (p Packet) MinuteStart(now time.Time, w connect.Window) (start time.Time, ok bool) {
	if p.CN != Minute || p.CP == "" {
		return start, false
	}
	start, r := p.dataTime()
	return start, r == nil && w.Check(start, now) == nil
}
