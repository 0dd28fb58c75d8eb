package signal

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Alarm is one episode: from the moment a condition is raised until it has ended and is acknowledged. At most one is open
// for each point and rule. RaisedAt is our time, when what
// raised it came in; ObservedAt the device's.
type Alarm struct {
	ID               string        `bun:"id" json:"id"`
	Point            string        `bun:"point" json:"point"`
	Kind             Kind          `bun:"kind" json:"watch" doc:"limit or stale: the point's own; else the kind of its rule"`
	Rule             string        `bun:"rule" json:"rule" doc:"the rule's id; limit or stale for the point's own: at most one alarm of each is open for a point"`
	RuleTitle        string        `bun:"rule_title" json:"rule_title"`
	Latching         bool          `bun:"latching" json:"latching" doc:"a person must reset it after it has returned to normal"`
	Site             string        `bun:"site" json:"site" doc:"the element at the top: alarms are grouped by it"`
	SiteName         string        `bun:"site_name" json:"site_name"`
	Element          string        `bun:"element" json:"element"`
	ElementName      string        `bun:"element_name" json:"element_name"`
	Name             string        `bun:"name" json:"point_title"`
	Area             string        `bun:"area" json:"area"`
	AreaName         string        `bun:"area_name" json:"area_name"`
	Lon              float64       `bun:"lon" json:"lon"`
	Lat              float64       `bun:"lat" json:"lat"`
	Unit             string        `bun:"unit" json:"unit"`
	State            State         `bun:"state" json:"state"`
	Severity         Severity      `bun:"severity" json:"severity"`
	LimitName        string        `bun:"limit_name" json:"kind" doc:"ll, l, h, hh or stale; the kind of its rule for others"`
	Limit            *float64      `bun:"limit_value" json:"limit"`
	Value            float64       `bun:"value" json:"value"`
	Active           bool          `bun:"active" json:"active" doc:"the process is in alarm now, whatever the state"`
	RaisedAt         clock.Instant `bun:"raised_at" json:"raised_at"`
	ObservedAt       clock.Instant `bun:"observed_at" json:"observed_at"`
	ChangedAt        clock.Instant `bun:"changed_at" json:"changed_at"`
	AcknowledgedBy   string        `bun:"acknowledged_by" json:"-"`
	AcknowledgedName string        `bun:"acknowledged_name" json:"acknowledged_by"`
	AcknowledgedAt   clock.Instant `bun:"acknowledged_at" json:"acknowledged_at"`
	ShelvedUntil     clock.Instant `bun:"shelved_until" json:"shelved_until"`
	ShelvedName      string        `bun:"shelved_name" json:"shelved_by"`
	Reason           string        `bun:"reason" json:"reason"`
	Owner            string        `bun:"owner" json:"-"`
	OwnerName        string        `bun:"owner_name" json:"owner" doc:"who deals with it"`
	Hidden           HiddenReason  `bun:"hidden" json:"hidden" doc:"why it is suppressed by design"`
	HiddenBy         string        `bun:"hidden_by" json:"-"`
	Chatter          bool          `bun:"chatter" json:"chatter" doc:"it comes and goes and is kept standing"`
	Repeats          int64         `bun:"repeats" json:"repeats" doc:"activations that were hidden"`
	Call             string        `bun:"call_id" json:"call" doc:"the call that goes on until somebody answers"`
	Case             string        `bun:"case_id" json:"incident" doc:"the case that deals with it"`
	Revision         int64         `bun:"revision" json:"revision"`

	fresh   bool // it has no row yet
	unsaved bool // its row is to be written
	// Not kept, but said from the point as it is now: see Engine.Say.
	Says  lang.Text   `bun:"-" json:"says" doc:"what is wrong, with value and limit, or with the words for the states of a point that switches"`
	Words *AlarmWords `bun:"-" json:"words,omitempty" doc:"the states of a point that switches"`
}

const alarmColumns = `id, point, kind, element, element_name, name, area, area_name, lon, lat, unit, state, severity, limit_name, limit_value, value, active,
	raised_at, observed_at, changed_at, acknowledged_by, acknowledged_name, acknowledged_at, shelved_until, shelved_name, reason, case_id, revision,
	rule, rule_title, latching, site, site_name, owner, owner_name, hidden, hidden_by, chatter, repeats, call_id`

func (a *Alarm) row() []any {
	return []any{
		a.ID, a.Point, string(a.Kind), a.Element, a.ElementName, a.Name, a.Area, a.AreaName, a.Lon, a.Lat, a.Unit, string(a.State), string(a.Severity), a.LimitName, a.Limit, a.Value, a.Active,
		a.RaisedAt, a.ObservedAt, a.ChangedAt, a.AcknowledgedBy, a.AcknowledgedName, a.AcknowledgedAt, a.ShelvedUntil, a.ShelvedName, a.Reason, a.Case, a.Revision,
		a.Rule, a.RuleTitle, a.Latching, a.Site, a.SiteName, a.Owner, a.OwnerName, string(a.Hidden), a.HiddenBy, a.Chatter, a.Repeats, a.Call,
	}
}

// alarmWidth is how many columns that are.
var alarmWidth = len((&Alarm{}).row())

// save writes the row of an alarm that has one.
func (a *Alarm) save(ctx context.Context, tx *store.Tx) error {
	return tx.Later(ctx, `UPDATE signal_alarm SET state = ?, severity = ?, limit_name = ?, limit_value = ?, value = ?, active = ?, observed_at = ?, changed_at = ?,
		acknowledged_by = ?, acknowledged_name = ?, acknowledged_at = ?, shelved_until = ?, shelved_name = ?, reason = ?, case_id = ?, revision = ?,
		owner = ?, owner_name = ?, hidden = ?, hidden_by = ?, chatter = ?, repeats = ?, call_id = ? WHERE id = ?`,
		string(a.State), string(a.Severity), a.LimitName, a.Limit, a.Value, a.Active, a.ObservedAt, a.ChangedAt,
		a.AcknowledgedBy, a.AcknowledgedName, a.AcknowledgedAt, a.ShelvedUntil, a.ShelvedName, a.Reason, a.Case, a.Revision,
		a.Owner, a.OwnerName, string(a.Hidden), a.HiddenBy, a.Chatter, a.Repeats, a.Call, a.ID)
}

