package monitor

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

func TestTheModuleAgreesWithItself(t *testing.T) {
	r := newRig(t, clock.NewSteady())
	require.NoError(t, system.Check(r.Module()))
}

func TestAnAlarmReachesThoseOfItsAreaAndIsTakenByOne(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	city, district, other := r.listen("duty"), r.listen("duty-210106"), r.listen("duty-210102")
	d := r.connect("dev-1", secret)
	r.publish(d, "dev-1", fmt.Sprintf(`{"t":%d,"v":{"gas":61.5}}`, r.Clock.Now().UnixMilli()))

	var raised signal.Alarm
	for _, events := range []<-chan bus.Event{city, district} {
		e := r.hear(events)
		require.Equal(t, signal.AlarmRaised, e.Type)
		require.NoError(t, json.Unmarshal(e.Data, &raised))
		require.Equal(t, "gas", raised.Point)
	}
	list := read[httpapi.Page[signal.Alarm]](r, "duty-210106", "/signal/alarms?state=unacknowledged&severity=critical").Items
	require.Len(t, list, 1)
	require.Equal(t, raised.ID, list[0].ID)
	require.Equal(t, "区210106 街道", list[0].AreaName)
	require.Empty(t, read[httpapi.Page[signal.Alarm]](r, "duty-210102", "/signal/alarms").Items)
	require.Empty(t, read[httpapi.Page[signal.Alarm]](r, "duty", "/signal/alarms?area=210102").Items)
	require.Equal(t, 1, read[AlarmCounts](r, "duty", "/signal/alarms/counts").Waiting[signal.Critical])

	path := "/signal/alarms/" + raised.ID
	require.Equal(t, 404, r.post("duty-210102", path+"/acknowledge", "").status)
	require.Equal(t, 403, r.post("auditor", path+"/acknowledge", "").status)
	require.Equal(t, 409, r.post("duty-210106", path+"/acknowledge?expect=returned", "").status)
	require.Equal(t, 200, r.post("duty-210106", path+"/acknowledge?expect=unacknowledged", "").status)
	again := r.post("duty", path+"/acknowledge", "")
	require.Equal(t, 409, again.status)
	require.Contains(t, again.body, "姓名duty-210106", "the second one learns who was first")
	require.Equal(t, signal.AlarmAcknowledged, r.hear(city).Type)

	detail := read[AlarmDetail](r, "auditor", path)
	require.Len(t, detail.History, 2)
	require.Equal(t, "gas", detail.Point.ID)
	require.InDelta(t, 61.5, *detail.Point.Value, 0)

	require.Equal(t, 400, r.post("duty", path+"/shelve", `{"reason":"","until":"2099-01-01T00:00:00Z"}`).status)
	shelved := decode[signal.Alarm](r, r.post("duty", path+"/shelve", fmt.Sprintf(`{"reason":"传感器检修","until":%q}`, r.Clock.Now().Add(time.Hour).Format(time.RFC3339))))
	require.Equal(t, signal.Shelved, shelved.State)
	require.Equal(t, signal.Unacknowledged, decode[signal.Alarm](r, r.post("duty", path+"/unshelve", "")).State)
	require.Equal(t, signal.OutOfService, decode[signal.Alarm](r, r.post("duty", path+"/disable", `{"reason":"更换探头"}`)).State)
	require.Equal(t, signal.Unacknowledged, decode[signal.Alarm](r, r.post("duty", path+"/enable", "")).State)

	span := fmt.Sprintf("/signal/alarms/past?from=%s&to=%s", r.Clock.Now().Add(-time.Hour).Format("2006-01-02T15:04:05Z"), r.Clock.Now().Add(time.Hour).Format("2006-01-02T15:04:05Z"))
	past := read[PastPage](r, "duty-210106", span).Items
	require.Len(t, past, 1)
	require.Equal(t, signal.Unacknowledged, past[0].Steps[0].State)
	require.Len(t, past[0].Steps, 6)
	require.Empty(t, read[PastPage](r, "duty-210102", span).Items)
	require.Empty(t, read[PastPage](r, "duty", span+"&area=210102").Items)
	require.Equal(t, 400, r.get("duty", "/signal/alarms/past?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z").status)
	require.Equal(t, 400, r.get("duty", "/signal/alarms/past?from=2026-01-01T00:00:00Z&to=2026-02-02T00:00:00Z").status)

	results := decode[AcknowledgedAll](r, r.post("duty-210106", "/signal/alarms/acknowledge", `{"ids":["no-such","`+raised.ID+`","`+raised.ID+`"]}`)).Items
	require.Equal(t, []bool{false, true, false}, []bool{results[0].OK, results[1].OK, results[2].OK})
	require.Equal(t, "signal.alarm.unknown", results[0].Code)
	require.Equal(t, "signal.alarm.acknowledged", results[2].Code)

	// An alarm of the other district is all that its officer has heard by now.
	demo := r.connect(DemoUser, password)
	r.publish(demo, "dev-2", `{"v":{"gas":99}}`)
	e := r.hear(other)
	require.Equal(t, "210102001", e.Area)
}

