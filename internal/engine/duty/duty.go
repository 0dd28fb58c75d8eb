// Package duty is who answers for what: posts, the people on duty, and calls that go on until somebody answers.
//
// A Post says that a contact answers, on one of three lines (属地 territory, 行业 sector, 企业 enterprise), in a role, for a
// matter, in an area or for one element, between two days, by a document. Answer turns a place, a moment and a matter into
// the people answerable, from the cell up to the city, each with the reason; it never names an expired post and never
// keeps silent: where nobody is appointed it says so (Vacancy). Findings are what the machine sees to be wrong with all that.
// A Roster plans who is on duty; shifts change hands by swap and hand-over note. A Call rings its targets, rank by rank
// and channel by channel, until somebody acknowledges; every try is kept.
//
// State lives in SQL; each change goes in one transaction with its journal entry and the event Changed. All that Answer
// needs is also in memory, brought into step by the commit on this node and by the event on others, and read anew at the
// start. The package serves no HTTP, decides no permission and grades no performance. What other engines and systems lean
// on is Desk.
package duty

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"sync"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Desk is what other engines and systems may lean on: who answers, who is on duty, and calling them. Engine is one.
type Desk interface {
	// Answer names the people answerable for a place, a moment and a matter. It asks no database and fails with Invalid for
	// a matter or place that is not known.
	Answer(q Question) (Answer, error)
	// OnDuty names who is on duty at a moment for an area: of the nearest roster that has somebody, from the area upward.
	OnDuty(area string, at clock.Instant) []OnDuty
	// Call starts a call within the caller's transaction and returns it. A call with an Origin that was called before is
	// that call; nothing is begun twice.
	Call(ctx context.Context, tx *store.Tx, by journal.Actor, n NewCall) (Call, error)
}

// Shapes tells the lines and areas of elements, by id; one that is not told has a point alone.
type Shapes interface {
	Shapes(ctx context.Context, elements ...string) (map[string]geo.Geometry, error)
}

// Permissions are those under which the events of the engine may be heard.
type Permissions struct {
	Posts   string // Changed
	Calls   string // CallChanged
	Answers string // Rang: may a person be rung on the screen
}

// Options are what the engine stands on. Shapes, Calendar, Channels, Matters, Log and Permissions may be left out.
type Options struct {
	DB          *store.DB
	Clock       clock.Clock
	Journal     *journal.Journal
	Bus         *bus.Bus
	Log         *slog.Logger
	Register    *register.Register
	Shapes      Shapes // points alone when nil
	Identity    *identity.Service
	Calendar    func() *calendar.Calendar
	Channels    []notify.Channel // besides the one of the screen, in no order
	Matters     []Matter         // Standard() when empty
	Home        string           // area of the whole city
	Node        string           // of this server among those on one database, the same after a restart; "" for a name that nobody has
	Permissions Permissions
}

// Engine keeps posts, rosters and calls.
type Engine struct {
	Options
	matters  catalogue
	channels map[string]notify.Channel
	index    *index
	node     string // names this process among those on one database
	from     uint64 // place in the feed from which the index must be kept in step
	wake     chan struct{}

	mu    sync.Mutex // guards cache
	cache findingCache
}

var _ Desk = (*Engine)(nil)

// Open brings the tables up to date and reads everything that Answer needs into memory.
func Open(ctx context.Context, o Options) (*Engine, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := o.DB.Migrate(ctx, "duty", sub); err != nil {
		return nil, err
	}
	if o.Matters == nil {
		o.Matters = Standard()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Calendar == nil {
		china := calendar.China()
		o.Calendar = func() *calendar.Calendar { return china }
	}
	e := &Engine{Options: o, channels: map[string]notify.Channel{}, index: newIndex(where(o.Register)), node: id.New(), wake: make(chan struct{}, 1)}
	if e.matters, err = newCatalogue(o.Matters); err != nil {
		return nil, err
	}
	for _, c := range o.Channels {
		if c.Name() == Screen || e.channels[c.Name()] != nil {
			return nil, fail.Internal("duty.channel", "叫应通道 "+c.Name()+" 重复", "channel "+c.Name()+" is there twice")
		}
		e.channels[c.Name()] = c
	}
	if o.Bus != nil {
		e.from = o.Bus.Feed().Last()
	}
	if o.Node != "" {
		e.node = o.Node + "/" + e.node
	}
	if err := e.takeUp(ctx); err != nil {
		return nil, err
	}
	return e, e.reload(ctx)
}

// Matters is the declared list of matters, parents before children.
func (e *Engine) Matters() []Matter { return e.matters.list }

// note writes a journal entry; the object's kind goes before its id.
func (e *Engine) note(ctx context.Context, tx *store.Tx, by journal.Actor, object, root, area, action string, body any) error {
	_, err := e.Journal.Append(ctx, tx, journal.Entry{Object: object, Root: root, Area: area, Actor: by, Action: action, Body: body})
	return err
}

func where(r *register.Register) func(element string) (geo.Point, bool) {
	return func(element string) (geo.Point, bool) {
		item, ok := r.Index().Find(identity.Everywhere, element)
		return item.Point(), ok
	}
}
