// Package typhoon is the geometry of a tropical cyclone: its track of fixes, the wind circles of Beaufort 7, 10 and 12 in
// four quadrants, when they reach a place and leave it again, and how wrong a forecast may be.
//
// A Track is what one bulletin says: fixes in order of time, observed ones first, forecast ones after. Between two fixes the
// centre moves on the great circle and the radii grow evenly. The package reads no bulletin and knows no clock. Grades are
// those of GB/T 19201-2006.
package typhoon

import (
	"math"
	"slices"
	"strconv"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
)

// Circle is one wind circle: within its radii the wind is that of the Beaufort number or more. Radii are km, 0 for none.
type Circle struct {
	Beaufort int     `json:"beaufort" enum:"7,10,12"`
	NE       float64 `json:"ne" minimum:"0" maximum:"1500"`
	SE       float64 `json:"se" minimum:"0" maximum:"1500"`
	SW       float64 `json:"sw" minimum:"0" maximum:"1500"`
	NW       float64 `json:"nw" minimum:"0" maximum:"1500"`
}

// Fix is where the centre is at a moment. Pressure is hPa, Wind the 2-minute mean in m/s; Forecast says that it is expected,
// and Error within how many km of it the centre then lies in 7 of 10 forecasts.
type Fix struct {
	At       time.Time `json:"at"`
	Lon      float64   `json:"lon" minimum:"-180" maximum:"180"`
	Lat      float64   `json:"lat" minimum:"-90" maximum:"90"`
	Pressure float64   `json:"pressure" minimum:"850" maximum:"1050"`
	Wind     float64   `json:"wind" minimum:"0" maximum:"120"`
	Forecast bool      `json:"forecast,omitempty"`
	Error    float64   `json:"error,omitempty" minimum:"0" maximum:"1500" doc:"km; filled in by the usual error of the lead time when left out"`
	Circles  []Circle  `json:"circles,omitempty" maxItems:"3"`
}

// Point is the centre.
func (f Fix) Point() geo.Point { return geo.Point{Lon: f.Lon, Lat: f.Lat} }

// Track is what one bulletin says.
type Track []Fix

// Levels are the Beaufort numbers that have circles.
var Levels = []int{7, 10, 12}

// Grades of GB/T 19201-2006 by least wind in m/s.
var grades = []struct {
	from  float64
	title lang.Text
}{
	{51.0, lang.T("超强台风", "Super typhoon")},
	{41.5, lang.T("强台风", "Severe typhoon")},
	{32.7, lang.T("台风", "Typhoon")},
	{24.5, lang.T("强热带风暴", "Severe tropical storm")},
	{17.2, lang.T("热带风暴", "Tropical storm")},
	{10.8, lang.T("热带低压", "Tropical depression")},
}

// Grade names a cyclone by its greatest wind in m/s.
func Grade(wind float64) lang.Text {
	for _, g := range grades {
		if wind >= g.from {
			return g.title
		}
	}
	return lang.T("减弱", "Weakened")
}

// usualError is by how many km forecasts of so many hours are usually off: about those that the country's centre reports
// each year. A parameter; a bulletin that states its own is believed.
var usualError = []struct{ hours, km float64 }{{0, 0}, {12, 45}, {24, 75}, {36, 105}, {48, 140}, {72, 210}, {96, 300}, {120, 400}}

// UsualError is the usual error in km of a forecast by its lead time.
func UsualError(lead time.Duration) float64 {
	h := lead.Hours()
	for i := 1; i < len(usualError); i++ {
		a, b := usualError[i-1], usualError[i]
		if h <= b.hours {
			return a.km + (b.km-a.km)*max(0, h-a.hours)/(b.hours-a.hours)
		}
	}
	return usualError[len(usualError)-1].km
}

