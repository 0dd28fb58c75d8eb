package command

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
)

const (
	responseColumns = "incident, plan, version, title, kind, level, event, state, approver, started_at, started_name, until_at, changed_at, changed_name, reason"
	orderColumns    = "incident, id, plan, n, state, level, contact, case_id, call_id, given_at, given_name, due_at, done_at, done_name, note, content"
)

// responsesOf are the plans that run, or ran, for an incident, the first started first.
func responsesOf(ctx context.Context, q store.Querier, incident string) ([]ActiveResponse, error) {
	out := []ActiveResponse{}
	if err := q.NewRaw("SELECT "+responseColumns+" FROM command_response WHERE incident = ? ORDER BY started_at, plan", incident).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("responses of %s: %w", incident, err)
	}
	return out, nil
}

// responseOf finds a plan among them.
func responseOf(ctx context.Context, q store.Querier, incident, code string) (r ActiveResponse, ok bool, err error) {
	list, err := responsesOf(ctx, q, incident)
	for _, r := range list {
		if r.Plan == code {
			return r, true, nil
		}
	}
	return r, false, err
}

func putResponse(ctx context.Context, tx *store.Tx, r ActiveResponse) error {
	_, err := tx.NewRaw("INSERT INTO command_response ("+responseColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (incident, plan) DO UPDATE SET version = excluded.version, title = excluded.title, level = excluded.level, event = excluded.event, state = excluded.state, approver = excluded.approver,
		started_at = excluded.started_at, started_name = excluded.started_name, until_at = excluded.until_at, changed_at = excluded.changed_at, changed_name = excluded.changed_name, reason = excluded.reason`,
		r.Incident, r.Plan, r.Version, r.Title, r.Kind, r.Level, r.Event, r.State, r.Approver, r.StartedAt, r.StartedName, r.UntilAt, r.ChangedAt, r.ChangedName, r.Reason).Exec(ctx)
	if err != nil {
		return fmt.Errorf("response of %s: %w", r.Incident, err)
	}
	return nil
}

// hold takes the orders of a response for this transaction: tasks that end, acts and calls that move them come one after another.
func hold(ctx context.Context, tx *store.Tx, incident, code string) error {
	if _, err := tx.NewRaw("UPDATE command_response SET changed_at = changed_at WHERE incident = ? AND plan = ?", incident, code).Exec(ctx); err != nil {
		return fmt.Errorf("hold the response of %s: %w", incident, err)
	}
	return nil
}

// ordersOf are all orders of an incident, in the order in which they were given.
func ordersOf(ctx context.Context, q store.Querier, incident string) ([]orderRow, error) {
	return ordersWhere(ctx, q, "incident = ?", incident)
}

func ordersWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]orderRow, error) {
	out := []orderRow{}
	if err := q.NewRaw("SELECT "+orderColumns+" FROM command_order WHERE "+where+" ORDER BY n, id", args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("orders: %w", err)
	}
	return out, nil
}

// nextOrder is the number of the next order of an incident.
func nextOrder(ctx context.Context, q store.Querier, incident string) (n int64, err error) {
	if err = q.NewRaw("SELECT COALESCE(MAX(n), 0) + 1 FROM command_order WHERE incident = ?", incident).Scan(ctx, &n); err != nil {
		err = fmt.Errorf("orders of %s: %w", incident, err)
	}
	return n, err
}

// putOrder writes an order. Its key allows it once in an incident; one that was dropped before it was given may be given after all.
func putOrder(ctx context.Context, tx *store.Tx, r orderRow, o plan.ReadyOrder) error {
	content, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("order %s: %w", o.ID, err)
	}
	done, err := tx.NewRaw("INSERT INTO command_order ("+orderColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (incident, id) DO UPDATE SET state = excluded.state, contact = excluded.contact, case_id = excluded.case_id, call_id = excluded.call_id, given_at = excluded.given_at, given_name = excluded.given_name,
		due_at = excluded.due_at, content = excluded.content WHERE command_order.state = ?`,
		r.Incident, r.ID, r.Plan, r.N, r.State, r.Level, r.Contact, r.Case, r.Call, r.GivenAt, r.GivenName, r.DueAt, r.DoneAt, r.DoneName, r.Note, string(content), orderDropped).Exec(ctx)
	if err != nil {
		return fmt.Errorf("order %s of %s: %w", r.ID, r.Incident, err)
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("order %s of %s was given before: %w", r.ID, r.Incident, err)
	}
	return nil
}

// moveOrder keeps how far an order is.
func moveOrder(ctx context.Context, tx *store.Tx, r orderRow) error {
	_, err := tx.NewRaw("UPDATE command_order SET state = ?, case_id = ?, given_at = ?, given_name = ?, due_at = ?, done_at = ?, done_name = ?, note = ? WHERE incident = ? AND id = ?",
		r.State, r.Case, r.GivenAt, r.GivenName, r.DueAt, r.DoneAt, r.DoneName, r.Note, r.Incident, r.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("order %s of %s: %w", r.ID, r.Incident, err)
	}
	return nil
}
