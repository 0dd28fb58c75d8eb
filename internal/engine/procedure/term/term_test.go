package term

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
)

var seal = Spec{
	Length: 30, Unit: calendar.Days, Lapse: Released,
	Extend: []Extension{{Length: 30, Unit: calendar.Days, Times: 1, By: "行政机关负责人", Basis: "《行政强制法》第二十五条"}},
}

func decide(t *testing.T) (Spec, Run) {
	return Spec{Length: 90, Unit: calendar.Days, Warn: []int{60, 75, 85}}, Run{Start: beijing(t, "2026-03-02 10:00")}
}

func TestExtensionsAreRefused(t *testing.T) {
	cal := calendar.China()
	r := Run{Start: beijing(t, "2026-01-20 10:00")} // until 02-19
	g := Grant{Length: 30, Unit: calendar.Days, Why: "案情复杂", By: "负责人", At: beijing(t, "2026-02-10 09:00")}
	change := func(f func(*Grant)) Grant { c := g; f(&c); return c }
	for name, tc := range map[string]struct {
		grant Grant
		kind  fail.Kind
		code  string
	}{
		"longer than the law allows": {change(func(g *Grant) { g.Length = 31 }), fail.KindIllegal, "term.extension.refused"},
		"in another unit":            {change(func(g *Grant) { g.Unit = calendar.WorkingDays }), fail.KindIllegal, "term.extension.refused"},
		"on the first moment after":  {change(func(g *Grant) { g.At = beijing(t, "2026-02-20 00:00") }), fail.KindIllegal, "term.extension.late"},
		"before the start":           {change(func(g *Grant) { g.At = beijing(t, "2026-01-19 00:00") }), fail.KindInvalid, "term.extension.early"},
		"without a reason":           {change(func(g *Grant) { g.Why = "" }), fail.KindInvalid, "term.extension.reason"},
		"of no length":               {change(func(g *Grant) { g.Length = 0 }), fail.KindInvalid, "term.run"},
	} {
		_, err := Extend(seal, r, tc.grant, cal)
		require.Equal(t, tc.kind, fail.KindOf(err), name)
		require.Equal(t, tc.code, fail.As(err).Code, name)
		if tc.kind == fail.KindIllegal {
			require.Equal(t, "《行政强制法》", fail.As(err).Law, name)
			require.Equal(t, "第二十五条", fail.As(err).Article, name)
		}
	}
	last := g
	last.At = beijing(t, "2026-02-19 23:59")
	r2, err := Extend(seal, r, last, cal)
	require.NoError(t, err, "the last minute is in time")
	require.Empty(t, r.Extensions, "the run given stays as it was")
	_, err = Extend(seal, r2, change(func(g *Grant) { g.At = beijing(t, "2026-03-01 09:00") }), cal)
	require.Equal(t, "term.extension.refused", fail.As(err).Code, "once only")
	r2.Extensions = append(r2.Extensions, g)
	_, err = Compute(seal, r2, cal, r.Start)
	require.Equal(t, fail.KindIllegal, fail.KindOf(err), "nor when it is already there")
	_, err = Extend(Spec{Length: 7, Unit: calendar.WorkingDays}, r, g, cal)
	require.Equal(t, "term.extension.none", fail.As(err).Code)
}

func TestALongerExtensionIsKeptForWhoNeedsIt(t *testing.T) {
	s := Spec{Length: 30, Unit: calendar.Days, Extend: []Extension{{Length: 90, Unit: calendar.Days, Times: 1}, {Length: 60, Unit: calendar.Days, Times: 1}}}
	start := beijing(t, "2025-03-02 10:00")
	r := Run{Start: start, Extensions: []Grant{{Length: 60, Unit: calendar.Days, At: start.Add(1)}, {Length: 90, Unit: calendar.Days, At: start.Add(2)}}}
	c, err := Compute(s, r, calendar.China(), start)
	require.NoError(t, err)
	require.Equal(t, "2025-08-29", c.Day.String(), "29+30+31+30+31+29 = 180")
}

