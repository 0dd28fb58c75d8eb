package plan

import (
	"context"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
)

var errNoLevel = fail.Invalid("plan.no-level", "本预案没有这个响应级别", "the plan has no such level").At("level")

// PlanFormSchema is the form of a plan, for editors.
type PlanFormSchema struct {
	Schema map[string]any   `json:"schema"`
	Events []plan.PlanEvent `json:"events" nullable:"false"`
	Rules  []plan.LintRule  `json:"rules" nullable:"false"`
}

func (s *System) schema(context.Context, *struct{}) (*httpapi.Body[PlanFormSchema], error) {
	return httpapi.OK(PlanFormSchema{plan.Schema(), plan.Events, plan.LintRules}), nil
}

// FormFault is one thing that is wrong in a form.
type FormFault struct {
	Path string    `json:"path"`
	Code string    `json:"code"`
	Text lang.Text `json:"text"`
}

func faultsOf(list []*fail.Error) []FormFault {
	out := []FormFault{}
	for _, f := range list {
		out = append(out, FormFault{f.Field, f.Code, f.Text})
	}
	return out
}

// CheckedForm is a form to check.
type CheckedForm struct {
	Text string `json:"text" minLength:"1" maxLength:"1048576" doc:"the YAML form"`
}

type checkInput struct{ Body CheckedForm }

// FormCheck is what is wrong in a form, and the plan as far as it could be read.
type FormCheck struct {
	Faults []FormFault        `json:"faults" nullable:"false"`
	Plan   plan.EmergencyPlan `json:"plan"`
}

func (s *System) check(_ context.Context, _ *store.Tx, in *checkInput) (*httpapi.Body[FormCheck], error) {
	p, faults := plan.Read([]byte(in.Body.Text))
	return httpapi.OK(FormCheck{faultsOf(faults), p}), nil
}

// SavedForm is a form to save as a draft.
type SavedForm struct {
	Text     string `json:"text" minLength:"1" maxLength:"1048576" doc:"the YAML form"`
	Revision int64  `json:"revision" minimum:"0" doc:"of the draft that was read; 0 for a new one"`
}

type saveInput struct{ Body SavedForm }

// save writes a draft: a new one, or the one that was read. A form with faults is refused with the first of them.
func (s *System) save(ctx context.Context, tx *store.Tx, in *saveInput) (*httpapi.Body[PlanVersion], error) {
	p, faults := plan.Read([]byte(in.Body.Text))
	if len(faults) > 0 {
		return nil, faults[0].At("text." + faults[0].Field)
	}
	v, err := s.saveDraft(ctx, tx, httpapi.SubjectOf(ctx), p, in.Body.Revision)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(v.PlanVersion), nil
}

// saveDraft writes a plan as the draft of its code. Its area, and that of the version before, must lie where the person may write.
func (s *System) saveDraft(ctx context.Context, tx *store.Tx, by identity.Subject, p plan.EmergencyPlan, revision int64) (stored, error) {
	scope := by.Scope(writePlans)
	if _, ok := s.Register.Areas().Find(p.Area); !ok || !scope.Contains(p.Area) {
		return stored{}, fail.Denied("plan.area", "适用区划不在您的辖区", "the area of the plan is not in yours").At("area")
	}
	if err := s.parentThere(ctx, tx, p); err != nil {
		return stored{}, err
	}
	all, err := s.versionsWhere(ctx, tx, "code = ? ORDER BY version DESC", p.Code)
	if err != nil {
		return stored{}, err
	}
	v := stored{PlanVersion: PlanVersion{Version: 1, State: draft}}
	if len(all) > 0 {
		if !scope.Contains(all[0].Area) {
			return stored{}, fail.Conflict("plan.code", "预案编码 "+p.Code+" 已被使用，请换一个", "the code "+p.Code+" is taken; choose another").At("code")
		}
		v.Version = all[0].Version + 1
		if all[0].State == draft {
			v = all[0]
		}
	}
	if v.Revision != revision {
		return v, fail.Conflict("plan.changed", "草稿已被他人修改或已提交，请重新打开后再改", "the draft was changed or submitted meanwhile; open it again").At("revision")
	}
	if err := v.columnsOf(p); err != nil {
		return v, err
	}
	return s.put(ctx, tx, actor(by), v, "plan.drafted")
}

