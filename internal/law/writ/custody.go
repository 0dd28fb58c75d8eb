package writ

import "strconv"

// Thing is one thing that is preserved, sealed or seized.
type Thing struct {
	Name     string `json:"name" title:"物品名称|Name"`
	Spec     string `json:"spec" title:"规格型号|Specification"`
	Quantity string `json:"quantity" title:"数量|Quantity"`
	State    string `json:"state,omitempty" title:"状况|Condition"`
}

func (s *sheet) things(list []Thing) {
	w := []int{2, 7, 6, 4, 5}
	s.rows(heads(w, "序号", "名称", "规格型号", "数量", "状况"))
	for i, x := range list {
		s.rows(cells(w, strconv.Itoa(i+1), x.Name, x.Spec, x.Quantity, x.State))
	}
}

// PreservationApproval is 先行登记保存证据审批表.
type PreservationApproval struct {
	Reason string  `json:"reason" title:"先行登记保存的理由|Reason" max:"2000" format:"text"`
	Things []Thing `json:"things" title:"证据清单|Evidence"`
	Place  string  `json:"place" title:"保存地点|Where kept"`
}

func (f *PreservationApproval) write(s *sheet) {
	s.rows(one("案由", s.Case))
	s.party("当事人")
	s.rows(tall("理由及依据", f.Reason+"\n依据"+s.basis+"的规定，拟对下列证据先行登记保存。", 4), one("保存地点", f.Place))
	s.things(f.Things)
}

// PreservationNotice is 先行登记保存证据通知书.
type PreservationNotice struct {
	Things []Thing `json:"things" title:"证据清单|Evidence"`
	Place  string  `json:"place" title:"保存地点|Where kept"`
	Keeper string  `json:"keeper" title:"保管人|Keeper"`
	From   Day     `json:"from" title:"登记保存日期|Preserved on" format:"date"`
	Due    Day     `json:"due" title:"处理期限届满日|Last day to decide" format:"date"`
}

func (f *PreservationNotice) write(s *sheet) {
	s.to()
	s.text("因%s一案，%s的有关证据可能灭失或者以后难以取得。经本机关负责人批准，依据%s的规定，自%s起对下列证据先行登记保存。", s.Case, s.you(), s.basis, f.From)
	s.things(f.Things)
	s.rows(two("保存地点", f.Place, "保管人", f.Keeper))
	s.text("先行登记保存期间，%s及有关人员不得销毁或者转移证据。本机关将在%d%s内（%s前）及时作出处理决定。", s.you(), s.Terms[PreserveDays], s.unit(), f.Due)
	s.sign("当事人（签名或者盖章）", "执法人员（签名）", "执法人员（签名）")
}

// PreservationDisposalApproval is 先行登记保存证据处理审批表.
type PreservationDisposalApproval struct {
	Notice   string  `json:"notice" title:"通知书文号|Number of the notice"`
	Things   []Thing `json:"things" title:"证据清单|Evidence"`
	Proposal string  `json:"proposal" title:"处理建议|Proposal" max:"2000" format:"text"`
}

func (f *PreservationDisposalApproval) write(s *sheet) {
	s.rows(one("案由", s.Case), one("通知书文号", f.Notice))
	s.party("当事人")
	s.rows(tall("处理建议", f.Proposal, 4))
	s.things(f.Things)
}

// PreservationDecision is 先行登记保存证据处理决定书.
type PreservationDecision struct {
	Notice   string  `json:"notice" title:"通知书文号|Number of the notice"`
	NoticeOn Day     `json:"notice_on" title:"通知书日期|Date of the notice" format:"date"`
	Things   []Thing `json:"things" title:"证据清单|Evidence"`
	Outcome  string  `json:"outcome" title:"处理决定|Decision" enum:"release=解除登记保存|Release;record=采取记录、复制、拍照等方式固定后返还|Record and return;appraise=送交鉴定|Send to appraisal;seize=依法查封扣押|Seal or seize;transfer=移送有关部门|Hand over"`
	Detail   string  `json:"detail" title:"具体内容|Detail" max:"1000" format:"text"`
}

func (f *PreservationDecision) write(s *sheet) {
	s.to()
	s.text("本机关于%s对%s的有关证据先行登记保存（%s）。依据%s的规定，现作出如下处理决定：%s。%s", f.NoticeOn, s.you(), f.Notice, s.basis, choice(*f, "outcome", f.Outcome), f.Detail)
	s.things(f.Things)
}

