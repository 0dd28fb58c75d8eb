package gb18218

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
)

// Computed by hand: S = 2+0.8+3+2+1.6+0.2, Σβq/Q = 4+3.2+3+2+2.4+0.3.
func TestWorkedExample(t *testing.T) {
	unit := []Amount{
		{"氨", "", 20}, {"7782-50-5", "", 4}, {"汽油", "W5.3", 600}, {"甲醇", "W5.3", 1000}, {"液化石油气", "W2", 80}, {"氢", "W2", 1},
	}
	for exposed, want := range map[int]Result{
		0:   {S: 9.6, R: 7.45, Alpha: 0.5, Level: 4},
		60:  {S: 9.6, R: 22.35, Alpha: 1.5, Level: 3},
		100: {S: 9.6, R: 29.8, Alpha: 2, Level: 3},
	} {
		got, err := Assess(unit, exposed)
		require.NoError(t, err)
		require.InDelta(t, want.S, got.S, 1e-9)
		require.InDelta(t, want.R, got.R, 1e-9)
		require.Equal(t, want.Alpha, got.Alpha)
		require.Equal(t, want.Level, got.Level)
	}
}

func TestTables(t *testing.T) {
	require.Len(t, substances, 85)
	require.Len(t, classes, 24)
	for _, s := range substances {
		require.Positive(t, s.Critical, s.Name)
		found, ok := Find(s.Name)
		require.True(t, ok)
		require.Equal(t, s, found, "names are not ambiguous")
	}
	for name, q := range map[string]float64{"碳酰氯": 0.3, "异氰酸甲酯": 0.75, "苯": 50, "氧": 200, "氯乙烯": 50} {
		s, ok := Find(name)
		require.True(t, ok, name)
		require.Equal(t, q, s.Critical, name)
	}
	for name, beta := range map[string]float64{"氨": 2, "氯": 4, "硫化氢": 5, "氰化氢": 10, "碳酰氯": 20, "磷化氢": 20, "甲醇": 0} {
		s, _ := Find(name)
		require.Equal(t, beta, s.Beta, name)
	}
	for _, name := range []string{"", "硝酸铵", "9004-70-0", "水"} {
		_, ok := Find(name)
		require.False(t, ok, name)
	}
}

func TestLevelsAtTheirEdges(t *testing.T) {
	for r, level := range map[float64]int{0: 4, 9.99: 4, 10: 3, 49.99: 3, 50: 2, 99.99: 2, 100: 1, 1e9: 1} {
		require.Equal(t, level, Level(r), "%v", r)
	}
	for n, a := range map[int]float64{0: 0.5, 1: 1, 29: 1, 30: 1.2, 49: 1.2, 50: 1.5, 99: 1.5, 100: 2} {
		require.Equal(t, a, Alpha(n), "%v", n)
	}
	small, err := Assess([]Amount{{"氨", "", 9.99}}, 1000)
	require.NoError(t, err)
	require.Zero(t, small.Level, "S < 1 is no major hazard installation")
}

func TestRefusals(t *testing.T) {
	for _, a := range []Amount{{"氨", "", -1}, {"氨", "", math.NaN()}, {"甲醇", "", 1}, {"某物", "", 1}, {"某物", "W99", 1}} {
		_, err := Assess([]Amount{{"氨", "", 1}, a}, 1)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err))
		require.Equal(t, "amounts.1", fail.As(err).Field)
	}
	_, err := Assess(nil, -1)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func TestMoreIsNeverSafer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, n := rapid.Float64Range(0, 1000).Draw(t, "q"), rapid.IntRange(0, 200).Draw(t, "n")
		a, err := Assess([]Amount{{"氨", "", q}, {"某物", "W2", 3}}, n)
		require.NoError(t, err)
		b, err := Assess([]Amount{{"氨", "", q + rapid.Float64Range(0, 100).Draw(t, "dq")}, {"某物", "W2", 3}}, n+rapid.IntRange(0, 50).Draw(t, "dn"))
		require.NoError(t, err)
		require.GreaterOrEqual(t, b.R, a.R)
		require.GreaterOrEqual(t, b.S, a.S)
	})
}

func TestWorkingIsShown(t *testing.T) {
	w, err := Explain([]Amount{{Substance: "氨", Quantity: 20}, {Substance: "氯", Quantity: 4}, {Substance: "汽油", Class: "W5.3", Quantity: 600}, {Class: "W2", Quantity: 1}}, 60)
	require.NoError(t, err)
	steps := w.Steps()
	require.Len(t, steps, 5)
	require.Equal(t, "S = Σ q/Q = 20/10 + 4/5 + 600/200 + 1/10 = 5.9（4.2.2）", steps[0].Zh)
	require.Equal(t, "R = α·Σ β·q/Q = 1.5×（2×20/10 + 4×4/5 + 1×600/200 + 1.5×1/10） = 15.525（4.3）", steps[3].Zh)
	require.Equal(t, "R ≥ 10, < 50: level 3 (table 6)", steps[4].En)
	require.Equal(t, []int{3, 3, 4, 4}, []int{w.Terms[0].BetaTable, w.Terms[1].BetaTable, w.Terms[2].BetaTable, w.Terms[3].BetaTable})
	require.Equal(t, []int{1, 1, 1, 2}, []int{w.Terms[0].CriticalTable, w.Terms[1].CriticalTable, w.Terms[2].CriticalTable, w.Terms[3].CriticalTable})
	small, err := Explain([]Amount{{Substance: "氨", Quantity: 2}}, 0)
	require.NoError(t, err)
	require.Equal(t, "S < 1: no major hazard installation", small.Steps()[1].En)
}
