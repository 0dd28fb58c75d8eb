package plan

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
)

// Loaded is a plan in force as it is brought in from elsewhere, with the days of its life ("" for one that has not come).
type Loaded struct {
	Plan                                plan.EmergencyPlan
	Number                              string
	IssuedOn, FiledOn, FileBy, ReviewBy string
	Demo                                bool
}

// loadStep is how many plans go in one statement.
const loadStep = 100

// Load brings plans in, each as the first version of its code and in force, in one transaction with one journal entry. Nothing
// is done when there are plans already.
func (s *System) Load(ctx context.Context, by journal.Actor, name string, plans []Loaded) error {
	there, err := s.Any(ctx)
	if err != nil || there {
		return err
	}
	now := clock.Now(s.Clock)
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var values []any
		for n, l := range plans {
			v := stored{PlanVersion: PlanVersion{Version: 1, State: issued, Number: l.Number, IssuedOn: l.IssuedOn, FiledOn: l.FiledOn, FileBy: l.FileBy, ReviewBy: l.ReviewBy, ChangedAt: now, ChangedName: by.Name, Revision: 1, Demo: l.Demo}}
			if err := v.columnsOf(l.Plan); err != nil {
				return err
			}
			if values = append(values, v.values()...); (n+1)%loadStep == 0 || n+1 == len(plans) {
				if err := tx.LaterRows(ctx, insertVersion, len(v.values()), values, ""); err != nil {
					return fmt.Errorf("load plans: %w", err)
				}
				values = nil
			}
		}
		_, err := s.Journal.Append(ctx, tx, journal.Entry{Object: "plans:" + name, Actor: by, Action: "plan.loaded", Body: map[string]any{"name": name, "plans": len(plans)}})
		return err
	})
}

// Any reports whether there is any plan.
func (s *System) Any(ctx context.Context) (bool, error) {
	var n int
	err := s.DB.Read().NewRaw("SELECT COUNT(*) FROM plan_version").Scan(ctx, &n)
	return n > 0, err
}
