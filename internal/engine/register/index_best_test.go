package register

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
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
		f := Filter{Q: rapid.SampledFrom([]string{"燃气", "NR1", "第1", "没有"}).Draw(t, "q"), Risk: rapid.SampledFrom([]Risk{"", Red}).Draw(t, "risk")}
		limit := rapid.IntRange(1, 12).Draw(t, "limit")
		got, totals := x.Best(scope, f, limit)

		want, counts := m.in(scope, "", f), map[string]int{}
		class := func(i Item) int {
			name, q := strings.ToLower(i.Name), strings.ToLower(f.Q)
			return []int{2, 1, 0}[map[bool]int{true: 1}[strings.HasPrefix(name, q)]+map[bool]int{true: 1}[name == q]]
		}
		for _, i := range want {
			counts[i.Kind]++
		}
		slices.SortFunc(want, func(a, b Item) int {
			for _, d := range []int{class(a) - class(b), int(a.Risk.Rank()) - int(b.Risk.Rank()), len(a.Name) - len(b.Name), strings.Compare(a.Name, b.Name)} {
				if d != 0 {
					return d
				}
			}
			return strings.Compare(a.ID, b.ID)
		})
		require.Equal(t, counts, totals)
		require.Equal(t, append([]Item{}, want[:min(limit, len(want))]...), got)
	})
}

func TestAreasAreFoundByName(t *testing.T) {
	a := fixture(t)
	require.Equal(t, "2101", a.Named(city, "some city", 5)[0].Code, "in English too")
	require.Equal(t, "210106", a.Named(city, "区210106", 5)[0].Code, "the whole name first")
	require.Len(t, a.Named(city, "街道", 100), 4)
	require.Len(t, a.Named(west, "街道", 100), 2, "another's streets are not shown")
	require.Len(t, a.Named(west, "某市", 100), 1, "the way down to one's own")
	require.Empty(t, a.Named(nil, "街道", 100))
	require.Empty(t, a.Named(city, "", 100))
}
