package rule

import (
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure/term"
)

// Link is one pack's part in a rule.
type Link struct {
	Pack    string        `json:"pack"` // id@version
	Hash    string        `json:"hash"` // of the pack
	Title   lang.Text     `json:"title"`
	Area    string        `json:"area"`
	From    calendar.Date `json:"from"`
	To      calendar.Date `json:"to"`
	Article string        `json:"article"`
	Source  Source        `json:"source"`
	Value   Value         `json:"value"`

	pack *Pack
}

// Cite names pack and article in both languages.
func (l Link) Cite() lang.Text { return l.pack.Cite(l.Article) }

// InForce is a rule as it stands on a day in an area: the value that applies, and the packs that made it, the nation's
// first.
type InForce struct {
	Rule  *Rule  `json:"-"` // as the first pack states it; title and meaning are from here
	Value Value  `json:"value"`
	Chain []Link `json:"chain"`

	line string
}

// Law is the title and the article of the pack that made the value, as fail.Error wants them.
func (f *InForce) Law() (law, article string) {
	l := f.last()
	return l.Title.Zh, l.Article
}

// Parameter says that the value that applies is a working value and not law.
func (f *InForce) Parameter() bool {
	return f.last().Source == Memory || f.last().Source == Constructed
}

func (f *InForce) last() *Link { return &f.Chain[len(f.Chain)-1] }

func begin(b *Book, p *Pack, r *Rule) *InForce {
	return &InForce{Rule: r, Value: r.Value, Chain: []Link{b.link(p, r, r.Value)}, line: b.lines[p.ID]}
}

func (b *Book) link(p *Pack, r *Rule, v Value) Link {
	return Link{Pack: p.Ref(), Hash: p.Hash(), Title: p.Title, Area: p.Area, From: p.From, To: b.ends[p], Article: r.Article, Source: r.Source, Value: v, pack: p}
}

// merge is the value of a rule below this one: of a term it may leave out extensions, consequence and least.
func (f *InForce) merge(r *Rule) Value {
	v := r.Value
	if v.Kind != Term || f.Value.Kind != Term {
		return v
	}
	s := *v.Term
	if r.keepExtend {
		s.Extend = f.Value.Term.Extend
	}
	if r.keepLapse {
		s.Lapse = f.Value.Term.Lapse
	}
	if r.keepLeast {
		s.Least = f.Value.Term.Least
	}
	v.Term = &s
	return v
}

func (f *InForce) tightened(b *Book, p *Pack, r *Rule) *InForce {
	v := f.merge(r)
	return &InForce{Rule: f.Rule, Value: v, Chain: append(slices.Clone(f.Chain), b.link(p, r, v)), line: f.line}
}

// Set is the law of one day in one area. It never changes and may be shared.
type Set struct {
	Date  calendar.Date
	Area  string
	book  *Book
	rules map[string]*InForce
}

// On is the law of a day in an area, given by its code.
func (b *Book) On(d calendar.Date, area string) *Set {
	s := &Set{Date: d, Area: area, book: b, rules: map[string]*InForce{}}
	for _, p := range b.at(d, area) {
		for _, r := range p.Rules {
			switch over := s.rules[r.ID]; {
			case r.Tightens == "":
				s.rules[r.ID] = begin(b, p, r)
			case over != nil && over.Value.Kind != None:
				s.rules[r.ID] = over.tightened(b, p, r)
			}
		}
	}
	return s
}

// IDs are the rules in force, sorted.
func (s *Set) IDs() []string { return slices.Sorted(maps.Keys(s.rules)) }

