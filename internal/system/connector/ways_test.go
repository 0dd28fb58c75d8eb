package connector

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/folder"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

func pushed(m map[string]any) { m["protocol"], m["address"], m["auth"] = "push", "", "hmac" }

// TestPushIsSignedAndStoredBeforeTheAnswer: only who knows the secret delivers, now and not later; what was answered is
// there, the same again changes nothing, and what is wrong is named.
func TestPushIsSignedAndStoredBeforeTheAnswer(t *testing.T) {
	r := newRig(t)
	r.declare("police", pushed)
	r.declare("fire", func(m map[string]any) { pushed(m); m["auth"] = "bearer" })
	body := string(must(json.Marshal(map[string]any{"items": []any{record(1, start), record(2, start.Add(time.Hour))}})))
	now := fmt.Sprint(start.Unix())
	send := func(id, at, signature string, out any) int {
		return r.do("", "POST", "/connector/push/"+id, body, out, "X-Anlan-Time", at, "X-Anlan-Signature", signature)
	}
	sign := func(secret, at string) string { return hex.EncodeToString(Sign(secret, at, []byte(body))) }
	old := fmt.Sprint(start.Add(-6 * time.Minute).Unix())
	for name, status := range map[string]int{
		"no secret": send("police", now, "", nil), "another secret": send("police", now, sign("x", now), nil), "another time": send("police", fmt.Sprint(start.Unix()+1), sign("tok3n", now), nil),
		"an old one": send("police", old, sign("tok3n", old), nil), "nobody": send("nobody", now, sign("tok3n", now), nil), "the wrong way": send("fire", now, sign("tok3n", now), nil),
		"a token where it is signed": r.do("tok3n", "POST", "/connector/push/police", body, nil),
	} {
		require.Equal(t, 403, status, name)
	}
	require.Zero(t, r.count("SELECT count(*) FROM connector_event"))
	var got PushReceipt
	require.Equal(t, 200, send("police", now, sign("tok3n", now), &got))
	require.EqualValues(t, 1, got.Taken)
	require.EqualValues(t, 1, got.Refused, "a time ahead of ours")
	require.EqualValues(t, 1, got.Lies)
	require.Equal(t, "at", got.Faults[0].Field)
	require.Equal(t, 200, send("police", now, sign("tok3n", now), &got))
	require.EqualValues(t, 1, got.Repeated)
	require.Equal(t, 1, r.count("SELECT count(*) FROM connector_event"))
	require.Equal(t, "lying", r.judged("police").State)
	require.Equal(t, 200, r.do("tok3n", "POST", "/connector/push/fire", body, &got))
	require.Equal(t, 2, r.count("SELECT count(*) FROM connector_event"), "another source has keys of its own")

	require.Equal(t, 400, r.do("tok3n", "POST", "/connector/push/fire", `{"items":[`, nil))
	require.Equal(t, "lying", r.judged("fire").State)
	require.Equal(t, 200, r.do("tok3n", "POST", "/connector/push/fire", `{"items":[]}`, nil), "a sign of life")
	require.Equal(t, "ok", r.judged("fire").State)
	r.clock.Advance(61 * time.Second)
	require.Equal(t, "broken", r.judged("fire").State, "silence")
	require.Equal(t, 200, r.do("duty", "POST", "/connector/sources/fire/pause", nil, nil))
	require.Equal(t, 503, r.do("tok3n", "POST", "/connector/push/fire", body, nil), "the sender keeps it")
	require.Equal(t, "paused", r.judged("fire").State)
	require.Equal(t, 200, r.do("duty", "POST", "/connector/sources/fire/resume", nil, nil))
	require.Equal(t, "ok", r.judged("fire").State, "the silence of the pause is not the source's")
}

// inside are the files of a folder.
func inside(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	var out []string
	for _, e := range list {
		if e.Type().IsRegular() {
			out = append(out, e.Name())
		}
	}
	return out
}

