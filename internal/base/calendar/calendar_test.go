package calendar

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
)

func day(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	require.NoError(t, err)
	return d
}

func TestEveryYearAddsUp(t *testing.T) {
	want := map[int]int{2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}
	c := China()
	require.Len(t, c.Years(), len(want))
	for _, y := range c.Years() {
		n, err := c.WorkingDays(Day(y.Year-1, 12, 31), Day(y.Year, 12, 31))
		require.NoError(t, err)
		require.Equal(t, want[y.Year], n, y.Year)
		require.Equal(t, n, y.Workdays)
		require.NotEmpty(t, y.Source)
	}
}

func TestMarksSayWhatTheWeekDoesNot(t *testing.T) {
	c := China()
	for d, m := range c.marks {
		require.NotEmpty(t, m.Why, d)
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if m.Work {
			require.True(t, weekend, "%s is worked anyway", d)
		}
	}
}

func TestIsWorkday(t *testing.T) {
	c := China()
	for s, want := range map[string]bool{
		"2026-02-13": true,  // Friday before Spring Festival
		"2026-02-14": true,  // make-up Saturday
		"2026-02-15": false, // Sunday, first day off
		"2026-02-16": false, // Monday, New Year's Eve
		"2026-02-23": false, // Monday, last day off
		"2026-02-24": true,
		"2026-02-28": true,  // make-up Saturday
		"2026-01-04": true,  // make-up Sunday
		"2020-01-31": false, // Friday, rest prolonged for the epidemic
		"2020-02-03": true,  // Monday, work again
		"2022-12-30": true,
		"2022-12-31": false, // in the schedule for 2023
		"2023-01-02": false,
		"2024-05-11": true,
		"2026-11-21": false, // an ordinary Saturday
	} {
		got, err := c.IsWorkday(day(t, s))
		require.NoError(t, err)
		require.Equal(t, want, got, s)
	}
}

func TestUnknownYearIsAnErrorNotAGuess(t *testing.T) {
	c := China()
	_, err := c.IsWorkday(day(t, "2027-03-02"))
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	_, err = c.IsWorkday(day(t, "2019-12-31"))
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	_, err = c.AddWorkingDays(day(t, "2026-12-30"), 2)
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	_, err = c.Add(Days, 30, day(t, "2026-12-10").Start())
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	_, err = c.Add(Hours, 24*365, day(t, "2026-12-10").Start())
	require.NoError(t, err, "hours need no table")
}

func TestTerms(t *testing.T) {
	c := China()
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, Beijing)
		require.NoError(t, err)
		return v
	}
	for _, tc := range []struct {
		why   string
		unit  Unit
		n     int
		start string
		over  string // in Beijing
	}{
		{"hours run through rest days", Hours, 24, "2026-02-15 09:30", "2026-02-16 09:30"},
		{"the day of the start is not counted", Days, 15, "2026-03-02 23:59", "2026-03-18 00:00"},
		{"15 days that end on a Saturday move to Monday", Days, 15, "2026-03-06 10:00", "2026-03-24 00:00"},
		{"5 working days over Spring Festival, both make-up Saturdays worked", WorkingDays, 5, "2026-02-12 10:00", "2026-02-27 00:00"},
		{"7 working days that reach the second make-up Saturday", WorkingDays, 7, "2026-02-12 10:00", "2026-03-01 00:00"},
		{"30 days that end in Spring Festival move behind it", Days, 30, "2026-01-19 10:00", "2026-02-25 00:00"},
		{"30 days that end on a make-up Saturday stay", Days, 30, "2026-01-15 10:00", "2026-02-15 00:00"},
		{"a month from the 31st ends with the month", Months, 1, "2026-03-31 10:00", "2026-05-01 00:00"},
		{"three months whose last day is National Day move behind it", Months, 3, "2026-07-01 10:00", "2026-10-09 00:00"},
		{"a leap day twelve months on", Months, 12, "2024-02-29 10:00", "2025-03-01 00:00"},
		{"no term on a rest day ends with the next working day", WorkingDays, 0, "2026-02-15 10:00", "2026-02-25 00:00"},
	} {
		t.Run(tc.why, func(t *testing.T) {
			got, err := c.Add(tc.unit, tc.n, at(tc.start))
			require.NoError(t, err)
			require.Equal(t, at(tc.over).UTC(), got)
			require.Equal(t, time.UTC, got.Location())
		})
	}
}

func TestDaysTurnAtMidnightInBeijing(t *testing.T) {
	c := China()
	before, err := c.Add(Days, 1, time.Date(2026, 3, 2, 15, 59, 59, 0, time.UTC)) // 2 March 23:59:59 in Beijing
	require.NoError(t, err)
	after, err := c.Add(Days, 1, time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)) // 3 March
	require.NoError(t, err)
	require.Equal(t, 24*time.Hour, after.Sub(before))
}

func TestTermsRefuse(t *testing.T) {
	c := China()
	for _, u := range []Unit{Hours, Days, WorkingDays, Months} {
		_, err := c.Add(u, -1, time.Unix(1767225600, 0))
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), u)
	}
	_, err := c.Add("weeks", 1, time.Unix(1767225600, 0))
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func TestWithLaysCorrectionsOverTheTable(t *testing.T) {
	c := China()
	n, changes, err := c.With(strings.NewReader(`
# the city rests for the sports meeting
year 2026 247 沈阳市政府通告(示例)
off 2026-11-20 全市运动会停工
year 2027 261 示例:只有周末
`))
	require.NoError(t, err)
	require.Equal(t, []Change{{Date: day(t, "2026-11-20"), Was: true, Mark: Mark{Why: "全市运动会停工"}}}, changes)
	ok, err := n.IsWorkday(day(t, "2026-11-20"))
	require.NoError(t, err)
	require.False(t, ok)
	_, err = n.IsWorkday(day(t, "2027-06-01"))
	require.NoError(t, err)
	ok, err = c.IsWorkday(day(t, "2026-11-20"))
	require.NoError(t, err)
	require.True(t, ok, "the first calendar stays as it was")
}

func TestWithRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no reason":            "off 2026-11-20",
		"no reason for a year": "year 2027 261",
		"sum does not fit":     "off 2026-11-20 运动会",
		"year without a line":  "off 2027-01-01 元旦",
		"no such day":          "off 2026-02-30 运动会",
		"range backwards":      "off 2026-11-20..2026-11-19 运动会",
		"range without end":    "off 2026-01-01..9999-11-19 运动会",
		"twice":                "off 2026-11-21 甲\nwork 2026-11-21 乙",
		"unknown word":         "rest 2026-11-20 运动会",
		"too large":            strings.Repeat("# x\n", maxTable),
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := China().With(strings.NewReader(text))
			require.Equal(t, fail.KindInvalid, fail.KindOf(err), "%v", err)
		})
	}
}

func FuzzWith(f *testing.F) {
	f.Add("year 2026 248 x\noff 2026-11-20 y")
	f.Add(schedule)
	base := China()
	f.Fuzz(func(t *testing.T, text string) {
		c, _, err := base.With(strings.NewReader(text))
		if err != nil {
			require.Equal(t, fail.KindInvalid, fail.KindOf(err))
			return
		}
		require.NoError(t, c.check())
	})
}
