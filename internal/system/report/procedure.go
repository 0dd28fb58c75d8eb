package report

import (
	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// The stages of a matter.
const (
	due       = "due"
	drafting  = "drafting"
	review    = "review"
	sending   = "sending"
	rejected  = "rejected"
	following = "following"
	finished  = "finished"
	closed    = "closed"
	void      = "void"
)

const responseLaw = "《中华人民共和国突发事件应对法》（2024年修订）"

// Proof is the kind of file that shows that a report was told by hand.
const Proof = "报送凭证"

var (
	handle  = procedure.Who{Permission: "report.matter.handle"}
	sign    = procedure.Who{Permission: "report.matter.sign"}
	nobody  = procedure.Who{Assignee: true} // no matter is assigned: the machine alone
	running = []string{due, drafting, review, sending, rejected, following, finished}
)

// matterProcedure is the reporting of one incident. Reports follow each other: while one is in work no other is begun, so
// that what is signed last is what is known last.
func (s *System) matterProcedure() procedure.Definition {
	return procedure.Definition{
		Name: Procedure, Version: 1, Title: lang.T("信息报送", "Report to the upper levels"), From: calendar.Day(2020, 1, 1), Basis: procedure.Basis{Law: responseLaw, Article: "第六十一条"},
		Read: readMatters, Open: "report.matter.handle", Start: due, Data: UpwardMatter{}, Page: "/report/matters/{id}", OnOpen: s.opened, Filing: openForm{},
		Stages: []procedure.Stage{
			{Name: due, Title: lang.T("待初报", "First report due"), Todo: lang.T("先电话快报，再起草初报", "Tell by telephone, then draft the first report")},
			{Name: drafting, Title: lang.T("起草中", "Being drafted"), Todo: lang.T("补齐内容，报请签发", "Complete the report and submit it")},
			{Name: review, Title: lang.T("待签发", "To be signed"), Todo: lang.T("审核签发", "Check and sign")},
			{Name: sending, Title: lang.T("报送中，待回执", "Sent, no receipt yet"), Todo: lang.T("跟踪回执；线路不通时人工报送", "Follow the receipt; when the line is dead, tell by hand")},
			{Name: rejected, Title: lang.T("上级退回", "Sent back"), Todo: lang.T("按退回意见修改后重报", "Mend it and send it again")},
			{Name: following, Title: lang.T("续报中", "Progress reports"), Todo: lang.T("按时续报，处置完毕后终报", "Report on in time, and finally at the end")},
			{Name: finished, Title: lang.T("已终报（补报期内）", "Finally reported, supplements due")},
			{Name: closed, Title: lang.T("已办结", "Closed"), Final: true},
			{Name: void, Title: lang.T("已撤销", "Withdrawn"), Final: true},
		},
		Acts:   append(append(s.knowing(), s.writing()...), s.telling()...),
		Clocks: matterClocks(),
		Writs:  []procedure.Writ{{Name: "report", Title: lang.T("信息报告", "Report"), Code: "报", Make: s.paper}},
	}
}

// knowing are the acts by which more becomes known.
func (s *System) knowing() []procedure.Act {
	return []procedure.Act{
		{Name: "state", Title: lang.T("登记伤亡损失数字", "State figures"), From: running, Who: handle, Form: stateForm{}, Do: s.stated, Tone: procedure.Aside},
		{Name: "amend-figure", Title: lang.T("更正数字", "Correct a figure"), From: running, Who: handle, Form: amendFigureForm{}, Do: s.figureAmended, Tone: procedure.Aside},
		{Name: "amend", Title: lang.T("更正基本信息", "Correct what is known"), From: running, Who: handle, Form: amendForm{}, Do: s.amended, Tone: procedure.Aside},
		{Name: "rate", Title: lang.T("险情定级变化", "The incident was classified"), From: running, Who: nobody, Form: rateForm{}, Do: s.rated, Tone: procedure.Aside},
		{Name: "phone", Title: lang.T("登记电话快报", "Note a report by telephone"), From: running, Who: handle, Form: phoneForm{}, Do: s.phoned, Tone: procedure.Aside},
	}
}

// writing are the acts by which a report comes to be signed. The six contents of an accident report are those of 第十二条.
func (s *System) writing() []procedure.Act {
	complete := procedure.Guard{
		Name: "complete", Title: lang.T("报告内容完整", "the report has all its parts"), Basis: procedure.Basis{Law: reportingLaw, Article: "第十二条"}, Check: procedure.Checking(complete),
	}
	apart := procedure.Guard{Name: "other-hands", Title: lang.T("签发人不是起草人", "the signer did not write it"), Check: procedure.Checking(otherHands)}
	return []procedure.Act{
		{
			Name: "draft", Title: lang.T("起草报告", "Draft a report"), From: []string{due, following, finished}, To: drafting, Who: handle, Form: draftForm{}, Do: s.drafted, Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "kind", Title: lang.T("初报在先，终报在后", "the first report comes first"), Check: procedure.Checking(kindFits)}},
		},
		{Name: "write", Title: lang.T("修改内容", "Write"), From: []string{drafting}, Who: handle, Form: ReportContents{}, Do: procedure.Changing(wrote), Tone: procedure.Aside},
		{Name: "submit", Title: lang.T("报请签发", "Submit to be signed"), From: []string{drafting}, To: review, Who: handle, Guards: []procedure.Guard{complete}, Do: procedure.Changing(submitted), Tone: procedure.Next},
		{Name: "abandon", Title: lang.T("放弃草稿", "Give the draft up"), From: []string{drafting}, Branch: backWhere, Ways: []string{due, following, finished}, Who: handle, Form: reasonForm{}, Do: procedure.Changing(abandoned), Tone: procedure.Danger},
		{Name: "send-back", Title: lang.T("退回修改", "Send back"), From: []string{review}, To: drafting, Who: sign, Form: reasonForm{}, Do: procedure.Changing(sentBack), Tone: procedure.Aside},
		{Name: "sign", Title: lang.T("签发并报送", "Sign and send"), From: []string{review}, To: sending, Who: sign, Guards: []procedure.Guard{apart}, Writs: []string{"report"}, Do: s.signed, Tone: procedure.Next},
	}
}

