package connector

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/outward"
	"anlan/internal/base/series"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/base/vault"
	"anlan/internal/connect/mapping"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

var start = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

// rig is the system on a real database, bus and history, in a city of two square districts: 210102 from 123.0 to 123.5
// degrees east and 210106 from there to 124.0, both from 41.5 to 42.0 north; and a peer on a real port.
type rig struct {
	*System
	t     testing.TB
	clock *clock.Fake
	web   *httptest.Server
	peer  *peer
	mu    sync.Mutex
	deny  func(statement string) error // what the database refuses
	once  bool
}

// peer is another office's system: each path answers as the test says.
type peer struct {
	mu     sync.Mutex
	answer http.HandlerFunc
	asked  []string
	srv    *httptest.Server
}

func (p *peer) says(h http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = h
}

func (p *peer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.URL.String())
	h := p.answer
	p.mu.Unlock()
	h(w, r)
}

var people = func() map[string]identity.Subject {
	out := map[string]identity.Subject{}
	roles := system.Roles(Permissions)
	for token, g := range map[string]identity.Grant{
		"admin": {Role: system.Admin, Area: "2101"}, "duty": {Role: system.Duty, Area: "2101"}, "duty-210102": {Role: system.Duty, Area: "210102"}, "admin-210102": {Role: system.Admin, Area: "210102"},
		"grid": {Role: system.Grid, Area: "210106"},
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

func newRig(t testing.TB) *rig {
	t.Helper()
	ctx := context.Background()
	r := &rig{t: t, clock: clock.NewFake(start), peer: &peer{}}
	r.peer.srv = httptest.NewServer(r.peer)
	t.Cleanup(r.peer.srv.Close)
	o := storetest.Options(t)
	o.Before = func(statement string) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.deny == nil {
			return nil
		}
		return r.deny(statement)
	}
	db, err := store.Open(ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	j, err := journal.Open(ctx, db, r.clock, journal.Options{})
	require.NoError(t, err)
	b := bustest.Open(t, db, r.clock, bus.Options{})
	reg, err := register.Open(ctx, db, j, b, r.clock, register.Options{})
	require.NoError(t, err)
	require.NoError(t, reg.PutAreas(ctx, journal.Actor{ID: "t", Name: "t"}, "fixture", fixtureAreas()))
	values, err := series.Open(t.TempDir(), series.Options{Clock: r.clock})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, values.Close()) })
	log := slog.New(slog.DiscardHandler)
	engine, err := signal.Open(ctx, signal.Options{DB: db, Clock: r.clock, Journal: j, Bus: b, Series: values, Home: "2101", Log: log})
	require.NoError(t, err)
	require.NoError(t, engine.Load(ctx, []signal.Device{{ID: "RG-01", Protocol: "connector", Name: "水文站", Area: "210106"}},
		[]signal.Point{{ID: "RG-01.level", Device: "RG-01", Key: "level", Name: "水位", Unit: "m", Area: "210106", Lon: 123.7, Lat: 41.7}}))
	gate, err := outward.Open(ctx, db, r.clock, j, []string{strings.TrimPrefix(r.peer.srv.URL, "http://")})
	require.NoError(t, err)
	box, err := vault.Open("")
	require.NoError(t, err)
	r.System, err = New(ctx, Needs{DB: db, Clock: r.clock, Journal: j, Bus: b, Signal: engine, Register: reg, Outward: gate, Vault: box, Log: log, Inbox: t.TempDir(), Node: "node-1"})
	require.NoError(t, err)
	require.NoError(t, system.Check(r.Module()))
	edge, err := httpapi.New(ctx, httpapi.Options{DB: db, Clock: r.clock, Auth: tokens{}, Feed: b.Feed(), Log: log, Version: "test"})
	require.NoError(t, err)
	edge.Mount("connector", r.Module().Operations...)
	h, err := edge.Handler()
	require.NoError(t, err)
	r.web = httptest.NewServer(h)
	t.Cleanup(r.web.Close)
	return r
}

