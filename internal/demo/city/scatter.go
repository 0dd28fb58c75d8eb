package city

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"anlan/internal/base/geo"
)

// seeded is a random source that gives the same numbers for the same word, on every machine.
func seeded(word string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(word)) // a hash takes all
	return rand.New(rand.NewPCG(h.Sum64(), 20201231))
}

// scatter places n centres inside the district so that they keep apart: all over it and closer together near the
// middle when reach is 0, else within about reach metres of the middle, which must lie inside.
func (d district) scatter(rnd *rand.Rand, n int, middle geo.Point, reach float64) []geo.Point {
	out := make([]geo.Point, 0, n)
	for range n {
		best, score := middle, -1.0
		for range 12 {
			p := d.candidate(rnd, middle, reach)
			s := math.Inf(1)
			for _, q := range out {
				s = min(s, geo.Distance(p, q))
			}
			if reach == 0 { // room grows with the distance from the seat, as it does in a city
				s = min(s, 1e6) / (geo.Distance(p, middle) + 1500)
			}
			if s > score {
				best, score = p, s
			}
		}
		out = append(out, best)
	}
	return out
}

func (d district) candidate(rnd *rand.Rand, middle geo.Point, reach float64) geo.Point {
	if reach == 0 {
		return d.any(rnd)
	}
	for range 20 {
		p := middle.Toward(rnd.Float64()*360, reach*math.Sqrt(rnd.Float64()))
		p.Lon, p.Lat = round(p.Lon), round(p.Lat)
		if d.shape.Contains(p) {
			return p
		}
		reach *= 0.8
	}
	return middle
}

// any is a point anywhere in the district.
func (d district) any(rnd *rand.Rand) geo.Point {
	b := d.shape.Box()
	for {
		p := geo.Point{Lon: round(b.West + (b.East-b.West)*rnd.Float64()), Lat: round(b.South + (b.North-b.South)*rnd.Float64())}
		if d.shape.Contains(p) {
			return p
		}
	}
}

// spacing is the distance in metres from one centre to its nearest neighbour, 3 km when it has none.
func spacing(all []geo.Point, i int) float64 {
	d := math.Inf(1)
	for j, q := range all {
		if j != i {
			d = min(d, geo.Distance(all[i], q))
		}
	}
	if math.IsInf(d, 1) {
		return 3000
	}
	return max(d, 40)
}

// round keeps five decimals: one metre.
func round(v float64) float64 { return math.Round(v*1e5) / 1e5 }
