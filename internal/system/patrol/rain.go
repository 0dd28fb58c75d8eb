package patrol

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

// The events of system monitor that this one listens to, with what it reads of them.
const (
	warningPublished bus.Type = "warn.warning.published"
	warningEnded     bus.Type = "warn.warning.ended"
)

type warning struct {
	ID       string        `json:"id"`
	Headline string        `json:"headline"`
	Event    string        `json:"event"`
	Status   string        `json:"status"`
	Area     string        `json:"area"`
	Expires  clock.Instant `json:"expires"`
	EndedWhy string        `json:"ended_why"`
}

// rain tells warnings after which the rounds before rain are made.
var rain = regexp.MustCompile(`(?i)雨|洪|涝|台风|rain|flood|typhoon`)

// beforeRain makes the rounds before rain when a real warning of rain or flood comes into force: one for each cell of the
// warning's area, unless the last such round of that cell is still open. The warning's event comes once for each area that
// it covers.
func (s *System) beforeRain(ctx context.Context, tx *store.Tx, e bus.Event, w warning) error {
	if w.Status != "Actual" || !rain.MatchString(w.Event+w.Headline) {
		return nil
	}
	now := clock.Now(s.Clock)
	c, err := s.scene(ctx, tx, s.today())
	if err != nil {
		return err
	}
	var open []string
	if err := tx.NewRaw("SELECT matter || '|' || area FROM patrol_task WHERE origin = 'rain' AND state = 'open' AND due_at > ?", now).Scan(ctx, &open); err != nil {
		return fmt.Errorf("rounds before rain: %w", err)
	}
	there := map[string]bool{}
	for _, k := range open {
		there[k] = true
	}
	for _, l := range s.lists.Lists {
		area := narrower(l.Area, e.Area)
		if l.Kind != Tasks || area == "" {
			continue
		}
		for _, key := range l.Matters {
			m := s.lists.Matters[key]
			if m.Schedule.Every != BeforeRain {
				continue
			}
			targets, err := c.targets(ctx, m, area)
			if err != nil {
				return err
			}
			for _, t := range targets {
				if there[m.Key+"|"+t.area] {
					continue
				}
				task := newTask(l, m, t, "warning:"+w.ID, now, now.Add(time.Duration(m.Schedule.Within)*time.Hour))
				task.Origin, task.Source = "rain", w.ID
				made, err := insertTask(ctx, tx, task)
				if err != nil {
					return err
				}
				if made {
					if err := s.tell(ctx, tx, task, "assigned"); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// narrower is the smaller of two areas when one holds the other, else "".
func narrower(a, b string) string {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a) >= len(b) && a[:len(b)] == b {
		return a
	}
	return ""
}

// afterRain calls off the rounds of a warning that was cancelled and that nobody has begun. One that was replaced or ran out
// leaves them: the rain came.
func (s *System) afterRain(ctx context.Context, tx *store.Tx, _ bus.Event, w warning) error {
	if w.EndedWhy != "cancelled" {
		return nil
	}
	var list []Round
	if err := tx.NewRaw("SELECT "+taskColumns+" FROM patrol_task WHERE source = ? AND state = 'open' ORDER BY id", w.ID).Scan(ctx, &list); err != nil {
		return fmt.Errorf("rounds of warning %s: %w", w.ID, err)
	}
	for _, t := range list {
		t.State, t.Why = Cancelled, "预警已解除"
		if err := s.settle(ctx, tx, t, machine, "patrol.task.cancelled", "cancelled", map[string]any{"title": t.Title, "reason": t.Why, "warning": w.ID}); err != nil {
			return err
		}
	}
	return nil
}
