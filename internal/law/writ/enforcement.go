package writ

import (
	"fmt"
	"strconv"

	"anlan/internal/base/document/chinese"
	"anlan/internal/base/fail"
)

func missing(field, zh, en string) error {
	return fail.Invalid("form.value", zh+"不能为空", en+" is missing").At(field)
}

func numeral(n int) string { return chinese.Numeral(n) }

// FineReminder is 罚款催缴通知书.
type FineReminder struct {
	Decision   string `json:"decision" title:"决定书文号|Number of the decision"`
	DecisionOn Day    `json:"decision_on" title:"决定书日期|Date of the decision" format:"date"`
	Fine       Yuan   `json:"fine" title:"罚款金额|Fine" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
	Paid       Yuan   `json:"paid" title:"已缴金额|Paid" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
	Surcharge  Yuan   `json:"surcharge" title:"加处罚款|Surcharge" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
	Due        Day    `json:"due" title:"缴纳期限|Pay by" format:"date"`
	Bank       string `json:"bank" title:"代收机构及账号|Bank and account"`
}

// Validate wants no more paid than was fined.
func (f *FineReminder) Validate() error {
	if f.Paid.fen() > f.Fine.fen() {
		return fail.Invalid("writ.amount", "已缴金额不能超过罚款金额", "more is paid than was fined").At("paid")
	}
	return nil
}

func (f *FineReminder) write(s *sheet) {
	s.to()
	s.text("本机关于%s对%s作出行政处罚决定（%s），决定对%s处以罚款%s。%s至今未全部缴纳。", f.DecisionOn, s.you(), f.Decision, s.you(), f.Fine, s.you())
	owed := f.Fine.fen() - f.Paid.fen()
	s.rows(one("罚款金额", f.Fine.String()), one("已缴金额", f.Paid.String()), one("未缴金额", money(owed)), one("加处罚款", f.Surcharge.String()), one("合计应缴", money(owed+f.Surcharge.fen())))
	s.text("请%s于%s前将上述款项缴至%s。逾期仍不缴纳的，依据%s的规定，本机关将依法申请人民法院强制执行。", s.you(), f.Due, f.Bank, s.basis)
}

// DeferralApproval is 延期（分期）缴纳罚款审批表.
type DeferralApproval struct {
	Decision string `json:"decision" title:"决定书文号|Number of the decision"`
	Fine     Yuan   `json:"fine" title:"罚款金额|Fine" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
	Applied  Day    `json:"applied" title:"申请日期|Applied on" format:"date"`
	Reason   string `json:"reason" title:"申请理由|Reason" max:"2000" format:"text"`
	Plan     []Part `json:"plan" title:"缴纳安排|Schedule"`
}

// Part is one payment of a schedule.
type Part struct {
	Due    Day  `json:"due" title:"缴纳期限|Pay by" format:"date"`
	Amount Yuan `json:"amount" title:"金额|Amount" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
}

// total refuses a schedule that does not make up the fine.
func total(plan []Part, fine Yuan) error {
	sum := int64(0)
	for _, p := range plan {
		sum += p.Amount.fen()
	}
	if len(plan) > 0 && sum != fine.fen() {
		return fail.Invalid("writ.amount", "各期金额之和应等于罚款金额", "the parts do not make up the fine").At("plan")
	}
	return nil
}

func (s *sheet) parts(plan []Part) {
	w := []int{3, 8, 13}
	s.rows(heads(w, "期次", "缴纳期限", "金额"))
	for i, p := range plan {
		s.rows(cells(w, "第"+numeral(i+1)+"期", p.Due.String()+"前", p.Amount.String()))
	}
}

// Validate wants the parts to make up the fine.
func (f *DeferralApproval) Validate() error { return total(f.Plan, f.Fine) }

func (f *DeferralApproval) write(s *sheet) {
	s.rows(one("案由", s.Case))
	s.party("当事人")
	s.rows(one("决定书文号", f.Decision), one("罚款金额", f.Fine.String()), one("申请日期", f.Applied.String()), tall("申请理由", f.Reason, 4), one("依据", s.basis))
	s.parts(f.Plan)
}

// DeferralPermission is 延期（分期）缴纳罚款批准书.
type DeferralPermission struct {
	Decision   string `json:"decision" title:"决定书文号|Number of the decision"`
	DecisionOn Day    `json:"decision_on" title:"决定书日期|Date of the decision" format:"date"`
	Fine       Yuan   `json:"fine" title:"罚款金额|Fine" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
	Plan       []Part `json:"plan" title:"缴纳安排|Schedule"`
	Bank       string `json:"bank" title:"代收机构及账号|Bank and account"`
}

