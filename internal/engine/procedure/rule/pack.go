// Package rule is law as data: packs of rules, each with its article, its days in force and where it was read.
//
// A Pack is one legal instrument in one version: a statute of the nation, a measure of a province, a standard of a city.
// It is read from strict YAML by Parse and never changes. A Book holds packs that agree with each other: NewBook refuses a
// lower pack that shortens a right or lengthens a power, versions that overlap, and the like, in sentences that name file,
// line, rule, reason and remedy. Book.On is the Set of rules in force on a day in an area; Choose sets the law of the day
// of a conduct beside the law of the day of the decision and says which applies, by the principle that the packs state.
//
// Days are days in Beijing. A Set knows values, not what they are for: which act a term bounds is a procedure's matter,
// and how a term is counted is package term's. The package knows no law; all law comes from packs.
package rule

import (
	"encoding/hex"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
)

// Source says how well a statement is known. Memory and Constructed make a parameter: a working value of the system,
// shown as such and never as law.
type Source string

// The sources, best first.
const (
	Verified    Source = "verified"    // checked against the text of the instrument itself
	Secondary   Source = "secondary"   // checked against an official notice or a page that quotes it
	Memory      Source = "memory"      // not looked up
	Constructed Source = "constructed" // invented as a realistic default
)

var sources = []Source{Verified, Secondary, Memory, Constructed}

// better says that s is a stronger claim than o.
func (s Source) better(o Source) bool { return slices.Index(sources, s) < slices.Index(sources, o) }

// Protects says whom a rule serves, and so which way a lower pack may move it.
type Protects string

// What a rule protects. A right of the party may only grow, a power of the agency only shrink; a duty of the agency may
// only become stricter, in the direction that the rule states.
const (
	Right Protects = "right"
	Power Protects = "power"
	Duty  Protects = "duty"
)

// Direction is a way in which a value may move.
type Direction string

// The directions. Lower is also the shorter term, the earlier day, the list with fewer entries, and the range inside.
const (
	Lower  Direction = "lower"
	Higher Direction = "higher"
	Fixed  Direction = "fixed"
)

// Nature says how a rule meets a change of the law: a substantive one by comparison, a procedural one by the day.
type Nature string

// The natures of a rule.
const (
	Substantive Nature = "substantive"
	Procedural  Nature = "procedural"
)

// Rule is one statement of an instrument. In a rule that tightens another, title, protects, tighten, nature and milder are
// those of the other and may be left out.
type Rule struct {
	ID       string
	Article  string // 第六十条; of a parameter it may be empty
	Title    lang.Text
	Protects Protects
	Tighten  Direction
	Nature   Nature
	Milder   Direction // of a substantive rule: the side that is milder for the party
	Source   Source
	Value    Value
	Tightens string // the pack whose rule this one makes stricter; empty in a rule of its own
	Note     string // Chinese, for the reader
	Line     int    // in the file

	keepExtend, keepLapse, keepLeast bool // an override leaves these of the term as they are
}

// Parameter says that the value is a working value of the system and not law.
func (r *Rule) Parameter() bool { return r.Source == Memory || r.Source == Constructed }

// Pack is one instrument in one version. Read it, do not change it.
type Pack struct {
	File    string // by which name it was read, for messages
	ID      string // cn.penalty-law
	Version string // 2021
	Title   lang.Text
	Number  string // 文号
	Area    string // prefix of the codes of the areas where it applies; empty in the whole country
	From    calendar.Date
	To      calendar.Date // last day in force; zero while it is, or until the pack that replaces it
	// Replaces is the pack that this one follows, as id@version: its successor from the very next day.
	Replaces string
	Source   Source // of the text; no rule may claim a better one
	Dates    Source // of the number and the days in force; like Source when the file does not say
	Note     string
	Rules    []*Rule
	Line     int

	bytes []byte
	hash  string
	lines map[string]int // of the keys of the head
}

// Ref is the name of the pack with its version: cn.penalty-law@2021.
func (p *Pack) Ref() string { return p.ID + "@" + p.Version }

// Bytes is the file as it was read, for whoever keeps packs.
func (p *Pack) Bytes() []byte { return slices.Clone(p.bytes) }

// Hash is the SM3 of Bytes, in hex.
func (p *Pack) Hash() string { return p.hash }

func hashOf(b []byte) string {
	sum := sm3.Sum(b)
	return hex.EncodeToString(sum[:])
}

// Rule is the pack's rule with the identifier, or nil.
func (p *Pack) Rule(id string) *Rule {
	for _, r := range p.Rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Cite names the pack with an article: 《行政处罚法》(2021)第六十条.
func (p *Pack) Cite(article string) lang.Text {
	return lang.T("《"+p.Title.Zh+"》("+p.Version+")"+article, strings.TrimSpace(p.Title.En+" ("+p.Version+") "+articleEn(article)))
}

// within says that the pack applies in the area.
func (p *Pack) within(area string) bool { return strings.HasPrefix(area, p.Area) }
