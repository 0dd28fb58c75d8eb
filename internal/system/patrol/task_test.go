package patrol_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/citytest"
	"anlan/internal/system/patrol"
)

const jpeg = "\xff\xd8\xff\xe0 not much of a picture"

// mine is the first open task of a member that has the form.
func (c city) mine(form string) (login string, task patrol.RoundView) {
	c.t.Helper()
	for _, l := range []string{"grid-210106", "grid-210106-1", "grid-210106-2", "grid-210106-3", "grid-210106-4", "grid-210106-5", "grid-210106-6"} {
		var b struct{ Tasks []patrol.RoundView }
		c.OK(l, "GET", "/api/patrol/mine", nil, &b)
		for _, t := range b.Tasks {
			if t.Form == form && t.State == patrol.Open && t.DueAt.After(c.Clock.Now()) {
				return l, t
			}
		}
	}
	c.t.Fatalf("nobody has an open task with the form %s", form)
	return "", task
}

func (c city) count(query string, args ...any) (n int) {
	c.t.Helper()
	require.NoError(c.t, c.DB.Read().NewRaw(query, args...).Scan(context.Background(), &n))
	return n
}

func TestTasksAreMadeOnceAndNoneIsMissing(t *testing.T) {
	c := start(t, citytest.Options{Grid: true})
	ctx := context.Background()
	before := c.count("SELECT count(*) FROM patrol_task")
	require.Greater(t, before, 300)
	overdue := func(before time.Duration) int {
		return c.count("SELECT count(*) FROM patrol_task WHERE state = 'open' AND due_at < ?", clock.At(c.Clock.Now().Add(-before)))
	}
	require.Zero(t, overdue(48*time.Hour), "a fresh demo has nothing overdue for weeks")
	for range 3 {
		require.NoError(t, c.Grid.MakeDue(ctx))
	}
	require.Equal(t, before, c.count("SELECT count(*) FROM patrol_task"), "the same day again makes nothing")
	daily := func(day string) int {
		return c.count("SELECT count(*) FROM patrol_task WHERE key LIKE ?", "t-cell-daily|%|"+day)
	}
	require.Equal(t, len(c.cells("", "210106"))+4, daily("2026-03-02"))
	c.Clock.(*clock.Fake).Advance(5 * 24 * time.Hour) // off from Monday to Saturday
	require.NoError(t, c.Grid.MakeDue(ctx))
	for _, day := range []string{"2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"} {
		require.Equal(t, daily("2026-03-02"), daily(day), day)
	}
	require.Zero(t, daily("2026-03-07"), "a Saturday")
	// A member who joins later finds the tasks as they were; a second node at the same moment makes none twice.
	two := make(chan error, 2)
	c.Clock.(*clock.Fake).Advance(2 * 24 * time.Hour)
	for range 2 {
		go func() { two <- c.Grid.MakeDue(ctx) }()
	}
	require.NoError(t, <-two)
	require.NoError(t, <-two)
	require.Equal(t, daily("2026-03-02"), daily("2026-03-09"))
}

