package register

import (
	"context"
	"embed"
	"io/fs"
	"sync/atomic"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options says what the city has and who may hear of its changes.
type Options struct {
	Kinds      []Kind // Standard() when empty
	Permission string // of the event ElementChanged; "grid.element.read" when empty
	Keep       int    // bytes that elements kept whole in memory may take; 64 MiB when 0
}

// Register is the open register.
type Register struct {
	db         *store.DB
	journal    *journal.Journal
	bus        *bus.Bus
	clock      clock.Clock
	kinds      Kinds
	keeps      map[string]keeps // by kind
	permission string
	index      *Index
	areas      atomic.Pointer[Areas]
	past       pastAreas
	borders    chan struct{} // outlines have changed: elements are to follow
	node       string        // names this process among those on one database
	from       uint64        // place in the feed from which the index must be kept in step
}

// ElementChanged says that an element was made, changed or taken out.
const ElementChanged bus.Type = "register.element.changed"

// Changed is the content of ElementChanged: the element as the index keeps it, without personal data.
type Changed struct {
	Item
	Removed bool `json:"removed,omitempty"`
}

// Open brings the tables up to date and loads areas and index into memory.
func Open(ctx context.Context, db *store.DB, j *journal.Journal, b *bus.Bus, c clock.Clock, o Options) (*Register, error) {
	if o.Kinds == nil {
		o.Kinds = Standard()
	}
	if o.Permission == "" {
		o.Permission = "grid.element.read"
	}
	kinds, err := NewKinds(o.Kinds...)
	if err != nil {
		return nil, err
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "register", sub); err != nil {
		return nil, err
	}
	r := &Register{db: db, journal: j, bus: b, clock: c, kinds: kinds, keeps: keepsOf(kinds), permission: o.Permission, index: NewIndex(), node: id.New(), borders: make(chan struct{}, 1)}
	if o.Keep > 0 {
		r.index.rests = newRests(o.Keep)
	}
	if b != nil {
		r.from = b.Feed().Last()
	}
	if err := r.loadAreas(ctx); err != nil {
		return nil, err
	}
	if err := r.loadIndex(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// Kinds is the catalogue of kinds.
func (r *Register) Kinds() Kinds { return r.kinds }

// Index is the index of all elements in memory.
func (r *Register) Index() *Index { return r.index }

// Areas are all areas in memory.
func (r *Register) Areas() *Areas { return r.areas.Load() }

var (
	errUnknown = fail.NotFound("register.element.unknown", "没有这个要素，或不在你的辖区", "there is no such element in your area")
	errExists  = fail.Conflict("register.element.exists", "已有此编号的要素", "there is an element with this id already").At("id")
)
