package city

import (
	"fmt"
	"math/rand/v2"
	"sort"

	"anlan/internal/base/geo"
	"anlan/internal/engine/register"
)

// riskOf are the bounds of the four colours among 10,000 enterprises of low, middle and high danger. Together with the
// mix of sectors they come to about 2 % red, 8 % orange, 25 % yellow and 65 % blue.
var riskOf = [3][3]int{
	{5, 180, 1230},     // low: red below the first, orange below the second, yellow below the third
	{250, 1650, 7150},  // middle
	{2000, 6500, 9500}, // high
}

func risk(rnd *rand.Rand, danger int) register.Risk {
	x, b := rnd.IntN(10_000), riskOf[danger]
	switch {
	case x < b[0]:
		return register.Red
	case x < b[1]:
		return register.Orange
	case x < b[2]:
		return register.Yellow
	}
	return register.Blue
}

// firm is one enterprise before it is written out.
type firm struct {
	n       int
	ground  *ground
	quarter *quarter
	at      geo.Point
	sector  sector
	scale   string
	people  int
	risk    register.Risk
	address int
	leader  string
	founded string
}

func (f firm) id() string { return fmt.Sprintf("ent-%06d", f.n) }

// firms are all enterprises but the 27, by district.
func (c *City) firms(yield func(firm) bool) {
	upTo, sum := make([]int, len(sectors)), 0
	for i, s := range sectors {
		sum += s.share
		upTo[i] = sum
	}
	n := len(c.plants)
	for i, count := range deal(c.grounds, c.scale.Enterprises-len(c.plants), 1) {
		g := c.grounds[i]
		rnd := seeded("enterprises of " + g.code)
		for range count {
			n++
			f := firm{n: n, ground: g}
			f.at, f.quarter = g.pick(rnd)
			f.sector = sectors[sort.SearchInts(upTo, rnd.IntN(sum)+1)]
			f.scale, f.people = size(rnd)
			f.risk, f.address, f.leader, f.founded = risk(rnd, f.sector.danger), 1+rnd.IntN(300), person(rnd), date(rnd, 1992, 2025)
			if !yield(f) {
				return
			}
		}
	}
}

// enterprises yields the 27 with hazard sources first, then all others by district.
func (c *City) enterprises(yield func(register.Element) bool) {
	for _, p := range c.plants {
		if !yield(p.element()) {
			return
		}
	}
	for f := range c.firms {
		e := register.Element{
			ID: f.id(), Kind: "enterprise", Name: company(f.n, f.sector.word), Area: f.quarter.area.Code, Lon: f.at.Lon, Lat: f.at.Lat,
			Risk: f.risk, Address: f.ground.address(f.quarter, f.address), Demo: true, Attrs: attrs(f.file()),
		}
		if !yield(e) {
			return
		}
	}
}

// file is what the register says of a firm. What came later than the first demo city is drawn by the firm's number, so
// that the rest of the city stays where it was.
func (f firm) file() register.Enterprise {
	e := register.Enterprise{
		CreditCode: creditCode(f.ground.code, f.n), Industry: f.sector.code, Sector: sectorOf(f.sector.code), Scale: f.scale, State: "open",
		LegalPerson: f.leader, Phone: phone(f.n), Employees: f.people, Hazardous: f.sector.chem, Founded: f.founded,
	}
	rnd := numbered(f.n)
	if f.sector.danger == 2 {
		e.SafetyManager, e.SafetyPhone, e.SafetyStaff = person(rnd), phone(4_000_000+f.n), 1+f.people/100
		e.Standard = []string{"1", "2", "2", "3", "3", "3", "none", "none"}[rnd.IntN(8)]
		e.SpecialRisks = specialOf(f.sector.code)
		if rnd.IntN(60) == 0 {
			e.State = "suspended"
		}
	}
	if f.sector.chem {
		e.Permits = permits(rnd, f.sector.code, f.ground.name, f.n)
	}
	return e
}

// size is a size class and the number of people in an enterprise of it.
func size(rnd *rand.Rand) (string, int) {
	switch x := rnd.IntN(1000); {
	case x < 750:
		return "micro", 1 + rnd.IntN(9)
	case x < 950:
		return "small", 10 + rnd.IntN(90)
	case x < 992:
		return "medium", 100 + rnd.IntN(200)
	default:
		return "large", 300 + rnd.IntN(2700)
	}
}

// date is a constructed day of the years from first to last.
func date(rnd *rand.Rand, first, last int) string {
	return fmt.Sprintf("%d-%02d-%02d", first+rnd.IntN(last-first+1), 1+rnd.IntN(12), 1+rnd.IntN(28))
}

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditCode is the n-th constructed code: valid, and yet nobody's, since no organisation code begins with DEM0.
func creditCode(district string, n int) string {
	org := []byte("DEM00000")
	for i := 7; i > 3; i-- {
		org[i] = creditAlphabet[n%31]
		n /= 31
	}
	check, _ := register.OrgCheck(string(org))
	body := "91" + district + string(org) + string(check)
	last, _ := register.CreditCheck(body)
	return body + string(last)
}
