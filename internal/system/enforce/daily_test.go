package enforce

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure/discretion"
)

// TestDailyFineIsTheOneThatWasCounted: whatever the original fine and the days, the proposal is their product, and any other
// amount lies outside the law.
func TestDailyFineIsTheOneThatWasCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fine := rapid.Int64Range(1, 200_000).Draw(t, "fine")
		ordered := calendar.Day(2026, 1, 1).Next(rapid.IntRange(0, 300).Draw(t, "ordered"))
		after := rapid.IntRange(1, 200).Draw(t, "after")
		until := ordered.Next(after)
		days, total := discretion.Daily(fine, ordered, until)
		require.Equal(t, after, days, "from the day after the order, the last day included")
		require.Equal(t, fine*int64(after), total)
		prop := dailyProposal(discretion.Proposal{Outcome: discretion.Punish}, Penalty{Item: dailyItem, Began: ordered.Next(1).String(), Ended: until.String(), LawLow: int(total), LawHigh: int(total)})
		v, err := discretion.Check(prop, discretion.Choice{Party: total})
		require.NoError(t, err)
		require.False(t, v.Reason)
		_, err = discretion.Check(prop, discretion.Choice{Party: total + rapid.SampledFrom([]int64{-1, 1}).Draw(t, "off")})
		require.Error(t, err)
	})
}

// TestDailyFineNeedsARefusal: without days that were counted there is no fine.
func TestDailyFineNeedsARefusal(t *testing.T) {
	require.Error(t, fromRefusal(Penalty{Item: dailyItem}))
	require.NoError(t, fromRefusal(Penalty{Item: dailyItem, LawLow: 1}))
	require.NoError(t, fromRefusal(Penalty{Item: "wsl-97-4"}))
	require.Nil(t, dailyProposal(discretion.Proposal{}, Penalty{Item: dailyItem}).Party)
}
