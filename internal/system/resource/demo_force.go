package resource

import (
	"context"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
	"anlan/internal/system"
)

// demoSorts are the specialities of which each zone of the demo keeps some ready.
var demoSorts = []string{"hazchem", "medical", "flood", "power", "gas", "construction"}

// loadForces says of the demo's teams and vehicles how they stand, and sets minimums of zones; that of hazardous chemicals in
// the north is not met. A city that has minimums stays as it is.
func (s *System) loadForces(ctx context.Context) error {
	now, err := s.Dispatch.Situation(ctx)
	if err != nil {
		return err
	}
	for _, z := range now.Zones {
		if len(z.Covers) > 0 {
			return nil
		}
	}
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := s.demoSaid(ctx, tx, now.Forces); err != nil {
			return err
		}
		return s.demoCovers(ctx, tx, now.Forces)
	})
	if err != nil {
		return fmt.Errorf("load demo forces: %w", err)
	}
	return nil
}

// demoSaid is what was said of each force in the last months: of one in twelve nothing for more than 90 days, and a few lack
// people or equipment.
func (s *System) demoSaid(ctx context.Context, tx *store.Tx, teams []dispatch.Force) error {
	vehicles, err := s.Dispatch.Forces(ctx, identity.Everywhere, dispatch.Vehicle)
	if err != nil {
		return err
	}
	var list []dispatch.ForceWord
	for _, f := range slices.Concat(teams, vehicles) {
		days := int(system.Chance(60, "said", f.ID))
		if system.Chance(12, "stale", f.ID) == 0 {
			days += dispatch.StaleDays + 1
		}
		list = append(list, demoWord(f, clock.At(s.Clock.Now().Add(-time.Duration(days)*24*time.Hour-time.Duration(system.Chance(600, "minute", f.ID))*time.Minute))))
	}
	return s.Dispatch.Bring(ctx, tx, demoActor, list)
}

func demoWord(f dispatch.Force, at clock.Instant) dispatch.ForceWord {
	w := dispatch.ForceWord{Force: f.ID, Readiness: f.Readiness(), Present: f.People * (70 + int(system.Chance(31, "present", f.ID))) / 100, Equipment: "whole", ToldBy: f.Lead, How: "phone", At: at, Person: demoActor.ID, By: "值班员（演示）"}
	if w.ToldBy == "" {
		w.ToldBy = f.Name
	}
	switch fault := system.Chance(40, "fault", f.ID); {
	case f.Kind == dispatch.Vehicle:
		w.Present = f.People
	case fault == 0:
		w.Present, w.Reason = f.People/3, "部分人员参加集训"
	case fault == 1:
		w.Equipment, w.Reason = "broken", "主战装备送修"
	case fault == 2 || fault == 3:
		w.Equipment, w.Reason = "partly", "部分装备送检"
	}
	if f.State == dispatch.Resting || f.State == dispatch.Unfit {
		w.Reason = "轮休"
	}
	return w
}

// demoCovers sets what each zone keeps ready: six in ten of its teams of each speciality.
func (s *System) demoCovers(ctx context.Context, tx *store.Tx, teams []dispatch.Force) error {
	count := map[string]int{}
	for _, f := range teams {
		count[f.Home+"/"+f.Sort]++
		count[f.Home+"/"]++
	}
	for _, zone := range dispatch.Zones {
		for _, sort := range append([]string{dispatch.AnySort}, demoSorts...) {
			n := count[zone+"/"+sort]
			least := n * 6 / 10
			if zone == "north" && sort == "hazchem" {
				least = n + 1
			}
			if least == 0 {
				continue
			}
			if err := s.Dispatch.SetCover(ctx, tx, demoActor, zone, sort, least); err != nil {
				return err
			}
		}
	}
	return nil
}
