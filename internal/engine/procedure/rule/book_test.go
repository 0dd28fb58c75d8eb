package rule

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure/term"
)

// pack writes a pack as YAML and reads it.
func pack(t require.TestingT, id, version, area, from, more, rules string) *Pack {
	src := fmt.Sprintf("id: %s\nversion: \"%s\"\ntitle: {zh: 规定%s, en: Law %s}\nnumber: 一号\narea: \"%s\"\nfrom: %s\nsource: verified\n%srules:\n%s", id, version, version, version, area, from, more, rules)
	p, err := Parse(id+".yaml", []byte(src))
	require.NoError(t, err, src)
	return p
}

func own(id, meaning, value string) string {
	return fmt.Sprintf("  - {id: %s, article: 第一条, title: {zh: 规则, en: a rule}, source: verified, %s, %s}\n", id, meaning, value)
}

func over(id, law, value string) string {
	return fmt.Sprintf("  - {id: %s, tightens: %s, article: 第二条, source: verified, %s}\n", id, law, value)
}

func fmtTerm(n int, u calendar.Unit, ext int) string {
	s := fmt.Sprintf("term: {length: %d, unit: %s", n, u)
	if ext > 0 {
		s += fmt.Sprintf(", extend: [{length: %d, unit: %s, times: 1, by: 负责人}]", ext, u)
	} else {
		s += ", extend: []"
	}
	return s + "}"
}

// A lower pack that is accepted never gives a party less time, nor the agency more, on any start that the calendar knows.
func TestAcceptedLowerPackNeverHarms(t *testing.T) {
	cal := calendar.China()
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		right := rapid.Bool().Draw(t, "right")
		meaning := "protects: power, nature: procedural"
		if right {
			meaning = "protects: right, nature: procedural"
		}
		spec := func(label string) (int, calendar.Unit, int) {
			u := rapid.SampledFrom(units).Draw(t, label+" unit")
			n := rapid.IntRange(1, 60).Draw(t, label)
			if u == calendar.Months {
				n = 1 + n%4
			}
			return n, u, rapid.SampledFrom([]int{0, 0, 3, 5}).Draw(t, label+" extension")
		}
		n, u, e := spec("above")
		m, v, f := spec("below")
		law := pack(t, "cn.law", "2020", "", "2020-01-01", "", own("A", meaning, fmtTerm(n, u, e)))
		city := pack(t, "sy.law", "2020", "2101", "2020-01-01", "", over("A", "cn.law", fmtTerm(m, v, f)))
		b, err := NewBook(law, city)
		if err != nil {
			require.Equal(t, fail.KindIllegal, fail.KindOf(err))
			return
		}
		accepted++
		on := calendar.Day(2024, 1, 1)
		was, err := b.On(on, "22").Term("A")
		require.NoError(t, err)
		is, err := b.On(on, "210102").Term("A")
		require.NoError(t, err)
		start := calendar.Day(2020, 1, 1).Next(rapid.IntRange(0, 6*365).Draw(t, "day")).Start()
		last := func(s term.Spec) calendar.Date { // with all extensions
			d, err := cal.Add(s.Unit, s.Length, start)
			require.NoError(t, err)
			for _, x := range s.Extend {
				d, err = cal.Add(x.Unit, x.Length, d)
				require.NoError(t, err)
			}
			return calendar.DateOf(d)
		}
		if right {
			require.False(t, last(is).Before(last(was)), "%v %v", was, is)
		} else {
			require.False(t, last(was).Before(last(is)), "%v %v", was, is)
		}
	})
	require.Positive(t, accepted)
}

// Values that are numbers: what is accepted lies on the side that the rule allows, and what is refused does not.
func TestLowerPackIsAcceptedExactlyWhenNotLooser(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom([]string{"amount", "number", "percent"}).Draw(t, "kind")
		way := rapid.SampledFrom([]Direction{Lower, Higher, Fixed}).Draw(t, "way")
		a, b := rapid.IntRange(0, 10).Draw(t, "above"), rapid.IntRange(0, 10).Draw(t, "below")
		law := pack(t, "cn.law", "2020", "", "2020-01-01", "", own("A", "protects: duty, nature: procedural, tighten: "+string(way), fmt.Sprintf("%s: %d", key, a)))
		_, err := NewBook(law, pack(t, "sy.law", "2020", "2101", "2020-01-01", "", over("A", "cn.law", fmt.Sprintf("%s: %d", key, b))))
		require.Equal(t, way == Lower && b <= a || way == Higher && b >= a || a == b, err == nil, "%v", err)
	})
}

