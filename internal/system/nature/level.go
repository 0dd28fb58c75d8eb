package nature

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
)

// WaterLevel is a level that was reported: of a gauge in m, of a water-logging point in cm. Flow is m³/s.
type WaterLevel struct {
	Site       string        `bun:"site" json:"site"`
	At         clock.Instant `bun:"at" json:"at"`
	Kind       string        `bun:"kind" json:"-"`
	Area       string        `bun:"area" json:"-"`
	Value      float64       `bun:"value" json:"value"`
	Flow       *float64      `bun:"flow" json:"flow,omitempty"`
	Source     string        `bun:"source" json:"source"`
	ReceivedAt clock.Instant `bun:"received_at" json:"-"`
}

const levelColumns = "site, at, kind, area, value, flow, source, received_at"

// back is how far back levels are looked at, for crests and trends.
const back = 72 * time.Hour

// levelsOf are the levels of a kind in the scope since some time, by site, oldest first, with the present values of points
// that measure there.
func (s *System) levelsOf(ctx context.Context, scope identity.Scope, kinds ...string) (map[string][]WaterLevel, error) {
	where, args := scope.SQL("area")
	args = append(args, clock.At(s.Clock.Now().Add(-back)))
	for _, k := range kinds {
		args = append(args, k)
	}
	var rows []WaterLevel
	err := s.DB.Read().NewRaw("SELECT "+levelColumns+" FROM nature_level WHERE "+where+" AND at > ? AND kind IN (?"+strings.Repeat(", ?", len(kinds)-1)+") ORDER BY site, at", args...).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("levels: %w", err)
	}
	out := map[string][]WaterLevel{}
	for _, l := range rows {
		out[l.Site] = append(out[l.Site], l)
	}
	return out, nil
}

// measured are the present levels by points of engine/signal, by element: those whose key is or ends in "level" or "depth".
func (s *System) measured(scope identity.Scope) map[string]WaterLevel {
	points, _ := s.Signal.Points(scope, signal.PointFilter{Limit: 1 << 30})
	out := map[string]WaterLevel{}
	for _, p := range points {
		key := p.Key[strings.LastIndex(p.Key, ".")+1:]
		if p.Value == nil || key != "level" && key != "depth" {
			continue
		}
		out[p.Element] = WaterLevel{Site: p.Element, At: p.ObservedAt, Value: *p.Value, Source: "sensor"}
	}
	return out
}

// withMeasured puts the measured level behind the reported ones when it is newer.
func withMeasured(list []WaterLevel, m WaterLevel, ok bool) []WaterLevel {
	if !ok || len(list) > 0 && !m.At.After(list[len(list)-1].At.Time) {
		return list
	}
	return append(list, m)
}

// LevelRun is how a level has gone: now, the highest of the last three days, and how it changes.
type LevelRun struct {
	Now     *WaterLevel `json:"now,omitempty"`
	Crest   *WaterLevel `json:"crest,omitempty" doc:"highest of the last three days"`
	PerHour float64     `json:"per_hour" doc:"change in an hour, over the last three"`
	Trend   string      `json:"trend" enum:",rising,falling,steady"`
}

// runOf reads a run off levels, oldest first; steady is by how much in an hour a level may change and still be steady.
func runOf(list []WaterLevel, steady float64) LevelRun {
	r := LevelRun{}
	if len(list) == 0 {
		return r
	}
	last, crest := list[len(list)-1], list[0]
	for _, l := range list {
		if l.Value > crest.Value {
			crest = l
		}
	}
	r.Now, r.Crest = &last, &crest
	for i := len(list) - 2; i >= 0; i-- {
		hours := last.At.Sub(list[i].At.Time).Hours()
		if hours <= 0 {
			continue
		}
		r.PerHour = (last.Value - list[i].Value) / hours
		if hours >= 3 || i == 0 {
			break
		}
	}
	switch {
	case len(list) == 1:
	case math.Abs(r.PerHour) < steady:
		r.Trend = "steady"
	case r.PerHour > 0:
		r.Trend = "rising"
	default:
		r.Trend = "falling"
	}
	return r
}

type levelInput struct {
	Body struct {
		Site   string    `json:"site" maxLength:"64"`
		At     time.Time `json:"at"`
		Value  float64   `json:"value" minimum:"-50" maximum:"5000" doc:"m of a gauge, cm of a water-logging point"`
		Flow   *float64  `json:"flow,omitempty" minimum:"0" maximum:"100000" doc:"m³/s"`
		Source string    `json:"source" minLength:"1" maxLength:"60"`
	}
}

// gaugeKinds are the elements that have levels.
var gaugeKinds = []string{"waterlogging", "river-gauge", "reservoir-gauge"}

func (s *System) putLevel(ctx context.Context, tx *store.Tx, in *levelInput) (*httpapi.Body[WaterLevel], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.one(ctx, by.Scope(reportWater), in.Body.Site, gaugeKinds...)
	if err != nil {
		return nil, err
	}
	at, err := s.past(in.Body.At, "at")
	if err != nil {
		return nil, err
	}
	if e.Kind == "waterlogging" && !(in.Body.Value >= 0 && in.Body.Value <= 1000) {
		return nil, fail.Invalid("nature.level.depth", "积水深应在 0 至 1000 cm", "a depth lies between 0 and 1000 cm").At("value")
	}
	l := WaterLevel{e.ID, at, e.Kind, e.Area, in.Body.Value, in.Body.Flow, in.Body.Source, clock.Now(s.Clock)}
	if err := keepLevel(ctx, tx, l); err != nil {
		return nil, err
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: e.ID, Area: e.Area, Actor: actor(by), Action: "nature.level.reported", Body: map[string]any{"name": e.Name, "at": at, "value": l.Value, "flow": l.Flow, "source": l.Source}})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(l), s.tellWater(ctx, tx, e.ID, e.Area)
}

func keepLevel(ctx context.Context, tx *store.Tx, l WaterLevel) error {
	_, err := tx.NewRaw("INSERT INTO nature_level ("+levelColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, at) DO UPDATE SET value = excluded.value, flow = excluded.flow, source = excluded.source, received_at = excluded.received_at",
		l.Site, l.At, l.Kind, l.Area, l.Value, l.Flow, l.Source, l.ReceivedAt).Exec(ctx)
	if err != nil {
		return fmt.Errorf("level of %s: %w", l.Site, err)
	}
	return nil
}

type levelsInput struct {
	ID   string `path:"id" maxLength:"64"`
	Days int    `query:"days" minimum:"1" maximum:"31" default:"3"`
}

func (s *System) levels(ctx context.Context, in *levelsInput) (*httpapi.Body[httpapi.Page[WaterLevel]], error) {
	e, err := s.one(ctx, httpapi.SubjectOf(ctx).Scope(readWater), in.ID, gaugeKinds...)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[WaterLevel]{Items: []WaterLevel{}}
	err = s.DB.Read().NewRaw("SELECT "+levelColumns+" FROM nature_level WHERE site = ? AND at > ? ORDER BY at LIMIT 10000", e.ID, clock.At(s.Clock.Now().Add(-time.Duration(in.Days)*24*time.Hour))).Scan(ctx, &page.Items)
	if err != nil {
		return nil, fmt.Errorf("levels of %s: %w", e.ID, err)
	}
	return httpapi.OK(page), nil
}
