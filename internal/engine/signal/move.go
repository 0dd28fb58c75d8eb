package signal

import (
	"context"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// step is one transition about to happen.
type step struct {
	trigger  Trigger
	value    float64
	observed clock.Instant
	by       identity.Subject
	reason   string
	fresh    bool // the alarm has no row yet
}

var machine = identity.Subject{ID: "machine:signal", Name: "监测系统", User: "signal"}

// raise opens an episode.
func (e *Engine) raise(ctx context.Context, tx *store.Tx, c change) error {
	now := clock.Now(e.Clock)
	p := c.point
	a := Alarm{
		ID: id.New(), Point: p.ID, Kind: c.kind, Rule: c.ruleID(), Element: p.Element, ElementName: p.ElementName, Site: c.site.ID, SiteName: c.site.Name,
		Name: p.Name, Area: p.Area, AreaName: p.AreaName, Lon: p.Lon, Lat: p.Lat, Unit: p.Unit,
		State: Normal, Severity: c.severity, LimitName: c.limit, Limit: c.at, Value: c.value, Active: true, RaisedAt: now, ObservedAt: clock.At(c.event), ChangedAt: now, Chatter: c.chatter,
	}
	if c.rule != nil {
		a.RuleTitle, a.Latching = c.rule.def.Title, c.rule.def.Latching
	}
	st := step{trigger: Raise, value: c.value, observed: clock.At(c.event), fresh: true}
	h, by := e.hiding(c)
	if h != "" {
		a.Hidden, a.HiddenBy, a.Reason = h, by.id, by.reason
		st.trigger, st.reason = Suppress, by.reason
	}
	if err := e.move(ctx, tx, &a, st); err != nil || h == "" {
		return err
	}
	return e.noteHidden(ctx, tx, &a, h, by.id, c)
}

// again deals with a condition that comes back, or changes its level, while its episode is open.
func (e *Engine) again(ctx context.Context, tx *store.Tx, a Alarm, c change) error {
	trigger := Raise
	if a.Active {
		if trigger = turnOf(a, c); trigger == "" {
			return e.markChatter(ctx, tx, a, c)
		}
	}
	a.Active, a.Value, a.ObservedAt, a.Chatter = true, c.value, clock.At(c.event), a.Chatter || c.chatter
	a.Severity, a.LimitName, a.Limit = c.severity, c.limit, c.at
	if why := hiddenState[a.State]; why != "" && trigger != Ease {
		if a.State == Suppressed && a.Hidden != "" {
			why = a.Hidden
		}
		a.Repeats++
		if err := e.noteHidden(ctx, tx, &a, why, a.HiddenBy, c); err != nil {
			return err
		}
	}
	return e.move(ctx, tx, &a, step{trigger: trigger, value: c.value, observed: clock.At(c.event)})
}

// turnOf is what a condition that changes while in alarm means: worse, better, or ("") nothing.
func turnOf(a Alarm, c change) Trigger {
	if c.rule == nil {
		switch {
		case a.LimitName == c.limit:
			return ""
		case worse(levelOf(a.LimitName), levelOf(c.limit)):
			return Escalate
		}
		return Ease
	}
	switch before, now := a.Severity.Rank(), c.severity.Rank(); {
	case now < before:
		return Escalate
	case now > before:
		return Ease
	}
	return ""
}

// move makes the transition and everything that goes with it: the row, its history, the journal entry, the event.
func (e *Engine) move(ctx context.Context, tx *store.Tx, a *Alarm, s step) error {
	from := a.State
	to, ok := after(from, s.trigger, a.Active, a.Latching)
	if !ok {
		return fmt.Errorf("alarm %s: no way from %s by %s", a.ID, from, s.trigger)
	}
	if s.by.ID == "" {
		s.by = machine
	}
	now := clock.Now(e.Clock)
	a.State, a.ChangedAt = to, now
	a.Revision++
	if to == Unacknowledged && s.trigger != Ease {
		a.AcknowledgedBy, a.AcknowledgedName, a.AcknowledgedAt = "", "", clock.Instant{}
	}
	if s.trigger == Acknowledge {
		a.AcknowledgedBy, a.AcknowledgedName, a.AcknowledgedAt = s.by.ID, s.by.Name, now
	}
	if to != Shelved {
		a.ShelvedUntil, a.ShelvedName = clock.Instant{}, ""
	}
	if from != to && to != Shelved && to != OutOfService && to != Suppressed {
		a.Reason = "" // it was why the alarm was hidden
	}
	if to != Suppressed {
		a.Hidden, a.HiddenBy = "", ""
	}
	if err := e.endCall(ctx, tx, a, s); err != nil {
		return err
	}
	if err := e.save(ctx, tx, a, s.fresh); err != nil {
		return fmt.Errorf("alarm %s: %w", a.ID, err)
	}
	err := tx.Later(ctx, "INSERT INTO signal_transition (alarm, revision, from_state, to_state, event, at, observed_at, value, person, person_name, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		a.ID, a.Revision, string(from), string(to), string(s.trigger), now, s.observed, s.value, s.by.ID, s.by.Name, s.reason)
	if err != nil {
		return fmt.Errorf("alarm %s: %w", a.ID, err)
	}
	_, err = e.Journal.Append(ctx, tx, journal.Entry{
		Object: a.ID, Area: a.Area, Actor: journal.Actor{ID: s.by.ID, Name: s.by.Name}, Action: "signal.alarm." + string(s.trigger),
		Body: map[string]any{"point": a.Point, "element": a.ElementName, "name": a.Name, "from": from, "to": to, "value": s.value, "unit": a.Unit, "observed": s.observed, "reason": s.reason},
	})
	if err != nil {
		return err
	}
	t := eventOf(s.trigger, to)
	if err := e.tell(ctx, tx, *a, t); err != nil || to != Normal || t == AlarmCleared {
		return err
	}
	return e.tell(ctx, tx, *a, AlarmCleared) // who waits for the end hears of it, whatever brought it about
}

// save writes the row of an alarm.
func (e *Engine) save(ctx context.Context, tx *store.Tx, a *Alarm, fresh bool) error {
	if fresh {
		return tx.Later(ctx, insertAlarm, a.row()...)
	}
	return tx.Later(ctx, `UPDATE signal_alarm SET state = ?, severity = ?, limit_name = ?, limit_value = ?, value = ?, active = ?, observed_at = ?, changed_at = ?,
		acknowledged_by = ?, acknowledged_name = ?, acknowledged_at = ?, shelved_until = ?, shelved_name = ?, reason = ?, case_id = ?, revision = ?,
		owner = ?, owner_name = ?, hidden = ?, hidden_by = ?, chatter = ?, repeats = ?, call_id = ? WHERE id = ?`,
		string(a.State), string(a.Severity), a.LimitName, a.Limit, a.Value, a.Active, a.ObservedAt, a.ChangedAt,
		a.AcknowledgedBy, a.AcknowledgedName, a.AcknowledgedAt, a.ShelvedUntil, a.ShelvedName, a.Reason, a.Case, a.Revision,
		a.Owner, a.OwnerName, string(a.Hidden), a.HiddenBy, a.Chatter, a.Repeats, a.Call, a.ID)
}

func (e *Engine) tell(ctx context.Context, tx *store.Tx, a Alarm, t bus.Type) error {
	return e.Bus.EmitValue(ctx, tx, bus.Event{Type: t, Area: a.Area, Object: a.ID, Permission: e.Permission}, a)
}

func eventOf(t Trigger, to State) bus.Type {
	switch t {
	case Raise:
		if to == Unacknowledged {
			return AlarmRaised
		}
	case Escalate:
		if to == Unacknowledged {
			return AlarmEscalated
		}
	case Acknowledge:
		return AlarmAcknowledged
	case Clear:
		switch to { //nolint:exhaustive // the others stay hidden
		case Returned:
			return AlarmReturned
		case Normal:
			return AlarmCleared
		}
	case Unsuppress:
		if to == Unacknowledged {
			return AlarmRaised // it comes back as new
		}
	case Shelve:
		return AlarmShelved
	case Unshelve:
		return AlarmUnshelved
	case Ease, Disable, Enable, Suppress, Reset:
	}
	return AlarmChanged
}