// The law of a day does not depend on the order in which packs were loaded, nor on whether at once or one by one.
func TestResolutionIsIndependentOfOrder(t *testing.T) {
	packs := []*Pack{
		pack(t, "cn.law", "2010", "", "2010-01-01", "", own("A", "protects: power, nature: procedural", "number: 9")+own("B", "protects: right, nature: procedural", "number: 1")),
		pack(t, "cn.law", "2020", "", "2020-01-01", "replaces: cn.law@2010\n", own("A", "protects: power, nature: procedural", "number: 8")),
		pack(t, "cn.more", "2015", "", "2015-06-01", "to: 2021-05-31\n", own("C", "protects: right, nature: procedural", "amount: 5")),
		pack(t, "ln.law", "2012", "21", "2012-01-01", "", over("A", "cn.law", "number: 7")),
		pack(t, "sy.law", "2016", "2101", "2016-01-01", "", over("A", "cn.law", "number: 6")+over("C", "cn.more", "amount: 6")),
		pack(t, "dl.law", "2016", "2102", "2016-01-01", "", own("D", "protects: right, nature: procedural", "percent: 6")),
	}
	want, err := NewBook(packs...)
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		mixed := rapid.Permutation(packs).Draw(t, "order")
		got, err := NewBook(append(mixed, mixed[0])...)
		require.NoError(t, err)
		d := calendar.Day(2009, 1, 1).Next(rapid.IntRange(0, 6000).Draw(t, "day"))
		for _, area := range []string{"", "21", "2101", "210102", "2102", "22"} {
			require.Equal(t, want.On(d, area).Fingerprint(), got.On(d, area).Fingerprint())
			require.Equal(t, want.On(d, area).IDs(), got.On(d, area).IDs())
		}
	})
	// a rule below one that has ended ends with it
	_, err = want.On(calendar.Day(2021, 5, 31), "2101").Amount("C")
	require.NoError(t, err)
	_, err = want.On(calendar.Day(2021, 6, 1), "2101").Amount("C")
	require.Equal(t, fail.KindIllegal, fail.KindOf(err))
	f, err := want.On(calendar.Day(2021, 6, 1), "210102").Rule("A")
	require.NoError(t, err)
	require.Len(t, f.Chain, 3)
	require.Equal(t, []int64{8, 7, 6}, []int64{f.Chain[0].Value.Number, f.Chain[1].Value.Number, f.Chain[2].Value.Number})

	// announcing a later law does not touch the law of today
	today := want.On(calendar.Day(2024, 1, 1), "2101").Fingerprint()
	later, err := want.Add(pack(t, "cn.law", "2030", "", "2030-01-01", "replaces: cn.law@2020\n", own("A", "protects: power, nature: procedural", "number: 20")))
	require.NoError(t, err)
	require.Equal(t, today, later.On(calendar.Day(2024, 1, 1), "2101").Fingerprint())
	require.NotEqual(t, today, later.On(calendar.Day(2030, 1, 1), "2101").Fingerprint())

	// one by one
	one, err := NewBook()
	require.NoError(t, err)
	for _, p := range packs {
		one, err = one.Add(p)
		require.NoError(t, err)
	}
	require.Equal(t, want.On(calendar.Day(2018, 1, 1), "2101").Fingerprint(), one.On(calendar.Day(2018, 1, 1), "2101").Fingerprint())
	require.Len(t, one.Packs(), len(packs))
	again, err := Parse("again.yaml", packs[3].Bytes())
	require.NoError(t, err)
	require.Equal(t, packs[3].Hash(), again.Hash())
	one, err = one.Add(again)
	require.NoError(t, err)
	require.Len(t, one.Packs(), len(packs), "the same pack twice is one")
}

func TestSetErrors(t *testing.T) {
	b, err := NewBook(pack(t, "cn.law", "2020", "", "2020-01-01", "", own("A", "protects: power, nature: procedural", "number: 9")))
	require.NoError(t, err)
	set := b.On(calendar.Day(2024, 1, 1), "")
	_, err = set.Number("B")
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	_, err = set.Term("A")
	require.Equal(t, fail.KindInternal, fail.KindOf(err))
	_, err = b.On(calendar.Date{}, "").Number("A")
	require.ErrorContains(t, err, "in force from 2020-01-01")
}

// choice draws two laws with the same substantive rules and chooses between them.
func choice(t *rapid.T) (old, new []int, ways []Direction, c Choice) {
	n := rapid.IntRange(1, 4).Draw(t, "rules")
	var a, b strings.Builder
	var ids []string
	for i := range n {
		way := rapid.SampledFrom([]Direction{Lower, Higher}).Draw(t, "milder")
		x, y := rapid.IntRange(-1, 3).Draw(t, "old"), rapid.IntRange(-1, 3).Draw(t, "new")
		id := fmt.Sprintf("R%d", i)
		meaning := "protects: power, nature: substantive, milder: " + string(way)
		for _, side := range []struct {
			to *strings.Builder
			v  int
		}{{&a, x}, {&b, y}} {
			value := fmt.Sprintf("number: %d", side.v)
			if side.v < 0 {
				value = "none: true"
			}
			side.to.WriteString(own(id, meaning, value))
		}
		old, new, ways, ids = append(old, x), append(new, y), append(ways, way), append(ids, id)
	}
	principles := own(OldOrMilder, "protects: right, tighten: fixed, nature: procedural", "text: {zh: 从旧兼从轻, en: old or milder}")
	book, err := NewBook(
		pack(t, "cn.law", "2010", "", "2010-01-01", "", a.String()),
		pack(t, "cn.law", "2020", "", "2020-01-01", "replaces: cn.law@2010\n", b.String()+principles))
	require.NoError(t, err)
	c, err = Choose(book.On(calendar.Day(2015, 1, 1), ""), book.On(calendar.Day(2021, 1, 1), ""), ids...)
	require.NoError(t, err)
	return old, new, ways, c
}

