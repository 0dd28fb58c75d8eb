package stock

import (
	"context"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Arrival is one line of what comes in: an amount in a unit ("" for the item's own), where it lies and until when it is good.
type Arrival struct {
	Item    string   `json:"item"`
	Amount  Quantity `json:"amount"`
	Unit    string   `json:"unit"`
	Bin     string   `json:"bin"`
	Batch   string   `json:"batch"`
	Expires string   `json:"expires_on"`
}

// at names the field of a line in an error of the caller's.
func at(err error, n int, field string) error {
	if f := fail.As(err); f != nil {
		return f.At(fmt.Sprintf("lines.%d.%s", n, field))
	}
	return err
}

// Receive takes goods in at a place. What has expired already, an item that is retired or unknown and an amount that is none
// are refused with the line.
func (l *Ledger) Receive(ctx context.Context, tx *store.Tx, by journal.Actor, p Place, doc Document, lines []Arrival) error {
	quantities := make([]Quantity, len(lines))
	var keys []key
	for n := range lines {
		q, err := l.acceptable(ctx, tx, &lines[n], n)
		if err != nil {
			return err
		}
		quantities[n], keys = q, append(keys, key{p.ID, lines[n].Item})
	}
	c, err := l.begin(ctx, tx, by, doc, Received, p.Area, keys)
	if err != nil {
		return err
	}
	for n, a := range lines {
		k := key{p.ID, a.Item}
		if err := c.move(k, c.into(k, p.Area, a.Bin, a.Batch, a.Expires), quantities[n]); err != nil {
			return err
		}
	}
	return c.end(ctx, "stock.received")
}

// acceptable checks a line and tells its quantity in the item's own unit. An item that expires and comes without a day gets
// the day on which it does, counted from today.
func (l *Ledger) acceptable(ctx context.Context, q store.Querier, a *Arrival, n int) (Quantity, error) {
	i, err := l.Item(ctx, q, a.Item)
	if err != nil {
		return 0, at(err, n, "item")
	}
	if i.Retired {
		return 0, at(fail.Conflict("stock.item-retired", i.Name+"已停用，不能入库", i.Name+" is retired"), n, "item")
	}
	if a.Amount <= 0 {
		return 0, at(fail.Invalid("stock.quantity", "数量必须大于零", "the quantity must be above zero"), n, "amount")
	}
	quantity, err := i.In(a.Amount, a.Unit)
	if err != nil {
		return 0, at(err, n, "unit")
	}
	if a.Expires == "" && i.Keeps > 0 {
		a.Expires = calendar.DateOf(l.Clock.Now()).AddMonths(i.Keeps).String()
	}
	if a.Expires == "" {
		return quantity, nil
	}
	if _, err := calendar.ParseDate(a.Expires); err != nil {
		return 0, at(err, n, "expires_on")
	}
	if a.Expires < l.today() {
		return 0, at(fail.Conflict("stock.expired", i.Name+"已于 "+a.Expires+" 过期，不能入库", i.Name+" expired on "+a.Expires), n, "expires_on")
	}
	return quantity, nil
}
