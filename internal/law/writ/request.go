package writ

// Requests of citizens: information disclosure (政府信息公开) and letters and visits (信访).

// DisclosureAcceptance is 政府信息公开申请受理告知书.
type DisclosureAcceptance struct {
	Applicant string `json:"applicant" title:"申请人|Applicant" private:"name"`
	Received  Day    `json:"received" title:"收到申请日期|Received on" format:"date"`
	Content   string `json:"content" title:"申请内容|Content" max:"2000" format:"text"`
	Due       Day    `json:"due" title:"答复期限|Answer by" format:"date"`
}

func (f *DisclosureAcceptance) write(s *sheet) {
	s.doc.Addressee = f.Applicant
	s.text("本机关于%s收到你提交的政府信息公开申请，申请内容：%s。经审查，申请符合规定，本机关予以受理。", f.Received, f.Content)
	s.text("依据%s的规定，本机关将自收到申请之日起%d个工作日内（%s前）予以答复。", s.basis, s.Terms[AnswerDays], f.Due)
}

// DisclosureCorrection is 政府信息公开申请补正告知书.
type DisclosureCorrection struct {
	Applicant string   `json:"applicant" title:"申请人|Applicant" private:"name"`
	Received  Day      `json:"received" title:"收到申请日期|Received on" format:"date"`
	Unclear   string   `json:"unclear" title:"不明确之处|What is unclear" max:"2000" format:"text"`
	Items     []string `json:"items" title:"需要补正的内容|What to correct"`
	Due       Day      `json:"due" title:"补正期限|Correct by" format:"date"`
}

func (f *DisclosureCorrection) write(s *sheet) {
	s.doc.Addressee = f.Applicant
	s.text("本机关于%s收到你提交的政府信息公开申请。经审查，申请内容不明确：%s", f.Received, f.Unclear)
	s.text("依据%s的规定，请你于%s前对下列内容作出补正：", s.basis, f.Due)
	s.text("%s", numbered(f.Items))
	s.text("答复期限自本机关收到补正的申请之日起计算。无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。")
}

// DisclosureExtension is 政府信息公开延期答复告知书.
type DisclosureExtension struct {
	Applicant string `json:"applicant" title:"申请人|Applicant" private:"name"`
	Received  Day    `json:"received" title:"收到申请日期|Received on" format:"date"`
	Reason    string `json:"reason" title:"延期理由|Reason" max:"2000" format:"text"`
	Due       Day    `json:"due" title:"延长后的答复期限|New due date" format:"date"`
}

func (f *DisclosureExtension) write(s *sheet) {
	s.doc.Addressee = f.Applicant
	s.text("本机关于%s收到你提交的政府信息公开申请。因%s，不能在规定期限内答复。经本机关政府信息公开工作机构负责人同意，依据%s的规定，延长答复期限至%s。", f.Received, f.Reason, s.basis, f.Due)
	s.text("特此告知。")
}

// DisclosureAnswer is 政府信息公开申请答复书.
type DisclosureAnswer struct {
	Applicant string `json:"applicant" title:"申请人|Applicant" private:"name"`
	Received  Day    `json:"received" title:"收到申请日期|Received on" format:"date"`
	Content   string `json:"content" title:"申请内容|Content" max:"2000" format:"text"`
	Result    string `json:"result" title:"答复类型|Result" enum:"public=所申请公开的信息已经主动公开|Public already;give=予以公开|Given;part=部分公开|Given in part;refuse=不予公开|Refused;none=经检索没有所申请公开的信息|Does not exist;other=不属于本机关负责公开|Not ours;repeat=重复申请，不予重复处理|Repeated;special=依照有关法律、行政法规的规定办理|Special law"`
	Answer    string `json:"answer" title:"答复内容及理由|Answer and reasons" max:"5000" format:"text"`
	Basis     string `json:"basis" title:"答复依据|Basis" max:"500"`
}

func (f *DisclosureAnswer) write(s *sheet) {
	s.doc.Addressee = f.Applicant
	s.text("本机关于%s收到你提交的政府信息公开申请，申请内容：%s。", f.Received, f.Content)
	s.text("依据%s的规定，现答复如下：%s。%s", f.Basis, choice(*f, "result", f.Result), f.Answer)
}

