package stock_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/stock"
)

// step does one random thing to the ledger for a document of the caller's.
func (d *depot) step(r *rand.Rand, doc string) error {
	places := []stock.Place{north, south, east}
	p, to, item := places[r.IntN(3)], places[r.IntN(3)], items[r.IntN(3)].Code
	q := stock.Quantity(1+r.IntN(5000)) * 10
	line := []stock.Line{{Item: item, Quantity: q}}
	paper := stock.Document{ID: doc, About: "随机"}
	return d.do(func(ctx context.Context, tx *store.Tx) error {
		switch r.IntN(8) {
		case 0, 1:
			return d.Receive(ctx, tx, keeper, p, paper, []stock.Arrival{{Item: item, Amount: q, Bin: fmt.Sprint(r.IntN(3))}, {Item: "tent", Amount: q}})
		case 2, 3:
			return d.Reserve(ctx, tx, keeper, paper, []stock.Want{{Place: p.ID, Item: item, Quantity: q}, {Place: to.ID, Item: "tent", Quantity: q}})
		case 4:
			return d.Issue(ctx, tx, keeper, paper)
		case 5:
			return d.Release(ctx, tx, keeper, paper)
		case 6:
			return d.Arrive(ctx, tx, keeper, paper, to, line)
		default:
			return d.Return(ctx, tx, keeper, paper, line)
		}
	})
}

// conserved demands that all that came in from outside is somewhere.
func (d *depot) conserved() {
	d.t.Helper()
	var rows []struct {
		Item  string         `bun:"item"`
		Total stock.Quantity `bun:"total"`
	}
	require.NoError(d.t, d.db.Read().NewRaw(`SELECT item, CAST(SUM(q) AS BIGINT) AS total FROM (
		SELECT item, quantity AS q FROM stock_card
		UNION ALL SELECT item, gone - arrived - back - used AS q FROM stock_hold
		UNION ALL SELECT item, -quantity AS q FROM stock_move WHERE kind = 'received') x GROUP BY item`).Scan(d.ctx, &rows))
	require.NotEmpty(d.t, rows)
	for _, r := range rows {
		require.Zero(d.t, r.Total, "%s appeared or vanished", r.Item)
	}
}

// TestManyAtOnce lets eight people do random things to the same goods at the same time, on two nodes where the database
// allows it: nothing is promised twice, no balance falls below zero, nothing appears or vanishes.
func TestManyAtOnce(t *testing.T) {
	o := storetest.Options(t)
	nodes := []*depot{openIn(t, o)}
	nodes[0].declare()
	if o.DSN != "" {
		nodes = append(nodes, openIn(t, o))
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	done, refused := 0, 0
	for n := range 8 {
		group.Go(func() {
			r := rand.New(rand.NewPCG(7, uint64(n)))
			for k := range 40 {
				err := nodes[n%len(nodes)].step(r, fmt.Sprintf("doc-%d-%d", n, k/12))
				mu.Lock()
				if err == nil {
					done++
				} else if refused++; fail.KindOf(err) != fail.KindConflict {
					t.Errorf("%v", err)
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	nodes[0].sound()
	nodes[0].conserved()
	require.Greater(t, done, 60)
	require.Greater(t, refused, 20)
}

// TestACrashChangesNothing lets the database give up before each statement of each kind of change in turn: the change is
// whole or it is not there.
func TestACrashChangesNothing(t *testing.T) {
	gone := errors.New("the power is gone")
	left := 0
	o := storetest.Options(t)
	o.Before = func(string) error {
		if left--; left == 0 {
			return gone
		}
		return nil
	}
	d := openIn(t, o)
	d.declare()
	r := rand.New(rand.NewPCG(1, 2))
	crashed := 0
	for k := range 80 {
		left = 1 + k%23
		err := d.step(r, fmt.Sprintf("doc-%d", k/10))
		left = 0
		if errors.Is(err, gone) {
			crashed++
		} else if err != nil {
			require.Equal(t, fail.KindConflict, fail.KindOf(err), "%v", err)
		}
	}
	d.sound()
	d.conserved()
	require.Greater(t, crashed, 10)
}

// TestTheAuditFinds holds that a balance, a line or a hold that somebody bent is named.
func TestTheAuditFinds(t *testing.T) {
	d := stocked(t)
	require.NoError(t, d.receive(north, stock.Arrival{Item: "tent", Amount: 10 * stock.One}, stock.Arrival{Item: "sand", Amount: 5 * stock.One}))
	require.NoError(t, d.receive(north, stock.Arrival{Item: "tent", Amount: 10 * stock.One}))
	require.NoError(t, d.reserve("case-1", stock.Want{Place: north.ID, Item: "tent", Quantity: 3 * stock.One}))
	d.sound()
	for _, bend := range []struct{ do, undo, what string }{
		{"UPDATE stock_card SET quantity = quantity + 1 WHERE item = 'tent'", "UPDATE stock_card SET quantity = quantity - 1 WHERE item = 'tent'", "card"},
		{"UPDATE stock_lot SET quantity = quantity - 1 WHERE item = 'sand'", "UPDATE stock_lot SET quantity = quantity + 1 WHERE item = 'sand'", "lots"},
		{"UPDATE stock_hold SET held = 0", "UPDATE stock_hold SET held = 3000", "holds"},
		{"UPDATE stock_move SET balance = balance + 1 WHERE no = 1 AND item = 'tent'", "UPDATE stock_move SET balance = balance - 1 WHERE no = 1 AND item = 'tent'", "line 1"},
	} {
		exec := func(sql string) {
			require.NoError(t, d.do(func(ctx context.Context, tx *store.Tx) error { _, err := tx.NewRaw(sql).Exec(ctx); return err }))
		}
		exec(bend.do)
		faults, err := d.Audit(d.ctx)
		require.NoError(t, err)
		require.NotEmpty(t, faults, bend.do)
		require.Equal(t, bend.what, faults[0].What)
		exec(bend.undo)
		d.sound()
	}
}
