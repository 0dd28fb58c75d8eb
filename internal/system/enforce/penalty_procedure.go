package enforce

import (
	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/office"
)

// PenaltyProcedure is 行政处罚普通程序.
const PenaltyProcedure = "enforce.penalty"

// The laws as the procedures cite them.
const (
	penaltyLaw    = "《行政处罚法》"
	compulsionLaw = "《行政强制法》"
	safetyLaw     = "《安全生产法》"
	civilLaw      = "《民事诉讼法》"
	threeSystems  = "《关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见》（国办发〔2018〕118号）"
)

func penal(article string) procedure.Basis { return procedure.Basis{Law: penaltyLaw, Article: article} }

func compel(article string) procedure.Basis {
	return procedure.Basis{Law: compulsionLaw, Article: article}
}

// The stages of a penalty.
const (
	clue        = "clue"
	filed       = "filed"
	reported    = "reported"
	noticed     = "noticed"
	hearing     = "hearing"
	heard       = "heard"
	decided     = "decided"
	served      = "served"
	demanded    = "demanded"
	court       = "court"
	performed   = "performed"
	spared      = "spared"
	closed      = "closed"
	notFiled    = "not-filed"
	dropped     = "dropped"
	transferred = "transferred"
)

// The people of a case, by permission.
var (
	handler = procedure.Who{Permission: "enforce.case.handle", Certificate: "enforcement", Basis: penal("第四十二条第一款")}
	second  = procedure.Sign{Name: "second", Title: lang.T("协办人员", "second officer"), Who: procedure.Who{Permission: "enforce.case.handle", Certificate: "enforcement", Basis: penal("第四十二条第一款")}}
	legal   = procedure.Sign{Name: "legal", Title: lang.T("法制机构人员", "legal unit"), Who: procedure.Who{Permission: "enforce.legal.sign"}}
	head    = procedure.Sign{Name: "head", Title: lang.T("部门负责人", "department head"), Who: procedure.Who{Permission: "enforce.head.sign"}}
	leader  = procedure.Sign{Name: "leader", Title: lang.T("主管局领导", "bureau leader"), Who: procedure.Who{Permission: "enforce.leader.sign"}}
	four    = []procedure.Sign{legal, head, leader} // after the handler: the four-level gate 四级把关
)

// penaltyProcedure is the ordinary procedure of the Penalty Law of 2021.
func (s *System) penaltyProcedure() procedure.Definition {
	return procedure.Definition{
		Name: PenaltyProcedure, Version: 2, Title: lang.T("行政处罚（普通程序）", "Administrative penalty (ordinary procedure)"), Basis: penal("第五章第三节"), Lawful: true,
		From: calendar.Day(2021, 7, 15), Read: "enforce.case.read", Open: "enforce.case.open", Answers: "enforce.legal.review", Start: clue, Data: Penalty{}, Filing: clueForm{},
		Sources: []procedure.Source{office.Items(s.Benchmark), office.Circumstances(s.Benchmark)},
		Stages:  penaltyStages(),
		Acts:    s.penaltyActs(),
		Clocks:  penaltyClocks(),
		Writs:   s.penaltyWrits(),
	}
}

