package signal

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
)

// PastAlarm is an alarm as a replay needs it: where it is, and every change of its state. Severity is the last one it
// had, also for the time before it became that.
type PastAlarm struct {
	ID          string     `bun:"id" json:"id"`
	Element     string     `bun:"element" json:"element"`
	ElementName string     `bun:"element_name" json:"element_name"`
	Name        string     `bun:"name" json:"point_title"`
	Area        string     `bun:"area" json:"area"`
	Lon         float64    `bun:"lon" json:"lon"`
	Lat         float64    `bun:"lat" json:"lat"`
	Severity    Severity   `bun:"severity" json:"severity"`
	Steps       []PastStep `bun:"-" json:"steps" nullable:"false" doc:"oldest first; also those before from, so that the state at from is known"`
}

// PastStep is the state an alarm has from a moment on.
type PastStep struct {
	At    clock.Instant `json:"at"`
	State State         `json:"state"`
}

// Past lists the alarms in the scope that were not over at some moment between from and to, newest first, each with its
// changes of state before to. more tells that there are older ones beyond the limit.
func (e *Engine) Past(ctx context.Context, scope identity.Scope, from, to time.Time, limit int) (items []PastAlarm, more bool, err error) {
	where, args := scope.SQL("area")
	where += " AND raised_at < ? AND (state <> 'normal' OR changed_at >= ?)"
	args = append(args, clock.At(to), clock.At(from))
	items = []PastAlarm{}
	err = e.DB.Read().NewRaw("SELECT id, element, element_name, name, area, lon, lat, severity FROM signal_alarm WHERE "+where+" ORDER BY id DESC LIMIT ?", append(args, limit+1)...).Scan(ctx, &items)
	if err != nil {
		return nil, false, fmt.Errorf("past alarms: %w", err)
	}
	if more = len(items) > limit; more {
		items = items[:limit]
	}
	if len(items) == 0 {
		return items, false, nil
	}
	return items, more, e.pastSteps(ctx, items, where, args, to)
}

// pastSteps reads the transitions of the alarms that where selects, and puts them to those that are listed.
func (e *Engine) pastSteps(ctx context.Context, items []PastAlarm, where string, args []any, to time.Time) error {
	var rows []struct {
		Alarm string        `bun:"alarm"`
		At    clock.Instant `bun:"at"`
		To    State         `bun:"to_state"`
	}
	oldest := items[len(items)-1].ID
	err := e.DB.Read().NewRaw("SELECT alarm, at, to_state FROM signal_transition WHERE at < ? AND alarm >= ? AND alarm IN (SELECT id FROM signal_alarm WHERE "+where+") ORDER BY alarm, revision",
		append([]any{clock.At(to), oldest}, args...)...).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("past alarms: %w", err)
	}
	place := make(map[string]int, len(items))
	for i := range items {
		place[items[i].ID], items[i].Steps = i, []PastStep{}
	}
	for _, r := range rows {
		if i, ok := place[r.Alarm]; ok {
			items[i].Steps = append(items[i].Steps, PastStep{r.At, r.To})
		}
	}
	return nil
}
