package writ

import "strings"

func join(items []string) string { return strings.Join(items, "、") }

// PenaltyNotice is 行政处罚告知书.
type PenaltyNotice struct {
	Facts    string `json:"facts" title:"违法事实及证据|Facts and evidence" max:"5000" format:"text"`
	Breached string `json:"breached" title:"违反的规定|Provisions breached" max:"1000" format:"text"`
	Basis    string `json:"basis" title:"处罚依据|Basis of the penalty" max:"1000" format:"text"`
	Grade    string `json:"grade" title:"裁量理由|Discretion" max:"2000" format:"text"`
	Penalty  string `json:"penalty" title:"拟作出的行政处罚|Intended penalty" max:"1000" format:"text"`
}

func (f *PenaltyNotice) write(s *sheet) {
	s.to()
	s.section("违法事实及证据", "经查，"+s.you()+f.Facts)
	s.section("处罚的理由及依据", "以上行为违反了"+f.Breached+"的规定，依据"+f.Basis+"的规定，拟对"+s.you()+"作出行政处罚。"+f.Grade)
	s.section("拟作出的行政处罚", f.Penalty)
	s.heading("陈述和申辩的权利")
	s.text("依据%s的规定，%s可以自收到本告知书之日起%d%s内向本机关进行陈述、申辩；逾期视为放弃陈述、申辩权利。本机关不因陈述、申辩而给予更重的处罚。", s.basis, s.you(), s.Terms[DefenceDays], s.unit())
}

// HearingNotice is 行政处罚听证告知书: that the party may ask for a hearing.
type HearingNotice struct {
	Facts    string `json:"facts" title:"违法事实及证据|Facts and evidence" max:"5000" format:"text"`
	Breached string `json:"breached" title:"违反的规定|Provisions breached" max:"1000" format:"text"`
	Basis    string `json:"basis" title:"处罚依据|Basis of the penalty" max:"1000" format:"text"`
	Penalty  string `json:"penalty" title:"拟作出的行政处罚|Intended penalty" max:"1000" format:"text"`
}

func (f *HearingNotice) write(s *sheet) {
	s.to()
	s.text("经查，%s%s", s.you(), f.Facts)
	s.text("以上行为违反了%s的规定，依据%s的规定，拟对%s作出以下行政处罚：%s", f.Breached, f.Basis, s.you(), f.Penalty)
	s.text("依据%s的规定，%s有要求举行听证的权利。如要求听证，应当自收到本告知书之日起%d%s内向本机关提出；逾期不提出的，视为放弃要求听证的权利。%s不承担组织听证的费用。", s.basis, s.you(), s.Terms[HearingDays], s.unit(), s.you())
}

