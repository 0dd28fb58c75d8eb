package command

import (
	"context"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
)

type taskInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Title    string        `json:"title" minLength:"2" maxLength:"100"`
		Detail   string        `json:"detail,omitempty" maxLength:"500"`
		Team     string        `json:"team,omitempty" maxLength:"64" doc:"id of a rescue team; its leader gets the task"`
		Assignee string        `json:"assignee,omitempty" maxLength:"64" doc:"login or id of a person; instead of a team"`
		Due      clock.Instant `json:"due,omitempty" required:"false" doc:"by when"`
	}
}

// assignTask gives a task to a team or a person within an incident that is being handled. A team whose leader has no
// account gets a task without assignee: the duty officer answers for it.
func (s *System) assignTask(ctx context.Context, tx *store.Tx, in *taskInput) (*httpapi.Body[TaskItem], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.held(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	if c.Closed {
		return nil, fail.Illegal("command.task.incident-ended", "险情已结束，不能再下达任务", "the incident has ended; no task can be given").Under(responseLaw, "第八十六条")
	}
	var i Incident
	if err := c.Load(&i); err != nil {
		return nil, err
	}
	task := Task{Incident: c.ID, Detail: in.Body.Detail, Team: in.Body.Team, Lon: i.Lon, Lat: i.Lat}
	n := procedure.NewCase{Title: in.Body.Title, Area: c.Area, Root: c.ID, DueAt: in.Body.Due}
	switch {
	case in.Body.Assignee != "":
		p, err := s.Identity.ByLogin(ctx, in.Body.Assignee)
		if fail.KindOf(err) == fail.KindNotFound {
			p, err = s.Identity.Person(ctx, in.Body.Assignee)
		}
		if err != nil {
			return nil, err
		}
		n.Assignee, n.AssigneeName = p.ID, p.Name
	case in.Body.Team == "":
		return nil, fail.Invalid("command.task.nobody", "请选择队伍或人员", "choose a team or a person").At("team")
	}
	var team register.Element
	if task.Team != "" {
		e, err := s.Register.Find(ctx, by.Scope("grid.element.read"), task.Team)
		if err != nil {
			return nil, err
		}
		if e.Kind != "rescue-team" {
			return nil, fail.Invalid("command.task.not-a-team", "所选对象不是救援队伍", "this is not a rescue team").At("team")
		}
		task.TeamName, team = e.Name, e
		if n.Assignee == "" {
			leaders, err := s.Identity.Leaders(ctx, "field", e.ID)
			if err != nil {
				return nil, err
			}
			n.AssigneeName = e.Name
			if len(leaders) > 0 {
				n.Assignee, n.AssigneeName = leaders[0].ID, leaders[0].Name
			}
		}
	}
	n.Data = task
	t, err := s.Procedure.Start(ctx, tx, by, TaskProcedure, n)
	if err != nil {
		return nil, err
	}
	if team.ID != "" {
		if err := s.keepTeam(ctx, tx, by, c, t, team); err != nil {
			return nil, err
		}
	}
	it, err := s.fresh(t)
	return httpapi.OK(it), err
}

// fresh is a task that has just been opened and stands in no table yet.
func (s *System) fresh(c *procedure.Case) (TaskItem, error) {
	it := TaskItem{Case: *c, StageTitle: s.Procedure.Stage(c).Title, Acts: []procedure.Possible{}, Files: []procedure.File{}}
	return it, c.Load(&it.Task)
}

// tasksOf lists the tasks of an incident, newest first, with what the caller may do to each.
func (s *System) tasksOf(ctx context.Context, incident string) ([]TaskItem, error) {
	cases, _, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Procedure: TaskProcedure, Root: incident, Limit: 500})
	if err != nil {
		return nil, err
	}
	return s.taskItems(ctx, cases)
}

// barely lists the tasks of an incident as tasksOf does, without their acts and files.
func (s *System) barely(ctx context.Context, incident string) ([]TaskItem, error) {
	cases, _, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Procedure: TaskProcedure, Root: incident, Limit: 500})
	if err != nil {
		return nil, err
	}
	out := make([]TaskItem, len(cases))
	for i := range cases {
		if out[i], err = s.fresh(&cases[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// taskItems are tasks with what the caller may do to each. Their files are read by one question.
func (s *System) taskItems(ctx context.Context, cases []procedure.Case) ([]TaskItem, error) {
	files, err := s.Procedure.FilesOf(ctx, cases)
	if err != nil {
		return nil, err
	}
	out := make([]TaskItem, len(cases))
	for i := range cases {
		c := &cases[i]
		if out[i], err = s.fresh(c); err != nil {
			return nil, err
		}
		if out[i].Acts, err = s.Procedure.Possible(ctx, httpapi.SubjectOf(ctx), c); err != nil {
			return nil, err
		}
		out[i].Files = append(out[i].Files, files[c.ID]...)
	}
	return out, nil
}

type tasksInput struct {
	httpapi.List
	Mine bool `query:"mine" doc:"only those assigned to me"`
	Open bool `query:"open" doc:"only those not ended"`
}

func (s *System) listTasks(ctx context.Context, in *tasksInput) (*httpapi.Body[httpapi.Page[TaskItem]], error) {
	cases, next, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Procedure: TaskProcedure, Area: in.Area, Q: in.Q, Mine: in.Mine, Open: in.Open, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	items, err := s.taskItems(ctx, cases)
	return httpapi.OK(httpapi.Page[TaskItem]{Items: items, Next: next}), err
}
