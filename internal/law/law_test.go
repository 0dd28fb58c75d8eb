package law_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure/rule"
	"anlan/internal/engine/procedure/term"
	"anlan/internal/law"
)

const shenyang = "2101"

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	require.NoError(t, err)
	return d
}

// clocks are the identifiers of every term that procedures of the bureau run by.
var clocks = strings.Fields(`
	P-EVID P-HREQ P-HNTC P-DEC P-SERV P-PUB P-PAY P-WDR P-CASH P-LIM P-RECHK C-SEAL C-URG C-DEM C-APP
	T-HEAD T-SEND T-POL T-OBJ T-ITEM A-UNIT A-LVL A-STAT A-STA7 A-SUP A-INV A-REP A-EVAL
	L-SUPP L-DEC L-ISS L-REN L-HCB L-SPL X-FWD X-OBJ X-HAN X-REV H-FWD H-CON H-COM I-ANS I-COR I-PRO
	R-ANS R-DEC S-ANS E-FILE E-CHK E-DRL E-GPL E-EVA D-FIRST D-DAY D-WIN K-LIST K-PUB G-REP`)

func TestEveryClockIsInForceToday(t *testing.T) {
	require.Len(t, clocks, 58)
	set := law.Book().On(day(t, "2026-06-01"), shenyang)
	for _, id := range clocks {
		f, err := set.Rule(id)
		require.NoError(t, err)
		if id == "D-WIN" || id == "G-REP" {
			require.Equal(t, rule.Yearly, f.Value.Kind, id)
		} else {
			s, err := set.Term(id)
			require.NoError(t, err)
			require.Positive(t, s.Length, id)
		}
		said, err := set.Explain(id)
		require.NoError(t, err)
		require.Len(t, said, 1, id)
	}
}

// A few values as the law has them, so that a slip of the pen in a pack is seen.
func TestValues(t *testing.T) {
	set := law.Book().On(day(t, "2026-06-01"), shenyang)
	terms := map[string]string{
		"P-DEC": "90 calendar days", "P-HREQ": "5 working days, then waived", "P-HNTC": "at least 7 working days",
		"P-EVID": "7 working days, then released", "P-LIM": "24 months, then the power is lost", "P-PAY": "15 calendar days, then the surcharge begins",
		"C-SEAL": "30 calendar days, plus 30 calendar days, then released", "C-APP": "3 months, then the power is lost",
		"L-DEC": "20 working days, plus 10 working days", "L-SUPP": "5 working days, then deemed accepted", "L-HCB": "20 working days",
		"A-INV": "60 calendar days, plus 60 calendar days", "A-UNIT": "1 hour", "H-COM": "10 working days, plus 5 working days up to 2 times",
		"X-HAN": "60 calendar days, plus 30 calendar days", "K-LIST": "36 months, then stopped", "G-REP": "by 01-31 of every year",
		"F-114-G": "300000 to 1000000 yuan", "F-97": "up to 100000 yuan", "P-SIM-P": "200 yuan", "P-SIM-U": "3000 yuan", "P-SPOT": "100 yuan",
		"P-SUR": "3 %", "P-SUR-CAP": "100 %", "W-CLOSE-N": "3", "W-CLOSE-Y": "4", "R-RATE": "15 %", "R-MAX": "300000 yuan",
	}
	for id, want := range terms {
		f, err := set.Rule(id)
		require.NoError(t, err)
		require.Equal(t, want, f.Value.Say().En, id)
	}
}

func TestEveryRuleNamesItsArticleOrIsAParameter(t *testing.T) {
	book, err := law.Book().Add(law.Demo()...)
	require.NoError(t, err)
	for _, p := range book.Packs() {
		require.NotEmpty(t, p.Title.Zh, p.Ref())
		require.NotEmpty(t, p.Number, p.Ref())
		for _, r := range p.Rules {
			if r.Article == "" {
				require.True(t, r.Parameter(), "%s %s", p.Ref(), r.ID)
			}
			if r.Source == rule.Verified {
				require.Regexp(t, `^第.+条`, r.Article, "%s %s", p.Ref(), r.ID)
				require.Equal(t, rule.Verified, p.Source, "%s %s", p.Ref(), r.ID)
			}
		}
	}
}

