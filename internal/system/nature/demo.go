package nature

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/model/typhoon"
	"anlan/internal/system"
)

// The demo of nature: plans of the water-logging points, a forecast of rain, three days of levels, a typhoon that comes near,
// two weeks of fire weather, and some sightings. All of it is constructed from ids and the day of loading alone; names say 演示.

var demoActor = journal.Actor{ID: "machine:demo", Name: "演示数据"}

// chance is a number from 0 to below 1 that is the same for the same words.
func chance(words ...string) float64 { return float64(system.Chance(10_000, words...)) / 10_000 }

// LoadDemo puts the demo of nature into a city with the demo's elements, in one transaction. A city that has any of it
// stays as it is.
func (s *System) LoadDemo(ctx context.Context) error {
	var there int
	if err := s.DB.Read().NewRaw("SELECT count(*) FROM nature_plan").Scan(ctx, &there); err != nil || there > 0 {
		return err
	}
	elements := map[string][]register.Element{}
	for _, kind := range []string{"waterlogging", "river-gauge", "reservoir-gauge", "watchtower", "forest-plot"} {
		list, err := s.all(ctx, identity.Everywhere, kind)
		if err != nil {
			return err
		}
		elements[kind] = list
	}
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, load := range []func(context.Context, *store.Tx, map[string][]register.Element) error{s.demoPlans, s.demoRain, s.demoLevels, s.demoTyphoon, s.demoForest, s.demoSightings} {
			if err := load(ctx, tx, elements); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("load demo nature: %w", err)
	}
	return nil
}

// demoPlans writes the plan of every point but a few, so that one sees what a missing one looks like.
func (s *System) demoPlans(ctx context.Context, tx *store.Tx, elements map[string][]register.Element) error {
	for n, e := range elements["waterlogging"] {
		if n%24 == 17 {
			continue
		}
		a, err := readAttrs[register.Waterlogging](e)
		if err != nil {
			return err
		}
		f := usualPlan(a).Form
		f.Leader, f.Street, f.Squad, f.People = a.Person, "街道防汛办主任（演示）", "区排水应急抢险队（演示）", 6+n%9
		for i := range max(1, a.Pumps) {
			f.Pumps = append(f.Pumps, PlanPump{fmt.Sprintf("移动泵车%d号", i+1), float64(500 + 250*(n%4)), "积水点上游 50 m 处路侧", a.Person})
		}
		f.Barriers = []string{"进口匝道水马 6 个", "出口警示灯 2 组"}
		f.Detour = "经相邻主干路绕行，交警在上游路口分流（演示）"
		f.Steps = []PlanStep{
			{0, "排水队", "雨前 2 小时到位，清掏雨水箅，启动前置泵"},
			{f.Warn, "街道", "设警示标志，派人值守，通知周边单位"},
			{f.Close, "交警", "封闭道路，开启绕行，劝离车辆"},
			{f.Evacuate, "区防办", "转移受威胁人员，切断地下空间电源，请求增援"},
		}
		if _, err := s.writePlan(ctx, tx, demoActor, e, f, 0); err != nil {
			return err
		}
	}
	return nil
}

func (s *System) demoRain(ctx context.Context, tx *store.Tx, _ map[string][]register.Element) error {
	hours := []float64{2, 6, 14, 31, 46, 38, 22, 12, 6, 3, 1, 0}
	return s.keepRain(ctx, tx, RainForecast{ID: id.New(), Area: s.Home, Source: "市气象台（演示）", From: clock.At(s.Clock.Now().Truncate(time.Hour)), IssuedAt: clock.Now(s.Clock), ByName: demoActor.Name, Hours: hours}, demoActor)
}

