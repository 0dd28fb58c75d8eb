package find

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// thing is a document of the plain list that the index must agree with.
type thing struct {
	Facts
	Text
}

func everybody(Class) bool { return true }

func made(rnd *rand.Rand, id int) thing {
	chars := []rune("沈阳化工研究院长重庆行燃气（A）b1 ")
	word := func(n int) string {
		out := make([]rune, n)
		for i := range out {
			out[i] = chars[rnd.IntN(len(chars))]
		}
		return string(out)
	}
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = '0' + byte(rnd.IntN(3))
		}
		return string(b)
	}
	t := thing{Facts{ID: fmt.Sprintf("t-%04d", id), Class: Class{Place: uint32(rnd.IntN(4)), Group: uint16(rnd.IntN(3)), Weight: uint8(rnd.IntN(5))}, X: rnd.Float32(), Y: rnd.Float32()}, Text{Name: word(1 + rnd.IntN(8))}}
	if rnd.IntN(2) == 0 {
		t.Also = []string{word(6), word(3)}
	}
	if rnd.IntN(2) == 0 {
		t.Codes = []string{"91A" + digits(3), digits(4)}
	}
	if rnd.IntN(2) == 0 {
		t.Phones = []Phone{{Number: "024-" + digits(8), Private: rnd.IntN(2) == 0}, {Number: digits(5)}}
	}
	return t
}

// fits is the way in which a thing is found, by walking and plain strings; ways are tried as the index does it.
func (t thing) fits(q string, way int, clear bool) (How, int, bool) {
	low := func(s string) string { return string(runes(folded(s))) }
	q = low(strings.Join(strings.Fields(q), " "))
	name := low(t.Name)
	switch way {
	case 0:
		return t.plain(q, name, low, clear)
	case 1:
		if len(q) < 2 || strings.Trim(q, "abcdefghijklmnopqrstuvwxyz '") != "" {
			return 0, 0, false
		}
		best, ok := 1<<10, false
		for _, s := range chinese().spellings(strings.NewReplacer(" ", "", "'", "").Replace(q)) {
			if from, _, is := chinese().spelt(folded(t.Name), s); is {
				best, ok = min(best, from), true
			}
		}
		return spelling(best), 0, ok
	case 2:
		return Other, 0, len([]rune(q)) > 1 && slices.ContainsFunc(t.Also, func(s string) bool { return strings.Contains(low(strings.TrimSpace(s)), q) })
	case 3:
		var words []string
		for _, w := range strings.Fields(q) {
			if len([]rune(w)) > 1 {
				words = append(words, w)
			}
		}
		all := low(t.Name + "\n" + joined(t.Also))
		return Words, 0, len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) })
	}
	r := []rune(q)
	if len(r) < 3 || strings.IndexFunc(q, func(r rune) bool { return r >= 0x80 }) < 0 {
		return 0, 0, false
	}
	if n := tightest([]rune(name), r); n >= 0 {
		return Like, n, true
	}
	least := -1
	for k := range r {
		if n := tightest([]rune(name), slices.Delete(slices.Clone(r), k, k+1)); n >= 0 && len(r) > 3 && (least < 0 || n < least) {
			least = n
		}
	}
	return Nearly, least, least >= 0
}

// tightest is how many others stand in the shortest part of a name that holds q in order.
func tightest(name, q []rune) int {
	least := -1
	for i := range name {
		for j := i + len(q); j <= len(name); j++ {
			k := 0
			for _, r := range name[i:j] {
				if k < len(q) && r == q[k] {
					k++
				}
			}
			if n := j - i - len(q); k == len(q) && (least < 0 || n < least) {
				least = n
			}
		}
	}
	return least
}

func (t thing) plain(q, name string, low func(string) string, clear bool) (best How, _ int, ok bool) {
	best = Nearly + 1
	hold := func(h How, is bool) {
		if is {
			best, ok = min(best, h), true
		}
	}
	hold(Exact, name == q)
	hold(Prefix, strings.HasPrefix(name, q))
	hold(Part, strings.Contains(name, q))
	for _, c := range t.Codes {
		hold(Exact, low(c) == q && len([]rune(q)) >= 3)
		hold(Code, strings.Contains(low(c), q) && len([]rune(q)) >= 3)
	}
	d := digitsOf(q)
	for _, p := range t.Phones {
		if n := digitsOf(p.Number); d != "" && (clear || !p.Private) {
			hold(Exact, n == d)
			hold(Code, min(len(d), len(n)) >= tail && (strings.HasSuffix(n, d) || strings.HasSuffix(d, n)))
		}
	}
	return best, 0, ok
}

