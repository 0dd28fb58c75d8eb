package signal

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// LimitSet is all of a point that decides when it alarms by itself. Deadband is in the unit of the point, times are in
// seconds; StaleAfter 0 means that silence is no fault.
type LimitSet struct {
	Limits     Limits  `json:"limits"`
	Deadband   float64 `json:"deadband" minimum:"0"`
	OnDelay    float64 `json:"on_delay_s" minimum:"0" maximum:"86400"`
	OffDelay   float64 `json:"off_delay_s" minimum:"0" maximum:"86400"`
	StaleAfter float64 `json:"stale_after_s" minimum:"0" maximum:"604800"`
}

// Value stores it as JSON.
func (s LimitSet) Value() (driver.Value, error) {
	b, err := json.Marshal(s)
	return string(b), err
}

// Scan reads it from JSON.
func (s *LimitSet) Scan(src any) error { return fromText(src, "limits", s) }

func (s LimitSet) equal(other LimitSet) bool { return reflect.DeepEqual(s, other) }

// LimitSet is what a point has.
func (p *Point) LimitSet() LimitSet {
	return LimitSet{Limits: p.Limits, Deadband: p.Deadband, OnDelay: p.OnDelay, OffDelay: p.OffDelay, StaleAfter: p.StaleAfter}
}

// with is the point with other limits.
func (p *Point) with(s LimitSet) Point {
	q := *p
	q.Limits, q.Deadband, q.OnDelay, q.OffDelay, q.StaleAfter = s.Limits, s.Deadband, s.OnDelay, s.OffDelay, s.StaleAfter
	return q
}

// critical reports whether the point raises critical alarms by itself: then its limits are safety-critical.
func (p *Point) critical() bool {
	for l := levelLL; l <= levelHH; l++ {
		if p.Limits.of(l) != nil && p.severity(l.String()) == Critical {
			return true
		}
	}
	return p.StaleAfter > 0 && p.severity(string(Stale)) == Critical
}

// LimitState is how far a version of a point's limits is.
type LimitState string

// The states of a version. Only one that was held against history can come into force.
const (
	LimitsProposed LimitState = "proposed"
	LimitsTried    LimitState = "tried"
	LimitsLive     LimitState = "live"
	LimitsReplaced LimitState = "replaced"
	LimitsDeclined LimitState = "declined" // by another person, or taken back by its author
)

// LimitStateTitles are the states as shown.
var LimitStateTitles = map[LimitState]lang.Text{
	LimitsProposed: lang.T("正在试算", "Being simulated"), LimitsTried: lang.T("待批准", "Waits for approval"), LimitsLive: lang.T("生效", "In force"),
	LimitsReplaced: lang.T("已被替换", "Replaced"), LimitsDeclined: lang.T("未采用", "Not adopted"),
}

// LimitVersion is one version of the limits of a point. The first one is what the point was loaded with.
type LimitVersion struct {
	Point       string        `bun:"point" json:"point"`
	Version     int64         `bun:"version" json:"version"`
	State       LimitState    `bun:"state" json:"state" enum:"proposed,tried,live,replaced,declined"`
	Area        string        `bun:"area" json:"-"`
	Safety      bool          `bun:"safety" json:"safety_critical" doc:"these limits or those before them raise critical alarms: another person must approve"`
	Before      LimitSet      `bun:"old_set" json:"before"`
	After       LimitSet      `bun:"new_set" json:"after"`
	Reason      string        `bun:"reason" json:"reason"`
	Author      string        `bun:"author" json:"-"`
	AuthorName  string        `bun:"author_name" json:"author"`
	CreatedAt   clock.Instant `bun:"created_at" json:"created_at"`
	Ender       string        `bun:"ender" json:"-"`
	EnderName   string        `bun:"ender_name" json:"decided_by" doc:"who approved or declined it"`
	EndedAt     clock.Instant `bun:"ended_at" json:"decided_at"`
	EndedReason string        `bun:"ended_reason" json:"decided_why"`
	Revision    int64         `bun:"revision" json:"revision"`
}

const limitColumns = "point, version, state, area, safety, old_set, new_set, reason, author, author_name, created_at, ender, ender_name, ended_at, ended_reason, revision"

// limitSims is how simulations of a point's limits are named among those of rules.
const limitSims = "limits:"

// LimitVersions are all versions of the limits of a point in the scope, newest first, and the simulations of them. A point
// whose limits were never changed has none. NotFound when there is no such point.
func (e *Engine) LimitVersions(ctx context.Context, scope identity.Scope, point string) ([]LimitVersion, []Simulation, error) {
	if _, err := e.Point(scope, point); err != nil {
		return nil, nil, err
	}
	list := []LimitVersion{}
	if err := e.DB.Read().NewRaw("SELECT "+limitColumns+" FROM signal_limits WHERE point = ? ORDER BY version DESC", point).Scan(ctx, &list); err != nil {
		return nil, nil, fmt.Errorf("limits of %s: %w", point, err)
	}
	sims, err := e.Simulations(ctx, limitSims+point)
	return list, sims, err
}

// ProposedLimits are the proposals in the scope that nobody has decided, oldest first, at most 200.
func (e *Engine) ProposedLimits(ctx context.Context, scope identity.Scope) ([]LimitVersion, error) {
	where, args := scope.SQL("area")
	list := []LimitVersion{}
	err := e.DB.Read().NewRaw("SELECT "+limitColumns+" FROM signal_limits WHERE state IN ('proposed', 'tried') AND "+where+" ORDER BY created_at, point LIMIT 200", args...).Scan(ctx, &list)
	if err != nil {
		return nil, fmt.Errorf("proposed limits: %w", err)
	}
	return list, nil
}

// longest bounds of a LimitSet.
const (
	longestDelay  = 24 * time.Hour
	longestSilent = 7 * 24 * time.Hour
)

// checkLimits refuses limits that contradict each other, and a deadband that leaves no value at which an alarm could end.
func checkLimits(p *Point) error {
	if err := p.Check(); err != nil {
		return err
	}
	if p.onDelay() > longestDelay || p.offDelay() > longestDelay || p.staleAfter() > longestSilent {
		return fail.Invalid("signal.limits.long", "延时最长 24 小时，数据中断最长 7 天", "delays are 24 hours at most, silence 7 days").At("on_delay_s")
	}
	low, high := p.Limits.L, p.Limits.H
	if low == nil {
		low = p.Limits.LL
	}
	if high == nil {
		high = p.Limits.HH
	}
	if low != nil && high != nil && *low+p.Deadband > *high-p.Deadband {
		return fail.Invalid("signal.limits.deadband", "死区过大：低限加死区高于高限减死区，报警将无法恢复", "the deadband is too wide: no value lies between the low limit plus it and the high limit less it, so no alarm could end").At("deadband")
	}
	return nil
}

// lockedPoint reads a point in the scope for a change of its limits.
func (e *Engine) lockedPoint(ctx context.Context, tx *store.Tx, scope identity.Scope, id string) (Point, error) {
	var list []Point
	if err := tx.NewRaw("SELECT "+pointColumns+" FROM signal_point WHERE id = ?"+tx.ForUpdate(), id).Scan(ctx, &list); err != nil {
		return Point{}, fmt.Errorf("point %s: %w", id, err)
	}
	if len(list) == 0 || !scope.Contains(list[0].Area) {
		return Point{}, unknownPoint
	}
	return list[0], nil
}
