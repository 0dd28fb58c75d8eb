package procedure

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// CaseChanged is the event of every case that is opened or moved; its data is a Changed.
const CaseChanged bus.Type = "procedure.case.changed"

// Changed says what happened to a case.
type Changed struct {
	Case
	Act  string `json:"act"`
	From string `json:"from"`
}

// Engine keeps cases.
type Engine struct {
	db      *store.DB
	clock   clock.Clock
	journal *journal.Journal
	bus     *bus.Bus
	defs    map[string][]*Definition // by name, oldest version first
	names   []string
}

// Open brings the tables up to date.
func Open(ctx context.Context, db *store.DB, c clock.Clock, j *journal.Journal, b *bus.Bus) (*Engine, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "procedure", sub); err != nil {
		return nil, err
	}
	return &Engine{db: db, clock: c, journal: j, bus: b, defs: map[string][]*Definition{}}, nil
}

// Define adds definitions. It refuses those that Check refuses, and a version that is there already.
func (e *Engine) Define(defs ...Definition) error {
	for _, d := range defs {
		if err := d.Check(); err != nil {
			return err
		}
		if slices.ContainsFunc(e.defs[d.Name], func(o *Definition) bool { return o.Version >= d.Version }) {
			return fail.Internal("procedure.version", "流程 "+d.Name+" 版本重复", fmt.Sprintf("procedure %s version %d does not follow the one before it", d.Name, d.Version))
		}
		if len(e.defs[d.Name]) == 0 {
			e.names = append(e.names, d.Name)
		}
		e.defs[d.Name] = append(e.defs[d.Name], &d)
	}
	return nil
}

// Definitions lists the newest version of each procedure, in the order of declaration.
func (e *Engine) Definitions() []*Definition {
	out := make([]*Definition, 0, len(e.names))
	for _, n := range e.names {
		out = append(out, e.latest(n))
	}
	return out
}

// Definition finds a version of a procedure, or the newest for version 0.
func (e *Engine) Definition(name string, version int) (*Definition, error) {
	for _, d := range e.defs[name] {
		if d.Version == version {
			return d, nil
		}
	}
	if d := e.latest(name); d != nil && version == 0 {
		return d, nil
	}
	return nil, fail.NotFound("procedure.unknown", "没有这个流程", "there is no such procedure")
}

func (e *Engine) latest(name string) *Definition {
	if v := e.defs[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	return nil
}
