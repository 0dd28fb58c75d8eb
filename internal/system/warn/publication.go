package warn

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/procedure"
)

// PublicationProcedure is 预警发布: from a draft to the end of a warning, updates included.
const PublicationProcedure = "warn.publication"

const responseLaw = "《中华人民共和国突发事件应对法》（2024年修订）"

func response(article string) procedure.Basis {
	return procedure.Basis{Law: responseLaw, Article: article}
}

// The stages. A published warning that is being changed stands until the change is approved.
const (
	drafted     = "drafted"
	submitted   = "submitted"
	standing    = "published"
	amending    = "amending"
	resubmitted = "resubmitted"
	lifted      = "lifted"
	over        = "expired"
	dropped     = "dropped"
)

func (s *System) publication() procedure.Definition {
	write, judge := procedure.Who{Permission: publishWarning}, procedure.Who{Permission: approveWarning}
	another := procedure.Who{Permission: approveWarning, NotBy: []procedure.NotBy{{Act: "submit"}}}
	sound := procedure.Guard{Name: "sound", Title: lang.T("时间、区域、级别、内容符合发布要求", "times, areas, colour and texts are fit to be published"), Basis: response("第六十四条"), Check: s.isSound}
	high := procedure.Who{Permission: approveGrave, NotBy: []procedure.NotBy{{Act: "submit"}}}
	light := procedure.Guard{Name: "light", Title: lang.T("级别不须更高一级审批", "the colour needs no higher approval"), Check: s.isLight}
	grave := procedure.Guard{Name: "grave", Title: lang.T("级别须更高一级审批", "the colour needs the higher approval"), Check: s.isGrave}
	return procedure.Definition{
		Name: PublicationProcedure, Version: 1, Title: lang.T("预警发布", "Publication of a warning"), Basis: response("第六十三条"),
		Read: readWarnings, Open: publishWarning, Start: drafted, Data: Publication{}, Filing: Draft{}, Sources: []procedure.Source{s.eventTypes()}, Page: "/warn/publications/{id}",
		Stages: []procedure.Stage{
			{Name: drafted, Title: lang.T("草稿", "Draft"), Todo: lang.T("完善草稿并送审", "Finish and submit the draft")},
			{Name: submitted, Title: lang.T("待审批", "Waits for approval"), Todo: lang.T("审批发布预警", "Approve the warning")},
			{Name: standing, Title: lang.T("已发布", "Published")},
			{Name: amending, Title: lang.T("修订中", "Being changed"), Todo: lang.T("完善修订稿并送审", "Finish and submit the change")},
			{Name: resubmitted, Title: lang.T("修订待审批", "Change waits for approval"), Todo: lang.T("审批预警更新", "Approve the update")},
			{Name: lifted, Title: lang.T("已解除", "Lifted"), Final: true},
			{Name: over, Title: lang.T("已失效", "Expired"), Final: true},
			{Name: dropped, Title: lang.T("已作废", "Dropped"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "revise", Title: lang.T("修改", "Edit"), From: []string{drafted, amending}, Who: write, Form: Draft{}, Do: s.revised, Tone: procedure.Aside},
			{Name: "submit", Title: lang.T("送审", "Submit"), From: []string{drafted, amending}, Branch: onward(submitted, resubmitted), Ways: []string{submitted, resubmitted}, Who: write, Guards: []procedure.Guard{sound}, Tone: procedure.Next},
			{Name: "approve", Title: lang.T("批准并发布", "Approve and publish"), From: []string{submitted, resubmitted}, To: standing, Who: another, Guards: []procedure.Guard{light, sound}, Do: s.approved, Basis: response("第六十四条"), Tone: procedure.Next},
			{Name: "approve-grave", Title: lang.T("批准发布高级别预警", "Approve a grave warning"), From: []string{submitted, resubmitted}, To: standing, Who: high, Guards: []procedure.Guard{grave, sound}, Do: s.approved, Basis: response("第六十四条"), Tone: procedure.Next},
			{Name: "return", Title: lang.T("退回修改", "Send back"), From: []string{submitted, resubmitted}, Branch: onward(drafted, amending), Ways: []string{drafted, amending}, Who: judge, Form: reasonForm{}, Tone: procedure.Aside},
			{Name: "amend", Title: lang.T("调整预警", "Change the warning"), From: []string{standing}, To: amending, Who: write, Basis: response("第七十条"), Tone: procedure.Aside},
			{Name: "keep", Title: lang.T("放弃修订", "Give the change up"), From: []string{amending, resubmitted}, To: standing, Who: write, Do: s.kept, Tone: procedure.Aside},
			{Name: "lift", Title: lang.T("解除预警", "Lift the warning"), From: []string{standing, amending, resubmitted}, To: lifted, Who: judge, Form: endForm{}, Do: s.lifted, Basis: response("第七十条"), Tone: procedure.Danger},
			{Name: "drop", Title: lang.T("作废", "Drop"), From: []string{drafted, submitted}, To: dropped, Who: write, Form: reasonForm{}, Tone: procedure.Danger},
			{Name: "expire", Title: lang.T("有效期届满", "The time is over"), From: []string{standing, amending, resubmitted}, To: over, Machine: true, Do: s.ranOut, Tone: procedure.Danger},
		},
		Clocks: []procedure.Clock{{
			Name: "validity", Title: lang.T("预警有效期", "time for which the warning stands"), Basis: response("第六十四条"), Until: validUntil,
			Starts: []string{"approve", "approve-grave"}, Stops: []string{"approve", "approve-grave", "lift"}, Lapses: "expire",
		}},
	}
}

// onward chooses the stage by whether a version is out already.
func onward(first, later string) func(t *procedure.Turn) string {
	return func(t *procedure.Turn) string {
		var p Publication
		if err := t.Case.Load(&p); err == nil && len(p.Versions) > 0 {
			return later
		}
		return first
	}
}

func validUntil(t *procedure.Turn) (time.Time, error) {
	var p Publication
	if err := t.Case.Load(&p); err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, p.draft().Expires)
}

