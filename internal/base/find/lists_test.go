package find

import (
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestListsAgreeWithSets: few or many, thinned out or grown, a list is the set of its numbers.
func TestListsAgreeWithSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
		lists, sets := make([]*list, rapid.IntRange(1, 4).Draw(t, "lists")), make([]map[uint32]bool, 4)
		for k := range lists {
			lists[k], sets[k] = &list{}, map[uint32]bool{}
			top := []int{200, 3000, 60_000}[rnd.IntN(3)]
			for range rapid.IntRange(0, 2000).Draw(t, "n") {
				if n := uint32(rnd.IntN(top)); rnd.IntN(4) > 0 {
					lists[k].add(n)
					sets[k][n] = true
				} else {
					lists[k].remove(n)
					delete(sets[k], n)
				}
			}
			if rnd.IntN(2) == 0 {
				lists[k].trim()
			}
			if rnd.IntN(3) == 0 { // the others have become many
				lists[k].add(5_000_000)
				sets[k][5_000_000] = true
			}
			require.Equal(t, len(sets[k]), lists[k].len())
			require.Equal(t, slices.Sorted(maps.Keys(sets[k])), slices.Collect(lists[k].all))
			for range 50 {
				n := uint32(rnd.IntN(top))
				require.Equal(t, sets[k][n], lists[k].has(n))
			}
		}
		in := func(n uint32) (some, every bool) {
			every = true
			for k := range lists {
				some, every = some || sets[k][n], every && sets[k][n]
			}
			return some, every
		}
		var some, every []uint32
		for n := range uint32(60_000) {
			if s, e := in(n); s {
				if some = append(some, n); e {
					every = append(every, n)
				}
			}
		}
		if s, e := in(5_000_000); s {
			if some = append(some, 5_000_000); e {
				every = append(every, 5_000_000)
			}
		}
		require.Equal(t, every, slices.Collect(meet(slices.Clone(lists))))
		var all []iter.Seq[uint32]
		for _, l := range lists {
			all = append(all, l.all)
		}
		require.Equal(t, some, slices.Collect(join(all...)))
	})
	require.Empty(t, slices.Collect(meet(nil)))
}

func TestListsTurnIntoBitsAndBack(t *testing.T) {
	var l list
	for n := range uint32(1000) {
		l.add(n)
	}
	require.NotNil(t, l.many)
	l.add(10_000_000)
	require.Nil(t, l.many, "a million other documents make bits wasteful")
	require.Equal(t, 1001, l.len())
}
