package risk

import (
	"context"
	"embed"
	"io/fs"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/model/grade"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Parameters are what a city may set for itself.
type Parameters struct {
	Months  map[grade.Risk]int // after how many months a point of a grade is assessed anew
	Sooner  int                // days within which it is assessed anew after something changed
	Soon    int                // days before the end of the term from which a point is shown as due soon
	Scaling grade.Scale        // how points make the grade of an area
}

// Usual are the parameters of a city that sets none. They are constructed, not law: graver risks more often, and a month after
// a change.
var Usual = Parameters{
	Months: map[grade.Risk]int{grade.Red: 6, grade.Orange: 12, grade.Yellow: 12, grade.Blue: 24}, Sooner: 30, Soon: 30, Scaling: grade.DefaultScale(),
}

// Needs is all that the system leans on. Home is the area of the whole city.
type Needs struct {
	DB         *store.DB
	Clock      clock.Clock
	Journal    *journal.Journal
	Register   *register.Register
	Procedure  *procedure.Engine
	Home       string
	Parameters Parameters
}

// System is the grading of risks and their control.
type System struct{ Needs }

// New brings the tables up to date. Parameters without months are those of Usual.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "risk", sub); err != nil {
		return nil, err
	}
	if n.Parameters.Months == nil {
		n.Parameters = Usual
	}
	return &System{n}, nil
}

// today is the day in Beijing.
func (s *System) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

func actor(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// enterprise finds an enterprise in the scope.
func (s *System) enterprise(ctx context.Context, scope identity.Scope, id string) (register.Element, error) {
	e, err := s.Register.Find(ctx, scope, id)
	if err == nil && e.Kind != "enterprise" {
		return e, fail.NotFound("risk.enterprise.unknown", "没有这家企业，或不在您的辖区", "there is no such enterprise in your area")
	}
	return e, err
}
