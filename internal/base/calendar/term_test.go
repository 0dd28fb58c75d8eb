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
		e := d.AddMonths(n)
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

func TestGoingBackUndoesGoingOn(t *testing.T) {
	c := China()
	rapid.Check(t, func(rt *rapid.T) {
		d, n := anyDay(rt, "day").Next(10), rapid.IntRange(0, 120).Draw(rt, "n") // room before it
		on, err := c.AddWorkingDays(d, n)
		require.NoError(rt, err)
		back, err := c.SubWorkingDays(on, n)
		require.NoError(rt, err)
		first, err := c.OrNextWorkday(d)
		require.NoError(rt, err)
		if n == 0 || first == d {
			require.Equal(rt, d, back)
			return
		}
		between, err := c.WorkingDays(back, d)
		require.NoError(rt, err)
		require.Zero(rt, between, "from a day of rest it comes back to the working day before it")
	})
	_, err := c.SubWorkingDays(Day(2020, 1, 2), 1)
	require.Error(t, err, "2019 is not covered")
}

func TestYearsAreTwelveMonths(t *testing.T) {
	c := China()
	for _, from := range []Date{Day(2020, 2, 29), Day(2021, 3, 1), Day(2024, 2, 29)} {
		y, err := c.Last(Years, 2, from)
		require.NoError(t, err)
		m, err := c.Last(Months, 24, from)
		require.NoError(t, err)
		require.Equal(t, m, y)
	}
	require.Equal(t, Day(2026, 2, 28), Day(2024, 2, 29).AddMonths(24))
	require.Equal(t, Day(2023, 2, 28), Day(2024, 2, 29).AddMonths(-12))
}

func TestInstantsKnowNoSummerTime(t *testing.T) {
	// From 1986 to 1991 China had summer time. No covered year has, and the fixed zone knows none: noon is noon on every day.
	for d := Day(1986, 5, 1); d.Before(Day(1992, 1, 1)); d = d.Next(1) {
		require.Equal(t, 24*time.Hour, d.End().Sub(d.Start()))
		_, off := d.Start().In(Beijing).Zone()
		require.Equal(t, 8*60*60, off)
	}
	for _, y := range China().Years() {
		require.GreaterOrEqual(t, y.Year, 1992)
	}
}
