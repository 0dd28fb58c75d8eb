package risk_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/citytest"
	"anlan/internal/engine/register"
	"anlan/internal/model/grade"
	"anlan/internal/system/risk"
)

// firm is an enterprise with hazard sources, in 铁西区.
const firm = "ent-000001"

type city struct {
	*citytest.City
	t *testing.T
}

func start(t *testing.T) city { return city{citytest.New(t, citytest.Options{}), t} }

func (c city) count(query string, args ...any) (n int) {
	c.t.Helper()
	require.NoError(c.t, c.DB.Read().NewRaw(query, args...).Scan(context.Background(), &n))
	return n
}

func (c city) act(login, id, act string, form any) citytest.Answer {
	c.t.Helper()
	return c.Do(login, "POST", "/api/cases/"+id+"/acts/"+act, form)
}

func (c city) view(id string) (v risk.RiskView) {
	c.t.Helper()
	c.OK("duty-210106", "GET", "/api/risk/points/"+id, nil, &v)
	return v
}

func (c city) enterprise() (v risk.RiskEnterprise) {
	c.t.Helper()
	c.OK("duty-210106", "GET", "/api/risk/enterprises/"+firm, nil, &v)
	return v
}

// entry is a point as it is entered.
func entry(name string) map[string]any {
	return map[string]any{"unit": "生产装置", "name": name, "place": "一车间", "kind": "facility", "content": map[string]any{
		"factors": []any{map[string]any{"class": "things", "text": "超温超压"}}, "accidents": []string{"explosion"},
		"measures": []any{map[string]any{"kind": "engineering", "text": "联锁切断", "owner": "工艺主管", "check": "sensor", "sensor": "温度测点"}},
		"owners":   []any{map[string]any{"control": "company", "name": "总经理甲"}, map[string]any{"control": "department", "name": "部长乙"}, map[string]any{"control": "workshop", "name": "主任丙"}, map[string]any{"control": "team", "name": "班长丁"}},
	}}
}

func (c city) add(name string) (p risk.RiskPoint) {
	c.t.Helper()
	c.OK("duty-210106", "POST", "/api/risk/enterprises/"+firm+"/points", entry(name), &p)
	return p
}

type scores map[string]float64

func line(p risk.RiskPoint, s scores, more map[string]any) map[string]any {
	out := map[string]any{"point": p.ID, "version": p.Version, "method": "lec", "scores": s}
	for k, v := range more {
		out[k] = v
	}
	return out
}

func (c city) assess(lines ...map[string]any) citytest.Answer {
	return c.Do("duty-210106", "POST", "/api/risk/enterprises/"+firm+"/gradings", map[string]any{"lines": lines})
}

// grade takes a point through its three pairs of hands.
func (c city) grade(lines ...map[string]any) {
	c.t.Helper()
	var g risk.GradingCase
	c.OK("duty-210106", "POST", "/api/risk/enterprises/"+firm+"/gradings", map[string]any{"lines": lines}, &g)
	for _, x := range []struct {
		login, act string
		form       any
	}{{"officer-210106", "verify", map[string]any{"opinion": "属实"}}, {"head-210106", "approve", map[string]any{}}} {
		a := c.act(x.login, g.Case, x.act, x.form)
		require.Equal(c.t, 200, a.Status, "%s: %s", x.act, a.Body)
	}
}

var (
	red    = scores{"L": 3, "E": 6, "C": 40}
	orange = scores{"L": 3, "E": 6, "C": 15}
	blue   = scores{"L": 1, "E": 6, "C": 3}
)

