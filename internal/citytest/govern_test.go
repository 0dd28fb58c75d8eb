package citytest_test

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/citytest"
	"anlan/internal/system/govern"
)

type bulletins struct {
	Items []struct {
		ID, Kind, Day, Stage string
		Published            bool
	}
}

func (b bulletins) of(kind string) string {
	for _, x := range b.Items {
		if x.Kind == kind {
			return x.ID
		}
	}
	return ""
}

// TestBulletins: each is made once; what is not published is for the whole city's officers; every figure is as many as its
// records; a district sees the numbers and its own records; a point of the agenda becomes supervision once; the monthly one
// is signed.
func TestBulletins(t *testing.T) {
	c := citytest.New(t, citytest.Options{Cases: true, Grid: true})
	ctx := context.Background()
	there, err := c.Govern.Any(ctx)
	require.NoError(t, err)
	require.False(t, there)
	require.NoError(t, c.Govern.MakeDue(ctx))
	require.NoError(t, c.Govern.MakeDue(ctx))
	there, err = c.Govern.Any(ctx)
	require.NoError(t, err)
	require.True(t, there)
	var list bulletins
	c.OK("head", "GET", "/api/govern/bulletins", nil, &list)
	require.Len(t, list.Items, 3)
	day, week, month := list.of("day"), list.of("week"), list.of("month")

	var hidden bulletins
	c.OK("head-210106", "GET", "/api/govern/bulletins", nil, &hidden)
	require.Empty(t, hidden.Items)
	require.Equal(t, http.StatusNotFound, c.Do("head-210106", "GET", "/api/govern/bulletins/"+day, nil).Status)
	require.Equal(t, http.StatusNotFound, c.Do("head-210106", "POST", "/api/cases/"+day+"/acts/judge", `{"judgement":"x"}`).Status)

	var v govern.BulletinView
	c.OK("head", "GET", "/api/govern/bulletins/"+day, nil, &v)
	require.NotEmpty(t, v.Bulletin.Figures)
	require.True(t, v.Own)
	counted := 0
	for _, f := range v.Bulletin.Figures {
		require.NotEmpty(t, f.Rule, f.Name)
		if !strings.HasPrefix(f.Name, "rounds-") { // counted by area
			require.Len(t, f.Records, f.Count-f.More, f.Name)
		}
		counted += f.Count
	}
	require.Positive(t, counted)

	require.GreaterOrEqual(t, c.Do("head", "POST", "/api/cases/"+day+"/acts/release", `{}`).Status, 400, "not before it was judged")
	c.OK("head", "POST", "/api/cases/"+day+"/acts/judge", `{"judgement":"总体平稳，重点盯防逾期督办。"}`, nil)
	c.OK("head", "POST", "/api/cases/"+day+"/acts/release", nil, nil)
	c.OK("head-210106", "GET", "/api/govern/bulletins/"+day, nil, &v)
	require.False(t, v.Own)
	require.Positive(t, v.Hidden)
	shown := 0
	for _, f := range v.Bulletin.Figures {
		for _, r := range f.Records {
			require.True(t, strings.HasPrefix(r.Area, "210106"), "%s shows %s", f.Name, r.Area)
			shown++
		}
	}
	require.Positive(t, shown)

	c.OK("head", "GET", "/api/govern/bulletins/"+week, nil, &v)
	open := -1
	for i, x := range v.Bulletin.Agenda {
		if x.Decided == "" {
			open = i
		}
	}
	require.GreaterOrEqual(t, open, 0)
	decide := map[string]any{"item": open + 1, "name": "铁西区", "kind": "area", "demand": "限期办结", "due": "2026-03-20"}
	c.OK("head", "POST", "/api/cases/"+week+"/acts/decide", decide, nil)
	require.GreaterOrEqual(t, c.Do("head", "POST", "/api/cases/"+week+"/acts/decide", decide).Status, 400, "once only")
	c.OK("head", "GET", "/api/govern/bulletins/"+week, nil, &v)
	require.NotEmpty(t, v.Bulletin.Agenda[open].Decided)
	var board struct{ Items []govern.MatterRow }
	c.OK("head", "GET", "/api/govern/supervision", nil, &board)
	found := 0
	for _, m := range board.Items {
		if m.Source == "meeting" {
			require.Equal(t, v.Bulletin.Agenda[open].Decided, m.ID)
			found++
		}
	}
	require.Equal(t, 1, found)

	c.OK("head", "POST", "/api/cases/"+month+"/acts/judge", `{"judgement":"全月平稳。","praised":[{"name":"大东区","reason":"巡查全部按时"}]}`, nil)
	require.GreaterOrEqual(t, c.Do("head", "POST", "/api/cases/"+month+"/acts/release", nil).Status, 400, "the monthly one is signed")
	c.OK("head", "POST", "/api/cases/"+month+"/acts/issue", nil, nil)
	c.OK("leader", "POST", "/api/cases/"+month+"/acts/issue/sign", `{"agree":true,"opinion":"同意印发"}`, nil)
	c.OK("head", "GET", "/api/govern/bulletins/"+month, nil, &v)
	require.True(t, v.Published)
}

