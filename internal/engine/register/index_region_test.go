package register

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/find"
	"anlan/internal/base/form"
	"anlan/internal/base/geo"
)

// Whatever region is asked about, the index says what a walk over all elements says.
func TestRegionsAgreeWithAWalk(t *testing.T) {
	areas := fixture(t)
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		x, m := NewIndex(), model{}
		floors, uses := map[string]float64{}, map[string]string{}
		for _, kind := range []string{"enterprise", "camera"} {
			for _, i := range randomItems(rnd, kind, rapid.IntRange(0, 200).Draw(t, kind), areas) {
				e := Entry{Item: i, Text: find.Text{Name: i.Name}}
				if rnd.IntN(4) > 0 {
					floors[i.ID], uses[i.ID] = float64(rnd.IntN(40)), []string{"a", "b", "c"}[rnd.IntN(3)]
					e.Values = []Value{{Field: "floors", Number: floors[i.ID], People: true}, {Field: "use", Text: uses[i.ID], IsText: true}}
				}
				x.PutEntries(e)
				m[i.ID] = i
			}
		}
		for id, i := range m {
			if rnd.IntN(5) == 0 { // gone, and its slot is taken by one without attributes
				x.Remove(id, 2)
				delete(m, id)
				delete(floors, id)
				delete(uses, id)
				n := i
				n.ID += "x"
				x.Put(n)
				m[n.ID] = n
			}
		}
		at := func() geo.Point { return geo.Point{Lon: 123 + rnd.Float64(), Lat: 41.5 + 0.5*rnd.Float64()} }
		metres := 30000 * rnd.Float64()
		way := geo.Corridor{Line: geo.NewLine(at(), at(), at()), Metres: metres}
		ring := orb.Ring{at().Orb(), at().Orb(), at().Orb(), at().Orb()}
		shape := geo.NewShape(orb.MultiPolygon{{append(ring, ring[0])}})
		region := []geo.Region{way, shape, geo.Circle{Centre: at(), Metres: metres}, geo.Surroundings{Shape: shape, Metres: metres}, nil}[rnd.IntN(5)]
		box := geo.Around(at(), 40000)
		if region != nil {
			box = region.Box()
		}
		scope := rapid.SampledFrom(scopes).Draw(t, "scope")
		kind := rapid.SampledFrom([]string{"", "enterprise", "camera"}).Draw(t, "kind")
		f := Filter{Risk: rapid.SampledFrom([]Risk{"", Red}).Draw(t, "risk"), Area: rapid.SampledFrom([]string{"", "210106"}).Draw(t, "area")}
		passes := func(Item) bool { return true }
		switch rnd.IntN(3) {
		case 0:
			f.Where = []Cond{{field: "floors", sort: form.Number, from: 10.0, to: 30.0}}
			passes = func(i Item) bool { v, ok := floors[i.ID]; return ok && v >= 10 && v <= 30 }
		case 1:
			f.Where = []Cond{{field: "use", sort: form.Coded, values: []string{"b", "zz", "c"}}}
			passes = func(i Item) bool { return uses[i.ID] == "b" || uses[i.ID] == "c" }
		}
		var want []Item
		for _, i := range m.in(scope, kind, f) {
			if passes(i) && box.Contains(i.Point()) && (region == nil || region.Contains(i.Point())) {
				want = append(want, i)
			}
		}

		totals, worst := map[string]int{}, map[string]uint8{}
		people := map[string]int{}
		for _, i := range want {
			totals[i.Kind]++
			people[i.Kind] += int(floors[i.ID])
			worst[i.Kind] = max(worst[i.Kind], 5-i.Risk.Rank())
		}
		if kind == "" {
			got := x.Summary(scope, box, region, f)
			require.Len(t, got, len(totals))
			for k, v := range got {
				require.Equal(t, totals[k], v.Total)
				require.Equal(t, people[k], v.People)
			}
		}
		for _, k := range []string{"enterprise", "camera"} {
			if kind == "" || kind == k {
				items, total := x.Inside(scope, k, box, region, f, 1000)
				require.Equal(t, totals[k], total)
				require.Len(t, items, total)
			}
		}
		if region == nil {
			lattice := geo.Lattice{Size: 1 / 4096.0, Hexagon: rnd.IntN(2) == 0}
			sum, weight := 0, 0.0
			for _, c := range x.Heat(scope, kind, box, lattice, true, f) {
				sum += c.N
				weight += c.Weight
			}
			all := 0.0
			for _, i := range want {
				all += weights[i.Risk.Rank()]
			}
			require.Equal(t, len(want), sum)
			require.InDelta(t, all, weight, 1e-6)
		}
		var beside []string
		for _, i := range m.in(scope, "camera", f) {
			if off, _ := way.Line.Project(i.Point()); passes(i) && off <= metres {
				beside = append(beside, i.ID)
			}
		}
		found, total := x.Along(scope, "camera", way, f, 1000)
		require.Equal(t, len(beside), total)
		require.True(t, slices.IsSortedFunc(found, func(a, b Beside) int {
			if a.Along != b.Along {
				return map[bool]int{true: -1, false: 1}[a.Along < b.Along]
			}
			return strings.Compare(a.ID, b.ID)
		}))
		for _, b := range found {
			require.Contains(t, beside, b.ID)
		}
	})
}
