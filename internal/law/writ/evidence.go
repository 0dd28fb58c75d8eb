package writ

import "strconv"

// FilingApproval is 立案审批表.
type FilingApproval struct {
	Source   string `json:"source" title:"案件来源|Source" enum:"inspection=监督检查|Inspection;report=投诉举报|Report;transfer=其他机关移送|Transfer;superior=上级交办|From a superior;accident=事故调查|Accident"`
	Found    Day    `json:"found" title:"发现日期|Found on" format:"date"`
	Facts    string `json:"facts" title:"基本案情|Facts" max:"3000" format:"text"`
	Breached string `json:"breached" title:"涉嫌违反的规定|Provisions" max:"1000" format:"text"`
	Handlers string `json:"handlers" title:"建议承办人|Proposed handlers"`
}

func (f *FilingApproval) write(s *sheet) {
	s.rows(one("案由", s.Case), one("案件来源", boxes(*f, "source", f.Source)), two("发现日期", f.Found.String(), "建议承办人", f.Handlers))
	s.party("当事人")
	s.rows(tall("基本案情", f.Facts, 6), tall("涉嫌违反的规定", f.Breached, 2), tall("立案依据", "依据"+s.basis+"的规定，符合立案标准，建议立案调查。", 2))
}

// InquiryNotice is 询问通知书.
type InquiryNotice struct {
	Name   string   `json:"name" title:"被询问人|Person asked" private:"name"`
	At     Moment   `json:"at" title:"询问时间|Time" format:"date-time"`
	Place  string   `json:"place" title:"询问地点|Place"`
	About  string   `json:"about" title:"询问事项|About" max:"1000" format:"text"`
	Papers []string `json:"papers,omitempty" title:"需携带的材料|Papers to bring"`
}

func (f *InquiryNotice) write(s *sheet) {
	s.doc.Addressee = f.Name
	s.text("因%s一案，依据%s的规定，请你于%s到%s接受询问调查，询问事项：%s。", s.Case, s.basis, f.At, f.Place, f.About)
	if len(f.Papers) > 0 {
		s.text("请携带下列材料：")
		s.text("%s", numbered(f.Papers))
	}
	s.text("请携带本人身份证件。如委托他人代为接受询问，受托人应当出具授权委托书。询问由执法人员%s进行，你可以依法申请执法人员回避。", s.named())
}

// InquiryRecord is 询问笔录.
type InquiryRecord struct {
	Name     string   `json:"name" title:"被询问人|Person asked" private:"name"`
	Sex      string   `json:"sex" title:"性别|Sex" enum:"m=男|Male;f=女|Female"`
	Identity string   `json:"identity" title:"身份证件号码|Identity number" private:"identity"`
	Employer string   `json:"employer" title:"工作单位|Employer"`
	Post     string   `json:"post" title:"职务|Post"`
	Address  string   `json:"address" title:"住址|Address" private:"address"`
	Phone    string   `json:"phone" title:"联系电话|Telephone" format:"phone" private:"phone"`
	Place    string   `json:"place" title:"询问地点|Place"`
	From     Moment   `json:"from" title:"询问开始时间|From" format:"date-time"`
	To       Moment   `json:"to" title:"询问结束时间|To" format:"date-time"`
	Time     int      `json:"time" title:"第几次询问|Which inquiry" min:"1"`
	Rights   bool     `json:"rights" title:"已告知权利义务|Rights told"`
	Answers  []Answer `json:"answers" title:"询问内容|Questions and answers"`
}

// Answer is one question with its answer.
type Answer struct {
	Question string `json:"q" title:"问|Question" max:"2000" format:"text"`
	Answer   string `json:"a" title:"答|Answer" max:"5000" format:"text"`
}

func (f *InquiryRecord) write(s *sheet) {
	s.rows(one("案由", s.Case), one("询问时间", period(f.From, f.To)), two("询问地点", f.Place, "询问次数", "第"+strconv.Itoa(f.Time)+"次"),
		two("被询问人", f.Name, "性别", choice(*f, "sex", f.Sex)), one("身份证件号码", f.Identity), two("工作单位", f.Employer, "职务", f.Post),
		two("住址", f.Address, "联系电话", f.Phone))
	s.officers("询问人")
	s.text("我们是%s的执法人员%s，这是我们的执法证件，请过目确认。现依据%s的规定就%s一案向你询问，你有如实回答询问、配合调查的义务；你有陈述和申辩的权利；你认为执法人员与本案有直接利害关系的，有权申请回避。", s.Agency, s.named(), s.basis, s.Case)
	s.rows(one("已告知权利义务", yes(f.Rights)))
	s.heading("询问内容")
	for _, a := range f.Answers {
		s.text("问：%s", a.Question)
		s.text("答：%s", a.Answer)
	}
	s.text("以上笔录已阅看（已向我宣读），与我所说的相符。")
	s.sign("被询问人（签名，逐页）", "询问人（签名）", "记录人（签名）")
}

