package enforce

import (
	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// TransferProcedure is 行政执法机关移送涉嫌犯罪案件.
const TransferProcedure = "enforce.transfer"

// transferRules are the State Council's rules as writs and acts cite them.
const transferRules = "《行政执法机关移送涉嫌犯罪案件的规定》"

func passing(article string) procedure.Basis {
	return procedure.Basis{Law: transferRules, Article: article}
}

// The stages of a transfer that no other procedure has.
const (
	suspected    = "suspected"
	passed       = "passed"
	lodged       = "lodged"
	unlodged     = "unlodged"
	policeReview = "police-review"
	upheld       = "upheld"
	supervised   = "supervised"
	handedOn     = "handed-on"
	takenBack    = "taken-back"
	withheld     = "withheld"
)

// transferFrom is the first day of the procedure: that of the Penalty Law whose Article 27 it stands on.
var transferFrom = calendar.Day(2021, 7, 15)

// The people of a transfer: two officers of the group, and the head who decides.
var (
	passer       = procedure.Who{Permission: "enforce.case.handle", Certificate: "enforcement", Basis: passing("第五条")}
	passerSecond = procedure.Sign{Name: "second", Title: lang.T("专案组另一成员", "another member of the group"), Who: procedure.Who{Permission: "enforce.case.handle", Certificate: "enforcement", Basis: passing("第五条")}}
	passerHead   = procedure.Who{Permission: "enforce.leader.sign", Basis: passing("第五条")}
	passerSign   = procedure.Sign{Name: "leader", Title: lang.T("本机关负责人", "head of the agency"), Who: procedure.Who{Permission: "enforce.leader.sign"}}
)

// transferProcedure is the transfer of a suspected crime to the police. What a penalty transfers begins as approved, since the
// head has signed it there.
func (s *System) transferProcedure() procedure.Definition {
	return procedure.Definition{
		Name: TransferProcedure, Version: 1, Title: lang.T("移送涉嫌犯罪案件", "Transfer of a suspected crime"), Basis: procedure.Basis{Law: transferRules}, Lawful: true, From: transferFrom,
		Read: "enforce.case.read", Open: "enforce.case.open", Start: suspected, Data: Transferred{}, Filing: transferFilingForm{}, OnOpen: transferOpened,
		Stages: []procedure.Stage{
			{Name: suspected, Title: lang.T("发现涉嫌犯罪", "Crime suspected"), Todo: lang.T("成立专案组，核实情况，提出书面报告", "Form the group, verify, report in writing")},
			{Name: proposed, Title: lang.T("已报告，待决定", "Reported"), Todo: lang.T("三日内决定是否移送", "Decide in three days")},
			{Name: approved, Title: lang.T("已批准，待移送", "Approved"), Todo: lang.T("二十四小时内移送公安机关", "Hand over within 24 hours")},
			{Name: passed, Title: lang.T("已移送，待公安机关决定", "With the police"), Todo: lang.T("登记公安机关的决定", "Enter what the police decide")},
			{Name: lodged, Title: lang.T("公安机关已立案", "Taken up by the police"), Todo: lang.T("三日内移交涉案物品和材料", "Hand over things and material in three days")},
			{Name: unlodged, Title: lang.T("公安机关不予立案", "Not taken up"), Todo: lang.T("三日内研究是否提请复议；否则收回依法处理", "Ask for review in three days, or take the case back")},
			{Name: policeReview, Title: lang.T("已提请复议", "Under review by the police"), Todo: lang.T("登记复议决定", "Enter the result")},
			{Name: upheld, Title: lang.T("复议维持不予立案", "Upheld"), Todo: lang.T("三日内研究是否建议立案监督；否则收回依法处理", "Ask the procuratorate in three days, or take the case back")},
			{Name: supervised, Title: lang.T("已建议检察院立案监督", "With the procuratorate"), Todo: lang.T("登记立案监督的结果", "Enter the result")},
			{Name: handedOn, Title: lang.T("已移交，移送办结", "Handed over"), Final: true},
			{Name: takenBack, Title: lang.T("未立案，收回依法处理", "Taken back"), Final: true},
			{Name: withheld, Title: lang.T("不予移送", "Not handed over"), Final: true},
		},
		Acts: append(s.passing(), s.answering()...), Clocks: transferClocks(), Writs: s.transferWrits(),
	}
}

// passing are the acts until the police have the case.
func (s *System) passing() []procedure.Act {
	return []procedure.Act{
		{
			Name: "report", Title: lang.T("提出移送报告", "Report"), From: []string{suspected}, To: proposed, Who: passer, Signs: []procedure.Sign{passerSecond}, Form: crimeForm{}, Do: s.crimeReported, Basis: passing("第五条"), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "group", Title: lang.T("专案组有两名以上行政执法人员", "a group of two officers or more"), Basis: passing("第五条"), Check: groupBig}},
		},
		{Name: "approve", Title: lang.T("批准移送", "Approve the transfer"), From: []string{proposed}, To: approved, Who: passerHead, Do: transferApproved, Writs: []string{"transfer-approval"}, Basis: passing("第五条"), Tone: procedure.Next},
		{
			Name: "withhold", Title: lang.T("不批准移送", "Do not hand over"), From: []string{proposed}, To: withheld, Who: passerHead, Form: withholdForm{}, Do: transferWithheld, Basis: passing("第五条"), Tone: procedure.Danger,
			Guards: []procedure.Guard{{Name: "not-instead", Title: lang.T("不以行政处罚代替移送", "no penalty instead of a transfer"), Basis: passing("第十一条"), Check: notInstead}},
		},
		{
			Name: "hand-over", Title: lang.T("移送公安机关", "Hand over to the police"), From: []string{approved}, To: passed, Who: passer, Form: handOverForm{}, Do: transferPassed, Writs: []string{"transfer-letter"}, Basis: passing("第五条"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "package", Title: lang.T("移送材料齐全", "the papers are complete"), Basis: passing("第六条"), Check: packageWhole},
				{Name: "receipt", Title: lang.T("公安机关在回执上签字", "the police signed the receipt"), Basis: passing("第七条"), Check: receiptSigned},
			},
		},
	}
}

