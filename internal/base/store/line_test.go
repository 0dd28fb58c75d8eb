package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

const wide = `CREATE TABLE wide (
  id TEXT NOT NULL PRIMARY KEY,
  n BIGINT,
  v DOUBLE PRECISION,
  ok BOOLEAN,
  at BIGINT,
  raw BYTEA,
  doc TEXT,
  state TEXT
);
`

type state string

type wideRow struct {
	ID    string          `bun:"id"`
	N     int             `bun:"n"`
	V     *float64        `bun:"v"`
	OK    bool            `bun:"ok"`
	At    clock.Instant   `bun:"at"`
	Raw   []byte          `bun:"raw"`
	Doc   json.RawMessage `bun:"doc"`
	State state           `bun:"state"`
}

func (r wideRow) put(ctx context.Context, tx *store.Tx) error {
	return tx.Later(ctx, "INSERT INTO wide (id, n, v, ok, at, raw, doc, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", r.ID, r.N, r.V, r.OK, r.At, r.Raw, string(r.Doc), r.State)
}

// modes are the ways in which PostgreSQL can be asked; one of them for SQLite.
func modes(t *testing.T, f func(t *testing.T, o store.Options)) {
	t.Helper()
	if storetest.Options(t).DSN == "" {
		f(t, storetest.Options(t))
		return
	}
	for _, mode := range []string{"", "exec", "cache_describe", "describe_exec", "simple_protocol"} {
		t.Run("mode="+mode, func(t *testing.T) {
			o := storetest.Options(t)
			if mode != "" {
				u, err := url.Parse(o.DSN)
				require.NoError(t, err)
				q := u.Query()
				q.Set("default_query_exec_mode", mode)
				u.RawQuery = q.Encode()
				o.DSN = u.String()
			}
			f(t, o)
		})
	}
}

func opened(t *testing.T, o store.Options, sql string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(context.Background(), "wide", files(sql)))
	return db
}

// TestEveryTypeComesBack writes and reads each type of argument that is in use, with and without a value, in every way in
// which they are read: they are the same, and the same as those that were written out.
func TestEveryTypeComesBack(t *testing.T) {
	half := 0.5
	modes(t, func(t *testing.T, o store.Options) {
		ctx, db := context.Background(), opened(t, o, wide)
		rows := []wideRow{
			{ID: "a", N: -7, V: &half, OK: true, At: clock.At(time.Date(2026, 2, 28, 1, 2, 3, 4000, time.UTC)), Raw: []byte{0, 255, '\''}, Doc: json.RawMessage(`{"a": "它's ? $1 \\ --"}`), State: "open"},
			{ID: "b's ? $1", Doc: json.RawMessage("1")},
			{ID: "c", N: 1 << 40, Raw: []byte{}, Doc: json.RawMessage("null"), State: "中文"},
		}
		const all = "SELECT id, n, v, ok, at, raw, doc, state FROM wide ORDER BY id"
		var within, outside, written, peeked []wideRow
		require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			for _, r := range rows {
				if err := r.put(ctx, tx); err != nil {
					return err
				}
			}
			return tx.Find(ctx, &within, all)
		}))
		require.NoError(t, db.Find(ctx, &outside, all))
		require.NoError(t, db.Read().NewRaw(all).Scan(ctx, &written))
		require.NoError(t, db.Peek(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.Find(ctx, &peeked, all) }))
		require.Len(t, within, 3)
		require.Equal(t, rows[0], within[0])
		require.Equal(t, written, within)
		require.Equal(t, written, outside)
		require.Equal(t, written, peeked)

		require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			var ids []string
			var sums []int64
			var at []wideRow
			var none []wideRow
			require.NoError(t, tx.Later(ctx, "UPDATE wide SET n = ?, v = ?, raw = ? WHERE id = ?", nil, nil, nil, "c"))
			require.NoError(t, tx.FindAll(ctx,
				store.Lookup{Into: &ids, Query: "SELECT id FROM wide WHERE ok = ? OR state = ? ORDER BY id", Args: []any{true, state("中文")}},
				store.Lookup{Into: &sums, Query: "SELECT sum(n) FROM wide WHERE v = ?", Args: []any{half}},
				store.Lookup{Into: &at, Query: "SELECT at FROM wide ORDER BY id LIMIT ?", Args: []any{2}},
				store.Lookup{Into: &none, Query: all + " LIMIT 0"},
			))
			require.Equal(t, []string{"a", "c"}, ids)
			require.Equal(t, []int64{-7}, sums)
			require.Equal(t, []wideRow{{At: rows[0].At}, {}}, at)
			require.Empty(t, none)
			return nil
		}))
		var after []wideRow
		require.NoError(t, db.Find(ctx, &after, "SELECT id, n, v, raw FROM wide WHERE id = ?", "c"))
		require.Equal(t, []wideRow{{ID: "c"}}, after)
	})
}

