package fourparty

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var three = []CheckItem{
	{No: "1", Mode: Each, Full: 10, Off: 2},
	{No: "2", Mode: Once, Full: 5, Off: 5},
	{No: "3", Mode: Veto},
}

func marked(counts ...int) []Mark {
	var out []Mark
	for i, n := range counts {
		m := Mark{Item: three[i].No, Count: n, Note: "x"}
		if n < 0 {
			m.Count, m.None = 0, true
		}
		out = append(out, m)
	}
	return out
}

func four(self, government, expert, third []Mark) map[string][]Mark {
	return map[string][]Mark{Self: self, Government: government, Expert: expert, Third: third}
}

func TestComparedItems(t *testing.T) {
	// Item 1: 8, 6, 6, 8 points of 10: 2 apart, as far as 20 percent allow; item 2: all in order; item 3: none.
	list := Compare(three, four(marked(1, 0, 0), marked(2, 0, 0), marked(2, 0, 0), marked(1, 0, 0)), 20)
	require.False(t, list[0].Differs)
	require.Equal(t, 2000, list[0].Spread)
	require.Equal(t, 7000, list[0].Points)
	require.True(t, list[0].faulty())
	require.False(t, list[1].faulty())
	score, vetoed := Total(list)
	require.Equal(t, 12_000*100/15, score)
	require.False(t, vetoed)

	list = Compare(three, four(marked(1, 0, 0), marked(2, 0, 0), marked(2, 0, 0), marked(1, 0, 0)), 19)
	require.True(t, list[0].open(), "beyond the tolerance")
	list[0].settle(three[0], Agreed{Count: 3, Reason: "现场复核为三处"})
	require.False(t, list[0].open())
	require.Equal(t, 4000, list[0].Points)

	list = Compare(three, four(marked(0, -1, 0), marked(0, 0, 0), marked(0, -1, 0), marked(0, -1, 0)), 100)
	require.True(t, list[1].Differs, "whether it applies is no matter of degree")
	list[1].settle(three[1], Agreed{None: true, Reason: "无此设施"})
	require.False(t, list[1].faulty())
	score, _ = Total(list)
	require.Equal(t, 100_000, score, "what does not apply costs nothing")

	list = Compare(three, four(marked(0, 0, 0), marked(0, 0, 1), marked(0, 0, 1), marked(0, 0, 1)), 100)
	require.True(t, list[2].Differs, "a veto is no matter of degree")
	list = Compare(three, four(marked(0, 0, 1), marked(0, 0, 1), marked(0, 0, 1), marked(0, 0, 1)), 0)
	require.False(t, list[2].Differs)
	score, vetoed = Total(list)
	require.Zero(t, score)
	require.True(t, vetoed)

	list = Compare(three, four(marked(-1, -1, -1), marked(-1, -1, -1), marked(-1, -1, -1), marked(-1, -1, -1)), 0)
	score, _ = Total(list)
	require.Equal(t, 100_000, score)
}

func TestMarksFitTheirItems(t *testing.T) {
	require.NoError(t, checkMarks(three, marked(1, 0), false), "a part is saved")
	require.ErrorContains(t, checkMarks(three, marked(1, 0), true), "1 items are not marked")
	require.NoError(t, checkMarks(three, marked(1, 0, 0), true))
	require.ErrorContains(t, checkMarks(three, []Mark{{Item: "1"}, {Item: "1"}}, false), "twice")
	require.ErrorContains(t, checkMarks(three, []Mark{{Item: "9"}}, false), "no item 9")
	require.ErrorContains(t, checkMarks(three, []Mark{{Item: "2", Count: 2}}, false), "there or not")
	require.ErrorContains(t, checkMarks(three, []Mark{{Item: "1", Count: 1, None: true}}, false), "takes nothing off")
	all := marked(1, 0, 0)
	all[0].Note = ""
	require.ErrorContains(t, checkMarks(three, all, true), "say what was found")
	photo := slices.Clone(three)
	photo[0].Photo = true
	require.ErrorContains(t, checkMarks(photo, marked(1, 0, 0), true), "photograph")
	require.NoError(t, checkMarks(photo, marked(0, 0, 0), true), "what is in order needs none")
}

// TestScoresKeepTheirBounds: whatever is marked, a score lies between 0 and 100 points; settling an item like the lowest
// mark never gives more than the mean, and more found never gives more points.
func TestScoresKeepTheirBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) CheckItem {
			i := CheckItem{Mode: rapid.SampledFrom([]string{Each, Once, Veto}).Draw(t, "mode")}
			if i.Mode != Veto {
				i.Full = rapid.IntRange(1, 100).Draw(t, "full")
				i.Off = rapid.IntRange(1, i.Full).Draw(t, "off")
			}
			return i
		}), 1, 8).Draw(t, "items")
		sheets := map[string][]Mark{}
		for k := range items {
			items[k].No = string(rune('a' + k))
			for _, p := range Parties {
				m := Mark{Item: items[k].No, Count: rapid.IntRange(0, 6).Draw(t, "count")}
				if m.None = rapid.IntRange(0, 9).Draw(t, "none") == 0; m.None {
					m.Count = 0
				}
				sheets[p] = append(sheets[p], m)
			}
		}
		list := Compare(items, sheets, rapid.IntRange(0, 100).Draw(t, "tolerance"))
		for k := range list {
			if !list[k].Differs {
				continue
			}
			most := 0
			for _, s := range list[k].Parties {
				most = max(most, s.Count)
			}
			list[k].settle(items[k], Agreed{Count: most})
			for _, s := range list[k].applying() {
				if list[k].Points > s.Points {
					t.Fatalf("item %s: %d points for the most found, %d for less", list[k].No, list[k].Points, s.Points)
				}
			}
		}
		score, vetoed := Total(list)
		if score < 0 || score > 100_000 || vetoed && score != 0 {
			t.Fatalf("score %d, vetoed %v", score, vetoed)
		}
	})
}
