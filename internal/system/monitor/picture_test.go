package monitor

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system/systemtest"
)

// lens is a camera's server on the loopback: it gives the next of its answers, and the last one for ever.
type lens struct {
	*httptest.Server
	asked   atomic.Int32
	answers []func(w http.ResponseWriter)
}

func newLens(t *testing.T, answers ...func(w http.ResponseWriter)) *lens {
	l := &lens{answers: answers}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := int(l.asked.Add(1))
		l.answers[min(n, len(l.answers))-1](w)
	}))
	t.Cleanup(l.Close)
	return l
}

func still(t *testing.T) []byte {
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 36)), nil))
	return b.Bytes()
}

func gives(raw []byte) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { _, _ = w.Write(raw) }
}

func says(status int) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { w.WriteHeader(status) }
}

var installer = journal.Actor{ID: "t", Name: "t"}

// allow lets the server ask an address, as an administrator does.
func (r *rig) allow(l *lens) {
	r.T.Helper()
	require.NoError(r.T, r.DB.Tx(r.T.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := r.Outward.List().Allow(ctx, tx, installer, strings.TrimPrefix(l.URL, "http://"), "抓图")
		return err
	}))
}

// cameras puts cameras north of where the points of the city stand, at so many metres.
func (r *rig) hang(list map[string]register.Camera, metres map[string]float64) {
	r.T.Helper()
	var all []register.Element
	for id, c := range list {
		c.Channel = fmt.Sprintf("2101060000132%07d", len(all)+1)
		if c.Source == "" {
			c.Source = "xueliang"
		}
		attrs, err := json.Marshal(c)
		require.NoError(r.T, err)
		all = append(all, register.Element{ID: id, Kind: "camera", Name: "摄像机" + id, Area: "210106001", Lon: 123.7, Lat: 41.7 + metres[id]/111_195, Attrs: attrs})
	}
	_, err := r.City.Register.Load(r.T.Context(), installer, "cameras", slices.Values(all), nil)
	require.NoError(r.T, err)
}

func (r *rig) alarmNow() signal.Alarm {
	r.T.Helper()
	r.say("dev-1", "gas", 61.5)
	list, _, err := r.City.Signal.Alarms(r.T.Context(), []string{""}, signal.AlarmFilter{})
	require.NoError(r.T, err)
	require.NotEmpty(r.T, list)
	return list[0]
}

// begin handles the event of an alarm, as the bus does.
func (r *rig) begin(a signal.Alarm) {
	r.T.Helper()
	require.NoError(r.T, r.DB.Tx(r.T.Context(), func(ctx context.Context, tx *store.Tx) error { return r.pictureOf(ctx, tx, bus.Event{}, a) }))
}

// turn makes the tries that are due, and tells how many cameras were asked.
func (r *rig) turn() int {
	r.T.Helper()
	due, err := r.dueStills(r.T.Context(), stillsAt)
	require.NoError(r.T, err)
	for camera, waiting := range due {
		require.NoError(r.T, r.fetchStill(r.T.Context(), camera, waiting))
	}
	return len(due)
}

func (r *rig) pictured(alarm string) Picture {
	r.T.Helper()
	p := systemtest.Read[AlarmDetail](r.City, "duty", "/signal/alarms/"+alarm).Picture
	require.NotNil(r.T, p)
	return *p
}

// An alarm that is grave gets the picture of the nearest camera on line, by itself, with its moment and the span of the
// recording; who does not see the alarm does not see the picture.
func TestAGraveAlarmGetsAPicture(t *testing.T) {
	r := newRig(t, clock.NewSteady())
	raw := still(t)
	l := newLens(t, gives(raw))
	r.allow(l)
	r.hang(map[string]register.Camera{
		"near": {State: "offline", Still: l.URL}, "next": {State: "online", Still: l.URL + "/snap.jpg"}, "far": {State: "online", Source: "enterprise"},
	}, map[string]float64{"near": 20, "next": 60, "far": 90})
	r.run()
	events := r.Listen("duty")
	r.say("dev-1", "gas", 61.5)
	var p Picture
	for p.State != PictureTaken {
		if e := r.Hear(events); e.Type == PictureChanged {
			require.NoError(t, json.Unmarshal(e.Data, &p))
			require.NotEqual(t, PictureFailed, p.State, p.Why.Zh)
		}
	}
	p = r.pictured(p.Alarm)
	require.Equal(t, "next", p.Camera)
	require.InDelta(t, 60, p.Distance, 2)
	require.Equal(t, clipBefore, p.RaisedAt.Sub(p.From.Time))
	require.Equal(t, clipAfter, p.Until.Sub(p.RaisedAt.Time))
	require.False(t, p.TakenAt.Before(p.RaisedAt.Time))
	require.EqualValues(t, 64, p.Width)
	require.EqualValues(t, 1, l.asked.Load())

	got := r.Get("duty-210106", "/signal/alarms/"+p.Alarm+"/picture")
	require.Equal(t, string(raw), got.Body)
	for who, status := range map[string]int{"duty-210102": 404, "admin": 403} {
		require.Equal(t, status, r.Get(who, "/signal/alarms/"+p.Alarm+"/picture").Status, who)
	}
	hashes, err := PictureHashes(t.Context(), r.DB.Read())
	require.NoError(t, err)
	require.Equal(t, []string{p.Hash}, hashes)
	require.NoError(t, blob.Verify(t.Context(), r.Blobs, p.Hash))
}

