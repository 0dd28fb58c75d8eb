package procedure_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/procedure"
)

// TestTwoNodesOnOneDatabase lets eight people act on the same cases through two engines, each with its own bus and sealer,
// as two servers on one PostgreSQL; on SQLite, two processes on one file. One act wins each revision, no number is given
// twice or lost, and what runs out lapses once though both nodes watch.
func TestTwoNodesOnOneDatabase(t *testing.T) {
	at, root, c := storetest.Options(t), t.TempDir(), clock.NewFake(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	nodes := []*lawful{lawfulOn(t, at, c, root), lawfulOn(t, at, c, root)}
	const workers, steps, cases = 8, 40, 4
	var ids []string
	for i := range cases {
		id, err := nodes[i%2].open("test.decree")
		require.NoError(t, err)
		require.NoError(t, nodes[i%2].upload("a", id, "photo", fmt.Sprint("pixels ", i)))
		ids = append(ids, id)
	}
	acts := []string{"note", "report", "report", "extend", "suspend", "resume", "decide", "decide", "sign", "sign", "sign", "seize", "serve", "publish", "reopen"}
	people := []string{"a", "b", "head", "leader", "x", "y"}
	rolls := rapid.SliceOfN(rapid.IntRange(0, len(acts)*len(people)*cases-1), workers*steps, workers*steps).Example(7)
	var mu sync.Mutex
	won := map[string]int{}
	var all, beside sync.WaitGroup
	stop := make(chan struct{})
	for _, n := range nodes {
		beside.Go(func() {
			for {
				if _, err := n.j.Seal(n.ctx); err != nil {
					t.Error("seal:", err)
				}
				if _, err := n.e.Watch(n.ctx); err != nil {
					t.Error("watch:", err)
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	for w := range workers {
		all.Go(func() {
			n := nodes[w%2]
			for _, r := range rolls[w*steps : (w+1)*steps] {
				act, by, id := acts[r%len(acts)], people[r/len(acts)%len(people)], ids[r/len(acts)/len(people)]
				seen, err := n.e.Case(n.ctx, identity.Machine("test"), id)
				if err != nil {
					t.Error(err)
					return
				}
				if act == "sign" {
					err = n.sign(by, id, "decide")
				} else {
					form := ""
					if act == "report" || act == "decide" || act == "serve" {
						form = `{"why":"x"}`
					}
					err = n.act(by, id, act, form, seen.Revision)
				}
				switch f := fail.As(err); {
				case err == nil && act != "sign":
					mu.Lock()
					won[fmt.Sprint(id, " ", seen.Revision)]++
					mu.Unlock()
				case err != nil && (f == nil || f.Kind == fail.KindInternal):
					t.Errorf("%s by %s: %v", act, by, err)
				}
			}
		})
	}
	all.Wait()
	close(stop)
	beside.Wait()
	require.Greater(t, len(won), workers)
	for k, n := range won {
		require.Equal(t, 1, n, "acts on revision %s", k)
	}
	requireBothInOrder(t, nodes)

	// What is left runs out while both nodes look, again and again.
	for range 3 {
		c.Advance(6 * 24 * time.Hour)
		var watchers sync.WaitGroup
		for i := range 8 {
			watchers.Go(func() {
				if _, err := nodes[i%2].e.Watch(nodes[0].ctx); err != nil {
					t.Error(err)
				}
			})
		}
		watchers.Wait()
	}
	requireBothInOrder(t, nodes)
	for _, id := range ids {
		past, err := nodes[0].e.Past(nodes[0].ctx, identity.Machine("test"), id)
		require.NoError(t, err)
		lapsed := map[string]int{}
		for _, p := range past {
			lapsed[p.Act]++
		}
		require.LessOrEqual(t, lapsed["waive"], 1)
		require.LessOrEqual(t, lapsed["release"], lapsed["seize"])
		clocks, err := nodes[1].e.Clocks(nodes[1].ctx, identity.Machine("test"), id)
		require.NoError(t, err)
		over := 0
		for _, k := range clocks {
			if k.Name == "paying" && k.State == procedure.ClockOver {
				over++
			}
		}
		require.Equal(t, over, lapsed["waive"], "each that ran out lapsed once")
	}
}

// requireBothInOrder demands the same from both nodes: nothing wrong, and every series of numbers without a gap.
func requireBothInOrder(t *testing.T, nodes []*lawful) {
	t.Helper()
	var taken int
	for i, n := range nodes {
		require.Empty(t, n.audit(t))
		sum := 0
		for _, code := range []string{"告", "罚", "解", "结"} {
			series, err := n.numbers.Series(n.ctx, "2101", code, 2026)
			require.NoError(t, err)
			for k, x := range series {
				require.Equal(t, k+1, x.Number, code)
			}
			sum += len(series)
		}
		var papers int
		require.NoError(t, n.db.Read().NewRaw("SELECT count(*) FROM procedure_paper WHERE number <> ''").Scan(n.ctx, &papers))
		require.Equal(t, sum, papers, "each number stands on one writ")
		if i > 0 {
			require.Equal(t, taken, sum)
		}
		taken = sum
	}
	require.Positive(t, taken)
}
