package citytest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/citytest"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/reach"
	"anlan/internal/engine/signal"
	"anlan/internal/system/connector"
	"anlan/internal/system/monitor"
	"anlan/internal/system/nature"
	"anlan/internal/system/warn"
)

// soon waits for what the bus brings about; a handler that meets a conflict comes again after two seconds, then four, then eight.
func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	require.Eventually(t, ok, 2*time.Minute, 10*time.Millisecond, what)
}

func openPublications(c *citytest.City, login string) []warn.PublicationRow {
	var list struct{ Items []warn.PublicationRow }
	c.OK(login, "GET", "/api/warn/publications?limit=200", nil, &list)
	return list.Items
}

func ofAlarm(c *citytest.City, login, alarm string) []warn.PublicationRow {
	var list struct{ Items []warn.PublicationRow }
	c.OK(login, "GET", "/api/warn/alarms/"+alarm+"/publications", nil, &list)
	return list.Items
}

func trigger(name, severity, colour string) map[string]any {
	return map[string]any{"name": name, "enabled": true, "kinds": []string{}, "watches": []string{"limit"}, "severity": severity, "areas": []string{}, "event": "12D00", "colour": colour, "hours": 0, "wide": "street", "quiet_min": 60}
}

// setTriggers puts the first triggers of the test into force: one proposes, another approves.
func setTriggers(c *citytest.City, items ...map[string]any) {
	var set warn.TriggerView
	c.OK("admin", "PUT", "/api/warn/triggers", map[string]any{"items": items, "version": 0, "reason": "试运行"}, &set)
	c.OK("commander", "POST", "/api/warn/triggers/approve", map[string]any{"revision": set.Proposal.Revision}, nil)
}

// beyond lets a value pass a limit for longer than the delay.
func beyond(t *testing.T, c *citytest.City, p signal.Reading, value float64, minutes int) {
	t.Helper()
	for i := range 2 {
		at := c.Clock.Now().Add(time.Duration(minutes)*time.Minute + time.Duration(i)*(time.Duration(p.OnDelay)*time.Second+time.Second))
		_, err := c.Signal.Ingest(context.Background(), []signal.Sample{{Device: p.Device, Key: p.Key, At: at, Value: value, Quality: signal.Good}})
		require.NoError(t, err)
	}
}

// TestAnAlarmProposesAWarning: alarms of one site make one draft, which grows with them, names them, and is published by two
// people only.
func TestAnAlarmProposesAWarning(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	var set warn.AlarmTriggers
	c.OK("admin", "GET", "/api/warn/triggers", nil, &set)
	require.NotEmpty(t, set.Items)
	require.Equal(t, 403, c.Do("duty", "GET", "/api/warn/triggers", nil).Status)
	put := func(version int64, items ...map[string]any) int {
		return c.Do("admin", "PUT", "/api/warn/triggers", map[string]any{"items": items, "version": version, "reason": "试运行"}).Status
	}
	bad := trigger("x", "critical", "red")
	bad["kinds"] = []string{"unicorn"}
	require.Equal(t, 400, put(0, bad))
	require.Equal(t, 400, put(0, trigger("x", "critical", "red"), trigger("x", "high", "blue")))
	setTriggers(c, trigger("高", "high", "yellow"), trigger("严重", "critical", "orange"))
	require.Equal(t, 409, put(0, trigger("x", "high", "blue")))

	var points struct{ Items []signal.Reading }
	c.OK("duty-210106", "GET", "/api/signal/points?limit=1000", nil, &points)
	raised := 0
	for _, p := range points.Items {
		if p.Limits.HH != nil && raised < 6 {
			beyond(t, c, p, *p.Limits.HH+10, 0)
			raised++
		}
	}
	var alarms struct{ Items []signal.Alarm }
	c.OK("duty-210106", "GET", "/api/signal/alarms", nil, &alarms)
	sites := map[string]string{}
	for _, a := range alarms.Items {
		require.Equal(t, signal.Critical, a.Severity)
		soon(t, "the alarm has its draft", func() bool { return len(ofAlarm(c, "duty-210106", a.ID)) == 1 })
		draft := ofAlarm(c, "duty-210106", a.ID)[0].ID
		if sites[a.Site] == "" {
			sites[a.Site] = draft
		}
		require.Equal(t, sites[a.Site], draft, "one draft for a site")
	}
	require.GreaterOrEqual(t, raised, 2)
	require.Less(t, len(sites), raised+1)
	require.Len(t, openPublications(c, "duty"), len(sites))

	a := alarms.Items[0]
	id := sites[a.Site]
	v := view(c, "duty-210106", id)
	require.Equal(t, "drafted", v.Stage)
	require.Equal(t, "orange", v.Colour)
	require.NotEmpty(t, v.Origin.Alarms)
	require.True(t, slices.ContainsFunc(v.Origin.Alarms, func(x warn.DraftAlarm) bool { return x.Alarm == a.ID }), "%+v", v.Origin)
	require.Empty(t, ofAlarm(c, "duty-210102", a.ID), "a foreign district sees none of it")
	require.NotEqual(t, 200, act(c, "commander", id, "approve-grave", nil).Status, "nobody submitted it")
	require.Equal(t, 200, act(c, "commander", id, "submit", nil).Status)
	same := act(c, "commander", id, "approve-grave", nil)
	require.Equal(t, 422, same.Status, "%s", same.Body)
	approved := act(c, "leader", id, "approve-grave", nil)
	require.Equal(t, 200, approved.Status, "%s", approved.Body)
	require.Equal(t, "published", view(c, "duty", id).Stage)
}