// A still that cannot be fetched is tried four times with pauses, says why, and can be asked for again by a person.
func TestAFailedStillIsTriedAgainWithinALimit(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	r := newRig(t, c)
	l := newLens(t, says(503), gives([]byte("\xff\xd8\xff torn")), says(404), gives([]byte("<html>")), gives(still(t)))
	r.allow(l)
	r.hang(map[string]register.Camera{"a": {State: "online", Still: l.URL}}, nil)
	a := r.alarmNow()
	r.begin(a)
	r.begin(a) // the event comes again
	for n, pause := range pauses {
		require.Equal(t, 1, r.turn(), n)
		require.Equal(t, 0, r.turn(), "not before its time")
		p := r.pictured(a.ID)
		require.EqualValues(t, n+1, p.Tries)
		require.NotEmpty(t, p.Why.Zh)
		require.NotEmpty(t, p.Why.En)
		if n < mostTries-1 {
			require.Equal(t, PictureWaiting, p.State)
			require.Equal(t, c.Now().Add(pause), p.NextAt.Time)
		}
		c.Advance(pause)
	}
	require.Equal(t, PictureFailed, r.pictured(a.ID).State)
	c.Advance(time.Hour)
	require.Equal(t, 0, r.turn())
	require.EqualValues(t, mostTries, l.asked.Load())
	require.Equal(t, 404, r.Get("duty", "/signal/alarms/"+a.ID+"/picture").Status)

	again := "/signal/alarms/" + a.ID + "/picture"
	require.Equal(t, 403, r.Post("auditor", again, "").Status)
	require.Equal(t, 404, r.Post("duty-210102", again, "").Status)
	require.Equal(t, 200, r.Post("duty", again, "").Status)
	require.Equal(t, 422, r.Post("duty", again, "").Status)
	require.Equal(t, 1, r.turn())
	p := r.pictured(a.ID)
	require.Equal(t, PictureTaken, p.State)
	require.Equal(t, time.Hour, p.TakenAt.Sub(p.RaisedAt.Time).Truncate(time.Hour), "and it says that it shows a later moment")
	require.Equal(t, 422, r.Post("duty", again, "").Status)
}

// S7: the server asks no camera at an address that no administrator allowed, and does not follow one elsewhere.
func TestOnlyAllowedCamerasAreAsked(t *testing.T) {
	r := newRig(t, clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))
	secret := newLens(t, gives(still(t)))
	l := newLens(t, func(w http.ResponseWriter) {
		w.Header().Set("Location", secret.URL)
		w.WriteHeader(http.StatusFound)
	})
	r.hang(map[string]register.Camera{"a": {State: "online", Still: l.URL}}, nil)
	a := r.alarmNow()
	r.begin(a)
	require.Equal(t, 1, r.turn())
	p := r.pictured(a.ID)
	require.Equal(t, PictureFailed, p.State, "it is not tried again by itself")
	require.Contains(t, p.Why.Zh, "对外连接")
	require.Zero(t, l.asked.Load())

	r.allow(l)
	require.Equal(t, 200, r.Post("duty", "/signal/alarms/"+a.ID+"/picture", "").Status)
	require.Equal(t, 1, r.turn())
	require.EqualValues(t, 1, l.asked.Load())
	require.Zero(t, secret.asked.Load())
	require.Contains(t, r.pictured(a.ID).Why.Zh, "跳转")
}

// A storm asks each camera once for all alarms that wait for it; two servers do not ask twice.
func TestAStormAsksACameraOnce(t *testing.T) {
	r := newRig(t, clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))
	l := newLens(t, gives(still(t)))
	r.allow(l)
	r.hang(map[string]register.Camera{"a": {State: "online", Still: l.URL}}, nil)
	a := r.alarmNow()
	for n := range 20 {
		a.ID = fmt.Sprintf("alarm-%d", n)
		r.begin(a)
	}
	mine, err := r.dueStills(t.Context(), stillsAt)
	require.NoError(t, err)
	require.Len(t, mine["a"], 20)
	theirs, err := r.dueStills(t.Context(), stillsAt)
	require.NoError(t, err)
	require.Empty(t, theirs, "whoever has the tries has them alone")
	require.NoError(t, r.fetchStill(t.Context(), "a", mine["a"]))
	require.EqualValues(t, 1, l.asked.Load())
	var taken int
	require.NoError(t, r.DB.Read().NewRaw("SELECT count(*) FROM monitor_picture WHERE state = 'taken'").Scan(t.Context(), &taken))
	require.Equal(t, 20, taken)
}

// Where nothing can be fetched the alarm says what there is.
func TestAnAlarmSaysWhatCameraThereIs(t *testing.T) {
	r := newRig(t, clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))
	a := r.alarmNow()
	r.begin(a)
	require.Equal(t, NoCamera, r.pictured(a.ID).State)
	require.InDelta(t, cameraReach, r.pictured(a.ID).Reach, 0)
	r.hang(map[string]register.Camera{"a": {State: "online"}, "b": {State: "online"}}, map[string]float64{"a": 300, "b": 600})
	b := a
	b.ID, b.Severity = "lesser", signal.Medium
	r.begin(b)
	none, err := picture(t.Context(), r.DB.Read(), b.ID)
	require.NoError(t, err)
	require.Nil(t, none, "alarms of lesser severity have none")
	b.ID, b.Severity = "graver", signal.High
	r.begin(b)
	p, err := picture(t.Context(), r.DB.Read(), b.ID)
	require.NoError(t, err)
	require.Equal(t, CameraNamed, p.State)
	require.Equal(t, "a", p.Camera)
	require.Equal(t, 0, r.turn())
	require.Equal(t, 404, r.Post("duty", "/signal/alarms/none/picture", "").Status)
}
