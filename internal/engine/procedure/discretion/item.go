package discretion

import (
	"fmt"
	"math"
	"slices"

	"go.yaml.in/yaml/v3"

	"anlan/internal/base/calendar"
)

// Source says where a figure comes from.
type Source string

// The sources, best first.
const (
	Verified    Source = "verified"    // read in the text of the law
	Secondary   Source = "secondary"   // quoted by a published page or notice
	Reported    Source = "reported"    // stated by the bureau's annual report
	Memory      Source = "memory"      // known, not looked up: a parameter, not law
	Constructed Source = "constructed" // a realistic default made up here
)

func (s Source) known() bool {
	return s == Verified || s == Secondary || s == Reported || s == Memory || s == Constructed
}

// firm says whether the source may be shown as law.
func (s Source) firm() bool { return s == Verified || s == Secondary }

// Range is a fine from Min to Max yuan, both included; written [min, max]. "Not more than" has Min 0.
type Range struct {
	Min int64 `json:"min"`
	Max int64 `json:"max"`
}

// UnmarshalYAML reads [min, max].
func (r *Range) UnmarshalYAML(n *yaml.Node) error {
	var v []int64
	fraction := func(x *yaml.Node) bool { return x.ShortTag() != "!!int" } // which Decode would cut off
	if err := n.Decode(&v); err != nil || len(v) != 2 || slices.ContainsFunc(n.Content, fraction) {
		return fmt.Errorf("line %d: a range is written [min, max] in whole yuan", n.Line)
	}
	if v[0] < 0 || v[1] <= v[0] || v[1] > 1e12 {
		return fmt.Errorf("line %d: no range: [%d, %d]", n.Line, v[0], v[1])
	}
	r.Min, r.Max = v[0], v[1]
	return nil
}

// Has says that the amount lies in the range.
func (r Range) Has(amount int64) bool { return r.Min <= amount && amount <= r.Max }

func (r Range) String() string { return fmt.Sprintf("%d–%d", r.Min, r.Max) }

// Fines are the fines of one stage, of the party and of each person responsible; nil where the law has none. Measure is
// what goes with them.
type Fines struct {
	Party   *Range `yaml:"party" json:"party,omitempty"`
	Persons *Range `yaml:"persons" json:"persons,omitempty"`
	Measure string `yaml:"measure" json:"measure,omitempty"`
}

// Item is one line of the benchmark.
type Item struct {
	ID      string        `yaml:"id" json:"id"`
	Title   string        `yaml:"title" json:"title"`     // 违法行为
	Duty    string        `yaml:"duty" json:"duty"`       // the article that is broken
	Penalty string        `yaml:"penalty" json:"penalty"` // the article that punishes
	From    calendar.Date `yaml:"from" json:"from"`       // in force, of the conduct
	To      calendar.Date `yaml:"to" json:"to,omitzero"`  // last day in force; zero for still
	On      string        `yaml:"on" json:"on"`           // unit, or person when the law fines a person alone
	First   Fines         `yaml:"first" json:"first"`
	Overdue *Fines        `yaml:"overdue" json:"overdue,omitempty"` // not corrected in time, or refused
	Source  Source        `yaml:"source" json:"source"`             // of the articles and ranges
	Bands   Source        `yaml:"bands" json:"bands"`               // of the grades
	Alert   string        `yaml:"alert" json:"alert,omitempty"`     // what else must be looked at, such as a crime
	Factor  Factor        `yaml:"factor" json:"factor"`
	Grades  []Grade       `yaml:"grades" json:"grades"`
}

// Factor is what is measured to find the grade.
type Factor struct {
	Title string  `yaml:"title" json:"title"`
	Unit  string  `yaml:"unit" json:"unit"`
	Whole bool    `yaml:"whole" json:"whole"`           // counted, not measured
	Max   float64 `yaml:"max" json:"max,omitempty"`     // 0 for none
	Words []Word  `yaml:"words" json:"words,omitempty"` // the meaning of its values, when they are kinds and not quantities
}

// Word names a value of a factor whose values are kinds.
type Word struct {
	Value float64 `yaml:"value" json:"value"`
	Title string  `yaml:"title" json:"title"`
}

// Grade is a band of the factor, From included and Below not (0 for no end), and the fines of each stage within it.
type Grade struct {
	Title   string  `yaml:"title" json:"title"`
	From    float64 `yaml:"from" json:"from"`
	Below   float64 `yaml:"below" json:"below,omitempty"`
	First   Fines   `yaml:"first" json:"first"`
	Overdue Fines   `yaml:"overdue" json:"overdue"`
}

// Effect is what circumstances do to a penalty.
type Effect string

// The effects; Mixed is lighter and heavier at once.
const (
	Neutral   Effect = "neutral"
	Lighter   Effect = "lighter"   // 从轻
	Heavier   Effect = "heavier"   // 从重
	Mitigated Effect = "mitigated" // 减轻，低于法定最低
	Mixed     Effect = "mixed"     // 兼有从轻与从重
	None      Effect = "none"      // 不予处罚
)

// Circumstance is something about the case that changes the penalty. Effects are those that the law allows, the usual one
// first; None makes it a ground for no penalty.
type Circumstance struct {
	ID      string   `yaml:"id" json:"id"`
	Title   string   `yaml:"title" json:"title"`
	En      string   `yaml:"en" json:"en"`
	Basis   string   `yaml:"basis" json:"basis"`
	Effects []Effect `yaml:"effects" json:"effects"`
	Needs   []Need   `yaml:"needs" json:"needs,omitempty"` // facts without which it cannot be found
	Source  Source   `yaml:"source" json:"source"`
}