// parentThere wants a parent that is known, whatever its state, and that does not follow the plan itself.
func (s *System) parentThere(ctx context.Context, tx *store.Tx, p plan.EmergencyPlan) error {
	if p.Parent == "" {
		return nil
	}
	all, err := s.versionsWhere(ctx, tx, "code = ? ORDER BY version DESC", p.Parent)
	if err != nil {
		return err
	}
	if len(all) == 0 || p.Parent == p.Code || all[0].Parent == p.Code {
		return fail.Invalid("plan.parent", "没有编码为 "+p.Parent+" 的上位预案，或互为上位", "there is no plan "+p.Parent+" above, or they follow each other").At("parent")
	}
	return nil
}

type codeInput struct {
	Code string `path:"code" maxLength:"40"`
}

// revise opens a draft that begins as the version in force is.
func (s *System) revise(ctx context.Context, tx *store.Tx, in *codeInput) (*httpapi.Body[PlanVersion], error) {
	by := httpapi.SubjectOf(ctx)
	v, err := s.find(ctx, tx, by.Scope(readPlans), in.Code, 0)
	if err != nil {
		return nil, err
	}
	if v.State != issued {
		return nil, fail.Conflict("plan.not-issued", "该预案还没有在用版本，请直接修改草稿", "no version is in force; change the draft").At("code")
	}
	p, err := v.plan()
	if err != nil {
		return nil, err
	}
	d, err := s.saveDraft(ctx, tx, by, p, 0)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(d.PlanVersion), nil
}

// SubmittedPlan is the case that was opened.
type SubmittedPlan struct {
	Case string `json:"case"`
}

// submit hands the draft in for review: it opens the case that leads to approval and filing. The draft can be changed no more,
// unless it is sent back.
func (s *System) submit(ctx context.Context, tx *store.Tx, in *codeInput) (*httpapi.Body[SubmittedPlan], error) {
	by := httpapi.SubjectOf(ctx)
	list, err := s.versionsWhere(ctx, tx, "code = ? AND state = ?", in.Code, draft)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || !by.Scope(readPlans).Contains(list[0].Area) {
		return nil, errUnknown
	}
	v := list[0]
	if !by.Scope(writePlans).Contains(v.Area) {
		return nil, fail.Denied("plan.area", "您无权提交该区划的预案", "you may not submit plans of this area")
	}
	p, err := v.plan()
	if err != nil {
		return nil, err
	}
	if faults := p.Check(); len(faults) > 0 {
		return nil, fail.Conflict("plan.faults", "草稿还有问题，不能提交："+faults[0].Text.Zh, "the draft is not whole: "+faults[0].Text.En).At(faults[0].Field)
	}
	c, err := s.Procedure.Start(ctx, tx, by, IssueProcedure, procedure.NewCase{
		Title: "预案编修：" + v.Title, Area: v.Area, Department: "plan",
		Data: PlanFiling{Plan: v.Code, Version: v.Version, Kind: v.Kind, Title: v.Title, Unit: v.Unit},
	})
	if err != nil {
		return nil, err
	}
	v.State, v.Case = submitted, c.ID
	if _, err := s.put(ctx, tx, actor(by), v, "plan.submitted"); err != nil {
		return nil, err
	}
	return httpapi.OK(SubmittedPlan{c.ID}), nil
}

type dropInput struct {
	Code     string `path:"code" maxLength:"40"`
	Revision int64  `query:"revision" required:"true" minimum:"1"`
}

// drop takes a draft away; the journal keeps what it was.
func (s *System) drop(ctx context.Context, tx *store.Tx, in *dropInput) (*httpapi.Body[SubmittedPlan], error) {
	by := httpapi.SubjectOf(ctx)
	list, err := s.versionsWhere(ctx, tx, "code = ? AND state = ?", in.Code, draft)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || !by.Scope(writePlans).Contains(list[0].Area) {
		return nil, errUnknown
	}
	v := list[0]
	v.Revision = in.Revision
	if v, err = s.put(ctx, tx, actor(by), v, "plan.dropped"); err != nil {
		return nil, err
	}
	if _, err := tx.NewRaw("DELETE FROM plan_version WHERE code = ? AND version = ?", v.Code, v.Version).Exec(ctx); err != nil {
		return nil, err
	}
	return httpapi.OK(SubmittedPlan{}), nil
}
