package procedure

import (
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
)

// Check refuses a definition that cannot work: a name used twice, a stage that no act reaches or leaves, an act without
// anybody to do it, a form without titles, a clock that nothing starts or ends, an act of a lawful procedure without an
// article, a writ that comes before what it needs. The error lists every fault and is Internal: it is ours, found at start.
func (d *Definition) Check() error {
	k := checking{Definition: d}
	if d.Name == "" || d.Version < 1 || d.Title.Zh == "" || d.Title.En == "" || d.Read == "" || d.Open == "" {
		k.say("name, version, title in both languages, read and open are needed")
	}
	if !d.To.IsZero() && (d.From.IsZero() || d.To.Before(d.From)) {
		k.say("in force until %s without a day before it from which on", d.To)
	}
	if d.Lawful && d.Basis.IsZero() {
		k.say("a lawful procedure names its law")
	}
	k.stages()
	k.acts()
	k.clocks()
	k.writs()
	k.sources()
	for name, f := range map[string]any{"data": d.Data, "filing": d.Filing} {
		if f == nil {
			continue
		}
		for _, x := range form.Faults(f) {
			k.say("%s: %s has no name or title", name, x)
		}
	}
	if len(k.faults) == 0 {
		return nil
	}
	slices.Sort(k.faults)
	return fail.Internal("procedure.definition", "流程 "+d.Name+" 定义有误", fmt.Sprintf("procedure %s cannot work: %s", d.Name, strings.Join(k.faults, "; ")))
}

// checking gathers the faults of a definition.
type checking struct {
	*Definition
	faults []string
}

func (k *checking) say(format string, a ...any) {
	k.faults = append(k.faults, fmt.Sprintf(format, a...))
}

func (k *checking) stages() {
	seen := map[string]bool{}
	for _, s := range k.Stages {
		if seen[s.Name] {
			k.say("stage %s is there twice", s.Name)
		}
		seen[s.Name] = true
		if s.Title.Zh == "" || s.Title.En == "" {
			k.say("stage %s has no title", s.Name)
		}
	}
	if !seen[k.Start] {
		k.say("the start %q is not a stage", k.Start)
		return
	}
	reached := map[string]bool{k.Start: true}
	for range k.Stages { // as many rounds as stages reach everything that can be reached
		for _, a := range k.Acts {
			if slices.ContainsFunc(a.From, func(f string) bool { return reached[f] }) {
				for _, to := range a.targets() {
					reached[to] = true
				}
			}
		}
	}
	for _, s := range k.Stages {
		out := slices.ContainsFunc(k.Acts, func(a Act) bool {
			return slices.Contains(a.From, s.Name) && slices.ContainsFunc(a.targets(), func(to string) bool { return to != s.Name })
		})
		switch {
		case !reached[s.Name]:
			k.say("stage %s cannot be reached", s.Name)
		case s.Final && out:
			k.say("stage %s is final and has a way out", s.Name)
		case !s.Final && !out:
			k.say("stage %s is a dead end", s.Name)
		}
	}
	k.ends(reached)
}

// ends finds stages from which no final stage can be reached: a circle without a way out.
func (k *checking) ends(reached map[string]bool) {
	ends := map[string]bool{}
	for _, s := range k.Stages {
		ends[s.Name] = s.Final
	}
	for range k.Stages {
		for _, a := range k.Acts {
			if slices.ContainsFunc(a.targets(), func(to string) bool { return ends[to] }) {
				for _, f := range a.From {
					ends[f] = true
				}
			}
		}
	}
	for _, s := range k.Stages {
		if reached[s.Name] && !ends[s.Name] {
			k.say("from stage %s no end can be reached", s.Name)
		}
	}
}