// SeizureApproval is 查封（扣押）审批表.
type SeizureApproval struct {
	Measure string  `json:"measure" title:"措施|Measure" enum:"seal=查封|Seal;seize=扣押|Seize"`
	Reason  string  `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
	Basis   string  `json:"basis" title:"依据|Basis" max:"500"`
	Things  []Thing `json:"things" title:"场所、设施或者财物|Things"`
	Urgent  bool    `json:"urgent" title:"情况紧急，当场实施后补办|Urgent, approved afterwards"`
}

func (f *SeizureApproval) write(s *sheet) {
	s.rows(one("案由", s.Case), two("措施", boxes(*f, "measure", f.Measure), "当场实施后补办", yes(f.Urgent)))
	s.party("当事人")
	s.rows(tall("理由", f.Reason, 4), one("依据", f.Basis))
	s.things(f.Things)
}

// SeizureDecision is 查封（扣押）决定书.
type SeizureDecision struct {
	Measure string  `json:"measure" title:"措施|Measure" enum:"seal=查封|Seal;seize=扣押|Seize"`
	Facts   string  `json:"facts" title:"理由|Reason" max:"2000" format:"text"`
	Basis   string  `json:"basis" title:"依据|Basis" max:"500"`
	Things  []Thing `json:"things" title:"场所、设施或者财物|Things"`
	From    Day     `json:"from" title:"期限自|From" format:"date"`
	To      Day     `json:"to" title:"期限至|To" format:"date"`
	Place   string  `json:"place" title:"存放地点|Where kept"`
	Keeper  string  `json:"keeper" title:"保管人|Keeper"`
}

func (f *SeizureDecision) write(s *sheet) {
	s.to()
	act := choice(*f, "measure", f.Measure)
	s.text("经查，%s", f.Facts)
	s.text("依据%s的规定，本机关决定对%s的下列场所、设施或者财物予以%s，期限自%s至%s。", f.Basis, s.you(), act, f.From, f.To)
	s.things(f.Things)
	s.rows(two("存放地点", f.Place, "保管人", f.Keeper))
	s.text("%s期间，任何人不得使用、销毁或者擅自转移；%s应当妥善保管。检测、检验、检疫或者技术鉴定的期间不计入%s期限。%s有权陈述和申辩。", act, s.you(), act, s.you())
}

// SeizureList is 查封（扣押）物品清单.
type SeizureList struct {
	Decision string  `json:"decision" title:"决定书文号|Number of the decision"`
	Things   []Thing `json:"things" title:"场所、设施或者财物|Things"`
	At       Moment  `json:"at" title:"清点时间|Counted at" format:"date-time"`
	Witness  string  `json:"witness,omitempty" title:"见证人|Witness" private:"name"`
}

func (f *SeizureList) write(s *sheet) {
	s.rows(one("决定书文号", f.Decision), one("当事人", s.Party.Name), two("清点时间", f.At.String(), "见证人", f.Witness))
	s.things(f.Things)
	s.text("以上物品经当事人和执法人员当场清点核对无误。")
	s.sign("当事人（签名或者盖章）", "见证人（签名）", "执法人员（签名）", "执法人员（签名）")
}

// SeizureDisposal is 查封（扣押）处理决定书.
type SeizureDisposal struct {
	Decision   string  `json:"decision" title:"决定书文号|Number of the decision"`
	DecisionOn Day     `json:"decision_on" title:"决定书日期|Date of the decision" format:"date"`
	Outcome    string  `json:"outcome" title:"处理决定|Decision" enum:"lift=解除查封、扣押并退还财物|Lift and return;confiscate=依法没收|Confiscate;destroy=依法销毁|Destroy;transfer=移送有关机关|Hand over;extend=延长期限|Extend"`
	Reason     string  `json:"reason" title:"理由和依据|Reason and basis" max:"2000" format:"text"`
	Things     []Thing `json:"things" title:"场所、设施或者财物|Things"`
}

func (f *SeizureDisposal) write(s *sheet) {
	s.to()
	s.text("本机关于%s对%s的有关场所、设施或者财物作出查封（扣押）决定（%s）。%s", f.DecisionOn, s.you(), f.Decision, f.Reason)
	s.text("依据%s的规定，现对下列场所、设施或者财物作出如下处理决定：%s。", s.basis, choice(*f, "outcome", f.Outcome))
	s.things(f.Things)
}
