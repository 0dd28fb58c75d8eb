package signal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// triedOver is the span of history against which a proposal is held by itself.
const triedOver = 30 * 24 * time.Hour

// ProposeLimits asks for other limits of a point, with a reason. They are held against the last 30 days in the background;
// nothing changes until ApproveLimits. before is what the person saw: Conflict when the point has others by now, or when a
// proposal is open already. Invalid at the field at fault, NotFound outside the scope.
func (e *Engine) ProposeLimits(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, point string, before, after LimitSet, reason string) (LimitVersion, error) {
	var v LimitVersion
	p, err := e.lockedPoint(ctx, tx, scope, point)
	if err != nil {
		return v, err
	}
	next := p.with(after)
	switch err := checkLimits(&next); {
	case err != nil:
		return v, err
	case !p.LimitSet().equal(before):
		return v, limitsMoved
	case before.equal(after):
		return v, fail.Invalid("signal.limits.same", "没有改动", "nothing is changed").At("limits")
	}
	last, err := e.lastLimits(ctx, tx, p)
	if err != nil {
		return v, err
	}
	v = LimitVersion{
		Point: p.ID, Version: last + 1, State: LimitsProposed, Area: p.Area, Safety: p.critical() || next.critical(), Before: before, After: after, Reason: strings.TrimSpace(reason),
		Author: by.ID, AuthorName: by.Name, CreatedAt: clock.Now(e.Clock), Revision: 1,
	}
	if err := e.insertLimits(ctx, tx, v); err != nil {
		return v, err
	}
	if err := e.noteLimits(ctx, tx, by, v, "proposed"); err != nil {
		return v, err
	}
	return v, e.tryLimits(ctx, tx, by, v, triedOver)
}

var limitsMoved = fail.Conflict("signal.limits.moved", "该测点的限值刚刚被改动，请刷新后再试", "the limits of this point have changed meanwhile; look at them again").At("limits")

// lastLimits is the number of the newest version; the first one is made of what the point was loaded with.
func (e *Engine) lastLimits(ctx context.Context, tx *store.Tx, p Point) (int64, error) {
	var list []LimitVersion
	if err := tx.NewRaw("SELECT "+limitColumns+" FROM signal_limits WHERE point = ? ORDER BY version DESC", p.ID).Scan(ctx, &list); err != nil {
		return 0, fmt.Errorf("limits of %s: %w", p.ID, err)
	}
	if len(list) == 0 {
		first := LimitVersion{
			Point: p.ID, Version: 1, State: LimitsLive, Area: p.Area, Safety: p.critical(), Before: p.LimitSet(), After: p.LimitSet(), Reason: "登记测点时的限值",
			Author: machine.ID, AuthorName: machine.Name, CreatedAt: clock.Now(e.Clock), Revision: 1,
		}
		return 1, e.insertLimits(ctx, tx, first)
	}
	if s := list[0].State; s == LimitsProposed || s == LimitsTried {
		return 0, fail.Conflict("signal.limits.open", list[0].AuthorName+"的修改方案尚未处理，请先批准或退回", "the proposal of "+list[0].AuthorName+" is not decided; approve or decline it first")
	}
	return list[0].Version, nil
}

func (e *Engine) insertLimits(ctx context.Context, tx *store.Tx, v LimitVersion) error {
	_, err := tx.NewRaw("INSERT INTO signal_limits ("+limitColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		v.Point, v.Version, string(v.State), v.Area, v.Safety, v.Before, v.After, v.Reason, v.Author, v.AuthorName, v.CreatedAt, v.Ender, v.EnderName, v.EndedAt, v.EndedReason, v.Revision).Exec(ctx)
	if err != nil {
		return fmt.Errorf("limits of %s: %w", v.Point, err)
	}
	return nil
}

func (e *Engine) noteLimits(ctx context.Context, tx *store.Tx, by identity.Subject, v LimitVersion, act string) error {
	_, err := e.Journal.Append(ctx, tx, journal.Entry{
		Object: "point:" + v.Point, Area: v.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: "signal.limits." + act,
		Body: map[string]any{"version": v.Version, "before": v.Before, "after": v.After, "reason": v.Reason, "decided_why": v.EndedReason},
	})
	return err
}

// TryLimits holds an open proposal against another span of history, 92 days at most.
func (e *Engine) TryLimits(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, point string, version, revision int64, span time.Duration) (LimitVersion, error) {
	v, _, err := e.limitsFor(ctx, tx, scope, point, version, revision)
	if err != nil {
		return v, err
	}
	if span <= 0 || span > MaxSimulated {
		return v, fail.Invalid("signal.simulation.long", "试算时段最长 92 天", "a simulation covers 92 days at most").At("days")
	}
	return v, e.tryLimits(ctx, tx, by, v, span)
}