func TestMixedUnitsCountOnFromTheUnrolledEnd(t *testing.T) {
	s := Spec{Length: 1, Unit: calendar.Months, Extend: []Extension{{Length: 3, Unit: calendar.WorkingDays, Times: 1}}}
	r := Run{Start: beijing(t, "2026-01-20 10:00")} // until 02-20, rolled to 02-24
	r.Extensions = []Grant{{Length: 3, Unit: calendar.WorkingDays, At: r.Start}}
	c, err := Compute(s, r, calendar.China(), r.Start)
	require.NoError(t, err)
	require.Equal(t, "2026-02-26", c.Day.String(), "24, 25, 26 after 02-20")
}

func TestPausing(t *testing.T) {
	cal := calendar.China()
	s, r := decide(t)
	r, err := Suspend(s, r, Pause{From: beijing(t, "2026-04-01 09:00"), Why: "鉴定", Basis: "《行政处罚法》第六十条"}, cal)
	require.NoError(t, err)
	now := beijing(t, "2026-04-11 09:00")
	c, err := Compute(s, r, cal, now)
	require.NoError(t, err)
	require.Equal(t, Paused, c.State)
	require.True(t, c.Due.IsZero())
	require.Equal(t, calendar.Day(2026, 6, 10).End(), c.IfResumed, "05-31 and ten days")
	require.Equal(t, 60, c.Left, "30 of 90 days had run")
	require.Empty(t, c.Warnings, "the 60th day is behind the pause")
	require.Equal(t, Waiting, c.Steps[len(c.Steps)-1].Kind)

	_, err = Suspend(s, r, Pause{From: now, Why: "鉴定"}, cal)
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "paused for this already")
	two, err := Suspend(s, r, Pause{From: now, Why: "听证"}, cal)
	require.NoError(t, err)
	two, err = Resume(two, "鉴定", beijing(t, "2026-04-15 09:00"))
	require.NoError(t, err)
	c, err = Compute(s, two, cal, beijing(t, "2026-04-20 09:00"))
	require.NoError(t, err)
	require.Equal(t, Paused, c.State, "the other reason still holds it")
	two, err = Resume(two, "", beijing(t, "2026-04-20 09:00"))
	require.NoError(t, err)
	c, err = Compute(s, two, cal, beijing(t, "2026-04-20 09:00"))
	require.NoError(t, err)
	require.Equal(t, Running, c.State)
	require.Equal(t, "2026-06-22", c.Day.String(), "05-31 and 19 days, 06-19 is Dragon Boat")

	_, err = Resume(two, "", now)
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	_, err = Resume(r, "", beijing(t, "2026-03-31 09:00"))
	require.Equal(t, fail.KindInvalid, fail.KindOf(err), "not before it began")
	_, err = Suspend(s, Run{Start: r.Start}, Pause{From: beijing(t, "2026-06-02 00:00"), Why: "鉴定"}, cal)
	require.Equal(t, "term.pause.late", fail.As(err).Code)
	_, err = Compute(s, r, cal, beijing(t, "2026-03-31 09:00"))
	require.Equal(t, fail.KindInvalid, fail.KindOf(err), "an open pause in the future")
}

func TestAPauseWithAnEndAheadIsAPause(t *testing.T) {
	s, r := decide(t)
	r.Pauses = []Pause{{From: beijing(t, "2026-04-01 09:00"), To: beijing(t, "2026-04-15 09:00"), Why: "听证"}}
	for at, want := range map[string]State{"2026-04-01 08:59": Running, "2026-04-01 09:00": Paused, "2026-04-15 09:00": Running, "2026-06-16 00:00": Over} {
		c, err := Compute(s, r, calendar.China(), beijing(t, at))
		require.NoError(t, err)
		require.Equal(t, want, c.State, at)
		require.Equal(t, "2026-06-15", c.Day.String())
	}
}

