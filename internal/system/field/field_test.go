package field_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/citytest"
	"anlan/internal/connect/narrow"
	"anlan/internal/engine/duty"
	"anlan/internal/system/field"
)

// scene is an incident in 铁西 with what the tests ask of it again and again.
type scene struct {
	*citytest.City
	t        *testing.T
	incident string
	marks    uint64
}

func at(t *testing.T) *scene {
	c := &scene{City: citytest.New(t, citytest.Options{}), t: t}
	var inc struct{ ID string }
	c.OK("duty-210106", "POST", "/api/command/incidents", map[string]any{"title": "仓库火灾", "type": "accident", "lon": 123.35, "lat": 41.79, "area": "210106"}, &inc)
	c.incident = inc.ID
	return c
}

// task gives a task to the leader in the field.
func (c *scene) task(title string) string {
	c.t.Helper()
	var task struct{ ID string }
	c.OK("duty-210106", "POST", "/api/command/incidents/"+c.incident+"/tasks", map[string]any{"title": title, "assignee": "field"}, &task)
	return task.ID
}

func (c *scene) stage(task string) string {
	c.t.Helper()
	var v struct{ Case struct{ Stage string } }
	c.OK("duty-210106", "GET", "/api/cases/"+task, nil, &v)
	return v.Case.Stage
}

func (c *scene) mark() string {
	c.marks++
	return fmt.Sprintf("%016x", c.marks)
}

// say says something at a moment and must be taken.
func (c *scene) say(mark, form, task string, when time.Time, v map[string]any) field.Message {
	c.t.Helper()
	var m field.Message
	c.OK("field", "POST", "/api/field/messages/"+mark, body(form, task, when, v), &m)
	return m
}

func body(form, task string, when time.Time, v map[string]any) map[string]any {
	return map[string]any{"form": form, "task": task, "at": when.UTC().Format(time.RFC3339), "values": v}
}

func (c *scene) state(task, says string, when time.Time) field.Message {
	c.t.Helper()
	return c.say(c.mark(), field.Status, task, when, map[string]any{"state": says})
}

func (c *scene) later(d time.Duration) { c.Clock.(*clock.Fake).Advance(d) }

// until waits for something that happens beside the request, as long as a busy machine may take.
func (c *scene) until(what string, f func() bool) {
	c.t.Helper()
	require.Eventually(c.t, f, 2*time.Minute, 20*time.Millisecond, what)
}

func (c *scene) par(query string) field.PARView {
	c.t.Helper()
	var v field.PARView
	c.OK("duty-210106", "GET", "/api/field/par?incident="+c.incident+query, nil, &v)
	return v
}

func (c *scene) timeline() string {
	c.t.Helper()
	var v struct {
		Timeline []struct {
			Title struct{ Zh string }
			Text  string
		}
	}
	c.OK("duty-210106", "GET", "/api/command/incidents/"+c.incident, nil, &v)
	var out []string
	for _, e := range v.Timeline {
		out = append(out, e.Title.Zh+" "+e.Text)
	}
	return strings.Join(out, "\n")
}

func TestOnePressMovesTheTaskOnce(t *testing.T) {
	c := at(t)
	task := c.task("搜救二层")
	now := c.Clock.Now()
	first := c.state(task, "accepted", now)
	require.Equal(t, "applied", first.Outcome)
	require.Equal(t, "accepted", c.stage(task))
	again := c.say(first.Mark, field.Status, task, now, map[string]any{"state": "accepted"})
	require.Equal(t, first.ID, again.ID, "sent twice is said once")
	require.Equal(t, 409, c.Do("field", "POST", "/api/field/messages/"+first.Mark, body(field.Need, task, now, map[string]any{"what": "water"})).Status, "the mark of something else")
	c.later(10 * time.Minute)
	require.Equal(t, "applied", c.state(task, "departed", c.Clock.Now()).Outcome)
	c.later(10 * time.Minute)
	held := c.say(c.mark(), field.Status, task, c.Clock.Now(), map[string]any{"state": "blocked", "text": "桥面积水，正在绕行"})
	require.Equal(t, "applied", held.Outcome)
	require.Equal(t, "blocked", c.stage(task))
	c.later(5 * time.Minute)
	require.Equal(t, "applied", c.state(task, "departed", c.Clock.Now()).Outcome, "on the way again")
	require.Equal(t, "departed", c.stage(task))
	c.later(5 * time.Minute)
	require.Equal(t, "applied", c.state(task, "arrived", c.Clock.Now()).Outcome)
	require.Equal(t, "kept", c.say(c.mark(), field.Report, task, c.Clock.Now(), map[string]any{"text": "火势已控制", "injured": 2}).Outcome)
	c.later(time.Hour)
	require.Equal(t, "applied", c.say(c.mark(), field.Status, task, c.Clock.Now(), map[string]any{"state": "done"}).Outcome)
	require.Equal(t, "done", c.stage(task))
	told := c.timeline()
	for _, words := range []string{"受阻 桥面积水", "一线报告：情况报告 受伤人数 2，火势已控制", "完成 现场报告已完成"} {
		require.Contains(t, told, words)
	}
	_, err := c.Journal.Verify(context.Background())
	require.NoError(t, err)
}

