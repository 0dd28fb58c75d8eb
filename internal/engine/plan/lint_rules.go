package plan

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
)

func (l *linting) role(p *EmergencyPlan, r PlanRole) {
	item := "roles/" + r.ID
	contact := r.Contact
	if r.Post != "" {
		area := cmp.Or(r.Area, p.Area)
		var ok bool
		if contact, ok = l.s.Holder(r.Post, area, r.Element); !ok {
			link := "/duty/posts?area=" + area
			if strings.HasPrefix(r.Post, "roster/") {
				link = "/duty/roster?roster=roster-" + area
			}
			l.say(p, RoleUnfilled, item, lang.T("“"+r.Title+"”绑定的岗位（"+area+" "+r.Post+"）现在无人", "nobody is in the post of “"+r.Title+"” ("+area+" "+r.Post+")"), lang.T("任命责任人或排班，或改绑其他岗位", "appoint somebody or plan the roster, or bind it to another post"), link)
			return
		}
	}
	who, ok := l.s.Person(contact)
	if !ok || who.Left {
		l.say(p, RoleUnfilled, item, lang.T("“"+r.Title+"”的人员已离岗或不在通讯录", "the person of “"+r.Title+"” has left, or is not in the directory"), lang.T("换一名在岗人员", "name somebody who is there"), "/duty/contacts?q="+contact)
		return
	}
	l.reachable(p, item, r.Title, who)
	if r.Certificate != "" && who.Certificates[r.Certificate].Before(l.today) {
		l.say(p, CertExpired, item, lang.T(fmt.Sprintf("“%s”%s没有有效的%s", r.Title, who.Name, choice(r, "certificate", r.Certificate).Zh), fmt.Sprintf("%s (%s) holds no valid certificate (%s)", who.Name, r.Title, r.Certificate)), lang.T("更新证件，或换有证人员", "renew it, or name somebody who holds one"), "/settings/people?q="+who.Name)
	}
}

func (l *linting) reachable(p *EmergencyPlan, item, title string, who PersonFact) {
	switch {
	case !who.HasPhone:
		l.say(p, PhoneMissing, item, lang.T("“"+title+"”"+who.Name+"没有电话", who.Name+" ("+title+") has no telephone"), lang.T("补充电话", "add a number"), "/duty/contacts?q="+who.Name)
	case l.stale(who.Confirmed.IsZero(), l.today.Sub(who.Confirmed)):
		l.say(p, PhoneUnconfirmed, item, lang.T("“"+title+"”"+who.Name+"的电话 90 天内未核实", "the number of "+who.Name+" ("+title+") was not answered within 90 days"), lang.T("拨打核实，或换一名联系人", "call it, or name somebody else"), "/duty/contacts?q="+who.Name)
	}
}

func (l *linting) stale(never bool, days int) bool { return never || days > ConfirmedWithin }

// contact asks of somebody to call. Those of the directory are asked like roles; others by the day that the plan names.
func (l *linting) contact(p *EmergencyPlan, c PlanContact) {
	item := "contacts/" + c.ID
	if c.Person != "" {
		who, ok := l.s.Person(c.Person)
		if !ok || who.Left {
			l.say(p, RoleUnfilled, item, lang.T("联系人“"+c.Name+"”已不在通讯录", c.Name+" is not in the directory any more"), lang.T("换一名联系人", "name somebody else"), "/duty/contacts?q="+c.Name)
			return
		}
		l.reachable(p, item, c.Name, who)
		return
	}
	d := parseDay(c.Confirmed)
	if l.stale(d.IsZero(), l.today.Sub(d)) {
		l.say(p, PhoneUnconfirmed, item, lang.T("联系人“"+c.Name+"”（"+c.Unit+"）的电话 90 天内未核实", "the number of "+c.Name+" ("+c.Unit+") was not answered within 90 days"), lang.T("拨打核实后更新核实日期", "call it, and enter the day"), planPage+p.Code)
	}
}

// need asks whether so much of an item is free within reach of the place.
func (l *linting) need(p *EmergencyPlan, n PlanNeed) {
	free := freeFor(l.s, *p, n)
	if free+1e-9 >= n.Amount {
		return
	}
	where, there := "全市", "in the city"
	if n.Reach > 0 {
		where, there = fmt.Sprintf("%g 公里内", n.Reach), fmt.Sprintf("within %g km", n.Reach)
	}
	l.say(p, StockShort, "needs/"+n.ID, lang.T(fmt.Sprintf("%s需要 %g %s，%s可用 %g %s", n.Name, n.Amount, n.Unit, where, free, n.Unit), fmt.Sprintf("%g %s of %s are needed, %s %g are free", n.Amount, n.Unit, n.Name, there, free)), lang.T("补库、调拨，或调整需求和半径", "restock, move goods there, or change the need or its reach"), "/command/stock")
}

