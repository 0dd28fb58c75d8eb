package httpapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

var roles = identity.Roles{"duty": {Permissions: []string{"thing.read", "thing.put"}}, "reader": {Permissions: []string{"thing.read"}}}

// door is an Authenticator whose sessions can be ended.
type door struct {
	mu       sync.Mutex
	subjects map[string]identity.Subject
}

func (d *door) Authenticate(_ context.Context, token string) (identity.Subject, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, ok := d.subjects[token]; ok {
		return s, nil
	}
	return identity.Subject{}, fail.Denied("identity.no-session", "登录已失效", "the session has ended")
}

func (d *door) end(token string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.subjects, token)
}

type world struct {
	t    *testing.T
	db   *store.DB
	bus  *bus.Bus
	door *door
	srv  *httptest.Server
	made atomic.Int64

	room    atomic.Int64 // bytes that a connection made now can hold, 0 for as many as the kernel likes
	release chan struct{}
}

type thing struct {
	Body struct {
		Name string `json:"name" minLength:"2"`
		Area string `json:"area"`
	}
}

func newWorld(t *testing.T) *world { return newWorldWith(t, httpapi.Options{}) }

// newWorldWith is a world with some options of its own.
func newWorldWith(t *testing.T, o httpapi.Options) *world {
	c := clock.NewSteady()
	w := &world{t: t, db: storetest.Open(t), release: make(chan struct{})}
	w.bus = bustest.Open(t, w.db, c, bus.Options{})
	bustest.Run(t, w.bus)
	subject := func(id, role, area string) identity.Subject {
		return identity.NewSubject(id, id, id, []identity.Grant{{Role: role, Area: area}}, roles)
	}
	w.door = &door{subjects: map[string]identity.Subject{"duty": subject("duty", "duty", "210106"), "reader": subject("reader", "reader", "210106"), "far": subject("far", "duty", "210102")}}
	o.DB, o.Clock, o.Auth, o.Feed, o.Version = w.db, c, w.door, w.bus.Feed(), "test"
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s, err := httpapi.New(context.Background(), o)
	require.NoError(t, err)
	s.Mount("thing",
		httpapi.Get("/things", "thing.read", func(_ context.Context, in *httpapi.List) (*httpapi.Body[httpapi.Page[string]], error) {
			return httpapi.OK(httpapi.Page[string]{Items: []string{fmt.Sprint(in.Limit)}}), nil
		}).Doc("List", ""),
		httpapi.Post("/things", "thing.put", func(ctx context.Context, tx *store.Tx, in *thing) (*httpapi.Body[map[string]int], error) {
			switch in.Body.Name {
			case "forbidden":
				return nil, fail.Illegal("thing.law", "法律不允许", "the law forbids it").Under("《测试法》", "第九条").At("name")
			case "slow":
				<-w.release
			case "broken":
				return nil, fmt.Errorf("secret inner reason")
			}
			n := int(w.made.Add(1))
			err := w.bus.EmitValue(ctx, tx, bus.Event{Type: "thing.thing.made", Area: in.Body.Area, Permission: "thing.read"}, map[string]int{"n": n})
			return httpapi.OK(map[string]int{"n": n}), err
		}).Doc("Make", ""),
	)
	h, err := s.Handler()
	require.NoError(t, err)
	w.srv = httptest.NewUnstartedServer(h)
	w.srv.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		if n := w.room.Load(); n > 0 { // what the kernel takes for a reader that does not read
			_ = c.(*net.TCPConn).SetWriteBuffer(int(n))
		}
		return ctx
	}
	w.srv.Start()
	t.Cleanup(w.srv.Close)
	return w
}

