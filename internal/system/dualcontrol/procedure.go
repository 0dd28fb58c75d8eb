package dualcontrol

import (
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// Rectification is 隐患整改.
const Rectification = "dualcontrol.rectification"

// The laws as the procedure cites them.
const (
	safetyLaw  = "《安全生产法》"
	civilLaw   = "《民事诉讼法》"
	inspecting = "《关于严格规范涉企行政检查的意见》"
)

func safe(article string) procedure.Basis { return procedure.Basis{Law: safetyLaw, Article: article} }

// The stages of a rectification.
const (
	assigned  = "assigned"
	planned   = "planned"
	inspected = "inspected"
	ordered   = "ordered"
	overdue   = "overdue"
	submitted = "submitted"
	failed    = "failed"
	rectified = "rectified"
	closed    = "closed"
	clean     = "clean"
	shut      = "shut"
)

// The kinds of files that show a hidden danger before and after.
const (
	photoBefore = "photo-before"
	photoAfter  = "photo-after"
)

// The people of a case.
var (
	twoOfficers = procedure.Basis{Law: inspecting, Article: "（国办发〔2024〕54号）"}
	handler     = procedure.Who{Permission: "dualcontrol.hidden-danger.handle", Certificate: "enforcement", Basis: safe("第六十七条")}
	second      = procedure.Sign{Name: "second", Title: lang.T("协办人员", "second officer"), Who: procedure.Who{Permission: "dualcontrol.hidden-danger.handle", Certificate: "enforcement", Basis: twoOfficers}}
	head        = procedure.Sign{Name: "head", Title: lang.T("部门负责人", "department head"), Who: procedure.Who{Permission: "dualcontrol.hidden-danger.approve"}}
	leader      = procedure.Sign{Name: "leader", Title: lang.T("主管局领导", "bureau leader"), Who: procedure.Who{Permission: "dualcontrol.hidden-danger.supervise"}}
	supervisor  = procedure.Who{Permission: "dualcontrol.hidden-danger.supervise"}
)

// rectification is the way of a hidden danger from the inspection to its end. It is in force since two inspectors are
// demanded of every inspection of an enterprise.
func (s *System) rectification() procedure.Definition {
	return procedure.Definition{
		Name: Rectification, Version: 1, Title: lang.T("隐患整改", "Rectification of hidden dangers"), Basis: safe("第六十五条"), Lawful: true, From: calendar.Day(2025, 1, 3),
		Read: "dualcontrol.hidden-danger.read", Open: "dualcontrol.inspection.open", Start: assigned, Data: HiddenDanger{}, Filing: filingForm{}, Sources: []procedure.Source{s.Items},
		Stages: []procedure.Stage{
			{Name: assigned, Title: lang.T("待检查", "To be inspected"), Todo: lang.T("制定现场检查方案", "Plan the inspection")},
			{Name: planned, Title: lang.T("方案已批准", "Plan approved"), Todo: lang.T("现场检查并记录", "Inspect and record")},
			{Name: inspected, Title: lang.T("已检查", "Inspected"), Todo: lang.T("判定隐患等级，采取措施，责令整改", "Classify, take measures, order")},
			{Name: ordered, Title: lang.T("整改中", "Being rectified"), Todo: lang.T("送达指令书，督促整改", "Serve the order, see to it")},
			{Name: overdue, Title: lang.T("逾期未整改", "Overdue"), Todo: lang.T("复查，依法提出处罚线索", "Re-check, lead to a penalty")},
			{Name: submitted, Title: lang.T("待复查", "To be re-checked"), Todo: lang.T("十日内复查", "Re-check within ten days")},
			{Name: failed, Title: lang.T("复查不合格", "Re-check failed"), Todo: lang.T("再次责令整改，依法提出处罚线索", "Order again, lead to a penalty")},
			{Name: rectified, Title: lang.T("复查合格，待销号", "Rectified"), Todo: lang.T("审查恢复、摘牌、销号", "Consent, delist, strike off")},
			{Name: closed, Title: lang.T("已销号", "Struck off"), Final: true},
			{Name: clean, Title: lang.T("未发现隐患", "Nothing found"), Final: true},
			{Name: shut, Title: lang.T("已提请关闭", "Closure proposed"), Final: true},
		},
		Acts: append(append(s.inspecting(), s.supervising()...), s.ending()...), Clocks: clocks(), Writs: s.writs(),
	}
}

// inspecting are the acts from the plan to the order.
func (s *System) inspecting() []procedure.Act {
	open := []string{ordered, overdue, failed}
	return []procedure.Act{
		{Name: "plan", Title: lang.T("制定检查方案", "Plan the inspection"), From: []string{assigned}, To: planned, Who: handler, Signs: []procedure.Sign{second, head}, Form: planForm{}, Do: s.planned, Writs: []string{"inspection-plan"}, Basis: safe("第六十二条第一款"), Tone: procedure.Next},
		{
			Name: "inspect", Title: lang.T("现场检查", "Inspect"), From: []string{assigned, planned}, To: inspected, Who: handler, Signs: []procedure.Sign{second}, Form: recordForm{}, Do: s.inspected, Writs: []string{"inspection-record"}, Basis: safe("第六十八条"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "card-shown", Title: lang.T("出示有效的行政执法证件", "certificates were shown"), Basis: safe("第六十七条"), Check: cardShown},
				{Name: "signed", Title: lang.T("书面记录签字，拒绝签字的记录在案", "the record is signed, or the refusal noted"), Basis: safe("第六十八条"), Check: recordSigned},
			},
		},
		{
			Name: "classify", Title: lang.T("判定隐患等级", "Classify"), From: []string{inspected, ordered}, Who: handler, Form: classifyForm{}, Do: s.classified, Basis: safe("第四十一条"), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "criteria", Title: lang.T("重大事故隐患按判定标准判定", "a major one by the published criteria"), Basis: safe("第一百一十八条第二款"), Check: criteriaNamed}},
		},
		{
			Name: "measure", Title: lang.T("现场处理措施", "Measures on the spot"), From: append([]string{planned, inspected}, open...), Who: handler, Signs: []procedure.Sign{second}, Form: measureForm{}, Do: s.measured, Writs: []string{"measures-decision"}, Basis: safe("第六十五条第一款"), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "fits", Title: lang.T("撤人、停产停业、停止使用限于无法保证安全的重大事故隐患", "people withdrawn and work stopped only for a major one that is unsafe"), Basis: safe("第六十五条第一款第三项"), Check: measureFits}},
		},
		{
			Name: "order", Title: lang.T("责令限期整改", "Order to rectify"), From: []string{planned, inspected, overdue, failed}, To: ordered, Who: handler, Signs: []procedure.Sign{second}, Form: orderForm{}, Do: s.ordered, Writs: []string{"rectification-order"}, Basis: safe("第六十五条第一款第二项"), Tone: procedure.Next,
			Evidence: []procedure.Evidence{{Kind: photoBefore, Title: lang.T("整改前照片", "photographs before"), Min: 1, Basis: safe("第六十八条")}},
			Guards: []procedure.Guard{
				{Name: "classified", Title: lang.T("已判定隐患等级", "it was classified"), Basis: safe("第四十一条"), Check: isClassified},
				{Name: "dated", Title: lang.T("每项问题有将来的整改期限", "each item has a deadline to come"), Basis: safe("第六十五条第一款第二项"), Check: dated},
				{Name: "not-too-long", Title: lang.T("期限不超过规定的最长期限", "within the longest time"), Check: notTooLong},
				{Name: "stopped", Title: lang.T("无法保证安全的，已责令撤人、停产停业或者停止使用", "what is unsafe was stopped"), Basis: safe("第六十五条第一款第三项"), Check: isStopped},
			},
		},
		{
			Name: "serve", Title: lang.T("送达指令书", "Serve the order"), From: open, Who: handler, Form: serveForm{}, Do: s.served, Basis: procedure.Basis{Law: civilLaw, Article: "第八十七条"}, Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "receipt", Title: lang.T("签收，留置的有见证人或者照片、录像", "signed for, or left with a witness or film"), Basis: procedure.Basis{Law: civilLaw, Article: "第八十七条至第八十九条"}, Check: receipted}},
		},
		{
			Name: "clean", Title: lang.T("未发现隐患", "Nothing found"), From: []string{inspected}, To: clean, Who: handler, Form: reasonForm{}, Do: s.ended("未发现事故隐患"), Basis: safe("第六十八条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "unclassified", Title: lang.T("没有已判定的隐患", "nothing was classified"), Basis: safe("第六十五条第一款第二项"), Check: notClassified}},
		},
	}
}

