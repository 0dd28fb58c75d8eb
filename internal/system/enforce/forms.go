package enforce

import (
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

func badField(field, zh, en string) error { return fail.Invalid("enforce.form", zh, en).At(field) }

// reasonForm is a reason and nothing else.
type reasonForm struct {
	Reason string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// fileForm is 立案.
type fileForm struct {
	Breached string `json:"breached,omitempty" title:"违反的规定|Provision breached"`
	Second   string `json:"second" title:"协办人员|Second officer" format:"person"`
	Opinion  string `json:"opinion" title:"承办人意见|Opinion" max:"1000" format:"text"`
}

// dropForm is 撤销案件.
type dropForm struct {
	Cause  string `json:"cause" title:"撤案事由|Cause" enum:"unproved=违法事实不能成立|Not established;too-old=违法行为已过追责时效|Too old to punish;time-over=超过法定办案期限，不能再作出处罚决定|The time to decide is over;other=其他法定事由|Other"`
	Reason string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// preserveForm is 先行登记保存.
type preserveForm struct {
	Reason string       `json:"reason" title:"先行登记保存的理由|Reason" max:"2000" format:"text"`
	Things []writ.Thing `json:"things" title:"证据清单|Evidence"`
	Place  string       `json:"place" title:"保存地点|Where kept"`
	Keeper string       `json:"keeper" title:"保管人|Keeper"`
}

// preserveEndForm is what becomes of preserved evidence.
type preserveEndForm struct {
	Decision string `json:"decision" title:"处理决定|Decision" enum:"release=解除登记保存|Released;record=采取记录、复制等保全措施后返还|Recorded and returned;appraise=送交鉴定|Appraised;seize=依法查封、扣押|Sealed or seized;transfer=移送有关部门|Transferred"`
	Reason   string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// reportForm is 案件调查报告 with the facts that discretion turns on.
type reportForm struct {
	Process   string          `json:"process" title:"调查经过|Course of the investigation" max:"3000" format:"text"`
	Facts     string          `json:"facts" title:"违法事实|Facts" max:"5000" format:"text"`
	Evidence  []writ.Evidence `json:"evidence" title:"证据|Evidence"`
	Overdue   bool            `json:"overdue,omitempty" title:"逾期未改正|Not corrected in time"`
	Factor    float64         `json:"factor,omitempty" title:"裁量因素的量值|Measured factor" min:"0"`
	Effects   []string        `json:"effects,omitempty" title:"从轻、减轻、从重情节|Circumstances" source:"enforce/circumstances"`
	Corrected string          `json:"corrected,omitempty" title:"是否及时改正|Corrected in time" enum:"yes=是|Yes;no=否|No"`
	HarmDone  string          `json:"harm_done,omitempty" title:"危害后果|Harm" enum:"none=没有|None;minor=轻微|Minor;serious=严重|Serious"`
	Disposal  string          `json:"disposal" title:"处理建议|Proposal" enum:"punish=给予行政处罚|Punish;minor=违法行为轻微，不予处罚|Minor: no penalty;first=首次违法，可以不予处罚|First: no penalty;no-fault=没有主观过错，不予处罚|No fault: no penalty;unproved=违法事实不能成立|Not established;transfer=涉嫌犯罪，移送司法机关|Transfer"`
	Proposed  int             `json:"proposed,omitempty" title:"建议罚款|Proposed fine" min:"0" unit:"元"`
	Reason    string          `json:"reason,omitempty" title:"偏离裁量建议的理由|Why it differs from the benchmark" max:"2000" format:"text"`
}

// noticeForm is 行政处罚告知.
type noticeForm struct {
	Fine int `json:"fine" title:"拟罚款|Intended fine" min:"0" unit:"元"`
	// Other is any penalty that is no fine; some of them carry the right to a hearing (Penalty Law, Art. 63).
	Other string `json:"other,omitempty" title:"其他拟处罚种类|Other intended penalty" enum:"warning=警告|Warning;stop=责令停产停业|Order to stop;licence=吊销许可证件|Licence revoked;confiscation=没收违法所得|Confiscation"`
	// Fresh are facts found after an earlier notice, without which a second notice is not heavier than the first.
	Fresh string `json:"fresh,omitempty" title:"重新告知所依据的新事实|New facts behind a second notice" max:"2000" format:"text"`
}

// serveForm is one service of a writ.
type serveForm struct {
	Method   string `json:"method" title:"送达方式|Method" enum:"direct=直接送达|Direct;left=留置送达|Left;electronic=电子送达|Electronic;post=邮寄送达|Post;entrusted=委托送达|Entrusted;public=公告送达|Public notice"`
	At       string `json:"at" title:"送达时间|Served at" format:"date-time"`
	Place    string `json:"place" title:"送达地点|Place"`
	Receiver string `json:"receiver,omitempty" title:"签收人|Received by" private:"1"`
	Witness  string `json:"witness,omitempty" title:"见证人|Witness" private:"1"`
	Media    string `json:"media,omitempty" title:"照片、录像编号|Photographs and video"`
	Refusal  string `json:"refusal,omitempty" title:"拒收事由|Refusal" max:"1000" format:"text"`
	Slip     string `json:"slip,omitempty" title:"回执编号|Number of the return slip"`
	Consent  string `json:"consent,omitempty" title:"电子送达确认书编号|Consent to electronic service"`
	Posted   string `json:"posted,omitempty" title:"公告日期|Notice published on" format:"date"`
	Tried    string `json:"tried,omitempty" title:"已尝试的其他方式|Other ways tried" max:"1000" format:"text"`
}

// Happened is the time of the service.
func (f *serveForm) Happened() time.Time { return procedure.Moment(f.At) }

// defenceForm is 陈述申辩.
type defenceForm struct {
	At        string `json:"at" title:"提出时间|Stated at" format:"date-time"`
	Speaker   string `json:"speaker" title:"陈述申辩人|Who speaks" private:"1"`
	Phone     string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Statement string `json:"statement" title:"陈述申辩内容|Statement" max:"5000" format:"text"`
	Review    string `json:"review" title:"复核情况|Review" max:"3000" format:"text"`
	Adopted   bool   `json:"adopted,omitempty" title:"采纳|Adopted"`
	Reason    string `json:"reason" title:"采纳或者不采纳的理由|Reason" max:"2000" format:"text"`
}

// Happened is when the party spoke.
func (f *defenceForm) Happened() time.Time { return procedure.Moment(f.At) }

// hearingForm is a request for a hearing.
type hearingForm struct {
	At     string `json:"at" title:"提出时间|Asked at" format:"date-time"`
	Reason string `json:"reason" title:"要求听证的理由|Reason" max:"2000" format:"text"`
}

// Happened is when the party asked.
func (f *hearingForm) Happened() time.Time { return procedure.Moment(f.At) }

// meetingForm is 听证通知.
type meetingForm struct {
	At     string `json:"at" title:"听证时间|Time" format:"date-time"`
	Place  string `json:"place" title:"听证地点|Place"`
	Public bool   `json:"public,omitempty" title:"公开举行|In public"`
	Secret string `json:"secret,omitempty" title:"不公开的法定事由|Why not in public" enum:"state=国家秘密|State secret;business=商业秘密|Business secret;privacy=个人隐私|Privacy"`
	Host   string `json:"host" title:"听证主持人|Host" format:"person"`
	Clerk  string `json:"clerk" title:"记录员|Clerk"`
}

// heldForm is 举行听证.
type heldForm struct {
	From    string       `json:"from" title:"开始时间|From" format:"date-time"`
	To      string       `json:"to" title:"结束时间|To" format:"date-time"`
	Came    bool         `json:"came" title:"当事人或者代理人到场|The party came"`
	Party   string       `json:"party" title:"当事人一方出席人员|For the party" private:"1"`
	Agents  int          `json:"agents" title:"委托代理人数|Agents" min:"0"`
	Words   []writ.Words `json:"words" title:"听证过程|Proceedings"`
	Points  []string     `json:"points" title:"争议焦点|Points at issue"`
	Opinion string       `json:"opinion" title:"听证意见|Opinion" max:"3000" format:"text"`
}

// Happened is when the hearing was over.
func (f *heldForm) Happened() time.Time { return procedure.Moment(f.To) }

// reviewForm is 法制审核.
type reviewForm struct {
	Result  string `json:"result" title:"审核结论|Conclusion" enum:"agree=同意|Agree;amend=建议补正|Amend;reject=不同意，退回调查|Reject"`
	Opinion string `json:"opinion" title:"审核意见|Opinion" max:"3000" format:"text"`
	Process bool   `json:"process" title:"全过程记录完整|The recordings are complete"`
	Gaps    string `json:"gaps,omitempty" title:"记录缺漏的说明|Why recordings are missing" max:"1000" format:"text"`
}

// discussForm is 集体讨论.
type discussForm struct {
	At         string      `json:"at" title:"讨论时间|Time" format:"date-time"`
	Place      string      `json:"place" title:"讨论地点|Place"`
	Chair      string      `json:"chair" title:"主持人|Chair"`
	Clerk      string      `json:"clerk" title:"记录人|Clerk"`
	Attendees  []string    `json:"attendees" title:"出席人员|Attendees"`
	Views      []writ.View `json:"views" title:"讨论意见|Views"`
	For        int         `json:"for" title:"同意|For" min:"0" unit:"票"`
	Against    int         `json:"against" title:"不同意|Against" min:"0" unit:"票"`
	Fine       int         `json:"fine" title:"讨论决定的罚款|Fine" min:"0" unit:"元"`
	Conclusion string      `json:"conclusion" title:"讨论决定|Conclusion" max:"2000" format:"text"`
}

// decideForm is 行政处罚决定.
type decideForm struct {
	Fine    int    `json:"fine" title:"罚款|Fine" min:"0" unit:"元"`
	Other   string `json:"other,omitempty" title:"其他处罚|Other penalty" enum:"warning=警告|Warning;stop=责令停产停业|Order to stop;licence=吊销许可证件|Licence revoked;confiscation=没收违法所得|Confiscation"`
	Perform string `json:"perform,omitempty" title:"其他处罚的履行方式和期限|How and when to perform" max:"1000" format:"text"`
	Correct string `json:"correct" title:"责令改正的要求|Order to correct" max:"1000" format:"text"`
	Bank    string `json:"bank" title:"代收机构及账号|Bank and account"`
	Reason  string `json:"reason,omitempty" title:"偏离裁量建议的理由|Why it differs from the benchmark" max:"2000" format:"text"`
}

// spareForm is 不予行政处罚.
type spareForm struct {
	Ground    string `json:"ground" title:"不予处罚的情形|Ground" enum:"minor=违法行为轻微并及时改正，没有造成危害后果|Minor, corrected, no harm;first=初次违法且危害后果轻微并及时改正|First, minor harm, corrected;no-fault=当事人有证据足以证明没有主观过错|No fault"`
	Corrected bool   `json:"corrected,omitempty" title:"已及时改正|Corrected in time"`
	Harm      string `json:"harm" title:"危害后果|Harm" enum:"none=没有|None;minor=轻微|Minor;serious=严重|Serious"`
	Prior     int    `json:"prior" title:"回溯期内同类违法次数|Like violations in the look-back" min:"0" unit:"次"`
	Education string `json:"education" title:"教育情况|Education" max:"2000" format:"text"`
	Commit    bool   `json:"commit,omitempty" title:"当事人已签署改正承诺书|Commitment signed"`
	Due       string `json:"due" title:"改正期限|To be corrected by" format:"date"`
	Proof     string `json:"proof,omitempty" title:"没有主观过错的证据|Proof of no fault" max:"2000" format:"text"`
	Reason    string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// payForm is one payment.
type payForm struct {
	On        string `json:"on" title:"缴纳日期|Paid on" format:"date"`
	Amount    int    `json:"amount" title:"缴纳罚款|Fine paid" min:"0" unit:"元"`
	Surcharge int    `json:"surcharge,omitempty" title:"缴纳加处罚款|Surcharge paid" min:"0" unit:"元"`
	Receipt   string `json:"receipt" title:"财政票据号|Receipt"`
}

// deferForm is 延期（分期）缴纳.
type deferForm struct {
	Applied string      `json:"applied" title:"申请日期|Applied on" format:"date"`
	Reason  string      `json:"reason" title:"申请理由|Reason" max:"2000" format:"text"`
	Until   string      `json:"until" title:"最后一期缴纳日期|Last day" format:"date"`
	Plan    []writ.Part `json:"plan" title:"缴纳安排|Schedule"`
}

// remindForm is 罚款催缴.
type remindForm struct {
	Due  string `json:"due" title:"限期缴纳至|To be paid by" format:"date"`
	Bank string `json:"bank" title:"代收机构及账号|Bank and account"`
}

// applyForm is 申请人民法院强制执行.
type applyForm struct {
	Court  string   `json:"court" title:"人民法院|Court"`
	Views  string   `json:"views" title:"当事人的意见及催告情况|Party's view and result of the demand" max:"2000" format:"text"`
	Papers []string `json:"papers" title:"所附材料|Papers attached"`
	Head   string   `json:"head" title:"行政机关负责人|Head of the agency"`
}

// courtForm is what the court did.
type courtForm struct {
	Result string `json:"result" title:"执行结果|Result" enum:"executed=强制执行完毕|Executed;refused=裁定不予执行|Refused;ended=终结执行|Ended"`
	Number string `json:"number" title:"裁定书文号|Number of the ruling"`
	On     string `json:"on" title:"日期|Date" format:"date"`
}

// stayForm begins or ends a reconsideration or a suit.
type stayForm struct {
	Kind string `json:"kind" title:"种类|Kind" enum:"review=行政复议|Reconsideration;suit=行政诉讼|Suit"`
	On   string `json:"on" title:"日期|Date" format:"date"`
	Note string `json:"note,omitempty" title:"说明|Note" max:"1000" format:"text"`
}

// closeForm is 结案.
type closeForm struct {
	Result string `json:"result" title:"执行结果|Result" enum:"performed=当事人自动履行|Performed;forced=强制执行完毕|Enforced;ended=终结执行|Ended"`
	Detail string `json:"detail" title:"履行情况|Performance" max:"2000" format:"text"`
	Trace  string `json:"trace" title:"全过程回溯情况|Whole process re-traced" max:"2000" format:"text"`
}

// transferForm is 移送.
type transferForm struct {
	To     string   `json:"to" title:"受移送机关|Receiving authority"`
	Crime  string   `json:"crime" title:"涉嫌罪名或者移送理由|Suspected crime or reason" max:"1000" format:"text"`
	Papers []string `json:"papers" title:"移送材料清单|Papers handed over"`
}

// changeForm is 变更、撤销或者确认违法.
type changeForm struct {
	How    string `json:"how" title:"处理|How" enum:"changed=变更|Changed;revoked=撤销|Revoked;illegal=确认违法|Declared illegal"`
	Fine   int    `json:"fine,omitempty" title:"变更后的罚款|Fine as changed" min:"0" unit:"元"`
	By     string `json:"by" title:"依据文书|By which ruling"`
	Reason string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// avoidForm is 回避.
type avoidForm struct {
	Person string `json:"person" title:"被申请回避人员|Person" format:"person"`
	Reason string `json:"reason" title:"回避理由|Reason" max:"1000" format:"text"`
	Grant  bool   `json:"grant,omitempty" title:"决定回避|Granted"`
	Next   string `json:"next,omitempty" title:"接办人员|Who takes over" format:"person"`
}

// recordForm notes an inquiry, as it is written.
type recordForm = writ.InquiryRecord

// surveyForm notes a survey of the place.
type surveyForm = writ.SurveyRecord

// extendForm is 延期.
type extendForm struct {
	Reason string `json:"reason" title:"延期理由和依据|Reason and basis" max:"2000" format:"text"`
	Level  string `json:"level" title:"批准层级|Level" enum:"head=本机关负责人|Head of the agency;superior=上级行政机关|Superior agency"`
}
