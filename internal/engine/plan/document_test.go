package plan_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/form"
	"anlan/internal/engine/plan"
)

var update = flag.Bool("update", false, "write docs/plan-form.md anew")

// docs/plan-form.md is written from the structs: go test ./internal/engine/plan -run TestFormDocument -update.
func TestFormDocument(t *testing.T) {
	const path = "../../../docs/plan-form.md"
	doc := formDocument()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(doc), 0o644))
	}
	was, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(was), doc, "run make gen")
}

func formDocument() string {
	var b strings.Builder
	line := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	line("# The form of a plan\n\n<!-- written by make gen from internal/engine/plan/plan.go -->\n")
	line("Every field of the YAML form of an emergency plan ([how it is written](guide/plans.md)).\n")
	line("| field | 中文 | English | holds | need |\n| --- | --- | --- | --- | --- |")
	fields(line, "", form.Fields(plan.EmergencyPlan{}))
	line("\n## Types of events\n\n| code | 中文 | English | type |\n| --- | --- | --- | --- |")
	for _, e := range plan.Events {
		line("| `%s` | %s | %s | %s |", e.Code, e.Title.Zh, e.Title.En, e.Type)
	}
	line("\n## Rules of the linter\n\n| rule | 中文 | asks | stops the plan |\n| --- | --- | --- | --- |")
	for _, r := range plan.LintRules {
		stops := ""
		if r.Stopper {
			stops = "yes"
		}
		line("| `%s` | %s | %s | %s |", r.Name, r.Title.Zh, r.Asks.En, stops)
	}
	return b.String()
}

func fields(line func(string, ...any), prefix string, list []form.Field) {
	for _, f := range list {
		need := "yes"
		switch {
		case f.Needed != "":
			need = "`" + f.Needed + "`"
		case f.Optional || f.Type == form.Truth:
			need = ""
		}
		line("| `%s%s` | %s | %s | %s | %s |", prefix, f.Name, f.Title.Zh, f.Title.En, holds(f), need)
		if f.Sort == "table" {
			fields(line, prefix+f.Name+".", f.Fields)
		}
	}
}

func holds(f form.Field) string {
	switch {
	case len(f.Choices) > 0:
		var keys []string
		for _, c := range f.Choices {
			keys = append(keys, "`"+c.Key+"` "+c.Title.Zh)
		}
		return strings.Join(keys, ", ")
	case f.Sort == "table":
		return "items"
	case f.Type == form.Texts:
		return "texts"
	case f.Min != nil && f.Max != nil:
		return strings.TrimSpace(fmt.Sprintf("%v to %v %s", *f.Min, *f.Max, f.Unit))
	case f.Pattern != "":
		return "<code>" + strings.NewReplacer("|", "&#124;", "(", "&#40;").Replace(f.Pattern) + "</code>"
	case f.Format != "":
		return f.Format
	}
	return "text"
}