// supervising are the acts while a hidden danger is being removed: what a major one needs more, and delays.
func (s *System) supervising() []procedure.Act {
	major := procedure.Guard{Name: "major", Title: lang.T("属于重大事故隐患", "it is a major one"), Basis: safe("第四十一条第三款"), Check: isMajor}
	return []procedure.Act{
		{
			Name: "treat", Title: lang.T("报送治理方案", "Report the plan"), From: []string{ordered, overdue, failed}, Who: handler, Form: treatForm{}, Do: s.treated, Basis: safe("第四十一条第二款"), Tone: procedure.Aside,
			Guards: []procedure.Guard{major, {Name: "five", Title: lang.T("责任、措施、资金、时限、预案五落实", "responsibility, measures, funds, time and emergency plan are settled"), Check: fiveSettled}},
		},
		{
			Name: "list", Title: lang.T("挂牌督办", "List for supervision"), From: []string{ordered, overdue, failed}, Who: handler, Signs: []procedure.Sign{leader}, Form: listForm{}, Do: s.listed, Basis: safe("第四十一条第三款"), Tone: procedure.Aside, Once: true,
			Guards: []procedure.Guard{
				major,
				{Name: "treated", Title: lang.T("治理方案已报送", "the plan was reported"), Basis: safe("第四十一条第二款"), Check: isTreated},
				{Name: "year", Title: lang.T("督办期限不超过规定的最长期限", "within the longest time"), Check: listNotTooLong},
			},
		},
		{Name: "publish", Title: lang.T("公布挂牌（摘牌）", "Publish the listing or its end"), From: []string{ordered, overdue, submitted, failed, rectified}, Who: procedure.Who{Permission: "dualcontrol.listed-supervision.publish"}, Form: reasonForm{}, Tone: procedure.Aside, Guards: []procedure.Guard{{Name: "listed", Title: lang.T("已挂牌督办", "it was listed"), Check: wasListed}}},
		{
			Name: "ask-delay", Title: lang.T("申请延期", "A delay is asked for"), From: []string{ordered}, Who: handler, Form: delayForm{}, Do: s.delayAsked, Tone: procedure.Aside,
			Guards: []procedure.Guard{
				{Name: "later", Title: lang.T("延期晚于原期限", "it is later than the deadline"), Check: delayLater},
				{Name: "within", Title: lang.T("连同延期不超过规定的最长期限", "with the order within the longest time"), Check: delayWithin},
				{Name: "early-enough", Title: lang.T("挂牌督办的，期满二十个工作日前提出", "a listed one asks 20 working days ahead"), Check: askedEarly},
			},
		},
		{Name: "answer-delay", Title: lang.T("答复延期申请", "Answer the request"), From: []string{ordered}, Who: supervisor, Form: answerForm{}, Do: s.delayAnswered, Tone: procedure.Aside, Guards: []procedure.Guard{{Name: "asked", Title: lang.T("有未答复的延期申请", "a request waits"), Check: delayWaits}}},
		{
			Name: "submit", Title: lang.T("整改完毕，申请复查", "Reported as done"), From: []string{ordered, overdue, failed}, To: submitted, Who: handler, Form: submitForm{}, Do: s.submitted, Basis: safe("第四十一条第二款"), Tone: procedure.Next,
			Evidence: []procedure.Evidence{{Kind: photoAfter, Title: lang.T("整改后照片", "photographs after"), Min: 1, Since: "order"}},
			Guards:   []procedure.Guard{{Name: "treated", Title: lang.T("重大事故隐患的治理方案已报送", "the plan of a major one was reported"), Basis: safe("第四十一条第二款"), Check: treatedIfMajor}},
		},
		{Name: "fall-overdue", Title: lang.T("整改期限届满", "The deadline has passed"), From: []string{ordered}, To: overdue, Machine: true, Do: s.fellOverdue, Basis: safe("第六十五条第一款第二项"), Tone: procedure.Danger},
	}
}

