package geo

import (
	"slices"

	"github.com/paulmach/orb"
)

// crossings are the longitudes, in order, at which the edges of a polygon cross a parallel.
func crossings(p orb.Polygon, lat float64) []float64 {
	var x []float64
	for _, r := range p {
		for i := 1; i < len(r); i++ {
			a, b := r[i-1], r[i]
			if (a[1] > lat) != (b[1] > lat) {
				x = append(x, a[0]+(b[0]-a[0])*(lat-a[1])/(b[1]-a[1]))
			}
		}
	}
	slices.Sort(x)
	return x
}
