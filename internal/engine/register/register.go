package register

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
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
}

// Register is the open register.
type Register struct {
	db         *store.DB
	journal    *journal.Journal
	bus        *bus.Bus
	clock      clock.Clock
	kinds      Kinds
	permission string
	index      *Index
	areas      atomic.Pointer[Areas]
	node       string // names this process among those on one database
	from       uint64 // place in the feed from which the index must be kept in step
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
	r := &Register{db: db, journal: j, bus: b, clock: c, kinds: kinds, permission: o.Permission, index: NewIndex(), node: id.New()}
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

// Run keeps the index in step with changes made by other nodes, until ctx ends. Changes of this node are in the index
// as soon as their transaction is committed.
func (r *Register) Run(ctx context.Context) error {
	seq := r.from
	for {
		items, gap, more := r.bus.Feed().After(seq, 1000)
		if gap {
			seq = r.bus.Feed().Last()
			if err := r.reload(ctx); err != nil {
				return err
			}
			continue
		}
		foreign := false
		for _, i := range items {
			batch, err := r.follow(i.Event)
			if err != nil {
				return err
			}
			foreign = foreign || batch
			seq = i.Seq
		}
		if foreign { // once for all batches that another node has loaded meanwhile
			if err := r.reload(ctx); err != nil {
				return err
			}
		}
		if len(items) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-more:
		}
	}
}

// follow takes one event into the index; batch says that another node has loaded many elements.
func (r *Register) follow(e bus.Event) (batch bool, err error) {
	switch e.Type {
	case ElementChanged:
		var c Changed
		if err := json.Unmarshal(e.Data, &c); err != nil {
			return false, fmt.Errorf("event %s: %w", e.ID, err)
		}
		r.apply(c)
	case BatchLoaded:
		var l loaded
		if err := json.Unmarshal(e.Data, &l); err != nil {
			return false, fmt.Errorf("event %s: %w", e.ID, err)
		}
		return l.Node != r.node, nil
	}
	return false, nil
}

func (r *Register) reload(ctx context.Context) error {
	if err := r.loadAreas(ctx); err != nil {
		return err
	}
	return r.loadIndex(ctx)
}

func (r *Register) apply(c Changed) {
	if c.Removed {
		r.index.Remove(c.ID, c.Version)
	} else {
		r.index.Put(c.Item)
	}
}

var (
	errUnknown = fail.NotFound("register.element.unknown", "没有这个要素，或不在你的辖区", "there is no such element in your area")
	errExists  = fail.Conflict("register.element.exists", "已有此编号的要素", "there is an element with this id already").At("id")
)
