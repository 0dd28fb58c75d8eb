package door

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestEachNameKeepsItsOrder plays messages with several names against a reader that lags behind: whatever goes first, every
// value is handed on once, those of one name in the order in which they came, and all room is given back.
func TestEachNameKeepsItsOrder(t *testing.T) {
	keys := map[string]bool{"gas": true, "fire": true}
	names := []string{"gas", "fire", "level", "flow", "wind"}
	overtook := false
	rapid.Check(t, func(t *rapid.T) {
		l := newLane("x")
		holds := map[string][]string{} // names in a message, by its topic
		sent, got := map[string][]int{}, map[string][]int{}
		weight, back := int64(0), int64(0)
		n, last := 0, 0
		read := func(drop bool) {
			if len(l.ahead)+len(l.queue) == 0 {
				return
			}
			batch, err := l.take(context.Background(), rapid.IntRange(1, 4).Draw(t, "most"))
			require.NoError(t, err)
			if !drop {
				return // the reader ended; it is given again
			}
			for _, m := range batch {
				var id int
				_, err := fmt.Sscan(m.Topic, &id)
				require.NoError(t, err)
				overtook = overtook || id < last
				last = id
				for _, name := range holds[m.Topic] {
					if m.Means(name) {
						got[name] = append(got[name], id)
					}
				}
			}
			first, others := l.drop()
			back += first + others
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			if rapid.IntRange(0, 2).Draw(t, "step") == 0 {
				read(rapid.Bool().Draw(t, "drop"))
				continue
			}
			n++
			m := Message{Topic: fmt.Sprint(n), number: uint64(n), weight: 10}
			holds[m.Topic] = rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID).Draw(t, "names")
			some, all := false, true
			for _, name := range holds[m.Topic] {
				sent[name] = append(sent[name], n)
				some, all = some || keys[name], all && keys[name]
			}
			if m.first = some; some && !all {
				m.First = keys
			}
			weight += m.weight
			l.put(m)
			low := l.oldest()
			require.LessOrEqual(t, low, uint64(n))
			for _, q := range [][]Message{l.ahead, l.queue} {
				for _, m := range q {
					require.LessOrEqual(t, low, m.number)
				}
			}
		}
		for len(l.ahead)+len(l.queue) > 0 {
			read(true)
		}
		require.Equal(t, weight, back)
		require.Zero(t, l.oldest())
		for _, name := range names {
			require.True(t, slices.Equal(sent[name], got[name]), "%s: sent %v, handed on %v", name, sent[name], got[name])
		}
	})
	require.True(t, overtook, "nothing ever went first")
}
