package resource

import (
	"context"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
)

// ZoneBoard is the cover of the five zones: counts are those of the whole city, teams that are named lie in the caller's areas.
type ZoneBoard struct {
	Zones     []dispatch.ZoneCover    `json:"zones" nullable:"false"`
	Proposals []dispatch.MoveProposal `json:"proposals" nullable:"false" doc:"who should move up, for each gap the soonest first"`
	Moves     []dispatch.MoveUp       `json:"moves" nullable:"false" doc:"who stands in for another zone now"`
	Terms     dispatch.TravelTerms    `json:"terms" doc:"by which travel is reckoned where no road network is loaded"`
	Network   bool                    `json:"network" doc:"a road network is loaded"`
}

func (s *System) zones(ctx context.Context, _ *struct{}) (*httpapi.Body[ZoneBoard], error) {
	scope := httpapi.SubjectOf(ctx).Scope(ReadForces)
	now, err := s.Dispatch.Situation(ctx)
	if err != nil {
		return nil, err
	}
	moves, err := s.Dispatch.Moves(ctx)
	if err != nil {
		return nil, err
	}
	b := ZoneBoard{Zones: now.Zones, Proposals: []dispatch.MoveProposal{}, Moves: []dispatch.MoveUp{}, Terms: s.Dispatch.Terms, Network: s.Dispatch.Roads != nil}
	for _, p := range s.Dispatch.Proposals(ctx, now) {
		if scope.Contains(p.Area) {
			b.Proposals = append(b.Proposals, p)
		}
	}
	for _, m := range moves {
		if scope.Contains(m.Area) {
			b.Moves = append(b.Moves, m)
		}
	}
	return httpapi.OK(b), nil
}

type coverInput struct {
	Zone string `path:"zone" maxLength:"20" doc:"east, south, west, north or centre"`
	Body struct {
		Sort  string `json:"sort,omitempty" maxLength:"30" doc:"speciality; left out for teams of every speciality"`
		Teams int    `json:"teams" minimum:"0" maximum:"1000" doc:"0 for no minimum"`
	}
}

// setCover declares how many teams a zone keeps ready. Zones are the whole city's, so the right must hold for all of it.
func (s *System) setCover(ctx context.Context, tx *store.Tx, in *coverInput) (*httpapi.Body[ZoneSet], error) {
	by := httpapi.SubjectOf(ctx)
	if !by.Can(setCovers, s.Home) {
		return nil, fail.Denied("resource.zone.city", "战区值守下限由市级设定", "the minimum of a zone is set by the city")
	}
	if err := s.Dispatch.SetCover(ctx, tx, actor(by), in.Zone, in.Body.Sort, in.Body.Teams); err != nil {
		return nil, err
	}
	return httpapi.OK(ZoneSet{in.Zone, in.Body.Sort, in.Body.Teams}), nil
}

// ZoneSet is a minimum that was set.
type ZoneSet struct {
	Zone  string `json:"zone"`
	Sort  string `json:"sort"`
	Teams int    `json:"teams"`
}

type moveInput struct {
	Zone string `path:"zone" maxLength:"20"`
	Body struct {
		Force  string        `json:"force" minLength:"1" maxLength:"64" doc:"a rescue team"`
		Until  clock.Instant `json:"until"`
		Reason string        `json:"reason" minLength:"2" maxLength:"200"`
	}
}

// moveUp lets a team stand in for a zone.
func (s *System) moveUp(ctx context.Context, tx *store.Tx, in *moveInput) (*httpapi.Body[dispatch.MoveUp], error) {
	by := httpapi.SubjectOf(ctx)
	f, err := s.Dispatch.Find(ctx, by.Scope(bookForces), in.Body.Force)
	if err != nil {
		return nil, asField(err, "force")
	}
	m, err := s.Dispatch.Move(ctx, tx, actor(by), f, in.Zone, in.Body.Until, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(m), nil
}

func (s *System) goBack(ctx context.Context, tx *store.Tx, in *forceInput) (*httpapi.Body[dispatch.MoveUp], error) {
	by := httpapi.SubjectOf(ctx)
	m, err := s.Dispatch.MoveUp(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	if !by.Can(bookForces, m.Area) {
		return nil, fail.NotFound("dispatch.move-unknown", "没有这条补位记录", "there is no such move")
	}
	if m, err = s.Dispatch.GoBack(ctx, tx, actor(by), m); err != nil {
		return nil, err
	}
	return httpapi.OK(m), nil
}