// Fingerprint is the SM3 of the names of all rules in force with the hashes of the packs that made them, in hex. It is
// the same on two days, or in two areas, exactly when the law is; announcing a later law does not change it.
func (s *Set) Fingerprint() string {
	h := sm3.New()
	for _, id := range s.IDs() {
		fmt.Fprint(h, id)
		for _, l := range s.rules[id].Chain {
			fmt.Fprint(h, " ", l.Pack, " ", l.Hash)
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Rule is the rule in force. Errors: NotFound when no pack knows the identifier, Illegal when packs do but none is in
// force on the day in the area; the sentence names their days.
func (s *Set) Rule(id string) (*InForce, error) {
	if f := s.rules[id]; f != nil {
		return f, nil
	}
	holders := s.book.known[id]
	if len(holders) == 0 {
		return nil, fail.NotFound("rule.unknown", "规则库中没有 "+id, "there is no rule "+id)
	}
	var zh, en []string
	for _, p := range holders {
		days := s.book.days(p)
		zh = append(zh, p.Cite(p.Rule(id).Article).Zh+days.Zh)
		en = append(en, p.Cite(p.Rule(id).Article).En+" "+days.En)
	}
	return nil, fail.Illegal("rule.not-in-force",
		fmt.Sprintf("规则 %s 在 %s 没有施行:%s", id, s.Date, strings.Join(zh, ";")),
		fmt.Sprintf("rule %s is not in force on %s: %s", id, s.Date, strings.Join(en, "; "))).Under(holders[0].Title.Zh, holders[0].Rule(id).Article)
}

func (s *Set) value(id string, k Kind) (Value, error) {
	f, err := s.Rule(id)
	if err != nil {
		return Value{}, err
	}
	if f.Value.Kind == None {
		cite := f.last().Cite()
		return Value{}, fail.Illegal("rule.none", "《"+f.last().Title.Zh+"》没有此项规定:"+f.Rule.Title.Zh+"("+cite.Zh+")", "the law has no such rule: "+f.Rule.Title.En+" ("+cite.En+")").Under(f.Law())
	}
	if f.Value.Kind != k {
		return Value{}, fail.Internal("rule.kind", fmt.Sprintf("规则 %s 的值是 %s,不是 %s", id, f.Value.Kind, k), fmt.Sprintf("the value of rule %s is a %s and not a %s", id, f.Value.Kind, k))
	}
	return f.Value, nil
}

// Term is the value of a rule that is a period. Its errors, like those of the seven that follow, are those of Rule, and Internal
// when the rule has a value of another kind; Illegal also when the law is known to have no such rule.
func (s *Set) Term(id string) (term.Spec, error) {
	v, err := s.value(id, Term)
	if err != nil {
		return term.Spec{}, err
	}
	t := *v.Term
	t.Extend, t.Warn = slices.Clone(t.Extend), slices.Clone(t.Warn)
	return t, nil
}

// Amount is the value of a rule that is a sum of money.
func (s *Set) Amount(id string) (Fen, error) { v, err := s.value(id, Amount); return v.Amount, err }

// Range is the value of a rule that is a range of money.
func (s *Set) Range(id string) (Span, error) { v, err := s.value(id, Range); return v.Range, err }

// Number is the value of a rule that is a number.
func (s *Set) Number(id string) (int64, error) { v, err := s.value(id, Number); return v.Number, err }

// Percent is the value of a rule that is a percentage, in hundredths of a percent.
func (s *Set) Percent(id string) (Hundredths, error) {
	v, err := s.value(id, Percent)
	return v.Percent, err
}

// List is the value of a rule that is an enumeration.
func (s *Set) List(id string) ([]string, error) {
	v, err := s.value(id, List)
	return slices.Clone(v.List), err
}

// Yearly is the value of a rule that is a day of the year.
func (s *Set) Yearly(id string) (YearDay, error) { v, err := s.value(id, Yearly); return v.Yearly, err }

// Text is the value of a rule that is words.
func (s *Set) Text(id string) (lang.Text, error) { v, err := s.value(id, Text); return v.Text, err }

var sourceWords = map[Source]lang.Text{
	Verified:    lang.T("已核对原文", "checked against the text"),
	Secondary:   lang.T("依据公开资料,未见原文", "from a public page, the text not seen"),
	Memory:      lang.T("系统参数,未经核对,不是法律规定", "a parameter that was not checked, not a statement of law"),
	Constructed: lang.T("系统参数,虚构的默认值,不是法律规定", "a parameter, an invented default, not a statement of law"),
}

// Explain says in sentences what applies and how it came to be: one for each pack of the chain. Errors are those of Rule.
func (s *Set) Explain(id string) ([]lang.Text, error) {
	f, err := s.Rule(id)
	if err != nil {
		return nil, err
	}
	var out []lang.Text
	for i, l := range f.Chain {
		cite, say, days, source := l.Cite(), l.Value.Say(), s.book.days(l.pack), sourceWords[l.Source]
		zh, en := cite.Zh+":", cite.En+": "
		if i > 0 {
			zh, en = zh+"收紧为 ", en+"tightened to "
		} else {
			zh, en = zh+f.Rule.Title.Zh+",", en+f.Rule.Title.En+", "
		}
		out = append(out, lang.T(
			fmt.Sprintf("%s%s(%s;%s)。", zh, say.Zh, days.Zh, source.Zh),
			fmt.Sprintf("%s%s (%s; %s).", en, say.En, days.En, source.En)))
	}
	return out, nil
}
