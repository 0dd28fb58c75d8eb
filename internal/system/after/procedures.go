package after

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// The stages of a review.
const (
	running  = "running"
	recovery = "recovery"
	drafting = "drafting"
	approval = "approval"
	mending  = "mending"
	filed    = "filed"
	void     = "void"
)

var (
	handle  = procedure.Who{Permission: handleReviews}
	ends    = procedure.Who{Permission: endIncidents}
	approve = procedure.Who{Permission: approveReports}
	working = []string{running, recovery, drafting}
	costing = []string{running, recovery, drafting, mending}
	overLaw = procedure.Basis{Law: responseLaw, Article: "第八十六条"}
)

// reviewProcedure is the follow-up of one incident.
func (s *System) reviewProcedure() procedure.Definition {
	return procedure.Definition{
		Name: ReviewProcedure, Version: 1, Title: lang.T("善后与评估", "Follow-up and assessment"), From: calendar.Day(2020, 1, 1), Basis: overLaw,
		Read: readReviews, Open: handleReviews, Start: running, Data: Aftermath{}, Page: "/after/reviews/{id}", OnOpen: s.opened,
		Stages: []procedure.Stage{
			{Name: running, Title: lang.T("待宣布结束", "Not over yet"), Todo: lang.T("核对撤收清单，宣布应急结束", "Check what is out, declare the all-clear")},
			{Name: recovery, Title: lang.T("善后中", "Following up"), Todo: lang.T("撤收力量和物资，登记费用，起草评估报告", "Bring forces and goods back, enter costs, draft the report")},
			{Name: drafting, Title: lang.T("报告起草中", "Being written"), Todo: lang.T("写完评估报告，报请审批", "Write the report and submit it")},
			{Name: approval, Title: lang.T("报告待审批", "To be approved"), Todo: lang.T("审批评估报告", "Approve the report")},
			{Name: mending, Title: lang.T("整改中", "Being mended"), Todo: lang.T("督促整改，全部销号后归档", "See that findings are mended, then file it")},
			{Name: filed, Title: lang.T("已归档", "Filed"), Final: true},
			{Name: void, Title: lang.T("已撤销", "Withdrawn"), Final: true},
		},
		Acts:  append(s.endingActs(), s.reportActs()...),
		Writs: []procedure.Writ{{Name: "assessment", Title: lang.T("处置评估报告", "Assessment of the response"), Code: "评", Make: s.paper}},
	}
}

func (s *System) endingActs() []procedure.Act {
	return []procedure.Act{
		{
			Name: "all-clear", Title: lang.T("宣布应急结束", "Declare the all-clear"), From: []string{running}, To: recovery, Who: ends, Form: allClearForm{}, Do: s.cleared, Basis: overLaw, Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "nobody-in-danger", Title: lang.T("没有人员处于危险，或写明理由", "nobody is in danger, or the reason is given"), Basis: overLaw, Check: s.nobodyInDanger}},
		},
		{Name: "measure", Title: lang.T("登记管制、转移安置", "Enter a closure or people moved"), From: working, Who: handle, Form: measureForm{}, Do: procedure.Changing(measured), Tone: procedure.Aside},
		{Name: "lift", Title: lang.T("解除管制、返回安置", "Lift it"), From: costing, Who: handle, Form: liftForm{}, Do: procedure.Changing(lifted), Basis: overLaw, Tone: procedure.Aside},
		{Name: "release", Title: lang.T("撤收力量", "Release forces"), From: costing, Who: handle, Form: releaseForm{}, Do: s.released, Tone: procedure.Aside},
		{Name: "cost", Title: lang.T("登记费用", "Enter a cost"), From: costing, Who: handle, Form: costForm{}, Do: s.costEntered, Tone: procedure.Aside},
		{Name: "correct-cost", Title: lang.T("更正费用", "Correct a cost"), From: costing, Who: handle, Form: correctCostForm{}, Do: s.costCorrected, Tone: procedure.Aside},
		{Name: "reckon", Title: lang.T("按台账核算", "Reckon from the ledgers"), From: costing, Who: handle, Do: s.reckoned, Tone: procedure.Aside},
		{Name: "finding", Title: lang.T("登记问题", "Enter a finding"), From: []string{recovery, drafting, mending}, Who: handle, Form: findingForm{}, Do: s.found, Tone: procedure.Aside},
		{Name: "withdraw", Title: lang.T("撤销", "Withdraw"), From: []string{running}, To: void, Who: ends, Form: reasonForm{}, Do: s.ended, Tone: procedure.Danger},
	}
}

