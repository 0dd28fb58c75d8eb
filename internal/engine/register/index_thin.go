package register

import "anlan/internal/base/geo"

// side is how many cells a thinned tile has along a side.
const side = (geo.Extent + 2*margin) / square

// thin is what a cell of a thinned tile shows: its worst item, the one with the lowest slot among equals, and how many
// items there are; none when n is 0.
type thin dot

// cells are those of a thinned tile, row by row.
type cells [side * side]thin

func cellOf(x, y float64) int { return int(y+margin)/square*side + int(x+margin)/square }

// cellBox holds all places of a cell, and a little more.
func (v *view) cellBox(c int) geo.Box {
	unit := func(n int, o float64) float64 { return (float64(n) + o) / v.scale }
	west, north := c%side*square-margin, c/side*square-margin
	nw := geo.Unworld(unit(west-1, v.ox), unit(north-1, v.oy))
	se := geo.Unworld(unit(west+square+1, v.ox), unit(north+square+1, v.oy))
	return geo.Box{West: nw.Lon, North: nw.Lat, East: se.Lon, South: se.Lat}
}

// cells are those of a tile.
func (m *mesh) cells(t geo.Tile) *cells {
	var out cells
	m.onTile(viewOf(t), func(n uint32, x, y float64) { m.thin(&out[cellOf(x, y)], n) })
	return &out
}

// thin takes an item into its cell.
func (m *mesh) thin(c *thin, n uint32) {
	spots := m.layer.spots
	if c.n == 0 || spots[n].rank < spots[c.slot].rank || spots[n].rank == spots[c.slot].rank && n < c.slot {
		c.slot = n
	}
	c.n++
}
