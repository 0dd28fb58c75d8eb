package risk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// keep appends the version that stands to those that are kept.
const keepVersion = "INSERT INTO risk_version (" + pointColumns + ") SELECT " + pointColumns + " FROM risk_point WHERE "

// find reads one point in the scope as it stands; within a transaction it is locked.
func (s *System) find(ctx context.Context, q store.Querier, scope identity.Scope, pointID string) (RiskPoint, error) {
	where, args := scope.SQL("area")
	var list []RiskPoint
	lock := ""
	if tx, ok := q.(*store.Tx); ok {
		lock = tx.ForUpdate()
	}
	if err := q.NewRaw("SELECT "+pointColumns+" FROM risk_point WHERE id = ? AND "+where+lock, append([]any{pointID}, args...)...).Scan(ctx, &list); err != nil {
		return RiskPoint{}, fmt.Errorf("risk point %s: %w", pointID, err)
	}
	if len(list) == 0 {
		return RiskPoint{}, noPoint
	}
	s.fill(list)
	return list[0], nil
}

// pointsWhere reads points of a table; where names its columns and may end in an order.
func (s *System) pointsWhere(ctx context.Context, q store.Querier, table, where string, args ...any) ([]RiskPoint, error) {
	out := []RiskPoint{}
	if err := q.NewRaw("SELECT "+pointColumns+" FROM "+table+" WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("risk points: %w", err)
	}
	s.fill(out)
	return out, nil
}

// pending puts the open case of each point to it.
func (s *System) pending(ctx context.Context, q store.Querier, list []RiskPoint) error {
	if len(list) == 0 {
		return nil
	}
	at, marks, args := map[string]int{}, make([]string, len(list)), make([]any, len(list))
	for i, p := range list {
		at[p.ID], marks[i], args[i] = i, "?", p.ID
	}
	var rows []struct {
		Point string `bun:"point"`
		Case  string `bun:"case_id"`
	}
	if err := q.NewRaw("SELECT point, case_id FROM risk_pending WHERE point IN ("+strings.Join(marks, ", ")+")", args...).Scan(ctx, &rows); err != nil {
		return fmt.Errorf("pending gradings: %w", err)
	}
	for _, r := range rows {
		list[at[r.Point]].Case = r.Case
	}
	return nil
}

// write stores a point as its next version, keeps that version, and journals it. The point as it was read must be that of
// the same transaction.
func (s *System) write(ctx context.Context, tx *store.Tx, by journal.Actor, p *RiskPoint, action string) error {
	p.Version++
	p.At, p.ByID, p.By, p.Rank = clock.Now(s.Clock), by.ID, by.Name, p.Risk.Rank()
	if p.ID == "" {
		p.ID = id.New()
	}
	if err := s.put(ctx, tx, p); err != nil {
		return err
	}
	if _, err := s.Journal.Append(ctx, tx, journal.Entry{Object: p.ID, Area: p.Area, Actor: by, Action: action, Body: map[string]any{
		"enterprise": p.Enterprise, "name": p.Name, "unit": p.Unit, "place": p.Place, "kind": p.Kind, "content": json.RawMessage(p.Content), "method": p.Method, "scores": p.Scores, "direct": p.directs(),
		"risk": p.Risk, "due_on": p.DueOn, "cause": p.Cause, "version": p.Version, "why": p.Why, "removed": p.Removed,
	}}); err != nil {
		return err
	}
	list := []RiskPoint{*p}
	s.fill(list)
	*p = list[0]
	return nil
}

// put stores the row of a point and keeps it as a version.
func (s *System) put(ctx context.Context, tx *store.Tx, p *RiskPoint) error {
	_, err := tx.NewRaw("INSERT INTO risk_point ("+pointColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, name = excluded.name, place = excluded.place, kind = excluded.kind, content = excluded.content, method = excluded.method, method_version = excluded.method_version, scores = excluded.scores, direct = excluded.direct, result = excluded.result, by_scores = excluded.by_scores, risk = excluded.risk, rank = excluded.rank, graded_on = excluded.graded_on, due_on = excluded.due_on, cause = excluded.cause, removed = excluded.removed, version = excluded.version, at = excluded.at, by_id = excluded.by_id, by_name = excluded.by_name, why = excluded.why",
		p.ID, p.Enterprise, p.EnterpriseName, p.Area, p.Sector, p.Unit, p.Name, p.Place, p.Kind, p.Content, p.Method, p.MethodVersion, p.Scores, p.Direct, p.Result, p.ByScores, p.Risk, p.Rank,
		p.GradedOn, p.DueOn, p.Cause, p.Removed, p.Version, p.At, p.ByID, p.By, p.Why).Exec(ctx)
	if err == nil {
		_, err = tx.NewRaw(keepVersion+"id = ?", p.ID).Exec(ctx)
	}
	if err != nil {
		return fmt.Errorf("risk point %s: %w", p.ID, err)
	}
	return nil
}

// free refuses a change of a point that is being graded: what is assessed must not change under the hands of those who check.
func (s *System) free(ctx context.Context, tx *store.Tx, p *RiskPoint) error {
	list := []RiskPoint{*p}
	if err := s.pending(ctx, tx, list); err != nil {
		return err
	}
	if list[0].Case != "" {
		return fail.Conflict("risk.point.pending", "“"+p.Name+"”正在评估审核，请先办结或撤回", "“"+p.Name+"” is being graded; that case comes first")
	}
	return nil
}

// changing finds a point that may be changed by its revision: in the scope, not removed, not being graded.
func (s *System) changing(ctx context.Context, tx *store.Tx, scope identity.Scope, pointID string, version int64) (RiskPoint, error) {
	p, err := s.find(ctx, tx, scope, pointID)
	if err != nil {
		return p, err
	}
	if p.Version != version {
		return p, fail.Conflict("risk.point.version", "风险点刚被 "+p.By+" 修改过，请刷新后重试", "the point was changed meanwhile by "+p.By+"; read it anew").At("version")
	}
	return p, s.free(ctx, tx, &p)
}

// content reads what is said of a point.
func (p *RiskPoint) content() (RiskContent, error) {
	var c RiskContent
	err := json.Unmarshal([]byte(p.Content), &c)
	if err != nil {
		err = fmt.Errorf("risk point %s: %w", p.ID, err)
	}
	return c, err
}