func penaltyStages() []procedure.Stage {
	return []procedure.Stage{
		{Name: clue, Title: lang.T("线索已登记", "Clue registered"), Todo: lang.T("决定是否立案", "Decide whether to file")},
		{Name: filed, Title: lang.T("已立案，调查中", "Filed, under investigation"), Todo: lang.T("调查取证，提出调查报告", "Investigate and report")},
		{Name: reported, Title: lang.T("调查终结", "Investigation ended"), Todo: lang.T("告知、不予处罚、撤案或者移送", "Notify, spare, drop or transfer")},
		{Name: noticed, Title: lang.T("已告知", "Party notified"), Todo: lang.T("送达告知书，听取申辩，审核后决定", "Serve the notice, hear the defence, review, decide")},
		{Name: hearing, Title: lang.T("听证准备", "Hearing asked for"), Todo: lang.T("通知并举行听证", "Notify and hold the hearing")},
		{Name: heard, Title: lang.T("已听证", "Heard"), Todo: lang.T("法制审核后决定", "Review and decide")},
		{Name: decided, Title: lang.T("已决定", "Decided"), Todo: lang.T("送达并公示决定", "Serve and publish")},
		{Name: served, Title: lang.T("已送达，待履行", "Served"), Todo: lang.T("督促履行", "See to performance")},
		{Name: demanded, Title: lang.T("已催告", "Demanded"), Todo: lang.T("到期申请法院强制执行", "Apply to the court when due")},
		{Name: court, Title: lang.T("法院执行中", "With the court"), Todo: lang.T("登记法院裁定和执行结果", "Enter the court's result")},
		{Name: performed, Title: lang.T("履行、执行已了结", "Performed"), Todo: lang.T("结案归档", "Close and archive")},
		{Name: spared, Title: lang.T("不予处罚，待结案", "Spared"), Todo: lang.T("送达并结案", "Serve and close")},
		{Name: closed, Title: lang.T("已结案", "Closed"), Final: true},
		{Name: notFiled, Title: lang.T("不予立案", "Not filed"), Final: true},
		{Name: dropped, Title: lang.T("已撤销案件", "Dropped"), Final: true},
		{Name: transferred, Title: lang.T("已移送", "Transferred"), Final: true},
	}
}

func (s *System) penaltyActs() []procedure.Act {
	var out []procedure.Act
	for _, part := range [][]procedure.Act{s.filing(), s.investigating(), s.custody(), s.notifying(), s.hearings(), s.deciding(), s.performing(), s.closing()} {
		out = append(out, part...)
	}
	return out
}

// filing are the acts from the clue to the case (Art. 54).
func (s *System) filing() []procedure.Act {
	return []procedure.Act{
		{
			Name: "file", Title: lang.T("立案", "File the case"), From: []string{clue}, To: filed, Who: handler, Signs: four, Form: fileForm{}, Do: s.filed, Writs: []string{"filing-approval"},
			Basis: penal("第五十四条第二款"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "limitation", Title: lang.T("违法行为未超过追责时效", "the conduct is not too old"), Basis: penal("第三十六条"), Check: notTooOld},
				{Name: "two-officers", Title: lang.T("两名以上持证执法人员", "two certified officers"), Basis: penal("第四十二条第一款"), Check: twoOfficers},
				{Name: "item", Title: lang.T("违法事项有裁量基准", "the violation has a benchmark"), Basis: penal("第三十四条"), Check: s.knownItem},
			},
		},
		{Name: "not-file", Title: lang.T("不予立案", "Do not file"), From: []string{clue}, To: notFiled, Who: handler, Signs: []procedure.Sign{head, leader}, Form: reasonForm{}, Do: s.ended("不予立案"), Basis: penal("第五十四条第二款"), Tone: procedure.Danger},
		{
			Name: "avoid", Title: lang.T("回避决定", "Decide on avoidance"), From: []string{clue, filed, reported, noticed, hearing, heard}, Who: procedure.Who{Permission: "enforce.leader.sign"}, Form: avoidForm{}, Do: s.avoided,
			Basis: penal("第四十三条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "successor", Title: lang.T("接办人员持证且不是被回避人", "the successor is certified and another person"), Basis: penal("第四十二条第一款"), Check: successor}},
		},
		{
			Name: "extend", Title: lang.T("延长办案期限", "Extend the time of the case"), From: []string{filed, reported, noticed, hearing, heard}, Who: handler, Signs: []procedure.Sign{leader}, Form: extendForm{}, Writs: []string{"extension-approval"},
			Basis: penal("第六十条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{
				{Name: "extendable", Title: lang.T("规章另有规定可以延长", "a rule of the ministry knows an extension"), Basis: penal("第六十条"), Check: extendable},
				{Name: "level", Title: lang.T("由有权的层级批准", "approved at the level that may"), Check: extensionLevel},
			},
		},
	}
}

