package command

import (
	"context"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// fireConfirmed is the event by which the watch over nature tells of a fire that somebody has confirmed.
const fireConfirmed bus.Type = "nature.fire.confirmed"

type confirmedFire struct {
	ID       string        `json:"id"`
	Source   string        `json:"source"`
	What     string        `json:"what"`
	Area     string        `json:"area"`
	AreaName string        `json:"area_name"`
	Lon      float64       `json:"lon"`
	Lat      float64       `json:"lat"`
	SeenAt   clock.Instant `json:"seen_at"`
	Judge    string        `json:"judged_by"`
}

// fromFire opens the incident of a confirmed fire. The bus hands each confirmation over once, and a sighting is confirmed
// once.
func (s *System) fromFire(ctx context.Context, tx *store.Tx, _ bus.Event, f confirmedFire) error {
	summary := f.Source + "：" + f.What
	if f.What == "" {
		summary = f.Source
	}
	_, err := s.Procedure.Start(ctx, tx, identity.Machine("nature"), IncidentProcedure, procedure.NewCase{
		Title: f.AreaName + "火情", Area: f.Area, Note: map[string]any{"sighting": f.ID, "seen_at": f.SeenAt},
		Data: Incident{Type: "natural", Lon: f.Lon, Lat: f.Lat, Summary: summary, Source: "report", Reporter: f.Judge, Address: f.AreaName},
	})
	return err
}
