package city

import "anlan/internal/base/geo"

// The story that package simulate plays: at the cold store of the first site, in 铁西区, the first liquid ammonia tank
// leaks, and the wind carries the gas over the detectors. Elsewhere one sensor is stuck and one chatters. The ids are the
// same in every scale.
const (
	StoryDevice = "gw-01"                // gateway of the ammonia tanks
	StoryTank   = "gw-01.t1"             // the points of the leaking tank begin with it
	StoryWind   = 250.0                  // degrees from which the wind blows: west-south-west
	StuckPoint  = "gw-03.t1.level"       // a level that never moves
	NoisyPoint  = "gw-07.t1.temperature" // a temperature that chatters round its H

	StoryDistrict = "210106"
	storyExposed  = 260 // people within 500 m
)

var storyPlace = geo.Point{Lon: 123.2631, Lat: 41.7585}