// TestQuestionMarksInQuotes: only question marks outside of texts, names and comments are places for arguments.
func TestQuestionMarksInQuotes(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var got []struct {
			A string `bun:"a?"`
			B string `bun:"b"`
		}
		require.NoError(t, tx.Find(ctx, &got, "SELECT 'it''s ?' AS \"a?\", -- why?\n /* ? */ substr(?, 1) AS b", "?"))
		require.Len(t, got, 1)
		require.Equal(t, "it's ?", got[0].A)
		require.Equal(t, "?", got[0].B)
		return nil
	}))
}

// TestPiecesOfQueriesAreWrittenOut: a list is no argument, and is not kept prepared.
func TestPiecesOfQueriesAreWrittenOut(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	if db.Dialect() == store.SQLite {
		t.Skip("SQLite is given its arguments as they are")
	}
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, id := range []string{"a", "b", "c"} {
			require.NoError(t, put(ctx, tx, id))
		}
		require.NoError(t, tx.Later(ctx, "UPDATE thing SET n = ? WHERE id IN (?)", 5, bun.List([]string{"a", "c"})))
		var ids []string
		return errors.Join(tx.Find(ctx, &ids, "SELECT id FROM thing WHERE id IN (?) AND n = ? ORDER BY id", bun.List([]string{"a", "b"}), 5), differ([]string{"a"}, ids))
	}))
	require.Equal(t, map[string]int64{"a": 5, "b": 1, "c": 5}, things(t, db))
}

func differ(want, got []string) error {
	if fmt.Sprint(want) != fmt.Sprint(got) {
		return fmt.Errorf("got %v, want %v", got, want)
	}
	return nil
}

// TestOnlyStatementsThatComeAgainAreKept looks at what the server keeps prepared for the connection.
func TestOnlyStatementsThatComeAgainAreKept(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	if db.Dialect() == store.SQLite {
		t.Skip("SQLite keeps nothing in a server")
	}
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var kept []string
		for i := range 3 {
			var n []int64
			require.NoError(t, put(ctx, tx, fmt.Sprint(i)))
			require.NoError(t, tx.NewRaw("SELECT n FROM thing WHERE id = ?", fmt.Sprint(i)).Scan(ctx, &n))
			require.Equal(t, []int64{1}, n)
		}
		require.NoError(t, tx.NewRaw("SELECT statement FROM pg_prepared_statements WHERE statement NOT LIKE '%goose%'").Scan(ctx, &kept))
		require.ElementsMatch(t, []string{"BEGIN ISOLATION LEVEL READ COMMITTED", "INSERT INTO thing (id, n) VALUES ($1, $2)"}, kept)
		return nil
	}))
}

