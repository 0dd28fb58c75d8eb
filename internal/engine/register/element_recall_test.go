package register

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// TestRecallIsFindAll: whatever changes between two looks, what memory gives is what the database has.
func TestRecallIsFindAll(t *testing.T) {
	ctx, w := context.Background(), open(t)
	var all []Element
	for i := range 30 {
		e := hall(fmt.Sprintf("楼%d", i), 123.05+0.03*float64(i), 41.7)
		e.Address = []string{"", "某路 1 号"}[i%2]
		e, err := w.put(city, e)
		require.NoError(t, err)
		all = append(all, e)
	}
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 4))
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			i := rnd.IntN(len(all))
			if rnd.IntN(2) == 0 {
				e := all[i]
				e.Lon, e.Area, e.Risk = 123.05+0.9*rnd.Float64(), "", []Risk{Red, Blue, ""}[rnd.IntN(3)]
				e.Attrs = json.RawMessage(fmt.Sprintf(`{"floors":%d,"height":98.5,"use":"mixed","built":2011}`, 30+rnd.IntN(9)))
				var err error
				all[i], err = w.put(city, e)
				require.NoError(t, err)
			}
			ids := []string{"nobody"}
			for _, n := range rnd.Perm(len(all))[:5] {
				ids = append(ids, all[n].ID)
			}
			scope := []identity.Scope{city, west, east, {}}[rnd.IntN(4)]
			want, err := w.r.FindAll(ctx, scope, ids...)
			require.NoError(t, err)
			for range 2 { // read, then kept
				got, err := w.r.Recall(ctx, scope, ids...)
				require.NoError(t, err)
				require.Equal(t, asJSON(t, want), asJSON(t, got))
			}
		}
	})
	require.NoError(t, w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return w.r.Remove(ctx, tx, tester, city, all[0].ID, all[0].Version, "拆除")
	}))
	gone, err := w.r.Recall(ctx, city, all[0].ID)
	require.NoError(t, err)
	require.Empty(t, gone)
}

func asJSON(t require.TestingT, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// TestWhatIsReadLateIsNotKept: a row that was read before a change and comes after it would show the old state for good.
func TestWhatIsReadLateIsNotKept(t *testing.T) {
	ctx, w := context.Background(), open(t)
	e, err := w.put(city, hall("旧", 123.25, 41.75))
	require.NoError(t, err)
	late, err := w.r.FindAll(ctx, city, e.ID)
	require.NoError(t, err)
	e.Address = "新址"
	_, err = w.put(city, e)
	require.NoError(t, err)
	w.r.index.keepRests(late)
	now, err := w.r.Recall(ctx, city, e.ID)
	require.NoError(t, err)
	require.Equal(t, "新址", now[0].Address)
}
