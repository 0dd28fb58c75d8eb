package field

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

// thinEvery is how often old positions are looked for; thinTo the span of which one position stays; thinAtOnce how many go in one
// transaction.
const (
	thinEvery  = time.Hour
	thinTo     = 10 * time.Minute
	thinAtOnce = 2000
)

// around is how long before a mayday or a count, and after its end, every position of its people stays.
const around = time.Hour

// ofDanger says that a position m belongs to a mayday of its person, or to a crew in danger: of the person or of the task.
const ofDanger = `EXISTS (SELECT 1 FROM field_message d WHERE d.person = m.person AND d.form = 'mayday' AND m.at >= d.at - ? AND (d.over_at IS NULL OR m.at <= d.over_at + ?))
	OR EXISTS (SELECT 1 FROM field_par p WHERE (p.task = m.task OR p.person = m.person) AND m.at >= p.begun_at - ? AND (p.ended_at IS NULL OR m.at <= p.ended_at + ?))`

// thinOut thins positions that are older than the city keeps them whole: of a person's, for one task, the first of every ten minutes
// stays. Those of a mayday or of a crew in danger all stay, and so does everything else that was said. It looks once an hour, and from
// the beginning after a start.
func (s *System) thinOut(ctx context.Context) error {
	now := s.Clock.Now()
	next := s.thinNext.Load()
	if now.UnixMicro() < next || !s.thinNext.CompareAndSwap(next, now.Add(thinEvery).UnixMicro()) {
		return nil
	}
	terms, err := s.termsIn(ctx, s.DB.Read())
	if err != nil {
		return err
	}
	until := clock.At(now.AddDate(0, 0, -terms.Positions))
	step, side := thinTo.Microseconds(), around.Microseconds()
	for ctx.Err() == nil {
		var gone int64
		err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			r, err := tx.NewRaw(`DELETE FROM field_message WHERE id IN (SELECT m.id FROM field_message m WHERE m.form = 'position' AND m.at >= ? AND m.at < ?
				AND EXISTS (SELECT 1 FROM field_message k WHERE k.person = m.person AND k.form = 'position' AND k.task = m.task AND k.at <= m.at AND k.at / ? = m.at / ? AND (k.at < m.at OR k.id < m.id))
				AND NOT (`+ofDanger+`) LIMIT ?)`, s.thinFrom.Load(), until, step, step, side, side, side, side, thinAtOnce).Exec(ctx)
			if err != nil {
				return err
			}
			gone, err = r.RowsAffected()
			return err
		})
		if err != nil {
			s.thinNext.Store(0)
			return fmt.Errorf("old positions: %w", err)
		}
		if gone < thinAtOnce {
			s.thinFrom.Store(until.UnixMicro() - step)
			return nil
		}
	}
	return ctx.Err()
}
