package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

func things(t testing.TB, db *store.DB) map[string]int64 {
	var rows []struct {
		ID string
		N  int64
	}
	require.NoError(t, db.Read().NewRaw("SELECT id, n FROM thing").Scan(context.Background(), &rows))
	out := map[string]int64{}
	for _, r := range rows {
		out[r.ID] = r.N
	}
	return out
}

func put(ctx context.Context, tx *store.Tx, id string) error {
	return tx.Later(ctx, "INSERT INTO thing (id, n) VALUES (?, ?)", id, 1)
}

// TestWritersWhoFailUndoOnlyTheirOwn lets writers who succeed, fail, panic and give up come at once: exactly what the
// successful ones did is there, what was to run after the commit ran for them alone, and the database works on.
func TestWritersWhoFailUndoOnlyTheirOwn(t *testing.T) {
	db := storetest.Open(t)
	require.NoError(t, db.Migrate(context.Background(), "thing", files(table)))
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		kinds := rapid.SliceOfN(rapid.SampledFrom([]string{"good", "good", "error", "panic", "unique", "cancelled", "cancels", "gone", "leaves"}), 1, 24).Draw(r, "writers")
		boom := errors.New("boom")
		before := len(things(t, db))
		var mu sync.Mutex
		committed, undone := map[string]int{}, map[string]int{}
		var wg sync.WaitGroup
		for i, kind := range kinds {
			id := fmt.Sprintf("%d-%d-%s", round, i, kind)
			wg.Go(func() {
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				if kind == "cancelled" {
					cancel()
				}
				defer func() {
					if p := recover(); p != nil && kind != "panic" {
						t.Errorf("%s: %v", id, p)
					}
				}()
				err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
					tx.AfterCommit(func() { mu.Lock(); defer mu.Unlock(); committed[id]++ })
					tx.AfterRollback(func(context.Context) { mu.Lock(); defer mu.Unlock(); undone[id]++ })
					if err := put(ctx, tx, id); err != nil {
						return err
					}
					switch kind {
					case "error":
						return boom
					case "panic":
						panic(id)
					case "unique":
						return put(ctx, tx, id)
					case "cancels":
						cancel()
						return put(ctx, tx, id+"-more")
					case "gone":
						cancel()
					case "leaves": // and comes back to say so
						return db.Read().NewRaw("SELECT 1 FROM nothing").Scan(ctx, new(int))
					}
					return nil
				})
				if kind == "good" && err != nil || kind != "good" && err == nil {
					t.Errorf("%s: %v", id, err)
				}
				if kind == "unique" && !store.IsUnique(err) || kind == "error" && !errors.Is(err, boom) {
					t.Errorf("%s: %v", id, err)
				}
			})
		}
		wg.Wait()
		good, bad := 0, 0
		is := things(t, db)
		for i, kind := range kinds {
			id := fmt.Sprintf("%d-%d-%s", round, i, kind)
			switch kind {
			case "good":
				good++
				require.Contains(t, is, id)
				require.Equal(t, 1, committed[id])
			case "cancelled": // never began
			case "gone": // and PostgreSQL calls that a commit that failed
				require.NotContains(t, is, id)
				delete(undone, id)
			default:
				bad++
				require.Equal(t, 1, undone[id], id)
			}
		}
		require.Len(t, is, before+good)
		require.Len(t, committed, good)
		require.Len(t, undone, bad)
	})
}

