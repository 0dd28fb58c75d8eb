package dualcontrol

import (
	"time"

	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// planForm is 现场检查方案, as it is written.
type planForm = writ.InspectionPlan

// recordForm is 现场检查记录.
type recordForm struct {
	Place    string         `json:"place" title:"检查场所|Place"`
	From     writ.Moment    `json:"from" title:"检查开始时间|From" format:"date-time"`
	To       writ.Moment    `json:"to" title:"检查结束时间|To" format:"date-time"`
	Shown    bool           `json:"shown" title:"已出示执法证件|Certificates shown"`
	Present  string         `json:"present" title:"现场负责人|Person in charge on site" private:"1"`
	Post     string         `json:"post" title:"现场负责人职务|Post"`
	Findings []writ.Finding `json:"findings" title:"检查情况|Findings"`
	Signed   bool           `json:"signed" title:"被检查单位负责人已签字|Signed by the head of the unit"`
	Refused  string         `json:"refused,omitempty" title:"拒绝签字的情况|Refusal to sign" max:"500" format:"text"`
	Recorded bool           `json:"recorded" title:"全程音像记录|Recorded on video"`
	Records  string         `json:"records,omitempty" title:"音像记录编号|Number of the recording"`
}

// Happened is when the inspection was over.
func (f *recordForm) Happened() time.Time { return procedure.Moment(string(f.To)) }

// record is the writ of the form.
func (f *recordForm) record() writ.InspectionRecord {
	return writ.InspectionRecord{
		Place: f.Place, From: f.From, To: f.To, Shown: f.Shown, Present: f.Present, Post: f.Post, Findings: f.Findings, Refused: f.Refused, Recorded: f.Recorded, RecordsFrom: f.Records,
	}
}

// reasonForm is a reason and nothing else.
type reasonForm struct {
	Reason string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// classifyForm says how grave the hidden danger is, and by which criteria.
type classifyForm struct {
	Level    string `json:"level" title:"隐患等级|Level" enum:"general=一般事故隐患|General;major=重大事故隐患|Major"`
	Criteria string `json:"criteria,omitempty" title:"判定标准及条款|Criteria and clause" max:"500"`
	Reason   string `json:"reason" title:"判定理由|Reason" max:"1000" format:"text"`
	Unsafe   bool   `json:"unsafe,omitempty" title:"排除前或者排除过程中无法保证安全|Unsafe until removed"`
}

// measureForm is 现场处理措施.
type measureForm struct {
	Measure  string   `json:"measure" title:"现场处理措施|Measure" enum:"correct=当场予以纠正|Correct on the spot;remove=立即排除|Remove at once;withdraw=从危险区域内撤出作业人员|Withdraw people;suspend=暂时停产停业|Suspend business;stop=停止使用相关设施、设备|Stop using equipment"`
	Findings []string `json:"findings" title:"存在的违法行为或者事故隐患|What was found"`
	Breached string   `json:"breached" title:"违反的规定|Provisions breached" max:"1000" format:"text"`
	Detail   string   `json:"detail" title:"措施的具体内容|Detail" max:"1000" format:"text"`
}

// orderForm is 责令限期整改.
type orderForm struct {
	Problems []writ.Problem `json:"problems" title:"存在的问题|Problems"`
	Results  string         `json:"results" title:"逾期不整改的后果|If not done in time" max:"1000" format:"text"`
}

// serveForm is the service of the order.
type serveForm struct {
	At       string `json:"at" title:"送达时间|Served at" format:"date-time"`
	Receiver string `json:"receiver,omitempty" title:"签收人|Received by" private:"1"`
	Witness  string `json:"witness,omitempty" title:"见证人|Witness" private:"1"`
	Media    string `json:"media,omitempty" title:"照片、录像编号|Photographs and video"`
}

// Happened is when it was served.
func (f *serveForm) Happened() time.Time { return procedure.Moment(f.At) }

// treatForm is 重大事故隐患治理方案: report, and the five things that must be settled.
type treatForm struct {
	Cause       string `json:"cause" title:"现状及其产生原因|Present state and cause" max:"1000" format:"text"`
	Harm        string `json:"harm" title:"危害程度和整改难易程度|Harm and difficulty" max:"1000" format:"text"`
	Responsible string `json:"responsible,omitempty" title:"责任落实（负责的机构和人员）|Responsibility" max:"500"`
	Measures    string `json:"measures,omitempty" title:"措施落实（采取的方法和措施）|Measures" max:"1000" format:"text"`
	Funds       string `json:"funds,omitempty" title:"资金落实（经费和物资）|Funds" max:"500"`
	Due         string `json:"due,omitempty" title:"时限落实（治理的时限）|Time limit" format:"date"`
	Emergency   string `json:"emergency,omitempty" title:"预案落实（安全措施和应急预案）|Emergency plan" max:"1000" format:"text"`
}

// listForm is 挂牌督办.
type listForm struct {
	Leader string `json:"leader" title:"督办负责人|Who supervises"`
	Due    string `json:"due" title:"督办期限|Until" format:"date"`
}

// delayForm is a request for a delay.
type delayForm struct {
	At     string `json:"at" title:"提出时间|Asked at" format:"date-time"`
	Until  string `json:"until" title:"申请延期至|Until" format:"date"`
	Reason string `json:"reason" title:"延期理由和期间的安全措施|Reason, and safety meanwhile" max:"2000" format:"text"`
}

// Happened is when it was asked for.
func (f *delayForm) Happened() time.Time { return procedure.Moment(f.At) }

// answerForm answers a request for a delay.
type answerForm struct {
	Grant  bool   `json:"grant" title:"同意延期|Granted"`
	Reason string `json:"reason" title:"理由|Reason" max:"1000" format:"text"`
}

// submitForm is the party's report that all is done.
type submitForm struct {
	At     string `json:"at" title:"申请时间|Reported at" format:"date-time"`
	Method string `json:"method" title:"整改方法|What was done" max:"1000" format:"text"`
	Person string `json:"person" title:"整改责任人|Who did it"`
	Money  int    `json:"money" title:"投入资金|Money spent" min:"0" unit:"元"`
}

// Happened is when it was reported.
func (f *submitForm) Happened() time.Time { return procedure.Moment(f.At) }

// recheckForm is 复查.
type recheckForm struct {
	At    string         `json:"at" title:"复查时间|Re-checked at" format:"date-time"`
	Shown bool           `json:"shown" title:"已出示执法证件|Certificates shown"`
	Items []writ.Recheck `json:"items" title:"复查情况|Results"`
	Next  string         `json:"next" title:"复查意见|Opinion" max:"1000" format:"text"`
}

// Happened is when it was re-checked.
func (f *recheckForm) Happened() time.Time { return procedure.Moment(f.At) }

// acceptForm is the regulator's consent to resuming.
type acceptForm struct {
	Applied string `json:"applied" title:"申请恢复日期|Applied on" format:"date"`
	Report  string `json:"report" title:"治理评估报告|Evaluation report" max:"500"`
	Opinion string `json:"opinion" title:"审查意见|Opinion" max:"1000" format:"text"`
}

// leadForm leads to a penalty.
type leadForm struct {
	Item   string `json:"item" title:"违法事项|Item of the benchmark" source:"enforce/items"`
	Reason string `json:"reason" title:"理由|Reason" max:"1000" format:"text"`
}

// shutForm asks the government to close the unit.
type shutForm struct {
	Half   int    `json:"half" title:"一百八十日内受处罚次数|Penalties in 180 days" min:"0" unit:"次"`
	Year   int    `json:"year" title:"一年内受处罚次数|Penalties in a year" min:"0" unit:"次"`
	Unfit  bool   `json:"unfit,omitempty" title:"经停产停业整顿仍不具备安全生产条件|Still unfit after a stop"`
	Reason string `json:"reason" title:"理由|Reason" max:"1000" format:"text"`
}
