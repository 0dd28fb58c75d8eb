package city

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"

	"anlan/internal/base/geo"
	"anlan/internal/engine/register"
)

// shares is how the city's things lie over its districts, in 1/1000: most in the five old districts and around them.
var shares = []struct {
	district string
	share    int
}{
	{"210102", 110},
	{"210103", 130},
	{"210104", 90},
	{"210105", 100},
	{"210106", 140},
	{"210111", 60},
	{"210112", 100},
	{"210113", 75},
	{"210114", 105},
	{"210115", 30},
	{"210123", 20},
	{"210124", 20},
	{"210181", 20},
}

// quarter is one community with the room around its centre.
type quarter struct {
	area   register.Area
	centre geo.Point
	spread float64 // metres within which its things lie
}

// ground is one district with its communities, so that places can be picked in it.
type ground struct {
	code, name string
	shape      geo.Shape
	seat       geo.Point
	streets    map[string]string // name by code
	quarters   []quarter
	upTo       []float64 // running sum of the quarters' weights
	share      int
}

// grounds arranges the areas by district. It fails when an area is not as Areas makes it.
func grounds(areas []register.Area) ([]*ground, error) {
	byCode := map[string]*ground{}
	var out []*ground
	for _, s := range shares {
		g := &ground{code: s.district, streets: map[string]string{}, share: s.share}
		byCode[s.district] = g
		out = append(out, g)
	}
	for _, a := range areas {
		g := byCode[register.DistrictOf(a.Code)]
		if g == nil {
			continue
		}
		at := geo.Point{Lon: a.Lon, Lat: a.Lat}
		switch a.Level {
		case register.District:
			shape, err := geo.ParseShape(a.Outline)
			if err != nil {
				return nil, fmt.Errorf("district %s: %w", a.Code, err)
			}
			g.name, g.shape, g.seat = a.Name, shape, at
		case register.Street:
			g.streets[a.Code] = a.Name
		case register.Community:
			g.quarters = append(g.quarters, quarter{area: a, centre: at})
		case register.City, register.Zone, register.Cell, register.River: // nothing is placed by them
		}
	}
	for _, g := range out {
		if g.name == "" || len(g.quarters) == 0 {
			return nil, fmt.Errorf("district %s has no outline or no communities", g.code)
		}
		g.weigh()
	}
	return out, nil
}

// weigh gives each community a share that falls with its distance from the seat, and room up to its neighbour.
func (g *ground) weigh() {
	sum := 0.0
	scale := math.Cos(g.seat.Lat * math.Pi / 180)
	for i := range g.quarters {
		q := &g.quarters[i]
		least := math.Inf(1)
		for j := range g.quarters {
			if j != i {
				dx, dy := (g.quarters[j].centre.Lon-q.centre.Lon)*scale, g.quarters[j].centre.Lat-q.centre.Lat
				least = min(least, dx*dx+dy*dy)
			}
		}
		q.spread = min(2500, max(120, math.Sqrt(least)*111_195*0.9))
		km := geo.Distance(q.centre, g.seat) / 1000
		sum += 0.04 + 1/(1+km*km/16)
		g.upTo = append(g.upTo, sum)
	}
}

// pick is a place in the district and the community it belongs to.
func (g *ground) pick(rnd *rand.Rand) (geo.Point, *quarter) {
	x := rnd.Float64() * g.upTo[len(g.upTo)-1]
	q := &g.quarters[min(sort.SearchFloat64s(g.upTo, x), len(g.quarters)-1)]
	return g.near(rnd, q.centre, q.spread), q
}

// near is a place in the district within reach metres of a centre that lies in it.
func (g *ground) near(rnd *rand.Rand, centre geo.Point, reach float64) geo.Point {
	east := 1 / (111_195 * math.Cos(centre.Lat*math.Pi/180))
	for range 16 {
		r, turn := reach*math.Sqrt(rnd.Float64()), rnd.Float64()*2*math.Pi
		p := geo.Point{Lon: round(centre.Lon + r*math.Sin(turn)*east), Lat: round(centre.Lat + r*math.Cos(turn)/111_195)}
		if g.shape.Contains(p) {
			return p
		}
		reach *= 0.8
	}
	return centre
}

// nearest is the community whose centre is nearest to p.
func (g *ground) nearest(p geo.Point) *quarter {
	best, least := 0, math.Inf(1)
	for i, q := range g.quarters {
		if d := geo.Distance(p, q.centre); d < least {
			best, least = i, d
		}
	}
	return &g.quarters[best]
}

// address is a constructed address in a community; it says that it is one.
func (g *ground) address(q *quarter, number int) string {
	return fmt.Sprintf("%s：沈阳市%s%s%s%d号", Notice, g.name, g.streets[register.StreetOf(q.area.Code)], q.area.Name, number)
}

// apportion deals out total in whole parts that follow the weights (largest remainder), each at least least.
func apportion(total, least int, weights []int) []int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	out := make([]int, len(weights))
	rest := total - least*len(weights)
	order := make([]int, len(weights))
	left := rest
	for i, w := range weights {
		out[i] = least + rest*w/sum
		left -= rest * w / sum
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return rest*weights[order[a]]%sum > rest*weights[order[b]]%sum })
	for i := range left {
		out[order[i]]++
	}
	return out
}

// deal apportions total over the districts.
func deal(gs []*ground, total, least int) []int {
	w := make([]int, len(gs))
	for i, g := range gs {
		w[i] = g.share
	}
	return apportion(total, least, w)
}
