package draw

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
)

// vectors are published files that testdata/redraw.py made, which shares nothing with this package but the description.
func vectors(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	require.Len(t, files, 4)
	out := map[string][]byte{}
	for _, f := range files {
		out[strings.TrimSuffix(filepath.Base(f), ".json")], err = os.ReadFile(f)
		require.NoError(t, err)
	}
	return out
}

func vector(t testing.TB, name string) Published {
	t.Helper()
	p, err := Read(vectors(t)[name])
	require.NoError(t, err)
	return p
}

func TestAnotherHandDrawsTheSame(t *testing.T) {
	for name, raw := range vectors(t) {
		p, err := CheckFile(raw, Known{})
		require.NoError(t, err, name)
		c, err := Commit(p.List, bare(p.Commitment))
		require.NoError(t, err, name)
		require.Equal(t, p.Commitment, c, name)
		again, err := Draw(p.List, c, p.Seed)
		require.NoError(t, err, name)
		b, err := again.Bytes()
		require.NoError(t, err, name)
		require.Equal(t, string(raw), string(b), name)
	}
}

// The vectors hold each case of the description, or they would show little.
func TestVectorsHoldEveryCase(t *testing.T) {
	w, s, short := vector(t, "weighted").Result, vector(t, "shares").Result, vector(t, "short").Result
	require.NotEmpty(t, w.Covered)
	require.Len(t, w.Drawn, 10)
	require.Contains(t, w.LeftOut, LeftOut{"91210100MA000005X", Excluded})
	require.Contains(t, w.LeftOut, LeftOut{"91210100MA000010X", Capped})
	require.Equal(t, []LeftOut{{"LN0003", Certificate}}, w.Officers, "good up to the day itself is good enough")
	require.Contains(t, s.LeftOut, LeftOut{"91210100MA000000X", NoShare})
	require.NotEmpty(t, s.Unstaffed)
	require.Less(t, len(s.Unstaffed), len(s.Drawn))
	require.Equal(t, 6, short.Short)
	require.Len(t, short.Drawn, 3)
}

// The expected numbers were computed with another program. A number below 2⁶³+1 passes over half of all blocks.
func TestNumbersAreThoseOfTheDescription(t *testing.T) {
	var digest [sm3.Size]byte
	for i := range digest {
		digest[i] = byte(i)
	}
	for _, c := range []struct {
		seed string
		n    uint64
		want []uint64
	}{
		{"seed", 10, []uint64{3, 7, 0, 4, 2, 6, 8, 1}},
		{"种子", 3, []uint64{2, 0, 0, 1, 1, 1, 2, 2}},
		{"seed", 1, []uint64{0, 0}},
		{"seed", 1<<63 + 1, []uint64{6268890555612035963, 5971196365086376087, 8623331941714315330, 8761763697418829182, 4709780669028598496, 3459432969656528431, 3898493843066114509, 6951525489139998010}},
	} {
		s := newStream(c.seed, digest)
		for i, want := range c.want {
			require.Equal(t, want, s.below(c.n), "%s %d no. %d", c.seed, c.n, i)
		}
	}
}

// pool is a list of so many units with the credits given in turn, and no officers.
func pool(n, total int, credits string, classes []Class) List {
	l := List{Rules: Rules{Day: "2026-12-31", Classes: classes, Total: total, Team: 2}}
	for i := range n {
		l.Units = append(l.Units, Unit{Code: fmt.Sprintf("U%02d", i), Name: "厂", Area: "210102", Sector: "dust", Credit: Credit(credits[i%len(credits)])})
	}
	return l
}

func classes(a, b, c, d string) []Class {
	return []Class{{"A", a, 9}, {"B", b, 9}, {"C", c, 9}, {"D", d, 9}}
}

const drawings = 10_000

