package demo_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/demo"
	"anlan/internal/demo/city"
	"anlan/internal/engine/duty"
)

// TestEveryFaultOfTheDemoIsFound loads the small city and holds what was put in against what is found; a second run adds
// nothing.
func TestEveryFaultOfTheDemoIsFound(t *testing.T) {
	ctx := context.Background()
	w := open(t)
	c, err := city.Build(city.Small)
	require.NoError(t, err)
	require.NoError(t, demo.Load(ctx, w.Engines, demo.Options{City: c}))
	find := func() map[string]int {
		list, err := w.Duty.Findings(ctx, identity.Everywhere, "", "")
		require.NoError(t, err)
		out := map[string]int{}
		for _, f := range list {
			out[f.Kind]++
		}
		return out
	}
	want := c.Duty(clock.Now(w.Clock)).Seeded
	got := find()
	for _, kind := range []string{duty.FindGap, duty.FindDouble, duty.FindExpired, duty.FindExpiring, duty.FindNoPhone} {
		require.Positive(t, want[kind], kind)
		require.Equal(t, want[kind], got[kind], kind)
	}
	require.InDelta(t, want[duty.FindUnconfirmed], got[duty.FindUnconfirmed], 5, "those who hold nothing are not asked for")
	require.InDelta(t, 14, got[duty.FindHole], 2, "one district is planned for a week")
	_, _, posts := w.Duty.Posts(identity.Everywhere, duty.PostFilter{Matter: "flood"}, "", 1)
	require.Greater(t, posts, 2900, "flood control at four levels")
	for _, a := range c.Areas() {
		r, err := w.Duty.Answer(duty.Question{Area: a.Code, Matter: "flood"})
		require.NoError(t, err)
		require.False(t, r.Nobody, a.Code)
		require.NotEmpty(t, r.Duty, a.Code)
	}
	require.NoError(t, demo.Load(ctx, w.Engines, demo.Options{City: c}))
	require.Equal(t, got, find())
}