// A team on site is kept for it as long again, whenever it comes.
func TestATeamOnSiteIsKept(t *testing.T) {
	c := at(t)
	p, err := c.Identity.ByLogin(context.Background(), "field")
	require.NoError(t, err)
	var team string
	for _, g := range p.Grants {
		if g.Department != "" {
			team = g.Department
		}
	}
	var task struct{ ID string }
	c.OK("duty-210106", "POST", "/api/command/incidents/"+c.incident+"/tasks", map[string]any{"title": "灭火", "team": team}, &task)
	until := func() (out clock.Instant) {
		var rows []struct {
			Until clock.Instant `bun:"until"`
		}
		require.NoError(t, c.DB.Read().NewRaw("SELECT until FROM dispatch_booking WHERE document = ? AND ended_at IS NULL", task.ID).Scan(context.Background(), &rows))
		require.Len(t, rows, 1)
		return rows[0].Until
	}
	before := until()
	c.later(4 * time.Hour)
	c.state(task.ID, "arrived", c.Clock.Now())
	require.Equal(t, 4*time.Hour, until().Sub(before.Time))
}

// The four states come in each of the 24 orders, as messages do that wait in different places for a network: the task ends in
// the same stage, all are kept, nothing contradicts.
func TestAnyOrderEndsTheSame(t *testing.T) {
	c := at(t)
	states := []string{"accepted", "departed", "arrived", "done"}
	begin := c.Clock.Now()
	tasks := map[string][]int{}
	for _, order := range permutations(4) {
		tasks[c.task(fmt.Sprintf("任务 %v", order))] = order
	}
	c.later(2 * time.Hour)
	for task, order := range tasks {
		highest := -1
		for _, n := range order {
			m := c.state(task, states[n], begin.Add(time.Duration(10+10*n)*time.Minute))
			require.False(t, m.Conflict, "%v: %+v", order, m)
			if n > highest {
				require.Equal(t, "applied", m.Outcome, "%v", order)
				highest = n
			} else {
				require.Equal(t, "late", m.Outcome, "%v", order)
			}
			require.Equal(t, states[highest], c.stage(task), "%v", order)
		}
		var n int
		require.NoError(t, c.DB.Read().NewRaw("SELECT count(*) FROM field_message WHERE task = ?", task).Scan(context.Background(), &n))
		require.Equal(t, 4, n, "all are kept")
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			q := append(append(append([]int{}, p[:i]...), n-1), p[i:]...)
			out = append(out, q)
		}
	}
	return out
}

func TestWhatContradictsIsKeptAndShown(t *testing.T) {
	c := at(t)
	task := c.task("破拆")
	c.later(30 * time.Minute)
	require.Equal(t, 200, c.Do("duty-210106", "POST", "/api/cases/"+task+"/acts/accept", nil).Status, "by radio")
	require.Equal(t, 200, c.Do("duty-210106", "POST", "/api/cases/"+task+"/acts/arrive", nil).Status)
	c.later(20 * time.Minute)
	m := c.state(task, "departed", c.Clock.Now())
	require.Equal(t, []any{"held", true}, []any{m.Outcome, m.Conflict})
	require.Equal(t, "arrived", c.stage(task), "the last one does not win")
	require.Equal(t, "late", c.state(task, "departed", c.Clock.Now().Add(-45*time.Minute)).Outcome)
	require.Equal(t, 200, c.Do("duty-210106", "POST", "/api/cases/"+task+"/acts/cancel", map[string]any{"reason": "改派其他队伍"}).Status)
	c.later(20 * time.Minute)
	gone := c.state(task, "done", c.Clock.Now())
	require.Equal(t, []any{"held", true}, []any{gone.Outcome, gone.Conflict})
	var list struct{ Items []field.Message }
	c.OK("duty-210106", "GET", "/api/field/messages?only=conflict&incident="+c.incident, nil, &list)
	require.Len(t, list.Items, 2)
	var answered field.Message
	c.OK("duty-210106", "POST", "/api/field/messages/"+m.ID+"/answer", map[string]any{"text": "已与队长核对，以到场为准"}, &answered)
	require.Equal(t, 409, c.Do("duty-210106", "POST", "/api/field/messages/"+m.ID+"/answer", map[string]any{"text": "又答一次"}).Status)
	c.OK("duty-210106", "GET", "/api/field/messages?only=conflict&incident="+c.incident, nil, &list)
	require.Len(t, list.Items, 1)
	require.Contains(t, c.timeline(), "与已知状态矛盾")
}

