package discretion

import (
	"fmt"
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
)

// List is a list of first violations that are not punished (首违不罚, Penalty Law, Art. 33(1)), as a province or city
// publishes it. What it leaves out does not count.
type List struct {
	ID         string        `yaml:"id" json:"id"`
	Title      string        `yaml:"title" json:"title"`
	Source     Source        `yaml:"source" json:"source"`
	From       calendar.Date `yaml:"from" json:"from"`
	To         calendar.Date `yaml:"to" json:"to,omitzero"`
	Lookback   int           `yaml:"lookback" json:"lookback"` // months without a violation; 0 for ever
	Any        bool          `yaml:"any" json:"any"`           // any earlier violation counts, not only of the same item
	Quiet      *Quiet        `yaml:"quiet" json:"quiet,omitempty"`
	Exclude    []string      `yaml:"exclude" json:"exclude,omitempty"` // sectors
	Only       []string      `yaml:"only" json:"only,omitempty"`       // sectors; empty for all
	Honest     bool          `yaml:"honest" json:"honest"`             // not on the list of dishonest parties
	NotMajor   bool          `yaml:"not_major" json:"not_major"`       // no major hidden danger
	Harm       Harm          `yaml:"harm" json:"harm"`                 // at most: none or minor
	Commitment bool          `yaml:"commitment" json:"commitment"`     // signed by the party
	Entries    []Entry       `yaml:"entries" json:"entries"`
}

// Quiet is a time without accidents: so many months without deaths, with Injured also without serious injuries.
type Quiet struct {
	Months  int  `yaml:"months" json:"months"`
	Injured bool `yaml:"injured" json:"injured"`
}

// Entry is an item on a list, up to a value of its factor (0 for any).
type Entry struct {
	Item string  `yaml:"item" json:"item"`
	Max  float64 `yaml:"max" json:"max,omitempty"`
	Note string  `yaml:"note" json:"note,omitempty"`
}

func (l List) check(c *Catalogue) error {
	if l.Title == "" || !l.Source.known() || l.From.IsZero() || !l.To.IsZero() && l.To.Before(l.From) || l.Lookback < 0 || len(l.Entries) == 0 {
		return fmt.Errorf("list %s: title, source, period, lookback and entries are needed", l.ID)
	}
	if l.Harm != HarmNone && l.Harm != HarmMinor {
		return fmt.Errorf("list %s: harm is none or minor, not %q", l.ID, l.Harm)
	}
	if l.Quiet != nil && l.Quiet.Months <= 0 {
		return fmt.Errorf("list %s: quiet has no months", l.ID)
	}
	for _, s := range slices.Concat(l.Exclude, l.Only) {
		if _, ok := c.sector(s); !ok {
			return fmt.Errorf("list %s: unknown sector %q", l.ID, s)
		}
	}
	seen := map[string]bool{}
	for _, e := range l.Entries {
		if _, err := c.Item(e.Item); err != nil || seen[e.Item] || !finite(e.Max) || e.Max < 0 {
			return fmt.Errorf("list %s: entry %q is unknown, stated twice, or has no limit", l.ID, e.Item)
		}
		seen[e.Item] = true
	}
	return nil
}

// Decision is what a list says about one violation.
type Decision string

// The decisions; Open waits for facts.
const (
	Granted Decision = "granted"
	Refused Decision = "refused"
	Open    Decision = "open"
)

// Exemption is the decision with a line for each condition.
type Exemption struct {
	List    string   `json:"list"`
	Title   string   `json:"title"`
	Source  Source   `json:"source"`
	State   Decision `json:"state"`
	Reasons []Reason `json:"reasons"`
}

// Reason is one condition: met, not met, or unknown.
type Reason struct {
	Met  Answer    `json:"met"`
	Text lang.Text `json:"text"`
}

// exempt goes through the conditions of a list. Each is said, met or not, so that the party can be told why.
func (c *Catalogue) exempt(l List, it Item, f Facts) Exemption {
	x := Exemption{List: l.ID, Title: l.Title, Source: l.Source, State: Granted}
	say := func(met Answer, zh, en string) {
		x.Reasons = append(x.Reasons, Reason{Met: met, Text: lang.T(zh, en)})
	}
	in := !f.At.Before(l.From) && (l.To.IsZero() || !l.To.Before(f.At))
	say(is(in), "行为发生时清单在有效期内："+period(l), "the list was in force at the time: "+period(l))
	x.entry(l, it, f, say)
	x.first(l, it, f, say)
	if f.Overdue {
		say(No, "逾期未改正", "it was not corrected in time")
	} else {
		say(f.Corrected, "及时改正（以复查结果为准）", "corrected in time, by the result of the re-check")
	}
	harm := Unknown
	if f.Harm != HarmUnknown {
		harm = is(f.Harm == HarmNone || f.Harm == HarmMinor && l.Harm == HarmMinor)
	}
	if l.Harm == HarmNone {
		say(harm, "没有造成危害后果", "no harm came of it")
	} else {
		say(harm, "危害后果轻微", "the harm is minor at most")
	}
	x.party(c, l, f, say)
	for _, r := range x.Reasons {
		if r.Met == No {
			x.State = Refused
		} else if r.Met == Unknown && x.State != Refused {
			x.State = Open
		}
	}
	return x
}

