package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/lang"
)

// Situation is what is known of an event: its type, grade (IV to I, "" while it is not graded), place, the warning in force there,
// and conditions (rain, snow, wind, heat, cold, night).
type Situation struct {
	Event      string   `json:"event"`
	Grade      string   `json:"grade"`
	Area       string   `json:"area"`
	Site       string   `json:"site"`
	Warning    string   `json:"warning"`
	Conditions []string `json:"conditions" nullable:"false"`
}

// The kinds of orders, in the order in which they are given.
const (
	OrderGroup  = "group"
	OrderCall   = "call"
	OrderNotice = "notice"
	OrderTask   = "task"
	OrderTeam   = "team"
	OrderNeed   = "need"
	OrderAsset  = "asset"
	OrderList   = "checklist"
	OrderCard   = "card"
)

// PlanOrder is one thing that an activation brings about. Its ID depends on plan and item alone, so that the same order given at
// a higher level is known to be given already.
type PlanOrder struct {
	ID      string    `json:"id" doc:"plan/kind/item; the same at every level"`
	Kind    string    `json:"kind" enum:"group,call,notice,task,team,need,asset,checklist,card"`
	Plan    string    `json:"plan"`
	Item    string    `json:"item"`
	Level   string    `json:"level" doc:"from which it holds"`
	Title   string    `json:"title"`
	Text    string    `json:"text"`
	Group   string    `json:"group" doc:"title of the group that answers"`
	Role    string    `json:"role" doc:"title of the role that answers"`
	RoleID  string    `json:"role_id"`
	Ref     string    `json:"ref" doc:"element, item of material or person"`
	Amount  float64   `json:"amount"`
	Unit    string    `json:"unit"`
	Start   string    `json:"start" enum:",now,after,ordered,met"`
	After   []string  `json:"after" nullable:"false" doc:"ids of orders"`
	Minutes int       `json:"minutes" doc:"time limit; 0 for none"`
	From    string    `json:"from" doc:"plan that hands it down; empty for its own"`
	Reason  lang.Text `json:"reason"`
}

// PlanOrders are all orders of a plan at a level, those of lower levels first.
type PlanOrders struct {
	Plan   string      `json:"plan"`
	Title  string      `json:"title"`
	Level  string      `json:"level"`
	Orders []PlanOrder `json:"orders" nullable:"false"`
}

