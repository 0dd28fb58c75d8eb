package grade

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
)

func TestAnAreaOfOneColourHasIt(t *testing.T) {
	for _, risk := range Risks {
		points := make([]Risk, 7)
		for i := range points {
			points[i] = risk
		}
		r, err := Rate(DefaultScale(), Count(points))
		require.NoError(t, err)
		require.Equal(t, risk, r.Risk)
		require.Equal(t, risk, r.Worst)
		require.Nil(t, r.Floor)
	}
}

// Computed by hand: (2·100 + 3·50 + 15·20 + 80·5) / 100 = 10.5.
func TestRate(t *testing.T) {
	r, err := Rate(DefaultScale(), Counts{Red: 2, Orange: 3, Yellow: 15, Blue: 80, Ungraded: 4})
	require.NoError(t, err)
	require.Equal(t, Blue, r.Risk)
	require.Equal(t, Red, r.Worst)
	require.InDelta(t, 10.5, r.Index, 1e-9)
	require.Equal(t, []string{
		"红 2、橙 3、黄 15、蓝 80", "另有 4 处未评定，未计入", "指数 = (2×100 + 3×50 + 15×20 + 80×5) / 100 = 1050 / 100 = 10.50：低风险（蓝）",
		"最高等级的点位：重大风险（红）", "区域：低风险（蓝）", "依据：本系统提出的缺省值，不是标准。未经核实的参数，不是法律规定",
	}, zh(r.Steps()))

	// 5 of 100: (500 + 95·5)/100 = 9.75 is blue, and the floor makes it yellow. 4 of 100 do not.
	r, err = Rate(DefaultScale(), Counts{Red: 5, Blue: 95})
	require.NoError(t, err)
	require.Equal(t, Blue, r.Band)
	require.Equal(t, Yellow, r.Risk)
	require.Equal(t, "50 in a thousand are of major risk (red) or worse: the area has moderate risk (yellow) at least", en(r.Steps())[2])
	r, err = Rate(DefaultScale(), Counts{Red: 4, Blue: 96})
	require.NoError(t, err)
	require.Equal(t, Blue, r.Risk)

	// 1 of 5: (100 + 20)/5 = 24 is yellow, and the floor makes it orange.
	r, err = Rate(DefaultScale(), Counts{Red: 1, Blue: 4})
	require.NoError(t, err)
	require.Equal(t, Yellow, r.Band)
	require.Equal(t, Orange, r.Risk)
	require.Equal(t, &Floor{Red, 200, Orange}, r.Floor)
}

// 12 is where yellow begins: 8 of 15 yellow and 7 blue are (160 + 35)/15 = 13, 7 and 8 are 180/15 = 12, 6 and 9 are 11.
func TestIndexOnABorder(t *testing.T) {
	for yellow, want := range map[int]Risk{8: Yellow, 7: Yellow, 6: Blue} {
		r, err := Rate(DefaultScale(), Counts{Yellow: yellow, Blue: 15 - yellow})
		require.NoError(t, err)
		require.Equal(t, want, r.Risk, "%d", yellow)
	}
}

func TestNothingKnownIsNotBlue(t *testing.T) {
	r, err := Rate(DefaultScale(), Count([]Risk{"", "green"}))
	require.NoError(t, err)
	require.Equal(t, Counts{Ungraded: 2}, r.Counts)
	require.Empty(t, r.Risk)
	require.Empty(t, r.Worst)
	require.Equal(t, "没有已评定的点位，不予评级", zh(r.Steps())[2])
}

func TestAWorsePointNeverMakesABetterArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.SampledFrom(Risks), 1, 60).Draw(t, "points")
		before, err := Rate(DefaultScale(), Count(points))
		require.NoError(t, err)
		i := rapid.IntRange(0, len(points)-1).Draw(t, "i")
		points[i] = Risks[rapid.IntRange(0, points[i].Rank()).Draw(t, "worse")]
		after, err := Rate(DefaultScale(), Count(points))
		require.NoError(t, err)
		require.LessOrEqual(t, after.Risk.Rank(), before.Risk.Rank())
		require.LessOrEqual(t, after.Worst.Rank(), before.Worst.Rank())
		require.GreaterOrEqual(t, after.Index, before.Index)
		require.LessOrEqual(t, after.Worst.Rank(), after.Risk.Rank(), "an area is not worse than its worst point")
	})
}

func TestUnsoundScales(t *testing.T) {
	for field, change := range map[string]func(*Scale){
		"weights":  func(s *Scale) { s.Weights.Orange = 200 },
		"bands":    func(s *Scale) { s.Bands = nil },
		"bands.1":  func(s *Scale) { s.Bands[1].From = 80 },
		"floors.1": func(s *Scale) { s.Floors[1].Permille = 1001 },
		"floors.0": func(s *Scale) { s.Floors[0].Of = "" },
	} {
		s := DefaultScale()
		change(&s)
		_, err := Rate(s, Counts{Red: 1})
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), field)
		require.Equal(t, field, fail.As(err).Field)
	}
	_, err := Rate(DefaultScale(), Counts{Red: -1})
	require.Equal(t, "counts", fail.As(err).Field)
}

