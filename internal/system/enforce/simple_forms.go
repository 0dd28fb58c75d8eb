package enforce

import (
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
)

// spotRecordForm notes what was found, certificate first.
type spotRecordForm struct {
	Shown    bool   `json:"shown" title:"已出示执法证件|Certificate shown"`
	Clear    bool   `json:"clear" title:"违法事实确凿并有法定依据|The facts are certain and the law is clear"`
	Facts    string `json:"facts" title:"违法事实|Facts" max:"2000" format:"text"`
	Breached string `json:"breached" title:"违反的规定|Provision breached" max:"500"`
	Basis    string `json:"basis" title:"处罚依据|Basis of the penalty" max:"500"`
}

// spotTellForm tells the party what is intended, and notes what it says.
type spotTellForm struct {
	Fine      int    `json:"fine" title:"拟罚款|Intended fine" min:"0" unit:"元"`
	Told      bool   `json:"told" title:"已告知拟处罚的内容、事实、理由、依据和权利|Content, facts, reasons, basis and rights were told"`
	Statement string `json:"statement,omitempty" title:"陈述申辩内容|Statement" max:"500" format:"text"`
	Review    string `json:"review,omitempty" title:"复核情况|Review" max:"300" format:"text"`
	Adopted   bool   `json:"adopted,omitempty" title:"采纳|Adopted"`
}

// spotDecideForm is the decision on the spot.
type spotDecideForm struct {
	Penalty string `json:"penalty" title:"行政处罚的种类|Penalty" enum:"warning=警告|Warning;fine=罚款|Fine;both=警告并处罚款|Warning and fine"`
	Fine    int    `json:"fine,omitempty" title:"罚款|Fine" min:"0" unit:"元"`
	Payment string `json:"payment,omitempty" title:"罚款的缴纳方式|Payment" enum:"bank=到指定银行或者通过电子支付系统缴纳|At the bank;spot=当场收缴|On the spot"`
	Ground  string `json:"ground,omitempty" title:"当场收缴的理由|Why it is collected on the spot" enum:"small=小额罚款|A small fine;hard=不当场收缴事后难以执行|Later enforcement would be difficult;remote=边远、水上、交通不便地区，缴纳确有困难|Remote, on the water, hard to reach"`
	Hard    string `json:"hard,omitempty" title:"事后难以执行的情况|Why it would be difficult" max:"500" format:"text"`
	Asked   bool   `json:"asked,omitempty" title:"经当事人提出|At the party's request"`
	Bank    string `json:"bank,omitempty" title:"代收机构及账号|Bank and account"`
}

// Validate wants an amount and a way of payment with a fine, and none without.
func (f *spotDecideForm) Validate() error {
	switch {
	case f.Penalty == "warning" && f.Fine > 0:
		return badField("fine", "警告不附罚款", "a warning carries no fine")
	case f.Penalty != "warning" && f.Fine == 0:
		return badField("fine", "请填写罚款数额", "say the amount of the fine")
	case f.Penalty != "warning" && f.Payment == "":
		return badField("payment", "请选择缴纳方式", "say how it is paid")
	case f.Payment == "bank" && f.Bank == "":
		return badField("bank", "请填写代收机构及账号", "name the bank and the account")
	case f.Payment == "spot" && f.Ground == "":
		return badField("ground", "请选择当场收缴的理由", "say why it is collected on the spot")
	}
	return nil
}

// spotDeliverForm hands the decision over.
type spotDeliverForm struct {
	At       string `json:"at" title:"交付时间|Handed over at" format:"date-time"`
	Receiver string `json:"receiver,omitempty" title:"签收人|Received by" private:"1"`
	Refusal  string `json:"refusal,omitempty" title:"拒绝签收的情况|Refusal to sign" max:"500" format:"text"`
}

// Happened is when it was handed over.
func (f *spotDeliverForm) Happened() time.Time { return procedure.Moment(f.At) }

// spotCollectForm collects a fine on the spot.
type spotCollectForm struct {
	At       string `json:"at" title:"收缴时间|Collected at" format:"date-time"`
	Amount   int    `json:"amount" title:"收缴罚款|Collected" min:"1" unit:"元"`
	Official bool   `json:"official" title:"已出具财政部门统一制发的专用票据|A receipt of the finance department was given"`
	Receipt  string `json:"receipt" title:"专用票据号|Receipt"`
}

// Happened is when it was collected.
func (f *spotCollectForm) Happened() time.Time { return procedure.Moment(f.At) }

// cashForm hands money on.
type cashForm struct {
	At     string `json:"at" title:"交付时间|Handed on at" format:"date-time"`
	Amount int    `json:"amount" title:"交付金额|Amount" min:"1" unit:"元"`
	Slip   string `json:"slip" title:"缴款凭证号|Slip"`
}

// Happened is when it was handed on.
func (f *cashForm) Happened() time.Time { return procedure.Moment(f.At) }

// spotPayForm is a payment at the bank.
type spotPayForm struct {
	On      string `json:"on" title:"缴纳日期|Paid on" format:"date"`
	Amount  int    `json:"amount" title:"缴纳罚款|Fine paid" min:"1" unit:"元"`
	Receipt string `json:"receipt" title:"财政票据号|Receipt"`
}

// spotReviewForm notes a reconsideration or a suit.
type spotReviewForm struct {
	Kind   string `json:"kind" title:"种类|Kind" enum:"review=行政复议|Reconsideration;suit=行政诉讼|Suit"`
	State  string `json:"state" title:"进展|State" enum:"asked=已申请|Asked for;decided=已作出决定|Decided;refused=不予受理|Not taken"`
	At     string `json:"at" title:"日期时间|At" format:"date-time"`
	Number string `json:"number,omitempty" title:"文书号|Number"`
}

// Happened is when it was asked for or decided.
func (f *spotReviewForm) Happened() time.Time { return procedure.Moment(f.At) }

// Validate knows what a court does.
func (f *spotReviewForm) Validate() error {
	if f.Kind == "suit" && f.State == "refused" {
		return fail.Invalid("enforce.form", "法院不予立案的，不登记为诉讼", "what the court does not take is no suit").At("state")
	}
	return nil
}

// ordinaryForm hands a case over to the ordinary procedure.
type ordinaryForm struct {
	Reason string `json:"reason" title:"不适用简易程序的理由|Why it is not simple" max:"2000" format:"text"`
	Item   string `json:"item" title:"违法事项|Item of the benchmark" source:"enforce/items"`
	Began  string `json:"began" title:"违法行为开始日期|Conduct began on" format:"date"`
	Ended  string `json:"ended" title:"违法行为终了日期|Conduct ended on" format:"date"`
}

// spotCloseForm closes the case.
type spotCloseForm struct {
	Detail string `json:"detail" title:"履行情况|Performance" max:"2000" format:"text"`
}
