package discretion

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Outcome is what is proposed.
type Outcome string

// The outcomes.
const (
	Punish Outcome = "punish"
	Exempt Outcome = "exempt" // 首违不罚：可以不予处罚
	Spare  Outcome = "spare"  // 不予处罚：依法不得处罚
)

// Step is one line of the reasons of discretion (裁量理由). Basis is the law or benchmark behind it.
type Step struct {
	Kind  string    `json:"kind"`
	Text  lang.Text `json:"text"`
	Basis string    `json:"basis,omitempty"`
}

// The kinds of steps.
const (
	StepViolation = "violation"
	StepStage     = "stage"
	StepRange     = "range"
	StepGrade     = "grade"
	StepEffect    = "effect"
	StepAmount    = "amount"
	StepExemption = "exemption"
	StepSource    = "source"
	StepNeeds     = "needs"
	StepHigher    = "higher"
	StepAlert     = "alert"
)

// Fine is what is proposed for the party or for each person responsible.
type Fine struct {
	Statutory Range `json:"statutory"`
	Grade     Range `json:"grade"`
	Range     Range `json:"range"` // proposed, by grade and circumstances
	Amount    int64 `json:"amount"`
}

// Proposal is what the benchmark and the facts come to. Party and Persons are nil where the law has no fine; with Exempt
// and Spare they are what it would otherwise have been.
type Proposal struct {
	Item       string     `json:"item"`
	Title      string     `json:"title"`
	Penalty    string     `json:"penalty"`
	Outcome    Outcome    `json:"outcome"`
	Overdue    bool       `json:"overdue"`
	Grade      string     `json:"grade"`
	Effect     Effect     `json:"effect"`
	Party      *Fine      `json:"party,omitempty"`
	Persons    *Fine      `json:"persons,omitempty"`
	Measure    string     `json:"measure,omitempty"`
	Exemption  *Exemption `json:"exemption,omitempty"` // nil when no list was asked
	Reason     bool       `json:"needs_reason"`        // the decision must say why, beyond the steps
	Collective bool       `json:"needs_collective"`    // to be discussed by the leaders of the office
	Steps      []Step     `json:"steps"`
}

func (p *Proposal) add(kind, basis, zh, en string) {
	p.Steps = append(p.Steps, Step{Kind: kind, Text: lang.T(zh, en), Basis: basis})
}

// Propose applies the item to the facts, and the list of exemptions when one is named. Errors: NotFound for an unknown
// item or list, Invalid for facts that make no sense, Illegal when the item was not in force at the time of the conduct,
// the law has no such stage, or a circumstance contradicts the facts. The same input gives the same proposal.
func (c *Catalogue) Propose(item string, f Facts, list string) (Proposal, error) {
	it, err := c.Item(item)
	if err != nil {
		return Proposal{}, err
	}
	if err := it.inForce(f.At); err != nil {
		return Proposal{}, err
	}
	g, err := it.grade(f.Factor)
	if err != nil {
		return Proposal{}, err
	}
	found, effects, err := c.found(f)
	if err != nil {
		return Proposal{}, err
	}
	law, band := it.First, it.Grades[g].First
	if f.Overdue {
		if it.Overdue == nil {
			return Proposal{}, fail.Illegal("discretion.stage", "法律没有对逾期未改正另行规定处罚", "the law has no further penalty for what was not corrected in time").Under(cite(it.Penalty)).At("overdue")
		}
		law, band = *it.Overdue, it.Grades[g].Overdue
	}
	p := Proposal{Item: it.ID, Title: it.Title, Penalty: it.Penalty, Outcome: Punish, Overdue: f.Overdue, Grade: it.Grades[g].Title, Measure: law.Measure, Effect: combine(effects)}
	p.opening(it, law, f, g)
	first := it.Grades[0].First
	if f.Overdue {
		first = it.Grades[0].Overdue
	}
	place := it.place(g, f.Factor)
	p.Party = c.fine(law.Party, band.Party, first.Party, place, p.Effect)
	p.Persons = c.fine(law.Persons, band.Persons, first.Persons, place, p.Effect)
	c.circumstances(&p, found, effects)
	p.amounts(it)
	if it.Alert != "" {
		p.add(StepAlert, "", it.Alert, "see the Chinese note: "+it.Alert)
	}
	if list != "" {
		l, err := c.List(list)
		if err != nil {
			return Proposal{}, err
		}
		x := c.exempt(l, it, f)
		p.Exemption = &x
		if x.State == Granted && p.Outcome == Punish {
			p.Outcome = Exempt
		}
		p.exemption(x)
	}
	c.sources(&p, it, found)
	return p, nil
}

