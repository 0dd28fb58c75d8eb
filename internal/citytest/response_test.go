package citytest_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/citytest"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/stock"
	"anlan/internal/system/command"
	systemplan "anlan/internal/system/plan"
	"anlan/internal/system/resource"
)

// ammonia is a plan of the district for chemicals, bound to people of the demo. Its role R5 is a post that nobody holds.
func ammonia(t *testing.T, c *citytest.City) plan.EmergencyPlan {
	t.Helper()
	list, err := c.Duty.Contacts(context.Background(), identity.Everywhere, duty.ContactFilter{}, "", 1000)
	require.NoError(t, err)
	var people []string
	for _, p := range list {
		if strings.HasPrefix(p.Area, "210106") && p.Phone != "" && p.Account != "" {
			people = append(people, p.ID)
		}
	}
	require.GreaterOrEqual(t, len(people), 3)
	p := plan.EmergencyPlan{
		Code: "210106-QX03", Kind: plan.District, Title: "铁西区危险化学品事故应急预案", Unit: "铁西区应急管理局", Area: "210106", Scope: "危险化学品事故",
		Groups: []plan.PlanGroup{{ID: "G1", Tier: plan.Chief, Title: "指挥部", Lead: "R1"}, {ID: "G2", Tier: plan.OnSite, Title: "抢险组", Lead: "R2"}, {ID: "G3", Tier: plan.OnSite, Title: "转移组", Lead: "R3", Level: plan.II}},
		Roles: []plan.PlanRole{
			{ID: "R1", Group: "G1", Title: "总指挥", Contact: people[0]},
			{ID: "R2", Group: "G2", Title: "抢险组长", Contact: people[1]},
			{ID: "R3", Group: "G3", Title: "转移组长", Contact: people[2]},
			{ID: "R4", Group: "G1", Title: "副总指挥", Contact: people[1]},
			{ID: "R5", Group: "G1", Title: "专家组长", Post: "sector/quake/technical"},
		},
		Tasks: []plan.PlanTask{
			{ID: "T1", Title: "侦检警戒", Group: "G2", Start: "now", Minutes: 20},
			{ID: "T2", Title: "堵漏稀释", Group: "G2", Start: "after", After: []string{"T1"}, Minutes: 60},
			{ID: "T3", Title: "扩大警戒", Group: "G2", Level: plan.III, Start: "ordered", Minutes: 30},
			{ID: "T4", Title: "转移群众", Group: "G3", Level: plan.II, Start: "now", Minutes: 90},
			{ID: "T5", Title: "跨区增援", Group: "G1", Level: plan.II, Start: "met", When: "力量不足", Minutes: 120},
		},
		Needs:   []plan.PlanNeed{{ID: "W1", Item: "WZ-none", Name: "氨气吸收剂", Amount: 10, Unit: "吨"}},
		Notices: []plan.PlanNotice{{ID: "N1", To: "市应急局值班室", Channel: "phone", Text: "险情概况", Minutes: 30}, {ID: "N2", To: "周边群众", Channel: "sms", Text: "关闭门窗", Level: plan.II, Minutes: 20}},
		Cards:   []plan.PlanCard{{ID: "K1", Title: "氨泄漏处置卡", For: "现场", Hazard: "中毒", Steps: []string{"上风向进入"}}},
	}
	for _, l := range plan.Levels {
		p.Levels = append(p.Levels, plan.PlanLevel{Level: l, Approver: "R1"})
		p.Triggers = append(p.Triggers, plan.PlanTrigger{ID: "Q" + l, Event: "hazchem", Grade: l, Response: l})
	}
	require.Empty(t, p.Check())
	return p
}

// stage is a district with a leak that has been verified, and the plan for it.
type stage struct {
	*citytest.City
	t        *testing.T
	incident string
}

const ourPlan = "210106-QX03"

func leaking(t *testing.T) stage {
	t.Helper()
	c := citytest.New(t, citytest.Options{})
	return leakingUnder(t, c, ammonia(t, c))
}

