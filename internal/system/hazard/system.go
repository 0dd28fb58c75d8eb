package hazard

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Parameters are what a city may set for itself.
type Parameters struct {
	DueBy        time.Duration // since midnight: by when the promise of the day must be made
	OnlineWithin time.Duration // a point is on line when its last value is no older
	CamerasNear  float64       // metres within which a camera is shown with a source
}

// Usual are the parameters of a city that sets none. The law asks for a promise each day and names no hour; ten o'clock is
// common practice.
var Usual = Parameters{DueBy: 10 * time.Hour, OnlineWithin: 15 * time.Minute, CamerasNear: 1500}

// Needs is all that the system leans on.
type Needs struct {
	DB         *store.DB
	Clock      clock.Clock
	Journal    *journal.Journal
	Bus        *bus.Bus
	Identity   *identity.Service
	Register   *register.Register
	Signal     *signal.Engine
	Duty       *duty.Engine
	Log        *slog.Logger
	Parameters Parameters
}

// System is the watch over major hazard sources.
type System struct{ Needs }

// New brings the tables up to date. Parameters that are zero are those of Usual.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "hazard", sub); err != nil {
		return nil, err
	}
	if n.Parameters == (Parameters{}) {
		n.Parameters = Usual
	}
	return &System{n}, nil
}

// today is the day in Beijing.
func (s *System) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

func actor(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// machine is the actor of what the clock does.
var machine = journal.Actor{ID: identity.Machine("hazard").ID, Name: "危险源监测系统"}
