package rule

import (
	"fmt"
	"strconv"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure/term"
)

// Kind is what sort of value a rule has.
type Kind string

// The kinds of values.
const (
	Term    Kind = "term"    // a period: term.Spec
	Amount  Kind = "amount"  // yuan
	Range   Kind = "range"   // from yuan to yuan
	Number  Kind = "number"  // a whole number of something
	Percent Kind = "percent" // 0 to 100
	List    Kind = "list"    // keys of an enumeration
	Yearly  Kind = "yearly"  // a day of every year by which something is done
	Text    Kind = "text"    // words that no machine decides by
	None    Kind = "none"    // the instrument is known to have no such rule
)

// Fen is money in hundredths of a yuan, so that no sum is rounded.
type Fen int64

// String is the sum in yuan, with a decimal point only where there are fen: 3000, 30000.50.
func (f Fen) String() string {
	if f%100 == 0 {
		return strconv.FormatInt(int64(f/100), 10)
	}
	return fmt.Sprintf("%d.%02d", f/100, f%100)
}

// Hundredths is a number with two decimals: 3 percent is 300.
type Hundredths int64

func (h Hundredths) String() string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%02d", h/100, h%100), "0"), ".")
}

// Span is a range of money, both ends in it.
type Span struct {
	Min Fen `json:"min"`
	Max Fen `json:"max"`
}

// YearDay is a day of every year.
type YearDay struct {
	Month int `json:"month"`
	Day   int `json:"day"`
}

// Value is what a rule says, of exactly one kind; the field of that name holds it.
type Value struct {
	Kind    Kind       `json:"kind"`
	Term    *term.Spec `json:"term,omitempty"`
	Amount  Fen        `json:"amount,omitempty"`
	Range   Span       `json:"range,omitzero"`
	Number  int64      `json:"number,omitempty"`
	Percent Hundredths `json:"percent,omitempty"`
	List    []string   `json:"list,omitempty"`
	Yearly  YearDay    `json:"yearly,omitzero"`
	Text    lang.Text  `json:"text,omitzero"`
}

// Say is the value as a phrase for a sentence.
func (v Value) Say() lang.Text {
	switch v.Kind {
	case Term:
		return sayTerm(*v.Term)
	case Amount:
		return lang.T(v.Amount.String()+" 元", v.Amount.String()+" yuan")
	case Range:
		if v.Range.Min == 0 {
			return lang.T("不超过 "+v.Range.Max.String()+" 元", "up to "+v.Range.Max.String()+" yuan")
		}
		return lang.T(v.Range.Min.String()+" 元至 "+v.Range.Max.String()+" 元", v.Range.Min.String()+" to "+v.Range.Max.String()+" yuan")
	case Number:
		n := strconv.FormatInt(v.Number, 10)
		return lang.T(n, n)
	case Percent:
		return lang.T(v.Percent.String()+"%", v.Percent.String()+" %")
	case List:
		return lang.T(strings.Join(v.List, "、"), strings.Join(v.List, ", "))
	case Yearly:
		return lang.T(fmt.Sprintf("每年 %d 月 %d 日前", v.Yearly.Month, v.Yearly.Day), fmt.Sprintf("by %02d-%02d of every year", v.Yearly.Month, v.Yearly.Day))
	case None:
		return lang.T("没有此项规定", "no such rule")
	default:
		return v.Text
	}
}

func sayTerm(s term.Spec) lang.Text {
	length := sayLength(s.Length, s.Unit)
	zh, en := length.Zh, length.En
	if s.Least {
		zh, en = "不少于 "+zh, "at least "+en
	}
	for _, e := range s.Extend {
		more := sayLength(e.Length, e.Unit)
		zh += ",经" + e.By + "可延长 " + more.Zh
		en += ", plus " + more.En
		if e.Times > 1 {
			zh += fmt.Sprintf("(至多 %d 次)", e.Times)
			en += fmt.Sprintf(" up to %d times", e.Times)
		}
	}
	if l, ok := lapses[s.Lapse]; ok && s.Lapse != term.Late {
		zh += ",届满" + l.Zh
		en += ", then " + l.En
	}
	return lang.T(zh, en)
}

func sayLength(n int, u calendar.Unit) lang.Text {
	one := map[calendar.Unit]lang.Text{
		calendar.Hours: lang.T("小时", "hour"), calendar.Days: lang.T("日", "calendar day"),
		calendar.WorkingDays: lang.T("个工作日", "working day"), calendar.Months: lang.T("个月", "month"),
	}[u]
	if n != 1 {
		one.En += "s"
	}
	return lang.T(fmt.Sprintf("%d %s", n, one.Zh), fmt.Sprintf("%d %s", n, one.En))
}

var lapses = map[term.Lapse]lang.Text{
	term.Late:     lang.T("视为逾期", "late"),
	term.Waived:   lang.T("视为放弃", "waived"),
	term.Accepted: lang.T("视为受理", "deemed accepted"),
	term.Filed:    lang.T("视为备案", "deemed filed"),
	term.Renewed:  lang.T("视为准予延续", "deemed renewed"),
	term.Released: lang.T("自动解除", "released"),
	term.Lost:     lang.T("权力丧失", "the power is lost"),
	term.Stopped:  lang.T("自动停止", "stopped"),
	term.Charged:  lang.T("开始加处", "the surcharge begins"),
}

// favour says whom a consequence serves: 1 the party, -1 the agency, 0 nobody.
func favour(l term.Lapse) int {
	switch l {
	case term.Waived, term.Charged:
		return -1
	case term.Late:
		return 0
	default:
		return 1
	}
}
