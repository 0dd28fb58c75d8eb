package signal

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func num(v float64) *float64 { return &v }

var origin = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return origin.Add(time.Duration(seconds) * time.Second) }

// value is one value of a device, in seconds of its clock.
type value struct {
	at int
	v  float64
}

// found is a change in few words.
type found struct {
	at     int
	limit  string
	active bool
}

func short(changes []change) []found {
	var out []found
	for _, c := range changes {
		out = append(out, found{int(c.event.Sub(origin) / time.Second), c.limit, c.active})
	}
	return out
}

// live plays values as they come from a device whose clock is off by skew, with a tick of ours each second until end.
func live(t *tracker, skew time.Duration, end int, values ...value) (out []change) {
	next := 0
	for s := range end + 1 {
		for ; next < len(values) && values[next].at == s; next++ {
			changes, _ := t.take(values[next].v, Good, at(s).Add(skew), at(s))
			out = append(out, changes...)
		}
		out = append(out, t.tick(at(s))...)
	}
	return out
}

// heap plays the values as they come at once after a cut link, and ticks when the last delay must be over.
func heap(t *tracker, values ...value) (out []change) {
	now := at(values[len(values)-1].at)
	for _, v := range values {
		changes, _ := t.take(v.v, Good, at(v.at), now)
		out = append(out, changes...)
	}
	return append(out, t.tick(now.Add(time.Hour))...)
}

// vectorPoint and vector are §4.2 of the reference: SP 80, deadband 2, on-delay 10 s, off-delay 20 s.
func vectorPoint() *Point {
	return &Point{ID: "p", Limits: Limits{H: num(80)}, Deadband: 2, OnDelay: 10, OffDelay: 20}
}

var vector = []value{{0, 79}, {5, 81}, {12, 81}, {16, 81}, {40, 78.5}, {45, 77.9}, {60, 79}, {65, 77}}

func TestVectorOfTheStandard(t *testing.T) {
	want := []found{{15, "h", true}, {85, "h", false}}
	require.Equal(t, want, short(live(newTracker(vectorPoint()), 0, 120, vector...)))
	require.Equal(t, want, short(heap(newTracker(vectorPoint()), vector...)), "in a heap after a cut link")
	for _, skew := range []time.Duration{30 * time.Minute, -30 * time.Minute, 24 * time.Hour, -24 * time.Hour} {
		got := live(newTracker(vectorPoint()), skew, 120, vector...)
		for i := range got {
			got[i].event = got[i].event.Add(-skew)
		}
		require.Equal(t, want, short(got), "a device that is %s off", skew)
	}
}

func TestDelayEndsWithoutAFurtherValue(t *testing.T) {
	tr := newTracker(vectorPoint())
	require.Equal(t, []found{{15, "h", true}}, short(live(tr, 0, 30, value{5, 81})))
	require.Empty(t, tr.tick(at(1000)), "once")
}

// slow is the reference for one high limit: second by second, the value that holds, and how long it has held.
func slow(p *Point, end int, values []value) []found {
	var out []found
	var active, has bool
	var current float64
	since := -1
	next := 0
	turn := func(s int) {
		delay := int(p.OnDelay)
		if active {
			delay = int(p.OffDelay)
		}
		if since >= 0 && s-since >= delay {
			active = !active
			out = append(out, found{since + delay, "h", active})
			since = -1
		}
	}
	for s := range end + 1 {
		turn(s)
		if next < len(values) && values[next].at == s {
			current, has = values[next].v, true
			next++
			leaves := !active && current >= *p.Limits.H || active && current <= *p.Limits.H-p.Deadband
			switch {
			case has && leaves && since < 0:
				since = s
			case !leaves:
				since = -1
			}
		}
		turn(s)
	}
	return out
}

func TestDelaysAgreeWithASlowCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := vectorPoint()
		p.OnDelay = float64(rapid.IntRange(0, 12).Draw(t, "on"))
		p.OffDelay = float64(rapid.IntRange(0, 12).Draw(t, "off"))
		var values []value
		s := 0
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			values = append(values, value{s, rapid.SampledFrom([]float64{70, 78, 79, 80, 81, 90}).Draw(t, "v")})
			s += rapid.IntRange(1, 9).Draw(t, "gap")
		}
		want := slow(p, s+30, values)
		skew := time.Duration(rapid.IntRange(-1800, 1800).Draw(t, "skew")) * time.Second
		got := live(newTracker(p), skew, s+30, values...)
		for i := range got {
			got[i].event = got[i].event.Add(-skew)
		}
		require.Equal(t, want, short(got), "one by one")
		require.Equal(t, want, short(heap(newTracker(p), values...)), "in a heap")
	})
}

func TestRepeatsMoveNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &Point{
			Limits: Limits{LL: num(10), L: num(20), H: num(80), HH: num(90)}, Deadband: 2,
			OnDelay: rapid.SampledFrom([]float64{0, 3}).Draw(t, "on"), OffDelay: rapid.SampledFrom([]float64{0, 3}).Draw(t, "off"),
		}
		tr := newTracker(p)
		var sent []value
		for s := range rapid.IntRange(1, 60).Draw(t, "n") {
			v := value{s, rapid.SampledFrom([]float64{5, 15, 50, 79, 85, 95}).Draw(t, "v")}
			sent = append(sent, v)
			tr.take(v.v, Good, at(s), at(s))
		}
		before := tr.condition
		now := at(len(sent) - 1)
		for _, v := range sent[rapid.IntRange(0, len(sent)-1).Draw(t, "again from"):] {
			changes, late := tr.take(v.v, Good, at(v.at), now)
			require.True(t, late)
			require.Empty(t, changes)
		}
		before.back, tr.back = run{}, run{}
		require.Equal(t, before, tr.condition)
	})
}

func TestClockOfADeviceIsSetBack(t *testing.T) {
	for _, back := range []time.Duration{time.Hour, 24 * time.Hour, 30 * time.Minute, time.Minute} {
		tr := newTracker(&Point{Limits: Limits{H: num(80)}, Deadband: 2})
		live(tr, 0, 100, value{98, 70}, value{99, 70})
		var out []change
		for s := 100; s < 120; s++ {
			changes, _ := tr.take(85, Good, at(s).Add(-back), at(s))
			out = append(out, changes...)
		}
		require.Len(t, out, 1, "one alarm after the clock went back by %s", back)
		require.True(t, out[0].active)
		require.LessOrEqual(t, out[0].event.Add(back).Sub(at(100)), backAfter+time.Second, "soon")
	}
}

func TestSlowLateValuesAreNotTakenForASetClock(t *testing.T) {
	tr := newTracker(&Point{Limits: Limits{H: num(80)}})
	live(tr, 0, 1000, value{1000, 70})
	for i := range 60 { // a device that hands over its memory, a minute of it each second
		changes, late := tr.take(95, Good, at(-7200+60*i), at(1001+i))
		require.True(t, late)
		require.Empty(t, changes)
	}
}

func TestDelayGoesOnWhenTheClockOfTheDeviceIsSetBack(t *testing.T) {
	tr := newTracker(&Point{Limits: Limits{H: num(80)}, OnDelay: 30})
	tr.take(85, Good, at(0), at(0))
	var out []change
	for s := 1; s < 60; s++ {
		changes, _ := tr.take(85, Good, at(s-3600), at(s))
		out = append(append(out, changes...), tr.tick(at(s))...)
	}
	require.Equal(t, []found{{30 - 3600, "h", true}}, short(out))
}

func TestLevels(t *testing.T) {
	p := func() *Point {
		return &Point{Limits: Limits{LL: num(10), L: num(20), H: num(80), HH: num(90)}, Deadband: 2, Severities: Severities{"l": Low}}
	}
	require.Equal(t, []found{{1, "h", true}, {2, "hh", true}, {4, "h", true}, {5, "hh", true}, {6, "hh", false}},
		short(live(newTracker(p()), 0, 10, value{0, 50}, value{1, 80}, value{2, 91}, value{3, 89}, value{4, 87}, value{5, 90}, value{6, 50})))
	got := live(newTracker(p()), 0, 10, value{0, 95}, value{1, 15}, value{2, 5}, value{3, 50})
	require.Equal(t, []found{{0, "hh", true}, {1, "l", true}, {2, "ll", true}, {3, "ll", false}}, short(got))
	require.Equal(t, []Severity{Critical, Low, Critical, Critical}, []Severity{got[0].severity, got[1].severity, got[2].severity, got[3].severity})
	require.Equal(t, []float64{95, 15, 5, 50}, []float64{got[0].value, got[1].value, got[2].value, got[3].value})
	require.InDelta(t, 20, *got[1].at, 0)

	slowOff := p()
	slowOff.OffDelay = 5
	require.Equal(t, []found{{0, "hh", true}, {2, "ll", true}, {12, "ll", false}},
		short(live(newTracker(slowOff), 0, 30, value{0, 95}, value{2, 5}, value{7, 50})), "of two that are active the latest outer one counts")
}

func TestWorse(t *testing.T) {
	for _, c := range []struct {
		from, to string
		worse    bool
	}{
		{"", "h", true}, {"h", "hh", true}, {"hh", "h", false}, {"l", "ll", true}, {"ll", "l", false}, {"h", "l", true}, {"hh", "l", true}, {"hh", "hh", false}, {"stale", "stale", false},
	} {
		require.Equal(t, c.worse, worse(levelOf(c.from), levelOf(c.to)), "%s→%s", c.from, c.to)
	}
}