// demoLevels lets each gauge have its day: most run below their lines, some crest at or above them. A few water-logging
// points have water.
func (s *System) demoLevels(ctx context.Context, tx *store.Tx, elements map[string][]register.Element) error {
	now := s.Clock.Now().Truncate(time.Hour)
	for _, kind := range []string{"river-gauge", "reservoir-gauge"} {
		for _, e := range elements[kind] {
			lines, err := linesOf(e, register.Element{})
			if err != nil || len(lines) == 0 {
				return err
			}
			top, x := lines[0].Level-2.2, chance("level", e.ID)
			switch {
			case x < 0.05:
				top = lines[len(lines)-1].Level + 0.1
			case x < 0.14:
				top = lines[0].Level + 0.3
			case x < 0.22:
				top = lines[0].Level - 0.2
			}
			for h := -48; h <= 0; h += 2 {
				v := top - 1.4*(1-math.Exp(-math.Pow(float64(h+2+int(8*x))/14, 2)))
				if err := keepLevel(ctx, tx, WaterLevel{Site: e.ID, At: clock.At(now.Add(time.Duration(h) * time.Hour)), Kind: kind, Area: e.Area, Value: math.Round(v*100) / 100, Source: "遥测（演示）", ReceivedAt: clock.Now(s.Clock)}); err != nil {
					return err
				}
			}
		}
	}
	for n, e := range elements["waterlogging"] {
		if n%15 != 4 {
			continue
		}
		for k := range 4 {
			v := []float64{18, 29, 8, 22, 34}[n/15%5] * (0.7 + 0.1*float64(k))
			if err := keepLevel(ctx, tx, WaterLevel{Site: e.ID, At: clock.At(s.Clock.Now().Add(-time.Duration(40-10*k) * time.Minute)), Kind: e.Kind, Area: e.Area, Value: math.Round(v), Source: "电子水尺（演示）", ReceivedAt: clock.Now(s.Clock)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// demoTyphoon comes up from the south and passes east of the city in a day and a half; two bulletins.
func (s *System) demoTyphoon(ctx context.Context, tx *store.Tx, _ map[string][]register.Element) error {
	now := s.Clock.Now().Truncate(6 * time.Hour)
	for issue := range 2 {
		issued := now.Add(time.Duration(6*(issue-1)) * time.Hour)
		var track typhoon.Track
		for h := -48; h <= 60; h += 6 {
			f := float64(h)
			at := issued.Add(time.Duration(h) * time.Hour)
			x := f + float64(6*(issue-1))
			fix := typhoon.Fix{At: at, Lon: 125.6 - 0.021*x + 0.0004*x*x + 0.15*float64(1-issue), Lat: 34.2 + 0.16*x + 0.0006*x*x, Pressure: 962 + math.Abs(x)*0.5, Wind: math.Max(14, 40-math.Max(0, x)*0.42), Forecast: h > 0}
			r := math.Max(0, 260-math.Max(0, x)*2.4)
			fix.Circles = append(fix.Circles, typhoon.Circle{Beaufort: 7, NE: r * 1.15, SE: r, SW: r * 0.7, NW: r * 0.8})
			if fix.Wind > 25 {
				fix.Circles = append(fix.Circles, typhoon.Circle{Beaufort: 10, NE: r * 0.4, SE: r * 0.38, SW: r * 0.25, NW: r * 0.3})
			}
			if fix.Wind > 33 {
				fix.Circles = append(fix.Circles, typhoon.Circle{Beaufort: 12, NE: r * 0.2, SE: r * 0.18, SW: r * 0.12, NW: r * 0.15})
			}
			track = append(track, fix)
		}
		checked, err := track.Check()
		if err != nil {
			return err
		}
		b := TyphoonBulletin{ID: id.New(), Number: now.Format("06") + "03", Name: "演示台风", Issuer: "中央气象台（演示）", IssuedAt: clock.At(issued), ReceivedAt: clock.Now(s.Clock), ByName: demoActor.Name, Track: checked}
		if err := s.keepBulletin(ctx, tx, b, demoActor); err != nil {
			return err
		}
	}
	return nil
}

// demoForest gives each district two weeks of dry spring weather with one rain.
func (s *System) demoForest(ctx context.Context, tx *store.Tx, _ map[string][]register.Element) error {
	today := s.today()
	for _, a := range s.Register.Areas().At(register.District) {
		dry := chance("dry", a.Code)
		for back := 13; back >= 0; back-- {
			day := today.Next(-back).String()
			x := chance("weather", a.Code, day)
			d := FireDay{Area: a.Code, Day: day, Temperature: math.Round(14 + 8*x + float64(13-back)*0.4), Humidity: math.Round(48 - 22*x - 10*dry), Wind: math.Round(8 + 16*x + 6*dry), Source: "市气象台（演示）"}
			if back == 9 {
				d.Rain, d.Humidity = math.Round(4+10*x), 82
			}
			if _, err := s.keepWeather(ctx, tx, demoActor, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// demoFire is a place near a tower and another from which one sees it, both in the city.
func (s *System) demoFire(tower geo.Point) (fire, second geo.Point, ok bool) {
	for b := 45.0; b < 405; b += 30 {
		fire = tower.Toward(b, 3200)
		second = fire.Toward(b+95, 2600)
		if s.Register.Areas().Locate(fire) != "" && s.Register.Areas().Locate(second) != "" {
			return fire, second, true
		}
	}
	return fire, second, false
}

// demoSightings are hot spots, a fire seen from two towers, and a drone over it.
func (s *System) demoSightings(ctx context.Context, tx *store.Tx, elements map[string][]register.Element) error {
	now := s.Clock.Now()
	keep := func(g Sighting, minutes int) error {
		g.ID = uuid.NewSHA1(uuid.NameSpaceOID, []byte("demo "+g.Kind+g.Source+fmt.Sprint(g.Lon, g.Lat, minutes))).String()
		g.SeenAt, g.ReceivedAt = clock.At(now.Add(-time.Duration(minutes)*time.Minute)), clock.Now(s.Clock)
		g.Person, g.PersonName, g.State, g.Revision = demoActor.ID, demoActor.Name, Unjudged, 1
		if err := s.place(&g); err != nil {
			return err
		}
		_, err := s.keepSighting(ctx, tx, g, demoActor)
		return err
	}
	plots, towers := elements["forest-plot"], elements["watchtower"]
	for n, e := range plots[:min(len(plots), 4)] {
		g := Sighting{Kind: "hotspot", Source: []string{"风云三号D（演示）", "高分四号（演示）"}[n%2], Lon: e.Lon, Lat: e.Lat, Confidence: int64(55 + 12*n), Power: float64(8 + 5*n), What: "林地热异常"}
		if err := keep(g, 200*n+35); err != nil {
			return err
		}
	}
	if len(towers) == 0 {
		return nil
	}
	first := geo.Point{Lon: towers[0].Lon, Lat: towers[0].Lat}
	fire, second, ok := s.demoFire(first)
	if !ok {
		return nil
	}
	one, two := geo.Bearing(first, fire), geo.Bearing(second, fire)+0.6
	if err := keep(Sighting{Kind: "tower", Source: towers[0].Name, FromLon: first.Lon, FromLat: first.Lat, Bearing: &one, Distance: 3600, What: "灰白色烟柱，约三公里"}, 26); err != nil {
		return err
	}
	if err := keep(Sighting{Kind: "tower", Source: "护林员瞭望哨（演示）", FromLon: second.Lon, FromLat: second.Lat, Bearing: &two, What: "山脊后有烟"}, 21); err != nil {
		return err
	}
	return keep(Sighting{Kind: "drone", Source: "无人机 DEMO-UAV-0003（演示）", Lon: fire.Lon, Lat: fire.Lat, What: "地表火，过火约 0.2 公顷"}, 9)
}
