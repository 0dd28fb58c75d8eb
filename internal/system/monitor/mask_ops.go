package monitor

import (
	"context"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
)

// Masks are the windows of maintenance and shutdowns.
type Masks struct {
	Items []signal.Mask `json:"items" nullable:"false"`
}

// maskPast is how long a window is listed after its end.
const maskPast = 30 * 24 * time.Hour

func (s *System) masks(ctx context.Context, in *areaInput) (*httpapi.Body[Masks], error) {
	items, err := s.Signal.Masks(ctx, httpapi.SubjectOf(ctx).Scope(ReadAlarms).Within(in.Area), clock.At(s.Signal.Clock.Now().Add(-maskPast)))
	if err != nil {
		return nil, err
	}
	return httpapi.OK(Masks{items}), nil
}

type addMaskInput struct {
	Body struct {
		Kind   signal.MaskKind `json:"kind" enum:"maintenance,shutdown"`
		Site   string          `json:"site,omitempty" maxLength:"64" doc:"a site, or an element with points, for all of its site"`
		Points []string        `json:"points,omitempty" maxItems:"500" doc:"of one site; only these"`
		From   clock.Instant   `json:"from,omitempty" doc:"now when left out"`
		To     clock.Instant   `json:"to" doc:"7 days of maintenance, 90 of a shutdown at most"`
		Reason string          `json:"reason" maxLength:"200"`
	}
}

func (s *System) addMask(ctx context.Context, tx *store.Tx, in *addMaskInput) (*httpapi.Body[signal.Mask], error) {
	by, scope := hand(ctx)
	b := in.Body
	m, err := s.Signal.PutMask(ctx, tx, by, scope, signal.NewMask{Kind: b.Kind, Site: b.Site, Points: b.Points, From: b.From, To: b.To, Reason: b.Reason})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(m), nil
}

func (s *System) endMask(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[signal.Mask], error) {
	by, scope := hand(ctx)
	m, err := s.Signal.EndMask(ctx, tx, by, scope, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(m), nil
}
