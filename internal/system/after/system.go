package after

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
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Danger is a reason for which an incident must not be called over: people are in it. Source says who knows.
type Danger struct {
	Text   lang.Text `json:"text"`
	Source lang.Text `json:"source"`
}

// DangerSource tells of people in danger in an incident: those who are trapped or missing, crews that did not check in.
type DangerSource func(ctx context.Context, incident string) ([]Danger, error)

// Needs is all that the system leans on. Course tells what other systems know of an incident, to whoever asks in ctx. Dangers
// are asked before the all-clear. Organ is the bureau of an area, Home the whole city; Mark stands at the head of every paper of
// a demo.
type Needs struct {
	DB        *store.DB
	Clock     clock.Clock
	Bus       *bus.Bus
	Journal   *journal.Journal
	Identity  *identity.Service
	Procedure *procedure.Engine
	Register  *register.Register
	Stock     *stock.Ledger
	Dispatch  *dispatch.Engine
	Course    func(ctx context.Context, incident string) (Course, error)
	Dangers   []DangerSource
	Organ     func(area string) procedure.Organ
	Home      string
	Mark      string
}

// System is what follows an incident.
type System struct{ Needs }

// New brings the tables up to date.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return &System{n}, n.DB.Migrate(ctx, "after", sub)
}

// Declared is the system with nothing behind it, for who only reads what it declares.
func Declared() *System { return &System{} }

func (s *System) now() clock.Instant { return clock.Now(s.Clock) }

func (s *System) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

func (s *System) areaName(code string) string { return s.Register.Areas().Name(code) }

func actorOf(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// dangers asks every source.
func (s *System) dangers(ctx context.Context, incident string) ([]Danger, error) {
	out := []Danger{}
	for _, ask := range s.Dangers {
		list, err := ask(ctx, incident)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}
