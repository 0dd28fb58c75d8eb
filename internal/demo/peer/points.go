package peer

import (
	"context"
	"fmt"

	"anlan/internal/base/geo"
	"anlan/internal/engine/signal"
)

// stations are those whose values the peers tell.
var stations = map[string][]spot{
	"weather": {{"沈河气象站", 123.4600, 41.7900}, {"铁西气象站", 123.3600, 41.7900}, {"浑南气象站", 123.4600, 41.7000}, {"沈北气象站", 123.4200, 41.9300}, {"苏家屯气象站", 123.3400, 41.6600}, {"于洪气象站", 123.3000, 41.8000}},
	"water":   {{"浑河东陵桥水位站", 123.5500, 41.7700}, {"浑河长青桥水位站", 123.4800, 41.7500}, {"浑河浑河桥水位站", 123.4200, 41.7500}, {"蒲河道义水位站", 123.4200, 41.9200}, {"蒲河于洪水位站", 123.2800, 41.8300}},
	"air":     {{"太原街空气站", 123.3990, 41.7970}, {"小河沿空气站", 123.4780, 41.7770}, {"浑南东路空气站", 123.5350, 41.7560}, {"沈辽西路空气站", 123.2440, 41.7340}},
}

type quantity struct{ key, name, unit string }

var quantities = map[string][]quantity{
	"weather": {{"temp", "气温", "℃"}, {"rain1h", "1 小时降水", "mm"}, {"wind", "风速", "m/s"}, {"direction", "风向", "°"}, {"humidity", "相对湿度", "%"}},
	"water":   {{"level", "水位", "m"}, {"flow", "流量", "m³/s"}},
	"air":     {{"pm25", "PM2.5", "μg/m³"}, {"pm10", "PM10", "μg/m³"}, {"o3", "臭氧", "μg/m³"}, {"so2", "二氧化硫", "μg/m³"}},
}

var letters = map[string]string{"weather": "W", "water": "R", "air": "A"}

// Points registers the stations of the peers, so that there is somewhere for their values. A second time changes nothing.
// locate finds the area of a place.
func Points(ctx context.Context, e *signal.Engine, locate func(p geo.Point) (code, name string)) error {
	var devices []signal.Device
	var points []signal.Point
	for of, list := range stations {
		for i, s := range list {
			id := fmt.Sprintf("DEMO-%s%02d", letters[of], i+1)
			if _, there := e.Device(id); there {
				continue
			}
			area, name := locate(geo.Point{Lon: s.lon, Lat: s.lat})
			devices = append(devices, signal.Device{ID: id, Protocol: "connector", Name: s.name, Area: area, Demo: true})
			for _, q := range quantities[of] {
				points = append(points, signal.Point{ID: id + "." + q.key, Device: id, Key: q.key, Name: q.name, Unit: q.unit, ElementName: s.name, Area: area, AreaName: name, Lon: s.lon, Lat: s.lat, Demo: true})
			}
		}
	}
	if len(devices) == 0 {
		return nil
	}
	return e.Load(ctx, devices, points)
}
