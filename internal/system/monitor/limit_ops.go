package monitor

import (
	"context"
	"time"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
)

// limitOperations are those of the limits of points: proposed with a reason, held against history, approved, put back.
func (s *System) limitOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/signal/limits", readRules, s.proposedLimits).Doc("Proposed limits", "The proposals that nobody has decided, oldest first."),
		httpapi.Get("/signal/points/{id}/limits", readRules, s.limits).Doc("Limits of a point", "Those in force, every version of them, and what proposals would have raised."),
		httpapi.Post("/signal/points/{id}/limits", editRules, s.proposeLimits).Doc("Propose limits of a point", "With a reason. They are held against the last 30 days; nothing changes until they are approved."),
		httpapi.Post("/signal/points/{id}/limits/{version}/try", editRules, s.tryLimits).Doc("Hold proposed limits against another span", "92 days at most."),
		httpapi.Post("/signal/points/{id}/limits/{version}/approve", approveRules, s.approveLimits).Doc("Approve limits of a point", "Once they were held against history. When the point raises critical alarms, another person than the author must do it."),
		httpapi.Post("/signal/points/{id}/limits/{version}/decline", editRules, s.declineLimits).Doc("Decline proposed limits", "With a reason; their author takes them back the same way."),
		httpapi.Post("/signal/points/{id}/limits/{version}/restore", editRules, s.restoreLimits).Doc("Put limits back", "Proposes those of a version that was in force; it takes the same way as any proposal."),
	}
}

// PointLimits are the limits of a point with their past.
type PointLimits struct {
	Point       signal.Reading        `json:"point"`
	InForce     signal.LimitSet       `json:"in_force"`
	Versions    []signal.LimitVersion `json:"versions" nullable:"false" doc:"newest first; none while the limits are those it was loaded with"`
	Simulations []signal.Simulation   `json:"simulations" nullable:"false" doc:"newest first"`
}

func (s *System) limits(ctx context.Context, in *idInput) (*httpapi.Body[PointLimits], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readRules)
	r, err := s.Signal.Point(scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := PointLimits{Point: s.pointItem(r), InForce: r.LimitSet()}
	if out.Versions, out.Simulations, err = s.Signal.LimitVersions(ctx, scope, in.ID); err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}

// ProposedLimit is a proposal with its point.
type ProposedLimit struct {
	signal.LimitVersion
	Title       string `json:"point_title"`
	Unit        string `json:"unit"`
	ElementName string `json:"element_name"`
}

// ProposedLimits are those that wait.
type ProposedLimits struct {
	Items []ProposedLimit `json:"items" nullable:"false"`
}

func (s *System) proposedLimits(ctx context.Context, in *areaInput) (*httpapi.Body[ProposedLimits], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readRules).Within(in.Area)
	list, err := s.Signal.ProposedLimits(ctx, scope)
	if err != nil {
		return nil, err
	}
	out := ProposedLimits{Items: []ProposedLimit{}}
	for _, v := range list {
		r, err := s.Signal.Point(scope, v.Point)
		if err != nil {
			continue // its point is gone
		}
		out.Items = append(out.Items, ProposedLimit{v, r.Name, r.Unit, r.ElementName})
	}
	return httpapi.OK(out), nil
}

type proposeLimitsInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Before signal.LimitSet `json:"before" doc:"as the caller saw them; 409 when they are others by now"`
		After  signal.LimitSet `json:"after"`
		Reason string          `json:"reason" minLength:"2" maxLength:"300"`
	}
}

func (s *System) proposeLimits(ctx context.Context, tx *store.Tx, in *proposeLimitsInput) (*httpapi.Body[signal.LimitVersion], error) {
	by := httpapi.SubjectOf(ctx)
	return limited(s.Signal.ProposeLimits(ctx, tx, by, by.Scope(editRules), in.ID, in.Body.Before, in.Body.After, in.Body.Reason))
}

func limited(v signal.LimitVersion, err error) (*httpapi.Body[signal.LimitVersion], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.OK(v), nil
}

// LimitVersionPath names one version of the limits of a point.
type LimitVersionPath struct {
	ID      string `path:"id" maxLength:"64"`
	Version int64  `path:"version" minimum:"1"`
}

type tryLimitsInput struct {
	LimitVersionPath
	Body struct {
		Revision int64 `json:"revision"`
		Days     int   `json:"days" minimum:"1" maximum:"92"`
	}
}

func (s *System) tryLimits(ctx context.Context, tx *store.Tx, in *tryLimitsInput) (*httpapi.Body[signal.LimitVersion], error) {
	by := httpapi.SubjectOf(ctx)
	return limited(s.Signal.TryLimits(ctx, tx, by, by.Scope(editRules), in.ID, in.Version, in.Body.Revision, time.Duration(in.Body.Days)*24*time.Hour))
}

type approveLimitsInput struct {
	LimitVersionPath
	Body struct {
		Revision int64 `json:"revision"`
	}
}

func (s *System) approveLimits(ctx context.Context, tx *store.Tx, in *approveLimitsInput) (*httpapi.Body[signal.LimitVersion], error) {
	by := httpapi.SubjectOf(ctx)
	return limited(s.Signal.ApproveLimits(ctx, tx, by, by.Scope(approveRules), in.ID, in.Version, in.Body.Revision))
}

type declineLimitsInput struct {
	LimitVersionPath
	Body struct {
		Revision int64  `json:"revision"`
		Reason   string `json:"reason" minLength:"2" maxLength:"300"`
	}
}

func (s *System) declineLimits(ctx context.Context, tx *store.Tx, in *declineLimitsInput) (*httpapi.Body[signal.LimitVersion], error) {
	by := httpapi.SubjectOf(ctx)
	return limited(s.Signal.DeclineLimits(ctx, tx, by, by.Scope(editRules), in.ID, in.Version, in.Body.Revision, in.Body.Reason))
}

type restoreLimitsInput struct {
	LimitVersionPath
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"300"`
	}
}

func (s *System) restoreLimits(ctx context.Context, tx *store.Tx, in *restoreLimitsInput) (*httpapi.Body[signal.LimitVersion], error) {
	by := httpapi.SubjectOf(ctx)
	return limited(s.Signal.RestoreLimits(ctx, tx, by, by.Scope(editRules), in.ID, in.Version, in.Body.Reason))
}
