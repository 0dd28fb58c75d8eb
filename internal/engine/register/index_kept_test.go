package register

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

// TestKeptTilesAreThoseThatWouldBeMade: whatever changes between two looks at a tile, what is kept is what would be made anew.
func TestKeptTilesAreThoseThatWouldBeMade(t *testing.T) {
	areas := fixture(t)
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		x := NewIndex()
		items := randomItems(rnd, "enterprise", rapid.IntRange(1, 60).Draw(t, "n"), areas)
		x.Put(items...)
		p := geo.Point{Lon: 123.45 + 0.1*rnd.Float64(), Lat: 41.75 + 0.02*rnd.Float64()}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch i := &items[rnd.IntN(len(items))]; rnd.IntN(4) {
			case 0: // moved, near by or far off
				i.Version++
				i.Lon, i.Lat = i.Lon+rnd.NormFloat64()*0.05, i.Lat+rnd.NormFloat64()*0.01
				x.Put(*i)
			case 1:
				i.Version++
				i.Risk, i.Name = []Risk{Red, Blue, ""}[rnd.IntN(3)], i.Name+"改"
				x.Put(*i)
			case 2:
				i.Version++
				x.Remove(i.ID, i.Version)
			}
			scope := scopes[rnd.IntN(len(scopes))]
			tile := geo.TileAt(p, uint8(4+rnd.IntN(13)))
			f := Filter{Risk: []Risk{"", "", Red}[rnd.IntN(3)]}
			drawn, _ := x.Tile(scope, "enterprise", tile, f)
			got, err := drawn.Plain()
			require.NoError(t, err)
			var want []byte
			if m, ok := x.mesh(scope, "enterprise", f); ok {
				want = m.tile("enterprise", tile)
			}
			require.Equal(t, want, got, "%v of %v", tile, scope)
		}
	})
}

func TestWhatIsKeptStaysWithinItsRoom(t *testing.T) {
	h := halves[string, []byte]{room: keptBytes, weigh: func(b []byte) int { return len(b) }}
	for i := range 3000 {
		key := fmt.Sprint(i % 2000)
		h.keep(key, make([]byte, 20_000))
		sum := 0
		for _, half := range []map[string][]byte{h.young, h.old} {
			for _, v := range half {
				sum += len(v)
			}
		}
		require.LessOrEqual(t, sum, keptBytes)
		_, ok := h.find(key)
		require.True(t, ok)
		if i%7 == 0 {
			h.drop(key)
			_, ok = h.find(key)
			require.False(t, ok)
		}
	}
	h.keep("large", make([]byte, keptBytes))
	_, ok := h.find("large")
	require.False(t, ok, "what takes more than half of the room is not kept")
}

// TestACrowdedTileIsMended: many changes near by, so that some cells are mended and some tiles made anew.
func TestACrowdedTileIsMended(t *testing.T) {
	areas := fixture(t)
	rnd, x := rand.New(rand.NewPCG(5, 5)), NewIndex()
	items := randomItems(rnd, "enterprise", 3000, areas)
	x.Put(items...)
	for round := range 60 {
		for range []int{0, 1, 5, 40, 200, 700}[round%6] {
			i := &items[rnd.IntN(len(items))]
			i.Version++
			i.Lon, i.Risk = i.Lon+rnd.NormFloat64()*0.001, []Risk{Red, Blue, ""}[rnd.IntN(3)]
			x.Put(*i)
		}
		for z := uint8(8); z <= 15; z++ {
			tile := geo.TileAt(geo.Point{Lon: 123.5, Lat: 41.76}, z)
			drawn, _ := x.Tile(identity.Scope{"2101"}, "enterprise", tile, Filter{})
			got, err := drawn.Plain()
			require.NoError(t, err)
			m, _ := x.mesh(identity.Scope{"2101"}, "enterprise", Filter{})
			require.Equal(t, m.tile("enterprise", tile), got, "%v in round %d", tile, round)
		}
	}
}

func BenchmarkTileMade(b *testing.B) {
	x, p := bench(b), geo.Point{Lon: 123.5, Lat: 41.76}
	for _, z := range []uint8{7, 9, 12, 13, 14, 15} {
		b.Run(fmt.Sprintf("z%d", z), func(b *testing.B) {
			m, _ := x.mesh(identity.Scope{"2101"}, "enterprise", Filter{})
			for b.Loop() {
				m.tile("enterprise", geo.TileAt(p, z))
			}
		})
	}
}
