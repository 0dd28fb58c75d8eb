package series

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
)

type broken struct{ clock.Clock }

func (broken) Now() time.Time { panic("no chunk can be written") }

// TestAPanicIsHeardOf: closing after it neither waits for ever nor hides it.
func TestAPanicIsHeardOf(t *testing.T) {
	s, err := Open(t.TempDir(), Options{Clock: clock.NewFake(time.Unix(1_800_000_000, 0))})
	require.NoError(t, err)
	whole := s.clock
	s.clock = broken{whole}
	require.PanicsWithValue(t, "no chunk can be written", func() { _, _ = s.Append(context.Background(), []Sample{{Key: "a", At: time.Unix(1, 0)}}) })
	require.ErrorContains(t, s.Close(), "panic")
	require.NoError(t, s.db.Close())
}

// TestChunksHaveTheirFileFromTheStart: what Open promises to the first compaction, on a new database and on each start
// after it; and nobody reads what it wrote for that.
func TestChunksHaveTheirFileFromTheStart(t *testing.T) {
	dir, c := t.TempDir(), clock.NewFake(time.Unix(1_800_000_000, 0))
	written := 0
	for range 3 {
		s, err := Open(dir, Options{Clock: c})
		require.NoError(t, err)
		files, err := os.ReadDir(filepath.Join(dir, "chunks_head"))
		require.NoError(t, err)
		require.Greater(t, len(files), written, "a file of this run")
		written = len(files)
		last, err := s.Last(t.Context(), c.Now().Add(-time.Hour))
		require.NoError(t, err)
		require.Empty(t, last)
		require.NoError(t, s.Close())
		c.Advance(-time.Minute)
	}
}
