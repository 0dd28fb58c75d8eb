package nature

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/engine/register"
)

// standing is how long a level holds that nobody has followed by another.
const standing = 6 * time.Hour

// GaugeLine is a level of a gauge at which something holds.
type GaugeLine struct {
	Name  string  `json:"name" enum:"warning,guaranteed,highest,alert,flood-limit,act,design,check"`
	Level float64 `json:"level" doc:"m"`
}

// WaterGauge is a river or reservoir gauge against its lines: a river has 警戒 and 保证, a reservoir 预警 and 紧急 of its gauge and, where
// the datum is the same, the flood limit (汛限), design and check levels of the reservoir. Levels of different gauges have different datums and are
// never compared.
type WaterGauge struct {
	ID       string      `json:"id"`
	Kind     string      `json:"kind" enum:"river-gauge,reservoir-gauge"`
	Name     string      `json:"name"`
	Above    string      `json:"above" doc:"the river or reservoir"`
	Area     string      `json:"area"`
	AreaName string      `json:"area_name"`
	Lon      float64     `json:"lon"`
	Lat      float64     `json:"lat"`
	Lines    []GaugeLine `json:"lines" nullable:"false" doc:"from below"`
	Run      LevelRun    `json:"run"`
	Stage    string      `json:"stage" enum:"unknown,normal,near,over,severe" doc:"near: rising within 0.5 m of the first line; over: at or above it; severe: at or above 保证水位, 紧急水位 or worse"`
	Over     string      `json:"over" doc:"the highest line that is reached"`
	Beyond   float64     `json:"beyond" doc:"m above that line, or below the first one (negative)"`
}

var gaugeStages = []string{"unknown", "normal", "near", "over", "severe"}

// near is how far in m below its first line a rising level is worth a word.
const near = 0.5

// severe are the lines at which a gauge is in severe danger.
var severe = []string{"guaranteed", "highest", "act", "design", "check"}

// judge puts a level among the lines.
func (g *WaterGauge) judge(now time.Time) {
	g.Stage = "unknown"
	if g.Run.Now == nil || len(g.Lines) == 0 || now.Sub(g.Run.Now.At.Time) > standing {
		return
	}
	v := g.Run.Now.Value
	g.Stage, g.Beyond = "normal", v-g.Lines[0].Level
	if g.Beyond > -near && g.Run.Trend == "rising" {
		g.Stage = "near"
	}
	for _, l := range g.Lines {
		if v < l.Level {
			break
		}
		g.Over, g.Beyond, g.Stage = l.Name, v-l.Level, "over"
		if slices.Contains(severe, l.Name) {
			g.Stage = "severe"
		}
	}
}

// sameDatum is within how many m of each other the lines of a gauge and of its reservoir lie when they have one datum.
const sameDatum = 20

// linesOf are the lines of a gauge from below; a line of 0 is none. A reservoir's own levels are taken where they lie near
// those of its gauge: otherwise they have another datum, and nothing can be said.
func linesOf(e, above register.Element) ([]GaugeLine, error) {
	out := []GaugeLine{}
	add := func(name string, level float64) {
		if level != 0 {
			out = append(out, GaugeLine{name, level})
		}
	}
	if e.Kind == "river-gauge" {
		a, err := readAttrs[register.RiverGauge](e)
		add("warning", a.Warn)
		add("guaranteed", a.Safe)
		add("highest", a.Highest)
		return rising(out), err
	}
	a, err := readAttrs[register.ReservoirGauge](e)
	if err != nil {
		return nil, err
	}
	add("alert", a.Warn)
	add("act", a.Limit)
	if above.Kind != "reservoir" {
		return rising(out), nil
	}
	r, err := readAttrs[register.Reservoir](above)
	if math.Abs(r.Limit-a.Warn) <= sameDatum {
		add("flood-limit", r.Limit)
		add("design", r.Design)
		add("check", r.Check)
	}
	return rising(out), err
}

func rising(l []GaugeLine) []GaugeLine {
	slices.SortStableFunc(l, func(a, b GaugeLine) int { return cmp.Compare(a.Level, b.Level) })
	return l
}

type gaugesInput struct {
	InArea
	Kind string `query:"kind" enum:"river-gauge,reservoir-gauge"`
	Only string `query:"only" enum:"over" doc:"those near, at or above a line"`
}

func (s *System) gauges(ctx context.Context, in *gaugesInput) (*httpapi.Body[httpapi.Page[WaterGauge]], error) {
	list, err := s.gaugesIn(ctx, httpapi.SubjectOf(ctx).Scope(readWater).Within(in.Area))
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[WaterGauge]{Items: []WaterGauge{}}
	for _, g := range list {
		if (in.Kind == "" || in.Kind == g.Kind) && (in.Only == "" || slices.Index(gaugeStages, g.Stage) >= 2) {
			page.Items = append(page.Items, g)
		}
	}
	return httpapi.OK(page), nil
}

// gaugesIn are all gauges of a scope, the highest danger first.
func (s *System) gaugesIn(ctx context.Context, scope identity.Scope) ([]WaterGauge, error) {
	levels, err := s.levelsOf(ctx, scope, "river-gauge", "reservoir-gauge")
	if err != nil {
		return nil, err
	}
	now := s.measured(scope)
	out := []WaterGauge{}
	for _, kind := range []string{"river-gauge", "reservoir-gauge"} {
		elements, err := s.all(ctx, scope, kind)
		if err != nil {
			return nil, err
		}
		above, err := s.above(ctx, elements)
		if err != nil {
			return nil, err
		}
		for _, e := range elements {
			g := WaterGauge{ID: e.ID, Kind: kind, Name: e.Name, Area: e.Area, AreaName: s.Register.Areas().Name(e.Area), Lon: e.Lon, Lat: e.Lat}
			up, ok := above[e.Parent]
			if ok {
				g.Above = up.Name
			}
			if g.Lines, err = linesOf(e, up); err != nil {
				return nil, err
			}
			m, ok := now[e.ID]
			g.Run = runOf(withMeasured(levels[e.ID], m, ok), 0.02)
			g.judge(s.Clock.Now())
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b WaterGauge) int {
		return cmp.Or(slices.Index(gaugeStages, b.Stage)-slices.Index(gaugeStages, a.Stage), cmp.Compare(b.Beyond, a.Beyond), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// above are the rivers and reservoirs of gauges, by id: names that everybody may know who sees the gauge.
func (s *System) above(ctx context.Context, gauges []register.Element) (map[string]register.Element, error) {
	var ids []string
	for _, e := range gauges {
		ids = append(ids, e.Parent)
	}
	slices.Sort(ids)
	list, err := s.Register.FindAll(ctx, identity.Everywhere, slices.Compact(ids)...)
	out := map[string]register.Element{}
	for _, e := range list {
		out[e.ID] = e
	}
	return out, err
}
