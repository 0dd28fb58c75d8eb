package writ

import (
	"slices"

	"anlan/internal/base/document"
	"anlan/internal/base/lang"
)

// The laws whose articles stand in Kind.Basis, as writs cite them.
const (
	penaltyLaw      = "《中华人民共和国行政处罚法》"
	safetyLaw       = "《中华人民共和国安全生产法》"
	compulsionLaw   = "《中华人民共和国行政强制法》"
	disclosureRules = "《中华人民共和国政府信息公开条例》"
	visitRules      = "《信访工作条例》"
)

// All are the kinds of writ, in the order in which a case meets them. The codes of the numbers are customary and not law; an
// agency's own are in its document.Pattern.
func All() []Kind {
	return slices.Concat(inspections(), evidence(), penalties(), execution(), requests())
}

// inspections are the writs of supervision on site.
func inspections() []Kind {
	return []Kind{
		{
			Name: "inspection-plan", Title: lang.T("现场检查方案", "Inspection plan"), Code: "检案",
			Zero: &InspectionPlan{}, Internal: true, Approval: true, Officers: 2,
		},
		{
			Name: "inspection-approval", Title: lang.T("行政检查审批表", "Inspection approval"), Code: "检审",
			Zero: &InspectionApproval{}, Internal: true, Approval: true, Officers: 2,
		},
		{
			Name: "inspection-notice", Title: lang.T("行政检查通知书", "Inspection notice"), Code: "检通",
			Zero: &InspectionNotice{}, Gates: []Gate{{"inspection-approval"}}, Basis: safetyLaw + "第六十二条、第六十五条", Served: true, Sealed: true, Party: true, Officers: 2, Contact: true, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "inspection-record", Title: lang.T("现场检查记录", "On-site inspection record"), Code: "检记",
			Zero: &InspectionRecord{}, Gates: []Gate{{"inspection-plan"}}, Basis: safetyLaw + "第六十五条", Party: true, Officers: 2, Copies: []string{"由本机关备案", "交被检查单位"},
		},
		{
			Name: "measures-decision", Title: lang.T("现场处理措施决定书", "On-site measures decision"), Code: "现决",
			Zero: &MeasuresDecision{}, Gates: []Gate{{"inspection-record"}}, Served: true, Sealed: true, Remedied: true, Party: true, Officers: 2, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "rectification-order", Title: lang.T("责令限期整改指令书", "Rectification order"), Code: "责改",
			Zero: &RectificationOrder{}, Gates: []Gate{{"inspection-record"}}, Served: true, Sealed: true, Remedied: true, Party: true, Officers: 2, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "recheck-opinion", Title: lang.T("整改复查意见书", "Re-check opinion"), Code: "复查",
			Zero: &RecheckOpinion{}, Gates: []Gate{{"inspection-record", "measures-decision", "rectification-order"}}, Served: true, Sealed: true, Party: true, Officers: 2, Copies: []string{"由本机关备案", "交当事人"},
		},
	}
}

