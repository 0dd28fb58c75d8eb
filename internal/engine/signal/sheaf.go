package signal

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// sheaf gathers what the transitions of one transaction write, so that a storm of alarms costs few statements: the rows of
// alarms as they stand at the end, and every step of every alarm in its history, in the journal and in the outbox. Nothing
// is in the database before write; the order in which alarms move is that of their steps.
type sheaf struct {
	e  *Engine
	tx *store.Tx

	open    map[calmKey]*Alarm // open alarms of a batch; what is missing has none
	fresh   []*Alarm           // without a row yet
	changed []*Alarm           // with one
	seen    map[string]clock.Instant
	points  []string // of seen, in order
	steps   []any
	hidden  []any
	entries []journal.Entry
	events  []bus.Event
}

func (e *Engine) sheaf(tx *store.Tx) *sheaf { return &sheaf{e: e, tx: tx} }

// openChunks are how many points one question for open alarms names.
var openChunks = []int{200, 20, 1}

// find reads the open alarms of the points of a batch, behind a lock.
func (s *sheaf) find(ctx context.Context, changes []change) error {
	s.open, s.seen = map[calmKey]*Alarm{}, make(map[string]clock.Instant, len(changes))
	for i := range changes {
		p := changes[i].point.ID
		if _, known := s.seen[p]; !known {
			s.points = append(s.points, p)
		}
		s.seen[p] = clock.At(changes[i].seen)
	}
	slices.Sort(s.points) // the same order for everybody who locks several
	args := make([]any, len(s.points))
	for i, p := range s.points {
		args[i] = p
	}
	for _, n := range openChunks {
		for ; len(args) >= n; args = args[n:] {
			var found []Alarm
			err := s.tx.Find(ctx, &found, openOf(s.tx, n), args[:n]...)
			if err != nil {
				return fmt.Errorf("open alarms: %w", err)
			}
			for i := range found {
				s.open[calmKey{found[i].Point, found[i].Rule}] = &found[i]
			}
		}
	}
	return nil
}

// openOf asks for the open alarms of n points, behind a lock. PostgreSQL, which knows little of a table that grows by the
// second, would read all of it for a list of points; so it is made to look into the index for each.
func openOf(tx *store.Tx, n int) string {
	if tx.Dialect() == store.Postgres {
		return "SELECT " + alarmColumns + " FROM (VALUES (?::text)" + strings.Repeat(", (?)", n-1) + `) AS p (wanted), LATERAL
			(SELECT * FROM signal_alarm WHERE point = p.wanted AND state <> 'normal' ORDER BY point, rule LIMIT 1000` + tx.ForUpdate() + ") AS a ORDER BY id"
	}
	return "SELECT " + alarmColumns + " FROM signal_alarm WHERE point IN (" + marks(n) + ") AND state <> 'normal' ORDER BY id"
}

// touch notes that the row of an alarm must be written.
func (s *sheaf) touch(a *Alarm) {
	if a.unsaved {
		return
	}
	a.unsaved = true
	if a.fresh {
		s.fresh = append(s.fresh, a)
		return
	}
	s.changed = append(s.changed, a)
}

// step notes one transition: in the history and in the journal.
func (s *sheaf) step(a *Alarm, from State, st step, now clock.Instant) {
	s.steps = append(s.steps, a.ID, a.Revision, string(from), string(a.State), string(st.trigger), now, st.observed, st.value, st.by.ID, st.by.Name, st.reason)
	s.entries = append(s.entries, journal.Entry{
		Object: a.ID, Area: a.Area, Actor: journal.Actor{ID: st.by.ID, Name: st.by.Name}, Action: "signal.alarm." + string(st.trigger), First: a.fresh,
		Body: said{Element: a.ElementName, From: from, Name: a.Name, Observed: st.observed, Point: a.Point, Reason: st.reason, To: a.State, Unit: a.Unit, Value: st.value},
	})
}

// said is what the journal keeps of a transition, its names in order.
type said struct {
	Element  string        `json:"element"`
	From     State         `json:"from"`
	Name     string        `json:"name"`
	Observed clock.Instant `json:"observed"`
	Point    string        `json:"point"`
	Reason   string        `json:"reason"`
	To       State         `json:"to"`
	Unit     string        `json:"unit"`
	Value    float64       `json:"value"`
}

// tell notes an event: the alarm as it now is.
func (s *sheaf) tell(a *Alarm, t bus.Type) error {
	s.e.Say(a)
	data, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("emit %s: %w", t, err)
	}
	s.events = append(s.events, bus.Event{Type: t, Area: a.Area, Object: a.ID, Permission: s.e.Permission, Data: data})
	return nil
}

// noteHidden lists one activation that does not reach the operator.
func (s *sheaf) noteHidden(a *Alarm, why HiddenReason, by string, c change) {
	s.hidden = append(s.hidden, id.New(), a.ID, a.Area, a.Site, string(why), by, string(c.severity), c.value, clock.At(c.event), clock.Now(s.e.Clock))
}

// write puts everything into the database.
func (s *sheaf) write(ctx context.Context) error {
	seen := make([]any, 0, 2*len(s.points))
	for _, p := range s.points {
		seen = append(seen, p, s.seen[p])
	}
	fresh := make([]any, 0, alarmWidth*len(s.fresh))
	for _, a := range s.fresh {
		fresh = append(fresh, a.row()...)
		a.unsaved, a.fresh = false, false
	}
	for _, rows := range []struct {
		insert  string
		columns int
		values  []any
		tail    string
	}{
		{"INSERT INTO signal_seen (point, observed_at)", 2, seen, " ON CONFLICT (point) DO UPDATE SET observed_at = excluded.observed_at"},
		{"INSERT INTO signal_alarm (" + alarmColumns + ")", alarmWidth, fresh, ""},
		{"INSERT INTO signal_transition (alarm, revision, from_state, to_state, event, at, observed_at, value, person, person_name, reason)", 11, s.steps, ""},
		{"INSERT INTO signal_hidden (id, alarm, area, site, reason, hidden_by, severity, value, observed_at, at)", 10, s.hidden, ""},
	} {
		if err := s.tx.LaterRows(ctx, rows.insert, rows.columns, rows.values, rows.tail); err != nil {
			return fmt.Errorf("alarms: %w", err)
		}
	}
	for _, a := range s.changed {
		if err := a.save(ctx, s.tx); err != nil {
			return fmt.Errorf("alarm %s: %w", a.ID, err)
		}
		a.unsaved = false
	}
	if err := s.e.Journal.AppendAll(ctx, s.tx, s.entries); err != nil {
		return err
	}
	return s.e.Bus.EmitAll(ctx, s.tx, s.events)
}