// TestColoursAreThoseOfTheModel goes through every combination of scores of every method.
func TestColoursAreThoseOfTheModel(t *testing.T) {
	c := start(t)
	for _, m := range grade.Methods() {
		var walk func(chosen scores, rest []grade.Factor)
		walk = func(chosen scores, rest []grade.Factor) {
			if len(rest) > 0 {
				for _, s := range rest[0].Scores {
					next := scores{rest[0].Symbol: s.Value()}
					for k, v := range chosen {
						next[k] = v
					}
					walk(next, rest[1:])
				}
				return
			}
			want, err := grade.Assess(m, grade.Input{Scores: chosen})
			require.NoError(t, err)
			var parts []string
			for k, v := range chosen {
				parts = append(parts, fmt.Sprintf("%s:%g", k, v))
			}
			var got risk.RiskWorking
			c.OK("auditor", "GET", "/api/risk/working?method="+m.ID+"&scores="+strings.Join(parts, ","), nil, &got)
			require.Equal(t, want.Risk, got.Risk, parts)
			require.Equal(t, want.Product, got.Result)
			require.Equal(t, want.Steps(), got.Steps)
			require.Equal(t, want.Controls, got.Controls)
		}
		walk(scores{}, m.Factors)
	}
	var got risk.RiskWorking
	c.OK("auditor", "GET", "/api/risk/working?method=ls&scores=L:1,S:1&direct=major-hazard", nil, &got)
	require.Equal(t, grade.Blue, got.ByScores)
	require.Equal(t, grade.Red, got.Risk)
	for _, bad := range []string{"lec&scores=L:3,E:6", "lec&scores=L:4,E:6,C:15", "lec&scores=x", "ls&scores=L:1,S:1&direct=none"} {
		a := c.Do("auditor", "GET", "/api/risk/working?method="+bad, nil)
		require.Equal(t, 400, a.Status, "%s: %s", bad, a.Body)
	}
}

// TestThreePairsOfHands holds that a grade comes from an assessment that another checks and a third approves, and that the
// register follows.
func TestThreePairsOfHands(t *testing.T) {
	c := start(t)
	p := c.add("反应釜")
	require.Empty(t, p.Risk)
	require.Equal(t, "ungraded", c.view(p.ID).Point.Due)
	for field, change := range map[string]map[string]any{
		"lines.0.scores.C": line(p, scores{"L": 3, "E": 6}, nil), "version": line(p, red, map[string]any{"version": 9}), "lines.0.direct.0": line(p, red, map[string]any{"direct": []string{"moon"}}),
	} {
		a := c.assess(change)
		require.GreaterOrEqual(t, a.Status, 400)
		require.Less(t, a.Status, 500)
		require.Contains(t, string(a.Body), field)
	}
	var g risk.GradingCase
	c.OK("officer-210106", "POST", "/api/risk/enterprises/"+firm+"/gradings", map[string]any{"lines": []any{line(p, red, nil)}}, &g)
	require.Equal(t, http.StatusConflict, c.assess(line(p, red, nil)).Status, "it is being graded")
	require.Equal(t, g.Case, c.view(p.ID).Point.Case)
	edit := entry("反应釜二")
	edit["version"] = p.Version
	require.Equal(t, http.StatusConflict, c.Do("duty-210106", "POST", "/api/risk/points/"+p.ID, edit).Status, "nor may it change meanwhile")
	a := c.act("officer-210106", g.Case, "verify", map[string]any{"opinion": "属实"})
	require.Equal(t, http.StatusUnprocessableEntity, a.Status, "%s", a.Body)
	require.Contains(t, string(a.Body), "本人")
	require.Equal(t, 403, c.act("duty-210106", g.Case, "verify", map[string]any{"opinion": "属实"}).Status)
	require.Equal(t, 200, c.act("head-210106", g.Case, "verify", map[string]any{"opinion": "属实"}).Status)
	require.GreaterOrEqual(t, c.act("head-210106", g.Case, "approve", map[string]any{}).Status, 400, "who checked does not approve")
	require.Empty(t, c.view(p.ID).Point.Risk)
	a = c.act("leader-210106", g.Case, "approve", map[string]any{})
	require.Equal(t, 200, a.Status, "%s", a.Body)
	v := c.view(p.ID)
	require.Equal(t, grade.Red, v.Point.Risk)
	require.Equal(t, grade.Company, v.Point.Control)
	require.Equal(t, "L=3 E=6 C=40", v.Point.Scores)
	require.Equal(t, "2026-09-02", v.Point.DueOn, "six months")
	require.Empty(t, v.Point.Case)
	require.Len(t, v.History, 2)
	want, err := grade.Assess(grade.LEC(), grade.Input{Scores: red})
	require.NoError(t, err)
	require.Equal(t, want.Steps(), v.Steps)
	e, err := c.Register.Find(context.Background(), identity.Everywhere, firm)
	require.NoError(t, err)
	require.EqualValues(t, "red", e.Risk)
	require.Equal(t, 2, c.count("SELECT count(*) FROM journal_entry WHERE object = ?", p.ID))
}

