package city

import (
	"fmt"
	"math/rand/v2"
	"sort"

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

// enterprises yields the 27 with hazard sources first, then all others by district.
func (c *City) enterprises(yield func(register.Element) bool) {
	for _, p := range c.plants {
		if !yield(p.element()) {
			return
		}
	}
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
			at, q := g.pick(rnd)
			s := sectors[sort.SearchInts(upTo, rnd.IntN(sum)+1)]
			scale, people := size(rnd)
			e := register.Element{
				ID: fmt.Sprintf("ent-%06d", n), Kind: "enterprise", Name: company(n, s.word), Area: q.area.Code, Lon: at.Lon, Lat: at.Lat,
				Risk: risk(rnd, s.danger), Address: g.address(q, 1+rnd.IntN(300)), Demo: true,
				Attrs: attrs(register.Enterprise{
					CreditCode: creditCode(g.code, n), Industry: s.code, Scale: scale, LegalPerson: person(rnd), Phone: phone(n),
					Employees: people, Hazardous: s.chem, Founded: date(rnd, 1992, 2025),
				}),
			}
			if !yield(e) {
				return
			}
		}
	}
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