// TestEachStatementMayBeRefused lets the database give up before each statement in turn: the error comes out, nothing is
// kept, and the database works on.
func TestEachStatementMayBeRefused(t *testing.T) {
	ctx := context.Background()
	o := storetest.Options(t)
	refused := errors.New("refused")
	n, at := 0, -1
	var seen []string
	o.Before = func(statement string) error {
		seen = append(seen, statement)
		if n++; n-1 == at {
			return refused
		}
		return nil
	}
	db := opened(t, o, table)
	work := func() (undone int, err error) {
		err = db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			tx.AfterRollback(func(context.Context) { undone++ })
			var n, m []int64
			if err := put(ctx, tx, "a"); err != nil {
				return err
			}
			if err := tx.FindAll(ctx, store.Lookup{Into: &n, Query: "SELECT n FROM thing WHERE id = ?", Args: []any{"a"}}, store.Lookup{Into: &m, Query: "SELECT count(*) FROM thing"}); err != nil {
				return err
			}
			if _, err := tx.NewRaw("UPDATE thing SET n = 2 WHERE id = 'a'").Exec(ctx); err != nil {
				return err
			}
			return put(ctx, tx, "b")
		})
		return undone, err
	}
	for at = range 6 {
		n = 0
		undone, err := work()
		require.ErrorIs(t, err, refused, at)
		if at < 5 { // a commit that failed is no failure of the function
			require.Equal(t, 1, undone, at)
		}
		require.Empty(t, things(t, db), at)
	}
	at, n, seen = -1, 0, nil
	_, err := work()
	require.NoError(t, err)
	require.Equal(t, map[string]int64{"a": 2, "b": 1}, things(t, db))
	require.Len(t, seen, 6)
	require.Equal(t, "COMMIT", seen[5])
}

// TestErrorsOfMessages: whatever statement of a message fails, its error comes out, by the words of who knows it; what
// stands behind it is not done, though somebody takes no notice of the error; and connections come back clean.
func TestErrorsOfMessages(t *testing.T) {
	modes(t, func(t *testing.T, o store.Options) {
		ctx, db := context.Background(), opened(t, o, table)
		require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, "there") }))
		known := errors.New("known")
		for i := range 30 { // more often than there are connections
			fresh := fmt.Sprint(i)
			undone := 0
			err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
				tx.AfterRollback(func(context.Context) { undone++ })
				tx.Explain(func(err error) error {
					if store.IsUniqueIn(err, "thing") {
						return fmt.Errorf("%w: %w", known, err)
					}
					return nil
				})
				return errors.Join(put(ctx, tx, fresh), put(ctx, tx, "there"), put(ctx, tx, fresh+"-behind"))
			})
			require.ErrorIs(t, err, known)
			require.True(t, store.IsUnique(err))
			require.Equal(t, 1, undone)

			var n []int64
			err = db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
				err := errors.Join(put(ctx, tx, fresh), tx.Find(ctx, &n, "SELECT nothing FROM thing WHERE id = ?", "there"), tx.Find(ctx, &n, "SELECT n FROM thing"))
				require.ErrorContains(t, err, "nothing")
				if db.Dialect() == store.Postgres {
					return nil // it is broken all the same
				}
				return err
			})
			require.Error(t, err)
			require.Equal(t, map[string]int64{"there": 1}, things(t, db))
		}
		require.NoError(t, db.Tx(ctx, func(context.Context, *store.Tx) error { return nil }), "nothing to do is no error")
	})
}

// TestWhoGoesAwayLeavesNothing ends the context at different places of a transaction.
func TestWhoGoesAwayLeavesNothing(t *testing.T) {
	db := storetest.Open(t)
	require.NoError(t, db.Migrate(context.Background(), "thing", files(table)))
	for _, place := range []string{"before", "asked", "written", "asking"} {
		ctx, cancel := context.WithCancel(context.Background())
		err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			leave := func(at string) {
				if place == at {
					cancel()
				}
			}
			var n []int64
			leave("before")
			if err := tx.Find(ctx, &n, "SELECT n FROM thing"); err != nil {
				return err
			}
			leave("asked")
			if err := put(ctx, tx, place); err != nil {
				return err
			}
			if place == "asking" && db.Dialect() == store.Postgres {
				time.AfterFunc(20*time.Millisecond, cancel)
				var slept []string
				return tx.Find(ctx, &slept, "SELECT pg_sleep(30)::text")
			}
			leave("asking")
			leave("written")
			return nil
		})
		cancel()
		require.ErrorIs(t, err, context.Canceled, place)
		require.Empty(t, things(t, db), place)
	}
	require.NoError(t, db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, "last") }))
	require.Contains(t, things(t, db), "last")
}

