package monitor

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/outward"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
	"anlan/internal/system/systemtest"
)

// rig is the system in the city of the tests.
type rig struct {
	*systemtest.City
	*System
}

func newRig(t testing.TB, c clock.Clock) *rig {
	t.Helper()
	r := &rig{City: systemtest.New(t, c, Permissions, bus.Options{})}
	blobs, err := blob.OpenDir(t.TempDir())
	require.NoError(t, err)
	gate, err := outward.Open(t.Context(), r.City.DB, c, r.City.Journal, nil)
	require.NoError(t, err)
	r.System, err = New(t.Context(), Needs{DB: r.City.DB, Journal: r.City.Journal, Bus: r.City.Bus, Signal: r.City.Signal, Register: r.City.Register, Blobs: blobs, Outward: gate, Log: r.City.Log})
	require.NoError(t, err)
	r.City.Bus.Handle(r.Module().Handles...)
	r.Mount(r.Module())
	return r
}

// run starts everything that works in the background, until the end of the test.
func (r *rig) run() *rig {
	r.T.Helper()
	r.Run()
	return r
}

// say is a value that a device has sent now.
func (r *rig) say(device, key string, value float64) {
	r.T.Helper()
	unknown, err := r.City.Signal.Ingest(r.T.Context(), []signal.Sample{{Device: device, Key: key, At: r.Clock.Now(), Value: value, Quality: signal.Good}})
	require.NoError(r.T, err)
	require.Empty(r.T, unknown)
}

func TestTheModuleAgreesWithItself(t *testing.T) {
	require.NoError(t, system.Check(newRig(t, clock.NewSteady()).Module()))
}

