package grid

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
)

// Whatever stands in the parameters of a region, it is refused or it is a region whose box holds what it contains.
func FuzzBounds(f *testing.F) {
	f.Add("123,41,124,42", "", "", "", 0.0)
	f.Add("", "123,41,124,41,124,42", "", "", 100.0)
	f.Add("", "", "123.2,41.75,1000", "", 0.0)
	f.Add("", "", "", "123,41,124,42", 50.0)
	f.Add("NaN,0,0,0", "1e309,0,0,0,0,0", "0,0,-1", ",", -1.0)
	f.Add("", "179,89,180,90,-180,-90", "", "", 200000.0)
	f.Fuzz(func(t *testing.T, bbox, polygon, circle, line string, buffer float64) {
		in := Within{BBox: bbox, Polygon: polygon, Circle: circle, Line: line, Buffer: buffer}
		box, region, err := in.bounds()
		if err != nil {
			return
		}
		require.True(t, box.Valid(), "%+v", box)
		if region == nil {
			return
		}
		for _, p := range append(append(corners(polygon), corners(line)...), box.Centre()) {
			if region.Contains(p) && !region.Box().Contains(p) {
				t.Errorf("%+v holds %v, its box %+v does not", in, p, region.Box())
			}
		}
	})
}

func corners(s string) []geo.Point {
	p, _ := points(s, 1)
	return p
}
