// Package citytest is a whole server in a test: real database, real embedded bus, real history, a small demo city, and
// HTTP on a free port of the loopback. Time is a fake clock unless the test wants the machine's.
//
// The database is SQLite, or PostgreSQL when ANLAN_TEST_POSTGRES is set. Everything stops at the end of the test.
package citytest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/app"
	"anlan/internal/base/clock"
	"anlan/internal/base/store/storetest"
	"anlan/internal/demo"
	"anlan/internal/demo/city"
)

// Password is that of all demo accounts and devices in a City with devices.
const Password = "citytest-password"

// City is a running server with a small city.
type City struct {
	*app.App
	t      testing.TB
	tokens map[string]string
}

// Options say what the test needs. Devices loads the demo password, so that devices can sign in; it costs a moment. SMS is
// the address of a gateway, "" for none.
type Options struct {
	Clock    clock.Clock
	Devices  bool
	Cases    bool   // the cases of the demo, weeks old; without it there are none
	SMS      string // address of an SMS gateway
	Mail     string // address of a mail server
	Exercise string // title of an exercise, on SQLite; "" for the real thing
	Grid     bool   // with drawn cells, their members and a month of rounds
	Hazard   bool   // with a month of promises, inspections and ratings
	Material bool   // with a ledger of what the depots hold
	Whole    bool   // all that a demo server puts in, what is named above included but for Cases
	Plans    bool   // with the emergency plans of the city; Material comes with them
	Nature   bool   // with plans, rain, levels, a typhoon, fire weather and sightings
	Log      *slog.Logger
	Asked    func(ctx context.Context, statement string) // is told of what is asked of the database outside transactions
}

// Start is where the fake clock stands: a Monday morning in Shenyang.
var Start = time.Date(2026, 3, 2, 0, 30, 0, 0, time.UTC)

// New starts a city.
func New(t testing.TB, o Options) *City {
	t.Helper()
	if o.Clock == nil {
		o.Clock = clock.NewFake(Start)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	cfg := app.Config{Data: t.TempDir(), HTTP: "127.0.0.1:0", MQTT: "127.0.0.1:0", HJ212: "127.0.0.1:0", DSN: storetest.Options(t).DSN, SMS: o.SMS, Demo: true, Version: "test", Asked: o.Asked}
	if cfg.MailServer = o.Mail; o.Mail != "" {
		cfg.MailFrom = "anlan@example.com"
	}
	if o.Exercise != "" {
		cfg.Exercise, cfg.DSN = o.Exercise, ""
	}
	if o.Devices {
		cfg.DemoPassword = Password
		cfg.SL651, cfg.GB26875, cfg.JT808 = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"
	}
	ctx, cancel := context.WithCancel(context.Background())
	a := o.open(ctx, t, cfg)
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
		require.NoError(t, a.Close())
	})
	return &City{App: a, t: t, tokens: map[string]string{}}
}

// open is a server whose city is loaded.
func (o Options) open(ctx context.Context, t testing.TB, cfg app.Config) *app.App {
	t.Helper()
	fake, ok := o.Clock.(*clock.Fake)
	if cfg.DSN != "" || cfg.Exercise != "" || !ok || !fake.Now().Equal(Start) {
		a, err := app.Open(ctx, cfg, o.Clock, o.Log)
		require.NoError(t, err)
		o.load(ctx, t, a, cfg)
		return a
	}
	for path, content := range o.template(ctx, t, cfg) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(cfg.Data, path)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(cfg.Data, path), content, 0o600))
	}
	a, err := app.Open(ctx, cfg, o.Clock, o.Log)
	require.NoError(t, err)
	return a
}

// templates are the data folders of cities as they are loaded, by what was asked of them: each is loaded once a process and
// copied for the tests, which takes a fraction of the time. On PostgreSQL there is nothing that could be copied.
var templates sync.Map

// template is the data folder of a city that was loaded at Start and closed.
func (o Options) template(ctx context.Context, t testing.TB, cfg app.Config) map[string][]byte {
	t.Helper()
	key := fmt.Sprint(o.Devices, o.Cases, o.Grid, o.Hazard, o.Material, o.Whole, o.Plans, o.Nature)
	if known, ok := templates.Load(key); ok {
		return known.(map[string][]byte) //nolint:forcetypeassert // only this function writes
	}
	cfg.Data = t.TempDir()
	a, err := app.Open(ctx, cfg, clock.NewFake(Start), o.Log)
	require.NoError(t, err)
	o.load(ctx, t, a, cfg)
	require.NoError(t, a.Close())
	made := map[string][]byte{}
	require.NoError(t, fs.WalkDir(os.DirFS(cfg.Data), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(cfg.Data, path))
		if err != nil {
			return err
		}
		made[path] = b
		return nil
	}))
	templates.Store(key, made)
	return made
}

// load puts in what the test needs.
func (o Options) load(ctx context.Context, t testing.TB, a *app.App, cfg app.Config) {
	t.Helper()
	engines := demo.Engines{DB: a.DB, Clock: a.Clock, Register: a.Register, Signal: a.Signal, Identity: a.Identity, Duty: a.Duty, Blobs: a.Blobs}
	if o.Cases {
		engines.Procedure = a.ProcedureAt
	}
	require.NoError(t, demo.Load(ctx, engines, demo.Options{Scale: city.Small, Password: cfg.DemoPassword}))
	for _, more := range []struct {
		wanted bool
		load   func(context.Context) error
	}{{o.Whole, a.LoadDemo}, {o.Grid, a.Grid.LoadDemo}, {o.Hazard, a.Hazard.LoadDemo}, {o.Material || o.Plans, a.Resource.LoadDemo}, {o.Plans, a.LoadPlans}, {o.Nature, a.Nature.LoadDemo}} {
		if more.wanted {
			require.NoError(t, more.load(ctx))
		}
	}
}

// Token is a session of a demo account.
func (c *City) Token(login string) string {
	c.t.Helper()
	if c.tokens[login] == "" {
		p, err := c.Identity.ByLogin(context.Background(), login)
		require.NoError(c.t, err, login)
		c.tokens[login], err = c.Identity.OpenSession(context.Background(), p, "127.0.0.1", "citytest")
		require.NoError(c.t, err)
	}
	return c.tokens[login]
}

// Forget drops the sessions, which are over when days have passed: everybody signs in anew.
func (c *City) Forget() { c.tokens = map[string]string{} }

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// JSON reads the body into v.
func (a Answer) JSON(t testing.TB, v any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(a.Body, v), "%s", a.Body)
}

// Do sends a request as a demo account ("" for nobody). body may be nil, a string sent as it is, or a value sent as JSON;
// headers are pairs.
func (c *City) Do(login, method, path string, body any, headers ...string) Answer {
	c.t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = bytes.NewReader([]byte(b))
	default:
		raw, err := json.Marshal(b)
		require.NoError(c.t, err)
		r = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, "http://"+c.HTTPAddr()+path, r)
	require.NoError(c.t, err)
	if login != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token(login))
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(c.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	return Answer{Status: res.StatusCode, Header: res.Header, Body: b}
}

// OK is Do for requests that must succeed; it reads the answer into out unless out is nil.
func (c *City) OK(login, method, path string, body, out any, headers ...string) {
	c.t.Helper()
	a := c.Do(login, method, path, body, headers...)
	require.Less(c.t, a.Status, 300, "%s %s as %s: %d %s", method, path, login, a.Status, a.Body)
	if out != nil {
		a.JSON(c.t, out)
	}
}
