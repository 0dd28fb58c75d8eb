package nature_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/citytest"
	"anlan/internal/engine/register"
	"anlan/internal/system/nature"
)

type list[T any] struct{ Items []T }

func elements(t *testing.T, c *citytest.City, kind string) []register.Element {
	t.Helper()
	page, err := c.Register.List(context.Background(), []string{""}, register.Query{Kind: kind, Limit: 500})
	require.NoError(t, err)
	require.NotEmpty(t, page.Items)
	return page.Items
}

func duty(e register.Element) string { return "duty-" + e.Area[:6] }

func other(e register.Element) string {
	if e.Area[:6] == "210102" {
		return "duty-210106"
	}
	return "duty-210102"
}

// TestARainyDay puts in rain, sees the depth it will bring with its working, writes a plan, reports water and sees the
// steps that are due.
func TestARainyDay(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	e := elements(t, c, "waterlogging")[0]
	now := c.Clock.Now()
	path := "/api/nature/waterlogging/" + e.ID
	var v nature.WaterPointView
	c.OK(duty(e), "GET", path, nil, &v)
	require.True(t, v.Plan.Usual)
	require.Nil(t, v.Point.Peak, "there is no forecast")
	require.Equal(t, "dry", v.Point.Stage)
	require.Equal(t, 404, c.Do(other(e), "GET", path, nil).Status)

	plan := map[string]any{
		"leader": "甲", "street": "乙", "squad": "排水队", "people": 8, "hours": 2, "table": []map[string]any{{"rain": 20, "depth": 0}, {"rain": 40, "depth": 15}, {"rain": 60, "depth": 45}},
		"warn": 15, "close": 27, "evacuate": 50, "pumps": []any{}, "barriers": []string{"入口"}, "detour": "绕行", "steps": []map[string]any{{"depth": 15, "who": "街道", "do": "警示"}, {"depth": 27, "who": "交警", "do": "封路"}},
	}
	write := func(version int64) citytest.Answer {
		return c.Do(duty(e), "PUT", path+"/plan", map[string]any{"version": version, "form": plan})
	}
	require.Equal(t, 200, write(0).Status)
	require.Equal(t, 409, write(0).Status, "somebody was first")
	require.Equal(t, 200, write(1).Status)
	plan["close"] = 10
	require.Equal(t, 400, write(2).Status, "closing comes after warning")

	hours := []float64{10, 30, 20}
	rain := func(login, area string) int {
		return c.Do(login, "POST", "/api/nature/rain", map[string]any{"area": area, "source": "气象台", "from": now, "hours": hours}).Status
	}
	require.Equal(t, 403, rain(other(e), e.Area[:6]))
	require.Equal(t, 200, rain("duty", "2101"))
	c.OK(duty(e), "GET", path, nil, &v)
	require.InDelta(t, 30, v.Point.Peak.Depth, 1e-9)
	require.Equal(t, "close", v.Point.Coming)
	require.Len(t, v.Working, 3)
	require.Contains(t, v.Working[2].Zh, "30.0 cm")
	require.Len(t, v.Next, 2, "both steps are due by the forecast")
	hours = []float64{1, 1, 1}
	require.Equal(t, 200, rain(duty(e), e.Area[:6]))
	c.OK(duty(e), "GET", path, nil, &v)
	require.Equal(t, "dry", v.Point.Coming, "the forecast of the smaller area holds")

	report := func(login string, at time.Time, depth float64) int {
		return c.Do(login, "POST", "/api/nature/levels", map[string]any{"site": e.ID, "at": at, "value": depth, "source": "水尺"}).Status
	}
	require.Equal(t, 404, report(other(e), now, 28))
	require.Equal(t, 400, report(duty(e), now.Add(time.Hour), 28), "a time to come")
	require.Equal(t, 400, report(duty(e), now, -1))
	require.Equal(t, 200, report(duty(e), now.Add(-time.Hour), 24))
	require.Equal(t, 200, report(duty(e), now, 60))
	require.Equal(t, 200, report(duty(e), now, 28), "the same moment again corrects it")
	c.OK(duty(e), "GET", path, nil, &v)
	require.Equal(t, "close", v.Point.Stage)
	require.Equal(t, "rising", v.Point.Run.Trend)
	require.InDelta(t, 28, v.Point.Run.Crest.Value, 0)
	var points list[nature.WaterPoint]
	c.OK("duty", "GET", "/api/nature/waterlogging", nil, &points)
	require.Len(t, points.Items, 73)
	require.Equal(t, e.ID, points.Items[0].ID, "the deepest comes first")
	c.OK("duty", "GET", "/api/nature/waterlogging?area="+e.Area[:6], nil, &points)
	require.Less(t, len(points.Items), 73, "an area narrows the list")
	var events nature.CityEvents
	c.OK(duty(e), "GET", "/api/nature/events?kind=waterlogging", nil, &events)
	require.Len(t, events.Items, 1)
	require.Equal(t, "orange", events.Items[0].Tone)
}

