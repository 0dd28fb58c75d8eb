package grade

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

func lec(l, e, c float64) Input { return Input{Scores: map[string]float64{"L": l, "E": e, "C": c}} }

func ls(l, s float64) Input { return Input{Scores: map[string]float64{"L": l, "S": s}} }

func TestLEC(t *testing.T) {
	for _, c := range []struct {
		l, e, c float64
		product string
		class   string
		risk    Risk
	}{
		{10, 10, 100, "10000", "极其危险，不能继续作业", Red},
		{6, 6, 15, "540", "极其危险，不能继续作业", Red},
		{3, 6, 15, "270", "高度危险，须立即整改", Orange},
		{0.5, 10, 40, "200", "高度危险，须立即整改", Orange},
		{10, 1, 15, "150", "显著危险，须整改", Yellow},
		{1, 6, 15, "90", "显著危险，须整改", Yellow},
		{10, 1, 7, "70", "显著危险，须整改", Yellow},
		{3, 3, 7, "63", "一般危险，须注意", Blue},
		{0.2, 10, 15, "30", "一般危险，须注意", Blue},
		{10, 2, 1, "20", "一般危险，须注意", Blue},
		{6, 3, 1, "18", "稍有危险，可以接受", Blue},
		{0.1, 0.5, 1, "0.05", "稍有危险，可以接受", Blue},
		{0.1, 6, 3, "1.8", "稍有危险，可以接受", Blue},
	} {
		w, err := Assess(LEC(), lec(c.l, c.e, c.c))
		require.NoError(t, err)
		require.Equal(t, c.product, w.Product)
		require.InDelta(t, c.l*c.e*c.c, w.Value, 1e-9)
		require.Equal(t, c.class, w.Band.Class.Zh, c.product)
		require.Equal(t, c.risk, w.Risk, c.product)
		require.Equal(t, c.risk, w.ByScores)
		require.Equal(t, Memory, w.Weakest, "its colours were not looked up")
	}
}

// Results on a border that no scores give are given here, in thousandths.
func TestBordersOfLEC(t *testing.T) {
	m := LEC()
	for product, at := range map[int]int{320_001: 0, 320_000: 1, 160_000: 1, 159_999: 2, 70_000: 2, 69_999: 3, 20_000: 3, 19_999: 4, 0: 4} {
		require.Equal(t, m.Bands[at], m.band(product, nil), "%d", product)
	}
}

func TestLSAndMatrix(t *testing.T) {
	for l := 1; l <= 5; l++ {
		for s := 1; s <= 5; s++ {
			want := Blue
			switch r := l * s; {
			case r >= 20:
				want = Red
			case r == 15, r == 16:
				want = Orange
			case r >= 9 && r <= 12:
				want = Yellow
			default:
				require.LessOrEqual(t, r, 8)
			}
			w, err := Assess(LS(), ls(float64(l), float64(s)))
			require.NoError(t, err)
			require.Equal(t, want, w.Risk, "%d×%d", l, s)
			if s == 5 && l >= 3 {
				want = Red
			}
			w, err = Assess(Matrix(), ls(float64(l), float64(s)))
			require.NoError(t, err)
			require.Equal(t, want, w.Risk, "%d, %d", l, s)
			require.Equal(t, Constructed, w.Weakest)
		}
	}
}

func TestDirectRulesMakeRed(t *testing.T) {
	in := lec(0.1, 0.5, 1)
	in.Direct = []string{"major-hazard", "breach", "breach"}
	w, err := Assess(LEC(), in)
	require.NoError(t, err)
	require.Equal(t, Red, w.Risk)
	require.Equal(t, Blue, w.ByScores)
	require.Len(t, w.Direct, 2)
	require.Equal(t, controls, w.Controls)
}

func TestControlsFollowTheGrade(t *testing.T) {
	require.Equal(t, []Control{Company, Department, Workshop, Team}, Red.Controls())
	require.Equal(t, []Control{Department, Workshop, Team}, Orange.Controls())
	require.Equal(t, []Control{Workshop, Team}, Yellow.Controls())
	require.Equal(t, []Control{Team}, Blue.Controls())
	require.Empty(t, Risk("").Controls())
	Red.Controls()[0] = Team
	require.Equal(t, Company, Red.Controls()[0])
}

