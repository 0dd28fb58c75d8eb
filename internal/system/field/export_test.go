package field

import "context"

// What the tests need of the clock.

func (s *System) Tick(ctx context.Context) { s.tick(ctx) }

// KeyOf is why a key does not hold; nil when it does.
func (s *System) KeyOf(ctx context.Context, n uint32) error {
	_, _, err := s.keyOf(ctx, n)
	return err
}
