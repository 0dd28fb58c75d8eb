package stock

import (
	"context"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Tally is how much of a lot was found.
type Tally struct {
	Lot      string   `json:"lot"`
	Quantity Quantity `json:"quantity"`
}

// Difference is a lot of which something else was found than the ledger says.
type Difference struct {
	Lot   Lot      `json:"lot"`
	Found Quantity `json:"found"`
}

// Compare tells which lots of a place differ from what was found, without changing anything. NotFound names a lot that is not
// there.
func (l *Ledger) Compare(ctx context.Context, q store.Querier, place string, found []Tally) ([]Difference, error) {
	out := []Difference{}
	for n, f := range found {
		var lot Lot
		err := q.NewRaw("SELECT "+lotColumns+" FROM stock_lot WHERE id = ? AND place = ?", f.Lot, place).Scan(ctx, &lot)
		if store.IsNoRows(err) {
			return nil, at(fail.NotFound("stock.lot-unknown", "该库没有这个批次", "the place has no such lot"), n, "lot")
		}
		if err != nil {
			return nil, fmt.Errorf("lot %s: %w", f.Lot, err)
		}
		if lot.Quantity != f.Quantity {
			out = append(out, Difference{lot, f.Quantity})
		}
	}
	return out, nil
}

// Count makes the ledger say what was found. Conflict says that less was found than is spoken for: that must be given free
// first.
func (l *Ledger) Count(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document, place string, found []Tally) error {
	return l.set(ctx, tx, by, doc, place, Counted, "stock.counted", found, func(lot *Lot, f Quantity) Quantity { return f - lot.Quantity })
}

// Discard throws goods away: so much of each lot.
func (l *Ledger) Discard(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document, place string, away []Tally) error {
	return l.set(ctx, tx, by, doc, place, Discarded, "stock.discarded", away, func(_ *Lot, q Quantity) Quantity { return -q })
}

// set changes lots of a place by what differs.
func (l *Ledger) set(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document, place string, kind Kind, action string, lots []Tally, differs func(*Lot, Quantity) Quantity) error {
	all := make([]Quantity, len(lots))
	var keys []key
	for n, x := range lots {
		d, err := l.Compare(ctx, tx, place, []Tally{{x.Lot, -1}}) // differs from every lot
		if err != nil {
			return at(err, n, "lot")
		}
		keys, all[n] = append(keys, key{place, d[0].Lot.Item}), x.Quantity
	}
	of := make([]key, len(keys))
	copy(of, keys)
	c, err := l.begin(ctx, tx, by, doc, kind, "", keys)
	if err != nil {
		return err
	}
	for n, x := range lots {
		lot := c.lot(of[n], x.Lot)
		d := differs(lot, all[n])
		if d == 0 {
			continue
		}
		if err := c.move(of[n], lot, d); err != nil {
			return at(err, n, "quantity")
		}
	}
	if len(c.moves) == 0 {
		return nil
	}
	return c.end(ctx, action)
}

// SetMinimums says below what cards of a place should not fall, by item; 0 for none. What is so already is left alone.
func (l *Ledger) SetMinimums(ctx context.Context, tx *store.Tx, by journal.Actor, p Place, least map[string]Quantity) error {
	var keys []key
	for item := range least {
		if _, err := l.Item(ctx, tx, item); err != nil {
			return err
		}
		keys = append(keys, key{p.ID, item})
	}
	c, err := l.begin(ctx, tx, by, Document{}, Counted, p.Area, keys)
	if err != nil {
		return err
	}
	for k, card := range c.cards {
		if card.Minimum == least[k.item] {
			delete(c.cards, k)
		}
		card.Minimum = least[k.item]
	}
	if len(c.cards) == 0 {
		return nil
	}
	return c.end(ctx, "stock.minimum")
}
