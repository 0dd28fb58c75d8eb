package register

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/find"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

func TestBestAgreesWithAPlainList(t *testing.T) {
	areas := fixture(t)
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		x, m := NewIndex(), model{}
		for _, kind := range []string{"enterprise", "camera"} {
			for i, it := range randomItems(rnd, kind, rapid.IntRange(0, 120).Draw(t, kind), areas) {
				switch i % 5 {
				case 0:
					it.Name = "燃气"
				case 1:
					it.Name = "燃气站" + it.ID
				}
				x.Put(it)
				m[it.ID] = it
			}
		}
		scope := rapid.SampledFrom(scopes).Draw(t, "scope")
		kind := rapid.SampledFrom([]string{"", "", "enterprise", "volcano"}).Draw(t, "kind")
		f := Filter{Q: rapid.SampledFrom([]string{"燃气", "NR1", "第1", "没有"}).Draw(t, "q"), Risk: rapid.SampledFrom([]Risk{"", Red}).Draw(t, "risk"), Area: rapid.SampledFrom([]string{"", "210106"}).Draw(t, "area")}
		limit := rapid.IntRange(1, 12).Draw(t, "limit")
		hits, totals := x.Best(scope, Question{Q: f.Q, Kind: kind, Filter: f, Limit: limit})

		want, counts := m.in(scope, kind, f), map[string]int{}
		class := func(i Item) int {
			name, q := strings.ToLower(i.Name), strings.ToLower(f.Q)
			return []int{2, 1, 0}[map[bool]int{true: 1}[strings.HasPrefix(name, q)]+map[bool]int{true: 1}[name == q]]
		}
		for _, i := range want {
			counts[i.Kind]++
		}
		slices.SortFunc(want, func(a, b Item) int {
			for _, d := range []int{class(a) - class(b), len([]rune(a.Name)) - len([]rune(b.Name)), int(a.Risk.Rank()) - int(b.Risk.Rank()), strings.Compare(a.Name, b.Name)} {
				if d != 0 {
					return d
				}
			}
			return strings.Compare(a.ID, b.ID)
		})
		got := []Item{}
		for _, h := range hits {
			if h.How != "like" && h.How != "nearly" {
				got = append(got, h.Item)
			}
			require.True(t, scope.Contains(h.Area))
		}
		if len(want) >= limit { // else looser ways are counted too
			require.Equal(t, counts, totals)
		}
		require.Equal(t, append([]Item{}, want[:min(limit, len(want))]...), got)
	})
}

func TestAreasAreFoundByName(t *testing.T) {
	a := fixture(t)
	require.Equal(t, "2101", a.Named(city, "some city", 5)[0].Code, "in English too")
	require.Equal(t, "210106", a.Named(city, "区210106", 5)[0].Code, "the whole name first")
	require.Equal(t, "210106", a.Named(city, "210106", 5)[0].Code, "by code")
	require.Equal(t, "210102001", a.Named(city, "jiedao", 5)[0].Code, "by pinyin")
	require.Len(t, a.Named(city, "街道", 100), 4)
	require.Len(t, a.Named(west, "街道", 100), 2, "another's streets are not shown")
	require.Len(t, a.Named(west, "某市", 100), 1, "the way down to one's own")
	require.Empty(t, a.Named(nil, "街道", 100))
	require.Empty(t, a.Named(city, "", 100))
}

