package app

import "context"

// LoadDemo puts in what the systems show of the demo city besides its elements and cases: cells with rounds, goods in depots, risk points, emergency plans, past incidents, promises
// of plants and events of nature, a programme of checks, drawings by lot, and the bulletins of the day, which otherwise come a minute after
// the start. A second start finds everything there.
func (a *App) LoadDemo(ctx context.Context) error {
	for _, load := range []func(context.Context) error{a.Grid.LoadDemo, a.Hazard.LoadDemo, a.Nature.LoadDemo, a.Risk.LoadDemo, a.Checks.LoadDemo, a.Inspect.LoadDemo, a.Resource.LoadDemo, a.LoadPlans, a.Aftermath.LoadDemo, a.firstBulletins} {
		if err := load(ctx); err != nil {
			return err
		}
	}
	return nil
}

// firstBulletins makes the bulletins of a city that has none. One that has some makes its own: the clocks that ran out while
// it was off are settled first.
func (a *App) firstBulletins(ctx context.Context) error {
	there, err := a.Govern.Any(ctx)
	if err != nil || there {
		return err
	}
	return a.Govern.MakeDue(ctx)
}
