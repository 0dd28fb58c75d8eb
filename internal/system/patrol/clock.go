package patrol

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// remindBefore is how long before its due time a task is called to mind.
const remindBefore = 2 * time.Hour

// atOnce is how many tasks one transaction marks.
const atOnce = 500

// run is the clock of the system: each minute networks whose day has come, reminders and what fell due; the tasks of the day
// when the day is new, and once an hour.
func (s *System) run(ctx context.Context) error {
	s.tick(ctx, true)
	t := s.Clock.NewTicker(time.Minute)
	defer t.Stop()
	last := s.Clock.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			now := s.Clock.Now()
			fresh := now.Truncate(time.Hour).After(last)
			if fresh {
				last = now
			}
			s.tick(ctx, fresh)
		}
	}
}

// tick does what is due. What fails is tried again by the next tick and stands in the log meanwhile.
func (s *System) tick(ctx context.Context, make bool) {
	steps := []struct {
		name string
		do   func(context.Context) error
		skip bool
	}{{"cells", s.applyDue, false}, {"tasks", s.makeDue, !make}, {"reminders", s.remind, false}, {"overdue", s.fallDue, false}}
	for _, step := range steps {
		if step.skip {
			continue
		}
		if err := step.do(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("grid clock", "step", step.name, "err", err)
		}
	}
}

func (s *System) remind(ctx context.Context) error {
	now := s.Clock.Now()
	return s.mark(ctx, "reminded", "due-soon", "due_at > ? AND due_at <= ?", clock.At(now), clock.At(now.Add(remindBefore)))
}

func (s *System) fallDue(ctx context.Context) error {
	return s.mark(ctx, "overdue", "overdue", "due_at <= ?", clock.At(s.Clock.Now()))
}

// mark sets a flag on open tasks that do not have it and tells of each. Tasks that fell due are journaled together.
func (s *System) mark(ctx context.Context, flag, what, where string, args ...any) error {
	for {
		n := 0
		err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			var list []Round
			err := tx.NewRaw("SELECT "+taskColumns+" FROM patrol_task WHERE state = 'open' AND "+flag+" = ? AND "+where+" ORDER BY due_at, id LIMIT ?", append(append([]any{false}, args...), atOnce)...).Scan(ctx, &list)
			if err != nil {
				return err
			}
			n = len(list)
			byCommunity := map[string]int{}
			for _, t := range list {
				if _, err := tx.NewRaw("UPDATE patrol_task SET "+flag+" = ? WHERE id = ?", true, t.ID).Exec(ctx); err != nil {
					return err
				}
				if err := s.tell(ctx, tx, t, what); err != nil {
					return err
				}
				byCommunity[t.Area[:min(12, len(t.Area))]]++
			}
			if flag != "overdue" {
				return nil
			}
			for c, n := range byCommunity {
				if _, err := s.Journal.Append(ctx, tx, journal.Entry{Object: "cells:" + c, Area: c, Actor: machine, Action: "patrol.tasks.overdue", Body: map[string]any{"tasks": n}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("mark %s: %w", flag, err)
		}
		if n < atOnce {
			return nil
		}
	}
}
