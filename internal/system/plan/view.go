package plan

import (
	"context"
	"slices"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
)

// PlanLink names a plan beside another.
type PlanLink struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	Kind  string `json:"kind"`
	Seen  bool   `json:"seen" doc:"the caller may open it"`
}

// PlanHolder is who fills a role now.
type PlanHolder struct {
	Role    string `json:"role"`
	Contact string `json:"contact"`
	Name    string `json:"name" doc:"empty when nobody does"`
}

// PlanView is a version on its page.
type PlanView struct {
	Version        PlanItem                 `json:"version"`
	Plan           plan.EmergencyPlan       `json:"plan" doc:"with what its parents hand down"`
	From           map[string]string        `json:"from" doc:"plan that hands an item down, by path: tasks/S1"`
	Parents        []PlanLink               `json:"parents" nullable:"false" doc:"the topmost first"`
	Children       int                      `json:"children" doc:"plans in force that follow it, in sight"`
	Versions       []PlanVersion            `json:"versions" nullable:"false" doc:"newest first"`
	Holders        []PlanHolder             `json:"holders" nullable:"false"`
	Defects        []plan.PlanDefect        `json:"defects" nullable:"false"`
	Contradictions []plan.PlanContradiction `json:"contradictions" nullable:"false"`
}

type oneInput struct {
	Code    string `path:"code" maxLength:"40"`
	Version int64  `query:"version" minimum:"0" maximum:"100000" doc:"0 for the one in force, else the newest"`
}

func (s *System) one(ctx context.Context, in *oneInput) (*httpapi.Body[PlanView], error) {
	by := httpapi.SubjectOf(ctx)
	scope := by.Scope(readPlans)
	v, err := s.find(ctx, s.DB.Read(), scope, in.Code, in.Version)
	if err != nil {
		return nil, err
	}
	own, err := v.plan()
	if err != nil {
		return nil, err
	}
	parents, err := s.parents(ctx, s.DB.Read(), own)
	if err != nil {
		return nil, err
	}
	byPlan, err := s.defectsByPlan(ctx)
	if err != nil {
		return nil, err
	}
	e := plan.Inherit(parents, own)
	out := PlanView{Version: s.item(v.PlanVersion, byPlan), Plan: e.EmergencyPlan, From: e.From, Parents: []PlanLink{}, Contradictions: []plan.PlanContradiction{}}
	for _, p := range parents {
		out.Parents = append(out.Parents, PlanLink{p.Code, p.Title, p.Kind, scope.Contains(p.Area)})
	}
	if len(parents) > 0 {
		out.Contradictions = plan.Contradictions(parents[len(parents)-1], own)
	}
	if err := s.aside(ctx, scope, v, own, &out); err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}

// aside reads what stands beside a plan: its versions, those that follow it, who fills its roles, what is wrong.
func (s *System) aside(ctx context.Context, scope identity.Scope, v stored, own plan.EmergencyPlan, out *PlanView) error {
	where, args := scope.SQL("area")
	if err := s.DB.Read().NewRaw("SELECT COUNT(*) FROM plan_version WHERE parent = ? AND state = ? AND "+where, append([]any{v.Code, issued}, args...)...).Scan(ctx, &out.Children); err != nil {
		return err
	}
	all, err := s.versionsWhere(ctx, s.DB.Read(), "code = ? ORDER BY version DESC", v.Code)
	if err != nil {
		return err
	}
	out.Versions = []PlanVersion{}
	for _, x := range all {
		if scope.Contains(x.Area) {
			out.Versions = append(out.Versions, x.PlanVersion)
		}
	}
	facts, err := s.Facts(ctx, []plan.EmergencyPlan{own})
	if err != nil {
		return err
	}
	out.Holders = holders(own, facts)
	if out.Defects, err = s.lintOne(ctx, v, own); out.Defects == nil {
		out.Defects = []plan.PlanDefect{}
	}
	return err
}

func holders(p plan.EmergencyPlan, f *plan.Facts) []PlanHolder {
	out := []PlanHolder{}
	for _, r := range p.Roles {
		h := PlanHolder{Role: r.ID, Contact: r.Contact}
		if r.Post != "" {
			area := r.Area
			if area == "" {
				area = p.Area
			}
			h.Contact, _ = f.Holder(r.Post, area, r.Element)
		}
		if who, ok := f.Person(h.Contact); ok && !who.Left {
			h.Name = who.Name
		}
		out = append(out, h)
	}
	return out
}

// parents are the plans in force that a plan follows, the topmost first. A chain that leads nowhere or in a circle ends there.
func (s *System) parents(ctx context.Context, q store.Querier, p plan.EmergencyPlan) ([]plan.EmergencyPlan, error) {
	var out []plan.EmergencyPlan
	seen := map[string]bool{p.Code: true}
	for next := p.Parent; next != "" && !seen[next]; {
		seen[next] = true
		rows, err := s.versionsWhere(ctx, q, "code = ? AND state = ?", next, issued)
		if err != nil || len(rows) == 0 {
			return out, err
		}
		up, err := rows[0].plan()
		if err != nil {
			return nil, err
		}
		out, next = append([]plan.EmergencyPlan{up}, out...), up.Parent
	}
	return out, nil
}

