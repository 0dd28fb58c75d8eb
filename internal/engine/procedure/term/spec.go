package term

import (
	"fmt"
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
)

// Spec is one term of the law.
type Spec struct {
	Length int           `yaml:"length" json:"length"` // in units, greater than 0
	Unit   calendar.Unit `yaml:"unit" json:"unit"`
	// Least turns the meaning round: the thing must not happen before the term is over ("notice at least 7 working days
	// before the hearing"), instead of having to happen within it.
	Least bool `yaml:"least,omitempty" json:"least,omitempty"`
	// Firm keeps the last day even when it is a day of rest. A term whose end lifts a burden from the party or takes a
	// power from the office is firm: a holiday must not prolong a seizure or a publication. Terms that lapse as Released
	// or Stopped are firm without saying so (see Rolls).
	Firm bool `yaml:"firm,omitempty" json:"firm,omitempty"`
	// Extend are the extensions that the law allows, each at most Times times.
	Extend []Extension `yaml:"extend,omitempty" json:"extend,omitempty"`
	// Warn are the moments at which somebody must be told, counted from the start in units of the term (60, 75 and 85 of
	// 90 days). Empty: a fifth and a tenth of the term before its end, at least one unit.
	Warn []int `yaml:"warn,omitempty" json:"warn,omitempty"`
	// Lapse is what the law says happens when nothing was done in time.
	Lapse Lapse `yaml:"lapse,omitempty" json:"lapse,omitempty"`
}

// Extension is a lengthening that the law allows.
type Extension struct {
	Length int           `yaml:"length" json:"length"`
	Unit   calendar.Unit `yaml:"unit" json:"unit"`
	Times  int           `yaml:"times" json:"times"` // how often at most
	By     string        `yaml:"by" json:"by"`       // who grants it, as the law says: 本机关负责人
	Basis  string        `yaml:"basis,omitempty" json:"basis,omitempty"`
}

// Lapse is the consequence of a term that ran out. The empty one means that the act is late, still due, and counted so.
type Lapse string

// The consequences.
const (
	Late     Lapse = ""         // 逾期，仍须办理
	Waived   Lapse = "waived"   // 视为放弃权利
	Accepted Lapse = "accepted" // 视为受理
	Filed    Lapse = "filed"    // 视为备案
	Renewed  Lapse = "renewed"  // 视为准予延续
	Released Lapse = "released" // 措施自动解除
	Lost     Lapse = "lost"     // 权力丧失
	Stopped  Lapse = "stopped"  // 到期自动停止（公示、列入）
	Charged  Lapse = "charged"  // 开始加处
)

// longest is the largest length that a spec may state; no term of the law is longer, and the count walks day by day.
const longest = 100_000

// Rolls says whether a last day that is a day of rest moves to the next working day (Civil Code, Art. 203). It does not
// for firm terms, by the same reason for which a detention is never prolonged by a holiday (Criminal Procedure Law, Art.
// 105(4)), nor for a Least distance, in which nothing has to be done on the last day.
func (s Spec) Rolls() bool {
	return s.Unit != calendar.Hours && !s.Firm && !s.Least && s.Lapse != Released && s.Lapse != Stopped
}

// Validate refuses a spec that no law can mean; the error is of kind Invalid and names the field.
func (s Spec) Validate() error {
	bad := func(field, zh, en string) error { return fail.Invalid("term.spec", zh, en).At(field) }
	if !s.Unit.Known() {
		return bad("unit", "未知的期限单位", fmt.Sprintf("unknown unit of a term: %q", s.Unit))
	}
	if s.Length <= 0 || s.Length > longest {
		return bad("length", "期限长度须为正数", fmt.Sprintf("the length of a term cannot be %d", s.Length))
	}
	for i, e := range s.Extend {
		if e.Length <= 0 || e.Length > longest || e.Times <= 0 {
			return bad(fmt.Sprintf("extend[%d]", i), "延长的长度和次数须为正数", "an extension has a length and a number of times")
		}
		if !e.Unit.Known() || (e.Unit == calendar.Hours) != (s.Unit == calendar.Hours) {
			return bad(fmt.Sprintf("extend[%d].unit", i), "延长的单位与期限不相容", fmt.Sprintf("a term in %s cannot be extended in %s", s.Unit, e.Unit))
		}
	}
	for i, w := range s.Warn {
		if w <= 0 || w > s.Length {
			return bad(fmt.Sprintf("warn[%d]", i), "预警点须在期限之内", "a warning lies within the term")
		}
	}
	if s.Least && (len(s.Extend) > 0 || len(s.Warn) > 0) {
		return bad("least", "最短间隔不预警、不延长", "a least distance has no warnings and no extensions")
	}
	if !slices.Contains([]Lapse{Late, Waived, Accepted, Filed, Renewed, Released, Lost, Stopped, Charged}, s.Lapse) {
		return bad("lapse", "未知的逾期后果", fmt.Sprintf("unknown consequence %q", s.Lapse))
	}
	return nil
}

// warnings are the lengths at which somebody is told.
func (s Spec) warnings() []int {
	if s.Least {
		return nil
	}
	w := slices.Clone(s.Warn)
	if len(w) == 0 {
		w = []int{s.Length - max(1, s.Length/5), s.Length - max(1, s.Length/10)}
	}
	slices.Sort(w)
	return slices.Compact(w)
}
