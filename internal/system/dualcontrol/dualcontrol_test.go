package dualcontrol_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/document"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law"
	"anlan/internal/law/writ"
	"anlan/internal/system"
	"anlan/internal/system/dualcontrol"
)

// leads are the clues that the scripts gave, as enforcement would get them.
type leads struct {
	mu   sync.Mutex
	list []dualcontrol.Lead
}

func (l *leads) add(_ context.Context, _ *procedure.Turn, x dualcontrol.Lead) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, x)
	return nil
}

func newSystem(l *leads) *dualcontrol.System {
	return dualcontrol.New(dualcontrol.Needs{
		Mark: "演示数据", Lead: l.add,
		Names: func(_ context.Context, person string) (string, error) { return person, nil },
		Office: func(string) dualcontrol.Office {
			return dualcontrol.Office{
				Contact: writ.Contact{Person: "联系人", Phone: "024-88880000", Address: "沈阳市铁西区某路 1 号"},
				Remedy:  writ.Remedy{Government: "沈阳市铁西区人民政府", Court: "沈阳市铁西区人民法院"},
			}
		},
	})
}

// TestScripts plays the scenarios of the procedure; each rule with an article is shown both ways.
func TestScripts(t *testing.T) {
	var l leads
	s := newSystem(&l)
	defs := s.Module().Procedures
	cover := casetest.NewCoverage()
	casetest.Run(t, casetest.Stage{
		Roles: system.Roles(dualcontrol.Permissions), Book: law.Book(),
		Define: func(e *procedure.Engine) error { return e.Define(defs...) },
		Organ: func(area string) procedure.Organ {
			return procedure.Organ{Key: area[:min(6, len(area))], Name: "沈阳市铁西区应急管理局", Short: "铁西应急", Pattern: document.Pattern("铁西应急{code}〔{year}〕{n}号")}
		},
	}, cover, "testdata")
	require.Empty(t, cover.Missing(defs))
	require.NotEmpty(t, l.list)
	for _, x := range l.list {
		require.Equal(t, "沈阳某某机械有限公司", x.Party.Name)
		require.Contains(t, x.Facts, "冲压车间2台压力机无双手操作装置")
		require.LessOrEqual(t, x.Began, x.Ended)
		require.NotEmpty(t, x.Item)
	}
}

// TestModuleAgrees checks the declarations as the server does at start.
func TestModuleAgrees(t *testing.T) {
	require.NoError(t, system.Check(newSystem(&leads{}).Module()))
}