// TestADraftGrowsWithItsAlarm: an alarm that gets worse makes the colour of the draft graver, and of a warning that stands
// proposes the change.
func TestADraftGrowsWithItsAlarm(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	setTriggers(c, trigger("中", "medium", "yellow"), trigger("严重", "critical", "red"))
	var points struct{ Items []signal.Reading }
	c.OK("duty-210106", "GET", "/api/signal/points?limit=1000", nil, &points)
	var p signal.Reading
	for _, x := range points.Items {
		if x.Limits.H != nil && x.Limits.HH != nil && *x.Limits.HH > *x.Limits.H {
			p = x
			break
		}
	}
	require.NotEmpty(t, p.ID)
	beyond(t, c, p, (*p.Limits.H+*p.Limits.HH)/2, 0)
	soon(t, "a draft", func() bool { return len(openPublications(c, "duty")) == 1 })
	d := openPublications(c, "duty")[0]
	require.Equal(t, "yellow", d.Colour)
	beyond(t, c, p, *p.Limits.HH+1, 10)
	soon(t, "it is graver", func() bool { return openPublications(c, "duty")[0].Colour == "red" })
	d = openPublications(c, "duty")[0]
	require.Contains(t, d.Title, "红色")
	require.Equal(t, "drafted", d.Stage)
	require.Equal(t, 200, act(c, "duty", d.ID, "drop", map[string]any{"reason": "误报"}).Status)
	var alarms struct{ Items []signal.Alarm }
	c.OK("duty-210106", "GET", "/api/signal/alarms", nil, &alarms)
	require.Len(t, alarms.Items, 1)
	require.Equal(t, "dropped", ofAlarm(c, "duty", alarms.Items[0].ID)[0].Stage, "the alarm shows what was decided")
}

type capMessage struct {
	id, kind, refs, colour, scope, sender string
	at                                    time.Time
}

func (m capMessage) ref() string {
	return m.sender + "," + m.id + "," + m.at.Format("2006-01-02T15:04:05-07:00")
}

func (m capMessage) xml() string {
	b := `<alert xmlns="` + cap.Namespace + `"><identifier>` + m.id + `</identifier><sender>` + m.sender + `</sender><sent>` + m.at.Format("2006-01-02T15:04:05-07:00") + `</sent><status>Actual</status><msgType>` + m.kind + `</msgType><scope>` + m.scope + `</scope>`
	if m.scope == "Restricted" {
		b += `<restriction>内部</restriction>`
	}
	if m.refs != "" {
		b += `<references>` + m.refs + `</references>`
	}
	if m.kind != "Cancel" {
		severity := map[string]string{"红色": "Extreme", "橙色": "Severe", "黄色": "Moderate"}[m.colour]
		b += `<info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency><severity>` + severity + `</severity><certainty>Likely</certainty><expires>` + m.at.Add(6*time.Hour).Format("2006-01-02T15:04:05-07:00") +
			`</expires><senderName>市气象台</senderName><headline>市气象台发布暴雨` + m.colour + `预警</headline><description>预计有强降雨。</description><instruction>请避险。</instruction><area><areaDesc>全市</areaDesc><geocode><valueName>GB/T 2260</valueName><value>210100000000</value></geocode></area></info>`
	}
	return b + `</alert>`
}

