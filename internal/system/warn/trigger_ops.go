package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/connect/cap"
)

// triggering are the operations on which alarms draft which warnings: proposed by one, approved by another.
func (s *System) triggering() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/warn/triggers", editTriggers, s.triggers).Doc("Which alarms propose which warnings", "Those in force, and the proposal that waits. Triggers make drafts, never warnings."),
		httpapi.Put("/warn/triggers", editTriggers, s.proposeTriggers).Doc("Propose which alarms propose warnings", "With a reason. Nothing changes until another person approves. For officers of the whole city; 409 when somebody was faster."),
		httpapi.Command("/warn/triggers/try", editTriggers, s.tryTriggers).Doc("Hold triggers against past alarms", "How many alarms of the last days each would have taken, and how many drafts that would have been. Nothing is kept."),
		httpapi.Post("/warn/triggers/approve", approveTrigger, s.approveTriggers).Doc("Approve the proposed triggers", "By another person than their author."),
		httpapi.Post("/warn/triggers/decline", editTriggers, s.declineTriggers).Doc("Decline the proposed triggers", "With a reason; their author takes them back the same way."),
		httpapi.Post("/warn/triggers/off", editTriggers, s.switchOff).Doc("Switch one trigger off", "At once, with a reason. Switching it on again takes a proposal."),
	}
}

// TriggerProposal is a change of the triggers that waits for another person.
type TriggerProposal struct {
	Items    []AlarmTrigger `json:"items" nullable:"false"`
	Base     int64          `json:"base" doc:"version of the triggers that it is to replace"`
	Reason   string         `json:"reason"`
	Author   string         `json:"author_id,omitempty"`
	Name     string         `json:"author"`
	At       clock.Instant  `json:"at"`
	Revision int64          `json:"revision"`
}

// TriggerView is what is in force and what waits.
type TriggerView struct {
	AlarmTriggers
	Proposal *TriggerProposal `json:"proposal,omitempty"`
	Mine     bool             `json:"mine,omitempty" doc:"the proposal is the caller's: another person must approve it"`
	Events   []TriggerEvent   `json:"events" nullable:"false" doc:"the types of warnings"`
}

// TriggerEvent is a type of warning by its name.
type TriggerEvent struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

const proposalRow = 5 // the proposal of triggers

// triggersProposed is the proposal that waits, nil for none.
func (s *System) triggersProposed(ctx context.Context, db store.Querier) (*TriggerProposal, error) {
	var rows []struct {
		Value string `bun:"value"`
	}
	if err := db.NewRaw("SELECT value FROM warn_setting WHERE id = ?", proposalRow).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("proposal of triggers: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // none is an answer
	}
	var p TriggerProposal
	if err := json.Unmarshal([]byte(rows[0].Value), &p); err != nil {
		return nil, fmt.Errorf("proposal of triggers: %w", err)
	}
	return &p, nil
}

func (s *System) triggerView(ctx context.Context, db store.Querier) (*httpapi.Body[TriggerView], error) {
	t, err := s.triggersIn(ctx, db)
	if err != nil {
		return nil, err
	}
	out := TriggerView{AlarmTriggers: t, Events: []TriggerEvent{}}
	for _, code := range cap.EventTypes() {
		out.Events = append(out.Events, TriggerEvent{code, cap.EventName(code)})
	}
	if out.Proposal, err = s.triggersProposed(ctx, db); err != nil {
		return nil, err
	}
	if out.Proposal != nil {
		out.Mine, out.Proposal.Author = out.Proposal.Author == httpapi.SubjectOf(ctx).ID, ""
	}
	return httpapi.OK(out), nil
}

func (s *System) triggers(ctx context.Context, _ *struct{}) (*httpapi.Body[TriggerView], error) {
	return s.triggerView(ctx, s.DB.Read())
}

// overTriggers refuses who may not decide for the whole city.
func (s *System) overTriggers(ctx context.Context, permission string) error {
	if !httpapi.SubjectOf(ctx).Can(permission, s.Signal.Home) {
		return fail.Denied("warn.trigger.city", "报警触发预警的规则由市级人员设置", "triggers are set by officers of the whole city")
	}
	return nil
}

