package grid

import (
	"context"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

type removeInput struct {
	ID      string `path:"id" maxLength:"64"`
	Version int64  `query:"version" required:"true" minimum:"1" doc:"the version that was read"`
	Reason  string `query:"reason" required:"true" minLength:"1" maxLength:"500" doc:"why; it stands in the journal"`
}

// Removed tells what was taken out, so that it can be brought back.
type Removed struct {
	ID      string `json:"id"`
	Version int64  `json:"version" doc:"the last version: bring it back by restore"`
}

func (s *System) remove(ctx context.Context, tx *store.Tx, in *removeInput) (*httpapi.Body[Removed], error) {
	by := httpapi.SubjectOf(ctx)
	if err := s.Register.Remove(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, by.Scope(put), in.ID, in.Version, in.Reason); err != nil {
		return nil, err
	}
	return httpapi.OK(Removed{in.ID, in.Version}), nil
}

type restoreInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version" minimum:"1" doc:"the version to bring back, from the history"`
		Current int64  `json:"current" minimum:"0" doc:"the version that was read; 0 when the element has been taken out"`
		Reason  string `json:"reason" minLength:"1" maxLength:"500" doc:"why; it stands in the journal"`
	}
}

func (s *System) restore(ctx context.Context, tx *store.Tx, in *restoreInput) (*httpapi.Body[ElementItem], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.Register.Restore(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, by.Scope(put), in.ID, in.Body.Version, in.Body.Current, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.viewer(ctx).item(e)), nil
}
