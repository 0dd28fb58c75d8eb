package affairs_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/form"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law/lawtest"
	"anlan/internal/system"
	"anlan/internal/system/affairs"
)

func newSystem() *affairs.System { return affairs.New(lawtest.Needs()) }

// TestScripts plays the scenarios, and asks that each rule with an article refuses in one and lets through in another.
func TestScripts(t *testing.T) {
	module := newSystem().Module()
	cover := casetest.NewCoverage()
	casetest.Run(t, lawtest.Stage(module), cover, "testdata/disclosure", "testdata/petition")
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
