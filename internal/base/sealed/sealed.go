// Package sealed keeps what an exercise (演练) would have sent and did not.
//
// An exercise runs in a server of its own, on a data folder of its own, with everything that leads outside put aside: the
// channels to people (notify.Sealed), the gate to other machines (outward.Gate.Seal). Both tell this ledger, which counts
// each message once. The package knows no channel and no business noun.
package sealed

import (
	"context"
	"embed"
	"io/fs"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Ledger is what was held back.
type Ledger struct {
	db    *store.DB
	clock clock.Clock
}

// Open brings the table up to date.
func Open(ctx context.Context, db *store.DB, c clock.Clock) (*Ledger, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return &Ledger{db: db, clock: c}, db.Migrate(ctx, "sealed", sub)
}

// Hold keeps one message; the same channel and key again changes nothing. Of the receiver the last four characters are kept
// and of the content the first 200.
func (l *Ledger) Hold(ctx context.Context, channel, key, receiver, content string) error {
	return l.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO sealed_message (channel, key, receiver, content, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (channel, key) DO NOTHING",
			channel, key, tail(receiver), head(content), clock.Now(l.clock)).Exec(ctx)
		return err
	})
}

// Count is how many messages one way out would have taken, and when the last of them was held back.
type Count struct {
	Channel string        `bun:"channel" json:"channel"`
	Held    int           `bun:"held" json:"held"`
	Last    clock.Instant `bun:"last" json:"last"`
}

// Counts are those of all ways out, by name.
func (l *Ledger) Counts(ctx context.Context) (out []Count, err error) {
	out = []Count{}
	err = l.db.Read().NewRaw("SELECT channel, count(*) AS held, max(at) AS last FROM sealed_message GROUP BY channel ORDER BY channel").Scan(ctx, &out)
	return out, err
}

// Message is one that was held back.
type Message struct {
	Channel  string        `bun:"channel" json:"channel"`
	Receiver string        `bun:"receiver" json:"receiver" doc:"the last four characters"`
	Content  string        `bun:"content" json:"content"`
	At       clock.Instant `bun:"at" json:"at"`
}

// Newest are the messages that were held back last, at most n.
func (l *Ledger) Newest(ctx context.Context, n int) (out []Message, err error) {
	out = []Message{}
	err = l.db.Read().NewRaw("SELECT channel, receiver, content, at FROM sealed_message ORDER BY at DESC, channel, key LIMIT ?", n).Scan(ctx, &out)
	return out, err
}

func tail(s string) string {
	r := []rune(s)
	return "…" + string(r[max(0, len(r)-4):])
}

func head(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), 200)])
}
