package verifier_test

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/archive/verifier"
)

// As many programs as were built, each whole and under a name that an archive takes.
func TestItemsAreWhatWasBuilt(t *testing.T) {
	files, err := os.ReadDir("dist")
	require.NoError(t, err)
	built := map[string]int64{}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), "anlan-verify-") {
			info, err := f.Info()
			require.NoError(t, err)
			built["verify/"+f.Name()] = info.Size()
		}
	}
	items, err := verifier.Items()
	require.NoError(t, err)
	got := map[string]int64{}
	for _, it := range items {
		r, err := it.Open()
		require.NoError(t, err)
		n, err := io.Copy(io.Discard, r)
		require.NoError(t, err)
		got[it.Path] = n
	}
	require.Equal(t, built, got)
}