// TestAMessageOfAConnectorBecomesADraft: a CAP message makes one draft; what the office changes or cancels later changes or
// drops it, and of what stands it only proposes that.
func TestAMessageOfAConnectorBecomesADraft(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	at := citytest.Start.In(time.FixedZone("", 8*3600))
	n := 0
	message := func(kind, colour string, refs ...capMessage) capMessage {
		n++
		m := capMessage{id: fmt.Sprintf("QX-%d", n), kind: kind, colour: colour, scope: "Public", sender: "qx@example.cn", at: at.Add(time.Duration(n) * time.Second)}
		for _, r := range refs {
			m.refs = strings.TrimSpace(m.refs + " " + r.ref())
		}
		return m
	}
	take := func(xml string) {
		t.Helper()
		require.NoError(t, c.DB.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return c.Bus.EmitValue(ctx, tx, bus.Event{Type: connector.WarningTaken, Area: "2101", Object: "connector:weather", Permission: "connector.source.read"}, connector.Message{Source: "weather", Name: "气象预警", Area: "2101", Key: "k", CAP: xml})
		}))
	}
	first := message("Alert", "橙色")
	take(first.xml())
	soon(t, "a draft", func() bool { return len(openPublications(c, "duty")) == 1 })
	id := openPublications(c, "duty")[0].ID
	v := view(c, "duty", id)
	require.Equal(t, "drafted", v.Stage)
	require.Empty(t, v.Faults)
	require.Len(t, v.Origin.Messages, 1)
	require.Equal(t, "QX-1", v.Origin.Messages[0].Identifier)
	require.Equal(t, "气象预警", v.Origin.Messages[0].SourceName)

	take(first.xml())
	second := message("Update", "红色", first)
	take(second.xml())
	soon(t, "the draft is changed", func() bool { return openPublications(c, "duty")[0].Colour == "red" })
	require.Len(t, openPublications(c, "duty"), 1)
	var stand struct{ Items []warn.Warning }
	c.OK("duty", "GET", "/api/monitor/warnings?active=true", nil, &stand)
	require.Empty(t, stand.Items, "nothing was published")

	require.Equal(t, 200, act(c, "duty", id, "submit", nil).Status)
	third := message("Update", "橙色", second)
	take(third.xml())
	soon(t, "it came back from approval", func() bool { v = view(c, "duty", id); return v.Stage == "drafted" && v.Colour == "orange" })
	require.Equal(t, 200, act(c, "duty", id, "submit", nil).Status)
	require.Equal(t, 200, act(c, "commander", id, "approve-grave", nil).Status)

	fourth := message("Update", "黄色", third)
	take(fourth.xml())
	soon(t, "an update is proposed", func() bool { v = view(c, "duty", id); return v.Stage == "amending" && v.Colour == "yellow" })
	c.OK("duty", "GET", "/api/monitor/warnings?active=true", nil, &stand)
	require.Len(t, stand.Items, 1)
	require.Equal(t, "orange", stand.Items[0].Colour, "what was published stands")
	require.Equal(t, "update-proposed", v.Origin.Messages[3].Outcome)
	require.False(t, v.Origin.Cancel)
	require.Equal(t, 200, act(c, "duty", id, "submit", nil).Status)
	require.Equal(t, 200, act(c, "commander", id, "approve", nil).Status)

	fifth := message("Cancel", "", fourth)
	take(fifth.xml())
	soon(t, "the end is proposed", func() bool { v = view(c, "duty", id); return v.Origin.Cancel })
	c.OK("duty", "GET", "/api/monitor/warnings?active=true", nil, &stand)
	require.Len(t, stand.Items, 1, "a person lifts it")
	require.Equal(t, 200, act(c, "commander", id, "lift", map[string]any{"how": "clear", "reason": "降雨已停。"}).Status)

	// A draft of what is cancelled is dropped; what was cancelled before it came, what is restricted, broken or our own makes none.
	other := message("Alert", "黄色")
	take(other.xml())
	soon(t, "another draft", func() bool { return len(openPublications(c, "duty")) == 1 })
	take(message("Cancel", "", other).xml())
	soon(t, "it is dropped", func() bool { return len(openPublications(c, "duty")) == 0 })
	late := message("Alert", "黄色")
	take(message("Cancel", "", late).xml())
	take(late.xml())
	restricted, own := message("Alert", "黄色"), message("Alert", "黄色")
	restricted.scope, own.sender = "Restricted", "yjj@shenyang.anlan"
	for _, xml := range []string{restricted.xml(), own.xml(), "<alert", strings.Replace(message("Alert", "黄色").xml(), "210100000000", "110100000000", 1), message("Alert", "红色").xml()} {
		take(xml)
	}
	soon(t, "the last one", func() bool {
		return len(openPublications(c, "duty")) > 0 && openPublications(c, "duty")[0].Colour == "red"
	})
	for _, p := range openPublications(c, "duty") {
		require.NotContains(t, []string{restricted.id, own.id, late.id}, view(c, "duty", p.ID).Origin.Messages[0].Identifier)
	}
}

