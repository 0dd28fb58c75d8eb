//go:build !race

package city

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/engine/register"
)

// TestFullCity walks all 350,000 elements, one after the other in one goroutine; the race detector would find nothing
// in it and take minutes, so it runs in a step without one.
func TestFullCity(t *testing.T) {
	c := build(t, Full)
	seen := walk(t, c)
	want := map[string]int{
		"enterprise": 240_000, "high-rise": 11_201, "camera": 60_000, "hazard-source": 73, "tank": 224, "rescue-team": 480, "depot": 42,
		"expert": 475, "shelter": 186, "hospital": 128, "fire-station": 71,
	}
	for _, o := range others {
		want[o.kind] = o.count
	}
	require.Equal(t, want, seen.counts)
	require.Equal(t, []int{73, 57, 130, 230}, []int{want["waterlogging"], want["process-unit"], seen.boards["expressway"], seen.boards["community"]})
	require.Equal(t, seen.counts, c.Counts())
	require.Equal(t, 27, seen.parents, "enterprises with hazard sources")
	require.Equal(t, 56_028, seen.people["professional"])
	require.Equal(t, 505, seen.people["social"])
	require.Equal(t, map[string]int{"professional": 472, "social": 8}, seen.teams)
	require.Len(t, seen.fields, 30)
	require.Len(t, seen.materials, 23)
	require.Equal(t, map[int]bool{1: true, 2: true, 3: true, 4: true}, seen.levels)
	for colour, percent := range map[register.Risk]float64{register.Red: 2, register.Orange: 8, register.Yellow: 25, register.Blue: 65} {
		require.InDelta(t, percent, 100*float64(seen.risks[colour])/240_000, 0.5, colour)
	}
	require.Len(t, c.Points(), 3000)
	require.Len(t, c.Devices(), 73+6+6)
}

// The small city holds every kind too, the same special things, and is the same at every start.