// investigating are the acts of the investigation (Arts. 54 to 57).
func (s *System) investigating() []procedure.Act {
	return []procedure.Act{
		{
			Name: "inquire", Title: lang.T("询问", "Inquire"), From: []string{filed}, Who: handler, Signs: []procedure.Sign{second}, Form: recordForm{}, Writs: []string{"inquiry-notice", "inquiry-record"}, Basis: penal("第五十五条"), Tone: procedure.Next,
			Films: []procedure.Film{{Key: "card", Title: lang.T("出示执法证件", "the certificate is shown"), When: cardMoment}, {Key: "inquiry", Title: lang.T("告知权利义务和询问", "rights told, and the inquiry"), When: inquiryMoment}},
			Guards: []procedure.Guard{
				{Name: "card-shown", Title: lang.T("已出示执法证件（录像覆盖）", "the certificate was shown, on film"), Basis: penal("第五十五条第一款"), Check: cardShown},
				{Name: "kept-out", Title: lang.T("办理人没有被决定回避", "nobody who must stay out"), Basis: penal("第四十三条第一款"), Check: keptOut},
				{Name: "rights-told", Title: lang.T("已告知权利义务", "the rights were told"), Basis: penal("第五十五条第二款"), Check: rightsTold},
			},
		},
		{Name: "survey", Title: lang.T("勘验", "Survey the place"), From: []string{filed}, Who: handler, Signs: []procedure.Sign{second}, Form: surveyForm{}, Writs: []string{"survey-record"}, Basis: penal("第五十五条第二款"), Tone: procedure.Next, Films: []procedure.Film{{Key: "survey", Title: lang.T("勘验", "the survey"), When: surveyMoment}}, Guards: []procedure.Guard{{Name: "kept-out", Title: lang.T("办理人没有被决定回避", "nobody who must stay out"), Basis: penal("第四十三条第一款"), Check: keptOut}}},
		{
			Name: "report", Title: lang.T("调查终结", "End the investigation"), From: []string{filed}, To: reported, Who: handler, Signs: []procedure.Sign{second}, Form: reportForm{}, Do: s.reported, Writs: []string{"investigation-report"},
			Basis: penal("第五十七条第一款"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "kept-out", Title: lang.T("办理人没有被决定回避", "nobody who must stay out"), Basis: penal("第四十三条第一款"), Check: keptOut},
				{Name: "evidence", Title: lang.T("有查证属实的证据", "there is evidence"), Basis: penal("第四十六条"), Check: someEvidence},
				{Name: "benchmark", Title: lang.T("建议合于法定幅度，偏离基准已说明", "the proposal keeps to the law and says where it differs"), Basis: penal("第三十四条"), Check: s.proposalFits},
			},
		},
		{Name: "reopen", Title: lang.T("补充调查", "Investigate further"), From: []string{reported, noticed, heard}, To: filed, Who: handler, Form: reasonForm{}, Do: s.reopened, Basis: penal("第五十四条第一款"), Tone: procedure.Aside},
	}
}

