package typhoon

import (
	"math"
	"sort"
	"time"

	"anlan/internal/base/geo"
)

// Now is the last observed fix; the first fix of all when none is observed.
func (t Track) Now() Fix {
	out := t[0]
	for _, f := range t {
		if !f.Forecast {
			out = f
		}
	}
	return out
}

// At is where the centre is at a moment; false before the first fix and after the last.
func (t Track) At(at time.Time) (Fix, bool) {
	n := sort.Search(len(t), func(i int) bool { return !t[i].At.Before(at) })
	if n == len(t) || n == 0 && !t[0].At.Equal(at) {
		return Fix{}, false
	}
	if t[n].At.Equal(at) {
		return t[n], true
	}
	a, b := t[n-1], t[n]
	share := at.Sub(a.At).Seconds() / b.At.Sub(a.At).Seconds()
	p := a.Point()
	if d := geo.Distance(p, b.Point()); d > 0 {
		p = p.Toward(geo.Bearing(p, b.Point()), d*share)
	}
	mix := func(x, y float64) float64 { return x + (y-x)*share }
	out := Fix{At: at, Lon: p.Lon, Lat: p.Lat, Pressure: mix(a.Pressure, b.Pressure), Wind: mix(a.Wind, b.Wind), Forecast: b.Forecast, Error: mix(a.Error, b.Error)}
	for _, l := range Levels {
		x, y := a.circle(l), b.circle(l)
		c := Circle{l, mix(x.NE, y.NE), mix(x.SE, y.SE), mix(x.SW, y.SW), mix(x.NW, y.NW)}
		if c.NE+c.SE+c.SW+c.NW > 0 {
			out.Circles = append(out.Circles, c)
		}
	}
	return out, true
}

// Arrival is what a track means for a place: when the wind of a level begins and ends there. Early is when it may begin at
// the earliest, were the centre nearer by its error all the time. Ends is zero when the track ends first.
type Arrival struct {
	Beaufort int
	Begins   time.Time
	Ends     time.Time
	Early    time.Time
}

// Approach is how near the centre comes to a place.
type Approach struct {
	At       time.Time
	Distance float64 // km
	Wind     float64 // m/s at the centre then
	Forecast bool
}

// step is how finely the track is walked.
const step = 10 * time.Minute

// Reach says when each wind level reaches a place, in the order of Levels without those that do not, and how near the
// centre comes. Times are right to a minute by the track; how right the track is says Early.
func (t Track) Reach(p geo.Point) ([]Arrival, Approach) {
	near := Approach{Distance: math.Inf(1)}
	began, ended, early := map[int]time.Time{}, map[int]time.Time{}, map[int]time.Time{}
	t.walk(func(f Fix) {
		if d := geo.Distance(f.Point(), p) / 1000; d < near.Distance {
			near = Approach{f.At, d, f.Wind, f.Forecast}
		}
		for _, l := range Levels {
			inside := f.Within(l, p)
			if _, ok := early[l]; !ok && (inside || f.may(l, p)) {
				early[l] = f.At
			}
			switch {
			case inside && began[l].IsZero():
				began[l] = t.turn(l, p, f.At)
			case !inside && !began[l].IsZero() && ended[l].IsZero():
				ended[l] = t.turn(l, p, f.At)
			}
		}
	})
	out := []Arrival{}
	for _, l := range Levels {
		if !began[l].IsZero() || !early[l].IsZero() {
			out = append(out, Arrival{l, began[l], ended[l], early[l]})
		}
	}
	return out, near
}

// may says whether a forecast that is off by its error would put the place inside the circle.
func (f Fix) may(beaufort int, p geo.Point) bool {
	r := f.circle(beaufort).radius(geo.Bearing(f.Point(), p))
	return r > 0 && geo.Distance(f.Point(), p)/1000 <= r+f.Error
}

// walk visits the track step by step, and each fix.
func (t Track) walk(visit func(Fix)) {
	for i, f := range t {
		visit(f)
		if i == len(t)-1 {
			return
		}
		for at := f.At.Add(step); at.Before(t[i+1].At); at = at.Add(step) {
			if g, ok := t.At(at); ok {
				visit(g)
			}
		}
	}
}

// turn finds, to a minute, when the wind of a level began or ended at a place in the step before a moment.
func (t Track) turn(beaufort int, p geo.Point, at time.Time) time.Time {
	now, _ := t.At(at)
	lo, hi := at.Add(-step), at
	if lo.Before(t[0].At) {
		return at
	}
	for hi.Sub(lo) > time.Minute {
		mid := lo.Add(hi.Sub(lo) / 2)
		f, ok := t.At(mid)
		if ok && f.Within(beaufort, p) == now.Within(beaufort, p) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}
