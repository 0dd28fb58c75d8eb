package enforce

import (
	"context"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// Spot is what a case of an on-the-spot penalty holds. Amounts are whole yuan.
type Spot struct {
	Sort      string `json:"sort" title:"当事人类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name      string `json:"name" title:"当事人|Party" list:"1"`
	Code      string `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address   string `json:"address" title:"地址|Address" private:"1"`
	Chief     string `json:"chief,omitempty" title:"法定代表人（负责人）|Legal representative"`
	Phone     string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Cause     string `json:"cause,omitempty" title:"案由|Cause"`
	Place     string `json:"place" title:"违法行为发生地点|Place"`
	Facts     string `json:"facts" title:"违法事实|Facts" max:"2000" format:"text"`
	Breached  string `json:"breached,omitempty" title:"违反的规定|Provision breached" max:"500"`
	Basis     string `json:"basis,omitempty" title:"处罚依据|Basis of the penalty" max:"500"`
	OfficerA  string `json:"officer_a,omitempty" title:"主办人员|First officer"`
	CardA     string `json:"card_a,omitempty" title:"主办人员执法证号|Certificate of the first"`
	OfficerB  string `json:"officer_b,omitempty" title:"协办人员|Second officer"`
	CardB     string `json:"card_b,omitempty" title:"协办人员执法证号|Certificate of the second"`
	Told      int    `json:"told,omitempty" title:"告知的罚款|Fine as told" unit:"元"`
	Statement string `json:"statement,omitempty" title:"陈述申辩及复核|Defence and its review" max:"900" format:"text"`
	Penalty   string `json:"penalty,omitempty" title:"行政处罚的种类|Penalty" enum:"warning=警告|Warning;fine=罚款|Fine;both=警告并处罚款|Warning and fine"`
	Fine      int    `json:"fine,omitempty" title:"决定罚款|Fine" unit:"元" list:"1"`
	Payment   string `json:"payment,omitempty" title:"罚款的缴纳方式|Payment" enum:"bank=到指定银行或者通过电子支付系统缴纳|At the bank;spot=当场收缴|On the spot"`
	Decision  string `json:"decision,omitempty" title:"决定书文号|Number of the decision"`
	DecidedOn string `json:"decided_on,omitempty" title:"决定日期|Decided on" format:"date"`
	ServedOn  string `json:"served_on,omitempty" title:"决定书交付日期|Handed over on" format:"date"`
	Refusal   string `json:"refusal,omitempty" title:"拒绝签收的情况|Refusal to sign" max:"500" format:"text"`
	Receipt   string `json:"receipt,omitempty" title:"专用票据号|Receipt"`
	Collected int    `json:"collected,omitempty" title:"当场收缴|Collected on the spot" unit:"元"`
	Paid      int    `json:"paid,omitempty" title:"已缴罚款|Paid" unit:"元"`
	Review    string `json:"review,omitempty" title:"行政复议|Reconsideration" enum:"asked=已申请，尚未终结|Asked for;decided=已作出复议决定|Decided;refused=不予受理|Not taken"`
	Suit      string `json:"suit,omitempty" title:"行政诉讼|Suit" enum:"asked=已起诉，尚未终结|Sued;decided=已终结|Decided"`
	DemandOn  string `json:"demand_on,omitempty" title:"催告书送达日期|Demand served on" format:"date"`
	Result    string `json:"result,omitempty" title:"处理结果|Outcome"`
}

// spotForm opens a case on the spot.
type spotForm struct {
	Area    string `json:"area" title:"违法行为发生地（区划代码）|Area of the conduct" pattern:"^[0-9]{4,20}$"`
	Place   string `json:"place" title:"违法行为发生地点|Place"`
	Sort    string `json:"sort" title:"当事人类型|Kind of party" enum:"unit=单位|Unit;person=个人|Person"`
	Name    string `json:"name" title:"当事人|Party"`
	Code    string `json:"code" title:"统一社会信用代码或者身份证号|Credit code or identity number" private:"1"`
	Address string `json:"address" title:"地址|Address" private:"1"`
	Chief   string `json:"chief" title:"法定代表人（负责人）|Legal representative"`
	Phone   string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Conduct string `json:"conduct" title:"涉嫌违法行为|Suspected conduct"`
	Facts   string `json:"facts" title:"基本案情|Facts" max:"2000" format:"text"`
}

// NewCase makes the case; the one who met the violation is its handler.
func (f *spotForm) NewCase(by identity.Subject) procedure.NewCase {
	cause := f.Name + "涉嫌" + f.Conduct + "案"
	return procedure.NewCase{
		Title: cause, Area: f.Area, Assignee: by.ID, AssigneeName: by.Name, Department: "enforcement",
		Data: Spot{Sort: f.Sort, Name: f.Name, Code: f.Code, Address: f.Address, Chief: f.Chief, Phone: f.Phone, Cause: cause, Place: f.Place, Facts: f.Facts},
	}
}

// subject is what a case of any procedure of the system tells its writs.
type subject struct {
	cause       string
	party       writ.Party
	officers    []writ.Officer
	reviewFirst bool
	terms       map[writ.Term]string // rule of each
}

// issued declares a writ made of a case of type T.
func issued[T any](s *System, name, kind string, after []string, basis procedure.Basis, who func(t *procedure.Turn, d T) subject, fill func(t *procedure.Turn, d T) (any, error)) procedure.Writ {
	k, ok := writ.Lookup(kind)
	if !ok {
		panic("enforce: no writ " + kind) // declared data; a test walks it
	}
	return procedure.Writ{
		Name: name, Title: k.Title, Code: k.Code, After: after, Served: k.Served, Basis: basis,
		Make: func(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
			d, err := procedure.DataOf[T](t)
			if err != nil {
				return document.Doc{}, err
			}
			fields, err := fill(t, d)
			if err != nil {
				return document.Doc{}, err
			}
			c, err := s.gather(t, who(t, d), n)
			if err != nil {
				return document.Doc{}, err
			}
			return k.Make(c, fields)
		},
	}
}

// gather is the part that is the same in all writs of a case.
func (s *System) gather(t *procedure.Turn, sub subject, n procedure.Numbered) (writ.Common, error) {
	office := s.Office(t.Case.Area)
	c := writ.Common{
		Agency: n.Organ.Name, Number: n.Number, Date: calendar.DateOf(t.Now.Time), Case: sub.cause, Party: sub.party, Officers: sub.officers, Contact: office.Contact, Remedy: office.Remedy,
		Terms: map[writ.Term]int{}, Opinions: opinions(t), Mark: s.Mark,
	}
	c.Remedy.ReviewFirst = sub.reviewFirst
	for name, rule := range sub.terms {
		if name == writ.SurchargePercent {
			rate, err := t.Rules.Percent(rule)
			if err != nil {
				return c, err
			}
			c.Terms[name] = int(rate) / 100
			continue
		}
		spec, err := t.Rules.Term(rule)
		if err != nil {
			return c, fmt.Errorf("term %s: %w", rule, err)
		}
		c.Terms[name] = spec.Length
	}
	return c, nil
}

func officersOf(list ...writ.Officer) []writ.Officer {
	var out []writ.Officer
	for _, o := range list {
		if o.Name != "" {
			out = append(out, o)
		}
	}
	return out
}

// subject is what an on-the-spot case tells its writs.
func (l spotLaw) subject(_ *procedure.Turn, p Spot) subject {
	return subject{
		cause: p.Cause, party: writ.Party{Sort: writ.Sort(p.Sort), Name: p.Name, Code: p.Code, Address: p.Address, Representative: p.Chief, Phone: p.Phone},
		officers:    officersOf(writ.Officer{Name: p.OfficerA, Certificate: p.CardA}, writ.Officer{Name: p.OfficerB, Certificate: p.CardB}),
		reviewFirst: l.reviewFirst,
		terms:       map[writ.Term]string{writ.ReviewDays: "R-APP", writ.SuitMonths: "S-SUE", writ.PayDays: "P-PAY", writ.SurchargePercent: "P-SUR", writ.DemandDays: "C-DEM"},
	}
}