// custody are the acts on preserved and sealed things (Art. 56; Compulsion Law, Arts. 18 to 28).
func (s *System) custody() []procedure.Act {
	during := []string{filed, reported, noticed, hearing, heard}
	return []procedure.Act{
		{
			Name: "preserve", Title: lang.T("先行登记保存", "Preserve evidence"), From: []string{filed}, Who: handler, Signs: []procedure.Sign{second, leader}, Form: preserveForm{}, Do: s.preserved, Writs: []string{"preservation-approval", "preservation-notice"}, Basis: penal("第五十六条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "not-held", Title: lang.T("没有未处理的登记保存", "nothing else is preserved"), Check: nothingHeld}},
		},
		{
			Name: "preserve-end", Title: lang.T("处理登记保存的证据", "Decide on preserved evidence"), From: during, Who: handler, Signs: []procedure.Sign{leader}, Form: preserveEndForm{}, Do: s.preserveEnded, Writs: []string{"preservation-disposal-approval", "preservation-decision"}, Basis: penal("第五十六条"), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "held", Title: lang.T("有登记保存的证据", "something is preserved"), Check: somethingHeld}},
		},
		{Name: "preserve-release", Title: lang.T("登记保存自动解除", "Preservation ends by itself"), From: during, Machine: true, Do: s.released, Basis: penal("第五十六条"), Tone: procedure.Aside},
	}
}

// notifying are the acts after the report (Arts. 33, 44, 45, 57, 62).
func (s *System) notifying() []procedure.Act {
	return []procedure.Act{
		{
			Name: "notify", Title: lang.T("行政处罚告知", "Notify the intended penalty"), From: []string{reported}, To: noticed, Who: handler, Signs: four, Form: noticeForm{}, Do: s.notified, Writs: []string{"penalty-notice", "hearing-notice"},
			Basis: penal("第四十四条"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "to-punish", Title: lang.T("调查报告建议处罚", "the report proposes to punish"), Basis: penal("第五十七条第一款第一项"), Check: disposal("punish")},
				{Name: "range", Title: lang.T("在法定幅度内", "within the law"), Basis: penal("第三十四条"), Check: s.noticeFits},
				{Name: "not-heavier", Title: lang.T("重新告知不因申辩加重", "a second notice is not heavier because of the defence"), Basis: penal("第四十五条第二款"), Check: secondNotice},
			},
		},
		{Name: "serve-notice", Title: lang.T("送达告知书", "Serve the notice"), From: []string{noticed}, Who: handler, Form: serveForm{}, Do: s.noticeServed, Writs: []string{"service-receipt"}, Basis: penal("第六十一条"), Tone: procedure.Next, Guards: []procedure.Guard{ladder(), {Name: "not-served", Title: lang.T("尚未送达", "it was not served yet"), Check: noticeUnserved}}},
		{
			Name: "defend", Title: lang.T("陈述申辩及复核", "Statement and defence"), From: []string{noticed, hearing, heard}, Who: handler, Form: defenceForm{}, Do: s.defended, Writs: []string{"defence-record"}, Basis: penal("第四十五条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "notice-served", Title: lang.T("告知书已送达", "the notice was served"), Basis: penal("第四十四条"), Check: noticeServed}},
		},
		{
			Name: "request-hearing", Title: lang.T("受理听证要求", "Take a request for a hearing"), From: []string{noticed}, To: hearing, Who: handler, Form: hearingForm{}, Basis: penal("第六十四条第一项"), Tone: procedure.Aside,
			Guards: []procedure.Guard{
				{Name: "hearing-told", Title: lang.T("已告知听证权利并送达", "the right was told and the notice served"), Basis: penal("第六十三条第一款"), Check: hearingTold},
				{Name: "not-waived", Title: lang.T("没有放弃听证", "it was not waived"), Check: notWaived},
			},
		},
		{
			Name: "waive-hearing", Title: lang.T("当事人放弃听证", "The party waives the hearing"), From: []string{noticed, hearing}, To: noticed, Who: handler, Form: hearingForm{}, Do: s.waived, Basis: penal("第六十四条第六项"), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "hearing-told", Title: lang.T("已告知听证权利并送达", "the right was told and the notice served"), Basis: penal("第六十三条第一款"), Check: hearingTold}},
		},
		{
			Name: "spare", Title: lang.T("不予行政处罚", "No penalty"), From: []string{reported}, To: spared, Who: handler, Signs: four, Form: spareForm{}, Do: s.sparedDo, Writs: []string{"no-penalty-decision", "commitment"}, Basis: penal("第五十七条第一款第二项"), Tone: procedure.Aside,
			Guards: []procedure.Guard{
				{Name: "to-spare", Title: lang.T("调查报告建议不予处罚", "the report proposes no penalty"), Basis: penal("第五十七条第一款第二项"), Check: toSpare},
				{Name: "ground", Title: lang.T("符合法定不予处罚情形", "a ground of the law is met"), Basis: penal("第三十三条第一款、第二款"), Check: ground},
				{Name: "first", Title: lang.T("首违：回溯期内没有同类违法，已签承诺书", "first: no like violation in the look-back, commitment signed"), Basis: penal("第三十三条第一款"), Check: firstOnly},
				{Name: "educate", Title: lang.T("已对当事人进行教育", "the party was educated"), Basis: penal("第三十三条第三款"), Check: educated},
				{Name: "custody-ended", Title: lang.T("先行登记保存的证据已处理", "preserved evidence was decided on"), Basis: penal("第五十六条"), Check: custodyEnded},
			},
		},
		{
			Name: "drop", Title: lang.T("撤销案件", "Drop the case"), From: []string{filed, reported}, To: dropped, Who: handler, Signs: four, Form: dropForm{}, Do: s.dropped, Basis: penal("第五十七条第一款第三项"), Tone: procedure.Danger,
			Guards: []procedure.Guard{
				{Name: "to-drop", Title: lang.T("撤案事由合于调查报告", "the reason agrees with the report"), Basis: penal("第五十七条第一款第三项"), Check: toDrop},
				{Name: "custody-ended", Title: lang.T("先行登记保存的证据已处理", "preserved evidence was decided on"), Basis: penal("第五十六条"), Check: custodyEnded},
			},
		},
		{
			Name: "transfer", Title: lang.T("移送司法机关", "Transfer to the police"), From: []string{reported}, To: transferred, Who: handler, Signs: []procedure.Sign{second, legal, leader}, Form: transferForm{}, Do: s.transferred, Writs: []string{"transfer-approval", "transfer-letter"},
			Basis: penal("第五十七条第一款第四项"), Tone: procedure.Danger,
			Guards: []procedure.Guard{{Name: "to-transfer", Title: lang.T("调查报告建议移送", "the report proposes a transfer"), Basis: penal("第二十七条"), Check: disposal("transfer")}, {Name: "custody-ended", Title: lang.T("先行登记保存的证据已处理", "preserved evidence was decided on"), Basis: penal("第五十六条"), Check: custodyEnded}},
		},
	}
}

