package signal

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal/rule"
)

// RuleState is how far a version of a rule is.
type RuleState string

// The states of a version. An edit takes it back to draft; only a simulated one can be approved.
const (
	RuleDraft     RuleState = "draft"
	RuleSimulated RuleState = "simulated"
	RuleApproved  RuleState = "approved" // waits for the day from which it is in force
	RuleLive      RuleState = "live"
	RuleRetired   RuleState = "retired" // by a person, or by the next version
)

// RuleStateTitles are the states as shown.
var RuleStateTitles = map[RuleState]lang.Text{
	RuleDraft: lang.T("草稿", "Draft"), RuleSimulated: lang.T("已试算", "Simulated"), RuleApproved: lang.T("已批准", "Approved"), RuleLive: lang.T("生效", "In force"), RuleRetired: lang.T("已停用", "Retired"),
}

// Rule is one version of a rule. Its body is the definition; the other columns say how it came to be in force.
type Rule struct {
	ID              string          `bun:"id" json:"id"`
	Version         int64           `bun:"version" json:"version"`
	State           RuleState       `bun:"state" json:"state" enum:"draft,simulated,approved,live,retired"`
	Area            string          `bun:"area" json:"area"`
	Title           string          `bun:"title" json:"title"`
	Kind            rule.Kind       `bun:"kind" json:"kind"`
	Safety          bool            `bun:"safety" json:"safety_critical" doc:"this version or the one in force before it: another person must approve"`
	Definition      rule.Definition `bun:"-" json:"definition"`
	Author          string          `bun:"author" json:"-"`
	AuthorName      string          `bun:"author_name" json:"author"`
	CreatedAt       clock.Instant   `bun:"created_at" json:"created_at"`
	ChangedAt       clock.Instant   `bun:"changed_at" json:"changed_at"`
	Approver        string          `bun:"approver" json:"-"`
	ApproverName    string          `bun:"approver_name" json:"approver"`
	ApprovedAt      clock.Instant   `bun:"approved_at" json:"approved_at"`
	InForceFrom     clock.Instant   `bun:"in_force_from" json:"in_force_from"`
	RetireAsked     string          `bun:"retire_asked" json:"-"`
	RetireAskedName string          `bun:"retire_asked_name" json:"retire_asked_by" doc:"who asked to retire it; another person must confirm"`
	RetiredName     string          `bun:"retired_name" json:"retired_by"`
	RetiredAt       clock.Instant   `bun:"retired_at" json:"retired_at"`
	Revision        int64           `bun:"revision" json:"revision"`
	Standing        int             `bun:"standing" json:"standing" doc:"its alarms that are open"`
	Body            ruleBody        `bun:"body" json:"-"`
}

// ruleBody is a definition as JSON in its column.
type ruleBody struct{ of *rule.Definition }

// Value stores it.
func (b ruleBody) Value() (driver.Value, error) {
	out, err := json.Marshal(b.of)
	return string(out), err
}

// Scan reads it.
func (b *ruleBody) Scan(src any) error {
	b.of = &rule.Definition{}
	return fromText(src, "a rule", b.of)
}

const ruleColumns = "id, version, state, area, title, kind, safety, body, author, author_name, created_at, changed_at, approver, approver_name, approved_at, in_force_from, retire_asked, retire_asked_name, retired_name, retired_at, revision"

const ruleStanding = ", (SELECT count(*) FROM signal_alarm a WHERE a.rule = signal_rule.id AND a.state <> 'normal') AS standing"

func (r *Rule) row() []any {
	return []any{
		r.ID, r.Version, string(r.State), r.Area, r.Title, string(r.Kind), r.Safety, r.Body, r.Author, r.AuthorName, r.CreatedAt, r.ChangedAt, r.Approver, r.ApproverName, r.ApprovedAt,
		r.InForceFrom, r.RetireAsked, r.RetireAskedName, r.RetiredName, r.RetiredAt, r.Revision,
	}
}

// unpack fills the definition from the body, for all rows read.
func unpack(list []Rule) []Rule {
	for i := range list {
		if list[i].Body.of != nil {
			list[i].Definition = *list[i].Body.of
		}
	}
	return list
}

var unknownRule = fail.NotFound("signal.rule.unknown", "没有这条规则，或不在您的辖区", "there is no such rule in your area")