// ending are re-check, consent, striking off, and what follows when it is not done.
func (s *System) ending() []procedure.Act {
	return []procedure.Act{
		{
			Name: "recheck", Title: lang.T("复查", "Re-check"), From: []string{submitted, overdue}, Branch: recheckLeads, Ways: []string{rectified, failed}, Who: handler, Signs: []procedure.Sign{second}, Form: recheckForm{}, Do: s.rechecked, Writs: []string{"recheck-opinion"}, Basis: safe("第六十五条第一款"), Tone: procedure.Next,
			Evidence: []procedure.Evidence{{Kind: photoAfter, Title: lang.T("复查照片", "photographs at the re-check"), Min: 1, Since: "order", Basis: safe("第六十八条")}},
			Guards: []procedure.Guard{
				{Name: "card-shown", Title: lang.T("出示有效的行政执法证件", "certificates were shown"), Basis: safe("第六十七条"), Check: recheckCardShown},
				{Name: "served", Title: lang.T("指令书已送达", "the order was served"), Basis: procedure.Basis{Law: civilLaw, Article: "第八十七条"}, Check: isServed},
				{Name: "all-items", Title: lang.T("逐项复查", "each item is re-checked"), Basis: safe("第六十八条"), Check: allItems},
			},
		},
		{
			Name: "accept", Title: lang.T("审查同意恢复", "Consent to resuming"), From: []string{rectified}, Who: supervisor, Form: acceptForm{}, Do: s.accepted, Basis: safe("第六十五条第一款第三项"), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "was-stopped", Title: lang.T("重大事故隐患或者已责令停止的", "it was major or stopped"), Basis: safe("第六十五条第一款第三项"), Check: wasStopped}},
		},
		{Name: "delist", Title: lang.T("摘牌", "Delist"), From: []string{rectified}, Who: supervisor, Form: reasonForm{}, Do: s.delisted, Basis: safe("第四十一条第三款"), Tone: procedure.Aside, Guards: []procedure.Guard{{Name: "listed", Title: lang.T("挂牌督办中", "it is listed"), Check: isListed}}},
		{
			Name: "close", Title: lang.T("销号", "Strike off"), From: []string{rectified}, To: closed, Who: handler, Signs: []procedure.Sign{head}, Form: reasonForm{}, Do: s.ended("隐患已消除，销号"), Basis: safe("第四十一条第三款"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "accepted", Title: lang.T("停产停业、停止使用的，已经审查同意恢复", "what was stopped may resume by consent"), Basis: safe("第六十五条第一款第三项"), Check: isAccepted},
				{Name: "delisted", Title: lang.T("已摘牌", "it was delisted"), Basis: safe("第四十一条第三款"), Check: notListed},
			},
		},
		{
			Name: "lead", Title: lang.T("提出处罚线索", "Lead to a penalty"), From: []string{ordered, overdue, failed}, Who: handler, Signs: []procedure.Sign{head}, Form: leadForm{}, Do: s.led, Basis: safe("第一百零二条"), Tone: procedure.Aside,
		},
		{
			Name: "shut", Title: lang.T("提请关闭", "Propose closure"), From: []string{overdue, failed}, To: shut, Who: handler, Signs: []procedure.Sign{leader}, Form: shutForm{}, Do: s.ended("提请地方人民政府予以关闭"), Basis: safe("第一百一十三条"), Tone: procedure.Danger,
			Guards: []procedure.Guard{{Name: "ground", Title: lang.T("符合提请关闭的情形", "a ground of closure is met"), Basis: safe("第一百一十三条"), Check: mayShut}},
		},
	}
}

