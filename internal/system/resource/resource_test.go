package resource_test

import (
	"context"
	"maps"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
	"anlan/internal/engine/stock"
	"anlan/internal/system/resource"
)

type city struct {
	*citytest.City
	t *testing.T
}

func start(t *testing.T) city { return city{citytest.New(t, citytest.Options{Material: true}), t} }

func (c city) depot(login, id string) (v resource.DepotView) {
	c.t.Helper()
	c.OK(login, "GET", "/api/resource/depots/"+id, nil, &v)
	return v
}

func (c city) card(id, item string) resource.StockCard {
	c.t.Helper()
	for _, k := range c.depot("duty", id).Cards {
		if k.Item == item {
			return k
		}
	}
	return resource.StockCard{}
}

// act does an act of a case and demands that it is done.
func (c city) act(login, id, act string, form any) {
	c.t.Helper()
	a := c.Do(login, "POST", "/api/cases/"+id+"/acts/"+act, form)
	require.Equal(c.t, 200, a.Status, "%s: %s", act, a.Body)
}

func (c city) sound() {
	c.t.Helper()
	faults, err := c.Stock.Audit(context.Background())
	require.NoError(c.t, err)
	require.Empty(c.t, faults)
}

// pair are two depots of the small city and an item of which the first has plenty.
func (c city) pair() (from, to resource.DepotItem, card resource.StockCard) {
	c.t.Helper()
	var page resource.DepotPage
	c.OK("duty", "GET", "/api/resource/depots", nil, &page)
	require.GreaterOrEqual(c.t, len(page.Items), 2)
	require.Equal(c.t, page.Depots, len(page.Items))
	from, to = page.Items[0], page.Items[1]
	for _, k := range c.depot("duty", from.ID).Cards {
		if k.Free >= 20*stock.One && k.First == "" && k.Free > card.Free {
			card = k
		}
	}
	require.NotEmpty(c.t, card.Item)
	return from, to, card
}

// TestMaterialGoToAnotherDepot follows a requisition: asked, refused where it must be, approved by another, issued with its
// note, signed for in part, brought back, settled; the ledger agrees at every step.
func TestMaterialGoToAnotherDepot(t *testing.T) {
	c := start(t)
	from, to, card := c.pair()
	ask := func(login string, amount any) citytest.Answer {
		return c.Do(login, "POST", "/api/resource/depots/"+from.ID+"/requisitions", map[string]any{"to": to.ID, "reason": "台风前置备勤", "lines": []map[string]any{{"item": card.Item, "amount": amount}}})
	}
	require.Equal(t, 400, ask("duty", -1).Status)
	a := ask("duty", card.Free.Units()+1)
	require.Equal(t, 409, a.Status, "%s", a.Body)
	require.Contains(t, string(a.Body), "lines.0.amount")
	require.Equal(t, 403, ask("auditor", 10).Status)
	var made resource.StockCase
	c.OK("duty", "POST", "/api/resource/depots/"+from.ID+"/requisitions", map[string]any{"to": to.ID, "reason": "台风前置备勤", "lines": []map[string]any{{"item": card.Item, "amount": 10}}}, &made)
	require.Equal(t, card.Free, c.card(from.ID, card.Item).Free, "what is asked for is not held yet")
	approver := "head-" + from.Area[:6]
	require.Equal(t, 403, c.Do("duty", "POST", "/api/cases/"+made.Case+"/acts/approve", map[string]any{}).Status)
	a = c.Do(approver, "POST", "/api/cases/"+made.Case+"/acts/approve", map[string]any{"lines": []map[string]any{{"item": card.Item, "amount": 11}}})
	require.Equal(t, 409, a.Status, "no more than asked: %s", a.Body)
	c.act(approver, made.Case, "approve", map[string]any{"lines": []map[string]any{{"item": card.Item, "amount": 8}}})
	now := c.card(from.ID, card.Item)
	require.Equal(t, card.Free-8*stock.One, now.Free)
	require.Equal(t, card.Quantity, now.Quantity, "held, not gone")
	c.act("duty", made.Case, "issue", map[string]any{"carrier": "辽A00001 张三（演示）"})
	require.Equal(t, card.Quantity-8*stock.One, c.card(from.ID, card.Item).Quantity)
	before := c.card(to.ID, card.Item).Quantity
	c.act("duty", made.Case, "arrive", map[string]any{"by": "李四（演示）", "lines": []map[string]any{{"item": card.Item, "amount": 5, "bin": "Z-01"}}})
	require.Equal(t, before+5*stock.One, c.card(to.ID, card.Item).Quantity)
	a = c.Do("duty", "POST", "/api/cases/"+made.Case+"/acts/arrive", map[string]any{"by": "李四", "lines": []map[string]any{{"item": card.Item, "amount": 4}}})
	require.Equal(t, 409, a.Status, "%s", a.Body)
	c.act("duty", made.Case, "return", map[string]any{"lines": []map[string]any{{"item": card.Item, "amount": 2}}})
	a = c.Do("duty", "POST", "/api/cases/"+made.Case+"/acts/settle", map[string]any{})
	require.Equal(t, 400, a.Status, "one is missing and wants words: %s", a.Body)
	c.act("duty", made.Case, "settle", map[string]any{"loss": "运输途中破损 1 件"})
	var moves struct{ Items []stock.Move }
	c.OK("duty", "GET", "/api/resource/depots/"+from.ID+"/moves?item="+url.QueryEscape(card.Item), nil, &moves)
	require.Equal(t, stock.Returned, moves.Items[0].Kind)
	require.Equal(t, moves.Items[0].Balance, c.card(from.ID, card.Item).Quantity)
	require.Equal(t, made.Case, moves.Items[0].Document)
	var papers int
	require.NoError(t, c.DB.Read().NewRaw("SELECT count(*) FROM procedure_paper WHERE case_id = ?", made.Case).Scan(context.Background(), &papers))
	require.Equal(t, 1, papers)
	c.sound()
}

