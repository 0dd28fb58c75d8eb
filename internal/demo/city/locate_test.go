package city

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/engine/register"
)

// Any place in the city is found: the right district by its outline, and in it the community whose centre is nearest.
func TestEveryPlaceHasItsCommunity(t *testing.T) {
	s, err := read()
	require.NoError(t, err)
	list, err := Areas()
	require.NoError(t, err)
	all, err := register.NewAreas(list)
	require.NoError(t, err)
	rnd := seeded("places")
	for _, d := range s.districts {
		for range 100 {
			p := d.any(rnd)
			code := all.Locate(p)
			require.Len(t, code, 15, "%v", p)
			if register.DistrictOf(code) != d.area.Code {
				other := all.Shape(register.DistrictOf(code))
				require.True(t, other.Contains(p), "on the border both may hold it")
				continue
			}
			least := math.Inf(1)
			for _, c := range list {
				if c.Level == register.Community && register.DistrictOf(c.Code) == d.area.Code {
					least = min(least, geo.Distance(p, geo.Point{Lon: c.Lon, Lat: c.Lat}))
				}
			}
			c, ok := all.Find(register.CommunityOf(code))
			require.True(t, ok)
			require.InEpsilon(t, least, geo.Distance(p, geo.Point{Lon: c.Lon, Lat: c.Lat}), 0.01)
		}
	}
	require.Empty(t, all.Locate(geo.Point{Lon: 121.6, Lat: 38.9}), "another city")
}

func BenchmarkLocate(b *testing.B) {
	s, err := read()
	require.NoError(b, err)
	list, err := Areas()
	require.NoError(b, err)
	all, err := register.NewAreas(list)
	require.NoError(b, err)
	rnd := seeded("bench")
	var places []geo.Point
	for i := range 1000 {
		places = append(places, s.districts[i%len(s.districts)].any(rnd))
	}
	for i := 0; b.Loop(); i++ {
		all.Locate(places[i%len(places)])
	}
}
