package command

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
	"anlan/internal/engine/dispatch"
)

// TrackedPlace is where an element was at a moment, by something that knows: the terminal of a vehicle. Speed is km/h, Direction
// degrees from north.
type TrackedPlace struct {
	Element          string
	At               clock.Instant
	Lon, Lat         float64
	Speed, Direction float64
}

// tracked is how far back tracks are shown, and fresh after how long a position is old.
const (
	tracked = 4 * time.Hour
	fresh   = 10 * time.Minute
	corners = 500 // of one track that is shown at the most
)

// How the place of a force is known.
const (
	placedByTerminal = "terminal" // its vehicle says so
	placedByTask     = "scene"    // its task says that it has arrived
	placedByBase     = "base"     // where it starts from
)

// RoomForce is a force that an incident has, with where it is and how far its task is.
type RoomForce struct {
	ID        string        `json:"id"`
	Kind      string        `json:"kind" enum:"rescue-team,vehicle,expert"`
	Name      string        `json:"name"`
	Sort      string        `json:"sort"`
	SortTitle lang.Text     `json:"sort_title"`
	Employer  string        `json:"employer"`
	People    int           `json:"people"`
	Present   int           `json:"present"`
	Lon       float64       `json:"lon"`
	Lat       float64       `json:"lat"`
	Known     string        `json:"known" enum:"terminal,scene,base" doc:"how its place is known: its terminal, a task that has arrived, or only where it starts"`
	At        clock.Instant `json:"at" doc:"of the position; empty when it is only the base"`
	Old       bool          `json:"old" doc:"the terminal said nothing for ten minutes"`
	Speed     float64       `json:"speed" doc:"km/h"`
	Direction float64       `json:"direction" doc:"degrees from north"`
	Track     [][2]float64  `json:"track" nullable:"false" doc:"lon, lat of the last hours, in order of time"`
	Task      string        `json:"task" doc:"title of its open task; empty for none"`
	TaskID    string        `json:"task_id"`
	Stage     string        `json:"stage" doc:"of that task"`
	StageName lang.Text     `json:"stage_title"`
	DueAt     clock.Instant `json:"due_at"`
	Until     clock.Instant `json:"kept_until"`
	Zone      string        `json:"zone" enum:",hot,warm,cold" doc:"the innermost zone in which it is"`
	Wrong     lang.Text     `json:"wrong" doc:"why it should not be where it is; empty when it may"`
	Group     string        `json:"group" doc:"id of the group that it belongs to; empty for none"`
	Booking   string        `json:"booking"`
}

// forcesOf are the forces that an incident has. tasks are its tasks, zones those that hold, groups the group of each unit.
func (s *System) forcesOf(ctx context.Context, i IncidentItem, tasks []TaskItem, zones []Zone, groups map[string]string) ([]RoomForce, error) {
	kept, err := s.Dispatch.Kept(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(kept))
	for _, f := range kept {
		ids = append(ids, f.ID)
	}
	tracks, err := s.tracksOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]RoomForce, 0, len(kept))
	for _, f := range kept {
		r := RoomForce{
			ID: f.ID, Kind: f.Kind, Name: f.Name, Sort: f.Sort, SortTitle: f.SortTitle, Employer: f.Employer, People: f.People, Present: f.Present, Lon: f.Lon, Lat: f.Lat, Known: placedByBase,
			Track: [][2]float64{}, Group: groups[f.ID],
		}
		if f.Booking != nil {
			r.Until, r.Booking = f.Booking.Until, f.Booking.ID
		}
		r.serve(tasks, i)
		r.place(tracks[f.ID], clock.Now(s.Clock))
		r.judge(f, zones)
		out = append(out, r)
	}
	return out, nil
}

// tracksOf are the places of elements in the last hours, in order of time.
func (s *System) tracksOf(ctx context.Context, ids []string) (map[string][]TrackedPlace, error) {
	out := map[string][]TrackedPlace{}
	if s.Tracks == nil || len(ids) == 0 {
		return out, nil
	}
	list, err := s.Tracks(ctx, ids, s.Clock.Now().Add(-tracked))
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		out[p.Element] = append(out[p.Element], p)
	}
	return out, nil
}

// serve says how far the task of the force is: of several the one that goes on, the newest first. Whoever has arrived is at the scene.
func (r *RoomForce) serve(tasks []TaskItem, i IncidentItem) {
	n := slices.IndexFunc(tasks, func(t TaskItem) bool { return t.Task.Team == r.ID && !t.Closed })
	if n < 0 {
		return
	}
	t := tasks[n]
	r.Task, r.TaskID, r.Stage, r.StageName, r.DueAt = t.Title, t.ID, t.Stage, t.StageTitle, t.DueAt
	if t.Stage == "arrived" {
		r.Lon, r.Lat, r.Known, r.At = i.Lon, i.Lat, placedByTask, t.ChangedAt
	}
}

// place takes the newest position that a terminal said, and its track. A position that is old and older than the arrival tells less
// than the task does.
func (r *RoomForce) place(track []TrackedPlace, now clock.Instant) {
	if len(track) == 0 {
		return
	}
	r.Track = thinned(track, corners)
	last := track[len(track)-1]
	old := now.Sub(last.At.Time) > fresh
	if r.Known == placedByTask && old && last.At.Before(r.At.Time) {
		return
	}
	r.Lon, r.Lat, r.Known, r.At, r.Old, r.Speed, r.Direction = last.Lon, last.Lat, placedByTerminal, last.At, old, last.Speed, last.Direction
}

// nearLine is how far from its line a place of a track may lie to be left out, metres; it doubles until the track is short enough.
const nearLine = 3.0

// thinned is a track of at most so many places: the first, the last, and where it turns. The others lie as good as on the line.
func thinned(track []TrackedPlace, most int) [][2]float64 {
	line := make(orb.LineString, len(track))
	for i, p := range track {
		line[i] = orb.Point{p.Lon, p.Lat}
	}
	for off := nearLine; len(line) > 2; off *= 2 {
		if short := simplify.DouglasPeucker(off / geo.Radius * 180 / math.Pi).LineString(line.Clone()); len(short) <= most {
			line = short
			break
		}
	}
	out := make([][2]float64, len(line))
	for i, p := range line {
		out[i] = p
	}
	return out
}

// judge finds the zone in which the force is, and says when it should not be there.
func (r *RoomForce) judge(f dispatch.Force, zones []Zone) {
	for _, z := range zones {
		if !z.shape.Contains(geo.Point{Lon: r.Lon, Lat: r.Lat}) {
			continue
		}
		r.Zone = z.Kind
		if !z.admits(f) {
			what := f.SortTitle
			if f.Kind == dispatch.Expert {
				what = lang.T("专家", "Expert")
			}
			r.Wrong = lang.T(what.Zh+"不在"+z.Title.Zh+"准入类别内", what.En+" is not among those allowed in the "+z.Title.En)
		}
		return
	}
}
