package dispatch

import (
	"context"
	"fmt"
	"math"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
)

// Roads is a road network: how long a vehicle of a class drives from a place to another when it starts at a moment. ok is false
// where the network does not reach.
type Roads interface {
	Drive(ctx context.Context, from, to geo.Point, class string, at time.Time) (minutes, metres float64, ok bool)
}

// TravelTerms are how travel is reckoned where no road network is loaded. They are declared, shown with each answer, and can be
// wrong; whoever knows the road better is not bound by them.
type TravelTerms struct {
	Detour    float64            `json:"detour" doc:"length of the road over that of the straight line"`
	Speed     map[string]float64 `json:"speed" doc:"km/h in free traffic by class of vehicle"`
	Peak      float64            `json:"peak" doc:"share of the speed that is left in the hours of heavy traffic"`
	PeakHours [][2]int           `json:"peak_hours" nullable:"false" doc:"hours of the day in Beijing: from, until"`
	Spare     int                `json:"spare" doc:"minutes that another force may be later, so that a zone keeps its cover"`
	Muster    map[string]int     `json:"muster" doc:"minutes until it starts: ready, standby, vehicle, expert, goods"`
}

// DefaultTerms are what is taken until somebody measures better: a detour of 1.3 is usual in cities with a street grid.
var DefaultTerms = TravelTerms{
	Detour:    1.3,
	Speed:     map[string]float64{"light": 45, "heavy": 35, "blue-light": 55},
	Peak:      0.65,
	PeakHours: [][2]int{{7, 9}, {17, 19}},
	Spare:     10,
	Muster:    map[string]int{"ready": 3, "standby": 20, "vehicle": 2, "expert": 10, "goods": 20},
}

// classes are the specialities and types of vehicle that do not drive as light ones.
var classes = map[string]string{
	"fire": "blue-light", "ambulance": "blue-light", "medical": "blue-light", "hazchem": "blue-light", "command": "blue-light",
	"construction": "heavy", "pump": "heavy", "power": "heavy", "transport": "heavy", "rail": "heavy", "goods": "heavy", "flood": "heavy",
}

func classOf(sort string) string {
	if c := classes[sort]; c != "" {
		return c
	}
	return "light"
}

// Trip is a way to a place and how its time was reckoned.
type Trip struct {
	Straight float64   `json:"straight" doc:"metres, great circle"`
	Road     float64   `json:"road" doc:"metres by road, reckoned or of the network"`
	Muster   int       `json:"muster" doc:"minutes until it starts"`
	Drive    int       `json:"drive" doc:"minutes on the road"`
	Minutes  int       `json:"minutes" doc:"both together"`
	Network  bool      `json:"network" doc:"by a road network; else by the straight line and the declared terms"`
	How      lang.Text `json:"how" doc:"the reckoning in words"`
}

// Trip reckons the way of a sort of force that starts now. muster is one of the keys of Terms.Muster.
func (e *Engine) Trip(ctx context.Context, from, to geo.Point, sort, muster string) Trip {
	at, class := e.Clock.Now(), classOf(sort)
	t := Trip{Straight: geo.Distance(from, to), Muster: e.Terms.Muster[muster]}
	if e.Roads != nil {
		if minutes, metres, ok := e.Roads.Drive(ctx, from, to, class, at); ok {
			t.Road, t.Drive, t.Network = metres, int(math.Ceil(minutes)), true
			t.How = lang.T(fmt.Sprintf("路网 %.1f 公里", metres/1000), fmt.Sprintf("%.1f km by the road network", metres/1000))
			t.Minutes = t.Muster + t.Drive
			return t
		}
	}
	speed, peak := e.Terms.Speed[class], ""
	peakEn := ""
	if e.Terms.rush(at) {
		speed, peak, peakEn = speed*e.Terms.Peak, "高峰", " in heavy traffic"
	}
	t.Road = t.Straight * e.Terms.Detour
	t.Drive = int(math.Ceil(t.Road / 1000 / speed * 60))
	t.Minutes = t.Muster + t.Drive
	t.How = lang.T(fmt.Sprintf("直线 %.1f 公里 × 绕行 %.1f，%s时速 %.0f 公里", t.Straight/1000, e.Terms.Detour, peak, speed), fmt.Sprintf("%.1f km straight × %.1f at %.0f km/h%s", t.Straight/1000, e.Terms.Detour, speed, peakEn))
	return t
}

// rush says that traffic is heavy at a moment.
func (t TravelTerms) rush(at time.Time) bool {
	hour := at.In(calendar.Beijing).Hour()
	for _, p := range t.PeakHours {
		if hour >= p[0] && hour < p[1] {
			return true
		}
	}
	return false
}
