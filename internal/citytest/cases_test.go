package citytest_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/citytest"
	"anlan/internal/demo"
	"anlan/internal/demo/city"
	"anlan/internal/engine/procedure"
)

// TestTheDemoHasCases: the demo city's cases come about by acts, stand at every stage, and are there once.
func TestTheDemoHasCases(t *testing.T) {
	began := time.Now()
	c := citytest.New(t, citytest.Options{Cases: true})
	t.Logf("with cases in %v", time.Since(began))
	ctx := context.Background()
	all, next, err := c.Procedure.Cases(ctx, identity.Machine("test"), procedure.Filter{Limit: 200})
	require.NoError(t, err)
	require.Empty(t, next)
	require.Len(t, all, 61)
	stages, areas := map[string]int{}, map[string]bool{}
	closed, today := 0, clock.Now(c.Clock)
	for _, x := range all {
		stages[x.Procedure+" "+x.Stage]++
		areas[x.Area] = true
		require.True(t, x.OpenedAt.Before(today.Time))
		require.NotContains(t, x.Title, "{")
		if x.Closed {
			closed++
		}
	}
	require.Greater(t, len(areas), 3)
	require.Greater(t, closed, 8)
	for _, d := range c.Procedure.Definitions() {
		if d.Filing != nil && d.Lawful {
			require.NotEmpty(t, stages, d.Name)
		}
	}
	for _, want := range []string{"enforce.penalty hearing", "enforce.penalty closed", "enforce.penalty clue", "enforce.penalty served", "enforce.simple closed"} {
		require.NotZero(t, stages[want], "%s: %v", want, stages)
	}
	late, err := c.Procedure.Deadlines(ctx, identity.Machine("test"), procedure.DeadlineFilter{Before: today, Limit: 100})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(late), 3)

	require.NoError(t, demo.Load(ctx, demo.Engines{DB: c.DB, Clock: c.Clock, Register: c.Register, Signal: c.Signal, Identity: c.Identity, Blobs: c.Blobs, Procedure: c.ProcedureAt}, demo.Options{Scale: city.Small}))
	again, _, err := c.Procedure.Cases(ctx, identity.Machine("test"), procedure.Filter{Limit: 200})
	require.NoError(t, err)
	require.Len(t, again, len(all))
}

// TestDiscretionBesideLikeCases: the benchmark's items are found by words; a closed case shows its proposal with the fines of
// like cases that the reader may see; facts can be tried; an unknown item is refused by the form.
func TestDiscretionBesideLikeCases(t *testing.T) {
	c := citytest.New(t, citytest.Options{Cases: true})
	var items struct {
		Items []struct{ Value string }
	}
	c.OK("officer-210106", "GET", "/api/enforce/items?q="+url.QueryEscape("培训 记录"), nil, &items)
	require.NotEmpty(t, items.Items)
	require.Equal(t, "wsl-97-4", items.Items[0].Value)

	var cases struct {
		Items []struct{ ID, Stage string }
	}
	c.OK("auditor", "GET", "/api/cases?procedure=enforce.penalty&stage=closed", nil, &cases)
	require.Len(t, cases.Items, 4)
	var v struct {
		From     string
		Moved    bool
		Fines    []int64
		Amounts  []struct{ Act string }
		Proposal *struct {
			Outcome string
			Party   *struct{ Amount int64 }
			Steps   []struct{ Kind string }
		}
	}
	like := 0
	for _, x := range cases.Items {
		c.OK("auditor", "GET", "/api/enforce/cases/"+x.ID+"/discretion", nil, &v)
		require.Equal(t, "report", v.From)
		require.False(t, v.Moved)
		require.NotEmpty(t, v.Proposal.Steps)
		like = max(like, len(v.Fines))
	}
	require.GreaterOrEqual(t, like, 2)
	before := v.Proposal.Party.Amount
	c.OK("auditor", "GET", "/api/enforce/cases/"+cases.Items[0].ID+"/discretion?try=true&factor=80&overdue=true", nil, &v)
	require.Equal(t, "try", v.From)
	require.Greater(t, v.Proposal.Party.Amount, before)

	c.OK("auditor", "GET", "/api/cases?procedure=enforce.simple", nil, &cases)
	require.Equal(t, 404, c.Do("auditor", "GET", "/api/enforce/cases/"+cases.Items[0].ID+"/discretion", nil).Status)

	bad := c.Do("officer-210106", "POST", "/api/procedures/enforce.penalty/cases", map[string]any{
		"source": "inspection", "area": "210106", "sort": "unit", "name": "甲公司", "code": "1", "address": "乙路", "chief": "丙", "phone": "02488880001", "conduct": "丁",
		"item": "wsl-1", "began": "2026-01-05", "ended": "2026-02-05", "found": "2026-02-06", "facts": "戊",
	})
	require.Equal(t, 400, bad.Status, "%s", bad.Body)
	require.Contains(t, string(bad.Body), "裁量基准中没有违法事项“wsl-1”")
}

// TestPacksAreTriedFirst: a trial names every fault with its line and the higher article, sets rules beside what holds, and
// changes nothing; only who may load may try.
func TestPacksAreTriedFirst(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	pack := func(days string) map[string]string {
		return map[string]string{"yaml": "id: tx.statement\nversion: \"2027\"\ntitle: {zh: 铁西, en: Tiexi}\nnumber: 演示1号\narea: \"210106\"\nfrom: 2027-01-01\nsource: constructed\nrules:\n  - id: P-STMT\n    tightens: cn.penalty-law\n    article: 演示第一条\n    source: constructed\n    term: {length: " + days + ", unit: working-days}\n"}
	}
	type trial struct {
		OK     bool
		Faults []struct {
			Line         int
			Rule         string
			Law, Article string
		}
		Rules []struct{ ID, State string }
	}
	var v trial
	c.OK("legal-210106", "POST", "/api/desk/packs/trial", pack("2"), &v)
	require.False(t, v.OK)
	require.Equal(t, "P-STMT", v.Faults[0].Rule)
	require.Equal(t, 9, v.Faults[0].Line)
	require.NotEmpty(t, v.Faults[0].Law)
	require.Equal(t, "refused", v.Rules[0].State)
	v = trial{}
	c.OK("legal-210106", "POST", "/api/desk/packs/trial", pack("6"), &v)
	require.True(t, v.OK, "%v", v)
	require.Equal(t, "tightens", v.Rules[0].State)
	v = trial{}
	c.OK("legal-210106", "POST", "/api/desk/packs/trial", map[string]string{"yaml": "id: [\n"}, &v)
	require.False(t, v.OK)
	require.NotEmpty(t, v.Faults)
	v = trial{}
	c.OK("legal-210102", "POST", "/api/desk/packs/trial", pack("6"), &v)
	require.False(t, v.OK, "of another district")
	require.Equal(t, 403, c.Do("officer-210106", "POST", "/api/desk/packs/trial", pack("6")).Status)
	var packs struct{ Items []struct{ Ref string } }
	c.OK("officer-210106", "GET", "/api/desk/packs", nil, &packs)
	for _, p := range packs.Items {
		require.NotEqual(t, "tx.statement@2027", p.Ref)
	}
}