// tally draws many times with seeds 0, 1, 2 … and counts what of makes of each result.
func tally(t *testing.T, l List, of func(Result) []string) map[string]int {
	t.Helper()
	l, err := l.ready()
	require.NoError(t, err)
	digest, err := digestOf(l)
	require.NoError(t, err)
	out := map[string]int{}
	for i := range drawings {
		for _, k := range of(l.draw(digest, fmt.Sprint("seed ", i))) {
			out[k]++
		}
	}
	return out
}

func first(r Result) []string { return []string{r.Drawn[0].Unit} }

func all(r Result) []string {
	var out []string
	for _, v := range r.Drawn {
		out = append(out, v.Unit)
	}
	return out
}

// chi2 is Pearson's statistic; expected are probabilities.
func chi2(counts map[string]int, of float64, expected map[string]float64) float64 {
	sum := 0.0
	for k, p := range expected {
		d := float64(counts[k]) - of*p
		sum += d * d / (of * p)
	}
	return sum
}

func equally(l List) map[string]float64 {
	out := map[string]float64{}
	for _, u := range l.Units {
		out[u.Code] = 1 / float64(len(l.Units))
	}
	return out
}

// Bounds are the quantiles 0.001 and 0.999 of chi-square with so many degrees of freedom. The seeds are fixed.
func fits(t *testing.T, stat, low, high float64) {
	t.Helper()
	require.Greater(t, stat, low, "too even to be a lot")
	require.Less(t, stat, high)
}

func TestEqualUnitsAreEquallyLikely(t *testing.T) {
	one := pool(20, 1, "A", classes("1/1", "1/1", "1/1", "1/1"))
	fits(t, chi2(tally(t, one, first), drawings, equally(one)), 5.41, 43.82)
	five := pool(20, 5, "A", classes("1/1", "1/1", "1/1", "1/1"))
	// Counts of draws without putting back vary less, by (20−5)/(20−1).
	fits(t, chi2(tally(t, five, all), 5*drawings, equally(five))*19/15, 5.41, 43.82)
	part := pool(20, 0, "A", classes("1/4", "1/1", "1/1", "1/1"))
	fits(t, chi2(tally(t, part, all), 5*drawings, equally(part))*19/15, 5.41, 43.82)
}

func TestUnitsAreLikelyByTheirShare(t *testing.T) {
	l := pool(20, 1, "ABCD", classes("1/20", "10/100", "3/10", "1/1"))
	counts := tally(t, l, first)
	expected := map[string]float64{}
	for _, u := range l.Units {
		expected[u.Code] = map[Credit]float64{"A": 5, "B": 10, "C": 30, "D": 100}[u.Credit] / (5 * 145)
	}
	fits(t, chi2(counts, drawings, expected), 5.41, 43.82)
	require.Greater(t, chi2(counts, drawings, equally(l)), 1000.0, "and are not equally likely")
}

// Two of four without putting back: each ordered pair with w₁/W · w₂/(W−w₁).
func TestPairsAreLikelyByTheirShares(t *testing.T) {
	l := pool(4, 2, "ABCD", classes("1/10", "2/10", "3/10", "4/10"))
	counts := tally(t, l, func(r Result) []string { return []string{r.Drawn[0].Unit + r.Drawn[1].Unit} })
	expected := map[string]float64{}
	for i := range 4 {
		for j := range 4 {
			if i != j {
				expected[fmt.Sprintf("U%02dU%02d", i, j)] = float64(i+1) / 10 * float64(j+1) / float64(10-i-1)
			}
		}
	}
	fits(t, chi2(counts, drawings, expected), 1.83, 31.26)
}