func TestBadInputSaysWhat(t *testing.T) {
	c := at(t)
	task := c.task("警戒")
	now := c.Clock.Now()
	for name, x := range map[string]struct {
		login string
		body  map[string]any
		want  int
		words string
	}{
		"no task":       {"field", body(field.Status, "", now, map[string]any{"state": "done"}), 400, "请选择任务"},
		"foreign task":  {"field", body(field.Status, c.incident, now, map[string]any{"state": "done"}), 404, "没有"},
		"no such state": {"field", body(field.Status, task, now, map[string]any{"state": "flying"}), 400, "状态"},
		"missing":       {"field", body(field.PAR, task, now, map[string]any{"say": "ok"}), 400, "人数"},
		"unknown field": {"field", body(field.Position, task, now, map[string]any{"mood": "good"}), 400, "mood"},
		"too many":      {"field", body(field.PAR, task, now, map[string]any{"say": "ok", "persons": 501}), 400, "人数"},
		"not a right":   {"duty-210106", body(field.Position, "", now, nil), 403, ""},
		"auditor":       {"auditor", body(field.Position, "", now, nil), 403, ""},
	} {
		a := c.Do(x.login, "POST", "/api/field/messages/"+c.mark(), x.body)
		require.Equal(t, x.want, a.Status, "%s: %s", name, a.Body)
		require.Contains(t, string(a.Body), x.words, name)
	}
	require.Equal(t, 403, c.Do("duty-210106", "PUT", "/api/field/terms", map[string]any{"every": 15, "warn": 2}).Status)
	require.Equal(t, 400, c.Do("commander", "PUT", "/api/field/terms", map[string]any{"every": 5, "warn": 5}).Status)
	var terms field.PARTerms
	c.OK("auditor", "GET", "/api/field/terms", nil, &terms)
	require.False(t, terms.Verified, "nobody has verified the minutes")
	c.OK("commander", "PUT", "/api/field/terms", map[string]any{"every": 15, "warn": 2, "source": "本市总队作战规程"}, &terms)
	c.OK("field", "GET", "/api/field/terms", nil, &terms)
	require.Equal(t, field.PARTerms{Every: 15, Warn: 2, Again: 3, Positions: 30, Verified: true, Source: "本市总队作战规程"}, terms)
	require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/field/par?incident="+c.incident, nil).Status)
}

// second is another server on the same database, or the same one after a restart: it holds nothing in memory.
func (c *scene) second() *field.System {
	s, err := field.New(context.Background(), field.Needs{
		DB: c.DB, Clock: c.Clock, Journal: c.Journal, Bus: c.Bus, Identity: c.Identity, Register: c.Register, Procedure: c.Procedure, Duty: c.Duty, Vault: c.Vault, Log: slog.New(slog.DiscardHandler), Home: "2101",
	})
	require.NoError(c.t, err)
	return s
}

func (c *scene) call(id string) (out duty.Call) {
	c.t.Helper()
	var err error
	out, err = c.Duty.OneCall(context.Background(), []string{""}, id)
	require.NoError(c.t, err)
	return out
}

