package govern_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/system/govern"
)

// TestScoresAddUp: whatever was counted, a score is the sum of its parts, lies between 0 and 100 points, is not less when
// more was done, and the list is in order.
func TestScoresAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left := 100
		var weights []govern.IndicatorWeight
		for i, x := range govern.Indicators {
			w := left
			if i < len(govern.Indicators)-1 {
				w = rapid.IntRange(0, left).Draw(t, "weight")
			}
			left -= w
			weights = append(weights, govern.IndicatorWeight{Name: x.Name, Weight: w})
		}
		better := rapid.SampledFrom(govern.Indicators).Draw(t, "better").Name
		one := govern.AreaCounts{Area: "210102", Counts: map[string]govern.Count{}}
		two := govern.AreaCounts{Area: "210103", Counts: map[string]govern.Count{}}
		for _, x := range govern.Indicators {
			of := rapid.IntRange(0, 5000).Draw(t, "of")
			c := govern.Count{Of: of, Done: rapid.IntRange(0, of).Draw(t, "done")}
			one.Counts[x.Name] = c
			if x.Name == better {
				c.Done = rapid.IntRange(c.Done, of).Draw(t, "more")
			}
			two.Counts[x.Name] = c
		}
		scores := govern.Appraise(weights, []govern.AreaCounts{one, two})
		require.Len(t, scores, 2)
		require.GreaterOrEqual(t, scores[0].Total, scores[1].Total)
		for _, s := range scores {
			sum := 0
			for _, p := range s.Parts {
				require.Equal(t, p.Permille*p.Weight, p.Points)
				require.True(t, p.Permille >= 0 && p.Permille <= 1000 && p.Done <= p.Of)
				sum += p.Points
			}
			require.Equal(t, sum, s.Total)
			require.True(t, s.Total >= 0 && s.Total <= 100_000)
			if s.Area == "210103" && scores[0].Area == "210102" {
				require.Equal(t, scores[0].Total, s.Total, "who did more is not behind who did less")
			}
		}
	})
}

// TestWorkedScore is one score by hand: 9 of 10 at 30 %, 1 of 3 at 25 %, nothing due at 20 %, none of 4 at 15 %, all at 10 %.
func TestWorkedScore(t *testing.T) {
	weights := []govern.IndicatorWeight{{Name: "rounds", Weight: 30}, {Name: "dangers", Weight: 25}, {Name: "supervision", Weight: 20}, {Name: "posts", Weight: 15}, {Name: "calls", Weight: 10}}
	missed := make([]govern.CountedRecord, 25)
	s := govern.Appraise(weights, []govern.AreaCounts{{Area: "210106", Counts: map[string]govern.Count{
		"rounds": {Done: 9, Of: 10}, "dangers": {Done: 1, Of: 3}, "posts": {Done: 0, Of: 4, Missed: missed}, "calls": {Done: 7, Of: 7},
	}}})[0]
	require.Equal(t, 900*30+333*25+1000*20+0*15+1000*10, s.Total)
	require.Len(t, s.Parts[3].Missed, 20)
	require.Equal(t, 5, s.Parts[3].More)
}

// TestBuiltInWeights add up to a hundred, and every indicator says how it is counted.
func TestBuiltInWeights(t *testing.T) {
	sum := 0
	for _, x := range govern.Indicators {
		sum += x.Weight
		require.NotEmpty(t, x.Rule.Zh)
		require.NotEmpty(t, x.Source.En)
	}
	require.Equal(t, 100, sum)
}
