package field_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/system/field"
)

// Positions that are old are thinned; those around a mayday or a count, and whatever else was said, are not.
func TestOldPositionsAreThinned(t *testing.T) {
	c := at(t)
	ctx := context.Background()
	task := c.task("侦察")
	c.OK("commander", "PUT", "/api/field/terms", map[string]any{"every": 20, "warn": 3, "positions": 7}, nil)
	begin := c.Clock.Now().Truncate(10 * time.Minute).Add(10 * time.Minute)
	c.later(12 * time.Hour)
	c.Forget()
	walk := func(from time.Time) {
		for n := range 20 {
			c.say(c.mark(), field.Position, task, from.Add(time.Duration(n)*time.Minute), map[string]any{})
		}
	}
	count := func(from time.Time) (n int) {
		require.NoError(t, c.DB.Read().NewRaw("SELECT count(*) FROM field_message WHERE form = 'position' AND at >= ? AND at < ?", from.UnixMicro(), from.Add(20*time.Minute).UnixMicro()).Scan(ctx, &n))
		return n
	}
	plain, danger, crew := begin, begin.Add(3*time.Hour), begin.Add(6*time.Hour)
	walk(plain)
	walk(danger)
	walk(crew)
	m := c.mayday(task, danger.Add(5*time.Minute))
	c.exec("UPDATE field_message SET state = 'over', over_at = ? WHERE id = ?", danger.Add(10*time.Minute).UnixMicro(), m.ID)
	c.counted(task, crew.Add(5*time.Minute), "in", 2)
	c.exec("UPDATE field_par SET ended_at = ? WHERE task = ?", crew.Add(10*time.Minute).UnixMicro(), task)
	said := c.say(c.mark(), field.Report, task, plain.Add(time.Minute), map[string]any{"text": "无明火"})

	c.second().Tick(ctx)
	require.Equal(t, 20, count(plain), "they are not old yet")
	c.later(7 * 24 * time.Hour)
	c.Forget()
	c.second().Tick(ctx)
	require.Equal(t, []int{2, 20, 20}, []int{count(plain), count(danger), count(crew)}, "the first of ten minutes stays, and all of those in danger")
	require.Equal(t, said.ID, c.message(said.ID).ID)
	c.second().Tick(ctx)
	require.Equal(t, 2, count(plain), "and goes no further")
}
