package plan

import (
	"context"
	"embed"
	"io/fs"
	"sync"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Needs is all that the system leans on. Mark stands at the head of its papers.
type Needs struct {
	DB        *store.DB
	Clock     clock.Clock
	Bus       *bus.Bus
	Journal   *journal.Journal
	Identity  *identity.Service
	Register  *register.Register
	Duty      *duty.Engine
	Stock     *stock.Ledger
	Procedure *procedure.Engine
	Mark      string
}

// System is digital plans.
type System struct {
	Needs
	mu    sync.Mutex // guards cache
	cache lintCache
}

// New brings the tables up to date.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return &System{Needs: n}, n.DB.Migrate(ctx, "plan", sub)
}

// Declared is the system without anything behind it: for those who play its procedures alone.
func Declared() *System { return &System{} }

func (s *System) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

func actor(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }
