package citytest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/httpapi"
	"anlan/internal/citytest"
	"anlan/internal/engine/dispatch"
	"anlan/internal/system/command"
	"anlan/internal/system/report"
)

// room is the command room of the incident as somebody sees it.
func (s stage) room(login string) command.Room {
	s.t.Helper()
	var r command.Room
	s.OK(login, "GET", "/api/command/incidents/"+s.incident+"/room", nil, &r)
	return r
}

func (s stage) post(login, what string, body, out any) {
	s.t.Helper()
	s.OK(login, "POST", "/api/command/incidents/"+s.incident+"/"+what, body, out)
}

// says is the timeline of the incident as text, one line for each entry.
func (s stage) says() (string, []command.Entry) {
	s.t.Helper()
	var v command.IncidentView
	s.OK("duty-210106", "GET", "/api/command/incidents/"+s.incident, nil, &v)
	var b strings.Builder
	for _, e := range v.Timeline {
		fmt.Fprintf(&b, "%s %s %s\n", e.Actor, e.Title.Zh, e.Text)
	}
	return b.String(), v.Timeline
}

// teams sends n teams of the district that can be sent to the incident, and returns them.
func (s stage) teams(n int) []dispatch.Force {
	s.t.Helper()
	all, err := s.Dispatch.Forces(context.Background(), []string{"210106"}, dispatch.Team)
	require.NoError(s.t, err)
	var out []dispatch.Force
	for _, f := range all {
		if f.State == dispatch.Ready && len(out) < n {
			s.post("duty-210106", "tasks", map[string]any{"title": "增援 " + f.Name, "team": f.ID}, nil)
			out = append(out, f)
		}
	}
	require.Len(s.t, out, n)
	return out
}

func TestTheRoomSaysWhatIsDueAndShort(t *testing.T) {
	s := leaking(t)
	empty := s.room("duty-210106")
	require.True(t, empty.May)
	require.Equal(t, "incident", empty.Due[0].Kind, "the incident itself must be graded first")
	s.act("duty-210106", s.incident, "activate", levelIII())
	team := s.teams(1)[0]
	r := s.room("duty-210106")
	require.Equal(t, "III", r.Levels[0].Level)
	require.Len(t, r.Forces, 1)
	require.Equal(t, team.ID, r.Forces[0].ID)
	require.Equal(t, "base", r.Forces[0].Known)
	require.Equal(t, "assigned", r.Forces[0].Stage)
	kinds := map[string]int{}
	for n, d := range r.Due {
		kinds[d.Kind]++
		if n > 0 && !d.DueAt.IsZero() && !r.Due[n-1].DueAt.IsZero() {
			require.False(t, d.DueAt.Before(r.Due[n-1].DueAt.Time), "what is due first goes first")
		}
	}
	require.Equal(t, 2, kinds["task"], "侦检警戒 and the team")
	require.Equal(t, 1, kinds["notice"])
	require.Equal(t, 1, kinds["order"], "扩大警戒 waits for the word")
	require.Equal(t, 1, kinds["response"])
	require.Len(t, r.Needs, 1)
	require.InDelta(t, 10, r.Needs[0].Gap, 0)
	require.Equal(t, []string{"专家组长"}, lackTitles(r), "nobody holds that post")
	require.Equal(t, 1, r.Board.Vacant)

	s.act("duty-210106", s.room("duty-210106").Forces[0].TaskID, "accept", nil)
	s.act("duty-210106", s.room("duty-210106").Forces[0].TaskID, "arrive", nil)
	there := s.room("duty-210106").Forces[0]
	require.Equal(t, "scene", there.Known)
	require.InDelta(t, r.Incident.Lon, there.Lon, 1e-9)

	var cards command.RoomCards
	s.OK("duty-210106", "GET", "/api/command/rooms", nil, &cards)
	require.Len(t, cards.Items, 1)
	require.Equal(t, "III", cards.Items[0].Response)
	require.Equal(t, 2, cards.Items[0].Open)
	require.Equal(t, 1, cards.Items[0].Missing)
	s.OK("duty-210102", "GET", "/api/command/rooms", nil, &cards)
	require.Empty(t, cards.Items, "another district sees nothing of it")
	require.Equal(t, 404, s.Do("duty-210102", "GET", "/api/command/incidents/"+s.incident+"/room", nil).Status)
	require.False(t, s.room("leader").May, "a leader looks on")
}

