// Package bustest starts a real embedded bus for tests.
package bustest

import (
	"context"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

// Open starts a bus with its files in a folder of the test, and stops it at the end.
func Open(t testing.TB, db *store.DB, c clock.Clock, o bus.Options) *bus.Bus {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	b, err := bus.Open(context.Background(), db, c, o)
	require.NoError(t, err)
	t.Cleanup(b.Close)
	return b
}

// Run runs the bus until the end of the test.
func Run(t testing.TB, b *bus.Bus) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
}