// Validate wants the parts to make up the fine.
func (f *DeferralPermission) Validate() error { return total(f.Plan, f.Fine) }

func (f *DeferralPermission) write(s *sheet) {
	s.to()
	s.text("本机关于%s对%s作出行政处罚决定（%s），处以罚款%s。根据%s的申请，依据%s的规定，本机关同意%s按下列安排缴纳罚款：", f.DecisionOn, s.you(), f.Decision, f.Fine, s.you(), s.basis, s.you())
	s.parts(f.Plan)
	s.text("代收机构及账号：%s。逾期缴纳的，本机关将依法加处罚款或者申请人民法院强制执行。", f.Bank)
}

// EnforcementDemand is 行政强制执行催告书; its items are those of Compulsion Law, Arts. 35 and 54.
type EnforcementDemand struct {
	Decision   string `json:"decision" title:"决定书文号|Number of the decision"`
	DecisionOn Day    `json:"decision_on" title:"决定书日期|Date of the decision" format:"date"`
	ServedOn   Day    `json:"served_on" title:"决定书送达日期|Served on" format:"date"`
	Duty       string `json:"duty" title:"应履行的义务|Duty" max:"2000" format:"text"`
	Manner     string `json:"manner" title:"履行方式|Manner" max:"1000" format:"text"`
	Fine       Yuan   `json:"fine,omitempty" title:"罚款金额|Fine" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
	Surcharge  Yuan   `json:"surcharge,omitempty" title:"加处罚款|Surcharge" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
}

func (f *EnforcementDemand) write(s *sheet) {
	s.to()
	s.text("本机关于%s作出的行政处罚决定（%s）已于%s送达%s。%s在法定期限内未申请行政复议、未提起行政诉讼，又未履行该决定。依据%s的规定，现催告如下：", f.DecisionOn, f.Decision, f.ServedOn, s.you(), s.you(), s.basis)
	s.section("应履行的义务", f.Duty)
	if f.Fine != "" {
		sum := f.Fine.fen() + f.Surcharge.fen()
		s.text("其中罚款%s，加处罚款%s，合计%s。", f.Fine, money(f.Surcharge.fen()), money(sum))
	}
	s.section("履行期限和方式", fmt.Sprintf("自收到本催告书之日起%d个工作日内履行。%s", s.Terms[DemandDays], f.Manner))
	s.section("陈述申辩", s.you()+"收到本催告书后有权进行陈述和申辩。")
	s.text("逾期仍不履行的，本机关将依法申请人民法院强制执行。")
}

// CourtApplication is 强制执行申请书, with what Compulsion Law, Art. 55 asks for.
type CourtApplication struct {
	Court      string   `json:"court" title:"人民法院|Court"`
	Decision   string   `json:"decision" title:"决定书文号|Number of the decision"`
	DecisionOn Day      `json:"decision_on" title:"决定书日期|Date of the decision" format:"date"`
	Facts      string   `json:"facts" title:"决定的事实、理由和依据|Facts, reasons and basis" max:"5000" format:"text"`
	Demand     string   `json:"demand" title:"催告书文号|Number of the demand"`
	DemandOn   Day      `json:"demand_on" title:"催告书送达日期|Demand served on" format:"date"`
	Views      string   `json:"views" title:"当事人的意见及催告情况|Party's view and result of the demand" max:"2000" format:"text"`
	Object     string   `json:"object" title:"申请强制执行的标的|What is to be enforced" max:"2000" format:"text"`
	Papers     []string `json:"papers" title:"所附材料|Papers attached"`
	Head       string   `json:"head" title:"行政机关负责人|Head of the agency"`
}

