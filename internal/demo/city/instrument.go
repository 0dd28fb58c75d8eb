package city

import (
	"fmt"

	"anlan/internal/engine/signal"
)

// Device is one sender. System is the ST of an HJ 212 monitor, "" for a gateway on MQTT.
type Device struct {
	signal.Device
	System string
}

// Protocols of the devices, as they stand in signal.Device.
const (
	MQTT  = "mqtt"
	HJ212 = "hj212"
)

// Point is one measured quantity with what it shows on a normal day.
type Point struct {
	signal.Point
	Normal float64
}

// instrument gives every source its gateway and its points, then some outlets their HJ 212 monitors, and fills up with
// gas detectors until the scale's number is reached.
//
// Set points follow common practice for major hazards (AQ 3035-2010, AQ 3036-2010, GB/T 50493-2019): level LL 10 %, L 15 %,
// H 85 %, HH 92 %; toxic gas H at the occupational limit (GBZ 2.1-2019), HH at twice; combustible gas H 25 %LEL, HH 50 %LEL;
// deadbands and off-delays by ISA-18.2 (level 5 % and 60 s, pressure 2 % and 15 s, temperature 1 % and 60 s). What has an
// HH raises at once, without on-delay, because people act on it; only flows wait 15 s. Silence is watched on one point of
// each device, so that one broken link is one alarm and not forty.
func (c *City) instrument() error {
	for _, p := range c.plants {
		for _, h := range p.sources {
			c.gateway(p, h)
		}
	}
	c.outlets()
	c.field()
	var weights []int
	for _, p := range c.plants {
		for _, h := range p.sources {
			weights = append(weights, len(h.vessels)+1)
		}
	}
	rest := c.scale.Points - len(c.points)
	if rest < len(weights) {
		return fmt.Errorf("a city of %d points is too small: %d are needed", c.scale.Points, len(c.points)+len(weights))
	}
	counts := apportion(rest, 1, weights)
	for _, p := range c.plants {
		for _, h := range p.sources {
			c.detectors(p, h, counts[0])
			counts = counts[1:]
		}
	}
	return nil
}

func gatewayOf(source string) string { return "gw-" + source[len("hs-"):] }

func (c *City) gateway(p plant, h hazard) {
	c.devices = append(c.devices, Device{Device: signal.Device{
		ID: gatewayOf(h.id), Protocol: MQTT, Name: p.name + h.name + "采集网关", Element: h.id, Area: p.quarter.area.Code, Demo: true,
	}})
	base := Point{Point: signal.Point{
		Device: gatewayOf(h.id), Element: h.id, ElementName: p.name + h.name, Area: p.quarter.area.Code, Lon: h.at.Lon, Lat: h.at.Lat, Demo: true,
	}}
	add := func(q Point, key, name, unit string, normal float64) *Point {
		q.ID, q.Key, q.Name, q.Unit, q.Normal = q.Device+"."+key, key, name, unit, normal
		c.points = append(c.points, q)
		return &c.points[len(c.points)-1]
	}
	link := add(base, "link.rssi", "网关信号强度", "dBm", -72)
	link.Limits.L, link.Deadband, link.OnDelay, link.OffDelay, link.StaleAfter = num(-105), 3, 60, 60, 300
	add(base, "wind.speed", "风速", "m/s", 2.8)
	add(base, "wind.direction", "风向", "°", StoryWind)
	add(base, "air.temperature", "环境温度", "℃", 12)
	for i, v := range h.vessels {
		q := base
		q.Element, q.ElementName, q.Lon, q.Lat = v.id, h.name+v.name, v.at.Lon, v.at.Lat
		t := fmt.Sprintf("t%d.", i+1)
		c.vesselPoints(h, v, func(key, name, unit string, normal float64) *Point { return add(q, t+key, v.name+name, unit, normal) })
	}
}

func (c *City) vesselPoints(h hazard, v vessel, add func(key, name, unit string, normal float64) *Point) {
	m := h.chemical
	temperature := func(key, name string) {
		q := add(key, name, "℃", m.temperature)
		q.Limits.H, q.Limits.HH, q.Deadband, q.OffDelay = num(m.hot), num(m.hotter), 1, 60
	}
	pressure := func() {
		at, design := m.pressure, m.design
		if design == 0 {
			at, design = 0.05, 0.2
		}
		q := add("pressure", "压力", "MPa", at)
		q.Limits = signal.Limits{LL: num(at * 0.4), L: num(at * 0.6), H: num(at + (design-at)*0.35), HH: num(at + (design-at)*0.6)}
		q.Deadband, q.OffDelay = precise(design*0.02), 15
	}
	flow := func() {
		q := add("flow", "出料流量", "m³/h", 20)
		q.Limits.H, q.Deadband, q.OnDelay, q.OffDelay = num(40), 2, 15, 15
	}
	switch h.design.form {
	case "warehouse":
		temperature("temperature", "环境温度")
		pressure()
	case "unit":
		temperature("temperature.1", "入口温度")
		temperature("temperature.2", "出口温度")
		pressure()
		flow()
	default:
		q := add("level", "液位", "m", precise(v.height*0.55))
		q.Limits = signal.Limits{LL: num(v.height * 0.10), L: num(v.height * 0.15), H: num(v.height * 0.85), HH: num(v.height * 0.92)}
		q.Deadband, q.OffDelay = precise(v.height*0.05), 60
		temperature("temperature", "温度")
		flow()
		if m.design > 0 {
			pressure()
		}
	}
}