// hearings are the acts of a hearing (Arts. 63 to 65).
func (s *System) hearings() []procedure.Act {
	return []procedure.Act{
		{
			Name: "set-hearing", Title: lang.T("听证通知", "Set the hearing"), From: []string{hearing}, Who: procedure.Who{Permission: "enforce.hearing.host"}, Form: meetingForm{}, Do: s.hearingSet, Writs: []string{"hearing-meeting"}, Basis: penal("第六十四条第二项"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "notice-days", Title: lang.T("提前七个工作日通知", "seven working days ahead"), Basis: penal("第六十四条第二项"), Check: hearingFarEnough},
				{Name: "in-public", Title: lang.T("除法定情形外公开举行", "in public but for the law's exceptions"), Basis: penal("第六十四条第三项"), Check: inPublic},
				{Name: "host-apart", Title: lang.T("主持人不是本案调查人员", "the host did not investigate"), Basis: penal("第六十四条第四项"), Check: hostApart},
			},
		},
		{
			Name: "serve-hearing", Title: lang.T("送达听证通知", "Serve the notice of the hearing"), From: []string{hearing}, Who: handler, Form: serveForm{}, Do: s.hearingServed, Writs: []string{"service-receipt"}, Basis: penal("第六十四条第二项"), Tone: procedure.Next,
			Guards: []procedure.Guard{ladder(), {Name: "notice-days", Title: lang.T("举行的七个工作日前送达", "served seven working days before"), Basis: penal("第六十四条第二项"), Check: hearingServedInTime}},
		},
		{
			Name: "hold-hearing", Title: lang.T("举行听证", "Hold the hearing"), From: []string{hearing}, To: heard, Form: heldForm{}, Do: s.heard, Writs: []string{"hearing-record", "hearing-report"}, Basis: penal("第六十四条第七项、第八项"), Tone: procedure.Next,
			Who: procedure.Who{Permission: "enforce.hearing.host", NotBy: []procedure.NotBy{
				{Act: "file", Basis: penal("第六十四条第四项")}, {Act: "inquire", Basis: penal("第六十四条第四项")}, {Act: "report", Basis: penal("第六十四条第四项")},
			}},
			Guards: []procedure.Guard{
				{Name: "agents", Title: lang.T("委托代理人一至二人", "one or two agents"), Basis: penal("第六十四条第五项"), Check: agentsFew},
				{Name: "after-notice", Title: lang.T("在通知的时间举行", "not before the time of the notice"), Basis: penal("第六十四条第二项"), Check: heardOnTime},
			},
		},
	}
}

