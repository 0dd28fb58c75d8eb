package plan

import (
	"context"

	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// InForce is what an activation asks of the plans in force and of the city. The system of plans is one; whoever activates
// (the command of incidents) is given it and knows no more of that system.
type InForce interface {
	// Suggest names the plans in force within the scope that answer a situation, the highest response first.
	Suggest(ctx context.Context, q store.Querier, scope identity.Scope, s Situation) ([]PlanSuggestion, error)
	// InForce is the version of a plan that is in force, with what its parents hand down; NotFound when there is none, or it lies
	// outside the scope.
	InForce(ctx context.Context, q store.Querier, scope identity.Scope, code string) (PlanInForce, error)
	// Facts reads what a plan asks of the city as it is now: posts, rosters, people, stock, elements.
	Facts(ctx context.Context, plans []EmergencyPlan) (*Facts, error)
}

// PlanInForce is a plan in force as it would run.
type PlanInForce struct {
	Effective
	Version int64
}
