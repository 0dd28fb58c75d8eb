package geo

import "math"

// Lattice divides the world into equal cells in Web Mercator, the same for everybody who names the same size: squares, or
// hexagons with a corner up. Size is the width of a cell in the unit square of World, greater than 0.
type Lattice struct {
	Size    float64
	Hexagon bool
}

// Cell names one cell of a lattice: column and row.
type Cell struct{ X, Y int32 }

// At is the cell that holds a place of World.
func (l Lattice) At(x, y float64) Cell {
	if !l.Hexagon {
		return Cell{int32(math.Floor(x / l.Size)), int32(math.Floor(y / l.Size))}
	}
	// Axial coordinates of the nearest centre; s is the length of a side.
	s := l.Size / math.Sqrt(3)
	q, r := (x/math.Sqrt(3)-y/3)/s, 2*y/3/s
	qi, ri, ti := math.Round(q), math.Round(r), math.Round(-q-r)
	if dq, dr, dt := math.Abs(qi-q), math.Abs(ri-r), math.Abs(ti+q+r); dq > dr && dq > dt {
		qi = -ri - ti
	} else if dr > dt {
		ri = -qi - ti
	}
	return Cell{int32(qi), int32(ri)}
}

// Centre is the middle of a cell in World.
func (l Lattice) Centre(c Cell) (x, y float64) {
	if !l.Hexagon {
		return (float64(c.X) + 0.5) * l.Size, (float64(c.Y) + 0.5) * l.Size
	}
	return l.Size * (float64(c.X) + float64(c.Y)/2), l.Size * math.Sqrt(3) / 2 * float64(c.Y)
}

// Ring is the outline of a cell, not closed.
func (l Lattice) Ring(c Cell) []Point {
	x, y := l.Centre(c)
	n, r, turn := 4, l.Size/math.Sqrt2, math.Pi/4
	if l.Hexagon {
		n, r, turn = 6, l.Size/math.Sqrt(3), math.Pi/6
	}
	out := make([]Point, n)
	for i := range out {
		a := turn + 2*math.Pi*float64(i)/float64(n)
		out[i] = Unworld(x+r*math.Cos(a), y+r*math.Sin(a))
	}
	return out
}

// Unworld is the place of a point in the unit square of Web Mercator, the reverse of World.
func Unworld(x, y float64) Point {
	return Point{Lon: (x - 0.5) * 360, Lat: math.Atan(math.Sinh(math.Pi*(1-2*y))) / degree}
}
