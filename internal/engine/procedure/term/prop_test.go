package term

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
)

// Everything drawn stays within the covered years, to the minute: a year or two and all pauses end before 2027.
func anyStart(t *rapid.T) time.Time {
	first := calendar.Day(2020, 1, 1).Start()
	minutes := int(calendar.Day(2024, 7, 1).Start().Sub(first) / time.Minute)
	return first.Add(time.Duration(rapid.IntRange(0, minutes).Draw(t, "start")) * time.Minute)
}

func anySpec(t *rapid.T) Spec {
	s := Spec{Unit: rapid.SampledFrom([]calendar.Unit{calendar.Hours, calendar.Days, calendar.WorkingDays, calendar.Months, calendar.Years}).Draw(t, "unit")}
	most := map[calendar.Unit]int{calendar.Hours: 72, calendar.Days: 90, calendar.WorkingDays: 40, calendar.Months: 4, calendar.Years: 1}[s.Unit]
	s.Length = rapid.IntRange(1, most).Draw(t, "length")
	s.Lapse = rapid.SampledFrom([]Lapse{Late, Waived, Released}).Draw(t, "lapse")
	return s
}

func anyPauses(t *rapid.T, start time.Time) []Pause {
	minute := rapid.IntRange(-2*24*60, 60*24*60)
	if rapid.Bool().Draw(t, "near") {
		minute = rapid.IntRange(-60, 4*24*60)
	}
	var out []Pause
	for range rapid.IntRange(0, 5).Draw(t, "pauses") {
		from := start.Add(time.Duration(minute.Draw(t, "from")) * time.Minute)
		out = append(out, Pause{From: from, To: from.Add(time.Duration(rapid.IntRange(0, 12*24*60).Draw(t, "for")) * time.Minute), Why: "x"})
	}
	return out
}

func due(t require.TestingT, s Spec, r Run) time.Time {
	c, err := Compute(s, r, calendar.China(), r.Start)
	require.NoError(t, err)
	return c.Due
}

// naive counts a term in the plainest way: minute by minute, or day by day with a look at every pause.
func naive(t require.TestingT, s Spec, r Run) time.Time {
	cal := calendar.China()
	paused := func(at time.Time) bool {
		return slices.ContainsFunc(r.Pauses, func(p Pause) bool { return !at.Before(p.From) && at.Before(p.To) })
	}
	if s.Unit == calendar.Hours {
		at := r.Start
		for left := s.Length * 60; left > 0; at = at.Add(time.Minute) {
			if !paused(at) {
				left--
			}
		}
		return at
	}
	worked := func(d calendar.Date) bool {
		ok, err := cal.IsWorkday(d)
		require.NoError(t, err)
		return ok
	}
	// A day is taken out when a pause runs over the midnight with which it begins, seen from after the start.
	out := func(d calendar.Date) bool {
		return slices.ContainsFunc(r.Pauses, func(p Pause) bool {
			from := p.From
			if from.Before(r.Start) {
				from = r.Start
			}
			return from.Before(p.To) && from.Before(d.Start()) && !p.To.Before(d.Start())
		})
	}
	d := calendar.DateOf(r.Start)
	left := s.Length
	switch s.Unit {
	case calendar.Months:
		left = d.AddMonths(left).Sub(d)
	case calendar.Years:
		left = d.AddMonths(12 * left).Sub(d)
	}
	for left > 0 {
		d = d.Next(1)
		if !out(d) && (s.Unit != calendar.WorkingDays || worked(d)) {
			left--
		}
	}
	for out(d.Next(1)) || s.Rolls() && !worked(d) {
		d = d.Next(1)
	}
	return d.End()
}

func TestTheCountIsTheNaiveOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, start := anySpec(t), anyStart(t)
		r := Run{Start: start, Pauses: anyPauses(t, start)}
		require.Equal(t, naive(t, s, r), due(t, s, r))
	})
}

func TestALongerTermNeverEndsEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, start := anySpec(t), anyStart(t)
		r := Run{Start: start, Pauses: anyPauses(t, start)}
		longer := s
		longer.Length++
		require.False(t, due(t, longer, r).Before(due(t, s, r)))
	})
}

func TestAPauseNeverMakesItEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, start := anySpec(t), anyStart(t)
		r := Run{Start: start, Pauses: anyPauses(t, start)}
		more := Run{Start: start, Pauses: append(slices.Clone(r.Pauses), anyPauses(t, start)...)}
		require.False(t, due(t, s, more).Before(due(t, s, r)))
	})
}

func TestPausesMayBeSplitAndReordered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, start := anySpec(t), anyStart(t)
		r := Run{Start: start, Pauses: anyPauses(t, start)}
		var split []Pause
		for _, p := range r.Pauses {
			cut := p.From.Add(time.Duration(rapid.Int64Range(0, int64(p.To.Sub(p.From))).Draw(t, "cut")))
			split = append(split, Pause{From: p.From, To: cut, Why: "x"}, Pause{From: cut, To: p.To, Why: "x"})
		}
		split = append(split, r.Pauses...) // and said twice
		require.Equal(t, due(t, s, r), due(t, s, Run{Start: start, Pauses: rapid.Permutation(split).Draw(t, "order")}))
	})
}

