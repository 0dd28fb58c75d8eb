package field

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/geo"
	"anlan/internal/base/store"
)

// takeMayday raises the alarm: an event for the desk, and a call to who is on duty until somebody answers. While one of the
// same person is not over, another one joins its call.
func (s *System) takeMayday(ctx context.Context, t *taking) error {
	m := t.m
	open, err := messagesWhere(ctx, t.tx, "person = ? AND form = 'mayday' AND state IN ('open', 'answered') AND id <> ? ORDER BY at", m.Person, m.ID)
	if err != nil {
		return err
	}
	over, err := messagesWhere(ctx, t.tx, "person = ? AND form = 'safe' AND at > ? ORDER BY at", m.Person, m.At)
	if err != nil {
		return err
	}
	if len(over) > 0 { // it comes after the message that ended it
		m.Outcome, m.State, t.says = late, stateOver, "本人其后已解除求救（"+moment(over[0].At)+"）"
		return nil
	}
	m.Outcome, m.State = applied, stateOpen
	if len(open) > 0 && open[0].State == stateOpen && open[0].Call != "" {
		m.Call = open[0].Call
	} else {
		k, _ := s.kind(Mayday)
		where := m.TaskTitle
		var point *geo.Point
		if m.Placed {
			where = join("，", where, fmt.Sprintf("位置 %.5f, %.5f", m.Lon, m.Lat))
			point = &geo.Point{Lon: m.Lon, Lat: m.Lat}
		}
		why := "求救：" + m.PersonName + "，" + join("，", s.head(k, t.v).Zh, where, word(t.v, "text"))
		if m.Call, err = s.ring(ctx, t.tx, ring{area: m.Area, why: why, origin: "mayday:" + m.ID, point: point}); err != nil {
			return err
		}
		t.says = join("；", t.says, strings.TrimPrefix(reached(m.Call), "；"))
	}
	return s.tell(ctx, t.tx, MaydayRaised, *m)
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
		if err := s.stopRing(ctx, t.tx, t.by, o.Call, "本人解除求救"); err != nil {
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

// over ends a mayday.
func (s *System) over(ctx context.Context, tx *store.Tx, m Message, by, why string) error {
	_, err := tx.NewRaw("UPDATE field_message SET state = 'over', over_at = ?, over_name = ?, answer = CASE WHEN answer = '' THEN ? ELSE answer END WHERE id = ?", s.now(), by, why, m.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("end mayday %s: %w", m.ID, err)
	}
	return s.tell(ctx, tx, MessageTaken, m)
}
