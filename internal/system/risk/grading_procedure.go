package risk

import (
	"context"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// GradingProcedure is 风险评估分级.
const GradingProcedure = "risk.grading"

// The stages of a grading.
const (
	assessed  = "assessed"
	verified  = "verified"
	approved  = "approved"
	returned  = "returned"
	withdrawn = "withdrawn"
)

type opinionForm struct {
	Opinion string `json:"opinion" title:"核查意见|Opinion" max:"500" format:"text"`
}

type whyForm struct {
	Reason string `json:"reason" title:"理由|Reason" max:"300" format:"text"`
}

// gradingProcedure is assessed by one, checked by another, approved by a third.
func (s *System) gradingProcedure() procedure.Definition {
	another := procedure.Guard{Name: "another", Title: lang.T("不是自评人", "whoever checks or approves did not assess"), Check: notAssessor}
	keeper, checker, approver := procedure.Who{Permission: keepPoints}, procedure.Who{Permission: verifyGrades}, procedure.Who{Permission: approveGrades}
	third := approver
	third.NotBy = []procedure.NotBy{{Act: "verify"}}
	return procedure.Definition{
		Name: GradingProcedure, Version: 1, Title: lang.T("风险评估分级", "Grading of risks"), From: calendar.Day(2020, 1, 1),
		Read: readPoints, Open: keepPoints, Start: assessed, Data: Grading{},
		Stages: []procedure.Stage{
			{Name: assessed, Title: lang.T("待核查", "Assessed"), Todo: lang.T("核查风险评估", "Check the assessment")},
			{Name: verified, Title: lang.T("待审核", "Checked"), Todo: lang.T("审核风险等级", "Approve the grades")},
			{Name: approved, Title: lang.T("已评定", "Graded"), Final: true},
			{Name: returned, Title: lang.T("已退回", "Sent back"), Final: true},
			{Name: withdrawn, Title: lang.T("已撤回", "Withdrawn"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "verify", Title: lang.T("核查通过", "Confirm"), From: []string{assessed}, To: verified, Who: checker, Form: opinionForm{}, Guards: []procedure.Guard{another}, Do: s.checked, Tone: procedure.Next},
			{Name: "return", Title: lang.T("核查退回", "Send back"), From: []string{assessed}, To: returned, Who: checker, Form: whyForm{}, Guards: []procedure.Guard{another}, Do: s.released, Tone: procedure.Danger},
			{Name: "approve", Title: lang.T("审核通过", "Approve"), From: []string{verified}, To: approved, Who: third, Guards: []procedure.Guard{another}, Do: s.approved, Tone: procedure.Next},
			{Name: "refuse", Title: lang.T("审核退回", "Refuse"), From: []string{verified}, To: returned, Who: third, Form: whyForm{}, Guards: []procedure.Guard{another}, Do: s.released, Tone: procedure.Danger},
			{Name: "withdraw", Title: lang.T("撤回", "Withdraw"), From: []string{assessed, verified}, To: withdrawn, Who: keeper, Form: whyForm{}, Do: s.released, Tone: procedure.Danger},
		},
	}
}

// notAssessor is a guard: who assessed neither checks nor approves.
func notAssessor(_ context.Context, t *procedure.Turn) error {
	if past := t.Past(); len(past) > 0 && past[0].Person == t.By.ID {
		return fail.Illegal("risk.grading.own", "自评人不得核查、审核本人的评估", "nobody checks or approves their own assessment")
	}
	return nil
}

// checked keeps the opinion of who checked.
func (s *System) checked(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[opinionForm](t)
	return procedure.Alter(t, func(g *Grading) error {
		g.Opinion = f.Opinion
		return nil
	})
}