func TestBadValuesNeitherRaiseNorClear(t *testing.T) {
	tr := newTracker(vectorPoint())
	require.Len(t, live(tr, 0, 16, value{0, 85}, value{10, 85}), 1)
	take := func(s int, v float64, q Quality) []change {
		changes, late := tr.take(v, q, at(s), at(s))
		require.False(t, late)
		return append(changes, tr.tick(at(s))...)
	}
	require.Empty(t, take(20, 10, Good), "the delay towards normal begins")
	require.Empty(t, take(30, 10, Bad))
	require.Empty(t, tr.tick(at(300)), "and was stopped by a bad value")
	require.Empty(t, take(301, 10, Good))
	require.Equal(t, []found{{321, "h", false}}, short(tr.tick(at(321))))
	require.Empty(t, take(330, 99, Bad))
	require.Empty(t, tr.tick(at(400)), "a bad value raises nothing")

	tr = newTracker(vectorPoint())
	tr.take(85, Good, at(0), at(0))
	tr.take(0, Bad, at(5), at(5))
	require.Equal(t, []found{{10, "h", true}}, short(tr.tick(at(10))), "nor does it stop a delay towards alarm")
}

func TestSilence(t *testing.T) {
	p := &Point{StaleAfter: 60, Limits: Limits{H: num(80)}, Deadband: 2, OffDelay: 100}
	tr := newTracker(p)
	require.Empty(t, tr.tick(at(10000)), "a point that has never spoken is not yet in use")
	tr.take(85, Good, at(0), at(0))
	tr.take(50, Good, at(1), at(1))
	tr.take(0, Bad, at(50), at(50))
	require.Empty(t, tr.tick(at(61)))
	require.Equal(t, []found{{50, "stale", true}}, short(tr.tick(at(62))), "bad values do not count as speech")
	require.Empty(t, tr.tick(at(500)), "and in silence nothing returns to normal")
	changes, _ := tr.take(50, Good, at(501), at(501))
	require.Equal(t, []found{{501, "stale", false}}, short(changes))
	require.Equal(t, []found{{601, "h", false}}, short(live601(tr)))

	ahead := newTracker(p)
	ahead.take(50, Good, at(3600), at(0))
	require.Equal(t, []found{{3600, "stale", true}}, short(ahead.tick(at(61))), "silence is measured by our clock")
}

// live601 lets the device go on at the same value, so that it is not silent, until its off-delay is over.
func live601(tr *tracker) (out []change) {
	for s := 502; s <= 610; s++ {
		changes, _ := tr.take(50, Good, at(s), at(s))
		out = append(out, changes...)
	}
	return out
}

func TestAfterAStart(t *testing.T) {
	p := func() *Point {
		return &Point{Limits: Limits{H: num(80), HH: num(90)}, Deadband: 2, OnDelay: 10, OffDelay: 10}
	}
	t.Run("an open alarm is not raised again", func(t *testing.T) {
		tr := newTracker(p())
		tr.event = at(20)
		tr.restore(Alarm{Kind: Limit, LimitName: "hh", Active: true})
		tr.resume(95, at(20), at(100))
		require.Empty(t, tr.tick(at(200)))
		changes, late := tr.take(95, Good, at(20), at(201))
		require.True(t, late)
		require.Empty(t, changes)
		require.Equal(t, []found{{131, "hh", false}}, short(heap(tr, value{121, 50})))
	})
	t.Run("a delay that ran runs again", func(t *testing.T) {
		tr := newTracker(p())
		tr.resume(95, at(20), at(100))
		require.Empty(t, tr.tick(at(109)))
		require.Equal(t, []found{{30, "hh", true}}, short(tr.tick(at(110))))
	})
	t.Run("a value that the history missed counts", func(t *testing.T) {
		tr := newTracker(p())
		tr.event = at(21) // the alarm was committed, the process killed before its value was
		tr.restore(Alarm{Kind: Limit, LimitName: "h", Active: true})
		tr.resume(50, at(20), at(100))
		require.Empty(t, tr.tick(at(300)), "the older value clears nothing")
	})
	t.Run("a limit that is gone ends its alarm", func(t *testing.T) {
		gone := p()
		gone.Limits.HH = nil
		gone.Limits.H = nil
		tr := newTracker(gone)
		tr.restore(Alarm{Kind: Limit, LimitName: "hh", Active: true})
		require.Equal(t, []found{{0, "hh", false}}, func() []found { tr.event = at(0); return short(tr.tick(at(1))) }())
	})
	t.Run("a newest bad value clears nothing", func(t *testing.T) {
		tr := newTracker(p())
		tr.restore(Alarm{Kind: Limit, LimitName: "h", Active: true})
		tr.resume(50, at(20), at(100))
		tr.resumeBad(at(21), at(100))
		require.Empty(t, tr.tick(at(300)))
	})
}
