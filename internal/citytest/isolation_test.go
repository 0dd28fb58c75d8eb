package citytest_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
	"anlan/internal/engine/signal"
)

// foreign is what lies in 铁西区 210106 and must be neither seen nor touched by an officer of another district.
type foreign struct {
	ids     []string // of every kind of object
	marks   []string // words that would give it away: ids and names
	alarm   string
	lon     float64
	lat     float64
	journal []string
}

// askedFor is how many things of one kind are asked for by their id; all of them must not come back.
const askedFor = 5

// plant makes one of everything in 210106.
func plant(t *testing.T, c *citytest.City) foreign {
	ctx := context.Background()
	f := foreign{}
	add := func(marks ...string) {
		f.ids = append(f.ids, marks[0])
		f.marks = append(f.marks, marks...)
	}
	var points struct{ Items []signal.Reading }
	c.OK("duty-210106", "GET", "/api/signal/points?limit=1000", nil, &points)
	for i, p := range points.Items {
		require.True(t, strings.HasPrefix(p.Area, "210106"))
		switch {
		case i < askedFor:
			add(p.ID, p.Element, p.Device)
		case i < 20:
			f.marks = append(f.marks, p.ID, p.Element, p.Device)
		}
		if p.Limits.HH != nil && f.alarm == "" {
			for k := range 2 {
				_, err := c.Signal.Ingest(ctx, []signal.Sample{{Device: p.Device, Key: p.Key, At: c.Clock.Now().Add(time.Duration(k) * 10 * time.Minute), Value: *p.Limits.HH + 1, Quality: signal.Good}})
				require.NoError(t, err)
			}
			var alarms struct{ Items []signal.Alarm }
			c.OK("duty-210106", "GET", "/api/signal/alarms", nil, &alarms)
			require.NotEmpty(t, alarms.Items)
			f.alarm, f.lon, f.lat = alarms.Items[0].ID, p.Lon, p.Lat
			add(f.alarm, alarms.Items[0].ElementName)
		}
	}
	require.NotEmpty(t, f.alarm)
	var el struct {
		Items []struct{ ID, Name, Area string }
	}
	for _, kind := range []string{"enterprise", "hazard-source", "rescue-team", "camera", "high-rise"} {
		c.OK("duty-210106", "GET", "/api/register/elements?limit=20&kind="+kind, nil, &el)
		for i, e := range el.Items {
			if i < askedFor {
				add(e.ID, e.Name)
			} else {
				f.marks = append(f.marks, e.ID, e.Name)
			}
		}
	}
	var inc struct{ ID string }
	c.OK("duty-210106", "POST", "/api/command/incidents", map[string]any{"title": "别区不可见之险情", "type": "accident", "alarm": f.alarm, "phone": "13812345678"}, &inc)
	add(inc.ID, "别区不可见之险情")
	var task struct{ ID string }
	c.OK("duty-210106", "POST", "/api/command/incidents/"+inc.ID+"/tasks", map[string]any{"title": "别区不可见之任务", "assignee": "field"}, &task)
	add(task.ID, "别区不可见之任务")
	var safety struct{ ID string }
	c.OK("duty-210106", "POST", "/api/field/par", map[string]any{"task": task.ID, "persons": 4}, &safety)
	add(safety.ID)
	var need struct{ ID string }
	c.OK("field", "POST", "/api/field/messages/00000000000000aa", map[string]any{"form": "need", "task": task.ID, "at": c.Clock.Now(), "values": map[string]any{"what": "water", "text": "别区不可见之需求"}}, &need)
	add(need.ID, "别区不可见之需求")
	var penalty struct{ ID string }
	c.OK("officer-210106", "POST", "/api/procedures/enforce.penalty/cases", map[string]any{
		"source": "inspection", "area": "210106001", "sort": "unit", "name": "别区不可见之当事人", "code": "91210106MA0DEMO001", "address": "别区不可见之地址", "chief": "别区不可见之法定代表人", "phone": "02488880001",
		"conduct": "未如实记录安全生产教育和培训情况", "item": "wsl-97-4", "began": "2025-11-03", "ended": "2026-02-20", "found": "2026-02-25", "facts": "别区不可见之案情",
	}, &penalty)
	add(penalty.ID, "别区不可见之当事人", "别区不可见之地址", "别区不可见之法定代表人", "别区不可见之案情")
	begun := c.Do("duty-210106", "POST", "/api/uploads", nil, "Tus-Resumable", "1.0.0", "Upload-Length", "1000", "Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte("别区不可见之上传.mp4")))
	require.Equal(t, 201, begun.Status, "%s", begun.Body)
	add(path.Base(begun.Header.Get("Location")), "别区不可见之上传")
	var file struct{ ID string }
	c.OK("duty-210106", "POST", "/api/cases/"+inc.ID+"/files", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n别区不可见之文件\r\n--b--\r\n", &file, "Content-Type", "multipart/form-data; boundary=b")
	add(file.ID, "别区不可见之文件")
	for _, login := range []string{"duty-210106", "field"} {
		p, err := c.Identity.ByLogin(ctx, login)
		require.NoError(t, err)
		f.ids = append(f.ids, p.ID)
	}
	var call struct{ ID string }
	c.OK("duty-210106", "POST", "/api/duty/calls", map[string]any{"why": "别区不可见之叫应", "area": "210106", "matter": "flood"}, &call)
	add(call.ID, "别区不可见之叫应")
	var posts struct {
		Items []struct {
			ID  string
			Who struct{ ID, Name string }
		}
	}
	c.OK("duty-210106", "GET", "/api/duty/posts?matter=fire&limit=5", nil, &posts)
	for _, p := range posts.Items {
		add(p.ID, p.Who.ID)
	}
	var shifts struct{ Shifts []struct{ ID string } }
	c.OK("duty-210106", "GET", "/api/duty/rosters/roster-210106/shifts?from=2026-03-01&to=2026-03-31", nil, &shifts)
	require.NotEmpty(t, shifts.Shifts)
	add("roster-210106")
	add(shifts.Shifts[len(shifts.Shifts)-1].ID)
	f.ids = append(f.ids, "210106", "210106001", "210106001001")
	f.marks = slices.Compact(slices.Sorted(slices.Values(f.marks)))
	f.journal = journaled(t, c)
	return f
}

// journaled is what was ever done to 210106, and by whom; without the tries of a call, which goes on by itself.
func journaled(t *testing.T, c *citytest.City) []string {
	out := []string{}
	require.NoError(t, c.DB.Read().NewRaw("SELECT actor || ' ' || action || ' ' || object FROM journal_entry WHERE area LIKE '210106%' AND action <> 'duty.call.tried' ORDER BY arrival").Scan(context.Background(), &out))
	return out
}

type operation struct {
	Parameters []struct {
		Name, In string
		Required bool
		Schema   schema
	}
	RequestBody *struct {
		Content map[string]struct{ Schema schema }
	} `json:"requestBody"`
	Permission string `json:"x-permission"`
}

type schema struct {
	Type       any
	Format     string
	Enum       []any
	Properties map[string]schema
	Required   []string
	Items      *schema
	Ref        string `json:"$ref"`
	Default    any
}

type spec struct {
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]schema }
}

