// Package discretion is the discretion benchmark as data: items of the Work Safety Law with their statutory ranges, grades,
// circumstances, parameters and lists of exempt first violations.
//
// Ranges and articles were read in the text of the law (in force since 2021-09-01). Grades, shares and lists are defaults
// made up for a city of Shenyang's kind, except where a line says otherwise; each figure carries its source, and the
// proposals name those that are not law. A city replaces them by its own published benchmark.
package discretion

import (
	"embed"

	bench "anlan/internal/engine/procedure/discretion"
)

//go:embed *.yaml
var files embed.FS

// Catalogue reads the embedded benchmark. The error is the one of the engine's Read; a test holds that there is none.
func Catalogue() (*bench.Catalogue, error) { return bench.Read(files) }
