package writ

import (
	"fmt"
	"strconv"
	"strings"
)

// InspectionPlan is 现场检查方案.
type InspectionPlan struct {
	Object   string   `json:"object" title:"被检查对象|Who is inspected"`
	Place    string   `json:"place" title:"检查地点|Place"`
	Items    []string `json:"items" title:"检查内容|What is inspected"`
	Method   string   `json:"method" title:"检查方式|Method" max:"1000" format:"text"`
	From     Moment   `json:"from" title:"检查开始时间|From" format:"date-time"`
	To       Moment   `json:"to" title:"检查结束时间|To" format:"date-time"`
	Experts  string   `json:"experts,omitempty" title:"参加的专家|Experts"`
	Vehicles string   `json:"vehicles,omitempty" title:"车辆和装备|Vehicles and equipment"`
	Source   string   `json:"source" title:"检查来源|Reason" enum:"plan=年度监督检查计划|Annual plan;random=双随机抽查|Random check;clue=投诉举报等线索|Clue;special=专项检查|Campaign"`
}

func (f *InspectionPlan) write(s *sheet) {
	s.rows(one("被检查对象", f.Object), one("检查地点", f.Place), one("检查来源", boxes(*f, "source", f.Source)), one("检查时间", period(f.From, f.To)))
	s.officers("检查人员")
	if f.Experts != "" {
		s.rows(one("参加专家", f.Experts))
	}
	if f.Vehicles != "" {
		s.rows(one("车辆装备", f.Vehicles))
	}
	s.rows(tall("检查内容", numbered(f.Items), 6), tall("检查方式", f.Method, 2))
}

// numbered are items as numbered lines.
func numbered(items []string) string {
	var out []string
	for i, item := range items {
		out = append(out, strconv.Itoa(i+1)+"."+item)
	}
	return strings.Join(out, "\n")
}

// InspectionApproval is 行政检查审批表.
type InspectionApproval struct {
	Sort   string `json:"sort" title:"检查类别|Kind of inspection" enum:"daily=日常检查|Daily;case=个案检查|Of one case;special=专项检查|Campaign"`
	Object string `json:"object" title:"检查对象|Who is inspected"`
	Reason string `json:"reason" title:"检查事由和依据|Reason and basis" max:"2000" format:"text"`
	Count  int    `json:"count" title:"本年度已检查次数|Inspections this year" min:"0" unit:"次"`
	Limit  int    `json:"limit" title:"年度频次上限|Yearly limit" min:"1" unit:"次"`
	Exempt string `json:"exempt,omitempty" title:"不受频次限制的理由|Why the limit does not bind" max:"500" format:"text"`
	Days   int    `json:"days" title:"现场检查天数|Days on site" min:"1" unit:"天"`
}

func (f *InspectionApproval) write(s *sheet) {
	s.rows(one("检查对象", f.Object), one("检查类别", boxes(*f, "sort", f.Sort)), tall("检查事由和依据", f.Reason, 4),
		two("本年度已检查", fmt.Sprintf("%d次", f.Count), "年度频次上限", fmt.Sprintf("%d次", f.Limit)), one("现场检查天数", fmt.Sprintf("%d天", f.Days)))
	if f.Exempt != "" {
		s.rows(tall("不受频次限制的理由", f.Exempt, 2))
	}
	s.officers("检查人员")
}

// InspectionNotice is 行政检查通知书.
type InspectionNotice struct {
	Sort      string   `json:"sort" title:"检查类别|Kind of inspection" enum:"daily=日常检查|Daily;case=个案检查|Of one case;special=专项检查|Campaign"`
	From      Moment   `json:"from" title:"检查开始时间|From" format:"date-time"`
	Place     string   `json:"place" title:"检查地点|Place"`
	Items     []string `json:"items" title:"检查内容|What is inspected"`
	Documents []string `json:"documents,omitempty" title:"需准备的材料|Papers to prepare"`
}

func (f *InspectionNotice) write(s *sheet) {
	s.to()
	s.text("根据%s的规定，本机关定于%s对%s进行%s，检查地点为%s。", s.basis, f.From, s.you(), choice(*f, "sort", f.Sort), f.Place)
	s.section("检查内容", numbered(f.Items))
	s.section("检查人员", s.named()+"。执法人员不得少于两人，检查时应当主动出示执法证件；未出示的，"+s.you()+"有权拒绝检查。")
	if len(f.Documents) > 0 {
		s.section("请准备下列材料", numbered(f.Documents))
	}
	s.section("监督", "执法人员不得逐利检查、接受被检查单位的宴请礼品或者转嫁检查费用，不得干扰正常生产经营。对违反规定的检查行为，可以向本机关或者同级司法行政部门投诉举报。")
}

// InspectionRecord is 现场检查记录.
type InspectionRecord struct {
	Place       string    `json:"place" title:"检查场所|Place"`
	From        Moment    `json:"from" title:"检查开始时间|From" format:"date-time"`
	To          Moment    `json:"to" title:"检查结束时间|To" format:"date-time"`
	Shown       bool      `json:"shown" title:"已出示执法证件|Certificates shown"`
	Present     string    `json:"present" title:"现场负责人|Person in charge on site" private:"name"`
	Post        string    `json:"post" title:"现场负责人职务|Post"`
	Findings    []Finding `json:"findings" title:"检查情况|Findings"`
	Refused     string    `json:"refused,omitempty" title:"拒绝签字的情况|Refusal to sign" max:"500" format:"text"`
	Recorded    bool      `json:"recorded" title:"全程音像记录|Recorded on video"`
	RecordsFrom string    `json:"records,omitempty" title:"音像记录编号|Number of the recording"`
}

