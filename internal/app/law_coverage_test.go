package app_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/document"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law"
	"anlan/internal/law/discretion"
	"anlan/internal/law/writ"
	"anlan/internal/system"
	"anlan/internal/system/affairs"
	"anlan/internal/system/dualcontrol"
	"anlan/internal/system/enforce"
)

// TestLawCoverage plays every script of every system and holds the table of articles, rules and scripts. It fails when a
// rule with an article is refused, or let through, in no script.
func TestLawCoverage(t *testing.T) {
	if raceDetector || storetest.Options(t).DSN != "" {
		t.Skip("the systems play their scripts under the race detector and on both databases; the table is made once")
	}
	var defs []procedure.Definition
	for _, m := range lawful(t) {
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
	scripts := casetest.Run(t, casetest.Stage{
		Roles: system.Roles(enforce.Permissions, dualcontrol.Permissions, affairs.Permissions), Book: law.Book(),
		Define: func(e *procedure.Engine) error { return e.Define(defs...) },
		Organ: func(area string) procedure.Organ {
			return procedure.Organ{Key: area[:min(6, len(area))], Name: "沈阳市铁西区应急管理局", Short: "铁西应急", Pattern: document.Pattern("铁西应急{code}〔{year}〕{n}号")}
		},
	}, cover, with...)
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
	contact := writ.Contact{Person: "联系人", Phone: "024-88880000", Address: "沈阳市铁西区某路 1 号"}
	remedy := writ.Remedy{Government: "沈阳市铁西区人民政府", Court: "沈阳市铁西区人民法院"}
	names := func(_ context.Context, person string) (string, error) { return person, nil }
	enf := enforce.New(enforce.Needs{Benchmark: bench, Names: names, Office: func(string) enforce.Office { return enforce.Office{Contact: contact, Remedy: remedy} }})
	dual := dualcontrol.New(dualcontrol.Needs{
		Names: names, Office: func(string) dualcontrol.Office { return dualcontrol.Office{Contact: contact, Remedy: remedy} },
		Lead: func(context.Context, *procedure.Turn, dualcontrol.Lead) error { return nil },
	})
	aff := affairs.New(affairs.Needs{Names: names, Office: func(string) affairs.Office {
		return affairs.Office{Contact: contact, Remedy: remedy, Review: "沈阳市应急管理局", Recheck: "沈阳市人民政府"}
	}})
	return []system.Module{enf.Module(), dual.Module(), aff.Module()}
}
