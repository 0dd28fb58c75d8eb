package grid

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/register"
	"anlan/internal/engine/register/exchange"
	"anlan/internal/system"
)

const (
	tiexi  = "210106" // lon 123.0 to 123.5
	heping = "210102" // lon 123.5 to 124.0
)

// fixtureAreas is a city of two square districts, each with a street, two communities and a zone; and a river.
func fixtureAreas() []register.Area {
	square := func(west float64) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,41.5],[%[2]v,41.5],[%[2]v,42],[%[1]v,42],[%[1]v,41.5]]]}`, west, west+0.5))
	}
	river := json.RawMessage(`{"type":"MultiLineString","coordinates":[[[123.1,41.6],[123.9,41.7]]]}`)
	out := []register.Area{
		{Code: "2101", Name: "某市", NameEn: "Some City", Level: register.City, Lon: 123.5, Lat: 41.75},
		{Code: "2101W01", Name: "主要河流", NameEn: "Main rivers", Level: register.River, Parent: "2101", Lon: 123.5, Lat: 41.6, Outline: river},
		{Code: tiexi, Name: "铁西区", NameEn: "Tiexi", Level: register.District, Parent: "2101", Lon: 123.25, Lat: 41.75, Outline: square(123)},
		{Code: heping, Name: "和平区", NameEn: "Heping", Level: register.District, Parent: "2101", Lon: 123.75, Lat: 41.75, Outline: square(123.5)},
	}
	for _, d := range out[2:] {
		out = append(out,
			register.Area{Code: d.Code + "Z01", Name: d.Name + "开发区", Level: register.Zone, Parent: d.Code, Lon: d.Lon, Lat: d.Lat},
			register.Area{Code: d.Code + "001", Name: d.Name + "一街道", Level: register.Street, Parent: d.Code, Lon: d.Lon, Lat: d.Lat},
			register.Area{Code: d.Code + "001001", Name: d.Name + "甲社区", Level: register.Community, Parent: d.Code + "001", Lon: d.Lon - 0.1, Lat: d.Lat},
			register.Area{Code: d.Code + "001002", Name: d.Name + "乙社区", Level: register.Community, Parent: d.Code + "001", Lon: d.Lon + 0.1, Lat: d.Lat})
	}
	return out
}

// fixtureElements are a plant with its hazard source, a rescue team and some high-rises; ids begin with the prefix.
func fixtureElements(prefix, name string, lon float64) []register.Element {
	out := []register.Element{
		{
			ID: prefix + "-plant", Kind: "enterprise", Name: name + "化工厂", Lon: lon, Lat: 41.75, Risk: register.Red, Address: name + "路 1 号", Demo: true,
			Attrs: json.RawMessage(`{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"large","legal_person":"赵钱孙","phone":"13812345678","employees":90,"hazardous":true}`),
		},
		{
			ID: prefix + "-source", Kind: "hazard-source", Name: name + "液氯库", Lon: lon, Lat: 41.751, Risk: register.Orange, Parent: prefix + "-plant",
			Attrs: json.RawMessage(`{"unit":"storage","level":2,"s":3,"r":60,"persons_exposed":40,"chemicals":[{"name":"液氯","cas":"7782-50-5","quantity":30,"critical":5}]}`),
		},
		{
			ID: prefix + "-team", Kind: "rescue-team", Name: name + "救援队", Lon: lon + 0.1, Lat: 41.75,
			Attrs: json.RawMessage(`{"type":"professional","speciality":"hazchem","people":40,"leader":"周吴郑","phone":"13912345678","zone":"west","readiness":"ready"}`),
		},
	}
	out = append(out, register.Element{
		ID: prefix + "-site", Kind: "construction-site", Name: name + "工地", Lon: lon - 0.1, Lat: 41.75,
		Shape: json.RawMessage(fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,41.74],[%[2]v,41.74],[%[2]v,41.76],[%[1]v,41.74]]]}`, lon-0.12, lon-0.08)),
		Attrs: json.RawMessage(`{"type":"housing","builder":"某建","manager":"冯陈褚","phone":"13712345678","started":"2020-01-01","progress":"frame","workers":80}`),
	})
	for i, risk := range []register.Risk{register.Yellow, register.Blue, register.Blue} {
		out = append(out, register.Element{
			ID: fmt.Sprintf("%s-tower-%d", prefix, i), Kind: "high-rise", Name: fmt.Sprintf("%s大厦%d座", name, i), Lon: lon + 0.0001*float64(i), Lat: 41.75, Risk: risk,
			Attrs: json.RawMessage(`{"floors":30,"height":98.5,"use":"mixed","built":2011,"sprinklers":true}`),
		})
	}
	return out
}

