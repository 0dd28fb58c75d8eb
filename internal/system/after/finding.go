package after

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// PlanAsked is the event by which a finding asks a plan for a change. Its data is a PlanAsk; the same finding asks once.
const PlanAsked bus.Type = "after.plan.asked"

// planSettledEvent is the event by which the plans answer.
const planSettledEvent bus.Type = "plan.request.settled"

// PlanAsk is what a plan is asked to change, and by which finding. Withdrawn says that the finding was dropped.
type PlanAsk struct {
	Finding   string `json:"finding"`
	Incident  string `json:"incident"`
	Title     string `json:"title" doc:"of the incident"`
	Plan      string `json:"plan"`
	Item      string `json:"item"`
	Text      string `json:"text" doc:"what went wrong, and what is to be done"`
	Due       string `json:"due"`
	Withdrawn bool   `json:"withdrawn"`
}

// planAnswer is what the plans say to a request.
type planAnswer struct {
	Finding string `json:"finding"`
	Text    string `json:"text"`
}

// found opens the case of a finding with its owner and term, and asks its plan for a change.
func (s *System) found(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[findingForm](t)
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return err
	}
	due, err := calendar.ParseDate(f.Due)
	if err != nil || due.Before(s.today()) {
		return fail.Invalid("after.finding.due", "整改期限不能早于今天", "the term ends today or later").At("due")
	}
	who, err := s.Identity.Person(ctx, f.Owner)
	if fail.KindOf(err) == fail.KindNotFound {
		return fail.Invalid("after.finding.owner", "没有这个责任人，请从人员中选择", "there is no such person").At("owner")
	}
	if err != nil {
		return err
	}
	if who.Disabled || !identity.NewSubject(who.ID, who.Login, who.Name, who.Grants, s.Identity.Roles()).Has(readFindings) {
		return fail.Invalid("after.finding.owner", who.Name+"的账号已停用或无权查看整改问题，请改选责任人", who.Name+" cannot see findings; choose somebody else").At("owner")
	}
	if f.Plan != "" {
		c, err := s.Course(ctx, a.Incident)
		if err != nil {
			return err
		}
		if c.PlanTitle != nil {
			if name, err := c.PlanTitle(f.Plan); err != nil || name == "" {
				return fail.Invalid("after.finding.plan", "没有编码为 "+f.Plan+" 的在用预案，或不在您的辖区", "there is no plan "+f.Plan+" in force in your area").At("plan").Because(err)
			}
		}
	}
	d := IncidentFinding{Review: t.Case.ID, Incident: a.Incident, Kind: f.Kind, Severity: f.Severity, Text: f.Text, Measure: f.Measure, Due: f.Due, Plan: f.Plan, Item: f.Item}
	c, err := s.Procedure.Start(ctx, t.Tx, t.By, FindingProcedure, procedure.NewCase{
		Title: short(f.Text), Area: t.Case.Area, Root: a.Incident, Assignee: who.ID, AssigneeName: who.Name, Department: "duty", Data: d,
	})
	if err != nil {
		return err
	}
	t.Note(map[string]any{"says": short(f.Text) + "；责任人" + who.Name + "，期限 " + f.Due, "finding": c.ID})
	return s.askPlan(ctx, t.Tx, c, d, t.Case.Title, false)
}

// askPlan tells the plans of a finding that concerns one of them.
func (s *System) askPlan(ctx context.Context, tx *store.Tx, c *procedure.Case, d IncidentFinding, title string, withdrawn bool) error {
	if d.Plan == "" {
		return nil
	}
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: PlanAsked, Area: c.Area, Object: c.ID, Permission: readFindings}, PlanAsk{
		Finding: c.ID, Incident: d.Incident, Title: title, Plan: d.Plan, Item: d.Item, Text: d.Text + "；" + d.Measure, Due: d.Due, Withdrawn: withdrawn,
	})
}

func (s *System) findingDropped(ctx context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(d *IncidentFinding) error {
		d.Checked = "不再整改：" + procedure.FormOf[reasonForm](t).Reason
		return s.askPlan(ctx, t.Tx, t.Case, *d, t.Case.Title, true)
	})
}

// planAnswered moves the finding on when its plan was changed, or will not be. A finding that ended meanwhile stays as it is.
func (s *System) planAnswered(ctx context.Context, tx *store.Tx, _ bus.Event, p planAnswer) error {
	raw, err := json.Marshal(settledForm{Text: p.Text})
	if err != nil {
		return err
	}
	_, err = s.Procedure.Act(ctx, tx, machine, procedure.Request{Case: p.Finding, Act: "plan-settled", Form: raw})
	if k := fail.KindOf(err); k == fail.KindIllegal || k == fail.KindNotFound {
		return nil
	}
	return err
}

// short is a text cut to what fits a title.
func short(s string) string {
	r := []rune(s)
	if len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

// AfterFinding is a finding in lists.
type AfterFinding struct {
	ID         string          `json:"id"`
	Title      string          `json:"title"`
	Area       string          `json:"area"`
	AreaName   string          `json:"area_name"`
	Owner      string          `json:"owner" doc:"name of who mends it"`
	Mine       bool            `json:"mine"`
	Stage      string          `json:"stage"`
	StageTitle lang.Text       `json:"stage_title"`
	Closed     bool            `json:"closed"`
	DueAt      clock.Instant   `json:"due_at"`
	Late       bool            `json:"late"`
	Finding    IncidentFinding `json:"finding"`
}

func (s *System) finding(by string, c *procedure.Case) (AfterFinding, error) {
	f := AfterFinding{
		ID: c.ID, Title: c.Title, Area: c.Area, AreaName: s.areaName(c.Area), Owner: c.AssigneeName, Mine: c.Assignee == by, Stage: c.Stage, StageTitle: s.Procedure.Stage(c).Title, Closed: c.Closed,
	}
	if err := c.Load(&f.Finding); err != nil {
		return f, err
	}
	if day, err := calendar.ParseDate(f.Finding.Due); err == nil {
		f.DueAt = clock.At(day.End())
		f.Late = !c.Closed && c.Stage == given && !s.Clock.Now().Before(day.End())
	}
	return f, nil
}

type findingsInput struct {
	httpapi.List
	Open bool `query:"open" doc:"only those not ended"`
	Mine bool `query:"mine" doc:"only those that the caller mends"`
}

func (s *System) findings(ctx context.Context, in *findingsInput) (*httpapi.Body[httpapi.Page[AfterFinding]], error) {
	by := httpapi.SubjectOf(ctx)
	cases, next, err := s.Procedure.Cases(ctx, by, procedure.Filter{Procedure: FindingProcedure, Area: in.Area, Q: in.Q, Open: in.Open, Mine: in.Mine, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[AfterFinding]{Items: []AfterFinding{}, Next: next}
	for i := range cases {
		f, err := s.finding(by.ID, &cases[i])
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, f)
	}
	return httpapi.OK(page), nil
}

// findingsOf are those of an incident, oldest first.
func (s *System) findingsOf(ctx context.Context, incident string) ([]AfterFinding, error) {
	by := httpapi.SubjectOf(ctx)
	cases, _, err := s.Procedure.Cases(ctx, by, procedure.Filter{Procedure: FindingProcedure, Root: incident, Limit: mostOut})
	if err != nil {
		return nil, fmt.Errorf("findings of %s: %w", incident, err)
	}
	out := []AfterFinding{}
	for i := len(cases) - 1; i >= 0; i-- {
		f, err := s.finding(by.ID, &cases[i])
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}
