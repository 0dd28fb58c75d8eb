package govern

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// bulletinAt is the time of the day, in Beijing, at which bulletins are made.
const bulletinAt = 7*time.Hour + 30*time.Minute

// run makes the bulletins when their time has come: each minute, from a minute after the start on, since the clocks of cases
// that ran out while the server was off are settled first. What fails is tried again and stands in the log.
func (s *System) run(ctx context.Context) error {
	t := s.Clock.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
		}
		if err := s.MakeDue(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("bulletins", "err", err)
		}
	}
}

// MakeDue makes what is missing of today, of this week and of this month. A server that was off on a Monday or on the first
// makes up for it when it is back; a day that is over gets no brief.
func (s *System) MakeDue(ctx context.Context) error {
	today := calendar.DateOf(s.Clock.Now().Add(-bulletinAt)) // the day before goes on until the hour
	y, m, _ := today.Date()
	monday := today.Next(-(int(today.Weekday()) + 6) % 7)
	for _, x := range []struct {
		kind string
		day  calendar.Date
	}{{Daily, today}, {Weekly, monday}, {Monthly, calendar.Day(y, m, 1)}, {Appraised, calendar.Day(y, m, 1)}} {
		if err := s.make(ctx, x.kind, x.day); err != nil {
			return fmt.Errorf("bulletin %s %s: %w", x.kind, x.day, err)
		}
	}
	return nil
}

// make makes the bulletin of a day unless it is there. The figures are frozen in it, with what each counted.
func (s *System) make(ctx context.Context, kind string, day calendar.Date) error {
	var there []string
	if err := s.DB.Read().NewRaw("SELECT case_id FROM govern_bulletin WHERE kind = ? AND day = ?", kind, day.String()).Scan(ctx, &there); err != nil || len(there) > 0 {
		return err
	}
	name, n, err := s.count(ctx, kind, day)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		// Two nodes may come here together: the key lets one of them in.
		res, err := tx.NewRaw("INSERT INTO govern_bulletin (kind, day, case_id, made_at) VALUES (?, ?, '', ?) ON CONFLICT (kind, day) DO NOTHING", kind, day.String(), clock.Now(s.Clock)).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		c, err := s.Procedure.Start(ctx, tx, machine, name, n)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("UPDATE govern_bulletin SET case_id = ? WHERE kind = ? AND day = ?", c.ID, kind, day.String()).Exec(ctx)
		return err
	})
}

// count makes what the case of a day begins with, and names its procedure.
func (s *System) count(ctx context.Context, kind string, day calendar.Date) (string, procedure.NewCase, error) {
	from, to := spanOf(kind, day)
	n := procedure.NewCase{Area: s.Home, Department: "grid"}
	if kind == Appraised {
		versions, err := s.versions(ctx, to.String())
		if err != nil {
			return "", n, err
		}
		areas, err := s.Counts(ctx, from.Start(), to.End())
		month := from.String()[:7]
		n.Title = month + " 考核"
		n.Data = Appraisal{Month: month, From: from.String(), To: to.String(), Version: versions[0].Title, Weights: versions[0].Items, Scores: Appraise(versions[0].Items, areas)}
		return AppraisalProcedure, n, err
	}
	b, err := s.Figures(ctx, kind, from.Start(), to.End())
	b.Kind, b.Day, b.From, b.To = kind, day.String(), from.String(), to.String()
	n.Title, n.Data = b.title(), b
	return BulletinProcedure, n, err
}

// Any says whether a bulletin or an appraisal was ever made.
func (s *System) Any(ctx context.Context) (bool, error) {
	var n int
	err := s.DB.Read().NewRaw("SELECT count(*) FROM (SELECT 1 AS one FROM govern_bulletin LIMIT 1) AS b").Scan(ctx, &n)
	return n > 0, err
}