func TestTheClockOfACrewInDanger(t *testing.T) {
	c := at(t)
	task := c.task("内攻搜救")
	c.state(task, "arrived", c.Clock.Now())
	begun := c.Clock.Now()
	require.Equal(t, "applied", c.say(c.mark(), field.PAR, task, begun, map[string]any{"say": "in", "persons": 4}).Outcome)
	v := c.par("")
	require.Len(t, v.Items, 1)
	require.Equal(t, []int{20, 4}, []int{v.Items[0].Minutes, v.Items[0].Persons})
	require.False(t, v.Terms.Verified)
	id := v.Items[0].ID

	c.later(17*time.Minute + 10*time.Second)
	c.until("the crew is reminded", func() bool { return c.par("").Items[0].Warned })
	require.False(t, c.par("").Items[0].Overdue)

	c.later(3 * time.Minute)
	c.second().Tick(context.Background()) // two servers look at once
	c.until("it is overdue", func() bool { return c.par("").Items[0].Overdue })
	p := c.par("").Items[0]
	require.NotEmpty(t, p.Call)
	call := c.call(p.Call)
	require.Equal(t, duty.CallRunning, call.State)
	require.Contains(t, call.Why, "人员清点超时")
	require.NotEmpty(t, call.Targets)
	require.Equal(t, 1, strings.Count(c.timeline(), "人员清点超时 "), "once, whoever looks")

	require.Equal(t, "late", c.say(c.mark(), field.PAR, task, begun.Add(-time.Minute), map[string]any{"say": "ok", "persons": 4}).Outcome)
	require.True(t, c.par("").Items[0].Overdue, "an older count changes nothing")
	c.say(c.mark(), field.PAR, task, begun.Add(5*time.Second), map[string]any{"say": "ok", "persons": 4})
	require.True(t, c.par("").Items[0].Overdue)
	require.False(t, c.par("").Items[0].DueAt.After(begun.Add(21*time.Minute)), "the clock runs from the time of counting, not from that of receiving")

	now := c.Clock.Now()
	require.Equal(t, "applied", c.say(c.mark(), field.PAR, task, now, map[string]any{"say": "ok", "persons": 4}).Outcome)
	p = c.par("").Items[0]
	require.Equal(t, []bool{false, false}, []bool{p.Overdue, p.Warned})
	require.Equal(t, duty.CallStopped, c.call(call.ID).State)
	require.Equal(t, now.Add(20*time.Minute).Unix(), p.DueAt.Unix())

	short := c.say(c.mark(), field.PAR, task, now, map[string]any{"say": "ok", "persons": 3})
	require.Equal(t, "open", short.State, "one of four is missing, whatever the word was")
	p = c.par("").Items[0]
	require.True(t, p.Short)
	require.Contains(t, c.call(p.Call).Why, "应有 4 人，清点 3 人")
	require.Equal(t, 200, c.Do("duty-210106", "POST", "/api/field/par/"+id+"/count", map[string]any{"say": "out", "persons": 4, "text": "全部撤出"}).Status)
	require.Empty(t, c.par("").Items)
	require.Len(t, c.par("&ended=true").Items, 1)
	require.Equal(t, 404, c.Do("duty-210106", "POST", "/api/field/par/"+id+"/end", map[string]any{"reason": "再结束"}).Status)
}

// A clock that was started before the server stopped is found by the one that starts after its time was over.
func TestTheClockOutlivesTheServer(t *testing.T) {
	c := at(t)
	task := c.task("排险")
	var p field.PARState
	c.OK("duty-210106", "POST", "/api/field/par", map[string]any{"task": task, "minutes": 5, "persons": 2}, &p)
	require.Equal(t, 403, c.Do("field", "POST", "/api/field/par", map[string]any{"task": task, "persons": 2}).Status)
	require.Equal(t, 404, c.Do("duty-210102", "POST", "/api/field/par", map[string]any{"task": task, "persons": 2}).Status)
	c.later(time.Hour)
	c.second().Tick(context.Background())
	c.until("it says so", func() bool { return c.par("").Items[0].Overdue })
	require.Equal(t, p.DueAt, c.par("").Items[0].OverdueAt, "since when it was due, not since it was found")
	require.Equal(t, 200, c.Do("duty-210106", "POST", "/api/cases/"+task+"/acts/cancel", map[string]any{"reason": "撤离"}).Status)
	c.until("a task that is over ends its clock", func() bool { return len(c.par("").Items) == 0 })
}

