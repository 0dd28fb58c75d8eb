package signal

import (
	"context"
	"fmt"
	"strings"
	"time"

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
func (e *Engine) do(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, t Trigger, reason string, expect []State, change func(a *Alarm)) (Alarm, error) {
	a, err := e.locked(ctx, tx, scope, id)
	if err != nil {
		return a, err
	}
	if err := a.checkPerson(t, expect); err != nil {
		return a, err
	}
	if change != nil {
		change(&a)
	}
	return a, e.move(ctx, tx, &a, step{trigger: t, value: a.Value, by: by, reason: reason})
}

// Acknowledge takes an alarm: the person has seen it and deals with it. Conflict says who was first; with expect, the
// states in which the person saw it, also when it has moved on since. Illegal names a state in which it is not possible;
// NotFound outside the scope. The same holds for the other acts.
func (e *Engine) Acknowledge(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, expect ...State) (Alarm, error) {
	return e.do(ctx, tx, by, scope, id, Acknowledge, "", expect, nil)
}

// Shelve puts an alarm aside until a moment, at most Options.MaxShelf ahead, for a reason. Then it comes back by itself.
func (e *Engine) Shelve(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id, reason string, until clock.Instant, expect ...State) (Alarm, error) {
	reason = strings.TrimSpace(reason)
	if err := checkShelf(reason, until, e.Clock.Now(), e.MaxShelf); err != nil {
		return Alarm{}, err
	}
	return e.do(ctx, tx, by, scope, id, Shelve, reason, expect, func(a *Alarm) {
		a.ShelvedUntil, a.ShelvedName, a.Reason = until, by.Name, reason
	})
}

// Unshelve ends a shelf before its time. An alarm whose process is still in alarm comes back as new.
func (e *Engine) Unshelve(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, expect ...State) (Alarm, error) {
	return e.do(ctx, tx, by, scope, id, Unshelve, "", expect, nil)
}

// Disable takes an alarm out of service, for repair of its sensor; Enable brings it back.
func (e *Engine) Disable(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id, reason string, expect ...State) (Alarm, error) {
	reason = strings.TrimSpace(reason)
	if len([]rune(reason)) < 2 {
		return Alarm{}, fail.Invalid("signal.alarm.reason-missing", "停用必须写明理由", "a reason is needed to take an alarm out of service").At("reason")
	}
	return e.do(ctx, tx, by, scope, id, Disable, reason, expect, func(a *Alarm) { a.Reason = reason })
}

// Enable brings an alarm back into service: as new when its process is in alarm.
func (e *Engine) Enable(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, expect ...State) (Alarm, error) {
	return e.do(ctx, tx, by, scope, id, Enable, "", expect, nil)
}

// Suppress hides an alarm by design, for a reason that a rule gives; Unsuppress ends that.
func (e *Engine) Suppress(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id, reason string) (Alarm, error) {
	return e.do(ctx, tx, by, scope, id, Suppress, reason, nil, func(a *Alarm) { a.Reason = reason })
}

// Unsuppress shows a suppressed alarm again: as new when its process is in alarm.
func (e *Engine) Unsuppress(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string) (Alarm, error) {
	return e.do(ctx, tx, by, scope, id, Unsuppress, "", nil, nil)
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

// unshelveDue ends the shelves whose time is over. A shelf that seems to have begun in the future ends too: the clock was
// set back since, and nobody knows how long it would last.
func (e *Engine) unshelveDue(ctx context.Context) error {
	now := e.Clock.Now()
	over := func(a Alarm) bool { return !a.ShelvedUntil.After(now) || a.ChangedAt.After(now.Add(time.Minute)) }
	var shelved []Alarm
	err := e.DB.Read().NewRaw("SELECT "+alarmColumns+" FROM signal_alarm WHERE state = 'shelved' ORDER BY shelved_until LIMIT 1000").Scan(ctx, &shelved)
	if err != nil {
		return fmt.Errorf("shelves: %w", err)
	}
	for _, s := range shelved {
		if !over(s) {
			continue
		}
		err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			a, err := e.locked(ctx, tx, identity.Everywhere, s.ID)
			if err != nil || a.State != Shelved || !over(a) {
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
