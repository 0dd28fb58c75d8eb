package enforce

import (
	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// SeizureProcedure is 查封、扣押.
const SeizureProcedure = "enforce.seizure"

// The stages of sealing or seizure.
const (
	proposed   = "proposed"
	approved   = "approved"
	urgent     = "urgent"
	sealed     = "sealed"
	freed      = "released"
	returned   = "returned"
	disposed   = "disposed"
	handedOver = "handed-over"
)

// siteRecord is the kind of the file that holds the signed record of the scene (现场笔录).
const siteRecord = "site-record"

// seizer is who carries out compulsory measures: a qualified officer of the agency.
var (
	seizer       = procedure.Who{Permission: "enforce.case.handle", Certificate: "enforcement", Basis: compel("第十七条第三款")}
	seizerSecond = procedure.Sign{Name: "second", Title: lang.T("协办人员", "second officer"), Who: procedure.Who{Permission: "enforce.case.handle", Certificate: "enforcement", Basis: compel("第十八条第二项")}}
	seizerHead   = procedure.Sign{Name: "leader", Title: lang.T("行政机关负责人", "head of the agency"), Who: procedure.Who{Permission: "enforce.leader.sign"}}
)

// seizureProcedure is 查封、扣押 by the Administrative Compulsion Law.
func (s *System) seizureProcedure() procedure.Definition {
	return procedure.Definition{
		Name: SeizureProcedure, Version: 1, Title: lang.T("查封、扣押", "Sealing and seizure"), Basis: compel("第三章第二节"), Lawful: true, From: calendar.Day(2012, 1, 1),
		Read: "enforce.case.read", Open: "enforce.case.open", Start: proposed, Data: Seized{}, Filing: seizeFilingForm{},
		Stages: []procedure.Stage{
			{Name: proposed, Title: lang.T("拟采取措施", "Proposed"), Todo: lang.T("报负责人批准；紧急的当场实施后补办", "Ask the head; if urgent, carry it out and ask within a day")},
			{Name: approved, Title: lang.T("已批准，待实施", "Approved"), Todo: lang.T("两名以上人员当场实施", "Carry it out with two officers")},
			{Name: urgent, Title: lang.T("已当场实施，待补办批准", "Carried out, approval to follow"), Todo: lang.T("二十四小时内补办批准", "Ask the head within 24 hours")},
			{Name: sealed, Title: lang.T("查封、扣押中", "Sealed or seized"), Todo: lang.T("期限内作出处理决定", "Decide in time")},
			{Name: freed, Title: lang.T("已解除，待退还", "Lifted, to be returned"), Todo: lang.T("立即退还财物", "Return the things at once")},
			{Name: returned, Title: lang.T("已解除并退还", "Returned"), Final: true},
			{Name: disposed, Title: lang.T("已处理", "Disposed of"), Final: true},
			{Name: handedOver, Title: lang.T("已随案移送", "Handed over"), Final: true},
			{Name: dropped, Title: lang.T("不采取措施", "Not taken"), Final: true},
		},
		Acts: append(s.seizing(), s.seized()...), Clocks: seizureClocks(), Writs: s.seizureWrits(),
	}
}

// onScene are the guards of carrying the measure out, approved or urgent (Arts. 18, 24).
func onScene() []procedure.Guard {
	return []procedure.Guard{
		{Name: "card-shown", Title: lang.T("出示执法身份证件", "certificates shown"), Basis: compel("第十八条第三项"), Check: seizeCardShown},
		{Name: "present", Title: lang.T("当事人到场，不到场的有见证人", "the party is present, or a witness"), Basis: compel("第十八条第四项、第九项"), Check: seizePresent},
		{Name: "told", Title: lang.T("当场告知理由、依据、权利和救济途径", "reasons, basis, rights and remedies told"), Basis: compel("第十八条第五项"), Check: seizeTold},
		{Name: "heard", Title: lang.T("听取陈述和申辩", "the party was heard"), Basis: compel("第十八条第六项"), Check: seizeHeard},
		{Name: "signed", Title: lang.T("现场笔录签名，拒绝的注明", "the record is signed, or the refusal noted"), Basis: compel("第十八条第八项"), Check: seizeSigned},
		{Name: "delivered", Title: lang.T("当场交付决定书和清单", "decision and list handed over on the spot"), Basis: compel("第二十四条第一款"), Check: seizeDelivered},
	}
}

// mayTake are the guards on what may be taken at all (Arts. 22, 23).
func mayTake() []procedure.Guard {
	return []procedure.Guard{
		{Name: "power", Title: lang.T("法律、法规规定的查封、扣押权限", "a power given by law"), Basis: compel("第二十二条"), Check: seizePower},
		{Name: "related", Title: lang.T("限于涉案财物，不得扣押生活必需品", "only what the case concerns, no necessities"), Basis: compel("第二十三条第一款"), Check: seizeRelated},
		{Name: "not-again", Title: lang.T("不得重复查封", "not sealed by another organ"), Basis: compel("第二十三条第二款"), Check: seizeNotAgain},
	}
}

var sceneEvidence = []procedure.Evidence{{Kind: siteRecord, Title: lang.T("现场笔录", "the record of the scene"), Min: 1, Basis: compel("第十八条第七项")}}

// seizing are the acts until the things are sealed or seized.
func (s *System) seizing() []procedure.Act {
	return []procedure.Act{
		{Name: "approve", Title: lang.T("报批", "Ask for approval"), From: []string{proposed}, To: approved, Who: seizer, Signs: []procedure.Sign{seizerHead}, Form: seizeApproveForm{}, Do: s.seizeApproved, Writs: []string{"seizure-approval"}, Basis: compel("第十八条第一项"), Tone: procedure.Next, Guards: mayTake()},
		{
			Name: "carry-out", Title: lang.T("实施查封（扣押）", "Carry it out"), From: []string{proposed, approved}, To: sealed, Who: seizer, Signs: []procedure.Sign{seizerSecond}, Form: seizeCarryForm{}, Do: s.seizeCarriedOut, Writs: []string{"seizure-decision", "seizure-list"},
			Basis: compel("第十八条"), Tone: procedure.Next, Evidence: sceneEvidence, Guards: onScene(),
		},
		{
			Name: "urgent", Title: lang.T("紧急情况当场实施", "Carry it out at once"), From: []string{proposed}, To: urgent, Who: seizer, Signs: []procedure.Sign{seizerSecond}, Form: seizeUrgentForm{}, Do: s.seizeUrgently, Writs: []string{"urgent-decision", "seizure-list"},
			Basis: compel("第十九条"), Tone: procedure.Aside, Evidence: sceneEvidence, Guards: append(mayTake(), onScene()...),
		},
		{Name: "make-up", Title: lang.T("补办批准", "Approval afterwards"), From: []string{urgent}, To: sealed, Who: seizer, Signs: []procedure.Sign{seizerHead}, Writs: []string{"seizure-approval"}, Basis: compel("第十九条"), Tone: procedure.Next},
		{Name: "refuse", Title: lang.T("负责人认为不应当采取", "The head refuses"), From: []string{urgent}, To: freed, Who: procedure.Who{Permission: "enforce.leader.sign"}, Form: reasonForm{}, Do: s.seizeRefused, Basis: compel("第十九条"), Tone: procedure.Danger},
		{Name: "lift", Title: lang.T("未补办批准，立即解除", "Lifted: not approved in a day"), From: []string{urgent}, To: freed, Machine: true, Do: s.seizeLapsed("二十四小时内未补办批准手续，立即解除"), Basis: compel("第十九条"), Tone: procedure.Danger},
		{Name: "drop", Title: lang.T("不采取措施", "Take no measure"), From: []string{proposed, approved}, To: dropped, Who: seizer, Form: reasonForm{}, Do: s.seizeEnded("不采取查封、扣押措施"), Basis: compel("第十六条第二款"), Tone: procedure.Danger},
	}
}

// seized are the acts while and after the things are sealed or seized.
func (s *System) seized() []procedure.Act {
	told := procedure.Guard{Name: "told", Title: lang.T("检测、鉴定的期间书面告知当事人", "the period is told in writing"), Basis: compel("第二十五条第三款"), Check: seizeTestTold}
	release := procedure.Guard{Name: "not-cleared", Title: lang.T("没有应当及时解除的情形", "nothing demands that it be lifted at once"), Basis: compel("第二十八条第一款"), Check: seizeNotCleared}
	return []procedure.Act{
		{Name: "test", Title: lang.T("送检测、检验、检疫", "Send to a test"), From: []string{sealed}, Who: seizer, Form: seizeTestForm{}, Do: s.seizeTested, Basis: compel("第二十五条第三款"), Tone: procedure.Aside, Guards: []procedure.Guard{told}},
		{Name: "test-end", Title: lang.T("检测、检验、检疫结束", "The test is over"), From: []string{sealed}, Who: seizer, Form: seizeTestEndForm{}, Do: s.seizeTestEnded, Basis: compel("第二十五条第三款"), Tone: procedure.Aside, Guards: []procedure.Guard{{Name: "sent", Title: lang.T("已送检", "it was sent"), Check: seizeSent("test")}}},
		{Name: "appraise", Title: lang.T("送技术鉴定", "Send to an appraisal"), From: []string{sealed}, Who: seizer, Form: seizeTestForm{}, Do: s.seizeTested, Basis: compel("第二十五条第三款"), Tone: procedure.Aside, Guards: []procedure.Guard{told}},
		{Name: "appraise-end", Title: lang.T("技术鉴定结束", "The appraisal is over"), From: []string{sealed}, Who: seizer, Form: seizeTestEndForm{}, Do: s.seizeTestEnded, Basis: compel("第二十五条第三款"), Tone: procedure.Aside, Guards: []procedure.Guard{{Name: "sent", Title: lang.T("已送鉴定", "it was sent"), Check: seizeSent("appraise")}}},
		{
			Name: "extend", Title: lang.T("延长期限", "Extend"), From: []string{sealed}, Who: seizer, Signs: []procedure.Sign{seizerHead}, Form: seizeExtendForm{}, Writs: []string{"seizure-extension"}, Basis: compel("第二十五条第一款"), Tone: procedure.Aside,
			Guards: []procedure.Guard{
				{Name: "complex", Title: lang.T("情况复杂", "the case is complicated"), Basis: compel("第二十五条第一款"), Check: seizeComplex},
				{Name: "told", Title: lang.T("延长决定及理由书面告知当事人", "decision and reason told in writing"), Basis: compel("第二十五条第二款"), Check: seizeExtensionTold},
				release,
			},
		},
		{Name: "release", Title: lang.T("解除查封（扣押）", "Lift the measure"), From: []string{sealed}, To: freed, Who: seizer, Signs: []procedure.Sign{seizerHead}, Form: seizeReleaseForm{}, Do: s.seizeReleased, Writs: []string{"seizure-lifting"}, Basis: compel("第二十八条第一款"), Tone: procedure.Next},
		{Name: "expire", Title: lang.T("期限届满，自动解除", "Lifted: the term is over"), From: []string{sealed}, To: freed, Machine: true, Do: s.seizeLapsed("查封、扣押期限届满未作出处理决定，自动解除"), Basis: compel("第二十八条第一款第四项"), Tone: procedure.Danger},
		{
			Name: "dispose", Title: lang.T("没收或者销毁", "Confiscate or destroy"), From: []string{sealed}, To: disposed, Who: seizer, Signs: []procedure.Sign{seizerHead}, Form: seizeDisposeForm{}, Do: s.seizeDisposed, Writs: []string{"seizure-disposal"}, Basis: compel("第二十七条"), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "by-law", Title: lang.T("没收有处罚决定，销毁有法律、行政法规规定", "a penalty decision to confiscate, a law to destroy"), Basis: compel("第二十七条"), Check: seizeByLaw}, release},
		},
		{
			Name: "hand-over", Title: lang.T("随案移送司法机关", "Hand over with the case"), From: []string{sealed}, To: handedOver, Who: seizer, Signs: []procedure.Sign{seizerHead}, Form: seizePassForm{}, Do: s.seizePassed, Writs: []string{"seizure-passing"}, Basis: compel("第二十一条"), Tone: procedure.Danger,
			Guards: []procedure.Guard{{Name: "told", Title: lang.T("移送已书面告知当事人", "the party was told in writing"), Basis: compel("第二十一条"), Check: seizePassTold}},
		},
		{
			Name: "return", Title: lang.T("退还财物", "Return the things"), From: []string{freed}, To: returned, Who: seizer, Form: seizeReturnForm{}, Do: s.seizeReturned, Basis: compel("第二十八条第二款"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "no-fee", Title: lang.T("保管费用由行政机关承担", "the agency bears the cost of keeping"), Basis: compel("第二十六条第三款"), Check: seizeNoFee},
				{Name: "proceeds", Title: lang.T("变卖的退还款项，明显低价的给予补偿", "proceeds returned, and made good if too low"), Basis: compel("第二十八条第二款"), Check: seizeProceeds},
			},
		},
	}
}

// seizureClocks are a day for the approval of an urgent measure, and thirty days of the measure, once thirty more, without
// the time of tests and appraisals, which may overlap and count once.
func seizureClocks() []procedure.Clock {
	ends := []string{"release", "dispose", "hand-over", "refuse", "lift", "expire"}
	return []procedure.Clock{
		{Name: "urgent", Title: lang.T("补办批准", "approval afterwards"), Rule: "C-URG", Basis: compel("第十九条"), Starts: []string{"urgent"}, Stops: []string{"make-up", "refuse"}, Lapses: "lift"},
		{
			Name: "term", Title: lang.T("查封（扣押）期限", "term of the measure"), Rule: "C-SEAL", Basis: compel("第二十五条第一款"), Starts: []string{"carry-out", "urgent"}, Stops: ends, Extends: []string{"extend"}, Lapses: "expire",
			Pauses: []procedure.Pause{
				{Title: lang.T("检测、检验、检疫", "test"), From: []string{"test"}, Until: []string{"test-end"}, Basis: compel("第二十五条第三款")},
				{Title: lang.T("技术鉴定", "appraisal"), From: []string{"appraise"}, Until: []string{"appraise-end"}, Basis: compel("第二十五条第三款")},
			},
		},
	}
}