func (s *System) reportActs() []procedure.Act {
	return []procedure.Act{
		{Name: "draft", Title: lang.T("起草评估报告", "Draft the report"), From: []string{recovery, mending}, To: drafting, Who: handle, Do: s.drafted, Tone: procedure.Next},
		{Name: "write", Title: lang.T("修改内容", "Write"), From: []string{drafting}, Who: handle, Form: AssessmentText{}, Do: procedure.Changing(wrote), Tone: procedure.Aside},
		{
			Name: "submit", Title: lang.T("报请审批", "Submit"), From: []string{drafting}, To: approval, Who: handle, Do: s.submitted, Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "written", Title: lang.T("各部分已写", "all parts are written"), Check: procedure.Checking(written)}},
		},
		{Name: "send-back", Title: lang.T("退回修改", "Send back"), From: []string{approval}, To: drafting, Who: approve, Form: reasonForm{}, Do: procedure.Changing(sentBack), Tone: procedure.Aside},
		{
			Name: "approve", Title: lang.T("批准报告", "Approve"), From: []string{approval}, To: mending, Who: approve, Do: s.approvedReport, Writs: []string{"assessment"}, Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "other-hands", Title: lang.T("批准人不是起草人", "whoever approves did not write it"), Check: procedure.Checking(otherHands)}},
		},
		{
			Name: "file", Title: lang.T("归档", "File it"), From: []string{mending}, To: filed, Who: handle, Do: s.ended, Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "nothing-out", Title: lang.T("力量、物资、管制均已撤收", "nothing is out"), Check: s.nothingOut},
				{Name: "all-mended", Title: lang.T("问题均已销号", "all findings are mended"), Check: s.allMended},
			},
		},
	}
}

// The stages of a finding.
const (
	given    = "given"
	answered = "answered"
	mended   = "mended"
	dropped  = "dropped"
)

