package stock_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/stock"
)

var keeper = journal.Actor{ID: "k", Name: "保管员"}

// north, south and east are the places of the tests.
var north, south, east = stock.Place{ID: "depot-n", Area: "210106"}, stock.Place{ID: "depot-s", Area: "210102"}, stock.Place{ID: "depot-e", Area: "210103"}

// items are tents, which do not expire, and water: a box is 24 bottles, good for 12 months.
var items = []stock.Material{
	{Code: "tent", Name: "救灾帐篷", Category: "安置", Unit: "顶"},
	{Code: "water", Name: "饮用水", Category: "食品", Unit: "瓶", Units: []stock.LargerUnit{{Name: "箱", Per: 24 * stock.One}}, Keeps: 12},
	{Code: "sand", Name: "砂石料", Category: "防汛", Unit: "吨"},
}

type depot struct {
	*stock.Ledger
	t     testing.TB
	ctx   context.Context
	db    *store.DB
	clock *clock.Fake
}

func open(t testing.TB) *depot { return openIn(t, storetest.Options(t)) }

func openIn(t testing.TB, o store.Options) *depot {
	t.Helper()
	db, err := store.Open(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	c := clock.NewFake(time.Date(2026, 7, 1, 1, 0, 0, 0, time.UTC))
	d := &depot{t: t, ctx: context.Background(), db: db, clock: c}
	j, err := journal.Open(d.ctx, db, c, journal.Options{})
	require.NoError(t, err)
	d.Ledger, err = stock.Open(d.ctx, stock.Options{DB: db, Clock: c, Journal: j, Bus: bustest.Open(t, db, c, bus.Options{}), Permission: "test.read"})
	require.NoError(t, err)
	return d
}

// stocked is a ledger with the items declared.
func stocked(t testing.TB) *depot {
	d := open(t)
	d.declare()
	return d
}

func (d *depot) declare() {
	for _, i := range items {
		require.NoError(d.t, d.do(func(ctx context.Context, tx *store.Tx) error {
			_, err := d.PutItem(ctx, tx, keeper, i)
			return err
		}))
	}
}

func (d *depot) do(f func(ctx context.Context, tx *store.Tx) error) error { return d.db.Tx(d.ctx, f) }

func (d *depot) receive(p stock.Place, lines ...stock.Arrival) error {
	return d.do(func(ctx context.Context, tx *store.Tx) error {
		return d.Receive(ctx, tx, keeper, p, stock.Document{ID: "in", About: "采购入库"}, lines)
	})
}

func (d *depot) reserve(doc string, wants ...stock.Want) error {
	return d.do(func(ctx context.Context, tx *store.Tx) error {
		return d.Reserve(ctx, tx, keeper, stock.Document{ID: doc}, wants)
	})
}

func (d *depot) issue(doc string) error {
	return d.do(func(ctx context.Context, tx *store.Tx) error {
		return d.Issue(ctx, tx, keeper, stock.Document{ID: doc, About: "出库"})
	})
}

// sound demands that every balance adds up.
func (d *depot) sound() {
	d.t.Helper()
	faults, err := d.Audit(d.ctx)
	require.NoError(d.t, err)
	require.Empty(d.t, faults)
}

// standing is a card.
func (d *depot) standing(p stock.Place, item string) stock.Standing {
	d.t.Helper()
	list, err := d.Standings(d.ctx, stock.Query{Scope: []string{""}, Places: []string{p.ID}, Item: item})
	require.NoError(d.t, err)
	if len(list) == 0 {
		return stock.Standing{}
	}
	return list[0]
}

// code demands an error of a code and tells its field.
func code(t testing.TB, err error, want string) string {
	t.Helper()
	require.Error(t, err)
	f := fail.As(err)
	require.NotNil(t, f, "%v", err)
	require.Equal(t, want, f.Code, "%v", err)
	return f.Field
}
