package affairs

import (
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// DisclosureProcedure is 政府信息公开申请办理.
const DisclosureProcedure = "affairs.disclosure"

// The stages of a request for information.
const (
	asked       = "asked"
	correcting  = "correcting"
	handling    = "handling"
	reasoning   = "reasoning"
	answered    = "answered"
	served      = "served"
	abandoned   = "abandoned"
	withdrawn   = "withdrawn"
	unprocessed = "unprocessed"
	diverted    = "diverted"
)

// The people of a request, by permission.
var (
	disclosureClerk = procedure.Who{Permission: "affairs.disclosure.register"}
	discloser       = procedure.Who{Permission: "affairs.disclosure.handle"}
	disclosureHead  = []procedure.Sign{{Name: "head", Title: lang.T("政府信息公开工作机构负责人", "head of the disclosure office"), Who: procedure.Who{Permission: "affairs.disclosure.approve"}}}
)

// disclosureProcedure is the answer to a request under the regulation of 2019, chapter 4.
func (s *System) disclosureProcedure() procedure.Definition {
	return procedure.Definition{
		Name: DisclosureProcedure, Version: 1, Title: lang.T("政府信息公开申请", "Request for government information"), Basis: gid("第四章"), Lawful: true,
		From: calendar.Day(2019, 5, 15), Read: "affairs.disclosure.read", Open: "affairs.disclosure.register", Start: asked, Data: Disclosure{}, Filing: requestForm{},
		Stages: []procedure.Stage{
			{Name: asked, Title: lang.T("已登记", "Registered"), Todo: lang.T("确认收到，审查申请", "Confirm the receipt, examine the request")},
			{Name: correcting, Title: lang.T("待补正", "To be corrected"), Todo: lang.T("等待申请人补正", "Wait for the correction")},
			{Name: handling, Title: lang.T("办理中", "Being handled"), Todo: lang.T("检索、审查，征求意见，答复", "Search, examine, ask, answer")},
			{Name: reasoning, Title: lang.T("待说明理由", "Reasons asked"), Todo: lang.T("审查申请人说明的理由", "Weigh the reasons")},
			{Name: answered, Title: lang.T("已答复，待送达", "Answered"), Todo: lang.T("送达答复书", "Serve the answer")},
			{Name: served, Title: lang.T("已办结", "Done"), Final: true},
			{Name: abandoned, Title: lang.T("视为放弃申请", "Deemed abandoned"), Final: true},
			{Name: withdrawn, Title: lang.T("申请人撤回", "Withdrawn"), Final: true},
			{Name: unprocessed, Title: lang.T("不予处理", "Not processed"), Final: true},
			{Name: diverted, Title: lang.T("不作为公开申请处理", "Not a request for information"), Final: true},
		},
		Acts:   append(s.disclosureIntake(), s.disclosureHandling()...),
		Clocks: disclosureClocks(),
		Writs:  s.disclosureWrits(),
	}
}

// disclosureIntake are the acts until the request is whole (Arts. 29 to 31).
func (s *System) disclosureIntake() []procedure.Act {
	received := disclosureGuard("received", lang.T("收到申请之日已定", "the day of receipt is certain"), "第三十一条", isReceived)
	return []procedure.Act{
		{
			Name: "confirm", Title: lang.T("确认收到", "Confirm the receipt"), From: []string{asked}, Who: disclosureClerk, Form: confirmForm{}, Do: procedure.Changing(confirmed), Basis: gid("第三十一条"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				disclosureGuard("needs-confirming", lang.T("平常信函、互联网、传真须确认", "ordinary post, online and fax are confirmed"), "第三十一条", needsConfirming),
				disclosureGuard("at-once", lang.T("平常信函当日确认", "ordinary post is confirmed on the same day"), "第三十一条第二项", confirmedAtOnce),
			},
		},
		{
			Name: "accept", Title: lang.T("受理", "Take up"), From: []string{asked}, To: handling, Who: discloser, Do: procedure.Changing(accepted), Writs: []string{"disclosure-acceptance"}, Basis: gid("第三十三条"), Tone: procedure.Next,
			Guards: []procedure.Guard{received, disclosureGuard("whole", lang.T("申请内容齐全", "the request is whole"), "第二十九条", isWhole)},
		},
		{
			Name: "answer-at-once", Title: lang.T("当场答复", "Answer on the spot"), From: []string{asked}, To: served, Who: disclosureClerk, Form: answerForm{}, Do: procedure.Changing(answeredAtOnce), Writs: []string{"disclosure-answer"}, Basis: gid("第三十三条第一款"), Tone: procedure.Aside,
			Guards: []procedure.Guard{
				disclosureGuard("on-the-spot", lang.T("当面提交、当日答复、无需审批", "in person, the same day, nothing to weigh"), "第三十三条第一款", onTheSpot),
				disclosureGuard("whole-answer", lang.T("答复要素齐全", "the answer is whole"), "第三十六条", answerWhole),
			},
		},
		{
			Name: "correct", Title: lang.T("告知补正", "Ask for a correction"), From: []string{asked, handling}, To: correcting, Who: discloser, Form: correctForm{}, Do: procedure.Changing(correctionAsked), Writs: []string{"disclosure-correction"}, Basis: gid("第三十条"), Tone: procedure.Aside, Once: true,
			Guards: []procedure.Guard{
				received,
				disclosureGuard("all-at-once", lang.T("一次性列明补正事项", "everything at once"), "第三十条", allAtOnce),
				disclosureGuard("reasonable", lang.T("补正期限合理", "a reasonable time"), "第三十条", timeToCorrect),
			},
		},
		{
			Name: "prolong", Title: lang.T("准予延长补正期限", "More time to correct"), From: []string{correcting}, Who: discloser, Form: prolongForm{}, Do: procedure.Changing(prolonged), Basis: gid("第三十条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{disclosureGuard("reasonable", lang.T("补正期限合理", "a reasonable time"), "第三十条", timeToCorrect)},
		},
		{Name: "corrected", Title: lang.T("收到补正", "Correction received"), From: []string{correcting}, To: handling, Who: disclosureClerk, Form: correctedForm{}, Do: procedure.Changing(corrected), Basis: gid("第三十条"), Tone: procedure.Next},
		{Name: "abandon", Title: lang.T("视为放弃申请", "Deemed abandoned"), From: []string{correcting}, To: abandoned, Machine: true, Basis: gid("第三十条"), Tone: procedure.Danger},
		{
			Name: "withdraw", Title: lang.T("申请人撤回申请", "The applicant withdraws"), From: []string{asked, correcting, handling, reasoning}, To: withdrawn, Who: disclosureClerk, Form: reasonForm{}, Basis: gid("第二十七条"), Tone: procedure.Aside,
			Evidence: []procedure.Evidence{{Kind: "撤回书", Title: lang.T("申请人签名的撤回书", "the applicant's signed withdrawal"), Min: 1, Basis: gid("第二十七条")}},
		},
		{Name: "divert", Title: lang.T("不作为公开申请处理", "Not a request for information"), From: []string{asked, handling}, To: diverted, Who: discloser, Signs: disclosureHead, Form: divertForm{}, Writs: []string{"disclosure-diverted"}, Basis: gid("第三十九条"), Tone: procedure.Danger},
	}
}

// disclosureHandling are the acts from the whole request to the answer (Arts. 32 to 37).
func (s *System) disclosureHandling() []procedure.Act {
	now := []string{handling}
	return []procedure.Act{
		{
			Name: "ask-third", Title: lang.T("征求第三方意见", "Ask a third party"), From: now, Who: discloser, Form: thirdForm{}, Do: procedure.Changing(thirdAsked), Writs: []string{"disclosure-consultation"}, Basis: gid("第三十二条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{
				disclosureGuard("interest", lang.T("公开会损害第三方合法权益", "an interest of the third party is at stake"), "第三十二条", thirdTouched),
				disclosureGuard("not-asked", lang.T("没有正在征求的意见", "nobody is being asked"), "", notAsked(third)),
			},
		},
		{
			Name: "hear-third", Title: lang.T("登记第三方意见", "Enter the third party's opinion"), From: now, Who: discloser, Form: opinionForm{}, Do: procedure.Changing(thirdHeard), Basis: gid("第三十二条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{
				disclosureGuard("asked", lang.T("正在征求第三方意见", "the third party was asked"), "", isAsked(third)),
				disclosureGuard("reason", lang.T("不同意公开须有理由", "an objection has a reason"), "第三十二条", objectsWithReason),
			},
		},
		{Name: "third-silent", Title: lang.T("第三方逾期未提出意见", "The third party is silent"), From: now, Machine: true, Do: procedure.Changing(thirdSilent), Basis: gid("第三十二条"), Tone: procedure.Aside},
		{
			Name: "ask-agency", Title: lang.T("征求其他机关意见", "Ask another agency"), From: now, Who: discloser, Form: agencyForm{}, Do: procedure.Changing(agencyAsked), Writs: []string{"disclosure-agency"}, Basis: gid("第三十四条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{
				disclosureGuard("joint", lang.T("信息由该机关共同制作", "the agency made it too"), "第三十四条", madeTogether),
				disclosureGuard("not-asked", lang.T("没有正在征求的意见", "nobody is being asked"), "", notAsked(agency)),
			},
		},
		{
			Name: "hear-agency", Title: lang.T("登记其他机关意见", "Enter the agency's opinion"), From: now, Who: discloser, Form: opinionForm{}, Do: procedure.Changing(agencyHeard), Basis: gid("第三十四条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{disclosureGuard("asked", lang.T("正在征求其他机关意见", "the agency was asked"), "", isAsked(agency))},
		},
		{Name: "agency-silent", Title: lang.T("其他机关逾期视为同意公开", "The agency is silent: deemed agreed"), From: now, Machine: true, Do: procedure.Changing(agencySilent), Basis: gid("第三十四条"), Tone: procedure.Aside},
		{Name: "extend", Title: lang.T("延长答复期限", "Extend the answer"), From: now, Who: discloser, Signs: disclosureHead, Form: reasonForm{}, Writs: []string{"disclosure-extension"}, Basis: gid("第三十三条第二款"), Tone: procedure.Aside},
		{
			Name: "ask-reasons", Title: lang.T("要求说明理由", "Ask for reasons"), From: now, To: reasoning, Who: discloser, Signs: disclosureHead, Form: reasonForm{}, Writs: []string{"disclosure-reasons"}, Basis: gid("第三十五条"), Tone: procedure.Aside, Once: true,
			Guards: []procedure.Guard{disclosureGuard("many", lang.T("数量、频次明显超过合理范围", "plainly beyond what is reasonable"), "第三十五条", manyRequests)},
		},
		{Name: "accept-reasons", Title: lang.T("认可申请理由", "Accept the reasons"), From: []string{reasoning}, To: handling, Who: discloser, Form: judgeForm{}, Do: procedure.Changing(reasonsTaken), Basis: gid("第三十五条"), Tone: procedure.Next},
		{Name: "reject-reasons", Title: lang.T("理由不合理，不予处理", "Reject the reasons"), From: []string{reasoning}, To: unprocessed, Who: discloser, Signs: disclosureHead, Form: judgeForm{}, Writs: []string{"disclosure-unprocessed"}, Basis: gid("第三十五条"), Tone: procedure.Danger},
		{
			Name: "delay", Title: lang.T("确定延迟答复期限", "Set a later day"), From: now, Who: discloser, Signs: disclosureHead, Form: delayForm{}, Do: procedure.Changing(delayed), Writs: []string{"disclosure-delay"}, Basis: gid("第三十五条"), Tone: procedure.Aside, Once: true,
			Guards: []procedure.Guard{disclosureGuard("reasons-accepted", lang.T("异常申请的理由合理", "the reasons were accepted"), "第三十五条", reasonsAccepted)},
		},
		{Name: "answer", Title: lang.T("答复", "Answer"), From: now, To: answered, Who: discloser, Signs: disclosureHead, Form: answerForm{}, Do: procedure.Changing(answerGiven), Writs: []string{"disclosure-answer", "disclosure-third"}, Basis: gid("第三十六条"), Tone: procedure.Next, Guards: answerGuards()},
		{Name: "serve", Title: lang.T("送达答复书", "Serve the answer"), From: []string{answered}, To: served, Who: disclosureClerk, Form: serveForm{}, Do: answerServed, Basis: gid("第三十三条"), Tone: procedure.Next},
		{
			Name: "publish", Title: lang.T("纳入主动公开", "Publish it"), From: []string{answered, served}, Who: procedure.Who{Permission: "affairs.disclosure.publish"}, Form: publishForm{}, Do: answerPublished, Basis: gid("第四十四条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{disclosureGuard("asked-by-many", lang.T("多个申请人申请相同信息且可以公开", "asked for by several, and may be public"), "第四十四条", askedByMany)},
		},
	}
}

// disclosureClocks are the terms of a request. The answer runs from the day of receipt, anew from a correction, and stands
// while others are asked: both spans may overlap.
func disclosureClocks() []procedure.Clock {
	first := procedure.When(func(t *procedure.Turn, d Disclosure) bool { return t.Act.Name != "open" || !d.unconfirmed() })
	return []procedure.Clock{
		{
			Name: "answer", Title: lang.T("答复期限", "time to answer"), Rule: "I-ANS", Basis: gid("第三十三条"), Starts: []string{"open", "confirm", "corrected"}, Only: first,
			Stops: []string{"answer", "answer-at-once", "delay", "reject-reasons", "divert"}, Extends: []string{"extend"},
			Pauses: []procedure.Pause{
				{Title: lang.T("申请人补正", "correction by the applicant"), From: []string{"correct"}, Until: []string{"corrected"}, Basis: gid("第三十条")},
				{Title: lang.T("征求第三方意见", "opinion of a third party"), From: []string{"ask-third"}, Until: []string{"hear-third", "third-silent"}, Basis: gid("第三十三条第三款")},
				{Title: lang.T("征求其他机关意见", "opinion of another agency"), From: []string{"ask-agency"}, Until: []string{"hear-agency", "agency-silent"}, Basis: gid("第三十三条第三款")},
			},
		},
		// A right of the bureau that is lost, not a duty that is late: so it counts among nobody's delays.
		{Name: "notice", Title: lang.T("告知补正期限", "time to ask for a correction"), Rule: "I-COR", Basis: gid("第三十条"), Starts: []string{"open", "confirm"}, Only: first, Stops: []string{"correct"}, Closes: []string{"correct"}, Party: true},
		{Name: "correction", Title: lang.T("补正期限", "time to correct"), Until: correctBy, Basis: gid("第三十条"), Starts: []string{"correct", "prolong"}, Stops: []string{"corrected"}, Lapses: "abandon", Party: true},
		{Name: "third", Title: lang.T("第三方提出意见期限", "time of the third party"), Rule: "I-OPN", Basis: gid("第三十二条"), Starts: []string{"ask-third"}, Stops: []string{"hear-third"}, Closes: []string{"hear-third"}, Holds: []string{"answer"}, Lapses: "third-silent", Party: true},
		{Name: "agency", Title: lang.T("其他机关提出意见期限", "time of the other agency"), Rule: "I-AGY", Basis: gid("第三十四条"), Starts: []string{"ask-agency"}, Stops: []string{"hear-agency"}, Closes: []string{"hear-agency"}, Holds: []string{"answer"}, Lapses: "agency-silent", Party: true},
		{Name: "delayed", Title: lang.T("延迟答复期限", "delayed answer"), Until: delayedTo, Basis: gid("第三十五条"), Starts: []string{"delay"}, Stops: []string{"answer", "divert"}},
	}
}

func correctBy(t *procedure.Turn) (time.Time, error) {
	d, err := procedure.DataOf[Disclosure](t)
	if err != nil {
		return time.Time{}, err
	}
	return endOf(d.CorrectBy)
}

func delayedTo(t *procedure.Turn) (time.Time, error) {
	d, err := procedure.DataOf[Disclosure](t)
	if err != nil {
		return time.Time{}, err
	}
	return endOf(d.DelayTo)
}