// TestAMilderGradeNeedsAReason holds that, what a grading needs, and that a returned one leaves the grade as it was.
func TestAMilderGradeNeedsAReason(t *testing.T) {
	c := start(t)
	p := c.add("储罐")
	c.grade(line(p, red, nil))
	p = c.view(p.ID).Point
	a := c.assess(line(p, blue, nil))
	require.Equal(t, 400, a.Status, "%s", a.Body)
	require.Contains(t, string(a.Body), "lines.0.reason")
	var g risk.GradingCase
	c.OK("duty-210106", "POST", "/api/risk/enterprises/"+firm+"/gradings", map[string]any{"lines": []any{line(p, blue, map[string]any{"reason": "已停用清空"})}}, &g)
	require.Equal(t, 200, c.act("officer-210106", g.Case, "return", map[string]any{"reason": "证据不足"}).Status)
	v := c.view(p.ID)
	require.Equal(t, grade.Red, v.Point.Risk)
	require.Empty(t, v.Point.Case)
	c.grade(line(v.Point, blue, map[string]any{"reason": "已停用清空"}))
	v = c.view(p.ID)
	require.Equal(t, grade.Blue, v.Point.Risk)
	require.Contains(t, v.Point.Why, "已停用清空")
	bare := entry("无措施")
	bare["content"].(map[string]any)["measures"] = []any{}
	var q risk.RiskPoint
	c.OK("duty-210106", "POST", "/api/risk/enterprises/"+firm+"/points", bare, &q)
	require.Equal(t, http.StatusUnprocessableEntity, c.assess(line(q, blue, nil)).Status, "no measure")
	bare = entry("无责任人")
	bare["content"].(map[string]any)["owners"] = []any{}
	c.OK("duty-210106", "POST", "/api/risk/enterprises/"+firm+"/points", bare, &q)
	require.Equal(t, http.StatusUnprocessableEntity, c.assess(line(q, blue, nil)).Status, "nobody answers for it")
}

// TestAChangeMakesItDueSooner holds the term, what shortens it, and who takes a graded point out.
func TestAChangeMakesItDueSooner(t *testing.T) {
	c := start(t)
	p := c.add("管廊")
	path := "/api/risk/points/" + p.ID
	require.Equal(t, http.StatusConflict, c.Do("duty-210106", "POST", path+"/change", map[string]any{"version": p.Version, "cause": "accident"}).Status, "it has no grade")
	c.grade(line(p, orange, nil))
	p = c.view(p.ID).Point
	require.Equal(t, "2027-03-02", p.DueOn)
	c.OK("duty-210106", "POST", path+"/change", map[string]any{"version": p.Version, "cause": "accident", "note": "法兰泄漏"}, &p)
	require.Equal(t, "2026-04-01", p.DueOn)
	require.Equal(t, "changed", p.Due)
	require.Equal(t, "发生事故或险情：法兰泄漏", p.Why)
	list := func(due string) int {
		var page struct{ Items []risk.RiskPoint }
		c.OK("duty-210106", "GET", "/api/risk/points?due="+due, nil, &page)
		return len(page.Items)
	}
	require.Equal(t, 1, list("changed"))
	require.Zero(t, list("overdue"))
	c.Clock.(*clock.Fake).Advance(31 * 24 * time.Hour)
	c.Forget()
	require.Equal(t, 1, list("overdue"))
	require.Equal(t, 403, c.Do("duty-210106", "POST", path+"/remove", map[string]any{"version": p.Version, "reason": "拆除"}).Status)
	c.OK("head-210106", "POST", path+"/remove", map[string]any{"version": p.Version, "reason": "拆除"}, &p)
	require.True(t, p.Removed)
	require.Zero(t, list("overdue"))
	c.OK("duty-210106", "POST", path+"/restore", map[string]any{"version": p.Version, "reason": "误操作"}, &p)
	require.Equal(t, 1, list("overdue"))
}

