package plans

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/register"
)

// Known is what is known of the city: its areas, parents before children; what the linter asks, with all teams and vehicles among
// the elements; the goods by code; and the enterprises with hazard sources.
type Known struct {
	Home        string
	Areas       []register.Area
	Facts       *plan.Facts
	Goods       []Good
	Enterprises []Enterprise
}

// Good is a sort of goods.
type Good struct{ Code, Name, Unit string }

// Enterprise is one with hazard sources.
type Enterprise struct{ ID, Name, Area string }

// Made is a plan with the days of its life; "" for one that has not come.
type Made struct {
	Plan                                plan.EmergencyPlan
	Number                              string
	IssuedOn, FiledOn, FileBy, ReviewBy string
}

// The numbers of plans in the yearly report of 2020.
const (
	specials    = 39
	departments = 124
	districts   = 394
	townships   = 512
	communities = 1523
	events      = 20
)

// Make makes the plans, those above before those that follow them, with the defects put in.
func Make(k Known) ([]Made, []Defect, error) {
	m := &maker{Known: k, below: map[string][]register.Area{}, byCode: map[string]int{}, today: k.Facts.Day}
	for _, a := range k.Areas {
		m.below[a.Parent] = append(m.below[a.Parent], a)
	}
	m.sortElements()
	m.city()
	m.departments()
	m.activities()
	m.districts()
	m.townships()
	m.communities()
	m.plants()
	list, err := Defects()
	if err != nil {
		return nil, nil, err
	}
	for _, d := range list {
		if err := m.spoil(d); err != nil {
			return nil, nil, err
		}
	}
	return m.out, list, nil
}

type maker struct {
	Known
	today    calendar.Date
	below    map[string][]register.Area
	byCode   map[string]int
	out      []Made
	teams    map[string][]string // by district, those fit to go
	vehicles []string            // those fit to go
	taken    map[string]string   // plan by team
}

// sortElements puts teams and vehicles that are in order at hand.
func (m *maker) sortElements() {
	m.teams, m.taken = map[string][]string{}, map[string]string{}
	for id, e := range m.Facts.Elements {
		fit := e.Out.IsZero() && (e.Until.IsZero() || !e.Until.Before(m.today.Next(60)))
		switch {
		case fit && e.Kind == "rescue-team":
			d := e.Area[:min(6, len(e.Area))]
			m.teams[d] = append(m.teams[d], id)
		case fit && e.Kind == "vehicle":
			m.vehicles = append(m.vehicles, id)
		}
	}
	for d := range m.teams {
		slices.Sort(m.teams[d])
	}
	slices.Sort(m.vehicles)
}

// add keeps a plan that was issued so many days ago and filed three weeks later. Evaluations fall due three years after.
func (m *maker) add(p plan.EmergencyPlan, ago int) {
	day := m.today.Next(-ago)
	made := Made{Plan: p, Number: fmt.Sprintf("沈应急发〔%d〕%d号（演示）", day.Year(), len(m.out)%400+1), IssuedOn: day.String(), FiledOn: day.Next(15).String(), FileBy: day.Next(28).String(), ReviewBy: day.Next(15).AddMonths(36).String()}
	m.byCode[p.Code] = len(m.out)
	m.out = append(m.out, made)
}

// bound is a role bound to the first post of the wanted ones whose person is there and can be reached; the posts are those of the
// area, then of those above it. Somebody who is named already comes only when nobody else is there.
func (m *maker) bound(p *plan.EmergencyPlan, group, title, matter string) string {
	id := fmt.Sprintf("R%d", len(p.Roles)+1)
	named := map[string]bool{}
	for _, r := range p.Roles {
		c, _ := m.Facts.Holder(r.Post, cmp.Or(r.Area, p.Area), r.Element)
		named[c] = true
	}
	r := plan.PlanRole{ID: id, Group: group, Title: title}
	for _, fresh := range []bool{true, false} {
		for area := p.Area; len(area) >= 4; area = m.above(area) {
			for _, post := range posts(matter) {
				c, ok := m.Facts.Holder(post, area, "")
				if ok && m.fit(c) && named[c] != fresh {
					if r.Post = post; area != p.Area {
						r.Area = area
					}
					p.Roles = append(p.Roles, r)
					return id
				}
			}
		}
	}
	r.Post = "territory/safety/head"
	p.Roles = append(p.Roles, r)
	return id
}