func (w *world) do(method, path, token, body string, headers ...string) (int, string) {
	req, err := http.NewRequestWithContext(context.Background(), method, w.srv.URL+path, strings.NewReader(body))
	require.NoError(w.t, err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(w.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(w.t, err)
	return res.StatusCode, string(b)
}

func TestRequests(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name, method, path, token, body string
		headers                         []string
		status                          int
		holds                           []string
	}{
		{name: "nobody", method: "GET", path: "/api/things", status: 401, holds: []string{`"code":"identity.no-session"`, "登录"}},
		{name: "in English", method: "GET", path: "/api/things", headers: []string{"Accept-Language", "en"}, status: 401, holds: []string{"sign in"}},
		{name: "unknown token", method: "GET", path: "/api/things", token: "x", status: 401},
		{name: "list", method: "GET", path: "/api/things", token: "reader", status: 200, holds: []string{`"items":["50"]`, `"next":""`}},
		{name: "limit too large", method: "GET", path: "/api/things?limit=100000", token: "reader", status: 400, holds: []string{"limit"}},
		{name: "unknown query", method: "GET", path: "/api/things?drop=1", token: "reader", status: 400},
		{name: "bad area", method: "GET", path: "/api/things?area=%27%20OR%201=1", token: "reader", status: 400},
		{name: "reader may not write", method: "POST", path: "/api/things", token: "reader", body: `{"name":"abc","area":"210106"}`, status: 403, holds: []string{"thing.put"}},
		{name: "write", method: "POST", path: "/api/things", token: "duty", body: `{"name":"abc","area":"210106"}`, status: 200, holds: []string{`{"n":1}`}},
		{name: "unknown field", method: "POST", path: "/api/things", token: "duty", body: `{"name":"abc","area":"210106","role":"admin"}`, status: 400, holds: []string{"role"}},
		{name: "too short", method: "POST", path: "/api/things", token: "duty", body: `{"name":"a","area":""}`, status: 400, holds: []string{`"field":"name"`}},
		{name: "rule", method: "POST", path: "/api/things", token: "duty", body: `{"name":"forbidden","area":""}`, status: 422, holds: []string{"第九条", "《测试法》", "法律不允许"}},
		{name: "our fault stays inside", method: "POST", path: "/api/things", token: "duty", body: `{"name":"broken","area":""}`, status: 500, holds: []string{"http.internal"}},
		{name: "another site", method: "POST", path: "/api/things", token: "duty", body: `{"name":"abc","area":""}`, headers: []string{"Sec-Fetch-Site", "cross-site"}, status: 403, holds: []string{"http.cross-site"}},
		{name: "another origin", method: "POST", path: "/api/things", token: "duty", body: `{"name":"abc","area":""}`, headers: []string{"Origin", "http://evil.example"}, status: 403},
		{name: "too large", method: "POST", path: "/api/things", token: "duty", body: `{"name":"` + strings.Repeat("a", 2<<20) + `"}`, status: 413},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := w.do(c.method, c.path, c.token, c.body, c.headers...)
			require.Equal(t, c.status, status, body)
			for _, h := range c.holds {
				require.Contains(t, body, h)
			}
			require.NotContains(t, body, "secret")
		})
	}
	_, doc := w.do("GET", "/openapi.json", "", "")
	var spec struct {
		OpenAPI string
		Paths   map[string]map[string]map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(doc), &spec))
	require.Equal(t, "3.1.0", spec.OpenAPI)
	require.Equal(t, "thing.put", spec.Paths["/api/things"]["post"]["x-permission"])
}

// TestRepeatedWrites is the short form of R8: the same key does a thing once, also when it comes many times at once.
func TestRepeatedWrites(t *testing.T) {
	w := newWorld(t)
	const body = `{"name":"abc","area":"210106"}`
	var wg sync.WaitGroup
	answers := make([]string, 16)
	for i := range answers {
		wg.Go(func() {
			status, b := w.do("POST", "/api/things", "duty", body, "Idempotency-Key", "k1")
			if status != 200 {
				t.Errorf("%d %s", status, b)
			}
			answers[i] = b
		})
	}
	wg.Wait()
	require.NotContains(t, answers, "")
	for _, a := range answers {
		require.Equal(t, answers[0], a)
	}
	items, _, _ := w.bus.Feed().After(0, 100)
	require.Eventually(t, func() bool { items, _, _ = w.bus.Feed().After(0, 100); return len(items) > 0 }, 30*time.Second, 5*time.Millisecond)
	require.Len(t, items, 1, "one committed write, one event")
	status, b := w.do("POST", "/api/things", "duty", `{"name":"other","area":""}`, "Idempotency-Key", "k1")
	require.Equal(t, 409, status, b)
	status, _ = w.do("POST", "/api/things", "far", body, "Idempotency-Key", "k1")
	require.Equal(t, 200, status, "another person's key is another key")
}

type sse struct {
	lines chan string
	close func()
}

func (w *world) events(token, after string) sse { return w.eventsOf(token, after, "") }

