package enforce_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/document"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law"
	"anlan/internal/law/discretion"
	"anlan/internal/law/writ"
	"anlan/internal/system"
	"anlan/internal/system/enforce"
)

func newSystem(t *testing.T) *enforce.System {
	bench, err := discretion.Catalogue()
	require.NoError(t, err)
	return enforce.New(enforce.Needs{
		Benchmark: bench, Mark: "演示数据",
		Names: func(_ context.Context, person string) (string, error) { return person, nil },
		Office: func(string) enforce.Office {
			return enforce.Office{
				Contact: writ.Contact{Person: "联系人", Phone: "024-88880000", Address: "沈阳市铁西区某路 1 号"},
				Remedy:  writ.Remedy{Government: "沈阳市铁西区人民政府", Court: "沈阳市铁西区人民法院"},
			}
		},
	})
}

// TestScripts plays the scenarios of the procedures: every rule with an article refuses in one of them and lets something
// through in another.
func TestScripts(t *testing.T) {
	s := newSystem(t)
	cover := casetest.NewCoverage()
	scripts := casetest.Run(t, casetest.Stage{
		Roles: system.Roles(enforce.Permissions), Book: law.Book(),
		Define: func(e *procedure.Engine) error { return e.Define(s.Module().Procedures...) },
		Organ: func(area string) procedure.Organ {
			return procedure.Organ{Key: area[:min(6, len(area))], Name: "沈阳市铁西区应急管理局", Short: "铁西应急", Pattern: document.Pattern("铁西应急{code}〔{year}〕{n}号")}
		},
	}, cover, "testdata")
	require.GreaterOrEqual(t, len(scripts), 85)
	defs := slices.DeleteFunc(s.Module().Procedures, func(d procedure.Definition) bool { return d.Name != enforce.PenaltyProcedure })
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
