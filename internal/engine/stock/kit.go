package stock

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Kit is a list of items that are issued together: what fifty people need for a night. It holds nothing itself; how many a
// place has follows from its cards.
type Kit struct {
	Code     string        `bun:"code" json:"code"`
	Name     string        `bun:"name" json:"name"`
	Lines    []KitLine     `bun:"-" json:"lines" nullable:"false"`
	Retired  bool          `bun:"retired" json:"retired"`
	Revision int64         `bun:"revision" json:"revision"`
	At       clock.Instant `bun:"changed_at" json:"changed_at"`
	By       string        `bun:"changed_name" json:"changed_by"`
	LineText string        `bun:"lines" json:"-"`
}

// KitLine is how much of an item one kit has, in the item's own unit.
type KitLine struct {
	Item     string   `json:"item"`
	Quantity Quantity `json:"quantity"`
}

const kitColumns = "code, name, lines, retired, revision, changed_at, changed_name"

// maxKit is how many lines a kit has at most.
const maxKit = 50

// PutKit declares a kit, or changes one: Revision is then that which was read. Invalid names a line whose item is not there,
// stands there twice, or is none; Conflict says that somebody changed it meanwhile, or that its name is another kit's.
func (l *Ledger) PutKit(ctx context.Context, tx *store.Tx, by journal.Actor, k Kit) (Kit, error) {
	if err := l.checkKit(ctx, tx, k); err != nil {
		return k, err
	}
	var old []Kit
	if err := tx.NewRaw("SELECT "+kitColumns+" FROM stock_kit WHERE code = ? OR name = ?"+tx.ForUpdate(), k.Code, k.Name).Scan(ctx, &old); err != nil {
		return k, fmt.Errorf("kit %s: %w", k.Code, err)
	}
	var before Kit
	for _, o := range old {
		if o.Code != k.Code {
			return k, fail.Conflict("stock.kit-name", "套装名称已由编码 "+o.Code+" 使用", "the name is that of "+o.Code).At("name")
		}
		before = o
	}
	if before.Revision != k.Revision {
		return k, fail.Conflict("stock.kit-changed", "该套装已被修改，请刷新后再改", "it was changed meanwhile")
	}
	k.Revision, k.At, k.By = before.Revision+1, clock.Now(l.Clock), by.Name
	lines, err := json.Marshal(k.Lines)
	if err != nil {
		return k, err
	}
	_, err = tx.NewRaw("INSERT INTO stock_kit ("+kitColumns+") VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET name = excluded.name, lines = excluded.lines, retired = excluded.retired, revision = excluded.revision, changed_at = excluded.changed_at, changed_name = excluded.changed_name",
		k.Code, k.Name, string(lines), k.Retired, k.Revision, k.At, k.By).Exec(ctx)
	if err != nil {
		return k, fmt.Errorf("kit %s: %w", k.Code, err)
	}
	_, err = l.Journal.Append(ctx, tx, journal.Entry{Object: "stock-kit:" + k.Code, Actor: by, Action: "stock.kit.put", Body: k})
	return k, err
}

func (l *Ledger) checkKit(ctx context.Context, tx *store.Tx, k Kit) error {
	if k.Code == "" || k.Name == "" || len(k.Lines) == 0 || len(k.Lines) > maxKit {
		return fail.Invalid("stock.kit", "套装须有编码、名称和 1 至 50 行物资", "a kit has a code, a name and 1 to 50 lines")
	}
	seen := map[string]bool{}
	for n, line := range k.Lines {
		if _, err := l.Item(ctx, tx, line.Item); err != nil {
			return at(err, n, "item")
		}
		if seen[line.Item] {
			return at(fail.Invalid("stock.kit-twice", "同一物资填写了两次", "an item stands there twice"), n, "item")
		}
		if seen[line.Item] = true; line.Quantity <= 0 {
			return at(fail.Invalid("stock.quantity", "数量必须大于零", "the quantity must be above zero"), n, "amount")
		}
	}
	return nil
}

// Kits are all kits, by code.
func (l *Ledger) Kits(ctx context.Context) ([]Kit, error) {
	out := []Kit{}
	if err := l.DB.Read().NewRaw("SELECT "+kitColumns+" FROM stock_kit ORDER BY code").Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("kits: %w", err)
	}
	for n := range out {
		if err := json.Unmarshal([]byte(out[n].LineText), &out[n].Lines); err != nil {
			return nil, fmt.Errorf("kit %s: %w", out[n].Code, err)
		}
	}
	return out, nil
}

// Whole is how many whole kits can be made of what is free, and the item that is short first.
func (k Kit) Whole(free map[string]Quantity) (kits int64, short string) {
	for n, line := range k.Lines {
		if can := int64(max(0, free[line.Item]) / line.Quantity); n == 0 || can < kits {
			kits, short = can, line.Item
		}
	}
	return kits, short
}