// What the tags of a kind declare is found, after a change, after a new start, and by nobody who may not.
func TestAttributesAreFoundAsTheirTagsSay(t *testing.T) {
	w := open(t)
	e := Element{Kind: "enterprise", Name: "沈阳化工研究院", Lon: 123.2, Lat: 41.75, Address: "沈辽东路8号", Attrs: json.RawMessage(`{"credit_code":"91210106DEM000018T","industry":"C26","scale":"large","phone":"024-23456789","legal_person":"王某某","employees":120,"hazardous":true}`)}
	org := "DEM00001"
	check, _ := OrgCheck(org)
	last, _ := CreditCheck("91210102" + org + string(check))
	code, other := "91210102"+org+string(check)+string(last), identity.Scope{"210106"}
	e.Attrs = json.RawMessage(strings.Replace(string(e.Attrs), "91210106DEM000018T", code, 1))
	e, err := w.put(city, e)
	require.NoError(t, err)
	again, err := Open(context.Background(), w.db, w.j, w.bus, w.c, Options{})
	require.NoError(t, err)
	for name, x := range map[string]*Index{"at once": w.r.Index(), "after a new start": again.Index()} {
		find := func(q string, scope, clear identity.Scope) string {
			hits, totals := x.Best(scope, Question{Q: q, Clear: clear, Limit: 5})
			if len(hits) == 0 {
				require.Empty(t, totals)
				return ""
			}
			require.Equal(t, e.ID, hits[0].ID)
			return hits[0].How
		}
		for q, how := range map[string]string{
			"沈化研": "like", "syhgyjy": "spelling", code: "exact", strings.ToLower(code[8:]): "code", "沈辽东路": "other", e.ID: "exact", "02423456789": "exact", "23456789": "code", "化工 沈辽东": "words", "王某某": "",
		} {
			require.Equal(t, how, find(q, city, city), "%s: %s", name, q)
			require.Empty(t, find(q, other, city), "%s: %s of another district", name, q)
		}
		require.Empty(t, find("02423456789", city, nil), "a number that the person may not see")
		require.Empty(t, find("02423456789", city, other))
		k, err := w.r.Kinds().Find("enterprise")
		require.NoError(t, err)
		for where, n := range map[string]int{"employees:120..": 1, "employees:121..": 0, "employees:120..120": 1, "employees:120": 1, "scale:small,large": 1, "scale:small": 0, "hazardous:true": 1, "hazardous:false": 0, "employees:100..&scale:large": 1} {
			c, err := k.ParseWhere(strings.Split(where, "&"))
			require.NoError(t, err)
			require.Len(t, x.Near(city, "enterprise", geo.Point{Lon: 123.2, Lat: 41.75}, 5, 0, Filter{Where: c}), n, where)
		}
		for _, where := range []string{"phone:1", "employees:x..", "employees", "legal_person:王某某", "employees:NaN..", "scale:huge"} {
			_, err := k.ParseWhere([]string{where})
			require.Error(t, err, where)
		}
	}
	require.NoError(t, w.db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		return w.r.Remove(ctx, tx, tester, city, e.ID, e.Version, "迁出")
	}))
	hits, _ := w.r.Index().Best(city, Question{Q: code, Limit: 5})
	require.Empty(t, hits)
	require.Zero(t, w.r.Index().words.Len())
}

// An index in use that reads everything anew loses what is gone and keeps what came meanwhile.
func TestGapInTheNewsIsMended(t *testing.T) {
	ctx, w := context.Background(), open(t)
	load(t, w, 20)
	other, err := Open(ctx, w.db, w.j, w.bus, w.c, Options{}) // hears nothing: it does not run
	require.NoError(t, err)
	gone, err := w.r.Find(ctx, city, "hr-003")
	require.NoError(t, err)
	require.NoError(t, w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return w.r.Remove(ctx, tx, tester, city, gone.ID, gone.Version, "迁出")
	}))
	made, err := w.put(city, hall("新来的大楼", 123.25, 41.75))
	require.NoError(t, err)
	changed, err := w.r.Find(ctx, city, "hr-004")
	require.NoError(t, err)
	changed.Name, changed.Risk = "改名大厦", Red
	_, err = w.put(city, changed)
	require.NoError(t, err)

	other.index.begin()
	meanwhile := Item{ID: "meanwhile", Kind: "high-rise", Name: "同时来的", Area: "210102", Lon: 123.2, Lat: 41.7, Version: 1}
	other.index.Put(meanwhile)
	require.NoError(t, other.readEntries(ctx, "", nil, func(b []Entry) { other.index.PutEntries(b...) }))
	other.index.end()
	_, ok := other.index.Find(city, meanwhile.ID)
	require.True(t, ok, "what this node is told while it reads stays")
	other.index.Remove(meanwhile.ID, 2)
	require.NoError(t, other.reload(ctx))
	require.Equal(t, w.r.Index().CountKinds(city, ""), other.Index().CountKinds(city, ""))
	_, ok = other.Index().Find(city, gone.ID)
	require.False(t, ok, "what was taken out is gone")
	for q, id := range map[string]string{"新来的": made.ID, "改名": "hr-004", "gaiming": "hr-004"} {
		hits, _ := other.Index().Best(city, Question{Q: q, Limit: 3})
		require.Len(t, hits, 1, q)
		require.Equal(t, id, hits[0].ID)
	}
	require.Equal(t, other.Index().Len(), other.index.words.Len())
}

// A search that takes its time holds up a change of the words, and nobody who asks for places.
func TestSearchesDoNotHoldUpPlaces(t *testing.T) {
	x := NewIndex()
	item := Item{ID: "a", Kind: "camera", Name: "水", Area: "2101", Lon: 123, Lat: 41, Version: 1}
	x.Put(item)
	searching, release, changed := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go x.words.Holding("水", func(*find.Facts) { close(searching); <-release })
	<-searching
	item.Version, item.Lat = 2, 42
	go func() { x.Put(item); close(changed) }()
	require.Eventually(t, func() bool { i, _ := x.Find(city, "a"); return i.Version == 2 }, time.Minute, time.Millisecond)
	require.Len(t, x.Near(city, "camera", item.Point(), 1, 0, Filter{}), 1)
	close(release)
	<-changed
}
