package discretion

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
)

// first is a case that the strict list exempts.
func first() Facts {
	return Facts{
		At: march, Factor: 8, Sector: "general", Dishonest: No, Corrected: Yes, Harm: HarmNone, Major: No, Commitment: Yes,
		Prior:     []Prior{{Item: "count", At: calendar.Day(2024, 3, 1)}, {Item: "share", At: march}},
		Accidents: []Accident{{At: calendar.Day(2023, 3, 1), Deaths: 1}, {At: march.Next(-1)}},
	}
}

func TestFirstViolationsAreExempt(t *testing.T) {
	c := catalogue(t)
	for _, tc := range []struct {
		why    string
		change func(*Facts)
		item   string
		state  Decision
		reason string // of the condition that is not met or unknown
	}{
		{"all met, older than the look-back", func(*Facts) {}, "share", Granted, ""},
		{"any violation within the look-back", func(f *Facts) { f.Prior[0].At = calendar.Day(2024, 3, 2) }, "share", Refused, "初次违法：前 24 个月内任何违法行为 1 次"},
		{"a death within three years", func(f *Facts) { f.Accidents[0].At = calendar.Day(2023, 3, 2) }, "share", Refused, "前 36 个月内没有死亡或重伤事故（查得 1 起）"},
		{"a serious injury", func(f *Facts) { f.Accidents[1].Injured = 1 }, "share", Refused, "前 36 个月内没有死亡或重伤事故（查得 1 起）"},
		{"an excluded sector", func(f *Facts) { f.Sector = "dangerous" }, "share", Refused, "不属于排除的行业（危险物品）"},
		{"an unknown sector", func(f *Facts) { f.Sector = "" }, "share", Open, "不属于排除的行业（行业未明）"},
		{"on the list", func(f *Facts) { f.Dishonest = Yes }, "share", Refused, "不在严重失信主体名单内"},
		{"not re-checked yet", func(f *Facts) { f.Corrected = Unknown }, "share", Open, "及时改正（以复查结果为准）"},
		{"not corrected", func(f *Facts) { f.Corrected = No }, "share", Refused, "及时改正（以复查结果为准）"},
		{"overdue", func(f *Facts) { f.Overdue = true }, "share", Refused, "逾期未改正"},
		{"minor harm is too much here", func(f *Facts) { f.Harm = HarmMinor }, "share", Refused, "没有造成危害后果"},
		{"a major danger", func(f *Facts) { f.Major = Yes }, "share", Refused, "不属于重大事故隐患"},
		{"no commitment", func(f *Facts) { f.Commitment = No }, "share", Refused, "已签署首次违法改正承诺书"},
		{"more than the list allows", func(f *Facts) { f.Factor = 10.5 }, "share", Refused, "占比不超过 10 %（本案 10.5）"},
		{"not listed", func(f *Facts) { f.Factor = 1 }, "count", Refused, "该违法行为不在清单内"},
		{"listed without a limit", func(f *Facts) { f.Factor = 5 }, "manager", Granted, ""},
		{"before the list", func(f *Facts) { f.At, f.Prior, f.Accidents = calendar.Day(2023, 12, 31), nil, nil }, "share", Refused, "行为发生时清单在有效期内：2024-01-01..2026-12-31"},
		{"after the list", func(f *Facts) { f.At, f.Prior, f.Accidents = calendar.Day(2027, 1, 1), nil, nil }, "share", Refused, "行为发生时清单在有效期内：2024-01-01..2026-12-31"},
		{"unknown and refused is refused", func(f *Facts) { f.Dishonest, f.Commitment = Unknown, No }, "share", Refused, "已签署首次违法改正承诺书"},
	} {
		t.Run(tc.why, func(t *testing.T) {
			f := first()
			tc.change(&f)
			p, err := c.Propose(tc.item, f, "strict")
			require.NoError(t, err)
			require.Equal(t, tc.state, p.Exemption.State)
			require.Equal(t, tc.state == Granted, p.Outcome == Exempt)
			var against []string
			for _, r := range p.Exemption.Reasons {
				require.NotEmpty(t, r.Text.En)
				if r.Met != Yes {
					against = append(against, r.Text.Zh)
				}
			}
			if tc.reason == "" {
				require.Empty(t, against)
			} else {
				require.Contains(t, against, tc.reason)
			}
		})
	}
}

func TestThePlainListAsksLittle(t *testing.T) {
	c := catalogue(t)
	p, err := c.Propose("share", Facts{At: march, Factor: 90, Corrected: Yes, Harm: HarmMinor, Prior: []Prior{{Item: "count", At: march.Next(-9)}}}, "plain")
	require.NoError(t, err)
	require.Equal(t, Exempt, p.Outcome)
	require.NotNil(t, p.Party, "what it would otherwise have been")
	v, err := Check(p, Choice{})
	require.NoError(t, err)
	require.False(t, v.Reason)
	v, err = Check(p, Choice{Party: p.Party.Amount})
	require.NoError(t, err)
	require.True(t, v.Reason, "it may be punished, but say why")
	p, err = c.Propose("share", Facts{At: march, Corrected: Yes, Harm: HarmMinor, Prior: []Prior{{Item: "share", At: calendar.Day(2021, 9, 2)}}}, "plain")
	require.NoError(t, err)
	require.Equal(t, Refused, p.Exemption.State, "it looks back for ever")
}

func TestWhatTheLawSparesNeedsNoList(t *testing.T) {
	f := first()
	f.Circumstances = with("no-fault")
	p, err := catalogue(t).Propose("share", f, "strict")
	require.NoError(t, err)
	require.Equal(t, Spare, p.Outcome, "must not is more than may not")
}
