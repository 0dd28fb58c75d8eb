package geo

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
)

func TestSystemsAgreeWithPublishedPlaces(t *testing.T) {
	for _, c := range []struct {
		system System
		in     Point
		x, y   float64
		within float64
	}{
		// widely published pairs of WGS 84 and GCJ-02
		{GCJ02, Point{121.5272106, 31.1774276}, 121.531541859215, 31.17530398364597, 1e-9},
		{GCJ02, Point{116.377817, 39.911954}, 116.38404722455657, 39.91334545536069, 1e-9},
		{GCJ02, Point{123.4291, 41.7968}, 123.435237456, 41.799230741, 1e-9},
		{BD09, Point{123.4291, 41.7968}, 123.441841790, 41.804977851, 1e-9},
		{WGS84, Point{123.4291, 41.7968}, 123.4291, 41.7968, 0},
		{CGCS2000, Point{123.4291, 41.7968}, 123.4291, 41.7968, 0},
		// PROJ, EPSG:4550 and 4529
		{GK3, Point{123.4291, 41.7968}, 535664.179253762, 4629156.1985614, 1e-5},
		{GK3, Point{124.4, 43.2}, 613787.129693643, 4785890.55745469, 1e-5},
		{GK3Zone, Point{123.4291, 41.7968}, 41535664.179253762, 4629156.1985614, 1e-5},
	} {
		x, y := c.system.FromWGS84(c.in)
		require.InDelta(t, c.x, x, c.within, "%s", c.system)
		require.InDelta(t, c.y, y, c.within, "%s", c.system)
		back, err := c.system.ToWGS84(c.x, c.y)
		require.NoError(t, err)
		require.InDelta(t, c.in.Lon, back.Lon, 2e-8, "%s", c.system)
		require.InDelta(t, c.in.Lat, back.Lat, 2e-8, "%s", c.system)
	}
}

func TestSystemsThereAndBack(t *testing.T) {
	for _, s := range Systems {
		rapid.Check(t, func(t *rapid.T) {
			p := Point{rapid.Float64Range(121.5, 124.5).Draw(t, "lon"), rapid.Float64Range(20, 55).Draw(t, "lat")}
			x, y := s.Name.FromWGS84(p)
			back, err := s.Name.ToWGS84(x, y)
			if err != nil || math.Abs(back.Lon-p.Lon) > 1e-8 || math.Abs(back.Lat-p.Lat) > 1e-8 {
				t.Fatalf("%s: %v comes back as %v (%v)", s.Name, p, back, err)
			}
		})
	}
}

func TestSystemsRefuse(t *testing.T) {
	for s, at := range map[System]Point{
		WGS84: {200, 10}, CGCS2000: {math.NaN(), 10}, GCJ02: {123, 100}, BD09: {math.Inf(1), 1}, GK3: {123.4, 41.7}, GK3Zone: {535664, 4629156}, "utm": {1, 1},
	} {
		_, err := s.ToWGS84(at.Lon, at.Lat)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), s)
	}
	_, err := ParseSystem("x")
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func TestSystemsByTheirWKT(t *testing.T) {
	for _, s := range []System{WGS84, CGCS2000, GK3, GK3Zone} {
		require.Equal(t, s, SystemOf(s.WKT()))
	}
	for _, s := range []string{"", GCJ02.WKT(), `PROJCS["WGS_1984_UTM_Zone_51N",GEOGCS["GCS_WGS_1984"]]`} {
		require.Empty(t, SystemOf(s))
	}
}