// Compile turns a plan at a level into orders: what holds from that level or a lower one, and fits the situation. It is a pure
// function: a dry run is the same value.
func Compile(e Effective, level string, s Situation) PlanOrders {
	c := compiling{e: e, level: level, s: s, groups: map[string]PlanGroup{}, roles: map[string]PlanRole{}}
	for _, g := range e.Groups {
		c.groups[g.ID] = g
	}
	for _, r := range e.Roles {
		c.roles[r.ID] = r
	}
	c.organisation()
	c.tasks()
	c.resources()
	slices.SortStableFunc(c.out, func(a, b PlanOrder) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
	return PlanOrders{Plan: e.Code, Title: e.Title, Level: level, Orders: c.out}
}

// Added are the orders of after that are not in before: what raising a level, or a change of the situation, brings anew.
func Added(before, after PlanOrders) []PlanOrder {
	have := map[string]bool{}
	for _, o := range before.Orders {
		have[o.ID] = true
	}
	out := []PlanOrder{}
	for _, o := range after.Orders {
		if !have[o.ID] {
			out = append(out, o)
		}
	}
	return out
}

type compiling struct {
	e      Effective
	level  string
	s      Situation
	groups map[string]PlanGroup
	roles  map[string]PlanRole
	out    []PlanOrder
}

// add takes an order in when its level is reached. list is the list of its item, for what is handed down.
func (c *compiling) add(kind, list, item, level string, o PlanOrder) {
	level = orLowest(level)
	if !reached(level, c.level) {
		return
	}
	o.ID, o.Kind, o.Plan, o.Item, o.Level = c.e.Code+"/"+kind+"/"+item, kind, c.e.Code, item, level
	o.From = c.e.From[list+"/"+item]
	if o.After == nil {
		o.After = []string{}
	}
	zh, en := LevelTitle(level).Zh+"起", "from "+LevelTitle(level).En
	if o.From != "" {
		zh, en = zh+"，上位预案 "+o.From+" 规定", en+", handed down by "+o.From
	}
	if !o.Reason.IsZero() {
		zh, en = zh+"，"+o.Reason.Zh, en+", "+o.Reason.En
	}
	o.Reason = lang.T(zh, en)
	c.out = append(c.out, o)
}

func (c *compiling) organisation() {
	for _, g := range c.e.Groups {
		c.add(OrderGroup, "groups", g.ID, g.Level, PlanOrder{Title: g.Title, Text: g.Duty, Role: c.roles[g.Lead].Title, RoleID: g.Lead, Group: choice(g, "tier", g.Tier).Zh, Reason: lang.T("成立"+g.Title, "set up "+g.Title)})
	}
	for _, r := range c.e.Roles {
		level := r.Level
		if g := c.groups[r.Group]; rank(g.Level) > rank(level) {
			level = g.Level
		}
		c.add(OrderCall, "roles", r.ID, level, PlanOrder{Title: r.Title, Group: c.groups[r.Group].Title, Role: r.Title, RoleID: r.ID, Ref: r.Contact, Minutes: callWithin, Reason: lang.T("叫应到岗", "called to the post")})
	}
	for _, n := range c.e.Notices {
		c.add(OrderNotice, "notices", n.ID, n.Level, PlanOrder{Title: n.To, Text: n.Text, Ref: n.Channel, Minutes: n.Minutes, Reason: lang.T(fmt.Sprintf("%d 分钟内%s", n.Minutes, choice(n, "channel", n.Channel).Zh), fmt.Sprintf("by %s within %d minutes", choice(n, "channel", n.Channel).En, n.Minutes))})
	}
}

// callWithin is within how many minutes a role must answer.
const callWithin = 15

func (c *compiling) tasks() {
	there := map[string]bool{}
	for _, t := range c.e.Tasks {
		there[t.ID] = reached(orLowest(t.Level), c.level) && c.fits(t.Only)
	}
	for _, t := range c.e.Tasks {
		if !c.fits(t.Only) {
			continue
		}
		o := PlanOrder{Title: t.Title, Text: t.Detail, Group: c.groups[t.Group].Title, Role: c.roles[t.Role].Title, RoleID: t.Role, Start: t.Start, Minutes: t.Minutes}
		for _, a := range t.After {
			o.After = append(o.After, c.e.Code+"/"+OrderTask+"/"+a)
		}
		if t.Start == "met" {
			o.Text = "条件：" + t.When + "。" + o.Text
		}
		if len(t.Only) > 0 {
			words := conditions(t.Only)
			o.Reason = lang.T("当前"+words.Zh, "now: "+words.En)
		}
		c.add(OrderTask, "tasks", t.ID, t.Level, o)
	}
}

func (c *compiling) fits(only []string) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(o string) bool { return slices.Contains(c.s.Conditions, o) })
}

func conditions(list []string) lang.Text {
	var zh, en []string
	for _, k := range list {
		t := choice(PlanTask{}, "only", k)
		zh, en = append(zh, t.Zh), append(en, t.En)
	}
	return lang.T(strings.Join(zh, "、"), strings.Join(en, ", "))
}

func (c *compiling) resources() {
	task := func(id string) lang.Text {
		for _, t := range c.e.Tasks {
			if t.ID == id {
				return lang.T("用于“"+t.Title+"”", "for “"+t.Title+"”")
			}
		}
		return lang.Text{}
	}
	for _, x := range c.e.Teams {
		c.add(OrderTeam, "teams", x.ID, x.Level, PlanOrder{Title: x.Name, Ref: x.Team, Amount: float64(x.People), Unit: "人", Minutes: x.Minutes, Reason: task(x.Task)})
	}
	for _, x := range c.e.Needs {
		c.add(OrderNeed, "needs", x.ID, x.Level, PlanOrder{Title: x.Name, Ref: x.Item, Amount: x.Amount, Unit: x.Unit, Reason: task(x.Task)})
	}
	for _, x := range c.e.Assets {
		c.add(OrderAsset, "assets", x.ID, x.Level, PlanOrder{Title: x.Name, Text: x.Use, Ref: x.Element, Minutes: x.Minutes})
	}
	for _, x := range c.e.Checklists {
		c.add(OrderList, "checklists", x.ID, x.Level, PlanOrder{Title: x.Title, Text: strings.Join(x.Lines, "\n")})
	}
	for _, x := range c.e.Cards {
		if x.Site == "" || c.s.Site == "" || x.Site == c.s.Site {
			c.add(OrderCard, "cards", x.ID, "", PlanOrder{Title: x.Title, Text: strings.Join(x.Steps, "\n"), Group: x.For, Ref: x.Site})
		}
	}
}