func (k *checking) acts() {
	seen := map[string]bool{open: true}
	for _, a := range k.Acts {
		if seen[a.Name] {
			k.say("act %s is there twice, or has the name of the opening", a.Name)
		}
		seen[a.Name] = true
		if a.Title.Zh == "" || a.Title.En == "" || a.Tone == "" {
			k.say("act %s has no title or tone", a.Name)
		}
		if k.Lawful && a.Basis.IsZero() && len(a.targets()) > 0 {
			k.say("act %s has no article", a.Name)
		}
		if !a.Machine && a.Who.Permission == "" && !a.Who.Assignee {
			k.say("act %s can be done by nobody", a.Name)
		}
		if len(a.From) == 0 {
			k.say("act %s can be done nowhere", a.Name)
		}
		for _, f := range append(slices.Clone(a.From), a.targets()...) {
			if _, ok := k.stage(f); !ok {
				k.say("act %s names the unknown stage %s", a.Name, f)
			}
		}
		if a.Branch != nil && (len(a.Ways) < 2 || a.To != "") || a.Branch == nil && len(a.Ways) > 0 {
			k.say("act %s branches with at least two ways and without a single one", a.Name)
		}
		k.who(a, a.Who)
		k.signs(a)
		k.demands(a)
	}
}

func (k *checking) who(a Act, w Who) {
	for _, n := range w.NotBy {
		if _, ok := k.act(n.Act); !ok {
			k.say("act %s forbids the doer of the unknown act %s", a.Name, n.Act)
		}
	}
	if w.Level != 0 && (w.Permission == "" || w.Level != 2 && w.Level != 4 && w.Level != 6 && w.Level != 9) {
		k.say("act %s asks for a level that no area has, or for a level without a permission", a.Name)
	}
}

func (k *checking) signs(a Act) {
	seen := map[string]bool{doer: true}
	for _, s := range a.Signs {
		if s.Name == "" || seen[s.Name] || s.Title.Zh == "" || s.Title.En == "" || s.Who.Permission == "" && !s.Who.Assignee {
			k.say("act %s has a signature without name, title or person, or one twice", a.Name)
		}
		seen[s.Name] = true
		k.who(a, s.Who)
	}
	if a.Machine && (len(a.Signs) > 0 || a.Form != nil || len(a.Guards) > 0 || len(a.Evidence) > 0) {
		k.say("act %s is done by a clock, so it has no form, guard, evidence or signature", a.Name)
	}
	if a.Machine && !slices.ContainsFunc(k.Clocks, func(c Clock) bool { return c.Lapses == a.Name }) {
		k.say("act %s is done by a clock, and no clock does it", a.Name)
	}
}

// demands checks guards, evidence and form.
func (k *checking) demands(a Act) {
	seen := map[string]bool{}
	for _, g := range a.Guards {
		if g.Name == "" || g.Check == nil || g.Title.Zh == "" || g.Title.En == "" || seen[g.Name] {
			k.say("act %s has a guard without name, title or check, or one twice", a.Name)
		}
		seen[g.Name] = true
	}
	for _, n := range a.Evidence {
		if n.Kind == "" || n.Min < 1 || n.Title.Zh == "" || n.Title.En == "" || seen["evidence:"+n.Kind] {
			k.say("act %s demands evidence without kind, title or number, or one kind twice", a.Name)
		}
		seen["evidence:"+n.Kind] = true
		if _, ok := k.act(n.Since); n.Since != "" && !ok {
			k.say("act %s counts evidence since the unknown act %s", a.Name, n.Since)
		}
	}
	for _, f := range a.Films {
		if f.Key == "" || f.Title.Zh == "" || f.Title.En == "" || seen["film:"+f.Key] || k.Answers == "" {
			k.say("act %s wants something on film without key or title, one key twice, or nobody answers for it", a.Name)
		}
		seen["film:"+f.Key] = true
	}
	if a.Form != nil {
		for _, f := range form.Faults(a.Form) {
			k.say("act %s: field %s has no name or title", a.Name, f)
		}
	}
}

