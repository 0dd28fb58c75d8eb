package report_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
	"anlan/internal/law"
	"anlan/internal/system/report"
)

var today = law.Book().On(calendar.Day(2026, 3, 2), "2101")

func stated(kind string, value float64, n int, minute int) report.FigureStatement {
	at := time.Date(2026, 3, 2, 9, minute, 0, 0, calendar.Beijing)
	return report.FigureStatement{N: n, Kind: kind, Value: value, Organ: "市卫生健康委员会", SaidAt: at.Format(time.RFC3339)}
}

func gradeOf(t require.TestingT, sort string, list ...report.FigureStatement) report.FigureGrading {
	g, err := report.GradeBy(today, report.UpwardMatter{Sort: sort, Statements: list})
	require.NoError(t, err)
	return g
}

// TestEdgesOfTheGrades: 以上 includes the number, 以下 does not; the highest of the dimensions counts.
func TestEdgesOfTheGrades(t *testing.T) {
	for _, x := range []struct {
		sort, kind string
		value      float64
		want       string
	}{
		{"work", "deaths", 0, "IV"},
		{"work", "deaths", 2, "IV"},
		{"work", "deaths", 3, "III"},
		{"work", "deaths", 9, "III"},
		{"work", "deaths", 10, "II"},
		{"work", "deaths", 29, "II"},
		{"work", "deaths", 30, "I"},
		{"fire", "serious", 9, "IV"},
		{"fire", "serious", 10, "III"},
		{"fire", "serious", 50, "II"},
		{"fire", "serious", 100, "I"},
		{"traffic", "loss", 999.9999, "IV"},
		{"traffic", "loss", 1000, "III"},
		{"traffic", "loss", 5000, "II"},
		{"traffic", "loss", 9999.9, "II"},
		{"traffic", "loss", 10000, "I"},
		{"work", "minor", 500, "IV"},
		{"work", "missing", 40, "IV"},
		{"forest", "forest", 0.9, "IV"},
		{"forest", "forest", 1, "III"},
		{"forest", "forest", 100, "II"},
		{"forest", "forest", 1000, "I"},
		{"natural", "missing", 0, ""},
		{"natural", "missing", 2, "IV"},
		{"natural", "missing", 3, "III"},
		{"natural", "deaths", 30, "I"},
		{"health", "deaths", 40, ""},
		{"social", "deaths", 40, ""},
	} {
		require.Equal(t, x.want, gradeOf(t, x.sort, stated(x.kind, x.value, 1, 0)).Computed, "%s %s %v", x.sort, x.kind, x.value)
	}
}

// TestTheWorkingIsShown: each dimension with its threshold, its rule and article; what nobody said is unknown and not nought.
func TestTheWorkingIsShown(t *testing.T) {
	g := gradeOf(t, "work", stated("deaths", 3, 1, 0), stated("missing", 8, 2, 1))
	require.Equal(t, "III", g.Grade)
	require.Equal(t, "II", g.Possible, "if the missing were dead")
	require.True(t, g.Preparing)
	require.Len(t, g.Lines, 3)
	require.Equal(t, "A-G2-D", g.Lines[0].Rule)
	require.Contains(t, g.Lines[0].Cite.Zh, "第三条")
	require.False(t, g.Lines[0].Parameter)
	require.True(t, g.Lines[1].Unknown)
	require.True(t, gradeOf(t, "natural", stated("deaths", 3, 1, 0)).Lines[0].Parameter, "no law that was read")
	declared, err := report.GradeBy(today, report.UpwardMatter{Sort: "work", Declared: "II"})
	require.NoError(t, err)
	require.Equal(t, []string{"IV", "II"}, []string{declared.Computed, declared.Grade}, "the higher counts")
}

// TestCurrentIsWhatWasSaidLast: an old statement that is entered late does not hide a newer one, and a correction takes the
// place of the one it names.
func TestCurrentIsWhatWasSaidLast(t *testing.T) {
	late := []report.FigureStatement{stated("deaths", 3, 1, 30), stated("deaths", 1, 2, 10)}
	s, ok := report.Current(late, "deaths")
	require.True(t, ok)
	require.InDelta(t, 3, s.Value, 0)
	late[0].Corrected = 3
	fixed := append(late, report.FigureStatement{N: 3, Kind: "deaths", Value: 2, SaidAt: late[0].SaidAt, Corrects: 1})
	s, _ = report.Current(fixed, "deaths")
	require.InDelta(t, 2, s.Value, 0)
	_, ok = report.Current(fixed, "missing")
	require.False(t, ok, "nobody said a number")
}

// TestMoreHarmIsNeverALowerGrade is a property: a number that grows, or one more that becomes known, never lowers a grade.
func TestMoreHarmIsNeverALowerGrade(t *testing.T) {
	kinds := []string{"deaths", "missing", "serious", "loss", "forest", "trapped"}
	rapid.Check(t, func(t *rapid.T) {
		sort := rapid.SampledFrom([]string{"work", "traffic", "fire", "forest", "natural"}).Draw(t, "sort")
		var list []report.FigureStatement
		for i := range rapid.IntRange(0, 5).Draw(t, "n") {
			list = append(list, stated(rapid.SampledFrom(kinds).Draw(t, "kind"), float64(rapid.IntRange(0, 12000).Draw(t, "value")), i+1, i))
		}
		before := gradeOf(t, sort, list...)
		kind, more := rapid.SampledFrom(kinds).Draw(t, "which"), float64(rapid.IntRange(0, 5000).Draw(t, "more"))
		was, _ := report.Current(list, kind)
		after := gradeOf(t, sort, append(list, stated(kind, was.Value+more, len(list)+1, 30))...)
		require.GreaterOrEqual(t, report.Rank(after.Computed), report.Rank(before.Computed))
		require.GreaterOrEqual(t, report.Rank(after.Possible), report.Rank(after.Grade))
	})
}
