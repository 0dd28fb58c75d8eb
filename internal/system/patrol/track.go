package patrol

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
)

// thinTo is how far in metres a track may stray when it is thinned.
const thinTo = 8

// maxSpeed is that of a car in a city in metres a second: a step beyond it is an error of the receiver.
const maxSpeed = 40

// Track is where somebody walked on a round. Points are longitude, latitude and seconds since the beginning.
type Track struct {
	ID         string          `bun:"id" json:"id"`
	Person     string          `bun:"person" json:"person"`
	PersonName string          `bun:"person_name" json:"person_name"`
	Area       string          `bun:"area" json:"area"`
	BeganAt    clock.Instant   `bun:"began_at" json:"began_at"`
	EndedAt    clock.Instant   `bun:"ended_at" json:"ended_at"`
	Metres     float64         `bun:"metres" json:"metres"`
	Points     json.RawMessage `bun:"points" json:"points" doc:"[[longitude, latitude, seconds], …]"`
}

const trackColumns = "id, person, person_name, area, began_at, ended_at, metres, points"

type trackInput struct {
	ID   string `path:"id" maxLength:"64" doc:"a UUID that the phone made"`
	Body struct {
		BeganAt time.Time    `json:"began_at"`
		Points  [][3]float64 `json:"points" minItems:"2" maxItems:"5000" doc:"longitude, latitude, seconds since the beginning; in order"`
	}
}

// addTrack keeps a piece of a track, thinned. The same id again changes nothing.
func (s *System) addTrack(ctx context.Context, tx *store.Tx, in *trackInput) (*httpapi.Body[Track], error) {
	by := httpapi.SubjectOf(ctx)
	if !id.Valid(in.ID) {
		return nil, fail.Invalid("patrol.track.id", "轨迹编号无效", "the id of the track is no UUID").At("id")
	}
	began, err := s.takenAt(in.Body.BeganAt)
	if err != nil {
		return nil, err
	}
	points, metres := thin(in.Body.Points)
	if len(points) < 2 {
		return nil, fail.Invalid("patrol.track.points", "轨迹点无效", "the points of the track make no sense").At("points")
	}
	t := Track{ID: in.ID, Person: by.ID, PersonName: by.Name, BeganAt: began, Metres: metres, EndedAt: clock.At(began.Add(time.Duration(points[len(points)-1][2]) * time.Second))}
	t.Area = s.Register.Areas().Locate(geo.Point{Lon: points[0][0], Lat: points[0][1]})
	if !by.Can(doTasks, t.Area) {
		return nil, fail.Denied("patrol.track.area", "轨迹不在您负责的区域内", "the track lies outside your area").At("points")
	}
	if t.Points, err = json.Marshal(points); err != nil {
		return nil, err
	}
	_, err = tx.NewRaw("INSERT INTO patrol_track ("+trackColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING", t.ID, t.Person, t.PersonName, t.Area, t.BeganAt, t.EndedAt, t.Metres, string(t.Points)).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("track %s: %w", t.ID, err)
	}
	return httpapi.OK(t), nil
}

// thin drops points out of order or impossibly far away, then those that a straight line stands for, and tells the length
// in metres of what is left.
func thin(in [][3]float64) (out [][3]float64, metres float64) {
	var kept [][3]float64
	for _, p := range in {
		at := geo.Point{Lon: p[0], Lat: p[1]}
		if !at.Valid() || p[2] < 0 || p[2] > 86400 {
			continue
		}
		if n := len(kept); n > 0 {
			last := kept[n-1]
			if p[2] <= last[2] || geo.Distance(at, geo.Point{Lon: last[0], Lat: last[1]}) > maxSpeed*(p[2]-last[2])+50 {
				continue
			}
		}
		kept = append(kept, p)
	}
	line := make(orb.LineString, len(kept))
	for i, p := range kept {
		line[i] = orb.Point{p[0], p[1]}
	}
	if len(line) < 2 {
		return nil, 0
	}
	last := kept[len(kept)-1]
	simple := simplify.DouglasPeucker(thinTo / geo.Radius * 57.29578).LineString(line)
	next := 0 // in kept, of which simple is a part in order: somebody may pass a place twice
	for i, c := range simple {
		for kept[next][0] != c[0] || kept[next][1] != c[1] {
			next++
		}
		p := kept[next]
		next++
		if i == len(simple)-1 {
			p[2] = last[2]
		}
		if i > 0 {
			metres += geo.Distance(geo.Point{Lon: out[i-1][0], Lat: out[i-1][1]}, geo.Point{Lon: p[0], Lat: p[1]})
		}
		out = append(out, p)
	}
	return out, metres
}

type tracksInput struct {
	Area   string `query:"area" pattern:"^[0-9A-Z]{0,20}$"`
	On     string `query:"on" maxLength:"10" doc:"the day; today when left out"`
	Person string `query:"person" maxLength:"64"`
}

// tracks lists the tracks of a day, at most 500.
func (s *System) tracks(ctx context.Context, in *tracksInput) (*httpapi.Body[httpapi.Page[Track]], error) {
	on, err := s.dayOr(in.On)
	if err != nil {
		return nil, err
	}
	where, args := httpapi.SubjectOf(ctx).Scope(readTasks).Within(in.Area).SQL("area")
	if in.Person != "" {
		where, args = where+" AND person = ?", append(args, in.Person)
	}
	page := httpapi.Page[Track]{Items: []Track{}}
	err = s.DB.Read().NewRaw("SELECT "+trackColumns+" FROM patrol_track WHERE "+where+" AND began_at >= ? AND began_at < ? ORDER BY began_at, id LIMIT 500", append(args, clock.At(on.Start()), clock.At(on.End()))...).Scan(ctx, &page.Items)
	if err != nil {
		return nil, fmt.Errorf("tracks: %w", err)
	}
	return httpapi.OK(page), nil
}