// answering are the acts on what the police and the procuratorate say.
func (s *System) answering() []procedure.Act {
	written := procedure.Guard{Name: "written", Title: lang.T("公安机关的书面通知", "the notice of the police in writing"), Basis: passing("第八条"), Check: noticeWritten}
	return []procedure.Act{
		{Name: "forwarded", Title: lang.T("登记公安机关转送", "The police handed it on"), From: []string{passed}, Who: passer, Form: forwardedForm{}, Do: transferForwarded, Basis: passing("第七条"), Tone: procedure.Aside},
		{Name: "lodge", Title: lang.T("登记公安机关立案", "The police take it up"), From: []string{passed, policeReview, supervised}, To: lodged, Who: passer, Form: policeForm{}, Do: policeSaid("公安机关立案"), Basis: passing("第八条"), Tone: procedure.Next, Guards: []procedure.Guard{written}},
		{Name: "not-lodge", Title: lang.T("登记公安机关不予立案", "The police do not take it up"), From: []string{passed}, To: unlodged, Who: passer, Form: policeForm{}, Do: policeSaid("公安机关不予立案"), Basis: passing("第八条"), Tone: procedure.Aside, Guards: []procedure.Guard{written}},
		{Name: "ask-review", Title: lang.T("提请公安机关复议", "Ask the police for review"), From: []string{unlodged}, To: policeReview, Who: passer, Signs: []procedure.Sign{passerSign}, Form: objectionForm{}, Basis: passing("第九条"), Tone: procedure.Next},
		{Name: "uphold", Title: lang.T("登记复议维持", "The police uphold it"), From: []string{policeReview}, To: upheld, Who: passer, Form: policeForm{}, Do: policeSaid("复议维持不予立案"), Basis: passing("第九条"), Tone: procedure.Aside},
		{Name: "ask-supervision", Title: lang.T("建议检察院立案监督", "Ask the procuratorate"), From: []string{unlodged, upheld}, To: supervised, Who: passer, Signs: []procedure.Sign{passerSign}, Form: objectionForm{}, Basis: passing("第九条"), Tone: procedure.Next},
		{
			Name: "hand-items", Title: lang.T("移交涉案物品和材料", "Hand over things and material"), From: []string{lodged}, To: handedOn, Who: passer, Form: itemsForm{}, Do: itemsPassed, Basis: passing("第十二条"), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "received", Title: lang.T("办结交接手续", "the hand-over is receipted"), Basis: passing("第十二条"), Check: itemsReceived}},
		},
		{Name: "take-back", Title: lang.T("收回，依法处理", "Take it back"), From: []string{unlodged, upheld, supervised}, To: takenBack, Who: passer, Signs: []procedure.Sign{passerSign}, Form: reasonForm{}, Do: transferBack, Basis: penal("第二十七条"), Tone: procedure.Danger},
	}
}

// transferClocks are three days of the head, a day to hand over, and the days of the police, which are not the bureau's to
// keep; three days to object each time, after which the right is lost; three days for the things.
func transferClocks() []procedure.Clock {
	said := []string{"lodge", "not-lodge"}
	return []procedure.Clock{
		{Name: "decide", Title: lang.T("决定是否移送", "decision on the transfer"), Rule: "T-HEAD", Basis: passing("第五条"), Starts: []string{"report"}, Stops: []string{"approve", "withhold"}},
		{Name: "send", Title: lang.T("移送公安机关", "hand-over to the police"), Rule: "T-SEND", Basis: passing("第五条"), Starts: []string{"approve", "open"}, Only: isApproved, Stops: []string{"hand-over"}},
		{Name: "forward", Title: lang.T("公安机关转送", "handing on by the police"), Rule: "T-FWD", Basis: passing("第七条"), Starts: []string{"hand-over"}, Stops: append([]string{"forwarded"}, said...), Party: true},
		{Name: "police", Title: lang.T("公安机关决定是否立案", "decision of the police"), Rule: "T-POL", Basis: passing("第八条"), Starts: []string{"hand-over", "forwarded"}, Stops: said, Party: true},
		{Name: "review", Title: lang.T("提请复议", "asking for review"), Rule: "T-OBJ", Basis: passing("第九条"), Starts: []string{"not-lodge"}, Stops: []string{"ask-review", "ask-supervision", "take-back"}, Closes: []string{"ask-review"}},
		{Name: "answer", Title: lang.T("公安机关答复复议", "answer of the police"), Rule: "T-OBJA", Basis: passing("第九条"), Starts: []string{"ask-review"}, Stops: []string{"lodge", "uphold"}, Party: true},
		{Name: "supervise", Title: lang.T("建议立案监督", "asking the procuratorate"), Rule: "T-PRO", Basis: passing("第九条"), Starts: []string{"uphold"}, Stops: []string{"ask-supervision", "take-back"}, Closes: []string{"ask-supervision"}},
		{Name: "items", Title: lang.T("移交涉案物品和材料", "hand-over of things and material"), Rule: "T-ITEM", Basis: passing("第十二条"), Starts: []string{"lodge"}, Stops: []string{"hand-items"}},
	}
}
