package exact_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/exact"
	"anlan/internal/base/fail"
)

// TestQuantities holds that amounts are exact, and are read as they are written.
func TestQuantities(t *testing.T) {
	for text, units := range map[string]float64{"0": 0, "12": 12, "0.001": 0.001, "1.5": 1.5, "999999999.999": 999999999.999} {
		q, err := exact.Amount(units)
		require.NoError(t, err, text)
		require.Equal(t, text, q.String())
	}
	require.Equal(t, "-0.5", exact.Thousandths(-500).String())
	for _, bad := range []float64{-1, 0.0001, 1e9 + 1, 1.2345} {
		_, err := exact.Amount(bad)
		require.Equal(t, "exact.amount", fail.As(err).Code)
	}
	_, err := exact.Of(0)
	require.Equal(t, "exact.amount", fail.As(err).Code)
	rapid.Check(t, func(rt *rapid.T) {
		q := exact.Thousandths(rapid.Int64Range(-int64(exact.Most), int64(exact.Most)).Draw(rt, "q"))
		b, err := json.Marshal(q)
		require.NoError(rt, err)
		var back exact.Thousandths
		require.NoError(rt, json.Unmarshal(b, &back))
		require.Equal(rt, q, back)
	})
}