func TestMayday(t *testing.T) {
	c := at(t)
	task := c.task("内攻")
	now := c.Clock.Now()
	m := c.say(c.mark(), field.Mayday, task, now, map[string]any{"what": "air", "persons": 2})
	require.Equal(t, []any{"applied", "open"}, []any{m.Outcome, m.State})
	call := c.call(m.Call)
	require.Contains(t, call.Why, "求救")
	require.Contains(t, call.Why, "空气呼吸器告急")
	require.NotEmpty(t, call.Targets)
	second := c.say(c.mark(), field.Mayday, task, now.Add(time.Second), map[string]any{"what": "trapped"})
	require.Equal(t, m.Call, second.Call, "one call")
	c.OK("duty-210106", "POST", "/api/field/messages/"+m.ID+"/answer", map[string]any{"text": "救援组已出动"}, nil)
	require.Equal(t, duty.CallRunning, c.call(m.Call).State, "the second one is open")
	c.OK("duty-210106", "POST", "/api/field/messages/"+second.ID+"/answer", map[string]any{"text": "同上"}, nil)
	require.Equal(t, duty.CallStopped, c.call(m.Call).State)
	var mine field.PhonePack
	c.OK("field", "GET", "/api/field/mine", nil, &mine)
	require.Equal(t, "救援组已出动", mine.Messages[1].Answer)
	require.NotEmpty(t, mine.Kinds)

	strange := c.say(c.mark(), field.Mayday, "no-such-task", now.Add(2*time.Second), map[string]any{"what": "help"})
	require.Equal(t, "open", strange.State, "never refused because of a task")
	c.later(5 * time.Minute)
	require.Equal(t, "applied", c.say(c.mark(), field.Safe, "", c.Clock.Now(), map[string]any{"why": "safe"}).Outcome)
	var list struct{ Items []field.Message }
	c.OK("duty-210106", "GET", "/api/field/messages?only=open&incident="+c.incident, nil, &list)
	require.Empty(t, list.Items)
	tardy := c.say(c.mark(), field.Mayday, task, now.Add(time.Minute), map[string]any{"what": "help"})
	require.Equal(t, []any{"late", "over"}, []any{tardy.Outcome, tardy.State}, "it happened before the message that ended it")
	fresh := c.say(c.mark(), field.Mayday, task, c.Clock.Now().Add(10*time.Minute), map[string]any{"what": "help"})
	require.Equal(t, "open", fresh.State, "of a phone whose clock is fast")
	require.False(t, fresh.At.After(c.Clock.Now()))
	c.OK("duty-210106", "POST", "/api/field/messages/"+fresh.ID+"/end", map[string]any{"text": "已救出"}, nil)
	require.Contains(t, c.timeline(), "求救解除")
}

