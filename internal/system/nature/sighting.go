package nature

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/model/bearing"
)

// The states of a sighting.
const (
	Unjudged  = "new"
	Confirmed = "confirmed"
	Dismissed = "dismissed"
	Over      = "over"
)

// Sighting is that somebody, or a satellite, saw a fire or its smoke. Lon and Lat are where it is thought to be, Radius by
// how many metres that may be wrong; From is where it was seen from, with the bearing in degrees and the distance in metres
// where they were told. Main is the sighting into which this one was merged.
type Sighting struct {
	ID         string        `bun:"id" json:"id"`
	Kind       string        `bun:"kind" json:"kind" enum:"hotspot,tower,drone,person"`
	Source     string        `bun:"source" json:"source"`
	Area       string        `bun:"area" json:"area"`
	AreaName   string        `bun:"-" json:"area_name"`
	SeenAt     clock.Instant `bun:"seen_at" json:"seen_at"`
	ReceivedAt clock.Instant `bun:"received_at" json:"received_at"`
	Lon        float64       `bun:"lon" json:"lon"`
	Lat        float64       `bun:"lat" json:"lat"`
	Radius     float64       `bun:"radius" json:"radius"`
	FromLon    float64       `bun:"from_lon" json:"from_lon"`
	FromLat    float64       `bun:"from_lat" json:"from_lat"`
	Bearing    *float64      `bun:"bearing" json:"bearing,omitempty"`
	Distance   float64       `bun:"distance" json:"distance"`
	Confidence int64         `bun:"confidence" json:"confidence" doc:"% by the satellite; 0 when it says none"`
	Power      float64       `bun:"power" json:"power" doc:"radiative power in MW; 0 when it is not known"`
	What       string        `bun:"what" json:"what"`
	Person     string        `bun:"person" json:"-"`
	PersonName string        `bun:"person_name" json:"by"`
	State      string        `bun:"state" json:"state" enum:"new,confirmed,dismissed,over"`
	Main       string        `bun:"main" json:"main"`
	JudgedAt   clock.Instant `bun:"judged_at" json:"judged_at"`
	JudgedName string        `bun:"judged_name" json:"judged_by"`
	Reason     string        `bun:"reason" json:"reason"`
	Revision   int64         `bun:"revision" json:"revision"`
	Placed     bool          `bun:"-" json:"placed" doc:"its place is known; a bearing alone waits for a second one"`
}

const sightingColumns = "id, kind, source, area, seen_at, received_at, lon, lat, radius, from_lon, from_lat, bearing, distance, confidence, power, what, person, person_name, state, main, judged_at, judged_name, reason, revision"

func (g Sighting) point() geo.Point { return geo.Point{Lon: g.Lon, Lat: g.Lat} }

// SightingReport is what comes from a phone, a tower or the feed of a satellite. It has a place, or where it was seen from
// with a bearing.
type SightingReport struct {
	Kind       string    `json:"kind" enum:"hotspot,tower,drone,person"`
	Source     string    `json:"source" minLength:"1" maxLength:"100" doc:"satellite, tower or drone by its name"`
	SeenAt     time.Time `json:"seen_at"`
	Lon        float64   `json:"lon,omitempty" minimum:"-180" maximum:"180" doc:"of the fire; left out with a bearing"`
	Lat        float64   `json:"lat,omitempty" minimum:"-90" maximum:"90"`
	FromLon    float64   `json:"from_lon,omitempty" minimum:"-180" maximum:"180" doc:"where it was seen from"`
	FromLat    float64   `json:"from_lat,omitempty" minimum:"-90" maximum:"90"`
	Tower      string    `json:"tower,omitempty" maxLength:"64" doc:"watchtower from which it was seen, instead of a place"`
	Bearing    *float64  `json:"bearing,omitempty" minimum:"0" maximum:"360" doc:"degrees from true north"`
	Distance   float64   `json:"distance,omitempty" minimum:"0" maximum:"60000" doc:"metres, by eye"`
	Confidence int64     `json:"confidence,omitempty" minimum:"0" maximum:"100"`
	Power      float64   `json:"power,omitempty" minimum:"0" maximum:"100000"`
	What       string    `json:"what,omitempty" maxLength:"300"`
}

// usualRadius is by how many metres a place may be wrong when the report does not say: about the pixel of a satellite, and
// what somebody points at on a map.
var usualRadius = map[string]float64{"hotspot": 375, "tower": 500, "drone": 50, "person": 200}

type reportInput struct {
	ID   string `path:"id" maxLength:"64" doc:"a UUID that the sender made"`
	Body SightingReport
}

// report keeps a sighting. The same id again changes nothing.
func (s *System) report(ctx context.Context, tx *store.Tx, in *reportInput) (*httpapi.Body[Sighting], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	if !id.Valid(in.ID) {
		return nil, fail.Invalid("nature.sighting.id", "报告编号无效", "the id of the report is no UUID").At("id")
	}
	seen, err := s.past(b.SeenAt, "seen_at")
	if err != nil {
		return nil, err
	}
	g := Sighting{
		ID: in.ID, Kind: b.Kind, Source: strings.TrimSpace(b.Source), SeenAt: seen, ReceivedAt: clock.Now(s.Clock), Lon: b.Lon, Lat: b.Lat, FromLon: b.FromLon, FromLat: b.FromLat,
		Bearing: b.Bearing, Distance: b.Distance, Confidence: b.Confidence, Power: b.Power, What: strings.TrimSpace(b.What), Person: by.ID, PersonName: by.Name, State: Unjudged, Revision: 1,
	}
	if b.Tower != "" {
		e, err := s.one(ctx, by.Scope(reportFire), b.Tower, "watchtower")
		if err != nil {
			return nil, fail.As(err).At("tower")
		}
		g.FromLon, g.FromLat, g.Source = e.Lon, e.Lat, e.Name
	}
	if err := s.place(&g); err != nil {
		return nil, err
	}
	if !by.Can(reportFire, g.Area) {
		return nil, fail.Denied("nature.sighting.area", "该位置不在您的辖区", "the place lies outside your area").At("lon")
	}
	made, err := s.keepSighting(ctx, tx, g, actor(by))
	if err != nil {
		return nil, err
	}
	return httpapi.OK(made), nil
}

