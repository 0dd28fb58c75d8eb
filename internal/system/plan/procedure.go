package plan

import (
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
)

// IssueProcedure is 预案编修、审批和备案.
const IssueProcedure = "plan.issue"

// The stages of it, beside those that are states of a version too.
const (
	drafted   = "drafted"
	reviewed  = "reviewed"
	printed   = "printed"
	filed     = "filed"
	due       = "due"
	sentBack  = "sent-back"
	replaced  = "replaced"
	abolished = "abolished"
	fileTitle = "编制说明"
	measures  = "《突发事件应急预案管理办法》（国办发〔2024〕5号）"
)

// filing is the article on filing: 20 working days from the printing of government plans; it is the same for enterprises.
func filing() procedure.Basis { return procedure.Basis{Law: measures, Article: "第二十六条"} }

// issueProcedure is drafted, reviewed, printed, filed; then in use, evaluated every three years, replaced or abolished.
func (s *System) issueProcedure() procedure.Definition {
	writer, reviewer, approver, filer := procedure.Who{Permission: writePlans}, procedure.Who{Permission: reviewPlans}, procedure.Who{Permission: approvePlans}, procedure.Who{Permission: filePlans}
	inUse := []string{filed, due}
	return procedure.Definition{
		Name: IssueProcedure, Version: 1, Title: lang.T("预案编修、审批和备案", "Issue and filing of a plan"), From: calendar.Day(2020, 1, 1),
		Read: readPlans, Open: writePlans, Start: drafted, Data: PlanFiling{}, Filing: paperForm{},
		Stages: []procedure.Stage{
			{Name: drafted, Title: lang.T("待评审", "Drafted"), Todo: lang.T("组织评审", "Review it")},
			{Name: reviewed, Title: lang.T("待批准印发", "Reviewed"), Todo: lang.T("批准印发", "Approve and print")},
			{Name: printed, Title: lang.T("待备案", "Printed"), Todo: lang.T("20 个工作日内报送备案", "File it within 20 working days")},
			{Name: filed, Title: lang.T("在用", "In use")},
			{Name: due, Title: lang.T("待评估或修订", "To be evaluated or revised"), Todo: lang.T("评估，需要时修订", "Evaluate, and revise if need be")},
			{Name: sentBack, Title: lang.T("已退回", "Sent back"), Final: true},
			{Name: replaced, Title: lang.T("已被替代", "Replaced"), Final: true},
			{Name: abolished, Title: lang.T("已废止", "Abolished"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "review", Title: lang.T("评审通过", "Passed the review"), From: []string{drafted}, To: reviewed, Who: reviewer, Form: reviewForm{}, Guards: []procedure.Guard{{Name: "another", Title: lang.T("评审人不是提交人", "whoever reviews did not submit it"), Check: notSubmitter}}, Do: procedure.Changing(passed), Tone: procedure.Next},
			{Name: "send-back", Title: lang.T("退回修改", "Send back"), From: []string{drafted, reviewed}, To: sentBack, Who: reviewer, Form: whyForm{}, Do: s.sendBack, Tone: procedure.Danger},
			{Name: "print", Title: lang.T("批准印发", "Approve and print"), From: []string{reviewed}, To: printed, Who: approver, Form: issueForm{}, Do: s.print, Tone: procedure.Next},
			{
				Name: "file", Title: lang.T("备案", "File"), From: []string{printed}, To: filed, Who: filer, Form: fileForm{}, Do: s.filed, Basis: filing(), Tone: procedure.Next,
				Evidence: []procedure.Evidence{{Kind: fileTitle, Title: lang.T("编制说明", "explanation of the draft"), Min: 1, Basis: filing()}},
			},
			{Name: "evaluate", Title: lang.T("评估", "Evaluate"), From: inUse, Branch: evaluatedTo, Ways: inUse, Who: reviewer, Form: evaluateForm{}, Do: s.evaluated, Tone: procedure.Next},
			{Name: "replace", Title: lang.T("已由新版替代", "Replaced by a new version"), From: inUse, To: replaced, Who: writer, Guards: []procedure.Guard{{Name: "newer", Title: lang.T("新版已经印发", "a newer version is printed"), Check: s.newerPrinted}}, Tone: procedure.Aside},
			{Name: "abolish", Title: lang.T("废止", "Abolish"), From: inUse, To: abolished, Who: approver, Form: whyForm{}, Do: s.abolish, Tone: procedure.Danger},
			{Name: "fall-due", Title: lang.T("评估期限届满", "The evaluation falls due"), From: []string{filed}, To: due, Machine: true, Tone: procedure.Danger},
		},
		Clocks: []procedure.Clock{
			{Name: "file", Title: lang.T("备案期限", "time to file"), Until: fileBy, Basis: filing(), Starts: []string{"print"}, Stops: []string{"file"}},
			{Name: "review", Title: lang.T("评估期限", "time to evaluate"), Until: reviewBy, Starts: []string{"file", "evaluate"}, Only: stands, Stops: []string{"replace", "abolish"}, Lapses: "fall-due"},
		},
	}
}

// term is the end of a term of the packs that begins at the act: one for government plans, another for those of enterprises.
func term(t *procedure.Turn, government, ofEnterprise string) (time.Time, error) {
	d, err := procedure.DataOf[PlanFiling](t)
	if err != nil {
		return time.Time{}, err
	}
	rule := government
	if d.Kind == plan.Enterprise {
		rule = ofEnterprise
	}
	spec, err := t.RulesOn(t.Day()).Term(rule)
	if err != nil {
		return time.Time{}, err
	}
	return t.Due(spec, t.At.Time)
}

func fileBy(t *procedure.Turn) (time.Time, error)   { return term(t, "E-GPL", "E-FILE") }
func reviewBy(t *procedure.Turn) (time.Time, error) { return term(t, "E-GEV", "E-EVA") }

// stands says that the plan goes on as it is.
func stands(t *procedure.Turn) bool { return t.Act.Name != "evaluate" || evaluatedTo(t) == filed }

func evaluatedTo(t *procedure.Turn) string {
	if procedure.FormOf[evaluateForm](t).Result == "revise" {
		return due
	}
	return filed
}
