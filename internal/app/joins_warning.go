package app

import (
	"context"
	"time"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/system/command"
	"anlan/internal/system/nature"
	"anlan/internal/system/warn"
)

// warningEvents are the warnings that stand, ours and those of other offices, as lines of the common list.
type warningEvents struct{ app *App }

// mostWarnings is how many warnings the common list takes.
const mostWarnings = 200

// Events lists the warnings that stand now, each in the middle of what it covers. One that is over is no event: nothing
// happened by its end.
func (w warningEvents) Events(ctx context.Context, scope identity.Scope, _ time.Time) ([]nature.CityEvent, error) {
	list, err := w.app.Warnings.Standing(ctx, scope, mostWarnings)
	if err != nil {
		return nil, err
	}
	out := make([]nature.CityEvent, 0, len(list))
	for _, x := range list {
		e := nature.CityEvent{
			Key: "warning:" + x.ID, Kind: "alert", Title: x.Headline, Text: x.SenderName, Area: x.Area, At: x.Effective, Tone: x.Colour, Open: true, Link: "/monitor/warnings?open=" + x.ID,
			State: lang.T(x.ColourText.Zh+"预警", x.ColourText.En),
		}
		if x.Status != "Actual" { // an exercise is never taken for the real thing
			e.State, e.Tone = lang.T(e.State.Zh+"（演练、测试）", e.State.En+" (exercise or test)"), ""
		}
		at, ok := w.middle(x)
		e.Lon, e.Lat, e.Placed = at.Lon, at.Lat, ok
		out = append(out, e)
	}
	return out, nil
}

// middle is the middle of the box around what a warning covers: its shapes, else its area.
func (w warningEvents) middle(x warn.Warning) (geo.Point, bool) {
	if x.Polygons == nil {
		a, ok := w.app.Register.Areas().Find(x.Area)
		return geo.Point{Lon: a.Lon, Lat: a.Lat}, ok
	}
	low, high := geo.Point{Lon: 180, Lat: 90}, geo.Point{Lon: -180, Lat: -90}
	for _, polygon := range x.Polygons.Coordinates {
		for _, ring := range polygon {
			for _, p := range ring {
				low = geo.Point{Lon: min(low.Lon, p[0]), Lat: min(low.Lat, p[1])}
				high = geo.Point{Lon: max(high.Lon, p[0]), Lat: max(high.Lat, p[1])}
			}
		}
	}
	return geo.Point{Lon: (low.Lon + high.Lon) / 2, Lat: (low.Lat + high.Lat) / 2}, low.Lon <= high.Lon
}

// weatherAt names the real warnings that stand where an incident is, for the choice of its plan.
func (a *App) weatherAt(ctx context.Context, area string) ([]command.AreaWarning, error) {
	list, err := a.Warnings.Standing(ctx, identity.Scope{area}, mostWarnings)
	if err != nil {
		return nil, err
	}
	out := []command.AreaWarning{}
	for _, w := range list {
		if w.Status == "Actual" && w.Colour != "" {
			out = append(out, command.AreaWarning{Title: w.Headline, Colour: w.Colour})
		}
	}
	return out, nil
}
