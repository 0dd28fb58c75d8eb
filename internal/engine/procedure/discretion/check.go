package discretion

import (
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Choice is what somebody decides: the fine of the party, and of each person responsible. 0 is none.
type Choice struct {
	Party   int64   `json:"party"`
	Persons []int64 `json:"persons,omitempty"`
}

// Verdict says what a choice needs. Both false: it follows the proposal.
type Verdict struct {
	Reason     bool   `json:"needs_reason"`
	Collective bool   `json:"needs_collective"`
	Steps      []Step `json:"steps,omitempty"`
}

// Check holds a choice against a proposal. Within the proposed range it needs nothing beyond what the proposal itself
// needs; within the grade a reason; outside the grade a reason and the discussion of the leaders. Outside the law's range
// it is Illegal, and so is a fine where the law spares the party, a fine below the minimum without mitigation, and none
// at all without an exemption.
func Check(p Proposal, c Choice) (Verdict, error) {
	v := Verdict{Reason: p.Reason, Collective: p.Collective}
	none := c.Party == 0 && len(c.Persons) == 0
	switch {
	case p.Outcome == Spare && !none:
		return Verdict{}, fail.Illegal("discretion.spared", "依法应当不予处罚", "the law forbids a penalty here").Under("《行政处罚法》", "第三十三条").At("party")
	case p.Outcome == Spare:
		return v, nil
	case p.Outcome == Exempt && none:
		return v, nil
	case p.Outcome == Exempt:
		v.Reason = true
		v.add(StepExemption, "符合首违不罚而仍予处罚，须说明理由", "a penalty although the exemption is met: say why")
	}
	if err := v.fine("party", p.Party, c.Party, p.Effect); err != nil {
		return Verdict{}, err
	}
	for i, a := range c.Persons {
		if err := v.fine(fmt.Sprintf("persons[%d]", i), p.Persons, a, p.Effect); err != nil {
			return Verdict{}, err
		}
	}
	return v, nil
}

func (v *Verdict) add(kind, zh, en string) {
	v.Steps = append(v.Steps, Step{Kind: kind, Text: lang.T(zh, en)})
}

func (v *Verdict) fine(field string, f *Fine, amount int64, e Effect) error {
	if f == nil {
		if amount != 0 {
			return fail.Illegal("discretion.nofine", "法律在此没有规定罚款", "the law has no fine here").At(field)
		}
		return nil
	}
	low := f.Statutory.Min
	if e == Mitigated || e == Mixed {
		low = 1
	}
	switch {
	case amount <= 0:
		return fail.Illegal("discretion.nothing", "不处罚款须有法定的不予处罚情形", "no fine needs a ground of the law").Under("《行政处罚法》", "第三十三条").At(field)
	case amount < low || amount > f.Statutory.Max:
		return fail.Illegal("discretion.range", fmt.Sprintf("%d 元超出法定幅度 %s 元", amount, f.Statutory), fmt.Sprintf("%d yuan lies outside the law's range %s", amount, f.Statutory)).Under("《行政处罚法》", "第三十四条").At(field)
	case f.Range.Has(amount):
		return nil
	case f.Grade.Has(amount):
		v.Reason = true
		v.add(StepNeeds, fmt.Sprintf("%d 元在阶次内但偏离建议幅度 %s 元，须说明理由", amount, f.Range), fmt.Sprintf("%d yuan is within the grade but not in the proposed range %s: say why", amount, f.Range))
	default:
		v.Reason, v.Collective = true, true
		v.add(StepNeeds, fmt.Sprintf("%d 元超出裁量阶次 %s 元，须说明理由并集体讨论", amount, f.Grade), fmt.Sprintf("%d yuan lies outside the grade %s: say why, and let the leaders discuss it", amount, f.Grade))
	}
	return nil
}