func (l *linting) team(p *EmergencyPlan, t PlanTeam) {
	item, link := "teams/"+t.ID, "/grid/elements/"+t.Team
	e, ok := l.s.Element(t.Team)
	switch {
	case !ok:
		l.say(p, TeamOut, item, lang.T("队伍“"+t.Name+"”已不在资源库", "the team “"+t.Name+"” is not in the register"), lang.T("换一支队伍", "name another team"), planPage+p.Code)
	case !e.Out.IsZero():
		l.say(p, TeamOut, item, lang.T("队伍“"+e.Name+"”"+e.Out.Zh, "the team “"+e.Name+"” "+e.Out.En), lang.T("换一支待命的队伍", "name one that is ready"), link)
	default:
		l.inTime(p, item, e, t.Minutes, link)
	}
}

func (l *linting) asset(p *EmergencyPlan, a PlanAsset) {
	item, link := "assets/"+a.ID, "/grid/elements/"+a.Element
	e, ok := l.s.Element(a.Element)
	switch {
	case !ok:
		l.say(p, AssetOut, item, lang.T("“"+a.Name+"”已不在资源库", "“"+a.Name+"” is not in the register"), lang.T("换一项装备或场所", "name another"), planPage+p.Code)
	case !e.Out.IsZero():
		l.say(p, AssetOut, item, lang.T("“"+e.Name+"”"+e.Out.Zh, "“"+e.Name+"” "+e.Out.En), lang.T("换一项可用的装备或场所", "name one that is fit"), link)
	case !e.Until.IsZero() && e.Until.Before(l.today):
		l.say(p, CertExpired, item, lang.T("“"+e.Name+"”的检验或协议已于 "+e.Until.String()+" 到期", "the inspection or agreement of “"+e.Name+"” ended on "+e.Until.String()), lang.T("办理检验或续签", "have it inspected, or renew it"), link)
	default:
		l.inTime(p, item, e, a.Minutes, link)
	}
}

// Minutes is how long the way takes, roughly: 1.3 times the distance at 40 km/h, in whole minutes.
func Minutes(from, to geo.Point) int {
	return int(math.Ceil(geo.Distance(from, to) / 1000 * 1.3 / 40 * 60))
}

func (l *linting) inTime(p *EmergencyPlan, item string, e ElementFact, limit int, link string) {
	here, ok := l.s.Place(p.Area, p.Site)
	if !ok || limit == 0 {
		return
	}
	if need := Minutes(e.At, here); need > limit {
		l.say(p, TooFar, item, lang.T(fmt.Sprintf("“%s”到现场约需 %d 分钟，超过要求的 %d 分钟", e.Name, need, limit), fmt.Sprintf("“%s” takes some %d minutes to be there, more than %d", e.Name, need, limit)), lang.T("换更近的，或调整时限", "name a nearer one, or change the limit"), link)
	}
}

// claims tells of teams on which two plans count that do not follow each other. The plan that was issued first keeps the team.
func (l *linting) claims(entries []LintEntry) {
	type claim struct {
		e    *LintEntry
		team PlanTeam
	}
	of := map[string][]claim{}
	for n := range entries {
		for _, t := range entries[n].Plan.Teams {
			of[t.Team] = append(of[t.Team], claim{&entries[n], t})
		}
	}
	for _, list := range of {
		slices.SortFunc(list, func(a, b claim) int {
			return cmp.Or(cmp.Compare(a.e.Issued.Sub(b.e.Issued), 0), strings.Compare(a.e.Plan.Code, b.e.Plan.Code), strings.Compare(a.team.ID, b.team.ID))
		})
		for n, c := range list {
			before := slices.IndexFunc(list[:n], func(o claim) bool {
				return !l.inLine(&o.e.Plan, &c.e.Plan) && !(o.team.Shared && c.team.Shared)
			})
			if before < 0 {
				continue
			}
			other := &list[before].e.Plan
			l.say(&c.e.Plan, TeamClaimed, "teams/"+c.team.ID, lang.T("队伍“"+c.team.Name+"”已被《"+other.Title+"》占用", "the team “"+c.team.Name+"” is counted on by “"+other.Title+"”"), lang.T("换一支队伍，或双方约定共用", "name another team, or agree in both plans to share it"), planPage+other.Code)
		}
	}
}

// inLine says whether one plan is the other, or follows it.
func (l *linting) inLine(a, b *EmergencyPlan) bool {
	return a.Code == b.Code || l.follows(a, b.Code) || l.follows(b, a.Code)
}

func (l *linting) follows(p *EmergencyPlan, code string) bool {
	for range deepest { // parents in a circle end too
		if p.Parent == "" {
			return false
		}
		if p.Parent == code {
			return true
		}
		up, ok := l.plans[p.Parent]
		if !ok {
			return false
		}
		p = up
	}
	return false
}

// parseDay reads a day as forms write it; zero for none.
func parseDay(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return calendar.Date{}
	}
	return d
}