// leakingUnder is a leak with a plan; one that is in force already stays.
func leakingUnder(t *testing.T, c *citytest.City, p plan.EmergencyPlan) stage {
	t.Helper()
	require.NoError(t, c.Plans.Load(context.Background(), journal.Actor{ID: "machine:test", Name: "测试"}, "test", []systemplan.Loaded{{Plan: p, IssuedOn: "2026-01-05"}}))
	var at struct{ Items []struct{ Lon, Lat float64 } }
	c.OK("duty-210106", "GET", "/api/register/elements?kind=enterprise&limit=1", nil, &at)
	var inc command.IncidentItem
	c.OK("duty-210106", "POST", "/api/command/incidents", map[string]any{"title": "冷库液氨泄漏", "type": "accident", "level": "III", "lon": at.Items[0].Lon, "lat": at.Items[0].Lat, "area": "210106", "summary": "液氨泄漏，下风向有居民"}, &inc)
	s := stage{c, t, inc.ID}
	s.act("duty-210106", inc.ID, "verify", map[string]any{"how": "phone"})
	return s
}

func (s stage) try(login, id, act string, form any) citytest.Answer {
	return s.Do(login, "POST", "/api/cases/"+id+"/acts/"+act, form)
}

func (s stage) act(login, id, act string, form any) {
	s.t.Helper()
	a := s.try(login, id, act, form)
	require.Equal(s.t, 200, a.Status, "%s: %s", act, a.Body)
}

func (s stage) dry(login, level string) plan.PlanRun {
	s.t.Helper()
	var run plan.PlanRun
	s.OK(login, "GET", "/api/command/incidents/"+s.incident+"/dry-run?plan="+ourPlan+"&level="+level, nil, &run)
	return run
}

func (s stage) view() command.ResponseView {
	s.t.Helper()
	var v command.ResponseView
	s.OK("duty-210106", "GET", "/api/command/incidents/"+s.incident+"/response", nil, &v)
	return v
}

// states are the orders by item, with how far they are.
func (s stage) states() map[string]string {
	s.t.Helper()
	out := map[string]string{}
	for _, o := range s.view().Orders {
		out[o.Kind+"/"+o.Item] = o.State
	}
	return out
}

func (s stage) one(item string) command.GivenOrder {
	s.t.Helper()
	list := s.view().Orders
	i := slices.IndexFunc(list, func(o command.GivenOrder) bool { return o.Kind+"/"+o.Item == item })
	require.GreaterOrEqual(s.t, i, 0, item)
	return list[i]
}

// calls are those of the response, each with its people.
func (s stage) calls() []duty.Call {
	s.t.Helper()
	list, err := s.Duty.CallsIn(context.Background(), identity.Everywhere, false, "", 100)
	require.NoError(s.t, err)
	out := []duty.Call{}
	for _, c := range list {
		if strings.HasPrefix(c.Origin, "response:"+s.incident) {
			one, err := s.Duty.OneCall(context.Background(), identity.Everywhere, c.ID)
			require.NoError(s.t, err)
			out = append(out, one)
		}
	}
	slices.SortFunc(out, func(a, b duty.Call) int { // by the number of the act
		return cmp.Or(cmp.Compare(len(a.Origin), len(b.Origin)), strings.Compare(a.Origin, b.Origin))
	})
	return out
}

func (s stage) tasks() []command.TaskItem {
	s.t.Helper()
	var v command.IncidentView
	s.OK("duty", "GET", "/api/command/incidents/"+s.incident, nil, &v)
	return v.Tasks
}

func levelIII() map[string]any {
	return map[string]any{"plan": ourPlan, "level": "III", "event": "hazchem", "hours": 12, "approver": "区长（电话批准）"}
}

