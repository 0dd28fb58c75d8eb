package patrol

import (
	"context"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

func schemaOf(name string) map[string]any {
	f := forms[name]
	if f.Zero == nil {
		return map[string]any{}
	}
	return form.Schema(f.Zero)
}

// settle writes a changed task, its journal entry and its event. A task that somebody else changed meanwhile is Conflict.
func (s *System) settle(ctx context.Context, tx *store.Tx, t Round, by journal.Actor, action, what string, body any) error {
	r, err := tx.NewRaw(`UPDATE patrol_task SET person = ?, person_name = ?, state = ?, done_by = ?, done_name = ?, taken_at = ?, received_at = ?, late = ?, answers = ?,
		done_lon = ?, done_lat = ?, accuracy = ?, plate = ?, why = ?, revision = revision + 1 WHERE id = ? AND revision = ?`,
		t.Person, t.PersonName, t.State, t.DoneBy, t.DoneName, t.TakenAt, t.ReceivedAt, t.Late, t.Answers, t.DoneLon, t.DoneLat, t.Accuracy, t.Plate, t.Why, t.ID, t.Revision).Exec(ctx)
	if err != nil {
		return fmt.Errorf("change task %s: %w", t.ID, err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return fail.Conflict("patrol.task.changed", "任务刚被他人修改，请刷新后再试", "somebody changed the task just now; look again")
	}
	if _, err := s.Journal.Append(ctx, tx, journal.Entry{Object: t.ID, Area: t.Area, Actor: by, Action: action, Body: body}); err != nil {
		return err
	}
	return s.tell(ctx, tx, t, what)
}
