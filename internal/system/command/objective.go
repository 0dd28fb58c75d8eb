package command

import (
	"context"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// ObjectiveProcedure is the procedure of objectives: what a command wants to have reached, by when, and who answers for it.
const ObjectiveProcedure = "command.objective"

// Objective is what a case of procedure command.objective carries.
type Objective struct {
	Incident string `json:"incident" title:"所属险情|Incident"`
	Measure  string `json:"measure,omitempty" title:"达成标准|Reached when" format:"text"`
	Owner    string `json:"owner,omitempty" title:"责任人|Owner"`
	Progress string `json:"progress,omitempty" title:"最新进展|Progress" format:"text"`
	Result   string `json:"result,omitempty" title:"达成情况|Result" format:"text"`
}

type metForm struct {
	Result string `json:"result" title:"达成情况|Result" format:"text" max:"500"`
}

type objectiveProgressForm struct {
	Text string `json:"text" title:"进展|Progress" format:"text" max:"500"`
}

func (s *System) objectiveProcedure() procedure.Definition {
	answer := procedure.Who{Permission: handleIncidents, Assignee: true}
	handle := procedure.Who{Permission: handleIncidents}
	return procedure.Definition{
		Name: ObjectiveProcedure, Version: 1, Title: lang.T("处置目标", "Objective"), Basis: procedure.Basis{Law: responseLaw, Article: "第七十二条"}, From: calendar.Day(2026, 1, 1),
		Read: readIncidents, Open: handleIncidents, Start: "set", Data: Objective{},
		Stages: []procedure.Stage{
			{Name: "set", Title: lang.T("进行中", "Under way"), Todo: lang.T("实现处置目标", "Reach the objective")},
			{Name: "met", Title: lang.T("已达成", "Reached"), Final: true},
			{Name: "dropped", Title: lang.T("已取消", "Dropped"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "progress", Title: lang.T("报告进展", "Report progress"), From: []string{"set"}, Who: answer, Form: objectiveProgressForm{}, Do: s.objectiveMoved, Tone: procedure.Aside},
			{Name: "met", Title: lang.T("达成", "Reached"), From: []string{"set"}, To: "met", Who: answer, Form: metForm{}, Do: s.objectiveMoved, Tone: procedure.Next},
			{Name: "drop", Title: lang.T("取消目标", "Drop"), From: []string{"set"}, To: "dropped", Who: handle, Form: reasonForm{}, Tone: procedure.Danger},
		},
	}
}

// objectiveMoved keeps what was said of an objective last.
func (s *System) objectiveMoved(_ context.Context, t *procedure.Turn) error {
	var o Objective
	if err := t.Case.Load(&o); err != nil {
		return err
	}
	switch f := t.Form.(type) {
	case *objectiveProgressForm:
		o.Progress = f.Text
	case *metForm:
		o.Result = f.Result
	}
	return t.Case.Save(o)
}

// ObjectiveItem is an objective with what may be done to it now.
type ObjectiveItem struct {
	ID         string               `json:"id"`
	Title      string               `json:"title"`
	Stage      string               `json:"stage" enum:"set,met,dropped"`
	StageTitle lang.Text            `json:"stage_title"`
	Closed     bool                 `json:"closed"`
	DueAt      clock.Instant        `json:"due_at"`
	OpenedAt   clock.Instant        `json:"opened_at"`
	ChangedAt  clock.Instant        `json:"changed_at"`
	Objective  Objective            `json:"objective"`
	Acts       []procedure.Possible `json:"acts" nullable:"false"`
}

func (s *System) objective(c *procedure.Case) (ObjectiveItem, error) {
	o := ObjectiveItem{ID: c.ID, Title: c.Title, Stage: c.Stage, StageTitle: s.Procedure.Stage(c).Title, Closed: c.Closed, DueAt: c.DueAt, OpenedAt: c.OpenedAt, ChangedAt: c.ChangedAt, Acts: []procedure.Possible{}}
	return o, c.Load(&o.Objective)
}

// objectivesOf are the objectives of an incident, open ones first, those first set first.
func (s *System) objectivesOf(ctx context.Context, incident string) ([]ObjectiveItem, error) {
	by := httpapi.SubjectOf(ctx)
	cases, _, err := s.Procedure.Cases(ctx, by, procedure.Filter{Procedure: ObjectiveProcedure, Root: incident, Limit: 200})
	if err != nil {
		return nil, err
	}
	open, over := []ObjectiveItem{}, []ObjectiveItem{}
	for n := len(cases) - 1; n >= 0; n-- {
		c := cases[n]
		o, err := s.objective(&c)
		if err != nil {
			return nil, err
		}
		if o.Acts, err = s.Procedure.Possible(ctx, by, &c); err != nil {
			return nil, err
		}
		if c.Closed {
			over = append(over, o)
		} else {
			open = append(open, o)
		}
	}
	return append(open, over...), nil
}

type objectiveInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Title    string        `json:"title" minLength:"2" maxLength:"100"`
		Measure  string        `json:"measure,omitempty" maxLength:"300" doc:"by what it is seen that it is reached"`
		Owner    string        `json:"owner,omitempty" maxLength:"50" doc:"who answers for it, by name, when they have no account"`
		Assignee string        `json:"assignee,omitempty" maxLength:"64" doc:"login or id of who answers for it; it is in their inbox then"`
		Due      clock.Instant `json:"due,omitempty" required:"false" doc:"by when"`
	}
}

