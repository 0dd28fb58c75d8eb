package command

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
)

// A long track comes down to what a screen shows: the first place, the last, and each corner.
func TestTracksAreThinned(t *testing.T) {
	begin := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	var track []TrackedPlace
	var turns [][2]float64
	lon, lat := 123.4, 41.8
	for leg := range 40 {
		turns = append(turns, [2]float64{lon, lat})
		for range 500 { // ten metres a step, east and north in turns, with a shake that is less than the line's width
			if leg%2 == 0 {
				lon += 0.00012
			} else {
				lat += 0.00009
			}
			shake := 0.000008 * math.Sin(float64(len(track)))
			track = append(track, TrackedPlace{Element: "x", At: clock.At(begin.Add(time.Duration(len(track)) * time.Second)), Lon: lon + shake, Lat: lat + shake})
		}
	}
	got := thinned(track, corners)
	require.LessOrEqual(t, len(got), corners)
	require.GreaterOrEqual(t, len(got), 40)
	require.Equal(t, [2]float64{track[0].Lon, track[0].Lat}, got[0])
	last := track[len(track)-1]
	require.Equal(t, [2]float64{last.Lon, last.Lat}, got[len(got)-1])
	for _, turn := range turns {
		near := math.MaxFloat64
		for _, p := range got {
			near = min(near, math.Hypot(p[0]-turn[0], p[1]-turn[1]))
		}
		require.Less(t, near, 0.0003, "a corner is there, within thirty metres or so")
	}
	require.Len(t, thinned(track, 2), 2)
	for n := range 3 {
		require.Len(t, thinned(track[:n], corners), n)
	}
	still := make([]TrackedPlace, 1000)
	for i := range still {
		still[i] = track[0]
	}
	require.Len(t, thinned(still, corners), 2, "who stands is one place")
}
