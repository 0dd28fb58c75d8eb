package plan

import (
	"cmp"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
)

// LintEntry is a plan in force with the days of its life; zero for a day that has not come. FileBy is the last day on which it
// may be filed, ReviewBy the last on which it must be evaluated again. Asked are changes that somebody asks for and that are not
// settled yet.
type LintEntry struct {
	Plan     EmergencyPlan
	Issued   calendar.Date
	Filed    calendar.Date
	FileBy   calendar.Date
	ReviewBy calendar.Date
	Asked    []AskedChange
}

// AskedChange is a change of a plan that follows from how an incident was handled.
type AskedChange struct {
	ID    string
	Item  string // path: tasks/T2; "" for the plan as a whole
	Text  string
	After string // title of the incident
	Due   calendar.Date
}

// The rules of the linter.
const (
	RoleUnfilled     = "role-unfilled"
	PhoneMissing     = "phone-missing"
	PhoneUnconfirmed = "phone-unconfirmed"
	StockShort       = "stock-short"
	TeamClaimed      = "team-claimed"
	TeamOut          = "team-out"
	AssetOut         = "asset-out"
	CertExpired      = "certificate-expired"
	TooFar           = "too-far"
	Contradicts      = "contradicts"
	ParentMissing    = "parent-missing"
	NotFiled         = "not-filed"
	ReviewDue        = "review-due"
	ChangeAsked      = "change-asked"
)

// LintRule is a rule with what it asks. A stopper keeps the plan from running tonight; the rest must be mended soon.
type LintRule struct {
	Name    string    `json:"name"`
	Title   lang.Text `json:"title"`
	Asks    lang.Text `json:"asks"`
	Stopper bool      `json:"stopper"`
}

// LintRules are the rules, stoppers first.
var LintRules = []LintRule{
	{RoleUnfilled, lang.T("岗位无人", "Role not filled"), lang.T("岗位绑定的职务或值班有没有人", "is somebody in the post or on the roster"), true},
	{PhoneMissing, lang.T("没有电话", "No telephone"), lang.T("岗位人员有没有电话", "has the person a number"), true},
	{StockShort, lang.T("物资不足", "Stock short"), lang.T("调运半径内可用量够不够", "is enough free within reach"), true},
	{TeamOut, lang.T("队伍不可用", "Team not available"), lang.T("队伍在不在、能不能出动", "is the team there and fit to go"), true},
	{TeamClaimed, lang.T("队伍重复占用", "Team claimed twice"), lang.T("一支队伍是否被没有上下位关系的两个预案占用", "do two plans that do not follow each other count on one team"), true},
	{AssetOut, lang.T("装备不可用", "Equipment not available"), lang.T("装备和场所在不在、能不能用", "is it there and fit for use"), true},
	{CertExpired, lang.T("证件过期", "Certificate expired"), lang.T("人员证件、车辆检验、协议是否在有效期内", "are certificates, inspections and agreements valid"), true},
	{TooFar, lang.T("距离过远", "Beyond reach"), lang.T("按路程能否在时限内到达", "can it be there in time"), true},
	{Contradicts, lang.T("与上位预案矛盾", "Contradicts the plan above"), lang.T("下位预案是否放宽了上位预案", "does it loosen what it may only tighten"), true},
	{ParentMissing, lang.T("上位预案无效", "Plan above not in force"), lang.T("上位预案是否在用", "is the plan above in force"), false},
	{PhoneUnconfirmed, lang.T("电话未核实", "Number not confirmed"), lang.T("电话 90 天内核实过没有", "was the number answered within 90 days"), false},
	{NotFiled, lang.T("逾期未备案", "Not filed in time"), lang.T("印发后 20 个工作日内备案了没有", "was it filed within 20 working days"), false},
	{ChangeAsked, lang.T("有待修订", "Change asked for"), lang.T("事件评估提出的修订建议处理了没有", "was what an assessment asks for seen to"), false},
	{ReviewDue, lang.T("逾期未评估", "Evaluation overdue"), lang.T("三年内评估过没有", "was it evaluated within three years"), false},
}

// ConfirmedWithin is for how many days a confirmed number is taken as good.
const ConfirmedWithin = 90

// PlanDefect is one thing that keeps a plan from running as it says. Its ID is the same as long as it is there. Mend is what to
// do, Link the page on which.
type PlanDefect struct {
	ID      string    `json:"id"`
	Rule    string    `json:"rule"`
	Stopper bool      `json:"stopper"`
	Plan    string    `json:"plan"`
	Title   string    `json:"title" doc:"of the plan"`
	Kind    string    `json:"kind" doc:"of the plan"`
	Area    string    `json:"area"`
	Item    string    `json:"item" doc:"path: roles/R2"`
	Text    lang.Text `json:"text"`
	Mend    lang.Text `json:"mend"`
	Link    string    `json:"link"`
}

