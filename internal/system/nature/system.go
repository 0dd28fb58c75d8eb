package nature

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Needs is all that the system leans on. Home is the area of the whole city, in whose name bulletins of typhoons are kept.
// More are further sources of events, such as other platforms.
type Needs struct {
	DB       *store.DB
	Clock    clock.Clock
	Journal  *journal.Journal
	Bus      *bus.Bus
	Register *register.Register
	Signal   *signal.Engine
	Log      *slog.Logger
	Home     string
	More     []EventSource
}

// System is the watch over nature.
type System struct{ Needs }

// New brings the tables up to date.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "nature", sub); err != nil {
		return nil, err
	}
	return &System{n}, nil
}

func (s *System) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

func actor(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// aheadBy is how far a sender's clock may be ahead of ours.
const aheadBy = 5 * time.Minute

// past refuses a time that is missing or lies ahead.
func (s *System) past(at time.Time, field string) (clock.Instant, error) {
	if at.IsZero() || at.Year() < 2000 || at.After(s.Clock.Now().Add(aheadBy)) {
		return clock.Instant{}, fail.Invalid("nature.time", "时间缺失或晚于当前时间", "the time is missing or lies ahead").At(field)
	}
	return clock.At(at), nil
}

// all reads every element of a kind in the scope.
func (s *System) all(ctx context.Context, scope identity.Scope, kind string) ([]register.Element, error) {
	var out []register.Element
	q := register.Query{Kind: kind, Limit: register.MaxPage}
	for {
		page, err := s.Register.List(ctx, scope, q)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if page.Next == "" {
			return out, nil
		}
		q.Cursor = page.Next
	}
}

// one finds an element of one of some kinds in the scope.
func (s *System) one(ctx context.Context, scope identity.Scope, id string, kinds ...string) (register.Element, error) {
	e, err := s.Register.Find(ctx, scope, id)
	if err != nil {
		return e, err
	}
	for _, k := range kinds {
		if e.Kind == k {
			return e, nil
		}
	}
	return e, fail.NotFound("nature.site.unknown", "没有这个站点，或不在您的辖区", "there is no such place in your area")
}

// readAttrs reads the attributes of an element of the register, which were checked when they came in.
func readAttrs[T any](e register.Element) (T, error) {
	var v T
	if err := json.Unmarshal(e.Attrs, &v); err != nil {
		return v, fmt.Errorf("attributes of %s: %w", e.ID, err)
	}
	return v, nil
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

// InArea is the query of what can be narrowed to an area.
type InArea struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}
