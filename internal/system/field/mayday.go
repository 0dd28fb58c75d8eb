package field

import (
	"context"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// safeHolds is how long after a mayday a word of the same person that they are safe is believed to be about it. A longer span means
// that the phone's clock is far back: then it is rung.
const safeHolds = 12 * time.Hour

// takeMayday raises the alarm: an event for the desk, and a call to who is on duty until somebody answers. While one of the
// same person is open and its call still rings, another one joins that call. It is kept even when nobody can be called.
func (s *System) takeMayday(ctx context.Context, t *taking) error {
	m := t.m
	open, err := messagesWhere(ctx, t.tx, "person = ? AND form = 'mayday' AND state = 'open' AND id <> ? ORDER BY id"+t.tx.ForUpdate(), m.Person, m.ID)
	if err != nil {
		return err
	}
	over, err := messagesWhere(ctx, t.tx, "person = ? AND form = 'safe' AND at > ? AND at <= ? ORDER BY at", m.Person, m.At, clock.At(m.At.Add(safeHolds)))
	if err != nil {
		return err
	}
	if len(over) > 0 { // it comes after the message that ended it
		m.Outcome, m.State, t.says = late, stateOver, "本人其后已解除求救（"+moment(over[0].At)+"）"
		return nil
	}
	m.Outcome, m.State = applied, stateOpen
	joined, err := s.join(ctx, t.tx, m, open)
	if err != nil {
		return err
	}
	if !joined {
		r := s.ringOf(*m)
		r.origin, r.round = "mayday:"+m.ID, 1
		got, failed, err := s.tryRing(ctx, t.tx, r)
		if err != nil {
			return err
		}
		m.rung(got, 1)
		if failed {
			t.says = join("；", t.says, "叫应未能发起，没有叫应任何人，请值班员立即人工联系")
		} else {
			t.says = join("；", t.says, strings.TrimPrefix(reached(m.Call), "；"))
		}
	}
	return s.tell(ctx, t.tx, MaydayRaised, *m)
}

// OpenMaydays are the maydays of an incident that are not over. Who asks has been let in by the caller.
func (s *System) OpenMaydays(ctx context.Context, incident string) ([]Message, error) {
	return messagesWhere(ctx, s.DB.Read(), "incident = ? AND form = 'mayday' AND state IN ('open', 'answered') ORDER BY at, id", incident)
}

// ringOf is whom to call because of a mayday, and why.
func (s *System) ringOf(m Message) ring {
	k, _ := s.kind(Mayday)
	v, where := m.values(), m.TaskTitle
	out := ring{area: m.Area}
	if m.Placed {
		where = join("，", where, fmt.Sprintf("位置 %.5f, %.5f", m.Lon, m.Lat))
		out.point = &geo.Point{Lon: m.Lon, Lat: m.Lat}
	}
	out.why = "求救：" + m.PersonName + "，" + join("，", s.head(k, v).Zh, where, word(v, "text"))
	return out
}

// rung notes a call that was begun because of a mayday.
func (m *Message) rung(got rung, round int) {
	m.Call, m.Rounds, m.RungAt = got.call, round, got.at
	if m.AloneAt.IsZero() && got.call == nobody {
		m.AloneAt = got.at
	}
}

// join gives a mayday the call of the first of the others that is open and whose call still rings; joined is false when there is none.
func (s *System) join(ctx context.Context, tx *store.Tx, m *Message, others []Message) (joined bool, err error) {
	for _, o := range others {
		if o.ID == m.ID || o.State != stateOpen {
			continue
		}
		if rings, err := s.Duty.Running(ctx, tx, o.Call); err != nil || rings {
			m.Call, m.RungAt, m.Rounds = o.Call, o.RungAt, max(m.Rounds, o.Rounds)
			return rings, err
		}
	}
	return false, nil
}

// takeSafe ends the sender's maydays that happened before it.
func (s *System) takeSafe(ctx context.Context, t *taking) error {
	open, err := messagesWhere(ctx, t.tx, "person = ? AND form = 'mayday' AND state IN ('open', 'answered') AND at <= ? ORDER BY at", t.m.Person, t.m.At)
	if err != nil {
		return err
	}
	for _, o := range open {
		if err := s.over(ctx, t.tx, o, t.by.Name, "本人解除求救"); err != nil {
			return err
		}
		if err := s.stopShared(ctx, t.tx, t.by, o, "本人解除求救"); err != nil {
			return err
		}
		if t.m.Incident == "" {
			t.m.Incident, t.m.Area = o.Incident, o.Area
		}
	}
	if len(open) > 0 {
		t.m.Outcome = applied
	}
	return nil
}

// stopShared stops the call of a mayday that is answered or over, unless another one that is open has the same.
func (s *System) stopShared(ctx context.Context, tx *store.Tx, by identity.Subject, m Message, why string) error {
	rings, err := s.Duty.Running(ctx, tx, m.Call) // held, so that no other joins it meanwhile
	if err != nil || !rings {
		return err
	}
	var others []string
	if err := tx.NewRaw("SELECT id FROM field_message WHERE call_id = ? AND id <> ? AND state = 'open'", m.Call, m.ID).Scan(ctx, &others); err != nil {
		return fmt.Errorf("others of call %s: %w", m.Call, err)
	}
	if len(others) > 0 {
		return nil
	}
	return s.stopRing(ctx, tx, by, m.Call, why)
}

// over ends a mayday.
func (s *System) over(ctx context.Context, tx *store.Tx, m Message, by, why string) error {
	_, err := tx.NewRaw("UPDATE field_message SET state = 'over', alone_at = NULL, over_at = ?, over_name = ?, answer = CASE WHEN answer = '' THEN ? ELSE answer END WHERE id = ?", s.now(), by, why, m.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("end mayday %s: %w", m.ID, err)
	}
	return s.tell(ctx, tx, MessageTaken, m)
}
