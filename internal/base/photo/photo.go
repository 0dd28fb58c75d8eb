package photo

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"anlan/internal/base/blob"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Most is the largest photograph in bytes.
const Most = 8 << 20

// Photo is a photograph. Hash is the SM3 of its bytes; Lon and Lat are 0 when the phone did not know; TakenAt is by the clock
// of the phone. Part is what of the object it was tied to it belongs to, where it was read by object.
type Photo struct {
	ID         string        `bun:"id" json:"id"`
	Person     string        `bun:"person" json:"-"`
	Name       string        `bun:"name" json:"name"`
	Type       string        `bun:"type" json:"type"`
	Size       int64         `bun:"size" json:"size"`
	Hash       string        `bun:"hash" json:"sm3"`
	TakenAt    clock.Instant `bun:"taken_at" json:"taken_at"`
	Lon        float64       `bun:"lon" json:"lon"`
	Lat        float64       `bun:"lat" json:"lat"`
	ReceivedAt clock.Instant `bun:"received_at" json:"received_at"`
	Part       string        `bun:"part" json:"-"`
}

const columns = "id, person, name, type, size, hash, taken_at, lon, lat, received_at"

// Tie says what a photograph was named by. Area is where that lies, "" when it has no place of its own.
type Tie struct {
	Object string `bun:"object"`
	Part   string `bun:"part"`
	Area   string `bun:"area"`
}

// Album is all photographs of the server.
type Album struct {
	db    *store.DB
	clock clock.Clock
	blobs blob.Store
}

// Open brings the tables up to date.
func Open(ctx context.Context, db *store.DB, c clock.Clock, blobs blob.Store) (*Album, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return &Album{db: db, clock: c, blobs: blobs}, db.Migrate(ctx, "photo", sub)
}

// Hashes are the blobs that photographs are kept in, each once.
func Hashes(ctx context.Context, q store.Querier) ([]string, error) {
	out := []string{}
	if err := q.NewRaw("SELECT DISTINCT hash FROM photo_photo").Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("hashes of photographs: %w", err)
	}
	return out, nil
}

// Shelf is where the photographs of one system stand: those of another are not found here. Its methods Keep and Add are the
// two steps of the operation that takes one in.
type Shelf struct {
	*Album
	name string
	word string
}

// Shelf makes the shelf of a system. name is stable ("patrol"); photographs are called by the word, with date and time
// behind it.
func (a *Album) Shelf(name, word string) *Shelf { return &Shelf{Album: a, name: name, word: word} }
