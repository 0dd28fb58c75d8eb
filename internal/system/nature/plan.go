package nature

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

var beijing = calendar.Beijing

// PlanForm is the plan of one water-logging point (一点一策).
type PlanForm struct {
	Leader   string      `json:"leader" title:"区级责任人|Leader of the district" max:"40"`
	Street   string      `json:"street" title:"街道责任人|Person of the street" max:"40"`
	Squad    string      `json:"squad" title:"抢险队伍|Squad" max:"100"`
	People   int         `json:"people" title:"抢险人数|People" unit:"人" min:"0" max:"1000"`
	Hours    int         `json:"hours" title:"致灾雨量历时|Hours of rain that count" unit:"h" min:"1" max:"24"`
	Table    []RainDepth `json:"table" title:"雨深关系|Rain and depth"`
	Warn     float64     `json:"warn" title:"警示水深|Warn at" unit:"cm" min:"1" max:"1000"`
	Close    float64     `json:"close" title:"封路水深|Close at" unit:"cm" min:"1" max:"1000" from:"warn"`
	Evacuate float64     `json:"evacuate" title:"转移水深|Get people away at" unit:"cm" min:"1" max:"1000" from:"close"`
	Pumps    []PlanPump  `json:"pumps" title:"排水设备|Pumps"`
	Barriers []string    `json:"barriers" title:"封控点位|Barriers" max:"100"`
	Detour   string      `json:"detour" title:"绕行路线|Detour" format:"text"`
	Steps    []PlanStep  `json:"steps" title:"处置步骤|Steps"`
}

// PlanPump is a pump that is kept for the point.
type PlanPump struct {
	Name   string  `json:"name" title:"设备|Pump" max:"60"`
	Flow   float64 `json:"flow" title:"排水能力|Flow" unit:"m³/h" min:"0" max:"100000"`
	Place  string  `json:"place" title:"存放或布设位置|Place" max:"100"`
	Keeper string  `json:"keeper" title:"操作人|Operator" max:"40"`
}

// PlanStep is what somebody does at a depth.
type PlanStep struct {
	Depth float64 `json:"depth" title:"水深|At a depth of" unit:"cm" min:"0" max:"1000"`
	Who   string  `json:"who" title:"谁|Who" max:"60"`
	Do    string  `json:"do" title:"做什么|What" max:"300"`
}

// Validate wants a table that rises and a step at least.
func (f *PlanForm) Validate() error {
	last := RainDepth{-1, -1}
	for i, r := range f.Table {
		if r.Rain <= last.Rain || r.Depth < last.Depth {
			return fail.Invalid("nature.plan.table", fmt.Sprintf("雨深关系第 %d 行应比上一行大", i+1), fmt.Sprintf("row %d of the table must be above the one before", i+1)).At("table")
		}
		last = r
	}
	switch {
	case len(f.Table) < 2:
		return fail.Invalid("nature.plan.table", "雨深关系至少两行", "the table has two rows at least").At("table")
	case len(f.Steps) == 0:
		return fail.Invalid("nature.plan.steps", "至少写一个处置步骤", "a plan has one step at least").At("steps")
	}
	return nil
}

// PointPlan is the plan of a point as it stands. Version is 0 for the usual one, that follows from the register where nobody has
// written any.
type PointPlan struct {
	Version   int64         `json:"version"`
	ChangedAt clock.Instant `json:"changed_at"`
	ChangedBy string        `json:"changed_by"`
	Usual     bool          `json:"usual" doc:"nobody has written a plan; thresholds and table are the usual ones"`
	Form      PlanForm      `json:"form"`
}

func (p PointPlan) rule() DepthRule   { return DepthRule{p.Form.Hours, p.Form.Table} }
func (p PointPlan) lines() DepthLines { return DepthLines{p.Form.Warn, p.Form.Close, p.Form.Evacuate} }

// usualPlan is what holds where no plan is written: the depths of the register, and a table by which the rain that floods
// the point brings the depth at which to warn, and twice as much rain the depth at which to get people away. It is a
// starting point to be fitted to what happened, and says so.
func usualPlan(w register.Waterlogging) PointPlan {
	rain := w.Rain
	if rain <= 0 {
		rain = 40
	}
	l := DepthLines{w.Warn, w.Close, w.Evacu}
	if l.Warn <= 0 {
		l.Warn = 15
	}
	l.Close = max(l.Close, l.Warn)
	l.Evacuate = max(l.Evacuate, l.Close)
	return PointPlan{Usual: true, Form: PlanForm{
		Hours: 1, Table: []RainDepth{{rain * 0.5, 0}, {rain, l.Warn}, {rain * 1.4, max(l.Close, l.Warn+1)}, {rain * 2, max(l.Evacuate, l.Close+1)}},
		Warn: l.Warn, Close: l.Close, Evacuate: l.Evacuate, Pumps: []PlanPump{}, Barriers: []string{}, Steps: []PlanStep{},
	}}
}

