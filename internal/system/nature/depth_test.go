package nature_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/system/nature"
)

var rule = nature.DepthRule{Hours: 2, Table: []nature.RainDepth{{Rain: 20, Depth: 0}, {Rain: 40, Depth: 15}, {Rain: 60, Depth: 45}}}

// TestDepthByHand is worked out by hand: 10, 30, 20 mm give 10, 40 and 50 mm within two hours.
func TestDepthByHand(t *testing.T) {
	from := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	along := rule.Along(from, []float64{10, 30, 20})
	for i, want := range []struct{ sum, depth float64 }{{10, 0}, {40, 15}, {50, 30}} {
		require.InDelta(t, want.sum, along[i].Sum, 1e-9)
		require.InDelta(t, want.depth, along[i].Depth, 1e-9)
		require.Equal(t, from.Add(time.Duration(i+1)*time.Hour), along[i].At.Time)
	}
	peak, ok := nature.Peak(along)
	require.True(t, ok)
	require.Equal(t, along[2], peak)
	require.InDelta(t, 60, rule.Depth(70), 1e-9, "beyond the table it goes on with the last slope")
	_, ok = nature.Peak(nil)
	require.False(t, ok)
}

func TestStages(t *testing.T) {
	l := nature.DepthLines{Warn: 15, Close: 27, Evacuate: 50}
	for depth, want := range map[float64]string{0: "dry", 4.9: "dry", 5: "wet", 15: "warn", 26.9: "warn", 27: "close", 50: "evacuate", 300: "evacuate"} {
		require.Equal(t, want, l.Stage(depth), "%v cm", depth)
	}
	require.Equal(t, "close", l.Rising(16, 6), "water that rises by 6 cm in ten minutes is a stage worse")
	require.Equal(t, "warn", l.Rising(16, 5))
	require.Equal(t, "evacuate", l.Rising(60, 9))
	require.Equal(t, "dry", l.Rising(2, 9))
}

// TestMoreRainIsNeverLessWater holds for any table that rises and any rain.
func TestMoreRainIsNeverLessWater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := nature.DepthRule{Hours: rapid.IntRange(1, 6).Draw(t, "hours")}
		rain, depth := 0.0, 0.0
		for range rapid.IntRange(2, 6).Draw(t, "rows") {
			rain += rapid.Float64Range(1, 40).Draw(t, "rain")
			depth += rapid.Float64Range(0, 30).Draw(t, "depth")
			r.Table = append(r.Table, nature.RainDepth{Rain: rain, Depth: depth})
		}
		a := rapid.Float64Range(0, 300).Draw(t, "a")
		b := a + rapid.Float64Range(0, 100).Draw(t, "more")
		if r.Depth(a) > r.Depth(b)+1e-9 || r.Depth(a) < 0 {
			t.Fatalf("%v mm: %v cm, %v mm: %v cm", a, r.Depth(a), b, r.Depth(b))
		}
		for _, row := range r.Table {
			if d := r.Depth(row.Rain) - row.Depth; d > 1e-9 || d < -1e-9 {
				t.Fatalf("a row of the table is not met: %v", row)
			}
		}
	})
}
