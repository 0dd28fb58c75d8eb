package stock

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Material is a sort of goods: an item of the list.
type Material struct {
	Code     string        `bun:"code" json:"code"`
	Name     string        `bun:"name" json:"name"`
	Category string        `bun:"category" json:"category"`
	Unit     string        `bun:"unit" json:"unit" doc:"in which balances are kept"`
	Units    []LargerUnit  `bun:"-" json:"units" nullable:"false" doc:"in which it may also be told: 1 箱 = 24 瓶"`
	Keeps    int           `bun:"keeps" json:"keeps" doc:"months for which it is good; 0 when it does not expire"`
	Retired  bool          `bun:"retired" json:"retired" doc:"no more of it is taken in"`
	Revision int64         `bun:"revision" json:"revision"`
	At       clock.Instant `bun:"changed_at" json:"changed_at"`
	By       string        `bun:"changed_name" json:"changed_by"`
	UnitText string        `bun:"units" json:"-"`
}

// LargerUnit is a unit that holds a number of the item's own.
type LargerUnit struct {
	Name string   `json:"name" minLength:"1" maxLength:"10"`
	Per  Quantity `json:"per" doc:"how many of the item's own unit one of it is" exclusiveMinimum:"0"`
}

const itemColumns = "code, name, category, unit, units, keeps, retired, revision, changed_at, changed_name"

func (i *Material) read() error {
	i.Units = []LargerUnit{}
	if err := json.Unmarshal([]byte(i.UnitText), &i.Units); err != nil {
		return fmt.Errorf("item %s: %w", i.Code, err)
	}
	return nil
}

// In is an amount told in a unit ("" for the item's own) as a quantity of the item's own.
func (i *Material) In(amount Quantity, unit string) (Quantity, error) {
	if unit == "" || unit == i.Unit {
		return amount, nil
	}
	for _, u := range i.Units {
		if u.Name != unit {
			continue
		}
		q, ok := amount.Times(u.Per)
		if !ok {
			return 0, fail.Invalid("stock.unit-size", fmt.Sprintf("%s %s换算成%s后不是有效数量", amount, unit, i.Unit), fmt.Sprintf("%s %s is no valid quantity in %s", amount, unit, i.Unit))
		}
		return q, nil
	}
	return 0, fail.Invalid("stock.unit-unknown", i.Name+"没有计量单位“"+unit+"”", i.Name+" has no unit "+unit)
}

// check refuses an item that cannot be kept.
func (i *Material) check() error {
	i.Code, i.Name, i.Unit, i.Category = strings.TrimSpace(i.Code), strings.TrimSpace(i.Name), strings.TrimSpace(i.Unit), strings.TrimSpace(i.Category)
	for field, v := range map[string]string{"code": i.Code, "name": i.Name, "unit": i.Unit} {
		if v == "" {
			return fail.Invalid("stock.item-field", "编码、品名和单位不能为空", "code, name and unit are needed").At(field)
		}
	}
	if i.Keeps < 0 || i.Keeps > 1200 {
		return fail.Invalid("stock.item-keeps", "保质期应在 0 至 1200 个月之间", "it keeps from 0 to 1200 months").At("keeps")
	}
	seen := map[string]bool{i.Unit: true}
	for n, u := range i.Units {
		if u.Name == "" || seen[u.Name] || u.Per <= 0 {
			return fail.Invalid("stock.item-units", "换算单位不能为空、不能重复，换算数应大于零", "larger units have a name of their own and hold more than nothing").At(fmt.Sprintf("units.%d", n))
		}
		seen[u.Name] = true
	}
	return nil
}

// PutItem declares an item, or changes one: Revision is then that which was read. The unit of an item that is held
// somewhere stays. Conflict says that somebody changed it meanwhile, or that its name is another item's.
func (l *Ledger) PutItem(ctx context.Context, tx *store.Tx, by journal.Actor, i Material) (Material, error) {
	if err := i.check(); err != nil {
		return i, err
	}
	var old []Material
	if err := tx.NewRaw("SELECT "+itemColumns+" FROM stock_item WHERE code = ? OR name = ?"+tx.ForUpdate(), i.Code, i.Name).Scan(ctx, &old); err != nil {
		return i, fmt.Errorf("item %s: %w", i.Code, err)
	}
	var before Material
	for _, o := range old {
		if o.Code != i.Code {
			return i, fail.Conflict("stock.item-name", "品名已由编码 "+o.Code+" 使用", "the name is that of "+o.Code).At("name")
		}
		before = o
	}
	if before.Revision != i.Revision {
		return i, fail.Conflict("stock.item-changed", "该物资已由"+before.By+"修改，请刷新后再改", "it was changed by "+before.By+" meanwhile")
	}
	if before.Unit != "" && before.Unit != i.Unit {
		var used int
		if err := tx.NewRaw("SELECT count(*) FROM (SELECT 1 FROM stock_move WHERE item = ? LIMIT 1) AS m", i.Code).Scan(ctx, &used); err != nil {
			return i, fmt.Errorf("item %s: %w", i.Code, err)
		}
		if used > 0 {
			return i, fail.Conflict("stock.item-unit", "已有出入库记录，不能改变计量单位", "it has moves, so its unit stays").At("unit")
		}
	}
	i.Revision, i.At, i.By = before.Revision+1, clock.Now(l.Clock), by.Name
	if i.Units == nil {
		i.Units = []LargerUnit{}
	}
	units, err := json.Marshal(i.Units)
	if err != nil {
		return i, err
	}
	_, err = tx.NewRaw("INSERT INTO stock_item ("+itemColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET name = excluded.name, category = excluded.category, unit = excluded.unit, units = excluded.units, keeps = excluded.keeps, retired = excluded.retired, revision = excluded.revision, changed_at = excluded.changed_at, changed_name = excluded.changed_name",
		i.Code, i.Name, i.Category, i.Unit, string(units), i.Keeps, i.Retired, i.Revision, i.At, i.By).Exec(ctx)
	if err != nil {
		return i, fmt.Errorf("item %s: %w", i.Code, err)
	}
	_, err = l.Journal.Append(ctx, tx, journal.Entry{Object: "stock-item:" + i.Code, Actor: by, Action: "stock.item.put", Body: i})
	return i, err
}

// Items are all items, by code.
func (l *Ledger) Items(ctx context.Context) ([]Material, error) { return itemsIn(ctx, l.DB.Read()) }

func itemsIn(ctx context.Context, q store.Querier) ([]Material, error) {
	out := []Material{}
	if err := q.NewRaw("SELECT "+itemColumns+" FROM stock_item ORDER BY code").Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("items: %w", err)
	}
	for n := range out {
		if err := out[n].read(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Item is one item; NotFound when there is none.
func (l *Ledger) Item(ctx context.Context, q store.Querier, code string) (Material, error) {
	var i Material
	err := q.NewRaw("SELECT "+itemColumns+" FROM stock_item WHERE code = ?", code).Scan(ctx, &i)
	if store.IsNoRows(err) {
		return i, fail.NotFound("stock.item-unknown", "没有编码为“"+code+"”的物资", "there is no item "+code)
	}
	if err != nil {
		return i, fmt.Errorf("item %s: %w", code, err)
	}
	return i, i.read()
}
