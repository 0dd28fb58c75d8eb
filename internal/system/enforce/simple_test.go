package enforce_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/document"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law"
	"anlan/internal/system"
	"anlan/internal/system/enforce"
)

// played plays the scripts of one procedure and checks that each of its rules with an article is shown both ways.
func played(t *testing.T, name, folder string) {
	defs := newSystem(t).Module().Procedures
	cover := casetest.NewCoverage()
	casetest.Run(t, casetest.Stage{
		Roles: system.Roles(enforce.Permissions), Book: law.Book(),
		Define: func(e *procedure.Engine) error { return e.Define(defs...) },
		Organ: func(area string) procedure.Organ {
			return procedure.Organ{Key: area[:min(6, len(area))], Name: "沈阳市铁西区应急管理局", Short: "铁西应急", Pattern: document.Pattern("铁西应急{code}〔{year}〕{n}号")}
		},
	}, cover, folder)
	var own []procedure.Definition
	for _, d := range defs {
		if d.Name == name {
			own = append(own, d)
		}
	}
	require.NotEmpty(t, own)
	require.Empty(t, cover.Missing(own))
}

func TestSimpleScripts(t *testing.T) { played(t, enforce.SimpleProcedure, "testdata/simple") }

func TestSeizureScripts(t *testing.T) { played(t, enforce.SeizureProcedure, "testdata/seizure") }

// TestModuleAgrees checks the declarations as the server does at start.
func TestModuleAgrees(t *testing.T) {
	require.NoError(t, system.Check(newSystem(t).Module()))
}
