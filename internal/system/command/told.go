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

// Ran is what plans brought about for an incident, and the conditions that warnings make there now. It is read as Told is.
func (s *System) Ran(ctx context.Context, id string) (ResponseView, []string, error) {
	c, err := s.incident(ctx, id)
	if err != nil {
		return ResponseView{}, nil, err
	}
	v, err := s.response(ctx, &caseInput{ID: id})
	if err != nil {
		return ResponseView{}, nil, err
	}
	o, err := s.occasionOf(ctx, c, "")
	return v.Body, o.Conditions, err
}
