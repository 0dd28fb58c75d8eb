package enforce

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/discretion"
)

// DailyProcedure is 按日连续处罚: that a unit which was fined and ordered to correct refuses to. The penalty itself takes the
// ordinary procedure, with notice, defence and hearing.
const DailyProcedure = "enforce.daily"

// dailyItem is the item of the benchmark behind it; its fine is computed and leaves nothing to discretion.
const dailyItem = "wsl-112"

// The stages that no other procedure has.
const (
	refusing  = "refusing"
	penalised = "penalised"
	corrected = "corrected"
)

var dailyBasis = procedure.Basis{Law: safetyLaw, Article: "第一百一十二条"}

// Daily is what a case of refusing to correct holds. Amounts are whole yuan.
type Daily struct {
	Name     string `json:"name" title:"生产经营单位|Unit" list:"1"`
	Code     string `json:"code" title:"统一社会信用代码|Credit code" private:"1"`
	Address  string `json:"address" title:"地址|Address" private:"1"`
	Chief    string `json:"chief" title:"法定代表人（负责人）|Legal representative"`
	Phone    string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Conduct  string `json:"conduct" title:"原违法行为|Violation"`
	Decision string `json:"decision" title:"原处罚决定书文号|Number of the decision"`
	Fine     int    `json:"fine" title:"原处罚数额|Original fine" unit:"元"`
	Ordered  string `json:"ordered" title:"责令改正日期|Ordered to correct on" format:"date"`
	Until    string `json:"until,omitempty" title:"核实仍未改正日期|Found uncorrected on" format:"date"`
	Days     int    `json:"days,omitempty" title:"连续处罚天数|Days" unit:"天"`
	Total    int    `json:"total,omitempty" title:"按日连续处罚数额|Daily penalty in all" unit:"元" list:"1"`
	Result   string `json:"result,omitempty" title:"处理结果|Outcome"`
}

// dailyFilingForm opens the case.
type dailyFilingForm struct {
	Area     string `json:"area" title:"所在地（区划代码）|Area" pattern:"^[0-9]{4,20}$"`
	Name     string `json:"name" title:"生产经营单位|Unit"`
	Code     string `json:"code" title:"统一社会信用代码|Credit code" private:"1"`
	Address  string `json:"address" title:"地址|Address" private:"1"`
	Chief    string `json:"chief" title:"法定代表人（负责人）|Legal representative"`
	Phone    string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Conduct  string `json:"conduct" title:"原违法行为|Violation"`
	Decision string `json:"decision" title:"原处罚决定书文号|Number of the decision"`
	Fine     int    `json:"fine" title:"原处罚数额|Original fine" min:"0" unit:"元"`
	Ordered  string `json:"ordered" title:"责令改正日期|Ordered to correct on" format:"date"`
}

// NewCase makes the case; the one who enters it is its handler.
func (f *dailyFilingForm) NewCase(by identity.Subject) procedure.NewCase {
	return procedure.NewCase{
		Title: f.Name + "拒不改正“" + f.Conduct + "”", Area: f.Area, Assignee: by.ID, AssigneeName: by.Name, Department: "enforcement",
		Data: Daily{Name: f.Name, Code: f.Code, Address: f.Address, Chief: f.Chief, Phone: f.Phone, Conduct: f.Conduct, Decision: f.Decision, Fine: f.Fine, Ordered: f.Ordered},
	}
}

// dailyForm is what was found when the unit was looked at again.
type dailyForm struct {
	Until     string `json:"until" title:"核实仍未改正日期|Found uncorrected on" format:"date"`
	Facts     string `json:"facts" title:"核实情况|Findings" max:"2000" format:"text"`
	Corrected bool   `json:"corrected,omitempty" title:"已改正|Corrected"`
}

// dailyProcedure finds that a unit refuses to correct (Work Safety Law, Art. 112).
func (s *System) dailyProcedure() procedure.Definition {
	guard := func(name string, title lang.Text, f func(t *procedure.Turn, d Daily) error) procedure.Guard {
		return procedure.Guard{Name: name, Title: title, Basis: dailyBasis, Check: procedure.Checking(f)}
	}
	return procedure.Definition{
		Name: DailyProcedure, Version: 1, Title: lang.T("按日连续处罚", "Daily penalty"), Basis: dailyBasis, Lawful: true, From: calendar.Day(2021, 9, 1),
		Read: "enforce.case.read", Open: "enforce.case.open", Start: refusing, Data: Daily{}, Filing: dailyFilingForm{},
		Stages: []procedure.Stage{
			{Name: refusing, Title: lang.T("待核实是否改正", "To be looked at"), Todo: lang.T("复查，核实是否拒不改正", "Look whether it refuses to correct")},
			{Name: penalised, Title: lang.T("已转入处罚程序", "Penalty begun"), Final: true},
			{Name: corrected, Title: lang.T("已改正", "Corrected"), Final: true},
		},
		Acts: []procedure.Act{
			{
				Name: "verify", Title: lang.T("核实拒不改正", "It refuses to correct"), From: []string{refusing}, To: penalised, Who: handler, Signs: []procedure.Sign{second}, Form: dailyForm{}, Do: s.dailyBegun, Basis: dailyBasis, Tone: procedure.Next,
				Guards: []procedure.Guard{
					guard("fined", lang.T("因违法受到罚款处罚", "it was fined for the violation"), wasFined),
					guard("ordered", lang.T("责令改正之日的次日起计算", "counted from the day after the order"), dayAfterOrder),
					guard("refused", lang.T("拒不改正", "it refuses to correct"), stillRefuses),
				},
			},
			{Name: "correct", Title: lang.T("登记已改正", "It was corrected"), From: []string{refusing}, To: corrected, Who: handler, Form: reasonForm{}, Do: dailyCorrected, Basis: dailyBasis, Tone: procedure.Aside},
		},
	}
}

