// Package systemtest is the stage on which the tests of systems that hear devices play: a small city with people of
// several roles, real database, bus, history and ports, and systems mounted at a real server.
//
// The city has two square districts, 210102 from 123.0 to 123.5 degrees east and 210106 from there to 124.0, both from
// 41.5 to 42.0 north, three devices and six points.
package systemtest

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
	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/series"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

// What devices know: the secret of dev-1 and the MN of hj-1, whose password is 123456.
const (
	Secret = "s3cret"
	MN     = "010000A8900016F000169DC0"
)

// soon is how long is waited for what comes by itself, on a machine that does other things too.
const soon = time.Minute

// HearAlarms is the permission under which events of alarms are heard.
const HearAlarms = "signal.alarm.read"

// City is the stage. Web is the server once systems are mounted.
type City struct {
	T        testing.TB
	DB       *store.DB
	Clock    clock.Clock
	Journal  *journal.Journal
	Bus      *bus.Bus
	Register *register.Register
	Signal   *signal.Engine
	Log      *slog.Logger
	Web      *httptest.Server

	people  tokens
	modules []system.Module
}

// tokens are the bearer tokens and what they stand for.
type tokens map[string]identity.Subject

func (t tokens) Authenticate(_ context.Context, token string) (identity.Subject, error) {
	if s, ok := t[token]; ok {
		return s, nil
	}
	return identity.Subject{}, fail.Denied("identity.no-session", "请登录", "sign in")
}

// people are duty officers of the city and of either district, a commander, a leader, an auditor, an administrator and a grid
// member.
func people(rights []system.Permission) tokens {
	out := tokens{}
	roles := system.Roles(rights)
	for token, g := range map[string]identity.Grant{
		"duty": {Role: system.Duty, Area: "2101"}, "duty-210106": {Role: system.Duty, Area: "210106"}, "duty-210102": {Role: system.Duty, Area: "210102"},
		"commander": {Role: system.Commander, Area: "2101"}, "leader": {Role: system.Leader, Area: "2101"},
		"auditor": {Role: system.Auditor, Area: "2101"}, "admin": {Role: system.Admin, Area: "2101"}, "grid": {Role: system.Grid, Area: "210106001"},
	} {
		out[token] = identity.NewSubject("p-"+token, token, "姓名"+token, []identity.Grant{g}, roles)
	}
	return out
}

// New makes the city. rights are the permissions of the systems that will be mounted; devices says who admits devices
// by MQTT.
func New(t testing.TB, c clock.Clock, rights []system.Permission, devices bus.Options) *City {
	t.Helper()
	out := onDatabase(t, storetest.Open(t), c, rights, devices)
	require.NoError(t, out.Register.PutAreas(context.Background(), journal.Actor{ID: "t", Name: "t"}, "fixture", Areas()))
	loadPoints(t, out.Signal)
	return out
}

// Beside is a second node of the same city: on its database, with a bus and a history of its own.
func (c *City) Beside(rights []system.Permission, devices bus.Options) *City {
	c.T.Helper()
	return onDatabase(c.T, c.DB, c.Clock, rights, devices)
}

func onDatabase(t testing.TB, db *store.DB, c clock.Clock, rights []system.Permission, devices bus.Options) *City {
	t.Helper()
	ctx := context.Background()
	out := &City{T: t, DB: db, Clock: c, Log: slog.New(slog.DiscardHandler), people: people(rights)}
	var err error
	out.Journal, err = journal.Open(ctx, out.DB, c, journal.Options{})
	require.NoError(t, err)
	devices.MQTT = "127.0.0.1:0"
	out.Bus = bustest.Open(t, out.DB, c, devices)
	out.Register, err = register.Open(ctx, out.DB, out.Journal, out.Bus, c, register.Options{})
	require.NoError(t, err)
	values, err := series.Open(t.TempDir(), series.Options{Clock: c})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, values.Close()) })
	out.Signal, err = signal.Open(ctx, signal.Options{DB: out.DB, Clock: c, Journal: out.Journal, Bus: out.Bus, Series: values, Permission: HearAlarms, Home: "2101", Log: out.Log})
	require.NoError(t, err)
	return out
}

