package command

import (
	"context"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// callMoved follows the calls of responses: who answered and who did not stands with the order and on the timeline.
func (s *System) callMoved(ctx context.Context, tx *store.Tx, _ bus.Event, p duty.Progress) error {
	rows, err := ordersWhere(ctx, tx, "call_id = ? AND state = ?", p.Call, orderCalling)
	if err != nil || len(rows) == 0 {
		return err
	}
	if err := hold(ctx, tx, rows[0].Incident, rows[0].Plan); err != nil {
		return err
	}
	if rows, err = ordersWhere(ctx, tx, "call_id = ? AND state = ?", p.Call, orderCalling); err != nil {
		return err
	}
	call, err := s.Duty.OneCall(ctx, identity.Everywhere, p.Call)
	if err != nil {
		return err
	}
	for _, t := range call.Targets {
		state, action := orderUnanswered, callUnanswered
		switch t.State {
		case duty.TargetAnswered:
			state, action = orderAnswered, callAnswered
		case duty.TargetExhausted, duty.TargetSkipped:
		default:
			continue
		}
		if err := s.callEnded(ctx, tx, rows, t, call, state, action); err != nil {
			return err
		}
	}
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: OrderMoved, Area: call.Area, Object: rows[0].Incident, Permission: readIncidents}, OrderNews{rows[0].Incident})
}

// callEnded notes what became of the call of one person, in all their roles.
func (s *System) callEnded(ctx context.Context, tx *store.Tx, rows []orderRow, t duty.Target, call duty.Call, state, action string) error {
	var roles []string
	incident := ""
	for _, row := range rows {
		if row.Contact != t.Contact {
			continue
		}
		o, err := row.order()
		if err != nil {
			return err
		}
		row.State, row.DoneAt, row.DoneName, row.Note = state, t.AnsweredAt, t.Name, t.Note
		if err := moveOrder(ctx, tx, row); err != nil {
			return err
		}
		roles, incident = append(roles, o.Role), row.Incident
	}
	if incident == "" {
		return nil
	}
	_, err := s.Journal.Append(ctx, tx, journal.Entry{
		Object: incident, Area: call.Area, Actor: journal.Actor{ID: "machine:duty", Name: "叫应"}, Action: action,
		Body: map[string]any{"text": t.Name + "（" + strings.Join(roles, "、") + "）", "call": call.ID, "contact": t.Contact, "at": t.AnsweredAt},
	})
	return err
}
