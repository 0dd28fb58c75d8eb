package enforce

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/discretion"
)

// knownItem wants an item of the benchmark. A conduct before the item's first day is judged by the range of the law of
// that day, which must be known, and the provision that it broke is the officer's to name.
func (s *System) knownItem(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	item, err := s.Benchmark.Item(p.Item)
	if err != nil {
		return illegal("no-item", "裁量基准没有“"+p.Item+"”这一违法事项", "the benchmark has no item "+p.Item).At("item")
	}
	if err := fromRefusal(p); err != nil {
		return err
	}
	if item.On == "person" && p.Sort == "unit" {
		return illegal("not-the-unit", "“"+item.Title+"”处罚的是个人，当事人类型应为个人；对单位的处罚另案办理", "this item punishes a person; the unit is punished in a case of its own").At("item")
	}
	ended, err := calendar.ParseDate(p.Ended)
	if err != nil {
		return err
	}
	_, old := t.RulesOn(ended).Range(fineRule(p.Item, false))
	if ended.Before(item.From) && old != nil || !item.To.IsZero() && item.To.Before(ended) {
		return illegal("item-not-in-force", "该违法事项的规定在违法行为发生时尚未施行或者已经失效，当时的法律也没有罚款幅度", "the item was not in force at the time of the conduct, and the law of that day has no fine").At("item")
	}
	if ended.Before(item.From) && strings.TrimSpace(procedure.FormOf[fileForm](t).Breached) == "" {
		return illegal("old-duty", "违法行为发生在裁量基准施行以前，须填写行为时法律中被违反的条款", "the conduct is older than the benchmark: name the provision of the law of that day").At("breached")
	}
	return nil
}

// proposalFits holds the report's proposal against the benchmark: outside the law it is refused, outside the proposed range
// it needs a reason.
func (s *System) proposalFits(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	f := procedure.FormOf[reportForm](t)
	prop, err := s.propose(judgedBy(t), p, f)
	if err != nil {
		return err
	}
	if f.Disposal != "punish" {
		return nil
	}
	v, err := discretion.Check(prop, discretion.Choice{Party: int64(f.Proposed)})
	if err != nil {
		return fail.As(err).Under("", "").At("proposed") // the guard names the article of the era
	}
	if v.Reason && strings.TrimSpace(f.Reason) == "" {
		return illegal("no-reason", fmt.Sprintf("建议罚款 %d 元偏离裁量基准，须说明理由", f.Proposed), fmt.Sprintf("%d yuan differs from the benchmark: say why", f.Proposed)).At("reason")
	}
	return nil
}

func (s *System) noticeFits(_ context.Context, t *procedure.Turn) error {
	return s.fits(t, procedure.FormOf[noticeForm](t).Fine, procedure.FormOf[noticeForm](t).Other, "")
}

func (s *System) decisionFits(_ context.Context, t *procedure.Turn) error {
	return s.fits(t, procedure.FormOf[decideForm](t).Fine, procedure.FormOf[decideForm](t).Other, procedure.FormOf[decideForm](t).Reason)
}

// fits holds an amount against the range of the law that the report found, and wants a reason outside the grade.
func (s *System) fits(t *procedure.Turn, fine int, other, reason string) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	low := p.LawLow
	if p.Mitigated {
		low = 1
	}
	switch {
	case fine == 0 && other == "":
		return illegal("nothing", "既没有罚款也没有其他处罚：不予处罚须另行决定", "neither a fine nor another penalty: to spare the party is another decision").At("fine")
	case fine == 0 && p.LawLow == 0:
		return nil
	case fine < low || fine > p.LawHigh:
		return illegal("out-of-range", fmt.Sprintf("罚款 %d 元超出法定幅度 %d 至 %d 元", fine, p.LawLow, p.LawHigh), fmt.Sprintf("%d yuan lies outside the law's %d to %d", fine, p.LawLow, p.LawHigh)).At("fine")
	case t.Act.Name == "decide" && fine != p.Told && strings.TrimSpace(reason) == "":
		return illegal("no-reason", fmt.Sprintf("决定罚款 %d 元与告知的 %d 元不同，须说明理由", fine, p.Told), fmt.Sprintf("%d yuan differs from the %d told: say why", fine, p.Told)).At("reason")
	}
	return nil
}
