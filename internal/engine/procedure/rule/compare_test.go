package rule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
)

func TestAtMost(t *testing.T) {
	for _, c := range []struct {
		n    int
		u    calendar.Unit
		m    int
		v    calendar.Unit
		want bool
	}{
		{30, calendar.Days, 30, calendar.WorkingDays, true},
		{30, calendar.WorkingDays, 30, calendar.Days, false},
		{1, calendar.WorkingDays, 1000, calendar.Days, false},
		{24, calendar.Hours, 1, calendar.Days, true},
		{1, calendar.Days, 24, calendar.Hours, false},
		{1, calendar.Days, 1000, calendar.Hours, false},
		{28, calendar.Days, 1, calendar.Months, true},
		{29, calendar.Days, 1, calendar.Months, false},
		{1, calendar.Months, 31, calendar.Days, true},
		{1, calendar.Months, 30, calendar.Days, false},
		{89, calendar.Days, 3, calendar.Months, true},
		{365, calendar.Days, 12, calendar.Months, true},
		{366, calendar.Days, 12, calendar.Months, false},
		{12, calendar.Months, 366, calendar.WorkingDays, true},
	} {
		require.Equal(t, c.want, AtMost(c.n, c.u, c.m, c.v), "%d %s within %d %s", c.n, c.u, c.m, c.v)
	}
}

// What AtMost promises holds on every start that the calendar knows.
func TestAtMostHoldsInTheCalendar(t *testing.T) {
	cal := calendar.China()
	unit := rapid.SampledFrom(units)
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(1, 100).Draw(t, "n"), rapid.IntRange(1, 100).Draw(t, "m")
		u, v := unit.Draw(t, "u"), unit.Draw(t, "v")
		if u == calendar.Months {
			n = 1 + n%4
		}
		if v == calendar.Months {
			m = 1 + m%4
		}
		start := calendar.Day(2020, 1, 1).Start().Add(time.Duration(rapid.Int64Range(0, 6*365*24*60).Draw(t, "start")) * time.Minute)
		a, err := cal.Add(u, n, start)
		require.NoError(t, err)
		b, err := cal.Add(v, m, start)
		require.NoError(t, err)
		if AtMost(n, u, m, v) {
			require.False(t, a.After(b), "%d %s ends %s, %d %s ends %s", n, u, a, m, v, b)
		}
	})
}

func TestArticlesInEnglish(t *testing.T) {
	for zh, en := range map[string]string{
		"第六十条": "Art. 60", "第六十四条第一项": "Art. 64 item 1", "第七十二条第一款第一项": "Art. 72 para. 1 item 1", "第一百一十四条": "Art. 114",
		"第十条": "Art. 10", "第一百零一条": "Art. 101", "第一百三十四条之一": "Art. 134-1", Unnumbered: "(article not checked)", "演示第三条": "演示Art. 3",
	} {
		require.Equal(t, en, articleEn(zh))
	}
}

func TestMoneyIsExact(t *testing.T) {
	require.Equal(t, "3000", Fen(3000_00).String())
	require.Equal(t, "0.05", Fen(5).String())
	require.Equal(t, "3.5", Hundredths(350).String())
	require.Equal(t, "100", Hundredths(100_00).String())
}
