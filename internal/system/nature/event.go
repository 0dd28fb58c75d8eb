package nature

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/signal"
)

// CityEvent is one line of the common list: something that is happening or was, wherever it is kept. Key names it for good, as
// "alarm:…". Alike are keys of others near by in place and time that may be the same thing; a person decides.
type CityEvent struct {
	Key      string        `json:"key"`
	Kind     string        `json:"kind" enum:"alarm,alert,hotspot,tower,drone,person,waterlogging,river,reservoir,fire,rescue,police,traffic,grid,other"`
	Title    string        `json:"title"`
	Text     string        `json:"text"`
	Lon      float64       `json:"lon"`
	Lat      float64       `json:"lat"`
	Placed   bool          `json:"placed" doc:"its place is known; without, lon and lat mean nothing"`
	Radius   float64       `json:"radius" doc:"metres by which the place may be wrong"`
	Area     string        `json:"area"`
	AreaName string        `json:"area_name"`
	At       clock.Instant `json:"at"`
	State    lang.Text     `json:"state"`
	Tone     string        `json:"tone" enum:",red,orange,yellow,blue,green" doc:"colour of the state; the word always stands beside it"`
	Open     bool          `json:"open"`
	Link     string        `json:"link"`
	Merged   int           `json:"merged" doc:"others that were merged into it"`
	Origin   string        `json:"origin,omitempty" doc:"its number where it comes from, when that is another office"`
	Source   string        `json:"source,omitempty" doc:"the connector that told it, or several"`
	Alike    []string      `json:"alike" nullable:"false"`
}

// EventSource is one kind of things that happen: those in a scope that are open, and those that began since a moment.
type EventSource interface {
	// Events lists them; the scope is one that holds readEvents.
	Events(ctx context.Context, scope identity.Scope, since time.Time) ([]CityEvent, error)
}

// sourceOf makes a function a source.
type sourceOf func(ctx context.Context, scope identity.Scope, since time.Time) ([]CityEvent, error)

// Events lists them.
func (f sourceOf) Events(ctx context.Context, scope identity.Scope, since time.Time) ([]CityEvent, error) {
	return f(ctx, scope, since)
}

func (s *System) eventSources() []EventSource {
	return append([]EventSource{sourceOf(s.alarmEvents), sourceOf(s.sightingEvents), sourceOf(s.waterEvents)}, s.More...)
}

const (
	alikeWithin = 1500.0 // metres, besides by how much the places may be wrong
	alikeSpan   = 3 * time.Hour
	mostEvents  = 1000
)

// CityEvents is the common list.
type CityEvents struct {
	Items []CityEvent    `json:"items" nullable:"false"`
	Kinds map[string]int `json:"kinds" doc:"by kind, before the filter"`
	More  bool           `json:"more" doc:"there are more than 1,000"`
}

type eventsInput struct {
	InArea
	Kind  string `query:"kind" enum:"alarm,alert,hotspot,tower,drone,person,waterlogging,river,reservoir,fire,rescue,police,traffic,grid,other"`
	Open  bool   `query:"open" doc:"only those that are not over"`
	Hours int    `query:"hours" minimum:"1" maximum:"720" default:"24" doc:"those that began within so many hours, and all open ones"`
}

func (s *System) events(ctx context.Context, in *eventsInput) (*httpapi.Body[CityEvents], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readEvents).Within(in.Area)
	var all []CityEvent
	for _, src := range s.eventSources() {
		list, err := src.Events(ctx, scope, s.Clock.Now().Add(-time.Duration(in.Hours)*time.Hour))
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	slices.SortStableFunc(all, func(a, b CityEvent) int { return cmp.Or(b.At.Compare(a.At.Time), strings.Compare(a.Key, b.Key)) })
	all = once(all)
	likeness(all)
	out := CityEvents{Items: []CityEvent{}, Kinds: map[string]int{}}
	for _, e := range all {
		if in.Open && !e.Open {
			continue
		}
		out.Kinds[e.Kind]++
		if in.Kind != "" && in.Kind != e.Kind {
			continue
		}
		if len(out.Items) == mostEvents {
			out.More = true
			break
		}
		e.AreaName = s.Register.Areas().Name(e.Area)
		out.Items = append(out.Items, e)
	}
	return httpapi.OK(out), nil
}

