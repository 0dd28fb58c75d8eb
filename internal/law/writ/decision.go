package writ

// Decision is 行政处罚决定书, for a unit or a person. It holds what Penalty Law, Art. 59 lists.
type Decision struct {
	Facts    string  `json:"facts" title:"违法事实|Facts" max:"5000" format:"text"`
	Evidence []Proof `json:"evidence" title:"证据|Evidence"`
	Breached string  `json:"breached" title:"违反的规定|Provisions breached" max:"1000" format:"text"`
	Basis    string  `json:"basis" title:"处罚依据|Basis of the penalty" max:"1000" format:"text"`
	Defence  string  `json:"defence" title:"陈述申辩、听证及采纳情况|Defence and hearing" max:"2000" format:"text"`
	Grade    string  `json:"grade" title:"裁量理由|Discretion" max:"2000" format:"text"`
	Penalty  string  `json:"penalty" title:"行政处罚的种类|Penalty" max:"1000" format:"text"`
	Fine     Yuan    `json:"fine,omitempty" title:"罚款金额|Fine" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
	Bank     string  `json:"bank,omitempty" title:"代收机构及账号|Bank and account"`
	Perform  string  `json:"perform,omitempty" title:"其他处罚的履行方式和期限|How and when to perform" max:"1000" format:"text"`
	Correct  string  `json:"correct" title:"责令改正的要求|Order to correct" max:"1000" format:"text"`
}

// Proof is a piece of evidence as a decision names it.
type Proof struct {
	Name   string `json:"name" title:"证据名称|Evidence"`
	Proves string `json:"proves" title:"证明内容|What it proves" max:"1000"`
}

// Validate wants the bank with a fine, and a way to perform with any other penalty.
func (f *Decision) Validate() error {
	switch {
	case f.Fine != "" && f.Bank == "":
		return missing("bank", "代收机构及账号", "Bank and account")
	case f.Fine == "" && f.Perform == "":
		return missing("perform", "履行方式和期限", "How and when to perform")
	}
	return nil
}

func (f *Decision) write(s *sheet) {
	s.party(map[Sort]string{Unit: "被处罚单位", Person: "被处罚人"}[s.Party.Sort])
	s.section("违法事实和证据", f.Facts)
	s.proofs(f.Evidence)
	s.section("陈述申辩和听证情况", f.Defence)
	s.section("处罚的依据和理由", "以上行为违反了"+f.Breached+"的规定。依据"+f.Basis+"的规定，结合本案情节："+f.Grade)
	s.heading("处罚决定")
	s.text("本机关决定给予%s以下行政处罚：%s", s.you(), f.Penalty)
	if f.Fine != "" {
		s.text("罚款数额：%s。", f.Fine)
	}
	s.text("同时责令改正：%s", f.Correct)
	s.heading("履行方式和期限")
	if f.Fine != "" {
		s.pay(f.Bank)
	}
	if f.Perform != "" {
		s.text("%s", f.Perform)
	}
	s.heading("救济途径")
}

func (s *sheet) proofs(list []Proof) {
	s.text("以上事实有下列证据证明：")
	for i, e := range list {
		s.text("证据%d：%s，证明%s。", i+1, e.Name, e.Proves)
	}
}

// pay says how a fine is paid.
func (s *sheet) pay(bank string) {
	s.text("自收到本决定书之日起%d日内将罚款缴至%s，或者通过电子支付系统缴纳。到期不缴纳的，每日按罚款数额的百分之%s加处罚款，加处罚款的数额不超出罚款的数额。逾期不申请行政复议、不提起行政诉讼又不履行的，本机关将依法申请人民法院强制执行。", s.Terms[PayDays], bank, numeral(s.Terms[SurchargePercent]))
}

// SpotDecision is 当场行政处罚决定书.
type SpotDecision struct {
	Facts    string `json:"facts" title:"违法事实|Facts" max:"2000" format:"text"`
	At       Moment `json:"at" title:"处罚时间|Time" format:"date-time"`
	Place    string `json:"place" title:"处罚地点|Place"`
	Breached string `json:"breached" title:"违反的规定|Provisions breached" max:"500"`
	Basis    string `json:"basis" title:"处罚依据|Basis of the penalty" max:"500"`
	Penalty  string `json:"penalty" title:"行政处罚的种类|Penalty" enum:"warning=警告|Warning;fine=罚款|Fine;both=警告并处罚款|Warning and fine"`
	Fine     Yuan   `json:"fine,omitempty" title:"罚款金额|Fine" pattern:"^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$" unit:"元"`
	Payment  string `json:"payment,omitempty" title:"罚款的缴纳方式|Payment" enum:"bank=到指定银行或者通过电子支付系统缴纳|At the bank;spot=当场收缴|On the spot"`
	Bank     string `json:"bank,omitempty" title:"代收机构及账号|Bank and account"`
	Defence  string `json:"defence" title:"陈述申辩情况|Defence" max:"1000" format:"text"`
}

// Validate wants the amount and the payment with a fine.
func (f *SpotDecision) Validate() error {
	switch {
	case f.Penalty != "warning" && f.Fine == "":
		return missing("fine", "罚款金额", "Fine")
	case f.Penalty != "warning" && f.Payment == "":
		return missing("payment", "罚款的缴纳方式", "Payment")
	case f.Payment == "bank" && f.Bank == "":
		return missing("bank", "代收机构及账号", "Bank and account")
	}
	return nil
}

func (f *SpotDecision) write(s *sheet) {
	s.party("当事人")
	s.rows(one("违法行为发生地点", f.Place), one("处罚时间", f.At.String()), tall("违法事实", f.Facts, 4), one("违反的规定", f.Breached), one("处罚依据", f.Basis), tall("陈述申辩情况", f.Defence, 2))
	s.officers("执法人员")
	s.text("执法人员已出示执法证件，依据%s的规定，告知拟作出的行政处罚内容及事实、理由、依据和陈述、申辩的权利，现当场作出行政处罚：%s。", s.basis, choice(*f, "penalty", f.Penalty))
	if f.Fine != "" {
		s.text("罚款数额：%s，缴纳方式：%s。", f.Fine, boxes(*f, "payment", f.Payment))
	}
	if f.Payment == "bank" {
		s.pay(f.Bank)
	}
	s.sign("当事人（签名）", "执法人员（签名）", "执法人员（签名）")
}

// NoPenaltyDecision is 不予行政处罚决定书.
type NoPenaltyDecision struct {
	Facts     string  `json:"facts" title:"违法事实|Facts" max:"5000" format:"text"`
	Evidence  []Proof `json:"evidence" title:"证据|Evidence"`
	Breached  string  `json:"breached" title:"违反的规定|Provisions breached" max:"1000" format:"text"`
	Ground    string  `json:"ground" title:"不予处罚的情形|Ground" enum:"minor=违法行为轻微并及时改正，没有造成危害后果|Minor, corrected, no harm;first=初次违法且危害后果轻微并及时改正|First, minor harm, corrected;no-fault=当事人有证据足以证明没有主观过错|No fault;unproved=违法事实不能成立|Not established"`
	Reason    string  `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
	Education string  `json:"education" title:"教育情况|Education" max:"2000" format:"text"`
}

