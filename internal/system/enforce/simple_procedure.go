package enforce

import (
	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/office"
)

// SimpleProcedure is 行政处罚简易程序.
const SimpleProcedure = "enforce.simple"

// The stages of an on-the-spot penalty. Delivered, collected and handed are what is still to be paid or handed on.
const (
	met       = "met"
	noted     = "recorded"
	told      = "told"
	spotted   = "decided"
	delivered = "delivered"
	collected = "collected"
	handed    = "handed"
	ordinary  = "ordinary"
)

// spotLaw is the simple procedure under one law: the articles, and what differs.
type spotLaw struct {
	version     int
	from, to    calendar.Date
	law         string
	simple      string // when a penalty may be decided on the spot
	show        string // certificate, numbered form
	deliver     string
	file        string
	officers    string
	tell        string
	hear        string
	heavier     string
	collect     string
	remote      string
	receipt     string
	cash        string
	pay         string
	ordinary    string
	record      procedure.Basis
	publish     procedure.Basis
	publishRule string
	reviewFirst bool // Reconsideration Law of 2023, Art. 23
}

func (l spotLaw) b(article string) procedure.Basis {
	return procedure.Basis{Law: l.law, Article: article}
}

// spotLaws are the laws since 1996, in order. The articles of the old law are those of the text as amended in 2017.
func spotLaws() []spotLaw {
	regime := procedure.Basis{Law: "《关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见》", Article: "（国办发〔2018〕118号）"}
	old := spotLaw{
		version: 1, from: calendar.Day(2018, 12, 5), to: calendar.Day(2021, 7, 14), law: "《行政处罚法》（2017年修正）",
		simple: "第三十三条", show: "第三十四条第一款", deliver: "第三十四条第二款", file: "第三十四条第三款", officers: "第三十七条第一款", tell: "第三十一条", hear: "第三十二条第一款", heavier: "第三十二条第二款",
		collect: "第四十七条", remote: "第四十八条", receipt: "第四十九条", cash: "第五十条", pay: "第四十六条第三款", ordinary: "第三十六条", record: regime, publish: regime, publishRule: "G-PUB-L",
	}
	now := spotLaw{
		version: 2, from: calendar.Day(2021, 7, 15), to: calendar.Day(2023, 12, 31), law: penaltyLaw,
		simple: "第五十一条", show: "第五十二条第一款", deliver: "第五十二条第二款", file: "第五十二条第三款", officers: "第四十二条第一款", tell: "第四十四条", hear: "第四十五条第一款", heavier: "第四十五条第二款",
		collect: "第六十八条", remote: "第六十九条", receipt: "第七十条", cash: "第七十一条", pay: "第六十七条第三款", ordinary: "第五十四条第一款", record: penal("第四十七条"), publish: regime, publishRule: "G-PUB-L",
	}
	first := now
	first.version, first.from, first.to, first.reviewFirst = 3, calendar.Day(2024, 1, 1), calendar.Date{}, true
	first.publish, first.publishRule = procedure.Basis{Law: safetyLaw, Article: "第七十八条第二款"}, "P-PUB"
	return []spotLaw{old, now, first}
}

// simpleProcedures are the versions of the simple procedure: the law until 2021-07-14, the law of 2021, and the same since a
// suit presupposes reconsideration.
func (s *System) simpleProcedures() []procedure.Definition {
	var out []procedure.Definition
	for _, l := range spotLaws() {
		out = append(out, s.simpleProcedure(l))
	}
	return out
}