// evidence are the writs from filing to the evidence and what is taken into custody.
func evidence() []Kind {
	return []Kind{
		{
			Name: "filing-approval", Title: lang.T("立案审批表", "Filing approval"), Code: "立",
			Zero: &FilingApproval{}, Basis: penaltyLaw + "第五十四条", Internal: true, Approval: true, Case: true, Party: true,
		},
		{
			Name: "inquiry-notice", Title: lang.T("询问通知书", "Inquiry notice"), Code: "询",
			Zero: &InquiryNotice{}, Basis: penaltyLaw + "第五十五条", Served: true, Sealed: true, Case: true, Officers: 2, Contact: true, Copies: []string{"由本机关备案", "交被询问人"},
		},
		{
			Name: "inquiry-record", Title: lang.T("询问笔录", "Inquiry record"),
			Zero: &InquiryRecord{}, Gates: []Gate{{"inquiry-notice"}}, Basis: penaltyLaw + "第五十五条", Case: true, Officers: 2,
		},
		{
			Name: "survey-record", Title: lang.T("勘验笔录", "Survey record"),
			Zero: &SurveyRecord{}, Basis: penaltyLaw + "第五十五条", Case: true, Officers: 2,
		},
		{
			Name: "sample-receipt", Title: lang.T("抽样取证凭证", "Sample receipt"), Code: "抽",
			Zero: &SampleReceipt{}, Basis: penaltyLaw + "第五十六条", Sealed: true, Case: true, Party: true, Officers: 2, Copies: []string{"由本机关备案", "交被抽样取证人"},
		},
		{
			Name: "appraisal-entrustment", Title: lang.T("鉴定委托书", "Appraisal entrustment"), Code: "鉴",
			Zero: &AppraisalEntrustment{}, Sealed: true, Case: true, Contact: true, Copies: []string{"由本机关备案", "交鉴定机构"},
		},
		{
			Name: "preservation-approval", Title: lang.T("先行登记保存证据审批表", "Approval to preserve evidence"), Code: "先保审",
			Zero: &PreservationApproval{}, Basis: penaltyLaw + "第五十六条", Internal: true, Approval: true, Case: true, Party: true,
		},
		{
			Name: "preservation-notice", Title: lang.T("先行登记保存证据通知书", "Notice of preserved evidence"), Code: "先保通",
			Zero: &PreservationNotice{}, Gates: []Gate{{"preservation-approval"}}, Basis: penaltyLaw + "第五十六条", Served: true, Sealed: true, Case: true, Party: true, Officers: 2, Terms: []Term{PreserveDays}, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "preservation-disposal-approval", Title: lang.T("先行登记保存证据处理审批表", "Approval to dispose of preserved evidence"), Code: "先保处审",
			Zero: &PreservationDisposalApproval{}, Gates: []Gate{{"preservation-notice"}}, Internal: true, Approval: true, Case: true, Party: true,
		},
		{
			Name: "preservation-decision", Title: lang.T("先行登记保存证据处理决定书", "Decision on preserved evidence"), Code: "先保处",
			Zero: &PreservationDecision{}, Gates: []Gate{{"preservation-disposal-approval"}}, Basis: penaltyLaw + "第五十六条", Served: true, Sealed: true, Party: true, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "seizure-approval", Title: lang.T("查封（扣押）审批表", "Approval to seal or seize"), Code: "查扣审",
			Zero: &SeizureApproval{}, Internal: true, Approval: true, Case: true, Party: true,
		},
		{
			Name: "seizure-decision", Title: lang.T("查封（扣押）决定书", "Decision to seal or seize"), Code: "查扣",
			Zero: &SeizureDecision{}, Gates: []Gate{{"seizure-approval"}}, Served: true, Sealed: true, Remedied: true, Party: true, Officers: 2, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "seizure-list", Title: lang.T("查封（扣押）物品清单", "List of things sealed or seized"),
			Zero: &SeizureList{}, Gates: []Gate{{"seizure-decision"}}, Sealed: true, Party: true, Officers: 2, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "seizure-disposal", Title: lang.T("查封（扣押）处理决定书", "Decision on things sealed or seized"), Code: "查扣处",
			Zero: &SeizureDisposal{}, Gates: []Gate{{"seizure-decision"}}, Basis: compulsionLaw + "第二十七条、第二十八条", Served: true, Sealed: true, Remedied: true, Party: true, Copies: []string{"由本机关备案", "交当事人"},
		},
	}
}

