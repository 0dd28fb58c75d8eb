package simulate

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"anlan/internal/base/geo"
	"anlan/internal/demo/city"
)

// Story is what happens besides a normal day.
type Story string

// The stories. None keeps every point at its set point, without rhythm or noise; Normal is a normal day.
const (
	Normal Story = "normal"
	Leak   Story = "leak"  // ammonia leaks from a tank of the cold store; detectors rise one after the other
	Stuck  Story = "stuck" // one sensor shows the same value for ever
	Noisy  Story = "noisy" // one sensor chatters round its H
	All    Story = "all"
	None   Story = "none"
)

func (s Story) check() error {
	switch s {
	case Normal, Leak, Stuck, Noisy, All, None:
		return nil
	}
	return fmt.Errorf("there is no story %q", s)
}

// plot bends the values of the points that the story touches.
type plot struct {
	points int // of all devices
	begin  time.Time
	end    time.Time // of the leak
	leak   bool
	gas    map[string]detector
	stuck  string
	noisy  *point

	mu   sync.Mutex
	held map[string]float64 // the value at which a sensor is stuck
	flip int
}

// detector is how the gas comes to one detector: when, and how much in mg/m³.
type detector struct {
	after time.Duration
	peak  float64
}

const (
	windSpeed  = 2.0              // m/s of the cloud's edge, on the straight way
	rises      = 15 * time.Second // time constants of a detector's rise and fall, of the tank's pressure, and back
	falls      = 40 * time.Second
	empties    = 2 * time.Minute
	recovers   = 4 * time.Minute
	atTank     = 420.0 // mg/m³
	fadesAfter = 30.0  // m
)

func newPlot(o Options, points []point) *plot {
	p := &plot{points: len(points), gas: map[string]detector{}, held: map[string]float64{}}
	p.begin = o.Clock.Now().Add(o.After)
	p.end = p.begin.Add(o.Leak)
	if o.Story == Leak || o.Story == All {
		p.cloud(points)
		p.leak = len(p.gas) > 0
	}
	if o.Story == Stuck || o.Story == All {
		p.stuck = city.StuckPoint
	}
	for _, q := range points {
		if q.ID == city.NoisyPoint && (o.Story == Noisy || o.Story == All) {
			p.noisy = &q
		}
	}
	if p.leak {
		o.Tell(fmt.Sprintf("the leak at %s begins in %s and is closed after %s", city.StoryTank, o.After, o.Leak))
	}
	return p
}

// cloud finds the ammonia detectors and when and how strongly the gas reaches them: later and less with the distance
// from the tank and with the angle off the wind.
func (p *plot) cloud(points []point) {
	var tank geo.Point
	for _, q := range points {
		if q.ID == city.StoryTank+".pressure" {
			tank = geo.Point{Lon: q.Lon, Lat: q.Lat}
		}
	}
	for _, q := range points {
		if q.Device != city.StoryDevice || !strings.HasPrefix(q.Key, "nh3.") {
			continue
		}
		at := geo.Point{Lon: q.Lon, Lat: q.Lat}
		far := geo.Distance(tank, at)
		off := math.Abs(math.Mod(geo.Bearing(tank, at)-(city.StoryWind-180)+540, 360) - 180)
		late := far * (1 + off/60) / windSpeed
		p.gas[q.ID] = detector{
			after: 3*time.Second + time.Duration(late*float64(time.Second)),
			peak:  atTank * math.Exp(-far/fadesAfter) * max(0.05, min(1, (150-off)/90)),
		}
	}
}

// bend is the value that a point shows instead of v.
func (p *plot) bend(id string, now time.Time, v float64) float64 {
	open := now.Sub(p.begin)
	if open < 0 {
		return v
	}
	switch {
	case p.leak && id == city.StoryTank+".pressure":
		return significant(v * (1 - 0.55*p.loss(now)))
	case p.leak && id == city.StoryTank+".level":
		return significant(v * (1 - 0.08*p.loss(now)))
	case id == p.stuck:
		p.mu.Lock()
		defer p.mu.Unlock()
		if _, ok := p.held[id]; !ok {
			p.held[id] = v
		}
		return p.held[id]
	case p.noisy != nil && id == p.noisy.ID && p.noisy.Limits.H != nil:
		p.mu.Lock()
		defer p.mu.Unlock()
		p.flip++
		return significant(*p.noisy.Limits.H + 1.5*max(0.1, p.noisy.Deadband)*float64(1-2*(p.flip%2)))
	}
	if d, ok := p.gas[id]; ok {
		return significant(v + d.peak*d.share(open, p.end.Sub(p.begin)))
	}
	return v
}

// loss is how much of the tank's pressure is gone, 0 to 1: it falls while the leak is open and comes back afterwards.
func (p *plot) loss(now time.Time) float64 {
	if now.Before(p.end) {
		return 1 - decay(now.Sub(p.begin), empties)
	}
	return (1 - decay(p.end.Sub(p.begin), empties)) * decay(now.Sub(p.end), recovers)
}

// share is how much of its peak a detector shows, open after the leak began; the leak lasts for a while.
func (d detector) share(open, lasts time.Duration) float64 {
	open -= d.after
	switch {
	case open <= 0:
		return 0
	case open < lasts:
		return 1 - decay(open, rises)
	}
	return (1 - decay(lasts, rises)) * decay(open-lasts, falls)
}

func decay(t, constant time.Duration) float64 { return math.Exp(-t.Seconds() / constant.Seconds()) }
