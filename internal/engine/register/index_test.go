package register

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

// model is the plain list that the index must agree with.
type model map[string]Item

func (m model) in(scope identity.Scope, kind string, f Filter) []Item {
	var out []Item
	for _, i := range m {
		if (kind == "" || i.Kind == kind) && scope.Contains(i.Area) && strings.HasPrefix(i.Area, f.Area) && (f.Risk == "" || f.Risk == i.Risk) &&
			strings.Contains(strings.ToLower(i.Name), strings.ToLower(f.Q)) {
			out = append(out, i)
		}
	}
	return out
}

var scopes = []identity.Scope{{""}, {"2101"}, {"210102"}, {"210106"}, {"210102001"}, {"210102001", "210106002003"}, {"210103"}, {}}

func TestIndexAgreesWithAPlainList(t *testing.T) {
	areas := fixture(t)
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		x, m := NewIndex(), model{}
		for _, kind := range []string{"enterprise", "camera"} {
			for _, i := range randomItems(rnd, kind, rapid.IntRange(0, 300).Draw(t, kind), areas) {
				x.Put(i)
				m[i.ID] = i
			}
		}
		for _, i := range m { // some move, some go, some late news comes
			switch rnd.IntN(6) {
			case 0:
				n := randomItems(rnd, i.Kind, 1, areas)[0]
				n.ID, n.Version = i.ID, 2
				x.Put(n)
				x.Put(i)
				m[i.ID] = n
			case 1:
				x.Remove(i.ID, 2)
				x.Put(i)
				delete(m, i.ID)
			}
		}
		require.Equal(t, len(m), x.Len())
		scope := rapid.SampledFrom(scopes).Draw(t, "scope")
		f := Filter{
			Area: rapid.SampledFrom([]string{"", "2101", "210106", "210106001"}).Draw(t, "area"),
			Risk: rapid.SampledFrom([]Risk{"", Red, Blue}).Draw(t, "risk"),
			Q:    rapid.SampledFrom([]string{"", "燃气", "nr1", "第1", "没有"}).Draw(t, "q"),
		}
		kind := rapid.SampledFrom([]string{"enterprise", "camera", "volcano"}).Draw(t, "kind")
		want := m.in(scope, kind, f)

		p := geo.Point{Lon: 122.9 + 1.2*rnd.Float64(), Lat: 41.4 + 0.7*rnd.Float64()}
		var distances []float64
		for _, i := range want {
			distances = append(distances, geo.Distance(p, i.Point()))
		}
		slices.Sort(distances)
		k := rapid.IntRange(1, 20).Draw(t, "k")
		near := x.Near(scope, kind, p, k, 0, f)
		require.Len(t, near, min(k, len(want)))
		for i, n := range near {
			require.Equal(t, m[n.ID], n.Item)
			require.InDelta(t, distances[i], n.Distance, 1e-6, "nearest first")
		}
		reach := 20000 * rnd.Float64()
		within := 0
		for _, d := range distances {
			if d <= reach {
				within++
			}
		}
		require.Len(t, x.Near(scope, kind, p, 1000, max(reach, 1), f), within)

		box := geo.Around(p, 30000)
		in, total := x.Inside(scope, kind, box, nil, f, 1000)
		count := 0
		for _, i := range want {
			if box.Contains(i.Point()) {
				count++
			}
		}
		require.Equal(t, count, total)
		require.Len(t, in, count)
		first, _ := x.Inside(scope, kind, box, nil, f, 5)
		require.Equal(t, in[:min(5, count)], first)
		require.True(t, slices.IsSortedFunc(in, func(a, b Item) int { return int(a.Risk.Rank()) - int(b.Risk.Rank()) }), "worst first")

		got, total := x.Search(scope, kind, f, Key{}, 7)
		require.Equal(t, len(want), total)
		require.Len(t, got, min(7, len(want)))
		var pages []string
		for after := (Key{}); ; {
			page, _ := x.Search(scope, kind, f, after, 7)
			if len(page) == 0 {
				break
			}
			for _, i := range page {
				pages = append(pages, i.Area+"/"+i.ID)
			}
			after = Key{page[len(page)-1].Area, page[len(page)-1].ID}
		}
		var all []string
		for _, i := range want {
			all = append(all, i.Area+"/"+i.ID)
		}
		slices.Sort(all)
		require.Equal(t, all, pages, "pages hold everything once and in order")

		f.Q, pages, all = "", nil, nil
		for _, i := range m.in(scope, kind, f) {
			all = append(all, i.Area+"/"+i.ID)
		}
		slices.Sort(all)
		size := rapid.IntRange(1, 9).Draw(t, "size")
		for after := (Key{}); ; {
			page := x.Page(scope, kind, f, after, size)
			if len(page) == 0 {
				break
			}
			require.LessOrEqual(t, len(page), size)
			for _, i := range page {
				pages = append(pages, i.Area+"/"+i.ID)
			}
			after = Key{page[len(page)-1].Area, page[len(page)-1].ID}
		}
		require.Equal(t, all, pages, "pages by the order of areas hold the same")

		sum := 0
		for _, c := range x.CountAreas(scope, kind, f.Area, 6) {
			sum += c.Total
		}
		require.Equal(t, len(m.in(scope, kind, Filter{Area: f.Area})), sum)
		require.Equal(t, sum, x.CountKinds(scope, f.Area)[kind].Total)
	})
}