// TestWhoLeftAWarningIsTold: an update that reaches less far tells those outside that it no longer concerns them, each once.
func TestWhoLeftAWarningIsTold(t *testing.T) {
	sms := newSMS(t)
	k := clock.NewFake(citytest.Start)
	c := citytest.New(t, citytest.Options{Clock: k, Devices: true, SMS: sms.URL})
	boards := playBoards(t, c)
	d := draftOf("red", "210102", "210106")
	id := open(t, c, "duty", d)
	require.Equal(t, 200, act(c, "duty", id, "submit", nil).Status)
	require.Equal(t, 200, act(c, "commander", id, "approve-grave", nil).Status)
	first := ended(t, c, k, id, 1).Jobs[0]
	require.Zero(t, boards.count(func(s warn.Show) bool { return s.Op == "clear" }))

	require.Equal(t, 200, act(c, "duty", id, "amend", nil).Status)
	d["areas"] = []string{"210106"}
	require.Equal(t, 200, act(c, "duty", id, "revise", d).Status)
	require.Equal(t, 200, act(c, "duty", id, "submit", nil).Status)
	require.Equal(t, 200, act(c, "commander", id, "approve-grave", nil).Status)
	v := ended(t, c, k, id, 3)
	require.Eventually(t, func() bool {
		k.Advance(time.Second)
		v = view(c, "duty", id)
		return !v.Jobs[1].DoneAt.IsZero() && !v.Jobs[2].DoneAt.IsZero()
	}, 2*time.Minute, 50*time.Millisecond, "all jobs are over")
	names := map[string]map[string]reach.Receiver{}
	for _, j := range v.Jobs {
		key := "stay"
		switch {
		case j.ID == first.ID:
			key = "before"
		case strings.HasPrefix(j.Title, "不再涉及"):
			key = "left"
		}
		var list struct{ Items []reach.Receiver }
		c.OK("duty", "GET", "/api/warn/jobs/"+j.ID+"/receivers?limit=5000", nil, &list)
		names[key] = map[string]reach.Receiver{}
		for _, r := range list.Items {
			names[key][r.Kind+r.Ref] = r
		}
	}
	require.NotEmpty(t, names["left"])
	for ref, r := range names["left"] {
		require.NotContains(t, names["stay"], ref)
		require.Contains(t, names["before"], ref)
		require.NotEqual(t, "210106", r.Area[:min(6, len(r.Area))])
	}
	for ref, r := range names["before"] {
		_, stays := names["stay"][ref]
		_, left := names["left"][ref]
		require.True(t, stays || left || r.State == reach.Failed, "%+v", r)
	}
	require.NotZero(t, boards.count(func(s warn.Show) bool { return s.Op == "clear" }))

	// The same place again: nobody leaves, so nobody is told so.
	require.Equal(t, 200, act(c, "duty", id, "amend", nil).Status)
	d["description"] = "雨势仍强。"
	require.Equal(t, 200, act(c, "duty", id, "revise", d).Status)
	require.Equal(t, 200, act(c, "duty", id, "submit", nil).Status)
	require.Equal(t, 200, act(c, "commander", id, "approve-grave", nil).Status)
	require.Len(t, view(c, "duty", id).Jobs, 4)
}