func TestWarningsAndWhatIsLeft(t *testing.T) {
	cal := calendar.China()
	s, r := decide(t)
	c, err := Compute(s, r, cal, beijing(t, "2026-05-29 23:59"))
	require.NoError(t, err)
	require.Equal(t, []time.Time{calendar.Day(2026, 5, 1).Start(), calendar.Day(2026, 5, 16).Start(), calendar.Day(2026, 5, 26).Start()}, c.Warnings)
	require.Equal(t, 3, c.Left, "30 and 31 May, 1 June")
	s.Extend = []Extension{{Length: 30, Unit: calendar.Days, Times: 1}}
	long, err := Extend(s, r, Grant{Length: 30, Unit: calendar.Days, Why: "x", By: "y", At: beijing(t, "2026-05-20 10:00")}, cal)
	require.NoError(t, err)
	c, err = Compute(s, long, cal, r.Start)
	require.NoError(t, err)
	require.Equal(t, calendar.Day(2026, 5, 31).Start(), c.Warnings[0], "30 days before the new end, as before the old")

	for _, tc := range []struct {
		unit  calendar.Unit
		n     int
		now   string
		state State
		left  int
		shown calendar.Unit
		warn  []string
	}{
		{calendar.Hours, 24, "2026-03-03 09:01", Running, 1, calendar.Hours, []string{"2026-03-03 06:00", "2026-03-03 08:00"}},
		{calendar.Hours, 1, "2026-03-02 10:00", Running, 1, calendar.Hours, []string{"2026-03-02 10:00"}},
		{calendar.Hours, 24, "2026-03-03 10:00", Over, 0, calendar.Hours, []string{"2026-03-03 06:00", "2026-03-03 08:00"}},
		{calendar.Hours, 24, "2026-03-03 12:30", Over, -2, calendar.Hours, []string{"2026-03-03 06:00", "2026-03-03 08:00"}},
		{calendar.WorkingDays, 20, "2026-03-27 10:00", Running, 1, calendar.WorkingDays, []string{"2026-03-24 00:00", "2026-03-26 00:00"}},
		{calendar.WorkingDays, 20, "2026-03-30 23:59", Running, 0, calendar.WorkingDays, []string{"2026-03-24 00:00", "2026-03-26 00:00"}},
		{calendar.WorkingDays, 20, "2026-04-07 00:00", Over, -5, calendar.WorkingDays, []string{"2026-03-24 00:00", "2026-03-26 00:00"}},
		{calendar.Months, 1, "2026-03-02 10:00", Running, 31, calendar.Days, []string{"2026-03-02 10:00"}},
	} {
		c, err := Compute(Spec{Length: tc.n, Unit: tc.unit}, Run{Start: r.Start}, cal, beijing(t, tc.now))
		require.NoError(t, err)
		require.Equal(t, tc.state, c.State, tc)
		require.Equal(t, tc.left, c.Left, tc)
		require.Equal(t, tc.shown, c.LeftUnit, tc)
		var warn []string
		for _, w := range c.Warnings {
			warn = append(warn, moment(w))
		}
		require.Equal(t, tc.warn, warn, tc)
	}
}

func TestAYearWithoutAScheduleIsAnErrorOrMarked(t *testing.T) {
	cal := calendar.China()
	s, r := Spec{Length: 20, Unit: calendar.WorkingDays}, Run{Start: beijing(t, "2026-12-15 10:00")}
	_, err := Compute(s, r, cal, r.Start)
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	require.Contains(t, fail.As(err).Text.Zh, "2027")
	c, err := Provisional(s, r, cal, r.Start)
	require.NoError(t, err)
	require.True(t, c.Provisional)
	require.Equal(t, []int{2027}, c.Missing)
	require.Equal(t, "2027-01-12", c.Day.String(), "16-18, 21-25, 28-31, then from Friday 1 January by weekends")
	require.True(t, strings.Contains(steps(c), "2027 年的工作日安排尚未录入"))

	firm, err := Compute(Spec{Length: 3, Unit: calendar.Years, Lapse: Stopped}, r, cal, r.Start)
	require.NoError(t, err, "what never rolls needs no table")
	require.Equal(t, "2029-12-15", firm.Day.String())
	far, err := Compute(Spec{Length: 2, Unit: calendar.Days}, r, cal, beijing(t, "2027-06-01 10:00"))
	require.NoError(t, err, "nor does looking at it later")
	require.Equal(t, Over, far.State)
	_, err = Latest(Spec{Length: 7, Unit: calendar.WorkingDays, Least: true}, beijing(t, "2027-01-12 09:00"), cal, false)
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	b, err := Latest(Spec{Length: 7, Unit: calendar.WorkingDays, Least: true}, beijing(t, "2027-01-12 09:00"), cal, true)
	require.NoError(t, err)
	require.True(t, b.Provisional)
	require.Equal(t, "2026-12-31", b.Day.String(), "11, 8, 7, 6, 5, 4, 1 January by weekends")
}

