package fourparty

import (
	"context"
	"time"

	"anlan/internal/base/clock"
)

// ScoresOf are the units whose score came to stand between two moments: what the appraisal of areas counts.
func (s *System) ScoresOf(ctx context.Context, from, to time.Time) ([]CheckedUnit, error) {
	return s.unitsWhere(ctx, s.DB.Read(), "score IS NOT NULL AND settled_at >= ? AND settled_at < ?", clock.At(from), clock.At(to))
}