// limitsFor reads an open proposal for an act of a person: in the scope, and as they saw it.
func (e *Engine) limitsFor(ctx context.Context, tx *store.Tx, scope identity.Scope, point string, version, revision int64) (v LimitVersion, p Point, err error) {
	if p, err = e.lockedPoint(ctx, tx, scope, point); err != nil {
		return v, p, err
	}
	var list []LimitVersion
	if err := tx.NewRaw("SELECT "+limitColumns+" FROM signal_limits WHERE point = ? AND version = ?", point, version).Scan(ctx, &list); err != nil {
		return v, p, fmt.Errorf("limits of %s: %w", point, err)
	}
	switch {
	case len(list) == 0:
		return v, p, fail.NotFound("signal.limits.unknown", "没有这一版限值", "there is no such version of the limits")
	case list[0].State != LimitsProposed && list[0].State != LimitsTried:
		return v, p, fail.Conflict("signal.limits.decided", "该方案已处理："+LimitStateTitles[list[0].State].Zh, "the proposal is decided already: "+LimitStateTitles[list[0].State].En)
	case list[0].Revision != revision:
		return v, p, limitsMoved
	}
	return list[0], p, nil
}

// ApproveLimits puts proposed limits into force; every node holds values against them within a second. Limits that raise
// critical alarms, before or after, must be approved by another person than their author (four eyes). Illegal when they were
// not held against history, Conflict when the point has other limits by now than those they were to replace.
func (e *Engine) ApproveLimits(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, point string, version, revision int64) (LimitVersion, error) {
	v, p, err := e.limitsFor(ctx, tx, scope, point, version, revision)
	switch {
	case err != nil:
		return v, err
	case v.State != LimitsTried:
		return v, fail.Illegal("signal.limits.not-tried", "试算尚未完成，看到结果后才能批准", "it is still being simulated; it can be approved once the result is there")
	case v.Safety && v.Author == by.ID:
		return v, fail.Denied("signal.limits.four-eyes", "该测点会发出紧急报警，限值须由提出人以外的人批准", "this point raises critical alarms: another person than the author must approve its limits")
	case !p.LimitSet().equal(v.Before):
		return v, limitsMoved
	}
	if _, err := tx.NewRaw("UPDATE signal_limits SET state = ?, revision = revision + 1 WHERE point = ? AND state = ?", string(LimitsReplaced), point, string(LimitsLive)).Exec(ctx); err != nil {
		return v, fmt.Errorf("limits of %s: %w", point, err)
	}
	if err := setLimits(ctx, tx, point, v.After); err != nil {
		return v, err
	}
	return e.endLimits(ctx, tx, by, v, LimitsLive, "", "approved")
}

func setLimits(ctx context.Context, tx *store.Tx, point string, s LimitSet) error {
	_, err := tx.NewRaw("UPDATE signal_point SET ll = ?, l = ?, h = ?, hh = ?, deadband = ?, on_delay = ?, off_delay = ?, stale_after = ? WHERE id = ?",
		s.Limits.LL, s.Limits.L, s.Limits.H, s.Limits.HH, s.Deadband, s.OnDelay, s.OffDelay, s.StaleAfter, point).Exec(ctx)
	if err != nil {
		return fmt.Errorf("limits of %s: %w", point, err)
	}
	return nil
}

// DeclineLimits ends a proposal without effect, with a reason; its author takes it back the same way.
func (e *Engine) DeclineLimits(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, point string, version, revision int64, reason string) (LimitVersion, error) {
	v, _, err := e.limitsFor(ctx, tx, scope, point, version, revision)
	if err != nil {
		return v, err
	}
	return e.endLimits(ctx, tx, by, v, LimitsDeclined, strings.TrimSpace(reason), "declined")
}

func (e *Engine) endLimits(ctx context.Context, tx *store.Tx, by identity.Subject, v LimitVersion, to LimitState, why, act string) (LimitVersion, error) {
	v.State, v.Ender, v.EnderName, v.EndedAt, v.EndedReason = to, by.ID, by.Name, clock.Now(e.Clock), why
	v.Revision++
	_, err := tx.NewRaw("UPDATE signal_limits SET state = ?, ender = ?, ender_name = ?, ended_at = ?, ended_reason = ?, revision = ? WHERE point = ? AND version = ?",
		string(v.State), v.Ender, v.EnderName, v.EndedAt, v.EndedReason, v.Revision, v.Point, v.Version).Exec(ctx)
	if err != nil {
		return v, fmt.Errorf("limits of %s: %w", v.Point, err)
	}
	return v, e.noteLimits(ctx, tx, by, v, act)
}

// RestoreLimits proposes to put the limits of an older version back; it takes the same way as any other proposal.
func (e *Engine) RestoreLimits(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, point string, version int64, reason string) (LimitVersion, error) {
	p, err := e.lockedPoint(ctx, tx, scope, point)
	if err != nil {
		return LimitVersion{}, err
	}
	var list []LimitVersion
	if err := tx.NewRaw("SELECT "+limitColumns+" FROM signal_limits WHERE point = ? AND version = ? AND state = ?", point, version, string(LimitsReplaced)).Scan(ctx, &list); err != nil {
		return LimitVersion{}, fmt.Errorf("limits of %s: %w", point, err)
	}
	if len(list) == 0 {
		return LimitVersion{}, fail.NotFound("signal.limits.unknown", "没有这一版曾经生效的限值", "there is no such version that was in force")
	}
	return e.ProposeLimits(ctx, tx, by, scope, point, p.LimitSet(), list[0].After, reason)
}
