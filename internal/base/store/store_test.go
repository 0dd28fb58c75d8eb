package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

func files(sql string) fstest.MapFS {
	return fstest.MapFS{"0001_first.sql": {Data: []byte(sql)}}
}

const table = `CREATE TABLE thing (
  id TEXT NOT NULL PRIMARY KEY,
  n BIGINT NOT NULL,
  v DOUBLE PRECISION,
  ok BOOLEAN,
  at BIGINT,
  raw BYTEA
);
`

func TestTransactionIsWholeOrNothing(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	at := clock.At(time.Date(2026, 2, 28, 1, 2, 3, 4000, time.UTC))
	woken := 0
	insert := func(id string, after error) error {
		return db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			tx.AfterCommit(func() { woken++ })
			if _, err := tx.NewRaw("INSERT INTO thing (id, n, v, ok, at, raw) VALUES (?, ?, ?, ?, ?, ?)", id, 7, 1.5, true, at, []byte{0, 255}).Exec(ctx); err != nil {
				return err
			}
			return after
		})
	}
	require.NoError(t, insert("a", nil))
	boom := errors.New("boom")
	require.ErrorIs(t, insert("b", boom), boom)
	require.True(t, store.IsUnique(insert("a", nil)))
	require.Equal(t, 1, woken, "only the committed one wakes")

	var got struct {
		ID  string
		N   int64
		V   float64
		OK  bool
		At  clock.Instant
		Raw []byte
	}
	require.NoError(t, db.Read().NewRaw("SELECT id, n, v, ok, at, raw FROM thing WHERE id = ?", "a").Scan(ctx, &got))
	require.Equal(t, at, got.At)
	require.True(t, got.OK)
	require.Equal(t, []byte{0, 255}, got.Raw)
	err := db.Read().NewRaw("SELECT id FROM thing WHERE id = ?", "b").Scan(ctx, &got.ID)
	require.True(t, store.IsNoRows(err))
}

func TestWritersDoNotLoseUpdates(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	_, err := db.Read().NewRaw("SELECT 1").Exec(ctx)
	require.NoError(t, err)
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO thing (id, n) VALUES ('a', 0)").Exec(ctx)
		return err
	}))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 25 {
				err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
					var n int64
					if err := tx.NewRaw("SELECT n FROM thing WHERE id = 'a'"+tx.ForUpdate()).Scan(ctx, &n); err != nil {
						return err
					}
					_, err := tx.NewRaw("UPDATE thing SET n = ? WHERE id = 'a'", n+1).Exec(ctx)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	var n int64
	require.NoError(t, db.Read().NewRaw("SELECT n FROM thing WHERE id = 'a'").Scan(ctx, &n))
	require.EqualValues(t, 200, n)
}

func TestMigrationsRunOnceAndMayNotChange(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	err := db.Migrate(ctx, "thing", files(table+"-- changed\n"))
	require.Equal(t, fail.KindInternal, fail.KindOf(err))
	require.ErrorContains(t, err, "thing/0001_first.sql")

	more := files(table)
	more["0002_second.sql"] = &fstest.MapFile{Data: []byte("CREATE TABLE other (\n  id TEXT NOT NULL\n);\nTHIS IS NOT SQL;")}
	require.Error(t, db.Migrate(ctx, "thing", more))
	require.Error(t, db.Read().NewRaw("SELECT id FROM other").Scan(ctx, new([]string)), "a failed file leaves nothing")
}

// A folder may have characters that mean something in an address.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"a b", "催告#01", "50%", "what?", "a&b=c", "a+b"} {
		path := filepath.Join(t.TempDir(), name, "anlan.db")
		db, err := store.Open(context.Background(), store.Options{Path: path})
		require.NoError(t, err, name)
		require.NoError(t, db.Close())
		require.FileExists(t, path)
	}
}

// TestLaterRowsWritesThemAll writes as many rows as fill statements of every size, in order and with what stands behind the
// values.
func TestLaterRowsWritesThemAll(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	const insert, again = "INSERT INTO thing (id, n)", " ON CONFLICT (id) DO UPDATE SET n = excluded.n"
	write := func(from, n int, by int64) error {
		var values []any
		for i := range n {
			values = append(values, string(rune('a'+from+i)), int64(i)*by)
		}
		return db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.LaterRows(ctx, insert, 2, values, again) })
	}
	require.NoError(t, write(0, 0, 1))
	require.NoError(t, write(0, 32+2*8+3, 1))
	require.NoError(t, write(40, 11, 100), "again, with another value")
	var n []int64
	require.NoError(t, db.Find(ctx, &n, "SELECT n FROM thing ORDER BY n"))
	require.Len(t, n, 51)
	require.Equal(t, []int64{0, 0, 1, 2, 3}, n[:5])
	require.Equal(t, []int64{900, 1000}, n[49:])
	err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.LaterRows(ctx, insert, 2, []any{"a", int64(1)}, "")
	})
	require.True(t, store.IsUnique(err), "%v", err)
}