// TestVersionsByDay changes a point on random days and asks for every day what held at its end.
func TestVersionsByDay(t *testing.T) {
	c := start(t)
	day0 := c.Clock.Now()
	numbers := func(from, to, seed int) int { return rapid.IntRange(from, to).Example(seed) }
	for round := range 6 {
		p := c.add("版本")
		born := c.Clock.Now()
		held := map[string]string{} // name by day
		day := func(at time.Time) string { return at.Add(8 * time.Hour).Format("2006-01-02") }
		held[day(born)] = p.Name
		name := p.Name
		for i := range numbers(1, 5, round) {
			for range numbers(0, 3, 10*round+i) {
				c.Clock.(*clock.Fake).Advance(24 * time.Hour)
				held[day(c.Clock.Now())] = name
			}
			c.Forget()
			name = fmt.Sprintf("版本%d", i)
			edit := entry(name)
			edit["version"] = p.Version
			c.OK("duty-210106", "POST", "/api/risk/points/"+p.ID, edit, &p)
			require.EqualValues(t, i+2, p.Version)
			held[day(c.Clock.Now())] = name
		}
		for on, want := range held {
			var v risk.RiskView
			c.OK("duty-210106", "GET", "/api/risk/points/"+p.ID+"?on="+on, nil, &v)
			require.Equal(t, want, v.Point.Name, on)
			require.Equal(t, v.Point.Version == p.Version, v.Latest)
		}
		require.Equal(t, 404, c.Do("duty-210106", "GET", "/api/risk/points/"+p.ID+"?on="+day(day0.Add(-24*time.Hour)), nil).Status)
	}
	require.Equal(t, 400, c.Do("duty-210106", "GET", "/api/risk/points/"+c.add("某日").ID+"?on=yesterday", nil).Status)
}

// TestACityTightensAndNeverLoosens holds that, that points follow a stricter method at once with a version of their own, that
// a red by a direct rule stays, and that the page of an old version shows its own working.
func TestACityTightensAndNeverLoosens(t *testing.T) {
	c := start(t)
	p, q, bad := c.add("甲罐"), c.add("乙罐"), c.add("丙罐")
	c.grade(line(p, orange, nil), line(q, blue, nil), line(bad, blue, map[string]any{"direct": []string{"major-hazard"}}))
	bands := func(red int) map[string]any {
		return map[string]any{"version": 0, "why": "市安委办〔2026〕1 号", "bands": []any{
			map[string]any{"from": red, "risk": "red"}, map[string]any{"from": 160, "risk": "orange"}, map[string]any{"from": 70, "risk": "yellow"}, map[string]any{"from": 0, "risk": "blue"},
		}}
	}
	a := c.Do("head", "POST", "/api/risk/methods/lec", bands(500))
	require.Equal(t, http.StatusUnprocessableEntity, a.Status, "%s", a.Body)
	require.Equal(t, 403, c.Do("head-210106", "POST", "/api/risk/methods/lec", bands(250)).Status)
	var set risk.MethodSet
	c.OK("head", "POST", "/api/risk/methods/lec", bands(250), &set)
	require.Equal(t, 1, set.Regraded)
	require.EqualValues(t, 1, set.Method.Version)
	require.Equal(t, http.StatusConflict, c.Do("head", "POST", "/api/risk/methods/lec", bands(240)).Status)
	v := c.view(p.ID)
	require.Equal(t, grade.Red, v.Point.Risk, "270 is red now")
	require.Len(t, v.History, 3)
	require.Contains(t, v.Point.Why, "市安委办〔2026〕1 号")
	require.Contains(t, v.Steps[4].Zh, "250")
	require.Equal(t, grade.Blue, c.view(q.ID).Point.Risk)
	require.Equal(t, grade.Red, c.view(bad.ID).Point.Risk)
	require.Equal(t, c.count("SELECT count(*) FROM risk_point"), c.count("SELECT count(*) FROM risk_point p JOIN risk_version v ON v.id = p.id AND v.version = p.version AND v.risk = p.risk"), "every version that stands is kept")
	e, err := c.Register.Find(context.Background(), identity.Everywhere, firm)
	require.NoError(t, err)
	require.EqualValues(t, "red", e.Risk)
	// What was assessed before a stricter method came is graded by it.
	n := c.add("丁罐")
	var g risk.GradingCase
	c.OK("duty-210106", "POST", "/api/risk/enterprises/"+firm+"/gradings", map[string]any{"lines": []any{line(n, scores{"L": 1, "E": 6, "C": 40}, nil)}}, &g)
	stricter := bands(240)
	stricter["version"] = 1
	c.OK("head", "POST", "/api/risk/methods/lec", stricter, &set)
	require.Equal(t, 200, c.act("officer-210106", g.Case, "verify", map[string]any{"opinion": "属实"}).Status)
	require.Equal(t, 200, c.act("head-210106", g.Case, "approve", map[string]any{}).Status)
	require.Equal(t, grade.Red, c.view(n.ID).Point.Risk)
}