// SurveyRecord is 勘验笔录.
type SurveyRecord struct {
	Place    string `json:"place" title:"勘验场所|Place"`
	From     Moment `json:"from" title:"勘验开始时间|From" format:"date-time"`
	To       Moment `json:"to" title:"勘验结束时间|To" format:"date-time"`
	Weather  string `json:"weather" title:"天气情况|Weather"`
	Present  string `json:"present" title:"当事人或者现场负责人|Person in charge" private:"name"`
	Witness  string `json:"witness,omitempty" title:"被邀请人（见证人）|Witness" private:"name"`
	Findings string `json:"findings" title:"勘验情况|Findings" max:"5000" format:"text"`
	Sketch   string `json:"sketch" title:"现场图、照片编号|Sketch and photographs"`
}

func (f *SurveyRecord) write(s *sheet) {
	s.rows(one("案由", s.Case), one("勘验场所", f.Place), one("勘验时间", period(f.From, f.To)), two("天气情况", f.Weather, "现场负责人", f.Present), one("被邀请人（见证人）", f.Witness))
	s.officers("勘验人")
	s.text("我们是%s的执法人员%s，已出示执法证件。现依据%s的规定进行勘验，请予以配合。", s.Agency, s.named(), s.basis)
	s.rows(tall("勘验情况及结果", f.Findings, 10), one("现场图、照片", f.Sketch))
	s.sign("勘验人（签名）", "勘验人（签名）", "当事人或者现场负责人（签名）", "被邀请人（签名）", "记录人（签名）")
}

// SampleReceipt is 抽样取证凭证.
type SampleReceipt struct {
	Place   string   `json:"place" title:"抽样地点|Place"`
	At      Moment   `json:"at" title:"抽样时间|Time" format:"date-time"`
	Present string   `json:"present" title:"现场负责人|Person in charge" private:"name"`
	Samples []Sample `json:"samples" title:"样品|Samples"`
}

// Sample is one sample that was taken.
type Sample struct {
	Name     string `json:"name" title:"样品名称|Name"`
	Spec     string `json:"spec" title:"规格及批号|Specification and batch"`
	Quantity string `json:"quantity" title:"数量|Quantity"`
}

func (f *SampleReceipt) write(s *sheet) {
	s.rows(one("案由", s.Case))
	s.party("被抽样取证人")
	s.rows(two("抽样地点", f.Place, "现场负责人", f.Present), one("抽样时间", f.At.String()))
	s.officers("抽样人")
	s.text("依据%s的规定，对下列物品抽样取证：", s.basis)
	w := []int{3, 9, 8, 4}
	s.rows(heads(w, "序号", "样品名称", "规格及批号", "数量"))
	for i, x := range f.Samples {
		s.rows(cells(w, strconv.Itoa(i+1), x.Name, x.Spec, x.Quantity))
	}
	s.sign("被抽样取证人（签名或者盖章）", "抽样人（签名）", "抽样人（签名）")
}

// AppraisalEntrustment is 鉴定委托书.
type AppraisalEntrustment struct {
	To        string   `json:"to" title:"鉴定机构|Appraiser"`
	Objects   []Sample `json:"objects" title:"鉴定物品|Objects"`
	Questions []string `json:"questions" title:"鉴定要求|Questions"`
	Due       Day      `json:"due" title:"提交期限|Due" format:"date"`
}

func (f *AppraisalEntrustment) write(s *sheet) {
	s.doc.Addressee = f.To
	s.text("因%s一案调查需要，本机关现委托你单位对下列物品进行鉴定。", s.Case)
	w := []int{3, 9, 8, 4}
	s.rows(heads(w, "序号", "物品名称", "规格及批号", "数量"))
	for i, x := range f.Objects {
		s.rows(cells(w, strconv.Itoa(i+1), x.Name, x.Spec, x.Quantity))
	}
	s.section("鉴定要求", numbered(f.Questions))
	s.text("请于%s前向本机关提交鉴定结果。鉴定结论应当说明鉴定方法，由鉴定人签名，并加盖鉴定机构公章。", f.Due)
}
