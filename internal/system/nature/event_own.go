package nature

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
)

// number writes a value with five digits at most.
func number(v float64) string { return strconv.FormatFloat(v, 'g', 5, 64) }

var sightingStates = map[string]struct {
	title lang.Text
	tone  string
}{
	Unjudged: {lang.T("待核查", "to be checked"), "orange"}, Confirmed: {lang.T("已确认", "confirmed"), "red"}, Dismissed: {lang.T("已排除", "dismissed"), "green"}, Over: {lang.T("已结束", "over"), "green"},
}

var sightingTitles = map[string]string{"hotspot": "卫星热点", "tower": "瞭望报告", "drone": "无人机报告", "person": "现场报告"}

// sightingEvents are sightings that are not merged into others.
func (s *System) sightingEvents(ctx context.Context, scope identity.Scope, since time.Time) ([]CityEvent, error) {
	where, args := scope.SQL("area")
	list, err := s.sightingsWhere(ctx, s.DB.Read(), where+" AND (seen_at >= ? OR state IN ('new', 'confirmed') OR main <> '') ORDER BY seen_at DESC LIMIT 5000", append(args, clock.At(since))...)
	if err != nil {
		return nil, err
	}
	merged := map[string]int{}
	for _, g := range list {
		if g.Main != "" {
			merged[g.Main]++
		}
	}
	out := []CityEvent{}
	for _, g := range list {
		if g.Main != "" {
			continue
		}
		w := sightingStates[g.State]
		e := CityEvent{
			Key: "sighting:" + g.ID, Kind: g.Kind, Title: sightingTitles[g.Kind] + "：" + g.Source, Text: g.What, Lon: g.Lon, Lat: g.Lat, Placed: true, Radius: min(g.Radius, unplaced), Area: g.Area, At: g.SeenAt,
			State: w.title, Tone: w.tone, Open: g.State == Unjudged || g.State == Confirmed, Link: "/monitor/forest?open=" + g.ID, Merged: merged[g.ID],
		}
		if g.Kind == "hotspot" && g.Confidence > 0 {
			e.Text = fmt.Sprintf("置信度 %d%% %s", g.Confidence, g.What)
		}
		if !g.Placed {
			e.Text = "仅有方位，待交会 " + e.Text
		}
		out = append(out, e)
	}
	return out, nil
}

var stageWords = map[string]struct {
	title lang.Text
	tone  string
}{
	"warn": {lang.T("达警示水深", "at the depth to warn"), "yellow"}, "close": {lang.T("达封路水深", "at the depth to close"), "orange"}, "evacuate": {lang.T("达转移水深", "at the depth to get people away"), "red"},
	"near": {lang.T("逼近警戒", "near the first line"), "blue"}, "over": {lang.T("超警戒", "over the first line"), "orange"}, "severe": {lang.T("超保证或紧急水位", "over the second line"), "red"},
}

// waterEvents are water-logging points and gauges that stand beyond their lines now. They have no past here: their levels do.
func (s *System) waterEvents(ctx context.Context, scope identity.Scope, _ time.Time) ([]CityEvent, error) {
	points, err := s.waterPoints(ctx, scope)
	if err != nil {
		return nil, err
	}
	out := []CityEvent{}
	for _, p := range points {
		w, beyond := stageWords[p.Stage]
		if !beyond {
			continue
		}
		out = append(out, CityEvent{
			Key: "level:" + p.ID, Kind: "waterlogging", Title: p.Name, Text: "积水 " + number(p.Run.Now.Value) + " cm", Lon: p.Lon, Lat: p.Lat, Placed: true, Area: p.Area, At: p.Run.Now.At,
			State: w.title, Tone: w.tone, Open: true, Link: "/monitor/water?open=" + p.ID,
		})
	}
	gauges, err := s.gaugesIn(ctx, scope)
	if err != nil {
		return nil, err
	}
	for _, g := range gauges {
		w, beyond := stageWords[g.Stage]
		if !beyond {
			continue
		}
		e := CityEvent{
			Key: "level:" + g.ID, Kind: "river", Title: g.Name, Text: "水位 " + number(g.Run.Now.Value) + " m", Lon: g.Lon, Lat: g.Lat, Placed: true, Area: g.Area, At: g.Run.Now.At,
			State: w.title, Tone: w.tone, Open: true, Link: "/monitor/water?tab=gauges&open=" + g.ID,
		}
		if g.Kind == "reservoir-gauge" {
			e.Kind = "reservoir"
		}
		out = append(out, e)
	}
	return out, nil
}
