package procedure

import (
	"errors"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure/rule"
)

// PackTrial is what loading a rule pack would do. Pack is nil when the text cannot be read as one.
type PackTrial struct {
	Pack   *rule.Pack
	Faults []PackFault
	Rules  []PackRule
}

// PackFault is one reason for which a pack is refused.
type PackFault struct {
	Line    int       `json:"line" doc:"of the text; 0 when it is about the whole"`
	Rule    string    `json:"rule" doc:"the rule that is meant, empty for the head"`
	Text    lang.Text `json:"text" doc:"what is wrong and how to mend it"`
	Law     string    `json:"law" doc:"the higher pack that forbids it"`
	Article string    `json:"article"`
}

// PackRule is what becomes of one rule on the pack's first day in its area.
type PackRule struct {
	ID      string    `json:"id"`
	Line    int       `json:"line"`
	Title   lang.Text `json:"title"`
	State   PackState `json:"state" enum:"new,tightens,same,replaces,refused,gone"`
	Was     lang.Text `json:"was" doc:"what holds there today, empty for none"`
	Is      lang.Text `json:"is" doc:"what the pack says, empty when the rule goes"`
	Law     string    `json:"law" doc:"where what holds today stands"`
	Article string    `json:"article"`
}

// PackState is what a pack does to a rule.
type PackState string

// The states.
const (
	RuleNew      PackState = "new"      // nothing was said about it
	RuleTightens PackState = "tightens" // stricter than what holds there
	RuleSame     PackState = "same"     // as it is
	RuleReplaces PackState = "replaces" // another value than in the pack that it replaces
	RuleRefused  PackState = "refused"  // a fault names it
	RuleGone     PackState = "gone"     // in the pack that it replaces, and no longer
)

// TryPack says what LoadPack would do, and changes nothing. Every fault is named, not only the first.
func (e *Engine) TryPack(file string, body []byte) PackTrial {
	t := PackTrial{Faults: []PackFault{}, Rules: []PackRule{}}
	p, err := rule.Parse(file, body)
	if err != nil {
		t.refuse(err, nil)
		return t
	}
	t.Pack = p
	book := e.Book()
	next, err := book.Add(p)
	if err != nil {
		t.refuse(err, p)
	}
	t.compare(book, next, p)
	return t
}

// refuse takes the faults apart. Those that name another pack's file are about what is there already and keep their text.
func (t *PackTrial) refuse(err error, p *rule.Pack) {
	var all rule.Problems
	if !errors.As(err, &all) {
		if f := fail.As(err); f != nil {
			all = rule.Problems{f}
		}
	}
	for _, f := range all {
		out := PackFault{Text: f.Text, Law: f.Law, Article: f.Article}
		if i := strings.LastIndexByte(f.Field, ':'); i >= 0 {
			out.Line, _ = strconv.Atoi(f.Field[i+1:])
		}
		if p != nil {
			for _, r := range p.Rules {
				if r.Line == out.Line {
					out.Rule = r.ID
				}
			}
		}
		t.Faults = append(t.Faults, out)
	}
}

// compare sets each rule beside what holds on the pack's first day in its area today.
func (t *PackTrial) compare(book, next *rule.Book, p *rule.Pack) {
	before := book.On(p.From, p.Area)
	var after *rule.Set
	if next != nil {
		after = next.On(p.From, p.Area)
	}
	for _, r := range p.Rules {
		x := PackRule{ID: r.ID, Line: r.Line, Title: r.Title, State: RuleNew, Is: r.Value.Say()}
		was, err := before.Rule(r.ID)
		if err == nil {
			x.Was, x.State = was.Value.Say(), RuleTightens
			x.Law, x.Article = was.Law()
			if x.Title.Zh == "" {
				x.Title = was.Rule.Title
			}
		}
		switch {
		case t.names(r.ID):
			x.State = RuleRefused
		case after == nil || err != nil:
		default:
			is, err := after.Rule(r.ID)
			switch {
			case err == nil && is.Value.Say() == x.Was:
				x.State = RuleSame
			case r.Tightens == "":
				x.State = RuleReplaces
			}
		}
		t.Rules = append(t.Rules, x)
	}
	if after == nil {
		return
	}
	for _, id := range before.IDs() {
		was, err := before.Rule(id)
		if _, gone := after.Rule(id); err != nil || gone == nil {
			continue
		}
		law, article := was.Law()
		t.Rules = append(t.Rules, PackRule{ID: id, Title: was.Rule.Title, State: RuleGone, Was: was.Value.Say(), Law: law, Article: article})
	}
}

func (t *PackTrial) names(id string) bool {
	for _, f := range t.Faults {
		if f.Rule == id {
			return true
		}
	}
	return false
}