func TestDigital(t *testing.T) {
	for _, c := range []struct {
		in    Running
		a, b  float64
		e     float64
		class string
	}{
		{Running{Planned: 100, Finished: 100, Due: 10, Accepted: 10}, 50, 50, 100, "优"},
		{Running{Planned: 100, Finished: 95, Due: 10, Accepted: 9}, 47.5, 45, 92.5, "优"},
		{Running{Planned: 15, Finished: 14, Due: 15, Accepted: 13}, 140. / 3, 130. / 3, 90, "优"}, // on the limit, and in fractions
		{Running{Planned: 100, Finished: 90, Due: 10, Accepted: 9, Guarantee: 1}, 44.9, 45, 89.9, "良"},
		{Running{Planned: 10, Finished: 7, Due: 10, Accepted: 5}, 35, 25, 60, "中"},
		{Running{Planned: 10, Finished: 7, Due: 10, Accepted: 5, TooFew: 5}, 35, 24.5, 59.5, "差"},
		{Running{Planned: 10, Finished: 10, TooFew: 100}, 50, 40, 90, "优"}, // nothing was due
		{Running{Planned: 10, Finished: 1, Due: 10, Accepted: 10, Guarantee: 100}, 0, 50, 50, "差"},
		{Running{Planned: 100, Finished: 100, Due: 10, Accepted: 10, Vetoes: []string{"重大隐患未整改"}}, 50, 50, 0, "差"},
	} {
		d, err := Evaluate(c.in)
		require.NoError(t, err)
		require.InDelta(t, c.a, d.A, 1e-9)
		require.InDelta(t, c.b, d.B, 1e-9)
		require.InDelta(t, c.e, d.E, 1e-9)
		require.Equal(t, c.class, d.Class.Title.Zh, "%+v", c.in)
	}
	d, err := Evaluate(Running{Planned: 15, Finished: 14, Due: 15, Accepted: 13, Guarantee: 5, Vetoes: []string{"停用系统"}})
	require.NoError(t, err)
	require.Equal(t, []string{"A = 14/15×50 - 0.5 = 46.1667（任务）", "B = 13/15×50 - 0 = 43.3333（隐患）", "否决项：“停用系统”，α = 0", "E = (A + B)×α = (46.1667 + 43.3333)×0 = 0：差"}, zh(d.Steps()))
	d, err = Evaluate(Running{Planned: 10, Finished: 10})
	require.NoError(t, err)
	require.Equal(t, "B = 50 - 0 = 50 (nothing was due: it begins in full)", en(d.Steps())[1])
}

func TestDigitalRefusals(t *testing.T) {
	for field, r := range map[string]Running{
		"planned": {}, "finished": {Planned: 1, Finished: 2}, "due": {Planned: 1, Due: -1}, "accepted": {Planned: 1, Due: 1, Accepted: 2},
		"guarantee": {Planned: 1, Guarantee: -1}, "too_few": {Planned: 1, TooFew: 1001},
	} {
		_, err := Evaluate(r)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), field)
		require.Equal(t, field, fail.As(err).Field)
	}
}

// More done is never a lower score, more deducted never a higher one.
func TestDigitalIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Running{Planned: rapid.IntRange(1, 500).Draw(t, "planned"), Due: rapid.IntRange(0, 500).Draw(t, "due"), Guarantee: rapid.IntRange(0, 300).Draw(t, "g"), TooFew: rapid.IntRange(0, 300).Draw(t, "f")}
		r.Finished, r.Accepted = rapid.IntRange(0, r.Planned).Draw(t, "finished"), rapid.IntRange(0, r.Due).Draw(t, "accepted")
		d, err := Evaluate(r)
		require.NoError(t, err)
		require.GreaterOrEqual(t, d.E, 0.)
		require.LessOrEqual(t, d.E, 100.)
		better := r
		better.Finished = rapid.IntRange(r.Finished, r.Planned).Draw(t, "more finished")
		better.Accepted = rapid.IntRange(r.Accepted, r.Due).Draw(t, "more accepted")
		better.Guarantee = rapid.IntRange(0, r.Guarantee).Draw(t, "less g")
		better.TooFew = rapid.IntRange(0, r.TooFew).Draw(t, "less f")
		more, err := Evaluate(better)
		require.NoError(t, err)
		require.GreaterOrEqual(t, more.E, d.E)
		require.GreaterOrEqual(t, more.Class.From, d.Class.From)
	})
}
