package stock

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Card is one item at one place. Free is what is neither held nor expired.
type Card struct {
	Place    string   `bun:"place" json:"place"`
	Item     string   `bun:"item" json:"item"`
	Area     string   `bun:"area" json:"-"`
	Quantity Quantity `bun:"quantity" json:"quantity"`
	Held     Quantity `bun:"held" json:"held" doc:"of it, spoken for"`
	Minimum  Quantity `bun:"minimum" json:"minimum" doc:"0: none is set"`
	Moves    int64    `bun:"moves" json:"moves"`
}

const cardColumns = "place, item, area, quantity, held, minimum, moves"

// Lot is a part of a card that lies together.
type Lot struct {
	ID       string        `bun:"id" json:"id"`
	Place    string        `bun:"place" json:"place"`
	Item     string        `bun:"item" json:"item"`
	Area     string        `bun:"area" json:"-"`
	Bin      string        `bun:"bin" json:"bin"`
	Batch    string        `bun:"batch" json:"batch"`
	Expires  string        `bun:"expires_on" json:"expires_on" doc:"last day on which it may be used; empty when it does not expire"`
	Since    clock.Instant `bun:"since" json:"since"`
	Quantity Quantity      `bun:"quantity" json:"quantity"`
	Held     Quantity      `bun:"held" json:"held"`
}

const lotColumns = "id, place, item, area, bin, batch, expires_on, since, quantity, held"

// expired says that the lot may not be used on a day.
func (l *Lot) expired(day string) bool { return l.Expires != "" && l.Expires < day }

// Move is one line of a card.
type Move struct {
	Place    string        `bun:"place" json:"place"`
	Item     string        `bun:"item" json:"item"`
	No       int64         `bun:"no" json:"no"`
	Lot      string        `bun:"lot" json:"lot"`
	Kind     Kind          `bun:"kind" json:"kind"`
	Quantity Quantity      `bun:"quantity" json:"quantity" doc:"negative when it left"`
	Balance  Quantity      `bun:"balance" json:"balance" doc:"of the card, after it"`
	Document string        `bun:"document" json:"document"`
	About    string        `bun:"about" json:"about"`
	At       clock.Instant `bun:"at" json:"at"`
	Person   string        `bun:"person" json:"-"`
	Name     string        `bun:"person_name" json:"by"`
}

const moveColumns = "place, item, no, lot, kind, quantity, balance, document, about, at, person, person_name"

// key names a card.
type key struct{ place, item string }

// change is one change of the ledger within a transaction: the cards it has locked with their lots, and what it did.
type change struct {
	*Ledger
	tx    *store.Tx
	by    journal.Actor
	doc   Document
	kind  Kind
	at    clock.Instant
	today string
	cards map[key]*Card
	lots  map[key][]*Lot // those that expire first come first
	moves []Move
}

// begin locks the cards of the keys, in their order; with area, cards that are not there are made.
func (l *Ledger) begin(ctx context.Context, tx *store.Tx, by journal.Actor, doc Document, kind Kind, area string, keys []key) (*change, error) {
	c := &change{l, tx, by, doc, kind, clock.Now(l.Clock), l.today(), map[key]*Card{}, map[key][]*Lot{}, nil}
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(strings.Compare(a.place, b.place), strings.Compare(a.item, b.item)) })
	for _, k := range slices.Compact(keys) {
		if area != "" {
			if _, err := tx.NewRaw("INSERT INTO stock_card ("+cardColumns+") VALUES (?, ?, ?, 0, 0, 0, 0) ON CONFLICT (place, item) DO NOTHING", k.place, k.item, area).Exec(ctx); err != nil {
				return nil, fmt.Errorf("card %s %s: %w", k.place, k.item, err)
			}
		}
		card := &Card{Place: k.place, Item: k.item}
		err := tx.NewRaw("SELECT "+cardColumns+" FROM stock_card WHERE place = ? AND item = ?"+tx.ForUpdate(), k.place, k.item).Scan(ctx, card)
		if err != nil && !store.IsNoRows(err) {
			return nil, fmt.Errorf("card %s %s: %w", k.place, k.item, err)
		}
		c.cards[k] = card
		lots := []*Lot{}
		if err := tx.NewRaw("SELECT "+lotColumns+" FROM stock_lot WHERE place = ? AND item = ? ORDER BY CASE expires_on WHEN '' THEN 1 ELSE 0 END, expires_on, since, id", k.place, k.item).Scan(ctx, &lots); err != nil {
			return nil, fmt.Errorf("lots of %s %s: %w", k.place, k.item, err)
		}
		c.lots[k] = lots
	}
	return c, nil
}

// free is what of a card may be promised today.
func (c *change) free(k key) (out Quantity) {
	for _, l := range c.lots[k] {
		if !l.expired(c.today) {
			out += l.Quantity - l.Held
		}
	}
	return out
}

