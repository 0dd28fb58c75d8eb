// Package verifier holds the built programs that check archives, so that each archive can bring them along.
//
// The files under dist come from "make verifiers", which "make build" runs; a build without them has none, and an archive
// made by it says so.
package verifier

import (
	"bytes"
	"embed"
	"io"
	"io/fs"
	"strings"

	"anlan/internal/base/archive"
)

//go:embed all:dist
var dist embed.FS

// Items are the programs as items of an archive, none when they were not built in.
func Items() ([]archive.Item, error) {
	var out []archive.Item
	err := fs.WalkDir(dist, "dist", func(p string, d fs.DirEntry, err error) error {
		name, ok := strings.CutPrefix(p, "dist/anlan-verify-")
		if err != nil || !ok || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(dist, p)
		if err != nil {
			return err
		}
		out = append(out, archive.Item{
			Path: "verify/" + strings.TrimPrefix(p, "dist/"), Title: strings.ReplaceAll(strings.TrimSuffix(name, ".exe"), "-", " "), Kind: archive.Verifier,
			Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
		})
		return nil
	})
	return out, err
}
