package city

import (
	"sort"

	"anlan/internal/base/geo"
)

// The story: at the cold store of the first site, in 铁西区, the first liquid ammonia tank leaks, and the wind carries it
// over the detectors.
const (
	storyDistrict = "210106"
	StorySource   = "hs-01" // the ammonia tanks of the cold store
	storyExposed  = 260     // people within 500 m
	storyWind     = 250.0   // degrees from which the wind blows: west-south-west
)

var storyPlace = geo.Point{Lon: 123.2631, Lat: 41.7585}

// Detector is one ammonia detector of the story: how far it is from the leak, and how far its direction lies from the
// direction in which the wind carries the gas.
type Detector struct {
	Point string  // id
	Far   float64 // m
	Off   float64 // degrees, 0 (downwind) to 180 (upwind)
}

// Story is what the leak touches.
type Story struct {
	Device    string // the gateway
	Pressure  string // point of the leaking tank
	Level     string
	Detectors []Detector // nearest and most downwind first
}

// Story tells where the leak is and whom it reaches.
func (c *City) Story() Story {
	s := Story{Device: gatewayOf(StorySource)}
	s.Pressure, s.Level = s.Device+".t1.pressure", s.Device+".t1.level"
	leak := c.plants[0].sources[0].vessels[0].at
	for _, p := range c.points {
		if p.Device != s.Device || p.Unit != "mg/m³" {
			continue
		}
		off := geo.Bearing(leak, p.Place()) - (storyWind - 180)
		for off > 180 {
			off -= 360
		}
		for off < -180 {
			off += 360
		}
		s.Detectors = append(s.Detectors, Detector{Point: p.ID, Far: geo.Distance(leak, p.Place()), Off: max(off, -off)})
	}
	sort.SliceStable(s.Detectors, func(i, j int) bool { return s.Detectors[i].delay() < s.Detectors[j].delay() })
	return s
}

// delay orders detectors by when the gas comes: with the distance, and later the less it lies downwind.
func (d Detector) delay() float64 { return d.Far * (1 + d.Off/60) }
