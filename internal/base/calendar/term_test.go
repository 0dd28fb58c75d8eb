package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyDay is a day of the covered years that leaves room for a term.
func anyDay(t *rapid.T, label string) Date {
	first, last := Day(2020, 1, 1), Day(2026, 5, 31)
	return first.Next(rapid.IntRange(0, last.Sub(first)).Draw(t, label))
}

func TestWorkingDaysAreCountedOneByOne(t *testing.T) {
	c := China()
	rapid.Check(t, func(rt *rapid.T) {
		d, n := anyDay(rt, "day"), rapid.IntRange(1, 120).Draw(rt, "n")
		end, err := c.AddWorkingDays(d, n)
		require.NoError(rt, err)
		require.True(rt, c.worked(end))
		count, err := c.WorkingDays(d, end)
		require.NoError(rt, err)
		require.Equal(rt, n, count)
		count, err = c.WorkingDays(d, end.Next(-1))
		require.NoError(rt, err)
		require.Equal(rt, n-1, count, "it is the first such day")
	})
}

func TestWorkingDaysAddUp(t *testing.T) {
	c := China()
	rapid.Check(t, func(rt *rapid.T) {
		d := anyDay(rt, "day")
		a, b := rapid.IntRange(0, 60).Draw(rt, "a"), rapid.IntRange(0, 60).Draw(rt, "b")
		mid, err := c.AddWorkingDays(d, a)
		require.NoError(rt, err)
		twice, err := c.AddWorkingDays(mid, b)
		require.NoError(rt, err)
		once, err := c.AddWorkingDays(d, a+b)
		require.NoError(rt, err)
		require.Equal(rt, once, twice)
	})
}

func TestTermsEndOnWorkingDaysAndNeverEarly(t *testing.T) {
	c := China()
	rapid.Check(t, func(rt *rapid.T) {
		d := anyDay(rt, "day")
		start := d.Start().Add(time.Duration(rapid.Int64Range(0, int64(24*time.Hour)-1).Draw(rt, "time")))
		unit := rapid.SampledFrom([]Unit{Days, WorkingDays}).Draw(rt, "unit")
		n := rapid.IntRange(0, 90).Draw(rt, "n")
		over, err := c.Add(unit, n, start)
		require.NoError(rt, err)
		last := DateOf(over.Add(-time.Nanosecond))
		require.True(rt, c.worked(last))
		require.Equal(rt, last.End(), over)
		require.GreaterOrEqual(rt, last.Sub(d), n)
		longer, err := c.Add(unit, n+1, start)
		require.NoError(rt, err)
		require.False(rt, longer.Before(over), "a longer term never ends earlier")
	})
}

func TestMonthsKeepTheDayWhereTheyCan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d, n := anyDay(rt, "day"), rapid.IntRange(0, 36).Draw(rt, "n")
		e := d.addMonths(n)
		y, m, dd := d.Date()
		ey, em, ed := e.Date()
		require.Equal(rt, int(m)+12*y+n, int(em)+12*ey)
		if ed != dd {
			_, _, first := e.Next(1).Date()
			require.Equal(rt, 1, first, "else the last day of the month")
			require.Less(rt, ed, dd)
		}
	})
}

func TestDatesRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := anyDay(rt, "day")
		require.Equal(rt, d, DateOf(d.Start()))
		require.Equal(rt, d, DateOf(d.End().Add(-1)))
		require.Equal(rt, d.Start().In(Beijing).Format(time.DateOnly), d.String())
		var back Date
		b, err := d.MarshalText()
		require.NoError(rt, err)
		require.NoError(rt, back.UnmarshalText(b))
		require.Equal(rt, d, back)
	})
	require.Empty(t, Date{}.String())
	require.True(t, Date{}.IsZero())
}
