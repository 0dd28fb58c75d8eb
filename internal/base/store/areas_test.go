package store_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAreaColumnsCompareByBytes holds every migration against the rule that a scope, a range of bytes, relies on.
func TestAreaColumnsCompareByBytes(t *testing.T) {
	area := regexp.MustCompile(`(?m)^\s*area TEXT.*$`)
	seen := 0
	require.NoError(t, fs.WalkDir(os.DirFS("../.."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".sql") || strings.HasSuffix(path, ".sqlite.sql") {
			return err
		}
		b, err := fs.ReadFile(os.DirFS("../.."), path)
		for _, line := range area.FindAllString(string(b), -1) {
			seen++
			require.Contains(t, line, `COLLATE "C"`, path)
		}
		return err
	}))
	require.Greater(t, seen, 5)
}
