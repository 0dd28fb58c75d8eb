package command

import (
	"context"
	"encoding/json"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/dispatch"
)

// Recommendation is one thing that may help, why, and what speaks against it.
type Recommendation struct {
	ID       string              `json:"id"`
	Kind     string              `json:"kind"`
	Name     string              `json:"name"`
	AreaName string              `json:"area_name"`
	Lon      float64             `json:"lon"`
	Lat      float64             `json:"lat"`
	Distance float64             `json:"distance" doc:"metres, great circle"`
	Minutes  int                 `json:"minutes" doc:"until it is there: to muster and on the road; how it was reckoned stands in the reasons"`
	Arrives  clock.Instant       `json:"arrives_at"`
	Fit      bool                `json:"fit" doc:"it fits the kind of incident"`
	Usable   bool                `json:"usable" doc:"nothing that keeps it from being sent"`
	Chosen   bool                `json:"chosen" doc:"with the others that are chosen it is enough"`
	Reasons  []lang.Text         `json:"reasons" nullable:"false"`
	Against  []dispatch.Drawback `json:"against" nullable:"false"`
	Attrs    json.RawMessage     `json:"attrs" doc:"with telephone numbers: who may dispatch must be able to call"`
	Given    bool                `json:"given" doc:"it has a task in this incident already"`
	Booking  string              `json:"booking" doc:"the booking by which it is kept for this incident; empty when it is not"`
	Until    clock.Instant       `json:"kept_until"`
}

// Group is what is recommended of one kind, and what was passed over.
type Group struct {
	Kind   string           `json:"kind"`
	Title  lang.Text        `json:"title"`
	Items  []Recommendation `json:"items" nullable:"false"`
	Others []Recommendation `json:"others" nullable:"false" doc:"not named, each with what speaks against it; of teams, vehicles and experts"`
	People int              `json:"people" doc:"present in the teams that are chosen"`
	Enough bool             `json:"enough" doc:"those chosen are enough people"`
}

type recommendInput struct {
	ID     string `path:"id" maxLength:"64"`
	People int    `query:"people" minimum:"0" maximum:"10000" doc:"people that are wanted; 0 when it is not known"`
	Within int    `query:"within" minimum:"0" maximum:"1440" doc:"minutes within which they must be there; 0 for as soon as can be"`
}

// recommend finds what is near the incident, fit and free. It looks within the areas in which the caller may see
// elements.
func (s *System) recommend(ctx context.Context, in *recommendInput) (*httpapi.Body[httpapi.Page[Group]], error) {
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var i Incident
	if err := c.Load(&i); err != nil {
		return nil, err
	}
	given, err := s.givenTo(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	scope := httpapi.SubjectOf(ctx).Scope("grid.element.read")
	f := finder{System: s, scope: scope, at: geo.Point{Lon: i.Lon, Lat: i.Lat}, incident: c.ID, need: needOf(i, s.concerned(scope, i), c.Title), given: given, people: in.People}
	if in.Within > 0 {
		f.by = clock.At(s.Clock.Now().Add(time.Duration(in.Within) * time.Minute))
	}
	if f.firms, err = s.firmsOf(ctx, i.Element); err != nil {
		return nil, err
	}
	page := httpapi.Page[Group]{Items: []Group{}}
	for _, find := range []func(context.Context) (Group, error){f.teams, f.vehicles, f.depots, f.experts, f.hospitals, f.cameras} {
		g, err := find(ctx)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, g)
	}
	return httpapi.OK(page), nil
}

func (s *System) givenTo(ctx context.Context, incident string) (map[string]bool, error) {
	tasks, err := s.barely(ctx, incident)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, t := range tasks {
		if !t.Closed {
			out[t.Task.Team] = true
		}
	}
	return out, nil
}

type finder struct {
	*System
	scope    identity.Scope
	at       geo.Point
	incident string
	need     need
	firms    []string
	given    map[string]bool
	people   int
	by       clock.Instant
}

func (f *finder) teams(ctx context.Context) (Group, error) {
	return f.forces(ctx, dispatch.Wish{Kind: dispatch.Team, Want: f.need.specialities, People: f.people, By: f.by, Reach: 80_000, Most: 8})
}

func (f *finder) vehicles(ctx context.Context) (Group, error) {
	return f.forces(ctx, dispatch.Wish{Kind: dispatch.Vehicle, Want: f.need.vehicles, By: f.by, Reach: 80_000, Most: 8})
}

func (f *finder) experts(ctx context.Context) (Group, error) {
	return f.forces(ctx, dispatch.Wish{Kind: dispatch.Expert, Want: f.need.fields, Firms: f.firms, Most: 6})
}

// forces asks the engine for forces of a kind.
func (f *finder) forces(ctx context.Context, w dispatch.Wish) (Group, error) {
	w.At, w.Incident, w.Scope = f.at, f.incident, f.scope
	g, err := f.empty(w.Kind)
	if err != nil {
		return g, err
	}
	a, err := f.Dispatch.Advise(ctx, w)
	if err != nil {
		return g, err
	}
	g.People, g.Enough = a.People, a.Enough
	for _, c := range a.Named {
		g.Items = append(g.Items, f.recommended(c))
	}
	for _, c := range a.Others {
		g.Others = append(g.Others, f.recommended(c))
	}
	return g, nil
}

// empty is a group of a kind without anything in it.
func (f *finder) empty(kind string) (Group, error) {
	k, err := f.Register.Kinds().Find(kind)
	return Group{Kind: kind, Title: k.Title, Items: []Recommendation{}, Others: []Recommendation{}}, err
}

func (f *finder) recommended(c dispatch.Candidate) Recommendation {
	r := Recommendation{
		ID: c.Force.ID, Kind: c.Force.Kind, Name: c.Force.Name, AreaName: f.Register.Areas().Name(c.Force.Area), Lon: c.Force.Lon, Lat: c.Force.Lat,
		Distance: c.Trip.Straight, Minutes: c.Trip.Minutes, Arrives: c.Arrives, Fit: c.Rank == 0 || c.Rank == 1 || c.Rank > 0 && c.Force.Kind == dispatch.Expert,
		Usable: c.Usable(), Chosen: c.Chosen, Reasons: c.Why, Against: c.Against, Attrs: c.Force.Attrs(), Given: f.given[c.Force.ID],
	}
	if b := c.Force.Booking; b != nil && b.Incident == f.incident {
		r.Booking, r.Until = b.ID, b.Until
	}
	return r
}