// deciding are review, discussion and decision (Arts. 57 to 61).
func (s *System) deciding() []procedure.Act {
	return []procedure.Act{
		{
			Name: "review", Title: lang.T("法制审核", "Legal review"), From: []string{noticed, heard}, Branch: reviewLeads, Ways: []string{noticed, heard, filed}, Form: reviewForm{}, Do: s.reviewed, Writs: []string{"legal-review"}, Basis: penal("第五十八条第一款"), Tone: procedure.Next,
			Who: procedure.Who{Permission: "enforce.legal.review", Certificate: "legal", Basis: penal("第五十八条第二款"), NotBy: []procedure.NotBy{{Act: "inquire", Basis: penal("第五十八条第一款")}, {Act: "report", Basis: penal("第五十八条第一款")}}},
			Guards: []procedure.Guard{
				{Name: "recorded", Title: lang.T("全过程记录缺漏已说明", "gaps of the recordings are answered"), Basis: penal("第四十七条"), Check: recorded},
				{Name: "notice-served", Title: lang.T("告知书已送达", "the notice was served"), Basis: penal("第四十四条"), Check: noticeServed},
			},
		},
		{
			Name: "discuss", Title: lang.T("集体讨论", "Collective discussion"), From: []string{noticed, heard}, Who: procedure.Who{Permission: "enforce.leader.sign"}, Form: discussForm{}, Do: s.discussed, Writs: []string{"discussion-minutes"}, Basis: penal("第五十七条第二款"), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "quorum", Title: lang.T("负责人三人以上出席，多数同意", "three leaders and a majority"), Basis: penal("第五十七条第二款"), Check: quorum}},
		},
		{
			Name: "decide", Title: lang.T("行政处罚决定", "Decide the penalty"), From: []string{noticed, heard}, To: decided, Who: handler, Signs: four, Form: decideForm{}, Do: s.decided, Writs: []string{"disposal-sheet", "penalty-decision-unit", "penalty-decision-person"},
			Basis: penal("第五十七条"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "notice-served", Title: lang.T("处罚前已告知", "the party was told before"), Basis: penal("第六十二条"), Check: noticeServed},
				{Name: "not-heavier", Title: lang.T("不因申辩加重处罚", "never heavier because of the defence"), Basis: penal("第四十五条第二款"), Check: notHeavier},
				{Name: "told-amount", Title: lang.T("不重于告知的处罚", "not heavier than told"), Basis: penal("第六十二条"), Check: asTold},
				{Name: "review", Title: lang.T("应当审核的已经法制审核", "reviewed where the law demands it"), Basis: penal("第五十八条第一款"), Check: reviewedIfNeeded},
				{Name: "discussion", Title: lang.T("应当集体讨论的已经讨论", "discussed where the law demands it"), Basis: penal("第五十七条第二款"), Check: discussedIfNeeded},
				{Name: "range", Title: lang.T("在法定幅度内", "within the law"), Basis: penal("第三十四条"), Check: s.decisionFits},
				{Name: "custody-ended", Title: lang.T("先行登记保存的证据已处理", "preserved evidence was decided on"), Basis: penal("第五十六条"), Check: custodyEnded},
			},
		},
		{Name: "serve", Title: lang.T("送达决定书", "Serve the decision"), From: []string{decided}, Branch: servedLeads, Ways: []string{served, performed}, Who: handler, Form: serveForm{}, Do: s.decisionServed, Writs: []string{"service-receipt"}, Basis: penal("第六十一条"), Tone: procedure.Next, Guards: []procedure.Guard{ladder()}},
		{
			Name: "publish", Title: lang.T("公示决定", "Publish the decision"), From: []string{decided, served, demanded, court, performed, closed}, Who: procedure.Who{Permission: "enforce.decision.publish"}, Do: s.published, Basis: procedure.Basis{Law: safetyLaw, Article: "第七十八条第二款"}, Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "not-changed", Title: lang.T("决定没有被变更、撤销", "the decision stands"), Basis: penal("第四十八条第二款"), Check: notChanged}},
		},
	}
}

