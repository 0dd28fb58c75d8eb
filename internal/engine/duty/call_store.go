package duty

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/store"
)

func (c *Call) unpack() error {
	if err := json.Unmarshal([]byte(c.StepsJSON), &c.Steps); err != nil {
		return fmt.Errorf("call %s: %w", c.ID, err)
	}
	return nil
}

func updateCall(ctx context.Context, tx *store.Tx, c Call) error {
	_, err := tx.NewRaw("UPDATE duty_call SET state = ?, ended_at = ?, ended_name = ?, ended_note = ?, tries = ?, next_at = ? WHERE id = ?", c.State, c.EndedAt, c.EndedName, c.EndedNote, c.Tries, c.NextAt, c.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("call %s: %w", c.ID, err)
	}
	return nil
}

func updateTarget(ctx context.Context, tx *store.Tx, t Target) error {
	_, err := tx.NewRaw("UPDATE duty_target SET state = ?, step = ?, next_at = ?, answered_at = ?, answered_by = ?, note = ? WHERE call_id = ? AND n = ?", t.State, t.Step, t.NextAt, t.AnsweredAt, t.AnsweredBy, t.Note, t.Call, t.N).Exec(ctx)
	if err != nil {
		return fmt.Errorf("target of call %s: %w", t.Call, err)
	}
	return nil
}

func updateTry(ctx context.Context, tx *store.Tx, t Try) error {
	_, err := tx.NewRaw("UPDATE duty_try SET state = ?, detail = ?, asked_at = ?, lease_at = ?, node = ?, sent_at = ?, done_at = ? WHERE id = ?", t.State, t.Detail, t.AskedAt, t.LeaseAt, t.Node, t.SentAt, t.DoneAt, t.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("try %s: %w", t.ID, err)
	}
	return nil
}
