package app

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
	"anlan/internal/system/after"
	"anlan/internal/system/command"
	"anlan/internal/system/report"
)

// aftermath makes what follows an incident. What happened in one, what was reported of it and what a plan is called are told by the
// systems that know; so are people in danger.
func (a *App) aftermath(ctx context.Context, cmd *command.System) (*after.System, error) {
	return after.New(ctx, after.Needs{
		DB: a.DB, Clock: a.Clock, Bus: a.Bus, Journal: a.Journal, Identity: a.Identity, Procedure: a.Procedure, Register: a.Register, Stock: a.Stock, Dispatch: a.Dispatch,
		Course: a.whatHappened(cmd), Dangers: []after.DangerSource{a.trapped, a.inside, a.calling}, Organ: a.organ, Home: Home, Mark: a.mark(),
	})
}

// trapped tells of people who stand as trapped or missing.
func (a *App) trapped(ctx context.Context, incident string) ([]after.Danger, error) {
	list, err := a.Reports.InDanger(ctx, incident)
	out := make([]after.Danger, 0, len(list))
	for _, f := range list {
		out = append(out, after.Danger{Text: lang.T(fmt.Sprintf("%s %g 人", f.Title.Zh, f.Value), fmt.Sprintf("%s: %g", f.Title.En, f.Value)), Source: lang.T("信息报送，"+f.Organ, "reporting, "+f.Organ)})
	}
	return out, err
}

// inside tells of crews that are still counted.
func (a *App) inside(ctx context.Context, incident string) ([]after.Danger, error) {
	list, err := a.Field.Inside(ctx, incident)
	out := make([]after.Danger, 0, len(list))
	for _, p := range list {
		out = append(out, after.Danger{Text: lang.T(fmt.Sprintf("%s：%d 人尚未清点撤出", p.TaskTitle, p.Persons), fmt.Sprintf("%s: %d not out yet", p.TaskTitle, p.Persons)), Source: lang.T("安全清点", "safety clocks")})
	}
	return out, err
}

// calling tells of calls for help that are not over.
func (a *App) calling(ctx context.Context, incident string) ([]after.Danger, error) {
	list, err := a.Field.OpenMaydays(ctx, incident)
	out := make([]after.Danger, 0, len(list))
	for _, m := range list {
		out = append(out, after.Danger{Text: lang.T(m.PersonName+"的求救尚未解除", "the mayday of "+m.PersonName+" is not over"), Source: lang.T("一线求救", "maydays")})
	}
	return out, err
}

// orderStates are the words for how somebody who fills a role was reached.
var orderStates = map[string]lang.Text{
	"answered": lang.T("已到岗", "answered"), "calling": lang.T("叫应中", "being called"), "unanswered": lang.T("无人应答", "no answer"), "missing": lang.T("无人", "nobody"), "dropped": lang.T("已撤销", "dropped"), "set": lang.T("已编入", "named"),
}

func (a *App) whatHappened(cmd *command.System) func(context.Context, string) (after.Course, error) {
	return func(ctx context.Context, incident string) (after.Course, error) {
		i, lines, err := cmd.Told(ctx, incident)
		if err != nil {
			return after.Course{}, err
		}
		ran, conditions, err := cmd.Ran(ctx, incident)
		if err != nil {
			return after.Course{}, err
		}
		clocks, figures, begun, err := a.Reports.Told(ctx, incident)
		if err != nil {
			return after.Course{}, err
		}
		out := after.Course{Incident: afterIncident(i), Conditions: conditionsOf(i, conditions), Known: begun, PlanTitle: func(code string) (string, error) {
			return a.Plans.Titled(ctx, httpapi.SubjectOf(ctx).Scope("plan.plan.read"), code)
		}}
		for _, e := range lines {
			if strings.HasPrefix(e.Action, after.ReviewProcedure+".") || strings.HasPrefix(e.Action, after.FindingProcedure+".") {
				continue
			}
			out.Lines = append(out.Lines, after.AfterLine{At: e.At, Actor: e.Actor, Text: lineText(e.Task, e.Title, e.Text)})
		}
		responded(&out, ran)
		for _, k := range clocks {
			if k.Lateness {
				out.Clocks = append(out.Clocks, reportClock(k))
			}
		}
		for _, f := range figures {
			x := after.AfterFigure{Key: f.Key, Title: f.Title, Unit: f.Unit, Known: f.Known, Value: f.Value, Organ: f.Organ}
			if t := procedure.Moment(f.SaidAt); !t.IsZero() {
				x.SaidAt = clock.At(t)
			}
			out.Figures = append(out.Figures, x)
		}
		return out, nil
	}
}

func afterIncident(i command.IncidentItem) after.AfterIncident {
	out := after.AfterIncident{
		ID: i.ID, Title: i.Title, Type: i.Type, Level: i.Level, Area: i.Area, AreaName: i.AreaName, Place: i.AreaName + i.Address, Lon: i.Lon, Lat: i.Lat, Source: sources[i.Source], Element: i.Element,
		Summary: i.Summary, Closing: i.Closing, OpenedAt: i.OpenedAt, Closed: i.Closed,
	}
	if strings.HasPrefix(i.Address, i.AreaName) {
		out.Place = i.Address
	}
	if i.Closed {
		out.Ended = i.ChangedAt
	}
	return out
}

// conditionsOf are those of the hour at which the incident began, and, while it goes on, of the warnings that stand.
func conditionsOf(i command.IncidentItem, warned []string) []string {
	out := plan.ConditionsOf(i.OpenedAt.Time)
	for _, w := range warned {
		if !i.Closed && w != "night" {
			out = append(out, w)
		}
	}
	return out
}

// responded adds the plans that ran and who filled their roles.
func responded(out *after.Course, ran command.ResponseView) {
	for _, r := range ran.Responses {
		x := after.AfterResponse{Plan: r.Plan, Version: r.Version, Title: r.Title, Level: r.Level, Approver: r.Approver, StartedAt: r.StartedAt, StartedBy: r.StartedName, UntilAt: r.UntilAt}
		if r.State == "ended" {
			x.EndedAt, x.EndedBy = r.ChangedAt, r.ChangedName
		}
		out.Responses = append(out.Responses, x)
	}
	for _, o := range ran.Orders {
		if o.Kind != plan.OrderCall {
			continue
		}
		state, ok := orderStates[o.State]
		if !ok {
			state = lang.T(o.State, o.State)
		}
		out.Roles = append(out.Roles, after.AfterRole{Title: o.Title, Name: o.Name, State: state, Short: o.State == "missing" || o.State == "unanswered"})
	}
}

func reportClock(k report.ReportClock) after.AfterClock {
	rule := k.RuleTitle
	if rule.Zh != "" && k.Parameter {
		rule = lang.T(rule.Zh+"（参数）", rule.En+" (parameter)")
	} else if k.Cite.Zh != "" {
		rule = k.Cite
	}
	return after.AfterClock{Title: k.Title, Rule: rule, From: k.From, Due: k.DueAt, Done: k.StoppedAt}
}
