package geo_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
)

func TestParseGeometry(t *testing.T) {
	for _, good := range []string{
		`{"type":"LineString","coordinates":[[123.1,41.7],[123.2,41.8],[123.1,41.8],[123.2,41.7]]}`,
		`{"type":"MultiLineString","coordinates":[[[123.1,41.7],[123.2,41.8]],[[123.3,41.7],[123.4,41.7,25.5]]]}`,
		`{"type":"Polygon","coordinates":[[[123.1,41.7],[123.2,41.7],[123.2,41.8],[123.1,41.8],[123.1,41.7]]]}`,
		`{"type":"Polygon","coordinates":[[[123.1,41.7],[123.4,41.7],[123.4,41.9],[123.1,41.9],[123.1,41.7]],[[123.2,41.75],[123.3,41.75],[123.3,41.85],[123.2,41.75]]]}`,
		`{"type":"MultiPolygon","coordinates":[[[[123.1,41.7],[123.2,41.7],[123.2,41.8],[123.1,41.7]]],[[[123.2,41.8],[123.3,41.8],[123.3,41.9],[123.2,41.8]]]]}`,
	} {
		g, err := geo.ParseGeometry([]byte(good))
		require.NoError(t, err, good)
		again, err := geo.ParseGeometry(g.JSON())
		require.NoError(t, err)
		require.Equal(t, string(g.JSON()), string(again.JSON()))
		require.True(t, g.Box().Contains(g.Middle()), good)
		require.Equal(t, g.IsLine(), g.Length() > 0)
		require.Equal(t, !g.IsLine(), g.Area() > 0)
	}
	for bad, says := range map[string]string{
		``:     "not a valid",
		`{}`:   "not a valid",
		`null`: "not a valid",
		`{"type":"Point","coordinates":[123,41]}`:                                                                                                 "neither",
		`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[123,41]}]}`:                                                    "neither",
		`{"type":"LineString","coordinates":[]}`:                                                                                                  "fewer than two",
		`{"type":"LineString","coordinates":[[123,41]]}`:                                                                                          "fewer than two",
		`{"type":"LineString","coordinates":[[123,41],[123,41]]}`:                                                                                 "repeats",
		`{"type":"LineString","coordinates":[[41,123],[42,123]]}`:                                                                                 "not in China",
		`{"type":"MultiLineString","coordinates":[]}`:                                                                                             "no corners",
		`{"type":"MultiPolygon","coordinates":[]}`:                                                                                                "no corners",
		`{"type":"MultiPolygon","coordinates":[[]]}`:                                                                                              "no ring",
		`{"type":"Polygon","coordinates":[[[123,41],[124,41],[124,42],[123,42]]]}`:                                                                "not closed",
		`{"type":"Polygon","coordinates":[[[123,41],[124,41],[123,41]]]}`:                                                                         "fewer than four",
		`{"type":"Polygon","coordinates":[[[123,41],[124,42],[124,41],[123,42],[123,41]]]}`:                                                       "crosses",
		`{"type":"Polygon","coordinates":[[[123,41],[124,41],[123.5,41],[123,42],[123,41]]]}`:                                                     "crosses",
		`{"type":"Polygon","coordinates":[[[123,41],[124,41],[124,42],[123.5,41],[123,42],[123,41]]]}`:                                            "crosses",
		`{"type":"Polygon","coordinates":[[[123,41],[124,41],[124,42],[123,41]],[[125,41],[125.1,41],[125,41.1],[125,41]]]}`:                      "not inside",
		`{"type":"Polygon","coordinates":[[[123,41],[124,41],[124,42],[123,42],[123,41]],[[123.5,41.5],[124.5,41.5],[124,41.7],[123.5,41.5]]]}`:   "crosses",
		`{"type":"MultiPolygon","coordinates":[[[[123,41],[124,41],[124,42],[123,41]]],[[[123.5,41.2],[124.5,41.2],[124.5,41.8],[123.5,41.2]]]]}`: "crosses",
	} {
		_, err := geo.ParseGeometry([]byte(bad))
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), bad)
		require.Contains(t, err.Error(), says, bad)
	}
	_, err := geo.ParseGeometry([]byte(`{"type":"LineString","coordinates":[` + strings.TrimRight(strings.Repeat(`[123,41],[123.1,41],`, geo.MaxVertices/2+1), ",") + `]}`))
	require.ErrorContains(t, err, "simplify")
}

func TestMiddleOfALine(t *testing.T) {
	g, err := geo.ParseGeometry([]byte(`{"type":"MultiLineString","coordinates":[[[120,30],[120.001,30]],[[123,41],[124,41]]]}`))
	require.NoError(t, err)
	require.InDelta(t, 123.5, g.Middle().Lon, 1e-6)
	require.InDelta(t, geo.Distance(geo.Point{Lon: 123, Lat: 41}, geo.Point{Lon: 124, Lat: 41})+96, g.Length(), 1)
}

// A star around a point crosses nothing, whatever its rays; exchanging two corners that are not neighbours makes it cross.
func TestCrossingIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(5, 40).Draw(t, "corners")
		corners := make([][2]float64, n)
		for i := range corners {
			r := rapid.Float64Range(0.05, 0.2).Draw(t, "ray")
			turn := 2 * math.Pi * float64(i) / float64(n)
			corners[i] = [2]float64{123 + r*math.Cos(turn), 41 + r*math.Sin(turn)}
		}
		_, err := geo.ParseGeometry(ring(corners))
		require.NoError(t, err)
		if n%2 == 0 {
			return
		}
		// Going round twice, by every second corner, crosses many times.
		twice := make([][2]float64, n)
		for i := range twice {
			turn := 4 * math.Pi * float64(i) / float64(n)
			twice[i] = [2]float64{123 + 0.1*math.Cos(turn), 41 + 0.1*math.Sin(turn)}
		}
		_, err = geo.ParseGeometry(ring(twice))
		require.ErrorContains(t, err, "crosses")
	})
}

func ring(corners [][2]float64) []byte {
	b, err := json.Marshal(append(append([][2]float64{}, corners...), corners[0]))
	if err != nil {
		panic(err)
	}
	return fmt.Appendf(nil, `{"type":"Polygon","coordinates":[%s]}`, b)
}

func FuzzParseGeometry(f *testing.F) {
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[123,41],[124,41],[124,42],[123,41]]]}`))
	f.Add([]byte(`{"type":"LineString","coordinates":[[123,41],[124,41]]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		g, err := geo.ParseGeometry(raw)
		if err != nil {
			return
		}
		again, err := geo.ParseGeometry(g.JSON())
		require.NoError(t, err)
		require.Equal(t, string(g.JSON()), string(again.JSON()))
		require.True(t, geo.China.Contains(g.Middle()))
	})
}

func BenchmarkParseGeometry(b *testing.B) {
	corners := make([][2]float64, geo.MaxVertices-1)
	for i := range corners {
		turn := 2 * math.Pi * float64(i) / float64(len(corners))
		corners[i] = [2]float64{123 + 0.1*math.Cos(turn), 41 + 0.1*math.Sin(turn)}
	}
	raw := ring(corners)
	for b.Loop() {
		if _, err := geo.ParseGeometry(raw); err != nil {
			b.Fatal(err)
		}
	}
}