// Whatever the laws say, the party is in no point worse off than under the old one, and better off when the new law is
// milder throughout; and all points are of one law.
func TestChoiceIsNeverHarsherThanTheOldLaw(t *testing.T) {
	seen := map[Side]int{}
	rapid.Check(t, func(t *rapid.T) {
		old, new, ways, c := choice(t)
		harsh := func(v int, way Direction) int { // greater is harsher; a missing rule is the lowest value
			if way == Lower {
				return v
			}
			return -v
		}
		worse, better := false, false
		for i := range old {
			worse = worse || harsh(new[i], ways[i]) > harsh(old[i], ways[i])
			better = better || harsh(new[i], ways[i]) < harsh(old[i], ways[i])
		}
		require.Len(t, c.Verdicts, 1)
		v := c.Verdicts[0]
		seen[v.Applies]++
		require.Equal(t, worse && better, v.Mixed)
		require.Equal(t, better && !worse, v.Applies == New)
		for i, it := range c.Items {
			require.Equal(t, v.Applies, it.Applies)
			require.NotEmpty(t, it.Why.Zh)
			require.NotEmpty(t, it.Why.En)
			got := -1
			if r := c.Rule(it.ID); r.Value.Kind != None {
				got = int(r.Value.Number)
			}
			require.LessOrEqual(t, harsh(got, ways[i]), harsh(old[i], ways[i]))
		}
	})
	require.Positive(t, seen[Old])
	require.Positive(t, seen[New])
}

func TestChooseRefuses(t *testing.T) {
	meaning := "protects: power, nature: procedural"
	b, err := NewBook(
		pack(t, "cn.law", "2020", "", "2020-01-01", "", own("A", meaning, "number: 9")+own("C", "protects: power, nature: substantive, milder: lower", "number: 9")),
		pack(t, "cn.law", "2022", "", "2022-01-01", "replaces: cn.law@2020\n", own("A", meaning, "number: 8")+own("C", "protects: power, nature: substantive, milder: lower", "number: 8")))
	require.NoError(t, err)
	early, late := b.On(calendar.Day(2021, 1, 1), ""), b.On(calendar.Day(2022, 1, 1), "")
	_, err = Choose(late, early, "A")
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	for _, id := range []string{"A", "C"} {
		_, err = Choose(early, late, id)
		require.Equal(t, "rule.choose.no-principle", fail.As(err).Code, id)
		_, err = Choose(early, early, id)
		require.NoError(t, err, "nothing changed")
	}
	_, err = Choose(early, late, "Z")
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))

	// what no pack of the day carries is not taken for a gap in the law
	b, err = b.Add(pack(t, "cn.more", "2022", "", "2022-01-01", "", own("B", "protects: power, nature: substantive, milder: lower", "number: 9")))
	require.NoError(t, err)
	_, err = Choose(b.On(calendar.Day(2021, 1, 1), ""), b.On(calendar.Day(2022, 1, 1), ""), "B")
	require.Equal(t, "rule.choose.uncarried", fail.As(err).Code)
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
}

// No input makes the reader fall over, and whatever it refuses it refuses with places and reasons.
func FuzzParse(f *testing.F) {
	f.Add([]byte("id: cn.law\nversion: \"2020\"\ntitle: {zh: 规定, en: Law}\nnumber: 一号\narea: \"\"\nfrom: 2020-01-01\nsource: verified\nrules:\n" + own("A", "protects: power, nature: procedural", "term: {length: 3, unit: days, warn: [1]}")))
	f.Add([]byte("rules: [[[[[[[[[[[[1]]]]]]]]]]]]"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("rules: [{title: 1, term: 2, range: {}, list: {}}]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := Parse("fuzz.yaml", src)
		if err == nil {
			if len(p.Rules) == 0 || p.From.IsZero() {
				t.Fatal("an empty pack was taken")
			}
			b, err := NewBook(p)
			if err == nil {
				for _, id := range b.On(p.From, p.Area).IDs() {
					if _, err := b.On(p.From, p.Area).Explain(id); err != nil {
						t.Fatal(err)
					}
				}
			}
			return
		}
		var found Problems
		if !errors.As(err, &found) || len(found) == 0 || found[0].Field == "" {
			t.Fatalf("no problem is named: %v", err)
		}
	})
}
