package sealed_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/sealed"
	"anlan/internal/base/store/storetest"
)

// TestEachIsHeldOnce: a repeat counts nothing, and of a receiver only the end is kept.
func TestEachIsHeldOnce(t *testing.T) {
	ctx, k := context.Background(), clock.NewFake(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	l, err := sealed.Open(ctx, storetest.Open(t), k)
	require.NoError(t, err)
	counts, err := l.Counts(ctx)
	require.NoError(t, err)
	require.Empty(t, counts)
	for range 2 {
		require.NoError(t, l.Hold(ctx, "sms", "k1", "13900001234", "请立即转移。"))
	}
	k.Advance(time.Minute)
	require.NoError(t, l.Hold(ctx, "mail", "k1", "a@b.c", strings.Repeat("长", 300)))
	require.NoError(t, l.Hold(ctx, "sms", "k2", "1", "解除。"))
	counts, err = l.Counts(ctx)
	require.NoError(t, err)
	require.Equal(t, []sealed.Count{{Channel: "mail", Held: 1, Last: clock.Now(k)}, {Channel: "sms", Held: 2, Last: clock.Now(k)}}, counts)
	newest, err := l.Newest(ctx, 3)
	require.NoError(t, err)
	require.Len(t, newest, 3)
	require.Len(t, []rune(newest[0].Content), 200)
	require.Equal(t, "…1234", newest[2].Receiver)
}