// TestWhatIsWrongIsNamed holds that each wrong line is named with its field and in plain figures, and that nothing is joined to
// an incident that is not there.
func TestWhatIsWrongIsNamed(t *testing.T) {
	c := start(t)
	from, to, card := c.pair()
	ask := func(change map[string]any, line map[string]any) citytest.Answer {
		l := map[string]any{"item": card.Item, "amount": 1}
		maps.Copy(l, line)
		body := map[string]any{"to": to.ID, "reason": "备勤", "lines": []any{l}}
		maps.Copy(body, change)
		return c.Do("duty", "POST", "/api/resource/depots/"+from.ID+"/requisitions", body)
	}
	for _, x := range []struct {
		change, line map[string]any
		status       int
		says         string
	}{
		{nil, map[string]any{"amount": 99_999_999}, 409, "99999999 " + card.Unit},
		{nil, map[string]any{"amount": 0.00001}, 400, `"lines.0.amount"`},
		{nil, map[string]any{"unit": "筐"}, 400, `"lines.0.unit"`},
		{nil, map[string]any{"item": "nothing"}, 404, `"lines.0.item"`},
		{map[string]any{"to": from.ID}, nil, 400, `"to"`},
		{map[string]any{"to": "", "to_name": ""}, nil, 400, `"to_name"`},
		{map[string]any{"needed_by": "2020-01-01T00:00:00Z"}, nil, 400, `"needed_by"`},
		{map[string]any{"incident": "nowhere"}, nil, 404, `"incident"`},
	} {
		a := ask(x.change, x.line)
		require.Equal(t, x.status, a.Status, "%v %v: %s", x.change, x.line, a.Body)
		require.Contains(t, string(a.Body), x.says)
	}
	a := c.Do("duty", "POST", "/api/resource/depots/"+from.ID+"/receipts", map[string]any{"source": "purchase", "from": "某公司", "lines": []any{map[string]any{"item": card.Item, "amount": 1.23456}}})
	require.Equal(t, 400, a.Status)
	require.Contains(t, string(a.Body), `"lines.0.amount"`)
}

// TestTwoNeverGetTheSame lets two requisitions ask for all that is there: the second is refused at its approval, and gets
// it when the first is withdrawn.
func TestTwoNeverGetTheSame(t *testing.T) {
	c := start(t)
	from, _, card := c.pair()
	ask := func() string {
		var made resource.StockCase
		c.OK("duty", "POST", "/api/resource/depots/"+from.ID+"/requisitions", map[string]any{"to_name": "事故现场", "reason": "抢险", "lines": []map[string]any{{"item": card.Item, "amount": card.Free.Units()}}}, &made)
		return made.Case
	}
	one, two := ask(), ask()
	var own resource.StockCase
	c.OK("commander", "POST", "/api/resource/depots/"+from.ID+"/requisitions", map[string]any{"to_name": "事故现场", "reason": "抢险", "lines": []map[string]any{{"item": card.Item, "amount": 1}}}, &own)
	require.Equal(t, 422, c.Do("commander", "POST", "/api/cases/"+own.Case+"/acts/approve", map[string]any{}).Status, "four eyes")
	approver := "head-" + from.Area[:6]
	c.act(approver, one, "approve", map[string]any{})
	a := c.Do(approver, "POST", "/api/cases/"+two+"/acts/approve", map[string]any{})
	require.Equal(t, 409, a.Status, "%s", a.Body)
	require.Contains(t, string(a.Body), "stock.short")
	c.act("duty", one, "withdraw", map[string]any{"reason": "险情解除"})
	c.act(approver, two, "approve", map[string]any{})
	require.Zero(t, c.card(from.ID, card.Item).Free)
	c.sound()
}