func (s *System) simpleProcedure(l spotLaw) procedure.Definition {
	return procedure.Definition{
		Name: SimpleProcedure, Version: l.version, Title: lang.T("行政处罚（简易程序）", "Administrative penalty (on the spot)"), Basis: l.b(l.simple), Lawful: true,
		From: l.from, To: l.to, Read: "enforce.case.read", Open: "enforce.case.open", Start: met, Data: Spot{}, Filing: spotForm{}, Sources: []procedure.Source{office.Items(s.Benchmark)},
		Stages: []procedure.Stage{
			{Name: met, Title: lang.T("当场发现", "Met on the spot"), Todo: lang.T("出示证件，记录违法事实", "Show the certificate, record the facts")},
			{Name: noted, Title: lang.T("已记录", "Recorded"), Todo: lang.T("告知并听取陈述申辩", "Tell the party and hear it")},
			{Name: told, Title: lang.T("已告知", "Told"), Todo: lang.T("当场作出决定", "Decide on the spot")},
			{Name: spotted, Title: lang.T("已决定", "Decided"), Todo: lang.T("当场交付决定书", "Hand the decision over")},
			{Name: delivered, Title: lang.T("已交付，待缴款", "Handed over, to be paid"), Todo: lang.T("报备案，督促缴款", "Report it, see to payment")},
			{Name: collected, Title: lang.T("已当场收缴", "Collected on the spot"), Todo: lang.T("将罚款交至机关", "Hand the money to the agency")},
			{Name: handed, Title: lang.T("罚款已交机关", "With the agency"), Todo: lang.T("将罚款缴付银行", "Pay it in at the bank")},
			{Name: performed, Title: lang.T("已履行", "Performed"), Todo: lang.T("报备案、公示后结案", "Report, publish, close")},
			{Name: demanded, Title: lang.T("已催告", "Demanded"), Todo: lang.T("到期申请法院强制执行", "Apply to the court when due")},
			{Name: court, Title: lang.T("已申请法院强制执行", "With the court"), Final: true},
			{Name: closed, Title: lang.T("已结案", "Closed"), Final: true},
			{Name: ordinary, Title: lang.T("转普通程序", "Handed to the ordinary procedure"), Final: true},
			{Name: dropped, Title: lang.T("不予处罚", "No penalty"), Final: true},
		},
		Acts: append(s.spotActs(l), s.spotAfter(l)...), Clocks: l.clocks(), Writs: s.spotWrits(l),
	}
}

func (l spotLaw) handler() procedure.Who {
	return procedure.Who{Permission: "enforce.case.handle", Certificate: "enforcement", Basis: l.b(l.officers)}
}

func (l spotLaw) second() procedure.Sign {
	g := second
	g.Who.Basis = l.b(l.officers)
	return g
}

// spotActs are the acts on the spot.
func (s *System) spotActs(l spotLaw) []procedure.Act {
	early := []string{met, noted, told}
	return []procedure.Act{
		{
			Name: "record", Title: lang.T("出示证件并记录", "Show the certificate and record"), From: []string{met}, To: noted, Who: l.handler(), Signs: []procedure.Sign{l.second()}, Form: spotRecordForm{}, Do: s.spotRecorded, Basis: l.b(l.show), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "card-shown", Title: lang.T("已出示执法证件", "the certificate was shown"), Basis: l.b(l.show), Check: spotCardShown},
				{Name: "clear", Title: lang.T("违法事实确凿并有法定依据", "certain facts and a clear law"), Basis: l.b(l.simple), Check: spotClear},
			},
		},
		{
			Name: "tell", Title: lang.T("告知并听取申辩", "Tell and hear"), From: []string{noted}, To: told, Who: l.handler(), Form: spotTellForm{}, Do: s.spotTold, Basis: l.b(l.tell), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "told", Title: lang.T("已告知内容、事实、理由、依据和权利", "content, facts, reasons, basis and rights were told"), Basis: l.b(l.tell), Check: spotRightsTold},
				{Name: "heard", Title: lang.T("提出的申辩已复核", "what the party said was reviewed"), Basis: l.b(l.hear), Check: spotHeard},
			},
		},
		{
			Name: "decide", Title: lang.T("当场决定", "Decide on the spot"), From: []string{told}, To: spotted, Who: l.handler(), Signs: []procedure.Sign{l.second()}, Form: spotDecideForm{}, Do: s.spotDecided, Writs: []string{"spot-decision"}, Basis: l.b(l.simple), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "limit", Title: lang.T("不超过当场处罚的限额", "within the limit of the simple procedure"), Basis: l.b(l.simple), Check: spotLimit},
				{Name: "not-heavier", Title: lang.T("不因申辩加重处罚", "never heavier because of the defence"), Basis: l.b(l.heavier), Check: spotNotHeavier},
				{Name: "as-told", Title: lang.T("不重于告知的处罚", "not heavier than told"), Basis: l.b(l.tell), Check: spotAsTold},
				{Name: "collect", Title: lang.T("当场收缴限于小额或者事后难以执行", "collected on the spot only if small or hard later"), Basis: l.b(l.collect), Check: spotMayCollect},
				{Name: "remote", Title: lang.T("边远地区当场收缴须经当事人提出", "in remote places only at the party's request"), Basis: l.b(l.remote), Check: spotRemote},
			},
		},
		{
			Name: "deliver", Title: lang.T("当场交付决定书", "Hand the decision over"), From: []string{spotted}, Branch: spotDeliveredLeads, Ways: []string{delivered, performed}, Who: l.handler(), Form: spotDeliverForm{}, Do: s.spotDelivered, Basis: l.b(l.deliver), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "on-the-spot", Title: lang.T("决定书当场交付", "handed over on the spot"), Basis: l.b(l.deliver), Check: spotSameDay},
				{Name: "signed", Title: lang.T("已签收，拒绝签收的已注明", "signed for, or the refusal noted"), Basis: l.b(l.deliver), Check: spotSigned},
			},
		},
		{Name: "to-ordinary", Title: lang.T("转普通程序", "Hand to the ordinary procedure"), From: early, To: ordinary, Who: l.handler(), Form: ordinaryForm{}, Do: s.toOrdinary, Basis: l.b(l.ordinary), Tone: procedure.Aside},
		{Name: "drop", Title: lang.T("不予处罚", "No penalty"), From: early, To: dropped, Who: l.handler(), Form: reasonForm{}, Do: s.spotEnded("违法事实不能成立或者依法不予处罚"), Basis: l.b(l.simple), Tone: procedure.Danger},
	}
}

