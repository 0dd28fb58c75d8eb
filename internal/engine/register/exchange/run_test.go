package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// TestAKilledRunGoesOnWhereItWas lets the database give up before every single statement of a run in turn, as a killed
// process does, and has another node go on.
func TestAKilledRunGoesOnWhereItWas(t *testing.T) {
	killed := errors.New("killed")
	ctx, w := context.Background(), open(t)
	var rows []string
	for i := range 35 {
		rows = append(rows, enterprise(i))
	}
	rows[7] = "坏的,x,C2614,大型,1,是,,123.2,41.75"
	step, finished := 0, false
	for !finished {
		step++
		marked := make([]string, len(rows))
		for i, r := range rows { // another element each time
			marked[i] = strings.Replace(r, credit(i), credit(1000*step+i), 1)
		}
		j := w.checked(city, "enterprise", table(marked...))
		require.Equal(t, Checked, j.State)
		w.start(city, j.ID)
		n := 0
		w.refuse = func(string) error {
			if n++; n >= step*3 {
				return killed
			}
			return nil
		}
		_ = w.x.Work(ctx)
		finished = n < step*3
		w.refuse = nil
		w.clock.Advance(2 * w.x.Lease)
		w.x = w.node()
		require.NoError(t, w.x.Work(ctx))
		j = w.find(city, j.ID)
		require.Equal(t, Done, j.State, "step %d: %v", step, j.Refusal)
		require.Equal(t, Counts{Rows: 35, New: 34, Wrong: 1}, j.Counts, "step %d", step)
		require.Len(t, w.elements("enterprise"), 34*step, "no row twice, none missing")
		chain, err := w.journal.Of(ctx, j.object())
		require.NoError(t, err)
		sum := 0
		for _, r := range chain {
			var b register.Batch
			require.NoError(t, json.Unmarshal(r.Body, &b))
			if r.Action == "register.batch.brought" {
				sum += b.Counts["enterprise"]
			}
		}
		require.Equal(t, 34, sum, "the journal has every element once")
		require.Equal(t, w.register.Index().Len(), 34*step)
	}
	require.Greater(t, step, 5)
}

func TestTwoNodesDoAJobOnce(t *testing.T) {
	ctx, w := context.Background(), open(t)
	other := w.node()
	var rows []string
	for i := range 200 {
		rows = append(rows, enterprise(i))
	}
	// Two jobs of the same kind with rows in common, and two nodes that both look for work all the time.
	a, b := w.checked(city, "enterprise", table(rows...)), w.checked(city, "enterprise", table(rows[50:]...))
	w.start(city, a.ID)
	w.start(city, b.ID)
	var g errgroup.Group
	for _, x := range []*Exchange{w.x, other, w.x, other} {
		g.Go(func() error {
			for range 10 {
				if err := (&Exchange{Options: x.Options, node: x.node, wake: x.wake, fell: map[string]int{}}).Work(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
	a, b = w.find(city, a.ID), w.find(city, b.ID)
	require.Equal(t, Done, a.State)
	require.Equal(t, Done, b.State)
	require.Len(t, w.elements("enterprise"), 200)
	require.Equal(t, 200, a.Counts.New+b.Counts.New)
	require.Equal(t, 150, a.Counts.Same+b.Counts.Same)
	chain, err := w.journal.Of(ctx, a.object())
	require.NoError(t, err)
	begun, ended := 0, 0
	for _, r := range chain {
		begun += map[string]int{"register.import.started": 1}[r.Action]
		ended += map[string]int{"register.import.done": 1}[r.Action]
	}
	require.Equal(t, []int{1, 1}, []int{begun, ended})
}

func TestWhoHasLostTheLeaseCommitsNothing(t *testing.T) {
	ctx, w := context.Background(), open(t)
	first, ok, err := w.x.take(ctx, "run:x")
	require.NoError(t, err)
	require.True(t, ok)
	_, ok, err = w.node().take(ctx, "run:y")
	require.NoError(t, err)
	require.True(t, ok)
	if w.db.Dialect() == store.Postgres { // on SQLite a new node is a new process: nobody else is alive
		_, ok, err = w.node().take(ctx, "run:x")
		require.NoError(t, err)
		require.False(t, ok)
	}
	w.clock.Advance(w.x.Lease)
	_, ok, err = w.x.take(ctx, "run:x")
	require.NoError(t, err)
	require.True(t, ok, "a lease that is not renewed is anybody's")
	err = w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return w.x.renew(ctx, tx, first) })
	require.ErrorIs(t, err, errLost)
}

func TestARunIsCancelledAndGoesOn(t *testing.T) {
	ctx, w := context.Background(), open(t)
	var rows []string
	for i := range 40 {
		rows = append(rows, enterprise(i))
	}
	j := w.checked(city, "enterprise", table(rows...))
	w.start(city, j.ID)
	cancel := func() {
		_, err := w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Cancel(ctx, tx, city, j.ID) })
		require.NoError(t, err)
	}
	// In the middle: after the second batch.
	n := 0
	stop, done := context.WithCancel(ctx)
	w.refuse = func(s string) error {
		if s == "COMMIT" || strings.HasPrefix(s, "UPDATE exchange_import SET place") {
			if n++; n == 5 {
				done()
			}
		}
		return nil
	}
	_ = w.x.Work(stop)
	w.refuse = nil
	cancel()
	got := w.find(city, j.ID)
	require.Equal(t, Cancelled, got.State)
	require.Less(t, got.Counts.New, 40)
	require.Len(t, w.elements("enterprise"), got.Counts.New)
	require.NoError(t, w.x.Work(ctx))
	require.Equal(t, Cancelled, w.find(city, j.ID).State, "nobody works on it")
	w.start(city, j.ID)
	require.NoError(t, w.x.Work(ctx))
	got = w.find(city, j.ID)
	require.Equal(t, Done, got.State)
	require.Equal(t, Counts{Rows: 40, New: 40}, got.Counts)
	require.Len(t, w.elements("enterprise"), 40)
	_, err := w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Cancel(ctx, tx, city, j.ID) })
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
}
