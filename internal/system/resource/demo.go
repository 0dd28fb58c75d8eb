package resource

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/exact"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
	"anlan/internal/system"
)

// The demo of the goods: the 23 kinds of the city's depots, taken in as what each depot stated, in lots with bins and days.
// All of it is constructed from ids alone.

var demoActor = journal.Actor{ID: "machine:demo", Name: "演示数据"}

// demoCategories are the kinds with their category, and the months for which they are good.
var demoCategories = []struct {
	category string
	keeps    int
	names    []string
}{
	{"安置", 0, []string{"救灾帐篷", "棉被", "棉大衣", "折叠床", "睡袋", "毛毯"}},
	{"防汛", 0, []string{"排水泵", "冲锋舟", "橡皮艇", "救生衣", "编织袋", "吸水膨胀袋", "铁锹"}},
	{"电力照明", 0, []string{"应急照明灯", "发电机"}},
	{"森林防火", 0, []string{"风力灭火机"}},
	{"危化处置", 60, []string{"防毒面具", "正压式空气呼吸器", "重型防化服"}},
	{"危化处置", 0, []string{"堵漏工具", "吸附棉"}},
	{"生活", 24, []string{"饮用水", "应急食品"}},
}

// LoadDemo takes in what the demo's depots stated, and says how its forces stand. What is there already stays as it is.
func (s *System) LoadDemo(ctx context.Context) error {
	if err := s.loadGoods(ctx); err != nil {
		return err
	}
	return s.loadForces(ctx)
}

// loadGoods takes in what the demo's depots stated. A ledger that has items stays as it is.
func (s *System) loadGoods(ctx context.Context) error {
	items, err := s.Stock.Items(ctx)
	if err != nil || len(items) > 0 {
		return err
	}
	depots, err := s.Register.All(ctx, identity.Everywhere, register.Query{Kind: "depot"})
	if err != nil {
		return err
	}
	codes := map[string]stock.Material{}
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, e := range depots {
			if !e.Demo {
				continue
			}
			var a register.Depot
			if err := json.Unmarshal(e.Attrs, &a); err != nil {
				return fmt.Errorf("depot %s: %w", e.ID, err)
			}
			if err := s.demoDepot(ctx, tx, e, a.Materials, codes); err != nil {
				return err
			}
		}
		return s.demoKits(ctx, tx, codes)
	})
	if err != nil {
		return fmt.Errorf("load demo goods: %w", err)
	}
	return nil
}

// demoDepot takes in the goods of one depot, in one to three lots each, and sets minimums, some of which are not met.
func (s *System) demoDepot(ctx context.Context, tx *store.Tx, e register.Element, goods []register.Stock, codes map[string]stock.Material) error {
	var lines []stock.Arrival
	for n, m := range goods {
		i, err := s.demoItem(ctx, tx, m, codes)
		if err != nil {
			return err
		}
		q, err := exact.Of(m.Quantity)
		if err != nil {
			return err
		}
		lots := exact.Thousandths(1 + system.Chance(3, "lots", e.ID, i.Code))
		for k := range lots {
			part := q / exact.One / lots * exact.One
			if k == lots-1 {
				part = q - part*(lots-1)
			}
			if part <= 0 {
				continue
			}
			lines = append(lines, stock.Arrival{Item: i.Code, Amount: part, Bin: fmt.Sprintf("%c-%02d", 'A'+rune(n%6), 1+n/6+int(k)), Batch: fmt.Sprintf("2025%02d-%d", 1+system.Chance(12, e.ID, i.Code), k+1), Expires: s.demoDay(i, e.ID, int(k))})
		}
	}
	if len(lines) == 0 {
		return nil
	}
	if err := s.Stock.Receive(ctx, tx, demoActor, placeOf(e), stock.Document{ID: "demo-opening", About: "建账（演示）"}, lines); err != nil {
		return err
	}
	minimums := map[string]stock.Quantity{}
	for _, m := range goods {
		i := codes[m.Name]
		q, err := exact.Amount(m.Quantity)
		if err != nil {
			return err
		}
		least := q / exact.One / 2 * exact.One
		if system.Chance(12, "low", e.ID, i.Code) == 0 {
			least = q * 5 / 4 / exact.One * exact.One
		}
		minimums[i.Code] = least
	}
	return s.Stock.SetMinimums(ctx, tx, demoActor, placeOf(e), minimums)
}

// demoDay is the last day of a lot that expires: some within weeks, most in years.
func (s *System) demoDay(i stock.Material, place string, lot int) string {
	if i.Keeps == 0 {
		return ""
	}
	days := 200 + int(system.Chance(uint32(i.Keeps)*25, "day", place, i.Code)) + 90*lot
	if system.Chance(5, "soon", place, i.Code) == 0 && lot == 0 {
		days = int(system.Chance(60, "soon days", place, i.Code))
	}
	return calendar.DateOf(s.Clock.Now()).Next(days).String()
}

// demoItem is the item of a name, declared when it is met first.
func (s *System) demoItem(ctx context.Context, tx *store.Tx, m register.Stock, codes map[string]stock.Material) (stock.Material, error) {
	if i, ok := codes[m.Name]; ok {
		return i, nil
	}
	i := stock.Material{Code: fmt.Sprintf("WZ-%03d", len(codes)+1), Name: m.Name, Category: "其他", Unit: m.Unit, Units: demoUnits[m.Name]}
	for _, c := range demoCategories {
		for _, name := range c.names {
			if name == m.Name {
				i.Category, i.Keeps = c.category, c.keeps
			}
		}
	}
	i, err := s.Stock.PutItem(ctx, tx, demoActor, i)
	codes[m.Name] = i
	return i, err
}

// demoUnits are larger units in which some goods may be told.
var demoUnits = map[string][]stock.LargerUnit{
	"防毒面具": {{Name: "箱", Per: 20 * stock.One}}, "棉被": {{Name: "包", Per: 10 * stock.One}}, "救生衣": {{Name: "捆", Per: 25 * stock.One}}, "编织袋": {{Name: "捆", Per: 500 * stock.One}},
}

// demoKits are lists that are issued at once.
func (s *System) demoKits(ctx context.Context, tx *store.Tx, codes map[string]stock.Material) error {
	for n, k := range []struct {
		name  string
		lines map[string]int
	}{
		{"50 人安置套装", map[string]int{"救灾帐篷": 5, "折叠床": 50, "棉被": 50, "饮用水": 10, "应急食品": 10, "应急照明灯": 2}},
		{"防汛抢险套装（20 人）", map[string]int{"救生衣": 20, "编织袋": 1000, "铁锹": 20, "排水泵": 2, "冲锋舟": 1}},
		{"危化处置套装（10 人）", map[string]int{"正压式空气呼吸器": 10, "重型防化服": 10, "堵漏工具": 2, "吸附棉": 40}},
	} {
		kit := stock.Kit{Code: fmt.Sprintf("TZ-%02d", n+1), Name: k.name}
		for name, amount := range k.lines {
			if i, ok := codes[name]; ok {
				kit.Lines = append(kit.Lines, stock.KitLine{Item: i.Code, Quantity: stock.Quantity(amount) * stock.One})
			}
		}
		if len(kit.Lines) == 0 {
			continue
		}
		slices.SortFunc(kit.Lines, func(a, b stock.KitLine) int { return strings.Compare(a.Item, b.Item) })
		if _, err := s.Stock.PutKit(ctx, tx, demoActor, kit); err != nil {
			return err
		}
	}
	return nil
}