// telling are the acts by which a report arrives, and the ends of a matter.
func (s *System) telling() []procedure.Act {
	arrived := []string{following, finished, closed}
	return []procedure.Act{
		{Name: "receive", Title: lang.T("收到回执", "Receipt"), From: []string{sending}, Branch: whereTo, Ways: arrived, Who: nobody, Form: receiveForm{}, Do: s.received, Tone: procedure.Aside},
		{Name: "refuse", Title: lang.T("上级退回", "Sent back from above"), From: []string{sending}, To: rejected, Who: nobody, Form: reasonForm{}, Do: procedure.Changing(refused), Tone: procedure.Aside},
		{
			Name: "confirm", Title: lang.T("确认已人工报送", "Confirm that it was told by hand"), From: []string{sending, rejected}, Branch: whereTo, Ways: arrived, Who: handle, Form: confirmForm{}, Do: s.confirmed, Tone: procedure.Aside,
			Evidence: []procedure.Evidence{{Kind: Proof, Title: lang.T("报送凭证（传真回执、通话记录等）", "proof: the slip of the fax, the record of the call"), Min: 1, Since: "sign"}},
		},
		{Name: "redo", Title: lang.T("修改后重报", "Mend and send again"), From: []string{rejected}, To: drafting, Who: handle, Do: procedure.Changing(redone), Tone: procedure.Next},
		{Name: "withdraw", Title: lang.T("撤销报送", "Withdraw the matter"), From: []string{due, drafting, review, following}, To: void, Who: sign, Form: reasonForm{}, Do: s.ended, Tone: procedure.Danger},
		{Name: "expire", Title: lang.T("补报期满", "The term for supplements is over"), From: []string{finished}, To: closed, Machine: true, Do: s.ended, Tone: procedure.Aside},
	}
}

// whereTo is where a report that arrived leads: on, or after the final report to the term for supplements, or to the end.
func whereTo(t *procedure.Turn) string {
	m, err := procedure.DataOf[UpwardMatter](t)
	switch {
	case err != nil || !m.told(Final):
		return following
	case m.windowRule() != "" && m.inWindow(t, t.Now.Time):
		return finished
	}
	return closed
}

// backWhere is where a matter stands without the draft that was given up.
func backWhere(t *procedure.Turn) string {
	m, err := procedure.DataOf[UpwardMatter](t)
	switch {
	case err != nil || m.Told() == nil:
		return due
	case m.told(Final):
		return finished
	}
	return following
}
