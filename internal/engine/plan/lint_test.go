package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
	"anlan/internal/engine/plan"
)

var today = calendar.Day(2026, 3, 2)

// sound is a city in which the plan of the test is in order.
func sound() *plan.Facts {
	here, near := geo.Point{Lon: 123.4, Lat: 41.8}, geo.Point{Lon: 123.42, Lat: 41.81}
	return &plan.Facts{
		Day: today, Posts: map[string]string{plan.PostKey("territory/flood/head", "2101", ""): "c-1"},
		People:   map[string]plan.PersonFact{"c-1": {Name: "甲", HasPhone: true, Confirmed: today.Next(-10)}, "c-2": {Name: "乙", HasPhone: true, Confirmed: today.Next(-90)}},
		Stock:    map[string][]plan.HoldingFact{"WZ-1": {{At: near, Amount: 600}, {At: here, Amount: 400}}, "WZ-2": {{At: geo.Point{Lon: 100, Lat: 30}, Amount: 2}}},
		Elements: map[string]plan.ElementFact{"team-1": {Kind: "rescue-team", Name: "防汛一队", At: near}, "car-1": {Kind: "vehicle", Name: "车", At: near, Until: today}},
		Areas:    map[string]geo.Point{"2101": here},
	}
}

func entry(t testing.TB) plan.LintEntry {
	p := flood(t)
	p.Contacts[0].Confirmed = today.Next(-20).String()
	p.Assets = []plan.PlanAsset{{ID: "Z1", Element: "car-1", Name: "车", Minutes: 60}}
	return plan.LintEntry{Plan: p, Issued: today.Next(-100), Filed: today.Next(-90), FileBy: today.Next(-70), ReviewBy: today.Next(900)}
}

// TestEachRuleFindsItsDefect breaks one thing at a time, in the plan or in the city: exactly that is found, with how to mend it.
func TestEachRuleFindsItsDefect(t *testing.T) {
	require.Empty(t, plan.Lint([]plan.LintEntry{entry(t)}, sound()), "a sound plan in a sound city")
	person := func(id string, f func(p *plan.PersonFact)) func(*plan.LintEntry, *plan.Facts) {
		return func(_ *plan.LintEntry, c *plan.Facts) {
			p := c.People[id]
			f(&p)
			c.People[id] = p
		}
	}
	element := func(id string, f func(e *plan.ElementFact)) func(*plan.LintEntry, *plan.Facts) {
		return func(_ *plan.LintEntry, c *plan.Facts) {
			e := c.Elements[id]
			f(&e)
			c.Elements[id] = e
		}
	}
	inPlan := func(f func(p *plan.EmergencyPlan)) func(*plan.LintEntry, *plan.Facts) {
		return func(e *plan.LintEntry, _ *plan.Facts) { f(&e.Plan) }
	}
	for _, x := range []struct {
		rule, item string
		spoil      func(*plan.LintEntry, *plan.Facts)
	}{
		{plan.RoleUnfilled, "roles/R1", func(_ *plan.LintEntry, c *plan.Facts) { clear(c.Posts) }},
		{plan.RoleUnfilled, "roles/R2", person("c-2", func(p *plan.PersonFact) { p.Left = true })},
		{plan.RoleUnfilled, "roles/R2", inPlan(func(p *plan.EmergencyPlan) { p.Roles[1].Contact = "gone" })},
		{plan.PhoneMissing, "roles/R1", person("c-1", func(p *plan.PersonFact) { p.HasPhone = false })},
		{plan.PhoneUnconfirmed, "roles/R2", person("c-2", func(p *plan.PersonFact) { p.Confirmed = today.Next(-91) })},
		{plan.PhoneUnconfirmed, "contacts/C1", inPlan(func(p *plan.EmergencyPlan) { p.Contacts[0].Confirmed = "" })},
		{plan.StockShort, "needs/W1", func(_ *plan.LintEntry, c *plan.Facts) { c.Stock["WZ-1"][0].Amount = 599.9 }},
		{plan.StockShort, "needs/W1", inPlan(func(p *plan.EmergencyPlan) { p.Needs[0].Reach = 1 })},
		{plan.TeamOut, "teams/D1", func(_ *plan.LintEntry, c *plan.Facts) { delete(c.Elements, "team-1") }},
		{plan.TeamOut, "teams/D1", element("team-1", func(e *plan.ElementFact) { e.Out = lang.T("休整", "off") })},
		{plan.AssetOut, "assets/Z1", func(_ *plan.LintEntry, c *plan.Facts) { delete(c.Elements, "car-1") }},
		{plan.CertExpired, "assets/Z1", element("car-1", func(e *plan.ElementFact) { e.Until = today.Next(-1) })},
		{plan.CertExpired, "roles/R2", inPlan(func(p *plan.EmergencyPlan) { p.Roles[1].Certificate = "legal" })},
		{plan.TooFar, "teams/D1", element("team-1", func(e *plan.ElementFact) { e.At = geo.Point{Lon: 124.4, Lat: 41.8} })},
		{plan.ParentMissing, "parent", inPlan(func(p *plan.EmergencyPlan) { p.Parent = "2101-ZT01" })},
		{plan.NotFiled, "filed", func(e *plan.LintEntry, _ *plan.Facts) { e.Filed = calendar.Date{} }},
		{plan.ReviewDue, "review", func(e *plan.LintEntry, _ *plan.Facts) { e.ReviewBy = today.Next(-1) }},
	} {
		e, c := entry(t), sound()
		x.spoil(&e, c)
		got := plan.Lint([]plan.LintEntry{e}, c)
		require.Len(t, got, 1, "%s %s: %v", x.rule, x.item, got)
		require.Equal(t, x.rule, got[0].Rule)
		require.Equal(t, x.item, got[0].Item)
		require.NotEmpty(t, got[0].Mend.Zh)
		require.NotEmpty(t, got[0].Mend.En)
		require.NotEmpty(t, got[0].Link)
	}
}

