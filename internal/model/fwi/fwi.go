// Package fwi computes the danger of forest fire of a day by the Canadian Forest Fire Weather Index System (Van Wagner and
// Pickett 1985): three moisture codes that carry over from day to day, and the indices of spread, build-up and fire weather.
//
// Next takes the codes of yesterday and the weather of noon, and gives those of today. The package knows no place and keeps
// nothing: who calls it keeps the codes. Day lengths are those of the original for 46° N, which fit the city (41.8° N).
package fwi

import (
	"math"

	"anlan/internal/base/fail"
)

// Codes are the three moisture codes at the end of a day: of fine fuel, of the duff, and of drought. All are without unit.
type Codes struct {
	FFMC float64 `json:"ffmc"`
	DMC  float64 `json:"dmc"`
	DC   float64 `json:"dc"`
}

// Start are the codes at the beginning of a season, three days after the snow has gone.
var Start = Codes{85, 6, 15}

// Weather is the weather at noon: temperature in ℃, relative humidity in %, wind at 10 m in km/h, and the rain of the last
// 24 hours in mm.
type Weather struct {
	Temperature float64
	Humidity    float64
	Wind        float64
	Rain        float64
}

// Day is the outcome of a day: its codes, and the indices of initial spread, build-up, fire weather and daily severity.
type Day struct {
	Codes
	ISI float64 `json:"isi"`
	BUI float64 `json:"bui"`
	FWI float64 `json:"fwi"`
	DSR float64 `json:"dsr"`
}

// check refuses weather that no place on earth has, and codes out of their range.
func (w Weather) check(before Codes, month int) error {
	switch {
	case !(w.Temperature >= -60 && w.Temperature <= 60):
		return fail.Invalid("fwi.temperature", "气温应在 -60 至 60 ℃", "the temperature must lie between -60 and 60 ℃").At("temperature")
	case !(w.Humidity >= 0 && w.Humidity <= 100):
		return fail.Invalid("fwi.humidity", "相对湿度应在 0 至 100 %", "the humidity must lie between 0 and 100 %").At("humidity")
	case !(w.Wind >= 0 && w.Wind <= 400):
		return fail.Invalid("fwi.wind", "风速应在 0 至 400 km/h", "the wind must lie between 0 and 400 km/h").At("wind")
	case !(w.Rain >= 0 && w.Rain <= 2000):
		return fail.Invalid("fwi.rain", "24 小时降水应在 0 至 2000 mm", "the rain of 24 hours must lie between 0 and 2000 mm").At("rain")
	case month < 1 || month > 12:
		return fail.Invalid("fwi.month", "月份应为 1 至 12", "a month is 1 to 12").At("month")
	case !(before.FFMC >= 0 && before.FFMC <= 101) || !(before.DMC >= 0) || !(before.DC >= 0) || math.IsInf(before.DMC+before.DC, 1):
		return fail.Invalid("fwi.codes", "前一日湿度码超出范围", "the codes of the day before are out of range").At("codes")
	}
	return nil
}

// Next is a day after another, from the weather of its noon; month is 1 to 12. It fails with Invalid for weather or codes
// out of range.
func Next(before Codes, w Weather, month int) (Day, error) {
	if err := w.check(before, month); err != nil {
		return Day{}, err
	}
	d := Day{Codes: Codes{ffmc(before.FFMC, w), dmc(before.DMC, w, month), dc(before.DC, w, month)}}
	d.ISI = isi(d.FFMC, w.Wind)
	d.BUI = bui(d.DMC, d.DC)
	d.FWI = index(d.ISI, d.BUI)
	d.DSR = 0.0272 * math.Pow(d.FWI, 1.77)
	return d, nil
}

// moisture of fine fuel in % of dry weight, from its code.
func moisture(ffmc float64) float64 { return 147.27723 * (101 - ffmc) / (59.5 + ffmc) }

func ffmc(before float64, w Weather) float64 {
	m := moisture(before)
	if w.Rain > 0.5 {
		rf := w.Rain - 0.5
		wetter := m + 42.5*rf*math.Exp(-100/(251-m))*(1-math.Exp(-6.93/rf))
		if m > 150 {
			wetter += 0.0015 * (m - 150) * (m - 150) * math.Sqrt(rf)
		}
		m = min(wetter, 250)
	}
	h := w.Humidity
	tail := 0.18 * (21.1 - w.Temperature) * (1 - math.Exp(-0.115*h))
	dry := 0.942*math.Pow(h, 0.679) + 11*math.Exp((h-100)/10) + tail
	wet := 0.618*math.Pow(h, 0.753) + 10*math.Exp((h-100)/10) + tail
	rate := func(share float64) float64 {
		k := 0.424*(1-math.Pow(share, 1.7)) + 0.0694*math.Sqrt(w.Wind)*(1-math.Pow(share, 8))
		return math.Pow(10, -k*0.581*math.Exp(0.0365*w.Temperature))
	}
	switch {
	case m > dry:
		m = dry + (m-dry)*rate(h/100)
	case m < wet:
		m = wet - (wet-m)*rate((100-h)/100)
	}
	return min(max(59.5*(250-m)/(147.27723+m), 0), 101)
}

var dayLength = [12]float64{6.5, 7.5, 9, 12.8, 13.9, 13.9, 12.4, 10.9, 9.4, 8, 7, 6}

func dmc(before float64, w Weather, month int) float64 {
	p := before
	if w.Rain > 1.5 {
		re := 0.92*w.Rain - 1.27
		mo := 20 + 280*math.Exp(-0.023*p)
		var b float64
		switch {
		case p <= 33:
			b = 100 / (0.5 + 0.3*p)
		case p <= 65:
			b = 14 - 1.3*math.Log(p)
		default:
			b = 6.2*math.Log(p) - 17.2
		}
		mr := mo + 1000*re/(48.77+b*re)
		p = max(0, 43.43*(5.6348-math.Log(mr-20)))
	}
	return p + max(0, 100*1.894*(max(w.Temperature, -1.1)+1.1)*(100-w.Humidity)*dayLength[month-1]*1e-6)
}

var dayDrying = [12]float64{-1.6, -1.6, -1.6, 0.9, 3.8, 5.8, 6.4, 5, 2.4, 0.4, -1.6, -1.6}

func dc(before float64, w Weather, month int) float64 {
	d := before
	if w.Rain > 2.8 {
		q := 800*math.Exp(-d/400) + 3.937*(0.83*w.Rain-1.27)
		d = max(0, 400*math.Log(800/q))
	}
	return d + 0.5*max(0, 0.36*(max(w.Temperature, -2.8)+2.8)+dayDrying[month-1])
}

func isi(ffmc, wind float64) float64 {
	m := moisture(ffmc)
	return 0.208 * math.Exp(0.05039*wind) * 91.9 * math.Exp(-0.1386*m) * (1 + math.Pow(m, 5.31)/4.93e7)
}

func bui(p, d float64) float64 {
	switch {
	case p == 0 && d == 0:
		return 0
	case p <= 0.4*d:
		return 0.8 * p * d / (p + 0.4*d)
	}
	return max(0, p-(1-0.8*d/(p+0.4*d))*(0.92+math.Pow(0.0114*p, 1.7)))
}

func index(isi, bui float64) float64 {
	f := 1000 / (25 + 108.64*math.Exp(-0.023*bui))
	if bui <= 80 {
		f = 0.626*math.Pow(bui, 0.809) + 2
	}
	b := 0.1 * isi * f
	if b > 1 {
		return math.Exp(2.72 * math.Pow(0.434*math.Log(b), 0.647))
	}
	return b
}