func TestACorrectedCalendarMovesClocks(t *testing.T) {
	old := calendar.China()
	now := beijing(t, "2026-11-10 09:00")
	moved, _, err := old.With(strings.NewReader("year 2026 247 市政府通告\noff 2026-11-20 全市停工\nyear 2027 260 示例\noff 2027-01-01 元旦"))
	require.NoError(t, err)
	items := []Item{
		{"touched", Spec{Length: 10, Unit: calendar.WorkingDays}, Run{Start: now}},
		{"before", Spec{Length: 5, Unit: calendar.WorkingDays}, Run{Start: now}},
		{"ends on it", Spec{Length: 10, Unit: calendar.Days}, Run{Start: now}},
		{"by the hour", Spec{Length: 24 * 10, Unit: calendar.Hours}, Run{Start: now}},
		{"next year", Spec{Length: 60, Unit: calendar.Days}, Run{Start: now}},
		{"paused", Spec{Length: 8, Unit: calendar.WorkingDays}, Run{Start: now, Pauses: []Pause{{From: now, Why: "x"}}}},
	}
	got, err := Affected(old, moved, items, now)
	require.NoError(t, err)
	var ids []string
	for _, m := range got {
		ids = append(ids, m.ID)
	}
	require.Equal(t, []string{"touched", "ends on it", "next year", "paused"}, ids)
	require.Equal(t, "2026-11-24", got[0].Was.Day.String())
	require.Equal(t, "2026-11-25", got[0].Is.Day.String())
	require.Equal(t, "2026-11-23", got[1].Is.Day.String(), "over the weekend")
	require.True(t, got[2].Was.Provisional && !got[2].Is.Provisional, "it became certain")
	_, err = Affected(old, moved, []Item{{"bad", Spec{}, Run{Start: now}}}, now)
	require.ErrorContains(t, err, "term bad")
	same, err := Affected(old, old, items, now)
	require.NoError(t, err)
	require.Empty(t, same)
}

func TestGaps(t *testing.T) {
	cal := calendar.China()
	require.Empty(t, Gaps(cal, beijing(t, "2026-10-31 12:00"), nil))
	g := Gaps(cal, beijing(t, "2026-11-01 12:00"), map[int]int{2027: 3, 2028: 1})
	require.Len(t, g, 2)
	require.Equal(t, "2027 年的工作日安排尚未录入，3 个期限为暂算", g[0].Text.Zh)
	require.Equal(t, 1, g[1].Clocks)
	require.Len(t, Gaps(cal, beijing(t, "2027-01-01 00:00"), nil), 1)
}

func TestTheExplanation(t *testing.T) {
	cal := calendar.China()
	s := Spec{Length: 20, Unit: calendar.WorkingDays, Extend: []Extension{{Length: 10, Unit: calendar.WorkingDays, Times: 1, Basis: "《行政许可法》第四十二条"}}}
	r := Run{
		Start: beijing(t, "2026-01-30 10:00"),
		Pauses: []Pause{
			{From: beijing(t, "2026-02-03 09:00"), To: beijing(t, "2026-02-05 09:00"), Why: "检测", Basis: "《行政许可法》第四十五条"},
			{From: beijing(t, "2026-02-04 09:00"), To: beijing(t, "2026-02-06 09:00"), Why: "专家评审"},
		},
		Extensions: []Grant{{Length: 10, Unit: calendar.WorkingDays, Why: "案情复杂", By: "张局长", At: beijing(t, "2026-02-10 09:00")}},
	}
	c, err := Compute(s, r, cal, r.Start)
	require.NoError(t, err)
	require.Equal(t, strings.TrimSpace(`
2026-01-30 10:00 起算，开始的当日不计入，自 2026-01-31 起计（《民法典》第二百零一条）
期限 20 个工作日，至 2026-03-05
2026-02-10 延长 10 个工作日，至 2026-03-19，自未顺延的原末日起算（案情复杂；张局长；《行政许可法》第四十二条）
2026-02-03 09:00 至 2026-02-05 09:00 不计入：2026-02-04 至 2026-02-05，2 个工作日（检测；《行政许可法》第四十五条）
2026-02-04 09:00 至 2026-02-06 09:00 不计入：2026-02-05 至 2026-02-06，2 个工作日（专家评审）
重叠部分只计一次，合计不计入 3 个工作日
2026-03-24 24:00 届满`), steps(c))

	c, err = Compute(Spec{Length: 1, Unit: calendar.Months}, Run{Start: beijing(t, "2026-01-17 10:00")}, cal, r.Start)
	require.NoError(t, err)
	require.Contains(t, steps(c), "末日为休息日（2026-02-17..2026-02-23 春节），顺延至 2026-02-24")
	require.Contains(t, c.Steps[2].Text.En, "Spring Festival")
	c, err = Compute(Spec{Length: 1, Unit: calendar.Months}, Run{Start: beijing(t, "2026-05-31 10:00")}, cal, r.Start)
	require.NoError(t, err)
	require.Contains(t, steps(c), "没有对应日")
	c, err = Compute(seal, Run{Start: beijing(t, "2026-01-20 10:00")}, cal, r.Start)
	require.NoError(t, err)
	require.Contains(t, steps(c), "不因休息日延长")
	for _, s := range c.Steps {
		require.NotEmpty(t, s.Text.En)
	}
}