// penalties are the writs from the report to the decision.
func penalties() []Kind {
	return []Kind{
		{
			Name: "investigation-report", Title: lang.T("案件调查报告", "Investigation report"),
			Zero: &InvestigationReport{}, Gates: []Gate{{"filing-approval"}}, Internal: true, Case: true, Party: true, Officers: 2,
		},
		{
			Name: "legal-review", Title: lang.T("法制审核意见书", "Legal review opinion"), Code: "法审",
			Zero: &LegalReview{}, Gates: []Gate{{"investigation-report"}}, Basis: penaltyLaw + "第五十八条", Internal: true, Case: true, Party: true,
		},
		{
			Name: "penalty-notice", Title: lang.T("行政处罚告知书", "Penalty notice"), Code: "罚告",
			Zero: &PenaltyNotice{}, Gates: []Gate{{"investigation-report"}}, Basis: penaltyLaw + "第四十四条、第四十五条、第六十二条", Served: true, Sealed: true, Party: true, Contact: true, Terms: []Term{DefenceDays}, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "hearing-notice", Title: lang.T("行政处罚听证告知书", "Notice of the right to a hearing"), Code: "听告",
			Zero: &HearingNotice{}, Gates: []Gate{{"penalty-notice"}}, Basis: penaltyLaw + "第六十三条、第六十四条", Served: true, Sealed: true, Party: true, Contact: true, Terms: []Term{HearingDays}, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "defence-record", Title: lang.T("当事人陈述申辩笔录", "Defence record"),
			Zero: &DefenceRecord{}, Gates: []Gate{{"penalty-notice"}}, Case: true, Party: true, Officers: 2,
		},
		{
			Name: "hearing-meeting", Title: lang.T("行政处罚听证会通知书", "Notice of the hearing"), Code: "听通",
			Zero: &HearingMeeting{}, Gates: []Gate{{"hearing-notice"}}, Basis: penaltyLaw + "第六十四条", Served: true, Sealed: true, Case: true, Party: true, Contact: true, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "hearing-record", Title: lang.T("听证笔录", "Hearing record"),
			Zero: &HearingRecord{}, Gates: []Gate{{"hearing-meeting"}}, Case: true, Party: true, Officers: 2,
		},
		{
			Name: "hearing-report", Title: lang.T("听证会报告书", "Hearing report"),
			Zero: &HearingReport{}, Gates: []Gate{{"hearing-record"}}, Basis: penaltyLaw + "第六十五条", Internal: true, Case: true, Party: true,
		},
		{
			Name: "disposal-sheet", Title: lang.T("案件处理呈批表", "Case disposal sheet"), Code: "呈批",
			Zero: &DisposalSheet{}, Gates: []Gate{{"penalty-notice"}}, Internal: true, Approval: true, Case: true, Party: true,
		},
		{
			Name: "discussion-minutes", Title: lang.T("行政处罚集体讨论记录", "Collective discussion minutes"),
			Zero: &DiscussionMinutes{}, Gates: []Gate{{"investigation-report"}}, Basis: penaltyLaw + "第五十七条", Internal: true, Case: true, Party: true,
		},
		{
			Name: "penalty-decision-unit", Title: lang.T("行政处罚决定书（单位）", "Penalty decision (unit)"), Head: "行政处罚决定书", Code: "罚",
			Zero: &Decision{}, Gates: []Gate{{"penalty-notice"}, {"disposal-sheet"}}, Served: true, Sealed: true, Remedied: true, For: Unit, Party: true, Terms: []Term{PayDays, SurchargePercent}, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "penalty-decision-person", Title: lang.T("行政处罚决定书（个人）", "Penalty decision (person)"), Head: "行政处罚决定书", Code: "罚",
			Zero: &Decision{}, Gates: []Gate{{"penalty-notice"}, {"disposal-sheet"}}, Served: true, Sealed: true, Remedied: true, For: Person, Party: true, Terms: []Term{PayDays, SurchargePercent}, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "spot-decision", Title: lang.T("当场行政处罚决定书", "On-the-spot penalty decision"), Code: "当罚",
			Zero: &SpotDecision{}, Basis: penaltyLaw + "第五十一条、第五十二条", Served: true, Sealed: true, Remedied: true, Party: true, Officers: 2, Terms: []Term{PayDays, SurchargePercent}, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "no-penalty-decision", Title: lang.T("不予行政处罚决定书", "No-penalty decision"), Code: "不罚",
			Zero: &NoPenaltyDecision{}, Basis: penaltyLaw + "第三十三条", Served: true, Sealed: true, Remedied: true, Party: true, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "commitment", Title: lang.T("首次违法改正承诺书", "First-violation commitment"),
			Zero: &Commitment{}, Party: true,
		},
	}
}

