// Package exchange brings tables into the register and takes them out: XLSX, CSV, GeoJSON and shapefiles.
//
// What a table may hold follows from the struct of the kind (Columns): titles in both languages, lists of choices, units.
// An import is a job in the database. The file lies in the blob store; a mapping says which of its columns is what, in
// which system of coordinates places are, and by which key a row is told to be a thing that the register has already. A
// dry run goes over every row as the run will and writes down what is wrong with it and how to mend it; the wrong rows
// come back as a table to be mended and loaded again. The run goes in batches, each one transaction in which elements,
// journal and the place in the file move together, so that a killed server goes on where it was and no row comes twice.
// A lease in the database lets one node at a time work on a job and on a kind; whoever has lost it can commit nothing.
//
// Who may import what is said in a Person: the scopes are those of the register. The package serves no HTTP.
package exchange

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"anlan/internal/base/blob"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options are what an Exchange leans on, and its sizes. Zero sizes mean the defaults.
type Options struct {
	DB       *store.DB
	Clock    clock.Clock
	Journal  *journal.Journal
	Blobs    blob.Store
	Register *register.Register
	Log      *slog.Logger
	Node     string        // of this server among those on one database, the same after a restart; "" for a name that nobody has
	MaxFile  int64         // bytes of a file; 256 MiB
	Batch    int           // rows in a transaction; 1,000
	Lease    time.Duration // for which a node that says nothing keeps a job; a minute
}

// Exchange is the open exchange.
type Exchange struct {
	Options
	node string
	wake chan struct{}
	fell map[string]int // how often a job fell in a row, by id; of this process
}

// Open brings the tables up to date. It starts nothing: Run does.
func Open(ctx context.Context, o Options) (*Exchange, error) {
	if o.MaxFile == 0 {
		o.MaxFile = 256 << 20
	}
	if o.Batch == 0 {
		o.Batch = 1000
	}
	if o.Lease == 0 {
		o.Lease = time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := o.DB.Migrate(ctx, "exchange", sub); err != nil {
		return nil, err
	}
	x := &Exchange{Options: o, node: id.New(), wake: make(chan struct{}, 1), fell: map[string]int{}}
	if o.Node != "" {
		x.node = o.Node + "/" + x.node
	}
	return x, x.forget(ctx)
}

// forget gives back what an earlier process of this server held when it was killed, so that its work goes on at once and
// not when the lease has run out. Were that process alive after all, it could commit nothing any more.
func (x *Exchange) forget(ctx context.Context) error {
	q, args := "DELETE FROM exchange_lease WHERE holder LIKE ?", []any{x.Node + "/%"}
	switch {
	case x.DB.Dialect() == store.SQLite: // the file is ours alone
		q, args = "DELETE FROM exchange_lease", nil
	case x.Node == "":
		return nil
	}
	return x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.NewRaw(q, args...).Exec(ctx); err != nil {
			return fmt.Errorf("leases of imports: %w", err)
		}
		return nil
	})
}

// Person is who imports: where they may put elements, and what they may see of others (parents).
type Person struct {
	ID    string
	Name  string
	Put   identity.Scope
	Sight identity.Scope
}

func (p Person) actor() journal.Actor { return journal.Actor{ID: p.ID, Name: p.Name} }

// home is the area that stands for a scope in the journal: its prefix when it is one, else what its prefixes share.
func home(s identity.Scope) string {
	if len(s) == 0 {
		return ""
	}
	common := s[0]
	for _, p := range s[1:] {
		for len(common) > 0 && (len(p) < len(common) || p[:len(common)] != common) {
			common = common[:len(common)-1]
		}
	}
	return common
}

// covers reports whether all of s lies within the scope.
func covers(scope, s identity.Scope) bool {
	for _, p := range s {
		if !scope.Contains(p) {
			return false
		}
	}
	return len(s) > 0
}

var errUnknown = fail.NotFound("exchange.unknown", "没有这个导入任务，或不在你的辖区", "there is no such import in your area")
