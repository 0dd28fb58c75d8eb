package signal

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
)

// HiddenAlarm is why activations of one alarm did not reach the operator: one row for each alarm and reason.
type HiddenAlarm struct {
	Alarm       string        `bun:"alarm" json:"alarm"`
	Reason      HiddenReason  `bun:"reason" json:"reason"`
	By          string        `bun:"hidden_by" json:"-"`
	Text        string        `bun:"-" json:"text" doc:"what hid it: the reason of the window, the title of the rule"`
	Element     string        `bun:"element" json:"element"`
	ElementName string        `bun:"element_name" json:"element_name"`
	SiteName    string        `bun:"site_name" json:"site_name"`
	Name        string        `bun:"name" json:"point_title"`
	Area        string        `bun:"area" json:"area"`
	AreaName    string        `bun:"area_name" json:"area_name"`
	Severity    Severity      `bun:"severity" json:"severity"`
	State       State         `bun:"state" json:"state"`
	Count       int64         `bun:"n" json:"count" doc:"activations"`
	First       clock.Instant `bun:"first" json:"first"`
	Last        clock.Instant `bun:"last" json:"last"`
}

// HiddenFilter narrows what is hidden: to a span, a reason.
type HiddenFilter struct {
	From, To clock.Instant
	Reason   HiddenReason
	Limit    int
	Offset   int
}

// HiddenCount is how much one reason has hidden.
type HiddenCount struct {
	Reason HiddenReason `bun:"reason" json:"reason"`
	Alarms int64        `bun:"alarms" json:"alarms"`
	Count  int64        `bun:"n" json:"count" doc:"activations"`
}

// HiddenCounts counts what did not reach the operator in the scope, by reason.
func (e *Engine) HiddenCounts(ctx context.Context, scope identity.Scope, from, to clock.Instant) ([]HiddenCount, error) {
	where, args := scope.SQL("area")
	out := []HiddenCount{}
	err := e.DB.Read().NewRaw("SELECT reason, count(DISTINCT alarm) AS alarms, count(*) AS n FROM signal_hidden WHERE at >= ? AND at < ? AND "+where+" GROUP BY reason ORDER BY n DESC, reason",
		append([]any{from, to}, args...)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("count hidden alarms: %w", err)
	}
	return out, nil
}

// HiddenAlarms lists what did not reach the operator in the scope, the latest first; more tells that there is more.
func (e *Engine) HiddenAlarms(ctx context.Context, scope identity.Scope, f HiddenFilter) (items []HiddenAlarm, more bool, err error) {
	where, args := scope.SQL("h.area")
	args = append([]any{f.From, f.To}, args...)
	if f.Reason != "" {
		where += " AND h.reason = ?"
		args = append(args, string(f.Reason))
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	items = []HiddenAlarm{}
	err = e.DB.Read().NewRaw(`SELECT g.*, a.element, a.element_name, a.site_name, a.name, a.area, a.area_name, a.severity, a.state FROM
		(SELECT h.alarm, h.reason, max(h.hidden_by) AS hidden_by, count(*) AS n, min(h.at) AS first, max(h.at) AS last FROM signal_hidden h WHERE h.at >= ? AND h.at < ? AND `+where+
		` GROUP BY h.alarm, h.reason ORDER BY last DESC, h.alarm, h.reason LIMIT ? OFFSET ?) AS g JOIN signal_alarm a ON a.id = g.alarm ORDER BY g.last DESC, g.alarm, g.reason`,
		append(args, f.Limit+1, f.Offset)...).Scan(ctx, &items)
	if err != nil {
		return nil, false, fmt.Errorf("list hidden alarms: %w", err)
	}
	if more = len(items) > f.Limit; more {
		items = items[:f.Limit]
	}
	return items, more, e.hiddenTexts(ctx, items)
}

// hiddenTexts names what hid each.
func (e *Engine) hiddenTexts(ctx context.Context, items []HiddenAlarm) error {
	said := map[string]string{}
	for i := range items {
		by := items[i].By
		if by == "" {
			continue
		}
		if _, known := said[by]; !known {
			var text []string
			err := e.DB.Find(ctx, &text, "SELECT reason FROM signal_mask WHERE id = ?", by)
			if err == nil && len(text) == 0 {
				err = e.DB.Find(ctx, &text, "SELECT title FROM signal_rule WHERE id = ? ORDER BY version DESC LIMIT 1", by)
			}
			if err != nil {
				return fmt.Errorf("list hidden alarms: %w", err)
			}
			said[by] = append(text, "")[0]
		}
		items[i].Text = said[by]
	}
	return nil
}