// TestAnotherDistrictIsOutOfReach is S2: every operation of the OpenAPI document, as officers of another district, with
// the ids of this one wherever an id can stand. Nothing of this district comes back and nothing in it changes. A new
// operation is in without being named. Answers are read as bytes, so tiles and files count too.
func TestAnotherDistrictIsOutOfReach(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	f := plant(t, c)
	var doc spec
	c.OK("", "GET", "/openapi.json", nil, &doc)
	tried := 0
	for path, methods := range inOrder(doc.Paths) {
		for method, op := range inOrder(methods) {
			if path == "/api/events" || path == "/api/session" {
				continue // the stream has its own test below; signing in and out is not about objects
			}
			t.Run(method+" "+path, func(t *testing.T) {
				for _, login := range []string{"duty-210102", "commander-210102", "officer-210102"} {
					for _, target := range targets(path, f) {
						for _, query := range queries(op, f) {
							if tried++; raced && tried%5 != 0 {
								continue
							}
							body, kind := doc.body(op, f)
							a := c.Do(login, strings.ToUpper(method), target+query, body, "Content-Type", kind)
							asked, err := url.QueryUnescape(target + query)
							require.NoError(t, err)
							asked += fmt.Sprint(body)
							require.NotEqual(t, 500, a.Status, "%s: %s", target+query, a.Body)
							for _, m := range f.marks {
								if strings.Contains(asked, m) {
									continue // its own question may come back in the answer
								}
								require.False(t, bytes.Contains(a.Body, []byte(m)), "%s %s as %s gives away %q: %d %.300s", method, target+query, login, m, a.Status, a.Body)
							}
							if strings.Contains(path, "{id}") && strings.Contains(target, f.alarm) || strings.Contains(path, "{file}") {
								require.GreaterOrEqual(t, a.Status, 400, "%s %s as %s: %.200s", method, target, login, a.Body)
							}
						}
					}
				}
			})
		}
	}
	t.Logf("%d operations, %d requests", len(doc.Paths), tried)
	require.Greater(t, tried, 500)
	require.Equal(t, f.journal, journaled(t, c), "nothing was done to the other district")
}