func TestRefusals(t *testing.T) {
	direct := lec(1, 1, 1)
	direct.Direct = []string{"breach", "none"}
	for field, in := range map[string]Input{
		"scores.E": {Scores: map[string]float64{"L": 1, "C": 1}},
		"scores.L": lec(2, 1, 1),
		"scores.C": lec(1, 1, -1),
		"scores.S": {Scores: map[string]float64{"L": 1, "E": 1, "C": 1, "S": 1}},
		"direct.1": direct,
	} {
		_, err := Assess(LEC(), in)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), field)
		require.Equal(t, field, fail.As(err).Field)
	}
	_, err := Assess(LEC(), lec(2, 1, 1))
	require.Contains(t, fail.As(err).Text.Zh, "0.1、0.2、0.5、1、3、6、10")
}

// More of any factor is never less risk.
func TestMoreIsNeverSafer(t *testing.T) {
	for _, m := range Methods() {
		rapid.Check(t, func(t *rapid.T) {
			less, more := map[string]float64{}, map[string]float64{}
			for _, f := range m.Factors {
				i := rapid.IntRange(0, len(f.Scores)-1).Draw(t, f.Symbol)
				less[f.Symbol] = f.Scores[i].Value()
				more[f.Symbol] = f.Scores[rapid.IntRange(i, len(f.Scores)-1).Draw(t, "more "+f.Symbol)].Value()
			}
			a, err := Assess(m, Input{Scores: less})
			require.NoError(t, err)
			b, err := Assess(m, Input{Scores: more})
			require.NoError(t, err)
			require.LessOrEqual(t, b.Risk.Rank(), a.Risk.Rank())
			require.GreaterOrEqual(t, b.Value, a.Value)
			require.LessOrEqual(t, len(a.Controls), len(b.Controls))
		})
	}
}

func TestMethodsAreSoundAndSpeakBothLanguages(t *testing.T) {
	both := func(texts ...lang.Text) {
		for _, x := range texts {
			require.NotEmpty(t, x.Zh)
			require.NotEmpty(t, x.En)
		}
	}
	for _, m := range Methods() {
		require.NoError(t, m.Check(), m.ID)
		require.NoError(t, m.Tightens(m), m.ID)
		both(m.Title, m.Basis.Title, m.Colours.Title)
		for _, f := range m.Factors {
			both(f.Title)
			for _, s := range f.Scores {
				both(s.Title)
			}
		}
	}
	for _, d := range DirectRules {
		both(d.Title, d.Basis.Title)
	}
	for _, r := range append(Risks[:4:4], "") {
		both(r.Title())
	}
	for _, c := range controls {
		both(c.Title())
	}
}

func TestACityMayTightenAndNotLoosen(t *testing.T) {
	own := LEC()
	own.Bands[1].From = 100
	require.NoError(t, own.Tightens(LEC()))
	own.Bands[0].From = 400
	err := own.Tightens(LEC())
	require.Equal(t, fail.KindIllegal, fail.KindOf(err))
	require.Contains(t, fail.As(err).Text.En, "L = 10, E = 1, C = 40")
	require.Contains(t, fail.As(err).Text.Zh, "重大风险")

	grid := Matrix()
	grid.Cells[0][4] = Yellow
	require.NoError(t, grid.Tightens(Matrix()))
	require.NoError(t, Matrix().Tightens(LS()), "the grid is LS and more")
	require.Equal(t, fail.KindIllegal, fail.KindOf(LS().Tightens(Matrix())))
	require.Equal(t, "factors", fail.As(LS().Tightens(LEC())).Field)
}

