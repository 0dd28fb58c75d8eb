package command_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/signal"
	"anlan/internal/system/command"
)

// leak raises an alarm on a gas detector of the cold store in 铁西 and returns it as the duty officer sees it.
func leak(t *testing.T, c *citytest.City) signal.Alarm {
	t.Helper()
	var points struct{ Items []signal.Reading }
	c.OK("duty-210106", "GET", "/api/signal/points?limit=1000", nil, &points)
	for _, p := range points.Items {
		if p.Limits.HH == nil || p.Unit != "ppm" && p.Unit != "mg/m³" {
			continue
		}
		now := c.Clock.Now()
		for i := range 2 { // the second value after the on-delay
			_, err := c.Signal.Ingest(context.Background(), []signal.Sample{{Device: p.Device, Key: p.Key, At: now.Add(p2(i, p.OnDelay)), Value: *p.Limits.HH + 10, Quality: signal.Good}})
			require.NoError(t, err)
		}
		var alarms struct{ Items []signal.Alarm }
		c.OK("duty-210106", "GET", "/api/signal/alarms", nil, &alarms)
		require.Len(t, alarms.Items, 1)
		return alarms.Items[0]
	}
	t.Fatal("no gas detector in 210106")
	return signal.Alarm{}
}

func TestFromAlarmToClosing(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	a := leak(t, c)
	require.Equal(t, signal.Critical, a.Severity)
	c.OK("duty-210106", "POST", "/api/signal/alarms/"+a.ID+"/acknowledge", nil, nil)

	var inc command.IncidentItem
	c.OK("duty-210106", "POST", "/api/command/incidents", map[string]any{"title": "液氨冷库泄漏", "type": "accident", "alarm": a.ID}, &inc)
	require.Equal(t, "reported", inc.Stage)
	require.NotEmpty(t, inc.AreaName)
	again := c.Do("duty-210106", "POST", "/api/command/incidents", map[string]any{"title": "再报一次", "type": "accident", "alarm": a.ID})
	require.Equal(t, 409, again.Status, "one alarm, one open incident")
	require.Contains(t, string(again.Body), inc.ID)
	var alike struct{ Items []command.Alike }
	c.OK("duty-210106", "GET", "/api/command/incidents/alike?lon="+num(inc.Lon)+"&lat="+num(inc.Lat), nil, &alike)
	require.Len(t, alike.Items, 1)

	act := func(login, id, act string, form any) citytest.Answer {
		return c.Do(login, "POST", "/api/cases/"+id+"/acts/"+act, form)
	}
	require.Equal(t, 422, act("duty-210106", inc.ID, "close", map[string]any{"summary": "x", "deaths": 0, "injured": 0, "evacuated": 0}).Status, "not before it is classified")
	require.Equal(t, 200, act("duty-210106", inc.ID, "verify", map[string]any{"how": "video", "note": "现场视频可见白雾"}).Status)
	bad := act("duty-210106", inc.ID, "classify", map[string]any{"type": "social", "level": "II", "reason": "x"})
	require.Equal(t, 422, bad.Status)
	require.Contains(t, string(bad.Body), "第三条")
	require.Equal(t, 200, act("duty-210106", inc.ID, "classify", map[string]any{"type": "accident", "level": "III", "reason": "氨气浓度超限，周边有居民"}).Status)

	var groups struct{ Items []command.Group }
	c.OK("duty-210106", "GET", "/api/command/incidents/"+inc.ID+"/recommendations", nil, &groups)
	teams := groups.Items[0]
	require.Equal(t, "rescue-team", teams.Kind)
	require.NotEmpty(t, teams.Items)
	require.GreaterOrEqual(t, len(teams.Items[0].Reasons), 2)

	field := teamOf(t, c, "field")
	var task command.TaskItem
	c.OK("duty-210106", "POST", "/api/command/incidents/"+inc.ID+"/tasks", map[string]any{"title": "堵漏并警戒", "team": field}, &task)
	require.Equal(t, "assigned", task.Stage)
	blocked := act("duty-210106", inc.ID, "close", map[string]any{"summary": "x", "deaths": 0, "injured": 0, "evacuated": 0})
	require.Equal(t, 422, blocked.Status)
	require.Contains(t, string(blocked.Body), "1 项任务")

	var mine struct{ Items []command.TaskItem }
	c.OK("field", "GET", "/api/command/tasks?mine=true", nil, &mine)
	require.Len(t, mine.Items, 1)
	var inbox struct{ Items []procedure.Todo }
	c.OK("field", "GET", "/api/inbox", nil, &inbox)
	require.Len(t, inbox.Items, 1)
	require.Equal(t, 403, act("field", task.ID, "cancel", map[string]any{"reason": "不想去"}).Status)
	require.Equal(t, 422, act("field", task.ID, "done", map[string]any{"result": "x"}).Status, "not before arriving")
	for _, step := range []struct {
		act  string
		form any
	}{{"accept", nil}, {"arrive", nil}, {"done", map[string]any{"result": "阀门已关闭，浓度下降"}}} {
		r := act("field", task.ID, step.act, step.form)
		require.Equal(t, 200, r.Status, "%s: %s", step.act, r.Body)
	}
	require.Equal(t, 200, act("duty-210106", inc.ID, "close", map[string]any{"summary": "泄漏已控制，无人员伤亡", "deaths": 0, "injured": 0, "evacuated": 36}).Status)

	var view command.IncidentView
	c.OK("duty", "GET", "/api/command/incidents/"+inc.ID, nil, &view)
	require.True(t, view.Incident.Closed)
	require.Equal(t, 36, view.Incident.Evacuated)
	var told []string
	for _, e := range view.Timeline {
		if strings.HasPrefix(e.Action, "report.") || strings.HasPrefix(e.Action, "after.") {
			continue // an accident is reported upward, and its follow-up begins, by themselves some moments later
		}
		told = append(told, e.Title.Zh)
	}
	require.Equal(t, []string{"接报：险情处置", "核实属实", "定级并启动处置", "下达任务", "接受", "到达", "完成", "办结"}, told)
	require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/command/incidents/"+inc.ID, nil).Status)
	_, err := c.Journal.Verify(context.Background())
	require.NoError(t, err)
}