func TestATaskIsDoneOnceAndConflictsSpeak(t *testing.T) {
	c := start(t, citytest.Options{Grid: true})
	login, task := c.mine("round")
	taken := c.Clock.Now().Add(-20 * time.Minute)
	photo := uuid.NewString()
	report := map[string]any{"taken_at": taken, "lon": task.Lon, "lat": task.Lat, "accuracy": 15, "answers": map[string]any{"streets": "ok", "covers": "ok", "gas": "none"}, "photos": []string{photo}}
	path := "/api/patrol/tasks/" + task.ID + "/done"
	require.Equal(t, 400, c.Do(login, "POST", path, report).Status, "the photograph has not come")
	for range 2 {
		a := c.Do(login, "POST", "/api/patrol/photos/"+photo+"?taken_at="+taken.Format(time.RFC3339), jpeg, "Content-Type", "image/jpeg", "Idempotency-Key", photo)
		require.Equal(t, 200, a.Status, "%s", a.Body)
	}
	require.Equal(t, 400, c.Do(login, "POST", "/api/patrol/photos/"+uuid.NewString(), "<svg/>", "Content-Type", "image/jpeg").Status)
	bad := map[string]any{"taken_at": taken, "answers": map[string]any{"streets": "bad", "covers": "ok", "gas": "none"}}
	require.Contains(t, string(c.Do(login, "POST", path, bad).Body), "情况说明")
	require.Equal(t, 400, c.Do(login, "POST", path, map[string]any{"taken_at": c.Clock.Now().Add(time.Hour), "answers": report["answers"]}).Status, "a clock that is ahead")
	require.Equal(t, 404, c.Do("grid-210102", "POST", path, report).Status)
	other := "grid-210106-1"
	if login == other {
		other = "grid-210106-2"
	}
	taking := c.Do(other, "POST", path, map[string]any{"taken_at": taken, "answers": report["answers"]})
	require.Equal(t, 409, taking.Status)
	require.Contains(t, string(taking.Body), task.PersonName)
	for range 2 {
		var done patrol.Round
		c.OK(login, "POST", path, report, &done, "Idempotency-Key", "k1")
		require.Equal(t, patrol.Done, done.State)
		require.False(t, done.Late)
	}
	c.OK(login, "POST", path, report, nil, "Idempotency-Key", "another phone of the same person")
	require.Equal(t, 1, c.count("SELECT count(*) FROM journal_entry WHERE object = ? AND action = 'patrol.task.done'", task.ID))
	again := c.Do(other, "POST", path, map[string]any{"taken_at": taken, "answers": report["answers"]})
	require.Equal(t, 409, again.Status)
	require.Contains(t, string(again.Body), "完成")
	var view patrol.RoundView
	c.OK("duty-210106", "GET", "/api/patrol/tasks/"+task.ID, nil, &view)
	require.Len(t, view.Photos, 1)
	require.Equal(t, jpeg, string(c.Do("duty-210106", "GET", "/api/patrol/photos/"+photo, nil).Body))
	require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/patrol/photos/"+photo, nil).Status)
	require.Equal(t, 409, c.Do("duty-210106", "POST", "/api/patrol/tasks/"+task.ID+"/cancel", map[string]any{"reason": "重复"}).Status)

	login, task = c.mine("round")
	require.Equal(t, 403, c.Do(login, "POST", "/api/patrol/tasks/"+task.ID+"/cancel", map[string]any{"reason": "不想去"}).Status)
	c.OK("duty-210106", "POST", "/api/patrol/tasks/"+task.ID+"/cancel", map[string]any{"reason": "道路施工封闭"}, nil)
	gone := c.Do(login, "POST", "/api/patrol/tasks/"+task.ID+"/done", map[string]any{"taken_at": taken, "answers": report["answers"]})
	require.Equal(t, 409, gone.Status)
	require.Contains(t, string(gone.Body), "道路施工封闭")
	_, err := c.Journal.Verify(context.Background())
	require.NoError(t, err)
}

func TestFindingsBecomeRectificationsAndIncidents(t *testing.T) {
	c := start(t, citytest.Options{Grid: true})
	login, task := c.mine("round")
	photo, danger, incident := uuid.NewString(), uuid.NewString(), uuid.NewString()
	c.OK(login, "POST", "/api/patrol/photos/"+photo, jpeg, nil, "Content-Type", "image/jpeg")
	found := map[string]any{"task": task.ID, "kind": "danger", "title": "消防通道被杂物堵塞", "text": "三号楼北侧", "found_at": c.Clock.Now(), "lon": task.Lon, "lat": task.Lat, "photos": []string{photo}}
	var f patrol.GridFinding
	for range 2 {
		c.OK(login, "POST", "/api/patrol/findings/"+danger, found, &f)
	}
	require.NotEmpty(t, f.Case)
	require.Equal(t, 1, c.count("SELECT count(*) FROM procedure_case WHERE procedure = 'dualcontrol.rectification'"))
	var opened struct {
		Files []struct {
			Hash string `json:"hash"`
			Kind string `json:"kind"`
		}
	}
	c.OK("officer-210106", "GET", "/api/cases/"+f.Case, nil, &opened)
	require.Len(t, opened.Files, 1)
	require.Equal(t, f.Photos[0].Hash, opened.Files[0].Hash)
	require.Equal(t, "photo-before", opened.Files[0].Kind)
	require.Equal(t, 404, c.Do("officer-210102", "GET", "/api/cases/"+f.Case, nil).Status)

	second := uuid.NewString()
	c.OK(login, "POST", "/api/patrol/photos/"+second, jpeg+"2", nil, "Content-Type", "image/jpeg")
	c.OK(login, "POST", "/api/patrol/findings/"+incident, map[string]any{"kind": "incident", "type": "accident", "title": "燃气管道被挖断", "found_at": c.Clock.Now(), "lon": task.Lon, "lat": task.Lat, "photos": []string{second}}, nil)
	var list struct {
		Items []struct{ ID, Title, Area, Source string }
	}
	require.Eventually(t, func() bool {
		c.OK("duty-210106", "GET", "/api/command/incidents?open=true", nil, &list)
		return len(list.Items) == 1
	}, time.Minute, 20*time.Millisecond)
	require.Equal(t, "燃气管道被挖断", list.Items[0].Title)
	require.Equal(t, "report", list.Items[0].Source)
	c.OK("duty-210106", "GET", "/api/cases/"+list.Items[0].ID, nil, &opened)
	require.Len(t, opened.Files, 1)
	far := c.Do(login, "POST", "/api/patrol/findings/"+uuid.NewString(), map[string]any{"kind": "danger", "title": "别处", "found_at": c.Clock.Now(), "lon": 123.4566, "lat": 41.73})
	require.Equal(t, 403, far.Status, "%s", far.Body)
}