// isSound refuses a draft with faults, all of them at once.
func (s *System) isSound(_ context.Context, t *procedure.Turn) error {
	var p Publication
	if err := t.Case.Load(&p); err != nil {
		return err
	}
	scope := t.By.Scope(publishWarning)
	if t.Act.Name != "submit" {
		scope = t.By.Scope(approveWarning)
	}
	return refusal(checkDraft(p.draft(), s.Register.Areas(), s.Signal.Home, scope, t.Now.Time))
}

// needsHigher says whether the colour of a case is one that a higher officer approves; which these are is a setting.
func (s *System) needsHigher(ctx context.Context, t *procedure.Turn) (colour string, higher bool, err error) {
	var p Publication
	if err := t.Case.Load(&p); err != nil {
		return "", false, err
	}
	set, err := s.settingIn(ctx, t.Tx)
	return cap.Colour(p.draft().Colour).Word(), set.grave(p.draft().Colour), err
}

func (s *System) isLight(ctx context.Context, t *procedure.Turn) error {
	colour, higher, err := s.needsHigher(ctx, t)
	if err != nil || !higher {
		return err
	}
	return fail.Denied("warn.grave", colour+"预警须由指挥长或局领导以“批准发布高级别预警”批准", "this colour is approved by a commander or leader, as a grave warning")
}

func (s *System) isGrave(ctx context.Context, t *procedure.Turn) error {
	colour, higher, err := s.needsHigher(ctx, t)
	if err != nil || higher {
		return err
	}
	return fail.Illegal("warn.light", colour+"预警用“批准并发布”即可", "this colour is simply approved")
}

func (s *System) revised(_ context.Context, t *procedure.Turn) error {
	d := procedure.FormOf[Draft](t)
	t.Case.Title, t.Case.Area = d.title(), common(d.Areas)
	if t.By.ID != machineOfWarn.ID && !t.By.Can(publishWarning, t.Case.Area) {
		return fail.Denied("warn.area", "所选区域超出您的发布范围，请改选或由上级发布", "the areas reach beyond where you may publish").At("areas")
	}
	return procedure.Alter(t, func(p *Publication) error { p.Draft = []Draft{*d}; return nil })
}

// kept goes back to the text that stands.
func (s *System) kept(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(p *Publication) error {
		d := p.out()
		p.Draft = p.Out
		t.Case.Title, t.Case.Area = d.title(), common(d.Areas)
		return nil
	})
}

// ranOut stops what is still on its way; the row of the warning ends by its own time.
func (s *System) ranOut(ctx context.Context, t *procedure.Turn) error {
	return s.stopJobs(ctx, t, "预警有效期已过")
}

// stopJobs stops whatever of a case is still on its way: its versions, what was sent again, and what told those who left.
func (s *System) stopJobs(ctx context.Context, t *procedure.Turn, why string) error {
	jobs, err := s.Reach.JobsOf(ctx, t.Case.ID)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if !j.DoneAt.IsZero() {
			continue
		}
		if err := s.Reach.Stop(ctx, t.Tx, j.ID, why, t.Doer()); err != nil {
			return fmt.Errorf("stop publishing %s: %w", j.ID, err)
		}
	}
	return nil
}