var people = map[string][]identity.Grant{
	"duty":     {{Role: system.Duty, Area: "2101"}},
	"auditor":  {{Role: system.Auditor, Area: "2101"}},
	"tiexi":    {{Role: system.Duty, Area: tiexi}},
	"visiting": {{Role: system.Auditor, Area: "2101"}, {Role: system.Grid, Area: tiexi}}, // sees all, keeps one district
	"admin":    {{Role: system.Admin, Area: "2101"}},
}

// testParts are parts as another system declares them: one that shows what it was asked about, and one that nobody may see.
func testParts() []system.Part {
	return []system.Part{
		{Name: "test.below", Title: lang.T("下级", "Below"), Permission: read, Kinds: []string{"enterprise"}, Read: func(_ context.Context, of system.PartOf) (system.PartPage, error) {
			page := system.PartPage{Rows: []system.PartRow{}}
			for _, id := range of.IDs() {
				page.Rows = append(page.Rows, system.PartRow{ID: id, Title: id})
			}
			return page, nil
		}},
		{Name: "test.closed", Title: lang.T("不可见", "Closed"), Permission: "test.closed.read", Kinds: []string{"enterprise"}},
	}
}

type door map[string]identity.Subject

func (d door) Authenticate(_ context.Context, token string) (identity.Subject, error) {
	if s, ok := d[token]; ok {
		return s, nil
	}
	return identity.Subject{}, fail.Denied("identity.no-session", "登录已失效", "the session has ended")
}

type world struct {
	t        *testing.T
	register *register.Register
	exchange *exchange.Exchange
	journal  *journal.Journal
	module   system.Module
	server   *httpapi.Server
	handler  http.Handler
}

// open starts the system over a real database with the elements of some districts.
func open(t *testing.T, elements ...[]register.Element) *world {
	t.Helper()
	ctx, db, c := context.Background(), storetest.Open(t), clock.NewFake(time.Date(2020, 12, 31, 1, 0, 0, 0, time.UTC))
	j, err := journal.Open(ctx, db, c, journal.Options{})
	require.NoError(t, err)
	b := bustest.Open(t, db, c, bus.Options{})
	r, err := register.Open(ctx, db, j, b, c, register.Options{})
	require.NoError(t, err)
	tester := journal.Actor{ID: "t", Name: "测试"}
	require.NoError(t, r.PutAreas(ctx, tester, "fixture", fixtureAreas()))
	_, err = r.Load(ctx, tester, "fixture", slices.Values(slices.Concat(elements...)), nil)
	require.NoError(t, err)

	blobs, err := blob.OpenDir(t.TempDir())
	require.NoError(t, err)
	x, err := exchange.Open(ctx, exchange.Options{DB: db, Clock: c, Journal: j, Blobs: blobs, Register: r})
	require.NoError(t, err)
	s, err := New(ctx, Needs{Register: r, Parts: testParts, Exchange: x})
	require.NoError(t, err)
	s.Finders = []system.Finder{{Name: "test.thing", Title: lang.T("物", "Thing"), Permission: read, Find: func(ctx context.Context, _ string, _ int) ([]system.FoundThing, error) {
		return []system.FoundThing{{ID: strings.Join(scope(ctx), ","), Link: "/x"}}, nil
	}}, {Name: "test.hidden", Permission: "nobody.holds.it"}}
	w := &world{t: t, register: r, exchange: x, journal: j, module: s.Module()}
	d, roles := door{}, system.Roles(Permissions)
	for name, grants := range people {
		d[name] = identity.NewSubject(name, name, name, grants, roles)
	}
	w.server, err = httpapi.New(ctx, httpapi.Options{DB: db, Clock: c, Auth: d, Feed: b.Feed(), Log: slog.New(slog.DiscardHandler), Version: "test"})
	require.NoError(t, err)
	w.server.Mount("grid", w.module.Operations...)
	w.handler, err = w.server.Handler()
	require.NoError(t, err)
	return w
}

func both(t *testing.T) *world {
	return open(t, fixtureElements("tx", "铁西", 123.2), fixtureElements("hp", "和平", 123.7))
}

// do sends "GET /register/kinds" as a person and returns the answer. Headers come in pairs.
func (w *world) do(who, request, body string, headers ...string) *http.Response {
	w.t.Helper()
	method, path, _ := strings.Cut(request, " ")
	req := httptest.NewRequestWithContext(context.Background(), method, "/api"+path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+who)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, req)
	return rec.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(b)
}

// get is the JSON of an answer that must be 200.
func (w *world) get(who, request string) map[string]any {
	w.t.Helper()
	r := w.do(who, "GET "+request, "")
	raw := text(w.t, r)
	require.Equal(w.t, http.StatusOK, r.StatusCode, raw)
	var out map[string]any
	require.NoError(w.t, json.Unmarshal([]byte(raw), &out))
	return out
}
