package law_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/engine/procedure/rule"
	"anlan/internal/law"
)

var update = flag.Bool("update", false, "write the table of rules anew")

const page = "../../docs/law-rules.md"

// The page of rules is what the packs say.
func TestPageOfRules(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The rules of law\n\nWritten by `make gen` from the packs in `internal/law/pack`; do not edit. Source: 核 checked against the text, 引 from a\npublic page that quotes it, **参数** a parameter of the system that was not checked and is not law; ? after the days in force: they\nwere not checked.\n\n")
	b.WriteString("| rule | what | value | law | in force | source |\n| --- | --- | --- | --- | --- | --- |\n")
	word := map[rule.Source]string{rule.Verified: "核", rule.Secondary: "引", rule.Memory: "**参数**", rule.Constructed: "**参数**"}
	for _, r := range law.Table(law.Book()) {
		days := strings.TrimSpace(fmt.Sprintf("%s – %s", r.From, r.To))
		if r.Dates == rule.Memory || r.Dates == rule.Constructed {
			days += " ?"
		}
		fmt.Fprintf(&b, "| `%s` | %s / %s | %s / %s | %s | %s | %s |\n", r.ID, r.Title.Zh, r.Title.En, r.Value.Zh, r.Value.En, r.Law.Zh, days, word[r.Source])
	}
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(b.String()), 0o644))
		return
	}
	have, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, b.String(), string(have), "run: make gen")
}