// performing are payment, delay and enforcement (Arts. 66, 67, 72, 73; Compulsion Law, Arts. 53 to 55).
func (s *System) performing() []procedure.Act {
	owing := []string{served, demanded, court}
	return []procedure.Act{
		{
			Name: "pay", Title: lang.T("登记缴款", "Enter a payment"), From: owing, Branch: paidLeads, Ways: []string{served, demanded, court, performed}, Who: handler, Form: payForm{}, Do: s.paid, Basis: penal("第六十七条第三款"), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "not-more", Title: lang.T("不超过应缴数额（加处罚款以本金为限）", "not more than is owed; the surcharge at most the fine"), Basis: penal("第七十二条第一款第一项"), Check: notMoreThanOwed}},
		},
		{
			Name: "defer", Title: lang.T("批准延期（分期）缴纳", "Grant a delay"), From: []string{served, demanded}, Who: handler, Signs: []procedure.Sign{leader}, Form: deferForm{}, Do: s.deferred, Writs: []string{"deferral-approval", "deferral-permission"}, Basis: penal("第六十六条第二款"), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "whole", Title: lang.T("分期合计等于未缴罚款", "the parts add up to what is owed"), Check: planAddsUp}},
		},
		{Name: "remind", Title: lang.T("罚款催缴", "Remind of the fine"), From: []string{served}, Who: handler, Form: remindForm{}, Writs: []string{"fine-reminder"}, Basis: penal("第七十二条"), Tone: procedure.Aside},
		{
			Name: "serve-other", Title: lang.T("送达其他文书", "Serve other writs"), From: []string{filed, reported, noticed, hearing, heard, decided, served, demanded, court, performed, spared}, Who: handler, Form: serveForm{}, Do: s.othersServed, Writs: []string{"service-receipt"}, Basis: penal("第六十一条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{ladder(), {Name: "unserved", Title: lang.T("有尚未送达的文书", "something waits to be served"), Check: somethingUnserved}},
		},
		{Name: "stay", Title: lang.T("登记复议、诉讼", "Enter a reconsideration or suit"), From: owing, Who: handler, Form: stayForm{}, Do: s.stayed, Basis: penal("第七十三条"), Tone: procedure.Aside},
		{Name: "resume", Title: lang.T("复议、诉讼终结", "Reconsideration or suit ended"), From: owing, Who: handler, Form: stayForm{}, Do: s.resumed, Basis: penal("第七十三条第三款"), Tone: procedure.Aside},
		{
			Name: "demand", Title: lang.T("制作催告书", "Make the demand"), From: []string{served}, Who: handler, Signs: []procedure.Sign{leader}, Do: s.demanded, Writs: []string{"enforcement-demand"}, Basis: compel("第五十四条"), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "unpaid", Title: lang.T("逾期未履行", "it is overdue and not paid"), Basis: compel("第五十三条"), Check: unpaid}},
		},
		{
			Name: "serve-demand", Title: lang.T("送达催告书", "Serve the demand"), From: []string{served}, To: demanded, Who: handler, Form: serveForm{}, Do: s.demandServed, Writs: []string{"service-receipt"}, Basis: compel("第五十四条"), Tone: procedure.Next,
			Guards: []procedure.Guard{ladder()},
		},
		{
			Name: "apply-court", Title: lang.T("申请法院强制执行", "Apply to the court"), From: []string{demanded}, To: court, Who: handler, Signs: []procedure.Sign{legal, leader}, Form: applyForm{}, Do: s.demanded, Writs: []string{"court-application"}, Basis: compel("第五十三条"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "no-stay", Title: lang.T("没有进行中的复议、诉讼", "no reconsideration or suit is under way"), Basis: compel("第五十三条"), Check: noStay},
				{Name: "stands", Title: lang.T("决定有效且未履行", "the decision stands and is not performed"), Basis: compel("第五十三条"), Check: unpaid},
			},
		},
		{Name: "court-result", Title: lang.T("登记法院执行结果", "Enter the court's result"), From: []string{court}, To: performed, Who: handler, Form: courtForm{}, Do: s.courtResult, Basis: compel("第五十七条"), Tone: procedure.Next},
	}
}

