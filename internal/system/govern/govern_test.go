package govern_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/form"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law/lawtest"
	"anlan/internal/system"
	"anlan/internal/system/govern"
)

// newSystem names the duty officer for one street and nobody elsewhere.
func newSystem() *govern.System {
	return govern.New(govern.Needs{Needs: lawtest.Needs(), Home: "2101", AreaName: func(string) string { return "沈阳市" }, Answering: func(_ context.Context, area string, _ calendar.Date) (govern.Person, error) {
		if area == "210106001" {
			return govern.Person{ID: "值班员", Name: "值班员"}, nil
		}
		return govern.Person{}, nil
	}})
}

// TestScripts plays the scenarios; each rule with an article is shown both ways.
func TestScripts(t *testing.T) {
	module := newSystem().Module()
	cover := casetest.NewCoverage()
	stage := lawtest.Stage(module)
	stage.Open = govern.Migrate
	casetest.Run(t, stage, cover, "testdata")
	require.Empty(t, cover.Missing(module.Procedures))
}

// TestModuleAgrees checks the declarations as the server does at start.
func TestModuleAgrees(t *testing.T) { require.NoError(t, system.Check(newSystem().Module())) }

func TestPersonalDataIsPrivate(t *testing.T) {
	require.ElementsMatch(t, []string{"phone"}, form.Private(govern.Supervision{}))
}
