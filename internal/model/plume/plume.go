// Package plume computes how far a poisonous gas reaches downwind, and draws what must be kept clear: a Gaussian plume over
// flat ground with the spreads of Briggs (1973), from a steady release at ground level, against the acute exposure levels AEGL.
//
// It is a first drawing for people who stand at the scene, not a forecast: one wind, one class of the air, a gas that is as heavy
// as air. Near its source a cold or heavy gas (chlorine, liquid ammonia) lies lower and wider than this; beyond 10 km, and within
// 100 m, the spreads are carried on outside the range in which they were measured. What is drawn is widened by how far the wind
// may turn, and by a circle around the source.
package plume

import (
	"math"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
)

// Substance is a gas with its AEGL for one hour.
type Substance struct {
	Code  string
	Title lang.Text
	CAS   string
	Molar float64 // g/mol
	// AEGL are the levels 1 to 3 in ppm for 60 minutes: notable discomfort, irreversible harm, death. 0 is not recommended.
	AEGL [3]float64
	// Checked says that the levels were read in a copy of the list; the others are from memory and unverified.
	Checked bool
}

// Substances are those with levels, in the order in which they are offered (US EPA, National Advisory Committee for AEGL).
var Substances = []Substance{
	{"ammonia", lang.T("氨", "Ammonia"), "7664-41-7", 17.031, [3]float64{30, 160, 1100}, true},
	{"chlorine", lang.T("氯", "Chlorine"), "7782-50-5", 70.906, [3]float64{0.5, 2, 20}, true},
	{"hydrogen-sulfide", lang.T("硫化氢", "Hydrogen sulfide"), "7783-06-4", 34.08, [3]float64{0.51, 27, 50}, true},
	{"carbon-monoxide", lang.T("一氧化碳", "Carbon monoxide"), "630-08-0", 28.01, [3]float64{0, 83, 330}, true},
	{"sulfur-dioxide", lang.T("二氧化硫", "Sulfur dioxide"), "7446-09-5", 64.06, [3]float64{0.2, 0.75, 30}, true},
	{"hydrogen-cyanide", lang.T("氰化氢", "Hydrogen cyanide"), "74-90-8", 27.03, [3]float64{1.3, 7.1, 15}, true},
	{"benzene", lang.T("苯", "Benzene"), "71-43-2", 78.11, [3]float64{52, 800, 4000}, true},
	{"phosgene", lang.T("光气", "Phosgene"), "75-44-5", 98.92, [3]float64{0, 0.3, 0.75}, false},
	{"hydrogen-fluoride", lang.T("氟化氢", "Hydrogen fluoride"), "7664-39-3", 20.01, [3]float64{1, 24, 44}, false},
	{"hydrogen-chloride", lang.T("氯化氢", "Hydrogen chloride"), "7647-01-0", 36.46, [3]float64{1.8, 22, 100}, false},
	{"methanol", lang.T("甲醇", "Methanol"), "67-56-1", 32.04, [3]float64{530, 2100, 7200}, false},
}

// Find is the substance of a code.
func Find(code string) (Substance, bool) {
	for _, s := range Substances {
		if s.Code == code {
			return s, true
		}
	}
	return Substance{}, false
}

// molarVolume is that of a gas at 25 °C and 101.325 kPa, litres.
const molarVolume = 24.465

// Density turns ppm of the substance into kg/m³ at 25 °C.
func (s Substance) Density(ppm float64) float64 { return ppm * s.Molar / molarVolume * 1e-6 }

// Skies are what is seen of the sky, for the class of the air.
var Skies = []string{"strong", "moderate", "slight", "overcast", "cloudy-night", "clear-night"}

// ClassOf is the class of the air after Pasquill, A (unstable) to F (stable), by the wind at 10 m in m/s and the sky. Between two
// classes it takes the more stable one, in which a cloud reaches farther. The table is from memory and unverified.
func ClassOf(wind float64, sky string) byte {
	table := map[string][5]byte{
		"strong": {'A', 'B', 'B', 'C', 'C'}, "moderate": {'B', 'B', 'C', 'D', 'D'}, "slight": {'B', 'C', 'C', 'D', 'D'},
		"cloudy-night": {'F', 'E', 'D', 'D', 'D'}, "clear-night": {'F', 'F', 'E', 'D', 'D'},
	}
	row, ok := table[sky]
	if !ok {
		return 'D' // overcast, by day and by night
	}
	for n, below := range []float64{2, 3, 5, 6} {
		if wind < below {
			return row[n]
		}
	}
	return row[4]
}

// The bounds of what is computed: metres from the source, m/s of wind.
const (
	Farthest  = 10_000
	nearest   = 1
	leastWind = 1
)

// Air is the air that carries a plume. Wind is m/s at 10 m; less than 1 m/s is taken as 1.
type Air struct {
	Wind  float64
	Class byte
	Urban bool
}