type compareInput struct {
	Code   string `path:"code" maxLength:"40"`
	Before int64  `query:"before" required:"true" minimum:"1"`
	After  int64  `query:"after" required:"true" minimum:"1"`
}

// PlanComparison is two versions side by side.
type PlanComparison struct {
	Before      PlanVersion           `json:"before"`
	After       PlanVersion           `json:"after"`
	Differences []plan.PlanDifference `json:"differences" nullable:"false"`
}

func (s *System) compare(ctx context.Context, in *compareInput) (*httpapi.Body[PlanComparison], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readPlans)
	var both [2]stored
	var plans [2]plan.EmergencyPlan
	for i, n := range []int64{in.Before, in.After} {
		var err error
		if both[i], err = s.find(ctx, s.DB.Read(), scope, in.Code, n); err != nil {
			return nil, err
		}
		if plans[i], err = both[i].plan(); err != nil {
			return nil, err
		}
	}
	return httpapi.OK(PlanComparison{both[0].PlanVersion, both[1].PlanVersion, plan.Compare(plans[0], plans[1])}), nil
}

type compileInput struct {
	Code       string   `path:"code" maxLength:"40"`
	Version    int64    `query:"version" minimum:"0" maximum:"100000"`
	Level      string   `query:"level" required:"true" enum:"IV,III,II,I"`
	Since      string   `query:"since" enum:",IV,III,II,I" doc:"level at which it runs already: only what is new"`
	Site       string   `query:"site" maxLength:"64"`
	Conditions []string `query:"conditions" maxItems:"6" enum:"rain,snow,wind,heat,cold,night"`
}

// DryRun is what a plan would bring about: the very value that an activation works on.
type DryRun struct {
	Orders  plan.PlanOrders   `json:"orders"`
	Added   []plan.PlanOrder  `json:"added" nullable:"false" doc:"new beyond the level that runs already"`
	Defects []plan.PlanDefect `json:"defects" nullable:"false" doc:"for which it could not run as it says"`
}

func (s *System) compile(ctx context.Context, in *compileInput) (*httpapi.Body[DryRun], error) {
	v, err := s.find(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readPlans), in.Code, in.Version)
	if err != nil {
		return nil, err
	}
	own, err := v.plan()
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(own.Levels, func(l plan.PlanLevel) bool { return l.Level == in.Level }) {
		return nil, errNoLevel
	}
	parents, err := s.parents(ctx, s.DB.Read(), own)
	if err != nil {
		return nil, err
	}
	e, sit := plan.Inherit(parents, own), plan.Situation{Site: in.Site, Conditions: in.Conditions}
	out := DryRun{Orders: plan.Compile(e, in.Level, sit)}
	out.Added = out.Orders.Orders
	if in.Since != "" {
		out.Added = plan.Added(plan.Compile(e, in.Since, sit), out.Orders)
	}
	out.Defects, err = s.lintOne(ctx, v, own)
	return httpapi.OK(out), err
}

type suggestInput struct {
	Event      string   `query:"event" required:"true" maxLength:"40"`
	Grade      string   `query:"grade" enum:",IV,III,II,I"`
	Area       string   `query:"area" required:"true" pattern:"^[0-9A-Z]{4,20}$"`
	Site       string   `query:"site" maxLength:"64"`
	Warning    string   `query:"warning" enum:",blue,yellow,orange,red"`
	Conditions []string `query:"conditions" maxItems:"6" enum:"rain,snow,wind,heat,cold,night"`
}

// PlanSuggestions are the plans in sight that answer a situation.
type PlanSuggestions struct {
	Items []plan.PlanSuggestion `json:"items" nullable:"false"`
}

// suggest names the plans in force that answer a situation: those in sight.
func (s *System) suggest(ctx context.Context, in *suggestInput) (*httpapi.Body[PlanSuggestions], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readPlans)
	list, err := s.Suggest(ctx, s.DB.Read(), scope, plan.Situation{Event: in.Event, Grade: in.Grade, Area: in.Area, Site: in.Site, Warning: in.Warning, Conditions: in.Conditions})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(PlanSuggestions{list}), nil
}

// Suggest names the plans in force within the scope that answer a situation. It reads those alone whose area holds the place.
func (s *System) Suggest(ctx context.Context, q store.Querier, scope identity.Scope, sit plan.Situation) ([]plan.PlanSuggestion, error) {
	where, args := scope.SQL("area")
	rows, err := s.versionsWhere(ctx, q, where+" AND state = ? AND ? LIKE area || '%' AND (events LIKE ? OR events LIKE ?)", append(args, issued, sit.Area, "%,"+sit.Event+",%", "%,"+plan.AnyEvent+",%")...)
	if err != nil {
		return nil, err
	}
	_, plans, err := entriesOf(rows)
	if err != nil {
		return nil, err
	}
	return plan.Suggest(plans, sit), nil
}
