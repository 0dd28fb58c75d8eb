package city

import (
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/identity"
)

// leaders lead the first rescue teams of the story's district, which stand near by; the first one is the account "field".
var leaders = []struct{ login, name string }{
	{"field", "赵安澜"}, {"field-1", "钱守川"}, {"field-2", "孙望潮"}, {"field-3", "周临江"}, {"field-4", "吴听雨"},
}

// gridMembers work in the cells of the story's district: accounts grid-210106-1 and so on.
var gridMembers = []string{"郑守街", "王巡里", "冯知巷", "陈望楼", "褚问渠", "卫察微"}

// assessors come from outside and score four-party checks: accounts expert, third, and unit for enterprises that check themselves.
var assessors = []struct{ login, area, name, title string }{
	{"expert", Code, "严明度", "安全生产专家"}, {"third", Code, "方知行", "第三方评估机构评估员"}, {"unit", StoryDistrict, "齐自省", "企业安全管理负责人"},
}

// Person is one officer of the demo. Team is the id of the rescue team that they lead, "" for none.
type Person struct {
	identity.Person
	Team         string
	Certificates []identity.Certificate
}

// People are the accounts of the demo: admin, auditor, duty and commander of the city; duty officer, commander, field
// leader and grid member of each district (duty-210106 …); field and field-1 … for the teams near the story; and of the
// city's bureau and each district's, those who handle a case by law (officer-210106, legal-210106 …); and the safety manager of each enterprise with hazard
// sources (plant-01 …). Names are invented,
// and titles say 演示.
func (c *City) People() []Person {
	n := 0
	one := func(login, role, area, name, title, team string) Person {
		n++
		return Person{Team: team, Person: identity.Person{
			ID: "person-" + login, Login: login, Name: name, Title: title + "（演示）", Phone: phone(9_000_000 + n), Area: area, Demo: true,
			Grants: []identity.Grant{{Role: role, Area: area, Department: team}},
		}}
	}
	out := []Person{
		one("admin", "admin", Code, "安管理", "系统管理员", ""),
		one("auditor", "auditor", Code, "安审计", "安全审计员", ""),
		one("duty", "duty", Code, "沈听澜", "市应急指挥中心值班长", ""),
		one("commander", "commander", Code, "沈定波", "市应急指挥部指挥长", ""),
	}
	names := seeded("people")
	first := 1
	for i, count := range deal(c.grounds, c.scale.Teams, 1) {
		g := c.grounds[i]
		out = append(out,
			one("duty-"+g.code, "duty", g.code, person(names), g.name+"应急管理局值班员", ""),
			one("commander-"+g.code, "commander", g.code, person(names), g.name+"应急指挥部指挥长", ""),
			one("grid-"+g.code, "grid", g.code, person(names), g.name+"网格员", ""),
		)
		if g.code == StoryDistrict {
			for k, l := range leaders[:min(len(leaders), count)] {
				out = append(out, one(l.login, "field", g.code, l.name, "应急救援队队长", teamID(first+k)))
			}
		} else {
			out = append(out, one("field-"+g.code, "field", g.code, person(names), "应急救援队队长", teamID(first)))
		}
		first += count
	}
	for i, b := range c.bureaus() {
		for k, post := range posts {
			login := post.login + "-" + b.code
			if b.code == Code {
				login = post.login
			}
			p := one(login, post.role, b.code, person(names), b.name+post.title, "")
			if post.certificate != "" {
				p.Certificates = []identity.Certificate{{Kind: post.certificate, Number: fmt.Sprintf("演示%s%02d%02d", b.code, i, k), From: calendar.Day(2019, 1, 1), To: calendar.Day(2030, 12, 31)}}
			}
			out = append(out, p)
		}
	}
	for i, name := range gridMembers {
		out = append(out, one(fmt.Sprintf("grid-%s-%d", StoryDistrict, i+1), "grid", StoryDistrict, name, "社区网格员", ""))
	}
	for _, a := range assessors {
		out = append(out, one(a.login, "assessor", a.area, a.name, a.title, ""))
	}
	for _, e := range c.plants {
		out = append(out, one("plant-"+e.id[len(e.id)-2:], "plant", e.quarter.area.Code, person(names), e.name+"安全总监", ""))
	}
	return out
}

// posts are those who handle a case by law in each bureau: two officers, since nobody investigates alone, and the four
// levels that sign.
var posts = []struct{ login, role, title, certificate string }{
	{"officer", "officer", "执法大队执法人员", identity.EnforcementCertificate},
	{"officer2", "officer", "执法大队执法人员", identity.EnforcementCertificate},
	{"legal", "legal", "法制机构审核人员", identity.LegalQualification},
	{"head", "head", "执法大队负责人", ""},
	{"leader", "leader", "主管局领导", ""},
	{"host", "host", "听证主持人", ""},
	{"publicity", "publicity", "信息公示专员", ""},
	{"clerk", "clerk", "政务窗口工作人员", ""},
}

type bureau struct{ code, name string }

// bureaus are the city's and each district's emergency bureau.
func (c *City) bureaus() []bureau {
	out := []bureau{{Code, "沈阳市应急管理局"}}
	for _, g := range c.grounds {
		out = append(out, bureau{g.code, g.name + "应急管理局"})
	}
	return out
}

func teamID(n int) string { return fmt.Sprintf("team-%03d", n) }

// leaders finds the officers who lead rescue teams, by team.
func (c *City) leaders() map[string]Person {
	out := map[string]Person{}
	for _, p := range c.People() {
		if p.Team != "" {
			out[p.Team] = p
		}
	}
	return out
}
