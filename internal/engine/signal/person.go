package signal

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// locked reads an alarm for change; NotFound outside the scope.
func (e *Engine) locked(ctx context.Context, tx *store.Tx, scope identity.Scope, id string) (Alarm, error) {
	var a Alarm
	err := tx.NewRaw("SELECT "+alarmColumns+" FROM signal_alarm WHERE id = ?"+tx.ForUpdate(), id).Scan(ctx, &a)
	if store.IsNoRows(err) || err == nil && !scope.Contains(a.Area) {
		return a, unknownAlarm
	}
	if err != nil {
		return a, fmt.Errorf("alarm %s: %w", id, err)
	}
	return a, nil
}

// do lets a person move an alarm.
func (e *Engine) do(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, t Trigger, reason string, change func(a *Alarm) error) (Alarm, error) {
	a, err := e.locked(ctx, tx, scope, id)
	if err != nil {
		return a, err
	}
	if err := a.checkPerson(t); err != nil {
		return a, err
	}
	if change != nil {
		if err := change(&a); err != nil {
			return a, err
		}
	}
	return a, e.move(ctx, tx, &a, step{trigger: t, value: a.Value, by: by, reason: reason})
}

// Acknowledge takes an alarm: the person has seen it and deals with it. Conflict says who was first.
func (e *Engine) Acknowledge(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string) (Alarm, error) {
	return e.do(ctx, tx, by, scope, id, Acknowledge, "", nil)
}

// Shelve puts an alarm aside until a moment, at most MaxShelf ahead, for a reason.
func (e *Engine) Shelve(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id, reason string, until clock.Instant) (Alarm, error) {
	if err := checkShelf(reason, until, clock.Now(e.Clock)); err != nil {
		return Alarm{}, err
	}
	return e.do(ctx, tx, by, scope, id, Shelve, reason, func(a *Alarm) error {
		a.ShelvedUntil, a.ShelvedName, a.Reason = until, by.Name, reason
		return nil
	})
}

// Unshelve ends a shelf before its time. An alarm whose process is still in alarm comes back as new.
func (e *Engine) Unshelve(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string) (Alarm, error) {
	return e.do(ctx, tx, by, scope, id, Unshelve, "", nil)
}

// Disable takes an alarm out of service, for repair of its sensor; Enable brings it back.
func (e *Engine) Disable(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id, reason string) (Alarm, error) {
	if len([]rune(reason)) < 2 {
		return Alarm{}, fail.Invalid("signal.alarm.reason-missing", "停用必须写明理由", "a reason is needed to take an alarm out of service").At("reason")
	}
	return e.do(ctx, tx, by, scope, id, Disable, reason, func(a *Alarm) error { a.Reason = reason; return nil })
}

// Enable brings an alarm back into service.
func (e *Engine) Enable(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string) (Alarm, error) {
	return e.do(ctx, tx, by, scope, id, Enable, "", nil)
}

// Link notes the case that deals with an alarm.
func (e *Engine) Link(ctx context.Context, tx *store.Tx, id, caseID string) error {
	a, err := e.locked(ctx, tx, identity.Everywhere, id)
	if err != nil {
		return err
	}
	a.Case = caseID
	if _, err := tx.NewRaw("UPDATE signal_alarm SET case_id = ? WHERE id = ?", caseID, id).Exec(ctx); err != nil {
		return fmt.Errorf("alarm %s: %w", id, err)
	}
	return e.tell(ctx, tx, a, AlarmChanged)
}

// unshelveDue ends the shelves whose time is over.
func (e *Engine) unshelveDue(ctx context.Context) error {
	var ids []string
	err := e.DB.Read().NewRaw("SELECT id FROM signal_alarm WHERE state = 'shelved' AND shelved_until <= ? LIMIT 1000", clock.Now(e.Clock)).Scan(ctx, &ids)
	if err != nil {
		return fmt.Errorf("shelves: %w", err)
	}
	for _, id := range ids {
		err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			a, err := e.locked(ctx, tx, identity.Everywhere, id)
			if err != nil || a.State != Shelved || a.ShelvedUntil.After(e.Clock.Now()) {
				return err
			}
			return e.move(ctx, tx, &a, step{trigger: Unshelve, value: a.Value, reason: "搁置到期"})
		})
		if err != nil {
			return fmt.Errorf("shelves: %w", err)
		}
	}
	return nil
}
