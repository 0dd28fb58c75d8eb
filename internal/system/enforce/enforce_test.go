package enforce_test

import (
	"context"
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

// TestScripts plays the scenarios of the procedures.
func TestScripts(t *testing.T) {
	s := newSystem(t)
	casetest.Run(t, casetest.Stage{
		Roles: system.Roles(enforce.Permissions), Book: law.Book(),
		Define: func(e *procedure.Engine) error { return e.Define(s.Module().Procedures...) },
		Organ: func(area string) procedure.Organ {
			return procedure.Organ{Key: area[:min(6, len(area))], Name: "沈阳市铁西区应急管理局", Short: "铁西应急", Pattern: document.Pattern("铁西应急{code}〔{year}〕{n}号")}
		},
	}, nil, "testdata")
}