// Transition is one step in the history of an alarm.
type Transition struct {
	Revision   int64         `bun:"revision" json:"revision"`
	From       State         `bun:"from_state" json:"from"`
	To         State         `bun:"to_state" json:"state"`
	Event      Trigger       `bun:"event" json:"action"`
	At         clock.Instant `bun:"at" json:"at"`
	ObservedAt clock.Instant `bun:"observed_at" json:"observed_at"`
	Value      float64       `bun:"value" json:"value"`
	Person     string        `bun:"person_name" json:"actor"`
	Reason     string        `bun:"reason" json:"reason"`
}

var unknownAlarm = fail.NotFound("signal.alarm.unknown", "没有这条报警，或不在您的辖区", "there is no such alarm in your area")

// Alarm finds one alarm in the scope; NotFound when there is none.
func (e *Engine) Alarm(ctx context.Context, scope identity.Scope, id string) (Alarm, error) {
	var a Alarm
	err := e.DB.Read().NewRaw("SELECT "+alarmColumns+" FROM signal_alarm WHERE id = ?", id).Scan(ctx, &a)
	if store.IsNoRows(err) || err == nil && !scope.Contains(a.Area) {
		return Alarm{}, unknownAlarm
	}
	if err != nil {
		return a, fmt.Errorf("alarm %s: %w", id, err)
	}
	return a, nil
}

// History is every transition of an alarm, oldest first. The caller has found the alarm in its scope.
func (e *Engine) History(ctx context.Context, id string) ([]Transition, error) {
	out := []Transition{}
	err := e.DB.Read().NewRaw("SELECT revision, from_state, to_state, event, at, observed_at, value, person_name, reason FROM signal_transition WHERE alarm = ? ORDER BY revision", id).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", id, err)
	}
	return out, nil
}

// AlarmFilter narrows a list of alarms. Without states it lists those that are not normal. Cursor is the id of the last
// one of the page before.
type AlarmFilter struct {
	States     []State
	Severities []Severity
	Element    string
	Point      string
	Site       string
	Rule       string
	Since      clock.Instant // raised at or after it
	Until      clock.Instant // raised before it
	Standing   clock.Instant // in alarm, and raised before it
	Q          string
	Cursor     string
	Limit      int
}

// Alarms lists alarms in the scope, newest first, and the cursor of the next page.
func (e *Engine) Alarms(ctx context.Context, scope identity.Scope, f AlarmFilter) (items []Alarm, next string, err error) {
	where, args := scope.SQL("area")
	add := func(cond string, v ...any) { where += " AND " + cond; args = append(args, v...) }
	if len(f.States) == 0 {
		add("state <> 'normal'")
	} else {
		in(add, "state", f.States)
	}
	if len(f.Severities) > 0 {
		in(add, "severity", f.Severities)
	}
	if f.Element != "" {
		add("element = ?", f.Element)
	}
	if f.Point != "" {
		add("point = ?", f.Point)
	}
	if f.Site != "" {
		add("site = ?", f.Site)
	}
	if f.Rule != "" {
		add("rule = ?", f.Rule)
	}
	if !f.Since.IsZero() {
		add("raised_at >= ?", f.Since)
	}
	if !f.Until.IsZero() {
		add("raised_at < ?", f.Until)
	}
	if !f.Standing.IsZero() {
		add("active AND raised_at < ?", f.Standing)
	}
	if f.Q != "" {
		part := store.Part(f.Q)
		add("(element_name"+store.Like+" OR name"+store.Like+" OR area_name"+store.Like+" OR point = ?)", part, part, part, f.Q)
	}
	if f.Cursor != "" {
		add("id < ?", f.Cursor)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	items = []Alarm{}
	err = e.DB.Read().NewRaw("SELECT "+alarmColumns+" FROM signal_alarm WHERE "+where+" ORDER BY id DESC LIMIT ?", append(args, f.Limit+1)...).Scan(ctx, &items)
	if err != nil {
		return nil, "", fmt.Errorf("list alarms: %w", err)
	}
	if len(items) > f.Limit {
		items = items[:f.Limit]
		next = items[f.Limit-1].ID
	}
	return items, next, nil
}

func in[T ~string](add func(string, ...any), column string, values []T) {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	add(column+" IN ("+marks(len(values))+")", args...)
}

// marks are n question marks; n is at least 1.
func marks(n int) string { return "?" + strings.Repeat(", ?", n-1) }

// AlarmCounts counts the alarms in the scope that are not normal, by state and severity.
func (e *Engine) AlarmCounts(ctx context.Context, scope identity.Scope) (map[State]map[Severity]int, error) {
	where, args := scope.SQL("area")
	var rows []struct {
		State    State    `bun:"state"`
		Severity Severity `bun:"severity"`
		N        int      `bun:"n"`
	}
	err := e.DB.Read().NewRaw("SELECT state, severity, count(*) AS n FROM signal_alarm WHERE state <> 'normal' AND "+where+" GROUP BY state, severity", args...).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count alarms: %w", err)
	}
	out := map[State]map[Severity]int{}
	for _, r := range rows {
		if out[r.State] == nil {
			out[r.State] = map[Severity]int{}
		}
		out[r.State][r.Severity] = r.N
	}
	return out, nil
}
