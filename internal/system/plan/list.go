package plan

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/plan"
)

// PlanItem is a version in a list, with what the linter found of it.
type PlanItem struct {
	PlanVersion
	KindTitle lang.Text `json:"kind_title"`
	AreaName  string    `json:"area_name"`
	Stoppers  int       `json:"stoppers" doc:"defects for which it could not run tonight; of the version in force"`
	Defects   int       `json:"defects" doc:"all defects"`
}

type listInput struct {
	httpapi.List
	Kind   string `query:"kind" enum:",overall,special,department,district,township,community,enterprise,event"`
	State  string `query:"state" enum:"issued,draft,submitted" default:"issued" doc:"of a plan there is one of each at most"`
	Event  string `query:"event" maxLength:"40" doc:"type of event of a trigger"`
	Parent string `query:"parent" maxLength:"40" doc:"only those that follow this plan"`
	Only   string `query:"only" enum:",stoppers,defects" doc:"only those with something to mend; of those in force"`
}

// list is in order of code; the cursor is the last code.
func (s *System) list(ctx context.Context, in *listInput) (*httpapi.Body[httpapi.Page[PlanItem]], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readPlans).Within(in.Area)
	byPlan, err := s.defectsByPlan(ctx)
	if err != nil {
		return nil, err
	}
	where, args := scope.SQL("area")
	where, args = where+" AND state = ?", append(args, in.State)
	add := func(clause string, v ...any) { where, args = where+" AND "+clause, append(args, v...) }
	if in.Kind != "" {
		add("kind = ?", in.Kind)
	}
	if in.Event != "" {
		add("events LIKE ?", "%,"+in.Event+",%")
	}
	if in.Parent != "" {
		add("parent = ?", in.Parent)
	}
	if in.Q != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(in.Q) + "%"
		add(`(title LIKE ? ESCAPE '\' OR code LIKE ? ESCAPE '\' OR unit LIKE ? ESCAPE '\')`, like, like, like)
	}
	page := httpapi.Page[PlanItem]{Items: []PlanItem{}}
	cursor := in.Cursor
	for len(page.Items) < in.Limit {
		rows := []PlanVersion{}
		if err := s.DB.Read().NewRaw("SELECT "+versionColumns+" FROM plan_version WHERE "+where+" AND code > ? ORDER BY code LIMIT ?", append(append([]any{}, args...), cursor, listStep)...).Scan(ctx, &rows); err != nil {
			return nil, fmt.Errorf("list plans: %w", err)
		}
		for _, v := range rows {
			it := s.item(v, byPlan)
			if in.Only == "stoppers" && it.Stoppers == 0 || in.Only == "defects" && it.Defects == 0 {
				continue
			}
			if len(page.Items) == in.Limit {
				page.Next = cursor
				return httpapi.OK(page), nil
			}
			page.Items, cursor = append(page.Items, it), v.Code
		}
		if len(rows) < listStep {
			return httpapi.OK(page), nil
		}
		cursor = rows[len(rows)-1].Code
	}
	page.Next = cursor
	return httpapi.OK(page), nil
}

// listStep is how many rows are read at a time.
const listStep = 400

func (s *System) item(v PlanVersion, byPlan map[string][2]int) PlanItem {
	it := PlanItem{PlanVersion: v, KindTitle: plan.KindTitle(v.Kind), AreaName: s.Register.Areas().Name(v.Area)}
	if v.State == issued {
		it.Stoppers, it.Defects = byPlan[v.Code][0], byPlan[v.Code][1]
	}
	return it
}

// PlanKindCount is how many plans of a kind there are in force, and how many of them could not run tonight.
type PlanKindCount struct {
	Kind     string    `bun:"kind" json:"kind"`
	Title    lang.Text `bun:"-" json:"title"`
	Plans    int       `bun:"plans" json:"plans"`
	Stopped  int       `bun:"-" json:"stopped"`
	Unfiled  int       `bun:"unfiled" json:"unfiled"`
	Drafts   int       `bun:"drafts" json:"drafts"`
	Approval int       `bun:"approval" json:"in_approval"`
}

// PlanSummary is the plans by kind.
type PlanSummary struct {
	Plans   int              `json:"plans"`
	Stopped int              `json:"stopped" doc:"plans in force that could not run tonight"`
	Defects int              `json:"defects"`
	Kinds   []PlanKindCount  `json:"kinds" nullable:"false"`
	Events  []plan.PlanEvent `json:"events" nullable:"false"`
}

type summaryInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$"`
}

func (s *System) summary(ctx context.Context, in *summaryInput) (*httpapi.Body[PlanSummary], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readPlans).Within(in.Area)
	where, args := scope.SQL("area")
	rows := []PlanKindCount{}
	err := s.DB.Read().NewRaw(`SELECT kind, CAST(SUM(CASE WHEN state = 'issued' THEN 1 ELSE 0 END) AS BIGINT) AS plans, CAST(SUM(CASE WHEN state = 'issued' AND filed_on = '' THEN 1 ELSE 0 END) AS BIGINT) AS unfiled,
		CAST(SUM(CASE WHEN state = 'draft' THEN 1 ELSE 0 END) AS BIGINT) AS drafts, CAST(SUM(CASE WHEN state = 'submitted' THEN 1 ELSE 0 END) AS BIGINT) AS approval FROM plan_version WHERE `+where+" GROUP BY kind", args...).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count plans: %w", err)
	}
	defects, err := s.defects(ctx)
	if err != nil {
		return nil, err
	}
	out := PlanSummary{Kinds: []PlanKindCount{}, Events: plan.Events}
	stopped := map[string]map[string]bool{}
	for _, d := range defects {
		if !scope.Contains(d.Area) {
			continue
		}
		out.Defects++
		if stopped[d.Kind] == nil {
			stopped[d.Kind] = map[string]bool{}
		}
		if d.Stopper {
			stopped[d.Kind][d.Plan] = true
		}
	}
	for _, kind := range plan.Kinds {
		for _, r := range rows {
			if r.Kind == kind {
				r.Title, r.Stopped = plan.KindTitle(kind), len(stopped[kind])
				out.Plans, out.Stopped = out.Plans+r.Plans, out.Stopped+r.Stopped
				out.Kinds = append(out.Kinds, r)
			}
		}
	}
	return httpapi.OK(out), nil
}
