package app

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMemoryIsTheLeastThatIsSaid(t *testing.T) {
	file := func(content string) string {
		path := filepath.Join(t.TempDir(), "f")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	machine := file("MemTotal:       24684544 kB\nMemFree: 1 kB\n")
	require.EqualValues(t, 24684544<<10, memoryOf(machine))
	require.EqualValues(t, 24684544<<10, memoryOf(machine, file("max\n"), "/no/such/file"))
	require.EqualValues(t, 2<<30, memoryOf(machine, file("max\n"), file("2147483648\n")))
	require.EqualValues(t, math.MaxInt64, memoryOf("/no/such/file", file("nonsense")))
}
