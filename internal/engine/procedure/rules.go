package procedure

import (
	"strings"

	"anlan/internal/base/lang"
)

// Rule is one thing that a definition demands, with the law behind it. A scenario shows for every rule that names a law
// that it refuses and that it lets through.
type Rule struct {
	Key   string    `json:"key"` // procedure/act/kind:name
	Act   string    `json:"act"`
	Kind  string    `json:"kind"` // act, apart, certificate, sign, evidence, closes, holds, extends, writ, guard, barred
	Title lang.Text `json:"title"`
	Basis Basis     `json:"basis"`
}

// Trace is told of every rule that was asked, and whether it let the act through.
type Trace func(rule string, passed bool)

func (e *Engine) pass(t *Turn, rule string) {
	if e.trace != nil && !t.quiet {
		e.trace(rule, true)
	}
}

func (t *Turn) ruleKey(kind string) string { return ruleKey(t.def, t.Act.Name, kind) }

func ruleKey(d *Definition, act, kind string) string { return d.Name + "/" + act + "/" + kind }

// Rules lists all that the definition demands, in the order of its acts.
func (d *Definition) Rules() []Rule {
	var out []Rule
	if d.Barred != nil {
		out = append(out, Rule{Key: d.barredRule(), Kind: "barred", Title: lang.T(d.Barred.Title.Zh+"看不到也不能办理本事项", d.Barred.Title.En+" neither sees nor handles the case"), Basis: d.Barred.Basis})
	}
	for _, a := range d.Acts {
		add := func(kind string, title lang.Text, b Basis) {
			k, _, _ := strings.Cut(kind, ":")
			out = append(out, Rule{Key: ruleKey(d, a.Name, kind), Act: a.Name, Kind: k, Title: title, Basis: b})
		}
		if !a.Machine {
			add("act", lang.T("顺序与主体："+a.Title.Zh, "order and person: "+a.Title.En), a.Basis)
			d.whoRules(a, a.Who, add)
		}
		for _, s := range a.Signs {
			add("sign:"+s.Name, lang.T(s.Title.Zh+"签署："+a.Title.Zh, s.Title.En+" signs: "+a.Title.En), s.Who.Basis.Or(a.Basis))
			d.whoRules(a, s.Who, add)
		}
		for _, n := range a.Evidence {
			add("evidence:"+n.Kind, n.Title, n.Basis.Or(a.Basis))
		}
		d.clockRules(a, add)
		for _, w := range a.Writs {
			if wr, ok := d.writ(w); ok && len(wr.After) > 0 {
				add("writ:"+w, lang.T(wr.Title.Zh+"须在前置文书之后", wr.Title.En+" after the papers it needs"), wr.Basis.Or(a.Basis))
			}
		}
		for _, g := range a.Guards {
			add("guard:"+g.Name, g.Title, g.Basis)
		}
	}
	return out
}

func (d *Definition) whoRules(a Act, w Who, add func(string, lang.Text, Basis)) {
	for _, n := range w.NotBy {
		o, _ := d.act(n.Act)
		add("apart:"+n.Act, lang.T("与“"+o.Title.Zh+"”不得为同一人", "not by who did “"+o.Title.En+"”"), n.Basis.Or(a.Basis))
	}
	if w.Certificate != "" {
		add("certificate:"+w.Certificate, lang.T("须持有有效证件", "a valid certificate"), w.Basis.Or(a.Basis))
	}
}

func (d *Definition) clockRules(a Act, add func(string, lang.Text, Basis)) {
	for _, c := range d.Clocks {
		if contains(c.Closes, a.Name) {
			add("closes:"+c.Name, lang.T(c.Title.Zh+"期满后不得办理", "not after “"+c.Title.En+"” is over"), c.Basis)
		}
		if contains(c.Holds, a.Name) {
			add("holds:"+c.Name, lang.T(c.Title.Zh+"期满前不得办理", "not before “"+c.Title.En+"” is over"), c.Basis)
		}
		if contains(c.Extends, a.Name) {
			add("extends:"+c.Name, lang.T(c.Title.Zh+"延期以法定次数为限", "“"+c.Title.En+"” is extended as often as the law allows"), c.Basis)
		}
	}
}
