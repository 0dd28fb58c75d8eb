package city

import (
	"fmt"
	"math"
	"math/rand/v2"

	"anlan/internal/base/geo"
	"anlan/internal/engine/register"
)

// plant is one enterprise with hazard sources.
type plant struct {
	n       int // from 1
	id      string
	name    string
	ground  *ground
	quarter *quarter
	at      geo.Point
	works   string
	sources []hazard
}

// hazard is one major hazard source.
type hazard struct {
	id, name string
	design   design
	chemical chemical
	at       geo.Point
	vessels  []vessel
	exposed  int
	s, r     float64
	level    int
}

// vessel is one tank or unit.
type vessel struct {
	id, name         string
	at               geo.Point
	height, diameter float64
}

// buildPlants places the 27 enterprises, their sources and their vessels. Volumes make quantities, and quantities S, R
// and the level, by GB 18218-2018.
func (c *City) buildPlants() []plant {
	rnd := seeded("plants")
	var weights []int
	for _, s := range sites {
		for i := range s.sources {
			d := works[s.works].designs
			weights = append(weights, d[i%len(d)].vessels)
		}
	}
	counts := apportion(vesselsInAll, 1, weights)
	var out []plant
	sources, vessels := 0, 0
	for n, s := range sites {
		g := c.ground(s.district)
		p := plant{n: n + 1, id: fmt.Sprintf("ent-%06d", n+1), name: company(n+1, works[s.works].trade), ground: g, works: s.works}
		p.at = g.outskirts(rnd)
		if n == 0 {
			p.at = storyPlace
		}
		p.quarter = g.nearest(p.at)
		designs := works[s.works].designs
		for i := range s.sources {
			d := designs[i%len(designs)]
			sources++
			h := hazard{id: fmt.Sprintf("hs-%02d", sources), design: d, chemical: chemicals[d.chemical], exposed: exposed(rnd), name: d.name}
			if i >= len(designs) {
				h.name = fmt.Sprintf("%s%d", d.name, 1+i/len(designs))
			}
			if n == 0 {
				h.exposed = storyExposed
			}
			turn := float64(i) * 360 / float64(s.sources)
			h.at = inside(g, p.at, turn, 90+float64(rnd.IntN(60)))
			for k := range counts[sources-1] {
				vessels++
				v := vessel{id: fmt.Sprintf("tank-%03d", vessels), name: fmt.Sprintf("%s%d号", d.vessel, k+1)}
				v.at = inside(g, h.at, float64(k)*360/float64(counts[sources-1]), 18+float64(rnd.IntN(8)))
				v.height, v.diameter = d.shape()
				h.vessels = append(h.vessels, v)
			}
			h.grade()
			p.sources = append(p.sources, h)
		}
		out = append(out, p)
	}
	return out
}

func (c *City) ground(district string) *ground {
	for _, g := range c.grounds {
		if g.code == district {
			return g
		}
	}
	panic("no district " + district) // sites and shares stand in this package
}

// outskirts is a place some kilometres from the seat, where plants may stand.
func (g *ground) outskirts(rnd *rand.Rand) geo.Point {
	best, score := g.seat, math.Inf(1)
	for range 40 {
		p, _ := g.pick(rnd)
		if d := math.Abs(geo.Distance(p, g.seat) - 6000); d < score {
			best, score = p, d
		}
	}
	return best
}

// inside is the point at a distance and bearing, drawn nearer until it lies in the district.
func inside(g *ground, p geo.Point, bearing, metres float64) geo.Point {
	for range 20 {
		q := p.Toward(bearing, metres)
		if q = (geo.Point{Lon: round(q.Lon), Lat: round(q.Lat)}); g.shape.Contains(q) {
			return q
		}
		metres /= 2
	}
	return p
}

// exposed is a number of people within 500 m; each class of α (GB 18218-2018 table 5) occurs.
func exposed(rnd *rand.Rand) int {
	return []int{0, 5 + rnd.IntN(24), 30 + rnd.IntN(20), 50 + rnd.IntN(50), 100 + rnd.IntN(400)}[rnd.IntN(5)]
}

// shape is height and diameter in metres that give the volume.
func (d design) shape() (height, diameter float64) {
	switch d.form {
	case "sphere":
		diameter = math.Cbrt(6 * d.volume / math.Pi)
		height = diameter
	case "horizontal": // as long as three diameters
		diameter = math.Cbrt(4 * d.volume / (3 * math.Pi))
		height = diameter
	default: // as high as wide
		diameter = math.Cbrt(4 * d.volume / math.Pi)
		height = diameter
	}
	return math.Round(height*100) / 100, math.Round(diameter*100) / 100
}