func wasFined(_ *procedure.Turn, d Daily) error {
	return must(d.Fine > 0, "not-fined", "没有受到罚款处罚的，不得按日连续处罚", "without a fine there is nothing to repeat", "")
}

func dayAfterOrder(t *procedure.Turn, d Daily) error {
	return must(procedure.FormOf[dailyForm](t).Until > d.Ordered, "same-day", "自责令改正之日的次日起才能按日连续处罚（责令改正日期 "+d.Ordered+"）", "it counts from the day after the order", "until")
}

func stillRefuses(t *procedure.Turn, _ Daily) error {
	return must(!procedure.FormOf[dailyForm](t).Corrected, "was-corrected", "已改正的，不得按日连续处罚", "what was corrected is not punished daily", "corrected")
}

// dailyBegun counts the days and opens the penalty, in the same transaction. The machine opens it, as whoever signs last may
// not be entitled to; the officer who looked becomes its handler.
func (s *System) dailyBegun(ctx context.Context, t *procedure.Turn) error {
	f, doer := procedure.FormOf[dailyForm](t), t.Doer()
	d, err := procedure.DataOf[Daily](t)
	if err != nil {
		return err
	}
	ordered, err := calendar.ParseDate(d.Ordered)
	if err != nil {
		return err
	}
	until, err := calendar.ParseDate(f.Until)
	if err != nil {
		return err
	}
	days, total := discretion.Daily(int64(d.Fine), ordered, until)
	err = procedure.Alter(t, func(d *Daily) error {
		d.Until, d.Days, d.Total = f.Until, days, int(total)
		d.Result = fmt.Sprintf("自 %s 起按日连续处罚 %d 天，共 %d 元，转入行政处罚普通程序", ordered.Next(1), days, total)
		return nil
	})
	if err != nil {
		return err
	}
	cause := d.Name + "涉嫌拒不改正“" + d.Conduct + "”案"
	_, err = t.Engine.Start(ctx, t.Tx, identity.Machine("enforce"), PenaltyProcedure, procedure.NewCase{
		Title: cause, Area: t.Case.Area, Root: t.Case.Root, Assignee: doer.ID, AssigneeName: doer.Name, Department: "enforcement",
		Data: Penalty{
			Source: "inspection", Sort: "unit", Name: d.Name, Code: d.Code, Address: d.Address, Chief: d.Chief, Phone: d.Phone, Cause: cause, Item: dailyItem,
			Facts: clip(fmt.Sprintf("因%s被处罚款%d元（%s），%s被责令改正，拒不改正。%s", d.Conduct, d.Fine, d.Decision, d.Ordered, f.Facts), 2900),
			Began: ordered.Next(1).String(), Ended: f.Until, Found: f.Until, LawLow: int(total), LawHigh: int(total),
		},
		Note: map[string]string{"from": t.Case.ID},
	})
	return err
}

func dailyCorrected(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[reasonForm](t)
	return procedure.Alter(t, func(d *Daily) error { d.Result = "已改正：" + f.Reason; return nil })
}

// dailyProposal is the one fine of a daily penalty: the original for each day, as it was counted when the refusal was found.
func dailyProposal(prop discretion.Proposal, p Penalty) discretion.Proposal {
	if p.LawLow == 0 {
		return prop
	}
	total := int64(p.LawLow)
	span := discretion.Range{Min: total, Max: total}
	prop.Party = &discretion.Fine{Statutory: span, Grade: span, Range: span, Amount: total}
	prop.Steps = slices.DeleteFunc(prop.Steps, func(x discretion.Step) bool {
		return x.Kind == discretion.StepRange || x.Kind == discretion.StepGrade || x.Kind == discretion.StepEffect && x.Basis == ""
	})
	prop.Steps = append(prop.Steps, discretion.Step{
		Kind: discretion.StepAmount, Basis: dailyBasis.String(),
		Text: lang.T(fmt.Sprintf("自 %s 至 %s，按照原处罚数额按日连续处罚，共 %d 元", p.Began, p.Ended, total), fmt.Sprintf("from %s to %s the original fine for each day, %d yuan in all", p.Began, p.Ended, total)),
	})
	return prop
}

// fromRefusal wants a daily penalty to come out of a refusal that was found, where its days were counted.
func fromRefusal(p Penalty) error {
	if strings.HasPrefix(p.Item, dailyItem) && p.LawLow == 0 {
		return illegal("no-refusal", "按日连续处罚须先在“按日连续处罚”程序中核实拒不改正并计算天数", "a daily penalty begins with a refusal that was found").Under(dailyBasis.Law, dailyBasis.Article).At("item")
	}
	return nil
}
