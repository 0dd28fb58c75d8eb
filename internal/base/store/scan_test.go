package store_test

import (
	"context"
	"database/sql"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

type inner struct {
	N int64 `bun:"n"`
}

type outer struct {
	inner
	ID    string        `bun:"id"`
	OK    bool          `bun:"ok"`
	At    clock.Instant `bun:"at"`
	Other sql.NullInt64 `bun:"other"`
}

// TestRowsGoWhereTheirColumnsAre: into structs within structs, into slices that held something before, and after a migration
// that gave "*" another column.
func TestRowsGoWhereTheirColumnsAre(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	create := files("CREATE TABLE wide (\n  id TEXT NOT NULL PRIMARY KEY,\n  n BIGINT,\n  ok BOOLEAN,\n  at BIGINT\n);\n")
	require.NoError(t, db.Migrate(ctx, "wide", create))
	find := func(into any, query string, args ...any) error {
		return db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.Find(ctx, into, query, args...) })
	}
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Later(ctx, "INSERT INTO wide (id, n, ok, at) VALUES (?, ?, ?, ?)", "a", 7, true, 5); err != nil {
			return err
		}
		return tx.Later(ctx, "INSERT INTO wide (id) VALUES (?)", "b")
	}))
	const all = "SELECT * FROM wide ORDER BY id"
	rows := []outer{{ID: "x", OK: true, inner: inner{9}}, {ID: "y", OK: true, inner: inner{9}, Other: sql.NullInt64{Int64: 1, Valid: true}}, {ID: "z"}}
	require.NoError(t, find(&rows, all))
	require.Len(t, rows, 2)
	require.Equal(t, "a", rows[0].ID)
	require.Equal(t, int64(7), rows[0].N)
	require.True(t, rows[0].OK)
	require.Equal(t, int64(5), rows[0].At.UnixMicro())
	require.Equal(t, outer{ID: "b"}, rows[1], "nothing of the row that stood there before")

	create["0002_more.sql"] = &fstest.MapFile{Data: []byte("ALTER TABLE wide ADD COLUMN other BIGINT NOT NULL DEFAULT 3;\n")}
	require.NoError(t, db.Migrate(ctx, "wide", create))
	require.NoError(t, find(&rows, all))
	require.Equal(t, sql.NullInt64{Int64: 3, Valid: true}, rows[1].Other)

	var names []string
	require.NoError(t, find(&names, "SELECT id FROM wide WHERE id > ? ORDER BY id", "a"))
	require.Equal(t, []string{"b"}, names)
	var n []int
	require.NoError(t, find(&n, "SELECT count(*) FROM wide"))
	require.Equal(t, []int{2}, n)
	require.ErrorContains(t, find(&n, "SELECT n, at FROM wide"), "2 columns do not go into int")
	require.ErrorContains(t, find(&rows, "SELECT id AS nowhere FROM wide"), `has no column "nowhere"`)
	require.ErrorContains(t, find(rows, all), "no pointer to a slice")
}