func TestMergingAndDismissing(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	open := func(title string) string {
		var i command.IncidentItem
		c.OK("duty", "POST", "/api/command/incidents", map[string]any{"title": title, "type": "natural", "lon": 123.35, "lat": 41.79, "summary": "积水"}, &i)
		return i.ID
	}
	a, b := open("积水一"), open("积水二")
	merge := func(into string) int {
		return c.Do("duty", "POST", "/api/cases/"+b+"/acts/merge", map[string]any{"into": into, "reason": "同一地点"}).Status
	}
	require.Equal(t, 422, merge(b), "not into itself")
	require.Equal(t, 422, merge("nothing"))
	require.Equal(t, 200, merge(a))
	require.Equal(t, 200, c.Do("duty", "POST", "/api/cases/"+a+"/acts/dismiss", map[string]any{"reason": "误报"}).Status)
	var list struct{ Items []command.IncidentItem }
	c.OK("duty", "GET", "/api/command/incidents?open=true", nil, &list)
	require.Empty(t, list.Items)
	c.OK("duty", "GET", "/api/command/incidents?open=false", nil, &list)
	require.Len(t, list.Items, 2)
	for name, body := range map[string]map[string]any{
		"no place":       {"title": "无地点", "type": "natural"},
		"outside":        {"title": "市外", "type": "natural", "lon": 100.0, "lat": 30.0},
		"unknown type":   {"title": "类型", "type": "war", "lon": 123.35, "lat": 41.79},
		"raised by body": {"title": "多余", "type": "natural", "lon": 123.35, "lat": 41.79, "stage": "closed", "opened_by": "admin"},
	} {
		require.Equal(t, 400, c.Do("duty", "POST", "/api/command/incidents", body).Status, name)
	}
	require.Equal(t, 403, c.Do("duty-210102", "POST", "/api/command/incidents", map[string]any{"title": "别区", "type": "natural", "lon": 123.35, "lat": 41.79, "area": "210106"}).Status)
}