// TestFiles: files are taken in order and once, also when the server was killed before it moved one away; one that cannot be
// read is put aside and holds up no other.
func TestFiles(t *testing.T) {
	r := newRig(t)
	v := r.declare("air", func(m map[string]any) {
		m["protocol"], m["address"], m["auth"] = "folder", "", "none"
		m["mapping"] = mapping.Mapping{Format: "csv", Target: mapping.Observation, Times: mapping.Local, Fields: []mapping.FieldRule{{To: "device", From: "站点"}, {To: "at", From: "时间"}, {To: "value.level", From: "水位", Min: new(float64)}}}
	})
	dir := filepath.Join(r.Inbox, "air")
	require.Equal(t, "connector/air", v.Inbox)
	put := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	require.Equal(t, "new", r.turn("air").State, "no file is no sign of life")
	put("1.csv", "站点,时间,水位\nRG-01,2026-07-01 11:50:00,1.5\nRG-99,2026-07-01 11:50:00,1\n")
	put("2.csv", "站点,时间\n\"RG-01")
	put("3.csv", "站点,时间,水位\nRG-01,2026-07-01 11:55:00,1.6\nRG-01,2026-07-01 11:56:00,-999\n")
	put("4.csv.tmp", "half")
	r.clock.Advance(10 * time.Second)
	st := r.turn("air")
	require.EqualValues(t, 2, st.Taken)
	require.EqualValues(t, 1, st.Refused)
	require.EqualValues(t, 1, st.Failures, "the one that cannot be read")
	require.Contains(t, st.ErrorZh, "CSV")
	require.Equal(t, []string{"1.csv", "3.csv"}, inside(t, filepath.Join(dir, folder.Done)))
	require.Equal(t, []string{"2.csv", "2.errors.csv"}, inside(t, filepath.Join(dir, folder.Failed)))
	values, err := r.Signal.Values(context.Background(), identity.Everywhere, "RG-01.level", start.Add(-time.Hour), start, 0)
	require.NoError(t, err)
	require.Len(t, values, 2)

	put("5.csv", "站点,时间,水位\nRG-01,2026-07-01 11:57:00,1.7\n")
	src := must(r.source(context.Background(), r.DB.Read(), identity.Everywhere, "air"))
	r.clock.Advance(time.Minute)
	stay, ok, err := r.claim(context.Background(), src)
	require.True(t, ok && err == nil)
	page := must(mapping.Evaluate(src.Mapping, must(os.ReadFile(filepath.Join(dir, "5.csv"))), r.clock.Now()))
	_, err = r.take(context.Background(), src, page, func(ctx context.Context, tx *store.Tx, _ RecordCount) error { return r.move(ctx, tx, &stay) })
	require.NoError(t, err) // and killed here, before the file was moved
	st = r.turn("air")
	require.Equal(t, "ok", st.State, "%+v", st)
	values, err = r.Signal.Values(context.Background(), identity.Everywhere, "RG-01.level", start.Add(-time.Hour), start, 0)
	require.NoError(t, err)
	require.Len(t, values, 3)
	require.Equal(t, []string{"4.csv.tmp"}, inside(t, dir), "half a file is left alone")
}

// TestElementsAreKeptAsTheSourceSays: made once, changed when the source changes, left alone when it does not; what people
// changed or removed by hand stays so until then.
func TestElementsAreKeptAsTheSourceSays(t *testing.T) {
	r := newRig(t)
	items := []map[string]any{record(1, start.Add(-time.Hour)), record(2, start.Add(-time.Hour)), record(3, start.Add(-time.Hour))}
	items[2]["x"] = 140.0 // nowhere in the city
	r.peer.says(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"items": items})
	})
	r.declare("stations", func(m map[string]any) { m["address"], m["mapping"] = r.peer.srv.URL+"/all", mappingOf(mapping.Element) })
	st := r.turn("stations")
	require.EqualValues(t, 2, st.Taken)
	require.EqualValues(t, 1, st.Refused)
	e, err := r.Register.Find(context.Background(), identity.Everywhere, elementID("stations", "E1"))
	require.NoError(t, err)
	require.Equal(t, "210106", e.Area)
	require.JSONEq(t, `{"class":"first","people":30,"vehicles":6,"phone":"02412345678"}`, string(e.Attrs))
	by := journal.Actor{ID: "p", Name: "p"}
	e.Name = "人改的名称"
	require.NoError(t, r.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := r.Register.Put(ctx, tx, by, identity.Everywhere, e)
		return errors.Join(err, r.Register.Remove(ctx, tx, by, identity.Everywhere, elementID("stations", "E2"), 1, "撤销"))
	}))
	again := func() standing {
		r.clock.Advance(10 * time.Second)
		st := r.turn("stations")
		require.Equal(t, "ok", st.State, "%+v", st)
		e, err := r.Register.Find(context.Background(), identity.Everywhere, elementID("stations", "E1"))
		require.NoError(t, err)
		return standing{e.Name, e.Version}
	}
	require.Equal(t, standing{"人改的名称", 2}, again())
	items[0]["title"], items[1]["title"] = "源头新名称", "源头新名称"
	require.Equal(t, standing{"源头新名称", 3}, again())
	require.Equal(t, standing{"源头新名称", 3}, again())
	require.Equal(t, 1, r.count("SELECT count(*) FROM register_element"))
}