// DefenceRecord is 当事人陈述申辩笔录.
type DefenceRecord struct {
	Name      string `json:"name" title:"陈述申辩人|Who speaks" private:"name"`
	Relation  string `json:"relation" title:"与当事人关系|Relation to the party"`
	Phone     string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"phone"`
	Place     string `json:"place" title:"地点|Place"`
	From      Moment `json:"from" title:"开始时间|From" format:"date-time"`
	To        Moment `json:"to" title:"结束时间|To" format:"date-time"`
	Statement string `json:"statement" title:"陈述申辩内容|Statement" max:"5000" format:"text"`
	Review    string `json:"review" title:"复核情况|Review" max:"3000" format:"text"`
	Adopted   bool   `json:"adopted" title:"是否采纳|Adopted"`
	Reason    string `json:"reason" title:"采纳或者不采纳的理由|Reason" max:"2000" format:"text"`
}

func (f *DefenceRecord) write(s *sheet) {
	s.rows(one("案由", s.Case), one("当事人", s.Party.Name), two("陈述申辩人", f.Name, "与当事人关系", f.Relation), two("联系电话", f.Phone, "地点", f.Place), one("时间", period(f.From, f.To)))
	s.officers("听取人")
	s.rows(tall("陈述申辩内容", f.Statement, 10), tall("复核情况", f.Review, 5), one("是否采纳", yes(f.Adopted)), tall("理由", f.Reason, 3))
	s.sign("陈述申辩人（签名）", "听取人（签名）", "记录人（签名）")
}

// HearingMeeting is 行政处罚听证会通知书: when and where the hearing is.
type HearingMeeting struct {
	At     Moment   `json:"at" title:"听证时间|Time" format:"date-time"`
	Place  string   `json:"place" title:"听证地点|Place"`
	Public bool     `json:"public" title:"公开举行|In public"`
	Host   string   `json:"host" title:"听证主持人|Host"`
	Member []string `json:"members,omitempty" title:"听证员|Members"`
	Clerk  string   `json:"clerk" title:"记录员|Clerk"`
}

func (f *HearingMeeting) write(s *sheet) {
	s.to()
	s.text("根据%s的要求，本机关定于%s在%s%s举行%s一案的听证会。", s.you(), f.At, f.Place, map[bool]string{true: "公开", false: "不公开"}[f.Public], s.Case)
	members := ""
	if len(f.Member) > 0 {
		members = "，听证员：" + join(f.Member)
	}
	s.text("听证主持人：%s%s，记录员：%s。%s认为主持人与本案有直接利害关系的，有权申请回避。", f.Host, members, f.Clerk, s.you())
	s.text("依据%s的规定，%s可以亲自参加听证，也可以委托一至二人代理；无正当理由拒不出席听证或者未经许可中途退出听证的，视为放弃听证权利，本机关终止听证。参加听证时请携带身份证明、授权委托书、有关证据材料，并通知证人到场。", s.basis, s.you())
}

// HearingRecord is 听证笔录.
type HearingRecord struct {
	From   Moment  `json:"from" title:"开始时间|From" format:"date-time"`
	To     Moment  `json:"to" title:"结束时间|To" format:"date-time"`
	Place  string  `json:"place" title:"听证地点|Place"`
	Host   string  `json:"host" title:"听证主持人|Host"`
	Clerk  string  `json:"clerk" title:"记录员|Clerk"`
	Party  string  `json:"party" title:"当事人一方出席人员|For the party" private:"name"`
	Agents string  `json:"agents,omitempty" title:"委托代理人|Agents" private:"name"`
	Words  []Words `json:"words" title:"听证过程|Proceedings"`
}

// Words is what somebody said at a hearing.
type Words struct {
	Who  string `json:"who" title:"发言人|Speaker"`
	Text string `json:"text" title:"发言内容|Words" max:"5000" format:"text"`
}

func (f *HearingRecord) write(s *sheet) {
	s.rows(one("案由", s.Case), one("当事人", s.Party.Name), one("听证时间", period(f.From, f.To)), one("听证地点", f.Place), two("听证主持人", f.Host, "记录员", f.Clerk), two("当事人一方出席", f.Party, "委托代理人", f.Agents))
	s.officers("案件调查人员")
	s.heading("听证过程")
	for _, w := range f.Words {
		s.text("%s：%s", w.Who, w.Text)
	}
	s.text("以上笔录已交当事人核对无误。")
	s.sign("当事人或者委托代理人（签名）", "案件调查人员（签名）", "听证主持人（签名）", "记录员（签名）")
}

// HearingReport is 听证会报告书.
type HearingReport struct {
	At      Moment   `json:"at" title:"听证时间|Time" format:"date-time"`
	Host    string   `json:"host" title:"听证主持人|Host"`
	Points  []string `json:"points" title:"争议焦点|Points at issue"`
	Claims  string   `json:"claims" title:"双方意见|Both sides" max:"5000" format:"text"`
	Opinion string   `json:"opinion" title:"听证意见|Opinion" max:"3000" format:"text"`
}

func (f *HearingReport) write(s *sheet) {
	s.rows(one("案由", s.Case), one("当事人", s.Party.Name), two("听证时间", f.At.String(), "听证主持人", f.Host))
	s.section("争议焦点", numbered(f.Points))
	s.section("双方意见", f.Claims)
	s.section("听证意见", "根据听证笔录，依据"+s.basis+"的规定，提出如下意见：\n"+f.Opinion)
	s.sign("听证主持人（签名）", "听证员（签名）", "记录员（签名）")
}