func TestUnsoundMethods(t *testing.T) {
	for name, c := range map[string]struct {
		base   Method
		change func(*Method)
		field  string
	}{
		"no symbol":         {LEC(), func(m *Method) { m.Result = "" }, "factors"},
		"one factor":        {LEC(), func(m *Method) { m.Factors = m.Factors[:1] }, "factors"},
		"symbol twice":      {LEC(), func(m *Method) { m.Factors[2].Symbol = "L" }, "factors.2"},
		"no scores":         {LEC(), func(m *Method) { m.Factors[2].Scores = nil }, "factors.2"},
		"scores go down":    {LEC(), func(m *Method) { m.Factors[1].Scores[3].Tenths = 1 }, "factors.1.scores.3"},
		"score too large":   {LEC(), func(m *Method) { m.Factors[2].Scores[5].Tenths = maxTenths + 1 }, "factors.2.scores.5"},
		"no basis":          {LEC(), func(m *Method) { m.Basis.Source = "" }, "basis"},
		"nothing decides":   {LEC(), func(m *Method) { m.Bands = nil }, "bands"},
		"both decide":       {Matrix(), func(m *Method) { m.Bands = LS().Bands }, "bands"},
		"bands go up":       {LEC(), func(m *Method) { m.Bands[2].From = 200 }, "bands.2"},
		"bands meet":        {LEC(), func(m *Method) { m.Bands[2].From = 160 }, "bands.2"},
		"risk goes up":      {LEC(), func(m *Method) { m.Bands[4].Risk = Red }, "bands.4"},
		"no colour":         {LEC(), func(m *Method) { m.Bands[4].Risk = "green" }, "bands.4.risk"},
		"no end":            {LEC(), func(m *Method) { m.Bands = m.Bands[:4] }, "bands.3.from"},
		"out of range":      {LEC(), func(m *Method) { m.Bands[0].From = maxFrom + 1 }, "bands.0.from"},
		"a row less":        {Matrix(), func(m *Method) { m.Cells = m.Cells[1:] }, "cells"},
		"a column less":     {Matrix(), func(m *Method) { m.Cells[2] = m.Cells[2][1:] }, "cells.2"},
		"no colour in grid": {Matrix(), func(m *Method) { m.Cells[2][2] = "" }, "cells.2.2"},
		"a hole in a grid":  {Matrix(), func(m *Method) { m.Cells[4][3] = Yellow }, "cells.4.3"},
	} {
		c.change(&c.base)
		err := c.base.Check()
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
		require.Equal(t, c.field, fail.As(err).Field, name)
		require.Error(t, c.base.Tightens(LEC()), name)
		_, err = Assess(c.base, lec(1, 1, 1))
		require.Equal(t, c.field, fail.As(err).Field, name)
	}
}

func zh(steps []lang.Text) (out []string) {
	for _, s := range steps {
		out = append(out, s.Zh)
	}
	return out
}

func en(steps []lang.Text) (out []string) {
	for _, s := range steps {
		out = append(out, s.En)
	}
	return out
}

func TestWorkingIsShown(t *testing.T) {
	w, err := Assess(LEC(), lec(0.5, 10, 40))
	require.NoError(t, err)
	require.Equal(t, []string{
		"事故发生的可能性 L = 0.5：很不可能，可以设想",
		"暴露于危险环境的频繁程度 E = 10：连续暴露",
		"事故后果的严重程度 C = 40：灾难，数人死亡",
		"D = L×E×C = 0.5×10×40 = 200",
		"D ≥ 160, ≤ 320：高度危险，须立即整改，较大风险（橙）",
		"管控层级：部门级；下级同时管控：车间级、班组（岗位）级",
		"依据：作业条件危险性评价法（格雷厄姆、金尼）的通行分值表；颜色：地方标准通行的四色分界，未核实。未经核实的参数，不是法律规定",
	}, zh(w.Steps()))

	in := ls(1, 3)
	in.Direct = []string{"ten-exposed"}
	w, err = Assess(LS(), in)
	require.NoError(t, err)
	require.Equal(t, []string{
		"likelihood L = 1: step 1 (lowest)",
		"severity S = 3: step 3",
		"R = L×S = 1×3 = 3",
		"R < 4: low risk (blue)",
		"major risk (red) whatever the scores are: ten people or more are exposed",
		"controlled by: company; and by the levels below it (department, workshop, team and post)",
		"basis: LS as in local standards, not verified; colours: cut-offs common in local standards, not verified. Parameters that nobody verified, not law",
	}, en(w.Steps()))

	w, err = Assess(Matrix(), ls(3, 5))
	require.NoError(t, err)
	require.Equal(t, "查矩阵 L = 3, S = 5：重大风险（红）", zh(w.Steps())[3])

	w, err = Assess(LEC(), lec(10, 10, 100))
	require.NoError(t, err)
	require.Equal(t, "D > 320: extremely dangerous, stop work, major risk (red)", en(w.Steps())[4])

	known := LS()
	known.Basis.Source, known.Colours.Source = Verified, Secondary
	w, err = Assess(known, ls(1, 3))
	require.NoError(t, err)
	require.Len(t, w.Steps(), 5, "what was looked up has no reservation")
	require.Equal(t, "管控层级：班组（岗位）级", zh(w.Steps())[4])
}

func TestInputIsNotChanged(t *testing.T) {
	in := lec(1, 1, 1)
	was := maps.Clone(in.Scores)
	_, err := Assess(LEC(), in)
	require.NoError(t, err)
	require.Equal(t, was, in.Scores)
}
