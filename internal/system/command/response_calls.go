package command

import (
	"context"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/procedure"
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
	if len(rows) == 0 { // its orders were given up meanwhile
		return nil
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
		case duty.TargetExhausted:
			if t.Note != "" {
				action = callUnsent
			}
		case duty.TargetSkipped:
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
	says := t.Name + "（" + strings.Join(roles, "、") + "）"
	if action == callUnsent {
		says += "；" + t.Note
	}
	_, err := s.Journal.Append(ctx, tx, journal.Entry{
		Object: incident, Area: call.Area, Actor: journal.Actor{ID: "machine:duty", Name: "叫应"}, Action: action,
		Body: map[string]any{"text": says, "call": call.ID, "contact": t.Contact, "at": t.AnsweredAt},
	})
	return err
}

// answeredByHand notes that somebody was reached in another way, in all their roles of that call. A call that still rings them
// stops doing so.
func (s *System) answeredByHand(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[answeredForm](t)
	row, _, err := s.orderIn(ctx, t, f.Order, orderCalling, orderUnanswered)
	if err != nil {
		return err
	}
	how := f.Note
	if how == "" {
		how = "值班员电话联系"
	}
	if row.State == orderCalling {
		if err := s.stopRing(ctx, t, row, how); err != nil {
			return err
		}
	}
	rows, err := ordersWhere(ctx, t.Tx, "call_id = ? AND contact = ?", row.Call, row.Contact)
	if err != nil {
		return err
	}
	var roles []string
	name := ""
	for _, r := range rows {
		o, err := r.order()
		if err != nil {
			return err
		}
		r.State, r.DoneAt, r.DoneName, r.Note = orderAnswered, t.Now, t.By.Name, how
		if err := moveOrder(ctx, t.Tx, r); err != nil {
			return err
		}
		roles, name = append(roles, o.Role), o.Name
	}
	t.Note(map[string]any{"order": row.ID, "says": name + "（" + strings.Join(roles, "、") + "）；" + how})
	return nil
}

// stopRing tells the call of a person that they were reached.
func (s *System) stopRing(ctx context.Context, t *procedure.Turn, row orderRow, how string) error {
	call, err := s.Duty.OneCall(ctx, identity.Everywhere, row.Call)
	if err != nil {
		return err
	}
	for _, x := range call.Targets {
		if x.Contact == row.Contact {
			_, err := s.Duty.AcknowledgeFor(ctx, t.Tx, t.By, identity.Everywhere, row.Call, x.N, how)
			return err
		}
	}
	return nil
}
