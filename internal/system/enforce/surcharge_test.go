package enforce

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
)

// TestSurcharge: the surcharge is nothing until the last day of payment, grows by three percent of what is unpaid for each
// day after it that is in no reconsideration or suit, and never exceeds the fine; counting it in two parts gives no more.
func TestSurcharge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		due := calendar.Day(2026, 1, 1).Next(rapid.IntRange(0, 300).Draw(t, "due"))
		fine := rapid.IntRange(1, 1_000_000).Draw(t, "fine")
		p := Penalty{Fine: fine, Paid: rapid.IntRange(0, fine).Draw(t, "paid"), PayBy: due.String()}
		r := rates{daily: 300, limit: wholeRate}
		late := rapid.IntRange(0, 60).Draw(t, "late")
		day := due.Next(late)
		from, length := rapid.IntRange(1, 60).Draw(t, "stay from"), rapid.IntRange(0, 30).Draw(t, "stay length")
		counted := late
		if rapid.Bool().Draw(t, "stayed") {
			p.Stays = []string{due.Next(from).String() + ".." + due.Next(from+length).String()}
			counted -= max(0, min(late, from+length)-from+1)
		}
		got := p.accrued(day, r)
		require.Equal(t, min(fine, p.owes()*300*counted/wholeRate), got)
		require.Zero(t, p.accrued(due, r))
		require.LessOrEqual(t, p.accrued(day, r), p.accrued(day.Next(1), r))

		half := due.Next(rapid.IntRange(0, late).Draw(t, "half"))
		q := p
		q.Surcharge, q.SurTo = p.accrued(half, r), half.String()
		require.LessOrEqual(t, q.accrued(day, r), got, "parts are rounded down, to the party's good")
		require.GreaterOrEqual(t, q.accrued(day, r), got-1)

		p.Revoked = true
		require.Zero(t, p.accrued(day, r), "nothing runs up on a decision that was revoked")
	})
}