func (f *NoPenaltyDecision) write(s *sheet) {
	s.party("当事人")
	s.section("事实和证据", f.Facts)
	s.proofs(f.Evidence)
	s.section("不予处罚的理由和依据", "上述行为涉及"+f.Breached+"的规定。本案属于“"+choice(*f, "ground", f.Ground)+"”的情形。"+f.Reason)
	basis := s.basis
	if f.Ground == "unproved" && s.Basis == "" {
		basis = penaltyLaw + "第五十七条"
	}
	s.text("依据%s的规定，本机关决定对%s不予行政处罚。", basis, s.you())
	s.section("教育", f.Education)
	s.heading("救济途径")
}

// Commitment is 首次违法改正承诺书, which the party signs.
type Commitment struct {
	Conduct  string   `json:"conduct" title:"违法行为|Conduct" max:"2000" format:"text"`
	Measures []string `json:"measures" title:"改正措施|Measures"`
	Due      Day      `json:"due" title:"改正期限|To be done by" format:"date"`
}

func (f *Commitment) write(s *sheet) {
	s.doc.Addressee = s.Agency
	s.party("承诺人")
	s.text("本单位（本人）存在下列违法行为：%s", f.Conduct)
	s.text("经贵机关教育，本单位（本人）已认识到上述行为的违法性和危害性，现郑重承诺：")
	s.text("%s", numbered(f.Measures))
	s.text("以上措施于%s前落实到位，今后严格遵守安全生产法律法规，不再发生同类违法行为。如违反承诺，自愿依法接受处理。", f.Due)
	s.sign("承诺人（签名或者盖章）")
}