// findingProcedure is the mending of one finding: its owner answers within the term, another person checks.
func (s *System) findingProcedure() procedure.Definition {
	owner := procedure.Who{Permission: handleFindings, Assignee: true}
	checker := procedure.Who{Permission: handleFindings, NotBy: []procedure.NotBy{{Act: "answer"}}}
	return procedure.Definition{
		Name: FindingProcedure, Version: 1, Title: lang.T("处置问题整改", "Mending of a finding"), From: calendar.Day(2020, 1, 1),
		Read: readFindings, Open: handleFindings, Start: given, Data: IncidentFinding{},
		Stages: []procedure.Stage{
			{Name: given, Title: lang.T("待整改", "To be mended"), Todo: lang.T("按期整改并反馈", "Mend it in time and report")},
			{Name: answered, Title: lang.T("待复核", "To be checked"), Todo: lang.T("复核整改情况", "Check what was done")},
			{Name: mended, Title: lang.T("已销号", "Mended"), Final: true},
			{Name: dropped, Title: lang.T("不再整改", "Dropped"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "answer", Title: lang.T("反馈整改情况", "Report what was done"), From: []string{given}, To: answered, Who: owner, Form: answerForm{}, Do: procedure.Changing(answeredFinding), Tone: procedure.Next},
			{
				Name: "check", Title: lang.T("复核销号", "Check and close"), From: []string{answered}, To: mended, Who: checker, Form: checkForm{}, Do: procedure.Changing(checkedFinding), Tone: procedure.Next,
				Guards: []procedure.Guard{{Name: "plan-settled", Title: lang.T("涉及的预案已答复修订建议", "the plan has answered the request"), Check: procedure.Checking(planSettled)}},
			},
			{Name: "return", Title: lang.T("退回重新整改", "Send back"), From: []string{answered}, To: given, Who: checker, Form: reasonForm{}, Do: procedure.Changing(returnedFinding), Tone: procedure.Aside},
			{Name: "extend", Title: lang.T("延期", "Extend"), From: []string{given}, Who: procedure.Who{Permission: approveReports}, Form: extendForm{}, Do: procedure.Changing(extendedFinding), Tone: procedure.Aside},
			{Name: "plan-settled", Title: lang.T("预案修订答复", "The plan has answered"), From: []string{given, answered}, Who: procedure.Who{Permission: handleFindings, Level: 2}, Form: settledForm{}, Do: procedure.Changing(settledFinding), Tone: procedure.Aside, Guards: []procedure.Guard{{Name: "machine", Title: lang.T("由预案系统答复", "the plans answer"), Check: machineOnly}}},
			{Name: "drop", Title: lang.T("不再整改", "Drop"), From: []string{given, answered}, To: dropped, Who: procedure.Who{Permission: approveReports}, Form: reasonForm{}, Do: s.findingDropped, Tone: procedure.Danger},
		},
		Clocks: []procedure.Clock{{
			Name: "term", Title: lang.T("整改期限", "term"), Until: findingDue, Starts: []string{"open", "extend", "return"}, Stops: []string{"answer", "drop"},
		}},
	}
}

// findingDue is the end of the last day of the term.
func findingDue(t *procedure.Turn) (time.Time, error) {
	d, err := procedure.DataOf[IncidentFinding](t)
	if err != nil {
		return time.Time{}, err
	}
	day, err := calendar.ParseDate(d.Due)
	if err != nil {
		return time.Time{}, fail.Invalid("after.finding.due", "整改期限不是日期", "the term is not a day").At("due")
	}
	return day.End(), nil
}

func machineOnly(_ context.Context, t *procedure.Turn) error {
	if t.By.ID != machine.ID {
		return fail.Illegal("after.finding.plan", "请在预案页面答复修订建议", "answer the request on the page of the plan")
	}
	return nil
}

func answeredFinding(t *procedure.Turn, d *IncidentFinding) error {
	d.Result = procedure.FormOf[answerForm](t).Result
	return nil
}

func checkedFinding(t *procedure.Turn, d *IncidentFinding) error {
	d.Checked = procedure.FormOf[checkForm](t).Note
	return nil
}

func returnedFinding(t *procedure.Turn, d *IncidentFinding) error {
	d.Checked = "退回：" + procedure.FormOf[reasonForm](t).Reason
	return nil
}

func settledFinding(t *procedure.Turn, d *IncidentFinding) error {
	d.Settled = procedure.FormOf[settledForm](t).Text
	return nil
}

func extendedFinding(t *procedure.Turn, d *IncidentFinding) error {
	f := procedure.FormOf[extendForm](t)
	if f.Due <= d.Due {
		return fail.Illegal("after.finding.later", fmt.Sprintf("新的期限应晚于 %s", d.Due), "the new term is later than "+d.Due).At("due")
	}
	d.Due = f.Due
	return nil
}

func planSettled(_ *procedure.Turn, d IncidentFinding) error {
	if d.Plan != "" && d.Settled == "" {
		return fail.Illegal("after.finding.plan-open", "预案 "+d.Plan+" 尚未答复修订建议，请先修订或说明不采纳的理由", "the plan "+d.Plan+" has not answered the request yet")
	}
	return nil
}
