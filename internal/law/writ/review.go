package writ

import "strconv"

// InvestigationReport is 案件调查报告.
type InvestigationReport struct {
	Process    string     `json:"process" title:"调查经过|Course of the investigation" max:"3000" format:"text"`
	Facts      string     `json:"facts" title:"违法事实|Facts" max:"5000" format:"text"`
	Evidence   []Evidence `json:"evidence" title:"证据|Evidence"`
	Breached   string     `json:"breached" title:"违反的规定|Provisions breached" max:"1000" format:"text"`
	Basis      string     `json:"basis" title:"处罚依据|Basis of the penalty" max:"1000" format:"text"`
	Discretion string     `json:"discretion" title:"裁量计算及理由|Discretion, with its reasons" max:"3000" format:"text"`
	Disposal   string     `json:"disposal" title:"处理建议|Proposal" enum:"punish=给予行政处罚|Punish;minor=违法行为轻微，不予处罚|Minor: no penalty;unproved=违法事实不能成立，不予处罚|Not established: no penalty;transfer=涉嫌犯罪，移送司法机关|Transfer as a crime"`
	Detail     string     `json:"detail" title:"建议的具体内容|Detail" max:"2000" format:"text"`
}

// Evidence is one piece of evidence.
type Evidence struct {
	Name   string `json:"name" title:"证据名称|Evidence"`
	Proves string `json:"proves" title:"证明内容|What it proves" max:"1000"`
	Pages  string `json:"pages,omitempty" title:"卷宗页码|Pages of the file"`
}

func (s *sheet) evidence(list []Evidence) {
	w := []int{2, 8, 10, 4}
	s.rows(heads(w, "序号", "证据名称", "证明内容", "卷宗页码"))
	for i, e := range list {
		s.rows(cells(w, strconv.Itoa(i+1), e.Name, e.Proves, e.Pages))
	}
}

func (f *InvestigationReport) write(s *sheet) {
	s.rows(one("案由", s.Case))
	s.party("当事人")
	s.officers("调查人员")
	s.section("调查经过", f.Process)
	s.section("违法事实", f.Facts)
	s.heading("证据")
	s.evidence(f.Evidence)
	s.section("定性和处罚依据", "上述行为违反了"+f.Breached+"的规定，依据"+f.Basis+"的规定应当处理。")
	s.section("裁量", f.Discretion)
	s.section("处理建议", choice(*f, "disposal", f.Disposal)+"。"+f.Detail)
	s.sign("调查人员（签名）", "调查人员（签名）")
}

// LegalReview is 法制审核意见书.
type LegalReview struct {
	Items    []Review `json:"items" title:"审核内容|What was reviewed"`
	Result   string   `json:"result" title:"审核结论|Conclusion" enum:"agree=同意|Agree;amend=建议修改、补正后办理|Amend;reject=不同意|Reject"`
	Opinion  string   `json:"opinion" title:"审核意见|Opinion" max:"3000" format:"text"`
	Reviewer string   `json:"reviewer" title:"审核人|Reviewer"`
}

// Review is one item of a legal review.
type Review struct {
	Item   string `json:"item" title:"审核事项|Item" enum:"subject=执法主体合法，执法人员具备资格|Agency and officers;jurisdiction=属于本机关管辖|Jurisdiction;facts=事实清楚|Facts;evidence=证据合法充分|Evidence;law=适用法律准确|Law;discretion=裁量适当|Discretion;procedure=程序合法|Procedure;document=文书完备规范|Documents;transfer=是否涉嫌犯罪应当移送|Suspected crime"`
	Result string `json:"result" title:"意见|Result" enum:"ok=符合|In order;amend=需补正|To amend;bad=不符合|Not in order"`
	Note   string `json:"note,omitempty" title:"说明|Note" max:"1000"`
}