func steps(c Clock) string {
	var out []string
	for _, s := range c.Steps {
		out = append(out, s.Text.Zh)
	}
	return strings.Join(out, "\n")
}

func TestInstantsKnowNoSummerTime(t *testing.T) {
	// China had summer time from 1986 to 1991. A firm term over its change in 1988 is still a whole number of days.
	start := time.Date(1988, 4, 1, 2, 0, 0, 0, time.UTC)
	c, err := Compute(Spec{Length: 30, Unit: calendar.Days, Firm: true}, Run{Start: start}, calendar.China(), start)
	require.NoError(t, err)
	require.Equal(t, time.Date(1988, 5, 1, 16, 0, 0, 0, time.UTC), c.Due)
	c, err = Compute(Spec{Length: 24 * 30, Unit: calendar.Hours}, Run{Start: start}, calendar.China(), start)
	require.NoError(t, err)
	require.Equal(t, start.Add(30*24*time.Hour), c.Due)
}

func TestSpecsThatNoLawMeans(t *testing.T) {
	for field, s := range map[string]Spec{
		"unit":           {Length: 1, Unit: "weeks"},
		"length":         {Unit: calendar.Days},
		"extend[0]":      {Length: 1, Unit: calendar.Days, Extend: []Extension{{Length: 1, Unit: calendar.Days}}},
		"extend[0].unit": {Length: 1, Unit: calendar.Days, Extend: []Extension{{Length: 1, Unit: calendar.Hours, Times: 1}}},
		"warn[0]":        {Length: 1, Unit: calendar.Days, Warn: []int{2}},
		"least":          {Length: 1, Unit: calendar.Days, Least: true, Warn: []int{1}},
		"lapse":          {Length: 1, Unit: calendar.Days, Lapse: "forgotten"},
	} {
		_, err := Compute(s, Run{Start: time.Unix(1767225600, 0)}, calendar.China(), time.Unix(1767225600, 0))
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), field)
		require.Equal(t, field, fail.As(err).Field)
	}
	for _, a := range []Annual{{2, 29}, {13, 1}, {4, 31}, {0, 1}, {1, 0}} {
		_, err := a.Next(time.Unix(1767225600, 0), calendar.China())
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), a)
	}
}

func TestARunIsKeptAsJSON(t *testing.T) {
	r := Run{
		Start:      beijing(t, "2026-03-02 10:00"),
		Pauses:     []Pause{{From: beijing(t, "2026-03-03 10:00"), Why: "鉴定"}, {From: beijing(t, "2026-03-03 10:00"), To: beijing(t, "2026-03-04 10:00"), Why: "听证", Basis: "x"}},
		Extensions: []Grant{{Length: 1, Unit: calendar.Days, Why: "x", By: "y", At: beijing(t, "2026-03-05 10:00")}},
	}
	b, err := json.Marshal(r)
	require.NoError(t, err)
	var back Run
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, r, back)
}
