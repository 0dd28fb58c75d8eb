package enforce

import (
	"cmp"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// Penalty is what a case of an administrative penalty holds. Amounts are whole yuan.
type Penalty struct {
	Source       string       `json:"source" title:"案件来源|Source" enum:"inspection=监督检查|Inspection;report=投诉举报|Report;transfer=其他机关移送|Transfer;superior=上级交办|Superior;accident=事故调查|Accident"`
	Sort         string       `json:"sort" title:"当事人类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name         string       `json:"name" title:"当事人|Party" list:"1"`
	Code         string       `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address      string       `json:"address" title:"地址|Address" private:"1"`
	Chief        string       `json:"chief,omitempty" title:"法定代表人（负责人）|Legal representative"`
	Phone        string       `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Cause        string       `json:"cause,omitempty" title:"案由|Cause"`
	Facts        string       `json:"facts" title:"基本案情|Facts" max:"3000" format:"text"`
	Item         string       `json:"item" title:"违法事项|Item of the benchmark" source:"enforce/items" list:"1"`
	Breached     string       `json:"breached,omitempty" title:"违反的规定|Provision breached"`
	Basis        string       `json:"basis,omitempty" title:"处罚依据|Basis of the penalty"`
	Began        string       `json:"began" title:"违法行为开始日期|Conduct began on" format:"date"`
	Ended        string       `json:"ended" title:"违法行为终了日期|Conduct ended on" format:"date"`
	Harm         bool         `json:"harm,omitempty" title:"涉及生命健康安全且有危害后果|Life or health harmed"`
	Found        string       `json:"found" title:"发现日期|Found on" format:"date"`
	OfficerA     string       `json:"officer_a,omitempty" title:"主办人员|First officer"`
	CardA        string       `json:"card_a,omitempty" title:"主办人员执法证号|Certificate of the first"`
	OfficerB     string       `json:"officer_b,omitempty" title:"协办人员|Second officer"`
	CardB        string       `json:"card_b,omitempty" title:"协办人员执法证号|Certificate of the second"`
	SecondID     string       `json:"second_id,omitempty" title:"协办人员账号|Account of the second"`
	Avoided      []string     `json:"avoided,omitempty" title:"已决定回避的人员|Who must stay out"`
	Complex      bool         `json:"complex,omitempty" title:"情节复杂或者重大|Complex or grave"`
	Interest     bool         `json:"interest,omitempty" title:"涉及重大公共利益|Major public interest"`
	Held         bool         `json:"held,omitempty" title:"证据先行登记保存中|Evidence is preserved"`
	HeldOn       string       `json:"held_on,omitempty" title:"登记保存日期|Preserved on" format:"date"`
	Evidence     []writ.Proof `json:"evidence,omitempty" title:"证据|Evidence"`
	Disposal     string       `json:"disposal,omitempty" title:"调查报告建议|Proposal of the report"`
	Overdue      bool         `json:"overdue,omitempty" title:"逾期未改正|Not corrected in time"`
	Factor       float64      `json:"factor,omitempty" title:"裁量因素的量值|Measured factor"`
	Effects      []string     `json:"effects,omitempty" title:"从轻、减轻、从重情节|Circumstances" source:"enforce/circumstances"`
	Corrected    string       `json:"corrected,omitempty" title:"是否及时改正|Corrected in time" enum:"yes=是|Yes;no=否|No"`
	HarmDone     string       `json:"harm_done,omitempty" title:"危害后果|Harm" enum:"none=没有|None;minor=轻微|Minor;serious=严重|Serious"`
	Low          int          `json:"low,omitempty" title:"裁量建议下限|Proposed from" unit:"元"`
	High         int          `json:"high,omitempty" title:"裁量建议上限|Proposed to" unit:"元"`
	GradeLow     int          `json:"grade_low,omitempty" title:"裁量阶次下限|Grade from" unit:"元"`
	GradeHigh    int          `json:"grade_high,omitempty" title:"裁量阶次上限|Grade to" unit:"元"`
	LawLow       int          `json:"law_low,omitempty" title:"法定幅度下限|Law from" unit:"元"`
	LawHigh      int          `json:"law_high,omitempty" title:"法定幅度上限|Law to" unit:"元"`
	Mitigated    bool         `json:"mitigated,omitempty" title:"减轻处罚|Mitigated"`
	Reasons      string       `json:"reasons,omitempty" title:"裁量理由|Reasons of discretion" max:"5000" format:"text"`
	Choice       string       `json:"choice,omitempty" title:"新旧法适用|Old law or new" max:"3000" format:"text"`
	Proposed     int          `json:"proposed,omitempty" title:"建议罚款|Proposed fine" unit:"元"`
	Told         int          `json:"told,omitempty" title:"告知的罚款|Fine as told" unit:"元"`
	Other        string       `json:"other,omitempty" title:"告知的其他处罚|Other penalty as told"`
	HearingTold  bool         `json:"hearing_told,omitempty" title:"已告知听证权利|Right to a hearing told"`
	NoticeOn     string       `json:"notice_on,omitempty" title:"告知书送达日期|Notice served on" format:"date"`
	Defended     bool         `json:"defended,omitempty" title:"当事人已陈述申辩|Defended"`
	Adopted      bool         `json:"adopted,omitempty" title:"申辩被采纳|Defence adopted"`
	Defence      string       `json:"defence,omitempty" title:"陈述申辩及复核|Defence and its review" max:"3000" format:"text"`
	Waived       bool         `json:"waived,omitempty" title:"放弃听证|Hearing waived"`
	Heard        bool         `json:"heard,omitempty" title:"已听证|Heard"`
	HearingAt    string       `json:"hearing_at,omitempty" title:"听证时间|Hearing at" format:"date-time"`
	HearingPlace string       `json:"hearing_place,omitempty" title:"听证地点|Place of the hearing"`
	HearingClerk string       `json:"hearing_clerk,omitempty" title:"听证记录员|Clerk of the hearing"`
	HearingHost  string       `json:"hearing_host,omitempty" title:"听证主持人|Host"`
	Reviewed     string       `json:"reviewed,omitempty" title:"法制审核结论|Legal review"`
	Discussed    bool         `json:"discussed,omitempty" title:"已集体讨论|Discussed"`
	Agreed       int          `json:"agreed,omitempty" title:"集体讨论决定的罚款|Fine by the discussion" unit:"元"`
	Fine         int          `json:"fine,omitempty" title:"决定罚款|Fine" unit:"元" list:"1"`
	Decision     string       `json:"decision,omitempty" title:"决定书文号|Number of the decision"`
	DecidedOn    string       `json:"decided_on,omitempty" title:"决定日期|Decided on" format:"date"`
	ServedOn     string       `json:"served_on,omitempty" title:"决定书送达日期|Decision served on" format:"date"`
	PayBy        string       `json:"pay_by,omitempty" title:"缴纳期限|Pay by" format:"date"`
	Paid         int          `json:"paid,omitempty" title:"已缴罚款|Paid" unit:"元"`
	Surcharge    int          `json:"surcharge,omitempty" title:"加处罚款|Surcharge" unit:"元"`
	SurPaid      int          `json:"sur_paid,omitempty" title:"已缴加处罚款|Surcharge paid" unit:"元"`
	SurTo        string       `json:"sur_to,omitempty" title:"加处罚款计算至|Surcharge counted to" format:"date"`
	Stays        []string     `json:"stays,omitempty" title:"复议、诉讼期间|Stays by reconsideration or suit"`
	Deferred     string       `json:"deferred,omitempty" title:"延期（分期）至|Deferred until" format:"date"`
	Demand       string       `json:"demand,omitempty" title:"催告书文号|Number of the demand"`
	DemandOn     string       `json:"demand_on,omitempty" title:"催告书送达日期|Demand served on" format:"date"`
	Changed      string       `json:"changed,omitempty" title:"决定变更或者撤销的理由|Why it was changed" max:"2000" format:"text"`
	Revoked      bool         `json:"revoked,omitempty" title:"决定已撤销|Revoked"`
	Ground       string       `json:"ground,omitempty" title:"不予处罚的情形|Ground of no penalty"`
	Due          string       `json:"due,omitempty" title:"改正期限|To be corrected by" format:"date"`
	Result       string       `json:"result,omitempty" title:"处理结果|Outcome"`
}

// clueForm opens a case.
type clueForm struct {
	Source   string `json:"source" title:"案件来源|Source" enum:"inspection=监督检查|Inspection;report=投诉举报|Report;transfer=其他机关移送|Transfer;superior=上级交办|Superior;accident=事故调查|Accident"`
	Area     string `json:"area" title:"违法行为发生地（区划代码）|Area of the conduct" pattern:"^[0-9]{4,20}$"`
	Sort     string `json:"sort" title:"当事人类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name     string `json:"name" title:"当事人|Party"`
	Code     string `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address  string `json:"address" title:"地址|Address" private:"1"`
	Chief    string `json:"chief" title:"法定代表人（负责人）|Legal representative"`
	Phone    string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Conduct  string `json:"conduct" title:"涉嫌违法行为|Suspected conduct"`
	Item     string `json:"item" title:"违法事项|Item of the benchmark" source:"enforce/items"`
	Began    string `json:"began" title:"违法行为开始日期|Conduct began on" format:"date"`
	Ended    string `json:"ended" title:"违法行为终了日期|Conduct ended on" format:"date"`
	Found    string `json:"found" title:"发现日期|Found on" format:"date"`
	Harm     bool   `json:"harm,omitempty" title:"涉及生命健康安全且有危害后果|Life or health harmed"`
	Facts    string `json:"facts" title:"基本案情|Facts" max:"3000" format:"text"`
	Complex  bool   `json:"complex,omitempty" title:"情节复杂或者重大|Complex or grave"`
	Interest bool   `json:"interest,omitempty" title:"涉及重大公共利益|Major public interest"`
}

// Validate wants the days in their order.
func (f *clueForm) Validate() error {
	if f.Ended < f.Began {
		return badField("ended", "违法行为终了日期早于开始日期", "the conduct ended before it began")
	}
	return nil
}

// NewCase makes the case of a clue. The one who registers it is its handler.
func (f *clueForm) NewCase(by identity.Subject) procedure.NewCase {
	cause := f.Name + "涉嫌" + strings.TrimPrefix(f.Conduct, "涉嫌") + "案"
	return procedure.NewCase{
		Title: cause, Area: f.Area, Assignee: by.ID, AssigneeName: by.Name, Department: "enforcement",
		Data: Penalty{
			Source: f.Source, Sort: f.Sort, Name: f.Name, Code: f.Code, Address: f.Address, Chief: f.Chief, Phone: f.Phone, Cause: cause, Facts: f.Facts, Item: f.Item,
			Began: f.Began, Ended: f.Ended, Found: f.Found, Harm: f.Harm, Complex: f.Complex, Interest: f.Interest,
		},
	}
}

// party is the party as writs want it.
func (p Penalty) party() writ.Party {
	return writ.Party{Sort: writ.Sort(p.Sort), Name: p.Name, Code: p.Code, Address: p.Address, Representative: p.Chief, Phone: p.Phone}
}

func (p Penalty) officers() []writ.Officer {
	var out []writ.Officer
	for _, o := range []writ.Officer{{Name: p.OfficerA, Certificate: p.CardA}, {Name: p.OfficerB, Certificate: p.CardB}} {
		if o.Name != "" {
			out = append(out, o)
		}
	}
	return out
}

// rates are the surcharge of the law: hundredths of a percent a day, and the cap in hundredths of a percent of the fine.
type rates struct{ daily, limit int }

// ratesOf are the rates that the case is judged by (Penalty Law, Art. 72).
func ratesOf(t *procedure.Turn) (rates, error) {
	daily, err := t.Rules.Percent("P-SUR")
	if err != nil {
		return rates{}, err
	}
	limit, err := t.Rules.Percent("P-SUR-CAP")
	if err != nil { // the Penalty Law of 2017 had no cap; the Compulsion Law has had the same one since 2012 (Art. 45(2))
		limit = wholeRate
	}
	return rates{int(daily), int(limit)}, nil
}

// wholeRate is a hundred percent, in hundredths of a percent.
const wholeRate = 100_00

// owes is what is still to be paid of the fine: nothing of a decision that was revoked.
func (p Penalty) owes() int {
	if p.Revoked {
		return 0
	}
	return max(0, p.Fine-p.Paid)
}

// accrued is the surcharge on a day: a share of the unpaid fine for each day after the last day of payment, at most the
// fine itself (Art. 72). Days of a reconsideration or a suit do not count (Art. 73).
func (p Penalty) accrued(day calendar.Date, r rates) int {
	from, err := calendar.ParseDate(cmp.Or(p.Deferred, p.PayBy))
	if err != nil {
		return p.Surcharge
	}
	if done, err := calendar.ParseDate(p.SurTo); err == nil && from.Before(done) {
		from = done
	}
	days := 0
	for d := from.Next(1); !day.Before(d); d = d.Next(1) {
		if !p.stayed(d) {
			days++
		}
	}
	return min(p.Fine*r.limit/wholeRate, p.Surcharge+p.owes()*r.daily*days/wholeRate)
}

// stayed reports whether a day lies in a reconsideration or a suit.
func (p Penalty) stayed(d calendar.Date) bool {
	for _, s := range p.Stays {
		from, to, _ := strings.Cut(s, "..")
		if d.String() >= from && (to == "" || d.String() <= to) {
			return true
		}
	}
	return false
}