func TestTilesShowAllAndNothingForeign(t *testing.T) {
	areas := fixture(t)
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		x, m := NewIndex(), model{}
		for _, i := range randomItems(rnd, "enterprise", rapid.IntRange(1, 400).Draw(t, "n"), areas) {
			x.Put(i)
			m[i.ID] = i
		}
		scope := rapid.SampledFrom(scopes).Draw(t, "scope")
		z := uint8(rapid.IntRange(6, 16).Draw(t, "z"))
		tile := geo.TileAt(geo.Point{Lon: 123.45 + 0.1*rnd.Float64(), Lat: 41.75 + 0.02*rnd.Float64()}, z)
		l := x.layers["enterprise"]
		var dots []dot
		if m, ok := x.mesh(scope, "enterprise", Filter{}); ok {
			var c *cells
			if z < fullZoom {
				c = m.cells(tile)
			}
			dots = m.dots(tile, c)
		}
		want, worst := 0, uint8(9)
		for _, i := range m.in(scope, "enterprise", Filter{}) {
			if px, py := tile.Place(i.Point()); px >= -margin && px < geo.Extent+margin && py >= -margin && py < geo.Extent+margin {
				want++
				worst = min(worst, i.Risk.Rank())
			}
		}
		shown := 0
		for _, d := range dots {
			require.True(t, scope.Contains(l.items[d.slot].Area))
			shown += int(d.n)
		}
		require.Equal(t, want, shown, "every element is shown or counted once, and no foreign one")
		if z >= fullZoom {
			require.Len(t, dots, want)
		}
		if want > 0 {
			require.Equal(t, worst, l.spots[dots[len(dots)-1].slot].rank, "the worst is never thinned away and is drawn last")
		}
		d, ok := x.Tile(scope, "enterprise", tile, Filter{})
		require.True(t, ok)
		mvt, err := d.Plain()
		require.NoError(t, err)
		for _, i := range m {
			if !scope.Contains(i.Area) {
				require.NotContains(t, string(mvt), i.ID+"\"")
				require.NotContains(t, string(mvt), i.Name)
			}
		}
	})
}

func TestTilesThatDoNotExist(t *testing.T) {
	x := NewIndex()
	_, ok := x.Tile(identity.Everywhere, "enterprise", geo.Tile{Z: 2, X: 4}, Filter{})
	require.False(t, ok)
	d, ok := x.Tile(identity.Everywhere, "enterprise", geo.Tile{Z: 2, X: 3}, Filter{})
	require.True(t, ok)
	require.Empty(t, d.Hash())
}

func bench(b *testing.B) *Index {
	areas, err := NewAreas(fixtureAreas())
	require.NoError(b, err)
	rnd, x := rand.New(rand.NewPCG(1, 1)), NewIndex()
	for kind, n := range map[string]int{"enterprise": 240000, "camera": 60000, "high-rise": 11201} {
		x.Put(randomItems(rnd, kind, n, areas)...)
	}
	b.ResetTimer()
	return x
}

func BenchmarkNear(b *testing.B) {
	x, p := bench(b), geo.Point{Lon: 123.5, Lat: 41.76}
	for name, f := range map[string]Filter{"all": {}, "red": {Risk: Red}, "other-district": {Area: "210102001001"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				require.Len(b, x.Near(identity.Everywhere, "enterprise", p, 10, 0, f), 10)
			}
		})
	}
}

func BenchmarkTile(b *testing.B) {
	x, p := bench(b), geo.Point{Lon: 123.5, Lat: 41.76}
	for _, z := range []uint8{7, 9, 12, 13, 14, 15} {
		b.Run(fmt.Sprintf("z%d", z), func(b *testing.B) {
			t, size := geo.TileAt(p, z), 0
			for b.Loop() {
				d, _ := x.Tile(identity.Scope{"2101"}, "enterprise", t, Filter{})
				size = len(d.Gzip())
			}
			b.ReportMetric(float64(size)/1024, "kB")
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	x := bench(b)
	for _, q := range []string{"燃气", "没有", "第123456燃", "nr1234"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				x.Search(identity.Everywhere, "enterprise", Filter{Q: q}, Key{}, 50)
			}
		})
	}
}

func BenchmarkCounts(b *testing.B) {
	x := bench(b)
	for b.Loop() {
		x.CountKinds(identity.Scope{"210106"}, "")
	}
}
