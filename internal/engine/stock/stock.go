// Package stock is what is held where: a ledger of goods that only grows.
//
// A Material is an item of the list with its unit; a Card is one item at one place, with its balance, what of it is spoken for and
// its minimum; a Lot is a part of it with a bin, a batch and a day on which it expires; a Move is one line of the card, with
// the balance after it. Nothing changes a balance but a move. A document (a requisition, a receipt) holds goods before it
// takes them, so that two never get the same thing: held goods are not free for anybody else. What left is followed until
// it arrived elsewhere, came back or was used up.
//
// Every change is one transaction of the caller's, with a journal entry and the event Changed. Cards are locked in one order,
// so changes of several places do not wait for each other in a circle. Audit finds a balance that is not the sum of its moves.
// A place is the id of an element; what stands there, who may ask for goods and who must approve it is not known here.
package stock

import (
	"context"
	"embed"
	"io/fs"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Changed is the event of a change at a place; it carries a Notice.
const Changed bus.Type = "stock.changed"

// Notice is what the event of a change carries.
type Notice struct {
	Place    string   `json:"place"`
	Document string   `json:"document"`
	Kind     Kind     `json:"kind"`
	Items    []string `json:"items"`
}

// Options is all that the ledger leans on. Permission is that under which its events are heard.
type Options struct {
	DB         *store.DB
	Clock      clock.Clock
	Journal    *journal.Journal
	Bus        *bus.Bus
	Permission string
}

// Ledger keeps the stock.
type Ledger struct{ Options }

// Open brings the tables up to date.
func Open(ctx context.Context, o Options) (*Ledger, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := o.DB.Migrate(ctx, "stock", sub); err != nil {
		return nil, err
	}
	return &Ledger{o}, nil
}

// today is the day in Beijing.
func (l *Ledger) today() string { return calendar.DateOf(l.Clock.Now()).String() }

// Place is where goods lie: an element of the register and its area.
type Place struct{ ID, Area string }

// Document is on what paper a change is made: its id, the case or timeline it belongs to (Root; "" for the id), and words
// about it for the card ("发往浑南区储备库").
type Document struct{ ID, Root, About string }

// Kind says what a move is.
type Kind string

// The kinds of moves: in from outside, out by a document, in from another place, back from a document, corrected by a
// count, thrown away.
const (
	Received  Kind = "received"
	Issued    Kind = "issued"
	Arrived   Kind = "arrived"
	Returned  Kind = "returned"
	Counted   Kind = "counted"
	Discarded Kind = "discarded"
)