func TestParametersAreNeverShownAsLaw(t *testing.T) {
	book, err := law.Book().Add(law.Demo()...)
	require.NoError(t, err)
	set := book.On(day(t, "2026-06-01"), shenyang)
	for _, id := range set.IDs() {
		f, err := set.Rule(id)
		require.NoError(t, err)
		said, err := set.Explain(id)
		require.NoError(t, err)
		last := said[len(said)-1]
		require.Equal(t, f.Parameter(), strings.Contains(last.Zh, "不是法律规定"), last.Zh)
		require.Equal(t, f.Parameter(), strings.Contains(last.En, "not a statement of law"), last.En)
	}
}

func TestOldLawIsFoundOnItsDays(t *testing.T) {
	book := law.Book()
	old := book.On(day(t, "2020-11-05"), shenyang)
	for id, want := range map[string]string{"P-SIM-P": "50 yuan", "P-SIM-U": "1000 yuan", "P-HREQ": "3 calendar days, then waived", "L-HCB": "30 calendar days", "K-LIST": "12 months, then stopped", "R-CHK": "5 calendar days, then deemed accepted"} {
		f, err := old.Rule(id)
		require.NoError(t, err)
		require.Equal(t, want, f.Value.Say().En, id)
	}
	_, err := old.Term("P-PUBN")
	require.Equal(t, fail.KindIllegal, fail.KindOf(err))
	require.ErrorContains(t, err, "in force from 2024-01-01, days not checked")
	require.Contains(t, fail.As(err).Text.Zh, "《中华人民共和国民事诉讼法》(2023)第九十五条自 2024-01-01 起施行")
	require.Equal(t, "第九十五条", fail.As(err).Article)
	_, err = old.Term("P-DEC")
	require.Equal(t, fail.KindIllegal, fail.KindOf(err))
	require.Equal(t, "rule.none", fail.As(err).Code, "the old law set no term for the decision")

	last, first := book.On(day(t, "2021-07-14"), shenyang), book.On(day(t, "2021-07-15"), shenyang)
	a, err := last.Amount("P-SIM-U")
	require.NoError(t, err)
	b, err := first.Amount("P-SIM-U")
	require.NoError(t, err)
	require.Equal(t, []rule.Fen{1000_00, 3000_00}, []rule.Fen{a, b})
	require.NotEqual(t, last.Fingerprint(), first.Fingerprint())
	require.Equal(t, first.Fingerprint(), book.On(day(t, "2021-07-16"), "2203").Fingerprint(), "the same law has the same fingerprint")
}

func TestDemoCityTightens(t *testing.T) {
	book, err := law.Book().Add(law.Demo()...)
	require.NoError(t, err)
	on := day(t, "2026-06-01")
	city, other := book.On(on, "210106"), book.On(on, "2203")
	for id, want := range map[string][2]string{
		"P-STMT": {"5 working days, then waived", "3 working days, then waived"}, "P-DEC": {"60 calendar days", "90 calendar days"},
		"L-HCB": {"24 hours", "20 working days"}, "P-HTH-U": {"20000 yuan", "30000 yuan"},
	} {
		f, err := city.Rule(id)
		require.NoError(t, err)
		require.Equal(t, want[0], f.Value.Say().En, id)
		require.True(t, f.Parameter(), id)
		f, err = other.Rule(id)
		require.NoError(t, err)
		require.Equal(t, want[1], f.Value.Say().En, id)
	}
	s, err := city.Term("P-DEC")
	require.NoError(t, err)
	require.Equal(t, term.Late, s.Lapse)
	require.Equal(t, []int{40, 50, 55}, s.Warn)
	said, err := city.Explain("P-DEC")
	require.NoError(t, err)
	require.Len(t, said, 2)
	require.Contains(t, said[0].Zh, "《中华人民共和国行政处罚法》(2021)第六十条:立案到作出处罚决定,90 日")
	require.Contains(t, said[1].Zh, "收紧为 60 日")
}

