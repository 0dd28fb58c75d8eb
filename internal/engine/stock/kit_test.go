package stock_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/store"
	"anlan/internal/engine/stock"
)

func (d *depot) putKit(k stock.Kit) (out stock.Kit, err error) {
	err = d.do(func(ctx context.Context, tx *store.Tx) error { out, err = d.PutKit(ctx, tx, keeper, k); return err })
	return out, err
}

// TestKits declares a kit, changes it, and refuses what is none.
func TestKits(t *testing.T) {
	d := stocked(t)
	night := stock.Kit{Code: "night", Name: "安置套装", Lines: []stock.KitLine{{Item: "tent", Quantity: 2 * stock.One}, {Item: "water", Quantity: 48 * stock.One}}}
	made, err := d.putKit(night)
	require.NoError(t, err)
	_, err = d.putKit(night)
	code(t, err, "stock.kit-changed")
	made.Lines = made.Lines[:1]
	made, err = d.putKit(made)
	require.NoError(t, err)
	require.EqualValues(t, 2, made.Revision)
	list, err := d.Kits(d.ctx)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, made.Lines, list[0].Lines)
	for want, k := range map[string]stock.Kit{
		"stock.kit":          {Code: "a", Name: "空"},
		"stock.kit-name":     {Code: "a", Name: "安置套装", Lines: night.Lines},
		"stock.kit-twice":    {Code: "a", Name: "重复", Lines: []stock.KitLine{night.Lines[0], night.Lines[0]}},
		"stock.quantity":     {Code: "a", Name: "零", Lines: []stock.KitLine{{Item: "tent"}}},
		"stock.item-unknown": {Code: "a", Name: "无", Lines: []stock.KitLine{{Item: "nothing", Quantity: stock.One}}},
	} {
		_, err := d.putKit(k)
		code(t, err, want)
	}
}

// TestWholeKits holds that as many whole kits as are told can be made of what is free, and not one more, whatever they hold.
func TestWholeKits(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		k, free := stock.Kit{}, map[string]stock.Quantity{}
		for _, item := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 1, 4, rapid.ID).Draw(r, "items") {
			k.Lines = append(k.Lines, stock.KitLine{Item: item, Quantity: stock.Quantity(rapid.Int64Range(1, 50_000).Draw(r, "per"))})
			free[item] = stock.Quantity(rapid.Int64Range(-1000, 5_000_000).Draw(r, "free"))
		}
		whole, short := k.Whole(free)
		enough := func(n int64) bool {
			for _, l := range k.Lines {
				if n > 0 && stock.Quantity(n)*l.Quantity > free[l.Item] {
					return false
				}
			}
			return true
		}
		if !enough(whole) || enough(whole+1) {
			r.Fatalf("%d kits of %+v from %v", whole, k.Lines, free)
		}
		for _, l := range k.Lines {
			if l.Item == short && stock.Quantity(whole+1)*l.Quantity <= free[l.Item] {
				r.Fatalf("%s is not what is short", short)
			}
		}
	})
}
