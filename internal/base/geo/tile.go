package geo

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/simplify"
)

// Extent is the number of units along one side of a vector tile.
const Extent = 4096

// buffer is how far outlines reach beyond the tile, in units, so that no seam shows.
const buffer = 64

// Tile is one tile of the Web Mercator pyramid (XYZ: x from west, y from north).
type Tile struct {
	Z    uint8
	X, Y uint32
}

// MaxZoom is the deepest zoom.
const MaxZoom = 22

// Valid reports whether the tile exists.
func (t Tile) Valid() bool { return t.Z <= MaxZoom && t.X < 1<<t.Z && t.Y < 1<<t.Z }

// TileAt is the tile that holds p at zoom z. Latitudes beyond the projection (85.05°) are cut.
func TileAt(p Point, z uint8) Tile {
	x, y := World(p)
	n := float64(uint32(1) << z)
	edge := func(v float64) uint32 { return uint32(max(0, min(n-1, math.Floor(v*n)))) }
	return Tile{Z: z, X: edge(x), Y: edge(y)}
}

// Box is the area of the tile in degrees.
func (t Tile) Box() Box { return t.Grown(0) }

// Grown is the area of the tile with units more on each side.
func (t Tile) Grown(units float64) Box {
	n, e := float64(uint32(1)<<t.Z), units/Extent
	lon := func(x float64) float64 { return max(-180, min(180, x/n*360-180)) }
	lat := func(y float64) float64 {
		return math.Atan(math.Sinh(math.Pi*(1-2*max(0, min(1, y/n))))) / degree
	}
	x, y := float64(t.X), float64(t.Y)
	return Box{West: lon(x - e), East: lon(x + 1 + e), North: lat(y - e), South: lat(y + 1 + e)}
}

// Place is p in units of the tile, y down; outside the tile the numbers are below 0 or from Extent up.
func (t Tile) Place(p Point) (x, y float64) {
	wx, wy := World(p)
	n := float64(uint32(1) << t.Z)
	return (wx*n - float64(t.X)) * Extent, (wy*n - float64(t.Y)) * Extent
}

// World is p in the unit square of Web Mercator: 0,0 in the north-west, y down.
func World(p Point) (x, y float64) {
	s := math.Sin(max(-85.0511287798066, min(85.0511287798066, p.Lat)) * degree)
	return p.Lon/360 + 0.5, 0.5 - math.Log((1+s)/(1-s))/(4*math.Pi)
}

// WebMercator is p in metres of EPSG:3857.
func WebMercator(p Point) (x, y float64) {
	const r = 6378137
	wx, wy := World(p)
	return (wx - 0.5) * 2 * math.Pi * r, (0.5 - wy) * 2 * math.Pi * r
}

// Pixel is a place in a tile, in units, y down.
type Pixel struct{ X, Y int32 }

// Cut is the part of the shape on the tile (and a little beyond), simplified to what can be seen at its zoom; nil when
// there is none. Each polygon is its outer ring and its holes, rings not closed.
func (t Tile) Cut(s Shape) [][][]Pixel {
	if !t.Grown(buffer).Meets(s.box) {
		return nil
	}
	keep := orb.Bound{Min: orb.Point{-buffer, -buffer}, Max: orb.Point{Extent + buffer, Extent + buffer}}
	thin := simplify.DouglasPeucker(4)
	var out [][][]Pixel
	for i, p := range s.polygons {
		if !t.Grown(buffer).Meets(s.boxes[i]) {
			continue
		}
		var rings [][]Pixel
		for j, r := range p {
			c := clip.Ring(keep, thin.Ring(t.project(r)))
			px := pixels(orb.LineString(c), true)
			if len(px) < 3 {
				if j == 0 {
					break
				}
				continue
			}
			rings = append(rings, px)
		}
		if rings != nil {
			out = append(out, rings)
		}
	}
	return out
}

// CutLine is the part of a line on the tile, simplified, in pieces; nil when there is none.
func (t Tile) CutLine(l orb.LineString) [][]Pixel {
	if !t.Grown(buffer).Meets(boxOf(l.Bound())) {
		return nil
	}
	keep := orb.Bound{Min: orb.Point{-buffer, -buffer}, Max: orb.Point{Extent + buffer, Extent + buffer}}
	var out [][]Pixel
	for _, part := range clip.LineString(keep, simplify.DouglasPeucker(4).LineString(orb.LineString(t.project(orb.Ring(l))))) {
		if px := pixels(part, false); len(px) > 1 {
			out = append(out, px)
		}
	}
	return out
}

func (t Tile) project(r orb.Ring) orb.Ring {
	out := make(orb.Ring, len(r))
	for i, c := range r {
		out[i][0], out[i][1] = t.Place(Point{c[0], c[1]})
	}
	return out
}

// pixels rounds and drops repeated places; a ring loses its closing place.
func pixels(l orb.LineString, ring bool) []Pixel {
	out := make([]Pixel, 0, len(l))
	for _, c := range l {
		p := Pixel{int32(math.Round(c[0])), int32(math.Round(c[1]))}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for ring && len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}
