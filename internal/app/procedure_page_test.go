package app_test

import (
	"cmp"
	"fmt"
	"strings"

	"anlan/internal/engine/procedure"
)

// page is the flow chart and the tables of a procedure for people.
func page(o procedure.Outline) string {
	var s strings.Builder
	fmt.Fprintf(&s, "<!-- Generated from the definition by make gen. -->\n# %s (%s, version %d)\n\n%s\n", o.Title.Zh, o.Name, o.Version, strings.TrimSpace(o.Basis.Law+" "+o.Basis.Article))
	if !o.InForce.IsZero() {
		fmt.Fprintf(&s, "\nIn force from %s.\n", o.InForce)
	}
	fmt.Fprintf(&s, "\n```mermaid\nstateDiagram-v2\n  [*] --> %s\n", o.Start)
	for _, st := range o.Stages {
		fmt.Fprintf(&s, "  %s: %s\n", st.Name, st.Title.Zh)
	}
	for _, a := range o.Acts {
		for _, f := range a.From {
			for _, to := range ways(a) {
				fmt.Fprintf(&s, "  %s --> %s: %s\n", f, cmp.Or(to, f), a.Title.Zh)
			}
		}
	}
	for _, st := range o.Stages {
		if st.Final {
			fmt.Fprintf(&s, "  %s --> [*]\n", st.Name)
		}
	}
	s.WriteString("```\n\n| act | from | to | who, then who signs | what must hold | writs | article |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, a := range o.Acts {
		fmt.Fprintf(&s, "| %s %s | %s | %s | %s | %s | %s | %s |\n", a.Title.Zh, a.Name, strings.Join(a.From, ", "), strings.Join(ways(a), ", "), people(a), strings.Join(demands(a), ", "), strings.Join(a.Writs, ", "), strings.TrimSpace(a.Basis.Law+" "+a.Basis.Article))
	}
	clocks(&s, o)
	if len(o.Writs) > 0 {
		s.WriteString("\n| writ | number | after | article |\n| --- | --- | --- | --- |\n")
		for _, w := range o.Writs {
			fmt.Fprintf(&s, "| %s %s | %s | %s | %s |\n", w.Title.Zh, w.Name, w.Code, strings.Join(w.After, "; "), strings.TrimSpace(w.Basis.Law+" "+w.Basis.Article))
		}
	}
	return s.String()
}

func ways(a procedure.OutlineAct) []string {
	if len(a.Ways) > 0 {
		return a.Ways
	}
	return []string{a.To}
}

func people(a procedure.OutlineAct) string {
	if a.Machine {
		return "the clock"
	}
	who := a.Who.Permission
	if a.Who.Assignee {
		who = strings.TrimPrefix(who+" or assignee", " or ")
	}
	for _, s := range a.Signs {
		who += " → " + s.Title.Zh
	}
	return who
}

func demands(a procedure.OutlineAct) []string {
	var out []string
	for _, n := range a.Who.NotBy {
		out = append(out, "not by "+n.Act)
	}
	if a.Who.Certificate != "" {
		out = append(out, "certificate "+a.Who.Certificate)
	}
	for _, n := range a.Evidence {
		out = append(out, fmt.Sprintf("%d × %s", n.Min, n.Kind))
	}
	for _, g := range a.Guards {
		out = append(out, g.Name)
	}
	return out
}

func clocks(s *strings.Builder, o procedure.Outline) {
	if len(o.Clocks) == 0 {
		return
	}
	s.WriteString("\n| clock | rule | starts | stops | paused, extended | then | article |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, c := range o.Clocks {
		from := strings.Join(c.Starts, ", ")
		if c.After != "" {
			from = strings.TrimPrefix(from+", end of "+c.After, ", ")
		}
		var more []string
		for _, p := range c.Pauses {
			more = append(more, fmt.Sprintf("%s (%s – %s)", p.Title.Zh, strings.Join(p.From, ", "), strings.Join(p.Until, ", ")))
		}
		if len(c.Extends) > 0 {
			more = append(more, "extended by "+strings.Join(c.Extends, ", "))
		}
		var then []string
		for _, x := range []struct {
			word string
			acts []string
		}{{"closes ", c.Closes}, {"holds ", c.Holds}, {"does ", strings.Fields(c.Lapses)}} {
			if len(x.acts) > 0 {
				then = append(then, x.word+strings.Join(x.acts, ", "))
			}
		}
		fmt.Fprintf(s, "| %s %s | %s | %s | %s | %s | %s | %s |\n", c.Title.Zh, c.Name, c.Rule, from, strings.Join(c.Stops, ", "), strings.Join(more, "; "), strings.Join(then, "; "), strings.TrimSpace(c.Basis.Law+" "+c.Basis.Article))
	}
}