// TestGaugesStandAgainstTheirLines walks a river gauge up through its lines.
func TestGaugesStandAgainstTheirLines(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	e := elements(t, c, "river-gauge")[0]
	var all list[nature.WaterGauge]
	find := func() nature.WaterGauge {
		c.OK(duty(e), "GET", "/api/nature/gauges?kind=river-gauge", nil, &all)
		for _, g := range all.Items {
			if g.ID == e.ID {
				return g
			}
		}
		t.Fatal("the gauge is not listed")
		return nature.WaterGauge{}
	}
	g := find()
	require.Equal(t, "unknown", g.Stage)
	require.Equal(t, "warning", g.Lines[0].Name)
	warning, guaranteed := g.Lines[0].Level, g.Lines[1].Level
	at := c.Clock.Now().Add(-4 * time.Hour)
	for _, step := range []struct {
		level float64
		stage string
		over  string
	}{{warning - 2, "normal", ""}, {warning - 0.4, "near", ""}, {warning, "over", "warning"}, {guaranteed + 0.1, "severe", "guaranteed"}} {
		at = at.Add(time.Hour)
		c.OK(duty(e), "POST", "/api/nature/levels", map[string]any{"site": e.ID, "at": at, "value": step.level, "source": "遥测"}, nil)
		g = find()
		require.Equal(t, step.stage, g.Stage, "%v", step)
		require.Equal(t, step.over, g.Over)
	}
	require.InDelta(t, 0.1, g.Beyond, 1e-9)
	require.Equal(t, e.ID, all.Items[0].ID, "the highest danger comes first")
}