type sayer func(met Answer, zh, en string)

func (x *Exemption) entry(l List, it Item, f Facts, say sayer) {
	i := slices.IndexFunc(l.Entries, func(e Entry) bool { return e.Item == it.ID })
	if i < 0 {
		say(No, "该违法行为不在清单内", "this violation is not on the list")
		return
	}
	e := l.Entries[i]
	say(Yes, "该违法行为在清单内"+note(e.Note), "this violation is on the list")
	if e.Max > 0 {
		say(is(f.Factor <= e.Max), fmt.Sprintf("%s不超过 %v %s（本案 %v）", it.Factor.Title, e.Max, it.Factor.Unit, f.Factor), fmt.Sprintf("the measure is at most %v (here %v)", e.Max, f.Factor))
	}
}

func (x *Exemption) first(l List, it Item, f Facts, say sayer) {
	n := 0
	for _, p := range f.Prior {
		same := l.Any || p.Item == it.ID
		if same && p.At.Before(f.At) && within(l.Lookback, p.At, f.At) {
			n++
		}
	}
	zh, en := "同一违法行为", "the same violation"
	if l.Any {
		zh, en = "任何违法行为", "any violation"
	}
	if l.Lookback == 0 {
		say(is(n == 0), fmt.Sprintf("初次违法：此前%s %d 次", zh, n), fmt.Sprintf("the first: %s before, %d times", en, n))
		return
	}
	say(is(n == 0), fmt.Sprintf("初次违法：前 %d 个月内%s %d 次", l.Lookback, zh, n), fmt.Sprintf("the first: %s in the %d months before, %d times", en, l.Lookback, n))
}

// party says what the list asks of who did it.
func (x *Exemption) party(c *Catalogue, l List, f Facts, say sayer) {
	if q := l.Quiet; q != nil {
		n := 0
		for _, a := range f.Accidents {
			if !f.At.Before(a.At) && within(q.Months, a.At, f.At) && (a.Deaths > 0 || q.Injured && a.Injured > 0) {
				n++
			}
		}
		zh, en := "死亡", "fatal"
		if q.Injured {
			zh, en = "死亡或重伤", "fatal or serious"
		}
		say(is(n == 0), fmt.Sprintf("前 %d 个月内没有%s事故（查得 %d 起）", q.Months, zh, n), fmt.Sprintf("no %s accident in %d months (found %d)", en, q.Months, n))
	}
	if len(l.Exclude)+len(l.Only) > 0 {
		title, ok := c.sector(f.Sector)
		met := Unknown
		if ok {
			met = is(!slices.Contains(l.Exclude, f.Sector) && (len(l.Only) == 0 || slices.Contains(l.Only, f.Sector)))
		} else {
			title = "行业未明"
		}
		say(met, "不属于排除的行业（"+title+"）", "not in an excluded sector")
	}
	if l.Honest {
		say(not(f.Dishonest), "不在严重失信主体名单内", "not on the list of seriously dishonest parties")
	}
	if l.NotMajor {
		say(not(f.Major), "不属于重大事故隐患", "no major hidden danger")
	}
	if l.Commitment {
		say(f.Commitment, "已签署首次违法改正承诺书", "the commitment of a first offender is signed")
	}
}

func (p *Proposal) exemption(x Exemption) {
	const basis = "《行政处罚法》第三十三条第一款"
	text := map[Decision]lang.Text{
		Granted: lang.T("符合首违不罚清单，可以不予处罚："+x.Title, "meets the list of exemptions: no penalty is possible"),
		Refused: lang.T("不符合首违不罚清单："+x.Title, "does not meet the list of exemptions"),
		Open:    lang.T("首违不罚尚缺事实："+x.Title, "facts are missing for the exemption"),
	}[x.State]
	p.add(StepExemption, basis, text.Zh, text.En)
	for _, r := range x.Reasons {
		mark := map[Answer]lang.Text{Yes: lang.T("符合", "met"), No: lang.T("不符合", "not met"), Unknown: lang.T("待查", "unknown")}[r.Met]
		p.add(StepExemption, "", mark.Zh+"："+r.Text.Zh, mark.En+": "+r.Text.En)
	}
}

// within says that a day lies at most so many months before another; 0 for any time.
func within(months int, at, before calendar.Date) bool {
	return months == 0 || !at.Before(before.AddMonths(-months))
}

func is(b bool) Answer {
	if b {
		return Yes
	}
	return No
}

func not(a Answer) Answer {
	switch a {
	case Yes:
		return No
	case No:
		return Yes
	case Unknown:
	}
	return Unknown
}

func period(l List) string { return l.From.String() + ".." + l.To.String() }

func note(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}
