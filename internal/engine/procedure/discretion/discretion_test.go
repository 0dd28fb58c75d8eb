package discretion

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
)

const benchmark = "testdata/catalogue/benchmark.yaml"

func catalogue(t require.TestingT) *Catalogue {
	c, err := Read(os.DirFS("testdata/catalogue"))
	require.NoError(t, err)
	return c
}

var march = calendar.Day(2026, 3, 2)

func with(effect ...string) (out []Found) {
	for _, e := range effect {
		id, as, _ := strings.Cut(e, "=")
		out = append(out, Found{ID: id, Effect: Effect(as)})
	}
	return out
}

// Amounts worked out by hand: the grade is cut at 30 % and 70 %, the factor finds the place within the part.
func TestProposals(t *testing.T) {
	c := catalogue(t)
	for _, tc := range []struct {
		why, item string
		facts     Facts
		effect    Effect
		grade     Range
		part      Range
		amount    int64
		persons   int64
	}{
		{"the beginning of the middle", "share", Facts{Factor: 10}, Neutral, Range{30000, 70000}, Range{42000, 58000}, 42000, 0},
		{"half way", "share", Facts{Factor: 20}, Neutral, Range{30000, 70000}, Range{42000, 58000}, 50000, 0},
		{"rounded down to 100", "share", Facts{Factor: 29.9}, Neutral, Range{30000, 70000}, Range{42000, 58000}, 57900, 0},
		{"lighter, three quarters up its part", "share", Facts{Factor: 20, Circumstances: with("removed")}, Lighter, Range{30000, 70000}, Range{30000, 42000}, 39000, 0},
		{"lighter is never nothing", "share", Facts{Factor: 0, Circumstances: with("removed")}, Lighter, Range{0, 30000}, Range{0, 9000}, 4500, 0},
		{"heavier", "share", Facts{Factor: 20, Circumstances: with("emergency")}, Heavier, Range{30000, 70000}, Range{58000, 70000}, 64000, 0},
		{"all of it", "share", Facts{Factor: 100}, Neutral, Range{70000, 100000}, Range{79000, 91000}, 91000, 0},
		{"overdue, with persons", "share", Facts{Factor: 20, Overdue: true}, Neutral, Range{130000, 170000}, Range{142000, 158000}, 150000, 35000},
		{"mitigated below the minimum", "share", Facts{Factor: 20, Overdue: true, Circumstances: with("removed=mitigated")}, Mitigated, Range{130000, 170000}, Range{1, 99999}, 50000, 10000},
		{"mitigated where there is no minimum", "share", Facts{Factor: 50, Circumstances: with("merit=mitigated")}, Mitigated, Range{70000, 100000}, Range{1, 8999}, 4500, 0},
		{"mitigated and lighter is mitigated", "share", Facts{Factor: 50, Circumstances: with("merit=mitigated", "removed")}, Mitigated, Range{70000, 100000}, Range{1, 8999}, 4500, 0},
		{"lighter and heavier", "share", Facts{Factor: 20, Circumstances: with("removed", "emergency")}, Mixed, Range{30000, 70000}, Range{42000, 58000}, 50000, 0},
		{"one count is the middle of its grade", "count", Facts{Factor: 1}, Neutral, Range{100000, 200000}, Range{130000, 170000}, 150000, 35000},
		{"the first of three counts", "count", Facts{Factor: 2}, Neutral, Range{200000, 300000}, Range{230000, 270000}, 230000, 35000},
		{"the last of three counts", "count", Facts{Factor: 4}, Neutral, Range{200000, 300000}, Range{230000, 270000}, 270000, 35000},
		{"without end: the middle", "count", Facts{Factor: 900}, Neutral, Range{300000, 500000}, Range{360000, 440000}, 400000, 35000},
		{"a person", "manager", Facts{Factor: 1}, Neutral, Range{20000, 30000}, Range{23000, 27000}, 25000, 0},
	} {
		t.Run(tc.why, func(t *testing.T) {
			tc.facts.At = march
			p, err := c.Propose(tc.item, tc.facts, "")
			require.NoError(t, err)
			require.Equal(t, Punish, p.Outcome)
			require.Equal(t, tc.effect, p.Effect)
			require.Equal(t, tc.grade, p.Party.Grade)
			require.Equal(t, tc.part, p.Party.Range)
			require.Equal(t, tc.amount, p.Party.Amount)
			if tc.persons == 0 {
				require.Nil(t, p.Persons)
			} else {
				require.Equal(t, tc.persons, p.Persons.Amount)
			}
			require.Equal(t, tc.effect == Mixed, p.Reason)
			require.Equal(t, tc.effect == Mitigated, p.Collective)
		})
	}
}