// place finds where a sighting is: as told, by bearing and distance, or, with a bearing alone, where it was seen from until
// a second bearing crosses it.
func (s *System) place(g *Sighting) error {
	from := geo.Point{Lon: g.FromLon, Lat: g.FromLat}
	switch {
	case g.Lon != 0 || g.Lat != 0:
		g.Radius = usualRadius[g.Kind]
	case g.Bearing == nil || from == (geo.Point{}):
		return fail.Invalid("nature.sighting.place", "请填写火点位置，或观测位置和方位角", "give the place of the fire, or where it was seen from with a bearing").At("lon")
	case g.Distance > 0:
		c, err := bearing.Find([]bearing.Sight{{From: from, Bearing: *g.Bearing, Distance: g.Distance}})
		if err != nil {
			return err
		}
		g.Lon, g.Lat, g.Radius = c.Place.Lon, c.Place.Lat, c.Radius
	default:
		g.Lon, g.Lat, g.Radius = from.Lon, from.Lat, unplaced
	}
	if g.Area = s.Register.Areas().Locate(g.point()); g.Area == "" {
		return fail.Invalid("nature.sighting.outside", "该位置不在本市范围内", "the place lies outside the city").At("lon")
	}
	g.fill(s)
	return nil
}

// unplaced is the radius of a sighting of which only the bearing is known: as far as a tower sees.
const unplaced = 15_000

func (g *Sighting) fill(s *System) {
	g.AreaName, g.Placed = s.Register.Areas().Name(g.Area), g.Radius < unplaced
}

func (s *System) keepSighting(ctx context.Context, tx *store.Tx, g Sighting, by journal.Actor) (Sighting, error) {
	done, err := tx.NewRaw("INSERT INTO nature_sighting ("+sightingColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
		g.ID, g.Kind, g.Source, g.Area, g.SeenAt, g.ReceivedAt, g.Lon, g.Lat, g.Radius, g.FromLon, g.FromLat, g.Bearing, g.Distance, g.Confidence, g.Power, g.What, g.Person, g.PersonName,
		g.State, g.Main, nil, "", "", g.Revision).Exec(ctx)
	if err != nil {
		return g, fmt.Errorf("sighting %s: %w", g.ID, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		was, readErr := s.sighting(ctx, tx, g.ID)
		if err == nil && readErr == nil && was.Person != g.Person {
			return g, fail.Conflict("nature.sighting.id-taken", "报告编号已被使用", "the id of the report is taken")
		}
		if err == nil {
			err = readErr
		}
		return was, err
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: g.ID, Area: g.Area, Actor: by, Action: "nature.sighting.reported", Body: g})
	if err != nil {
		return g, err
	}
	return g, s.tellSighting(ctx, tx, SightingChanged, g)
}

func (s *System) tellSighting(ctx context.Context, tx *store.Tx, t bus.Type, g Sighting) error {
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: t, Area: g.Area, Object: g.ID, Permission: readSighting}, g)
}

// sighting reads one for change; NotFound when there is none.
func (s *System) sighting(ctx context.Context, tx *store.Tx, sightingID string) (Sighting, error) {
	var g Sighting
	err := tx.NewRaw("SELECT "+sightingColumns+" FROM nature_sighting WHERE id = ?"+tx.ForUpdate(), sightingID).Scan(ctx, &g)
	if store.IsNoRows(err) {
		return g, errNoSighting
	}
	if err != nil {
		return g, fmt.Errorf("sighting %s: %w", sightingID, err)
	}
	g.fill(s)
	return g, nil
}

var errNoSighting = fail.NotFound("nature.sighting.unknown", "没有这条报告，或不在您的辖区", "there is no such sighting in your area")

// sightingsWhere reads sightings; where may end in an order.
func (s *System) sightingsWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]Sighting, error) {
	out := []Sighting{}
	if err := q.NewRaw("SELECT "+sightingColumns+" FROM nature_sighting WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("sightings: %w", err)
	}
	for i := range out {
		out[i].fill(s)
	}
	return out, nil
}

type sightingsInput struct {
	InArea
	State string `query:"state" enum:"new,confirmed,dismissed,over"`
	Main  string `query:"main" maxLength:"64" doc:"those merged into one"`
}

func (s *System) sightings(ctx context.Context, in *sightingsInput) (*httpapi.Body[httpapi.Page[Sighting]], error) {
	where, args := httpapi.SubjectOf(ctx).Scope(readSighting).Within(in.Area).SQL("area")
	if in.State != "" {
		where, args = where+" AND state = ?", append(args, in.State)
	}
	if in.Main != "" {
		where, args = where+" AND main = ?", append(args, in.Main)
	}
	list, err := s.sightingsWhere(ctx, s.DB.Read(), where+" ORDER BY seen_at DESC, id DESC LIMIT 500", args...)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[Sighting]{Items: slices.Clip(list)}), nil
}