// Need is a fact that a circumstance needs.
type Need string

// The needs.
const (
	NeedCorrected Need = "corrected" // corrected in time
	NeedHarmless  Need = "harmless"  // no harm came of it
)

// Params are the figures that no national text fixes.
type Params struct {
	Lighter  float64 `yaml:"lighter" json:"lighter"`   // the lowest share of a grade
	Heavier  float64 `yaml:"heavier" json:"heavier"`   // the highest share of a grade
	Mitigate float64 `yaml:"mitigate" json:"mitigate"` // the share of the statutory minimum that is proposed when mitigated
	Round    int64   `yaml:"round" json:"round"`       // yuan
	Source   Source  `yaml:"source" json:"source"`
}

func (p Params) check() error {
	if !(p.Lighter > 0 && p.Heavier > 0 && p.Lighter+p.Heavier < 1) {
		return fmt.Errorf("params: lighter %v and heavier %v must be shares that leave a middle", p.Lighter, p.Heavier)
	}
	if !(p.Mitigate > 0 && p.Mitigate < 1) {
		return fmt.Errorf("params: mitigate %v must be a share", p.Mitigate)
	}
	if p.Round < 1 || p.Round > 10_000 {
		return fmt.Errorf("params: round %d must be 1 to 10000 yuan", p.Round)
	}
	if !p.Source.known() {
		return fmt.Errorf("params: unknown source %q", p.Source)
	}
	return nil
}

func (it Item) check() error {
	switch {
	case it.ID == "" || it.Title == "" || it.Duty == "" || it.Penalty == "":
		return fmt.Errorf("item %q: id, title, duty and penalty are all needed", it.ID)
	case it.From.IsZero() || !it.To.IsZero() && it.To.Before(it.From):
		return fmt.Errorf("item %s: from and to are no period", it.ID)
	case it.On != "unit" && it.On != "person":
		return fmt.Errorf("item %s: on is unit or person, not %q", it.ID, it.On)
	case !it.Source.known() || !it.Bands.known():
		return fmt.Errorf("item %s: unknown source %q or bands %q", it.ID, it.Source, it.Bands)
	case it.Factor.Title == "" || len(it.Grades) == 0:
		return fmt.Errorf("item %s: a factor and grades are needed", it.ID)
	case it.On == "person" && (it.First.Persons != nil || it.Overdue != nil && it.Overdue.Persons != nil):
		return fmt.Errorf("item %s: a person who is the party has no further persons", it.ID)
	}
	for _, w := range it.Factor.Words {
		if _, err := it.grade(w.Value); err != nil || w.Title == "" {
			return fmt.Errorf("item %s: the word %q has no grade", it.ID, w.Title)
		}
	}
	for i, g := range it.Grades {
		last := i == len(it.Grades)-1
		bad := !finite(g.From) || !finite(g.Below) || g.From < 0 || !(g.Below > g.From) && !(last && g.Below == 0)
		if g.Title == "" || bad {
			return fmt.Errorf("item %s, grade %d: no title or no band", it.ID, i+1)
		}
		if i > 0 && g.From != it.Grades[i-1].Below {
			return fmt.Errorf("item %s, grade %d: begins at %v, the grade before ends at %v", it.ID, i+1, g.From, it.Grades[i-1].Below)
		}
		if it.Overdue == nil && (g.Overdue != Fines{}) {
			return fmt.Errorf("item %s, grade %d: the law has no overdue stage", it.ID, i+1)
		}
	}
	overdue := Fines{}
	if it.Overdue != nil {
		overdue = *it.Overdue
	}
	for _, c := range []struct {
		name string
		law  *Range
		of   func(Grade) *Range
		must bool
	}{
		{"first.party", it.First.Party, func(g Grade) *Range { return g.First.Party }, true},
		{"overdue.party", overdue.Party, func(g Grade) *Range { return g.Overdue.Party }, true},
		{"first.persons", it.First.Persons, func(g Grade) *Range { return g.First.Persons }, false},
		{"overdue.persons", overdue.Persons, func(g Grade) *Range { return g.Overdue.Persons }, false},
	} {
		if err := it.cover(c.name, c.law, c.of, c.must); err != nil {
			return err
		}
	}
	return nil
}

// cover holds the bands of the grades against the statutory range: none outside, no gap, no overlap, all of it covered.
// Persons may have no bands at all; then their whole range holds in each grade.
func (it Item) cover(name string, law *Range, of func(Grade) *Range, must bool) error {
	n := 0
	for _, g := range it.Grades {
		if of(g) != nil {
			n++
		}
	}
	switch {
	case law == nil && n > 0:
		return fmt.Errorf("item %s: grades have %s, which the law has not", it.ID, name)
	case law == nil || n == 0 && !must:
		return nil
	case n != len(it.Grades):
		return fmt.Errorf("item %s: %d of %d grades have %s", it.ID, n, len(it.Grades), name)
	}
	at := law.Min
	for i, g := range it.Grades {
		r := of(g)
		if r.Min != at {
			return fmt.Errorf("item %s, grade %d: %s begins at %d, want %d: grades must join", it.ID, i+1, name, r.Min, at)
		}
		at = r.Max
	}
	if at != law.Max {
		return fmt.Errorf("item %s: the grades of %s end at %d, the law at %d", it.ID, name, at, law.Max)
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
