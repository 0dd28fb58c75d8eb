package procedure

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure/rule"
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

// queryer is a database or a transaction.
type queryer = store.Querier

// find asks a database, or a transaction by a statement that is kept prepared, for rows.
func find(ctx context.Context, db queryer, l store.Lookup) error {
	if tx, ok := db.(*store.Tx); ok {
		return tx.FindAll(ctx, l)
	}
	return db.NewRaw(l.Query, l.Args...).Scan(ctx, l.Into)
}

// Certificates knows who holds which certificate.
type Certificates interface {
	// Certificate is the newest certificate of a kind that the person holds; its Number is empty when there is none.
	Certificate(ctx context.Context, tx *store.Tx, person, kind string) (identity.Certificate, error)
}

// Options are what the engine stands on. Book, Calendar, Numbers, Blobs, Organ and Certificates may be left out where no
// procedure needs them.
type Options struct {
	DB           *store.DB
	Clock        clock.Clock
	Journal      *journal.Journal
	Bus          *bus.Bus
	Log          *slog.Logger
	Calendar     *calendar.Calendar // of the start; SetCalendar follows corrections
	Book         *rule.Book         // the packs that come with the server; those loaded at run time are added
	Numbers      *document.Numbers
	Blobs        blob.Store
	Organ        func(area string) Organ
	Certificates Certificates
	Trace        Trace
}

// Engine keeps cases.
type Engine struct {
	db           *store.DB
	clock        clock.Clock
	journal      *journal.Journal
	bus          *bus.Bus
	log          *slog.Logger
	numbers      *document.Numbers
	blobs        blob.Store
	organ        func(area string) Organ
	certificates Certificates
	trace        Trace
	days         atomic.Pointer[calendar.Calendar]
	defs         map[string][]*Definition // by name, oldest version first
	names        []string

	mu   sync.Mutex // guards what follows
	book *rule.Book
	sets map[string]*rule.Set // by fingerprint
	pins map[string]string    // fingerprint by day and area
}

// Open brings the tables up to date and reads the rule packs that were loaded at run time.
func Open(ctx context.Context, o Options) (*Engine, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := o.DB.Migrate(ctx, "procedure", sub); err != nil {
		return nil, err
	}
	e := &Engine{
		db: o.DB, clock: o.Clock, journal: o.Journal, bus: o.Bus, log: o.Log, numbers: o.Numbers, blobs: o.Blobs, organ: o.Organ, certificates: o.Certificates, trace: o.Trace,
		defs: map[string][]*Definition{}, book: o.Book, sets: map[string]*rule.Set{}, pins: map[string]string{},
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	if e.organ == nil {
		e.organ = func(area string) Organ { return Organ{Key: area} }
	}
	if e.book == nil {
		if e.book, err = rule.NewBook(); err != nil {
			return nil, err
		}
	}
	if o.Calendar == nil {
		o.Calendar = calendar.China()
	}
	e.days.Store(o.Calendar)
	return e, e.readPacks(ctx)
}

// Calendar is the calendar in force.
func (e *Engine) Calendar() *calendar.Calendar { return e.calendar() }

// Today is the day by the engine's clock, in China.
func (e *Engine) Today() calendar.Date { return calendar.DateOf(e.clock.Now()) }

// SetCalendar takes up a calendar that another node or a command put in force; the clocks were recounted there.
func (e *Engine) SetCalendar(c *calendar.Calendar) { e.days.Store(c) }

// calendar is the calendar in force.
func (e *Engine) calendar() *calendar.Calendar { return e.days.Load() }

// Define adds definitions. It refuses those that Check refuses, a version that is there already, and versions of one
// procedure whose days in force overlap.
func (e *Engine) Define(defs ...Definition) error {
	for _, d := range defs {
		if err := d.Check(); err != nil {
			return err
		}
		if err := e.knownRules(&d); err != nil {
			return err
		}
		for _, o := range e.defs[d.Name] {
			if o.Version >= d.Version {
				return fail.Internal("procedure.version", "流程 "+d.Name+" 版本重复", fmt.Sprintf("procedure %s version %d does not follow the one before it", d.Name, d.Version))
			}
			if o.To.IsZero() && !d.From.IsZero() {
				return fail.Internal("procedure.version-days", "流程 "+d.Name+" 版本施行日期重叠", fmt.Sprintf("procedure %s: version %d has no last day, so version %d cannot begin", d.Name, o.Version, d.Version))
			}
			if !o.To.IsZero() && !o.To.Before(d.From) {
				return fail.Internal("procedure.version-days", "流程 "+d.Name+" 版本施行日期重叠", fmt.Sprintf("procedure %s: versions %d and %d overlap", d.Name, o.Version, d.Version))
			}
		}
		if len(e.defs[d.Name]) == 0 {
			e.names = append(e.names, d.Name)
		}
		e.defs[d.Name] = append(e.defs[d.Name], &d)
	}
	return nil
}

// knownRules refuses a clock whose rule no pack knows.
func (e *Engine) knownRules(d *Definition) error {
	var errs []error
	for _, c := range d.Clocks {
		if c.Rule != "" && !e.knows(c.Rule) {
			errs = append(errs, fmt.Errorf("clock %s: no rule pack knows %s", c.Name, c.Rule))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fail.Internal("procedure.rules", "流程 "+d.Name+" 引用了未知规则", "procedure "+d.Name+" asks for rules that no pack has").Because(err)
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

// Versions lists all versions of a procedure, oldest first.
func (e *Engine) Versions(name string) []*Definition { return slices.Clone(e.defs[name]) }

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

// InForce is the version of a procedure under which a case may be opened on a day.
func (e *Engine) InForce(name string, on calendar.Date) (*Definition, error) {
	versions := e.defs[name]
	for _, d := range slices.Backward(versions) {
		if !on.Before(d.From) && (d.To.IsZero() || !d.To.Before(on)) {
			return d, nil
		}
	}
	if len(versions) == 0 {
		return nil, fail.NotFound("procedure.unknown", "没有这个流程", "there is no such procedure")
	}
	d := versions[len(versions)-1]
	return nil, fail.Illegal("procedure.not-in-force", fmt.Sprintf("“%s”在 %s 没有施行中的版本", d.Title.Zh, on), fmt.Sprintf("no version of “%s” is in force on %s", d.Title.En, on)).Under(d.Basis.Law, d.Basis.Article)
}

func (e *Engine) latest(name string) *Definition {
	if v := e.defs[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	return nil
}