// inForce: the law at the time of the conduct applies (Penalty Law, Art. 37); a milder new one is its own item.
func (it Item) inForce(at calendar.Date) error {
	if at.IsZero() {
		return fail.Invalid("discretion.at", "违法行为发生日期未填写", "the day of the conduct is missing").At("at")
	}
	if at.Before(it.From) || !it.To.IsZero() && it.To.Before(at) {
		return fail.Illegal("discretion.item.force", fmt.Sprintf("%s 时该条款未施行或已失效，应适用行为时的规定", at), fmt.Sprintf("this provision was not in force on %s; the law of that day applies", at)).
			Under("《行政处罚法》", "第三十七条").At("at")
	}
	return nil
}

// combine is what several effects come to.
func combine(effects []Effect) Effect {
	has := func(e Effect) bool { return slices.Contains(effects, e) }
	switch {
	case has(None):
		return None
	case has(Heavier) && (has(Lighter) || has(Mitigated)):
		return Mixed
	case has(Mitigated):
		return Mitigated
	case has(Lighter):
		return Lighter
	case has(Heavier):
		return Heavier
	}
	return Neutral
}

// fine cuts the grade in three and finds the amount; see the package comment.
func (c *Catalogue) fine(law, band, first *Range, place float64, e Effect) *Fine {
	if law == nil {
		return nil
	}
	if band == nil { // persons without bands
		band, first, place = law, law, 0.5
	}
	low, high := c.cut(*band)
	f := &Fine{Statutory: *law, Grade: *band}
	part, share := Range{low, high}, 0.0
	switch e {
	case Lighter:
		part, place = Range{band.Min, low}, 0.5+place/2 // never quite the minimum: a fine of nothing is none
	case Heavier:
		part = Range{high, band.Max}
	case Mitigated:
		base := law.Min
		if base == 0 {
			base, _ = c.cut(*first)
		}
		part, share = Range{1, max(1, base-1)}, float64(base)*c.Params.Mitigate
	case Neutral, Mixed, None:
	}
	f.Range = part
	if share == 0 {
		share = float64(part.Min) + float64(part.Max-part.Min)*place
	}
	amount := int64(math.Round(share))
	amount -= amount % c.Params.Round
	if amount == 0 {
		amount = c.Params.Round
	}
	f.Amount = min(max(amount, part.Min), part.Max)
	return f
}

// cut is the ends of the lighter and the beginning of the heavier part of a grade.
func (c *Catalogue) cut(band Range) (low, high int64) {
	span := float64(band.Max - band.Min)
	return band.Min + int64(math.Round(span*c.Params.Lighter)), band.Max - int64(math.Round(span*c.Params.Heavier))
}

func (p *Proposal) opening(it Item, law Fines, f Facts, g int) {
	p.add(StepViolation, it.Duty, "违法行为："+it.Title+"，违反"+it.Duty, "the violation breaks "+it.Duty)
	if f.Overdue {
		p.add(StepStage, it.Penalty, strings.TrimSuffix("逾期未改正或者拒不执行："+law.Measure, "："), "not corrected in time, or refused")
	} else {
		p.add(StepStage, it.Penalty, strings.TrimSuffix("首次查处："+law.Measure, "："), "the first stage")
	}
	zh, en := ranges(law)
	p.add(StepRange, it.Penalty, "法定幅度："+zh, "the law: "+en)
	v := fmt.Sprintf("%v %s", f.Factor, it.Factor.Unit)
	for _, w := range it.Factor.Words {
		if w.Value == f.Factor {
			v = w.Title
		}
	}
	p.add(StepGrade, "", fmt.Sprintf("%s：%s，属于第 %d 阶次“%s”", it.Factor.Title, v, g+1, it.Grades[g].Title), fmt.Sprintf("%s: grade %d of %d", v, g+1, len(it.Grades)))
}

func ranges(f Fines) (zh, en string) {
	switch {
	case f.Party == nil && f.Persons == nil:
		return "不处罚款", "no fine"
	case f.Party == nil:
		return "直接责任人员 " + f.Persons.String() + " 元", "each person responsible " + f.Persons.String() + " yuan"
	case f.Persons == nil:
		return f.Party.String() + " 元", f.Party.String() + " yuan"
	}
	return f.Party.String() + " 元，直接责任人员 " + f.Persons.String() + " 元", f.Party.String() + " yuan, each person responsible " + f.Persons.String() + " yuan"
}