var triggersMoved = fail.Conflict("warn.trigger.changed", "设置已被他人修改，请刷新后重试", "somebody changed the triggers meanwhile; load them anew").At("version")

type triggersInput struct {
	Body struct {
		Items   []AlarmTrigger `json:"items" nullable:"false" maxItems:"100"`
		Version int64          `json:"version" doc:"as it was read"`
		Reason  string         `json:"reason" minLength:"2" maxLength:"300"`
	}
}

func (s *System) proposeTriggers(ctx context.Context, tx *store.Tx, in *triggersInput) (*httpapi.Body[TriggerView], error) {
	if err := s.overTriggers(ctx, editTriggers); err != nil {
		return nil, err
	}
	if err := s.checkTriggers(in.Body.Items); err != nil {
		return nil, err
	}
	now, err := s.lockTriggers(ctx, tx)
	if err != nil {
		return nil, err
	}
	if now.Version != in.Body.Version {
		return nil, triggersMoved
	}
	by := httpapi.SubjectOf(ctx)
	before, err := s.triggersProposed(ctx, tx)
	if err != nil {
		return nil, err
	}
	p := TriggerProposal{Items: in.Body.Items, Base: now.Version, Reason: strings.TrimSpace(in.Body.Reason), Author: by.ID, Name: by.Name, At: clock.Now(s.Clock), Revision: 1}
	if before != nil {
		if before.Author != by.ID {
			return nil, fail.Conflict("warn.trigger.open", before.Name+"的修改方案尚未处理，请先批准或退回", "the proposal of "+before.Name+" is not decided; approve or decline it first")
		}
		p.Revision = before.Revision + 1
	}
	if err := putJSON(ctx, tx, proposalRow, p, p.Revision, p.Revision-1); err != nil {
		return nil, err
	}
	if err := s.noteSetting(ctx, tx, "triggers", "warn.triggers.proposed", p); err != nil {
		return nil, err
	}
	return s.triggerView(ctx, tx)
}

// lockTriggers reads what is in force; whoever else wants to change it waits, or finds it changed.
func (s *System) lockTriggers(ctx context.Context, tx *store.Tx) (AlarmTriggers, error) {
	if _, err := tx.NewRaw("UPDATE warn_setting SET version = version WHERE id = ?", triggerRow).Exec(ctx); err != nil {
		return AlarmTriggers{}, fmt.Errorf("triggers of warnings: %w", err)
	}
	return s.triggersIn(ctx, tx)
}