func (f *LegalReview) write(s *sheet) {
	s.rows(one("案由", s.Case), one("当事人", s.Party.Name))
	w := []int{2, 10, 4, 8}
	s.rows(heads(w, "序号", "审核事项", "意见", "说明"))
	for i, x := range f.Items {
		s.rows(cells(w, strconv.Itoa(i+1), choice(x, "item", x.Item), choice(x, "result", x.Result), x.Note))
	}
	s.text("依据%s的规定，经审核：%s。", s.basis, choice(*f, "result", f.Result))
	s.section("审核意见", f.Opinion)
	s.text("审核人：%s", f.Reviewer)
	s.sign("审核人（签名）", "法制机构负责人（签名）")
}

// DisposalSheet is 案件处理呈批表.
type DisposalSheet struct {
	Facts    string `json:"facts" title:"违法事实|Facts" max:"3000" format:"text"`
	Breached string `json:"breached" title:"违反的规定|Provisions breached" max:"1000" format:"text"`
	Basis    string `json:"basis" title:"处罚依据|Basis of the penalty" max:"1000" format:"text"`
	Defence  string `json:"defence" title:"陈述申辩及听证情况|Defence and hearing" max:"2000" format:"text"`
	Grade    string `json:"grade" title:"裁量阶次及理由|Grade of discretion" max:"2000" format:"text"`
	Proposal string `json:"proposal" title:"处理意见|Proposal" max:"2000" format:"text"`
}

func (f *DisposalSheet) write(s *sheet) {
	s.rows(one("案由", s.Case))
	s.party("当事人")
	s.rows(tall("违法事实", f.Facts, 6), tall("违反的规定", f.Breached, 2), tall("处罚依据", f.Basis, 2),
		tall("陈述申辩及听证情况", f.Defence, 3), tall("裁量阶次及理由", f.Grade, 3), tall("处理意见", f.Proposal, 3))
}

// DiscussionMinutes is 行政处罚集体讨论记录.
type DiscussionMinutes struct {
	At         Moment   `json:"at" title:"讨论时间|Time" format:"date-time"`
	Place      string   `json:"place" title:"讨论地点|Place"`
	Chair      string   `json:"chair" title:"主持人|Chair"`
	Clerk      string   `json:"clerk" title:"记录人|Clerk"`
	Attendees  []string `json:"attendees" title:"出席人员|Attendees"`
	Report     string   `json:"report" title:"案件汇报|Report" max:"5000" format:"text"`
	Views      []View   `json:"views" title:"讨论意见|Views"`
	For        int      `json:"for" title:"同意|For" min:"0" unit:"票"`
	Against    int      `json:"against" title:"不同意|Against" min:"0" unit:"票"`
	Abstained  int      `json:"abstained" title:"弃权|Abstained" min:"0" unit:"票"`
	Conclusion string   `json:"conclusion" title:"讨论决定|Conclusion" max:"2000" format:"text"`
}

// View is what one attendee said.
type View struct {
	Name string `json:"name" title:"姓名|Name"`
	Text string `json:"text" title:"意见|View" max:"2000" format:"text"`
}

func (f *DiscussionMinutes) write(s *sheet) {
	s.rows(one("案由", s.Case), one("讨论时间", f.At.String()), two("讨论地点", f.Place, "主持人", f.Chair), one("记录人", f.Clerk), tall("出席人员", join(f.Attendees), 2))
	s.text("依据%s的规定，对本案进行集体讨论。", s.basis)
	s.section("案件汇报", f.Report)
	s.heading("讨论意见")
	for _, v := range f.Views {
		s.text("%s：%s", v.Name, v.Text)
	}
	s.section("讨论决定", f.Conclusion+"\n表决：同意"+strconv.Itoa(f.For)+"票，不同意"+strconv.Itoa(f.Against)+"票，弃权"+strconv.Itoa(f.Abstained)+"票。")
	s.sign("主持人（签名）", "出席人员（签名）", "记录人（签名）")
}