// TestATeamIsCountedOnOnce holds that the earlier plan keeps a team; plans of one line, and those that agreed, share it.
func TestATeamIsCountedOnOnce(t *testing.T) {
	a, b := entry(t), entry(t)
	b.Plan.Code, b.Issued = "2101-ZX02", a.Issued.Next(1)
	got := plan.Lint([]plan.LintEntry{b, a}, sound())
	require.Len(t, got, 1)
	require.Equal(t, plan.TeamClaimed, got[0].Rule)
	require.Equal(t, "2101-ZX02", got[0].Plan)
	require.Contains(t, got[0].Text.Zh, a.Plan.Title)
	a.Plan.Teams[0].Shared, b.Plan.Teams[0].Shared = true, true
	require.Empty(t, plan.Lint([]plan.LintEntry{a, b}, sound()))
	b.Plan.Teams[0].Shared = false
	require.Len(t, plan.Lint([]plan.LintEntry{a, b}, sound()), 1, "both must agree")
	b.Plan.Parent = a.Plan.Code
	require.Empty(t, plan.Lint([]plan.LintEntry{a, b}, sound()), "it follows the other")
	b.Plan.Tasks[0].Minutes = 31
	got = plan.Lint([]plan.LintEntry{a, b}, sound())
	require.Len(t, got, 1)
	require.Equal(t, plan.Contradicts, got[0].Rule)
}

// TestNoFalseAlarmInASoundCity draws amounts, days and distances that are in order: nothing is ever found.
func TestNoFalseAlarmInASoundCity(t *testing.T) {
	base := entry(t)
	rapid.Check(t, func(rt *rapid.T) {
		c, e := sound(), base
		ago := rapid.IntRange(0, plan.ConfirmedWithin).Draw(rt, "ago")
		for id, p := range c.People {
			p.Confirmed = today.Next(-ago)
			c.People[id] = p
		}
		e.Plan.Needs = []plan.PlanNeed{{ID: "W1", Item: "WZ-1", Name: "x", Unit: "条", Amount: rapid.Float64Range(0.001, 1000).Draw(rt, "amount"), Reach: rapid.Float64Range(5, 500).Draw(rt, "reach")}}
		at := geo.Point{Lon: 123.4, Lat: 41.8}.Toward(rapid.Float64Range(0, 360).Draw(rt, "bearing"), rapid.Float64Range(0, 60_000).Draw(rt, "metres"))
		c.Elements["team-1"] = plan.ElementFact{Name: "x", At: at}
		e.Plan.Teams = []plan.PlanTeam{{ID: "D1", Team: "team-1", Name: "x", Minutes: max(1, plan.Minutes(at, c.Areas["2101"]))}}
		require.Empty(rt, plan.Lint([]plan.LintEntry{e}, c))
	})
}
