package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/plan"
)

// lintCache is the answer of the minute.
type lintCache struct {
	key  string
	list []plan.PlanDefect
}

// defects are what the linter finds of all plans in force, at most once a minute unless a plan changed.
func (s *System) defects(ctx context.Context) ([]plan.PlanDefect, error) {
	var at struct {
		N        int64 `bun:"n"`
		Last     int64 `bun:"last"`
		Asked    int64 `bun:"asked"`
		Answered int64 `bun:"answered"`
	}
	if err := s.DB.Read().NewRaw(`SELECT COALESCE(SUM(revision), 0) AS n, COALESCE(MAX(changed_at), 0) AS last, (SELECT COUNT(*) FROM plan_request WHERE state = 'open') AS asked,
		(SELECT COALESCE(MAX(changed_at), 0) FROM plan_request) AS answered FROM plan_version`).Scan(ctx, &at); err != nil {
		return nil, fmt.Errorf("lint plans: %w", err)
	}
	key := fmt.Sprintf("%d/%d/%d/%d/%d", at.N, at.Last, at.Asked, at.Answered, s.Clock.Now().Unix()/60)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cache.key == key {
		return s.cache.list, nil
	}
	list, err := s.Lint(ctx)
	if err != nil {
		return nil, err
	}
	s.cache = lintCache{key, list}
	return list, nil
}

// Lint reads all plans in force and holds them against the city as it is now.
func (s *System) Lint(ctx context.Context) ([]plan.PlanDefect, error) {
	rows, err := s.versionsWhere(ctx, s.DB.Read(), "state = ? ORDER BY code", issued)
	if err != nil {
		return nil, err
	}
	entries, plans, err := entriesOf(rows)
	if err != nil {
		return nil, err
	}
	facts, err := s.Facts(ctx, plans)
	if err != nil {
		return nil, err
	}
	asked, err := askedOf(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	for n := range entries {
		entries[n].Asked = asked[entries[n].Plan.Code]
	}
	return plan.Lint(entries, facts), nil
}

func entriesOf(rows []stored) ([]plan.LintEntry, []plan.EmergencyPlan, error) {
	entries, plans := make([]plan.LintEntry, 0, len(rows)), make([]plan.EmergencyPlan, 0, len(rows))
	for _, v := range rows {
		p, err := v.plan()
		if err != nil {
			return nil, nil, err
		}
		entries, plans = append(entries, plan.LintEntry{Plan: p, Issued: day(v.IssuedOn), Filed: day(v.FiledOn), FileBy: day(v.FileBy), ReviewBy: day(v.ReviewBy)}), append(plans, p)
	}
	return entries, plans, nil
}

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return calendar.Date{}
	}
	return d
}

// defectsByPlan counts stoppers and all defects by plan.
func (s *System) defectsByPlan(ctx context.Context) (map[string][2]int, error) {
	list, err := s.defects(ctx)
	out := map[string][2]int{}
	for _, d := range list {
		n := out[d.Plan]
		n[1]++
		if d.Stopper {
			n[0]++
		}
		out[d.Plan] = n
	}
	return out, err
}

type lintInput struct {
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	From  int    `query:"from" minimum:"0" maximum:"1000000" doc:"how many to leave out"`
	Area  string `query:"area" pattern:"^[0-9A-Z]{0,20}$"`
	Rule  string `query:"rule" maxLength:"40"`
	Kind  string `query:"kind" enum:",overall,special,department,district,township,community,enterprise,event"`
	Plan  string `query:"plan" maxLength:"40"`
}

// LintRuleCount is how many defects of a rule there are.
type LintRuleCount struct {
	plan.LintRule
	Count int `json:"count"`
}

// LintAreaCount is how many defects there are in an area and below.
type LintAreaCount struct {
	Area    string `json:"area"`
	Name    string `json:"name"`
	Count   int    `json:"count"`
	Stopped int    `json:"stopped" doc:"plans that could not run tonight"`
}