// spotAfter are the acts after the decision: money, filing, publicity, remedies, closing.
func (s *System) spotAfter(l spotLaw) []procedure.Act {
	after := []string{delivered, collected, handed, performed}
	keeper := procedure.Who{Permission: "enforce.case.handle"}
	review := procedure.Act{Name: "review", Title: lang.T("登记复议、诉讼", "Enter a reconsideration or suit"), From: append([]string{demanded}, after...), Who: keeper, Form: spotReviewForm{}, Do: s.spotReviewed, Basis: l.b(l.deliver), Tone: procedure.Aside}
	if l.reviewFirst {
		review.Basis = procedure.Basis{Law: "《行政复议法》", Article: "第二十三条第一款第一项"}
		review.Guards = []procedure.Guard{{Name: "review-first", Title: lang.T("对当场处罚不服的，先申请行政复议", "reconsideration before a suit"), Basis: review.Basis, Check: spotReviewFirst}}
	}
	return []procedure.Act{
		{
			Name: "collect", Title: lang.T("当场收缴罚款", "Collect on the spot"), From: []string{delivered}, To: collected, Who: l.handler(), Form: spotCollectForm{}, Do: s.spotCollected, Basis: l.b(l.collect), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "decided-so", Title: lang.T("决定书载明当场收缴", "the decision says so"), Basis: l.b(l.collect), Check: spotDecidedSo},
				{Name: "receipt", Title: lang.T("出具财政部门统一制发的专用票据", "a receipt of the finance department"), Basis: l.b(l.receipt), Check: spotReceipt},
				{Name: "whole", Title: lang.T("收缴数额等于决定的罚款", "the amount is the fine"), Check: spotWholeCollected},
			},
		},
		{Name: "hand-in", Title: lang.T("罚款交至机关", "Hand the money to the agency"), From: []string{collected}, To: handed, Who: keeper, Form: cashForm{}, Basis: l.b(l.cash), Tone: procedure.Next, Guards: []procedure.Guard{{Name: "whole", Title: lang.T("全额交付", "all of it"), Basis: l.b(l.cash), Check: spotWholeHanded}}},
		{Name: "bank-in", Title: lang.T("罚款缴付银行", "Pay it in at the bank"), From: []string{handed}, To: performed, Who: keeper, Form: cashForm{}, Do: s.spotBanked, Basis: l.b(l.cash), Tone: procedure.Next, Guards: []procedure.Guard{{Name: "whole", Title: lang.T("全额缴付", "all of it"), Basis: l.b(l.cash), Check: spotWholeHanded}}},
		{Name: "pay", Title: lang.T("登记缴款", "Enter a payment"), From: []string{delivered, demanded}, To: performed, Who: keeper, Form: spotPayForm{}, Do: s.spotPaid, Basis: l.b(l.pay), Tone: procedure.Next, Guards: []procedure.Guard{{Name: "whole", Title: lang.T("缴清罚款", "all of it is paid"), Check: spotWholePaid}}},
		{Name: "report", Title: lang.T("报机关备案", "Report to the agency"), From: after, Who: l.handler(), Signs: []procedure.Sign{head}, Basis: l.b(l.file), Tone: procedure.Next, Once: true},
		{Name: "publish", Title: lang.T("公示决定", "Publish the decision"), From: after, Who: procedure.Who{Permission: "enforce.decision.publish"}, Do: spotPublished, Basis: l.publish, Tone: procedure.Aside, Once: true},
		review,
		{
			Name: "demand", Title: lang.T("催告履行", "Demand performance"), From: []string{delivered}, To: demanded, Who: l.handler(), Signs: []procedure.Sign{leader}, Form: serveForm{}, Do: s.spotDemanded, Writs: []string{"enforcement-demand"}, Basis: compel("第五十四条"), Tone: procedure.Next,
			Guards: []procedure.Guard{ladder()},
		},
		{
			Name: "apply-court", Title: lang.T("申请法院强制执行", "Apply to the court"), From: []string{demanded}, To: court, Who: l.handler(), Signs: []procedure.Sign{leader}, Form: applyForm{}, Do: s.spotEnded("申请人民法院强制执行"), Writs: []string{"court-application"}, Basis: compel("第五十三条"), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "no-stay", Title: lang.T("没有进行中的复议、诉讼", "no reconsideration or suit is under way"), Basis: compel("第五十三条"), Check: spotNoStay}},
		},
		{
			Name: "close", Title: lang.T("结案", "Close the case"), From: []string{performed}, To: closed, Who: l.handler(), Signs: []procedure.Sign{head}, Form: spotCloseForm{}, Do: s.spotEnded("行政处罚，当事人已履行"), Basis: l.record, Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "filed", Title: lang.T("已报所属机关备案", "it was reported to the agency"), Basis: l.b(l.file), Check: spotFiled},
				{Name: "published", Title: lang.T("处罚决定已公示", "the decision was published"), Basis: l.publish, Check: spotIsPublished},
				{Name: "recorded", Title: lang.T("全过程记录归档", "the recordings are in the file"), Basis: l.record, Check: recordingsFiled},
			},
		},
	}
}

