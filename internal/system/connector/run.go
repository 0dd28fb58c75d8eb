package connector

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// Outcomes of a run.
const (
	good     = "good"
	doubtful = "doubtful" // taken, but it told what cannot be
	failed   = "failed"
)

// SourceRun is one try at a source: a pull with all its pages, a delivery, a file.
type SourceRun struct {
	ID         string                `bun:"id" json:"id"`
	Source     string                `bun:"source" json:"-"`
	At         clock.Instant         `bun:"at" json:"at"`
	Took       int64                 `bun:"took_ms" json:"took_ms"`
	Outcome    string                `bun:"outcome" json:"outcome" enum:"good,doubtful,failed"`
	Pages      int64                 `bun:"pages" json:"pages"`
	Taken      int64                 `bun:"taken" json:"taken"`
	Repeated   int64                 `bun:"repeated" json:"repeated"`
	Refused    int64                 `bun:"refused" json:"refused"`
	Lag        *int64                `bun:"lag_s" json:"lag_s,omitempty" doc:"age of the newest record, in seconds"`
	Backlog    int64                 `bun:"backlog" json:"backlog"`
	ErrorZh    string                `bun:"error_zh" json:"-"`
	ErrorEn    string                `bun:"error_en" json:"-"`
	Error      lang.Text             `bun:"-" json:"error"`
	Faults     []mapping.RecordFault `bun:"-" json:"faults" nullable:"false"`
	FaultsJSON string                `bun:"faults" json:"-"`
}

const runColumns = "id, source, at, took_ms, outcome, pages, taken, repeated, refused, lag_s, backlog, error_zh, error_en, faults"

// keepRuns is how long runs are kept.
const keepRuns = 3 * 24 * time.Hour

// begin is a run that starts now.
func (s *System) begin(src Source) *SourceRun {
	return &SourceRun{ID: id.New(), Source: src.ID, At: clock.Now(s.Clock), Backlog: -1}
}

// insertRun writes a run that is over.
func (s *System) insertRun(ctx context.Context, tx *store.Tx, r *SourceRun, c RecordCount, newest clock.Instant) error {
	now := clock.Now(s.Clock)
	r.Took, r.Taken, r.Repeated, r.Refused = now.Sub(r.At.Time).Milliseconds(), c.Taken, c.Repeated, c.Refused
	if !newest.IsZero() {
		lag := int64(now.Sub(newest.Time).Seconds())
		r.Lag = &lag
	}
	faults, err := json.Marshal(c.Faults)
	if err != nil {
		return err
	}
	err = tx.Later(ctx, "INSERT INTO connector_run ("+runColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.ID, r.Source, r.At, r.Took, r.Outcome, r.Pages, r.Taken, r.Repeated, r.Refused, r.Lag, r.Backlog, r.ErrorZh, r.ErrorEn, string(faults))
	if err != nil {
		return fmt.Errorf("run of connector %s: %w", r.Source, err)
	}
	return nil
}

// runs are those of a source since a moment, newest first.
func (s *System) runs(ctx context.Context, source string, since clock.Instant, limit int) ([]SourceRun, error) {
	out := []SourceRun{}
	err := s.DB.Read().NewRaw("SELECT "+runColumns+" FROM connector_run WHERE source = ? AND at >= ? ORDER BY at DESC, id DESC LIMIT ?", source, since, limit).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("runs of connector %s: %w", source, err)
	}
	for i := range out {
		out[i].Error = lang.T(out[i].ErrorZh, out[i].ErrorEn)
		if err := json.Unmarshal([]byte(out[i].FaultsJSON), &out[i].Faults); err != nil || out[i].Faults == nil {
			out[i].Faults = []mapping.RecordFault{}
		}
	}
	return out, nil
}

// forget drops old runs.
func (s *System) forget(ctx context.Context) error {
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("DELETE FROM connector_run WHERE at < ?", clock.At(s.Clock.Now().Add(-keepRuns))).Exec(ctx)
		return err
	})
}