func TestOfficersAreEquallyLikely(t *testing.T) {
	l := pool(1, 1, "A", classes("1/1", "1/1", "1/1", "1/1"))
	expected := map[string]float64{}
	for i := range 6 {
		id := fmt.Sprint("O", i)
		l.Officers = append(l.Officers, Officer{ID: id, Name: "人", Areas: []string{"21"}, Sectors: []string{"dust"}, CertificateEnds: "2027-01-01"})
		expected[id] = 1. / 6
	}
	fits(t, chi2(tally(t, l, func(r Result) []string { return r.Drawn[0].Officers[:1] }), drawings, expected), 0.21, 20.52)
	fits(t, chi2(tally(t, l, func(r Result) []string { return r.Drawn[0].Officers }), 2*drawings, expected)*5/4, 0.21, 20.52)
}

func TestLoadIsBalanced(t *testing.T) {
	l := pool(31, 31, "ABCD", classes("1/1", "1/1", "1/1", "1/1"))
	for i := range 7 {
		l.Officers = append(l.Officers, Officer{ID: fmt.Sprint("O", i), Name: "人", Areas: []string{"21"}, Sectors: []string{"dust"}, CertificateEnds: "2027-01-01", Load: i})
	}
	p := publish(t, l, "s")
	load := map[string]int{}
	for _, v := range p.Result.Drawn {
		for _, o := range v.Officers {
			load[o]++
		}
	}
	var loads []int
	for _, o := range l.Officers {
		loads = append(loads, load[o.ID]+o.Load)
	}
	require.LessOrEqual(t, slices.Max(loads)-slices.Min(loads), 1, "%v", loads)
}

var (
	fixed  = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	due    = fixed.Add(5 * time.Hour)
	notice = Commitment{Number: "1", Title: "抽取", Organ: "局", By: "张三", FixedAt: fixed, Source: Source{Title: "彩票", Place: "网站", Form: "数字", Due: due}}
)

// bare is a commitment without what Commit adds.
func bare(c Commitment) Commitment {
	c.Version, c.List, c.Units, c.Officers = "", "", 0, 0
	return c
}

func publish(t require.TestingT, l List, seed string) Published {
	c, err := Commit(l, notice)
	require.NoError(t, err)
	p, err := Draw(l, c, Seed{Value: seed, AnnouncedAt: due})
	require.NoError(t, err)
	return p
}

