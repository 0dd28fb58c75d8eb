package field

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"sync/atomic"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/base/vault"
	"anlan/internal/connect/narrow"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Needs is all that the system leans on. Home is the area of the whole city.
type Needs struct {
	DB        *store.DB
	Clock     clock.Clock
	Journal   *journal.Journal
	Bus       *bus.Bus
	Identity  *identity.Service
	Register  *register.Register
	Procedure *procedure.Engine
	Duty      *duty.Engine
	Vault     *vault.Vault
	Log       *slog.Logger
	Home      string
}

// System is those in the field.
type System struct {
	Needs
	kinds []Kind
	book  *narrow.Book

	thinNext, thinFrom atomic.Int64 // microseconds: when positions are thinned next, and from which on they are not thinned yet
}

// The procedures of system command whose cases are moved here.
const (
	taskProcedure     = "command.task"
	incidentProcedure = "command.incident"
)

// New brings the tables up to date.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "field", sub); err != nil {
		return nil, err
	}
	s := &System{Needs: n, kinds: kinds()}
	forms := make([]narrow.Form, len(s.kinds))
	for i, k := range s.kinds {
		forms[i] = k.Form
	}
	s.book, err = narrow.Open(forms...)
	return s, err
}

// Forms is the book by which messages of the field are written in their narrow form.
func (s *System) Forms() *narrow.Book { return s.book }

func (s *System) now() clock.Instant { return clock.Now(s.Clock) }

func actor(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// machine is the actor of what the clock does.
var machine = journal.Actor{ID: identity.Machine("field").ID, Name: "人员安全计时"}

// kind finds a declared kind.
func (s *System) kind(name string) (Kind, bool) {
	for _, k := range s.kinds {
		if k.Form.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}
