package register

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

func tower(floors int, sprinklers bool) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"floors":%d,"height":%d,"use":"office","built":2011,"sprinklers":%v}`, floors, 3*floors, sprinklers))
}

func (w *world) remove(scope identity.Scope, id string, version int64) error {
	return w.db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		return w.r.Remove(ctx, tx, tester, scope, id, version, "拆除")
	})
}

func (w *world) restore(scope identity.Scope, id string, version, current int64) (e Element, err error) {
	err = w.db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		e, err = w.r.Restore(ctx, tx, tester, scope, id, version, current, "误删")
		return err
	})
	return e, err
}

// world's ledger: every state of the register with the moment from which it held.
type snapshot struct {
	from time.Time
	all  map[string]Element
}

// Whatever is put, changed, moved, taken out and brought back: at every moment the register says what a plain copy of it
// would say that had been kept then.
func TestWhatWasKnownOnADay(t *testing.T) {
	w := open(t)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		m := &ledger{w: w, t: t, prefix: fmt.Sprintf("r%d-", run), now: map[string]Element{}, last: map[string]int64{}}
		for range rapid.IntRange(1, 14).Draw(t, "steps") {
			w.c.Advance(time.Duration(rapid.IntRange(1, 3).Draw(t, "hours")) * time.Hour)
			m.step()
		}
		m.check()
	})
}

type ledger struct {
	w      *world
	t      *rapid.T
	prefix string
	now    map[string]Element
	last   map[string]int64 // version at which it was last seen
	past   []snapshot
}

func (m *ledger) step() {
	id := m.prefix + rapid.SampledFrom([]string{"a", "b", "c"}).Draw(m.t, "id")
	e, there := m.now[id]
	var err error
	switch act := rapid.SampledFrom([]string{"put", "put", "remove", "restore"}).Draw(m.t, "act"); {
	case act == "put":
		lon := rapid.SampledFrom([]float64{123.25, 123.75}).Draw(m.t, "lon")
		n := Element{
			ID: id, Kind: "high-rise", Name: rapid.SampledFrom([]string{"东楼", "西楼"}).Draw(m.t, "name"), Lon: lon, Lat: 41.75,
			Risk: rapid.SampledFrom([]Risk{Red, Blue}).Draw(m.t, "risk"), Version: e.Version,
			Attrs: tower(rapid.IntRange(5, 40).Draw(m.t, "floors"), rapid.Bool().Draw(m.t, "sprinklers")),
		}
		if !there && m.last[id] > 0 {
			return // one that was taken out comes back by restore
		}
		e, err = m.w.put(city, n)
	case act == "remove" && there:
		err = m.w.remove(city, id, e.Version)
		delete(m.now, id)
		m.keep()
		require.NoError(m.t, err)
		return
	case act == "restore" && m.last[id] > 0:
		version := int64(rapid.IntRange(1, int(m.last[id])).Draw(m.t, "version"))
		e, err = m.w.restore(city, id, version, e.Version)
		if fail.KindOf(err) == fail.KindNotFound {
			return // the current version, or the gap that taking out leaves
		}
	default:
		return
	}
	require.NoError(m.t, err)
	m.now[id], m.last[id] = e, e.Version
	m.keep()
}

func (m *ledger) keep() {
	all := map[string]Element{}
	for id, e := range m.now {
		all[id] = e
	}
	m.past = append(m.past, snapshot{m.w.c.Now(), all})
}

func (m *ledger) check() {
	floors := func(e Element) int {
		var a HighRise
		require.NoError(m.t, json.Unmarshal(e.Attrs, &a))
		return a.Floors
	}
	k, err := m.w.r.Kinds().Find("high-rise")
	require.NoError(m.t, err)
	where, err := k.ParseWhere([]string{"floors:..20"})
	require.NoError(m.t, err)
	for i, s := range m.past {
		at := s.from
		if i+1 < len(m.past) && rapid.Bool().Draw(m.t, "later") {
			at = at.Add(m.past[i+1].from.Sub(at) / 2)
		}
		if i+1 < len(m.past) && m.past[i+1].from.Equal(s.from) {
			continue
		}
		for _, c := range []struct {
			q    Query
			keep func(Element) bool
		}{
			{Query{}, func(Element) bool { return true }},
			{Query{Area: "210106"}, func(e Element) bool { return DistrictOf(e.Area) == "210106" }},
			{Query{Risk: Red}, func(e Element) bool { return e.Risk == Red }},
			{Query{Q: "东"}, func(e Element) bool { return e.Name == "东楼" }},
			{Query{Where: where}, func(e Element) bool { return floors(e) <= 20 }},
		} {
			m.same(s, at, c.q, c.keep)
		}
	}
}

// same asks one question at a moment, page by page, and each element alone.
func (m *ledger) same(s snapshot, at time.Time, q Query, keep func(Element) bool) {
	ctx := context.Background()
	want := []Element{}
	for _, e := range s.all {
		if keep(e) {
			want = append(want, e)
		}
		got, err := m.w.r.FindAt(ctx, city, e.ID, clock.At(at))
		require.NoError(m.t, err)
		require.Equal(m.t, e.Version, got.Version)
	}
	slices.SortFunc(want, func(a, b Element) int { return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.ID, b.ID)) })
	q.Kind, q.At, q.Limit = "high-rise", clock.At(at), 40
	got := []Element{}
	for {
		p, err := m.w.r.List(ctx, city, q)
		require.NoError(m.t, err)
		for _, e := range p.Items {
			if len(e.ID) > len(m.prefix) && e.ID[:len(m.prefix)] == m.prefix {
				got = append(got, e)
			}
		}
		if q.Cursor = p.Next; q.Cursor == "" {
			break
		}
	}
	require.Equal(m.t, told(want), told(got), "at %s", at)
}

func told(all []Element) []string {
	out := []string{}
	for _, e := range all {
		out = append(out, fmt.Sprintf("%s v%d %s %s %s", e.ID, e.Version, e.Area, e.Name, e.Attrs))
	}
	return out
}

func TestTakenOutAndBroughtBack(t *testing.T) {
	ctx, w := context.Background(), open(t)
	e, err := w.put(city, hall("沈阳中心", 123.25, 41.75))
	require.NoError(t, err)
	before := clock.Now(w.c)
	w.c.Advance(time.Hour)

	require.Equal(t, fail.KindInvalid, fail.KindOf(w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return w.r.Remove(ctx, tx, tester, city, e.ID, 1, " ") })), "a reason is needed")
	require.NoError(t, w.remove(west, e.ID, 1))
	gone := clock.Now(w.c)
	_, err = w.restore(east, e.ID, 1, 0)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	_, err = w.restore(west, e.ID, 2, 0)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err), "no such version")
	w.c.Advance(time.Hour)
	back, err := w.restore(west, e.ID, 1, 0)
	require.NoError(t, err)
	require.EqualValues(t, 3, back.Version, "2 is that at which it was taken out")
	require.Equal(t, 1, w.r.Index().Len(), "the index has it again")
	_, err = w.restore(west, e.ID, 1, 0)
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "it is there already")

	for at, there := range map[clock.Instant]bool{before: true, gone: false, clock.Now(w.c): true, clock.At(before.Add(-time.Second)): false} {
		_, err := w.r.FindAt(ctx, west, e.ID, at)
		require.Equal(t, there, err == nil, at)
		_, err = w.r.FindAt(ctx, east, e.ID, at)
		require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	}
	chain, err := w.j.Of(ctx, e.ID)
	require.NoError(t, err)
	require.Equal(t, "register.element.restored", chain[2].Action)
	require.Contains(t, string(chain[1].Body), `"reason":"拆除"`)
	require.Contains(t, string(chain[2].Body), `"reason":"误删","from_version":1`)
}

func TestWhatOthersBelongToStays(t *testing.T) {
	w := open(t)
	plant := Element{ID: "plant", Kind: "enterprise", Name: "某厂", Lon: 123.25, Lat: 41.75, Attrs: json.RawMessage(`{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"small"}`)}
	_, err := w.put(city, plant)
	require.NoError(t, err)
	source := Element{ID: "source", Kind: "hazard-source", Name: "液氯库", Lon: 123.25, Lat: 41.75, Parent: "plant", Attrs: json.RawMessage(`{"unit":"storage","level":4,"chemicals":[{"name":"氯"}]}`)}
	_, err = w.put(city, source)
	require.NoError(t, err)
	err = w.remove(city, "plant", 1)
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	require.Contains(t, err.Error(), "1 elements belong to it")
	require.NoError(t, w.remove(city, "source", 1))
	require.NoError(t, w.remove(city, "plant", 1))
}

func TestShapes(t *testing.T) {
	ctx, w := context.Background(), open(t)
	river := Element{
		ID: "river", Kind: "river", Name: "某河", Shape: json.RawMessage(`{"type":"LineString","coordinates":[[123.2,41.7],[123.3,41.7]]}`),
		Attrs: json.RawMessage(`{"grade":"city","length":8,"basin":20,"standard":50,"leader":"某人","post":"副市长"}`),
	}
	e, err := w.put(city, river)
	require.NoError(t, err)
	require.InDelta(t, 123.25, e.Lon, 1e-6, "the point is half way along")
	require.Equal(t, "210102", DistrictOf(e.Area))
	got, err := w.r.Find(ctx, west, "river")
	require.NoError(t, err)
	require.JSONEq(t, string(river.Shape), string(got.Shape))
	got.Shape = nil
	_, err = w.put(city, got)
	require.NoError(t, err)
	past, err := w.r.History(ctx, west, "river")
	require.NoError(t, err)
	require.JSONEq(t, string(river.Shape), string(past[0].Element.Shape), "the history keeps it")

	for _, c := range []struct {
		kind, shape, field, code string
		lon                      float64
	}{
		{"river", `{"type":"Polygon","coordinates":[[[123.1,41.7],[123.2,41.7],[123.2,41.8],[123.1,41.7]]]}`, "shape", "register.shape-line", 0},
		{"forest-plot", string(river.Shape), "shape", "register.shape-polygon", 0},
		{"high-rise", string(river.Shape), "shape", "register.shape-none", 123.25},
		{"river", `{"type":"LineString","coordinates":[[123.2,41.7]]}`, "shape", "geo.geometry", 0},
		{"river", string(river.Shape), "lon", "register.shape-astray", 123.9},
		{"river", ``, "lon", "register.point", 0},
	} {
		bad := river
		bad.ID, bad.Kind, bad.Shape, bad.Lon = "", c.kind, json.RawMessage(c.shape), c.lon
		if c.lon != 0 {
			bad.Lat = 41.75
		}
		_, err := w.put(city, bad)
		require.Equal(t, c.field, fail.As(err).Field, c)
		require.Equal(t, c.code, fail.As(err).Code, c)
	}
}

func TestListsAreNarrowedByAttributes(t *testing.T) {
	ctx, w := context.Background(), open(t)
	for i, raw := range []string{
		`{"floors":10,"height":30,"use":"office","built":1999,"sprinklers":true,"fire_alarm":true}`,
		`{"floors":20,"height":60.5,"use":"hotel","built":2005,"sprinklers":false}`,
		`{"floors":30,"height":98.5,"use":"mixed","built":2011,"sprinklers":true}`,
	} {
		e := hall(fmt.Sprintf("楼%d", i), 123.25, 41.75)
		e.ID, e.Attrs = fmt.Sprintf("t%d", i), json.RawMessage(raw)
		_, err := w.put(city, e)
		require.NoError(t, err)
	}
	permit := Element{ID: "gas", Kind: "gas-station", Name: "某站", Lon: 123.25, Lat: 41.75, Attrs: json.RawMessage(`{"fuel":"oil","class":"1","tanks":3,"volume":90,"double_wall":true,"licence":"1","issued":"2019-01-01","expires":"2021-06-30","keeper":"某","phone":"119"}`)}
	_, err := w.put(city, permit)
	require.NoError(t, err)
	// The same name is a text in another kind: it must not break the cast.
	depot := Element{ID: "depot", Kind: "depot", Name: "某库", Lon: 123.25, Lat: 41.75, Attrs: json.RawMessage(`{"level":"city","keeper":"李四","phone":"119","materials":[]}`)}
	_, err = w.put(city, depot)
	require.NoError(t, err)

	for _, c := range []struct {
		kind  string
		where []string
		want  []string
	}{
		{"high-rise", []string{"floors:20.."}, []string{"t1", "t2"}},
		{"high-rise", []string{"floors:..20"}, []string{"t0", "t1"}},
		{"high-rise", []string{"floors:11..29"}, []string{"t1"}},
		{"high-rise", []string{"floors:30"}, []string{"t2"}},
		{"high-rise", []string{"height:60.5..60.5"}, []string{"t1"}},
		{"high-rise", []string{"use:office,mixed"}, []string{"t0", "t2"}},
		{"high-rise", []string{"sprinklers:true", "built:2000.."}, []string{"t2"}},
		{"high-rise", []string{"fire_alarm:false"}, []string{"t1", "t2"}},
		{"high-rise", []string{"fire_alarm:true"}, []string{"t0"}},
		{"gas-station", []string{"expires:..2021-06-30"}, []string{"gas"}},
		{"gas-station", []string{"expires:2021-07-01.."}, []string{}},
		{"hazard-source", []string{"level:1..2"}, []string{}},
	} {
		k, err := w.r.Kinds().Find(c.kind)
		require.NoError(t, err)
		where, err := k.ParseWhere(c.where)
		require.NoError(t, err)
		for _, q := range []Query{{}, {At: clock.Now(w.c)}, {Q: "", Risk: ""}} {
			q.Kind, q.Where = c.kind, where
			p, err := w.r.List(ctx, city, q)
			require.NoError(t, err)
			ids := []string{}
			for _, e := range p.Items {
				ids = append(ids, e.ID)
			}
			require.Equal(t, c.want, ids, "%v", c.where)
		}
	}
	p, err := w.r.List(ctx, city, Query{Kind: "high-rise", Risk: Yellow, Q: "楼1", Where: must(t, w, "high-rise", "floors:20..")})
	require.NoError(t, err)
	require.Len(t, p.Items, 1, "with a name and a level too")

	k, err := w.r.Kinds().Find("high-rise")
	require.NoError(t, err)
	for where, field := range map[string]string{
		"colour:red": "where.colour", "floors": "where.floors", "management:x": "where.management", "floors:many": "where.floors", "floors:NaN": "where.floors",
		"floors:..": "where.floors", "use:castle": "where.use", "use:": "where.use", "sprinklers:yes": "where.sprinklers", "floors:1..Inf": "where.floors",
	} {
		_, err := k.ParseWhere([]string{where})
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), where)
		require.Equal(t, field, fail.As(err).Field, where)
	}
	_, err = k.ParseWhere(make([]string, 13))
	require.Equal(t, "where", fail.As(err).Field)
	g, err := w.r.Kinds().Find("gas-station")
	require.NoError(t, err)
	_, err = g.ParseWhere([]string{"expires:2021-02-30"})
	require.Equal(t, "where.expires", fail.As(err).Field)
}

func must(t *testing.T, w *world, kind string, where ...string) []Cond {
	t.Helper()
	k, err := w.r.Kinds().Find(kind)
	require.NoError(t, err)
	out, err := k.ParseWhere(where)
	require.NoError(t, err)
	return out
}

// The history written before the columns kind and began_at were there gets them from its content.
func TestOldHistoryIsCompleted(t *testing.T) {
	ctx, w := context.Background(), open(t)
	for i, at := range []time.Duration{0, 123456 * time.Microsecond, 900 * time.Millisecond} {
		w.c.Advance(time.Hour + at)
		e, err := w.put(city, hall(fmt.Sprintf("楼%d", i), 123.25, 41.75))
		require.NoError(t, err)
		require.NoError(t, w.remove(city, e.ID, 1))
	}
	type row struct {
		ID    string        `bun:"id"`
		Kind  string        `bun:"kind"`
		Began clock.Instant `bun:"began_at"`
	}
	read := func() (out []row) {
		require.NoError(t, w.db.Read().NewRaw("SELECT id, kind, began_at FROM register_element_version ORDER BY id").Scan(ctx, &out))
		return out
	}
	want := read()
	require.Len(t, want, 3)
	raw, err := migrations.ReadFile("migrations/0002_shapes." + string(w.db.Dialect()) + ".sql")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(raw), "UPDATE ")
	update, _, _ := strings.Cut(rest, ";")
	require.NoError(t, w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.NewRaw("UPDATE register_element_version SET kind = '', began_at = 0").Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewRaw("UPDATE " + update).Exec(ctx)
		return err
	}))
	require.Equal(t, want, read())
}
