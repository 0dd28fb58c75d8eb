package discretion

import (
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
)

// Answer is a fact that may not be known yet.
type Answer string

// The answers; the empty one is not known.
const (
	Unknown Answer = ""
	Yes     Answer = "yes"
	No      Answer = "no"
)

// Harm is what the violation did.
type Harm string

// The degrees of harm; the empty one is not known.
const (
	HarmUnknown Harm = ""
	HarmNone    Harm = "none"
	HarmMinor   Harm = "minor"
	HarmSerious Harm = "serious"
)

// Facts are what was found in one case about one violation.
type Facts struct {
	At      calendar.Date `json:"at"`      // of the conduct; of a continuous one its end
	Overdue bool          `json:"overdue"` // not corrected in time, or refused
	Factor  float64       `json:"factor"`
	// Circumstances are those found, each with the effect chosen among those the law allows; "" for the usual one.
	Circumstances []Found `json:"circumstances,omitempty"`
	// What exemptions turn on.
	Sector     string     `json:"sector,omitempty"`
	Prior      []Prior    `json:"prior,omitempty"`     // earlier violations of the same party
	Accidents  []Accident `json:"accidents,omitempty"` // of the same party
	Dishonest  Answer     `json:"dishonest,omitempty"` // on the list of seriously dishonest parties
	Corrected  Answer     `json:"corrected,omitempty"` // in time, by the result of the re-check
	Harm       Harm       `json:"harm,omitempty"`
	Major      Answer     `json:"major,omitempty"`      // a major hidden danger
	Commitment Answer     `json:"commitment,omitempty"` // the commitment of a first offender is signed
}

// Found is a circumstance of the case.
type Found struct {
	ID     string `json:"id"`
	Effect Effect `json:"effect,omitempty"`
}

// Prior is an earlier violation that was found.
type Prior struct {
	Item string        `json:"item"`
	At   calendar.Date `json:"at"`
	Case string        `json:"case,omitempty"` // its number
}

// Accident is an accident of the party; Deaths and Injured are dead and seriously injured.
type Accident struct {
	At      calendar.Date `json:"at"`
	Deaths  int           `json:"deaths"`
	Injured int           `json:"injured"`
}

// found resolves the circumstances of the facts.
func (c *Catalogue) found(f Facts) (out []Circumstance, effects []Effect, err error) {
	seen := map[string]bool{}
	for i, x := range f.Circumstances {
		at := fmt.Sprintf("circumstances[%d]", i)
		k, ok := c.circumstance(x.ID)
		if !ok || seen[x.ID] {
			return nil, nil, fail.Invalid("discretion.circumstance.unknown", "没有这一情节，或重复列出："+x.ID, "no such circumstance, or twice: "+x.ID).At(at)
		}
		seen[x.ID] = true
		e := x.Effect
		if e == "" {
			e = k.Effects[0]
		}
		if !slices.Contains(k.Effects, e) {
			return nil, nil, fail.Illegal("discretion.circumstance.effect", "该情节依法不能产生这一效果", "the law does not give this circumstance that effect").Under(cite(k.Basis)).At(at)
		}
		for _, n := range k.Needs {
			if n == NeedCorrected && f.Corrected != Yes || n == NeedHarmless && f.Harm != HarmNone {
				return nil, nil, fail.Illegal("discretion.circumstance.facts", "“"+k.Title+"”与已认定的整改、后果事实不符", "“"+k.En+"” does not agree with what was found about correction and harm").Under(cite(k.Basis)).At(at)
			}
		}
		out, effects = append(out, k), append(effects, e)
	}
	return out, effects, nil
}

// grade is the grade of a factor.
func (it Item) grade(v float64) (int, error) {
	if !finite(v) || it.Factor.Max > 0 && v > it.Factor.Max || it.Factor.Whole && v != float64(int64(v)) {
		return 0, fail.Invalid("discretion.factor", fmt.Sprintf("“%s”的取值不合理：%v", it.Factor.Title, v), fmt.Sprintf("%v is no value of this factor", v)).At("factor")
	}
	for i, g := range it.Grades {
		if v >= g.From && (g.Below == 0 || v < g.Below) {
			return i, nil
		}
	}
	if last := it.Grades[len(it.Grades)-1]; last.Below > 0 && v == last.Below && v == it.Factor.Max {
		return len(it.Grades) - 1, nil // 100 of 100 percent
	}
	return 0, fail.Invalid("discretion.factor", fmt.Sprintf("“%s”为 %v 时不在任何裁量阶次内", it.Factor.Title, v), fmt.Sprintf("%v lies in no grade", v)).At("factor")
}

// place is where in its grade a factor lies, from 0 to 1; a half where there is nothing to tell: a grade without end, of
// one count, or of a kind.
func (it Item) place(g int, v float64) float64 {
	from, to := it.Grades[g].From, it.Grades[g].Below
	if it.Factor.Whole {
		to-- // the last count within
	}
	if len(it.Factor.Words) > 0 || to <= from {
		return 0.5
	}
	return min(1, (v-from)/(to-from))
}

// cite splits a citation like 《行政处罚法》第三十二条 into instrument and article.
func cite(basis string) (law, article string) {
	if i := strings.Index(basis, "》"); i >= 0 {
		i += len("》")
		return basis[:i], basis[i:]
	}
	return "", basis
}