func lackTitles(r command.Room) []string {
	out := []string{}
	for _, l := range r.Lacks {
		out = append(out, l.Title)
	}
	return out
}

func TestZonesAreVersionsAndSayWhoShouldNotBeInside(t *testing.T) {
	s := leaking(t)
	leak := map[string]any{"substance": "ammonia", "amount": 3600, "minutes": 30, "wind": 2, "from": 270, "sky": "clear-night", "urban": true}
	var drawn command.ZoneOutlines
	s.post("duty-210106", "zones/outline", leak, &drawn)
	require.Equal(t, "F", drawn.Class)
	require.Len(t, drawn.Zones, 3)
	require.Less(t, drawn.Zones[0].Reach, drawn.Zones[1].Reach)
	require.Less(t, drawn.Zones[1].Reach, drawn.Zones[2].Reach)
	require.Empty(t, s.room("duty-210106").Zones, "an outline is not yet a zone")

	all := []map[string]any{{"kind": "hot", "version": 0}, {"kind": "warm", "version": 0}, {"kind": "cold", "version": 0}}
	var set command.ZoneList
	s.post("duty-210106", "zones", map[string]any{"zones": all, "leak": leak, "note": "首次划定"}, &set)
	require.Len(t, set.Items, 3)
	require.JSONEq(t, string(drawn.Zones[0].Shape), string(set.Items[0].Shape), "what was shown is what is set")
	require.Equal(t, "plume", set.Items[0].Method)
	stale := s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/zones", map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0, "radius": 100}}})
	require.Equal(t, 409, stale.Status)
	require.Contains(t, string(stale.Body), "核对")

	s.post("duty-210106", "zones", map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 1, "radius": 300, "allow": []string{"hazchem"}}}}, &set)
	require.EqualValues(t, 2, set.Items[0].Version)
	require.InEpsilon(t, 3.14*300*300, set.Items[0].Area, 0.02)
	team := s.arrived()
	f := s.room("duty-210106").Forces[0]
	require.Equal(t, "hot", f.Zone)
	require.Equal(t, team.Sort != "hazchem", !f.Wrong.IsZero(), "%s: %s", team.Sort, f.Wrong.Zh)
	other := "hazchem"
	if team.Sort == other {
		other = "medical"
	}
	s.post("duty-210106", "zones", map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 2, "radius": 300, "allow": []string{other}}}}, nil)
	require.Contains(t, s.room("duty-210106").Forces[0].Wrong.Zh, "热区")
	s.post("duty-210106", "zones", map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 3, "radius": 300, "allow": []string{"*"}}}}, nil)
	require.True(t, s.room("duty-210106").Forces[0].Wrong.IsZero())

	require.Equal(t, 409, s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/zones/hot/lift", map[string]any{"version": 1, "reason": "浓度归零"}).Status)
	s.post("duty-210106", "zones/hot/lift", map[string]any{"version": 4, "reason": "浓度归零"}, &set)
	require.Len(t, set.Items, 2)
	s.OK("duty-210106", "GET", "/api/command/incidents/"+s.incident+"/zones", nil, &set)
	var hot []string
	for _, z := range set.Items {
		if z.Kind == "hot" {
			hot = append(hot, fmt.Sprint(z.Version, z.State, z.By != ""))
		}
	}
	require.Equal(t, []string{"5liftedtrue", "4activetrue", "3activetrue", "2activetrue", "1activetrue"}, trim(hot))
	said, _ := s.says()
	require.Contains(t, said, "划定分区 热区（第 1 版），按模型：氨 3600 千克")
	require.Contains(t, said, "解除分区 热区；浓度归零")
	_, err := s.Journal.Verify(context.Background())
	require.NoError(t, err)
}

