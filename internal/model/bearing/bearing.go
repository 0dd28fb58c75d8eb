// Package bearing finds a place from what several people saw of it: each names where they stand, in which direction they
// look, and perhaps how far it is. It is how a column of smoke is placed from watchtowers (交会定位).
//
// Cross takes the lines of sight on the plane around the observers and finds the point that is nearest to all of them, each
// counted by how wide its error is there. It says how far off the point may be, and refuses lines that do not cross.
package bearing

import (
	"math"
	"strconv"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
)

// Sight is one line of sight. Bearing is degrees from true north; Error its standard error in degrees, 1.5 when 0; Distance
// is metres, 0 when it is not known; half of it again is believed as its error.
type Sight struct {
	From     geo.Point
	Bearing  float64
	Error    float64
	Distance float64
}

// Cross is where the lines meet. Radius is the standard error in metres; Misses are by how many metres each line passes by.
type Cross struct {
	Place  geo.Point
	Radius float64
	Misses []float64
}

const (
	usualError = 1.5  // degrees, of a compass or a turntable on a tower
	shareOff   = 0.25 // of a distance that was estimated by eye
	reach      = 60_000
)

// Find places what was seen. One sight needs a distance. It fails with Invalid for none, for lines that are nearly
// parallel, that meet behind somebody's back, or beyond 60 km.
func Find(sights []Sight) (Cross, error) {
	if len(sights) == 0 {
		return Cross{}, fail.Invalid("bearing.none", "没有方位报告", "there is no line of sight")
	}
	for i, s := range sights {
		if !s.From.Valid() || math.IsNaN(s.Bearing) || math.IsInf(s.Bearing, 0) || !(s.Distance >= 0) || s.Distance > reach || !(s.Error >= 0) || s.Error > 45 {
			return Cross{}, fail.Invalid("bearing.sight", "方位、距离或观测位置有误", "a bearing, distance or place of standing makes no sense").At("sights." + strconv.Itoa(i))
		}
	}
	if len(sights) == 1 {
		s := sights[0]
		if s.Distance == 0 {
			return Cross{}, fail.Invalid("bearing.distance", "只有一个方位时须有估计距离，或等待第二个方位", "one bearing alone needs a distance, or a second bearing").At("distance")
		}
		return Cross{s.From.Toward(s.Bearing, s.Distance), math.Hypot(s.Distance*shareOff, s.Distance*rad(s.error())), []float64{0}}, nil
	}
	return cross(sights)
}

func rad(deg float64) float64 { return deg * math.Pi / 180 }

func (s Sight) error() float64 {
	if s.Error == 0 {
		return usualError
	}
	return s.Error
}

// row is one equation nx·x + ny·y = c with its standard error in metres.
type row struct{ nx, ny, c, sigma float64 }

func cross(sights []Sight) (Cross, error) {
	o := sights[0].From
	scale := math.Cos(rad(o.Lat))
	metres := geo.Radius * math.Pi / 180
	plane := func(p geo.Point) (x, y float64) { return (p.Lon - o.Lon) * metres * scale, (p.Lat - o.Lat) * metres }
	var x, y, radius float64
	for turn := range 6 { // the error of a line depends on where the point is
		var rows []row
		for _, s := range sights {
			px, py := plane(s.From)
			sin, cos := math.Sin(rad(s.Bearing)), math.Cos(rad(s.Bearing))
			far := 5000.0
			if turn > 0 {
				far = max(50, math.Hypot(x-px, y-py))
			}
			rows = append(rows, row{cos, -sin, cos*px - sin*py, far * rad(s.error())})
			if s.Distance > 0 {
				rows = append(rows, row{sin, cos, sin*px + cos*py + s.Distance, max(50, s.Distance*shareOff)})
			}
		}
		var ok bool
		if x, y, radius, ok = solve(rows); !ok {
			return Cross{}, fail.Invalid("bearing.parallel", "各方位线近于平行，无法交会，请换一处观测", "the lines of sight are nearly parallel; take a bearing from elsewhere")
		}
	}
	if !apart(sights) {
		return Cross{}, fail.Invalid("bearing.parallel", "各方位线近于平行，无法交会，请换一处观测", "the lines of sight are nearly parallel; take a bearing from elsewhere")
	}
	out := Cross{Place: geo.Point{Lon: o.Lon + x/(metres*scale), Lat: o.Lat + y/metres}, Radius: radius}
	for _, s := range sights {
		px, py := plane(s.From)
		sin, cos := math.Sin(rad(s.Bearing)), math.Cos(rad(s.Bearing))
		if ahead := sin*(x-px) + cos*(y-py); ahead <= 0 || ahead > reach {
			return Cross{}, fail.Invalid("bearing.behind", "方位线不在前方相交，请核对方位角", "the lines do not cross ahead of every observer; check the bearings")
		}
		out.Misses = append(out.Misses, math.Abs(cos*(x-px)-sin*(y-py)))
	}
	return out, nil
}

// apart reports whether two lines differ by eight degrees or more, or a distance is given.
func apart(sights []Sight) bool {
	for i, a := range sights {
		if a.Distance > 0 {
			return true
		}
		for _, b := range sights[:i] {
			if math.Abs(math.Sin(rad(a.Bearing-b.Bearing))) >= math.Sin(rad(8)) {
				return true
			}
		}
	}
	return false
}

// solve finds the point of least weighted squares, and its standard error.
func solve(rows []row) (x, y, radius float64, ok bool) {
	var a, b, d, e, f float64
	for _, r := range rows {
		w := 1 / (r.sigma * r.sigma)
		a, b, d = a+w*r.nx*r.nx, b+w*r.nx*r.ny, d+w*r.ny*r.ny
		e, f = e+w*r.nx*r.c, f+w*r.ny*r.c
	}
	det := a*d - b*b
	if det <= 1e-12*(a+d)*(a+d) {
		return 0, 0, 0, false
	}
	return (d*e - b*f) / det, (a*f - b*e) / det, math.Sqrt((a + d) / det), true
}