func (k *checking) clocks() {
	seen := map[string]bool{}
	for _, c := range k.Clocks {
		if c.Name == "" || seen[c.Name] || c.Title.Zh == "" || c.Title.En == "" {
			k.say("clock %q has no name or title, or is there twice", c.Name)
		}
		seen[c.Name] = true
		if (c.Rule == "") == (c.Until == nil) {
			k.say("clock %s needs a rule or a moment, one of the two", c.Name)
		}
		if k.Lawful && c.Basis.IsZero() {
			k.say("clock %s has no article", c.Name)
		}
		if len(c.Starts) == 0 && c.After == "" {
			k.say("nothing starts clock %s", c.Name)
		}
		if len(c.Stops) == 0 && c.Lapses == "" && len(c.Holds) == 0 && len(c.Closes) == 0 && !slices.ContainsFunc(k.Clocks, func(o Clock) bool { return o.After == c.Name }) {
			k.say("clock %s has no end: no act stops it, and nothing follows when it is over", c.Name)
		}
		if _, ok := k.clock(c.After); c.After != "" && (!ok || c.After == c.Name) {
			k.say("clock %s comes after the unknown clock %s", c.Name, c.After)
		}
		k.clockActs(c)
	}
}

func (k *checking) clockActs(c Clock) {
	names := slices.Concat(c.Starts, c.Stops, c.Extends, c.Closes, c.Holds)
	for _, p := range c.Pauses {
		if len(p.From) == 0 || len(p.Until) == 0 || p.Title.Zh == "" || p.Title.En == "" {
			k.say("clock %s has a pause without title, beginning or end", c.Name)
		}
		names = slices.Concat(names, p.From, p.Until)
	}
	for _, n := range names {
		if _, ok := k.act(n); !ok && n != open {
			k.say("clock %s names the unknown act %s", c.Name, n)
		}
	}
	if c.Lapses != "" {
		if a, ok := k.act(c.Lapses); !ok || !a.Machine {
			k.say("clock %s is followed by %s, which is no act of the machine", c.Name, c.Lapses)
		}
	}
	for _, x := range c.Extends {
		if slices.Contains(c.Closes, x) || slices.Contains(c.Stops, x) {
			k.say("act %s extends clock %s and ends it too", x, c.Name)
		}
	}
}

func (k *checking) writs() {
	seen, made := map[string]bool{}, map[string]bool{}
	for _, a := range k.Acts {
		for _, w := range a.Writs {
			if _, ok := k.writ(w); !ok {
				k.say("act %s makes the unknown writ %s", a.Name, w)
			}
			made[w] = true
		}
	}
	for _, w := range k.Writs {
		if w.Name == "" || seen[w.Name] || w.Title.Zh == "" || w.Title.En == "" || w.Make == nil {
			k.say("writ %q has no name, title or template, or is there twice", w.Name)
		}
		seen[w.Name] = true
		if !made[w.Name] {
			k.say("no act makes the writ %s", w.Name)
		}
		for _, alternatives := range w.After {
			for o := range strings.SplitSeq(alternatives, ",") {
				if _, ok := k.writ(o); !ok {
					k.say("writ %s comes after the unknown writ %s", w.Name, o)
				}
			}
		}
	}
	k.writOrder()
}

// writOrder finds writs that can never be issued in order: each must be makeable once those before it are.
func (k *checking) writOrder() {
	can := map[string]bool{}
	for range k.Writs {
		for _, w := range k.Writs {
			can[w.Name] = can[w.Name] || !slices.ContainsFunc(w.After, func(alt string) bool {
				return !slices.ContainsFunc(strings.Split(alt, ","), func(o string) bool { return can[o] })
			})
		}
	}
	for _, w := range k.Writs {
		if !can[w.Name] {
			k.say("writ %s is out of order: what must come before it waits for it", w.Name)
		}
	}
	// Within one act the order counts: a writ must not stand before one that it needs and that the same act makes.
	for _, a := range k.Acts {
		for i, name := range a.Writs {
			w, _ := k.writ(name)
			for _, alt := range w.After {
				if !strings.Contains(alt, ",") && slices.Contains(a.Writs[i+1:], alt) {
					k.say("act %s makes the writ %s before %s", a.Name, name, alt)
				}
			}
		}
	}
}
