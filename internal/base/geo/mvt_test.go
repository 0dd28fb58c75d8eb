package geo

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The geometries of the Mapbox Vector Tile specification 2.1, §4.3.5.
func TestGeometriesOfTheSpecification(t *testing.T) {
	l := NewLayer("x")
	l.Point(0, Pixel{25, 17})
	require.Equal(t, []uint64{9, 50, 34}, l.geometry)
	l.Lines(0, [][]Pixel{{{2, 2}, {2, 10}, {10, 10}}})
	require.Equal(t, []uint64{9, 4, 4, 18, 0, 16, 16, 0}, l.geometry)
	l.Lines(0, [][]Pixel{{{2, 2}, {2, 10}, {10, 10}}, {{1, 1}, {3, 5}}})
	require.Equal(t, []uint64{9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8}, l.geometry)
	l.Polygons(0, [][][]Pixel{{{{3, 6}, {8, 12}, {20, 34}}}})
	require.Equal(t, []uint64{9, 6, 12, 18, 10, 12, 24, 44, 15}, l.geometry)
	l.Polygons(0, [][][]Pixel{
		{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}},
		{{{11, 11}, {20, 11}, {20, 20}, {11, 20}}, {{13, 13}, {13, 17}, {17, 17}, {17, 13}}},
	})
	require.Equal(t, []uint64{
		9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15,
		9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15,
		9, 4, 13, 26, 0, 8, 8, 0, 0, 7, 15,
	}, l.geometry)
	require.Equal(t, 5, l.Len())
	l.Polygons(0, [][][]Pixel{{{{0, 0}, {5, 5}, {10, 10}}}})
	l.Lines(0, [][]Pixel{{{1, 1}}})
	require.Equal(t, 5, l.Len(), "what has no extent is no feature")
}

func TestRingsAreTurnedAsTheStandardWants(t *testing.T) {
	a, b := NewLayer("x"), NewLayer("x")
	a.Polygons(0, [][][]Pixel{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}}})
	b.Polygons(0, [][][]Pixel{{{{0, 10}, {10, 10}, {10, 0}, {0, 0}}}})
	require.Equal(t, a.geometry, b.geometry)
}

func TestEmptyLayersAreLeftOut(t *testing.T) {
	require.Empty(t, EncodeTile(NewLayer("a"), NewLayer("b")))
}

// A reader of its own, by the protobuf definition, checks what the writer wrote.
func TestTileReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type point struct {
			id   uint64
			at   Pixel
			tags map[string]any
		}
		var want []point
		l := NewLayer("层")
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			p := point{
				id: rapid.Uint64().Draw(t, "id"),
				at: Pixel{rapid.Int32Range(-100000, 100000).Draw(t, "x"), rapid.Int32Range(-100000, 100000).Draw(t, "y")},
				tags: map[string]any{
					"name": rapid.SampledFrom([]string{"", "甲", "乙"}).Draw(t, "name"), "n": rapid.Uint64().Draw(t, "count"),
					"ok": rapid.Bool().Draw(t, "ok"), "v": rapid.Float64().Draw(t, "v"),
				},
			}
			want = append(want, p)
			l.Point(p.id, p.at, Text("name", p.tags["name"].(string)), Count("n", p.tags["n"].(uint64)), Flag("ok", p.tags["ok"].(bool)), Real("v", p.tags["v"].(float64)))
		}
		layer := one(fields(EncodeTile(l)), 3)
		f := fields(layer)
		require.Equal(t, "层", string(one(f, 1)))
		require.EqualValues(t, 2, uvarint(one(f, 15)))
		require.EqualValues(t, Extent, uvarint(one(f, 5)))
		require.Len(t, f[2], len(want))
		for i, raw := range f[2] {
			g := fields(raw)
			if want[i].id != 0 {
				require.Equal(t, want[i].id, uvarint(one(g, 1)))
			}
			geometry := list(one(g, 4))
			require.Equal(t, want[i].at, Pixel{unzigzag(geometry[1]), unzigzag(geometry[2])})
			tags := list(one(g, 2))
			require.Len(t, tags, 8)
			for j := 0; j < len(tags); j += 2 {
				key := string(f[3][tags[j]])
				require.Equal(t, want[i].tags[key], value(f[4][tags[j+1]]), key)
			}
		}
	})
}

func TestCutKeepsAShapeOnItsTiles(t *testing.T) {
	s := NewShape(orb.MultiPolygon{{{{123.2, 41.6}, {123.6, 41.6}, {123.6, 41.9}, {123.2, 41.9}, {123.2, 41.6}}}})
	for z := uint8(6); z < 15; z++ {
		inside := TileAt(Point{123.4, 41.75}, z)
		require.NotEmpty(t, inside.Cut(s))
		require.Empty(t, TileAt(Point{100.4, 41.75}, z).Cut(s))
		for _, p := range inside.Cut(s) {
			for _, r := range p {
				for _, px := range r {
					require.True(t, px.X >= -buffer && px.X <= Extent+buffer && px.Y >= -buffer && px.Y <= Extent+buffer)
				}
			}
		}
	}
	deep := TileAt(Point{123.4, 41.75}, 14).Cut(s)
	require.Equal(t, int64(2*(Extent+2*buffer)*(Extent+2*buffer)), abs(doubleArea(deep[0][0])), "a tile all inside is all covered")
	line := orb.LineString{{123.0, 41.75}, {124.0, 41.75}}
	require.Len(t, TileAt(Point{123.4, 41.75}, 10).CutLine(line), 1)
	require.Empty(t, TileAt(Point{123.4, 42.75}, 10).CutLine(line))
}

func abs(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}

func uvarint(b []byte) uint64 { v, _ := binary.Uvarint(b); return v }

func unzigzag(v uint64) int32 { return int32(uint32(v)>>1) ^ -int32(v&1) }

func list(b []byte) (out []uint64) {
	for len(b) > 0 {
		v, n := binary.Uvarint(b)
		out, b = append(out, v), b[n:]
	}
	return out
}

func fields(b []byte) map[uint64][][]byte {
	out := map[uint64][][]byte{}
	for len(b) > 0 {
		key, n := binary.Uvarint(b)
		b = b[n:]
		switch key & 7 {
		case 0:
			_, n = binary.Uvarint(b)
		case 1:
			n = 8
		case 2:
			l, m := binary.Uvarint(b)
			b, n = b[m:], int(l)
		}
		out[key>>3] = append(out[key>>3], b[:n])
		b = b[n:]
	}
	return out
}

func one(f map[uint64][][]byte, n uint64) []byte { return f[n][0] }

func value(b []byte) any {
	for k, v := range fields(b) {
		switch k {
		case 1:
			return string(v[0])
		case 3:
			return math.Float64frombits(binary.LittleEndian.Uint64(v[0]))
		case 5:
			return uvarint(v[0])
		case 7:
			return uvarint(v[0]) == 1
		}
	}
	return nil
}
