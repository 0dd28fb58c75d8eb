package register

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

var (
	city = identity.Scope{"2101"}
	west = identity.Scope{"210102"}
	east = identity.Scope{"210106"}
)

func TestAnElementLivesThroughItsVersions(t *testing.T) {
	ctx, w := context.Background(), open(t)
	e, err := w.put(city, hall("沈阳中心", 123.25, 41.75))
	require.NoError(t, err)
	require.EqualValues(t, 1, e.Version)
	require.Equal(t, "210102", DistrictOf(e.Area), "the area is found from the point")

	got, err := w.r.Find(ctx, west, e.ID)
	require.NoError(t, err)
	require.JSONEq(t, string(e.Attrs), string(got.Attrs))
	got.Attrs, e.Attrs = nil, nil
	require.Equal(t, e, got)

	e = hall("沈阳中心大厦", 123.25, 41.75)
	e.ID, e.Version = got.ID, 1
	e, err = w.put(west, e)
	require.NoError(t, err)
	require.EqualValues(t, 2, e.Version)
	stale := e
	stale.Version = 1
	_, err = w.put(west, stale)
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	require.Len(t, w.r.Index().Near(west, "high-rise", geo.Point{Lon: 123, Lat: 41}, 5, 0, Filter{Q: "大厦"}), 1, "the index knows at once")

	require.NoError(t, w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return w.r.Remove(ctx, tx, tester, west, e.ID, 2, "拆除")
	}))
	_, err = w.r.Find(ctx, west, e.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	require.Zero(t, w.r.Index().Len())
	past, err := w.r.History(ctx, west, e.ID)
	require.NoError(t, err)
	require.Len(t, past, 2)
	require.Equal(t, "沈阳中心大厦", past[0].Element.Name)
	require.Equal(t, "沈阳中心", past[1].Element.Name)
	_, err = w.r.History(ctx, east, e.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))

	chain, err := w.j.Of(ctx, e.ID)
	require.NoError(t, err)
	var acts []string
	for _, r := range chain {
		acts = append(acts, r.Action)
	}
	require.Equal(t, []string{"register.element.made", "register.element.changed", "register.element.removed"}, acts)
}

func TestAnotherDistrictNeitherSeesNorChanges(t *testing.T) {
	ctx, w := context.Background(), open(t)
	e, err := w.put(city, hall("沈阳中心", 123.25, 41.75))
	require.NoError(t, err)

	_, err = w.r.Find(ctx, east, e.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	_, err = w.put(east, e)
	require.Equal(t, fail.KindDenied, fail.KindOf(err))
	moved := e
	moved.Area, moved.Lon = "", 123.75
	_, err = w.put(west, moved)
	require.Equal(t, fail.KindDenied, fail.KindOf(err), "out of the own district")
	_, err = w.put(east, moved)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err), "out of another's")
	err = w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return w.r.Remove(ctx, tx, tester, east, e.ID, 1, "拆除")
	})
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	for _, q := range []Query{{}, {Kind: "high-rise"}, {Q: "中心"}, {Area: "210102"}} {
		p, err := w.r.List(ctx, east, q)
		require.NoError(t, err)
		require.Empty(t, p.Items)
	}
	near, err := w.r.NearWhere(ctx, east, "high-rise", geo.Point{Lon: 123.25, Lat: 41.75}, 3, 0, func(Element) bool { return true })
	require.NoError(t, err)
	require.Empty(t, near)

	_, err = w.put(city, moved)
	require.NoError(t, err)
	_, err = w.r.History(ctx, west, e.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err), "moved away, it is another's")
	past, err := w.r.History(ctx, east, e.ID)
	require.NoError(t, err)
	require.Empty(t, past, "what it was before it came is not theirs")
}