// Mount serves the modules.
func (c *City) Mount(modules ...system.Module) {
	c.T.Helper()
	c.modules = modules
	edge, err := httpapi.New(context.Background(), httpapi.Options{DB: c.DB, Clock: c.Clock, Auth: c.people, Feed: c.Bus.Feed(), Log: c.Log, Version: "test"})
	require.NoError(c.T, err)
	for _, m := range modules {
		edge.Mount(m.Name, m.Operations...)
	}
	h, err := edge.Handler()
	require.NoError(c.T, err)
	c.Web = httptest.NewServer(h)
	c.T.Cleanup(c.Web.Close)
}

// Run starts everything that works in the background, until the end of the test.
func (c *City) Run() {
	c.T.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	tasks := []system.Task{{Name: "bus", Run: c.Bus.Run}, {Name: "signal", Run: c.Signal.Run}}
	for _, m := range c.modules {
		tasks = append(tasks, m.Run...)
	}
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
	c.T.Cleanup(func() {
		c.Web.CloseClientConnections()
		cancel()
		for range tasks {
			require.NoError(c.T, <-done)
		}
	})
}

// Areas are the city and its districts, each with one street.
func Areas() []register.Area {
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
		{ID: "dev-1", Protocol: "mqtt", Name: "采集网关", Element: "el-1", Area: "210106001", Secret: signal.HashSecret(Secret)},
		{ID: "dev-2", Protocol: "mqtt", Name: "演示网关", Element: "el-1", Area: "210102001", Secret: signal.HashSecret("other"), Demo: true},
		{ID: "hj-1", Protocol: "hj212", Address: MN, Name: "水质在线监测仪", Element: "el-1", Area: "210106001", Secret: signal.HashSecret("123456")},
	}, []signal.Point{
		point("gas", "dev-1", "gas", "210106001", signal.Limits{H: num(25), HH: num(50)}),
		point("temp", "dev-1", "temp", "210106001", signal.Limits{}),
		point("other-gas", "dev-2", "gas", "210102001", signal.Limits{HH: num(50)}),
		point("cod", "hj-1", "w01018", "210106001", signal.Limits{H: num(60)}),
		point("cod-minute", "hj-1", "w01018.minute.avg", "210106001", signal.Limits{}),
		point("ph", "hj-1", "w01001", "210106001", signal.Limits{}),
	}))
}

// Answer is a response with its body read.
type Answer struct {
	Status int
	Body   string
}

// Ask makes a request as somebody; body nil for none.
func (c *City) Ask(who, method, path, contentType string, body []byte) Answer {
	c.T.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, c.Web.URL+"/api"+path, bytes.NewReader(body))
	require.NoError(c.T, err)
	req.Header.Set("Authorization", "Bearer "+who)
	req.Header.Set("Accept-Language", "en")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := c.Web.Client().Do(req)
	require.NoError(c.T, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(c.T, err)
	return Answer{resp.StatusCode, string(b)}
}

// Get asks for something.
func (c *City) Get(who, path string) Answer { c.T.Helper(); return c.Ask(who, "GET", path, "", nil) }

// Post sends JSON.
func (c *City) Post(who, path, body string) Answer {
	c.T.Helper()
	return c.Ask(who, "POST", path, "application/json", []byte(body))
}

// Put sends JSON to replace something.
func (c *City) Put(who, path, body string) Answer {
	c.T.Helper()
	return c.Ask(who, "PUT", path, "application/json", []byte(body))
}

// Try is a request and what must come of it: a status, and what the body must hold.
type Try struct {
	Who, Method, Path, Body string
	Status                  int
	Contains                string
}

// Refuses makes the requests and holds each answer against what must come.
func (c *City) Refuses(list []Try) {
	c.T.Helper()
	for _, x := range list {
		got := c.Ask(x.Who, x.Method, x.Path, map[bool]string{true: "application/json"}[x.Body != ""], []byte(x.Body))
		require.Equal(c.T, x.Status, got.Status, "%s %s %s: %s", x.Who, x.Method, x.Path, got.Body)
		require.Contains(c.T, got.Body, x.Contains, "%s %s", x.Method, x.Path)
	}
}