// TestTwoTowersAndAFire reports a fire by two bearings, crosses them by merging, confirms it, and finds the incident.
func TestTwoTowersAndAFire(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	tower := elements(t, c, "watchtower")[0]
	login := duty(tower)
	from := geo.Point{Lon: tower.Lon, Lat: tower.Lat}
	fire := from.Toward(30, 2000)
	for b := 30.0; c.Register.Areas().Locate(fire)[:6] != tower.Area[:6]; b += 30 {
		fire = from.Toward(b, 2000)
	}
	second := fire.Toward(geo.Bearing(fire, from)+70, 1500)
	if area := c.Register.Areas().Locate(second); area == "" || area[:6] != tower.Area[:6] {
		second = fire.Toward(geo.Bearing(fire, from)-70, 1500)
	}
	seen := c.Clock.Now().Add(-10 * time.Minute)
	report := func(login, id string, more map[string]any) citytest.Answer {
		body := map[string]any{"kind": "tower", "source": "塔", "seen_at": seen}
		for k, v := range more {
			body[k] = v
		}
		return c.Do(login, "POST", "/api/nature/sightings/"+id, body)
	}
	a, b := uuid.NewString(), uuid.NewString()
	require.Equal(t, 400, report(login, a, nil).Status, "no place and no bearing")
	require.Equal(t, 400, report(login, "x%20y", map[string]any{"tower": tower.ID, "bearing": 1}).Status)
	require.Equal(t, 400, report(login, a, map[string]any{"lon": 100.0, "lat": 30.0}).Status, "outside the city")
	var g nature.Sighting
	report(login, a, map[string]any{"tower": tower.ID, "bearing": geo.Bearing(from, fire)}).JSON(t, &g)
	require.False(t, g.Placed)
	require.Equal(t, tower.Name, g.Source)
	require.Equal(t, 200, report(login, a, map[string]any{"tower": tower.ID, "bearing": geo.Bearing(from, fire)}).Status, "sent twice it is one")
	judge := func(login, id, state, reason string) citytest.Answer {
		return c.Do(login, "POST", "/api/nature/sightings/"+id+"/judge", map[string]any{"state": state, "reason": reason})
	}
	require.Equal(t, 400, judge(login, a, "confirmed", "").Status, "only a bearing is known")
	require.Equal(t, 200, report(login, b, map[string]any{"from_lon": second.Lon, "from_lat": second.Lat, "bearing": geo.Bearing(second, fire)}).Status)
	var events nature.CityEvents
	c.OK(login, "GET", "/api/nature/events", nil, &events)
	require.Equal(t, 2, events.Kinds["tower"])
	require.Contains(t, events.Items[0].Alike, events.Items[1].Key, "they may be one")
	require.Equal(t, 404, c.Do(other(tower), "POST", "/api/nature/sightings/"+b+"/merge", map[string]any{"into": a}).Status)
	c.OK(login, "POST", "/api/nature/sightings/"+b+"/merge", map[string]any{"into": a}, &g)
	require.True(t, g.Placed)
	require.Less(t, geo.Distance(fire, geo.Point{Lon: g.Lon, Lat: g.Lat}), 60.0, "the bearings are crossed")
	require.Equal(t, 409, judge(login, b, "confirmed", "").Status, "the main one is judged")
	require.Equal(t, 400, judge(login, a, "dismissed", "").Status, "a reason is wanted")
	for range 2 {
		require.Equal(t, 200, judge(login, a, "confirmed", "").Status)
	}
	require.Equal(t, 409, judge(login, a, "dismissed", "并非火情").Status)
	require.Eventually(t, func() bool {
		var incidents list[struct{ Title string }]
		c.OK(login, "GET", "/api/command/incidents", nil, &incidents)
		return len(incidents.Items) == 1
	}, time.Minute, 20*time.Millisecond, "one incident is opened")
	c.OK(login, "GET", "/api/nature/events", nil, &events)
	require.Equal(t, 1, events.Kinds["tower"], "merged ones are no lines of their own")
	require.Equal(t, 1, events.Items[0].Merged)
}

// TestFireWeatherCarriesOver puts in three days, then corrects the first: the days after follow.
func TestFireWeatherCarriesOver(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	put := func(login, day string, rain float64) (int, nature.FireDay) {
		var d nature.FireDay
		a := c.Do(login, "POST", "/api/nature/forest/weather", map[string]any{"area": "210106", "day": day, "temperature": 17, "humidity": 42, "wind": 25, "rain": rain, "source": "气象台"})
		if a.Status == 200 {
			a.JSON(t, &d)
		}
		return a.Status, d
	}
	for i, day := range []string{"2026-02-28", "2026-03-01", "2026-03-02"} {
		status, d := put("duty-210106", day, 0)
		require.Equal(t, 200, status)
		require.Equal(t, i == 0, d.Begun, day)
	}
	var before, after nature.FireList
	c.OK("duty-210106", "GET", "/api/nature/forest", nil, &before)
	require.Len(t, before.Items, 1)
	require.Len(t, before.Items[0].Before, 3)
	require.Len(t, before.Levels, 5)
	status, _ := put("duty-210106", "2026-02-28", 30)
	require.Equal(t, 200, status)
	c.OK("duty-210106", "GET", "/api/nature/forest", nil, &after)
	require.Less(t, after.Items[0].Today.DMC, before.Items[0].Today.DMC, "rain two days ago is felt today")
	status, _ = put("duty-210106", "2026-03-03", 0)
	require.Equal(t, 400, status, "a day to come")
	status, _ = put("duty-210102", "2026-03-01", 0)
	require.Equal(t, 403, status)
}