// VisitAcceptance is 信访事项受理告知书.
type VisitAcceptance struct {
	Petitioner string `json:"petitioner" title:"信访人|Petitioner" private:"name"`
	Received   Day    `json:"received" title:"收到日期|Received on" format:"date"`
	Matter     string `json:"matter" title:"信访事项|Matter" max:"2000" format:"text"`
	Handler    string `json:"handler" title:"承办部门|Handled by"`
}

func (f *VisitAcceptance) write(s *sheet) {
	s.doc.Addressee = f.Petitioner
	s.text("你反映的%s，本机关于%s收到。依据%s的规定，本机关决定予以受理，由%s办理。", f.Matter, f.Received, s.basis, f.Handler)
	s.text("本机关将自受理之日起%d日内办结；情况复杂的，经批准可以依法适当延长，并告知你延期理由。", s.Terms[VisitDays])
}

// VisitForward is 信访事项转送函.
type VisitForward struct {
	To         string `json:"to" title:"受转送单位|To"`
	Petitioner string `json:"petitioner" title:"信访人|Petitioner" private:"name"`
	Received   Day    `json:"received" title:"收到日期|Received on" format:"date"`
	Matter     string `json:"matter" title:"信访事项|Matter" max:"2000" format:"text"`
	Request    string `json:"request" title:"办理要求|What is asked" max:"1000" format:"text"`
}

func (f *VisitForward) write(s *sheet) {
	s.doc.Addressee = f.To
	s.text("本机关于%s收到%s反映的信访事项：%s。", f.Received, f.Petitioner, f.Matter)
	s.text("依据%s的规定，该事项属于你单位职责范围，现转送你单位办理。%s请依法保护信访人信息，不得将检举、控告材料及有关情况透露或者转给被检举、控告的人员或者单位。", s.basis, f.Request)
}

// VisitAnswer is 信访事项处理意见书.
type VisitAnswer struct {
	Petitioner string `json:"petitioner" title:"信访人|Petitioner" private:"name"`
	Accepted   Day    `json:"accepted" title:"受理日期|Accepted on" format:"date"`
	Matter     string `json:"matter" title:"信访事项|Matter" max:"2000" format:"text"`
	Facts      string `json:"facts" title:"查明的事实|Facts" max:"5000" format:"text"`
	Basis      string `json:"basis" title:"处理依据|Basis" max:"500"`
	Opinion    string `json:"opinion" title:"处理意见|Opinion" max:"3000" format:"text"`
	Reviewer   string `json:"reviewer" title:"复查机关|Reviewing authority"`
}

func (f *VisitAnswer) write(s *sheet) {
	s.doc.Addressee = f.Petitioner
	s.text("你反映的%s，本机关于%s受理。经调查，现将处理意见告知如下：", f.Matter, f.Accepted)
	s.section("查明的事实", f.Facts)
	s.section("处理意见及依据", "依据"+f.Basis+"的规定，"+f.Opinion)
	s.text("如不服本处理意见，依据%s的规定，可以自收到本意见书之日起%d日内请求%s复查；逾期未请求复查的，本处理意见即为信访事项的终结性意见。", s.basis, s.Terms[VisitReviewDays], f.Reviewer)
}

// VisitReview is 信访事项复查意见书.
type VisitReview struct {
	Petitioner string `json:"petitioner" title:"信访人|Petitioner" private:"name"`
	First      string `json:"first" title:"原处理意见文号|First opinion"`
	Request    string `json:"request" title:"复查请求|Request" max:"2000" format:"text"`
	Facts      string `json:"facts" title:"复查查明的事实|Facts" max:"5000" format:"text"`
	Result     string `json:"result" title:"复查结论|Result" enum:"uphold=维持原处理意见|Upheld;change=变更原处理意见|Changed;revoke=撤销原处理意见，责令重新处理|Revoked"`
	Opinion    string `json:"opinion" title:"复查意见|Opinion" max:"3000" format:"text"`
	Reviewer   string `json:"reviewer" title:"复核机关|Authority of the second review"`
}

func (f *VisitReview) write(s *sheet) {
	s.doc.Addressee = f.Petitioner
	s.text("你因不服信访事项处理意见（%s）提出复查请求：%s。本机关依法进行了复查。", f.First, f.Request)
	s.section("复查查明的事实", f.Facts)
	s.section("复查结论", choice(*f, "result", f.Result)+"。"+f.Opinion)
	s.text("如不服本复查意见，依据%s的规定，可以自收到本意见书之日起%d日内向%s请求复核。", s.basis, s.Terms[VisitReviewDays], f.Reviewer)
}
