package monitor

import (
	"context"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/signal"
)

const (
	pastLongest = 31 * 24 * time.Hour
	pastMost    = 5000 // alarms in one answer
)

type pastInput struct {
	From time.Time `query:"from" required:"true" doc:"RFC 3339"`
	To   time.Time `query:"to" required:"true" doc:"RFC 3339; at most 31 days after from"`
	Area string    `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}

// PastPage is what alarms there were over a span of time.
type PastPage struct {
	Items []signal.PastAlarm `json:"items" nullable:"false"`
	More  bool               `json:"more" doc:"there were more than 5,000; the oldest are left out"`
}

func (s *System) past(ctx context.Context, in *pastInput) (*httpapi.Body[PastPage], error) {
	if span := in.To.Sub(in.From); span <= 0 || span > pastLongest {
		return nil, fail.Invalid("signal.alarm.span", "时间范围应为正，且不超过 31 天", "the span must be positive and at most 31 days").At("to")
	}
	items, more, err := s.Signal.Past(ctx, httpapi.SubjectOf(ctx).Scope(ReadAlarms).Within(in.Area), in.From, in.To, pastMost)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(PastPage{items, more}), nil
}
