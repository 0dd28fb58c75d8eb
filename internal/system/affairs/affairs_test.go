package affairs_test

import (
	"context"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/document"
	"anlan/internal/base/form"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law"
	"anlan/internal/law/writ"
	"anlan/internal/system"
	"anlan/internal/system/affairs"
)

func newSystem() *affairs.System {
	return affairs.New(affairs.Needs{
		Mark:  "演示数据",
		Names: func(_ context.Context, person string) (string, error) { return person, nil },
		Office: func(string) affairs.Office {
			return affairs.Office{
				Contact: writ.Contact{Person: "联系人", Phone: "024-88880000", Address: "沈阳市铁西区某路 1 号"},
				Remedy:  writ.Remedy{Government: "沈阳市铁西区人民政府", Court: "沈阳市铁西区人民法院"},
				Review:  "沈阳市应急管理局", Recheck: "沈阳市人民政府",
			}
		},
	})
}

// TestScripts plays the scenarios, and asks that each rule with an article refuses in one and lets through in another.
func TestScripts(t *testing.T) {
	module := newSystem().Module()
	cover := casetest.NewCoverage()
	casetest.Run(t, casetest.Stage{
		Roles: system.Roles(affairs.Permissions), Book: law.Book(),
		Define: func(e *procedure.Engine) error { return e.Define(module.Procedures...) },
		Organ: func(area string) procedure.Organ {
			return procedure.Organ{Key: area[:min(6, len(area))], Name: "沈阳市铁西区应急管理局", Short: "铁西应急", Pattern: document.Pattern("铁西应急{code}〔{year}〕{n}号")}
		},
	}, cover, "testdata/disclosure", "testdata/petition")
	require.Empty(t, cover.Missing(module.Procedures))
}

func TestModuleAgrees(t *testing.T) {
	require.NoError(t, system.Check(newSystem().Module()))
}

// What leads to the person who asks, complains or is complained of is personal data.
func TestPersonalDataIsPrivate(t *testing.T) {
	require.ElementsMatch(t, []string{"applicant", "identity", "phone", "address", "third_name"}, form.Private(affairs.Disclosure{}))
	require.ElementsMatch(t, []string{"petitioner", "phone", "address", "accused", "accused_id"}, form.Private(affairs.Petition{}))
}

// TestGuideShowsScripts holds the examples of the guide for legal officers against the scripts that are played.
func TestGuideShowsScripts(t *testing.T) {
	page, err := os.ReadFile("../../../docs/guide/case-scripts.md")
	require.NoError(t, err)
	shown := regexp.MustCompile("(?s)```case\n# (\\S+)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	require.NotEmpty(t, shown)
	for _, m := range shown {
		have, err := os.ReadFile("testdata/disclosure/" + m[1])
		require.NoError(t, err)
		require.Equal(t, string(have), m[2])
	}
}
