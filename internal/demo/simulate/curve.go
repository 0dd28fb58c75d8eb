package simulate

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// curve is what a point shows on a normal day: its set point, a rhythm of the day, and noise that wanders. All of it
// together stays within 60 % of the way to the nearest limit.
type curve struct {
	normal, room float64 // room is the way to the nearest limit
	phase        float64
	rnd          *rand.Rand
	drift        float64
}

func hash(word string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(word)) // a hash takes all
	return h.Sum64()
}

func newCurve(p point, seed uint64) *curve {
	c := &curve{rnd: rand.New(rand.NewPCG(seed, hash(p.ID)))}
	c.normal = setPoint(p)
	c.room = math.Inf(1)
	for _, l := range []*float64{p.Limits.LL, p.Limits.L, p.Limits.H, p.Limits.HH} {
		if l != nil {
			c.room = min(c.room, math.Abs(*l-c.normal))
		}
	}
	if math.IsInf(c.room, 1) {
		c.room = max(1, math.Abs(c.normal)) / 2
	}
	c.phase = c.rnd.Float64() * 2 * math.Pi
	return c
}

// setPoint is where a plant would run, judged by the limits: between them, or a fair way below the only one.
func setPoint(p point) float64 {
	l := p.Limits
	switch {
	case l.L != nil && l.H != nil:
		return (*l.L + *l.H) / 2
	case l.H != nil && p.Unit == "℃" && l.HH != nil: // temperatures may lie below zero
		return *l.H - 2.2*(*l.HH-*l.H)
	case l.H != nil && l.HH != nil: // gas: next to nothing
		return *l.H / 20
	case l.H != nil:
		return *l.H / 2
	case l.L != nil:
		return *l.L + 0.3*math.Abs(*l.L)
	case l.HH != nil:
		return 0.6 * *l.HH
	case l.LL != nil:
		return *l.LL + 0.15*math.Abs(*l.LL)
	}
	switch p.Unit {
	case "°":
		return 250
	case "m/s":
		return 2.8
	case "℃":
		return 12
	}
	return 10
}

// at is the value now; it is asked in order of time. Without life it is the set point itself.
func (c *curve) at(t time.Time, alive bool) float64 {
	if !alive {
		return significant(c.normal)
	}
	day := math.Sin(2*math.Pi*float64(t.Unix()%86400)/86400 + c.phase)
	c.drift = 0.9*c.drift + 0.01*c.room*c.rnd.NormFloat64()
	d := 0.2*c.room*day + c.drift
	return significant(c.normal + max(-0.6*c.room, min(0.6*c.room, d)))
}

// significant keeps five digits, as instruments do.
func significant(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 5, 64), 64)
	if err != nil { // what was formatted can be read
		return v
	}
	return r
}