func TestProposalsWithoutAFineOfTheParty(t *testing.T) {
	c := catalogue(t)
	p, err := c.Propose("kind", Facts{At: march, Factor: 2}, "")
	require.NoError(t, err)
	require.Nil(t, p.Party)
	require.Nil(t, p.Persons)
	require.Equal(t, "责令消除", p.Measure)
	_, err = Check(p, Choice{})
	require.NoError(t, err)
	_, err = Check(p, Choice{Party: 1000})
	require.Equal(t, "discretion.nofine", fail.As(err).Code)
	p, err = c.Propose("kind", Facts{At: march, Factor: 2, Overdue: true}, "")
	require.NoError(t, err)
	require.Nil(t, p.Party)
	require.Equal(t, int64(85000), p.Persons.Amount)
	require.Contains(t, texts(p), "隐患：重大")
	require.Contains(t, texts(p), "可能涉嫌犯罪")
}

func TestTheReasonsOfDiscretion(t *testing.T) {
	p, err := catalogue(t).Propose("share", Facts{At: march, Factor: 20, Circumstances: with("removed")}, "")
	require.NoError(t, err)
	require.Equal(t, strings.TrimSpace(`
违法行为：未如实记录，违反《示例法》第一条
首次查处：责令限期改正
法定幅度：0–100000 元
占比：20 %，属于第 2 阶次“10% 至 30%”
主动消除危害后果：从轻
取阶次内最低 30%
对单位：建议幅度 30000–42000 元，建议 39000 元
裁量阶次为参数（constructed），不是法律规定
从轻、从重、减轻的比例为参数（memory），不是法律规定`), texts(p))
	require.Equal(t, "《行政处罚法》第三十二条第一项", p.Steps[4].Basis)
}

func texts(p Proposal) string {
	var out []string
	for _, s := range p.Steps {
		out = append(out, s.Text.Zh)
	}
	return strings.Join(out, "\n")
}

func TestTheLawMaySpare(t *testing.T) {
	c := catalogue(t)
	f := Facts{At: march, Factor: 5, Corrected: Yes, Harm: HarmNone, Circumstances: with("harmless", "emergency")}
	p, err := c.Propose("share", f, "")
	require.NoError(t, err)
	require.Equal(t, Spare, p.Outcome)
	_, err = Check(p, Choice{Party: 5000})
	require.Equal(t, "discretion.spared", fail.As(err).Code)
	_, err = Check(p, Choice{})
	require.NoError(t, err)
	for _, bend := range []func(*Facts){func(f *Facts) { f.Corrected = No }, func(f *Facts) { f.Corrected = Unknown }, func(f *Facts) { f.Harm = HarmMinor }} {
		g := f
		bend(&g)
		_, err = c.Propose("share", g, "")
		require.Equal(t, "discretion.circumstance.facts", fail.As(err).Code)
		require.Equal(t, "第三十三条第一款", fail.As(err).Article)
	}
}

func TestProposalsAreRefused(t *testing.T) {
	c := catalogue(t)
	for name, tc := range map[string]struct {
		item  string
		facts Facts
		list  string
		kind  fail.Kind
		code  string
	}{
		"unknown item":             {"x", Facts{At: march}, "", fail.KindNotFound, "discretion.item.unknown"},
		"unknown list":             {"share", Facts{At: march}, "x", fail.KindNotFound, "discretion.list.unknown"},
		"no day":                   {"share", Facts{}, "", fail.KindInvalid, "discretion.at"},
		"before the law":           {"share", Facts{At: calendar.Day(2021, 8, 31)}, "", fail.KindIllegal, "discretion.item.force"},
		"after the law":            {"kind", Facts{At: calendar.Day(2026, 5, 1), Factor: 1}, "", fail.KindIllegal, "discretion.item.force"},
		"no such stage":            {"count", Facts{At: march, Factor: 1, Overdue: true}, "", fail.KindIllegal, "discretion.stage"},
		"below the grades":         {"count", Facts{At: march, Factor: 0}, "", fail.KindInvalid, "discretion.factor"},
		"a half of a count":        {"count", Facts{At: march, Factor: 1.5}, "", fail.KindInvalid, "discretion.factor"},
		"more than all":            {"share", Facts{At: march, Factor: 101}, "", fail.KindInvalid, "discretion.factor"},
		"unknown circumstance":     {"share", Facts{At: march, Circumstances: with("x")}, "", fail.KindInvalid, "discretion.circumstance.unknown"},
		"a circumstance twice":     {"share", Facts{At: march, Circumstances: with("removed", "removed")}, "", fail.KindInvalid, "discretion.circumstance.unknown"},
		"not an effect of the law": {"share", Facts{At: march, Circumstances: with("emergency=mitigated")}, "", fail.KindIllegal, "discretion.circumstance.effect"},
	} {
		_, err := c.Propose(tc.item, tc.facts, tc.list)
		require.Equal(t, tc.kind, fail.KindOf(err), name)
		require.Equal(t, tc.code, fail.As(err).Code, name)
	}
}

