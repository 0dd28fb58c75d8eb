package citytest_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
	"anlan/internal/demo/plans"
	"anlan/internal/engine/plan"
	systemplan "anlan/internal/system/plan"
)

// TestTheDefectsOfTheDemoAreFound holds the linter against the defects that were put in: all of them, and nothing else, in more
// than 2,600 plans of six levels. Lists, counts, scope and a dry run are asked of the same city.
func TestTheDefectsOfTheDemoAreFound(t *testing.T) {
	c := citytest.New(t, citytest.Options{Plans: true})
	want, err := plans.Defects()
	require.NoError(t, err)
	require.Len(t, want, 500)
	seeded := map[plans.Defect]bool{}
	for _, d := range want {
		seeded[d] = true
	}
	found, err := c.Plans.Lint(context.Background())
	require.NoError(t, err)
	for _, d := range found {
		key := plans.Defect{Plan: d.Plan, Rule: d.Rule, Item: d.Item}
		require.True(t, seeded[key], "a false one: %+v", d)
		delete(seeded, key)
	}
	require.Empty(t, slices.Collect(maps.Keys(seeded)), "not found")

	var sum systemplan.PlanSummary
	c.OK("duty", "GET", "/api/plan/summary", nil, &sum)
	counts := map[string]int{}
	for _, k := range sum.Kinds {
		counts[k.Kind] = k.Plans
	}
	require.Equal(t, map[string]int{"overall": 1, "special": 39, "department": 124, "district": 394, "township": 512, "community": 1523, "event": 20, "enterprise": 27}, counts)
	require.Equal(t, 500, sum.Defects)

	var page systemplan.LintPage
	c.OK("duty", "GET", "/api/plan/lint?rule=team-claimed&limit=10", nil, &page)
	require.Equal(t, 50, page.Total)
	require.Len(t, page.Items, 10)
	c.OK("duty-210106", "GET", "/api/plan/lint", nil, &page)
	require.Positive(t, page.Total)
	for _, d := range page.Items {
		require.True(t, strings.HasPrefix(d.Area, "210106"))
	}
	require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/plan/plans/210106-QX02", nil).Status)

	list := map[string]bool{}
	for cursor := ""; ; {
		var p struct {
			Items []systemplan.PlanItem
			Next  string
		}
		c.OK("duty", "GET", "/api/plan/plans?kind=township&limit=200&cursor="+cursor, nil, &p)
		for _, i := range p.Items {
			require.False(t, list[i.Code])
			list[i.Code] = true
		}
		if cursor = p.Next; cursor == "" {
			break
		}
	}
	require.Len(t, list, 512)
	var bad struct{ Items []systemplan.PlanItem }
	c.OK("duty", "GET", "/api/plan/plans?only=stoppers&kind=district&limit=1000", nil, &bad)
	require.NotEmpty(t, bad.Items)
	for _, i := range bad.Items {
		require.Positive(t, i.Stoppers)
	}

	var v systemplan.PlanView
	c.OK("duty", "GET", "/api/plan/plans/210106001-XZ02", nil, &v)
	require.Len(t, v.Parents, 3)
	require.Equal(t, "2101-ZT01", v.Parents[0].Code)
	require.NotEmpty(t, v.Holders[0].Name)
	c.OK("duty", "GET", "/api/plan/plans/2101-ZX01", nil, &v)
	require.Equal(t, 13, v.Children-4, "thirteen districts, and departments")
	var run systemplan.DryRun
	c.OK("duty", "GET", "/api/plan/plans/2101-ZX01/orders?level=II&since=IV&conditions=rain", nil, &run)
	require.Less(t, len(run.Added), len(run.Orders.Orders))
	require.Equal(t, 400, c.Do("duty", "GET", "/api/plan/plans/210106001-XZ02/orders?level=I", nil).Status)
	var picked systemplan.PlanSuggestions
	c.OK("duty", "GET", "/api/plan/suggestions?event=flood&grade=III&area=210106001", nil, &picked)
	require.Equal(t, "2101-ZX01", picked.Items[0].Plan)
	require.GreaterOrEqual(t, len(picked.Items), 4)

	// The demo's own plans hold together: every one can be read as a form again.
	for _, code := range []string{"2101-ZT01", "2101-ZX13", "2101-BM100", "210106-QX14", "210106001-XZ03", "2101-HD01", "210106-QY01"} {
		a := c.Do("duty", "GET", "/api/plan/plans/"+code+"/form", nil)
		require.Equal(t, 200, a.Status, "%s %s", code, a.Body)
		_, faults := plan.Read(a.Body)
		require.Empty(t, faults, code)
	}
}

// BenchmarkLint reads all plans of the demo city and holds them against it, as the page does at most once a minute:
// go test ./internal/citytest -run xxx -bench Lint -benchtime 5x.
func BenchmarkLint(b *testing.B) {
	c := citytest.New(b, citytest.Options{Plans: true})
	for b.Loop() {
		found, err := c.Plans.Lint(context.Background())
		require.NoError(b, err)
		require.Len(b, found, 500)
	}
}
