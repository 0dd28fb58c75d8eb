package procedure_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/procedure"
)

// TestTablesOfBeforeGoOn: clocks and past of the release before are there as they were, and the case goes on.
func TestTablesOfBeforeGoOn(t *testing.T) {
	ctx := context.Background()
	db, fake := storetest.Open(t), clock.NewFake(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	before := fstest.MapFS{}
	for _, f := range []string{"0001_procedure.sql", "0002_law.sql", "0003_lists.sql"} {
		b, err := os.ReadFile("migrations/" + f)
		require.NoError(t, err)
		before[f] = &fstest.MapFile{Data: b}
	}
	require.NoError(t, db.Migrate(ctx, "procedure", before))
	at := clock.Now(fake)
	stopped := clock.At(at.Add(time.Hour))
	later := clock.At(at.Add(2 * time.Hour))
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i, id := range []string{"c1", "c2"} {
			root := "c1" // the second lies under the first
			if err := tx.Later(ctx, `INSERT INTO procedure_case (id, procedure, version, stage, closed, title, area, district, root, assignee, assignee_name, department, data, due_at, due_key, opened_by, opened_name, opened_at, changed_at,
				last_act, last_by, last_name, revision, rules, pending) VALUES (?, 'test.penalty', 1, 'filed', ?, '案', '210106001', '210106', ?, '', '', '', '{}', NULL, 4611686018427387904, 'a', 'a', ?, ?, 'open', 'a', 'a', 1, '', '')`, id, false, root, at, at); err != nil {
				return err
			}
			for n, state := range []string{"replaced", "running"} {
				if err := tx.Later(ctx, `INSERT INTO procedure_clock (case_id, name, n, procedure, rule, spec, party, started_at, fixed_at, pauses, grants, due_at, warn_at, wake_at, provisional, state, stopped_at, area, district, department, assignee)
					VALUES (?, 'answer', ?, 'test.penalty', 'R', '{}', ?, ?, ?, '[]', '[]', ?, NULL, ?, ?, ?, ?, '210106001', '210106', '', '')`,
					id, n+1, false, at, later, later, []any{nil, later}[n], i == 1, state, []any{stopped, nil}[n]); err != nil {
					return err
				}
			}
			for part := range 2 {
				if err := tx.Later(ctx, "INSERT INTO procedure_past (case_id, revision, part, act, person, name, at, moment, stage, role) VALUES (?, 1, ?, 'open', 'a', 'a', ?, ?, 'filed', ?)", id, part, at, at, []string{"do", "chief"}[part]); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	type row struct {
		Rows string `bun:"rows"`
	}
	dump := func() (out []row) {
		t.Helper()
		require.NoError(t, db.Read().NewRaw(`SELECT case_id || name || n || procedure || rule || spec || party || started_at || fixed_at || pauses || grants || due_at || coalesce(warn_at, 0) || coalesce(wake_at, 0) || provisional || state
			|| coalesce(stopped_at, 0) || area || district || department || assignee AS rows FROM procedure_clock
			UNION ALL SELECT case_id || revision || part || act || person || name || at || moment || stage || role FROM procedure_past ORDER BY 1`).Scan(ctx, &out))
		return out
	}
	was := dump()
	require.Len(t, was, 8)

	j, err := journal.Open(ctx, db, fake, journal.Options{})
	require.NoError(t, err)
	e, err := procedure.Open(ctx, procedure.Options{DB: db, Clock: fake, Journal: j, Bus: bustest.Open(t, db, fake, bus.Options{})})
	require.NoError(t, err)
	require.Equal(t, was, dump())
	require.NoError(t, e.Define(penalty(nil)))
	by := identity.Machine("test")
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := e.OpenUnder(ctx, tx, "c1", "test.penalty")
		require.Equal(t, 2, n)
		return err
	}))
	items, _, err := e.Cases(ctx, by, procedure.Filter{Root: "c1"})
	require.NoError(t, err)
	require.Len(t, items, 2)
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := e.Act(ctx, tx, by, procedure.Request{Case: "c2", Act: "propose", Form: []byte(`{"amount":1,"why":"x"}`)})
		return err
	}))
	past, err := e.Past(ctx, by, "c2")
	require.NoError(t, err)
	require.Len(t, past, 3)
	if db.Dialect() == store.SQLite {
		require.NotContains(t, plan(t, db, "SELECT id FROM procedure_case WHERE (root = 'a' AND root <> id OR id = 'a' AND root = 'a')"), "SCAN procedure_case")
	}
}

// plan is how SQLite answers a query.
func plan(t *testing.T, db *store.DB, query string) string {
	var rows []struct {
		ID, Parent, Notused int
		Detail              string
	}
	require.NoError(t, db.Read().NewRaw("EXPLAIN QUERY PLAN "+query).Scan(context.Background(), &rows))
	var all []string
	for _, r := range rows {
		all = append(all, r.Detail)
	}
	return strings.Join(all, "\n")
}