// TestFromLeakToLevelTwo plays the story: suggested with reasons, seen in a dry run, started at III, raised to II, each person
// called once for each role, tasks that follow, notices, lowered, ended.
func TestFromLeakToLevelTwo(t *testing.T) {
	s := leaking(t)
	var p command.PlanProposals
	s.OK("duty-210106", "GET", "/api/command/incidents/"+s.incident+"/suggestions", nil, &p)
	require.Equal(t, "hazchem", p.Situation.Event)
	require.Equal(t, ourPlan, p.Items[0].Plan)
	require.True(t, p.Items[0].Leads)
	require.Equal(t, "III", p.Items[0].Level)
	require.Contains(t, p.Items[0].Reasons[1].Zh, "较大")
	dry := s.dry("duty-210106", "III")
	require.Empty(t, s.view().Orders, "a dry run does nothing")
	require.Empty(t, s.calls())
	require.Equal(t, 2, dry.Missing, "the expert and the absorbent")

	s.act("duty-210106", s.incident, "activate", levelIII())
	v := s.view()
	require.Equal(t, "III", v.Responses[0].Level)
	require.Equal(t, "区长（电话批准）", v.Responses[0].Approver)
	require.Equal(t, 12*time.Hour, v.Responses[0].UntilAt.Sub(v.Responses[0].StartedAt.Time))
	var done []plan.ReadyOrder
	for _, o := range v.Orders {
		done = append(done, o.ReadyOrder)
	}
	require.Equal(t, dry.Orders, done, "a dry run is what is done")
	calls := s.calls()
	require.Len(t, calls, 1)
	require.Len(t, calls[0].Targets, 2, "one person in two roles is rung once")
	require.Equal(t, "抢险组长、副总指挥", calls[0].Targets[1].Reason)
	require.Equal(t, map[string]string{
		"group/G1": "set", "group/G2": "set", "call/R1": "calling", "call/R2": "calling", "call/R4": "calling", "call/R5": "missing", "notice/N1": "open",
		"task/T1": "given", "task/T2": "waiting", "task/T3": "held", "need/W1": "set", "card/K1": "set",
	}, s.states())
	require.Len(t, s.tasks(), 1)
	require.Equal(t, 20*time.Minute, s.tasks()[0].DueAt.Sub(s.tasks()[0].OpenedAt.Time))
	again := s.try("duty", s.incident, "activate", levelIII())
	require.Equal(t, 409, again.Status)
	require.Contains(t, string(again.Body), "不重复启动")

	raised := s.dry("commander", "II")
	s.act("commander", s.incident, "raise-major", map[string]any{"plan": ourPlan, "level": "II", "approver": "市领导", "reason": "扩散"})
	fresh := s.view().Orders[len(done):]
	require.Len(t, fresh, len(raised.Orders))
	for n, o := range fresh {
		require.Equal(t, raised.Orders[n], o.ReadyOrder)
	}
	calls = s.calls()
	require.Len(t, calls, 2)
	require.Len(t, calls[1].Targets, 1, "only who is new")
	require.Len(t, s.tasks(), 2)
	require.Equal(t, 422, s.try("commander", s.incident, "raise-major", map[string]any{"plan": ourPlan, "level": "II", "approver": "x", "reason": "x"}).Status)

	s.follows()
	s.ends()
	_, err := s.Journal.Verify(context.Background())
	require.NoError(t, err)
}

