package govern

import "context"

// MakeDue makes the bulletins that are due.
func (s *System) MakeDue(ctx context.Context) error { return s.makeDue(ctx) }