// TestSuggestions holds that each is whole, and that many are taken over at once and none twice.
func TestSuggestions(t *testing.T) {
	c := start(t)
	v := c.enterprise()
	require.NotEmpty(t, v.Suggestions)
	var keys []string
	for _, g := range v.Suggestions {
		keys = append(keys, g.Key)
	}
	var out risk.TakenSuggestions
	c.OK("duty-210106", "POST", "/api/risk/enterprises/"+firm+"/suggestions", map[string]any{"keys": keys}, &out)
	require.Len(t, out.Points, len(keys))
	c.OK("officer-210106", "POST", "/api/risk/enterprises/"+firm+"/suggestions", map[string]any{"keys": keys}, &out)
	require.Empty(t, out.Points)
	v = c.enterprise()
	require.Empty(t, v.Suggestions)
	require.Len(t, v.Points, len(keys))
	require.Equal(t, len(keys), v.Rating.Counts.Ungraded)
	require.Empty(t, v.Rating.Risk, "of what nobody graded nobody knows that it is low")
	require.Equal(t, 400, c.Do("duty-210106", "POST", "/api/risk/enterprises/"+firm+"/suggestions", map[string]any{"keys": []string{"moon"}}).Status)
}

// TestRatings holds that areas and sectors are rated as the model does, and that the parts of a whole add up.
func TestRatings(t *testing.T) {
	c := start(t)
	require.NoError(t, c.Risk.LoadDemo(context.Background()))
	var f risk.RiskFigures
	c.OK("duty", "GET", "/api/risk/figures", nil, &f)
	require.NotZero(t, f.Total.Counts.Red+f.Total.Counts.Orange)
	sum, firms := 0, 0
	all := append([]risk.RiskRow{f.Total}, f.Areas...)
	for _, r := range append(all, f.Sectors...) {
		want, err := grade.Rate(grade.DefaultScale(), grade.Counts(r.Counts))
		require.NoError(t, err)
		require.Equal(t, want.Risk, r.Risk, r.Key)
		require.Equal(t, want.Worst, r.Worst, r.Key)
		require.Equal(t, want.Steps(), r.Steps, r.Key)
	}
	for _, r := range f.Areas {
		sum, firms = sum+r.Counts.Red+r.Counts.Orange+r.Counts.Yellow+r.Counts.Blue+r.Counts.Ungraded, firms+r.Enterprises
	}
	require.Equal(t, c.count("SELECT count(*) FROM risk_point"), sum)
	require.Equal(t, c.count("SELECT count(DISTINCT enterprise) FROM risk_point"), firms)
	require.NoError(t, c.Risk.LoadDemo(context.Background()))
	require.Equal(t, sum, c.count("SELECT count(*) FROM risk_point"), "loaded once")
	require.Zero(t, c.count("SELECT count(*) FROM risk_point p WHERE NOT EXISTS (SELECT 1 FROM risk_version v WHERE v.id = p.id AND v.version = p.version)"))
	seen := map[string]bool{}
	cursor := ""
	for {
		var page struct {
			Items []risk.RiskPoint
			Next  string
		}
		c.OK("duty", "GET", "/api/risk/points?cursor="+cursor, nil, &page)
		for _, p := range page.Items {
			require.False(t, seen[p.ID])
			seen[p.ID] = true
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	require.Len(t, seen, sum)
}

// TestAnotherDistrict holds that it sees and touches nothing of this one.
func TestAnotherDistrict(t *testing.T) {
	c := start(t)
	p := c.add("别区")
	edit := entry("改名")
	edit["version"] = p.Version
	for _, x := range []struct {
		method, path string
		body         any
	}{
		{"GET", "/api/risk/points/" + p.ID, nil},
		{"GET", "/api/risk/enterprises/" + firm, nil},
		{"POST", "/api/risk/points/" + p.ID, edit},
		{"POST", "/api/risk/enterprises/" + firm + "/points", entry("新增")},
		{"POST", "/api/risk/enterprises/" + firm + "/gradings", map[string]any{"lines": []any{line(p, red, nil)}}},
		{"POST", "/api/risk/points/" + p.ID + "/remove", map[string]any{"version": 1, "reason": "拆除"}},
	} {
		a := c.Do("officer-210102", x.method, x.path, x.body)
		require.Contains(t, []int{403, 404}, a.Status, "%s %s: %s", x.method, x.path, a.Body)
	}
	var page struct{ Items []risk.RiskPoint }
	c.OK("officer-210102", "GET", "/api/risk/points?area=210106", nil, &page)
	require.Empty(t, page.Items)
	var f risk.RiskFigures
	c.OK("officer-210102", "GET", "/api/risk/figures", nil, &f)
	require.Zero(t, f.Total.Enterprises)
	require.Equal(t, 403, c.Do("plant-01", "GET", "/api/risk/points", nil).Status)
	require.Equal(t, 403, c.Do("auditor", "POST", "/api/risk/points/"+p.ID, edit).Status)
}

// TestTheFileOfAnEnterprise holds that its part shows the points.
func TestTheFileOfAnEnterprise(t *testing.T) {
	c := start(t)
	p := c.add("档案")
	a := c.Do("duty-210106", "GET", "/api/register/elements/"+firm+"/parts/risk.points", nil)
	require.Equal(t, 200, a.Status, "%s", a.Body)
	require.Contains(t, string(a.Body), p.ID)
}

// TestPointsFollowTheirEnterprise holds that a new name and place of an enterprise stand with its points, after a change of it alone
// and after one of many, and that this is no version of a point.
func TestPointsFollowTheirEnterprise(t *testing.T) {
	c := start(t)
	p := c.add("甲罐")
	change := func(name string, put func(ctx context.Context, tx *store.Tx, e register.Element) error) {
		e, err := c.Register.Find(context.Background(), identity.Everywhere, firm)
		require.NoError(t, err)
		e.Name = name
		require.NoError(t, c.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, e) }))
		require.Eventually(t, func() bool { return c.view(p.ID).Point.EnterpriseName == name }, time.Minute, 10*time.Millisecond)
		require.Equal(t, p.Version, c.view(p.ID).Point.Version)
	}
	by := journal.Actor{ID: "t", Name: "测试"}
	change("改名一厂", func(ctx context.Context, tx *store.Tx, e register.Element) error {
		_, err := c.Register.Put(ctx, tx, by, identity.Everywhere, e)
		return err
	})
	change("改名二厂", func(ctx context.Context, tx *store.Tx, e register.Element) error {
		_, err := c.Register.Bring(ctx, tx, by, identity.Everywhere, "test", e.Area, []register.Element{e})
		return err
	})
}
