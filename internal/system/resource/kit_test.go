package resource_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/engine/stock"
	"anlan/internal/system/resource"
)

// TestAKitIsIssuedWhole declares a kit in boxes, asks for some beside single items, and holds that it is approved whole or not
// at all, and never more than the depot can make.
func TestAKitIsIssuedWhole(t *testing.T) {
	c := start(t)
	from, _, card := c.pair()
	var item struct{ Items []resource.StockItem }
	c.OK("duty", "GET", "/api/resource/items", nil, &item)
	for _, i := range item.Items {
		if i.Code == card.Item {
			c.OK("head", "POST", "/api/resource/items", map[string]any{"code": i.Code, "name": i.Name, "category": i.Category, "unit": i.Unit, "units": []map[string]any{{"name": "大箱", "per": 3}}, "keeps": i.Keeps, "revision": i.Revision}, nil)
		}
	}
	kit := map[string]any{"code": "T-1", "name": "测试套装", "lines": []map[string]any{{"item": card.Item, "amount": 2, "unit": "大箱"}}}
	require.Equal(t, 403, c.Do("duty", "POST", "/api/resource/kits", kit).Status)
	var made stock.Kit
	c.OK("head", "POST", "/api/resource/kits", kit, &made)
	require.Equal(t, 6*stock.One, made.Lines[0].Quantity, "two boxes of three")
	whole := func() int64 {
		var page struct{ Items []resource.DepotKit }
		c.OK("duty", "GET", "/api/resource/depots/"+from.ID+"/kits", nil, &page)
		for _, k := range page.Items {
			if k.Code == "T-1" {
				require.Equal(t, card.Name, k.Short)
				return k.Whole
			}
		}
		return -1
	}
	can := whole()
	require.Equal(t, int64(card.Free/(6*stock.One)), can)
	ask := func(kits, single any) map[string]any {
		return map[string]any{"to_name": "安置点", "reason": "安置", "kits": []map[string]any{{"code": "T-1", "count": kits}}, "lines": []map[string]any{{"item": card.Item, "amount": single}}}
	}
	path := "/api/resource/depots/" + from.ID + "/requisitions"
	require.Equal(t, 409, c.Do("duty", "POST", path, ask(can, 6)).Status, "one more than there is")
	require.Equal(t, 400, c.Do("duty", "POST", path, map[string]any{"to_name": "安置点", "reason": "安置"}).Status)
	require.Equal(t, 404, c.Do("duty", "POST", path, map[string]any{"to_name": "安置点", "reason": "安置", "kits": []map[string]any{{"code": "none", "count": 1}}}).Status)
	var opened resource.StockCase
	c.OK("duty", "POST", path, ask(2, 3), &opened)
	approve := func(amount int) int {
		return c.Do("commander", "POST", "/api/cases/"+opened.Case+"/acts/approve", map[string]any{"lines": []map[string]any{{"item": card.Item, "amount": amount}}}).Status
	}
	require.Equal(t, 409, approve(11), "of the twelve of the kits one is missing")
	require.Equal(t, 200, approve(13))
	require.Equal(t, card.Free-13*stock.One, c.card(from.ID, card.Item).Free)
	require.Equal(t, int64((card.Free-13*stock.One)/(6*stock.One)), whole())
	scene := c.incident("duty", "内涝", 123.35, 41.79)
	body := ask(1, 1)
	body["incident"] = scene
	c.OK("duty", "POST", path, body, &opened)
	require.Equal(t, 200, approve(7))
	c.OK("duty", "GET", "/api/command/incidents/"+scene, nil, nil) // its timeline bears what the ledger wrote
	c.sound()
}
