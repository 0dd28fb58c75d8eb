package signal

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
)

// recallSpan is how far back a start looks for what chatters. It is by our time, while chatter is by the device's: values
// that come in a heap long after they were measured are looked at from anew.
const recallSpan = 10 * time.Minute

// recallCalm reads from the history what the conditions did lately, so that a restart changes nothing for what chatters.
// What is known already stays. The caller holds turn.
func (e *Engine) recallCalm(ctx context.Context, open []Alarm) error {
	var rows []struct {
		Point      string        `bun:"point"`
		Rule       string        `bun:"rule"`
		ObservedAt clock.Instant `bun:"observed_at"`
	}
	err := e.DB.Read().NewRaw(`SELECT a.point, a.rule, t.observed_at FROM signal_transition t JOIN signal_alarm a ON a.id = t.alarm
		WHERE t.at >= ? AND t.event IN ('raise', 'escalate') ORDER BY t.at, t.observed_at, t.revision`, clock.At(e.Clock.Now().Add(-recallSpan))).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("load what chatters: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	found := map[calmKey]activity{}
	for _, r := range rows {
		k := calmKey{r.Point, r.Rule}
		a := found[k]
		copy(a.raised[1:], a.raised[:])
		a.raised[0] = r.ObservedAt.Time
		found[k] = a
	}
	now := e.steady()
	for _, o := range open {
		if !o.Active {
			continue
		}
		k := calmKey{o.Point, o.Rule}
		a := found[k]
		a.active, a.rank = true, rankOf(change{severity: o.Severity, limit: o.LimitName})
		a.standing, a.worst, a.last = o.Chatter, a.rank, now
		found[k] = a
	}
	for k, a := range found {
		if _, known := e.calm[k]; known {
			continue
		}
		e.calm[k] = a
		if a.standing {
			e.standing[k] = true
		}
	}
	return nil
}
