package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/form"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law/lawtest"
	"anlan/internal/system"
	"anlan/internal/system/plan"
)

// TestScripts plays the scenarios; each rule with an article is shown both ways.
func TestScripts(t *testing.T) {
	module := plan.Declared().Module()
	cover := casetest.NewCoverage()
	casetest.Run(t, lawtest.Stage(module), cover, "testdata")
	require.Empty(t, cover.Missing(module.Procedures))
}

// TestModuleAgrees checks the declarations as the server does at start.
func TestModuleAgrees(t *testing.T) { require.NoError(t, system.Check(plan.Declared().Module())) }

func TestPersonalDataIsPrivate(t *testing.T) { require.Empty(t, form.Private(plan.PlanFiling{})) }
