package series

import (
	"context"
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