// TestShortMessages goes the way of a phone without a network: its frames come by a gateway, by a colleague, in parts, twice,
// and then once more over the network.
func TestShortMessages(t *testing.T) {
	c := at(t)
	task := c.task("侦察")
	var key field.FrameKey
	c.OK("field", "POST", "/api/field/keys", map[string]any{"device": "phone-0001"}, &key)
	secret, err := hex.DecodeString(key.Key)
	require.NoError(t, err)
	book := c.second().Forms()
	now := c.Clock.Now()
	write := func(id uint64, form string, v map[string]any) (out []string) {
		frames, err := book.Write(narrow.Message{Form: form, Sender: key.Number, ID: id, At: now.Unix(), Task: narrow.Ref(task), Place: &narrow.Place{Lon: 123.35, Lat: 41.79, Accuracy: 8}, Values: v}, secret)
		require.NoError(t, err)
		for _, f := range frames {
			out = append(out, narrow.ToText(f))
		}
		return out
	}
	relay := func(login, text string) (out field.Relayed) {
		t.Helper()
		c.OK(login, "POST", "/api/field/frames", map[string]any{"text": text}, &out)
		return out
	}
	one := write(0xa1, field.Status, map[string]any{"state": "arrived"})[0]
	for range 2 {
		r := relay("duty-210106", one)
		require.Equal(t, []any{true, "applied"}, []any{r.Items[0].Taken, r.Items[0].Outcome})
	}
	require.Equal(t, "arrived", c.stage(task))
	same := c.say("00000000000000a1", field.Status, task, now, map[string]any{"state": "arrived"})
	require.Equal(t, "short", same.Way, "over the network it is the one that came by the short message")
	var n int
	require.NoError(t, c.DB.Read().NewRaw("SELECT count(*) FROM field_message WHERE task = ?", task).Scan(context.Background(), &n))
	require.Equal(t, 1, n)

	long := strings.Repeat("三层西侧走廊有明火，楼梯间烟气较浓，", 8)
	parts := write(0xa2, field.Report, map[string]any{"text": long, "trapped": 3})
	require.Greater(t, len(parts), 2)
	r := relay("field", parts[1])
	require.Equal(t, []any{"waiting", "1/" + strconv.Itoa(len(parts))}, []any{r.Items[0].Outcome, r.Items[0].Missing}, "nothing is known of it yet")
	r = relay("duty-210106", parts[0])
	require.Equal(t, "kept", r.Items[0].Outcome)
	text := func() string {
		var list struct {
			Items []struct {
				Mark    string
				Missing string
				Values  struct{ Text string }
			}
		}
		c.OK("duty-210106", "GET", "/api/field/messages?incident="+c.incident, nil, &list)
		for _, m := range list.Items {
			if m.Mark == "00000000000000a2" {
				return m.Values.Text
			}
		}
		return ""
	}
	require.Contains(t, text(), "段未收到〕")
	relay("duty-210106", strings.Join(parts[2:], "\n"))
	require.Equal(t, long, text())
	require.Contains(t, c.timeline(), "短报文补全")

	mixed := relay("duty-210106", one+" a1ff00 "+write(0xa3, field.Need, map[string]any{"what": "medical", "amount": 2})[0])
	require.Equal(t, []bool{true, false, true}, []bool{mixed.Items[0].Taken, mixed.Items[1].Taken, mixed.Items[2].Taken}, "a broken one does not hold up the others")
	require.NotEmpty(t, mixed.Items[1].Why.Zh)
	strange := write(0xa4, field.Need, map[string]any{"what": "water", "amount": 3})[0]
	letters := []rune(strange)
	letters[20] = '？'
	mixed = relay("duty-210106", one+" "+string(letters)+" 不是报文 "+write(0xa5, field.Need, map[string]any{"what": "power"})[0])
	require.Equal(t, []bool{true, false, false, true}, []bool{mixed.Items[0].Taken, mixed.Items[1].Taken, mixed.Items[2].Taken, mixed.Items[3].Taken}, "one that cannot be read does not hold up the others")
	require.Contains(t, mixed.Items[1].Why.Zh, "第 2 条第 21 个字符")
	require.Contains(t, mixed.Items[1].Why.Zh, "校验相符")
	require.Equal(t, strange, mixed.Items[1].Suggest)
	require.Contains(t, mixed.Items[2].Why.Zh, "第 3 条第 1 个字符“不”")
	require.Empty(t, mixed.Items[2].Suggest)
	require.Equal(t, []any{true, "kept"}, []any{relay("duty-210106", mixed.Items[1].Suggest).Items[0].Taken, relay("duty-210106", mixed.Items[1].Suggest).Items[0].Outcome}, "once somebody looked")

	forged, err := book.Write(narrow.Message{Form: field.Position, Sender: key.Number, ID: 9, At: now.Unix()}, []byte("not the key"))
	require.NoError(t, err)
	require.Equal(t, 403, c.Do("duty-210106", "POST", "/api/field/frames", map[string]any{"text": narrow.ToText(forged[0])}).Status)
	unknown, err := book.Write(narrow.Message{Form: field.Position, Sender: key.Number + 1, ID: 9, At: now.Unix()}, secret)
	require.NoError(t, err)
	require.Equal(t, 403, c.Do("duty-210106", "POST", "/api/field/frames", map[string]any{"text": narrow.ToText(unknown[0])}).Status)
	require.Equal(t, 403, c.Do("auditor", "POST", "/api/field/frames", map[string]any{"text": one}).Status)
	lost, err := book.Write(narrow.Message{Form: field.Status, Sender: key.Number, ID: 0xa9, At: now.Unix(), Task: 77, Values: map[string]any{"state": "done"}}, secret)
	require.NoError(t, err)
	require.Equal(t, "held", relay("duty-210106", hex.EncodeToString(lost[0])).Items[0].Outcome, "kept, though its task is not known")

	var next field.FrameKey
	c.OK("field", "POST", "/api/field/keys", map[string]any{"device": "phone-0001"}, &next)
	require.NotEqual(t, key.Number, next.Number)
	relay("duty-210106", one) // what is on its way still counts
	c.later(8 * 24 * time.Hour)
	c.Forget()
	require.Equal(t, 403, c.Do("duty-210106", "POST", "/api/field/frames", map[string]any{"text": one}).Status, "the old key has ended")
}
