package resource

import (
	"context"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
)

// Needs is all that the system leans on. Mark stands at the head of its papers; Home is the area of the whole city.
type Needs struct {
	DB        *store.DB
	Clock     clock.Clock
	Register  *register.Register
	Procedure *procedure.Engine
	Stock     *stock.Ledger
	Dispatch  *dispatch.Engine
	Mark      string
	Home      string
}

// System is the management of relief material and of the forces that are sent.
type System struct{ Needs }

// New makes the system.
func New(n Needs) *System { return &System{n} }

// SoonDays is within how many days goods that expire are shown as expiring soon.
const SoonDays = 90

func (s *System) soon() string { return calendar.DateOf(s.Clock.Now()).Next(SoonDays).String() }

func actor(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// depotIn finds a depot in the scope.
func (s *System) depotIn(ctx context.Context, scope identity.Scope, id string) (register.Element, error) {
	e, err := s.Register.Find(ctx, scope, id)
	if err == nil && e.Kind != "depot" {
		return e, fail.NotFound("resource.depot.unknown", "没有这个物资库，或不在您的辖区", "there is no such depot in your area")
	}
	return e, err
}

func placeOf(e register.Element) stock.Place { return stock.Place{ID: e.ID, Area: e.Area} }

// asField names the field of an error of the caller's.
func asField(err error, field string) error {
	if f := fail.As(err); f != nil {
		return f.At(field)
	}
	return err
}

// itemsByCode are all items.
func (s *System) itemsByCode(ctx context.Context) (map[string]stock.Material, []stock.Material, error) {
	list, err := s.Stock.Items(ctx)
	out := map[string]stock.Material{}
	for _, i := range list {
		out[i.Code] = i
	}
	return out, list, err
}
