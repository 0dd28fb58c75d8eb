package register

import "anlan/internal/base/identity"

// Counts are numbers of elements: of a kind in an area by level of risk ("" for what is not graded).
type Counts struct {
	Total  int          `json:"total"`
	ByRisk map[Risk]int `json:"by_risk"`
}

var byRank = [5]Risk{Red, Orange, Yellow, Blue, ""}

func (c *Counts) add(n *[5]int) {
	for r, v := range n {
		if v > 0 {
			c.Total += v
			c.ByRisk[byRank[r]] += v
		}
	}
}

// CountKinds counts the elements of each kind in the scope, below an area prefix when one is given.
func (x *Index) CountKinds(scope identity.Scope, area string) map[string]Counts {
	out := map[string]Counts{}
	x.counts(scope.Within(area), "", func(kind, _ string, n *[5]int) {
		c, ok := out[kind]
		if !ok {
			c.ByRisk = map[Risk]int{}
		}
		c.add(n)
		out[kind] = c
	})
	return out
}

// CountAreas counts the elements of a kind ("" for all) in the scope by the first digits digits of their area code: 6
// for districts, 9 for streets. Elements that are known no closer than a wider area count there.
func (x *Index) CountAreas(scope identity.Scope, kind, area string, digits int) map[string]Counts {
	out := map[string]Counts{}
	x.counts(scope.Within(area), kind, func(_, code string, n *[5]int) {
		code = code[:min(digits, len(code))]
		c, ok := out[code]
		if !ok {
			c.ByRisk = map[Risk]int{}
		}
		c.add(n)
		out[code] = c
	})
	return out
}

func (x *Index) counts(scope identity.Scope, kind string, yield func(kind, code string, n *[5]int)) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if len(scope) == 0 {
		return
	}
	in := x.codes.within(scope)
	for name, l := range x.layers {
		if kind != "" && name != kind {
			continue
		}
		for a := range l.areas {
			if n := &l.areas[a].count; in[a] && *n != [5]int{} {
				yield(name, x.codes.list[a], n)
			}
		}
	}
}