// RuleFilter narrows a list of rules.
type RuleFilter struct {
	States []RuleState
	Kind   rule.Kind
	Q      string
	Cursor string // id of the last rule of the page before
	Limit  int
}

// Rules lists the newest version of each rule in the scope, by id, and the cursor of the next page. With states, the newest
// version in one of them.
func (e *Engine) Rules(ctx context.Context, scope identity.Scope, f RuleFilter) (items []Rule, next string, err error) {
	where, args := scope.SQL("area")
	add := func(cond string, v ...any) { where += " AND " + cond; args = append(args, v...) }
	newest := "version = (SELECT max(n.version) FROM signal_rule n WHERE n.id = signal_rule.id"
	if len(f.States) > 0 {
		in(add, "state", f.States)
		newest += " AND n.state = signal_rule.state"
	}
	add(newest + ")")
	if f.Kind != "" {
		add("kind = ?", string(f.Kind))
	}
	if f.Q != "" {
		add("title"+store.Like, store.Part(f.Q))
	}
	if f.Cursor != "" {
		add("id > ?", f.Cursor)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	items = []Rule{}
	err = e.DB.Read().NewRaw("SELECT "+ruleColumns+ruleStanding+" FROM signal_rule WHERE "+where+" ORDER BY id LIMIT ?", append(args, f.Limit+1)...).Scan(ctx, &items)
	if err != nil {
		return nil, "", fmt.Errorf("list rules: %w", err)
	}
	if len(items) > f.Limit {
		items = items[:f.Limit]
		next = items[f.Limit-1].ID
	}
	return unpack(items), next, nil
}

// RuleVersions are all versions of a rule in the scope, newest first; NotFound when there is none.
func (e *Engine) RuleVersions(ctx context.Context, scope identity.Scope, id string) ([]Rule, error) {
	list := []Rule{}
	err := e.DB.Read().NewRaw("SELECT "+ruleColumns+ruleStanding+" FROM signal_rule WHERE id = ? ORDER BY version DESC", id).Scan(ctx, &list)
	if err != nil {
		return nil, fmt.Errorf("rule %s: %w", id, err)
	}
	if len(list) == 0 || !scope.Contains(list[0].Area) {
		return nil, unknownRule
	}
	return unpack(list), nil
}

// lockedRule reads one version for change.
func (e *Engine) lockedRule(ctx context.Context, tx *store.Tx, id string, version int64) (Rule, error) {
	var list []Rule
	err := tx.Find(ctx, &list, "SELECT "+ruleColumns+" FROM signal_rule WHERE id = ? AND version = ?"+tx.ForUpdate(), id, version)
	if err != nil {
		return Rule{}, fmt.Errorf("rule %s: %w", id, err)
	}
	if len(list) == 0 {
		return Rule{}, unknownRule
	}
	return unpack(list)[0], nil
}

// checkRule refuses a rule whose points are not there, lie outside the scope or its area, or do not belong together.
func (e *Engine) checkRule(scope identity.Scope, d *rule.Definition) error {
	if err := d.Validate(); err != nil {
		return err
	}
	if !scope.Contains(d.Area) {
		return fail.Denied("signal.rule.area", "您无权在该区域设置规则", "you may not make rules for this area").At("area")
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	site := ""
	for _, id := range d.Members() {
		t := e.trackers[id]
		switch {
		case t == nil || !scope.Contains(t.point.Area):
			return fail.Invalid("signal.rule.point-unknown", "没有测点 "+id+"，或不在您的辖区", "there is no point "+id+" in your area").At("points")
		case !strings.HasPrefix(t.point.Area, d.Area):
			return fail.Invalid("signal.rule.point-outside", "测点 "+t.point.Name+" 不在规则所属区域内", "the point "+t.point.Name+" lies outside the rule's area").At("points")
		case !d.OnePoint() && site != "" && t.site.ID != site && d.Kind != rule.Query:
			return fail.Invalid("signal.rule.sites", "表决和表达式中的测点须属于同一单位", "the points of a vote or a formula must belong to one site").At("points")
		}
		site = t.site.ID
	}
	if d.Kind == rule.Query {
		if err := e.Series.CheckQuery(d.Query); err != nil {
			return err
		}
	}
	if d.OnePoint() && len(e.scopeOf(d)) == 0 {
		return fail.Invalid("signal.rule.key-empty", "区域内没有数据项为“"+d.Key+"”的测点", "no point of the area has this key").At("key")
	}
	return nil
}
