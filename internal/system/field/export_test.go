package field

import "context"

// What the tests need of the clock.

func (s *System) Tick(ctx context.Context) { s.tick(ctx) }