// Finding is one thing found at an inspection.
type Finding struct {
	Text   string `json:"text" title:"情况|Finding" max:"1000" format:"text"`
	Photos string `json:"photos,omitempty" title:"照片编号|Photographs"`
}

func (f *InspectionRecord) write(s *sheet) {
	s.party("被检查对象")
	s.rows(one("检查场所", f.Place), one("检查时间", period(f.From, f.To)), two("现场负责人", f.Present, "职务", f.Post))
	s.officers("检查人员")
	s.rows(two("已出示执法证件", yes(f.Shown), "全程音像记录", yes(f.Recorded)+"　"+f.RecordsFrom))
	s.text("我们是%s的执法人员%s，现依据%s的规定对%s进行现场检查，请予以配合。", s.Agency, s.named(), s.basis, s.you())
	s.heading("检查情况")
	for i, x := range f.Findings {
		photos := ""
		if x.Photos != "" {
			photos = "（见照片" + x.Photos + "）"
		}
		s.text("%d.%s%s", i+1, x.Text, photos)
	}
	if f.Refused != "" {
		s.section("拒绝签字的情况", f.Refused)
	}
	s.sign("检查人员（签名）", "检查人员（签名）", "被检查单位现场负责人（签名）")
}

// MeasuresDecision is 现场处理措施决定书.
type MeasuresDecision struct {
	Findings []string `json:"findings" title:"存在的违法行为或者事故隐患|What was found"`
	Breached string   `json:"breached" title:"违反的规定|Provisions breached" max:"1000" format:"text"`
	Basis    string   `json:"basis" title:"决定依据|Basis" max:"500"`
	Measure  string   `json:"measure" title:"现场处理措施|Measure" enum:"correct=当场予以纠正|Correct on the spot;remove=立即排除|Remove at once;withdraw=从危险区域内撤出作业人员|Withdraw people;suspend=暂时停产停业|Suspend business;stop=停止使用相关设施、设备|Stop using equipment"`
	Detail   string   `json:"detail" title:"措施的具体内容|Detail" max:"1000" format:"text"`
}

func (f *MeasuresDecision) write(s *sheet) {
	s.to()
	s.text("本机关现场检查时，发现%s存在下列违法行为或者事故隐患：", s.you())
	s.text("%s", numbered(f.Findings))
	s.text("以上行为违反了%s的规定。依据%s的规定，现作出如下现场处理决定：%s。%s", f.Breached, f.Basis, choice(*f, "measure", f.Measure), f.Detail)
	s.sign("执法人员（签名）", "执法人员（签名）", "被检查单位负责人（签名）")
}

// RectificationOrder is 责令限期整改指令书.
type RectificationOrder struct {
	Problems []Problem `json:"problems" title:"存在的问题|Problems"`
	Basis    string    `json:"basis" title:"责令依据|Basis" max:"500"`
	Results  string    `json:"results" title:"逾期不整改的后果|If not done in time" max:"1000" format:"text"`
}

// Problem is one thing to put right.
type Problem struct {
	Text    string `json:"text" title:"问题|Problem" max:"1000" format:"text"`
	Article string `json:"article" title:"违反的条款|Article breached"`
	Due     Day    `json:"due" title:"整改期限|To be done by" format:"date"`
}

func (f *RectificationOrder) write(s *sheet) {
	s.to()
	s.text("经检查，%s存在下列问题：", s.you())
	w := []int{2, 9, 7, 6}
	s.rows(heads(w, "序号", "问题", "违反的条款", "整改期限"))
	for i, p := range f.Problems {
		s.rows(cells(w, strconv.Itoa(i+1), p.Text, p.Article, p.Due.String()+"前"))
	}
	s.text("依据%s的规定，现责令%s对上述问题按期整改完毕，达到有关法律法规规章和标准规定的要求。由此造成事故的，依法追究有关人员的责任。", f.Basis, s.you())
	s.text("整改期间，%s应当采取措施，确保安全生产；整改完毕后，应当书面报告本机关申请复查。%s", s.you(), f.Results)
	s.sign("执法人员（签名）", "执法人员（签名）", "被检查单位负责人（签名）")
}

// RecheckOpinion is 整改复查意见书.
type RecheckOpinion struct {
	Order   string    `json:"order" title:"原文书文号|Number of the order"`
	OrderOn Day       `json:"order_on" title:"原文书日期|Date of the order" format:"date"`
	Checked Day       `json:"checked" title:"复查日期|Re-checked on" format:"date"`
	Items   []Recheck `json:"items" title:"复查情况|Results"`
	Next    string    `json:"next" title:"复查意见|Opinion" max:"1000" format:"text"`
}

// Recheck is the result for one problem.
type Recheck struct {
	Text   string `json:"text" title:"问题|Problem" max:"1000" format:"text"`
	Result string `json:"result" title:"整改结果|Result" enum:"done=已整改|Done;partly=部分整改|Partly;not=未整改|Not done"`
	Note   string `json:"note,omitempty" title:"说明|Note" max:"500"`
}

func (f *RecheckOpinion) write(s *sheet) {
	s.to()
	s.text("本机关于%s对%s作出责令整改等决定（%s）。%s，本机关对整改情况进行了复查，情况如下：", f.OrderOn, s.you(), f.Order, f.Checked)
	w := []int{2, 11, 4, 7}
	s.rows(heads(w, "序号", "问题", "整改结果", "说明"))
	for i, x := range f.Items {
		s.rows(cells(w, strconv.Itoa(i+1), x.Text, choice(x, "result", x.Result), x.Note))
	}
	s.section("复查意见", f.Next)
	s.sign("复查人员（签名）", "复查人员（签名）", "被复查单位负责人（签名）")
}
