package duty

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

var errNoCall = fail.NotFound("duty.call.unknown", "没有这次叫应，或不在你的辖区", "there is no such call in your area")

// Acknowledge is the answer of somebody who is rung. It may be repeated; it also counts when the chain has come to its end
// meanwhile, and is kept beside the first answer when another was faster. A call that was stopped takes none (Conflict).
func (e *Engine) Acknowledge(ctx context.Context, tx *store.Tx, by identity.Subject, call, note string) (Call, error) {
	c, err := e.callIn(ctx, tx, call, true)
	if err != nil {
		return c, err
	}
	i := slices.IndexFunc(c.Targets, func(t Target) bool { return t.Account != "" && t.Account == by.ID })
	if i < 0 || c.Targets[i].State == TargetWaiting {
		return c, errNoCall
	}
	return c, e.answered(ctx, tx, &c, &c.Targets[i], journal.Actor{ID: by.ID, Name: by.Name}, "", note)
}

// AcknowledgeFor records that a person was reached in another way; who says so stands beside it. The call must lie in the
// scope.
func (e *Engine) AcknowledgeFor(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, call string, target int, note string) (Call, error) {
	c, err := e.callIn(ctx, tx, call, true)
	if err != nil || !scope.Contains(c.Area) {
		return c, missing(err)
	}
	if target < 1 || target > len(c.Targets) {
		return c, fail.Invalid("duty.call.target", "没有这个叫应对象", "there is no such target").At("target")
	}
	if strings.TrimSpace(note) == "" {
		return c, fail.Invalid("duty.call.note", "请写明如何联系上本人", "say how the person was reached").At("note")
	}
	return c, e.answered(ctx, tx, &c, &c.Targets[target-1], journal.Actor{ID: by.ID, Name: by.Name}, by.Name, note)
}

func missing(err error) error {
	if err != nil {
		return err
	}
	return errNoCall
}

// answered notes an answer and ends the call when that is enough.
func (e *Engine) answered(ctx context.Context, tx *store.Tx, c *Call, t *Target, by journal.Actor, told, note string) error {
	switch {
	case t.State == TargetAnswered:
		return nil
	case c.State == CallStopped:
		return fail.Conflict("duty.call.stopped", "叫应已由"+c.EndedName+"停止", c.EndedName+" has stopped the call")
	}
	now := clock.Now(e.Clock)
	t.State, t.AnsweredAt, t.AnsweredBy, t.Note, t.NextAt = TargetAnswered, now, told, note, clock.Instant{}
	if err := updateTarget(ctx, tx, *t); err != nil {
		return err
	}
	if err := e.confirm(ctx, tx, t.Contact, now, confirmedBy(told, note)); err != nil {
		return err
	}
	if c.Mode == AnyOne && c.State != CallAnswered || c.Mode == Everyone && allAnswered(c.Targets) {
		c.State, c.EndedAt, c.EndedName, c.EndedNote, c.NextAt = CallAnswered, now, t.Name, note, clock.Instant{}
		if err := e.skip(ctx, tx, c); err != nil {
			return err
		}
	} else if c.State == CallRunning {
		c.NextAt = e.nextAt(c, now)
	}
	if err := updateCall(ctx, tx, *c); err != nil {
		return err
	}
	return e.recordCall(ctx, tx, by, "duty.call.acknowledged", *c, *t)
}

// skip leaves the others of a call that is over.
func (e *Engine) skip(ctx context.Context, tx *store.Tx, c *Call) error {
	for i := range c.Targets {
		if t := &c.Targets[i]; t.State == TargetWaiting || t.State == TargetRinging {
			t.State, t.NextAt = TargetSkipped, clock.Instant{}
			if err := updateTarget(ctx, tx, *t); err != nil {
				return err
			}
		}
	}
	return nil
}

// confirmedBy is how a call reached somebody, in words.
func confirmedBy(told, note string) string {
	if told == "" {
		return "叫应本人确认"
	}
	return firstRunes(told+"记录："+note, 200)
}

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// confirm notes that a contact was reached, and how.
func (e *Engine) confirm(ctx context.Context, tx *store.Tx, contact string, at clock.Instant, how string) error {
	var c Contact
	err := tx.NewRaw("SELECT "+contactColumns+" FROM duty_contact WHERE id = ?"+tx.ForUpdate(), contact).Scan(ctx, &c)
	if err != nil {
		return fmt.Errorf("confirm %s: %w", contact, err)
	}
	c.ConfirmedAt, c.ConfirmedHow, c.Version = at, how, c.Version+1
	if _, err := tx.NewRaw("UPDATE duty_contact SET confirmed_at = ?, confirmed_how = ?, version = ? WHERE id = ?", c.ConfirmedAt, c.ConfirmedHow, c.Version, c.ID).Exec(ctx); err != nil {
		return fmt.Errorf("confirm %s: %w", contact, err)
	}
	return e.changed(ctx, tx, c.Area, change{Contacts: []string{c.ID}}, func() { e.index.putContact(c) })
}

// StopCall ends a call that goes on, with the reason. The call must lie in the scope.
func (e *Engine) StopCall(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, call, why string) (Call, error) {
	c, err := e.callIn(ctx, tx, call, true)
	if err != nil || !scope.Contains(c.Area) {
		return c, missing(err)
	}
	if c.State != CallRunning {
		return c, fail.Conflict("duty.call.over", "叫应已结束", "the call is over already")
	}
	if strings.TrimSpace(why) == "" {
		return c, fail.Invalid("duty.call.stop-why", "请写明停止叫应的原因", "say why the call is stopped").At("why")
	}
	c.State, c.EndedAt, c.EndedName, c.EndedNote, c.NextAt = CallStopped, clock.Now(e.Clock), by.Name, why, clock.Instant{}
	if err := e.skip(ctx, tx, &c); err != nil {
		return c, err
	}
	if err := updateCall(ctx, tx, c); err != nil {
		return c, err
	}
	return c, e.recordCall(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, "duty.call.stopped", c, map[string]string{"why": why})
}