// TestOtherOfficesStandInOneList: what offices tell stands in the common list once, where it may be seen; a connector that
// falls silent stands beside the alarms.
func TestOtherOfficesStandInOneList(t *testing.T) {
	k := clock.NewFake(citytest.Start)
	c := citytest.New(t, citytest.Options{Clock: k})
	x := func(to, from string) map[string]any { return map[string]any{"to": to, "from": from} }
	for _, id := range []string{"police", "fire"} {
		c.OK("admin", "POST", "/api/connector/sources", map[string]any{
			"id": id, "name": map[string]string{"police": "110 联动警情", "fire": "119 火警"}[id], "department": "d", "area": "2101", "protocol": "push", "address": "", "auth": "bearer", "account": "", "secret": "a-long-enough-secret", "every_s": 5, "limit_s": 60, "late_s": 0, "wait_s": 5, "size": 100, "overlap_s": 0, "repeats": 0,
			"mapping": map[string]any{"format": "json", "records": "items", "target": "event", "fields": []any{x("key", "id"), x("kind", "kind"), x("title", "title"), x("at", "at"), x("lon", "lon"), x("lat", "lat"), x("severity", "level"), x("state", "state")}},
		}, nil)
	}
	push := func(source string, items ...map[string]any) {
		t.Helper()
		body, err := json.Marshal(map[string]any{"items": items})
		require.NoError(t, err)
		a := c.Do("", "POST", "/api/connector/push/"+source, string(body), "Authorization", "Bearer a-long-enough-secret", "Content-Type", "application/octet-stream")
		require.Equal(t, http.StatusOK, a.Status, "%s", a.Body)
	}
	item := func(id, kind string, minutes int, lon float64) map[string]any {
		return map[string]any{"id": id, "kind": kind, "title": "居民楼冒烟" + id, "at": citytest.Start.Add(-time.Duration(minutes) * time.Minute).Format(time.RFC3339), "lon": lon, "lat": 41.80, "level": "red", "state": ""}
	}
	push("police", item("JQ-1", "fire", 20, 123.38), item("JQ-2", "crowd", 10, 123.38))
	push("fire", item("JQ-1", "fire", 18, 123.381))
	push("fire", item("JQ-1", "fire", 18, 123.381))
	spot := item("RD-1", "forest-fire", 5, 123.38)
	spot["state"] = "瞭望塔"
	done := item("JQ-3", "fire", 600, 123.38)
	done["state"] = "已办结"
	push("fire", spot, done)
	var list nature.CityEvents
	read := func(login, query string) map[string]nature.CityEvent {
		list = nature.CityEvents{}
		c.OK(login, "GET", "/api/nature/events?"+query, nil, &list)
		out := map[string]nature.CityEvent{}
		for _, e := range list.Items {
			out[e.Origin] = e
		}
		return out
	}
	all := read("duty", "hours=24")
	require.Len(t, list.Items, 4)
	require.Equal(t, 1, all["JQ-1"].Merged)
	require.Equal(t, "fire", all["JQ-1"].Kind)
	require.Equal(t, "119 火警、110 联动警情", all["JQ-1"].Source)
	require.True(t, all["JQ-1"].Placed)
	require.Equal(t, "police", all["JQ-2"].Kind)
	require.Equal(t, "tower", all["RD-1"].Kind)
	require.False(t, all["JQ-3"].Open)
	require.Contains(t, all["RD-1"].Alike, all["JQ-1"].Key, "they may be one fire")
	read("duty", "hours=24&open=true&kind=fire")
	require.Len(t, list.Items, 1)
	area := all["JQ-1"].Area
	require.Len(t, area, 6+len(area[6:]))
	for _, login := range []string{"duty-210102", "duty-210106"} {
		mine := read(login, "hours=24")
		require.Equal(t, strings.HasPrefix(area, login[5:]), len(mine) > 0, login)
	}

	var in monitor.InputState
	c.OK("duty", "GET", "/api/monitor/inputs", nil, &in)
	require.Equal(t, []int{2, 0}, []int{in.Sources, in.Broken})
	soon(t, "both fall silent", func() bool {
		k.Advance(30 * time.Second)
		in = monitor.InputState{}
		c.OK("duty", "GET", "/api/monitor/inputs", nil, &in)
		return in.Broken == 2
	})
	require.Len(t, in.Items, 2)
	require.Equal(t, "connector", in.Items[0].Kind)
	c.OK("duty-210106", "GET", "/api/monitor/inputs", nil, &in)
	require.Zero(t, in.Sources, "a district sees no connectors of the city")
}