// TestAppraisal: an area objects for itself, once for each indicator, while objections are open; what is accepted corrects
// the count and the points follow; it is published when all is answered and the days are over, and then stands still.
func TestAppraisal(t *testing.T) {
	c := citytest.New(t, citytest.Options{Cases: true, Grid: true})
	require.NoError(t, c.Govern.MakeDue(context.Background()))
	var months struct{ Items []govern.AppraisalRow }
	c.OK("head", "GET", "/api/govern/appraisals", nil, &months)
	require.Len(t, months.Items, 1)
	require.Equal(t, "2026-02", months.Items[0].Month)
	id := months.Items[0].ID
	path := "/api/govern/appraisals/" + id

	var v govern.AppraisalView
	c.OK("head-210106", "GET", path, nil, &v)
	require.Equal(t, []string{"210106"}, v.Mine)
	scoreOf := func() (s govern.AreaScore) {
		var v govern.AppraisalView
		c.OK("head", "GET", path, nil, &v)
		for _, x := range v.Appraisal.Scores {
			if x.Area == "210106" {
				s = x
			}
		}
		return s
	}
	for _, s := range v.Appraisal.Scores {
		for _, p := range s.Parts {
			require.True(t, s.Area == "210106" || len(p.Missed) == 0, "records of %s are shown", s.Area)
		}
	}
	before := scoreOf()
	require.Equal(t, "posts", before.Parts[3].Name)
	require.Less(t, before.Parts[3].Done, before.Parts[3].Of)

	object := func(login, area, indicator string) int {
		return c.Do(login, "POST", path+"/objections", map[string]any{"area": area, "indicator": indicator, "reason": "岗位已于月底补齐"}).Status
	}
	require.Equal(t, http.StatusForbidden, object("head-210106", "210102", "posts"))
	require.Equal(t, 200, object("head-210106", "210106", "posts"))
	require.GreaterOrEqual(t, object("head-210106", "210106", "posts"), 400, "once for an indicator")

	act := func(login, act string, body any) int {
		return c.Do(login, "POST", "/api/cases/"+id+"/acts/"+act, body).Status
	}
	require.Equal(t, http.StatusNotFound, act("head-210106", "settle", map[string]any{"number": 1, "answer": "x"}), "a district answers nothing")
	of := before.Parts[3].Of
	require.GreaterOrEqual(t, act("head", "settle", map[string]any{"number": 1, "accepted": true, "done": of + 1, "of": of, "answer": "x"}), 400)
	require.Equal(t, 200, act("head", "settle", map[string]any{"number": 1, "accepted": true, "done": of, "of": of, "answer": "属实，予以更正"}))
	after := scoreOf()
	require.Equal(t, 15_000, after.Parts[3].Points)
	require.Equal(t, before.Total-before.Parts[3].Points+15_000, after.Total)
	require.NotEmpty(t, after.Parts[3].Changed)

	for i, x := range []string{"rounds", "dangers", "supervision"} { // 和平区 turns out to have done nothing of these
		require.Equal(t, 200, object("head-210102", "210102", x))
		require.Equal(t, 200, act("head", "settle", map[string]any{"number": i + 2, "accepted": true, "done": 0, "of": 10, "answer": "经核实均未完成"}))
	}
	require.GreaterOrEqual(t, act("head", "publish", nil), 400, "objections are open")
	fake, ok := c.Clock.(*clock.Fake)
	require.True(t, ok)
	fake.Advance(4 * 24 * time.Hour)
	c.Forget()
	require.GreaterOrEqual(t, object("head-210106", "210106", "rounds"), 400, "the days are over")
	require.Equal(t, 200, act("head", "publish", nil))
	require.Equal(t, 200, c.Do("leader", "POST", "/api/cases/"+id+"/acts/publish/sign", `{"agree":true,"opinion":"同意"}`).Status)
	low := map[string]string{}
	c.OK("head", "GET", path, nil, &v)
	for _, s := range v.Appraisal.Scores {
		require.Equal(t, s.Total < 60_000, s.Talk != "", "%s has %d", s.AreaName, s.Total)
		if s.Talk != "" {
			low[s.Talk] = s.Area
		}
	}
	require.Contains(t, slices.Collect(maps.Values(low)), "210102")
	var talks struct{ Items []govern.TalkRow }
	c.OK("head", "GET", "/api/govern/talks", nil, &talks)
	for _, x := range talks.Items {
		if x.Reason == "appraisal" && low[x.ID] != "" {
			require.Equal(t, low[x.ID], x.Area)
			require.Equal(t, "decided", x.Stage, "it is a draft")
			delete(low, x.ID)
		}
	}
	require.Empty(t, low, "each is on the board")
	require.GreaterOrEqual(t, act("head", "settle", map[string]any{"number": 1, "answer": "x"}), 400, "it stands still")
	c.OK("head-210102", "GET", path, nil, &v)
	require.True(t, v.Published)
	require.Len(t, v.Appraisal.Objections, 4)
}