// gases are what detectors look for.
var gases = map[string]struct {
	name, unit string
	limits     signal.Limits
	deadband   float64
	normal     float64
}{
	"nh3": {"氨气", "mg/m³", signal.Limits{H: num(30), HH: num(60)}, 3, 1.5},
	"cl2": {"氯气", "mg/m³", signal.Limits{H: num(1), HH: num(2)}, 0.1, 0.05},
	"h2s": {"硫化氢", "mg/m³", signal.Limits{H: num(10), HH: num(20)}, 1, 0.5},
	"lel": {"可燃气体", "%LEL", signal.Limits{H: num(25), HH: num(50)}, 2, 1},
	"o2":  {"氧气", "%VOL", signal.Limits{L: num(19.5), H: num(23.5)}, 0.2, 20.9},
}

// detectors stand in rings around the vessels. Ammonia and hydrogen sulphide burn too, so every fourth there looks for
// combustible gas.
func (c *City) detectors(p plant, h hazard, count int) {
	serial := map[string]int{}
	for i := range count {
		kind := h.chemical.gas
		if (kind == "nh3" || kind == "h2s") && i%4 == 3 {
			kind = "lel"
		}
		serial[kind]++
		g := gases[kind]
		near := h.vessels[i%len(h.vessels)]
		at := inside(p.ground, near.at, float64(i)*137.5, 5+3*float64(i/len(h.vessels)))
		key := fmt.Sprintf("%s.%02d", kind, serial[kind])
		c.points = append(c.points, Point{Normal: g.normal, Point: signal.Point{
			ID: gatewayOf(h.id) + "." + key, Device: gatewayOf(h.id), Key: key, Name: fmt.Sprintf("%s旁%s检测器%02d", near.name, g.name, serial[kind]), Unit: g.unit,
			Element: h.id, ElementName: p.name + h.name, Area: p.quarter.area.Code, Lon: at.Lon, Lat: at.Lat,
			Limits: g.limits, Deadband: g.deadband, OffDelay: 15, Safety: true, Demo: true,
		}})
	}
}

// factor is one quantity of an HJ 212 monitor (codes of HJ 525-2009).
type factor struct {
	code, name, unit string
	low, high        float64 // limits L and H, 0 for none
	normal           float64
}

var outletKinds = []struct {
	system, name string
	factors      []factor
}{
	{"32", "废水总排口", []factor{{"w01018", "化学需氧量", "mg/L", 0, 50, 24}, {"w21003", "氨氮", "mg/L", 0, 5, 1.6}, {"w01001", "pH 值", "", 6, 9, 7.4}, {"w00000", "污水流量", "L/s", 0, 0, 12}}},
	{"31", "废气排放口", []factor{{"a21026", "二氧化硫", "mg/m³", 0, 50, 16}, {"a21002", "氮氧化物", "mg/m³", 0, 100, 48}, {"a34013", "颗粒物", "mg/m³", 0, 20, 6}, {"a19001", "氧含量", "%", 0, 0, 8}}},
}

// outlets are the HJ 212 monitors of six chemical plants: realtime values and minute means.
func (c *City) outlets() {
	for i, site := range []int{1, 2, 4, 5, 6, 15} {
		p, kind := c.plants[site], outletKinds[i%2]
		id := fmt.Sprintf("hj-%02d", i+1)
		at := inside(p.ground, p.at, 200, 150)
		c.devices = append(c.devices, Device{System: kind.system, Device: signal.Device{
			ID: id, Protocol: HJ212, Name: p.name + kind.name + "监测仪", Element: p.id, Area: p.quarter.area.Code, Demo: true,
			Address: fmt.Sprintf("%s0000DE30%010d", p.ground.code, i+1),
		}})
		for k, f := range kind.factors {
			q := Point{Normal: f.normal, Point: signal.Point{
				ID: id + "." + f.code, Device: id, Key: f.code, Name: kind.name + f.name, Unit: f.unit, Element: p.id, ElementName: p.name,
				Area: p.quarter.area.Code, Lon: at.Lon, Lat: at.Lat, Deadband: precise(f.high * 0.02), OffDelay: 60, Demo: true,
			}}
			if f.low > 0 {
				q.Limits.L = num(f.low)
			}
			if f.high > 0 {
				q.Limits.H = num(f.high)
			}
			mean := q
			if k == 0 {
				q.StaleAfter = 600
			}
			mean.ID, mean.Key, mean.Name, mean.Limits = q.ID+".minute.avg", f.code+".minute.avg", q.Name+"分钟均值", signal.Limits{}
			c.points = append(c.points, q, mean)
		}
	}
}

func num(v float64) *float64 { v = precise(v); return &v }

// precise keeps four decimals.
func precise(v float64) float64 {
	if v < 0 {
		return -precise(-v)
	}
	return float64(int64(v*1e4+0.5)) / 1e4
}