func trim(list []string) []string {
	for n := range list {
		list[n] = strings.ReplaceAll(list[n], " ", "")
	}
	return list
}

// arrived sends a team that arrives.
func (s stage) arrived() dispatch.Force {
	s.t.Helper()
	team := s.teams(1)[0]
	task := s.room("duty-210106").Forces[0].TaskID
	s.act("duty-210106", task, "accept", nil)
	s.act("duty-210106", task, "arrive", nil)
	return team
}

func TestBadZonesAreRefused(t *testing.T) {
	s := leaking(t)
	for name, c := range map[string]struct {
		body   map[string]any
		status int
		field  string
	}{
		"no outline":    {map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0}}}, 400, "shape"},
		"a line":        {map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0, "shape": map[string]any{"type": "LineString", "coordinates": [][]float64{{123.4, 41.8}, {123.5, 41.8}}}}}}, 400, "shape"},
		"crossed":       {map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0, "shape": map[string]any{"type": "Polygon", "coordinates": [][][]float64{{{123.4, 41.8}, {123.5, 41.9}, {123.5, 41.8}, {123.4, 41.9}, {123.4, 41.8}}}}}}}, 400, ""},
		"twice":         {map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0, "radius": 10}, {"kind": "hot", "version": 0, "radius": 20}}}, 400, "zones"},
		"no substance":  {map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0}}, "leak": map[string]any{"substance": "water", "amount": 1, "minutes": 1, "wind": 1, "from": 0, "sky": "overcast"}}, 400, "substance"},
		"no such level": {map[string]any{"zones": []map[string]any{{"kind": "cold", "version": 0}}, "leak": map[string]any{"substance": "phosgene", "amount": 1, "minutes": 1, "wind": 1, "from": 0, "sky": "overcast"}}, 400, "shape"},
		"unknown sort":  {map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0, "radius": 10, "allow": []string{"wizards"}}}}, 400, "allow"},
	} {
		a := s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/zones", c.body)
		require.Equal(t, c.status, a.Status, "%s: %s", name, a.Body)
		require.Contains(t, string(a.Body), c.field, name)
	}
	require.Empty(t, s.room("duty-210106").Zones)
	for _, login := range []string{"field", "leader"} {
		require.Equal(t, 403, s.Do(login, "POST", "/api/command/incidents/"+s.incident+"/zones", map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0, "radius": 10}}}).Status, login)
	}
	require.Contains(t, []int{403, 404}, s.Do("duty-210102", "POST", "/api/command/incidents/"+s.incident+"/zones", map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0, "radius": 10}}}).Status)
}

func TestOfTwoWhoSetAZoneOneIsTold(t *testing.T) {
	s := leaking(t)
	s.room("duty")
	s.room("duty-210106")
	var wg sync.WaitGroup
	status := make([]int, 8)
	for n := range status {
		wg.Go(func() {
			login := []string{"duty", "duty-210106"}[n%2]
			status[n] = s.Do(login, "POST", "/api/command/incidents/"+s.incident+"/zones", map[string]any{"zones": []map[string]any{{"kind": "warm", "version": 0, "radius": 100 + n}}}).Status
		})
	}
	wg.Wait()
	slices.Sort(status)
	require.Equal(t, []int{200, 409, 409, 409, 409, 409, 409, 409}, status)
	require.EqualValues(t, 1, s.room("duty").Zones[0].Version)
}

