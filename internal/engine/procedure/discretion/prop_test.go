package discretion

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyCase draws an item, a stage and a factor that it has.
func anyCase(t *rapid.T, c *Catalogue) (Item, Facts) {
	it := rapid.SampledFrom(c.Items).Draw(t, "item")
	f := Facts{At: march, Overdue: it.Overdue != nil && rapid.Bool().Draw(t, "overdue")}
	f.Factor = anyFactor(t, it, "factor")
	return it, f
}

func anyFactor(t *rapid.T, it Item, label string) float64 {
	most := it.Factor.Max
	if most == 0 {
		most = 50
	}
	if it.Factor.Whole {
		return float64(rapid.IntRange(int(it.Grades[0].From), int(most)).Draw(t, label))
	}
	return rapid.Float64Range(it.Grades[0].From, most).Draw(t, label)
}

func fines(p Proposal) []*Fine {
	var out []*Fine
	for _, f := range []*Fine{p.Party, p.Persons} {
		if f != nil {
			out = append(out, f)
		}
	}
	return out
}

func propose(t *rapid.T, c *Catalogue, it Item, f Facts, circumstances ...string) Proposal {
	f.Circumstances = with(circumstances...)
	p, err := c.Propose(it.ID, f, "")
	require.NoError(t, err)
	return p
}

func TestAmountsStayWithinTheLaw(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		it, f := anyCase(t, c)
		found := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"removed", "merit", "emergency", "no-fault"}), rapid.ID[string]).Draw(t, "found")
		if rapid.Bool().Draw(t, "mitigate") {
			found = append(found, "removed=mitigated")
		}
		f.Circumstances = with(found...)
		p, err := c.Propose(it.ID, f, "")
		if err != nil { // removed twice
			t.Skip()
		}
		for _, x := range fines(p) {
			require.True(t, x.Range.Has(x.Amount), x)
			require.Positive(t, x.Amount)
			if p.Effect == Mitigated {
				require.True(t, p.Collective)
				require.Less(t, x.Amount, max(x.Statutory.Min, x.Grade.Max))
				continue
			}
			require.True(t, x.Statutory.Has(x.Amount) && x.Grade.Has(x.Amount), x)
			if p.Outcome == Punish && len(it.Grades) > 0 {
				choice := Choice{}
				if x == p.Party {
					choice.Party = x.Amount
				} else if choice.Persons = []int64{x.Amount}; p.Party != nil {
					choice.Party = p.Party.Amount
				}
				v, err := Check(p, choice)
				require.NoError(t, err)
				require.Equal(t, p.Reason, v.Reason, "what is proposed needs nothing more")
			}
		}
	})
}

func TestMoreOfTheViolationIsNeverCheaper(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		it, f := anyCase(t, c)
		how := rapid.SampledFrom([]string{"", "removed", "emergency"}).Draw(t, "how")
		g := f
		g.Factor = anyFactor(t, it, "other")
		if g.Factor < f.Factor {
			f, g = g, f
		}
		var list []string
		if how != "" {
			list = []string{how}
		}
		a, b := fines(propose(t, c, it, f, list...)), fines(propose(t, c, it, g, list...))
		for i := range a {
			require.LessOrEqual(t, a[i].Amount, b[i].Amount)
		}
	})
}

func TestLighterIsNeverMoreThanHeavier(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		it, f := anyCase(t, c)
		mild, light, plain, mixed, heavy := fines(propose(t, c, it, f, "removed=mitigated")), fines(propose(t, c, it, f, "removed")), fines(propose(t, c, it, f)),
			fines(propose(t, c, it, f, "removed", "emergency")), fines(propose(t, c, it, f, "emergency"))
		for i := range plain {
			require.LessOrEqual(t, mild[i].Amount, light[i].Amount)
			require.LessOrEqual(t, light[i].Amount, plain[i].Amount)
			require.Equal(t, plain[i].Amount, mixed[i].Amount)
			require.LessOrEqual(t, plain[i].Amount, heavy[i].Amount)
		}
	})
}

func TestTheSameFactsGiveTheSameProposal(t *testing.T) {
	c, d := catalogue(t), catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		it, f := anyCase(t, c)
		f.Circumstances = with(rapid.SampledFrom([]string{"removed", "emergency"}).Draw(t, "found"))
		a, err := c.Propose(it.ID, f, "strict")
		require.NoError(t, err)
		b, err := d.Propose(it.ID, f, "strict")
		require.NoError(t, err)
		require.Equal(t, a, b)
	})
}

func TestStatisticsAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		like := rapid.SliceOfN(rapid.Int64Range(0, 1_000_000), 1, 40).Draw(t, "like")
		x := rapid.Int64Range(0, 1_000_000).Draw(t, "amount")
		s := Spread(like, x)
		require.LessOrEqual(t, float64(s.Min), s.Q1)
		require.LessOrEqual(t, s.Q1, s.Median)
		require.LessOrEqual(t, s.Median, s.Q3)
		require.LessOrEqual(t, s.Q3, float64(s.Max))
		require.LessOrEqual(t, s.Below+s.Equal, s.N)
		if s.Outlier {
			require.True(t, float64(x) < s.Q1 || float64(x) > s.Q3)
			further := Spread(like, x+(x-int64(s.Median)))
			require.True(t, further.Outlier, "still further out is one too")
		}
	})
}
