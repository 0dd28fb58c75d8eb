package connector

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
)

// Happened are the events of other offices in the scope that began at or after a moment, newest first, at most so many. The
// caller has checked that the scope is one in which they may be seen.
func (s *System) Happened(ctx context.Context, scope identity.Scope, since time.Time, most int) ([]OfficeEvent, error) {
	where, args := scope.SQL("e.area")
	out := []OfficeEvent{}
	err := s.DB.Read().NewRaw("SELECT "+eventColumns+eventFrom+where+" AND e.at >= ? ORDER BY e.at DESC, e.id DESC LIMIT ?", append(args, clock.At(since), most)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("events of other offices: %w", err)
	}
	return out, nil
}

// Standing are the sources in the scope of those who may see them, each with how it stands, the worst first.
func (s *System) Standing(ctx context.Context, by identity.Subject) ([]SourceView, error) {
	return s.standing(ctx, by.Scope(readSources), "")
}
