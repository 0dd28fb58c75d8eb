package monitor

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/series"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

// rig is the system on a real database, bus and history, with real ports, in a city of two square districts: 210102 from
// 123.0 to 123.5 degrees east and 210106 from there to 124.0, both from 41.5 to 42.0 north.
type rig struct {
	*System
	t   testing.TB
	web *httptest.Server
}

const (
	secret   = "s3cret"
	password = "demo-password"
	mn       = "010000A8900016F000169DC0"
)

// people are the bearer tokens and what they stand for.
var people = func() map[string]identity.Subject {
	out := map[string]identity.Subject{}
	roles := system.Roles(Permissions)
	for token, g := range map[string]identity.Grant{
		"duty": {Role: system.Duty, Area: "2101"}, "duty-210106": {Role: system.Duty, Area: "210106"}, "duty-210102": {Role: system.Duty, Area: "210102"},
		"auditor": {Role: system.Auditor, Area: "2101"}, "admin": {Role: system.Admin, Area: "2101"}, "grid": {Role: system.Grid, Area: "210106001"},
	} {
		out[token] = identity.NewSubject("p-"+token, token, "姓名"+token, []identity.Grant{g}, roles)
	}
	return out
}()

type tokens struct{}

func (tokens) Authenticate(_ context.Context, token string) (identity.Subject, error) {
	if s, ok := people[token]; ok {
		return s, nil
	}
	return identity.Subject{}, fail.Denied("identity.no-session", "请登录", "sign in")
}

func newRig(t testing.TB, c clock.Clock) *rig {
	t.Helper()
	ctx := context.Background()
	r := &rig{t: t}
	db := storetest.Open(t)
	j, err := journal.Open(ctx, db, c, journal.Options{})
	require.NoError(t, err)
	b := bustest.Open(t, db, c, bus.Options{
		MQTT: "127.0.0.1:0", Login: func(l bus.DeviceLogin) []string { return r.Login(l) }, Forbidden: func(f bus.Forbidden) { r.Forbidden(f) },
	})
	areas, err := register.Open(ctx, db, j, b, c, register.Options{})
	require.NoError(t, err)
	require.NoError(t, areas.PutAreas(ctx, journal.Actor{ID: "t", Name: "t"}, "fixture", fixtureAreas()))
	values, err := series.Open(t.TempDir(), series.Options{Clock: c})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, values.Close()) })
	log := slog.New(slog.DiscardHandler)
	engine, err := signal.Open(ctx, signal.Options{DB: db, Clock: c, Journal: j, Bus: b, Series: values, Permission: ReadAlarms, Home: "2101", Log: log})
	require.NoError(t, err)
	loadPoints(t, engine)
	r.System, err = New(ctx, Needs{
		DB: db, Clock: c, Journal: j, Bus: b, Signal: engine, Register: areas, Log: log, Metrics: prometheus.NewRegistry(),
		HJ212: "127.0.0.1:0", DemoPassword: password, Inbox: t.TempDir(),
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	edge, err := httpapi.New(ctx, httpapi.Options{DB: db, Clock: c, Auth: tokens{}, Feed: b.Feed(), Log: log, Version: "test"})
	require.NoError(t, err)
	edge.Mount("monitor", r.Module().Operations...)
	h, err := edge.Handler()
	require.NoError(t, err)
	r.web = httptest.NewServer(h)
	t.Cleanup(r.web.Close)
	return r
}

// run starts everything that works in the background, until the end of the test.
func (r *rig) run() *rig {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	tasks := append(r.Module().Run, system.Task{Name: "bus", Run: r.Bus.Run}, system.Task{Name: "signal", Run: r.Signal.Run})
	done := make(chan error, len(tasks))
	for _, task := range tasks {
		go func() {
			err := task.Run(ctx)
			if err != nil {
				err = fmt.Errorf("%s: %w", task.Name, err)
			}
			done <- err
		}()
	}
	r.t.Cleanup(func() {
		r.web.CloseClientConnections()
		cancel()
		for range tasks {
			require.NoError(r.t, <-done)
		}
	})
	return r
}

func fixtureAreas() []register.Area {
	out := []register.Area{{Code: "2101", Name: "某市", NameEn: "Some City", Level: register.City, Lon: 123.5, Lat: 41.75}}
	for _, d := range []struct {
		code string
		west float64
	}{{"210102", 123}, {"210106", 123.5}} {
		outline := fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,41.5],[%[2]v,41.5],[%[2]v,42],[%[1]v,42],[%[1]v,41.5]]]}`, d.west, d.west+0.5)
		out = append(out,
			register.Area{Code: d.code, Name: "区" + d.code, Level: register.District, Parent: "2101", Lon: d.west + 0.25, Lat: 41.75, Outline: json.RawMessage(outline)},
			register.Area{Code: d.code + "001", Name: "街道", Level: register.Street, Parent: d.code, Lon: d.west + 0.25, Lat: 41.75})
	}
	return out
}

func num(v float64) *float64 { return &v }

func loadPoints(t testing.TB, e *signal.Engine) {
	t.Helper()
	point := func(id, device, key, area string, l signal.Limits) signal.Point {
		return signal.Point{ID: id, Device: device, Key: key, Name: "氨浓度", Unit: "ppm", Element: "el-1", ElementName: "一号氨罐", Area: area, Lon: 123.7, Lat: 41.7, Limits: l, Deadband: 1}
	}
	require.NoError(t, e.Load(context.Background(), []signal.Device{
		{ID: "dev-1", Protocol: "mqtt", Name: "采集网关", Element: "el-1", Area: "210106001", Secret: signal.HashSecret(secret)},
		{ID: "dev-2", Protocol: "mqtt", Name: "演示网关", Element: "el-1", Area: "210102001", Secret: signal.HashSecret("other"), Demo: true},
		{ID: "hj-1", Protocol: "hj212", Address: mn, Name: "水质在线监测仪", Element: "el-1", Area: "210106001", Secret: signal.HashSecret("123456")},
	}, []signal.Point{
		point("gas", "dev-1", "gas", "210106001", signal.Limits{H: num(25), HH: num(50)}),
		point("temp", "dev-1", "temp", "210106001", signal.Limits{}),
		point("other-gas", "dev-2", "gas", "210102001", signal.Limits{HH: num(50)}),
		point("cod", "hj-1", "w01018", "210106001", signal.Limits{H: num(60)}),
		point("cod-minute", "hj-1", "w01018.minute.avg", "210106001", signal.Limits{}),
		point("ph", "hj-1", "w01001", "210106001", signal.Limits{}),
	}))
}

// answer is a response with its body read.
type answer struct {
	status int
	body   string
}

// ask makes a request as somebody; body nil for none.
func (r *rig) ask(who, method, path, contentType string, body []byte) answer {
	r.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, r.web.URL+"/api"+path, bytes.NewReader(body))
	require.NoError(r.t, err)
	req.Header.Set("Authorization", "Bearer "+who)
	req.Header.Set("Accept-Language", "en")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := r.web.Client().Do(req)
	require.NoError(r.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(r.t, err)
	return answer{resp.StatusCode, string(b)}
}

func (r *rig) get(who, path string) answer { r.t.Helper(); return r.ask(who, "GET", path, "", nil) }

func (r *rig) post(who, path, body string) answer {
	r.t.Helper()
	return r.ask(who, "POST", path, "application/json", []byte(body))
}

// read decodes the answer to a GET that must succeed.
func read[T any](r *rig, who, path string) T {
	r.t.Helper()
	return decode[T](r, r.get(who, path))
}

func decode[T any](r *rig, a answer) (v T) {
	r.t.Helper()
	require.Equal(r.t, http.StatusOK, a.status, a.body)
	require.NoError(r.t, json.Unmarshal([]byte(a.body), &v))
	return v
}

// rejected waits until the API shows the sort of bad input so many times, and returns it.
func (r *rig) rejected(source, reason, device string, count int64) (item RejectionItem) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		for _, i := range read[httpapi.Page[RejectionItem]](r, "auditor", "/signal/rejections").Items {
			if i.Source == source && i.Reason == reason && i.Device == device {
				item = i
				return i.Count >= count
			}
		}
		return false
	}, 15*time.Second, 20*time.Millisecond, "%s %s of %q", source, reason, device)
	require.Equal(r.t, count, item.Count, "%+v", item)
	require.NotEmpty(r.t, item.ReasonText.Zh)
	return item
}

// history waits until a point has so many values and returns them.
func (r *rig) history(point string, count int) (values [][2]float64) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		values = read[Values](r, "duty", "/signal/points/"+point+"/values?from=1971-01-01T00:00:00Z&to=1971-01-02T00:00:00Z").Values
		require.Empty(r.t, values)
		values = read[Values](r, "duty", "/signal/points/"+point+"/values").Values
		return len(values) >= count
	}, 15*time.Second, 20*time.Millisecond, "%d values of %s", count, point)
	require.Len(r.t, values, count)
	return values
}

// connect connects an MQTT client, waiting until devices are admitted.
func (r *rig) connect(user, secret string) mqtt.Client {
	r.t.Helper()
	var c mqtt.Client
	require.Eventually(r.t, func() bool {
		c = mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + r.Bus.MQTTAddr()).SetClientID("c-" + user).SetUsername(user).SetPassword(secret).SetAutoReconnect(false))
		tok := c.Connect()
		return tok.WaitTimeout(5*time.Second) && tok.Error() == nil
	}, 10*time.Second, 10*time.Millisecond)
	r.t.Cleanup(func() { c.Disconnect(10) })
	return c
}

// publish sends with QoS 1 and waits for the acknowledgement.
func (r *rig) publish(c mqtt.Client, device, payload string) {
	r.t.Helper()
	tok := c.Publish("anlan/v1/obs/"+device, 1, false, payload)
	require.True(r.t, tok.WaitTimeout(10*time.Second))
	require.NoError(r.t, tok.Error())
}

// listen opens the event stream of somebody and returns it once it stands.
func (r *rig) listen(who string) <-chan bus.Event {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.web.URL+"/api/events", nil)
	require.NoError(r.t, err)
	req.Header.Set("Authorization", "Bearer "+who)
	resp, err := r.web.Client().Do(req) // closed by the reader below
	require.NoError(r.t, err)
	out := make(chan bus.Event, 1000)
	opened := make(chan struct{})
	go func() {
		defer resp.Body.Close()
		defer close(out)
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			switch line := lines.Text(); {
			case line == "event: stream.open":
				close(opened)
			case strings.HasPrefix(line, "data: {\"id\""):
				var e bus.Event
				if json.Unmarshal([]byte(strings.TrimPrefix(line, "data: ")), &e) == nil {
					out <- e
				}
			}
		}
	}()
	<-opened
	return out
}

// hear waits for the next event.
func (r *rig) hear(events <-chan bus.Event) bus.Event {
	r.t.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(10 * time.Second):
		r.t.Fatal("no event")
		return bus.Event{}
	}
}
