package command

import (
	"context"
)

// Told is an incident with its timeline in words, for systems that write of it. It is read for the one who asks in ctx, and
// is NotFound for those who may not see it.
func (s *System) Told(ctx context.Context, id string) (IncidentItem, []Entry, error) {
	c, err := s.incident(ctx, id)
	if err != nil {
		return IncidentItem{}, nil, err
	}
	item, err := s.item(c)
	if err != nil {
		return item, nil, err
	}
	lines, err := s.timeline(ctx, c)
	return item, lines, err
}