// clocks are the terms. The deadline of the order is the party's and is set by the officer; when it passes, the case is
// overdue by itself and the ten days of the re-check begin. Those days, and all of listing, are parameters.
func clocks() []procedure.Clock {
	return []procedure.Clock{
		{
			Name: "rectify", Title: lang.T("整改期限", "deadline of the order"), Until: dueOf, Basis: safe("第六十五条第一款第二项"), Starts: []string{"order", "answer-delay"}, Only: deadlineSet, Stops: []string{"submit", "recheck", "shut"},
			Lapses: "fall-overdue", Holds: []string{"lead"}, Party: true,
		},
		{Name: "recheck", Title: lang.T("复查", "re-check"), Rule: "P-RECHK", Basis: safe("第六十五条第一款"), Starts: []string{"submit"}, After: "rectify", Only: toRecheck, Stops: []string{"recheck", "order", "shut"}},
		{Name: "listing", Title: lang.T("公布挂牌", "publish the listing"), Rule: "HD-LPUB", Basis: safe("第四十一条第三款"), Starts: []string{"list"}, Stops: []string{"publish"}},
		{Name: "delisting", Title: lang.T("公布摘牌", "publish the delisting"), Rule: "HD-LPUB", Basis: safe("第四十一条第三款"), Starts: []string{"delist"}, Stops: []string{"publish"}},
		{Name: "delay", Title: lang.T("答复延期申请", "answer a request for a delay"), Rule: "HD-ANS", Basis: safe("第四十一条第三款"), Starts: []string{"ask-delay"}, Stops: []string{"answer-delay", "submit", "recheck"}},
	}
}

// dueOf is the end of the last day of the order.
func dueOf(t *procedure.Turn) (time.Time, error) {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return time.Time{}, err
	}
	return until(h.Due)
}

func deadlineSet(t *procedure.Turn) bool {
	return t.Act.Name == "order" || procedure.FormOf[answerForm](t).Grant
}

// toRecheck: the end of the deadline begins the re-check of what nobody reported as done.
func toRecheck(t *procedure.Turn) bool { return t.Act.Name == "submit" || t.Case.Stage == ordered }