// once drops what two sources tell of one thing: the same kind with the same number, near in place and time. What is kept is
// the newer one; it names both.
func once(list []CityEvent) []CityEvent {
	first := map[string]int{}
	out := list[:0]
	for _, e := range list {
		if e.Origin == "" {
			out = append(out, e)
			continue
		}
		key := e.Kind + ":" + e.Origin
		if n, there := first[key]; there && out[n].At.Sub(e.At.Time) <= alikeSpan && (!out[n].Placed || !e.Placed || near2(out[n], e)) {
			out[n].Merged++
			if e.Source != out[n].Source {
				out[n].Source += "、" + e.Source
			}
			continue
		}
		first[key] = len(out)
		out = append(out, e)
	}
	return out
}

// likeness fills in who may be whom among events that are sorted by time: open, near in place and time, and not two
// measurements, which have places of their own.
func likeness(list []CityEvent) {
	for i := range list {
		if list[i].Alike == nil {
			list[i].Alike = []string{}
		}
	}
	for i := range list {
		a := &list[i]
		if !a.Open {
			continue
		}
		for j := i + 1; j < len(list) && a.At.Sub(list[j].At.Time) <= alikeSpan; j++ {
			b := &list[j]
			if b.Open && a.Placed && b.Placed && kin(a.Kind, b.Kind) && near2(*a, *b) {
				a.Alike, b.Alike = append(a.Alike, b.Key), append(b.Alike, a.Key)
			}
		}
	}
}

// kin reports whether two kinds may tell of one thing: what somebody saw, with another such or with an alarm. Water has gauges
// of its own and is no fire.
func kin(a, b string) bool {
	return seen(a) && (seen(b) || b == "alarm") || seen(b) && a == "alarm"
}

// seen reports whether a kind is somebody's observation, whose place may be wrong.
func seen(kind string) bool {
	return kind == "hotspot" || kind == "tower" || kind == "drone" || kind == "person" || kind == "fire" || kind == "other"
}

func near2(a, b CityEvent) bool {
	reach := alikeWithin + a.Radius + b.Radius
	if math.Abs(a.Lat-b.Lat)*111_000 > reach {
		return false
	}
	return geo.Distance(geo.Point{Lon: a.Lon, Lat: a.Lat}, geo.Point{Lon: b.Lon, Lat: b.Lat}) <= reach
}

var severityTones = map[signal.Severity]string{signal.Critical: "red", signal.High: "orange", signal.Medium: "yellow", signal.Low: "blue"}

// alarmEvents are open alarms, and those that began since a moment.
func (s *System) alarmEvents(ctx context.Context, scope identity.Scope, since time.Time) ([]CityEvent, error) {
	open, _, err := s.Signal.Alarms(ctx, scope, signal.AlarmFilter{Limit: mostEvents})
	if err != nil {
		return nil, err
	}
	over, _, err := s.Signal.Alarms(ctx, scope, signal.AlarmFilter{States: []signal.State{signal.Normal}, Limit: mostEvents})
	if err != nil {
		return nil, err
	}
	out := []CityEvent{}
	for _, a := range append(open, over...) {
		if a.State == signal.Normal && a.RaisedAt.Before(since) {
			continue
		}
		e := CityEvent{
			Key: "alarm:" + a.ID, Kind: "alarm", Title: a.ElementName + " " + a.Name, Text: number(a.Value) + " " + a.Unit, Lon: a.Lon, Lat: a.Lat, Placed: true, Area: a.Area, At: a.RaisedAt,
			State: signal.StateTitles[a.State], Tone: severityTones[a.Severity], Open: a.State != signal.Normal, Link: "/monitor/alarms?open=" + a.ID,
		}
		if !e.Open {
			e.Tone = "green"
		}
		if s.Signal.Say(&a); a.Words != nil {
			e.Text = a.Says.Zh
		}
		out = append(out, e)
	}
	return out, nil
}