func TestPutRefuses(t *testing.T) {
	w := open(t)
	good := hall("甲", 123.25, 41.75)
	for field, spoil := range map[string]func(*Element){
		"id":     func(e *Element) { e.ID = "../x" },
		"name":   func(e *Element) { e.Name = " " },
		"risk":   func(e *Element) { e.Risk = "purple" },
		"lon":    func(e *Element) { e.Lon, e.Lat = 0, 0 },
		"area":   func(e *Element) { e.Area = "999999" },
		"parent": func(e *Element) { e.Parent = "x" },
		"attrs.floors": func(e *Element) {
			e.Attrs = json.RawMessage(`{"floors":0,"height":9,"use":"mixed","built":2011,"sprinklers":true}`)
		},
	} {
		e := good
		spoil(&e)
		_, err := w.put(city, e)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), field)
		require.Equal(t, field, fail.As(err).Field)
	}
	e := good
	e.Kind = "volcano"
	_, err := w.put(city, e)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	far := good
	far.Lon = 100
	_, err = w.put(city, far)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err), "in no district")

	e = good
	e.ID = "same"
	_, err = w.put(city, e)
	require.NoError(t, err)
	_, err = w.put(city, e)
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	tank := Element{Kind: "tank", Name: "罐", Lon: 123.25, Lat: 41.75, Parent: "same", Attrs: json.RawMessage(`{"form":"sphere","medium":"氨","volume":100}`)}
	_, err = w.put(city, tank)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err), "a tank does not stand in a high-rise")
	require.Equal(t, 1, w.r.Index().Len(), "what was refused left nothing")
}

func TestPagesHoldEverythingOnceAndInOrder(t *testing.T) {
	ctx, w := context.Background(), open(t)
	want := load(t, w, 137)
	for _, q := range []Query{{}, {Kind: "high-rise"}, {Kind: "high-rise", Q: "楼"}, {Area: "2101"}} {
		q.Limit = 10
		var got []string
		for {
			p, err := w.r.List(ctx, city, q)
			require.NoError(t, err)
			for _, e := range p.Items {
				got = append(got, e.Area+"/"+e.ID)
			}
			if q.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		require.Equal(t, want, got, "%+v", q)
	}
	for _, q := range []Query{{Limit: -1}, {Limit: 501}, {Cursor: "x"}, {Cursor: "a/\x00"}} {
		_, err := w.r.List(ctx, city, q)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	}
	n := 0
	for _, err := range w.r.Everything(ctx, east, "high-rise") {
		require.NoError(t, err)
		n++
	}
	require.Equal(t, w.r.Index().CountKinds(east, "")["high-rise"].Total, n)
}

// load fills the register with n buildings and returns their keys in order.
func load(t *testing.T, w *world, n int) []string {
	t.Helper()
	batch, err := w.r.Load(context.Background(), tester, "楼", func(yield func(Element) bool) {
		for i := range n {
			e := hall(fmt.Sprintf("第%d楼", i), 123+float64(i*37%100)/100+0.001, 41.5+float64(i*53%50)/100+0.001)
			e.ID = fmt.Sprintf("hr-%03d", i)
			if !yield(e) {
				return
			}
		}
	}, nil)
	require.NoError(t, err)
	require.Equal(t, map[string]int{"high-rise": n}, batch.Counts)
	require.Len(t, batch.Hash, 64)
	var keys []string
	for _, it := range w.r.Index().layers["high-rise"].items {
		keys = append(keys, it.Area+"/"+it.ID)
	}
	slices.Sort(keys)
	return keys
}

func TestLoadIsWholeOrNothing(t *testing.T) {
	ctx, w := context.Background(), open(t)
	load(t, w, 3)
	_, err := w.r.Load(ctx, tester, "again", func(yield func(Element) bool) {
		for i := range 300 {
			e := hall("新楼", 123.25, 41.75)
			e.ID = fmt.Sprintf("hr-%03d", 299-i)
			if !yield(e) {
				return
			}
		}
	}, nil)
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	p, err := w.r.List(ctx, city, Query{Limit: 100})
	require.NoError(t, err)
	require.Len(t, p.Items, 3)
	require.Equal(t, 3, w.r.Index().Len())
}

func TestIndexIsRebuiltAndFollowsOtherNodes(t *testing.T) {
	ctx, w := context.Background(), open(t)
	load(t, w, 40)
	bustest.Run(t, w.bus)
	// A second node on the same database and bus.
	other, err := Open(ctx, w.db, w.j, w.bus, w.c, Options{})
	require.NoError(t, err)
	require.Equal(t, w.r.Index().CountKinds(city, ""), other.Index().CountKinds(city, ""))
	require.Equal(t, w.r.Areas().Len(), other.Areas().Len())
	run, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- other.Run(run) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
	})

	e, err := w.put(city, hall("新来的", 123.25, 41.75))
	require.NoError(t, err)
	seen := func() bool { i, ok := other.Index().Find(city, e.ID); return ok && i.Version == e.Version }
	waitFor(t, seen)
	require.NoError(t, w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return w.r.Remove(ctx, tx, tester, city, e.ID, 1, "拆除")
	}))
	waitFor(t, func() bool { return !seen() })
}