// TestWeights are proposed by one and put in force by another, each indicator once, a hundred percent in all.
func TestWeights(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	propose := func(rounds int, names ...string) citytest.Answer {
		items := []map[string]any{{"name": "rounds", "weight": rounds}}
		for _, n := range names {
			items = append(items, map[string]any{"name": n, "weight": 20})
		}
		return c.Do("head", "POST", "/api/procedures/govern.weights/cases", map[string]any{"area": "2101", "title": "2026 年版", "from": "2026-03-02", "basis": "考核办法", "items": items})
	}
	require.GreaterOrEqual(t, propose(90).Status, 400, "ninety percent")
	require.GreaterOrEqual(t, propose(60, "posts", "posts").Status, 400, "one indicator twice")
	a := propose(60, "dangers", "posts")
	require.Less(t, a.Status, 300, "%s", a.Body)
	var made struct{ ID string }
	a.JSON(t, &made)
	require.Equal(t, http.StatusForbidden, c.Do("head", "POST", "/api/cases/"+made.ID+"/acts/enact", `{"opinion":"同意"}`).Status)
	c.OK("leader", "POST", "/api/cases/"+made.ID+"/acts/enact", `{"opinion":"同意"}`, nil)
	var w govern.WeightsView
	c.OK("head", "GET", "/api/govern/weights", nil, &w)
	require.Len(t, w.Versions, 2)
	require.Equal(t, "2026 年版", w.Versions[0].Title)
	require.Equal(t, 60, w.Versions[0].Items[0].Weight)
}

// TestBoardsAreScoped: a district's officer sees the matters and talks of that district alone, the city's all of them.
func TestBoardsAreScoped(t *testing.T) {
	c := citytest.New(t, citytest.Options{Cases: true})
	for _, path := range []string{"/api/govern/supervision", "/api/govern/talks"} {
		var all, mine struct {
			Items []struct{ Area, ID string }
		}
		for _, closed := range []string{"", "?closed=true"} {
			c.OK("head", "GET", path+closed, nil, &all)
			c.OK("head-210106", "GET", path+closed, nil, &mine)
			require.NotEmpty(t, all.Items, path+closed)
			for _, x := range mine.Items {
				require.True(t, strings.HasPrefix(x.Area, "210106"), "%s shows %s", path, x.Area)
			}
			require.Less(t, len(mine.Items), len(all.Items), path+closed)
		}
	}
}
