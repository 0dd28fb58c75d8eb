package recording_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure/recording"
)

// day is the length of the grid in minutes, from nine o'clock.
const day = 120

var nine = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func minute(n int) time.Time { return nine.Add(time.Duration(n) * time.Minute) }

// grid is one boolean for each minute.
type grid [day]bool

func (g *grid) fill(from, to int) {
	for m := max(0, from); m < min(day, to); m++ {
		g[m] = true
	}
}

// runs are the stretches of a value between two minutes, as "from-to".
func (g *grid) runs(value bool, from, to int) (out [][2]int) {
	for m := from; m < to; m++ {
		if g[m] != value {
			continue
		}
		if n := len(out); n > 0 && out[n-1][1] == m {
			out[n-1][1] = m + 1
		} else {
			out = append(out, [2]int{m, m + 1})
		}
	}
	return out
}

type footage struct{ from, to, device, skip, file, ahead int }

// TestCheckAgreesWithAGridOfMinutes holds the check against an oracle that knows nothing of intervals: it paints minutes.
func TestCheckAgreesWithAGridOfMinutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := recording.Usual()
		gap := rapid.IntRange(0, 3).Draw(t, "gap")
		rules.Gap, rules.Overlap, rules.Shift, rules.Shortest = time.Duration(gap)*time.Minute, 0, 0, 0
		opened, closed := rapid.IntRange(0, 40).Draw(t, "opened"), rapid.IntRange(60, day).Draw(t, "closed")
		in := recording.Input{Rules: rules, Opened: minute(opened), Closed: minute(closed)}
		// Each device's clock is wrong by its own number of minutes, which a sync tells.
		wrong := []int{0, rapid.IntRange(-30, 30).Draw(t, "wrong1"), rapid.IntRange(-30, 30).Draw(t, "wrong2")}
		for d, w := range wrong {
			in.Clocks = append(in.Clocks, recording.Clock{Device: fmt.Sprint("d", d), Syncs: []recording.Sync{{Device: minute(w), True: minute(0)}}})
		}
		var films []footage
		for i := range rapid.IntRange(0, 7).Draw(t, "films") {
			f := footage{from: rapid.IntRange(0, day-2).Draw(t, "from"), device: rapid.IntRange(0, 2).Draw(t, "device"), skip: rapid.IntRange(0, 20).Draw(t, "skip"), file: rapid.IntRange(0, 9).Draw(t, "file")}
			f.to = rapid.IntRange(f.from+1, min(day, f.from+40)).Draw(t, "to")
			f.ahead = rapid.SampledFrom([]int{0, 0, 0, 7}).Draw(t, "ahead")
			films = append(films, f)
			shown := time.Duration(wrong[f.device]) * time.Minute
			in.Segments = append(in.Segments, recording.Segment{
				ID: fmt.Sprint(i), File: fmt.Sprint("f", f.file), Device: fmt.Sprint("d", f.device), Skip: time.Duration(f.skip) * time.Minute,
				Start: minute(f.from).Add(shown), End: minute(f.to).Add(shown), Arrived: minute(f.to - f.ahead),
			})
		}
		var moments [][2]int
		for i := range rapid.IntRange(0, 4).Draw(t, "moments") {
			from := rapid.IntRange(0, day-2).Draw(t, "mfrom")
			to := rapid.IntRange(from, day).Draw(t, "mto")
			m := recording.Moment{Key: fmt.Sprint("m", i), Title: lang.T("环节", "moment"), From: minute(from), To: minute(to)}
			if to == from { // a point in the middle of a minute
				m.From = minute(from).Add(30 * time.Second)
				m.To = time.Time{}
			}
			moments = append(moments, [2]int{from, to})
			in.Required = append(in.Required, m)
		}
		r, err := recording.Check(in)
		require.NoError(t, err)

		want := map[recording.Kind][]string{}
		expect := func(k recording.Kind, format string, a ...any) { want[k] = append(want[k], fmt.Sprintf(format, a...)) }
		var painted grid
		for _, f := range films {
			painted.fill(f.from, f.to)
		}
		closed1 := painted // breaks between two films that are short enough are none
		for _, hole := range painted.runs(false, 0, day) {
			if hole[1]-hole[0] <= gap && hole[0] > 0 && hole[1] < day {
				closed1.fill(hole[0], hole[1])
			}
		}
		for i, m := range moments {
			from, to := m[0], m[1]
			if from == to {
				to = from + 1 // the minute of the point
			}
			dark := closed1.runs(false, from, to)
			switch {
			case len(closed1.runs(true, from, to)) == 0:
				expect(recording.Uncovered, "m%d", i)
			default:
				for _, d := range dark {
					if d[1]-d[0] > gap {
						expect(recording.Gap, "m%d %d-%d", i, d[0], d[1])
					}
				}
			}
		}
		for i, a := range films {
			for j, b := range films[i+1:] {
				j += i + 1
				both, sameFilm := 0, false
				for m := range day {
					if m >= a.from && m < a.to && m >= b.from && m < b.to {
						both++
					}
				}
				for m := range 2 * day { // minutes of the file
					if a.file == b.file && m >= a.skip && m < a.skip+a.to-a.from && m >= b.skip && m < b.skip+b.to-b.from {
						sameFilm = true
					}
				}
				switch {
				case sameFilm && (a.from-a.skip != b.from-b.skip || a.device != b.device):
					expect(recording.Reused, "%d %d", i, j)
				case !sameFilm && a.device == b.device && both > 0:
					expect(recording.Overlap, "%d %d %d", i, j, both)
				}
			}
			if a.from < opened || a.to > closed {
				expect(recording.Outside, "%d", i)
			}
			if a.ahead > gap {
				expect(recording.ClockAhead, "%d", i)
			}
			if w := wrong[a.device]; w > 1 || w < -1 {
				expect(recording.ClockOff, "d%d", a.device)
			}
		}
		got := map[recording.Kind][]string{}
		keys := map[string]bool{}
		for _, f := range r.Findings {
			require.False(t, keys[f.Key], "the key %s is given twice", f.Key)
			keys[f.Key] = true
			require.NotEmpty(t, f.Text.Zh)
			require.NotEmpty(t, f.Text.En)
			require.Equal(t, "第四十七条", f.Basis.Article)
			ids := slices.Sorted(slices.Values(f.Segments))
			said := strings.Join(ids, " ")
			switch f.Kind {
			case recording.Uncovered:
				said = f.Moment
			case recording.Gap:
				said = fmt.Sprintf("%s %d-%d", f.Moment, int(f.Span.From.Sub(nine).Minutes()), int(f.Span.To.Sub(nine).Minutes()))
			case recording.Overlap:
				said += fmt.Sprintf(" %d", int(f.Span.Length().Minutes()))
			case recording.ClockOff:
				said = f.Device
			}
			got[f.Kind] = append(got[f.Kind], said)
		}
		for _, m := range []map[recording.Kind][]string{want, got} {
			for k := range m {
				slices.Sort(m[k])
				m[k] = slices.Compact(m[k])
			}
		}
		require.Equal(t, want, got)
		drawn(t, r, in)
	})
}

