package connector

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
)

const (
	healthFor  = 24 * time.Hour
	healthStep = 15 * time.Minute
)

// SourceQuarter is a quarter of an hour of a source.
type SourceQuarter struct {
	At       clock.Instant `json:"at"`
	Good     int64         `json:"good" doc:"runs"`
	Doubtful int64         `json:"doubtful"`
	Failed   int64         `json:"failed"`
	Taken    int64         `json:"taken" doc:"records"`
	Refused  int64         `json:"refused"`
	Lag      *int64        `json:"lag_s,omitempty" doc:"the longest age of the newest record, in seconds"`
}

type sourceHealth struct {
	Items []SourceQuarter `json:"items" nullable:"false"`
}

// health is the last day, whole quarters of an hour, also those in which nothing happened.
func (s *System) health(ctx context.Context, in *idInput) (*httpapi.Body[sourceHealth], error) {
	src, err := s.source(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readSources), in.ID)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now().UTC()
	from := now.Truncate(healthStep).Add(healthStep - healthFor)
	out := make([]SourceQuarter, int(healthFor/healthStep))
	for i := range out {
		out[i].At = clock.At(from.Add(time.Duration(i) * healthStep))
	}
	var rows []struct {
		Slot    int64  `bun:"slot"`
		Outcome string `bun:"outcome"`
		Runs    int64  `bun:"runs"`
		Taken   int64  `bun:"taken"`
		Refused int64  `bun:"refused"`
		Lag     *int64 `bun:"lag"`
	}
	err = s.DB.Read().NewRaw(`SELECT (at - ?) / ? AS slot, outcome, count(*) AS runs, CAST(sum(taken) AS BIGINT) AS taken, CAST(sum(refused) AS BIGINT) AS refused, max(lag_s) AS lag
		FROM connector_run WHERE source = ? AND at >= ? GROUP BY 1, outcome`, clock.At(from), healthStep.Microseconds(), src.ID, clock.At(from)).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("health of connector %s: %w", src.ID, err)
	}
	for _, r := range rows {
		if r.Slot < 0 || int(r.Slot) >= len(out) {
			continue
		}
		q := &out[r.Slot]
		switch r.Outcome {
		case good:
			q.Good += r.Runs
		case doubtful:
			q.Doubtful += r.Runs
		default:
			q.Failed += r.Runs
		}
		q.Taken, q.Refused = q.Taken+r.Taken, q.Refused+r.Refused
		if r.Lag != nil && (q.Lag == nil || *r.Lag > *q.Lag) {
			q.Lag = r.Lag
		}
	}
	return httpapi.OK(sourceHealth{Items: out}), nil
}
