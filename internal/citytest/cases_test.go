package citytest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/citytest"
	"anlan/internal/demo"
	"anlan/internal/demo/city"
	"anlan/internal/engine/procedure"
)

// TestTheDemoHasCases: the demo city's cases come about by acts, stand at every stage, and are there once.
func TestTheDemoHasCases(t *testing.T) {
	began := time.Now()
	c := citytest.New(t, citytest.Options{Cases: true})
	t.Logf("with cases in %v", time.Since(began))
	ctx := context.Background()
	all, next, err := c.Procedure.Cases(ctx, identity.Machine("test"), procedure.Filter{Limit: 200})
	require.NoError(t, err)
	require.Empty(t, next)
	require.Len(t, all, 35)
	stages, areas := map[string]int{}, map[string]bool{}
	closed, today := 0, clock.Now(c.Clock)
	for _, x := range all {
		stages[x.Procedure+" "+x.Stage]++
		areas[x.Area] = true
		require.True(t, x.OpenedAt.Before(today.Time))
		require.NotContains(t, x.Title, "{")
		if x.Closed {
			closed++
		}
	}
	require.Greater(t, len(areas), 3)
	require.Greater(t, closed, 8)
	for _, d := range c.Procedure.Definitions() {
		if d.Filing != nil && d.Lawful {
			require.NotEmpty(t, stages, d.Name)
		}
	}
	for _, want := range []string{"enforce.penalty hearing", "enforce.penalty closed", "enforce.penalty clue", "enforce.penalty served", "enforce.simple closed"} {
		require.NotZero(t, stages[want], "%s: %v", want, stages)
	}
	late, err := c.Procedure.Deadlines(ctx, identity.Machine("test"), procedure.DeadlineFilter{Before: today, Limit: 100})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(late), 3)

	require.NoError(t, demo.Load(ctx, demo.Engines{DB: c.DB, Clock: c.Clock, Register: c.Register, Signal: c.Signal, Identity: c.Identity, Blobs: c.Blobs, Procedure: c.ProcedureAt}, demo.Options{Scale: city.Small}))
	again, _, err := c.Procedure.Cases(ctx, identity.Machine("test"), procedure.Filter{Limit: 200})
	require.NoError(t, err)
	require.Len(t, again, len(all))
}
