package plan

import (
	"fmt"
	"strings"

	"anlan/internal/base/lang"
)

// Effective is a plan with what its parents hand down to it. From names the plan from which an item comes, by "tasks/S1".
type Effective struct {
	EmergencyPlan
	From map[string]string
}

// Inherit lays a plan over its parents, the topmost first. Items of parents marked Below come in unless the child has one of the
// same id, which is then the child's version of it. A task that is handed down goes to the group of that id when the child has
// one, else to its command.
func Inherit(parents []EmergencyPlan, child EmergencyPlan) Effective {
	e := Effective{child, map[string]string{}}
	for i := len(parents) - 1; i >= 0; i-- { // the nearest parent first: what is nearer stands
		e.take(parents[i])
	}
	return e
}

func (e *Effective) take(parent EmergencyPlan) {
	down(e, parent.Code, "tasks", &e.Tasks, parent.Tasks, func(t PlanTask) (string, bool) { return t.ID, t.Below })
	down(e, parent.Code, "notices", &e.Notices, parent.Notices, func(t PlanNotice) (string, bool) { return t.ID, t.Below })
	down(e, parent.Code, "checklists", &e.Checklists, parent.Checklists, func(t PlanChecklist) (string, bool) { return t.ID, t.Below })
	down(e, parent.Code, "cards", &e.Cards, parent.Cards, func(t PlanCard) (string, bool) { return t.ID, t.Below })
	groups, chief, lead := map[string]string{}, "", ""
	for _, g := range e.Groups {
		groups[g.ID] = g.Lead
		if g.Tier == Chief {
			chief, lead = g.ID, g.Lead
		}
	}
	for n := range e.Tasks {
		t := &e.Tasks[n]
		if e.From["tasks/"+t.ID] == "" {
			continue
		}
		own, ok := groups[t.Group]
		if !ok {
			t.Group, own = chief, lead
		}
		t.Role = own
	}
}

func down[T any](e *Effective, from, list string, to *[]T, parents []T, of func(T) (string, bool)) {
	have := map[string]bool{}
	for _, x := range *to {
		id, _ := of(x)
		have[id] = true
	}
	out := append([]T(nil), *to...) // the plan that was given stays as it is
	for _, x := range parents {
		if id, below := of(x); below && !have[id] {
			e.From[list+"/"+id] = from
			out = append(out, x)
		}
	}
	*to = out
}

// PlanContradiction is where a child loosens what its parent says. Item is the path of it in the child: "tasks/S1".
type PlanContradiction struct {
	Item string    `json:"item"`
	Text lang.Text `json:"text"`
}

// Contradictions tells where a child contradicts its parent: an area outside the parent's, a task or notice of the parent's that
// takes longer or begins at a higher level, a trigger that answers the same event by less.
func Contradictions(parent, child EmergencyPlan) []PlanContradiction {
	out := []PlanContradiction{}
	say := func(item, zh, en string) { out = append(out, PlanContradiction{item, lang.T(zh, en)}) }
	if !strings.HasPrefix(child.Area, parent.Area) {
		say("area", "适用区划 "+child.Area+" 不在上位预案的 "+parent.Area+" 之内", "the area lies outside that of the plan above, "+parent.Area)
	}
	looser := func(item, title, level, was string, minutes, before int) {
		if minutes > before {
			say(item, fmt.Sprintf("“%s”时限 %d 分钟，长于上位预案 %s 规定的 %d 分钟", title, minutes, parent.Code, before), fmt.Sprintf("“%s” takes %d minutes, the plan above allows %d", title, minutes, before))
		} else if rank(level) > max(rank(was), 1) {
			say(item, fmt.Sprintf("“%s”自 %s 级起，上位预案 %s 规定自 %s 级起", title, level, parent.Code, orLowest(was)), fmt.Sprintf("“%s” begins at level %s, in the plan above at %s", title, level, orLowest(was)))
		}
	}
	for _, t := range child.Tasks {
		for _, was := range parent.Tasks {
			if t.ID == was.ID && was.Below {
				looser("tasks/"+t.ID, t.Title, t.Level, was.Level, t.Minutes, was.Minutes)
			}
		}
	}
	for _, t := range child.Notices {
		for _, was := range parent.Notices {
			if t.ID == was.ID && was.Below {
				looser("notices/"+t.ID, t.To, t.Level, was.Level, t.Minutes, was.Minutes)
			}
		}
	}
	for _, t := range child.Triggers {
		if was := answered(parent, t); was != "" && rank(t.Response) < rank(was) {
			say("triggers/"+t.ID, fmt.Sprintf("“%s”达到 %s 时启动 %s 级响应，低于上位预案 %s 的 %s 级", EventTitle(t.Event).Zh, t.Grade+t.Warning, t.Response, parent.Code, was), fmt.Sprintf("%s at %s starts level %s, the plan above %s", EventTitle(t.Event).En, t.Grade+t.Warning, t.Response, was))
		}
	}
	return out
}

func orLowest(level string) string {
	if level == "" {
		return IV
	}
	return level
}

// answered is the highest response that a plan gives to the event, grade and colour of a trigger, "" for none.
func answered(p EmergencyPlan, t PlanTrigger) (out string) {
	for _, was := range p.Triggers {
		if was.Event == t.Event && was.Site == "" && (was.Area == "" || strings.HasPrefix(t.Area, was.Area)) &&
			(was.Grade != "" && t.Grade != "" && reached(was.Grade, t.Grade) || was.Warning != "" && t.Warning != "" && colour(was.Warning) <= colour(t.Warning)) && rank(was.Response) > rank(out) {
			out = was.Response
		}
	}
	return out
}