// drawn holds the axis against the input: everything is on it once, in order, within its ends.
func drawn(t *rapid.T, r recording.Report, in recording.Input) {
	require.Len(t, r.Axis.Moments, len(in.Required))
	n := 0
	for _, l := range r.Axis.Lanes {
		for i, s := range l.Stretches {
			n++
			require.True(t, s.Span.To.After(s.Span.From))
			require.False(t, s.Span.From.Before(r.Axis.Span.From) || s.Span.To.After(r.Axis.Span.To))
			if i > 0 {
				require.False(t, s.Span.From.Before(l.Stretches[i-1].Span.From))
			}
			from, to := r.Axis.At(s.Span.From), r.Axis.At(s.Span.To)
			require.True(t, 0 <= from && from < to && to <= 1)
		}
	}
	require.Equal(t, len(in.Segments), n)
	for _, b := range r.Axis.Moments {
		has := func(k recording.Kind) bool {
			return slices.ContainsFunc(r.Findings, func(f recording.Finding) bool { return f.Kind == k && f.Moment == b.Key })
		}
		require.Equal(t, has(recording.Uncovered), b.State == recording.None)
		require.Equal(t, has(recording.Gap), b.State == recording.Part)
	}
}

// TestCutTiles: whatever the cuts, the segments are the recording, each mark is in one of them, and cutting alone finds
// nothing.
func TestCutTiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec := recording.Recording{File: "f", Device: "d", Start: nine, Duration: time.Duration(rapid.IntRange(10, 7200).Draw(t, "s")) * time.Second}
		for i, at := range rapid.SliceOfN(rapid.IntRange(0, int(rec.Duration/time.Second)), 0, 5).Draw(t, "marks") {
			rec.Marks = append(rec.Marks, recording.Mark{At: time.Duration(at) * time.Second, Print: fmt.Sprint(i)})
		}
		var cuts []time.Duration
		for _, c := range rapid.SliceOfN(rapid.IntRange(-10, 7300), 0, 8).Draw(t, "cuts") {
			cuts = append(cuts, time.Duration(c)*time.Second)
		}
		segments := rec.Cut(cuts...)
		at, marks := rec.Start, 0
		for _, s := range segments {
			require.Equal(t, at, s.Start)
			require.Equal(t, s.Start.Sub(rec.Start), s.Skip)
			at = s.End
			for _, m := range s.Marks {
				marks++
				require.False(t, m.At < 0 || m.At > s.End.Sub(s.Start))
			}
		}
		require.Equal(t, rec.Start.Add(rec.Duration), at)
		require.Equal(t, len(rec.Marks), marks)
		rules := recording.Usual()
		rules.Shortest = 0
		r, err := recording.Check(recording.Input{Segments: segments, Rules: rules, Required: []recording.Moment{{Key: "all", From: rec.Start, To: at}}})
		require.NoError(t, err)
		require.Empty(t, r.Findings)
	})
}

// TestClockIsUndone gives a device an error that grows evenly, and finds the true time again between two syncs.
func TestClockIsUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		offset := time.Duration(rapid.IntRange(-3600, 3600).Draw(t, "offset")) * time.Second
		perDay := rapid.IntRange(-600, 600).Draw(t, "perDay")
		shown := func(at time.Time) time.Time {
			return at.Add(offset + time.Duration(float64(perDay)*at.Sub(nine).Hours()/24*float64(time.Second)))
		}
		days := rapid.IntRange(1, 30).Draw(t, "days")
		last := nine.AddDate(0, 0, days)
		c := recording.Clock{Device: "d", Syncs: []recording.Sync{{Device: shown(last), True: last}, {Device: shown(nine), True: nine}}}
		at := nine.Add(time.Duration(rapid.IntRange(0, days*86400).Draw(t, "at")) * time.Second)
		require.InDelta(t, 0, c.True(shown(at)).Sub(at).Seconds(), 0.001)
		drift, ok := c.Drift()
		require.True(t, ok)
		require.InDelta(t, perDay, drift.Seconds(), 0.001)
		require.Equal(t, offset, c.Offset(shown(nine).Add(-time.Hour)), "before the first sync it stays as it was there")
	})
}