// inOrder goes through a map by its keys, so that every run asks the same in the same order.
func inOrder[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

var param = regexp.MustCompile(`\{(\w+)\}`)

// targets fills the path's parameters with foreign ids: every id in the first, a few likely words in the others.
func targets(path string, f foreign) []string {
	names := param.FindAllStringSubmatch(path, -1)
	if len(names) == 0 {
		return []string{path}
	}
	fill := map[string][]string{
		"act": {"verify", "close", "accept", "note"}, "z": {"12"}, "x": {fmt.Sprint(int((f.lon + 180) / 360 * 4096))}, "y": {"1522.mvt", "1523.mvt", "1524.mvt"},
		"layer": {"enterprise", "hazard-source", "camera"}, "name": {"command.incident", "command.task"}, "file": {f.ids[slices.Index(f.ids, "210106")-3]},
	}
	out := []string{path}
	few := []string{"1", f.alarm, f.ids[len(f.ids)-1]}
	for i, n := range names {
		values := fill[n[1]]
		switch {
		case values == nil && i == 0:
			values = f.ids
		case values == nil:
			values = few
		}
		var more []string
		for _, p := range out {
			for _, v := range values {
				more = append(more, strings.Replace(p, n[0], url.PathEscape(v), 1))
			}
		}
		out = more
	}
	return out
}

// queries tries the operation bare and with foreign values in each of its query parameters.
func queries(op operation, f foreign) []string {
	base := url.Values{}
	likely := map[string][]string{
		"kind": {"enterprise", "rescue-team"}, "by": {"kind", "area"}, "level": {"district", "community"}, "area": {"210106", "2101"}, "parent": {"210106", f.ids[0]},
		"lon": {fmt.Sprint(f.lon)}, "lat": {fmt.Sprint(f.lat)}, "q": {"别区", "沈阳"}, "bbox": {fmt.Sprintf("%g,%g,%g,%g", f.lon-0.05, f.lat-0.05, f.lon+0.05, f.lat+0.05)},
		"element": f.ids[:3], "point": f.ids[:3], "root": f.ids, "k": {"50"}, "limit": {"1000"}, "from": {"2026-03-01T00:00:00Z"}, "to": {"2026-03-03T00:00:00Z"},
	}
	for _, p := range op.Parameters {
		if p.In == "query" && p.Required {
			base.Set(p.Name, value(p.Name, p.Schema, likely))
		}
	}
	out := []string{"?" + base.Encode()}
	for _, p := range op.Parameters {
		if p.In != "query" || p.Required {
			continue
		}
		for _, v := range likely[p.Name] {
			q, err := url.ParseQuery(base.Encode())
			if err != nil {
				continue
			}
			q.Set(p.Name, v)
			out = append(out, "?"+q.Encode())
		}
	}
	return out
}

func value(name string, s schema, likely map[string][]string) string {
	if v := likely[name]; len(v) > 0 {
		return v[0]
	}
	if len(s.Enum) > 0 {
		return fmt.Sprint(s.Enum[0])
	}
	return "1"
}

// body makes a request body that fits the schema as far as a machine can and names foreign things wherever it may.
func (d spec) body(op operation, f foreign) (any, string) {
	if op.RequestBody == nil {
		return nil, "application/json"
	}
	for kind, c := range inOrder(op.RequestBody.Content) {
		if strings.Contains(kind, "json") {
			b, _ := json.Marshal(d.fill("", c.Schema, f))
			return string(b), "application/json"
		}
		if strings.Contains(kind, "multipart") {
			return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n", "multipart/form-data; boundary=b"
		}
	}
	return "<alert/>", "application/xml"
}

func (d spec) fill(name string, s schema, f foreign) any {
	if s.Ref != "" {
		s = d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	if len(s.Enum) > 0 {
		return s.Enum[0]
	}
	switch name {
	case "area":
		return "210106"
	case "lon":
		return f.lon
	case "lat":
		return f.lat
	case "alarm":
		return f.alarm
	case "until", "due":
		return citytest.Start.Add(time.Hour).Format(time.RFC3339)
	}
	kind, _ := s.Type.(string)
	if list, ok := s.Type.([]any); ok && len(list) > 0 {
		kind, _ = list[0].(string)
	}
	switch kind {
	case "object":
		out := map[string]any{}
		for n, p := range s.Properties {
			out[n] = d.fill(n, p, f)
		}
		return out
	case "array":
		if s.Items == nil {
			return []any{}
		}
		item := d.fill(name, *s.Items, f)
		if name == "ids" {
			return f.ids
		}
		return []any{item}
	case "integer", "number":
		return 1
	case "boolean":
		return false
	}
	if s.Format == "date-time" {
		return citytest.Start.Format(time.RFC3339)
	}
	return "210106"
}

// TestTheStreamOfAnotherDistrictIsSilent is the part of S2 for server-sent events.
func TestTheStreamOfAnotherDistrictIsSilent(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.HTTPAddr()+"/api/events", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+c.Token("duty-210102"))
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	f := plant(t, c)
	var own struct{ ID string }
	c.OK("duty-210102", "POST", "/api/command/incidents", map[string]any{"title": "本区险情", "type": "natural", "lon": 123.406664, "lat": 41.788074, "area": "210102"}, &own)
	var got bytes.Buffer
	for !bytes.Contains(got.Bytes(), []byte(own.ID)) {
		b := make([]byte, 4096)
		n, err := res.Body.Read(b)
		got.Write(b[:n])
		require.NoError(t, err, "the own incident must come: %s", got.String())
	}
	for _, m := range f.marks {
		require.NotContains(t, got.String(), m)
	}
}