// closing are closing, and what may come after it (Art. 48).
func (s *System) closing() []procedure.Act {
	after := []string{decided, served, demanded, court, performed, closed}
	return []procedure.Act{
		{Name: "serve-spared", Title: lang.T("送达不予处罚决定书", "Serve the no-penalty decision"), From: []string{spared}, Who: handler, Form: serveForm{}, Do: s.sparedServed, Writs: []string{"service-receipt"}, Basis: penal("第六十一条"), Tone: procedure.Next, Once: true, Guards: []procedure.Guard{ladder()}},
		{
			Name: "close", Title: lang.T("结案", "Close the case"), From: []string{decided, served, demanded, court, performed, spared}, To: closed, Who: handler, Signs: four, Form: closeForm{}, Do: s.closedDo, Writs: []string{"closing-approval", "archive-cover", "archive-index"}, Basis: penal("第四十七条"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "done", Title: lang.T("决定已履行、已了结或者已撤销", "performed, ended, or revoked"), Basis: penal("第六十六条第一款"), Check: done},
				{Name: "all-served", Title: lang.T("应送达的文书均已送达", "all that must be served was served"), Basis: penal("第六十一条"), Check: allServed},
				{Name: "published", Title: lang.T("处罚决定已公示", "the decision was published"), Basis: procedure.Basis{Law: safetyLaw, Article: "第七十八条第二款"}, Check: publishedIfPunished},
				{Name: "recorded", Title: lang.T("全过程记录归档", "the recordings are in the file"), Basis: penal("第四十七条"), Check: recordingsFiled},
			},
		},
		{Name: "change-decision", Title: lang.T("变更、撤销决定", "Change or revoke the decision"), From: after, Who: procedure.Who{Permission: "enforce.leader.sign"}, Form: changeForm{}, Do: s.changed, Basis: penal("第七十五条第二款"), Tone: procedure.Danger},
		{
			Name: "withdraw", Title: lang.T("撤回公示", "Withdraw the publication"), From: after, Who: procedure.Who{Permission: "enforce.decision.publish"}, Form: reasonForm{}, Do: s.withdrawn, Basis: penal("第四十八条第二款"), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "changed", Title: lang.T("决定已被依法变更、撤销或者确认违法", "the decision was changed, revoked or declared illegal"), Basis: penal("第四十八条第二款"), Check: isChanged}},
		},
	}
}
