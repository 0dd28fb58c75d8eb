package hazard

import "context"

// What the tests need of the clock.

func (s *System) MakeDue(ctx context.Context) error { return s.makeDue(ctx) }

func (s *System) TellLate(ctx context.Context) error { return s.tellLate(ctx) }
