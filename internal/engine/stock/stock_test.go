package stock_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/store"
	"anlan/internal/engine/stock"
)

// TestItemsAreDeclared covers units, names, revisions, and that the unit of what has moves stays.
func TestItemsAreDeclared(t *testing.T) {
	d := stocked(t)
	put := func(i stock.Material) error {
		return d.do(func(ctx context.Context, tx *store.Tx) error {
			_, err := d.PutItem(ctx, tx, keeper, i)
			return err
		})
	}
	code(t, put(items[0]), "stock.item-changed")
	code(t, put(stock.Material{Code: "tent2", Name: "救灾帐篷", Unit: "顶"}), "stock.item-name")
	require.Equal(t, "unit", code(t, put(stock.Material{Code: "x", Name: "某物"}), "stock.item-field"))
	code(t, put(stock.Material{Code: "x", Name: "某物", Unit: "个", Units: []stock.LargerUnit{{Name: "个", Per: 2}}}), "stock.item-units")
	require.NoError(t, d.receive(north, stock.Arrival{Item: "tent", Amount: stock.One}))
	tent := items[0]
	tent.Revision, tent.Unit = 1, "个"
	code(t, put(tent), "stock.item-unit")
	tent.Unit, tent.Retired = "顶", true
	require.NoError(t, put(tent))
	require.Equal(t, "lines.0.item", code(t, d.receive(north, stock.Arrival{Item: "tent", Amount: stock.One}), "stock.item-retired"))
}

// TestMaterialComeAndGo follows water: taken in by the box, held so that nobody else gets it, taken out first what expires
// first, arrived elsewhere with its batch, come back, used up.
func TestMaterialComeAndGo(t *testing.T) {
	d := stocked(t)
	box := func(n stock.Quantity, batch, expires string) stock.Arrival {
		return stock.Arrival{Item: "water", Amount: n * stock.One, Unit: "箱", Bin: "A-01", Batch: batch, Expires: expires}
	}
	require.NoError(t, d.receive(north, box(10, "B2", "2027-05-01"), box(5, "B1", "2026-12-31"), box(5, "B2", "2027-05-01")))
	require.Equal(t, 20*24*stock.One, d.standing(north, "water").Quantity)
	lots, err := d.Lots(d.ctx, north.ID)
	require.NoError(t, err)
	require.Len(t, lots, 2, "what is alike lies together")
	require.Equal(t, "B1", lots[0].Batch)
	bottles := func(n stock.Quantity) stock.Want {
		return stock.Want{Place: north.ID, Item: "water", Quantity: n * stock.One}
	}
	require.NoError(t, d.reserve("case-1", bottles(200)))
	require.Equal(t, "lines.0.quantity", code(t, d.reserve("case-2", bottles(281)), "stock.short"))
	require.Equal(t, 280*stock.One, d.standing(north, "water").Free)
	require.NoError(t, d.issue("case-1"))
	code(t, d.issue("case-1"), "stock.nothing-held")
	holds, err := d.Holds(d.ctx, d.db.Read(), "case-1")
	require.NoError(t, err)
	require.Len(t, holds, 2)
	gone := map[string]stock.Quantity{}
	for _, h := range holds {
		gone[h.Lot] = h.Gone
	}
	require.Equal(t, 120*stock.One, gone[lots[0].ID], "what expires first leaves first")
	doc := stock.Document{ID: "case-1", About: "到货"}
	require.NoError(t, d.do(func(ctx context.Context, tx *store.Tx) error {
		return d.Arrive(ctx, tx, keeper, doc, south, []stock.Line{{Item: "water", Quantity: 150 * stock.One, Bin: "C-9"}})
	}))
	there, err := d.Lots(d.ctx, south.ID)
	require.NoError(t, err)
	require.Len(t, there, 2)
	require.Equal(t, "B1", there[0].Batch, "batches go along")
	code(t, d.do(func(ctx context.Context, tx *store.Tx) error {
		return d.Return(ctx, tx, keeper, doc, []stock.Line{{Item: "water", Quantity: 51 * stock.One}})
	}), "stock.not-under-way")
	require.NoError(t, d.do(func(ctx context.Context, tx *store.Tx) error {
		return d.Return(ctx, tx, keeper, doc, []stock.Line{{Item: "water", Quantity: 20 * stock.One}})
	}))
	require.NoError(t, d.do(func(ctx context.Context, tx *store.Tx) error {
		used, err := d.UseUp(ctx, tx, "case-1")
		require.Equal(t, map[string]stock.Quantity{"water": 30 * stock.One}, used)
		return err
	}))
	require.Equal(t, 300*stock.One, d.standing(north, "water").Quantity)
	moves, err := d.Moves(d.ctx, north.ID, "water", 0, 100)
	require.NoError(t, err)
	require.Equal(t, stock.Returned, moves[0].Kind)
	require.Equal(t, 300*stock.One, moves[0].Balance)
	require.EqualValues(t, 6, moves[0].No)
	d.sound()
}