// quantity is the most that the source holds, in t: vessels are filled to 85 %.
func (h hazard) quantity() float64 {
	return math.Round(float64(len(h.vessels))*h.design.volume*h.chemical.density*0.85*10) / 10
}

// grade computes S, R and level (GB 18218-2018, 4.2 and 4.3).
func (h *hazard) grade() {
	h.s = h.quantity() / h.chemical.critical
	alpha := 0.5
	switch {
	case h.exposed >= 100:
		alpha = 2
	case h.exposed >= 50:
		alpha = 1.5
	case h.exposed >= 30:
		alpha = 1.2
	case h.exposed >= 1:
		alpha = 1
	}
	h.r = alpha * h.chemical.beta * h.s
	switch {
	case h.r >= 100:
		h.level = 1
	case h.r >= 50:
		h.level = 2
	case h.r >= 10:
		h.level = 3
	default:
		h.level = 4
	}
	h.s, h.r = math.Round(h.s*100)/100, math.Round(h.r*100)/100
}

var riskOfLevel = [5]register.Risk{"", register.Red, register.Orange, register.Yellow, register.Yellow}

func (p plant) element() register.Element {
	worst := register.Orange
	for _, h := range p.sources {
		if h.level <= 2 {
			worst = register.Red
		}
	}
	rnd := seeded(p.id)
	return register.Element{
		ID: p.id, Kind: "enterprise", Name: p.name, Area: p.quarter.area.Code, Lon: p.at.Lon, Lat: p.at.Lat, Risk: worst,
		Address: p.ground.address(p.quarter, p.n), Demo: true,
		Attrs: attrs(register.Enterprise{
			CreditCode: creditCode(p.ground.code, p.n), Industry: works[p.works].industry, Sector: sectorOf(works[p.works].industry), Scale: "medium", State: "open",
			LegalPerson: person(rnd), Phone: phone(p.n), Employees: 100 + rnd.IntN(200), Hazardous: true, Founded: date(rnd, 1992, 2015),
			SafetyManager: person(rnd), SafetyPhone: phone(4_000_000 + p.n), SafetyStaff: 3 + p.n%5, Standard: []string{"1", "2", "2", "3"}[p.n%4],
			SpecialRisks: append([]register.SpecialRisk{"major-hazard"}, specialOf(works[p.works].industry)...),
			Permits:      permits(rnd, works[p.works].industry, p.ground.name, p.n),
		}),
	}
}

func (c *City) sources(yield func(register.Element) bool) {
	for _, p := range c.plants {
		for _, h := range p.sources {
			rnd := seeded(h.id)
			e := register.Element{
				ID: h.id, Kind: "hazard-source", Name: p.name + h.name, Area: p.quarter.area.Code, Lon: h.at.Lon, Lat: h.at.Lat,
				Risk: riskOfLevel[h.level], Address: p.ground.address(p.quarter, p.n), Parent: p.id, Demo: true,
				Attrs: attrs(register.HazardSource{
					Unit: h.design.unit, Level: h.level, S: h.s, R: h.r, Exposed: h.exposed,
					Chemicals: []register.Chemical{{Name: h.chemical.name, CAS: h.chemical.cas, Class: h.chemical.class, Quantity: h.quantity(), Critical: h.chemical.critical}},
					RecordNo:  fmt.Sprintf("演示BA%s-%s", p.ground.code, h.id[3:]), Person: person(rnd), Phone: phone(2_000_000 + p.n),
					Recorded: date(rnd, 2022, 2025), Review: date(rnd, 2026, 2028), Main: person(rnd), Operator: person(rnd),
				}),
			}
			if !yield(e) {
				return
			}
		}
	}
}

func (c *City) vessels(yield func(register.Element) bool) {
	for _, p := range c.plants {
		for _, h := range p.sources {
			for _, v := range h.vessels {
				t := register.Tank{
					Form: h.design.form, Medium: h.chemical.name, CAS: h.chemical.cas, Volume: h.design.volume, Pressure: h.chemical.design,
					Temperature: h.chemical.hotter,
				}
				if h.design.form != "warehouse" {
					t.Height, t.Diameter = v.height, v.diameter
				}
				e := register.Element{
					ID: v.id, Kind: "tank", Name: h.name + v.name, Area: p.quarter.area.Code, Lon: v.at.Lon, Lat: v.at.Lat, Risk: riskOfLevel[h.level],
					Address: p.ground.address(p.quarter, p.n), Parent: h.id, Demo: true, Attrs: attrs(t),
				}
				if !yield(e) {
					return
				}
			}
		}
	}
}
