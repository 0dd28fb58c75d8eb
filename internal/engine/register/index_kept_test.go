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
			got, _ := x.Tile(scope, "enterprise", tile, f)
			var want []byte
			if m, ok := x.mesh(scope, "enterprise", f); ok {
				want = m.tile("enterprise", tile)
			}
			require.Equal(t, want, got, "%v of %v", tile, scope)
		}
	})
}

func TestKeptTilesStayWithinTheirRoom(t *testing.T) {
	var k kept
	for i := range 3000 {
		key := keptKey{kind: fmt.Sprint(i % 2000)}
		k.keep(key, keptTile{stamp: 1, mvt: make([]byte, 20_000)})
		sum := 0
		for _, half := range []map[keptKey]keptTile{k.young, k.old} {
			for _, v := range half {
				sum += len(v.mvt)
			}
		}
		require.LessOrEqual(t, sum, keptBytes)
		_, ok := k.find(key, 1)
		require.True(t, ok)
		_, ok = k.find(key, 2)
		require.False(t, ok, "a kept tile is for one stamp")
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