// TestACountIsAgreedTo holds that a count changes nothing before somebody else agrees, and nothing at all when goods moved
// in between.
func TestACountIsAgreedTo(t *testing.T) {
	c := start(t)
	from, _, card := c.pair()
	lot := card.Lots[0]
	tell := func(amount float64) (out resource.CountResult) {
		c.OK("duty", "POST", "/api/resource/depots/"+from.ID+"/corrections", map[string]any{"kind": "count", "reason": "季度盘点", "lots": []map[string]any{{"lot": lot.ID, "amount": amount}}}, &out)
		return out
	}
	require.Empty(t, tell(lot.Quantity.Units()).Case, "the ledger is right")
	first := tell(lot.Quantity.Units() - 1)
	require.Equal(t, card.Quantity, c.card(from.ID, card.Item).Quantity)
	approver := "head-" + from.Area[:6]
	c.act(approver, first.Case, "approve", nil)
	require.Equal(t, card.Quantity-stock.One, c.card(from.ID, card.Item).Quantity)
	second := tell(lot.Quantity.Units() - 3)
	third := tell(lot.Quantity.Units())
	c.act(approver, third.Case, "approve", nil)
	a := c.Do(approver, "POST", "/api/cases/"+second.Case+"/acts/approve", map[string]any{})
	require.Equal(t, 409, a.Status, "%s", a.Body)
	var away resource.CountResult
	c.OK("duty", "POST", "/api/resource/depots/"+from.ID+"/corrections", map[string]any{"kind": "discard", "reason": "破损", "lots": []map[string]any{{"lot": lot.ID, "amount": 2}}}, &away)
	c.act(approver, away.Case, "approve", nil)
	require.Equal(t, card.Quantity-2*stock.One, c.card(from.ID, card.Item).Quantity)
	c.sound()
}

// TestMaterialComeIn covers receipts, minimums, the sums by item, what is near, and that another district sees none of it.
func TestMaterialComeIn(t *testing.T) {
	c := start(t)
	from, _, card := c.pair()
	path := "/api/resource/depots/" + from.ID
	line := map[string]any{"item": card.Item, "amount": 2.5, "bin": "A-01"}
	require.Equal(t, 404, c.Do("head-210106", "POST", "/api/resource/depots/nowhere/receipts", map[string]any{"source": "purchase", "from": "某公司", "lines": []any{line}}).Status)
	a := c.Do("duty", "POST", path+"/receipts", map[string]any{"source": "purchase", "from": "某公司", "lines": []any{line, map[string]any{"item": "nothing", "amount": 1}}})
	require.Equal(t, 404, a.Status, "%s", a.Body)
	require.Contains(t, string(a.Body), "lines.1.item")
	require.Equal(t, card.Quantity, c.card(from.ID, card.Item).Quantity, "all lines or none")
	c.OK("duty", "POST", path+"/receipts", map[string]any{"source": "donation", "from": "某公司", "number": "JZ-1", "lines": []any{line}}, nil)
	require.Equal(t, card.Quantity+2500, c.card(from.ID, card.Item).Quantity)
	c.OK("duty", "POST", path+"/minimum", map[string]any{"item": card.Item, "minimum": card.Quantity.Units() * 2}, nil)
	require.True(t, c.card(from.ID, card.Item).Low)
	var page resource.DepotPage
	c.OK("duty", "GET", "/api/resource/depots?only=low", nil, &page)
	require.Equal(t, from.ID, page.Items[0].ID)
	var items struct{ Items []resource.StockItem }
	c.OK("duty", "GET", "/api/resource/items", nil, &items)
	require.Len(t, items.Items, 23)
	var near struct{ Items []resource.NearDepot }
	c.OK("duty", "GET", "/api/resource/near?item="+card.Item+"&lon=123.4&lat=41.8", nil, &near)
	require.NotEmpty(t, near.Items)
	for n := 1; n < len(near.Items); n++ {
		require.LessOrEqual(t, near.Items[n-1].Distance, near.Items[n].Distance)
	}
	other := "duty-210102"
	if from.Area[:6] == "210102" {
		other = "duty-210106"
	}
	require.Equal(t, 404, c.Do(other, "GET", path, nil).Status)
	require.Equal(t, 404, c.Do(other, "POST", path+"/receipts", map[string]any{"source": "purchase", "from": "某公司", "lines": []any{line}}).Status)
	c.sound()
}
