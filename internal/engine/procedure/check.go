package procedure

import (
	"fmt"
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
)

// Check refuses a definition that cannot work: a name used twice, a stage that no act reaches or leaves, an act without
// anybody to do it, a form without titles. The error lists every fault and is Internal: it is ours, found at start.
func (d *Definition) Check() error {
	var faults []string
	say := func(format string, a ...any) { faults = append(faults, fmt.Sprintf(format, a...)) }
	if d.Name == "" || d.Version < 1 || d.Title.Zh == "" || d.Title.En == "" || d.Read == "" || d.Open == "" {
		say("name, version, title in both languages, read and open are needed")
	}
	d.checkStages(say)
	d.checkActs(say)
	if d.Data != nil {
		for _, f := range form.Faults(d.Data) {
			say("data: %s has no name or title", f)
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return fail.Internal("procedure.definition", "流程 "+d.Name+" 定义有误", fmt.Sprintf("procedure %s cannot work: %v", d.Name, faults))
}

func (d *Definition) checkStages(say func(string, ...any)) {
	seen := map[string]bool{}
	for _, s := range d.Stages {
		if seen[s.Name] {
			say("stage %s is there twice", s.Name)
		}
		seen[s.Name] = true
		if s.Title.Zh == "" || s.Title.En == "" {
			say("stage %s has no title", s.Name)
		}
	}
	if !seen[d.Start] {
		say("the start %q is not a stage", d.Start)
		return
	}
	reached := map[string]bool{d.Start: true}
	for range d.Stages { // as many rounds as stages reach everything that can be reached
		for _, a := range d.Acts {
			if a.To != "" && slices.ContainsFunc(a.From, func(f string) bool { return reached[f] }) {
				reached[a.To] = true
			}
		}
	}
	for _, s := range d.Stages {
		out := slices.ContainsFunc(d.Acts, func(a Act) bool { return a.To != "" && a.To != s.Name && slices.Contains(a.From, s.Name) })
		switch {
		case !reached[s.Name]:
			say("stage %s cannot be reached", s.Name)
		case s.Final && out:
			say("stage %s is final and has a way out", s.Name)
		case !s.Final && !out:
			say("stage %s is a dead end", s.Name)
		}
	}
}

func (d *Definition) checkActs(say func(string, ...any)) {
	seen := map[string]bool{}
	for _, a := range d.Acts {
		if seen[a.Name] {
			say("act %s is there twice", a.Name)
		}
		seen[a.Name] = true
		if a.Title.Zh == "" || a.Title.En == "" || a.Tone == "" {
			say("act %s has no title or tone", a.Name)
		}
		if a.Who.Permission == "" && !a.Who.Assignee {
			say("act %s can be done by nobody", a.Name)
		}
		if len(a.From) == 0 {
			say("act %s can be done nowhere", a.Name)
		}
		for _, f := range append(slices.Clone(a.From), a.To) {
			if _, ok := d.stage(f); !ok && f != "" {
				say("act %s names the unknown stage %s", a.Name, f)
			}
		}
		for _, n := range a.Who.NotBy {
			if _, ok := d.act(n); !ok {
				say("act %s forbids the doer of the unknown act %s", a.Name, n)
			}
		}
		for _, g := range a.Guards {
			if g.Name == "" || g.Check == nil {
				say("act %s has a guard without name or check", a.Name)
			}
		}
		if a.Form != nil {
			for _, f := range form.Faults(a.Form) {
				say("act %s: field %s has no name or title", a.Name, f)
			}
		}
	}
}
