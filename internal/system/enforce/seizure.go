package enforce

import (
	"time"

	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// Seized is what a case of sealing or seizure holds.
type Seized struct {
	Sort      string       `json:"sort" title:"当事人类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name      string       `json:"name" title:"当事人|Party" list:"1"`
	Code      string       `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address   string       `json:"address" title:"地址|Address" private:"1"`
	Chief     string       `json:"chief,omitempty" title:"法定代表人（负责人）|Legal representative"`
	Phone     string       `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Cause     string       `json:"cause,omitempty" title:"案由|Cause"`
	Facts     string       `json:"facts" title:"基本案情|Facts" max:"2000" format:"text"`
	Measure   string       `json:"measure,omitempty" title:"措施|Measure" enum:"seal=查封|Seal;seize=扣押|Seize" list:"1"`
	Reason    string       `json:"reason,omitempty" title:"理由|Reason" max:"2000" format:"text"`
	Basis     string       `json:"basis,omitempty" title:"依据|Basis" max:"500"`
	Things    []writ.Thing `json:"things,omitempty" title:"场所、设施或者财物|Things"`
	Place     string       `json:"place,omitempty" title:"存放地点|Where kept"`
	Keeper    string       `json:"keeper,omitempty" title:"保管人|Keeper"`
	Urgent    bool         `json:"urgent,omitempty" title:"情况紧急，当场实施|Urgent"`
	OfficerA  string       `json:"officer_a,omitempty" title:"主办人员|First officer"`
	CardA     string       `json:"card_a,omitempty" title:"主办人员执法证号|Certificate of the first"`
	OfficerB  string       `json:"officer_b,omitempty" title:"协办人员|Second officer"`
	CardB     string       `json:"card_b,omitempty" title:"协办人员执法证号|Certificate of the second"`
	From      string       `json:"from,omitempty" title:"期限自|From" format:"date"`
	Decision  string       `json:"decision,omitempty" title:"决定书文号|Number of the decision"`
	Statement string       `json:"statement,omitempty" title:"陈述申辩|Statement" max:"1000" format:"text"`
	Testing   []string     `json:"testing,omitempty" title:"检测、检验、检疫、技术鉴定|Tests and appraisals"`
	Cleared   bool         `json:"cleared,omitempty" title:"应当及时解除|To be lifted at once"`
	Result    string       `json:"result,omitempty" title:"处理结果|Outcome"`
}

// seizeFilingForm proposes the measure.
type seizeFilingForm struct {
	Area    string `json:"area" title:"所在地（区划代码）|Area" pattern:"^[0-9]{4,20}$"`
	Sort    string `json:"sort" title:"当事人类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name    string `json:"name" title:"当事人|Party"`
	Code    string `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address string `json:"address" title:"地址|Address" private:"1"`
	Chief   string `json:"chief" title:"法定代表人（负责人）|Legal representative"`
	Phone   string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Conduct string `json:"conduct" title:"涉嫌违法行为|Suspected conduct"`
	Facts   string `json:"facts" title:"基本案情|Facts" max:"2000" format:"text"`
}

// NewCase makes the case.
func (f *seizeFilingForm) NewCase(by identity.Subject) procedure.NewCase {
	cause := f.Name + "涉嫌" + f.Conduct + "案"
	return procedure.NewCase{
		Title: "查封（扣押）：" + cause, Area: f.Area, Assignee: by.ID, AssigneeName: by.Name, Department: "enforcement",
		Data: Seized{Sort: f.Sort, Name: f.Name, Code: f.Code, Address: f.Address, Chief: f.Chief, Phone: f.Phone, Cause: cause, Facts: f.Facts},
	}
}

// seizeApproveForm asks the head for approval: what is to be sealed or seized, and by which power.
type seizeApproveForm struct {
	Measure  string       `json:"measure" title:"措施|Measure" enum:"seal=查封|Seal;seize=扣押|Seize"`
	Object   string       `json:"object" title:"对象|Object" enum:"substandard=不符合国家标准或者行业标准的设施、设备、器材|Substandard equipment;dangerous=违法生产、储存、使用、经营、运输的危险物品|Dangerous goods;place=违法生产、储存、使用、经营危险物品的作业场所|Place of such work;other=其他|Other"`
	Reason   string       `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
	Things   []writ.Thing `json:"things" title:"场所、设施或者财物|Things"`
	Place    string       `json:"place" title:"存放地点|Where kept"`
	Keeper   string       `json:"keeper" title:"保管人|Keeper"`
	Related  bool         `json:"related" title:"限于涉案，与违法行为有关|Related to the violation"`
	Need     bool         `json:"need,omitempty" title:"属于公民个人及其所扶养家属的生活必需品|Necessities of a citizen or dependants"`
	Already  bool         `json:"already,omitempty" title:"已被其他国家机关依法查封|Sealed by another organ already"`
	Chemical bool         `json:"chemical,omitempty" title:"涉及危险化学品|Hazardous chemicals"`
}

// seizeCarryForm carries the measure out on the spot.
type seizeCarryForm struct {
	At        string `json:"at" title:"实施时间|Carried out at" format:"date-time"`
	Shown     bool   `json:"shown" title:"已出示执法身份证件|Certificates shown"`
	Present   bool   `json:"present" title:"当事人到场|The party is present"`
	Witness   string `json:"witness,omitempty" title:"见证人|Witness" private:"1"`
	Told      bool   `json:"told" title:"已当场告知理由、依据以及权利、救济途径|Reasons, basis, rights and remedies were told"`
	Statement string `json:"statement,omitempty" title:"陈述申辩|Statement" max:"1000" format:"text"`
	Heard     bool   `json:"heard" title:"已听取陈述和申辩|The party was heard"`
	Signed    bool   `json:"signed" title:"现场笔录由当事人和执法人员签名或者盖章|The record is signed"`
	Refusal   string `json:"refusal,omitempty" title:"当事人拒绝签名的注明|Refusal noted" max:"500" format:"text"`
	Delivered bool   `json:"delivered" title:"决定书和清单已当场交付|Decision and list handed over"`
}

// seizeUrgentForm carries an urgent measure out before it is approved.
type seizeUrgentForm struct {
	Measure   string       `json:"measure" title:"措施|Measure" enum:"seal=查封|Seal;seize=扣押|Seize"`
	Object    string       `json:"object" title:"对象|Object" enum:"substandard=不符合国家标准或者行业标准的设施、设备、器材|Substandard equipment;dangerous=违法生产、储存、使用、经营、运输的危险物品|Dangerous goods;place=违法生产、储存、使用、经营危险物品的作业场所|Place of such work;other=其他|Other"`
	Reason    string       `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
	Things    []writ.Thing `json:"things" title:"场所、设施或者财物|Things"`
	Place     string       `json:"place" title:"存放地点|Where kept"`
	Keeper    string       `json:"keeper" title:"保管人|Keeper"`
	Related   bool         `json:"related" title:"限于涉案，与违法行为有关|Related to the violation"`
	Need      bool         `json:"need,omitempty" title:"属于公民个人及其所扶养家属的生活必需品|Necessities of a citizen or dependants"`
	Already   bool         `json:"already,omitempty" title:"已被其他国家机关依法查封|Sealed by another organ already"`
	Chemical  bool         `json:"chemical,omitempty" title:"涉及危险化学品|Hazardous chemicals"`
	At        string       `json:"at" title:"实施时间|Carried out at" format:"date-time"`
	Shown     bool         `json:"shown" title:"已出示执法身份证件|Certificates shown"`
	Present   bool         `json:"present" title:"当事人到场|The party is present"`
	Witness   string       `json:"witness,omitempty" title:"见证人|Witness" private:"1"`
	Told      bool         `json:"told" title:"已当场告知理由、依据以及权利、救济途径|Reasons, basis, rights and remedies were told"`
	Statement string       `json:"statement,omitempty" title:"陈述申辩|Statement" max:"1000" format:"text"`
	Heard     bool         `json:"heard" title:"已听取陈述和申辩|The party was heard"`
	Signed    bool         `json:"signed" title:"现场笔录由当事人和执法人员签名或者盖章|The record is signed"`
	Refusal   string       `json:"refusal,omitempty" title:"当事人拒绝签名的注明|Refusal noted" max:"500" format:"text"`
	Delivered bool         `json:"delivered" title:"决定书和清单已当场交付|Decision and list handed over"`
	Urgency   string       `json:"urgency" title:"情况紧急的事实|Why it is urgent" max:"1000" format:"text"`
}

// Happened is when it was carried out.
func (f *seizeCarryForm) Happened() time.Time { return procedure.Moment(f.At) }

// Happened is when it was carried out.
func (f *seizeUrgentForm) Happened() time.Time { return procedure.Moment(f.At) }

// what is the part of the form that says what is taken.
func (f *seizeUrgentForm) what() seizeApproveForm {
	return seizeApproveForm{
		Measure: f.Measure, Object: f.Object, Reason: f.Reason, Things: f.Things, Place: f.Place, Keeper: f.Keeper, Related: f.Related, Need: f.Need, Already: f.Already, Chemical: f.Chemical,
	}
}

// carry is the part of the form that says how it was carried out.
func (f *seizeUrgentForm) carry() seizeCarryForm {
	return seizeCarryForm{
		At: f.At, Shown: f.Shown, Present: f.Present, Witness: f.Witness, Told: f.Told, Statement: f.Statement, Heard: f.Heard, Signed: f.Signed, Refusal: f.Refusal, Delivered: f.Delivered,
	}
}

// seizeTestForm sends things to a test; the time of it does not count.
type seizeTestForm struct {
	At     string `json:"at" title:"送检时间|Sent at" format:"date-time"`
	By     string `json:"by" title:"检测、鉴定机构|By whom"`
	Period string `json:"period" title:"检测、鉴定的期间|Period of it"`
	Told   bool   `json:"told" title:"期间已书面告知当事人|The period was told in writing"`
}

// Happened is when it was sent.
func (f *seizeTestForm) Happened() time.Time { return procedure.Moment(f.At) }

// seizeTestEndForm is the result of a test.
type seizeTestEndForm struct {
	At     string `json:"at" title:"出具结果时间|Result at" format:"date-time"`
	Result string `json:"result" title:"结果|Result" enum:"breach=不符合标准或者规定|Does not comply;none=符合标准和规定，没有违法行为|Complies: no violation"`
	Report string `json:"report" title:"报告编号|Report"`
}

// Happened is when the result was there.
func (f *seizeTestEndForm) Happened() time.Time { return procedure.Moment(f.At) }

// seizeExtendForm prolongs the measure.
type seizeExtendForm struct {
	Complex bool   `json:"complex" title:"情况复杂|The case is complicated"`
	Reason  string `json:"reason" title:"延长的理由|Reason" max:"2000" format:"text"`
	Told    bool   `json:"told" title:"延长决定及理由已书面告知当事人|Decision and reason told in writing"`
}

// seizeReleaseForm lifts the measure.
type seizeReleaseForm struct {
	Ground string `json:"ground" title:"解除的情形|Ground" enum:"none=当事人没有违法行为|No violation;unrelated=与违法行为无关|Unrelated;decided=对违法行为已经作出处理决定，不再需要|Decided, no longer needed;over=期限已经届满|Over;other=其他不再需要采取措施的情形|Other"`
	Reason string `json:"reason" title:"理由|Reason" max:"1500" format:"text"`
}

// seizeDisposeForm decides what becomes of the things.
type seizeDisposeForm struct {
	Outcome string `json:"outcome" title:"处理|Outcome" enum:"confiscate=依法没收|Confiscate;destroy=依法销毁|Destroy"`
	Penalty string `json:"penalty,omitempty" title:"处罚决定书文号|Number of the penalty decision"`
	Law     string `json:"law,omitempty" title:"应当销毁的法律、行政法规规定|Provision that demands destruction"`
	Reason  string `json:"reason" title:"理由|Reason" max:"1500" format:"text"`
}

// seizePassForm hands the things to the police with the case.
type seizePassForm struct {
	To     string `json:"to" title:"受移送机关|Receiving authority"`
	Told   bool   `json:"told" title:"已书面告知当事人|The party was told in writing"`
	Reason string `json:"reason" title:"理由|Reason" max:"1500" format:"text"`
}

// seizeReturnForm gives the things back.
type seizeReturnForm struct {
	Receiver string `json:"receiver" title:"领取人|Received by" private:"1"`
	Fee      int    `json:"fee,omitempty" title:"向当事人收取的保管费|Keeping fee asked of the party" min:"0" unit:"元"`
	Sold     bool   `json:"sold,omitempty" title:"鲜活、不易保管的已拍卖或者变卖|Perishable things were sold"`
	Proceeds int    `json:"proceeds,omitempty" title:"退还的款项|Proceeds returned" min:"0" unit:"元"`
	Below    bool   `json:"below,omitempty" title:"变卖价格明显低于市场价格|Sold clearly below the market"`
	Paid     int    `json:"paid,omitempty" title:"给予补偿|Compensation" min:"0" unit:"元"`
}

func (c Seized) subject() subject {
	return subject{
		cause: c.Cause, party: writ.Party{Sort: writ.Sort(c.Sort), Name: c.Name, Code: c.Code, Address: c.Address, Representative: c.Chief, Phone: c.Phone},
		officers: officersOf(writ.Officer{Name: c.OfficerA, Certificate: c.CardA}, writ.Officer{Name: c.OfficerB, Certificate: c.CardB}),
		terms:    map[writ.Term]string{writ.ReviewDays: "R-APP", writ.SuitMonths: "S-SUE"},
	}
}