// follows does the first task, so that the next one comes by itself; orders one; notes a notice; answers a call.
func (s stage) follows() {
	s.t.Helper()
	first := s.one("task/T1").Case
	for _, step := range []string{"accept", "arrive", "done"} {
		var form any
		if step == "done" {
			form = map[string]any{"result": "已警戒"}
		}
		s.act("duty-210106", first, step, form)
	}
	second := s.one("task/T2")
	require.Equal(s.t, "given", second.State)
	require.NotEmpty(s.t, second.Case)
	s.act("duty-210106", s.incident, "order", map[string]any{"order": ourPlan + "/task/T3"})
	require.Equal(s.t, 409, s.try("duty-210106", s.incident, "order", map[string]any{"order": ourPlan + "/task/T3"}).Status)
	s.act("duty-210106", s.incident, "told", map[string]any{"order": ourPlan + "/notice/N1", "note": "市局李值班"})
	require.Equal(s.t, 409, s.try("duty", s.incident, "told", map[string]any{"order": ourPlan + "/notice/N1"}).Status)
	require.Equal(s.t, 404, s.try("duty", s.incident, "told", map[string]any{"order": "x"}).Status)
	require.Equal(s.t, "told", s.one("notice/N1").State)
	require.Len(s.t, s.tasks(), 4)

	call := s.calls()[0]
	require.NoError(s.t, s.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := s.Duty.AcknowledgeFor(ctx, tx, identity.Machine("test"), identity.Everywhere, call.ID, 2, "电话答复")
		return err
	}))
	soon(s.t, "the answer stands with the order", func() bool { return s.states()["call/R4"] == "answered" })
	require.Equal(s.t, "answered", s.states()["call/R2"])
	require.Equal(s.t, "calling", s.states()["call/R1"])
	s.act("duty-210106", s.incident, "answered", map[string]any{"order": ourPlan + "/call/R1"})
	require.Equal(s.t, "answered", s.states()["call/R1"])
	require.Equal(s.t, duty.CallAnswered, s.calls()[0].State, "nobody is rung who was reached")
	require.Equal(s.t, 409, s.try("duty", s.incident, "answered", map[string]any{"order": ourPlan + "/call/R1"}).Status)
}

// ends lowers the response and ends it; only then can the incident be closed.
func (s stage) ends() {
	s.t.Helper()
	reason := map[string]any{"plan": ourPlan, "level": "III", "reason": "已控制"}
	require.Equal(s.t, 403, s.try("duty-210106", s.incident, "lower", reason).Status, "II is lowered by those who may start it")
	s.act("commander", s.incident, "lower", reason)
	require.Equal(s.t, "dropped", s.states()["task/T5"])
	require.Equal(s.t, "given", s.states()["task/T4"], "what was given stays")
	s.act("commander", s.incident, "raise-major", map[string]any{"plan": ourPlan, "level": "II", "approver": "市领导", "reason": "复燃"})
	require.Equal(s.t, "held", s.states()["task/T5"], "what was dropped before it was given comes back")
	require.Len(s.t, s.calls(), 2, "nobody is called twice")
	s.act("commander", s.incident, "lower", reason)
	for _, x := range s.tasks() {
		if !x.Closed {
			s.act("duty-210106", x.ID, "cancel", map[string]any{"reason": "已控制"})
		}
	}
	s.act("duty-210106", s.incident, "classify", map[string]any{"type": "accident", "level": "III", "reason": "x"})
	summary := map[string]any{"summary": "已控制", "deaths": 0, "injured": 0, "evacuated": 0}
	a := s.try("duty-210106", s.incident, "close", summary)
	require.Equal(s.t, 422, a.Status)
	require.Contains(s.t, string(a.Body), "第八十六条")
	s.act("duty-210106", s.incident, "end-response", map[string]any{"plan": ourPlan, "reason": "险情消除"})
	require.Equal(s.t, 422, s.try("duty-210106", s.incident, "end-response", map[string]any{"plan": ourPlan, "reason": "再次"}).Status)
	for _, c := range s.calls() {
		require.NotEqual(s.t, duty.CallRunning, c.State)
	}
	s.act("duty-210106", s.incident, "close", summary)
	var v command.IncidentView
	s.OK("duty", "GET", "/api/command/incidents/"+s.incident, nil, &v)
	said := map[string]string{}
	for _, e := range v.Timeline {
		said[e.Title.Zh] = e.Text
	}
	require.Contains(s.t, said["启动Ⅳ级、Ⅲ级响应"], "下达任务 1 项，叫应 3 个岗位")
	require.Contains(s.t, said["叫应到岗"], "抢险组长、副总指挥")
	require.Contains(s.t, said["解除应急响应"], "险情消除")
	require.Contains(s.t, said, "提高到Ⅱ级、Ⅰ级响应")
}

