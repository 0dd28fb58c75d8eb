package duty

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

// takeUp makes the tries that an earlier process of this server had claimed when it was killed due at once. Nobody knows
// whether they went out, so they go out again with the same keys, which a channel delivers once; and whoever is rung has
// the whole wait of the step anew, so that no step is passed over because the server was away.
func (e *Engine) takeUp(ctx context.Context) error {
	if e.Node == "" && e.DB.Dialect() != store.SQLite {
		return nil
	}
	var ids []string
	if err := e.DB.Read().NewRaw("SELECT id FROM duty_call WHERE state = ? AND EXISTS (SELECT 1 FROM duty_try WHERE call_id = duty_call.id AND duty_try.state = ? AND done_at IS NULL) ORDER BY id", CallRunning, TryClaimed).Scan(ctx, &ids); err != nil {
		return fmt.Errorf("calls: %w", err)
	}
	for _, call := range ids {
		err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return e.takeUpCall(ctx, tx, call) })
		if err != nil {
			return fmt.Errorf("take up call %s: %w", call, err)
		}
	}
	return nil
}

func (e *Engine) takeUpCall(ctx context.Context, tx *store.Tx, call string) error {
	c, err := e.callIn(ctx, tx, call, true)
	if err != nil || c.State != CallRunning {
		return err
	}
	now, some := clock.Now(e.Clock), false
	for i := range c.Log {
		y := &c.Log[i]
		// A SQLite file is ours alone: whoever claimed is gone.
		mine := e.DB.Dialect() == store.SQLite || strings.HasPrefix(y.Node, e.Node+"/")
		if y.State != TryClaimed || !mine || !e.waits(&c, y) {
			continue
		}
		some = true
		t := &c.Targets[y.Target-1]
		y.LeaseAt, t.NextAt, c.NextAt = now, clock.At(now.Add(c.rung(y.Step-1).wait())), now
		if err := updateTry(ctx, tx, *y); err != nil {
			return err
		}
		if err := updateTarget(ctx, tx, *t); err != nil {
			return err
		}
	}
	if !some {
		return nil
	}
	return updateCall(ctx, tx, c)
}
