package patrol

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Person is who answers for a place.
type Person struct{ ID, Name string }

// Posts tells who answers for an area where the grid names nobody: the narrow door to a duty roster. The list may be empty.
type Posts interface {
	Answering(ctx context.Context, area string, on calendar.Date) ([]Person, error)
}

// Needs is all that the system leans on. Posts may be nil. Danger opens the rectification of a hidden danger in the act's
// transaction and returns the id of its case. Demo loads the constructed lists; Home is the area of the whole city.
type Needs struct {
	DB        *store.DB
	Clock     clock.Clock
	Journal   *journal.Journal
	Bus       *bus.Bus
	Identity  *identity.Service
	Register  *register.Register
	Procedure *procedure.Engine
	Photos    *photo.Shelf
	Log       *slog.Logger
	Posts     Posts
	Danger    func(ctx context.Context, tx *store.Tx, d Danger) (caseID string, err error)
	Home      string
	Demo      bool
}

// System is the grid of responsibility at work.
type System struct {
	Needs
	lists    *Library
	plateKey []byte
}

// New brings the tables up to date and reads the lists.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "patrol", sub); err != nil {
		return nil, err
	}
	lists, err := ReadLists(n.Demo)
	if err != nil {
		return nil, err
	}
	key, err := plateKey(ctx, n.DB)
	if err != nil {
		return nil, err
	}
	return &System{Needs: n, lists: lists, plateKey: key}, nil
}

// Lists is the library of lists.
func (s *System) Lists() *Library { return s.lists }

// today is the day in Beijing.
func (s *System) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

func actor(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// machine is the actor of what the clock does.
var machine = journal.Actor{ID: identity.Machine("patrol").ID, Name: "网格系统"}