// Read decodes the answer to a GET that must succeed.
func Read[T any](c *City, who, path string) T {
	c.T.Helper()
	return Decode[T](c, c.Get(who, path))
}

// Decode reads an answer that must be a success.
func Decode[T any](c *City, a Answer) (v T) {
	c.T.Helper()
	require.Equal(c.T, http.StatusOK, a.Status, a.Body)
	require.NoError(c.T, json.Unmarshal([]byte(a.Body), &v))
	return v
}

// Rejected waits until so many pieces of a sort of bad input are counted, and returns the count.
func (c *City) Rejected(source, reason, device string, count int64) (item signal.Rejection) {
	c.T.Helper()
	require.Eventually(c.T, func() bool {
		list, err := c.Signal.Rejections(context.Background(), identity.Everywhere, 1000)
		require.NoError(c.T, err)
		for _, i := range list {
			if i.Source == source && i.Reason == reason && i.Device == device {
				item = i
				return i.Count >= count
			}
		}
		return false
	}, soon, 20*time.Millisecond, "%s %s of %q", source, reason, device)
	require.Equal(c.T, count, item.Count, "%+v", item)
	require.NotEmpty(c.T, item.Text.Zh)
	return item
}

// History waits until a point has so many values of the last hour and returns them.
func (c *City) History(point string, count int) (values []series.Value) {
	c.T.Helper()
	require.Eventually(c.T, func() bool {
		var err error
		values, err = c.Signal.Values(context.Background(), identity.Everywhere, point, time.Time{}, time.Time{}, 0)
		require.NoError(c.T, err)
		return len(values) >= count
	}, soon, 20*time.Millisecond, "%d values of %s", count, point)
	require.Len(c.T, values, count)
	return values
}

// Reading is a point with its newest value.
func (c *City) Reading(point string) signal.Reading {
	c.T.Helper()
	r, err := c.Signal.Point(identity.Everywhere, point)
	require.NoError(c.T, err)
	return r
}

// Connect connects an MQTT client, waiting until devices are admitted.
func (c *City) Connect(user, secret string) mqtt.Client {
	c.T.Helper()
	var client mqtt.Client
	require.Eventually(c.T, func() bool {
		client = mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + c.Bus.MQTTAddr()).SetClientID("c-" + user).SetUsername(user).SetPassword(secret).SetAutoReconnect(false))
		tok := client.Connect()
		return tok.WaitTimeout(soon/2) && tok.Error() == nil
	}, soon, 10*time.Millisecond)
	c.T.Cleanup(func() { client.Disconnect(10) })
	return client
}

// Publish sends with QoS 1 and waits for the acknowledgement.
func (c *City) Publish(client mqtt.Client, device, payload string) {
	c.T.Helper()
	tok := client.Publish("anlan/v1/obs/"+device, 1, false, payload)
	require.True(c.T, tok.WaitTimeout(soon))
	require.NoError(c.T, tok.Error())
}

// Listen opens the event stream of somebody and returns it once it stands.
func (c *City) Listen(who string) <-chan bus.Event {
	c.T.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c.T.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.Web.URL+"/api/events", nil)
	require.NoError(c.T, err)
	req.Header.Set("Authorization", "Bearer "+who)
	out := make(chan bus.Event, 1000)
	opened := make(chan error, 1)
	go func() {
		defer close(out)
		resp, err := c.Web.Client().Do(req)
		if err != nil {
			opened <- err
			return
		}
		defer resp.Body.Close()
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			switch line := lines.Text(); {
			case line == "event: stream.open":
				opened <- nil
			case strings.HasPrefix(line, "data: {\"id\""):
				var e bus.Event
				if json.Unmarshal([]byte(strings.TrimPrefix(line, "data: ")), &e) == nil {
					out <- e
				}
			}
		}
	}()
	require.NoError(c.T, <-opened)
	return out
}

// Hear waits for the next event.
func (c *City) Hear(events <-chan bus.Event) bus.Event {
	c.T.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(soon):
		c.T.Fatal("no event")
		return bus.Event{}
	}
}