func (w *world) eventsOf(token, after, query string) sse {
	req, err := http.NewRequestWithContext(context.Background(), "GET", w.srv.URL+"/api/events"+query, nil)
	require.NoError(w.t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(w.t, err)
	require.Equal(w.t, "text/event-stream", res.Header.Get("Content-Type"))
	s := sse{lines: make(chan string, 1000), close: func() { res.Body.Close() }}
	go func() {
		defer close(s.lines)
		sc := bufio.NewScanner(res.Body)
		for sc.Scan() {
			s.lines <- sc.Text()
		}
	}()
	w.t.Cleanup(s.close)
	s.until(w.t, "event: stream.open")
	return s
}

// until reads to the line with the prefix and returns it.
func (s sse) until(t *testing.T, prefix string) string {
	t.Helper()
	for {
		select {
		case l, ok := <-s.lines:
			if !ok {
				t.Fatalf("the stream ended before %q", prefix)
			}
			if strings.HasPrefix(l, prefix) {
				return l
			}
		case <-time.After(time.Minute):
			t.Fatalf("no %q", prefix)
		}
	}
}

func TestEventsAreFilteredAndResumed(t *testing.T) {
	w := newWorld(t)
	near, far := w.events("duty", ""), w.events("far", "")
	make := func(area string) { // each with an event
		status, b := w.do("POST", "/api/things", "duty", `{"name":"abc","area":"`+area+`"}`)
		require.Equal(t, 200, status, b)
	}
	make("210106001")
	make("210102001")
	make("210106002")
	require.Contains(t, near.until(t, "data: {\"id"), `"n":1`)
	require.Contains(t, near.until(t, "data: {\"id"), `"n":3`)
	require.Contains(t, far.until(t, "data: {\"id"), `"n":2`)

	again := w.events("duty", "1")
	require.Contains(t, again.until(t, "data: {\"id"), `"n":3`, "on from where it was")
	lost := w.events("duty", "99999")
	lost.until(t, "event: stream.reset")

	// S9: a session that ends takes its open streams along.
	w.door.end("duty")
	tenths := time.NewTicker(100 * time.Millisecond) // a moment in which the machine does not let us run is one tenth at most
	defer tenths.Stop()
	for n := 0; ; {
		select {
		case _, ok := <-near.lines:
			if !ok {
				return
			}
		case <-tenths.C:
			n++
			require.Less(t, n, 50, "the stream outlived its session by 5 s")
		}
	}
}

// TestAStormOfEventsIsCounted lets a client that wants to see one event a second hear of many: what it does not see is
// counted, none twice, and it can go on from there.
func TestAStormOfEventsIsCounted(t *testing.T) {
	w := newWorld(t)
	all, some := w.events("duty", ""), w.eventsOf("duty", "", "?burst=1")
	const many = 40
	for range many {
		status, b := w.do("POST", "/api/things", "duty", `{"name":"abc","area":"210106001"}`)
		require.Equal(t, 200, status, b)
	}
	for range many {
		all.until(t, "data: {\"id")
	}
	seen, bursts := 0, 0
	for seen < many {
		line := some.until(t, "data: {\"")
		if strings.HasPrefix(line, `data: {"id`) {
			seen++
			continue
		}
		var told struct {
			Data struct{ Counts map[string]int }
		}
		require.NoError(t, json.Unmarshal([]byte(strings.TrimPrefix(line, "data: ")), &told))
		for _, n := range told.Data.Counts {
			seen += n
		}
		bursts++
	}
	require.Equal(t, many, seen)
	require.Positive(t, bursts)
}

// TestWritesThatWaitTooLongAreTold fills the turns with writes that do not end: the rest hear 503 before they would give
// up by themselves, and nothing of them is done.
func TestWritesThatWaitTooLongAreTold(t *testing.T) {
	w := newWorld(t)
	turns := 32
	if w.db.Dialect() == store.Postgres {
		turns = store.Connections / 2
	}
	var mu sync.Mutex
	count := map[int]int{}
	var wg sync.WaitGroup
	for range turns + 8 {
		wg.Go(func() {
			status, _ := w.do("POST", "/api/things", "duty", `{"name":"slow","area":"210106"}`)
			mu.Lock()
			defer mu.Unlock()
			count[status]++
		})
	}
	require.Eventually(t, func() bool { mu.Lock(); defer mu.Unlock(); return count[503] == 8 }, 2*time.Minute, 10*time.Millisecond)
	close(w.release)
	wg.Wait()
	require.Equal(t, map[int]int{200: turns, 503: 8}, count)
	require.EqualValues(t, turns, w.made.Load())
}
