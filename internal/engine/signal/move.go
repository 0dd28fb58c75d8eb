package signal

import (
	"context"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// step is one transition about to happen.
type step struct {
	trigger  Trigger
	value    float64
	observed clock.Instant
	by       identity.Subject
	reason   string
}

var machine = identity.Subject{ID: "machine:signal", Name: "监测系统", User: "signal"}

// raise opens an episode.
func (s *sheaf) raise(ctx context.Context, c change) error {
	now := clock.Now(s.e.Clock)
	raised := now // or when the value came in: what is about lives overtakes others, and must not seem to have been first
	if !c.arrived.IsZero() && c.arrived.Before(now.Time) {
		raised = clock.At(c.arrived)
	}
	p := c.point
	a := &Alarm{
		fresh: true, ID: id.New(), Point: p.ID, Kind: c.kind, Rule: c.ruleID(), Element: p.Element, ElementName: p.ElementName, Site: c.site.ID, SiteName: c.site.Name,
		Name: p.Name, Area: p.Area, AreaName: p.AreaName, Lon: p.Lon, Lat: p.Lat, Unit: p.Unit,
		State: Normal, Severity: c.severity, LimitName: c.limit, Limit: c.at, Value: c.value, Active: true, RaisedAt: raised, ObservedAt: clock.At(c.event), ChangedAt: now, Chatter: c.chatter,
	}
	if c.rule != nil {
		a.RuleTitle, a.Latching = c.rule.def.Title, c.rule.def.Latching
	}
	st := step{trigger: Raise, value: c.value, observed: clock.At(c.event)}
	h, by := s.e.hiding(c)
	if h != "" {
		a.Hidden, a.HiddenBy, a.Reason = h, by.id, by.reason
		st.trigger, st.reason = Suppress, by.reason
	}
	s.open[calmKey{p.ID, a.Rule}] = a
	if err := s.move(ctx, a, st); err != nil || h == "" {
		return err
	}
	s.noteHidden(a, h, by.id, c)
	return nil
}

// again deals with a condition that comes back, or changes its level, while its episode is open.
func (s *sheaf) again(ctx context.Context, a *Alarm, c change) error {
	trigger := Raise
	if a.Active {
		if trigger = turnOf(a, c); trigger == "" {
			s.markChatter(a, c)
			return nil
		}
	}
	a.Active, a.Value, a.ObservedAt, a.Chatter = true, c.value, clock.At(c.event), a.Chatter || c.chatter
	a.Severity, a.LimitName, a.Limit = c.severity, c.limit, c.at
	if why := hiddenState[a.State]; why != "" && trigger != Ease {
		if a.State == Suppressed && a.Hidden != "" {
			why = a.Hidden
		}
		a.Repeats++
		s.noteHidden(a, why, a.HiddenBy, c)
	}
	return s.move(ctx, a, step{trigger: trigger, value: c.value, observed: clock.At(c.event)})
}

// turnOf is what a condition that changes while in alarm means: worse, better, or ("") nothing.
func turnOf(a *Alarm, c change) Trigger {
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

// move makes one transition of an alarm that the caller has locked, and everything that goes with it: the row, its history,
// the journal entry, the event.
func (e *Engine) move(ctx context.Context, tx *store.Tx, a *Alarm, st step) error {
	s := e.sheaf(tx)
	if err := s.move(ctx, a, st); err != nil {
		return err
	}
	return s.write(ctx)
}

// move makes one transition.
func (s *sheaf) move(ctx context.Context, a *Alarm, st step) error {
	from := a.State
	to, ok := after(from, st.trigger, a.Active, a.Latching)
	if !ok {
		return fmt.Errorf("alarm %s: no way from %s by %s", a.ID, from, st.trigger)
	}
	if st.by.ID == "" {
		st.by = machine
	}
	now := clock.Now(s.e.Clock)
	a.State, a.ChangedAt = to, now
	a.Revision++
	if to == Unacknowledged && st.trigger != Ease {
		a.AcknowledgedBy, a.AcknowledgedName, a.AcknowledgedAt = "", "", clock.Instant{}
	}
	if st.trigger == Acknowledge {
		a.AcknowledgedBy, a.AcknowledgedName, a.AcknowledgedAt = st.by.ID, st.by.Name, now
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
	if err := s.e.endCall(ctx, s.tx, a, st); err != nil {
		return err
	}
	s.touch(a)
	s.step(a, from, st, now)
	t := eventOf(st.trigger, to)
	if err := s.tell(a, t); err != nil || to != Normal {
		return err
	}
	delete(s.open, calmKey{a.Point, a.Rule})
	if t == AlarmCleared {
		return nil
	}
	return s.tell(a, AlarmCleared) // who waits for the end hears of it, whatever brought it about
}

func (e *Engine) tell(ctx context.Context, tx *store.Tx, a Alarm, t bus.Type) error {
	e.Say(&a)
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
