package series_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/series"
)

// What is in the history is found, late, repeated and after a restart; what is not, is not: another value, another time
// by a millisecond, another key.
func TestHas(t *testing.T) {
	start := time.Unix(1_800_000_000, 0).UTC()
	dir, c := t.TempDir(), clock.NewFake(start)
	open := func() *series.Store {
		s, err := series.Open(dir, series.Options{Clock: c})
		require.NoError(t, err)
		return s
	}
	s := open()
	at := func(i int) time.Time { return start.Add(-time.Duration(i) * time.Second) }
	var all []series.Sample
	for i := range 300 { // from new to old, in an order that is none
		v := float64(i)
		if i%50 == 7 {
			v = math.NaN()
		}
		all = append(all, series.Sample{Key: "a", At: at(i * 7 % 300), Value: v}, series.Sample{Key: "b", At: at(i * 7 % 300), Value: -v})
	}
	for i := 0; i < len(all); i += 20 {
		_, err := s.Append(context.Background(), all[i:i+20])
		require.NoError(t, err)
	}
	for range 2 {
		has := func(list ...series.Sample) bool {
			ok, err := s.Has(context.Background(), list)
			require.NoError(t, err)
			return ok
		}
		require.True(t, has(all...))
		for _, v := range all {
			require.True(t, has(v))
			require.False(t, has(series.Sample{Key: v.Key, At: v.At, Value: 1000}))
			require.False(t, has(series.Sample{Key: v.Key, At: v.At.Add(time.Millisecond), Value: v.Value}))
			require.False(t, has(series.Sample{Key: "c", At: v.At, Value: v.Value}))
		}
		require.False(t, has(append(append([]series.Sample{}, all...), series.Sample{Key: "a", At: start.Add(time.Second)})...))
		require.NoError(t, s.Close())
		s = open()
	}
	require.NoError(t, s.Close())
}

// The first value at a time stands, however late the second comes, on this side of a restart and on the other.
func TestTheFirstValueStands(t *testing.T) {
	start := time.Unix(1_800_000_000, 0).UTC()
	dir, c := t.TempDir(), clock.NewFake(start)
	for round := range 3 {
		s, err := series.Open(dir, series.Options{Clock: c})
		require.NoError(t, err)
		var first, second []series.Sample
		for i := range 400 {
			at := start.Add(-time.Duration(i*13%400) * time.Second)
			if i < 100 { // first in order
				at = start.Add(time.Duration(i-500) * time.Second)
			}
			first = append(first, series.Sample{Key: "a", At: at, Value: float64(i)})
			second = append(second, series.Sample{Key: "a", At: at, Value: -1})
		}
		left, err := s.Append(context.Background(), first)
		require.NoError(t, err)
		require.Zero(t, left, "the same again is nothing left out")
		left, err = s.Append(context.Background(), second)
		require.NoError(t, err)
		require.Equal(t, len(second), left, "round %d", round)
		got, err := s.Range(context.Background(), "a", start.Add(-time.Hour), start, 0)
		require.NoError(t, err)
		require.Len(t, got, 400)
		for _, v := range got {
			require.GreaterOrEqual(t, v.Value, 0.)
		}
		require.NoError(t, s.Close())
	}
}

func BenchmarkLateSamples(b *testing.B) {
	start := time.Unix(1_800_000_000, 0).UTC()
	s, err := series.Open(b.TempDir(), series.Options{Clock: clock.NewFake(start)})
	require.NoError(b, err)
	for i := range 3600 {
		_, err := s.Append(context.Background(), []series.Sample{{Key: "a", At: start.Add(time.Duration(i-3600) * time.Second)}})
		require.NoError(b, err)
	}
	i := 0
	for b.Loop() {
		i++
		_, err := s.Has(context.Background(), []series.Sample{{Key: "a", At: start.Add(-time.Duration(i%3600) * time.Second)}})
		require.NoError(b, err)
	}
	require.NoError(b, s.Close())
}