func TestChoicesAreHeldAgainstTheProposal(t *testing.T) {
	c := catalogue(t)
	p, err := c.Propose("share", Facts{At: march, Factor: 20, Overdue: true}, "") // grade 130–170, middle 142–158; persons 30–40
	require.NoError(t, err)
	mild, err := c.Propose("share", Facts{At: march, Factor: 20, Overdue: true, Circumstances: with("merit=mitigated")}, "")
	require.NoError(t, err)
	for _, tc := range []struct {
		p                  Proposal
		choice             Choice
		reason, collective bool
		code               string
	}{
		{p, Choice{Party: 142000, Persons: []int64{35000}}, false, false, ""},
		{p, Choice{Party: 158000}, false, false, ""},
		{p, Choice{Party: 158001}, true, false, ""},
		{p, Choice{Party: 130000}, true, false, ""},
		{p, Choice{Party: 129999}, true, true, ""},
		{p, Choice{Party: 200000}, true, true, ""},
		{p, Choice{Party: 150000, Persons: []int64{35000, 20000}}, true, true, ""},
		{p, Choice{Party: 200001}, false, false, "discretion.range"},
		{p, Choice{Party: 99999}, false, false, "discretion.range"},
		{p, Choice{}, false, false, "discretion.nothing"},
		{p, Choice{Party: 150000, Persons: []int64{50001}}, false, false, "discretion.range"},
		{p, Choice{Party: -1}, false, false, "discretion.nothing"},
		{mild, Choice{Party: 50000}, false, true, ""},
		{mild, Choice{Party: 1}, false, true, ""},
		{mild, Choice{Party: 150000}, true, true, ""},
		{mild, Choice{}, false, false, "discretion.nothing"},
	} {
		v, err := Check(tc.p, tc.choice)
		if tc.code != "" {
			require.Equal(t, fail.KindIllegal, fail.KindOf(err), tc.choice)
			require.Equal(t, tc.code, fail.As(err).Code, tc.choice)
			continue
		}
		require.NoError(t, err, tc.choice)
		require.Equal(t, [2]bool{tc.reason, tc.collective}, [2]bool{v.Reason, v.Collective}, tc.choice)
	}
}

func TestOfSeveralProvisionsTheHigherFine(t *testing.T) {
	c := catalogue(t)
	var list []Proposal
	for _, id := range []string{"share", "count", "manager"} {
		p, err := c.Propose(id, Facts{At: march, Factor: 1}, "")
		require.NoError(t, err)
		list = append(list, p)
	}
	i, step := Higher(list)
	require.Equal(t, "count", list[i].Item, "up to 500000")
	require.Contains(t, step.Text.Zh, "《示例法》第十二条")
	i, _ = Higher([]Proposal{list[2], list[0]})
	require.Equal(t, 1, i, "up to 100000 is higher than up to 50000, though its minimum is lower")
	i, _ = Higher(nil)
	require.Equal(t, -1, i)
}

func TestDaily(t *testing.T) {
	days, total := Daily(20000, march, march.Next(5))
	require.Equal(t, 5, days, "from the day after the order")
	require.Equal(t, int64(100000), total)
	days, total = Daily(20000, march, march)
	require.Zero(t, days)
	require.Zero(t, total)
}