// putJSON writes a row that was of version old, 0 for none; Conflict when it is not any more.
func putJSON(ctx context.Context, tx *store.Tx, row int, v any, version, old int64) error {
	value, err := json.Marshal(v)
	if err != nil {
		return err
	}
	res, err := tx.NewRaw("INSERT INTO warn_setting (id, value, version) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value, version = excluded.version WHERE warn_setting.version = ?", row, string(value), version, old).Exec(ctx)
	if err != nil {
		return fmt.Errorf("put triggers of warnings: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return triggersMoved.Because(err)
	}
	return nil
}

// waitingTriggers is the proposal as the caller saw it.
func (s *System) waitingTriggers(ctx context.Context, tx *store.Tx, revision int64) (now AlarmTriggers, p TriggerProposal, err error) {
	if now, err = s.lockTriggers(ctx, tx); err != nil {
		return now, p, err
	}
	found, err := s.triggersProposed(ctx, tx)
	switch {
	case err != nil:
		return now, p, err
	case found == nil || found.Revision != revision:
		return now, p, triggersMoved
	}
	return now, *found, nil
}

type approveTriggersInput struct {
	Body struct {
		Revision int64 `json:"revision" doc:"of the proposal"`
	}
}

func (s *System) approveTriggers(ctx context.Context, tx *store.Tx, in *approveTriggersInput) (*httpapi.Body[TriggerView], error) {
	if err := s.overTriggers(ctx, approveTrigger); err != nil {
		return nil, err
	}
	now, p, err := s.waitingTriggers(ctx, tx, in.Body.Revision)
	switch {
	case err != nil:
		return nil, err
	case p.Author == httpapi.SubjectOf(ctx).ID:
		return nil, fail.Denied("warn.trigger.four-eyes", "须由提出人以外的人批准", "another person than the author must approve")
	case now.Version != p.Base:
		return nil, fail.Conflict("warn.trigger.base", "方案提出后规则又有改动，请退回后重新提出", "the triggers have changed since it was proposed; decline it and propose anew")
	}
	next := AlarmTriggers{Items: p.Items, Version: now.Version + 1}
	if err := s.enforceTriggers(ctx, tx, next, true); err != nil {
		return nil, err
	}
	if err := s.noteSetting(ctx, tx, "triggers", "warn.triggers.changed", map[string]any{"from": now, "to": next, "author": p.Name, "reason": p.Reason}); err != nil {
		return nil, err
	}
	return s.triggerView(ctx, tx)
}

// enforceTriggers puts triggers into force; decided drops the proposal.
func (s *System) enforceTriggers(ctx context.Context, tx *store.Tx, t AlarmTriggers, decided bool) error {
	if err := putJSON(ctx, tx, triggerRow, t, t.Version, t.Version-1); err != nil || !decided {
		return err
	}
	return s.dropProposal(ctx, tx)
}

func (s *System) dropProposal(ctx context.Context, tx *store.Tx) error {
	if _, err := tx.NewRaw("DELETE FROM warn_setting WHERE id = ?", proposalRow).Exec(ctx); err != nil {
		return fmt.Errorf("proposal of triggers: %w", err)
	}
	return nil
}

type declineTriggersInput struct {
	Body struct {
		Revision int64  `json:"revision" doc:"of the proposal"`
		Reason   string `json:"reason" minLength:"2" maxLength:"300"`
	}
}

func (s *System) declineTriggers(ctx context.Context, tx *store.Tx, in *declineTriggersInput) (*httpapi.Body[TriggerView], error) {
	if err := s.overTriggers(ctx, editTriggers); err != nil {
		return nil, err
	}
	_, p, err := s.waitingTriggers(ctx, tx, in.Body.Revision)
	if err != nil {
		return nil, err
	}
	if err := s.dropProposal(ctx, tx); err != nil {
		return nil, err
	}
	if err := s.noteSetting(ctx, tx, "triggers", "warn.triggers.declined", map[string]any{"proposal": p, "reason": in.Body.Reason}); err != nil {
		return nil, err
	}
	return s.triggerView(ctx, tx)
}

type switchOffInput struct {
	Body struct {
		Name    string `json:"name" maxLength:"60"`
		Version int64  `json:"version" doc:"as it was read"`
		Reason  string `json:"reason" minLength:"2" maxLength:"300"`
	}
}

// switchOff takes one trigger out of force at once: drafts that come without cause bind the people who must read them.
func (s *System) switchOff(ctx context.Context, tx *store.Tx, in *switchOffInput) (*httpapi.Body[TriggerView], error) {
	if err := s.overTriggers(ctx, editTriggers); err != nil {
		return nil, err
	}
	now, err := s.lockTriggers(ctx, tx)
	if err != nil {
		return nil, err
	}
	if now.Version != in.Body.Version {
		return nil, triggersMoved
	}
	next := AlarmTriggers{Items: append([]AlarmTrigger{}, now.Items...), Version: now.Version + 1}
	for i := range next.Items {
		if t := &next.Items[i]; t.Name == in.Body.Name && t.Enabled {
			t.Enabled = false
			if err := s.enforceTriggers(ctx, tx, next, false); err != nil {
				return nil, err
			}
			if err := s.noteSetting(ctx, tx, "triggers", "warn.triggers.off", map[string]any{"name": t.Name, "reason": in.Body.Reason}); err != nil {
				return nil, err
			}
			return s.triggerView(ctx, tx)
		}
	}
	return nil, fail.NotFound("warn.trigger.unknown", "没有这条启用中的规则", "there is no such trigger that is switched on").At("name")
}