func anyList(t *rapid.T) List {
	share := rapid.SampledFrom([]string{"0/1", "1/1", "1/3", "2/7", "3/100", "999/1000"})
	l := List{Rules: Rules{
		Day: "2026-12-31", Total: rapid.IntRange(0, 12).Draw(t, "total"), Team: rapid.IntRange(2, 3).Draw(t, "team"), KeyCovered: rapid.Bool().Draw(t, "covered"),
		Classes: []Class{{"D", share.Draw(t, "d"), 4}, {"A", share.Draw(t, "a"), 1}, {"C", share.Draw(t, "c"), 2}, {"B", share.Draw(t, "b"), 0}},
	}}
	area, sector := rapid.SampledFrom([]string{"210102", "210102001", "210103", "2102"}), rapid.SampledFrom([]string{"dust", "hazchem"})
	for i := range rapid.IntRange(1, 30).Draw(t, "units") {
		l.Units = append(l.Units, Unit{
			Code: fmt.Sprint("U", i), Name: rapid.SampledFrom([]string{"厂", `"\`, "a\u2028<b>&"}).Draw(t, "name"), Area: area.Draw(t, "area"), Sector: sector.Draw(t, "sector"),
			Credit: rapid.SampledFrom([]Credit{"A", "B", "C", "D"}).Draw(t, "credit"), Visits: rapid.IntRange(0, 4).Draw(t, "visits"),
			Key: rapid.Bool().Draw(t, "key"), Excluded: rapid.SampledFrom([]string{"", "", "", "停产"}).Draw(t, "excluded"),
		})
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "officers") {
		l.Officers = append(l.Officers, Officer{
			ID: fmt.Sprint("O", i), Name: "人", Areas: rapid.SliceOfN(rapid.SampledFrom([]string{"21", "210102", "210103", "2102"}), 0, 3).Draw(t, "areas"),
			Sectors: rapid.SliceOfN(sector, 0, 3).Draw(t, "sectors"), CertificateEnds: rapid.SampledFrom([]string{"2026-12-30", "2026-12-31", "2027-01-01"}).Draw(t, "ends"),
			Conflicts: rapid.SliceOfN(rapid.SampledFrom([]string{"U0", "U1", "U2", "U3", "none"}), 0, 3).Draw(t, "conflicts"), Load: rapid.IntRange(0, 3).Draw(t, "load"),
		})
	}
	return l
}

// Whatever the list: nobody is sent who must not go, no unit is visited that must not be, and all are accounted for.
func TestRulesAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyList(t)
		p := publish(t, l, rapid.StringMatching(`[0-9a-f]{1,20}`).Draw(t, "seed"))
		r := p.Result
		units, officers, unstaffed := map[string]Unit{}, map[string]Officer{}, map[string]bool{}
		for _, u := range l.Units {
			units[u.Code] = u
		}
		for _, o := range l.Officers {
			officers[o.ID] = o
		}
		for _, u := range r.Unstaffed {
			unstaffed[u.Unit] = true
			require.Less(t, u.Fit, l.Rules.Team)
			require.Equal(t, len(l.Officers), u.Fit+u.Certificate+u.Area+u.Sector+u.Conflict)
		}
		seen, of := map[string]bool{}, map[Credit]int{}
		for i, v := range append(slices.Clone(r.Covered), r.Drawn...) {
			u := units[v.Unit]
			require.False(t, seen[v.Unit], "each unit once")
			seen[v.Unit] = true
			require.Empty(t, u.Excluded)
			require.Less(t, u.Visits, map[Credit]int{"A": 1, "B": 0, "C": 2, "D": 4}[u.Credit], "the cap is kept")
			if i < len(r.Covered) {
				require.True(t, u.Key && l.Rules.KeyCovered)
			} else {
				require.False(t, u.Key && l.Rules.KeyCovered)
				of[u.Credit]++
			}
			if unstaffed[v.Unit] {
				require.Empty(t, v.Officers)
				continue
			}
			require.Len(t, v.Officers, l.Rules.Team)
			require.Len(t, set(v.Officers), l.Rules.Team, "different people")
			for _, id := range v.Officers {
				o := officers[id]
				require.NotContains(t, o.Conflicts, u.Code)
				require.Contains(t, o.Sectors, u.Sector)
				require.GreaterOrEqual(t, o.CertificateEnds, l.Rules.Day)
				require.True(t, slices.ContainsFunc(o.Areas, func(a string) bool { return strings.HasPrefix(u.Area, a) }))
			}
		}
		for _, out := range r.LeftOut {
			require.False(t, seen[out.Code])
		}
		require.Equal(t, len(l.Units), len(r.LeftOut)+len(r.Covered)+r.Pool)
		if l.Rules.Total > 0 {
			require.Len(t, r.Drawn, min(l.Rules.Total, r.Pool))
			require.Equal(t, l.Rules.Total, len(r.Drawn)+r.Short)
		} else {
			require.Zero(t, r.Short)
			for _, c := range l.Rules.Classes {
				inPool := 0
				for _, u := range l.Units {
					left := slices.ContainsFunc(r.LeftOut, func(o LeftOut) bool { return o.Code == u.Code })
					if u.Credit == c.Credit && !left && !(u.Key && l.Rules.KeyCovered) {
						inPool++
					}
				}
				n, d, err := c.fraction()
				require.Nil(t, err)
				require.Equal(t, (inPool*int(n)+int(d)-1)/int(d), of[c.Credit])
			}
		}
	})
}

func TestOrderOfTheListDoesNotMatterAndAllIsCheckedGood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyList(t)
		p := publish(t, l, "seed")
		other := l
		other.Units = rapid.Permutation(l.Units).Draw(t, "units in another order")
		other.Officers = rapid.Permutation(l.Officers).Draw(t, "officers in another order")
		other.Rules.Classes = rapid.Permutation(l.Rules.Classes).Draw(t, "classes in another order")
		require.Equal(t, p, publish(t, other, "seed"))
		raw, err := p.Bytes()
		require.NoError(t, err)
		back, err := CheckFile(raw, Known{Commitment: p.Commitment.Sum(), Seed: "seed"})
		require.NoError(t, err)
		require.Equal(t, p, back)
	})
}

// Sums of weights over many units are those of adding up one by one.
func TestUrnIsASum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Uint64Range(0, 1<<40), 1, 70).Draw(t, "weights")
		plain := slices.Clone(weights)
		u := newUrn(weights)
		for range plain {
			if u.total == 0 {
				break
			}
			r := rapid.Uint64Range(0, u.total-1).Draw(t, "r")
			want, sum := 0, uint64(0)
			for i, w := range plain {
				if sum += w; sum > r {
					want = i
					break
				}
			}
			require.Equal(t, want, u.take(r))
			plain[want] = 0
		}
	})
}

// A city's whole list, and shares that make the largest weights, stay within 64 bits.
func TestLargestWeightsDoNotOverflow(t *testing.T) {
	r := Rules{Classes: classes("999/1000", "996/997", "990/991", "983/983")}
	w := r.weights()
	require.Equal(t, uint64(1000*997*991*983), w["D"])
	require.Less(t, w["D"], (uint64(1)<<63)/maxUnits)
	require.Equal(t, uint64(999*997*991*983), w["A"])
}

func TestRefusals(t *testing.T) {
	good := vector(t, "weighted")
	for name, c := range map[string]struct {
		change func(*List)
		field  string
		kind   fail.Kind
	}{
		"alone":           {func(l *List) { l.Rules.Team = 1 }, "list.rules.team", fail.KindIllegal},
		"large team":      {func(l *List) { l.Rules.Team = 21 }, "list.rules.team", fail.KindInvalid},
		"no day":          {func(l *List) { l.Rules.Day = "2026-02-30" }, "list.rules.day", fail.KindInvalid},
		"total":           {func(l *List) { l.Rules.Total = -1 }, "list.rules.total", fail.KindInvalid},
		"class missing":   {func(l *List) { l.Rules.Classes = l.Rules.Classes[:3] }, "list.rules.classes", fail.KindInvalid},
		"class twice":     {func(l *List) { l.Rules.Classes[1].Credit = "A" }, "list.rules.classes", fail.KindInvalid},
		"share above 1":   {func(l *List) { l.Rules.Classes[1].Share = "4/3" }, "list.rules.classes.1.share", fail.KindInvalid},
		"share by 0":      {func(l *List) { l.Rules.Classes[1].Share = "0/0" }, "list.rules.classes.1.share", fail.KindInvalid},
		"share too fine":  {func(l *List) { l.Rules.Classes[1].Share = "1/1001" }, "list.rules.classes.1.share", fail.KindInvalid},
		"share otherwise": {func(l *List) { l.Rules.Classes[1].Share = "+1/3" }, "list.rules.classes.1.share", fail.KindInvalid},
		"no units":        {func(l *List) { l.Units = nil }, "list.units", fail.KindInvalid},
		"unit twice":      {func(l *List) { l.Units[3].Code = l.Units[1].Code }, "list.units.3.code", fail.KindInvalid},
		"credit":          {func(l *List) { l.Units[3].Credit = "E" }, "list.units.3.credit", fail.KindInvalid},
		"visits":          {func(l *List) { l.Units[3].Visits = -1 }, "list.units.3.visits", fail.KindInvalid},
		"no area":         {func(l *List) { l.Units[3].Area = "" }, "list.units.3.area", fail.KindInvalid},
		"blank":           {func(l *List) { l.Units[3].Name = "厂 " }, "list.units.3.name", fail.KindInvalid},
		"control":         {func(l *List) { l.Units[3].Excluded = "停\n产" }, "list.units.3.excluded", fail.KindInvalid},
		"not UTF-8":       {func(l *List) { l.Units[3].Name = "\xff" }, "list.units.3.name", fail.KindInvalid},
		"half a pair":     {func(l *List) { l.Units[3].Name = "\ufffd" }, "list.units.3.name", fail.KindInvalid},
		"long":            {func(l *List) { l.Units[3].Name = strings.Repeat("x", 501) }, "list.units.3.name", fail.KindInvalid},
		"officer twice":   {func(l *List) { l.Officers[2].ID = l.Officers[1].ID }, "list.officers.2.id", fail.KindInvalid},
		"everywhere":      {func(l *List) { l.Officers[2].Areas = []string{""} }, "list.officers.2.areas.0", fail.KindInvalid},
		"certificate":     {func(l *List) { l.Officers[2].CertificateEnds = "" }, "list.officers.2.certificate_ends", fail.KindInvalid},
		"load":            {func(l *List) { l.Officers[2].Load = -1 }, "list.officers.2.load", fail.KindInvalid},
	} {
		l := vector(t, "weighted").List
		c.change(&l)
		_, err := Commit(l, notice)
		require.Error(t, err, name)
		require.Equal(t, c.kind, fail.KindOf(err), name)
		require.Equal(t, c.field, fail.As(err).Field, name)
		require.NotEmpty(t, fail.As(err).Text.Zh, name)
		_, err = Draw(l, good.Commitment, good.Seed)
		require.Error(t, err, name)
	}
}

func TestTheListComesFirst(t *testing.T) {
	p := vector(t, "weighted")
	late := notice
	late.FixedAt = due
	_, err := Commit(p.List, late)
	require.Equal(t, "draw.order", fail.As(err).Code)
	_, err = Draw(p.List, p.Commitment, Seed{Value: "1", AnnouncedAt: p.Commitment.Source.Due.Add(-time.Second)})
	require.Equal(t, "draw.early", fail.As(err).Code)
	_, err = Draw(p.List, p.Commitment, Seed{AnnouncedAt: due.Add(time.Hour)})
	require.Equal(t, "seed.value", fail.As(err).Field)
	p.List.Units[0].Visits++
	_, err = Draw(p.List, p.Commitment, p.Seed)
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	for field, c := range map[string]Commitment{
		"commitment.version":      {},
		"commitment.number":       {Version: Version},
		"commitment.source.place": {Version: Version, Number: "1", Title: "1", Organ: "1", By: "1", Source: Source{Title: "1"}},
		"commitment.fixed_at":     {Version: Version, Number: "1", Title: "1", Organ: "1", By: "1", Source: Source{Title: "1", Place: "1", Form: "1"}},
	} {
		_, err = Draw(vector(t, "weighted").List, c, p.Seed)
		require.Equal(t, field, fail.As(err).Field)
	}
}

func TestProposedClassesAreValid(t *testing.T) {
	l := pool(400, 0, "ABCD", Proposed())
	r := publish(t, l, "1").Result
	of := map[byte]int{}
	for _, v := range r.Drawn {
		var n int
		_, err := fmt.Sscanf(v.Unit, "U%d", &n)
		require.NoError(t, err)
		of["ABCD"[n%4]]++
	}
	require.Equal(t, map[byte]int{'A': 3, 'B': 10, 'C': 30, 'D': 100}, of)
}

// Every enterprise of a large city in one list.
func TestLargeList(t *testing.T) {
	l := pool(20_000, 5_000, "ABCD", Proposed())
	slices.Reverse(l.Units)
	l, err := l.ready()
	require.NoError(t, err)
	require.Len(t, set(all(l.draw([sm3.Size]byte{}, "1"))), 5_000)
}
