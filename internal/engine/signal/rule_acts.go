package signal

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal/rule"
)

// AddRule makes a draft of a new rule. It fails as Invalid at the field at fault, Denied outside the scope.
func (e *Engine) AddRule(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, d rule.Definition) (Rule, error) {
	if err := e.checkRule(scope, &d); err != nil {
		return Rule{}, err
	}
	return e.insertRule(ctx, tx, by, Rule{ID: id.New(), Version: 1, Safety: d.Safety}, d)
}

func (e *Engine) insertRule(ctx context.Context, tx *store.Tx, by identity.Subject, r Rule, d rule.Definition) (Rule, error) {
	now := clock.Now(e.Clock)
	r.State, r.Author, r.AuthorName, r.CreatedAt, r.ChangedAt, r.Revision = RuleDraft, by.ID, by.Name, now, now, 1
	r.describe(d)
	if err := tx.Later(ctx, "INSERT INTO signal_rule ("+ruleColumns+") VALUES (?"+strings.Repeat(", ?", len(r.row())-1)+")", r.row()...); err != nil {
		return r, fmt.Errorf("rule: %w", err)
	}
	return r, e.noteRule(ctx, tx, by, r, "draft")
}

func (r *Rule) describe(d rule.Definition) {
	r.Definition, r.Body, r.Area, r.Title, r.Kind = d, ruleBody{&d}, d.Area, d.Title, d.Kind
}

// saveRule writes a changed version and its journal entry.
func (e *Engine) saveRule(ctx context.Context, tx *store.Tx, by identity.Subject, r *Rule, act string) error {
	r.ChangedAt = clock.Now(e.Clock)
	r.Revision++
	err := tx.Later(ctx, `UPDATE signal_rule SET state = ?, area = ?, title = ?, kind = ?, safety = ?, body = ?, author = ?, author_name = ?, changed_at = ?, approver = ?, approver_name = ?,
		approved_at = ?, in_force_from = ?, retire_asked = ?, retire_asked_name = ?, retired_name = ?, retired_at = ?, revision = ? WHERE id = ? AND version = ?`,
		string(r.State), r.Area, r.Title, string(r.Kind), r.Safety, r.Body, r.Author, r.AuthorName, r.ChangedAt, r.Approver, r.ApproverName,
		r.ApprovedAt, r.InForceFrom, r.RetireAsked, r.RetireAskedName, r.RetiredName, r.RetiredAt, r.Revision, r.ID, r.Version)
	if err != nil {
		return fmt.Errorf("rule %s: %w", r.ID, err)
	}
	return e.noteRule(ctx, tx, by, *r, act)
}

func (e *Engine) noteRule(ctx context.Context, tx *store.Tx, by identity.Subject, r Rule, act string) error {
	_, err := e.Journal.Append(ctx, tx, journal.Entry{
		Object: "rule:" + r.ID, Area: r.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: "signal.rule." + act,
		Body: map[string]any{"version": r.Version, "state": r.State, "definition": r.Definition, "in_force_from": r.InForceFrom},
	})
	return err
}

// ruleFor reads a version for an act of a person: in the scope, and as they saw it.
func (e *Engine) ruleFor(ctx context.Context, tx *store.Tx, scope identity.Scope, id string, version, revision int64) (Rule, error) {
	r, err := e.lockedRule(ctx, tx, id, version)
	if err != nil {
		return r, err
	}
	if !scope.Contains(r.Area) {
		return r, unknownRule
	}
	if r.Revision != revision {
		return r, fail.Conflict("signal.rule.moved", "规则刚刚被他人改动（"+RuleStateTitles[r.State].Zh+"），请刷新后再试", "somebody else changed the rule; look at it again")
	}
	return r, nil
}

