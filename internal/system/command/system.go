package command

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/engine/stock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Needs is all that the system leans on. Plans are the plans in force; Weather names the warnings that stand where an incident
// is, nil for none. Tracks tell where elements of the register were since a moment, each in order of time; Figures the numbers that were
// said of an incident, to whoever asks in ctx; nil for none. Organ names the bureau of an area; Mark stands at the head of papers of a
// demo.
type Needs struct {
	DB        *store.DB
	Bus       *bus.Bus
	Duty      *duty.Engine
	Plans     plan.InForce
	Weather   func(ctx context.Context, area string) ([]AreaWarning, error)
	Tracks    func(ctx context.Context, elements []string, since time.Time) ([]TrackedPlace, error)
	Figures   func(ctx context.Context, incident string) ([]RoomFigure, error)
	Organ     func(area string) string
	Mark      string
	Clock     clock.Clock
	Journal   *journal.Journal
	Identity  *identity.Service
	Procedure *procedure.Engine
	Register  *register.Register
	Signal    *signal.Engine
	Stock     *stock.Ledger
	Dispatch  *dispatch.Engine
}

// System is emergency command and dispatch.
type System struct{ Needs }

// New brings the tables up to date.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return &System{n}, n.DB.Migrate(ctx, "command", sub)
}