// plans are the written plans in a scope, by site.
func (s *System) plans(ctx context.Context, q store.Querier, where string, args ...any) (map[string]PointPlan, error) {
	var rows []struct {
		Site        string        `bun:"site"`
		Content     string        `bun:"content"`
		Version     int64         `bun:"version"`
		ChangedAt   clock.Instant `bun:"changed_at"`
		ChangedName string        `bun:"changed_name"`
	}
	if err := q.NewRaw("SELECT site, content, version, changed_at, changed_name FROM nature_plan WHERE "+where, args...).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("plans: %w", err)
	}
	out := map[string]PointPlan{}
	for _, r := range rows {
		p := PointPlan{Version: r.Version, ChangedAt: r.ChangedAt, ChangedBy: r.ChangedName}
		if err := json.Unmarshal([]byte(r.Content), &p.Form); err != nil {
			return nil, fmt.Errorf("plan of %s: %w", r.Site, err)
		}
		out[r.Site] = p
	}
	return out, nil
}

// PlanSchema is the form of a plan.
type PlanSchema struct {
	Title  lang.Text      `json:"title"`
	Schema map[string]any `json:"schema"`
}

func (s *System) planSchema(context.Context, *struct{}) (*httpapi.Body[PlanSchema], error) {
	return httpapi.OK(PlanSchema{lang.T("易积水点一点一策", "Plan of a water-logging point"), form.Schema(PlanForm{})}), nil
}

type planInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64           `json:"version" minimum:"0" doc:"that was read; 0 when there was none"`
		Form    json.RawMessage `json:"form" doc:"by the form of a plan"`
	}
}

// putPlan writes a plan. Conflict says that somebody changed it meanwhile.
func (s *System) putPlan(ctx context.Context, tx *store.Tx, in *planInput) (*httpapi.Body[PointPlan], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.one(ctx, by.Scope(planWater), in.ID, "waterlogging")
	if err != nil {
		return nil, err
	}
	v, err := form.Decode(PlanForm{}, in.Body.Form, "form")
	if err != nil {
		return nil, err
	}
	p, err := s.writePlan(ctx, tx, actor(by), e, *v.(*PlanForm), in.Body.Version) //nolint:forcetypeassert // Decode returns what it was given
	if err != nil {
		return nil, err
	}
	return httpapi.OK(p), nil
}

func (s *System) writePlan(ctx context.Context, tx *store.Tx, by journal.Actor, e register.Element, f PlanForm, version int64) (PointPlan, error) {
	content, err := json.Marshal(f)
	if err != nil {
		return PointPlan{}, err
	}
	p := PointPlan{Version: version + 1, ChangedAt: clock.Now(s.Clock), ChangedBy: by.Name, Form: f}
	query, args := "UPDATE nature_plan SET area = ?, content = ?, version = ?, changed_at = ?, changed_name = ? WHERE site = ? AND version = ?", []any{e.Area, string(content), p.Version, p.ChangedAt, by.Name, e.ID, version}
	if version == 0 {
		query, args = "INSERT INTO nature_plan (site, area, content, version, changed_at, changed_name) VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (site) DO NOTHING", []any{e.ID, e.Area, string(content), p.ChangedAt, by.Name}
	}
	done, err := tx.NewRaw(query, args...).Exec(ctx)
	if err != nil {
		return p, fmt.Errorf("plan of %s: %w", e.ID, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return p, fail.Conflict("nature.plan.changed", "预案已被他人修改，请重新打开后再改", "somebody changed the plan meanwhile; open it again").Because(err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: e.ID, Area: e.Area, Actor: by, Action: "nature.plan.written", Body: map[string]any{"name": e.Name, "version": p.Version, "plan": json.RawMessage(content)}})
	if err != nil {
		return p, err
	}
	return p, s.tellWater(ctx, tx, e.ID, e.Area)
}

// WaterNotice says of which place something about water has changed; empty for an area as a whole.
type WaterNotice struct {
	Site string `json:"site"`
}

func (s *System) tellWater(ctx context.Context, tx *store.Tx, site, area string) error {
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: WaterChanged, Area: area, Object: site, Permission: readWater}, WaterNotice{site})
}