// Every bad input of the intake is counted and visible, and the good value beside it is kept.
func TestBadMessagesAreCountedAndLoseNothingBeside(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	d := r.connect("dev-1", secret)
	at := r.Clock.Now().Add(-time.Minute)
	sent := 0
	good := func() { // a value of its own moment
		sent++
		r.publish(d, "dev-1", fmt.Sprintf(`{"t":%d,"v":{"temp":%d}}`, at.Add(time.Duration(sent)*time.Millisecond).UnixMilli(), sent))
	}
	bad := []struct{ payload, reason string }{
		{`{"t":`, "not-json"},
		{"\xff\xfe{}", "not-utf8"},
		{`{"v":{"temp":NaN}}`, "nan"},
		{`{"v":{"temp":"12"}}`, "not-number"},
		{fmt.Sprintf(`{"t":%d,"v":{"temp":1}}`, at.Add(48*time.Hour).UnixMilli()), "time-future"},
		{`{"t":"1999-01-01T00:00:00Z","v":{"temp":1}}`, "time-past"},
		{`{"v":{"no-such-key":1}}`, "unknown-point"},
		{`{"v":{"temp":1},"x":"` + strings.Repeat("x", 100<<10) + `"}`, "too-large"},
	}
	for _, c := range bad {
		good()
		r.publish(d, "dev-1", c.payload)
		good()
	}
	// One bad value beside a good one in the same message.
	sent++
	r.publish(d, "dev-1", fmt.Sprintf(`{"t":%d,"v":{"temp":%d,"gas":1e999}}`, at.Add(time.Duration(sent)*time.Millisecond).UnixMilli(), sent))

	// Messages that the server keeps from us.
	demo := r.connect(DemoUser, password)
	r.publish(demo, "ghost", `{"v":{"temp":1}}`)
	r.publish(d, "dev-2", `{"v":{"gas":1}}`)
	d.Publish("somewhere/else", 1, false, "x").WaitTimeout(5 * time.Second)

	// 10 MB: the connection is cut, and the next one is welcome.
	d.Publish("anlan/v1/obs/dev-1", 1, false, strings.Repeat("x", 10<<20)).WaitTimeout(2 * time.Second)
	d = r.connect("dev-1", secret)
	good()

	// A wrong secret, a device of another protocol, an unknown one.
	for n, user := range []string{"dev-1", "hj-1", "nobody"} {
		c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + r.Bus.MQTTAddr()).SetClientID(fmt.Sprint("x", n)).SetUsername(user).SetPassword("123456"))
		tok := c.Connect()
		require.True(t, tok.WaitTimeout(5*time.Second))
		require.Error(t, tok.Error())
	}

	values := r.history("temp", sent)
	for i, v := range values {
		require.InDelta(t, i+1, v[1], 0, "in order and whole")
	}
	require.InDelta(t, sent, testutil.ToFloat64(r.metrics.taken.WithLabelValues(fromMQTT)), 0)

	for _, c := range bad {
		count := int64(1)
		if c.reason == "nan" || c.reason == "too-large" {
			count = 2
		}
		require.Equal(t, "210106001", r.rejected("mqtt", c.reason, "dev-1", count).Area)
	}
	require.Contains(t, r.rejected("mqtt", "unknown-device", "", 1).Sample, "ghost")
	r.rejected("mqtt", "forbidden", "dev-2", 1)
	r.rejected("mqtt", "topic", "", 1)
	for _, device := range []string{"dev-1", "hj-1", ""} {
		r.rejected("mqtt", "login", device, 1)
	}
	require.Contains(t, r.get("duty-210102", "/signal/rejections").body, `"forbidden"`)
	require.NotContains(t, r.get("duty-210102", "/signal/rejections").body, `"not-json"`, "another district's devices are not theirs")
}

func TestQoS0IsTakenAndCounted(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	d := r.connect("dev-1", secret)
	require.True(t, d.Publish("anlan/v1/obs/dev-1", 0, false, `{"v":{"temp":null,"gas":3}}`).WaitTimeout(5*time.Second))
	require.InDelta(t, 3, r.history("gas", 1)[0][1], 0)
	require.InDelta(t, 1, testutil.ToFloat64(r.metrics.unassured), 0)
	point := read[signal.Reading](r, "duty", "/signal/points/temp")
	require.Nil(t, point.Value, "null is no value")
	require.Equal(t, signal.Bad, point.Quality)
}
