package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/lang"
)

// PlanSuggestion is a plan that answers a situation, at a level, and why.
type PlanSuggestion struct {
	Plan    string      `json:"plan"`
	Title   string      `json:"title"`
	Kind    string      `json:"kind"`
	Area    string      `json:"area"`
	Level   string      `json:"level" enum:"IV,III,II,I"`
	Trigger string      `json:"trigger"`
	Any     bool        `json:"any" doc:"by a trigger for any event"`
	Levels  []string    `json:"levels" nullable:"false" doc:"that the plan has, the lowest first"`
	Reasons []lang.Text `json:"reasons" nullable:"false"`
}

// Suggest picks the plans whose triggers answer a situation, the highest response first, then those of the site and of the
// smallest area. A plan of any event comes last at its level.
func Suggest(plans []EmergencyPlan, s Situation) []PlanSuggestion {
	out := []PlanSuggestion{}
	for _, p := range plans {
		if !strings.HasPrefix(s.Area, p.Area) || p.Site != "" && p.Site != s.Site {
			continue
		}
		var best *PlanTrigger
		for n, t := range p.Triggers {
			if t.answers(s) && (best == nil || rank(t.Response) > rank(best.Response)) {
				best = &p.Triggers[n]
			}
		}
		if best != nil {
			out = append(out, PlanSuggestion{p.Code, p.Title, p.Kind, p.Area, best.Response, best.ID, best.Event == AnyEvent, p.levels(), best.reasons(p, s)})
		}
	}
	slices.SortStableFunc(out, func(a, b PlanSuggestion) int {
		return cmp.Or(cmp.Compare(rank(b.Level), rank(a.Level)), cmp.Compare(order(a.Kind), order(b.Kind)), cmp.Compare(len(b.Area), len(a.Area)), strings.Compare(a.Plan, b.Plan))
	})
	return out
}

// levels are those that a plan has, the lowest first.
func (p EmergencyPlan) levels() []string {
	out := []string{}
	for _, l := range Levels {
		if p.Has(l) {
			out = append(out, l)
		}
	}
	return out
}

// order is in which order plans of a kind are named: those of a place before those of a sector, and the overall plan last.
func order(kind string) int {
	return slices.Index([]string{Enterprise, Event, Special, Department, District, Township, Community, Overall}, kind)
}

func (t PlanTrigger) answers(s Situation) bool {
	if t.Event != s.Event && t.Event != AnyEvent || t.Area != "" && !strings.HasPrefix(s.Area, t.Area) || t.Site != "" && t.Site != s.Site {
		return false
	}
	if t.Grade == "" && t.Warning == "" {
		return true
	}
	return t.Grade != "" && s.Grade != "" && reached(t.Grade, s.Grade) || t.Warning != "" && s.Warning != "" && colour(t.Warning) <= colour(s.Warning)
}

func colour(c string) int { return slices.Index(colours, c) }

func (t PlanTrigger) reasons(p EmergencyPlan, s Situation) []lang.Text {
	out := []lang.Text{}
	add := func(zh, en string) { out = append(out, lang.T(zh, en)) }
	add("事件类型为"+EventTitle(s.Event).Zh, "the event is of type "+EventTitle(s.Event).En)
	if t.Grade != "" && s.Grade != "" && reached(t.Grade, s.Grade) {
		add(fmt.Sprintf("级别%s，达到“%s及以上”", GradeTitle(s.Grade).Zh, GradeTitle(t.Grade).Zh), fmt.Sprintf("its grade %s is at least %s", s.Grade, t.Grade))
	} else if t.Warning != "" {
		add("当地预警为"+choice(t, "warning", s.Warning).Zh, "the warning in force is "+s.Warning)
	}
	if p.Site != "" {
		add("发生在预案适用的场所", "it is at the site of the plan")
	} else {
		add("发生在适用区划 "+p.Area+" 内", "it lies in the area of the plan, "+p.Area)
	}
	return out
}
