package hazard

import (
	"context"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// run is the clock of promises: each minute those of the day are made where they are missing, and late ones told.
func (s *System) run(ctx context.Context) error {
	s.tick(ctx)
	t := s.Clock.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			s.tick(ctx)
		}
	}
}

// tick does what is due. What fails is tried again by the next tick and stands in the log meanwhile.
func (s *System) tick(ctx context.Context) {
	for name, do := range map[string]func(context.Context) error{"due": s.makeDue, "late": s.tellLate} {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("promises", "step", name, "err", err)
		}
	}
}

// makeDue makes the promise of today for every enterprise with a hazard source, once, whoever makes it and however often.
// Days on which the server did not run at all have none: nobody is blamed for what could not be sent.
func (s *System) makeDue(ctx context.Context) error {
	day := s.today()
	missing, err := s.withoutPromise(ctx, day.String())
	if err != nil || len(missing) == 0 {
		return err
	}
	due := clock.At(day.Start().Add(s.Parameters.DueBy))
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, e := range missing {
			_, err := tx.NewRaw("INSERT INTO hazard_promise ("+promiseColumns+") VALUES (?, ?, ?, ?, ?, ?, 'due', ?, ?, NULL, '', '', NULL, '', 1) ON CONFLICT (enterprise, day) DO NOTHING",
				id.New(), e.ID, e.Name, e.Area, day.String(), due, false, false).Exec(ctx)
			if err != nil {
				return fmt.Errorf("promise of %s: %w", e.ID, err)
			}
		}
		return nil
	})
}

// withoutPromise are the enterprises with a hazard source that have none for a day.
func (s *System) withoutPromise(ctx context.Context, day string) ([]register.Element, error) {
	sources, err := s.all(ctx, identity.Everywhere, "hazard-source", "")
	if err != nil {
		return nil, err
	}
	var there []string
	if err := s.DB.Read().NewRaw("SELECT enterprise FROM hazard_promise WHERE day = ?", day).Scan(ctx, &there); err != nil {
		return nil, fmt.Errorf("promises of %s: %w", day, err)
	}
	var ids []string
	for _, e := range sources {
		if e.Parent != "" && !slices.Contains(there, e.Parent) {
			ids = append(ids, e.Parent)
		}
	}
	slices.Sort(ids)
	return s.Register.FindAll(ctx, identity.Everywhere, slices.Compact(ids)...)
}

// tellLate tells of each promise that was not made by its hour, once.
func (s *System) tellLate(ctx context.Context) error {
	now := clock.Now(s.Clock)
	late, err := s.promisesWhere(ctx, "state = 'due' AND told = ? AND due_at <= ? ORDER BY due_at, id LIMIT 1000", false, now)
	if err != nil {
		return err
	}
	for _, p := range late {
		err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			done, err := tx.NewRaw("UPDATE hazard_promise SET told = ? WHERE id = ? AND state = 'due' AND told = ?", true, p.ID, false).Exec(ctx)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return err
			}
			_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: p.ID, Area: p.Area, Actor: machine, Action: "hazard.promise.late", Body: map[string]any{"enterprise": p.Enterprise, "name": p.EnterpriseName, "day": p.Day}})
			if err != nil {
				return err
			}
			return s.tell(ctx, tx, PromiseLate, p)
		})
		if err != nil {
			return fmt.Errorf("late promise %s: %w", p.ID, err)
		}
	}
	return nil
}