func TestAnAlarmReachesThoseOfItsAreaAndIsTakenByOne(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	city, district, other := r.Listen("duty"), r.Listen("duty-210106"), r.Listen("duty-210102")
	r.say("dev-1", "gas", 61.5)

	var raised signal.Alarm
	for _, events := range []<-chan bus.Event{city, district} {
		e := r.Hear(events)
		require.Equal(t, signal.AlarmRaised, e.Type)
		require.NoError(t, json.Unmarshal(e.Data, &raised))
		require.Equal(t, "gas", raised.Point)
	}
	list := systemtest.Read[httpapi.Page[signal.Alarm]](r.City, "duty-210106", "/signal/alarms?state=unacknowledged&severity=critical").Items
	require.Len(t, list, 1)
	require.Equal(t, raised.ID, list[0].ID)
	require.Equal(t, "区210106 街道", list[0].AreaName)
	require.Empty(t, systemtest.Read[httpapi.Page[signal.Alarm]](r.City, "duty-210102", "/signal/alarms").Items)
	require.Empty(t, systemtest.Read[httpapi.Page[signal.Alarm]](r.City, "duty", "/signal/alarms?area=210102").Items)
	require.Equal(t, 1, systemtest.Read[AlarmCounts](r.City, "duty", "/signal/alarms/counts").Waiting[signal.Critical])

	path := "/signal/alarms/" + raised.ID
	require.Equal(t, 404, r.Post("duty-210102", path+"/acknowledge", "").Status)
	require.Equal(t, 403, r.Post("auditor", path+"/acknowledge", "").Status)
	require.Equal(t, 409, r.Post("duty-210106", path+"/acknowledge?expect=returned", "").Status)
	require.Equal(t, 200, r.Post("duty-210106", path+"/acknowledge?expect=unacknowledged", "").Status)
	again := r.Post("duty", path+"/acknowledge", "")
	require.Equal(t, 409, again.Status)
	require.Contains(t, again.Body, "姓名duty-210106", "the second one learns who was first")
	require.Equal(t, signal.AlarmAcknowledged, r.Hear(city).Type)

	detail := systemtest.Read[AlarmDetail](r.City, "auditor", path)
	require.Len(t, detail.History, 2)
	require.Equal(t, "gas", detail.Point.ID)
	require.InDelta(t, 61.5, *detail.Point.Value, 0)

	require.Equal(t, 400, r.Post("duty", path+"/shelve", `{"reason":"","until":"2099-01-01T00:00:00Z"}`).Status)
	shelved := systemtest.Decode[signal.Alarm](r.City, r.Post("duty", path+"/shelve", fmt.Sprintf(`{"reason":"传感器检修","until":%q}`, r.Clock.Now().Add(time.Hour).Format(time.RFC3339))))
	require.Equal(t, signal.Shelved, shelved.State)
	require.Equal(t, signal.Unacknowledged, systemtest.Decode[signal.Alarm](r.City, r.Post("duty", path+"/unshelve", "")).State)
	require.Equal(t, signal.OutOfService, systemtest.Decode[signal.Alarm](r.City, r.Post("duty", path+"/disable", `{"reason":"更换探头"}`)).State)
	require.Equal(t, signal.Unacknowledged, systemtest.Decode[signal.Alarm](r.City, r.Post("duty", path+"/enable", "")).State)

	span := fmt.Sprintf("/signal/alarms/past?from=%s&to=%s", r.Clock.Now().Add(-time.Hour).Format("2006-01-02T15:04:05Z"), r.Clock.Now().Add(time.Hour).Format("2006-01-02T15:04:05Z"))
	past := systemtest.Read[PastPage](r.City, "duty-210106", span).Items
	require.Len(t, past, 1)
	require.Equal(t, signal.Unacknowledged, past[0].Steps[0].State)
	require.Len(t, past[0].Steps, 6)
	require.Empty(t, systemtest.Read[PastPage](r.City, "duty-210102", span).Items)
	require.Empty(t, systemtest.Read[PastPage](r.City, "duty", span+"&area=210102").Items)
	require.Equal(t, 400, r.Get("duty", "/signal/alarms/past?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z").Status)
	require.Equal(t, 400, r.Get("duty", "/signal/alarms/past?from=2026-01-01T00:00:00Z&to=2026-02-02T00:00:00Z").Status)

	results := systemtest.Decode[AcknowledgedAll](r.City, r.Post("duty-210106", "/signal/alarms/acknowledge", `{"ids":["no-such","`+raised.ID+`","`+raised.ID+`"]}`)).Items
	require.Equal(t, []bool{false, true, false}, []bool{results[0].OK, results[1].OK, results[2].OK})
	require.Equal(t, "signal.alarm.unknown", results[0].Code)
	require.Equal(t, "signal.alarm.acknowledged", results[2].Code)

	shelf := fmt.Sprintf(`"ids":["no-such",%q],"until":%q`, raised.ID, r.Clock.Now().Add(time.Hour).Format(time.RFC3339))
	require.Equal(t, 403, r.Post("auditor", "/signal/alarms/shelve", `{`+shelf+`,"reason":"联锁检修","authority":"值班长"}`).Status)
	require.Contains(t, r.Post("duty", "/signal/alarms/shelve", `{`+shelf+`,"reason":"联锁检修","authority":" "}`).Body, `"field":"authority"`)
	results = systemtest.Decode[AcknowledgedAll](r.City, r.Post("duty", "/signal/alarms/shelve", `{`+shelf+`,"reason":"联锁检修","authority":"值班长"}`)).Items
	require.Equal(t, []bool{false, true}, []bool{results[0].OK, results[1].OK})
	require.Equal(t, signal.Shelved, results[1].Alarm.State)
	require.Equal(t, "联锁检修（授权：值班长）", results[1].Alarm.Reason)
	results = systemtest.Decode[AcknowledgedAll](r.City, r.Post("duty", "/signal/alarms/unshelve", `{"ids":["`+raised.ID+`","`+raised.ID+`"]}`)).Items
	require.Equal(t, []bool{true, false}, []bool{results[0].OK, results[1].OK}, "taken back once")
	require.Equal(t, signal.Unacknowledged, results[0].Alarm.State)

	// An alarm of the other district is all that its officer has heard by now.
	r.say("dev-2", "gas", 99)
	e := r.Hear(other)
	require.Equal(t, "210102001", e.Area)
}