// TestATyphoon puts in a bulletin and corrects it; officers of a district read it and put in none.
func TestATyphoon(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	issued := c.Clock.Now().Add(-time.Hour)
	bulletin := func(name string) map[string]any {
		var track []map[string]any
		for h := -12; h <= 36; h += 6 {
			track = append(track, map[string]any{
				"at": issued.Add(time.Duration(h) * time.Hour), "lon": 123.4, "lat": 36 + float64(h)*0.18, "pressure": 970, "wind": 35, "forecast": h > 0,
				"circles": []map[string]any{{"beaufort": 7, "ne": 250, "se": 220, "sw": 180, "nw": 200}},
			})
		}
		return map[string]any{"number": "2603", "name": name, "issuer": "中央气象台", "issued_at": issued, "track": track}
	}
	require.Equal(t, 403, c.Do("duty-210106", "POST", "/api/nature/typhoons", bulletin("甲")).Status)
	for _, name := range []string{"甲", "乙"} {
		require.Equal(t, 200, c.Do("duty", "POST", "/api/nature/typhoons", bulletin(name)).Status)
	}
	var page list[nature.TyphoonView]
	c.OK("duty-210106", "GET", "/api/nature/typhoons", nil, &page)
	require.Len(t, page.Items, 1, "the same issue again replaces it")
	v := page.Items[0]
	require.Equal(t, "乙", v.Bulletin.Name)
	require.Equal(t, "台风", v.Grade.Zh)
	require.Len(t, v.Circles, 1)
	require.Len(t, v.Doubts, 6)
	require.Len(t, v.Arrivals, 1)
	require.True(t, v.Arrivals[0].Begins.After(c.Clock.Now()))
	require.False(t, v.Arrivals[0].Early.After(v.Arrivals[0].Begins.Time))
	spoiled := bulletin("丙")
	spoiled["track"] = append(spoiled["track"].([]map[string]any), spoiled["track"].([]map[string]any)[0])
	a := c.Do("duty", "POST", "/api/nature/typhoons", spoiled)
	require.Equal(t, 400, a.Status)
	require.Contains(t, string(a.Body), "track.1.at", "%s", a.Body)
}

// TestDemo loads the demo twice, and finds something of every kind in the list.
func TestDemo(t *testing.T) {
	c := citytest.New(t, citytest.Options{Nature: true, Hazard: true})
	require.NoError(t, c.Nature.LoadDemo(context.Background()))
	var events nature.CityEvents
	c.OK("duty", "GET", "/api/nature/events?hours=48", nil, &events)
	for _, kind := range []string{"hotspot", "tower", "drone", "waterlogging"} {
		require.Positive(t, events.Kinds[kind], "%s in %v", kind, events.Kinds)
	}
	var typhoons list[nature.TyphoonView]
	c.OK("duty", "GET", "/api/nature/typhoons", nil, &typhoons)
	require.Len(t, typhoons.Items, 1)
	require.Equal(t, 2, typhoons.Items[0].Issues)
	require.NotEmpty(t, typhoons.Items[0].Arrivals, fmt.Sprint(typhoons.Items[0].Nearest))
	var forest nature.FireList
	c.OK("duty", "GET", "/api/nature/forest", nil, &forest)
	require.Len(t, forest.Items, 13)
}