// TestSharedCommitsAreDurable copies the files of the database at the moment at which a writer was told that it is
// done, as a crash would leave them, and finds the writer's row in the copy.
func TestSharedCommitsAreDurable(t *testing.T) {
	ctx := context.Background()
	o := storetest.Options(t)
	if o.Path == "" {
		t.Skip("PostgreSQL keeps its own promise")
	}
	db, err := store.Open(ctx, o)
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	var mu sync.Mutex
	var wg sync.WaitGroup
	copies := map[string]string{}
	for g := range 8 {
		wg.Go(func() {
			for i := range 6 {
				id := fmt.Sprintf("%d-%d", g, i)
				err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, id) })
				if err != nil {
					t.Error(err)
					return
				}
				dir := t.TempDir()
				mu.Lock()
				copies[id] = filepath.Join(dir, "anlan.db")
				mu.Unlock()
				for _, end := range []string{"", "-wal"} {
					b, err := os.ReadFile(o.Path + end)
					if err == nil {
						err = os.WriteFile(filepath.Join(dir, "anlan.db"+end), b, 0o600)
					}
					if err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	for id, path := range copies {
		c, err := store.Open(ctx, store.Options{Path: path})
		require.NoError(t, err)
		require.Contains(t, things(t, c), id)
		require.NoError(t, c.Close())
	}
}

// TestWhoGivesUpInTheQueueHoldsNobodyUp cancels writers while another has the connection.
func TestWhoGivesUpInTheQueueHoldsNobodyUp(t *testing.T) {
	db := storetest.Open(t)
	require.NoError(t, db.Migrate(context.Background(), "thing", files(table)))
	inside, begin := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		first <- db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
			close(inside)
			<-begin
			return put(ctx, tx, "first")
		})
	}()
	<-inside
	var wg sync.WaitGroup
	for i := range 8 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i)*5*time.Millisecond)
		wg.Go(func() {
			defer cancel()
			err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
				if db.Dialect() == store.Postgres {
					<-ctx.Done()
				}
				return put(ctx, tx, fmt.Sprint(i))
			})
			if err == nil {
				t.Error("it waited for the first")
			}
		})
	}
	wg.Wait()
	close(begin)
	require.NoError(t, <-first)
	require.NoError(t, db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, "last") }))
	require.Contains(t, things(t, db), "first")
	require.Contains(t, things(t, db), "last")
}

// TestAnUndoneTransactionIsNoticed lets the database undo the transaction of a writer who takes no notice of it while others
// wait: the writer hears of it, and the others' work is done all the same.
func TestAnUndoneTransactionIsNoticed(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	if db.Dialect() == store.Postgres {
		t.Skip("on PostgreSQL nobody shares a transaction")
	}
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	for n := range 4 {
		inside, begin, first := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			first <- db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
				close(inside)
				<-begin
				err := put(ctx, tx, fmt.Sprint("lost-", n))
				_, undone := tx.NewRaw("ROLLBACK").Exec(ctx)
				return errors.Join(err, undone)
			})
		}()
		<-inside
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				if err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, fmt.Sprint(n, "-", i)) }); err != nil {
					t.Errorf("%d-%d: %v", n, i, err)
				}
			})
		}
		require.Eventually(t, func() bool { return db.Waiting() == n }, time.Minute, time.Millisecond)
		close(begin)
		require.Error(t, <-first)
		wg.Wait()
		is := things(t, db)
		require.NotContains(t, is, fmt.Sprint("lost-", n))
		for i := range n {
			require.Contains(t, is, fmt.Sprint(n, "-", i))
		}
	}
}

// TestLaterIsSeenByWhatFollows: writes that wait go out before a statement that could see them, and an error comes out.
func TestLaterIsSeenByWhatFollows(t *testing.T) {
	ctx, db := context.Background(), storetest.Open(t)
	require.NoError(t, db.Migrate(ctx, "thing", files(table)))
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		require.NoError(t, put(ctx, tx, "a"))
		require.NoError(t, tx.Later(ctx, "UPDATE thing SET n = ?, raw = ?, ok = ? WHERE id = ?", 7, []byte{0, 255}, true, "a"))
		var n []int64
		require.NoError(t, tx.Find(ctx, &n, "SELECT n FROM thing WHERE id = ?", "a"))
		require.Equal(t, []int64{7}, n)
		return tx.Later(ctx, "INSERT INTO thing (id, n) VALUES (?, ?)", "it's; DROP TABLE thing; --", 2)
	}))
	require.Equal(t, map[string]int64{"a": 7, "it's; DROP TABLE thing; --": 2}, things(t, db))
	err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(put(ctx, tx, "b"), put(ctx, tx, "a"))
	})
	require.True(t, store.IsUnique(err), "%v", err)
	require.NotContains(t, things(t, db), "b")
	require.Error(t, db.Peek(ctx, func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, "c") }))
}

// TestTheWriterKeepsSavepointsInMemory: how the connection that writes is set.
func TestTheWriterKeepsSavepointsInMemory(t *testing.T) {
	db := storetest.Open(t)
	if db.Dialect() != store.SQLite {
		t.Skip("SQLite")
	}
	require.NoError(t, db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		for pragma, want := range map[string]int{"temp_store": 2, "wal_autocheckpoint": 4000, "synchronous": 2} {
			var n []int
			if err := tx.Find(ctx, &n, "PRAGMA "+pragma); err != nil {
				return err
			}
			require.Equal(t, []int{want}, n, pragma)
		}
		return nil
	}))
}
