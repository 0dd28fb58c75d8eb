package bearing_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/model/bearing"
)

var tower = geo.Point{Lon: 123.6, Lat: 41.9}

func TestTwoTowers(t *testing.T) {
	fire := tower.Toward(40, 6000)
	other := fire.Toward(120, 5000)
	c, err := bearing.Find([]bearing.Sight{{From: tower, Bearing: 40}, {From: other, Bearing: geo.Bearing(other, fire)}})
	require.NoError(t, err)
	require.Less(t, geo.Distance(c.Place, fire), 20.0)
	require.Greater(t, c.Radius, 100.0, "a compass is off by a degree and a half")
	require.Less(t, c.Radius, 500.0)
}

func TestOneSight(t *testing.T) {
	c, err := bearing.Find([]bearing.Sight{{From: tower, Bearing: 90, Distance: 4000}})
	require.NoError(t, err)
	require.InDelta(t, 4000, geo.Distance(tower, c.Place), 1)
	require.InDelta(t, 1000, c.Radius, 20, "a distance by eye is off by a quarter")
}

func TestWhatDoesNotCross(t *testing.T) {
	other := tower.Toward(90, 3000)
	for name, s := range map[string][]bearing.Sight{
		"nothing":            nil,
		"one without a way":  {{From: tower, Bearing: 10}},
		"parallel":           {{From: tower, Bearing: 10}, {From: other, Bearing: 12}},
		"apart":              {{From: tower, Bearing: 315}, {From: other, Bearing: 45}},
		"no number":          {{From: tower, Bearing: math.NaN()}, {From: other, Bearing: 1}},
		"beyond the horizon": {{From: tower, Bearing: 90, Distance: 90_000}},
	} {
		_, err := bearing.Find(s)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
	}
}

// TestAnyFireIsFound lets two to four towers around a fire take bearings that are right, and holds the crossing to it.
func TestAnyFireIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fire := geo.Point{Lon: rapid.Float64Range(122.5, 123.8).Draw(t, "lon"), Lat: rapid.Float64Range(41.2, 43).Draw(t, "lat")}
		var sights []bearing.Sight
		from := rapid.Float64Range(0, 360).Draw(t, "turn")
		for i := range rapid.IntRange(2, 4).Draw(t, "towers") {
			at := fire.Toward(from+float64(i)*40, rapid.Float64Range(800, 15_000).Draw(t, "away"))
			sights = append(sights, bearing.Sight{From: at, Bearing: geo.Bearing(at, fire)})
		}
		c, err := bearing.Find(sights)
		if err != nil {
			t.Fatal(err)
		}
		if d := geo.Distance(c.Place, fire); d > 120 {
			t.Fatalf("%.0f m off", d)
		}
	})
}