// lot finds a lot of a card.
func (c *change) lot(k key, id string) *Lot {
	if i := slices.IndexFunc(c.lots[k], func(l *Lot) bool { return l.ID == id }); i >= 0 {
		return c.lots[k][i]
	}
	return nil
}

// into is the lot of a card into which goods of a bin, batch and day go: the one that is like it, or a new one.
func (c *change) into(k key, area, bin, batch, expires string) *Lot {
	i := slices.IndexFunc(c.lots[k], func(l *Lot) bool { return l.Bin == bin && l.Batch == batch && l.Expires == expires })
	if i >= 0 {
		return c.lots[k][i]
	}
	l := &Lot{ID: id.New(), Place: k.place, Item: k.item, Area: area, Bin: bin, Batch: batch, Expires: expires, Since: c.at}
	c.lots[k] = append(c.lots[k], l)
	return l
}

// move changes a lot and its card by a quantity, and writes the line. Conflict says that there is not as much.
func (c *change) move(k key, l *Lot, q Quantity) error {
	card := c.cards[k]
	if l.Quantity+q < l.Held {
		return fail.Conflict("stock.short", fmt.Sprintf("批次“%s”现有 %s，其中 %s 已预留，不能减少 %s", l.Title(), l.Quantity, l.Held, -q), fmt.Sprintf("lot %s holds %s of which %s are spoken for; %s cannot leave", l.Title(), l.Quantity, l.Held, -q))
	}
	l.Quantity, card.Quantity, card.Moves = l.Quantity+q, card.Quantity+q, card.Moves+1
	c.moves = append(c.moves, Move{k.place, k.item, card.Moves, l.ID, c.kind, q, card.Quantity, c.doc.ID, c.doc.About, c.at, c.by.ID, c.by.Name})
	return nil
}

// Title is how people know a lot: bin, batch and day.
func (l Lot) Title() string {
	return strings.Join(slices.DeleteFunc([]string{l.Bin, l.Batch, l.Expires}, func(s string) bool { return s == "" }), " / ")
}

// hold speaks for so much of a lot; negative gives it free.
func (c *change) hold(k key, l *Lot, q Quantity) {
	l.Held, c.cards[k].Held = l.Held+q, c.cards[k].Held+q
}

// end writes what changed, its journal entries and events, one for each place.
func (c *change) end(ctx context.Context, action string) error {
	for k, card := range c.cards {
		if _, err := c.tx.NewRaw("UPDATE stock_card SET quantity = ?, held = ?, minimum = ?, moves = ? WHERE place = ? AND item = ?", card.Quantity, card.Held, card.Minimum, card.Moves, k.place, k.item).Exec(ctx); err != nil {
			return fmt.Errorf("card %s %s: %w", k.place, k.item, err)
		}
		for _, l := range c.lots[k] {
			_, err := c.tx.NewRaw("INSERT INTO stock_lot ("+lotColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, held = excluded.held",
				l.ID, l.Place, l.Item, l.Area, l.Bin, l.Batch, l.Expires, l.Since, l.Quantity, l.Held).Exec(ctx)
			if err != nil {
				return fmt.Errorf("lot %s: %w", l.ID, err)
			}
		}
	}
	for _, m := range c.moves {
		_, err := c.tx.NewRaw("INSERT INTO stock_move ("+moveColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			m.Place, m.Item, m.No, m.Lot, m.Kind, m.Quantity, m.Balance, m.Document, m.About, m.At, m.Person, m.Name).Exec(ctx)
		if err != nil {
			return fmt.Errorf("move %d of %s %s: %w", m.No, m.Place, m.Item, err)
		}
	}
	return c.tell(ctx, action)
}

// tell writes a journal entry and an event for each place.
func (c *change) tell(ctx context.Context, action string) error {
	places := map[string][]*Card{}
	for k, card := range c.cards {
		places[k.place] = append(places[k.place], card)
	}
	for _, place := range slices.Sorted(keysOf(places)) {
		cards := places[place]
		slices.SortFunc(cards, func(a, b *Card) int { return strings.Compare(a.Item, b.Item) })
		n := Notice{Place: place, Document: c.doc.ID, Kind: c.kind}
		for _, card := range cards {
			n.Items = append(n.Items, card.Item)
		}
		moves := slices.DeleteFunc(slices.Clone(c.moves), func(m Move) bool { return m.Place != place })
		body := map[string]any{"document": c.doc.ID, "about": c.doc.About, "cards": cards, "moves": moves}
		if _, err := c.Journal.Append(ctx, c.tx, journal.Entry{Object: place, Root: c.doc.Root, Area: cards[0].Area, Actor: c.by, Action: action, Body: body}); err != nil {
			return err
		}
		if err := c.Bus.EmitValue(ctx, c.tx, bus.Event{Type: Changed, Area: cards[0].Area, Object: place, Permission: c.Permission}, n); err != nil {
			return err
		}
	}
	return nil
}
