package command

import (
	"context"
	"slices"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/plan"
)

// EventChoice is a type of event that an incident may be of.
type EventChoice struct {
	Code  string    `json:"code"`
	Title lang.Text `json:"title"`
}

// PlanProposal is a plan that answers an incident, with how it stands there.
type PlanProposal struct {
	plan.PlanSuggestion
	KindTitle lang.Text `json:"kind_title"`
	Leads     bool      `json:"leads" doc:"the one that leads; the others run beside it"`
	Running   string    `json:"running" enum:",IV,III,II,I" doc:"level at which it runs; empty when it does not"`
}

// PlanProposals are the plans in force that answer an incident, the one that leads first.
type PlanProposals struct {
	Situation plan.Situation `json:"situation"`
	Event     lang.Text      `json:"event" doc:"title of the type of event"`
	Events    []EventChoice  `json:"events" nullable:"false" doc:"what it may be, the likeliest first"`
	Weather   []string       `json:"weather" nullable:"false" doc:"headlines of the warnings that stand there"`
	Items     []PlanProposal `json:"items" nullable:"false"`
}

type suggestionsInput struct {
	ID    string `path:"id" maxLength:"64"`
	Event string `query:"event" maxLength:"40" doc:"type of event that a person chose; the likeliest when left out"`
}

// suggestions names the plans that answer an incident by its type, level, place, weather and hour.
func (s *System) suggestions(ctx context.Context, in *suggestionsInput) (*httpapi.Body[PlanProposals], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	o, err := s.occasionOf(ctx, c, in.Event)
	if err != nil {
		return nil, err
	}
	list, err := s.Plans.Suggest(ctx, s.DB.Read(), by.Scope("plan.plan.read"), o.Situation)
	if err != nil {
		return nil, err
	}
	running, err := responsesOf(ctx, s.DB.Read(), c.ID)
	if err != nil {
		return nil, err
	}
	out := PlanProposals{Situation: o.Situation, Event: plan.EventTitle(o.Event), Events: []EventChoice{}, Weather: []string{}, Items: []PlanProposal{}}
	for _, e := range o.events {
		out.Events = append(out.Events, EventChoice{e.Code, e.Title})
	}
	out.Events = append(out.Events, EventChoice{plan.AnyEvent, plan.EventTitle(plan.AnyEvent)})
	for _, w := range o.warnings {
		out.Weather = append(out.Weather, w.Title)
	}
	lead := plan.Leading(list, o.Grade)
	for n, p := range list {
		x := PlanProposal{PlanSuggestion: p, KindTitle: plan.KindTitle(p.Kind), Leads: n == lead}
		if i := slices.IndexFunc(running, func(r ActiveResponse) bool { return r.Plan == p.Plan && r.State == responseActive }); i >= 0 {
			x.Running = running[i].Level
		}
		out.Items = append(out.Items, x)
	}
	slices.SortStableFunc(out.Items, func(a, b PlanProposal) int {
		switch {
		case a.Leads:
			return -1
		case b.Leads:
			return 1
		}
		return 0
	})
	return httpapi.OK(out), nil
}

type dryRunInput struct {
	ID    string `path:"id" maxLength:"64"`
	Plan  string `query:"plan" required:"true" maxLength:"40"`
	Level string `query:"level" required:"true" enum:"IV,III,II,I"`
	Event string `query:"event" maxLength:"40"`
}

// dryRun answers what the act would do now, and does nothing.
func (s *System) dryRun(ctx context.Context, in *dryRunInput) (*httpapi.Body[plan.PlanRun], error) {
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	event := in.Event
	if r, ok, err := responseOf(ctx, s.DB.Read(), c.ID, in.Plan); err != nil {
		return nil, err
	} else if ok && r.State == responseActive {
		event = r.Event
	}
	run, err := s.prepare(ctx, s.DB.Read(), httpapi.SubjectOf(ctx), c, in.Plan, in.Level, event)
	return httpapi.OK(run), err
}

// ResponseView is what runs for an incident.
type ResponseView struct {
	Responses []ActiveResponse `json:"responses" nullable:"false"`
	Orders    []GivenOrder     `json:"orders" nullable:"false"`
}

// response shows the plans that run for an incident and their orders. Telephone numbers are for those who direct it.
func (s *System) response(ctx context.Context, in *caseInput) (*httpapi.Body[ResponseView], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := ResponseView{Orders: []GivenOrder{}}
	if out.Responses, err = responsesOf(ctx, s.DB.Read(), c.ID); err != nil {
		return nil, err
	}
	rows, err := ordersOf(ctx, s.DB.Read(), c.ID)
	if err != nil {
		return nil, err
	}
	phones, err := s.phonesOf(ctx, rows, by.Can("command.incident.handle", c.Area) || by.Can(startResponse, c.Area))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		o, err := r.given()
		if err != nil {
			return nil, err
		}
		o.Phone = phones[o.Contact]
		out.Orders = append(out.Orders, o)
	}
	return httpapi.OK(out), nil
}

func (s *System) phonesOf(ctx context.Context, rows []orderRow, may bool) (map[string]string, error) {
	if !may {
		return map[string]string{}, nil
	}
	var people []string
	for _, r := range rows {
		if r.Contact != "" && !slices.Contains(people, r.Contact) {
			people = append(people, r.Contact)
		}
	}
	return s.Duty.Phones(ctx, people...)
}
