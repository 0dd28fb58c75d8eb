package geo

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestShiftedSystems(t *testing.T) {
	// The first two pairs are published with the algorithm; the third was computed by a second implementation.
	for _, c := range []struct{ wgs, gcj Point }{
		{Point{121.5272106, 31.1774276}, Point{121.531541859215, 31.17530398364597}},
		{Point{116.377817, 39.911954}, Point{116.38404722455657, 39.91334545536069}},
		{Point{123.4291, 41.7968}, Point{123.43523745610202, 41.79923074068653}},
	} {
		got := ToGCJ02(c.wgs)
		require.InDelta(t, c.gcj.Lon, got.Lon, 1e-9)
		require.InDelta(t, c.gcj.Lat, got.Lat, 1e-9)
		back := FromGCJ02(c.gcj)
		require.InDelta(t, c.wgs.Lon, back.Lon, 1e-9)
		require.InDelta(t, c.wgs.Lat, back.Lat, 1e-9)
	}
	bd := GCJ02ToBD09(ToGCJ02(shenyang))
	require.InDelta(t, 123.44184178963468, bd.Lon, 1e-9)
	require.InDelta(t, 41.80497785066563, bd.Lat, 1e-9)
	require.InDelta(t, 576, Distance(shenyang, ToGCJ02(shenyang)), 5)
	require.Equal(t, Point{2.35, 48.85}, ToGCJ02(Point{2.35, 48.85}), "nothing moves outside China")
	require.Equal(t, Point{2.35, 48.85}, FromGCJ02(Point{2.35, 48.85}))
}

func TestShiftsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{rapid.Float64Range(74, 135).Draw(t, "lon"), rapid.Float64Range(18, 53).Draw(t, "lat")}
		back := FromGCJ02(BD09ToGCJ02(GCJ02ToBD09(ToGCJ02(p))))
		require.InDelta(t, p.Lon, back.Lon, 1e-8)
		require.InDelta(t, p.Lat, back.Lat, 1e-8)
	})
}

func TestWebMercator(t *testing.T) {
	x, y := WebMercator(shenyang)
	require.InDelta(t, 13740064.561, x, 0.001)
	require.InDelta(t, 5130589.502, y, 0.001)
	require.Equal(t, Tile{12, 3452, 1523}, TileAt(shenyang, 12))
	require.Equal(t, Tile{16, 55237, 24377}, TileAt(shenyang, 16))
	require.Equal(t, Tile{3, 7, 0}, TileAt(Point{180, 90}, 3), "the edge of the world belongs to the last tile")
	require.False(t, Tile{2, 4, 0}.Valid())
	require.False(t, Tile{23, 0, 0}.Valid())
	rapid.Check(t, func(t *rapid.T) {
		p := Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")}
		tile := TileAt(p, uint8(rapid.IntRange(0, 18).Draw(t, "z")))
		require.True(t, tile.Valid())
		b := tile.Box()
		require.Less(t, p.From().Within(b), 0.01, "%v %v", p, b)
		px, py := tile.Place(p)
		require.True(t, px >= -1e-3 && px <= Extent+1e-3 && py >= -1e-3 && py <= Extent+1e-3)
	})
}
