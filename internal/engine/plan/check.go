package plan

import (
	"fmt"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
)

// Check holds the parts of a plan against each other: items known twice, names that lead nowhere, an organisation without one
// commander-in-chief, levels that nothing starts, tasks that wait for each other. Each fault is Invalid, names its path and says
// how to mend it. A plan that follows another may name groups, roles and tasks of its parents; those it checks in Inherit.
func (p *EmergencyPlan) Check() []*fail.Error {
	c := checking{p: p, ids: map[string]map[string]bool{}}
	c.twice()
	c.organisation()
	c.levels()
	c.triggers()
	c.tasks()
	c.rest()
	return c.faults
}

type checking struct {
	p      *EmergencyPlan
	ids    map[string]map[string]bool // by list
	faults []*fail.Error
}

func (c *checking) say(path, code, zh, en string) {
	c.faults = append(c.faults, fail.Invalid("plan."+code, zh, en).At(path))
}

func at(list string, n int, field string) string {
	if field == "" {
		return list + "." + strconv.Itoa(n)
	}
	return list + "." + strconv.Itoa(n) + "." + field
}

// lists are the lists of a plan with the ids of their items.
func (p *EmergencyPlan) lists() map[string][]string {
	return map[string][]string{
		"triggers": idsOf(p.Triggers, func(x PlanTrigger) string { return x.ID }), "groups": idsOf(p.Groups, func(x PlanGroup) string { return x.ID }),
		"roles": idsOf(p.Roles, func(x PlanRole) string { return x.ID }), "tasks": idsOf(p.Tasks, func(x PlanTask) string { return x.ID }),
		"teams": idsOf(p.Teams, func(x PlanTeam) string { return x.ID }), "needs": idsOf(p.Needs, func(x PlanNeed) string { return x.ID }),
		"assets": idsOf(p.Assets, func(x PlanAsset) string { return x.ID }), "notices": idsOf(p.Notices, func(x PlanNotice) string { return x.ID }),
		"checklists": idsOf(p.Checklists, func(x PlanChecklist) string { return x.ID }), "cards": idsOf(p.Cards, func(x PlanCard) string { return x.ID }),
		"contacts": idsOf(p.Contacts, func(x PlanContact) string { return x.ID }), "maps": idsOf(p.Maps, func(x PlanMap) string { return x.ID }),
		"levels": idsOf(p.Levels, func(x PlanLevel) string { return x.Level }),
	}
}

func idsOf[T any](list []T, of func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = of(x)
	}
	return out
}

// Parts are the lists of a plan in their order, as the fields of the form are called.
var Parts = []string{"triggers", "levels", "groups", "roles", "tasks", "teams", "needs", "assets", "notices", "checklists", "cards", "contacts", "maps"}

func (c *checking) twice() {
	lists := c.p.lists()
	for _, list := range Parts {
		c.ids[list] = map[string]bool{}
		for n, x := range lists[list] {
			if c.ids[list][x] {
				field := "id"
				if list == "levels" {
					field = "level"
				}
				c.say(at(list, n, field), "twice", "编号 "+x+" 重复，请换一个", x+" is there twice; give it another")
			}
			c.ids[list][x] = true
		}
	}
}

// known wants a name that leads somewhere. A plan that follows another may name what its parents have.
func (c *checking) known(path, list, id string) {
	if id == "" || c.ids[list][id] || c.p.Parent != "" {
		return
	}
	have := c.p.lists()[list]
	c.say(path, "unknown", fmt.Sprintf("没有编号为 %s 的项，可填：%s", id, some(have)), fmt.Sprintf("there is no %s; there are: %s", id, some(have)))
}

func some(list []string) string {
	if len(list) == 0 {
		return "（无）"
	}
	if len(list) > 12 {
		return strings.Join(list[:12], "、") + "…"
	}
	return strings.Join(list, "、")
}

func (c *checking) organisation() {
	chiefs := 0
	for n, g := range c.p.Groups {
		if g.Tier == Chief {
			chiefs++
			if g.Lead == "" {
				c.say(at("groups", n, "lead"), "no-commander", "指挥部须有总指挥，请填写负责人岗位编号", "the command has one commander-in-chief: name the role")
			}
		}
		c.known(at("groups", n, "lead"), "roles", g.Lead)
	}
	if chiefs != 1 && (c.p.Parent == "" || chiefs > 1) {
		c.say("groups", "chief", fmt.Sprintf("指挥部（1）应有且只有一个，现有 %d 个", chiefs), fmt.Sprintf("there is one command, and only one; here are %d", chiefs))
	}
	for n, r := range c.p.Roles {
		c.known(at("roles", n, "group"), "groups", r.Group)
		if (r.Post == "") == (r.Contact == "") {
			c.say(at("roles", n, "post"), "role-bound", "请填写责任岗位或通讯录人员，二者选一", "bind the role to a post or to a person, one of the two")
		}
	}
}

