package geo

import "github.com/paulmach/orb"

// bands are the edges of a polygon sorted into strips of latitude, so that asking whether a point is inside looks at
// few of them. An edge stands in every strip that it touches.
type bands struct {
	south, height float64
	strips        [][]edge
}

type edge struct{ a, b orb.Point }

func newBands(p orb.Polygon) bands {
	n := 0
	for _, r := range p {
		n += len(r)
	}
	box := p.Bound()
	count := max(1, min(4096, n/3))
	s := bands{south: box.Min[1], height: (box.Max[1] - box.Min[1]) / float64(count), strips: make([][]edge, count)}
	for _, r := range p {
		for i := 1; i < len(r); i++ {
			e := edge{r[i-1], r[i]}
			for j := s.strip(min(e.a[1], e.b[1])); j <= s.strip(max(e.a[1], e.b[1])); j++ {
				s.strips[j] = append(s.strips[j], e)
			}
		}
	}
	return s
}

func (s bands) strip(lat float64) int {
	if s.height <= 0 {
		return 0
	}
	return max(0, min(len(s.strips)-1, int((lat-s.south)/s.height)))
}

// contain reports whether p is inside (an odd number of edges lies east of it) or on an edge.
func (s bands) contain(p Point) bool {
	inside := false
	for _, e := range s.strips[s.strip(p.Lat)] {
		low, high := min(e.a[1], e.b[1]), max(e.a[1], e.b[1])
		if p.Lat < low || p.Lat > high {
			continue
		}
		turn := (e.b[0]-e.a[0])*(p.Lat-e.a[1]) - (e.b[1]-e.a[1])*(p.Lon-e.a[0])
		if turn == 0 && p.Lon >= min(e.a[0], e.b[0]) && p.Lon <= max(e.a[0], e.b[0]) {
			return true
		}
		if (e.a[1] > p.Lat) != (e.b[1] > p.Lat) && (turn > 0) == (e.b[1] < e.a[1]) {
			inside = !inside
		}
	}
	return inside
}
