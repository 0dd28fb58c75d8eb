package journal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// TestRootsAreFoundByIndexes: entries under a root, their own root or another's, are found without a look at all entries.
func TestRootsAreFoundByIndexes(t *testing.T) {
	w := newEmpty(t)
	ctx := w.ctx
	require.NoError(t, w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i := range 50 {
			root := fmt.Sprint("root-", i%10)
			for _, object := range []string{root, fmt.Sprint("thing-", i)} {
				e := entry(object, i)
				e.Root = root
				if _, err := w.j.Append(ctx, tx, e); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	under, err := w.j.Under(ctx, "root-3")
	require.NoError(t, err)
	require.Len(t, under, 10, "five of its own and five of others")
	all, err := w.j.Case(ctx, "root-3")
	require.NoError(t, err)
	require.Equal(t, under, all)

	require.NoError(t, w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		explain, scan := "EXPLAIN QUERY PLAN ", "SCAN journal_entry"
		if tx.Dialect() == store.Postgres {
			explain, scan = "EXPLAIN ", "Seq Scan"
			if _, err := tx.NewRaw("SET LOCAL enable_seqscan = off").Exec(ctx); err != nil { // small tables are read whole
				return err
			}
		}
		var plan []string
		query := explain + "SELECT object FROM journal_entry WHERE " + journal.UnderRoot
		if tx.Dialect() == store.Postgres {
			require.NoError(t, tx.NewRaw(query, "a", "a", "a").Scan(ctx, &plan))
		} else {
			var rows []struct {
				ID, Parent, Notused int
				Detail              string
			}
			require.NoError(t, tx.NewRaw(query, "a", "a", "a").Scan(ctx, &rows))
			for _, r := range rows {
				plan = append(plan, r.Detail)
			}
		}
		require.NotEmpty(t, plan)
		require.NotContains(t, strings.Join(plan, "\n"), scan)
		return nil
	}))
}