func TestItEndsOnNoDayOfRestAndInNoPause(t *testing.T) {
	cal := calendar.China()
	rapid.Check(t, func(t *rapid.T) {
		s, start := anySpec(t), anyStart(t)
		r := Run{Start: start, Pauses: anyPauses(t, start)}
		c, err := Compute(s, r, cal, start)
		require.NoError(t, err)
		require.False(t, c.Due.Before(start))
		for _, p := range r.Pauses {
			inside := p.From.Before(c.Due) && c.Due.Before(p.To)
			require.False(t, inside, "over at %s within %v", c.Due, p)
		}
		if s.Rolls() {
			ok, err := cal.IsWorkday(c.Day)
			require.NoError(t, err)
			require.True(t, ok, c.Day)
		}
		for i, w := range c.Warnings {
			require.True(t, w.Before(c.Due) && !w.Before(start), "warning %d", i)
		}
	})
}

func TestLatestIsTheInverse(t *testing.T) {
	cal := calendar.China()
	rapid.Check(t, func(t *rapid.T) {
		s := anySpec(t)
		s.Least, s.Lapse = true, Late
		event := anyStart(t).AddDate(1, 1, 0)
		b, err := Latest(s, event, cal, false)
		require.NoError(t, err)
		if s.Unit == calendar.Hours {
			require.Equal(t, event.UTC(), due(t, s, Run{Start: b.Until}))
			return
		}
		into := time.Duration(rapid.Int64Range(0, int64(24*time.Hour)-1).Draw(t, "into the day"))
		require.False(t, due(t, s, Run{Start: b.Day.Start().Add(into)}).After(event), "it is early enough")
		require.True(t, due(t, s, Run{Start: b.Day.Next(1).Start().Add(into)}).After(event), "a day later is too late")
		ok, err := cal.IsWorkday(b.Office)
		require.NoError(t, err)
		require.True(t, ok)
		require.False(t, b.Day.Before(b.Office))
	})
}

func TestExtensionsAddUp(t *testing.T) {
	cal := calendar.China()
	rapid.Check(t, func(t *rapid.T) {
		s, start := anySpec(t), anyStart(t)
		a, b := rapid.IntRange(1, 10).Draw(t, "a"), rapid.IntRange(1, 10).Draw(t, "b")
		if s.Unit == calendar.Years {
			s.Unit = calendar.Months
		}
		if s.Unit == calendar.Months {
			a, b = min(a, 2), min(b, 2)
		}
		s.Extend = []Extension{{Length: 10, Unit: s.Unit, Times: 2, By: "负责人"}}
		r := Run{Start: start, Pauses: anyPauses(t, start)}
		r = Run{Start: start, Pauses: slices.DeleteFunc(r.Pauses, func(p Pause) bool { return p.From.Before(start) })}
		once := r
		once.Extensions = []Grant{{Length: a, Unit: s.Unit, At: start, Why: "x", By: "y"}, {Length: b, Unit: s.Unit, At: start.Add(1), Why: "x", By: "y"}}
		whole := s
		whole.Length += a + b
		require.Equal(t, due(t, whole, r), due(t, s, once), "two extensions are one longer term")
		_, err := Extend(s, once, Grant{Length: 1, Unit: s.Unit, At: start.Add(2), Why: "x", By: "y"}, cal)
		require.Error(t, err, "not a third time")
	})
}

func TestProvisionalIsTheSameWhereTheTableReaches(t *testing.T) {
	cal := calendar.China()
	rapid.Check(t, func(t *rapid.T) {
		s, start := anySpec(t), anyStart(t)
		r := Run{Start: start, Pauses: anyPauses(t, start)}
		now := start.Add(time.Duration(rapid.IntRange(0, 200*24).Draw(t, "now")) * time.Hour)
		a, err := Compute(s, r, cal, now)
		require.NoError(t, err)
		b, err := Provisional(s, r, cal, now)
		require.NoError(t, err)
		require.Equal(t, a, b)
		require.False(t, b.Provisional)
	})
}

func TestAnOpenPauseIsAPauseUntilNow(t *testing.T) {
	cal := calendar.China()
	rapid.Check(t, func(t *rapid.T) {
		s, start := anySpec(t), anyStart(t)
		from := start.Add(time.Duration(rapid.IntRange(0, 50*24*60).Draw(t, "from")) * time.Minute)
		now := from.Add(time.Duration(rapid.IntRange(0, 50*24*60).Draw(t, "now")) * time.Minute)
		c, err := Compute(s, Run{Start: start, Pauses: []Pause{{From: from, Why: "x"}}}, cal, now)
		require.NoError(t, err)
		plain := due(t, s, Run{Start: start})
		if !from.Before(plain) {
			require.Equal(t, plain, c.Due, "it was over before")
			require.Equal(t, Over, c.State)
			return
		}
		require.Equal(t, Paused, c.State)
		require.True(t, c.Due.IsZero())
		require.Equal(t, due(t, s, Run{Start: start, Pauses: []Pause{{From: from, To: now, Why: "x"}}}), c.IfResumed)
		require.GreaterOrEqual(t, c.Left, 0)
	})
}
