package field

import (
	"context"
	"errors"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// turn is how often clocks are looked at. They lie in the database: a server that was down finds them, and says what fell due
// meanwhile.
const turn = 5 * time.Second

// keepParts is how long parts of a message are kept whose other parts do not come.
const keepParts = 30 * 24 * time.Hour

func (s *System) run(ctx context.Context) error {
	t := s.Clock.NewTicker(turn)
	defer t.Stop()
	for {
		s.tick(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
		}
	}
}

// tick does what is due. What fails is tried again by the next one and stands in the log meanwhile.
func (s *System) tick(ctx context.Context) {
	for name, do := range map[string]func(context.Context) error{"due soon": s.dueSoon, "overdue": s.fallDue, "again": s.ringAgain, "thin": s.thinOut, "parts": s.dropParts} {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("clock of safety", "step", name, "err", err)
		}
	}
}

// each does f for every clock that meets the condition, each in a transaction of its own in which it is looked at again. One that
// fails does not hold up the others.
func (s *System) each(ctx context.Context, where string, f func(ctx context.Context, tx *store.Tx, p PARState) error) error {
	now := s.now()
	var ids []string
	if err := s.DB.Read().NewRaw("SELECT id FROM field_par WHERE ended_at IS NULL AND "+where+" ORDER BY due_at, id LIMIT 500", now).Scan(ctx, &ids); err != nil {
		return fmt.Errorf("clocks of safety: %w", err)
	}
	var failed error
	for _, one := range ids {
		if ctx.Err() != nil {
			return errors.Join(failed, ctx.Err())
		}
		err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			p, err := parOf(ctx, tx, "id = ?", one)
			if err != nil || p.ID == "" {
				return err
			}
			return f(ctx, tx, p)
		})
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("clock %s: %w", one, err))
		}
	}
	return failed
}

// dueSoon reminds the crew before the time is over.
func (s *System) dueSoon(ctx context.Context) error {
	return s.each(ctx, "NOT warned AND NOT overdue AND warn_at <= ?", func(ctx context.Context, tx *store.Tx, p PARState) error {
		if p.Warned || p.Overdue || p.WarnAt.After(s.Clock.Now()) {
			return nil
		}
		p.Warned = true
		if err := p.save(ctx, tx); err != nil {
			return err
		}
		return s.tellPAR(ctx, tx, PARDueSoon, p)
	})
}

// fallDue says that a crew was not counted in time, and calls its leader and who is on duty.
func (s *System) fallDue(ctx context.Context) error {
	return s.each(ctx, "(NOT overdue OR call_id = '') AND due_at <= ?", func(ctx context.Context, tx *store.Tx, p PARState) (err error) {
		if p.Overdue && p.Call != "" || p.DueAt.After(s.Clock.Now()) {
			return nil
		}
		p.Warned, p.Overdue, p.OverdueAt = true, true, p.DueAt
		if err := s.stopRing(ctx, tx, identity.Machine("field"), p.Call, "清点超时，另行叫应"); err != nil { // the one for a missing person, say
			return err
		}
		round := p.nextRound()
		got, err := s.ring(ctx, tx, ring{area: p.Area, why: p.overdueWhy(), origin: fmt.Sprintf("par:%s:%d", p.ID, p.DueAt.Unix()), leader: p.Person, round: round})
		if err != nil {
			return err
		}
		p.rung(got, round)
		if err := p.save(ctx, tx); err != nil {
			return err
		}
		if err := s.notePAR(ctx, tx, machine, p, "field.par.overdue", lang.T("人员清点超时", "Count of persons overdue"), p.overdueWhy()+reached(p.Call)); err != nil {
			return err
		}
		return s.tellPAR(ctx, tx, PAROverdue, p)
	})
}

// overdueWhy is why people are called for a crew that was not counted in time.
func (p *PARState) overdueWhy() string {
	return fmt.Sprintf("人员清点超时：%s（%s，%d 人），上次清点 %s", p.PersonName, p.TaskTitle, p.Persons, moment(p.LastAt))
}

func reached(call string) string {
	if call == nobody {
		return "；无人可叫应"
	}
	return ""
}

func (s *System) dropParts(ctx context.Context) error {
	before := clock.At(s.Clock.Now().Add(-keepParts))
	var n []int
	if err := s.DB.Read().NewRaw("SELECT 1 FROM field_part WHERE received_at < ? LIMIT 1", before).Scan(ctx, &n); err != nil || len(n) == 0 {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("DELETE FROM field_part WHERE received_at < ?", before).Exec(ctx)
		return err
	})
}
