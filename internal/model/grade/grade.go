// Package grade grades a risk by LEC (作业条件危险性评价法), LS or a risk matrix, in the four colours and with the working
// shown, and rates an area from its graded points.
//
// A Method is data: factors with the scores that they may have, and what decides the colour – cut-offs of the product
// (Bands) or a grid (Cells). LEC, LS and Matrix are those of the reference; a city may have its own as long as it is not
// looser (Method.Tightens). Assess multiplies the scores in whole tenths, so that a value on a border is on it. Rate sums up
// points to an area by a Scale; Digital is the score of a chemical enterprise's running of its dual prevention (E = (A+B)×α).
//
// Every table says how well it is known (Basis). Nothing here was checked against the text of a standard: colours are
// parameters and no law, and each working says so. The package grades what it is told; it finds no risks.
package grade

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Risk is a grade of the four-colour scale (红橙黄蓝), with the values of the register. The word always stands beside it.
type Risk string

// The four grades; "" is not graded.
const (
	Red    Risk = "red"
	Orange Risk = "orange"
	Yellow Risk = "yellow"
	Blue   Risk = "blue"
)

// Risks are the grades, worst first.
var Risks = []Risk{Red, Orange, Yellow, Blue}

// Rank orders grades from worst (0) to not graded (4).
func (r Risk) Rank() int {
	if i := slices.Index(Risks, r); i >= 0 {
		return i
	}
	return len(Risks)
}

// Title is the grade in words, with its colour.
func (r Risk) Title() lang.Text {
	return []lang.Text{
		lang.T("重大风险（红）", "major risk (red)"), lang.T("较大风险（橙）", "considerable risk (orange)"), lang.T("一般风险（黄）", "moderate risk (yellow)"),
		lang.T("低风险（蓝）", "low risk (blue)"), lang.T("未评定", "not graded"),
	}[r.Rank()]
}

// Control is a level of an enterprise that keeps a risk under control.
type Control string

// The levels, from the top.
const (
	Company    Control = "company"
	Department Control = "department"
	Workshop   Control = "workshop"
	Team       Control = "team"
)

var controls = []Control{Company, Department, Workshop, Team}

// Title is the level in words.
func (c Control) Title() lang.Text {
	switch c {
	case Company:
		return lang.T("公司（厂）级", "company")
	case Department:
		return lang.T("部门级", "department")
	case Workshop:
		return lang.T("车间级", "workshop")
	case Team:
		return lang.T("班组（岗位）级", "team and post")
	}
	return lang.T(string(c), string(c))
}

// Controls are the levels that control a risk of the grade: the one that answers first, then all below it, which control it
// too. None for a risk that is not graded. So it is in local standards; not verified.
func (r Risk) Controls() []Control {
	return slices.Clone(controls[r.Rank():])
}

// Source says how well a statement is known, in the words of the rule packs. Memory and Constructed make a parameter.
type Source string

// The sources, best first.
const (
	Verified    Source = "verified"    // checked against the text itself
	Secondary   Source = "secondary"   // checked against a page that quotes it
	Memory      Source = "memory"      // not looked up
	Constructed Source = "constructed" // invented as a realistic default
)

var sources = []Source{Verified, Secondary, Memory, Constructed}

// Basis is where a table comes from and how well it is known.
type Basis struct {
	Title  lang.Text `json:"title"`
	Source Source    `json:"source"`
}

// Method is a way of grading one risk. Its result is the product of the scores. Cells, where there are any, decide in place
// of Bands: a row for each score of the first factor, a column for each of the second, both from the lowest.
type Method struct {
	ID      string    `json:"id"`
	Title   lang.Text `json:"title"`
	Result  string    `json:"result"` // its symbol
	Factors []Factor  `json:"factors"`
	Bands   []Band    `json:"bands,omitempty"` // gravest first, the last from 0
	Cells   [][]Risk  `json:"cells,omitempty"`
	Basis   Basis     `json:"basis"`   // of the factors and classes
	Colours Basis     `json:"colours"` // of which class has which colour
}

// Factor is one score to be given, from the lowest up.
type Factor struct {
	Symbol string    `json:"symbol"`
	Title  lang.Text `json:"title"`
	Scores []Score   `json:"scores"`
}

// Score is a value that a factor may have, in tenths: 5 is 0.5.
type Score struct {
	Tenths int       `json:"tenths"`
	Title  lang.Text `json:"title"`
}

// Value is the score as it is written.
func (s Score) Value() float64 { return float64(s.Tenths) / 10 }

// Band is a class of results: those of From and more, or with Above those greater than From, up to the band before it.
type Band struct {
	From  int       `json:"from"`
	Above bool      `json:"above,omitempty"`
	Class lang.Text `json:"class"` // of the method itself; zero where it has none
	Risk  Risk      `json:"risk"`
}