// sigma are the spreads across and upward in metres, at x metres downwind.
func (a Air) sigma(x float64) (across, up float64) {
	shape := func(k, b, power float64) float64 { return k * x * math.Pow(1+b*x, power) }
	if a.Urban {
		switch a.Class {
		case 'A', 'B':
			return shape(.32, .0004, -.5), shape(.24, .001, .5)
		case 'C':
			return shape(.22, .0004, -.5), shape(.20, 0, 1)
		case 'D':
			return shape(.16, .0004, -.5), shape(.14, .0003, -.5)
		}
		return shape(.11, .0004, -.5), shape(.08, .0015, -.5)
	}
	switch a.Class {
	case 'A':
		return shape(.22, .0001, -.5), shape(.20, 0, 1)
	case 'B':
		return shape(.16, .0001, -.5), shape(.12, 0, 1)
	case 'C':
		return shape(.11, .0001, -.5), shape(.08, .0002, -.5)
	case 'D':
		return shape(.08, .0001, -.5), shape(.06, .0015, -.5)
	case 'E':
		return shape(.06, .0001, -.5), shape(.03, .0003, -1)
	}
	return shape(.04, .0001, -.5), shape(.016, .0003, -1)
}

// Centreline is the concentration in kg/m³ at the ground x metres downwind of a release of rate kg/s.
func (a Air) Centreline(rate, x float64) float64 {
	y, z := a.sigma(x)
	return rate / (math.Pi * max(a.Wind, leastWind) * y * z)
}

// Distance is how far downwind a concentration in kg/m³ is reached, in metres, at most Farthest; beyond says that it goes on there.
// 0 is reached nowhere.
func (a Air) Distance(rate, level float64) (metres float64, beyond bool) {
	switch {
	case a.Centreline(rate, nearest) <= level:
		return 0, false
	case a.Centreline(rate, Farthest) >= level:
		return Farthest, true
	}
	return halve(func(x float64) bool { return a.Centreline(rate, x) >= level }, nearest, Farthest), false
}

// halve is where a condition that holds at low and not at high stops to hold.
func halve(holds func(float64) bool, low, high float64) float64 {
	for range 60 {
		if middle := (low + high) / 2; holds(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// slope is half the width of what is above a level at x metres, over x. It falls with x.
func (a Air) slope(rate, level, x float64) float64 {
	c := a.Centreline(rate, x)
	if c <= level {
		return 0
	}
	y, _ := a.sigma(x)
	return y / x * math.Sqrt(2*math.Log(c/level))
}

// Release is a steady release. From is the direction the wind comes from, degrees from north; Spread is by how many degrees to each
// side the wind may turn, 0 to 90; Near is the radius in metres that is kept clear all around.
type Release struct {
	At     geo.Point
	Rate   float64 // kg/s
	Air    Air
	From   float64
	Spread float64
	Near   float64
}

// Check refuses what makes no sense: a rate not above 0 or above 10 t/s, a wind outside 0 to 60 m/s, directions outside 0 to 360°.
func (r Release) Check() error {
	switch {
	case !(r.Rate > 0) || r.Rate > 10_000:
		return fail.Invalid("plume.rate", "泄漏速率应大于 0，且不超过 10 吨/秒", "the rate of the release must be above 0 and at most 10 t/s").At("amount")
	case !(r.Air.Wind >= 0) || r.Air.Wind > 60:
		return fail.Invalid("plume.wind", "风速应在 0 至 60 米/秒之间", "the wind must be 0 to 60 m/s").At("wind")
	case !(r.From >= 0) || r.From > 360:
		return fail.Invalid("plume.from", "风向应在 0 至 360 度之间", "the direction of the wind must be 0 to 360 degrees").At("from")
	case !(r.Spread >= 0) || r.Spread > 90 || !(r.Near > 0) || r.Near > Farthest || !r.At.Valid():
		return fail.Invalid("plume.shape", "风向摆动、近源半径或位置有误", "the spread, the radius or the place makes no sense").At("spread")
	}
	return nil
}

// Area is the outline within which a concentration in kg/m³ may be reached, as a closed ring, and its reach downwind in metres.
type Area struct {
	Ring   []geo.Point
	Reach  float64
	Beyond bool
}

// Within draws the outline of a concentration. It is star-shaped around the source, and that of a lower concentration holds that of
// a higher one.
func (r Release) Within(level float64) Area {
	reach, beyond := r.Air.Distance(r.Rate, level)
	out := Area{Reach: max(reach, r.Near), Beyond: beyond}
	for deg := 0; deg < 360; deg++ {
		off := math.Abs(math.Remainder(float64(deg), 360))
		if off > 90 && deg%3 != 0 {
			continue // upwind it is a circle: fewer corners do
		}
		out.Ring = append(out.Ring, r.At.Toward(r.From+180+float64(deg), max(r.Near, r.along(level, reach, max(0, off-r.Spread)))))
	}
	out.Ring = append(out.Ring, out.Ring[0])
	return out
}

// along is how far the level reaches in a direction that is so many degrees off the axis.
func (r Release) along(level, reach, off float64) float64 {
	if off == 0 || reach == 0 {
		return reach
	}
	if off >= 89 {
		return 0
	}
	tan := math.Tan(off * math.Pi / 180)
	if r.Air.slope(r.Rate, level, nearest) < tan {
		return 0
	}
	return halve(func(x float64) bool { return r.Air.slope(r.Rate, level, x) >= tan }, nearest, reach) / math.Cos(off*math.Pi/180)
}