func (f *CourtApplication) write(s *sheet) {
	s.doc.Addressee = f.Court
	s.rows(one("申请人", s.Agency), one("申请人负责人", f.Head), one("联系人及电话", s.Contact.Person+"　"+s.Contact.Phone))
	s.party("被执行人")
	s.section("申请强制执行的标的", f.Object)
	s.section("行政决定及事实、理由和依据", "申请人于"+f.DecisionOn.String()+"作出行政处罚决定（"+f.Decision+"）。\n"+f.Facts)
	s.section("当事人的意见及催告情况", "申请人的催告书（"+f.Demand+"）已于"+f.DemandOn.String()+"送达。"+f.Views)
	s.text("被执行人在法定期限内不申请行政复议或者提起行政诉讼，经催告仍不履行。依据%s的规定，特申请你院强制执行。", s.basis)
	s.section("所附材料", numbered(f.Papers))
	s.sign("行政机关负责人（签名）")
}

// TransferApproval is 案件移送审批表.
type TransferApproval struct {
	To       string `json:"to" title:"受移送机关|Receiving authority"`
	Facts    string `json:"facts" title:"案情|Facts" max:"3000" format:"text"`
	Crime    string `json:"crime" title:"涉嫌罪名或者移送理由|Suspected crime or reason" max:"1000" format:"text"`
	Basis    string `json:"basis" title:"移送依据|Basis" max:"500"`
	Proposal string `json:"proposal" title:"移送建议|Proposal" max:"1000" format:"text"`
}

func (f *TransferApproval) write(s *sheet) {
	s.rows(one("案由", s.Case))
	s.party("当事人")
	s.rows(one("受移送机关", f.To), tall("案情", f.Facts, 5), tall("涉嫌罪名或者移送理由", f.Crime, 2), one("移送依据", f.Basis), tall("移送建议", f.Proposal, 2))
	s.officers("专案组成员")
}

// TransferLetter is 案件移送书.
type TransferLetter struct {
	To     string   `json:"to" title:"受移送机关|Receiving authority"`
	Facts  string   `json:"facts" title:"案情|Facts" max:"3000" format:"text"`
	Crime  string   `json:"crime" title:"涉嫌罪名或者移送理由|Suspected crime or reason" max:"1000" format:"text"`
	Basis  string   `json:"basis" title:"移送依据|Basis" max:"500"`
	Papers []string `json:"papers" title:"移送材料清单|Papers handed over"`
	Items  []Thing  `json:"items,omitempty" title:"涉案物品清单|Things handed over"`
}

func (f *TransferLetter) write(s *sheet) {
	s.doc.Addressee = f.To
	s.text("本机关在办理%s一案中，发现%s（%s）%s", s.Case, s.Party.Name, s.Party.Code, f.Facts)
	s.text("%s。依据%s的规定，现将该案移送你机关处理。请在法定期限内决定是否立案，并将结果书面告知本机关。", f.Crime, f.Basis)
	s.section("移送材料", numbered(f.Papers))
	if len(f.Items) > 0 {
		s.heading("涉案物品")
		s.things(f.Items)
	}
}

// ExtensionApproval is 案件延期审批表.
type ExtensionApproval struct {
	Filed  Day    `json:"filed" title:"立案日期|Filed on" format:"date"`
	Due    Day    `json:"due" title:"原办理期限届满日|Due" format:"date"`
	New    Day    `json:"new" title:"延长后的期限|New due date" format:"date"`
	Days   int    `json:"days" title:"延长天数|Days added" min:"1" unit:"天"`
	Reason string `json:"reason" title:"延期理由和依据|Reason and basis" max:"2000" format:"text"`
	Level  string `json:"level" title:"批准层级|Level" enum:"head=本机关负责人|Head of the agency;superior=上级行政机关|Superior agency"`
}

// Validate wants the new date after the old one.
func (f *ExtensionApproval) Validate() error {
	if f.New <= f.Due { // days as written compare like days
		return fail.Invalid("writ.date", "延长后的期限应晚于原期限", "the new date is not later").At("new")
	}
	return nil
}

func (f *ExtensionApproval) write(s *sheet) {
	s.rows(one("案由", s.Case))
	s.party("当事人")
	s.rows(two("立案日期", f.Filed.String(), "原期限届满日", f.Due.String()), two("延长后的期限", f.New.String(), "延长天数", strconv.Itoa(f.Days)+"天"), one("批准层级", boxes(*f, "level", f.Level)), tall("延期理由和依据", f.Reason, 5))
}
