package document_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

func numbers(t *testing.T) (*document.Numbers, *store.DB, *clock.Fake) {
	t.Helper()
	db, c := storetest.Open(t), clock.NewFake(time.Date(2026, 12, 31, 15, 59, 0, 0, time.UTC))
	n, err := document.OpenNumbers(context.Background(), db, c)
	require.NoError(t, err)
	return n, db, c
}

func TestNumbersHaveNoGapsAndNoTwins(t *testing.T) {
	ctx := context.Background()
	n, db, _ := numbers(t)
	const workers, each = 8, 50
	roll := rapid.SliceOfN(rapid.IntRange(0, 2), workers*each, workers*each).Example(1)
	boom := errors.New("the case turned out differently")
	var mu sync.Mutex
	seen := map[int]bool{}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				var got int
				err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
					if got, err = n.Next(ctx, tx, "sy", "penalty", 2026); err != nil {
						return err
					}
					if roll[w*each+i] == 0 {
						return boom
					}
					return nil
				})
				switch {
				case errors.Is(err, boom):
				case err != nil:
					t.Error(err)
				default:
					mu.Lock()
					if seen[got] {
						t.Errorf("%d came twice", got)
					}
					seen[got] = true
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	taken, err := n.Series(ctx, "sy", "penalty", 2026)
	require.NoError(t, err)
	require.Len(t, taken, len(seen))
	require.Less(t, len(seen), workers*each, "some were rolled back")
	require.Greater(t, len(seen), workers*each/3)
	for i, k := range taken {
		require.Equal(t, i+1, k.Number)
		require.True(t, seen[k.Number])
	}
}

func take(t *testing.T, n *document.Numbers, db *store.DB, organ, kind string, year int) int {
	t.Helper()
	var got int
	require.NoError(t, db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) (err error) {
		got, err = n.Next(ctx, tx, organ, kind, year)
		return err
	}))
	return got
}

func TestNumbersCountByOrganKindAndYear(t *testing.T) {
	n, db, c := numbers(t)
	require.Equal(t, 2026, n.Year(), "23:59 in Beijing")
	c.Advance(time.Minute)
	require.Equal(t, 2027, n.Year(), "midnight in Beijing, still 2026 in Greenwich")
	require.Equal(t, 1, take(t, n, db, "sy", "penalty", 2026))
	require.Equal(t, 2, take(t, n, db, "sy", "penalty", 2026))
	require.Equal(t, 1, take(t, n, db, "sy", "penalty", 2027))
	require.Equal(t, 1, take(t, n, db, "sy", "order", 2026))
	require.Equal(t, 1, take(t, n, db, "hp", "penalty", 2026))
	require.Equal(t, 3, take(t, n, db, "sy", "penalty", 2026))
}

// A connection that breaks in the middle of a transaction is what a crash looks like to the database.
func TestNumberOfABrokenConnectionIsFree(t *testing.T) {
	n, db, _ := numbers(t)
	require.Equal(t, 1, take(t, n, db, "sy", "order", 2026))
	ctx, cancel := context.WithCancel(context.Background())
	err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		got, err := n.Next(ctx, tx, "sy", "order", 2026)
		require.NoError(t, err)
		require.Equal(t, 2, got)
		if tx.Dialect() == store.Postgres {
			_, err := tx.NewRaw("SELECT pg_terminate_backend(pg_backend_pid())").Exec(ctx)
			require.Error(t, err)
			return nil // and the commit fails
		}
		cancel()
		return nil
	})
	cancel()
	require.Error(t, err)
	require.Equal(t, 2, take(t, n, db, "sy", "order", 2026))
	taken, err := n.Series(context.Background(), "sy", "order", 2026)
	require.NoError(t, err)
	require.Len(t, taken, 2)
}

func TestVoidNumbersStayTaken(t *testing.T) {
	ctx := context.Background()
	n, db, c := numbers(t)
	void := func(number int, reason string) error {
		return db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return n.Void(ctx, tx, "sy", "order", 2026, number, "p1", reason)
		})
	}
	require.Equal(t, 1, take(t, n, db, "sy", "order", 2026))
	require.Equal(t, 2, take(t, n, db, "sy", "order", 2026))
	require.Equal(t, fail.KindInvalid, fail.KindOf(void(2, " ")))
	require.Equal(t, fail.KindNotFound, fail.KindOf(void(3, "误取")))
	require.NoError(t, void(2, "误取"))
	require.Equal(t, fail.KindConflict, fail.KindOf(void(2, "误取")))
	require.Equal(t, 3, take(t, n, db, "sy", "order", 2026))
	taken, err := n.Series(ctx, "sy", "order", 2026)
	require.NoError(t, err)
	at := clock.Now(c)
	require.Equal(t, []document.Taken{{Number: 1, At: at}, {Number: 2, At: at, VoidedAt: &at, VoidedBy: "p1", Reason: "误取"}, {Number: 3, At: at}}, taken)
}

func TestPatterns(t *testing.T) {
	for _, p := range []document.Pattern{"沈应急〔{year}〕{n}号", "(沈)应急{code}〔{year}〕{n}号", "（沈和）应急{code}〔{year}〕{n}号"} {
		require.NoError(t, p.Check())
		rapid.Check(t, func(t *rapid.T) {
			year, n := rapid.IntRange(1990, 2099).Draw(t, "year"), rapid.IntRange(1, 99999).Draw(t, "n")
			code := rapid.SampledFrom([]string{"检记", "罚告", "罚"}).Draw(t, "code")
			gotCode, gotYear, gotN, ok := p.Read(p.Write(code, year, n))
			require.True(t, ok)
			require.Equal(t, []int{year, n}, []int{gotYear, gotN})
			require.Contains(t, []string{code, ""}, gotCode)
		})
	}
	require.Equal(t, "(沈)应急检记〔2020〕12号", document.Pattern("(沈)应急{code}〔{year}〕{n}号").Write("检记", 2020, 12))
	for _, bad := range []document.Pattern{"", "沈应急[{year}]{n}号", "沈应急〔{year}〕号", "沈应急〔{year}〕{n}{n}号", "沈应急〔{year}〕{n}号{x}"} {
		require.Equal(t, fail.KindInvalid, fail.KindOf(bad.Check()), bad)
	}
	_, _, _, ok := document.Pattern("沈应急〔{year}〕{n}号").Read("沈应急〔2020〕012号")
	require.False(t, ok, "no leading zeros")
}