// EditRule changes a version that is not in force yet; it is a draft again, and by this person. Of a version in force or
// retired it makes the draft of a new one. Conflict when it is not as the person saw it, or when a draft is there already.
func (e *Engine) EditRule(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, version, revision int64, d rule.Definition) (Rule, error) {
	r, err := e.ruleFor(ctx, tx, scope, id, version, revision)
	if err != nil {
		return r, err
	}
	if err := e.checkRule(scope, &d); err != nil {
		return r, err
	}
	before, err := e.inForce(ctx, tx, id)
	if err != nil {
		return r, err
	}
	safety := d.Safety || before != nil && before.Safety
	if r.State != RuleLive && r.State != RuleRetired {
		r.State, r.Author, r.AuthorName, r.Safety = RuleDraft, by.ID, by.Name, safety
		r.Approver, r.ApproverName, r.ApprovedAt, r.InForceFrom = "", "", clock.Instant{}, clock.Instant{}
		r.describe(d)
		return r, e.saveRule(ctx, tx, by, &r, "edit")
	}
	var newest []struct {
		Version int64     `bun:"version"`
		State   RuleState `bun:"state"`
	}
	if err := tx.Find(ctx, &newest, "SELECT version, state FROM signal_rule WHERE id = ? ORDER BY version DESC LIMIT 1", id); err != nil {
		return r, fmt.Errorf("rule %s: %w", id, err)
	}
	if s := newest[0].State; s != RuleLive && s != RuleRetired {
		return r, fail.Conflict("signal.rule.draft", fmt.Sprintf("已有第 %d 版在修改中，请在该版上修改", newest[0].Version), fmt.Sprintf("version %d is being worked on; change that one", newest[0].Version))
	}
	return e.insertRule(ctx, tx, by, Rule{ID: id, Version: newest[0].Version + 1, Safety: safety}, d)
}

// inForce is the version of a rule that is in force, nil for none.
func (e *Engine) inForce(ctx context.Context, tx *store.Tx, id string) (*Rule, error) {
	var list []Rule
	if err := tx.Find(ctx, &list, "SELECT "+ruleColumns+" FROM signal_rule WHERE id = ? AND state = 'live'"+tx.ForUpdate(), id); err != nil {
		return nil, fmt.Errorf("rule %s: %w", id, err)
	}
	if len(list) == 0 {
		return nil, nil //nolint:nilnil // none is an answer
	}
	return &unpack(list)[0], nil
}

// ApproveRule lets a simulated version come into force, at once or from a day on. A safety-critical one must be approved by
// another person than its author (four eyes). Illegal in another state.
func (e *Engine) ApproveRule(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, version, revision int64, from clock.Instant) (Rule, error) {
	r, err := e.ruleFor(ctx, tx, scope, id, version, revision)
	if err != nil {
		return r, err
	}
	switch {
	case r.State != RuleSimulated:
		return r, fail.Illegal("signal.rule.not-simulated", "规则为“"+RuleStateTitles[r.State].Zh+"”，须先用历史数据试算才能批准", "the rule is “"+RuleStateTitles[r.State].En+"”; it must be simulated against history first")
	case r.Safety && r.Author == by.ID:
		return r, fail.Denied("signal.rule.four-eyes", "安全关键规则须由编制人以外的人批准", "a safety-critical rule must be approved by somebody else than its author")
	}
	now := clock.Now(e.Clock)
	if from.IsZero() || from.Before(now.Time) {
		from = now
	}
	r.State, r.Approver, r.ApproverName, r.ApprovedAt, r.InForceFrom = RuleApproved, by.ID, by.Name, now, from
	if err := e.saveRule(ctx, tx, by, &r, "approve"); err != nil || from.After(now.Time) {
		return r, err
	}
	return r, e.enforce(ctx, tx, &r, by)
}

// enforce puts an approved version into force and retires the one before it.
func (e *Engine) enforce(ctx context.Context, tx *store.Tx, r *Rule, by identity.Subject) error {
	before, err := e.inForce(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if before != nil {
		before.State, before.RetiredName, before.RetiredAt = RuleRetired, by.Name, clock.Now(e.Clock)
		if err := e.saveRule(ctx, tx, by, before, "supersede"); err != nil {
			return err
		}
	}
	r.State = RuleLive
	return e.saveRule(ctx, tx, by, r, "enforce")
}

// RetireRule takes a version out of force, or drops one that is not in force yet. A safety-critical one in force takes two
// people: the first asks, the second confirms. Its open alarms end as returned.
func (e *Engine) RetireRule(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, version, revision int64) (Rule, error) {
	r, err := e.ruleFor(ctx, tx, scope, id, version, revision)
	if err != nil {
		return r, err
	}
	switch {
	case r.State == RuleRetired:
		return r, fail.Conflict("signal.rule.retired", "规则已停用", "the rule is retired already")
	case r.State == RuleLive && r.Safety && r.RetireAsked == "":
		r.RetireAsked, r.RetireAskedName = by.ID, by.Name
		return r, e.saveRule(ctx, tx, by, &r, "ask-retire")
	case r.State == RuleLive && r.Safety && r.RetireAsked == by.ID:
		return r, fail.Denied("signal.rule.four-eyes", "安全关键规则须由另一人确认停用", "another person must confirm that a safety-critical rule is retired")
	}
	r.State, r.RetiredName, r.RetiredAt = RuleRetired, by.Name, clock.Now(e.Clock)
	return r, e.saveRule(ctx, tx, by, &r, "retire")
}