// TestOfTwoAtOnceOneStarts starts one plan by two people at the same moment: it runs once.
func TestOfTwoAtOnceOneStarts(t *testing.T) {
	s := leaking(t)
	want := s.dry("duty", "III")
	var all sync.WaitGroup
	got := make([]int, 2)
	for n, login := range []string{"duty", "duty-210106"} {
		s.Token(login) // tokens are kept in a map
		all.Go(func() { got[n] = s.try(login, s.incident, "activate", levelIII()).Status })
	}
	all.Wait()
	slices.Sort(got)
	require.Equal(t, []int{200, 409}, got)
	require.Len(t, s.view().Orders, len(want.Orders))
	require.Len(t, s.calls(), 1)
	require.Len(t, s.tasks(), 1)
}

// TestATeamOfAPlanServesOneIncident: a team that went out for one incident is missing in the next, which goes on without it.
func TestATeamOfAPlanServesOneIncident(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	var teams struct{ Items []struct{ ID, Name string } }
	c.OK("duty-210106", "GET", "/api/register/elements?kind=rescue-team&limit=100", nil, &teams)
	p := ammonia(t, c)
	var ready string
	for _, team := range teams.Items {
		var f struct{ Force dispatch.Force }
		if c.OK("duty-210106", "GET", "/api/resource/forces/"+team.ID, nil, &f); f.Force.State == dispatch.Ready && !f.Force.Standby {
			ready, p.Teams = team.ID, []plan.PlanTeam{{ID: "D1", Team: team.ID, Name: team.Name, Minutes: 30}}
			break
		}
	}
	require.NotEmpty(t, ready)
	first := leakingUnder(t, c, p)
	second := leakingUnder(t, c, p)
	first.act("duty-210106", first.incident, "activate", levelIII())
	require.Equal(t, "given", first.states()["team/D1"])
	kept, err := c.Dispatch.Bookings(context.Background(), dispatch.Query{Forces: []string{ready}, Open: true})
	require.NoError(t, err)
	require.Len(t, kept, 1)
	require.Equal(t, first.incident, kept[0].Incident)
	second.act("duty-210106", second.incident, "activate", levelIII())
	require.Equal(t, "missing", second.states()["team/D1"])
	require.Contains(t, second.one("team/D1").Missing.Zh, "预留给另一起险情")
}

// TestAResponseAsksForItsMaterial: of the nearest depot that has it, and of the next for the rest, once.
func TestAResponseAsksForItsMaterial(t *testing.T) {
	c := citytest.New(t, citytest.Options{Material: true})
	cards, err := c.Stock.Standings(context.Background(), stock.Query{Scope: identity.Everywhere})
	require.NoError(t, err)
	free, most := map[string][]float64{}, 0.0
	var code string
	for _, k := range cards {
		if k.Free > 0 {
			free[k.Item] = append(free[k.Item], k.Free.Units())
		}
		if len(free[k.Item]) > 2 {
			code = k.Item
		}
	}
	require.NotEmpty(t, code)
	for _, f := range free[code] {
		most = max(most, f)
	}
	item, err := c.Stock.Item(context.Background(), c.DB.Read(), code)
	require.NoError(t, err)
	p := ammonia(t, c)
	p.Needs = []plan.PlanNeed{{ID: "W1", Item: code, Name: item.Name, Amount: most + 1, Unit: item.Unit}}
	s := leakingUnder(t, c, p)
	asked := func() (out []resource.Requisition) {
		list, _, err := c.Procedure.Cases(context.Background(), identity.Machine("test"), procedure.Filter{Procedure: resource.RequisitionProcedure, Root: s.incident, Limit: 50})
		require.NoError(t, err)
		for _, k := range list {
			var r resource.Requisition
			require.NoError(t, k.Load(&r))
			out = append(out, r)
		}
		return out
	}
	s.act("duty-210106", s.incident, "activate", levelIII())
	soon(t, "requisitions are opened", func() bool { return len(asked()) > 1 })
	sum := 0.0
	for _, r := range asked() {
		require.Equal(t, s.incident, r.Incident)
		sum += r.Lines[0].Asked
	}
	require.InDelta(t, most+1, sum, 1e-9)
	n := len(asked())
	s.act("commander", s.incident, "raise-major", map[string]any{"plan": ourPlan, "level": "II", "approver": "市领导", "reason": "扩散"})
	list, _, err := c.Procedure.Cases(context.Background(), identity.Machine("test"), procedure.Filter{Procedure: resource.RequisitionProcedure, Root: s.incident, Limit: 50})
	require.NoError(t, err)
	s.act("commander", list[0].ID, "approve", map[string]any{})
	require.Len(t, asked(), n, "what was asked for is not asked for again")
}