// Lint holds plans against the city and each other: could they run tonight? Only what a plan says itself is held against it, not
// what it inherits, so that one fault is told once. The defects are in order of plan, rule and item.
func Lint(entries []LintEntry, s Snapshot) []PlanDefect {
	l := linting{s: s, today: s.Today(), plans: map[string]*EmergencyPlan{}}
	for n := range entries {
		l.plans[entries[n].Plan.Code] = &entries[n].Plan
	}
	for n := range entries {
		l.one(&entries[n])
	}
	l.claims(entries)
	slices.SortFunc(l.out, func(a, b PlanDefect) int {
		return cmp.Or(strings.Compare(a.Plan, b.Plan), cmp.Compare(ruleOrder(a.Rule), ruleOrder(b.Rule)), strings.Compare(a.ID, b.ID))
	})
	return l.out
}

func ruleOrder(name string) int {
	return slices.IndexFunc(LintRules, func(r LintRule) bool { return r.Name == name })
}

// RuleOf finds a rule.
func RuleOf(name string) (LintRule, bool) {
	i := ruleOrder(name)
	if i < 0 {
		return LintRule{}, false
	}
	return LintRules[i], true
}

type linting struct {
	s     Snapshot
	today calendar.Date
	plans map[string]*EmergencyPlan
	out   []PlanDefect
}

func (l *linting) say(p *EmergencyPlan, rule, item string, text, mend lang.Text, link string) {
	r, _ := RuleOf(rule)
	l.out = append(l.out, PlanDefect{
		ID: p.Code + "/" + rule + "/" + item, Rule: rule, Stopper: r.Stopper, Plan: p.Code, Title: p.Title, Kind: p.Kind, Area: p.Area, Item: item, Text: text, Mend: mend, Link: link,
	})
}

func (l *linting) one(e *LintEntry) {
	p := &e.Plan
	for _, r := range p.Roles {
		l.role(p, r)
	}
	for _, c := range p.Contacts {
		l.contact(p, c)
	}
	for _, n := range p.Needs {
		l.need(p, n)
	}
	for _, t := range p.Teams {
		l.team(p, t)
	}
	for _, a := range p.Assets {
		l.asset(p, a)
	}
	l.above(p)
	l.life(e)
	l.asked(e)
}

// above holds a plan against the one that it follows.
func (l *linting) above(p *EmergencyPlan) {
	if p.Parent == "" {
		return
	}
	parent, ok := l.plans[p.Parent]
	if !ok {
		l.say(p, ParentMissing, "parent", lang.T("上位预案 "+p.Parent+" 不存在或不在用", "the plan above, "+p.Parent+", is not in force"), lang.T("改为在用的上位预案，或先印发上位预案", "follow one that is in force, or issue that one first"), planPage+p.Code)
		return
	}
	for _, c := range Contradictions(*parent, *p) {
		l.say(p, Contradicts, c.Item, c.Text, lang.T("修订本预案，使其不宽于上位预案 "+parent.Title, "revise it so that it is no looser than "+parent.Title), planPage+p.Code)
	}
}

func (l *linting) life(e *LintEntry) {
	p := &e.Plan
	if e.Filed.IsZero() && !e.FileBy.IsZero() && e.FileBy.Before(l.today) {
		l.say(p, NotFiled, "filed", lang.T("应于 "+e.FileBy.String()+" 前备案，尚未备案", "it had to be filed by "+e.FileBy.String()), lang.T("立即报送备案", "file it at once"), planPage+p.Code)
	}
	if !e.ReviewBy.IsZero() && e.ReviewBy.Before(l.today) {
		l.say(p, ReviewDue, "review", lang.T("应于 "+e.ReviewBy.String()+" 前评估，已逾期", "it had to be evaluated by "+e.ReviewBy.String()), lang.T("组织评估，需要时修订", "evaluate it, and revise it if need be"), planPage+p.Code)
	}
}

// asked tells of the changes that somebody asks for.
func (l *linting) asked(e *LintEntry) {
	for _, a := range e.Asked {
		until, untilEn := "", ""
		if !a.Due.IsZero() {
			until, untilEn = "（"+a.Due.String()+" 前）", " (until "+a.Due.String()+")"
		}
		l.say(&e.Plan, ChangeAsked, cmp.Or(a.Item, "plan")+"#"+a.ID, lang.T("“"+a.After+"”处置评估建议"+until+"："+a.Text, "the assessment of “"+a.After+"” asks"+untilEn+": "+a.Text),
			lang.T("修订预案，或说明不采纳的理由", "revise the plan, or say why not"), planPage+e.Plan.Code)
	}
}

// planPage is the page of a plan, without its code.
const planPage = "/command/plans/"