// setObjective sets an objective of an incident that is handled.
func (s *System) setObjective(ctx context.Context, tx *store.Tx, in *objectiveInput) (*httpapi.Body[ObjectiveItem], error) {
	t, err := s.inRoom(ctx, tx, in.ID, false)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if !b.Due.IsZero() && !b.Due.After(t.now.Time) {
		return nil, fail.Invalid("command.objective.due", "完成时限应晚于现在", "it is to be reached later than now").At("due")
	}
	o := Objective{Incident: t.c.ID, Measure: b.Measure, Owner: b.Owner}
	n := procedure.NewCase{Title: b.Title, Area: t.c.Area, Root: t.c.ID, DueAt: b.Due}
	switch {
	case b.Assignee != "":
		p, err := s.Identity.ByLogin(ctx, b.Assignee)
		if fail.KindOf(err) == fail.KindNotFound {
			p, err = s.Identity.Person(ctx, b.Assignee)
		}
		if err != nil {
			return nil, err
		}
		n.Assignee, n.AssigneeName, o.Owner = p.ID, p.Name, p.Name
	case b.Owner == "":
		return nil, fail.Invalid("command.objective.owner", "请选择或填写责任人", "say who answers for it").At("owner")
	}
	n.Data = o
	n.Note = map[string]any{"says": objectiveSays(b.Title, o.Owner, b.Due)}
	c, err := s.Procedure.Start(ctx, tx, t.by, ObjectiveProcedure, n)
	if err != nil {
		return nil, err
	}
	out, err := s.objective(c)
	return httpapi.OK(out), err
}

func objectiveSays(title, owner string, due clock.Instant) string {
	out := title + "；责任人" + owner
	if !due.IsZero() {
		out += "，" + due.In(china).Format("01-02 15:04") + " 前"
	}
	return out
}

// noOpenObjectives keeps an incident open while an objective is neither reached nor dropped.
func (s *System) noOpenObjectives(ctx context.Context, t *procedure.Turn) error {
	n, err := s.Procedure.OpenUnder(ctx, t.Tx, t.Case.ID, ObjectiveProcedure)
	if err != nil || n == 0 {
		return err
	}
	return fail.Illegal("command.incident.objectives-open", fmt.Sprintf("还有 %d 个处置目标未达成或取消", n), fmt.Sprintf("%d objectives are neither reached nor dropped", n)).Under(responseLaw, "第八十六条")
}
