package monitor

import (
	"context"
	"encoding/json"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
	"anlan/internal/engine/signal/rule"
)

// ruleOperations are those of rules and of the windows in which alarms are suppressed by design.
func (s *System) ruleOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/signal/rules", readRules, s.rules).Doc("List rules of alarms", "The newest version of each, by id. The limits of a point itself are with the point."),
		httpapi.Get("/signal/rules/form", readRules, s.ruleForm).Doc("Form of a rule", "JSON Schema of its definition, and the words of kinds and states."),
		httpapi.Get("/signal/rules/{id}", readRules, s.rule).Doc("One rule", "With all its versions and its latest simulations."),
		httpapi.Post("/signal/rules", editRules, s.addRule).Doc("Draft a rule", ""),
		httpapi.Post("/signal/rules/{id}/versions/{version}/edit", editRules, s.editRule).Doc("Change a rule", "A version in force stays; a new version is drafted. One that is not in force yet is a draft again."),
		httpapi.Post("/signal/rules/{id}/versions/{version}/simulate", editRules, s.simulate).Doc("Simulate a rule", "Holds it against history in the background: the alarms that it would have raised. At most 92 days."),
		httpapi.Post("/signal/rules/{id}/versions/{version}/approve", approveRules, s.approveRule).Doc("Approve a rule", "Once it was simulated. A safety-critical one must be approved by another person than its author."),
		httpapi.Post("/signal/rules/{id}/versions/{version}/retire", approveRules, s.retireRule).Doc("Retire a rule", "A safety-critical one in force takes two people: the first asks, the second confirms."),
		httpapi.Get("/signal/masks", ReadAlarms, s.masks).Doc("Windows of maintenance and shutdowns", "Those that are not over, and those that ended within the last 30 days."),
		httpapi.Post("/signal/masks", handleAlarms, s.addMask).Doc("Plan maintenance or declare a shutdown", "Alarms within are suppressed by design and listed. Safety-critical rules are heard in a shutdown."),
		httpapi.Post("/signal/masks/{id}/end", handleAlarms, s.endMask).Doc("End maintenance or a shutdown before its time", ""),
	}
}

type rulesInput struct {
	httpapi.List
	State string `query:"state" maxLength:"100" doc:"states, separated by commas"`
	Kind  string `query:"kind" maxLength:"20"`
}

var ruleStates = []signal.RuleState{signal.RuleDraft, signal.RuleSimulated, signal.RuleApproved, signal.RuleLive, signal.RuleRetired}

func (s *System) rules(ctx context.Context, in *rulesInput) (*httpapi.Body[httpapi.Page[signal.Rule]], error) {
	wanted, err := words(in.State, "state", ruleStates)
	if err != nil {
		return nil, err
	}
	items, next, err := s.Signal.Rules(ctx, httpapi.SubjectOf(ctx).Scope(readRules).Within(in.Area), signal.RuleFilter{States: wanted, Kind: rule.Kind(in.Kind), Q: in.Q, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[signal.Rule]{Items: items, Next: next}), nil
}

// RuleForm is how a rule is written.
type RuleForm struct {
	Definition map[string]any                 `json:"definition"`
	States     map[signal.RuleState]lang.Text `json:"states"`
}

func (s *System) ruleForm(context.Context, *struct{}) (*httpapi.Body[RuleForm], error) {
	return httpapi.OK(RuleForm{Definition: form.Schema(rule.Definition{}), States: signal.RuleStateTitles}), nil
}

// RuleDetail is a rule with its past.
type RuleDetail struct {
	Versions    []signal.Rule       `json:"versions" nullable:"false" doc:"newest first"`
	Simulations []signal.Simulation `json:"simulations" nullable:"false" doc:"newest first"`
}

func (s *System) rule(ctx context.Context, in *idInput) (*httpapi.Body[RuleDetail], error) {
	var out RuleDetail
	var err error
	if out.Versions, err = s.Signal.RuleVersions(ctx, httpapi.SubjectOf(ctx).Scope(readRules), in.ID); err != nil {
		return nil, err
	}
	if out.Simulations, err = s.Signal.Simulations(ctx, in.ID); err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}

// definition reads what somebody filled in.
func definition(raw json.RawMessage) (rule.Definition, error) {
	v, err := form.Decode(rule.Definition{}, raw, "")
	if err != nil {
		return rule.Definition{}, err
	}
	d, ok := v.(*rule.Definition)
	if !ok {
		return rule.Definition{}, fail.Internal("signal.rule.form", "规则表单有误", "the form of rules is wrong")
	}
	return *d, nil
}

type addRuleInput struct {
	Body struct {
		Definition json.RawMessage `json:"definition" doc:"see /signal/rules/form"`
	}
}

func (s *System) addRule(ctx context.Context, tx *store.Tx, in *addRuleInput) (*httpapi.Body[signal.Rule], error) {
	d, err := definition(in.Body.Definition)
	if err != nil {
		return nil, err
	}
	by := httpapi.SubjectOf(ctx)
	return ruled(s.Signal.AddRule(ctx, tx, by, by.Scope(editRules), d))
}

func ruled(r signal.Rule, err error) (*httpapi.Body[signal.Rule], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.OK(r), nil
}

// RuleVersion names one version of a rule.
type RuleVersion struct {
	ID      string `path:"id" maxLength:"64"`
	Version int64  `path:"version" minimum:"1"`
}

type editRuleInput struct {
	RuleVersion
	Body struct {
		Revision   int64           `json:"revision" doc:"as the caller saw it; 409 when it has changed since"`
		Definition json.RawMessage `json:"definition" doc:"see /signal/rules/form"`
	}
}

func (s *System) editRule(ctx context.Context, tx *store.Tx, in *editRuleInput) (*httpapi.Body[signal.Rule], error) {
	d, err := definition(in.Body.Definition)
	if err != nil {
		return nil, err
	}
	by := httpapi.SubjectOf(ctx)
	return ruled(s.Signal.EditRule(ctx, tx, by, by.Scope(editRules), in.ID, in.Version, in.Body.Revision, d))
}

type simulateRuleInput struct {
	RuleVersion
	Body struct {
		From clock.Instant `json:"from"`
		To   clock.Instant `json:"to,omitempty" doc:"now when left out"`
	}
}

func (s *System) simulate(ctx context.Context, tx *store.Tx, in *simulateRuleInput) (*httpapi.Body[signal.Simulation], error) {
	by := httpapi.SubjectOf(ctx)
	out, err := s.Signal.Simulate(ctx, tx, by, by.Scope(editRules), in.ID, in.Version, in.Body.From, in.Body.To)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}

type approveRuleInput struct {
	RuleVersion
	Body struct {
		Revision int64         `json:"revision"`
		From     clock.Instant `json:"from,omitempty" doc:"in force from; at once when left out"`
	}
}

func (s *System) approveRule(ctx context.Context, tx *store.Tx, in *approveRuleInput) (*httpapi.Body[signal.Rule], error) {
	by := httpapi.SubjectOf(ctx)
	return ruled(s.Signal.ApproveRule(ctx, tx, by, by.Scope(approveRules), in.ID, in.Version, in.Body.Revision, in.Body.From))
}

type retireRuleInput struct {
	RuleVersion
	Body struct {
		Revision int64 `json:"revision"`
	}
}

func (s *System) retireRule(ctx context.Context, tx *store.Tx, in *retireRuleInput) (*httpapi.Body[signal.Rule], error) {
	by := httpapi.SubjectOf(ctx)
	return ruled(s.Signal.RetireRule(ctx, tx, by, by.Scope(approveRules), in.ID, in.Version, in.Body.Revision))
}
