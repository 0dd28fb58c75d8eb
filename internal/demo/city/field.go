package city

import (
	"fmt"
	"iter"

	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

// Protocols of devices in the field, as they stand in signal.Device.
const (
	SL651   = "sl651"
	GB26875 = "gb26875"
	JT808   = "jt808"
)

// StationPassword is that of the demo's hydrological stations: their protocol has four digits.
const StationPassword = "2101"

// fieldDevices is how many devices of each of these protocols there are.
const fieldDevices = 2

// silent is how many seconds a device of each protocol may say nothing.
var silent = map[string]float64{SL651: 7200, GB26875: 900, JT808: 600}

// field gives some gauges of rivers, high-rises and vehicles their devices.
func (c *City) field() {
	for i, e := range first(c.elementsOf("river-gauge"), fieldDevices) {
		d := c.device(fmt.Sprintf("sl-%02d", i+1), SL651, "遥测终端", fmt.Sprintf("21010%05d", i+1), e)
		d.Secret = signal.HashSecret(StationPassword)
		c.devices = append(c.devices, d)
		c.points = append(c.points, c.watched(d, e, "Z", "水位", "m", 41.2, nil, num(44.5)), c.fieldPoint(d, e, "VT", "电源电压", "V", 12.6, num(11), nil))
	}
	for i, e := range first(c.highRises, fieldDevices) {
		d := c.device(fmt.Sprintf("fire-%02d", i+1), GB26875, "用户信息传输装置", fmt.Sprintf("21010000%04X", i+1), e)
		c.devices = append(c.devices, d)
		for part := 1; part <= 2; part++ {
			key := fmt.Sprintf("part.1-1.%08X.fire", part)
			q := c.fieldPoint(d, e, key, fmt.Sprintf("%d 层感烟探测器火警", part*5), "", 0, nil, num(0.5))
			q.States, q.Safety = signal.OnOff(lang.T("正常", "normal"), lang.T("火警", "fire alarm")), true
			if part == 1 {
				q.StaleAfter = silent[GB26875]
			}
			c.points = append(c.points, q)
		}
	}
	for i, e := range first(c.elementsOf("vehicle"), fieldDevices) {
		d := c.device(fmt.Sprintf("car-%02d", i+1), JT808, "车载终端", fmt.Sprintf("1390240%04d", i+1), e)
		c.devices = append(c.devices, d)
		sos := c.fieldPoint(d, e, "alarm.sos", "紧急报警按钮", "", 0, nil, num(0.5))
		sos.States, sos.Safety = signal.OnOff(lang.T("未按下", "not pressed"), lang.T("已按下", "pressed")), true
		c.points = append(c.points, c.watched(d, e, "speed", "车速", "km/h", 38, nil, num(100)), sos)
	}
}

func (c *City) device(id, protocol, name, address string, e register.Element) Device {
	return Device{Device: signal.Device{ID: id, Protocol: protocol, Name: e.Name + name, Element: e.ID, Area: e.Area, Address: address, Demo: true}}
}

func (c *City) fieldPoint(d Device, e register.Element, key, name, unit string, normal float64, low, high *float64) Point {
	return Point{Normal: normal, Point: signal.Point{
		ID: d.ID + "." + key, Device: d.ID, Key: key, Name: name, Unit: unit, Element: e.ID, ElementName: e.Name, Area: e.Area, Lon: e.Lon, Lat: e.Lat,
		Limits: signal.Limits{LL: low, HH: high}, Demo: true,
	}}
}

// watched is the point on which the silence of a device is noticed.
func (c *City) watched(d Device, e register.Element, key, name, unit string, normal float64, low, high *float64) Point {
	q := c.fieldPoint(d, e, key, name, unit, normal, low, high)
	q.StaleAfter = silent[d.Protocol]
	return q
}

// elementsOf are the elements of a kind that has no file of its own.
func (c *City) elementsOf(kind string) iter.Seq[register.Element] {
	for _, o := range others {
		if o.kind == kind {
			return c.walkOf(o)
		}
	}
	return func(func(register.Element) bool) {}
}

func first(all iter.Seq[register.Element], n int) (out []register.Element) {
	for e := range all {
		if len(out) == n {
			break
		}
		out = append(out, e)
	}
	return out
}
