package patrol_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/system/patrol"
)

// TestTheListsAreAsManyAsTheReportTells: 613 of responsibility and 142 of tasks, all marked constructed; those of the law
// are apart and cite their article.
func TestTheListsAreAsManyAsTheReportTells(t *testing.T) {
	l, err := patrol.ReadLists(true)
	require.NoError(t, err)
	counts := map[string]int{}
	for _, v := range l.Lists {
		counts[v.Kind]++
		require.Equal(t, v.Kind != patrol.Statutory, v.Constructed, v.ID)
		for _, m := range v.Matters {
			matter := l.Matters[m]
			require.NotEmpty(t, matter.Document, m)
			require.NotEmpty(t, matter.Article, m)
			if v.Kind == patrol.Statutory {
				require.True(t, strings.HasPrefix(matter.Document, "《"), m)
				require.False(t, matter.Constructed)
			}
		}
	}
	require.Equal(t, map[string]int{patrol.Responsibility: 613, patrol.Tasks: 142, patrol.Statutory: 3}, counts)
	bare, err := patrol.ReadLists(false)
	require.NoError(t, err)
	require.Len(t, bare.Lists, 3)
}
