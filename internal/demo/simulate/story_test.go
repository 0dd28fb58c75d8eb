package simulate

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/connect"
	"anlan/internal/connect/hj212"
	"anlan/internal/demo/city"
)

var hj212Window = connect.DefaultWindow

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// seen are the points of the full city as a client of the API sees them.
func seen(t testing.TB) []point {
	t.Helper()
	c, err := city.Build(city.Full)
	require.NoError(t, err)
	raw, err := json.Marshal(c.Points())
	require.NoError(t, err)
	var out []point
	require.NoError(t, json.Unmarshal(raw, &out))
	return out
}

func TestNormalDayStaysInsideTheLimits(t *testing.T) {
	for _, p := range seen(t) {
		c := newCurve(p, 1)
		low, high := c.normal, c.normal
		for i := range 24 * 6 {
			v := c.at(noon.Add(time.Duration(i)*10*time.Minute), true)
			low, high = min(low, v), max(high, v)
		}
		l := p.Limits
		require.True(t, l.L == nil || low > *l.L, "%s goes down to %v, L %v", p.ID, low, l.L)
		require.True(t, l.H == nil || high < *l.H, "%s goes up to %v, H %v", p.ID, high, l.H)
		require.Greater(t, high, low, "%s never moves", p.ID)
	}
}

func TestSameSeedSameDay(t *testing.T) {
	p := seen(t)[4]
	a, b, other := newCurve(p, 7), newCurve(p, 7), newCurve(p, 8)
	differs := false
	for i := range 100 {
		at := noon.Add(time.Duration(i) * time.Second)
		v := a.at(at, true)
		require.Equal(t, v, b.at(at, true))
		differs = differs || v != other.at(at, true)
	}
	require.True(t, differs)
	require.Equal(t, significant(a.normal), a.at(noon, false))
}

// The leak, second by second: near detectors rise before far ones, the worst pass HH, the tank's pressure passes L, and
// some time after the leak is closed everything is back.
func TestLeak(t *testing.T) {
	points := seen(t)
	p := newPlot(Options{Story: Leak, After: time.Minute, Leak: 5 * time.Minute, Clock: clock.NewFake(noon), Tell: func(string) {}}, points)
	byID := map[string]point{}
	for _, q := range points {
		byID[q.ID] = q
	}
	alarmed := map[string]int{} // second of the first H
	worst := map[string]float64{}
	last := map[string]float64{}
	lowest := 1.0
	pressure := byID[city.StoryTank+".pressure"]
	normal := setPoint(pressure)
	for second := range 30 * 60 {
		now := noon.Add(time.Duration(second) * time.Second)
		for id := range p.gas {
			v := p.bend(id, now, 1.5)
			last[id], worst[id] = v, max(worst[id], v)
			if _, was := alarmed[id]; !was && v >= *byID[id].Limits.H {
				alarmed[id] = second
			}
		}
		lowest = min(lowest, p.bend(pressure.ID, now, normal)/normal)
	}
	require.GreaterOrEqual(t, len(alarmed), 4)
	times := map[int]bool{}
	hh := 0
	for id, second := range alarmed {
		require.Greater(t, second, 60, "nothing before the story begins")
		times[second] = true
		if worst[id] >= *byID[id].Limits.HH {
			hh++
		}
	}
	require.Greater(t, len(times), 3, "one after the other")
	require.Positive(t, hh)
	require.Less(t, len(alarmed), len(p.gas), "upwind stays quiet")
	for id, v := range last {
		require.Less(t, v, *byID[id].Limits.H-byID[id].Deadband, "%s is back", id)
	}
	require.Less(t, lowest*normal, *pressure.Limits.L)
	require.InDelta(t, normal, p.bend(pressure.ID, noon.Add(30*time.Minute), normal), 0.05*normal)
	require.InDelta(t, 1.5, p.bend("gw-02.nh3.01", noon.Add(3*time.Minute), 1.5), 0, "the other source is not touched")
}

func TestStuckAndNoisy(t *testing.T) {
	points := seen(t)
	p := newPlot(Options{Story: All, Clock: clock.NewFake(noon), Tell: func(string) {}}, points)
	var h, deadband float64
	for _, q := range points {
		if q.ID == city.NoisyPoint {
			h, deadband = *q.Limits.H, q.Deadband
		}
	}
	crossings := 0
	for i := range 20 {
		now := noon.Add(time.Duration(i) * time.Second)
		require.InDelta(t, 3.0, p.bend(city.StuckPoint, now, 3+float64(i)), 0)
		if v := p.bend(city.NoisyPoint, now, 20); v >= h {
			crossings++
		} else {
			require.LessOrEqual(t, v, h-deadband)
		}
	}
	require.Equal(t, 10, crossings)
	quiet := newPlot(Options{Story: Normal, Clock: clock.NewFake(noon), Tell: func(string) {}}, points)
	require.InDelta(t, 20.0, quiet.bend(city.NoisyPoint, noon, 20), 0)
}

// A monitor says the means of a minute when the next one has begun.
func TestMinuteMeans(t *testing.T) {
	s := &stage{Options: Options{Password: secret}}
	d := &device{protocol: overHJ212, address: "2101060000DE300000000001"}
	for _, p := range seen(t) {
		if p.Device == "hj-01" {
			d.points = append(d.points, p)
		}
	}
	require.NotEmpty(t, d.points)
	values := func(v float64) map[string]float64 {
		out := map[string]float64{}
		for _, p := range d.points {
			if !strings.Contains(p.Key, ".minute.") {
				out[p.Key] = v
			}
		}
		return out
	}
	require.Len(t, s.uploads(d, noon, values(1)), 1)
	require.Len(t, s.uploads(d, noon.Add(30*time.Second), values(2)), 1)
	out := s.uploads(d, noon.Add(time.Minute), values(9))
	require.Len(t, out, 2)
	means := out[1].upload
	require.Equal(t, hj212.Minute, means.CN)
	require.Equal(t, noon, means.DataTime)
	require.Equal(t, "32", means.ST)
	packets, err := means.Packets()
	require.NoError(t, err)
	keys := map[string]bool{}
	for _, p := range packets {
		observations, rejected := p.Observations(noon.Add(time.Minute), hj212Window)
		require.Empty(t, rejected)
		for _, o := range observations {
			require.InDelta(t, 1.5, o.Value, 0)
			keys[o.Key] = true
		}
	}
	for _, p := range d.points {
		require.True(t, keys[p.Key] || !strings.Contains(p.Key, ".minute."), p.Key)
	}
}

func TestADeviceWithAFullMemoryForgetsTheOldest(t *testing.T) {
	s := &stage{}
	d := &device{queue: make(chan *message, 2)}
	for i := range 4 {
		s.keep(d, &message{values: i})
	}
	require.Equal(t, 2, (<-d.queue).values)
	require.Equal(t, 3, (<-d.queue).values)
	require.Equal(t, int64(4), s.report.Published)
}
