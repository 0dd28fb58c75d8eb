package nature

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// WaterPoint is a water-logging point as the list shows it. Depths are cm.
type WaterPoint struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Area      string     `json:"area"`
	AreaName  string     `json:"area_name"`
	Lon       float64    `json:"lon"`
	Lat       float64    `json:"lat"`
	Type      string     `json:"type" enum:"underpass,road,estate,tunnel"`
	Worst     float64    `json:"worst" doc:"deepest that was known"`
	Lines     DepthLines `json:"lines"`
	Run       LevelRun   `json:"run"`
	Stage     string     `json:"stage" enum:"dry,wet,warn,close,evacuate" doc:"by the depth now, a stage worse when it rises by more than 5 cm in ten minutes"`
	Peak      *DepthHour `json:"peak,omitempty" doc:"deepest hour of the forecast"`
	Coming    string     `json:"coming" enum:"dry,wet,warn,close,evacuate" doc:"by the forecast"`
	Planned   bool       `json:"planned" doc:"it has a written plan"`
	Mended    bool       `json:"mended"`
	Forecast  string     `json:"forecast" doc:"who forecasts the rain; empty without a forecast"`
	Rainiest  float64    `json:"rainiest" doc:"mm in the wettest hour of the forecast"`
	PumpCount int        `json:"pumps" doc:"kept for it by the plan, or as the register has it"`
}

// WaterPointView is one point with all that its page shows.
type WaterPointView struct {
	Point   WaterPoint    `json:"point"`
	Plan    PointPlan     `json:"plan"`
	Rain    *RainForecast `json:"rain,omitempty"`
	Along   []DepthHour   `json:"along" nullable:"false" doc:"the forecast hour by hour"`
	Working []lang.Text   `json:"working" nullable:"false"`
	Levels  []WaterLevel  `json:"levels" nullable:"false" doc:"of the last three days, oldest first"`
	Next    []PlanStep    `json:"next" nullable:"false" doc:"steps of the plan that the depth now, or the forecast one, asks for"`
}

// waterScene is what is needed to judge points.
type waterScene struct {
	plans  map[string]PointPlan
	levels map[string][]WaterLevel
	now    map[string]WaterLevel
	rains  []RainForecast
}

func (s *System) waterScene(ctx context.Context, scope identity.Scope) (*waterScene, error) {
	where, args := scope.SQL("area")
	plans, err := s.plans(ctx, s.DB.Read(), where, args...)
	if err != nil {
		return nil, err
	}
	levels, err := s.levelsOf(ctx, scope, "waterlogging")
	if err != nil {
		return nil, err
	}
	rains, err := s.rains(ctx)
	return &waterScene{plans, levels, s.measured(scope), rains}, err
}

// view judges one point.
func (s *System) pointView(c *waterScene, e register.Element) (WaterPointView, error) {
	a, err := readAttrs[register.Waterlogging](e)
	if err != nil {
		return WaterPointView{}, err
	}
	plan, planned := c.plans[e.ID]
	if !planned {
		plan = usualPlan(a)
	}
	m, ok := c.now[e.ID]
	levels := withMeasured(c.levels[e.ID], m, ok)
	v := WaterPointView{Plan: plan, Along: []DepthHour{}, Working: []lang.Text{}, Levels: append([]WaterLevel{}, levels...), Next: []PlanStep{}}
	v.Point = WaterPoint{
		ID: e.ID, Name: e.Name, Area: e.Area, AreaName: s.Register.Areas().Name(e.Area), Lon: e.Lon, Lat: e.Lat, Type: a.Type, Worst: a.Worst, Lines: plan.lines(),
		Run: runOf(levels, 1), Stage: "dry", Coming: "dry", Planned: planned, Mended: a.Mended, PumpCount: a.Pumps,
	}
	if planned {
		v.Point.PumpCount = len(plan.Form.Pumps)
	}
	deepest := 0.0
	if now := v.Point.Run.Now; now != nil && s.Clock.Now().Sub(now.At.Time) < standing {
		v.Point.Stage, deepest = plan.lines().Rising(now.Value, v.Point.Run.PerHour/6), now.Value
	}
	if v.Rain = rainAt(c.rains, e.Area); v.Rain != nil {
		v.Along = plan.rule().Along(v.Rain.From.Time, v.Rain.Hours)
		if peak, ok := Peak(v.Along); ok {
			v.Point.Peak, v.Point.Coming, v.Working = &peak, plan.lines().Stage(peak.Depth), plan.rule().working(peak)
			v.Point.Rainiest, deepest = slices.Max(v.Rain.Hours), max(deepest, peak.Depth)
		}
		v.Point.Forecast = v.Rain.Source
	}
	for _, step := range plan.Form.Steps {
		if deepest >= step.Depth && deepest > 0 {
			v.Next = append(v.Next, step)
		}
	}
	return v, nil
}

type waterInput struct {
	InArea
	Only string `query:"only" enum:"now,coming,unplanned" doc:"those with water now, with water to come, without a written plan"`
}

func (s *System) waterlogging(ctx context.Context, in *waterInput) (*httpapi.Body[httpapi.Page[WaterPoint]], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readWater).Within(in.Area)
	list, err := s.waterPoints(ctx, scope)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[WaterPoint]{Items: []WaterPoint{}}
	for _, p := range list {
		if in.Only == "now" && stageRank(p.Stage) < 2 || in.Only == "coming" && stageRank(p.Coming) < 2 || in.Only == "unplanned" && p.Planned {
			continue
		}
		page.Items = append(page.Items, p)
	}
	return httpapi.OK(page), nil
}

// waterPoints are all points of a scope, the deepest danger first.
func (s *System) waterPoints(ctx context.Context, scope identity.Scope) ([]WaterPoint, error) {
	elements, err := s.all(ctx, scope, "waterlogging")
	if err != nil {
		return nil, err
	}
	c, err := s.waterScene(ctx, scope)
	if err != nil {
		return nil, err
	}
	var out []WaterPoint
	for _, e := range elements {
		v, err := s.pointView(c, e)
		if err != nil {
			return nil, err
		}
		out = append(out, v.Point)
	}
	depth := func(p WaterPoint) float64 {
		if p.Peak == nil {
			return 0
		}
		return p.Peak.Depth
	}
	slices.SortStableFunc(out, func(a, b WaterPoint) int {
		return cmp.Or(stageRank(b.Stage)-stageRank(a.Stage), stageRank(b.Coming)-stageRank(a.Coming), cmp.Compare(depth(b), depth(a)), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

func (s *System) onePoint(ctx context.Context, in *idInput) (*httpapi.Body[WaterPointView], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readWater)
	e, err := s.one(ctx, scope, in.ID, "waterlogging")
	if err != nil {
		return nil, err
	}
	c, err := s.waterScene(ctx, scope)
	if err != nil {
		return nil, err
	}
	v, err := s.pointView(c, e)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(v), nil
}
