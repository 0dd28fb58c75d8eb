package city

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/engine/register"
)

func TestAreasOfTheCity(t *testing.T) {
	all, err := Areas()
	require.NoError(t, err)
	count, byCode, shapes := map[register.Level]int{}, map[string]register.Area{}, map[string]geo.Shape{}
	for _, a := range all {
		require.Empty(t, byCode[a.Code].Code, "a code stands once")
		if a.Level != register.City {
			require.Equal(t, a.Parent, byCode[a.Parent].Code, "parents come first")
			require.Equal(t, a.Parent, a.Code[:len(a.Parent)], "a code begins with its parent's")
		}
		byCode[a.Code] = a
		count[a.Level]++
		require.NotEmpty(t, a.Name)
		require.True(t, a.Demo)
		if a.Level == register.District {
			shapes[a.Code], err = geo.ParseShape(a.Outline)
			require.NoError(t, err)
		}
		if d := register.DistrictOf(a.Code); d != "" && a.Level != register.River {
			require.True(t, shapes[d].Contains(geo.Point{Lon: a.Lon, Lat: a.Lat}), "%s %s lies outside its district", a.Code, a.Name)
		}
	}
	require.Equal(t, map[register.Level]int{
		register.City: 1, register.River: 1, register.District: 13, register.Zone: 14, register.Street: 190, register.Community: 2703, register.Cell: 4 * 2703,
	}, count)
	again, err := Areas()
	require.NoError(t, err)
	require.Equal(t, all, again, "the same city at every start")
}

// Known places of the real city fall into their real district.
func TestOutlinesHoldKnownPlaces(t *testing.T) {
	s, err := read()
	require.NoError(t, err)
	places := map[string]geo.Point{
		"210102": {Lon: 123.3906, Lat: 41.7951}, // 沈阳站, east side
		"210103": {Lon: 123.4494, Lat: 41.7963}, // 沈阳故宫
		"210105": {Lon: 123.4240, Lat: 41.8445}, // 北陵公园
		"210111": {Lon: 123.3418, Lat: 41.6660}, // 苏家屯
		"210112": {Lon: 123.4836, Lat: 41.6398}, // 桃仙机场
		"210181": {Lon: 122.8289, Lat: 41.9965}, // 新民
	}
	for _, d := range s.districts {
		if p, ok := places[d.area.Code]; ok {
			require.True(t, d.shape.Contains(p), d.area.Name)
		}
		for code, p := range places {
			if code != d.area.Code {
				require.False(t, d.shape.Contains(p), "%s in %s", code, d.area.Name)
			}
		}
	}
	sum := 0.0
	for _, d := range s.districts {
		sum += d.shape.Area()
	}
	require.InEpsilon(t, 12850e6, sum, 0.005, "published: about 12,860 km²")
}

func BenchmarkAreas(b *testing.B) {
	for b.Loop() {
		if _, err := Areas(); err != nil {
			b.Fatal(err)
		}
	}
}