// walk is what Find should give, but for marks.
func walk(all map[uint32]thing, q Query) (ids []string, totals map[uint16]int) {
	type hit struct {
		thing
		how    How
		spread int
	}
	var hits []hit
	totals = map[uint16]int{}
	for way := range 5 {
		if len(hits) >= q.Limit {
			break
		}
		before := len(hits)
		for _, t := range all {
			if !q.Sees(t.Class) || slices.ContainsFunc(hits[:before], func(h hit) bool { return h.ID == t.ID }) {
				continue
			}
			if how, spread, ok := t.fits(q.Q, way, q.Clear(t.Class)); ok {
				hits = append(hits, hit{t, how, spread})
				totals[t.Group]++
			}
		}
	}
	far := func(h hit) int {
		s := search{Query: q}
		return s.far(&doc{Facts: h.Facts})
	}
	slices.SortFunc(hits, func(a, b hit) int {
		for _, d := range []int{int(a.how) - int(b.how), a.spread - b.spread, len([]rune(a.Name)) - len([]rune(b.Name)), far(a) - far(b), int(a.Weight) - int(b.Weight), strings.Compare(a.Name, b.Name)} {
			if d != 0 {
				return d
			}
		}
		return strings.Compare(a.ID, b.ID)
	})
	for _, h := range hits[:min(len(hits), q.Limit)] {
		ids = append(ids, fmt.Sprint(h.ID, " ", h.how))
	}
	return ids, totals
}

func TestAgreesWithAWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		x, all := New(), map[uint32]thing{}
		n := rapid.IntRange(0, 60).Draw(t, "n")
		for i := range n {
			v := made(rnd, i)
			all[x.Add(v.Facts, v.Text)] = v
		}
		for i := range n { // some change, some go, others take their numbers
			switch rnd.IntN(5) {
			case 0:
				x.Remove(uint32(i))
				delete(all, uint32(i))
				v := made(rnd, i+1000)
				all[x.Add(v.Facts, v.Text)] = v
			case 1:
				v := made(rnd, i)
				x.Change(uint32(i), v.Facts, v.Text)
				all[uint32(i)] = v
			case 2:
				v := all[uint32(i)]
				v.Weight = uint8(rnd.IntN(5))
				x.Change(uint32(i), v.Facts, v.Text)
				all[uint32(i)] = v
			}
		}
		require.Equal(t, len(all), x.Len())
		q := rapid.SampledFrom([]string{
			"沈", "沈阳", "化工", "沈化研", "沈阳化工", "阳化就院", "燃气", "sy", "syhg", "shyh", "shenyang", "shenyhg", "cq", "zhongqing", "chongqing", "cha", "a", "B1", "91a", "91a0", "012", "0120",
			"0000000", "02400000000", "00112", "12", "工研 化工", "化 工", "（", "Ａ", "沈阳化工研究院", "y", "yan", "hang", "重庆行",
		}).Draw(t, "q")
		if len(all) > 0 && rnd.IntN(3) == 0 { // some part of what is there
			for _, v := range all {
				r := []rune(v.Name)
				q = string(r[rnd.IntN(len(r)):])
				if rnd.IntN(2) == 0 && len(v.Phones) > 0 {
					q = v.Phones[0].Number[rnd.IntN(6):]
				}
				break
			}
		}
		ask := Query{Q: q, Limit: rapid.IntRange(1, 20).Draw(t, "limit"), Sees: func(f Class) bool { return f.Place != 1 }, Clear: func(f Class) bool { return f.Place == 2 }}
		if rnd.IntN(2) == 0 {
			ask.From = &[2]float32{0.5, 0.5}
		}
		if strings.TrimSpace(q) == "" {
			return
		}
		ids, totals := walk(all, ask)
		got := x.Find(ask)
		var have []string
		for _, h := range got.Hits {
			have = append(have, fmt.Sprint(h.ID, " ", h.How))
			shown := h.Text
			if shown == "" {
				for _, v := range all {
					if v.ID == h.ID {
						shown = v.Name
					}
				}
			}
			require.NotEmpty(t, h.Marks, "%s in %q", q, shown)
			for i, m := range h.Marks {
				require.True(t, m[0] < m[1] && m[1] <= len([]rune(shown)) && (i == 0 || h.How == Words || m[0] > h.Marks[i-1][1]), "%v in %q", h.Marks, shown)
			}
		}
		require.Equal(t, ids, have, q)
		require.Equal(t, totals, got.Totals, q)
	})
}

func index1(names ...string) *Index {
	x := New()
	for _, n := range names {
		x.Add(Facts{ID: n}, Text{Name: n})
	}
	return x
}

func first(x *Index, q string) string {
	r := x.Find(Query{Q: q, Limit: 5, Sees: everybody})
	if len(r.Hits) == 0 {
		return ""
	}
	return r.Hits[0].ID + " " + r.Hits[0].How.String()
}