// execution are the writs after the decision, and the file.
func execution() []Kind {
	return []Kind{
		{
			Name: "fine-reminder", Title: lang.T("罚款催缴通知书", "Fine reminder"), Code: "催缴",
			Zero: &FineReminder{}, Gates: []Gate{{"penalty-decision-unit", "penalty-decision-person", "spot-decision"}}, Basis: penaltyLaw + "第七十二条", Served: true, Sealed: true, Party: true, Contact: true, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "deferral-approval", Title: lang.T("延期（分期）缴纳罚款审批表", "Approval to defer a fine"), Code: "缴审",
			Zero: &DeferralApproval{}, Gates: []Gate{{"penalty-decision-unit", "penalty-decision-person", "spot-decision"}}, Basis: penaltyLaw + "第六十六条", Internal: true, Approval: true, Case: true, Party: true,
		},
		{
			Name: "deferral-permission", Title: lang.T("延期（分期）缴纳罚款批准书", "Permission to defer a fine"), Code: "缴批",
			Zero: &DeferralPermission{}, Gates: []Gate{{"deferral-approval"}}, Basis: penaltyLaw + "第六十六条", Served: true, Sealed: true, Party: true, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "enforcement-demand", Title: lang.T("行政强制执行催告书", "Enforcement demand"), Code: "催告",
			Zero: &EnforcementDemand{}, Gates: []Gate{{"penalty-decision-unit", "penalty-decision-person", "spot-decision"}}, Basis: compulsionLaw + "第五十四条", Served: true, Sealed: true, Party: true, Contact: true, Terms: []Term{DemandDays}, Copies: []string{"由本机关备案", "交当事人"},
		},
		{
			Name: "court-application", Title: lang.T("强制执行申请书", "Application to the court"), Code: "强执",
			Zero: &CourtApplication{}, Gates: []Gate{{"enforcement-demand"}}, Basis: compulsionLaw + "第五十三条、第五十五条", Sealed: true, Party: true, Contact: true, Copies: []string{"交人民法院", "由本机关备案"},
		},
		{
			Name: "transfer-approval", Title: lang.T("案件移送审批表", "Transfer approval"), Code: "移审",
			Zero: &TransferApproval{}, Gates: []Gate{{"investigation-report"}}, Internal: true, Approval: true, Case: true, Party: true, Officers: 2,
		},
		{
			Name: "transfer-letter", Title: lang.T("案件移送书", "Transfer letter"), Code: "移",
			Zero: &TransferLetter{}, Gates: []Gate{{"transfer-approval"}}, Layout: document.Letter, Sealed: true, Case: true, Party: true, Contact: true, Copies: []string{"交受移送机关", "由本机关备案"},
		},
		{
			Name: "extension-approval", Title: lang.T("案件延期审批表", "Extension approval"), Code: "延",
			Zero: &ExtensionApproval{}, Gates: []Gate{{"filing-approval"}}, Internal: true, Approval: true, Case: true, Party: true,
		},
		{
			Name: "service-receipt", Title: lang.T("送达回证", "Service receipt"),
			Zero: &ServiceReceipt{}, Case: true, Party: true, Officers: 2,
		},
		{
			Name: "closing-approval", Title: lang.T("结案审批表", "Closing approval"), Code: "结",
			Zero: &ClosingApproval{}, Gates: []Gate{{"filing-approval"}}, Complete: true, Internal: true, Approval: true, Case: true, Party: true,
		},
		{
			Name: "archive-cover", Title: lang.T("卷宗封面", "Archive cover"), Head: "行政处罚案卷",
			Zero: &ArchiveCover{}, Gates: []Gate{{"closing-approval"}}, Internal: true, Case: true, Party: true,
		},
		{
			Name: "archive-index", Title: lang.T("卷内目录", "Archive index"),
			Zero: &ArchiveIndex{}, Gates: []Gate{{"closing-approval"}}, Internal: true, Case: true,
		},
	}
}

// requests are the writs on information disclosure and petitions.
func requests() []Kind {
	return []Kind{
		{
			Name: "disclosure-acceptance", Title: lang.T("政府信息公开申请受理告知书", "Acceptance of a request for information"), Code: "信公受",
			Zero: &DisclosureAcceptance{}, Layout: document.Letter, Basis: disclosureRules + "第三十三条", Sealed: true, Contact: true, Terms: []Term{AnswerDays},
		},
		{
			Name: "disclosure-correction", Title: lang.T("政府信息公开申请补正告知书", "Request to correct a request for information"), Code: "信公补",
			Zero: &DisclosureCorrection{}, Layout: document.Letter, Basis: disclosureRules + "第三十条", Sealed: true, Contact: true,
		},
		{
			Name: "disclosure-extension", Title: lang.T("政府信息公开延期答复告知书", "Extension of an answer on information"), Code: "信公延",
			Zero: &DisclosureExtension{}, Layout: document.Letter, Basis: disclosureRules + "第三十三条", Sealed: true, Contact: true,
		},
		{
			Name: "disclosure-answer", Title: lang.T("政府信息公开申请答复书", "Answer on information"), Code: "信公答",
			Zero: &DisclosureAnswer{}, Layout: document.Letter, Sealed: true, Remedied: true, Contact: true,
		},
		{
			Name: "visit-acceptance", Title: lang.T("信访事项受理告知书", "Acceptance of a petition"), Code: "信访受",
			Zero: &VisitAcceptance{}, Layout: document.Letter, Basis: visitRules + "第二十三条", Sealed: true, Contact: true, Terms: []Term{VisitDays},
		},
		{
			Name: "visit-forward", Title: lang.T("信访事项转送函", "Forwarding of a petition"), Code: "信访转",
			Zero: &VisitForward{}, Layout: document.Letter, Basis: visitRules + "第二十二条", Sealed: true, Contact: true,
		},
		{
			Name: "visit-answer", Title: lang.T("信访事项处理意见书", "Opinion on a petition"), Code: "信访答",
			Zero: &VisitAnswer{}, Gates: []Gate{{"visit-acceptance"}}, Layout: document.Letter, Basis: visitRules + "第三十五条", Sealed: true, Contact: true, Terms: []Term{VisitReviewDays},
		},
		{
			Name: "visit-review", Title: lang.T("信访事项复查意见书", "Review of a petition"), Code: "信访复",
			Zero: &VisitReview{}, Gates: []Gate{{"visit-answer"}}, Layout: document.Letter, Basis: visitRules + "第三十六条", Sealed: true, Contact: true, Terms: []Term{VisitReviewDays},
		},
	}
}