// circumstances explains what the circumstances do, and what the decision needs for it.
func (c *Catalogue) circumstances(p *Proposal, found []Circumstance, effects []Effect) {
	name := map[Effect]lang.Text{Lighter: lang.T("从轻", "lighter"), Heavier: lang.T("从重", "heavier"), Mitigated: lang.T("减轻", "mitigated"), None: lang.T("不予处罚", "no penalty")}
	for i, k := range found {
		t := name[effects[i]]
		p.add(StepEffect, k.Basis, k.Title+"："+t.Zh, k.En+": "+t.En)
	}
	switch p.Effect {
	case None:
		p.Outcome = Spare
		p.add(StepEffect, "《行政处罚法》第三十三条第三款", "依法不予处罚，应当对当事人进行教育", "the law forbids a penalty; the party is to be educated")
	case Mixed:
		p.Reason = true
		p.Collective = slices.Contains(effects, Mitigated)
		p.add(StepNeeds, "《行政处罚法》第五条", "兼有从轻（减轻）与从重情节，取阶次中段，决定须写明如何综合考量", "lighter and heavier at once: the middle of the grade; the decision must say how they were weighed")
	case Mitigated:
		p.Collective = true
		p.add(StepNeeds, "《行政处罚法》第五十七条第二款", "减轻处罚低于法定幅度，须集体讨论", "mitigated below the law's range: to be discussed by the leaders")
	case Neutral, Lighter, Heavier:
	}
	if p.Effect == Lighter || p.Effect == Heavier || p.Effect == Neutral {
		part := map[Effect]lang.Text{
			Lighter: lang.T(fmt.Sprintf("取阶次内最低 %.0f%%", c.Params.Lighter*100), fmt.Sprintf("the lowest %.0f%% of the grade", c.Params.Lighter*100)),
			Heavier: lang.T(fmt.Sprintf("取阶次内最高 %.0f%%", c.Params.Heavier*100), fmt.Sprintf("the highest %.0f%% of the grade", c.Params.Heavier*100)),
			Neutral: lang.T("没有从轻、从重情节，取阶次中段", "nothing lighter or heavier: the middle of the grade"),
		}[p.Effect]
		p.add(StepEffect, "", part.Zh, part.En)
	}
}

func (p *Proposal) amounts(it Item) {
	who := lang.T("对单位", "the unit")
	if it.On == "person" {
		who = lang.T("对当事人", "the party")
	}
	for _, x := range []struct {
		who  lang.Text
		fine *Fine
	}{{who, p.Party}, {lang.T("对直接负责的主管人员和其他直接责任人员每人", "each person responsible"), p.Persons}} {
		if x.fine != nil {
			p.add(StepAmount, it.Penalty, fmt.Sprintf("%s：建议幅度 %s 元，建议 %d 元", x.who.Zh, x.fine.Range, x.fine.Amount), fmt.Sprintf("%s: %s yuan, proposed %d", x.who.En, x.fine.Range, x.fine.Amount))
		}
	}
}

// sources names what is not law but a default.
func (c *Catalogue) sources(p *Proposal, it Item, found []Circumstance) {
	say := func(s Source, zh, en string) {
		if !s.firm() {
			p.add(StepSource, "", fmt.Sprintf("%s为参数（%s），不是法律规定", zh, s), fmt.Sprintf("%s: a parameter (%s), not law", en, s))
		}
	}
	say(it.Source, "法定幅度", "the statutory range")
	say(it.Bands, "裁量阶次", "the grades")
	say(c.Params.Source, "从轻、从重、减轻的比例", "the shares for lighter, heavier and mitigated")
	for _, k := range found {
		say(k.Source, "“"+k.Title+"”", "“"+k.En+"”")
	}
	if p.Exemption != nil {
		say(p.Exemption.Source, "首违不罚清单", "the list of exemptions")
	}
}

// Higher chooses among proposals for one act that breaks several provisions: the one whose provision has the higher fine
// (Penalty Law, Art. 29), by its maximum, then its minimum, then the amounts. It returns its index; -1 for none.
func Higher(list []Proposal) (int, Step) {
	best := -1
	for i, p := range list {
		if best < 0 || slices.Compare(p.weight(), list[best].weight()) > 0 {
			best = i
		}
	}
	if best < 0 {
		return -1, Step{}
	}
	b := list[best]
	return best, Step{Kind: StepHigher, Basis: "《行政处罚法》第二十九条", Text: lang.T(
		fmt.Sprintf("同一违法行为违反 %d 个法律规范，按罚款数额高的规定处罚：%s", len(list), b.Penalty),
		fmt.Sprintf("one act breaks %d provisions; the one with the higher fine applies: %s", len(list), b.Penalty))}
}

func (p Proposal) weight() []int64 {
	w := make([]int64, 0, 6)
	for _, f := range []*Fine{p.Party, p.Persons} {
		if f == nil {
			f = &Fine{}
		}
		w = append(w, f.Statutory.Max, f.Statutory.Min, f.Amount)
	}
	return w
}

// Daily is the continuous penalty of a unit that refuses to correct after a fine (Work Safety Law, Art. 112): the original
// amount for each day from the day after the order up to and with until.
func Daily(original int64, order, until calendar.Date) (days int, total int64) {
	days = max(0, until.Sub(order))
	return days, original * int64(days)
}