// clocks are the terms of the simple procedure. Where reconsideration must come first, nobody can sue who did not ask for
// it, so the power to apply to the court begins when that time is over; once it is asked for, when the time to sue after it
// is over.
func (l spotLaw) clocks() []procedure.Clock {
	recon := procedure.Basis{Law: "《行政复议法》", Article: "第二十条"}
	suit := procedure.Basis{Law: "《行政诉讼法》", Article: "第四十六条"}
	apply := func(name, after string) procedure.Clock {
		return procedure.Clock{Name: name, Title: lang.T("申请强制执行", "time to apply to the court"), Rule: "C-APP", Basis: compel("第五十三条"), After: after, Only: spotOwed, Stops: []string{"apply-court", "pay"}, Closes: []string{"apply-court"}}
	}
	out := []procedure.Clock{
		{Name: "report", Title: lang.T("报备案", "report to the agency"), Rule: "P-SIM-FILE", Basis: l.b(l.file), Starts: []string{"decide"}, Stops: []string{"report"}},
		{Name: "publish", Title: lang.T("公示决定", "publicity of the decision"), Rule: l.publishRule, Basis: l.publish, Starts: []string{"decide"}, Stops: []string{"publish"}},
		{Name: "pay", Title: lang.T("缴纳罚款", "payment of the fine"), Rule: "P-PAY", Basis: l.b(l.pay), Starts: []string{"deliver"}, Only: spotOwed, Stops: []string{"pay", "collect"}, Holds: []string{"demand"}, Party: true},
		{Name: "cash", Title: lang.T("罚款交至机关", "cash to the agency"), Rule: "P-CASH", Basis: l.b(l.cash), Starts: []string{"collect"}, Stops: []string{"hand-in"}},
		{Name: "bank", Title: lang.T("罚款缴付银行", "cash to the bank"), Rule: "P-CASH-B", Basis: l.b(l.cash), Starts: []string{"hand-in"}, Stops: []string{"bank-in"}},
		{Name: "reconsider", Title: lang.T("申请行政复议", "time to ask for reconsideration"), Rule: "R-APP", Basis: recon, Starts: []string{"deliver"}, Stops: []string{"review"}, Holds: []string{"apply-court"}, Party: true},
		{Name: "demand", Title: lang.T("催告履行", "time after the demand"), Rule: "C-DEM", Basis: compel("第五十四条"), Starts: []string{"demand"}, Holds: []string{"apply-court"}, Party: true},
		{Name: "sue-after", Title: lang.T("不服复议决定起诉", "time to sue after reconsideration"), Rule: "S-REC", Basis: procedure.Basis{Law: "《行政诉讼法》", Article: "第四十五条"}, Starts: []string{"review"}, Only: spotReviewEnded, Stops: []string{"review"}, Holds: []string{"apply-court"}, Party: true},
	}
	out = append(out, apply("apply-after", "sue-after"))
	if l.reviewFirst {
		return append(out, apply("apply", "reconsider"))
	}
	return append(out,
		procedure.Clock{Name: "sue", Title: lang.T("提起行政诉讼", "time to sue"), Rule: "S-SUE", Basis: suit, Starts: []string{"deliver"}, Stops: []string{"review"}, Holds: []string{"apply-court"}, Party: true},
		apply("apply", "sue"))
}