type standing struct {
	name    string
	version int64
}

// TestWarningsAreHandedOnOnce as their office wrote them.
func TestWarningsAreHandedOnOnce(t *testing.T) {
	r := newRig(t)
	const alert = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier></alert>`
	r.peer.says(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><updated>2026-07-01T03:00:00Z</updated><content type="text/xml">` + alert + `</content></entry></feed>`))
	})
	r.declare("cap", func(m map[string]any) {
		m["address"] = r.peer.srv.URL + "/atom"
		m["mapping"] = mapping.Mapping{Format: "xml", Records: "feed.entry", Target: mapping.Warning, Fields: []mapping.FieldRule{{To: "key", From: "id"}, {To: "at", From: "updated"}, {To: "message", From: "content.alert.#xml"}}}
	})
	require.Equal(t, "ok", r.turn("cap").State)
	r.clock.Advance(10 * time.Second)
	require.EqualValues(t, 1, r.turn("cap").Taken)
	var data []string
	require.NoError(t, r.DB.Read().NewRaw("SELECT data FROM bus_outbox WHERE type = ?", string(WarningTaken)).Scan(context.Background(), &data))
	require.Len(t, data, 1)
	var m Message
	require.NoError(t, json.Unmarshal([]byte(data[0]), &m))
	require.Equal(t, alert, m.CAP)
}

// TestWhoMayDeclareWhat: rights and areas, addresses that are shut, secrets that stay hidden, versions.
func TestWhoMayDeclareWhat(t *testing.T) {
	r := newRig(t)
	v := r.declare("grid", nil)
	for token, status := range map[string]int{"duty": 403, "grid": 403, "": 401, "admin-210102": 403} {
		require.Equal(t, status, r.do(token, "POST", "/connector/sources", r.declaration("other", nil), nil), token)
	}
	require.Equal(t, 404, r.do("admin-210102", "GET", "/connector/sources/grid", nil, nil))
	require.Equal(t, 404, r.do("duty-210102", "POST", "/connector/sources/grid/pause", nil, nil))
	for _, address := range []string{"http://127.0.0.1:1/", "http://169.254.169.254/latest", "http://[::1]/", "http://2130706433/", "ftp://8.8.8.8/", "", "http://10.0.0.1/"} {
		require.Contains(t, []int{400, 403}, r.do("admin", "POST", "/connector/sources", r.declaration("other", func(m map[string]any) { m["address"] = address }), nil), address)
	}
	for field, value := range map[string]any{"limit_s": 15, "auth": "hmac", "area": "9999", "id": "Bad Id", "every_s": 0, "mapping": mapping.Mapping{Format: "json", Target: "event", Fields: []mapping.FieldRule{}}} {
		require.Contains(t, []int{400, 403}, r.do("admin", "POST", "/connector/sources", r.declaration("other", func(m map[string]any) { m[field] = value }), nil), field)
	}
	require.Equal(t, 409, r.do("admin", "POST", "/connector/sources", r.declaration("grid", nil), nil), "the id is taken")

	change := r.declaration("grid", func(m map[string]any) {
		m["name"], m["version"] = "新名称", v.Version
		delete(m, "id")
		delete(m, "secret")
	})
	var now SourceView
	require.Equal(t, 200, r.do("admin", "PUT", "/connector/sources/grid", change, &now))
	require.True(t, now.HasSecret, "the old one stays")
	require.Equal(t, 409, r.do("admin", "PUT", "/connector/sources/grid", change, nil), "an old version")
	change["version"], change["address"] = now.Version, "https://elsewhere.example/x"
	require.Equal(t, 400, r.do("admin", "PUT", "/connector/sources/grid", change, nil), "a kept secret goes to no other address")
	var raw map[string]any
	require.Equal(t, 200, r.do("admin", "GET", "/connector/sources/grid", nil, &raw))
	require.NotContains(t, fmt.Sprint(raw), "tok3n")
	require.Equal(t, 0, r.count("SELECT count(*) FROM journal_entry WHERE body LIKE '%tok3n%'"))
	require.Equal(t, 0, r.count("SELECT count(*) FROM connector_source WHERE secret LIKE '%tok3n%'"))
	require.Equal(t, 2, r.count("SELECT count(*) FROM journal_entry WHERE action = 'connector.source.put'"))
	require.Equal(t, 200, r.do("duty", "POST", "/connector/sources/grid/pause", nil, nil))
	require.Equal(t, 409, r.do("duty", "POST", "/connector/sources/grid/run", nil, nil), "it is paused")
}

