package app_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
)

// TestTheDemoLoadsOnce puts in all that a demo server starts with, on the database at hand, and once more: nothing is there twice.
func TestTheDemoLoadsOnce(t *testing.T) {
	ctx := context.Background()
	c := citytest.New(t, citytest.Options{Cases: true, Whole: true})
	count := func() map[string]int {
		n := map[string]int{}
		for _, table := range []string{"govern_bulletin", "patrol_cell", "fourparty_unit", "stock_move"} {
			var rows int
			require.NoError(t, c.DB.Read().NewRaw("SELECT count(*) FROM "+table).Scan(ctx, &rows), table)
			require.Positive(t, rows, table)
			n[table] = rows
		}
		return n
	}
	first := count()
	require.NoError(t, c.LoadDemo(ctx))
	require.Equal(t, first, count())
}