// TestQuestionsOfOneMessageSeeWhatALockWaitedFor: the second question is answered as of after the wait for the first.
func TestQuestionsOfOneMessageSeeWhatALockWaitedFor(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(put(ctx, tx, "a"), put(ctx, tx, "b"))
	}))
	held, second := make(chan struct{}), make(chan error, 1)
	go func() {
		<-held
		second <- db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			var a, b []int64
			err := tx.FindAll(ctx,
				store.Lookup{Into: &a, Query: "SELECT n FROM thing WHERE id = ?" + tx.ForUpdate(), Args: []any{"a"}},
				store.Lookup{Into: &b, Query: "SELECT n FROM thing WHERE id = ?", Args: []any{"b"}})
			return errors.Join(err, differ([]string{"7", "8"}, strings.Split(strings.Trim(fmt.Sprint(a, b), "[]"), "] [")))
		})
	}()
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var a []int64
		require.NoError(t, tx.Find(ctx, &a, "SELECT n FROM thing WHERE id = ?"+tx.ForUpdate(), "a"))
		close(held)
		waitForWaiter(ctx, t, db)
		return errors.Join(tx.Later(ctx, "UPDATE thing SET n = ? WHERE id = ?", 7, "a"), tx.Later(ctx, "UPDATE thing SET n = ? WHERE id = ?", 8, "b"))
	}))
	require.NoError(t, <-second)
}

// waitForWaiter returns once somebody waits for a lock. SQLite has a queue instead.
func waitForWaiter(ctx context.Context, t *testing.T, db *store.DB) {
	if db.Dialect() == store.SQLite {
		return
	}
	require.Eventually(t, func() bool {
		var n int
		err := db.Read().NewRaw("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%thing%FOR UPDATE'").Scan(ctx, &n)
		return err == nil && n > 0
	}, time.Minute, 5*time.Millisecond)
}

// TestAConnectionThatIsGoneIsNoError: the server ended connections that lay in the pool.
func TestAConnectionThatIsGoneIsNoError(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	if db.Dialect() == store.SQLite {
		t.Skip("SQLite has no server")
	}
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	other := storetest.Open(t)
	for i := range 3 {
		var pid []int64
		require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.Find(ctx, &pid, "SELECT pg_backend_pid()") }))
		_, err := other.Read().NewRaw("SELECT pg_terminate_backend(?)", pid[0]).Exec(ctx)
		require.NoError(t, err)
		require.Eventually(t, func() bool { // it is asked to end, and ends when it comes to it
			n := 1
			err := other.Read().NewRaw("SELECT count(*) FROM pg_stat_activity WHERE pid = ?", pid[0]).Scan(ctx, &n)
			return err == nil && n == 0
		}, time.Minute, 5*time.Millisecond)
		require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			var n []int64
			return errors.Join(tx.Find(ctx, &n, "SELECT n FROM thing"), put(ctx, tx, fmt.Sprint(i)))
		}))
	}
	require.Len(t, things(t, db), 3)
}

// TestKeptValuesEndWithTheTransaction: nothing that a failed attempt kept is there in the next.
func TestKeptValuesEndWithTheTransaction(t *testing.T) {
	type key string
	ctx, db := context.Background(), storetest.Open(t)
	for range 2 {
		require.NoError(t, db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
			_, ok := tx.Kept(key("a"))
			require.False(t, ok)
			tx.Keep(key("a"), 1)
			v, ok := tx.Kept(key("a"))
			require.True(t, ok)
			require.Equal(t, 1, v)
			return nil
		}))
	}
}
