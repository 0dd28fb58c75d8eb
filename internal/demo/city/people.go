package city

import (
	"fmt"

	"anlan/internal/base/identity"
)

// leaders lead the first rescue teams of the story's district, which stand near by; the first one is the account "field".
var leaders = []struct{ login, name string }{
	{"field", "赵安澜"}, {"field-1", "钱守川"}, {"field-2", "孙望潮"}, {"field-3", "周临江"}, {"field-4", "吴听雨"},
}

// Person is one officer of the demo. Team is the id of the rescue team that they lead, "" for none.
type Person struct {
	identity.Person
	Team string
}

// People are the accounts of the demo: admin, auditor, duty and commander of the city; duty officer, commander, field
// leader and grid member of each district (duty-210106 …); field and field-1 … for the teams near the story. Names are
// invented, and titles say 演示.
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
		if g.code == storyDistrict {
			for k, l := range leaders[:min(len(leaders), count)] {
				out = append(out, one(l.login, "field", g.code, l.name, "应急救援队队长", teamID(first+k)))
			}
		} else {
			out = append(out, one("field-"+g.code, "field", g.code, person(names), "应急救援队队长", teamID(first)))
		}
		first += count
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
