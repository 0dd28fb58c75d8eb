package casetest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"anlan/internal/engine/procedure"
)

// Coverage says which rules were asked, and which scripts they refused and let through.
type Coverage struct {
	mu      sync.Mutex
	Refused map[string][]string
	Passed  map[string][]string
}

// NewCoverage is an empty one.
func NewCoverage() *Coverage {
	return &Coverage{Refused: map[string][]string{}, Passed: map[string][]string{}}
}

func (c *Coverage) add(rule, script string, passed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.Refused
	if passed {
		m = c.Passed
	}
	if !slices.Contains(m[rule], script) {
		m[rule] = append(m[rule], script)
		slices.Sort(m[rule])
	}
}

// Missing names the rules with an article that no script shows to refuse, or none to let through.
func (c *Coverage) Missing(defs []procedure.Definition) []string {
	var out []string
	for _, d := range defs {
		for _, r := range d.Rules() {
			if r.Basis.IsZero() {
				continue
			}
			if len(c.Refused[r.Key]) == 0 {
				out = append(out, r.Key+" refuses in no script ("+r.Title.Zh+"，"+r.Basis.String()+")")
			}
			if len(c.Passed[r.Key]) == 0 {
				out = append(out, r.Key+" lets nothing through in any script ("+r.Title.Zh+"，"+r.Basis.String()+")")
			}
		}
	}
	return out
}

// Table is the rules of the definitions with their articles and scripts, as rows of Markdown by article.
func (c *Coverage) Table(defs []procedure.Definition) string {
	type row struct{ article, rule, title, refused, passed string }
	var rows []row
	for _, d := range defs {
		for _, r := range d.Rules() {
			if !r.Basis.IsZero() {
				rows = append(rows, row{r.Basis.String(), r.Key, r.Title.Zh, some(c.Refused[r.Key]), some(c.Passed[r.Key])})
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return strings.Compare(a.article, b.article) })
	var s strings.Builder
	s.WriteString("| 条款 | 规则 | 内容 | 拒绝的脚本 | 放行的脚本 |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range rows {
		fmt.Fprintf(&s, "| %s | `%s` | %s | %s | %s |\n", r.article, r.rule, r.title, r.refused, r.passed)
	}
	return s.String()
}

// some names at most three scripts, and how many more there are.
func some(list []string) string {
	if len(list) > 3 {
		return fmt.Sprintf("%s 等 %d 个", strings.Join(list[:3], "、"), len(list))
	}
	return strings.Join(list, "、")
}
