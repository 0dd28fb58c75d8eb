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
