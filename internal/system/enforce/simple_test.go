package enforce_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law/lawtest"
	"anlan/internal/system"
	"anlan/internal/system/enforce"
)

// played plays the scripts of one procedure and checks that each of its rules with an article is shown both ways.
func played(t *testing.T, name, folder string) {
	module := newSystem(t).Module()
	cover := casetest.NewCoverage()
	casetest.Run(t, lawtest.Stage(module), cover, folder)
	var own []procedure.Definition
	for _, d := range module.Procedures {
		if d.Name == name {
			own = append(own, d)
		}
	}
	require.NotEmpty(t, own)
	require.Empty(t, cover.Missing(own))
}

func TestSimpleScripts(t *testing.T) { played(t, enforce.SimpleProcedure, "testdata/simple") }

func TestSeizureScripts(t *testing.T) { played(t, enforce.SeizureProcedure, "testdata/seizure") }

func TestTransferScripts(t *testing.T) { played(t, enforce.TransferProcedure, "testdata/transfer") }

func TestDailyScripts(t *testing.T) { played(t, enforce.DailyProcedure, "testdata/daily") }

// TestModuleAgrees checks the declarations as the server does at start.
func TestModuleAgrees(t *testing.T) {
	require.NoError(t, system.Check(newSystem(t).Module()))
}
