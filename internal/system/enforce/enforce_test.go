package enforce_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law/discretion"
	"anlan/internal/law/lawtest"
	"anlan/internal/system/enforce"
)

func newSystem(t *testing.T) *enforce.System {
	bench, err := discretion.Catalogue()
	require.NoError(t, err)
	return enforce.New(enforce.Needs{Needs: lawtest.Needs(), Benchmark: bench})
}

// TestScripts plays the scenarios of the procedures: every rule with an article refuses in one of them and lets something
// through in another.
func TestScripts(t *testing.T) {
	module := newSystem(t).Module()
	cover := casetest.NewCoverage()
	scripts := casetest.Run(t, lawtest.Stage(module), cover, "testdata")
	require.GreaterOrEqual(t, len(scripts), 85)
	defs := slices.DeleteFunc(module.Procedures, func(d procedure.Definition) bool { return d.Name != enforce.PenaltyProcedure })
	require.Empty(t, cover.Missing(defs))
}

// TestOldLaw walks the procedure of the old law: none of its rules stands on the law of 2021.
func TestOldLaw(t *testing.T) {
	for _, d := range newSystem(t).Module().Procedures {
		if d.Name != enforce.PenaltyProcedure || d.Version != 1 {
			continue
		}
		for _, r := range d.Rules() {
			require.NotContains(t, []string{"《行政处罚法》", "《安全生产法》", "《民事诉讼法》", "《行政复议法》"}, r.Basis.Law, r.Key)
		}
		for _, c := range d.Clocks {
			require.NotContains(t, []string{"《行政处罚法》", "《安全生产法》", "《行政复议法》"}, c.Basis.Law, c.Name)
			require.NotEqual(t, "P-DEC", c.Rule, "the old law knew no ninety days")
		}
	}
}
