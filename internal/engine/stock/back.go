package stock

import (
	"context"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Line is one line of what arrived, came back or was used up, in the item's own unit.
type Line struct {
	Item     string
	Quantity Quantity
	Bin      string // where it lies now; "" for no bin, or for the bin that it came from
}

// spread divides a line among the holds of a document that are under way, in their order. Conflict says that less is.
func spread(holds []Hold, w Line, n int, do func(h *Hold, q Quantity) error) error {
	rest := w.Quantity
	if rest <= 0 {
		return at(fail.Invalid("stock.quantity", "数量必须大于零", "the quantity must be above zero"), n, "quantity")
	}
	for i := range holds {
		h := &holds[i]
		q := min(rest, h.UnderWay())
		if h.Item != w.Item || q <= 0 {
			continue
		}
		rest -= q
		if err := do(h, q); err != nil {
			return err
		}
	}
	if rest > 0 {
		return at(fail.Conflict("stock.not-under-way", fmt.Sprintf("在途只有 %s，少于填写的 %s", w.Quantity-rest, w.Quantity), fmt.Sprintf("only %s are under way, not %s", w.Quantity-rest, w.Quantity)), n, "quantity")
	}
	return nil
}

// putAll writes the holds.
func putAll(ctx context.Context, tx *store.Tx, holds []Hold) error {
	for _, h := range holds {
		if err := putHold(ctx, tx, h); err != nil {
			return err
		}
	}
	return nil
}

// Arrive takes in at another place what a document took out; batches and days of expiry go with it.
func (l *Ledger) Arrive(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document, to Place, lines []Line) error {
	holds, err := holdsOf(ctx, tx, doc.ID, tx.ForUpdate())
	if err != nil {
		return err
	}
	from, err := l.lotsOf(ctx, tx, holds)
	if err != nil {
		return err
	}
	var keys []key
	for _, w := range lines {
		keys = append(keys, key{to.ID, w.Item})
	}
	c, err := l.begin(ctx, tx, by, doc, Arrived, to.Area, keys)
	if err != nil {
		return err
	}
	for n, w := range lines {
		err := spread(holds, w, n, func(h *Hold, q Quantity) error {
			h.Arrived += q
			k, was := key{to.ID, w.Item}, from[h.Lot]
			return c.move(k, c.into(k, to.Area, w.Bin, was.Batch, was.Expires), q)
		})
		if err != nil {
			return err
		}
	}
	if err := putAll(ctx, tx, holds); err != nil {
		return err
	}
	return c.end(ctx, "stock.arrived")
}

// lotsOf reads the lots of holds.
func (l *Ledger) lotsOf(ctx context.Context, q store.Querier, holds []Hold) (map[string]Lot, error) {
	out := map[string]Lot{}
	for _, h := range holds {
		var lot Lot
		if err := q.NewRaw("SELECT "+lotColumns+" FROM stock_lot WHERE id = ?", h.Lot).Scan(ctx, &lot); err != nil {
			return nil, fmt.Errorf("lot %s: %w", h.Lot, err)
		}
		out[h.Lot] = lot
	}
	return out, nil
}

// Return takes back into the lots that they came from what a document took out.
func (l *Ledger) Return(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document, lines []Line) error {
	holds, c, err := l.ofDocument(ctx, tx, by, doc, Returned)
	if err != nil {
		return err
	}
	for n, w := range lines {
		err := spread(holds, w, n, func(h *Hold, q Quantity) error {
			h.Back += q
			k := key{h.Place, h.Item}
			lot := c.lot(k, h.Lot)
			if w.Bin != "" && w.Bin != lot.Bin {
				lot = c.into(k, lot.Area, w.Bin, lot.Batch, lot.Expires)
			}
			return c.move(k, lot, q)
		})
		if err != nil {
			return err
		}
	}
	if err := putAll(ctx, tx, holds); err != nil {
		return err
	}
	return c.end(ctx, "stock.returned")
}

// UseUp says that all that is still under way for a document was used up or lost, and tells how much that is, by item. It
// changes no balance: the goods left the places when they were issued.
func (l *Ledger) UseUp(ctx context.Context, tx *store.Tx, document string) (map[string]Quantity, error) {
	holds, err := holdsOf(ctx, tx, document, tx.ForUpdate())
	if err != nil {
		return nil, err
	}
	out := map[string]Quantity{}
	for i := range holds {
		if q := holds[i].UnderWay(); q > 0 {
			out[holds[i].Item] += q
			holds[i].Used += q
		}
	}
	return out, putAll(ctx, tx, holds)
}
