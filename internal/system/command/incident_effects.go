package command

import (
	"context"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// incidentOpened keeps the row by which incidents are listed and found.
func (s *System) incidentOpened(ctx context.Context, t *procedure.Turn) error {
	var i Incident
	if err := t.Case.Load(&i); err != nil {
		return err
	}
	_, err := t.Tx.NewRaw("INSERT INTO command_incident (id, type, level, area, lon, lat, element, alarm, open, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		t.Case.ID, i.Type, i.Level, t.Case.Area, i.Lon, i.Lat, i.Element, i.Alarm, true, t.Now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("open incident: %w", err)
	}
	return nil
}

func (s *System) classified(ctx context.Context, t *procedure.Turn) error {
	f := t.Form.(*classifyForm) //nolint:forcetypeassert // the engine decodes the declared form
	level := f.Level
	if level == "none" {
		level = ""
	}
	_, err := t.Tx.NewRaw("UPDATE command_incident SET type = ?, level = ? WHERE id = ?", f.Type, level, t.Case.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("classify incident: %w", err)
	}
	return changeIncident(t, func(i *Incident) { i.Type, i.Level = f.Type, level })
}

// ended takes the incident off the list of open ones, frees its alarm, and lets go whoever was kept for it.
func (s *System) ended(ctx context.Context, t *procedure.Turn) error {
	if _, err := t.Tx.NewRaw("UPDATE command_incident SET open = ? WHERE id = ?", false, t.Case.ID).Exec(ctx); err != nil {
		return fmt.Errorf("end incident: %w", err)
	}
	return s.letAllGo(ctx, t)
}

func (s *System) closed(ctx context.Context, t *procedure.Turn) error {
	f := t.Form.(*closeForm) //nolint:forcetypeassert // the engine decodes the declared form
	if err := changeIncident(t, func(i *Incident) {
		i.Closing, i.Deaths, i.Injured, i.Evacuated = f.Summary, f.Deaths, f.Injured, f.Evacuated
	}); err != nil {
		return err
	}
	return s.ended(ctx, t)
}

func (s *System) merged(ctx context.Context, t *procedure.Turn) error {
	f := t.Form.(*mergeForm) //nolint:forcetypeassert // the engine decodes the declared form
	if err := changeIncident(t, func(i *Incident) { i.MergedIn = f.Into }); err != nil {
		return err
	}
	return s.ended(ctx, t)
}

// targetOpen lets an incident be merged only into another one that is open and that the person may see.
func (s *System) targetOpen(ctx context.Context, t *procedure.Turn) error {
	f := t.Form.(*mergeForm) //nolint:forcetypeassert // the engine decodes the declared form
	refuse := fail.Illegal("command.incident.merge-target", "只能并入另一起未办结的险情", "an incident can be merged only into another open one").At("into")
	if f.Into == t.Case.ID {
		return refuse
	}
	into, err := s.Procedure.Case(ctx, t.By, f.Into)
	if err != nil || into.Procedure != IncidentProcedure || into.Closed {
		return refuse
	}
	return nil
}

// noOpenTasks keeps an incident open while somebody is still out for it, or an objective is not settled.
func (s *System) noOpenTasks(ctx context.Context, t *procedure.Turn) error {
	n, err := s.Procedure.OpenUnder(ctx, t.Tx, t.Case.ID, TaskProcedure)
	if err != nil {
		return err
	}
	if n > 0 {
		return fail.Illegal("command.incident.tasks-open", fmt.Sprintf("还有 %d 项任务未结束，请先完成或取消", n), fmt.Sprintf("%d tasks are still open; complete or cancel them first", n)).
			Under(responseLaw, "第八十六条")
	}
	return s.noOpenObjectives(ctx, t)
}

// taskDone keeps the result, and gives the tasks of the plan that waited for this one.
func (s *System) taskDone(ctx context.Context, t *procedure.Turn) error {
	f := t.Form.(*doneForm) //nolint:forcetypeassert // the engine decodes the declared form
	var task Task
	if err := t.Case.Load(&task); err != nil {
		return err
	}
	task.Result = f.Result
	if err := t.Case.Save(task); err != nil {
		return err
	}
	if err := s.letTeamGo(ctx, t); err != nil {
		return err
	}
	return s.follow(ctx, t)
}

// openFor finds the open incident that deals with an alarm, "" when there is none.
func (s *System) openFor(ctx context.Context, tx *store.Tx, alarm string) (string, error) {
	var ids []string
	err := tx.NewRaw("SELECT id FROM command_incident WHERE alarm = ? AND open LIMIT 1", alarm).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}
