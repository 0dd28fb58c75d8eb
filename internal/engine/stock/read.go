package stock

import (
	"context"
	"fmt"
	"iter"
	"maps"

	"github.com/uptrace/bun"

	"anlan/internal/base/identity"
)

func keysOf[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// Standing is a card with what of it is free today and what has expired or will within the warning.
type Standing struct {
	Card
	Free    Quantity `bun:"free" json:"free" doc:"neither spoken for nor expired"`
	Expired Quantity `bun:"expired" json:"expired"`
	Soon    Quantity `bun:"soon" json:"expires_soon" doc:"expires within the days asked for"`
	First   string   `bun:"first" json:"first_expires_on" doc:"the first day on which something that is there expires; empty for none"`
}

// Low says that less is free than should be there.
func (s Standing) Low() bool { return s.Free < s.Minimum }

// Query narrows Standings. Soon is the day until which what expires is counted as soon.
type Query struct {
	Scope  identity.Scope
	Places []string // nil for all
	Item   string
	Soon   string
}

// Standings are the cards in the scope, by place and item.
func (l *Ledger) Standings(ctx context.Context, q Query) ([]Standing, error) {
	today := l.today()
	soon := max(q.Soon, today)
	where, args := q.Scope.SQL("c.area")
	if q.Places != nil {
		if len(q.Places) == 0 {
			return []Standing{}, nil
		}
		where, args = where+" AND c.place IN (?)", append(args, bun.List(q.Places))
	}
	if q.Item != "" {
		where, args = where+" AND c.item = ?", append(args, q.Item)
	}
	out := []Standing{}
	err := l.DB.Read().NewRaw(`SELECT c.place, c.item, c.area, c.quantity, c.held, c.minimum, c.moves,
		CAST(COALESCE(SUM(CASE WHEN l.expires_on = '' OR l.expires_on >= ? THEN l.quantity - l.held ELSE 0 END), 0) AS BIGINT) AS free,
		CAST(COALESCE(SUM(CASE WHEN l.expires_on <> '' AND l.expires_on < ? THEN l.quantity ELSE 0 END), 0) AS BIGINT) AS expired,
		CAST(COALESCE(SUM(CASE WHEN l.expires_on >= ? AND l.expires_on <= ? THEN l.quantity ELSE 0 END), 0) AS BIGINT) AS soon,
		COALESCE(MIN(CASE WHEN l.expires_on <> '' AND l.quantity > 0 THEN l.expires_on END), '') AS first
		FROM stock_card c LEFT JOIN stock_lot l ON l.place = c.place AND l.item = c.item AND l.quantity > 0
		WHERE `+where+` GROUP BY c.place, c.item, c.area, c.quantity, c.held, c.minimum, c.moves ORDER BY c.place, c.item`,
		append([]any{today, today, today, soon}, args...)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("standings: %w", err)
	}
	return out, nil
}

// Lots are the lots of a place that hold something, by item, those that expire first before others.
func (l *Ledger) Lots(ctx context.Context, place string) ([]Lot, error) {
	out := []Lot{}
	err := l.DB.Read().NewRaw("SELECT "+lotColumns+" FROM stock_lot WHERE place = ? AND quantity > 0 ORDER BY item, CASE expires_on WHEN '' THEN 1 ELSE 0 END, expires_on, since, id", place).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("lots of %s: %w", place, err)
	}
	return out, nil
}

// Moves are the lines of a card with a number below before (0 for the newest), newest first.
func (l *Ledger) Moves(ctx context.Context, place, item string, before int64, limit int) ([]Move, error) {
	out := []Move{}
	where, args := "place = ? AND item = ?", []any{place, item}
	if before > 0 {
		where, args = where+" AND no < ?", append(args, before)
	}
	err := l.DB.Read().NewRaw("SELECT "+moveColumns+" FROM stock_move WHERE "+where+" ORDER BY no DESC LIMIT ?", append(args, limit)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("moves of %s %s: %w", place, item, err)
	}
	return out, nil
}

// Fault is a balance that does not add up.
type Fault struct {
	Place string `bun:"place"`
	Item  string `bun:"item"`
	What  string `bun:"what"` // "card", "lots", "holds", "line N"
}

// Audit finds every card whose balance is not the sum of its moves, or of its lots, whose holds are not those of documents,
// or one of whose lines does not follow from the one before it.
func (l *Ledger) Audit(ctx context.Context) ([]Fault, error) {
	out := []Fault{}
	for _, q := range []string{
		`SELECT c.place, c.item, 'card' AS what FROM stock_card c LEFT JOIN (SELECT place, item, SUM(quantity) AS total, COUNT(*) AS lines FROM stock_move GROUP BY place, item) m ON m.place = c.place AND m.item = c.item
			WHERE c.quantity <> COALESCE(m.total, 0) OR c.moves <> COALESCE(m.lines, 0)`,
		`SELECT c.place, c.item, 'lots' AS what FROM stock_card c LEFT JOIN (SELECT place, item, SUM(quantity) AS total, SUM(held) AS held FROM stock_lot GROUP BY place, item) l ON l.place = c.place AND l.item = c.item
			WHERE c.quantity <> COALESCE(l.total, 0) OR c.held <> COALESCE(l.held, 0)`,
		`SELECT l.place, l.item, 'holds' AS what FROM stock_lot l LEFT JOIN (SELECT lot, SUM(held) AS held FROM stock_hold GROUP BY lot) h ON h.lot = l.id WHERE l.held <> COALESCE(h.held, 0)`,
		`SELECT place, item, 'line ' || CAST(no AS TEXT) AS what FROM (SELECT place, item, no, quantity, balance - LAG(balance, 1, CAST(0 AS BIGINT)) OVER (PARTITION BY place, item ORDER BY no) AS step FROM stock_move) s WHERE step <> quantity`,
	} {
		var some []Fault
		if err := l.DB.Read().NewRaw(q).Scan(ctx, &some); err != nil {
			return nil, fmt.Errorf("audit of the stock: %w", err)
		}
		out = append(out, some...)
	}
	return out, nil
}
