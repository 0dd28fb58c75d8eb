package signal

import (
	"context"
	"time"

	"anlan/internal/base/identity"
	"anlan/internal/base/series"
)

// Values returns the history of a point in the scope from one time to another by the device's clock, oldest first,
// without what was no measurement. With a step each step keeps its lowest and highest value. A zero to is now and takes in
// what a fast clock has sent from ahead; a zero from is an hour before. NotFound outside the scope.
func (e *Engine) Values(ctx context.Context, scope identity.Scope, id string, from, to time.Time, step time.Duration) ([]series.Value, error) {
	from, to, err := e.period(scope, id, from, to)
	if err != nil {
		return nil, err
	}
	return e.Series.Range(ctx, id, from, to, step)
}

// Steps returns lowest, highest, mean and last value of each step, for the same periods as Values.
func (e *Engine) Steps(ctx context.Context, scope identity.Scope, id string, from, to time.Time, step time.Duration) ([]series.Step, error) {
	from, to, err := e.period(scope, id, from, to)
	if err != nil {
		return nil, err
	}
	return e.Series.Steps(ctx, id, from, to, step)
}

func (e *Engine) period(scope identity.Scope, id string, from, to time.Time) (time.Time, time.Time, error) {
	r, err := e.Point(scope, id)
	if err != nil {
		return from, to, err
	}
	now := e.Clock.Now()
	if to.IsZero() {
		to = now
	}
	if from.IsZero() {
		from = to.Add(-time.Hour)
	}
	if !to.Before(now) && r.ObservedAt.After(to) {
		to = r.ObservedAt.Time
	}
	return from, to, nil
}