// LintPage is what the linter found, by rule and area, and a page of it.
type LintPage struct {
	Total int               `json:"total" doc:"that pass the filters"`
	Rules []LintRuleCount   `json:"rules" nullable:"false" doc:"counts without the filter by rule"`
	Areas []LintAreaCount   `json:"areas" nullable:"false" doc:"by district; counts without the filter by area"`
	Items []plan.PlanDefect `json:"items" nullable:"false"`
}

func (s *System) lintPage(ctx context.Context, in *lintInput) (*httpapi.Body[LintPage], error) {
	all, err := s.defects(ctx)
	if err != nil {
		return nil, err
	}
	scope := httpapi.SubjectOf(ctx).Scope(readPlans)
	page := LintPage{Rules: []LintRuleCount{}, Items: []plan.PlanDefect{}}
	for _, r := range plan.LintRules {
		page.Rules = append(page.Rules, LintRuleCount{LintRule: r})
	}
	areas := areaCounter{s: s, of: map[string]*LintAreaCount{}, stopped: map[string]map[string]bool{}}
	for _, d := range all {
		if !scope.Contains(d.Area) || in.Kind != "" && d.Kind != in.Kind || in.Plan != "" && d.Plan != in.Plan {
			continue
		}
		hasRule, hasArea := in.Rule == "" || d.Rule == in.Rule, strings.HasPrefix(d.Area, in.Area)
		if hasRule {
			areas.add(d)
		}
		if hasArea {
			i := slices.IndexFunc(page.Rules, func(r LintRuleCount) bool { return r.Name == d.Rule })
			page.Rules[i].Count++
		}
		if !hasRule || !hasArea {
			continue
		}
		if page.Total++; page.Total > in.From && len(page.Items) < in.Limit {
			page.Items = append(page.Items, d)
		}
	}
	page.Areas = areas.list()
	return httpapi.OK(page), nil
}

type areaCounter struct {
	s       *System
	of      map[string]*LintAreaCount
	stopped map[string]map[string]bool
}

func (c *areaCounter) add(d plan.PlanDefect) {
	code := d.Area[:min(6, len(d.Area))]
	a := c.of[code]
	if a == nil {
		name := c.s.Register.Areas().Name(code)
		if len(code) < 6 {
			name += "（市级）"
		}
		a = &LintAreaCount{Area: code, Name: name}
		c.of[code], c.stopped[code] = a, map[string]bool{}
	}
	if a.Count++; d.Stopper && !c.stopped[code][d.Plan] {
		c.stopped[code][d.Plan] = true
		a.Stopped++
	}
}

func (c *areaCounter) list() []LintAreaCount {
	out := []LintAreaCount{}
	for _, a := range c.of {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b LintAreaCount) int { return strings.Compare(a.Area, b.Area) })
	return out
}

// lintOne is one plan held against the city, as it is in a version that need not be in force.
func (s *System) lintOne(ctx context.Context, v stored, p plan.EmergencyPlan) ([]plan.PlanDefect, error) {
	if v.State == issued {
		all, err := s.defects(ctx)
		return slices.DeleteFunc(slices.Clone(all), func(d plan.PlanDefect) bool { return d.Plan != v.Code }), err
	}
	rows, err := s.versionsWhere(ctx, s.DB.Read(), "state = ? AND code <> ? ORDER BY code", issued, v.Code)
	if err != nil {
		return nil, err
	}
	entries, plans, err := entriesOf(rows)
	if err != nil {
		return nil, err
	}
	facts, err := s.Facts(ctx, append(plans, p))
	if err != nil {
		return nil, err
	}
	out := plan.Lint(append(entries, plan.LintEntry{Plan: p, Issued: s.today()}), facts)
	return slices.DeleteFunc(out, func(d plan.PlanDefect) bool { return d.Plan != v.Code }), nil
}
