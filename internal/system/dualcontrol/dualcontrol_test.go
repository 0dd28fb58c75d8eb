package dualcontrol_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law/lawtest"
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
	return dualcontrol.New(dualcontrol.Needs{Needs: lawtest.Needs(), Lead: l.add, Items: procedure.Source{Name: "enforce/items", Known: func(string) error { return nil }}})
}

// TestScripts plays the scenarios of the procedure; each rule with an article is shown both ways.
func TestScripts(t *testing.T) {
	var l leads
	module := newSystem(&l).Module()
	cover := casetest.NewCoverage()
	casetest.Run(t, lawtest.Stage(module), cover, "testdata")
	require.Empty(t, cover.Missing(module.Procedures))
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
	items := httpapi.Get("/enforce/items", httpapi.SignedIn, func(context.Context, *struct{}) (*struct{}, error) { return &struct{}{}, nil }).Doc("Items", "")
	benchmark := system.Module{Name: "enforce", Title: lang.T("执法", "Enforcement"), Operations: []httpapi.Operation{items}}
	require.NoError(t, system.Check(newSystem(&leads{}).Module(), benchmark))
}