func TestNamesOfTheCity(t *testing.T) {
	x := index1("沈阳化工研究院", "沈阳化肥总厂", "重庆路小学", "长江街道办事处", "辽宁省人民医院", "五里堡派出所", "中国工商银行沈阳分行", "绿岛森林公园")
	for q, want := range map[string]string{
		"沈化研": "沈阳化工研究院 like", "沈阳化工研就院": "沈阳化工研究院 nearly", "沈阳化工妍究院": "沈阳化工研究院 nearly", "化工研究": "沈阳化工研究院 part", "syhgyjy": "沈阳化工研究院 spelling", "shyhg": "沈阳化工研究院 spelling",
		"shenyanghuagong": "沈阳化工研究院 spelling", "huagongyan": "沈阳化工研究院 spelt", "shenyhg": "沈阳化工研究院 spelling", "chongqing": "重庆路小学 spelling", "cjjd": "长江街道办事处 spelling",
		"wlp": "五里堡派出所 spelling", "gongshangyinhang": "中国工商银行沈阳分行 spelt", "lvdao": "绿岛森林公园 spelling", "chenyang": "", "沈": "沈阳化肥总厂 prefix", "沈阳": "沈阳化肥总厂 prefix",
	} {
		require.Equal(t, want, first(x, q), q)
	}
}

func TestPrivateNumbersAreFoundOnlyByThoseWhoMay(t *testing.T) {
	x := New()
	x.Add(Facts{ID: "a", Class: Class{Place: 1}}, Text{Name: "甲", Phones: []Phone{{Number: "024-23456789", Private: true}}})
	ask := func(q string, clear func(Class) bool) int {
		r := x.Find(Query{Q: q, Limit: 5, Sees: everybody, Clear: clear})
		sum := 0
		for _, n := range r.Totals {
			sum += n
		}
		require.Len(t, r.Hits, sum)
		return sum
	}
	require.Equal(t, 1, ask("02423456789", everybody))
	require.Equal(t, 1, ask("3456789", everybody))
	require.Equal(t, 1, ask("+86 024 2345 6789", everybody))
	require.Zero(t, ask("456789", everybody), "too few digits would let one try all")
	require.Zero(t, ask("02423456789", nil))
	require.Zero(t, ask("02423456789", func(f Class) bool { return f.Place == 2 }))
}

func TestQuestionsThatAreNone(t *testing.T) {
	x := index1("甲")
	for _, q := range []string{"", " ", "\n", strings.Repeat("甲", MaxQ+1), "\x00", "😀", "\xff"} {
		require.Empty(t, x.Find(Query{Q: q, Limit: 5, Sees: everybody}).Hits, "%q", q)
	}
	require.Empty(t, x.Find(Query{Q: "乙", Limit: 5, Sees: everybody, Known: []uint32{7}}).Hits, "known to the caller and not yet here")
	require.Equal(t, Exact, x.Find(Query{Q: "乙", Limit: 5, Sees: everybody, Known: []uint32{0}}).Hits[0].How, "known by its id")
	require.Empty(t, x.Find(Query{Q: "甲", Limit: 5}).Hits, "nobody sees")
	require.Empty(t, x.Find(Query{Q: "甲", Sees: everybody}).Hits, "no limit")
}

func FuzzFind(f *testing.F) {
	x := New()
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := range 50 {
		v := made(rnd, i)
		x.Add(v.Facts, v.Text)
	}
	for _, q := range []string{"沈阳", "shenyang", "sh'yh", "91A", "024-1", "工 研", "😀沈", "zhzhzhzhchchchshshsh", "eeeeeeee"} {
		f.Add(q, 5)
	}
	f.Fuzz(func(t *testing.T, q string, limit int) {
		r := x.Find(Query{Q: q, Limit: limit, Sees: everybody, Clear: everybody})
		require.LessOrEqual(t, len(r.Hits), max(0, limit))
		sum := 0
		for _, n := range r.Totals {
			sum += n
		}
		require.GreaterOrEqual(t, sum, len(r.Hits))
	})
}

func TestRoomIsGivenBack(t *testing.T) {
	x := index1("甲")
	long := strings.Repeat("沈阳化工", 50)
	for i := range 3000 {
		x.Change(0, Facts{ID: "甲"}, Text{Name: fmt.Sprint(long, i), Phones: []Phone{{Number: "02423456789"}}})
	}
	require.Less(t, len(x.units), 200_000)
	require.Less(t, len(x.phone), 1000)
	require.Len(t, x.Find(Query{Q: "化工2999", Limit: 5, Sees: everybody}).Hits, 1)
	require.Equal(t, Nearly, x.Find(Query{Q: "化工2998", Limit: 5, Sees: everybody}).Hits[0].How, "the old name is gone")
}
