package command

import (
	"context"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
)

// keepFor is how long a team that gets a task is kept for the incident at least; each further task keeps it longer.
const keepFor = 12 * time.Hour

// keptTitles are what happened to forces that were kept for an incident by hand.
var keptTitles = map[string]lang.Text{
	"dispatch.booked":   lang.T("预留力量", "Force kept"),
	"dispatch.extended": lang.T("延长预留", "Force kept for longer"),
	"dispatch.released": lang.T("解除预留", "Force let go"),
}

func actorOf(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// keepTeam keeps a team for the incident whose task it gets. Conflict says that another incident has it: the task is then
// not given, so two incidents never send the same team.
func (s *System) keepTeam(ctx context.Context, tx *store.Tx, by identity.Subject, incident, task *procedure.Case, team register.Element) error {
	until := s.Clock.Now().Add(keepFor)
	if late := task.DueAt.Add(keepFor); late.After(until) {
		until = late
	}
	f := dispatch.Force{ID: team.ID, Kind: team.Kind, Name: team.Name, Area: team.Area}
	_, err := s.Dispatch.Book(ctx, tx, actorOf(by), f, dispatch.For{Incident: incident.ID, Title: incident.Title, Area: incident.Area, Document: task.ID, Note: task.Title}, clock.At(until))
	return err
}

// letAllGo lets go what was kept for an incident that has ended.
func (s *System) letAllGo(ctx context.Context, t *procedure.Turn) error {
	return s.Dispatch.ReleaseAll(ctx, t.Tx, actorOf(t.By), t.Case.ID, "", "险情已结束")
}

// letTeamGo lets go the team of a task that has ended, unless it has another one in the same incident or was kept by hand.
func (s *System) letTeamGo(ctx context.Context, t *procedure.Turn) error {
	var task Task
	if err := t.Case.Load(&task); err != nil {
		return err
	}
	if task.Team == "" {
		return nil
	}
	others, _, err := s.Procedure.Cases(ctx, identity.Machine("command"), procedure.Filter{Procedure: TaskProcedure, Root: t.Case.Root, Open: true, Limit: 500})
	if err != nil {
		return err
	}
	for _, o := range others {
		var other Task
		if err := o.Load(&other); err != nil {
			return err
		}
		if o.ID != t.Case.ID && other.Team == task.Team {
			return s.Dispatch.Hand(ctx, t.Tx, t.Case.ID, o.ID)
		}
	}
	return s.Dispatch.ReleaseAll(ctx, t.Tx, actorOf(t.By), t.Case.Root, t.Case.ID, "任务已结束")
}
