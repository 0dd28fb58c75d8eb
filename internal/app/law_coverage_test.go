package app_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law/discretion"
	"anlan/internal/law/lawtest"
	"anlan/internal/law/office"
	"anlan/internal/system"
	"anlan/internal/system/affairs"
	"anlan/internal/system/dualcontrol"
	"anlan/internal/system/enforce"
	"anlan/internal/system/govern"
	"anlan/internal/system/plan"
	"anlan/internal/system/report"
)

// TestLawCoverage plays every script of every system and holds the table of articles, rules and scripts. It fails when a
// rule with an article is refused, or let through, in no script.
func TestLawCoverage(t *testing.T) {
	if raceDetector || storetest.Options(t).DSN != "" {
		t.Skip("the systems play their scripts under the race detector and on both databases; the table is made once")
	}
	modules := lawful(t)
	var defs []procedure.Definition
	for _, m := range modules {
		defs = append(defs, m.Procedures...)
	}
	cover := casetest.NewCoverage()
	folders, err := filepath.Glob("../system/*/testdata")
	require.NoError(t, err)
	more, err := filepath.Glob("../system/*/testdata/*")
	require.NoError(t, err)
	var with []string
	for _, dir := range append(folders, more...) {
		if scripts, _ := filepath.Glob(filepath.Join(dir, "*.case")); len(scripts) > 0 {
			with = append(with, dir)
		}
	}
	stage := lawtest.Stage(modules...)
	stage.Open = func(ctx context.Context, db *store.DB) error {
		return errors.Join(govern.Migrate(ctx, db), report.Migrate(ctx, db))
	}
	scripts := casetest.Run(t, stage, cover, with...)
	if t.Failed() {
		return
	}
	require.GreaterOrEqual(t, len(scripts), 120)
	require.Empty(t, cover.Missing(defs))
	golden(t, "../../docs/law-coverage.md", fmt.Sprintf(coverageHead, len(scripts))+cover.Table(defs))
}

const coverageHead = `<!-- Generated from the scripts by make gen. -->
# Law coverage

Every rule of a procedure that names an article, with the scripts that it refuses and those that it lets through; a rule
without one of each fails the build. The %d scripts are below testdata of their systems and are read in
[case-scripts](guide/case-scripts.md).

`

// lawful are the systems whose cases bind the bureau in court, with people and offices of the scripts.
func lawful(t *testing.T) []system.Module {
	bench, err := discretion.Catalogue()
	require.NoError(t, err)
	needs := lawtest.Needs()
	enf := enforce.New(enforce.Needs{Needs: needs, Benchmark: bench})
	dual := dualcontrol.New(dualcontrol.Needs{Needs: needs, Lead: func(context.Context, *procedure.Turn, dualcontrol.Lead) error { return nil }, Items: office.Items(bench)})
	aff := affairs.New(needs)
	gov := govern.New(govern.Needs{Needs: needs, Home: "2101", AreaName: func(string) string { return "沈阳市" }, Answering: func(_ context.Context, area string, _ calendar.Date) (govern.Person, error) {
		if area == "210106001" {
			return govern.Person{ID: "值班员", Name: "值班员"}, nil
		}
		return govern.Person{}, nil
	}})
	return []system.Module{enf.Module(), dual.Module(), aff.Module(), gov.Module(), plan.Declared().Module(), report.Declared(report.Needs{AreaName: func(string) string { return "" }}).Module()}
}
