package plan_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
	"anlan/internal/engine/plan"
)

// floodCity is a city in which the plan could run, but for its person c-2, who has left.
func floodCity() *plan.Facts {
	return &plan.Facts{
		Day: calendar.Day(2026, 3, 2), Posts: map[string]string{plan.PostKey("territory/flood/head", "2101", ""): "c-1"},
		People:   map[string]plan.PersonFact{"c-1": {Name: "甲", Account: "p-1", HasPhone: true, Confirmed: calendar.Day(2026, 3, 1)}, "c-2": {Name: "乙", HasPhone: true, Left: true}},
		Stock:    map[string][]plan.HoldingFact{"WZ-1": {{At: geo.Point{Lon: 123.4, Lat: 41.8}, Amount: 600}, {At: geo.Point{Lon: 125, Lat: 41.8}, Amount: 5000}}},
		Elements: map[string]plan.ElementFact{"team-1": {Kind: "rescue-team", Name: "防汛一队", At: geo.Point{Lon: 123.4, Lat: 41.8}}},
		Areas:    map[string]geo.Point{"2101": {Lon: 123.4, Lat: 41.8}},
	}
}

// TestARunSaysWhoAndWhatIsThere holds who answers each order now, and what is missing, in words.
func TestARunSaysWhoAndWhatIsThere(t *testing.T) {
	p := plan.PlanInForce{Effective: plan.Inherit(nil, flood(t)), Version: 3}
	run := plan.Prepare(p, plan.III, plan.Situation{}, nil, floodCity())
	require.Equal(t, int64(3), run.Version)
	require.Equal(t, []string{"总指挥", "甲"}, []string{run.Approver, run.Approves})
	of := map[string]plan.ReadyOrder{}
	for _, o := range run.Orders {
		of[o.Kind+"/"+o.Item] = o
	}
	require.Equal(t, []string{"c-1", "p-1", "甲", ""}, []string{of["call/R1"].Contact, of["call/R1"].Account, of["call/R1"].Name, of["call/R1"].Missing.Zh})
	require.Empty(t, of["call/R2"].Contact, "nobody calls somebody who has left")
	require.Contains(t, of["call/R2"].Missing.Zh, "已离岗")
	require.Equal(t, "R2", of["task/T2"].RoleID, "the lead of the group answers for a task without a role")
	require.Contains(t, of["task/T2"].Missing.Zh, "已离岗")
	require.InDelta(t, 600, of["need/W1"].Free, 0, "within 30 km")
	require.Contains(t, of["need/W1"].Missing.Zh, "可用 600 条")
	require.Empty(t, of["team/D1"].Missing.Zh)
	require.Equal(t, 5, run.Missing, "R2 in group, call, T2 and T3; bags")
}

// TestEveryOrderIsGivenOnce raises and lowers a plan at random: whatever the way, each order is given once, and together they are
// those of the highest level that was reached.
func TestEveryOrderIsGivenOnce(t *testing.T) {
	base := flood(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := base
		p.Tasks, p.Roles, p.Notices = slices.Clone(base.Tasks), slices.Clone(base.Roles), slices.Clone(base.Notices)
		level := rapid.SampledFrom([]string{"", plan.IV, plan.III, plan.II, plan.I})
		for n := range p.Tasks {
			p.Tasks[n].Level = level.Draw(rt, "task")
		}
		for n := range p.Roles {
			p.Roles[n].Level = level.Draw(rt, "role")
		}
		for n := range p.Notices {
			p.Notices[n].Level = level.Draw(rt, "notice")
		}
		force := plan.PlanInForce{Effective: plan.Inherit(nil, p), Version: 1}
		given, highest := map[string]bool{}, plan.IV
		for _, l := range rapid.SliceOfN(rapid.SampledFrom(plan.Levels), 1, 6).Draw(rt, "way") {
			if plan.Higher(l, highest) {
				highest = l
			}
			dry := plan.Prepare(force, l, plan.Situation{}, given, floodCity())
			run := plan.Prepare(force, l, plan.Situation{}, given, floodCity())
			require.Equal(rt, dry, run, "a dry run is the same value")
			for _, o := range run.Orders {
				require.False(rt, given[o.ID], o.ID)
				given[o.ID] = true
			}
		}
		once := map[string]bool{}
		for _, o := range plan.Prepare(force, highest, plan.Situation{}, nil, floodCity()).Orders {
			once[o.ID] = true
		}
		for id := range given {
			require.True(rt, once[id], id)
		}
		require.Len(rt, given, len(plan.Prepare(force, plan.IV, plan.Situation{}, nil, floodCity()).Orders)+countNew(force, given))
	})
}

// countNew is how many of the given orders are above the lowest level.
func countNew(p plan.PlanInForce, given map[string]bool) int {
	lowest := map[string]bool{}
	for _, o := range plan.Prepare(p, plan.IV, plan.Situation{}, nil, floodCity()).Orders {
		lowest[o.ID] = true
	}
	n := 0
	for id := range given {
		if !lowest[id] {
			n++
		}
	}
	return n
}

// TestReportsTellTheirEvent holds what a report is taken for, and which conditions hold.
func TestReportsTellTheirEvent(t *testing.T) {
	for text, want := range map[string]string{"液氨冷库泄漏": "hazchem", "居民楼着火": "fire", "地铁列车停运": "rail", "燃气泄漏": "gas"} {
		got, found := plan.EventsOf("accident", text)
		require.True(t, found, text)
		require.Equal(t, want, got[0].Code, text)
	}
	got, found := plan.EventsOf("natural", "情况不明")
	require.False(t, found)
	require.Equal(t, "flood", got[0].Code)
	require.Equal(t, []string{"rain", "wind", "night"}, plan.ConditionsOf(time.Date(2026, 7, 1, 15, 0, 0, 0, time.UTC), "typhoon"))
	require.Equal(t, []string{}, plan.ConditionsOf(time.Date(2026, 7, 1, 2, 0, 0, 0, time.UTC)))
	require.Equal(t, "orange", plan.WorstColour("blue", "orange", "yellow"))
	require.Empty(t, plan.WorstColour())
}

// TestOnePlanLeads holds which of the plans that answer leads: the district's for a general event, the city's for a larger one.
func TestOnePlanLeads(t *testing.T) {
	list := []plan.PlanSuggestion{{Plan: "e", Kind: plan.Enterprise}, {Plan: "c", Kind: plan.Special}, {Plan: "o", Kind: plan.Overall, Any: true}, {Plan: "d", Kind: plan.District}, {Plan: "x", Kind: plan.District, Any: true}}
	lead := func(list []plan.PlanSuggestion, grade string) string { return list[plan.Leading(list, grade)].Plan }
	require.Equal(t, "d", lead(list, plan.IV))
	require.Equal(t, "c", lead(list, plan.III))
	require.Equal(t, "d", lead(append(slices.Clone(list[:1]), list[2:]...), plan.II))
	require.Equal(t, "o", lead(list[2:3], plan.IV))
	require.Equal(t, -1, plan.Leading(nil, plan.IV))
	require.Equal(t, lang.T("Ⅲ级响应", "Level III"), plan.LevelTitle(plan.III))
}