func TestOperationsRefuseWhatTheyShould(t *testing.T) {
	newRig(t, clock.NewSteady()).Refuses([]systemtest.Try{
		{Who: "nobody", Method: "GET", Path: "/signal/points", Status: 401, Contains: "identity.no-session"},
		{Who: "admin", Method: "GET", Path: "/signal/points", Status: 403, Contains: "signal.point.read"},
		{Who: "grid", Method: "GET", Path: "/signal/alarms", Status: 403},
		{Who: "duty", Method: "GET", Path: "/signal/points?limit=2", Status: 200, Contains: `"next":"cod-minute"`},
		{Who: "duty", Method: "GET", Path: "/signal/points?limit=2&cursor=cod-minute", Status: 200, Contains: `"id":"gas"`},
		{Who: "duty", Method: "GET", Path: "/signal/points?device=dev-2", Status: 200, Contains: `"area_name":"区210102 街道"`},
		{Who: "duty", Method: "GET", Path: "/signal/points?area=210102&device=dev-1", Status: 200, Contains: `"items":[]`},
		{Who: "duty", Method: "GET", Path: "/signal/points?limit=0", Status: 400, Contains: "limit"},
		{Who: "duty", Method: "GET", Path: "/signal/points?colour=red", Status: 400},
		{Who: "duty-210102", Method: "GET", Path: "/signal/points/gas", Status: 404, Contains: "signal.point.unknown"},
		{Who: "duty-210102", Method: "GET", Path: "/signal/points/gas/values", Status: 404},
		{Who: "duty", Method: "GET", Path: "/signal/points/gas/values?step=60s", Status: 200, Contains: `"values":[]`},
		{Who: "duty", Method: "GET", Path: "/signal/points/gas/values?step=60", Status: 200, Contains: `"hh":50`},
		{Who: "duty", Method: "GET", Path: "/signal/points/gas/values?from=1767225600000&to=2026-01-02T00:00:00%2B08:00", Status: 200, Contains: `"unit":"ppm"`},
		{Who: "duty", Method: "GET", Path: "/signal/points/gas/values?from=yesterday", Status: 400, Contains: `"field":"from"`},
		{Who: "duty", Method: "GET", Path: "/signal/points/gas/values?step=-1s", Status: 400, Contains: `"field":"step"`},
		{Who: "duty", Method: "GET", Path: "/signal/points/gas/values?step=NaN", Status: 400, Contains: `"field":"step"`},
		{Who: "duty", Method: "GET", Path: "/signal/points/gas/values?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", Status: 400, Contains: `"field":"from"`},
		{Who: "duty", Method: "GET", Path: "/signal/points/gas/values?step=1ms&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z", Status: 400, Contains: "series.step"},
		{Who: "duty", Method: "GET", Path: "/signal/alarms?state=loud", Status: 400, Contains: `"field":"state"`},
		{Who: "duty", Method: "GET", Path: "/signal/alarms?severity=high,low&state=normal", Status: 200, Contains: `"items":[]`},
		{Who: "duty", Method: "GET", Path: "/signal/alarms/none", Status: 404, Contains: "signal.alarm.unknown"},
		{Who: "duty", Method: "POST", Path: "/signal/alarms/none/acknowledge", Status: 404},
		{Who: "duty", Method: "POST", Path: "/signal/alarms/none/shelve", Body: `{"reason":"检修"}`, Status: 400, Contains: "until"},
		{Who: "duty", Method: "POST", Path: "/signal/alarms/acknowledge", Body: `{"ids":[]}`, Status: 400, Contains: "ids"},
		{Who: "auditor", Method: "POST", Path: "/signal/alarms/acknowledge", Body: `{"ids":["x"]}`, Status: 403},
	})
}