// TestNothingIsHalfStarted breaks the transaction after the act: no order, task, call or event is left; then the act with its key
// is repeated, and is done once.
func TestNothingIsHalfStarted(t *testing.T) {
	s := leaking(t)
	broken := errors.New("the power went")
	by, err := s.Identity.Authenticate(context.Background(), s.Token("duty"))
	require.NoError(t, err)
	err = s.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := s.Procedure.Act(ctx, tx, by, procedure.Request{Case: s.incident, Act: "activate", Form: []byte(`{"plan":"` + ourPlan + `","level":"III","hours":1,"approver":"甲"}`)})
		require.NoError(t, err)
		return broken
	})
	require.ErrorIs(t, err, broken)
	require.Empty(t, s.view().Orders)
	require.Empty(t, s.calls())
	require.Empty(t, s.tasks())
	before := s.Bus.Feed().Last()
	for range 2 {
		a := s.Do("duty", "POST", "/api/cases/"+s.incident+"/acts/activate", levelIII(), "Idempotency-Key", "one-press")
		require.Equal(t, 200, a.Status, "%s", a.Body)
	}
	require.Len(t, s.calls(), 1)
	told := func() (n int) {
		items, _, _ := s.Bus.Feed().After(before, 1000)
		for _, i := range items {
			if i.Event.Type == command.ResponseChanged {
				n++
			}
		}
		return n
	}
	soon(t, "it is told", func() bool { return told() > 0 })
	require.Equal(t, 1, told())
}

// TestWhoMayStart holds who starts which level, and what outsiders see.
func TestWhoMayStart(t *testing.T) {
	s := leaking(t)
	major := map[string]any{"plan": ourPlan, "level": "II", "hours": 1, "approver": "x"}
	require.Equal(t, 403, s.try("duty-210106", s.incident, "activate-major", major).Status)
	require.Equal(t, 400, s.try("duty-210106", s.incident, "activate", major).Status, "II is no choice of the minor act")
	require.Equal(t, 403, s.try("auditor", s.incident, "activate", levelIII()).Status)
	require.Equal(t, 404, s.try("duty-210102", s.incident, "activate", levelIII()).Status)
	require.Equal(t, 403, s.Do("auditor", "GET", "/api/command/incidents/"+s.incident+"/suggestions", nil).Status)
	require.Equal(t, 404, s.Do("duty-210102", "GET", "/api/command/incidents/"+s.incident+"/response", nil).Status)
	require.Equal(t, 404, s.Do("duty-210106", "GET", "/api/command/incidents/"+s.incident+"/dry-run?plan=2101-ZX99&level=III", nil).Status)
	require.Equal(t, 400, s.Do("duty-210106", "GET", "/api/command/incidents/"+s.incident+"/suggestions?event=unicorn", nil).Status)
	bad := levelIII()
	delete(bad, "approver")
	require.Equal(t, 400, s.try("duty-210106", s.incident, "activate", bad).Status, "somebody approves it")
	s.act("leader-210106", s.incident, "activate-major", major)
	var seen command.ResponseView
	s.OK("auditor", "GET", "/api/command/incidents/"+s.incident+"/response", nil, &seen)
	for _, o := range seen.Orders {
		require.Empty(t, o.Phone, "numbers are for those who direct it")
	}
	require.NotEmpty(t, s.one("call/R1").Phone)
}
