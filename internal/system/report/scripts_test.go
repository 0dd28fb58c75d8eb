package report_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/form"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law/lawtest"
	"anlan/internal/system"
	"anlan/internal/system/report"
)

func declared() *report.System {
	return report.Declared(report.Needs{AreaName: func(string) string { return "沈阳市" }, Mark: "演示数据"})
}

// TestScripts plays the scenarios; each rule with an article is shown both ways.
func TestScripts(t *testing.T) {
	module := declared().Module()
	cover := casetest.NewCoverage()
	stage := lawtest.Stage(module)
	stage.Open = report.Migrate
	casetest.Run(t, stage, cover, "testdata")
	require.Empty(t, cover.Missing(module.Procedures))
}

// TestModuleAgrees checks the declarations as the server does at start.
func TestModuleAgrees(t *testing.T) { require.NoError(t, system.Check(declared().Module())) }

func TestPersonalDataIsPrivate(t *testing.T) {
	require.Equal(t, []string{"contact"}, form.Private(report.ReportContents{}))
	require.Equal(t, []string{"person"}, form.Private(report.FigureStatement{}))
	require.Equal(t, []string{"person", "phone"}, form.Private(report.UpwardCall{}))
}