const rainCAP = `<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%ID%</identifier><sender>qx@example.org</sender><sent>%SENT%</sent><status>Actual</status><msgType>%TYPE%</msgType><scope>Public</scope>%REF%<info><language>zh-CN</language><category>Met</category><event>%EVENT%</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty><expires>2026-03-02T20:00:00+08:00</expires><headline>%EVENT%橙色预警</headline><area><areaDesc>铁西区</areaDesc><geocode><valueName>GB/T 2260</valueName><value>210106</value></geocode></area></info></alert>`

func (c city) warn(id, kind, event, ref string) {
	c.t.Helper()
	c.Clock.(*clock.Fake).Advance(time.Second)
	xml := strings.NewReplacer("%ID%", id, "%TYPE%", kind, "%EVENT%", event, "%REF%", ref, "%SENT%", c.Clock.Now().Format("2006-01-02T15:04:05-07:00")).Replace(rainCAP)
	a := c.Do("duty", "POST", "/api/monitor/cap", xml, "Content-Type", "application/cap+xml")
	require.Equal(c.t, 200, a.Status, "%s", a.Body)
}

func TestRoundsComeBeforeRainAndGoWithTheWarning(t *testing.T) {
	c := start(t, citytest.Options{Grid: true})
	rounds := func(state string) int {
		return c.count("SELECT count(*) FROM patrol_task WHERE origin = 'rain' AND state = ?", state)
	}
	cells := len(c.cells("", "210106"))
	sent := c.Clock.Now().Add(time.Second).Format("2006-01-02T15:04:05-07:00")
	c.warn("w1", "Alert", "暴雨", "")
	require.Eventually(t, func() bool { return rounds("open") == cells }, time.Minute, 20*time.Millisecond)
	c.warn("w2", "Alert", "暴雨", "")
	c.warn("w3", "Alert", "大风", "")
	heard := func() int { return c.count("SELECT count(*) FROM bus_handled WHERE handler = 'patrol.before-rain'") }
	// Another handler hears of the cancellation: a warning heard after it would find no open rounds and make new ones.
	require.Eventually(t, func() bool { return heard() == 3 }, time.Minute, 20*time.Millisecond)
	c.warn("w4", "Cancel", "暴雨", "<references>qx@example.org,w1,"+sent+"</references>")
	require.Eventually(t, func() bool { return rounds("cancelled") == cells }, time.Minute, 20*time.Millisecond)
	require.Zero(t, rounds("open"), "a second warning of rain while the round is open makes none, wind makes none")
	require.Equal(t, 3, heard())
}

func TestWhatFallsDueIsToldOnce(t *testing.T) {
	c := start(t, citytest.Options{Grid: true})
	ctx := context.Background()
	c.Grid.Tick(ctx)
	told := func(what string) int {
		return c.count("SELECT count(*) FROM patrol_task WHERE "+what+" = ?", true)
	}
	before := told("overdue")
	require.Positive(t, before, "some of the month behind are overdue")
	c.Clock.(*clock.Fake).Advance(14 * time.Hour) // 22:30
	c.Grid.Tick(ctx)
	require.Positive(t, told("reminded"))
	c.Clock.(*clock.Fake).Advance(2 * time.Hour)
	c.Grid.Tick(ctx)
	require.Greater(t, told("overdue"), before)
	var page struct{ Items []patrol.Round }
	c.OK("duty-210106", "GET", "/api/patrol/tasks?state=overdue&limit=5", nil, &page)
	require.Len(t, page.Items, 5)
	require.True(t, page.Items[0].IsOverdue)
}