// TestWhatHasExpiredIsNotFree holds that goods past their day are promised to nobody and refused at the door, and that a
// count and a discarding set things right, but never below what is spoken for.
func TestWhatHasExpiredIsNotFree(t *testing.T) {
	d := stocked(t)
	require.Equal(t, "lines.0.expires_on", code(t, d.receive(north, stock.Arrival{Item: "water", Amount: stock.One, Expires: "2026-06-30"}), "stock.expired"))
	require.NoError(t, d.receive(north, stock.Arrival{Item: "water", Amount: 10 * stock.One, Batch: "a", Expires: "2026-07-01"}, stock.Arrival{Item: "water", Amount: 10 * stock.One, Batch: "b"}))
	require.Equal(t, "2027-07-01", must(d.Lots(d.ctx, north.ID))(t)[1].Expires, "twelve months from today when no day is told")
	d.clock.Advance(24 * time.Hour)
	s := d.standing(north, "water")
	require.Equal(t, []stock.Quantity{20 * stock.One, 10 * stock.One, 10 * stock.One}, []stock.Quantity{s.Quantity, s.Free, s.Expired})
	code(t, d.reserve("case-1", stock.Want{Place: north.ID, Item: "water", Quantity: 11 * stock.One}), "stock.short")
	require.NoError(t, d.reserve("case-1", stock.Want{Place: north.ID, Item: "water", Quantity: 4 * stock.One}))
	lots := must(d.Lots(d.ctx, north.ID))(t)
	set := func(f func(context.Context, *store.Tx) error) error { return d.do(f) }
	require.Equal(t, "lines.0.quantity", code(t, set(func(ctx context.Context, tx *store.Tx) error {
		return d.Count(ctx, tx, keeper, stock.Document{ID: "count-1"}, north.ID, []stock.Tally{{Lot: lots[1].ID, Quantity: 3 * stock.One}})
	}), "stock.short"))
	require.NoError(t, set(func(ctx context.Context, tx *store.Tx) error {
		return d.Count(ctx, tx, keeper, stock.Document{ID: "count-1"}, north.ID, []stock.Tally{{Lot: lots[1].ID, Quantity: 9 * stock.One}, {Lot: lots[0].ID, Quantity: 10 * stock.One}})
	}))
	require.NoError(t, set(func(ctx context.Context, tx *store.Tx) error {
		return d.Discard(ctx, tx, keeper, stock.Document{ID: "away-1"}, north.ID, []stock.Tally{{Lot: lots[0].ID, Quantity: 10 * stock.One}})
	}))
	require.NoError(t, set(func(ctx context.Context, tx *store.Tx) error {
		return d.Release(ctx, tx, keeper, stock.Document{ID: "case-1"})
	}))
	require.NoError(t, set(func(ctx context.Context, tx *store.Tx) error {
		return d.SetMinimums(ctx, tx, keeper, north, map[string]stock.Quantity{"water": 10 * stock.One})
	}))
	s = d.standing(north, "water")
	require.Equal(t, 9*stock.One, s.Free)
	require.True(t, s.Low())
	d.sound()
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T { t.Helper(); require.NoError(t, err); return v }
}