// Input is what is said of one risk: a score for each factor by its symbol, and the keys of the rules that make it red
// whatever the scores are (DirectRules).
type Input struct {
	Scores map[string]float64 `json:"scores"`
	Direct []string           `json:"direct"`
}

// Term is one score with what it means.
type Term struct {
	Symbol string    `json:"symbol"`
	Factor lang.Text `json:"factor"`
	Score  Score     `json:"score"`
}

// Working is a grade with all that leads to it. Value is the product of the scores, exact in Product as a decimal. Band is
// the class of the product, or that of the colour where a grid decides; ByScores is the colour without the direct rules.
// Weakest is how well the worst known of its tables is known.
type Working struct {
	Method   Method       `json:"-"`
	ID       string       `json:"method"`
	Terms    []Term       `json:"terms"`
	Value    float64      `json:"value"`
	Product  string       `json:"product"`
	Band     Band         `json:"band"`
	ByScores Risk         `json:"by_scores"`
	Direct   []DirectRule `json:"direct"`
	Risk     Risk         `json:"risk"`
	Controls []Control    `json:"controls"`
	Weakest  Source       `json:"weakest"`
}

// Assess grades one risk. It fails with Invalid for a method that is not sound (Method.Check), for a score that is missing,
// that the method does not have, or of a factor that it does not have, and for a direct rule that is not known.
func Assess(m Method, in Input) (Working, error) {
	if err := m.Check(); err != nil {
		return Working{}, err
	}
	w := Working{Method: m, ID: m.ID, Direct: []DirectRule{}, Weakest: weakest(m.Basis.Source, m.Colours.Source)}
	product, places := 1, make([]int, len(m.Factors))
	for i, f := range m.Factors {
		v, ok := in.Scores[f.Symbol]
		if !ok {
			return Working{}, fail.Invalid("grade.score", "缺少"+f.Title.Zh+" "+f.Symbol, f.Symbol+" ("+f.Title.En+") is missing").At("scores." + f.Symbol)
		}
		places[i] = slices.IndexFunc(f.Scores, func(s Score) bool { return s.Value() == v })
		if places[i] < 0 {
			return Working{}, fail.Invalid("grade.score", f.Symbol+" 只能取 "+f.values(), f.Symbol+" is one of "+f.values()).At("scores." + f.Symbol)
		}
		s := f.Scores[places[i]]
		product *= s.Tenths
		w.Terms = append(w.Terms, Term{f.Symbol, f.Title, s})
	}
	for _, symbol := range slices.Sorted(maps.Keys(in.Scores)) {
		if !slices.ContainsFunc(m.Factors, func(f Factor) bool { return f.Symbol == symbol }) {
			return Working{}, fail.Invalid("grade.factor", m.Title.Zh+"没有因素 "+symbol, "the method has no factor "+symbol).At("scores." + symbol)
		}
	}
	w.Product = decimal(product, len(m.Factors))
	w.Value, _ = strconv.ParseFloat(w.Product, 64)
	w.Band = m.band(product, places)
	w.ByScores, w.Risk = w.Band.Risk, w.Band.Risk
	for i, key := range in.Direct {
		at := slices.IndexFunc(DirectRules, func(d DirectRule) bool { return d.Key == key })
		if at < 0 {
			return Working{}, fail.Invalid("grade.direct", "没有直接判定情形 "+key, "there is no direct rule "+key).At("direct." + strconv.Itoa(i))
		}
		if slices.Contains(w.Direct, DirectRules[at]) {
			continue // said twice
		}
		w.Direct = append(w.Direct, DirectRules[at])
		w.Risk, w.Weakest = Red, weakest(w.Weakest, DirectRules[at].Basis.Source)
	}
	w.Controls = w.Risk.Controls()
	return w, nil
}

// band is the class of a product in tenths of tenths, as many as there are factors.
func (m Method) band(product int, places []int) Band {
	if len(m.Cells) > 0 {
		return Band{Risk: m.Cells[places[0]][places[1]]}
	}
	scale := 1
	for range m.Factors {
		scale *= 10
	}
	for _, b := range m.Bands {
		if product > b.From*scale || product == b.From*scale && !b.Above {
			return b
		}
	}
	return m.Bands[len(m.Bands)-1]
}

func (f Factor) values() string {
	var out []string
	for _, s := range f.Scores {
		out = append(out, decimal(s.Tenths, 1))
	}
	return strings.Join(out, "、")
}

func weakest(a, b Source) Source {
	return sources[max(slices.Index(sources, a), slices.Index(sources, b))]
}

// decimal writes n·10^-places without zeros at its end.
func decimal(n, places int) string {
	s := fmt.Sprintf("%0*d", places+1, n)
	whole, part := s[:len(s)-places], strings.TrimRight(s[len(s)-places:], "0")
	if part == "" {
		return whole
	}
	return whole + "." + part
}
