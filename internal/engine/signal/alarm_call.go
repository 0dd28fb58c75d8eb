package signal

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// Caller calls the people answerable until somebody answers; duty.Engine is one.
type Caller interface {
	duty.Desk
	StopCall(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, call, why string) (duty.Call, error)
}

var _ Caller = (*duty.Engine)(nil)

// callsAtOnce is how many calls one turn begins; more wait for the next second.
const callsAtOnce = 20

// callDue begins a call for each site where a critical alarm has been unacknowledged for CallAfter and no call of the site's
// alarms goes on: one call for a site, whatever its alarms are, for the first of them.
func (e *Engine) callDue(ctx context.Context) error {
	if e.Caller == nil || e.CallAfter <= 0 {
		return nil
	}
	var due []Alarm
	err := e.DB.Find(ctx, &due, "SELECT "+alarmColumns+` FROM signal_alarm a WHERE state = 'unacknowledged' AND severity = 'critical' AND call_id = '' AND changed_at <= ?
		AND NOT EXISTS (SELECT 1 FROM signal_alarm b WHERE b.site = a.site AND b.call_id <> '' AND b.state <> 'normal') ORDER BY raised_at, id LIMIT 500`,
		clock.At(e.Clock.Now().Add(-e.CallAfter)))
	if err != nil {
		return fmt.Errorf("calls of alarms: %w", err)
	}
	begun := map[string]bool{}
	for _, a := range due {
		if begun[a.Site] || len(begun) == callsAtOnce {
			continue
		}
		begun[a.Site] = true
		err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return e.beginCall(ctx, tx, a.ID) })
		if err != nil {
			return fmt.Errorf("call for alarm %s: %w", a.ID, err)
		}
	}
	return nil
}

// beginCall calls the people answerable for the place of an alarm. Where nobody is, the alarm says so in its history and is
// not tried again: a vacancy is a finding of duty.
func (e *Engine) beginCall(ctx context.Context, tx *store.Tx, id string) error {
	a, err := e.locked(ctx, tx, identity.Everywhere, id)
	if err != nil || a.State != Unacknowledged || a.Call != "" {
		return err
	}
	place := &geo.Point{Lon: a.Lon, Lat: a.Lat}
	answer, err := e.Caller.Answer(duty.Question{Point: place, Area: a.Area, Element: a.Element, Matter: e.CallMatter, At: clock.Now(e.Clock)})
	if err != nil && fail.As(err) == nil {
		return err
	}
	a.Call = "none"
	if targets := duty.TargetsOf(answer); err == nil && len(targets) > 0 {
		e.Say(&a)
		why := fmt.Sprintf("%s %s %s报警，%s，%s 起无人确认", a.SiteName, a.Name, levelWords[a.Severity].Zh, a.Says.Zh, local(a.RaisedAt))
		call, err := e.Caller.Call(ctx, tx, journal.Actor{ID: machine.ID, Name: machine.Name}, duty.NewCall{
			Area: a.Area, Matter: e.CallMatter, Why: why, Origin: fmt.Sprintf("alarm:%s:%d", a.ID, a.Revision), Mode: duty.AnyOne, Targets: targets,
		})
		if err != nil {
			return err
		}
		a.Call = call.ID
	}
	if err := tx.Later(ctx, "UPDATE signal_alarm SET call_id = ? WHERE id = ?", a.Call, a.ID); err != nil {
		return err
	}
	return e.tell(ctx, tx, a, AlarmChanged)
}

// endCall stops the call of an alarm that was acknowledged or is over, and lets a new one begin when it is announced anew.
func (e *Engine) endCall(ctx context.Context, tx *store.Tx, a *Alarm, s step) error {
	if a.Call == "" || a.State == Unacknowledged && s.trigger != Escalate {
		return nil
	}
	call := a.Call
	a.Call = ""
	if call == "none" || e.Caller == nil {
		return nil
	}
	_, err := e.Caller.StopCall(ctx, tx, s.by, identity.Everywhere, call, "报警"+StateTitles[a.State].Zh)
	if k := fail.KindOf(err); err != nil && k != fail.KindConflict && k != fail.KindNotFound { // it was over already
		return err
	}
	return nil
}
