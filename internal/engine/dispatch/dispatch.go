// Package dispatch is who can help, how soon, and for whom they are kept.
//
// A Force is a rescue team, a vehicle or an expert of the register with how it stands now (force.go): what the register says,
// what somebody last said of it (standing.go), its certificates, and whether an incident or another zone has it. A Booking
// keeps a force for one incident until a moment (booking.go); the database lets each force have one that is open, so two
// incidents never get the same one. Advise ranks forces for a need, with the reasons for and against each (advise.go), and
// reckons travel by a road network when one is loaded, else by the straight line and declared terms (travel.go). Zones
// (cover.go) are the five parts of the city that stand in for each other: a declared minimum of each speciality, what is there
// now, and which team should move up when one is stripped (moveup.go).
//
// What an incident is and what it calls for is not known here, and who may ask is decided by the systems.
package dispatch

import (
	"context"
	"embed"
	"io/fs"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Changed is the event of a force that was kept, let go, moved up, or said to stand otherwise; it carries a Notice.
const Changed bus.Type = "dispatch.changed"

// Notice is what the event of a change carries.
type Notice struct {
	Force    string `json:"force"`
	Action   string `json:"action"`
	Incident string `json:"incident,omitempty"`
}

// Options is all that the engine leans on. Permission is that under which its events are heard; Roads is nil when no road
// network is loaded.
type Options struct {
	DB         *store.DB
	Clock      clock.Clock
	Journal    *journal.Journal
	Bus        *bus.Bus
	Register   *register.Register
	Permission string
	Roads      Roads
}

// Engine knows the forces.
type Engine struct {
	Options
	Terms TravelTerms
}

// Open brings the tables up to date.
func Open(ctx context.Context, o Options) (*Engine, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return &Engine{o, DefaultTerms}, o.DB.Migrate(ctx, "dispatch", sub)
}

func (e *Engine) now() clock.Instant { return clock.Now(e.Clock) }

func (e *Engine) today() string { return calendar.DateOf(e.Clock.Now()).String() }

// tell writes the journal entry of a change and its event, in the area of the force.
func (e *Engine) tell(ctx context.Context, tx *store.Tx, by journal.Actor, n Notice, area, root string, body any) error {
	if _, err := e.Journal.Append(ctx, tx, journal.Entry{Object: n.Force, Root: root, Area: area, Actor: by, Action: n.Action, Body: body}); err != nil {
		return err
	}
	return e.Bus.EmitValue(ctx, tx, bus.Event{Type: Changed, Area: area, Object: n.Force, Permission: e.Permission}, n)
}

// moment is an instant as people read it in the city.
func moment(i clock.Instant) string { return i.In(calendar.Beijing).Format("01-02 15:04") }

// Choice is the title of a choice of a kind's field; the key itself when there is none.
func (e *Engine) Choice(kind, field, key string) lang.Text {
	k, err := e.Register.Kinds().Find(kind)
	if err != nil {
		return lang.T(key, key)
	}
	props, _ := k.Schema()["properties"].(map[string]any)
	p, _ := props[field].(map[string]any)
	titles, _ := p["x-enum"].(map[string]lang.Text)
	if t, ok := titles[key]; ok {
		return t
	}
	return lang.T(key, key)
}

// Find is one force in the scope; NotFound when there is none, or it is of a kind that is not sent.
func (e *Engine) Find(ctx context.Context, scope identity.Scope, id string) (Force, error) {
	el, err := e.Register.Find(ctx, scope, id)
	if err != nil {
		return Force{}, err
	}
	if !sent(el.Kind) {
		return Force{}, errNoForce
	}
	st, err := e.states(ctx)
	if err != nil {
		return Force{}, err
	}
	return e.force(el, st), nil
}
