package anlan_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// file is a Go file of the repository. pkg is its folder, below internal where it is there; "." is the root.
type file struct {
	path, pkg       string
	test, generated bool
	lines           int
	syntax          *ast.File
	fset            *token.FileSet
}

func (f file) line(p token.Pos) int { return f.fset.Position(p).Line }

// skipped are folders that hold nothing of ours, or what was built, by name or by path.
var skipped = map[string]bool{".git": true, "node_modules": true, "testdata": true, "bin": true, "data": true, "release": true, "web/dist": true, "web/shots": true}

var parseOnce = sync.OnceValues(func() ([]file, error) {
	var out []file
	err := walk(func(p string) error {
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, p, src, parser.ParseComments)
		if err != nil {
			return err
		}
		out = append(out, file{
			path: p, pkg: strings.TrimPrefix(path.Dir(p), "internal/"), test: strings.HasSuffix(p, "_test.go"),
			generated: ast.IsGenerated(syntax), lines: bytes.Count(src, []byte("\n")), syntax: syntax, fset: fset,
		})
		return nil
	})
	return out, err
})

// files are all Go files, parsed once.
func files(t *testing.T) []file {
	t.Helper()
	out, err := parseOnce()
	require.NoError(t, err)
	require.NotEmpty(t, out)
	return out
}

// walk calls fn for every file of the repository, by its path with slashes.
func walk(fn func(path string) error) error {
	return filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (skipped[filepath.ToSlash(p)] || d.Name() == "node_modules" || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.Type().IsRegular():
			return fn(filepath.ToSlash(p))
		}
		return nil
	})
}
