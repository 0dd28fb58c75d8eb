package field

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

func parsWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]PARState, error) {
	out := []PARState{}
	if err := q.NewRaw("SELECT "+parColumns+" FROM field_par WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("clocks of safety: %w", err)
	}
	return out, nil
}

type parInput struct {
	Incident string `query:"incident" maxLength:"64" doc:"those of one incident"`
	Area     string `query:"area" pattern:"^[0-9A-Z]{0,20}$"`
	Ended    bool   `query:"ended" doc:"those that have ended too"`
}

// PARView is the crews in danger, with the server's time and the terms.
type PARView struct {
	At    clock.Instant `json:"at"`
	Terms PARTerms      `json:"terms"`
	Items []PARState    `json:"items" nullable:"false"`
}

// parStates lists clocks: those of an incident for whoever may see it, the others by area.
func (s *System) parStates(ctx context.Context, in *parInput) (*httpapi.Body[PARView], error) {
	where, args, err := s.within(ctx, in.Incident, in.Area)
	if err != nil {
		return nil, err
	}
	if !in.Ended {
		where += " AND ended_at IS NULL"
	}
	v := PARView{At: s.now()}
	if v.Items, err = parsWhere(ctx, s.DB.Read(), where+" ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, due_at, id LIMIT 500", args...); err != nil {
		return nil, err
	}
	v.Terms, err = s.termsIn(ctx, s.DB.Read())
	return httpapi.OK(v), err
}

type parStartInput struct {
	Body struct {
		Task    string `json:"task" maxLength:"64" doc:"the crew's task"`
		Minutes int    `json:"minutes,omitempty" minimum:"2" maximum:"240" doc:"between two counts; the city's when left out"`
		Persons int    `json:"persons" minimum:"1" maximum:"500" doc:"who goes in"`
	}
}

// startPAR starts the clock of the crew of a task, from now; one that runs gets its new minutes and persons.
func (s *System) startPAR(ctx context.Context, tx *store.Tx, in *parStartInput) (*httpapi.Body[PARState], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.Procedure.Locked(ctx, tx, by, in.Body.Task)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Procedure != taskProcedure || !by.Can(keepPAR, c.Area):
		return nil, fail.NotFound("field.task.unknown", "没有这项任务，或不在你的辖区", "there is no such task in your area").At("task")
	case c.Closed:
		return nil, fail.Illegal("field.par.task-ended", "任务已结束，不能开始人员安全计时", "the task has ended").At("task")
	}
	terms, err := s.termsIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	minutes := in.Body.Minutes
	if minutes == 0 {
		minutes = terms.Every
	}
	p, err := parOf(ctx, tx, "task = ?", c.ID)
	if err != nil {
		return nil, err
	}
	now, running := s.now(), p.ID != ""
	if !running {
		p = s.newPAR(c, by.Name, now, minutes, in.Body.Persons)
	}
	p.Minutes, p.Persons, p.Counted, p.Short = minutes, in.Body.Persons, in.Body.Persons, false
	call := p.Call
	p.calm()
	p.wind(now, terms, now)
	if running {
		err = p.save(ctx, tx)
	} else {
		err = p.insert(ctx, tx)
	}
	if err != nil {
		return nil, err
	}
	if err := s.stopRing(ctx, tx, by, call, "重新开始计时"); err != nil {
		return nil, err
	}
	err = s.notePAR(ctx, tx, actor(by), p, "field.par.begun", lang.T("开始人员安全计时", "Clock of safety begun"), fmt.Sprintf("%s %d 人，每 %d 分钟清点一次", p.PersonName, p.Persons, p.Minutes))
	if err != nil {
		return nil, err
	}
	return httpapi.OK(p), s.tellPAR(ctx, tx, PARMoved, p)
}

// mayKeep is a clock that the caller may keep, held for this transaction; NotFound otherwise, also when it has ended.
func (s *System) mayKeep(ctx context.Context, tx *store.Tx, by identity.Subject, id string) (PARState, error) {
	p, err := parOf(ctx, tx, "id = ?", id)
	if err == nil && (p.ID == "" || !by.Can(keepPAR, p.Area)) {
		err = fail.NotFound("field.par.unknown", "没有正在进行的安全计时，或不在你的辖区", "no such clock of safety runs in your area")
	}
	return p, err
}

type parCountInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Say     string `json:"say" enum:"ok,short,out"`
		Persons int    `json:"persons" minimum:"0" maximum:"500"`
		Text    string `json:"text,omitempty" maxLength:"100"`
	}
}

// countPAR enters what the crew said by radio, as a message of its own.
func (s *System) countPAR(ctx context.Context, tx *store.Tx, in *parCountInput) (*httpapi.Body[Message], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.mayKeep(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	v := map[string]any{"say": in.Body.Say, "persons": in.Body.Persons}
	if in.Body.Text != "" {
		v["text"] = in.Body.Text
	}
	mark, err := newMark()
	if err != nil {
		return nil, err
	}
	m, err := s.take(ctx, tx, by, said{mark: mark, form: PAR, task: p.Task, at: s.now().Time, values: v, way: byRadio})
	return httpapi.OK(m), err
}

type fieldEndInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"200"`
	}
}

// endPAR ends a clock.
func (s *System) endPAR(ctx context.Context, tx *store.Tx, in *fieldEndInput) (*httpapi.Body[PARState], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.mayKeep(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.stopPAR(ctx, tx, by, p, in.Body.Reason); err != nil {
		return nil, err
	}
	p.end(s.now(), by.Name, in.Body.Reason)
	return httpapi.OK(p), nil
}

// Inside are the crews of an incident whose clocks run: people who have not come out of danger. Who asks has been let in by
// the caller.
func (s *System) Inside(ctx context.Context, incident string) ([]PARState, error) {
	return parsWhere(ctx, s.DB.Read(), "incident = ? AND ended_at IS NULL ORDER BY due_at, id", incident)
}
