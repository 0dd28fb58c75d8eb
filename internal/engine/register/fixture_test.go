package register

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

var tester = journal.Actor{ID: "t", Name: "测试"}

// fixtureAreas is a city of two square districts side by side: 2 streets, 6 communities, 12 cells in each.
func fixtureAreas() []Area {
	out := []Area{{Code: "2101", Name: "某市", NameEn: "Some City", Level: City, Lon: 123.5, Lat: 41.75}}
	for d, west := range map[string]float64{"210102": 123.0, "210106": 123.5} {
		outline := fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,41.5],[%[2]v,41.5],[%[2]v,42],[%[1]v,42],[%[1]v,41.5]]]}`, west, west+0.5)
		out = append(out, Area{Code: d, Name: "区" + d, NameEn: "District " + d, Level: District, Parent: "2101", Lon: west + 0.25, Lat: 41.75, Outline: json.RawMessage(outline)})
	}
	for _, d := range out[1:] {
		for s := range 2 {
			street := fmt.Sprintf("%s%03d", d.Code, s+1)
			out = append(out, Area{Code: street, Name: "街道" + street, Level: Street, Parent: d.Code, Lon: d.Lon, Lat: d.Lat - 0.125 + 0.25*float64(s)})
			for c := range 3 {
				community := fmt.Sprintf("%s%03d", street, c+1)
				lon, lat := d.Lon-0.2+0.2*float64(c), d.Lat-0.125+0.25*float64(s)
				out = append(out, Area{Code: community, Name: "社区" + community, Level: Community, Parent: street, Lon: lon, Lat: lat})
				for g := range 2 {
					out = append(out, Area{Code: fmt.Sprintf("%s%03d", community, g+1), Name: fmt.Sprintf("第%d网格", g+1), Level: Cell, Parent: community, Lon: lon - 0.01 + 0.02*float64(g), Lat: lat})
				}
			}
		}
	}
	return out
}

type world struct {
	db  *store.DB
	j   *journal.Journal
	bus *bus.Bus
	c   *clock.Fake
	r   *Register
}

func open(t testing.TB) *world {
	t.Helper()
	ctx := context.Background()
	w := &world{db: storetest.Open(t), c: clock.NewFake(time.Date(2020, 12, 31, 1, 0, 0, 0, time.UTC))}
	var err error
	w.j, err = journal.Open(ctx, w.db, w.c, journal.Options{})
	require.NoError(t, err)
	w.bus = bustest.Open(t, w.db, w.c, bus.Options{})
	w.r, err = Open(ctx, w.db, w.j, w.bus, w.c, Options{})
	require.NoError(t, err)
	require.NoError(t, w.r.PutAreas(ctx, tester, "fixture", fixtureAreas()))
	return w
}

// put stores an element as somebody with the scope, in a transaction of its own.
func (w *world) put(scope identity.Scope, e Element) (out Element, err error) {
	err = w.db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		out, err = w.r.Put(ctx, tx, tester, scope, e)
		return err
	})
	return out, err
}

func hall(name string, lon, lat float64) Element {
	return Element{
		Kind: "high-rise", Name: name, Lon: lon, Lat: lat, Risk: Yellow, Demo: true,
		Attrs: json.RawMessage(`{"floors":30,"height":98.5,"use":"mixed","built":2011,"sprinklers":true}`),
	}
}

// randomItems are n items of a kind spread over both districts, clustered so that some share squares.
func randomItems(rnd *rand.Rand, kind string, n int, areas *Areas) []Item {
	risks := []Risk{Red, Orange, Yellow, Blue, Blue, Blue, ""}
	out := make([]Item, n)
	for i := range out {
		p := Item{
			ID: fmt.Sprintf("%s-%06d", kind, i), Kind: kind, Name: fmt.Sprintf("某市第%d燃气有限公司Nr%x", i, rnd.Uint32()),
			Lon: 123 + rnd.Float64(), Lat: 41.5 + 0.5*rnd.Float64(), Risk: risks[rnd.IntN(len(risks))], Version: 1,
		}
		if i%3 == 0 {
			p.Lon, p.Lat = 123.45+0.1*rnd.Float64(), 41.75+0.02*rnd.Float64()
		}
		p.Area = areas.Locate(p.Point())
		out[i] = p
	}
	return out
}

func fixture(t testing.TB) *Areas {
	t.Helper()
	a, err := NewAreas(fixtureAreas())
	require.NoError(t, err)
	return a
}