// TestASampleIsTried: rows as they would be, what is wrong by row and field, what nobody reads; and nothing is kept.
func TestASampleIsTried(t *testing.T) {
	r := newRig(t)
	kept := &records{}
	kept.add(1, start.Add(-time.Minute))
	r.peer.says(kept.ServeHTTP)
	r.declare("grid", func(m map[string]any) { m["paused"] = true })
	var sample sourceSample
	require.Equal(t, 200, r.do("admin", "POST", "/connector/sources/grid/sample", nil, &sample))
	require.Contains(t, sample.Text, "事件 1")
	require.Equal(t, 403, r.do("duty", "POST", "/connector/sources/grid/sample", nil, nil))
	var out MappingTrial
	require.Equal(t, 200, r.do("admin", "POST", "/connector/try", map[string]any{"mapping": mappingOf(mapping.Event), "sample": sample.Text}, &out))
	require.Equal(t, 1, out.Usable)
	require.Empty(t, out.Unmapped)
	require.Equal(t, 200, r.do("admin", "POST", "/connector/try", map[string]any{"mapping": mappingOf(mapping.Element), "sample": `{"items":[{"id":1,"title":"站","x":123.7,"y":41.7,"extra":2},{"id":2,"x":1,"y":1}]}`}, &out))
	require.Equal(t, 1, out.Usable)
	require.Equal(t, []string{"extra"}, out.Unmapped)
	require.Equal(t, "name", out.Faults[0].Field)
	require.Equal(t, 200, r.do("admin", "POST", "/connector/try", map[string]any{"mapping": mappingOf(mapping.Observation), "sample": sample.Text}, &out))
	require.Equal(t, 1, out.Usable)
	require.Equal(t, 400, r.do("admin", "POST", "/connector/try", map[string]any{"mapping": mappingOf(mapping.Event), "sample": `{"items":`}, nil))
	require.Zero(t, r.count("SELECT count(*) FROM connector_event"))
	var targets mappingTargets
	require.Equal(t, 200, r.do("admin", "GET", "/connector/targets", nil, &targets))
	require.Len(t, targets.Items, 4)
}

// TestHealthOfADay: each quarter of an hour has what happened in it.
func TestHealthOfADay(t *testing.T) {
	r := newRig(t)
	kept := &records{}
	kept.add(1, start.Add(-time.Minute))
	r.peer.says(kept.ServeHTTP)
	r.declare("grid", nil)
	r.turn("grid")
	r.clock.Advance(20 * time.Minute)
	r.peer.says(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
	r.turn("grid")
	var out sourceHealth
	require.Equal(t, 200, r.do("duty", "GET", "/connector/sources/grid/health", nil, &out))
	require.Len(t, out.Items, 96)
	require.EqualValues(t, 1, out.Items[94].Good)
	require.EqualValues(t, 1, out.Items[94].Taken)
	require.EqualValues(t, 60, *out.Items[94].Lag)
	require.EqualValues(t, 1, out.Items[95].Failed)
	require.NoError(t, r.forget(context.Background()))
	require.Equal(t, 2, r.count("SELECT count(*) FROM connector_run"))
	r.clock.Advance(4 * 24 * time.Hour)
	require.NoError(t, r.forget(context.Background()))
	require.Zero(t, r.count("SELECT count(*) FROM connector_run"))
}
