package patrol_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/geo"
	"anlan/internal/system/patrol"
)

// TestThinnedTracks walks at random, with stops, returns to the same corner and points that jump: what is kept is a part of
// what came, in order of time, from the first to the last good point, and no good point lies farther from it than it may.
func TestThinnedTracks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const step = 0.0004 // some 40 m
		x, y, at := 0, 0, 0.0
		var in [][3]float64
		place := func() [3]float64 { return [3]float64{123.4 + float64(x)*step, 41.8 + float64(y)*step, at} }
		for range rapid.IntRange(2, 60).Draw(t, "steps") {
			x, y = x+rapid.IntRange(-1, 1).Draw(t, "x"), y+rapid.IntRange(-1, 1).Draw(t, "y")
			at += float64(rapid.IntRange(5, 60).Draw(t, "seconds"))
			in = append(in, place())
		}
		good := len(in)
		bad := append([][3]float64{}, in[:good/2]...)
		bad = append(bad, [3]float64{140, 20, in[good/2][2] - 1}, [3]float64{500, 0, in[good/2][2]}) // a jump over the sea, and no place at all
		bad = append(bad, in[good/2:]...)
		out, metres := patrol.Thin(bad)
		require.GreaterOrEqual(t, len(out), 2)
		require.Equal(t, in[0], out[0])
		require.Equal(t, in[good-1], out[len(out)-1])
		sum, k := 0.0, 0
		for i, p := range out {
			for k < good && in[k] != p {
				k++
			}
			require.Less(t, k, good, "%v came out of nothing or out of order", p)
			if i > 0 {
				require.Greater(t, p[2], out[i-1][2])
				sum += geo.Distance(geo.Point{Lon: out[i-1][0], Lat: out[i-1][1]}, geo.Point{Lon: p[0], Lat: p[1]})
			}
		}
		require.InDelta(t, sum, metres, 0.001)
	})
	out, metres := patrol.Thin([][3]float64{{123.4, 41.8, 5}})
	require.Empty(t, out)
	require.Zero(t, metres)
}

// TestPlates: a plate names its site whatever its name holds, and one with a character changed names none.
func TestPlates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, name := rapid.StringMatching(`[a-z0-9-]{1,40}`).Draw(t, "id"), rapid.StringN(0, 30, 90).Draw(t, "name")
		text := patrol.PlateText(id, name, "210106001001001")
		require.Equal(t, id, patrol.PlateSite(" "+text+"\n"))
		b := []byte(text)
		i := rapid.IntRange(strings.Index(text, "?")+1, len(b)-1).Draw(t, "at")
		b[i] ^= 1
		require.NotEqual(t, id, patrol.PlateSite(string(b)), "%s", b)
	})
	require.Equal(t, "enterprise-00001", patrol.PlateSite(" enterprise-00001 "), "typed by hand")
	require.Empty(t, patrol.PlateSite("ANLAN1?i=x&n=y"), "cut off")
	require.Equal(t, "x", patrol.PlateSite("ANLAN1?i=x&n=y&a=210106&c=d749b7"), "of a sheet that was printed before")
}
