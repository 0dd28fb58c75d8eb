package after

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/exact"
	"anlan/internal/base/fail"
)

// TestLikenessHasReasons: the points are those of the reasons, an unknown trait is like nothing, and the most alike has all.
func TestLikenessHasReasons(t *testing.T) {
	now := traitsOf(AfterIncident{Title: "某冷库氨气泄漏", Type: "accident", Level: "III", Summary: "冷库机房漏氨，大风"}, []string{"night"})
	require.Equal(t, traits{Event: now.Event, Substance: "氨", Site: "冷库", Weather: []string{"night", "wind"}, Level: "III"}, now)
	require.NotEmpty(t, now.Event)
	points, reasons := alike(now, now)
	require.Equal(t, 100, points)
	require.Len(t, reasons, len(likeTraits))
	points, reasons = alike(traits{}, traits{})
	require.Zero(t, points)
	require.Empty(t, reasons)

	other := now
	other.Level, other.Weather, other.Site = "IV", []string{"rain"}, "化工厂"
	points, _ = alike(now, other)
	require.Equal(t, 30+25+5, points, "event, substance, the next level")
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SampledFrom([]string{"", "a", "b"})
		some := func(name string) traits {
			return traits{
				Event: words.Draw(rt, name+"event"), Substance: words.Draw(rt, name+"substance"), Site: words.Draw(rt, name+"site"), Level: rapid.SampledFrom([]string{"", "I", "II", "III", "IV"}).Draw(rt, name+"level"),
				Weather: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"rain", "snow", "wind"}), 0, 3, rapid.ID[string]).Draw(rt, name+"weather"),
			}
		}
		a, b := some("a"), some("b")
		ab, reasons := alike(a, b)
		ba, _ := alike(b, a)
		require.Equal(rt, ab, ba, "whichever happened first")
		sum := 0
		for _, r := range reasons {
			require.LessOrEqual(rt, r.Points, r.Weight)
			require.NotEmpty(rt, r.Text.Zh)
			sum += r.Points
		}
		require.Equal(rt, sum, ab)
	})
	all := 0
	for _, x := range likeTraits {
		all += x.weight
	}
	require.Equal(t, 100, all)
}

// TestMoneyIsExact: a sum of lines is the sum of what each comes to, in fen.
func TestMoneyIsExact(t *testing.T) {
	for _, x := range []struct {
		q, p, want float64
	}{{2.5, 333.33, 833.33}, {3, 12.5, 37.5}, {0.001, 5, 0.01}, {0.001, 4.999, 0}, {1, 0, 0}} {
		q, p, amount, err := priced(x.q, x.p)
		require.NoError(t, err)
		require.Equal(t, x.want, amount.Units(), "%s × %s", q, p)
	}
	_, _, _, err := priced(1e9, 1e9)
	require.Equal(t, "after.cost.large", fail.As(err).Code)
	rapid.Check(t, func(rt *rapid.T) {
		var lines []CostLine
		var want Amount
		for range rapid.IntRange(0, 20).Draw(rt, "n") {
			q, p := Amount(rapid.Int64Range(1, 1_000_000_000).Draw(rt, "q")), Amount(rapid.Int64Range(0, 1_000_000).Draw(rt, "p"))
			amount, err := worth(q, p)
			require.NoError(rt, err)
			require.Zero(rt, amount%(exact.One/100), "whole fen")
			l := CostLine{Kind: rapid.SampledFrom(costKinds).Draw(rt, "kind").key, Payer: rapid.SampledFrom(costPayers).Draw(rt, "payer").key, Amount: amount, Priced: true}
			if rapid.Bool().Draw(rt, "corrected") {
				l.Corrected = 1
			} else {
				want += amount
			}
			lines = append(lines, l)
		}
		got := ledgerOf(lines)
		require.Equal(rt, want, got.Total)
		for _, sums := range [][]CostSum{got.Kinds, got.Payers} {
			var all Amount
			for _, s := range sums {
				all += s.Amount
			}
			require.Equal(rt, want, all)
		}
	})
}

// TestLimitsAreJudged on both sides of their end, to the minute.
func TestLimitsAreJudged(t *testing.T) {
	base := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	after := func(s int) clock.Instant { return clock.At(base.Add(time.Duration(s) * time.Second)) }
	due, none := after(600), clock.Instant{}
	for _, x := range []struct {
		due, done, now clock.Instant
		verdict        string
		minutes        int
	}{
		{due, after(600), after(9000), met, 0},
		{due, after(601), after(9000), late, 1},
		{due, after(0), after(9000), met, -10},
		{due, none, after(60), openYet, -9},
		{due, none, after(1200), openLate, 10},
		{none, after(60), after(1200), noLimit, 0},
	} {
		v, m := against(x.due, x.done, x.now)
		require.Equal(t, x.verdict, v)
		require.Equal(t, x.minutes, m)
	}
}

// TestNumbersAreMasked hides what tells of a person.
func TestNumbersAreMasked(t *testing.T) {
	got := masked("联系人13912345678，身份证210106199001011234，阀门 12 号")
	require.NotContains(t, got, "13912345678")
	require.NotContains(t, got, "199001011234")
	require.Contains(t, got, "阀门 12 号")
}

// TestDemoStoriesAreWhole: each is of a known event and says what was learnt.
func TestDemoStoriesAreWhole(t *testing.T) {
	for _, d := range demoStories {
		x := traitsOf(AfterIncident{Title: d.title, Type: d.kind, Summary: d.summary}, d.weather)
		require.NotEmpty(t, x.Event, d.title)
		require.NotEmpty(t, d.lessons)
		require.NotEmpty(t, d.worked)
	}
}