// CallStanding is how a call stands. Ended is zero while it goes on.
type CallStanding struct {
	ID    string        `bun:"id"`
	State string        `bun:"state"`
	Ended clock.Instant `bun:"ended_at"`
}

// Standing tells how calls stand, by id. Those that are not known are left out.
func (e *Engine) Standing(ctx context.Context, q store.Querier, calls ...string) (map[string]CallStanding, error) {
	out := map[string]CallStanding{}
	if len(calls) == 0 {
		return out, nil
	}
	var rows []CallStanding
	if err := q.NewRaw("SELECT id, state, ended_at FROM duty_call WHERE id IN (?)", bun.List(calls)).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("state of calls: %w", err)
	}
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, nil
}

// Running reports whether a call still rings, and holds it so for this transaction; one that is not known does not.
func (e *Engine) Running(ctx context.Context, tx *store.Tx, call string) (bool, error) {
	var states []string
	if err := tx.NewRaw("SELECT state FROM duty_call WHERE id = ?"+tx.ForUpdate(), call).Scan(ctx, &states); err != nil {
		return false, fmt.Errorf("state of call %s: %w", call, err)
	}
	return len(states) == 1 && states[0] == CallRunning, nil
}

// callIn reads a call with all that belongs to it, and locks it if asked.
func (e *Engine) callIn(ctx context.Context, q store.Querier, call string, lock bool) (Call, error) {
	suffix := ""
	if tx, ok := q.(*store.Tx); ok && lock {
		suffix = tx.ForUpdate()
	}
	var c Call
	err := q.NewRaw("SELECT "+callColumns+" FROM duty_call WHERE id = ?"+suffix, call).Scan(ctx, &c)
	if store.IsNoRows(err) {
		return c, errNoCall
	}
	if err != nil {
		return c, fmt.Errorf("read call %s: %w", call, err)
	}
	if err := c.unpack(); err != nil {
		return c, err
	}
	c.Targets, c.Log = []Target{}, []Try{}
	if err := q.NewRaw("SELECT "+targetColumns+" FROM duty_target WHERE call_id = ? ORDER BY n", call).Scan(ctx, &c.Targets); err != nil {
		return c, fmt.Errorf("read targets of %s: %w", call, err)
	}
	if err := q.NewRaw("SELECT "+tryColumns+" FROM duty_try WHERE call_id = ? ORDER BY n", call).Scan(ctx, &c.Log); err != nil {
		return c, fmt.Errorf("read tries of %s: %w", call, err)
	}
	for i := range c.Log {
		c.Log[i].Number = c.NumberOf(c.Log[i].Step)
	}
	return c, nil
}

// OneCall finds a call in the scope with all its tries.
func (e *Engine) OneCall(ctx context.Context, scope identity.Scope, call string) (Call, error) {
	c, err := e.callIn(ctx, e.DB.Read(), call, false)
	if err != nil || !scope.Contains(c.Area) {
		return Call{}, missing(err)
	}
	return c, nil
}

// CallsIn lists calls in the scope, the newest first, without targets and tries; open asks for those that go on. cursor is
// the id of the last of the page before.
func (e *Engine) CallsIn(ctx context.Context, scope identity.Scope, open bool, cursor string, limit int) ([]Call, error) {
	where, args := scope.SQL("area")
	if open {
		where += " AND state = 'running'"
	}
	if cursor != "" {
		where, args = where+" AND id < ?", append(args, cursor)
	}
	out := []Call{}
	err := e.DB.Read().NewRaw("SELECT "+callColumns+" FROM duty_call WHERE "+where+" ORDER BY id DESC LIMIT ?", append(args, limit)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("calls: %w", err)
	}
	for i := range out {
		if err := out[i].unpack(); err != nil {
			return nil, err
		}
		out[i].Targets, out[i].Log = []Target{}, []Try{}
	}
	return out, nil
}

// Ringing lists the calls that ring an account now, or rang it and found nobody in the last day; each with that target
// alone.
func (e *Engine) Ringing(ctx context.Context, account string) ([]Call, error) {
	var targets []Target
	err := e.DB.Read().NewRaw("SELECT "+targetColumns+" FROM duty_target WHERE account = ? AND account <> '' AND state IN ('ringing', 'exhausted')", account).Scan(ctx, &targets)
	if err != nil {
		return nil, fmt.Errorf("calls of %s: %w", account, err)
	}
	return e.callsOf(ctx, targets, "(state = 'running' OR state = 'exhausted' AND ended_at > ?)", clock.At(clock.Now(e.Clock).AddDate(0, 0, -1)))
}

// callsOf are the calls of some targets, the newest first, each with those targets alone.
func (e *Engine) callsOf(ctx context.Context, targets []Target, where string, args ...any) ([]Call, error) {
	ids := []string{""}
	for _, t := range targets {
		ids = append(ids, t.Call)
	}
	out := []Call{}
	err := e.DB.Read().NewRaw("SELECT "+callColumns+" FROM duty_call WHERE id IN (?) AND "+where+" ORDER BY id DESC LIMIT 50", append([]any{bun.List(ids)}, args...)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("calls of a person: %w", err)
	}
	for i := range out {
		if err := out[i].unpack(); err != nil {
			return nil, err
		}
		out[i].Targets, out[i].Log = []Target{}, []Try{}
		for _, t := range targets {
			if t.Call == out[i].ID {
				out[i].Targets = append(out[i].Targets, t)
			}
		}
	}
	return out, nil
}