func fixtureAreas() []register.Area {
	out := []register.Area{{Code: "2101", Name: "某市", NameEn: "Some City", Level: register.City, Lon: 123.5, Lat: 41.75}}
	for code, west := range map[string]float64{"210102": 123, "210106": 123.5} {
		outline := fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,41.5],[%[2]v,41.5],[%[2]v,42],[%[1]v,42],[%[1]v,41.5]]]}`, west, west+0.5)
		out = append(out, register.Area{Code: code, Name: "区" + code, Level: register.District, Parent: "2101", Lon: west + 0.25, Lat: 41.75, Outline: json.RawMessage(outline)})
	}
	return out
}

// do sends a request as somebody and reads the answer into out, when it is not nil.
func (r *rig) do(token, method, path string, in, out any, headers ...string) int {
	r.t.Helper()
	var body io.Reader
	switch v := in.(type) {
	case nil:
	case string:
		body = strings.NewReader(v)
	default:
		raw, err := json.Marshal(v)
		require.NoError(r.t, err)
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, r.web.URL+"/api"+path, body)
	require.NoError(r.t, err)
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(r.t, err)
	if out != nil {
		require.NoError(r.t, json.Unmarshal(raw, out), "%d %s", res.StatusCode, raw)
	}
	if res.StatusCode >= 500 {
		r.t.Logf("%s %s: %d %s", method, path, res.StatusCode, raw)
	}
	return res.StatusCode
}

var eventFields = []mapping.FieldRule{
	{To: "key", From: "id"},
	{To: "kind", From: "type", Codes: map[string]string{"1": "fire", "2": "flood"}},
	{To: "title", From: "title"},
	{To: "at", From: "at"},
	{To: "lon", From: "x"},
	{To: "lat", From: "y"},
	{To: "severity", From: "level"},
}

// declaration is a good body of POST /connector/sources.
func (r *rig) declaration(id string, change func(m map[string]any)) map[string]any {
	m := map[string]any{
		"id": id, "name": "综治网格事件", "department": "市委政法委", "area": "2101", "protocol": "pull", "auth": "bearer", "secret": "tok3n", "every_s": 10, "limit_s": 60, "wait_s": 30, "size": 100,
		"address": r.peer.srv.URL + "/events?since={since}&n={size}",
		"mapping": mapping.Mapping{Format: "json", Records: "items", Target: mapping.Event, Backlog: "left", Fields: eventFields},
	}
	if change != nil {
		change(m)
	}
	return m
}

func (r *rig) declare(id string, change func(m map[string]any)) SourceView {
	r.t.Helper()
	var v SourceView
	require.Equal(r.t, 200, r.do("admin", "POST", "/connector/sources", r.declaration(id, change), &v))
	return v
}

// turn asks all sources that are due, then judges; and returns how one stands.
func (r *rig) turn(id string) State {
	r.t.Helper()
	list, err := r.due(context.Background())
	require.NoError(r.t, err)
	for _, src := range list {
		_ = r.work(context.Background(), src)
	}
	return r.judged(id)
}

func (r *rig) judged(id string) State {
	r.t.Helper()
	require.NoError(r.t, r.judgeAll(context.Background()))
	st, err := r.state(context.Background(), r.DB.Read(), id)
	require.NoError(r.t, err)
	return st
}

func (r *rig) count(query string, args ...any) (n int) {
	r.t.Helper()
	require.NoError(r.t, r.DB.Read().NewRaw(query, args...).Scan(context.Background(), &n))
	return n
}

func record(n int, at time.Time) map[string]any {
	return map[string]any{"id": fmt.Sprintf("E%d", n), "type": "1", "title": fmt.Sprintf("事件 %d", n), "at": at.Format(time.RFC3339), "x": 123.7, "y": 41.7, "level": "red"}
}

// log is a peer that keeps records in order of time and answers {since} and {size}, as most do.
type records struct {
	mu   sync.Mutex
	list []map[string]any
}

func (l *records) add(n int, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, record(n, at))
}

func (l *records) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	since, err := time.Parse(time.RFC3339Nano, r.URL.Query().Get("since"))
	if err != nil || r.Header.Get("Authorization") != "Bearer tok3n" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	out, left := []map[string]any{}, 0
	for _, e := range l.list {
		at, _ := time.Parse(time.RFC3339, e["at"].(string))
		switch {
		case at.Before(since):
		case fmt.Sprint(len(out)) == r.URL.Query().Get("n"):
			left++
		default:
			out = append(out, e)
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"items": out, "left": left})
}

// allowAddress opens one address, as an administrator would.
func (r *rig) allowAddress(address string) error {
	return r.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := r.Outward.List().Allow(ctx, tx, journal.Actor{ID: "t", Name: "t"}, address, "试验")
		return err
	})
}

// refuseOnce lets the database refuse the next statement that names a table.
func (r *rig) refuseOnce(table string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.once = true
	r.deny = func(statement string) error {
		if r.once && strings.Contains(statement, "INSERT INTO "+table) {
			r.once = false
			return fail.Unavailable("test.refused", "拒绝", "refused")
		}
		return nil
	}
}
