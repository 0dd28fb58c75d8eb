package stock

import (
	"context"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Want is one line of what is asked for, in the item's own unit.
type Want struct {
	Place    string
	Item     string
	Quantity Quantity
}

// Hold is what of a lot a document speaks for or has taken. Gone is all that left for it; of that Arrived came to another
// place, Back came back, Used was used up or lost; the rest is under way.
type Hold struct {
	Document string   `bun:"document" json:"document"`
	Lot      string   `bun:"lot" json:"lot"`
	Place    string   `bun:"place" json:"place"`
	Item     string   `bun:"item" json:"item"`
	Held     Quantity `bun:"held" json:"held"`
	Gone     Quantity `bun:"gone" json:"gone"`
	Arrived  Quantity `bun:"arrived" json:"arrived"`
	Back     Quantity `bun:"back" json:"back"`
	Used     Quantity `bun:"used" json:"used"`
}

const holdColumns = "document, lot, place, item, held, gone, arrived, back, used"

// UnderWay is what left and has neither arrived, come back nor been used up.
func (h Hold) UnderWay() Quantity { return h.Gone - h.Arrived - h.Back - h.Used }

// Holds are the holds of a document, by place, item and lot.
func (l *Ledger) Holds(ctx context.Context, q store.Querier, document string) ([]Hold, error) {
	return holdsOf(ctx, q, document, "")
}

func holdsOf(ctx context.Context, q store.Querier, document, lock string) ([]Hold, error) {
	out := []Hold{}
	if err := q.NewRaw("SELECT "+holdColumns+" FROM stock_hold WHERE document = ? ORDER BY place, item, lot"+lock, document).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("holds of %s: %w", document, err)
	}
	return out, nil
}

func putHold(ctx context.Context, tx *store.Tx, h Hold) error {
	_, err := tx.NewRaw("INSERT INTO stock_hold ("+holdColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (document, lot) DO UPDATE SET held = excluded.held, gone = excluded.gone, arrived = excluded.arrived, back = excluded.back, used = excluded.used",
		h.Document, h.Lot, h.Place, h.Item, h.Held, h.Gone, h.Arrived, h.Back, h.Used).Exec(ctx)
	if err != nil {
		return fmt.Errorf("hold of %s: %w", h.Document, err)
	}
	return nil
}

// Reserve speaks for goods: of each card those that expire first, of what is neither held nor expired. Conflict names the
// first line of which there is not enough; then nothing is held.
func (l *Ledger) Reserve(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document, wants []Want) error {
	before, err := holdsOf(ctx, tx, doc.ID, tx.ForUpdate())
	if err != nil {
		return err
	}
	of := map[string]Hold{}
	for _, h := range before {
		of[h.Lot] = h
	}
	var keys []key
	for _, w := range wants {
		keys = append(keys, key{w.Place, w.Item})
	}
	c, err := l.begin(ctx, tx, by, doc, Issued, "", keys)
	if err != nil {
		return err
	}
	for n, w := range wants {
		k := key{w.Place, w.Item}
		if w.Quantity <= 0 {
			return at(fail.Invalid("stock.quantity", "数量必须大于零", "the quantity must be above zero"), n, "quantity")
		}
		if free := c.free(k); free < w.Quantity {
			return l.short(ctx, tx, w, free, n)
		}
		rest := w.Quantity
		for _, lot := range c.lots[k] {
			take := min(rest, lot.Quantity-lot.Held)
			if take <= 0 || lot.expired(c.today) {
				continue
			}
			c.hold(k, lot, take)
			h := of[lot.ID]
			h.Document, h.Lot, h.Place, h.Item, h.Held = doc.ID, lot.ID, w.Place, w.Item, h.Held+take
			of[lot.ID], rest = h, rest-take
			if err := putHold(ctx, tx, h); err != nil {
				return err
			}
		}
	}
	return c.end(ctx, "stock.reserved")
}

// short says of what there is not enough.
func (l *Ledger) short(ctx context.Context, q store.Querier, w Want, free Quantity, n int) error {
	i, err := l.Item(ctx, q, w.Item)
	if err != nil {
		return at(err, n, "item")
	}
	return at(fail.Conflict("stock.short", fmt.Sprintf("%s可用 %s %s，少于需要的 %s %s", i.Name, free, i.Unit, w.Quantity, i.Unit), fmt.Sprintf("%s: %s %s are free, %s are wanted", i.Name, free, i.Unit, w.Quantity)), n, "quantity")
}

// ofDocument locks the holds of a document and their cards.
func (l *Ledger) ofDocument(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document, kind Kind) ([]Hold, *change, error) {
	holds, err := holdsOf(ctx, tx, doc.ID, tx.ForUpdate())
	if err != nil {
		return nil, nil, err
	}
	var keys []key
	for _, h := range holds {
		keys = append(keys, key{h.Place, h.Item})
	}
	c, err := l.begin(ctx, tx, by, doc, kind, "", keys)
	return holds, c, err
}

// Release gives free what a document holds and has not taken. A document that holds nothing changes nothing.
func (l *Ledger) Release(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document) error {
	holds, c, err := l.ofDocument(ctx, tx, by, doc, Issued)
	if err != nil {
		return err
	}
	n := 0
	for _, h := range holds {
		if h.Held == 0 {
			continue
		}
		k := key{h.Place, h.Item}
		c.hold(k, c.lot(k, h.Lot), -h.Held)
		h.Held = 0
		n++
		if err := putHold(ctx, tx, h); err != nil {
			return err
		}
	}
	if n == 0 {
		return nil
	}
	return c.end(ctx, "stock.released")
}

// Issue takes all that a document holds out of its places. Conflict says that it holds nothing.
func (l *Ledger) Issue(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document) error {
	holds, c, err := l.ofDocument(ctx, tx, by, doc, Issued)
	if err != nil {
		return err
	}
	for _, h := range holds {
		if h.Held == 0 {
			continue
		}
		k := key{h.Place, h.Item}
		lot := c.lot(k, h.Lot)
		c.hold(k, lot, -h.Held)
		if err := c.move(k, lot, -h.Held); err != nil {
			return err
		}
		h.Gone, h.Held = h.Gone+h.Held, 0
		if err := putHold(ctx, tx, h); err != nil {
			return err
		}
	}
	if len(c.moves) == 0 {
		return fail.Conflict("stock.nothing-held", "没有已预留的物资可以出库", "nothing is held for this document")
	}
	return c.end(ctx, "stock.issued")
}