func TestUnitsMoveAndRolesAreHandedOver(t *testing.T) {
	s := leaking(t)
	s.act("duty-210106", s.incident, "activate", levelIII())
	teams := s.teams(2)
	g1, g2 := ourPlan+"/group/G1", ourPlan+"/group/G2"
	r := s.room("duty-210106")
	require.Equal(t, "none", group(t, r, g2).Span)
	require.Len(t, r.Board.Apart, 2)
	move := func(unit, was, to string) int {
		return s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/units", map[string]any{"unit": unit, "was": was, "group": to}).Status
	}
	require.Equal(t, 200, move(teams[0].ID, "", g2))
	require.Equal(t, 200, move(teams[0].ID, g2, g2), "to where it is is nothing")
	require.Equal(t, 409, move(teams[0].ID, "", g1), "it was moved meanwhile")
	require.Equal(t, 404, move(teams[0].ID, g2, "nowhere"))
	require.Equal(t, 404, move("nobody", "", g2))
	r = s.room("duty-210106")
	require.Equal(t, []string{teams[0].ID}, group(t, r, g2).Units)
	require.Equal(t, "under", group(t, r, g2).Span, "one is fewer than three")
	require.Equal(t, 200, move(teams[0].ID, g2, ""), "and back")
	require.Empty(t, group(t, s.room("duty-210106"), g2).Units)

	var made command.NewGroup
	s.post("duty-210106", "groups", map[string]any{"title": "医疗救护组", "lead": "王医生"}, &made)
	require.Equal(t, 409, s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/groups", map[string]any{"title": "医疗救护组"}).Status)
	require.Equal(t, 409, s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/groups", map[string]any{"title": "抢险组"}).Status, "the plan has one of that name")
	require.Equal(t, 200, move(teams[1].ID, "", made.ID))
	require.Equal(t, "王医生", group(t, s.room("duty-210106"), made.ID).Lead)

	role := ourPlan + "/call/R2"
	was := holder(t, s.room("duty-210106"), role)
	hand := func(body map[string]any) int {
		return s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/hand-over", body).Status
	}
	require.Equal(t, 409, hand(map[string]any{"role": role, "from": "别人", "name": "李队长", "note": "换班"}))
	require.Equal(t, 400, hand(map[string]any{"role": role, "from": was.Name, "note": "换班"}), "to nobody")
	require.Equal(t, 400, hand(map[string]any{"role": role, "from": was.Name, "name": was.Name, "note": "换班"}), "to the same")
	require.Equal(t, 404, hand(map[string]any{"role": "none", "from": "", "name": "李队长", "note": "换班"}))
	require.Equal(t, 200, hand(map[string]any{"role": role, "from": was.Name, "name": "李队长", "note": "换班；阀门已关"}))
	now := holder(t, s.room("duty-210106"), role)
	require.Equal(t, []any{"李队长", was.Name, 1, "handed"}, []any{now.Name, now.From, now.Times, now.State})
	require.Equal(t, "李队长", group(t, s.room("duty-210106"), g2).Lead)
	s.act("duty-210106", s.incident, "order", map[string]any{"order": ourPlan + "/task/T3"})
	for _, task := range s.tasks() {
		if task.Title == "扩大警戒" {
			require.Equal(t, "李队长", task.AssigneeName, "what is given from now on goes to the new holder")
		}
	}
	require.Equal(t, 200, hand(map[string]any{"role": role, "from": "李队长", "contact": was.Contact, "note": "撤销交接"}))
	require.Equal(t, was.Name, holder(t, s.room("duty-210106"), role).Name)
	require.Equal(t, 200, hand(map[string]any{"role": ourPlan + "/call/R5", "from": "", "name": "赵专家", "note": "临时担任"}), "a vacant role is filled")
	require.Empty(t, lackTitles(s.room("duty-210106")))
	said, _ := s.says()
	require.Contains(t, said, "抢险组抢险组长："+was.Name+"→李队长；换班；阀门已关")
	require.Contains(t, said, "调整编组 "+teams[0].Name+"：未编组→抢险组")
}

func TestAGroupIsDissolvedAndRestored(t *testing.T) {
	s := leaking(t)
	s.act("duty-210106", s.incident, "activate", levelIII())
	teams := s.teams(2)
	path := func(group, what string) string {
		return "/api/command/incidents/" + s.incident + "/groups/" + url.PathEscape(group) + "/" + what
	}
	do := func(login, group, what string, body map[string]any) int {
		return s.Do(login, "POST", path(group, what), body).Status
	}
	var made, other command.NewGroup
	s.post("duty-210106", "groups", map[string]any{"title": "医疗救护组"}, &made)
	s.post("duty-210106", "groups", map[string]any{"title": "疏散安置组"}, &other)
	require.True(t, group(t, s.room("duty-210106"), made.ID).Own)
	require.False(t, group(t, s.room("duty-210106"), ourPlan+"/group/G2").Own)
	for _, f := range teams {
		s.post("duty-210106", "units", map[string]any{"unit": f.ID, "was": "", "group": made.ID}, nil)
	}
	empty := map[string]any{}
	refused := s.Do("duty-210106", "POST", path(made.ID, "dissolve"), empty)
	require.Equal(t, 422, refused.Status, "%s", refused.Body)
	require.Contains(t, string(refused.Body), teams[0].Name)
	require.Equal(t, 404, do("duty-210106", ourPlan+"/group/G2", "dissolve", empty), "a group of the plan ends with it")
	require.Equal(t, 404, do("duty-210106", "none", "dissolve", empty))
	require.Equal(t, 404, do("duty-210102", made.ID, "dissolve", empty), "another district")
	require.Equal(t, 403, do("leader", made.ID, "dissolve", empty))
	require.Equal(t, 400, do("duty-210106", made.ID, "dissolve", map[string]any{"move": true, "to": made.ID}))
	require.Equal(t, 404, do("duty-210106", made.ID, "dissolve", map[string]any{"move": true, "to": "nowhere"}))
	require.Equal(t, 409, do("duty-210106", made.ID, "restore", nil), "it stands")
	require.Equal(t, 2, group(t, s.room("duty-210106"), made.ID).Count, "what was refused changed nothing")

	require.Equal(t, 200, do("duty-210106", made.ID, "dissolve", map[string]any{"move": true, "to": other.ID}))
	require.Equal(t, 409, do("duty-210106", made.ID, "dissolve", empty), "twice")
	r := s.room("duty-210106")
	require.Equal(t, 2, group(t, r, other.ID).Count)
	require.Len(t, r.Board.Gone, 1)
	require.Equal(t, made.ID, r.Board.Gone[0].ID)
	require.Equal(t, 404, s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/units", map[string]any{"unit": teams[0].ID, "was": other.ID, "group": made.ID}).Status)

	var again command.NewGroup
	s.post("duty-210106", "groups", map[string]any{"title": "医疗救护组"}, &again)
	require.Equal(t, 409, do("duty-210106", made.ID, "restore", nil), "another one has its name")
	require.Equal(t, 200, do("duty-210106", again.ID, "dissolve", empty), "an empty one")
	s.post("duty-210106", "units", map[string]any{"unit": teams[1].ID, "was": other.ID, "group": ""}, nil)
	require.Equal(t, 200, do("duty-210106", made.ID, "restore", nil))
	r = s.room("duty-210106")
	require.Equal(t, []string{teams[0].ID}, group(t, r, made.ID).Units, "whoever was moved elsewhere since stays there")
	require.Equal(t, []string{teams[1].ID}, r.Board.Apart)
	require.Len(t, r.Board.Gone, 1)
	said, _ := s.says()
	for _, words := range []string{"解散工作组 医疗救护组；", "→疏散安置组", "恢复工作组 医疗救护组；" + teams[0].Name + "回到本组"} {
		require.Contains(t, said, words)
	}
}

// What a command room asks of the database does not grow with its tasks, nor does its answer with what nobody sees.
func TestTheRoomAsksTheSameHoweverManyTasks(t *testing.T) {
	var asked atomic.Pointer[[]string]
	var reader atomic.Value // id of the one whose questions count
	reader.Store("")
	c := citytest.New(t, citytest.Options{Asked: func(ctx context.Context, statement string) {
		if list := asked.Load(); list != nil && httpapi.SubjectOf(ctx).ID == reader.Load() {
			more := append(slices.Clone(*list), statement)
			asked.Store(&more)
		}
	}})
	s := leakingUnder(t, c, ammonia(t, c))
	p, err := c.Identity.ByLogin(context.Background(), "auditor")
	require.NoError(t, err)
	reader.Store(p.ID)
	s.act("duty-210106", s.incident, "classify", map[string]any{"type": "accident", "level": "III", "reason": "下风向有居民"})
	soon(t, "it is reported", func() bool { // by a case with clocks, which the room shows too
		var of report.UpwardOfIncident
		s.OK("duty-210106", "GET", "/api/report/incidents/"+s.incident, nil, &of)
		return of.Matter != nil
	})
	s.room("auditor") // what is read once
	asks := func(what string) []string {
		asked.Store(&[]string{})
		a := s.Do("auditor", "GET", "/api/command/incidents/"+s.incident+what, nil)
		require.Equal(t, 200, a.Status)
		list := *asked.Swap(nil)
		require.NotEmpty(t, list)
		return list
	}
	given := 0
	give := func(n int) {
		for ; given < n; given++ {
			s.post("duty-210106", "tasks", map[string]any{"title": fmt.Sprintf("任务 %d", given), "assignee": "field"}, nil)
		}
	}
	give(5)
	few, fewSeen := asks("/room"), asks("")
	give(50)
	many, manySeen := asks("/room"), asks("")
	require.Len(t, many, len(few), "%q", many)
	require.Len(t, manySeen, len(fewSeen), "%q", manySeen)

	for version := range 4 {
		s.post("duty-210106", "zones", map[string]any{"zones": []map[string]any{{"kind": "hot", "version": version, "radius": 100 + version}}}, nil)
	}
	for _, q := range asks("/room") {
		if strings.Contains(q, "command_zone") {
			require.Contains(t, q, "MAX(version)", "old outlines are read for the history alone")
		}
	}
	require.EqualValues(t, 4, s.room("auditor").Zones[0].Version)
	var history command.ZoneList
	s.OK("auditor", "GET", "/api/command/incidents/"+s.incident+"/zones", nil, &history)
	require.Len(t, history.Items, 4)
}

func group(t *testing.T, r command.Room, id string) command.BoardGroup {
	t.Helper()
	n := slices.IndexFunc(r.Board.Groups, func(g command.BoardGroup) bool { return g.ID == id })
	require.GreaterOrEqual(t, n, 0, id)
	return r.Board.Groups[n]
}

func holder(t *testing.T, r command.Room, role string) command.RoleHolder {
	t.Helper()
	for _, g := range r.Board.Groups {
		for _, h := range g.Roles {
			if h.Role == role {
				return h
			}
		}
	}
	t.Fatalf("no role %s", role)
	return command.RoleHolder{}
}

func TestObjectivesHoldAnIncidentOpen(t *testing.T) {
	s := leaking(t)
	s.act("duty-210106", s.incident, "classify", map[string]any{"type": "accident", "level": "IV", "reason": "影响小"})
	require.Equal(t, 400, s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/objectives", map[string]any{"title": "切断泄漏源"}).Status, "somebody must answer for it")
	require.Equal(t, 400, s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/objectives", map[string]any{"title": "切断泄漏源", "owner": "张工", "due": s.Clock.Now().Add(-1)}).Status)
	var o command.ObjectiveItem
	s.post("duty-210106", "objectives", map[string]any{"title": "切断泄漏源", "measure": "浓度低于 30 ppm", "assignee": "field", "due": s.Clock.Now().Add(3600e9)}, &o)
	var inbox struct {
		Items []struct{ Case struct{ ID string } }
	}
	s.OK("field", "GET", "/api/inbox", nil, &inbox)
	require.Len(t, inbox.Items, 1, "it is in the inbox of who answers for it")
	end := map[string]any{"summary": "已处置", "deaths": 0, "injured": 0, "evacuated": 0}
	refused := s.try("duty-210106", s.incident, "close", end)
	require.Equal(t, 422, refused.Status)
	require.Contains(t, string(refused.Body), "1 个处置目标")
	s.act("field", o.ID, "progress", map[string]any{"text": "阀门已找到"})
	require.Equal(t, "阀门已找到", s.room("duty-210106").Objectives[0].Objective.Progress)
	s.act("field", o.ID, "met", map[string]any{"result": "阀门已关闭"})
	require.Equal(t, "met", s.room("duty-210106").Objectives[0].Stage)
	s.act("duty-210106", s.incident, "close", end)
	require.Equal(t, 422, s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/objectives", map[string]any{"title": "再来一个", "owner": "张工"}).Status)
	require.False(t, s.room("duty-210106").May)
}

func TestTheLogIsNeverChanged(t *testing.T) {
	s := leaking(t)
	s.post("duty-210106", "log", map[string]any{"text": "下风向 300 米闻到氨味"}, nil)
	_, before := s.says()
	wrong := before[len(before)-1]
	require.Equal(t, http.StatusBadRequest, s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/log", map[string]any{"text": "以后的事", "at": s.Clock.Now().Add(3600e9)}).Status)
	require.Equal(t, 404, s.Do("duty-210106", "POST", "/api/command/incidents/"+s.incident+"/log", map[string]any{"text": "更正什么", "corrects": "nothing"}).Status)
	s.post("duty-210106", "log", map[string]any{"text": "应为 500 米", "corrects": wrong.Hash}, nil)
	_, after := s.says()
	require.Equal(t, before, after[:len(before)], "what was written stays as it was")
	require.Equal(t, wrong.Hash, after[len(before)].Corrects)
	require.Equal(t, "更正记事", after[len(before)].Title.Zh)
	s.act("duty-210106", s.incident, "dismiss", map[string]any{"reason": "误报"})
	s.post("duty-210106", "log", map[string]any{"text": "事后补记"}, nil)
	require.Equal(t, 403, s.Do("leader", "POST", "/api/command/incidents/"+s.incident+"/log", map[string]any{"text": "领导看看"}).Status)
	_, err := s.Journal.Verify(context.Background())
	require.NoError(t, err)
}

func TestSituationReport(t *testing.T) {
	s := leaking(t)
	var r command.SituationReport
	s.OK("duty-210106", "GET", "/api/command/incidents/"+s.incident+"/situation", nil, &r)
	require.Contains(t, r.Text, "人员伤亡和损失情况尚未核实。", "what is not known is said to be unknown")
	require.Contains(t, r.Text, "尚未启动应急响应。")
	s.act("duty-210106", s.incident, "activate", levelIII())
	team := s.arrived()
	s.post("duty-210106", "zones", map[string]any{"zones": []map[string]any{{"kind": "hot", "version": 0, "radius": 200}}}, nil)
	s.post("duty-210106", "objectives", map[string]any{"title": "切断泄漏源", "owner": "张工"}, nil)
	s.OK("duty-210106", "GET", "/api/command/incidents/"+s.incident+"/situation", nil, &r)
	for _, want := range []string{"冷库液氨泄漏态势快报", "一、基本情况", "Ⅲ级", team.Name, "热区（第 1 版", "切断泄漏源（张工", "氨气吸收剂需 10 吨", "尚缺 10", "专家组长", "下一步"} {
		require.Contains(t, r.Text, want)
	}
	file := s.Do("duty-210106", "GET", "/api/command/incidents/"+s.incident+"/situation/docx", nil)
	require.Equal(t, 200, file.Status)
	z, err := zip.NewReader(bytes.NewReader(file.Body), int64(len(file.Body)))
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "word/document.xml" }))
}
