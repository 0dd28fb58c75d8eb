package plume_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/model/plume"
)

// A plume of chlorine of 1 kg/s on its centre line at the ground, mg/m³, as a script of the formulas gives it.
func TestCentrelineOfAKilogrammeASecond(t *testing.T) {
	for _, c := range []struct {
		class        byte
		wind, x      float64
		rural, urban float64
	}{
		{'D', 5, 100, 1429.3826, 294.149},
		{'D', 5, 500, 71.9139, 13.3546},
		{'D', 5, 1000, 21.9941, 3.8341},
		{'D', 5, 5000, 1.8943, 0.3113},
		{'F', 2, 100, 25741.7501, 1977.8942},
		{'F', 2, 1000, 339.0626, 33.8354},
		{'F', 2, 5000, 30.4569, 3.6532},
	} {
		require.InEpsilon(t, c.rural, plume.Air{Wind: c.wind, Class: c.class}.Centreline(1, c.x)*1e6, 2e-4, "%c %g m", c.class, c.x)
		require.InEpsilon(t, c.urban, plume.Air{Wind: c.wind, Class: c.class, Urban: true}.Centreline(1, c.x)*1e6, 2e-4, "%c %g m", c.class, c.x)
	}
}

// How far 1 kg/s reaches the levels of one hour, metres; beyond 10 km it is said so and not computed.
func TestDistanceToTheLevels(t *testing.T) {
	for _, c := range []struct {
		code         string
		level        int
		class        byte
		wind         float64
		rural, urban float64
	}{
		{"chlorine", 2, 'D', 5, 2318, 791},
		{"chlorine", 3, 'D', 5, 565, 230},
		{"chlorine", 2, 'F', 2, 28104, 3463},
		{"chlorine", 3, 'F', 2, 3069, 713},
		{"ammonia", 1, 'D', 5, 1032, 393},
		{"ammonia", 2, 'D', 5, 391, 164},
		{"ammonia", 3, 'D', 5, 138, 62},
		{"ammonia", 1, 'F', 2, 6889, 1373},
		{"ammonia", 3, 'F', 2, 631, 165},
		{"carbon-monoxide", 2, 'D', 5, 427, 178},
		{"hydrogen-sulfide", 3, 'F', 2, 2698, 638},
	} {
		s, ok := plume.Find(c.code)
		require.True(t, ok)
		for want, air := range map[float64]plume.Air{c.rural: {Wind: c.wind, Class: c.class}, c.urban: {Wind: c.wind, Class: c.class, Urban: true}} {
			got, beyond := air.Distance(1, s.Density(s.AEGL[c.level-1]))
			if want > plume.Farthest {
				require.True(t, beyond)
				require.InDelta(t, plume.Farthest, got, 0.1)
				continue
			}
			require.False(t, beyond)
			require.InEpsilon(t, want, got, 0.01, "%s %d %c", c.code, c.level, c.class)
		}
	}
}

func TestAreasLieInOneAnotherAndDownwind(t *testing.T) {
	at := geo.Point{Lon: 123.4, Lat: 41.8}
	s, _ := plume.Find("ammonia")
	for _, air := range []plume.Air{{Wind: 5, Class: 'D'}, {Wind: 2, Class: 'F'}, {Wind: 3, Class: 'B', Urban: true}, {Wind: 0, Class: 'F', Urban: true}} {
		r := plume.Release{At: at, Rate: 2, Air: air, From: 270, Spread: 15, Near: 50}
		require.NoError(t, r.Check())
		var was plume.Area
		for level := 3; level >= 1; level-- {
			a := r.Within(s.Density(s.AEGL[level-1]))
			require.Equal(t, a.Ring[0], a.Ring[len(a.Ring)-1], "closed")
			far := geo.Distance(at, a.Ring[0])
			require.InEpsilon(t, a.Reach, far, 1e-6, "the axis goes first: a wind from the west drives east")
			require.InDelta(t, 90, geo.Bearing(at, a.Ring[0]), 1)
			for n, p := range a.Ring {
				d := geo.Distance(at, p)
				require.GreaterOrEqual(t, d, 50-1e-6)
				require.LessOrEqual(t, d, a.Reach*1.01+1e-6)
				if was.Ring != nil {
					require.GreaterOrEqual(t, d, geo.Distance(at, was.Ring[n])-1e-6, "a lower level holds a higher one")
				}
			}
			was = a
		}
	}
}

func TestTheWindMayTurn(t *testing.T) {
	s, _ := plume.Find("chlorine")
	at := geo.Point{Lon: 123.4, Lat: 41.8}
	r := plume.Release{At: at, Rate: 1, Air: plume.Air{Wind: 5, Class: 'D'}, From: 0, Near: 10}
	width := func(spread float64) (n int) {
		r.Spread = spread
		for _, p := range r.Within(s.Density(20)).Ring {
			if geo.Distance(at, p) > 300 {
				n++
			}
		}
		return n
	}
	require.Greater(t, width(30), width(10)+30)
}

func TestClassOfTheAir(t *testing.T) {
	require.Equal(t, byte('A'), plume.ClassOf(1, "strong"))
	require.Equal(t, byte('F'), plume.ClassOf(2.5, "clear-night"))
	require.Equal(t, byte('D'), plume.ClassOf(1, "overcast"))
	require.Equal(t, byte('D'), plume.ClassOf(9, "clear-night"))
}

func TestNonsenseIsRefused(t *testing.T) {
	good := plume.Release{At: geo.Point{Lon: 123, Lat: 41}, Rate: 1, Air: plume.Air{Wind: 2, Class: 'D'}, Spread: 15, Near: 50}
	require.NoError(t, good.Check())
	for name, spoil := range map[string]func(r *plume.Release){
		"no rate": func(r *plume.Release) { r.Rate = 0 }, "not a rate": func(r *plume.Release) { r.Rate = math.NaN() }, "wind": func(r *plume.Release) { r.Air.Wind = -1 },
		"from": func(r *plume.Release) { r.From = 361 }, "spread": func(r *plume.Release) { r.Spread = 91 }, "near": func(r *plume.Release) { r.Near = 0 },
	} {
		r := good
		spoil(&r)
		require.Error(t, r.Check(), name)
	}
}
