package plan

import (
	"context"

	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
)

var _ plan.InForce = (*System)(nil)

// InForce is the version of a plan that is in force, with what its parents hand down; see plan.InForce.
func (s *System) InForce(ctx context.Context, q store.Querier, scope identity.Scope, code string) (plan.PlanInForce, error) {
	rows, err := s.versionsWhere(ctx, q, "code = ? AND state = ?", code, issued)
	if err != nil {
		return plan.PlanInForce{}, err
	}
	if len(rows) == 0 || !scope.Contains(rows[0].Area) {
		return plan.PlanInForce{}, errUnknown
	}
	own, err := rows[0].plan()
	if err != nil {
		return plan.PlanInForce{}, err
	}
	parents, err := s.parents(ctx, q, own)
	if err != nil {
		return plan.PlanInForce{}, err
	}
	return plan.PlanInForce{Effective: plan.Inherit(parents, own), Version: rows[0].Version}, nil
}
