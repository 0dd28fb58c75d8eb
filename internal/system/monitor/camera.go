package monitor

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

// Camera is a camera near an alarm: a reference, by which its recording of the alarm can be asked for. What the nearest
// one showed is a Picture.
type Camera struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Channel  string        `json:"channel" doc:"GB/T 28181 code, under which the platform of the cameras knows it"`
	State    string        `json:"state" doc:"online, offline or fault, as registered"`
	Plant    bool          `json:"plant" doc:"an enterprise's own, and no camera of the street"`
	Distance float64       `json:"distance_m"`
	From     clock.Instant `json:"from" doc:"where the recording of the alarm begins: half a minute before it was raised"`
	Until    clock.Instant `json:"until" doc:"where it ends: two minutes after"`
}

const (
	cameraReach = 500.0 // metres from an alarm within which a camera may show it
	mostCameras = 3
	clipBefore  = 30 * time.Second
	clipAfter   = 2 * time.Minute
)

// cameras are those that may show an alarm: those of enterprises first, which look at plants and not at streets, then others;
// the nearest of each.
func (s *System) cameras(ctx context.Context, scope identity.Scope, a signal.Alarm) ([]Camera, error) {
	at := geo.Point{Lon: a.Lon, Lat: a.Lat}
	out := []Camera{}
	for _, plant := range []bool{true, false} {
		var wrong error
		of := func(e register.Element) (c register.Camera) {
			if err := json.Unmarshal(e.Attrs, &c); err != nil {
				wrong = fmt.Errorf("camera %s: %w", e.ID, err)
			}
			return c
		}
		found, err := s.Register.NearWhere(ctx, scope, "camera", at, mostCameras-len(out), cameraReach, func(e register.Element) bool {
			return (of(e).Source == "enterprise") == plant
		})
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			c := of(n.Element)
			out = append(out, Camera{
				ID: n.ID, Name: n.Name, Channel: c.Channel, State: c.State, Plant: plant, Distance: math.Round(n.Distance),
				From: clock.At(a.RaisedAt.Add(-clipBefore)), Until: clock.At(a.RaisedAt.Add(clipAfter)),
			})
		}
		if wrong != nil {
			return nil, wrong
		}
	}
	return out, nil
}
