package enforce

import (
	"time"

	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// Transferred is what the case of a transfer to the police holds.
type Transferred struct {
	Sort     string   `json:"sort" title:"当事人类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name     string   `json:"name" title:"当事人|Party" list:"1"`
	Code     string   `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address  string   `json:"address" title:"地址|Address" private:"1"`
	Chief    string   `json:"chief,omitempty" title:"法定代表人（负责人）|Legal representative"`
	Phone    string   `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Cause    string   `json:"cause,omitempty" title:"案由|Cause"`
	Facts    string   `json:"facts" title:"案情|Facts" max:"2900" format:"text"`
	Origin   string   `json:"origin,omitempty" title:"原案编号|Number of the case it came from"`
	Crime    string   `json:"crime,omitempty" title:"涉嫌罪名或者移送理由|Suspected crime or reason" max:"1000" format:"text"`
	To       string   `json:"to,omitempty" title:"受移送机关|Receiving authority" list:"1"`
	Group    []string `json:"group,omitempty" title:"专案组成员|Members of the group"`
	OfficerA string   `json:"officer_a,omitempty" title:"主办人员|First officer"`
	CardA    string   `json:"card_a,omitempty" title:"主办人员执法证号|Certificate of the first"`
	OfficerB string   `json:"officer_b,omitempty" title:"协办人员|Second officer"`
	CardB    string   `json:"card_b,omitempty" title:"协办人员执法证号|Certificate of the second"`
	Approved bool     `json:"approved,omitempty" title:"已批准移送|Approved"`
	Lettered bool     `json:"lettered,omitempty" title:"移送书已在原案制作|The letter was made in the first case"`
	Receipt  string   `json:"receipt,omitempty" title:"公安机关回执|Receipt of the police"`
	Notice   string   `json:"notice,omitempty" title:"立案（不予立案）通知书文号|Number of the notice"`
	Result   string   `json:"result,omitempty" title:"处理结果|Outcome" list:"1"`
}

// transferFilingForm opens the case of a suspected crime that was met outside a penalty: in an inspection, in an accident.
type transferFilingForm struct {
	Area    string `json:"area" title:"违法行为发生地（区划代码）|Area of the conduct" pattern:"^[0-9]{4,20}$"`
	Sort    string `json:"sort" title:"当事人类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name    string `json:"name" title:"当事人|Party"`
	Code    string `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address string `json:"address" title:"地址|Address" private:"1"`
	Chief   string `json:"chief" title:"法定代表人（负责人）|Legal representative"`
	Phone   string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Conduct string `json:"conduct" title:"涉嫌违法行为|Suspected conduct"`
	Facts   string `json:"facts" title:"案情|Facts" max:"2900" format:"text"`
	Origin  string `json:"origin,omitempty" title:"原案编号|Number of the case it came from"`
}

// NewCase makes the case; the one who enters it is its handler.
func (f *transferFilingForm) NewCase(by identity.Subject) procedure.NewCase {
	cause := f.Name + "涉嫌" + f.Conduct + "案"
	return procedure.NewCase{
		Title: "移送：" + cause, Area: f.Area, Assignee: by.ID, AssigneeName: by.Name, Department: "enforcement",
		Data: Transferred{Sort: f.Sort, Name: f.Name, Code: f.Code, Address: f.Address, Chief: f.Chief, Phone: f.Phone, Cause: cause, Facts: f.Facts, Origin: f.Origin},
	}
}

// crimeForm is 移送涉嫌犯罪案件的书面报告.
type crimeForm struct {
	Group []string `json:"group" title:"专案组成员|Members of the group"`
	To    string   `json:"to" title:"受移送机关|Receiving authority"`
	Facts string   `json:"facts" title:"核实的案情|Facts as verified" max:"2900" format:"text"`
	Crime string   `json:"crime" title:"涉嫌罪名或者移送理由|Suspected crime or reason" max:"1000" format:"text"`
}

// withholdForm says why a case is not handed over.
type withholdForm struct {
	Ground string `json:"ground" title:"不予移送的理由|Ground" enum:"no-crime=不涉嫌犯罪|No suspected crime;punished=已经或者拟给予行政处罚|Punished, or to be punished;other=其他|Other"`
	Reason string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// handOverForm is the hand-over to the police, with what goes with it.
type handOverForm struct {
	At      string       `json:"at" title:"移送时间|Handed over at" format:"date-time"`
	Report  bool         `json:"report" title:"附案件情况调查报告|With the investigation report"`
	Listed  bool         `json:"listed" title:"附涉案物品清单|With the list of things"`
	Tested  bool         `json:"tested" title:"附检验报告、鉴定结论（没有的注明）|With reports of tests, or saying that there are none"`
	Things  []writ.Thing `json:"things,omitempty" title:"涉案物品|Things"`
	Papers  []string     `json:"papers" title:"移送材料清单|Papers handed over"`
	Receipt string       `json:"receipt,omitempty" title:"公安机关在回执上签字的人员和时间|Who of the police signed the receipt, and when" max:"200"`
}

// Happened is when the police had it.
func (f *handOverForm) Happened() time.Time { return procedure.Moment(f.At) }

// forwardedForm is the police handing on what another organ of theirs must decide.
type forwardedForm struct {
	At string `json:"at" title:"转送时间|Handed on at" format:"date-time"`
	To string `json:"to" title:"有管辖权的机关|Competent organ"`
}

// Happened is when it was handed on.
func (f *forwardedForm) Happened() time.Time { return procedure.Moment(f.At) }

// policeForm is what the police said, to the transfer or to a request for review.
type policeForm struct {
	At     string `json:"at" title:"收到通知时间|Notice received at" format:"date-time"`
	Number string `json:"number,omitempty" title:"通知书文号|Number of the notice" max:"100"`
	Reason string `json:"reason,omitempty" title:"公安机关说明的理由|Reason of the police" max:"2000" format:"text"`
}

// Happened is when the notice came.
func (f *policeForm) Happened() time.Time { return procedure.Moment(f.At) }

// objectionForm asks the police or the procuratorate to look at it again.
type objectionForm struct {
	At     string `json:"at" title:"提出时间|Asked at" format:"date-time"`
	Organ  string `json:"organ" title:"提请、建议的机关|To which organ"`
	Reason string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// Happened is when it was asked.
func (f *objectionForm) Happened() time.Time { return procedure.Moment(f.At) }

// itemsForm hands over things and material once the police took up the case.
type itemsForm struct {
	At      string `json:"at" title:"移交时间|Handed over at" format:"date-time"`
	Items   string `json:"items" title:"移交的涉案物品和其他材料|Things and material" max:"2000" format:"text"`
	Receipt string `json:"receipt,omitempty" title:"交接手续编号|Number of the receipt" max:"100"`
}

// Happened is when they were handed over.
func (f *itemsForm) Happened() time.Time { return procedure.Moment(f.At) }

func (c Transferred) subject() subject {
	return subject{
		cause: c.Cause, party: writ.Party{Sort: writ.Sort(c.Sort), Name: c.Name, Code: c.Code, Address: c.Address, Representative: c.Chief, Phone: c.Phone},
		officers: officersOf(writ.Officer{Name: c.OfficerA, Certificate: c.CardA}, writ.Officer{Name: c.OfficerB, Certificate: c.CardB}),
	}
}
