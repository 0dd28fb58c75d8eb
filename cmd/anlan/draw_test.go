package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/model/draw"
)

// drawing is a published drawing, another with one visit turned from the unit, and what was known before of the first.
func drawing(t *testing.T) (good, bad string, known draw.Known) {
	good = filepath.Join("..", "..", "internal", "model", "draw", "testdata", "weighted.json")
	raw, err := os.ReadFile(good)
	require.NoError(t, err)
	p, err := draw.Read(raw)
	require.NoError(t, err)
	was := []byte(`"unit":"` + p.Result.Drawn[0].Unit + `"`)
	require.Equal(t, 1, bytes.Count(raw, was))
	bad = filepath.Join(t.TempDir(), "drawing.json")
	require.NoError(t, os.WriteFile(bad, bytes.Replace(raw, was, []byte(`"unit":"91210100MA000003X"`), 1), 0o600))
	return good, bad, draw.Known{Commitment: p.Commitment.Sum(), Seed: p.Seed.Value}
}

func TestDrawCheck(t *testing.T) {
	good, bad, known := drawing(t)
	require.NoError(t, (&drawCheckCmd{File: good}).Run())
	require.NoError(t, (&drawCheckCmd{File: good, Commitment: known.Commitment, Seed: known.Seed}).Run())
	require.ErrorContains(t, (&drawCheckCmd{File: good, Seed: "1"}).Run(), "not in order")
	require.ErrorContains(t, (&drawCheckCmd{File: good, Commitment: "00"}).Run(), "not in order")
	require.ErrorContains(t, (&drawCheckCmd{File: bad}).Run(), "not in order")
	require.ErrorContains(t, (&drawCheckCmd{File: "draw_test.go"}).Run(), "not in order")
	require.ErrorIs(t, (&drawCheckCmd{File: "none"}).Run(), os.ErrNotExist)
}