// A finding of 2021-06 under the law of 2014, decided in 2022: the new fines are harsher, the old ones apply; the new
// exemptions of the other law are milder and apply; the hearing follows the new procedure.
func TestOldOrMilder(t *testing.T) {
	book := law.Book()
	c, err := book.Choose(shenyang, day(t, "2021-06-10"), day(t, "2021-06-10"), day(t, "2022-02-01"), "F-97", "F-97-P", "P-EXEMPT", "P-HREQ")
	require.NoError(t, err)
	require.False(t, c.Spans)
	require.Equal(t, "up to 50000 yuan", c.Rule("F-97").Value.Say().En)
	require.Equal(t, "10000 to 20000 yuan", c.Rule("F-97-P").Value.Say().En)
	require.Contains(t, c.Rule("P-EXEMPT").Value.List, "no-fault")
	require.Equal(t, "5 working days, then waived", c.Rule("P-HREQ").Value.Say().En)
	require.Len(t, c.Verdicts, 2)
	for _, v := range c.Verdicts {
		require.False(t, v.Mixed)
		require.Contains(t, v.Why.Zh, "《中华人民共和国行政处罚法》(2021)第三十七条")
		require.Contains(t, v.Why.En, "Administrative Penalty Law (2021) Art. 37")
	}
	require.Contains(t, c.Items[0].Why.Zh, "行为时为“不超过 50000 元(参数,未经核对)”", "a parameter is not shown as law here either")
	require.Contains(t, c.Items[3].Why.Zh, "程序规则自新法施行之日起从新")

	// the same law, with what it added: a longer limitation where life was harmed makes it harsher in one point
	c, err = book.Choose(shenyang, day(t, "2021-06-10"), day(t, "2021-06-10"), day(t, "2022-02-01"), "P-EXEMPT", "P-LIM-H")
	require.NoError(t, err)
	require.True(t, c.Verdicts[0].Mixed)
	require.Equal(t, rule.Old, c.Verdicts[0].Applies)
	require.Equal(t, rule.None, c.Rule("P-LIM-H").Value.Kind)

	// refusing to remove a hidden danger: the unit is fined less now, the persons more; the old law applies as a whole
	c, err = book.Choose(shenyang, day(t, "2021-06-10"), day(t, "2021-06-10"), day(t, "2022-02-01"), "F-102", "F-102-O", "F-102-P")
	require.NoError(t, err)
	require.True(t, c.Verdicts[0].Mixed)
	require.Contains(t, c.Verdicts[0].Why.Zh, "请集体讨论时复核")
	require.Equal(t, rule.New, c.Items[1].Milder)
	require.Equal(t, rule.Old, c.Items[2].Milder)
	require.Equal(t, "100000 to 500000 yuan", c.Rule("F-102-O").Value.Say().En)
	require.Equal(t, "20000 to 50000 yuan", c.Rule("F-102-P").Value.Say().En)

	// a conduct that lasted into the new law is one under the new law
	c, err = book.Choose(shenyang, day(t, "2021-06-10"), day(t, "2021-12-31"), day(t, "2022-02-01"), "F-97")
	require.NoError(t, err)
	require.True(t, c.Spans)
	require.Contains(t, c.SpanWhy.Zh, "第三十六条第二款")
	require.Equal(t, "up to 100000 yuan", c.Rule("F-97").Value.Say().En)

	// where nothing changed there is nothing to choose, and no principle is needed
	c, err = book.Choose(shenyang, day(t, "2019-01-01"), day(t, "2019-02-01"), day(t, "2020-11-05"), "F-97", "P-HREQ")
	require.NoError(t, err)
	require.Contains(t, c.Verdicts[0].Why.Zh, "自行为时起没有变更")
	require.Contains(t, c.Items[1].Why.Zh, "规定没有变更")
	require.Equal(t, "up to 50000 yuan", c.Rule("F-97").Value.Say().En)

	// what the packs do not carry is not guessed
	_, err = book.Choose(shenyang, day(t, "2014-01-01"), day(t, "2014-01-01"), day(t, "2020-01-01"), "F-97")
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
}

func TestTableHasEveryRule(t *testing.T) {
	book := law.Book()
	rows := law.Table(book)
	n := 0
	for _, p := range book.Packs() {
		n += len(p.Rules)
	}
	require.Len(t, rows, n)
	for _, r := range rows {
		require.NotEmpty(t, r.Title.En, r.ID)
		require.NotEmpty(t, r.Value.Zh, r.ID)
	}
}
