// Package storetest opens real databases for tests: a SQLite file of the test's own, or, when ANLAN_TEST_POSTGRES
// holds a DSN, a schema of its own in that PostgreSQL database, dropped at the end.
package storetest

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/id"
	"anlan/internal/base/store"
)

// Options returns where a fresh database for this test is.
func Options(t testing.TB) store.Options {
	t.Helper()
	dsn := os.Getenv("ANLAN_TEST_POSTGRES")
	if dsn == "" {
		return store.Options{Path: filepath.Join(t.TempDir(), "anlan.db")}
	}
	schema := "t" + strings.ReplaceAll(id.New(), "-", "")
	root, err := store.Open(context.Background(), store.Options{DSN: dsn})
	require.NoError(t, err)
	exec := func(sql string) {
		_, err := root.Read().NewRaw(sql).Exec(context.Background())
		require.NoError(t, err)
	}
	exec("CREATE SCHEMA " + schema)
	t.Cleanup(func() {
		exec("DROP SCHEMA " + schema + " CASCADE")
		require.NoError(t, root.Close())
	})
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return store.Options{DSN: u.String()}
}

// Open opens a fresh database and closes it at the end of the test.
func Open(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), Options(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}