// posts are those that are looked for, the first first.
func posts(matter string) []string {
	out := []string{"territory/" + matter + "/head", "sector/" + matter + "/head"}
	for _, x := range []string{"flood", "safety", "fire", "forest-fire", "quake", "relief", "hazmat"} {
		out = append(out, "territory/"+x+"/head", "sector/"+x+"/head")
	}
	return append(out, "sector/safety/deputy", "enterprise/safety/member")
}

func (m *maker) fit(contact string) bool {
	p, ok := m.Facts.People[contact]
	return ok && p.HasPhone && !p.Left && !p.Confirmed.IsZero() && m.today.Sub(p.Confirmed) < 75
}

// above is the area that an area lies in.
func (m *maker) above(area string) string {
	switch n := len(area); {
	case n > 9:
		return area[:9]
	case n > 6:
		return area[:6]
	case n > 4:
		return area[:4]
	}
	return ""
}

// free is how much of an item is free within km of a plan's place.
func (m *maker) free(p *plan.EmergencyPlan, item string, km float64) (n float64) {
	here, ok := m.Facts.Place(p.Area, p.Site)
	for _, h := range m.Facts.Stock[item] {
		if km == 0 || ok && plan.Minutes(h.At, here) <= int(km*1.3/40*60) {
			n += h.Amount
		}
	}
	return n
}

// needs adds so many needs of goods that are there: a part of what is free within km.
func (m *maker) needs(p *plan.EmergencyPlan, count int, km, part float64) {
	for n := 0; n < len(m.Goods) && len(p.Needs) < count; n++ {
		g := m.Goods[(chance(len(m.Goods), p.Code, "good")+n*5)%len(m.Goods)]
		if slices.ContainsFunc(p.Needs, func(x plan.PlanNeed) bool { return x.Item == g.Code }) {
			continue
		}
		if amount := float64(int(m.free(p, g.Code, km*0.95) * part)); amount >= 1 {
			p.Needs = append(p.Needs, plan.PlanNeed{ID: fmt.Sprintf("W%d", len(p.Needs)+1), Item: g.Code, Name: g.Name, Amount: amount, Unit: g.Unit, Reach: km, Level: plan.Levels[min(len(p.Needs), len(p.Levels)-1)]})
		}
	}
	if len(p.Needs) == 0 && km > 0 { // nothing so near: the whole city
		m.needs(p, count, 0, part/10)
	}
}

// vehicle adds the nearest vehicle that is more than some minutes away.
func (m *maker) vehicle(p *plan.EmergencyPlan) {
	here, ok := m.Facts.Place(p.Area, p.Site)
	if !ok {
		return
	}
	best, least := "", 1<<30
	for _, id := range m.vehicles {
		if n := plan.Minutes(m.Facts.Elements[id].At, here); n > 3 && n < least {
			best, least = id, n
		}
	}
	if best != "" {
		p.Assets = append(p.Assets, plan.PlanAsset{ID: "Z1", Element: best, Name: m.Facts.Elements[best].Name, Use: "抢险救援和人员转运", Minutes: least + 20})
	}
}

// claim adds teams of the district to a plan: every stride-th of them from the first on.
func (m *maker) claim(p *plan.EmergencyPlan, first, stride int) {
	here, ok := m.Facts.Place(p.Area, p.Site)
	for n := first; n < len(m.teams[p.Area]); n += stride {
		id := m.teams[p.Area][n]
		t := plan.PlanTeam{ID: fmt.Sprintf("D%d", len(p.Teams)+1), Team: id, Name: m.Facts.Elements[id].Name, People: 20, Task: "T3", Level: plan.Levels[min(len(p.Teams), 3)]}
		if ok {
			t.Minutes = plan.Minutes(m.Facts.Elements[id].At, here) + 30
		}
		m.taken[id] = p.Code
		p.Teams = append(p.Teams, t)
	}
}

// name is an area as people call it.
func (m *maker) name(code string) string {
	i := slices.IndexFunc(m.Areas, func(a register.Area) bool { return a.Code == code })
	if i < 0 {
		return code
	}
	return m.Areas[i].Name
}

// at are the areas of a level, in order of code.
func (m *maker) at(l register.Level) []register.Area {
	var out []register.Area
	for _, a := range m.Areas {
		if a.Level == l {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b register.Area) int { return strings.Compare(a.Code, b.Code) })
	return out
}