// waitFor waits for what comes over the bus.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	require.Eventually(t, ok, time.Minute, 5*time.Millisecond)
}

func TestChangesAreToldWithoutPersonalData(t *testing.T) {
	w := open(t)
	bustest.Run(t, w.bus)
	team := Element{
		Kind: "rescue-team", Name: "蓝天救援队", Lon: 123.25, Lat: 41.75,
		Attrs: json.RawMessage(`{"type":"social","speciality":"flood","people":50,"leader":"张三丰","phone":"13812345678","zone":"east","readiness":"ready"}`),
	}
	e, err := w.put(city, team)
	require.NoError(t, err)
	waitFor(t, func() bool {
		items, _, _ := w.bus.Feed().After(0, 100)
		return slices.ContainsFunc(items, func(i bus.FeedItem) bool {
			return i.Event.Type == ElementChanged && i.Event.Object == e.ID && i.Event.Area == e.Area && i.Event.Permission == "grid.element.read"
		})
	})
	items, _, _ := w.bus.Feed().After(0, 100)
	for _, i := range items {
		require.NotContains(t, string(i.Event.Data), "13812345678")
		require.NotContains(t, string(i.Event.Data), "张三丰")
	}
}

func TestNearestThatMatches(t *testing.T) {
	ctx, w := context.Background(), open(t)
	load(t, w, 200)
	p := geo.Point{Lon: 123.4, Lat: 41.7}
	found, err := w.r.NearWhere(ctx, city, "high-rise", p, 3, 0, func(e Element) bool { return e.ID[len(e.ID)-1] == '7' })
	require.NoError(t, err)
	require.Len(t, found, 3)
	all := w.r.Index().Near(city, "high-rise", p, 1000, 0, Filter{})
	var want []string
	for _, n := range all {
		if n.ID[len(n.ID)-1] == '7' && len(want) < 3 {
			want = append(want, n.ID)
		}
	}
	for i, f := range found {
		require.Equal(t, want[i], f.ID)
	}
}

func BenchmarkLoadAndOpen(b *testing.B) {
	ctx, w := context.Background(), open(b)
	const n = 310000
	cells := w.r.Areas().At(Cell)
	for b.Loop() {
		_, err := w.r.Load(ctx, tester, "bench", func(yield func(Element) bool) {
			for i := range n {
				c := cells[i%len(cells)]
				e := Element{
					ID: fmt.Sprintf("e%d-%06d", b.N, i), Kind: "enterprise", Name: fmt.Sprintf("某市第%06d燃气有限公司", i), Area: c.Code, Lon: c.Lon, Lat: c.Lat, Risk: Blue,
					Address: "某市某区某街道某路1号", Demo: true,
					Attrs: json.RawMessage(`{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"small","legal_person":"张三","phone":"13800000000","employees":12,"hazardous":true}`),
				}
				if !yield(e) {
					return
				}
			}
		}, nil)
		require.NoError(b, err)
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			_, err := Open(ctx, w.db, w.j, w.bus, w.c, Options{})
			require.NoError(b, err)
		}
	})
}