func (c *checking) levels() {
	if len(c.p.Levels) == 0 {
		c.say("levels", "no-levels", "至少有一个响应级别", "a plan has one response level at least")
	}
	for n, l := range c.p.Levels {
		c.known(at("levels", n, "approver"), "roles", l.Approver)
	}
}

// has says whether a level is one of the plan.
func (c *checking) has(level string) bool { return c.ids["levels"][level] }

func (c *checking) triggers() {
	started := map[string]bool{}
	for n, t := range c.p.Triggers {
		started[t.Response] = true
		if _, ok := EventOf(t.Event); !ok {
			c.say(at("triggers", n, "event"), "event", "没有事件类型 "+t.Event+"，可填："+some(eventCodes()), "there is no event "+t.Event+"; there are: "+some(eventCodes()))
		}
		if !c.has(t.Response) {
			c.say(at("triggers", n, "response"), "no-level", "本预案没有 "+t.Response+" 级响应，请在响应分级中增加，或改启动级别", "the plan has no level "+t.Response+": add it, or start another")
		}
		if t.Area != "" && !strings.HasPrefix(t.Area, c.p.Area) {
			c.say(at("triggers", n, "area"), "trigger-area", "启动区划不在预案适用区划 "+c.p.Area+" 之内", "the area lies outside that of the plan, "+c.p.Area)
		}
	}
	for n, l := range c.p.Levels {
		if !started[l.Level] {
			c.say(at("levels", n, "level"), "not-started", "没有条件启动 "+l.Level+" 级响应，请增加启动条件", "nothing starts level "+l.Level+": add a trigger")
		}
	}
}

func eventCodes() []string { return idsOf(Events, func(e PlanEvent) string { return e.Code }) }

func (c *checking) tasks() {
	for n, t := range c.p.Tasks {
		c.known(at("tasks", n, "group"), "groups", t.Group)
		c.known(at("tasks", n, "role"), "roles", t.Role)
		c.known(at("tasks", n, "checklist"), "checklists", t.Checklist)
		if (t.Start == "after") != (len(t.After) > 0) {
			c.say(at("tasks", n, "after"), "after", "开始条件为“前序任务完成后”时须写前序任务，其他条件不写", "tasks that start after others name them, and only those do")
		}
		for k, a := range t.After {
			c.known(at("tasks", n, "after")+"."+strconv.Itoa(k), "tasks", a)
		}
	}
	for _, n := range circles(c.p.Tasks) {
		c.say(at("tasks", n, "after"), "circle", "任务互为前序，永远不能开始，请去掉一个前序任务", "the tasks wait for each other for ever: take one of them out")
	}
}

// circles are the tasks that wait for themselves.
func circles(tasks []PlanTask) (out []int) {
	place := map[string]int{}
	for n, t := range tasks {
		place[t.ID] = n
	}
	state := make([]int, len(tasks)) // 0 not seen, 1 on the way, 2 done
	var walk func(n int) bool
	walk = func(n int) bool {
		if state[n] != 0 {
			return state[n] == 1
		}
		state[n] = 1
		bad := false
		for _, a := range tasks[n].After {
			if k, ok := place[a]; ok && walk(k) {
				bad = true
			}
		}
		state[n] = 2
		return bad
	}
	for n := range tasks {
		if walk(n) {
			out = append(out, n)
		}
	}
	return out
}

// rest checks what leans on tasks, and levels that the plan does not have.
func (c *checking) rest() {
	for n, t := range c.p.Teams {
		c.known(at("teams", n, "task"), "tasks", t.Task)
	}
	for n, x := range c.p.Needs {
		c.known(at("needs", n, "task"), "tasks", x.Task)
	}
	for n, x := range c.p.Contacts {
		if x.Person == "" && x.Phone == "" {
			c.say(at("contacts", n, "phone"), "contact-phone", "请填写电话，或选择通讯录人员", "give a telephone number or choose a person of the directory")
		}
	}
	for n, x := range c.p.Checklists {
		if len(x.Lines) == 0 {
			c.say(at("checklists", n, "lines"), "empty", "检查单至少一项", "a checklist has one line at least")
		}
	}
	for n, x := range c.p.Cards {
		if len(x.Steps) == 0 {
			c.say(at("cards", n, "steps"), "empty", "处置卡至少一个步骤", "a card has one step at least")
		}
	}
}
