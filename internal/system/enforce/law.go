package enforce

import (
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/discretion"
	"anlan/internal/engine/procedure/rule"
)

// fineRule is the id of the statutory range behind an item of the benchmark, at the first stage or when it was not
// corrected in time: wsl-97-4 stands on F-97 and F-97-O, and for the persons responsible on F-97-P. Where the law fines them
// at both stages, the later range is F-98-OP.
func fineRule(item string, overdue bool) string {
	unit, persons := discretion.OfUnit(item)
	parts := strings.Split(unit, "-")
	if len(parts) < 2 || parts[0] != "wsl" {
		return ""
	}
	switch rule := "F-" + parts[1]; {
	case unit == dailyItem:
		return "W-DAILY"
	case persons && overdue && parts[1] == "98":
		return rule + "-OP"
	case persons:
		return rule + "-P"
	case overdue:
		return rule + "-O"
	default:
		return rule
	}
}

// judged is what a proposal is reckoned with beside the case's data: the law, and the day and place of judging.
type judged struct {
	caseID, area string
	today        calendar.Date
	book         *rule.Book
}

func judgedBy(t *procedure.Turn) judged {
	return judged{t.Case.ID, t.Case.Area, t.Day(), t.Engine.Book()}
}

// chosen sets the law of the days of the conduct beside that of today (Penalty Law, Art. 37).
func (s *System) chosen(j judged, p Penalty, overdue bool) (rule.Choice, error) {
	began, err := calendar.ParseDate(p.Began)
	if err != nil {
		return rule.Choice{}, err
	}
	ended, err := calendar.ParseDate(p.Ended)
	if err != nil {
		return rule.Choice{}, err
	}
	id := fineRule(p.Item, overdue)
	return j.book.Choose(j.area, began, ended, j.today, id)
}

// whichLaw says which law applies and why: the one of the conduct, unless the new one is milder.
func (s *System) whichLaw(t *procedure.Turn, p Penalty) string {
	c, err := s.chosen(judgedBy(t), p, p.Overdue)
	if err != nil {
		return "新旧法律无法自动比较，由承办人说明。"
	}
	var out []string
	if c.Spans {
		out = append(out, c.SpanWhy.Zh)
	}
	for _, i := range c.Items {
		was, is := "没有此项规定", "没有此项规定"
		if i.Old != nil {
			was = "为“" + i.Old.Value.Say().Zh + "”"
		}
		if i.New != nil {
			is = "为“" + i.New.Value.Say().Zh + "”"
		}
		out = append(out, fmt.Sprintf("%s：行为时%s，决定时%s。", i.Title.Zh, was, is))
	}
	for _, v := range c.Verdicts {
		out = append(out, strings.TrimRight(v.Why.Zh, "。")+"。")
	}
	return clip(printed(strings.Join(out, "")), 2900)
}

// printed is a text of the packs with the marks of Chinese print.
func printed(s string) string {
	return strings.NewReplacer(",", "，", "(", "（", ")", "）", ":", "：", ";", "；").Replace(s)
}

// ofThatDay puts the range of the law that applies into a proposal for a conduct that the benchmark does not reach.
func (s *System) ofThatDay(j judged, p Penalty, overdue bool, prop discretion.Proposal) (discretion.Proposal, error) {
	c, err := s.chosen(j, p, overdue)
	if err != nil {
		return prop, err
	}
	f := c.Rule(fineRule(p.Item, overdue))
	span := discretion.Range{}
	if f != nil && f.Value.Kind == rule.Range {
		prop.Penalty = printed(f.Chain[len(f.Chain)-1].Cite().Zh)
		span = discretion.Range{Min: int64(f.Value.Range.Min) / 100, Max: int64(f.Value.Range.Max) / 100}
	}
	prop.Persons = nil
	if f == nil || span.Max == 0 {
		prop.Party = nil
	} else {
		prop.Party = &discretion.Fine{Statutory: span, Grade: span, Range: span, Amount: span.Min}
	}
	steps := []discretion.Step{
		{Kind: discretion.StepViolation, Text: lang.T("违法行为："+prop.Title, "the violation")},
		{Kind: discretion.StepStage, Text: lang.T("违法行为终了时现行裁量基准尚未施行，按应当适用的法律的幅度裁量，不分阶次", "the benchmark was not in force: the range of the law that applies, without grades")},
		{Kind: discretion.StepRange, Text: lang.T("法定幅度："+span.String()+" 元（"+prop.Penalty+"）", "the law: "+span.String()+" yuan"), Basis: prop.Penalty},
	}
	prop.Steps = append(steps, slices.DeleteFunc(slices.Clone(prop.Steps), func(x discretion.Step) bool {
		return x.Kind != discretion.StepEffect || x.Basis == ""
	})...)
	return prop, nil
}
