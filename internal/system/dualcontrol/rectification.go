package dualcontrol

import (
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// HiddenDanger is what a case of rectification holds.
type HiddenDanger struct {
	Source      string         `json:"source" title:"检查来源|Reason" enum:"plan=年度监督检查计划|Annual plan;random=双随机抽查|Random check;clue=投诉举报等线索|Clue;special=专项检查|Campaign"`
	Sort        string         `json:"sort" title:"被检查对象类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name        string         `json:"name" title:"被检查单位|Who is inspected" list:"1"`
	Code        string         `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address     string         `json:"address" title:"地址|Address" private:"1"`
	Chief       string         `json:"chief,omitempty" title:"法定代表人（负责人）|Legal representative"`
	Phone       string         `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	OfficerA    string         `json:"officer_a,omitempty" title:"主办人员|First officer"`
	CardA       string         `json:"card_a,omitempty" title:"主办人员执法证号|Certificate of the first"`
	OfficerB    string         `json:"officer_b,omitempty" title:"协办人员|Second officer"`
	CardB       string         `json:"card_b,omitempty" title:"协办人员执法证号|Certificate of the second"`
	InspectedOn string         `json:"inspected_on,omitempty" title:"检查日期|Inspected on" format:"date"`
	Findings    []string       `json:"findings,omitempty" title:"检查情况|Findings"`
	Level       string         `json:"level,omitempty" title:"隐患等级|Level" enum:"general=一般事故隐患|General;major=重大事故隐患|Major" list:"1"`
	Criteria    string         `json:"criteria,omitempty" title:"判定依据|Criteria" max:"1000" format:"text"`
	Unsafe      bool           `json:"unsafe,omitempty" title:"排除前或者排除过程中无法保证安全|Unsafe until removed"`
	Stopped     bool           `json:"stopped,omitempty" title:"已责令撤人、停产停业或者停止使用|People withdrawn or work stopped"`
	Problems    []writ.Problem `json:"problems,omitempty" title:"责令整改的问题|Problems"`
	Order       string         `json:"order,omitempty" title:"指令书文号|Number of the order"`
	OrderOn     string         `json:"order_on,omitempty" title:"指令书日期|Date of the order" format:"date"`
	ServedOn    string         `json:"served_on,omitempty" title:"指令书送达日期|Order served on" format:"date"`
	Due         string         `json:"due,omitempty" title:"整改期限|To be done by" format:"date" list:"1"`
	PlanOn      string         `json:"plan_on,omitempty" title:"治理方案报送日期|Plan reported on" format:"date"`
	Plan        string         `json:"plan,omitempty" title:"治理方案|Plan" max:"5000" format:"text"`
	Listed      bool           `json:"listed,omitempty" title:"挂牌督办中|Listed"`
	ListLeader  string         `json:"list_leader,omitempty" title:"督办负责人|Who supervises"`
	AskedUntil  string         `json:"asked_until,omitempty" title:"申请延期至|Delay asked until" format:"date"`
	Done        string         `json:"done,omitempty" title:"整改情况|What was done" max:"2000" format:"text"`
	Rechecks    int            `json:"rechecks,omitempty" title:"复查次数|Re-checks"`
	Accepted    bool           `json:"accepted,omitempty" title:"已审查同意恢复|Consent to resume"`
	Led         int            `json:"led,omitempty" title:"提出处罚线索次数|Leads for a penalty"`
	Result      string         `json:"result,omitempty" title:"处理结果|Outcome"`
}

// filingForm begins an inspection.
type filingForm struct {
	Area    string `json:"area" title:"检查地（区划代码）|Area" pattern:"^[0-9]{4,20}$"`
	Source  string `json:"source" title:"检查来源|Reason" enum:"plan=年度监督检查计划|Annual plan;random=双随机抽查|Random check;clue=投诉举报等线索|Clue;special=专项检查|Campaign"`
	Sort    string `json:"sort" title:"被检查对象类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name    string `json:"name" title:"被检查单位|Who is inspected"`
	Code    string `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address string `json:"address" title:"地址|Address" private:"1"`
	Chief   string `json:"chief" title:"法定代表人（负责人）|Legal representative"`
	Phone   string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
}

// NewCase makes the case; the one who begins it handles it.
func (f *filingForm) NewCase(by identity.Subject) procedure.NewCase {
	return procedure.NewCase{
		Title: f.Name + "安全生产检查", Area: f.Area, Assignee: by.ID, AssigneeName: by.Name, Department: "enforcement",
		Data: HiddenDanger{Source: f.Source, Sort: f.Sort, Name: f.Name, Code: f.Code, Address: f.Address, Chief: f.Chief, Phone: f.Phone},
	}
}

func illegal(code, zh, en string) *fail.Error { return fail.Illegal("dualcontrol."+code, zh, en) }

func must(ok bool, code, zh, en, field string) error {
	if ok {
		return nil
	}
	return illegal(code, zh, en).At(field)
}

// last is the latest deadline of the problems.
func last(problems []writ.Problem) string {
	out := ""
	for _, p := range problems {
		out = max(out, string(p.Due))
	}
	return out
}

// until is the end of a day that an officer set.
func until(day string) (time.Time, error) {
	d, err := calendar.ParseDate(day)
	return d.End(), err
}

// party is the party as writs want it.
func (h HiddenDanger) party() writ.Party {
	return writ.Party{Sort: writ.Sort(h.Sort), Name: h.Name, Code: h.Code, Address: h.Address, Representative: h.Chief, Phone: h.Phone}
}