// Check puts the fixes in order, fills in errors that are left out, and refuses with Invalid what cannot be: no fix, two at
// one moment, a forecast before an observation, places off the earth, circles twice or one larger than a weaker one.
func (t Track) Check() (Track, error) {
	out := slices.Clone(t)
	if len(out) == 0 {
		return nil, fail.Invalid("typhoon.track.empty", "路径至少要有一个定位点", "a track has at least one fix").At("track")
	}
	slices.SortStableFunc(out, func(a, b Fix) int { return a.At.Compare(b.At) })
	last := time.Time{}
	for i := range out {
		f := &out[i]
		at := "track." + strconv.Itoa(i)
		switch {
		case f.At.IsZero() || f.At.Year() < 1949 || f.At.Year() > 2200:
			return nil, fail.Invalid("typhoon.fix.time", "定位点缺少时间或时间有误", "a fix has no time, or an impossible one").At(at + ".at")
		case !f.Point().Valid():
			return nil, fail.Invalid("typhoon.fix.place", "定位点经纬度有误", "a fix lies off the earth").At(at + ".lon")
		case i > 0 && f.At.Equal(out[i-1].At):
			return nil, fail.Invalid("typhoon.fix.twice", "同一时刻有两个定位点", "two fixes have one time").At(at + ".at")
		case i > 0 && out[i-1].Forecast && !f.Forecast:
			return nil, fail.Invalid("typhoon.fix.order", "实况点晚于预报点", "an observed fix comes after a forecast one").At(at + ".forecast")
		}
		if !f.Forecast {
			last, f.Error = f.At, 0
		} else if f.Error == 0 && !last.IsZero() {
			f.Error = UsualError(f.At.Sub(last))
		}
		if err := f.checkCircles(); err != nil {
			return nil, err.At(at + ".circles")
		}
	}
	return out, nil
}

func (f *Fix) checkCircles() *fail.Error {
	f.Circles = slices.Clone(f.Circles)
	slices.SortFunc(f.Circles, func(a, b Circle) int { return a.Beaufort - b.Beaufort })
	for i, c := range f.Circles {
		if !slices.Contains(Levels, c.Beaufort) || i > 0 && f.Circles[i-1].Beaufort == c.Beaufort {
			return fail.Invalid("typhoon.circle.level", "风圈只有 7、10、12 级，且不得重复", "circles are those of Beaufort 7, 10 and 12, each once")
		}
		if i == 0 {
			continue
		}
		w := f.Circles[i-1]
		if c.NE > w.NE || c.SE > w.SE || c.SW > w.SW || c.NW > w.NW {
			return fail.Invalid("typhoon.circle.order", "强风圈不能大于弱风圈", "a circle of stronger wind cannot be the larger one")
		}
	}
	return nil
}

// radius of the circle towards a bearing, in km.
func (c Circle) radius(bearing float64) float64 {
	return []float64{c.NE, c.SE, c.SW, c.NW}[int(math.Mod(math.Mod(bearing, 360)+360, 360)/90)%4]
}

// circle of a level, with all radii 0 when the fix has none.
func (f Fix) circle(beaufort int) Circle {
	for _, c := range f.Circles {
		if c.Beaufort == beaufort {
			return c
		}
	}
	return Circle{Beaufort: beaufort}
}

// Within reports whether a place lies inside the circle of a level.
func (f Fix) Within(beaufort int, p geo.Point) bool {
	km := geo.Distance(f.Point(), p) / 1000
	r := f.circle(beaufort).radius(geo.Bearing(f.Point(), p))
	return r > 0 && km <= r
}

// Felt is the strongest wind at a place by the circles: 7, 10 or 12, 0 for none.
func (f Fix) Felt(p geo.Point) int {
	felt := 0
	for _, l := range Levels {
		if f.Within(l, p) {
			felt = l
		}
	}
	return felt
}

// Outline is the circle of a level as a closed ring: an arc in each quadrant with its own radius, joined along the axes. It
// is nil when the fix has no such circle.
func (f Fix) Outline(beaufort int) [][2]float64 {
	c := f.circle(beaufort)
	if c.NE+c.SE+c.SW+c.NW == 0 {
		return nil
	}
	var out [][2]float64
	for q := range 4 {
		for d := 0; d <= 90; d += 6 {
			bearing := float64(q*90 + d)
			r := c.radius(float64(q*90) + min(float64(d), 89.9))
			p := f.Point().Toward(bearing, r*1000)
			out = append(out, [2]float64{p.Lon, p.Lat})
		}
	}
	return append(out, out[0])
}

// Doubt is the ring within which a forecast fix lies in 7 of 10 forecasts, nil for an observed one.
func (f Fix) Doubt() [][2]float64 {
	if !f.Forecast || f.Error <= 0 {
		return nil
	}
	var out [][2]float64
	for d := 0; d <= 360; d += 10 {
		p := f.Point().Toward(float64(d), f.Error*1000)
		out = append(out, [2]float64{p.Lon, p.Lat})
	}
	return out
}
