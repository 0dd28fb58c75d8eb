package command

import (
	"context"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// patrolReported is the event by which the grid of responsibility tells of an incident that somebody came upon.
const patrolReported bus.Type = "patrol.incident.reported"

type patrolReport struct {
	Finding string           `json:"finding"`
	Title   string           `json:"title"`
	Type    string           `json:"type"`
	Text    string           `json:"text"`
	Lon     float64          `json:"lon"`
	Lat     float64          `json:"lat"`
	Area    string           `json:"area"`
	Site    string           `json:"site"`
	Name    string           `json:"name"`
	FoundAt clock.Instant    `json:"found_at"`
	Photos  []procedure.File `json:"photos"`
}

// fromPatrol takes in an incident that was reported from a round, with its photographs. The bus hands each report over
// once.
func (s *System) fromPatrol(ctx context.Context, tx *store.Tx, _ bus.Event, r patrolReport) error {
	by := identity.Machine("patrol")
	c, err := s.Procedure.Start(ctx, tx, by, IncidentProcedure, procedure.NewCase{
		Title: r.Title, Area: r.Area, Note: map[string]any{"finding": r.Finding, "found_at": r.FoundAt},
		Data: Incident{Type: r.Type, Lon: r.Lon, Lat: r.Lat, Summary: r.Text, Source: "report", Reporter: r.Name, Element: r.Site, Address: s.Register.Areas().Name(r.Area)},
	})
	if err != nil {
		return err
	}
	for _, f := range r.Photos {
		f.Case = c.ID
		if _, err := s.Procedure.AddFile(ctx, tx, by, f); err != nil {
			return err
		}
	}
	return nil
}