func TestSpread(t *testing.T) {
	like := []int64{40000, 10000, 20000, 30000, 50000, 60000, 70000, 80000, 90000}
	s := Spread(like, 45000)
	require.Equal(t, Statistics{N: 9, Min: 10000, Q1: 30000, Median: 50000, Q3: 70000, Max: 90000, Below: 4, Text: s.Text}, s)
	require.Equal(t, int64(40000), like[0], "the cases stay as they were")
	require.False(t, Spread(like, 130000).Outlier, "on the fence")
	far := Spread(like, 130001)
	require.True(t, far.Outlier)
	require.Contains(t, far.Text.Zh, "法制审核")
	require.False(t, Spread(like[:7], 900000).Outlier, "too few")
	same := []int64{50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000}
	require.False(t, Spread(same, 54000).Outlier, "within a tenth of equal fines")
	require.True(t, Spread(same, 56000).Outlier)
	require.True(t, Spread(same, 44000).Outlier)
	require.Equal(t, 8, Spread(same, 50000).Equal)
	one := Spread([]int64{7}, 9)
	require.Equal(t, [3]float64{7, 7, 7}, [3]float64{one.Q1, one.Median, one.Q3})
	require.Equal(t, 12.5, Spread([]int64{10, 15}, 1).Median)
	require.Zero(t, Spread(nil, 1).N)
}

func TestReadIsStrict(t *testing.T) {
	b, err := os.ReadFile(benchmark)
	require.NoError(t, err)
	good := string(b)
	for name, tc := range map[string][3]string{
		"an unknown field":        {"on: person", "on: person\n  colour: red", "colour"},
		"a gap between amounts":   {"first: {party: [30000, 70000]}", "first: {party: [31000, 70000]}", "grades must join"},
		"a grade beyond the law":  {"first: {party: [70000, 100000]}", "first: {party: [70000, 100001]}", "the law at 100000"},
		"a gap between grades":    {"from: 10, below: 30", "from: 11, below: 30", "begins at 11"},
		"a range backwards":       {"persons: [20000, 50000], measure: 责令停产停业整顿", "persons: [50000, 20000], measure: 责令停产停业整顿", "no range"},
		"not whole yuan":          {"{party: [0, 100000]", "{party: [0.5, 100000]", "whole yuan"},
		"a missing band":          {"{title: 2 项以上, from: 2, first: {party: [30000, 50000]}}", "{title: 2 项以上, from: 2}", "1 of 2 grades"},
		"a band without law":      {"first: {measure: 责令消除}", "first: {measure: 责令消除}\n  source: verified", "already defined"},
		"a word without grade":    {"{value: 2, title: 重大}", "{value: 3, title: 重大}", "the word"},
		"an unknown source":       {"bands: secondary", "bands: hearsay", "hearsay"},
		"no duty":                 {"duty: 《示例法》第三条", "duty: ''", "duty"},
		"an item twice":           {"id: manager #", "id: share #", "stated twice"},
		"a list of nothing known": {"{item: manager}", "{item: nobody}", "nobody"},
		"an unknown sector":       {"exclude: [dangerous]", "exclude: [space]", "space"},
		"shares without a middle": {"lighter: 0.3", "lighter: 0.7", "leave a middle"},
		"no effect it can have":   {"effects: [heavier]", "effects: [none, heavier]", "effect"},
		"two documents":           {"lists:\n", "---\nlists:\n", "one document"},
		"an impossible day":       {"to: 2026-04-30", "to: 2026-04-31", "date"},
	} {
		text := strings.Replace(good, tc[0], tc[1], 1)
		require.NotEqual(t, good, text, name)
		_, err := Read(fstest.MapFS{"b.yaml": {Data: []byte(text)}})
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), "%s: %v", name, err)
		require.ErrorContains(t, err, tc[2], name)
	}
	_, err = Read(fstest.MapFS{"a.yaml": {Data: []byte("items: []")}})
	require.ErrorContains(t, err, "params: stated 0 times")
	_, err = Read(fstest.MapFS{"a.yaml": {Data: b}, "b.yaml": {Data: b}})
	require.ErrorContains(t, err, "stated 2 times")
}

func FuzzRead(f *testing.F) {
	b, err := os.ReadFile(benchmark)
	require.NoError(f, err)
	f.Add(string(b), 20.0)
	f.Fuzz(func(t *testing.T, text string, factor float64) {
		c, err := Read(fstest.MapFS{"b.yaml": {Data: []byte(text)}})
		if err != nil {
			require.Equal(t, fail.KindInvalid, fail.KindOf(err))
			return
		}
		for _, it := range c.Items {
			p, err := c.Propose(it.ID, Facts{At: it.From, Factor: factor}, "")
			if err == nil && p.Party != nil {
				require.True(t, it.First.Party.Has(p.Party.Amount))
			}
		}
	})
}
