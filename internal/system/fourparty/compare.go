package fourparty

import (
	"slices"

	"anlan/internal/base/lang"
)

// The parties, in the order of the columns.
const (
	Self       = "self"
	Government = "government"
	Expert     = "expert"
	Third      = "third"
)

// Parties are all four, in the order of the columns.
var Parties = []string{Self, Government, Expert, Third}

// PartyTitles are the parties as shown.
var PartyTitles = map[string]lang.Text{
	Self: lang.T("自查", "Self-check"), Government: lang.T("政府检查", "Government"), Expert: lang.T("专家检查", "Experts"), Third: lang.T("第三方评估", "Third party"),
}

// Scored is what one party gave for one item, in thousandths of a point.
type Scored struct {
	Party  string `json:"party" title:"核查方|Party"`
	Count  int    `json:"count" title:"次数|Times"`
	None   bool   `json:"none,omitempty" title:"不涉及|Does not apply"`
	Points int    `json:"points" title:"得分（千分之一分）|Points in thousandths"`
}

// Agreed is how a difference was settled: what counts, why, and who said so.
type Agreed struct {
	Count  int    `json:"count" title:"认定次数|Times"`
	None   bool   `json:"none,omitempty" title:"不涉及|Does not apply"`
	Reason string `json:"reason" title:"认定理由|Reason" max:"500"`
	By     string `json:"by" title:"认定人|By"`
	On     string `json:"on" title:"认定日期|On" format:"date"`
}

// Compared is one item with what the four parties gave, and what counts in the end. Points counts once there is no open
// difference: the mean of the parties, or what was agreed.
type Compared struct {
	No      string   `json:"no" title:"编号|Number"`
	Title   string   `json:"title" title:"核查内容|What is checked"`
	Mode    string   `json:"mode" title:"扣分方式|How points are taken off"`
	Full    int      `json:"full" title:"分值|Full mark"`
	Parties []Scored `json:"parties" title:"各方打分|Parties"`
	Spread  int      `json:"spread" title:"差异（千分之一分）|Difference in thousandths"`
	Differs bool     `json:"differs" title:"差异超出限度|Differs"`
	Agreed  *Agreed  `json:"agreed,omitempty" title:"认定|Settled"`
	None    bool     `json:"none,omitempty" title:"不涉及|Does not apply"`
	Vetoed  bool     `json:"vetoed,omitempty" title:"一票否决|Vetoed"`
	Points  int      `json:"points" title:"得分（千分之一分）|Points in thousandths"`
}

// open says that the item waits for a decision.
func (c Compared) open() bool { return c.Differs && c.Agreed == nil }

// faulty says that the item, as it counts, costs points.
func (c Compared) faulty() bool { return c.Vetoed || !c.None && c.Points < c.Full*1000 }

// Compare puts the marks of the parties beside each other. An item differs when some say that it does not apply and some do
// not, when only some veto, or when the points lie further apart than tolerance percent of the full mark. sheets are by
// party; each holds a mark for every item.
func Compare(items []CheckItem, sheets map[string][]Mark, tolerance int) []Compared {
	out := make([]Compared, 0, len(items))
	for _, i := range items {
		c := Compared{No: i.No, Title: i.Title, Mode: i.Mode, Full: i.Full, Parties: []Scored{}}
		for _, p := range Parties {
			at := slices.IndexFunc(sheets[p], func(m Mark) bool { return m.Item == i.No })
			if at < 0 {
				continue
			}
			m := sheets[p][at]
			s := Scored{Party: p, Count: m.Count, None: m.None}
			if !m.None {
				s.Points = i.points(m.Count)
			}
			c.Parties = append(c.Parties, s)
		}
		c.spread(tolerance)
		if !c.Differs {
			c.mean()
		}
		out = append(out, c)
	}
	return out
}

// applying are those for whom the item applies.
func (c Compared) applying() []Scored {
	return slices.DeleteFunc(slices.Clone(c.Parties), func(s Scored) bool { return s.None })
}

// spread works out how far the parties lie apart.
func (c *Compared) spread(tolerance int) {
	some := c.applying()
	if len(some) == 0 {
		return
	}
	low, high, vetoes := some[0].Points, some[0].Points, 0
	for _, s := range some {
		low, high = min(low, s.Points), max(high, s.Points)
		if c.Mode == Veto && s.Count > 0 {
			vetoes++
		}
	}
	c.Spread = high - low
	c.Differs = len(some) < len(c.Parties) || vetoes > 0 && vetoes < len(some) || c.Spread*100 > tolerance*c.Full*1000
}

// mean is what counts where the parties agree well enough: the mean, cut to thousandths.
func (c *Compared) mean() {
	some := c.applying()
	if len(some) == 0 {
		c.None = true
		return
	}
	sum := 0
	for _, s := range some {
		sum += s.Points
	}
	c.Points, c.Vetoed = sum/len(some), c.Mode == Veto && some[0].Count > 0
}

// settle puts in what was agreed.
func (c *Compared) settle(i CheckItem, a Agreed) {
	c.Agreed, c.None, c.Points, c.Vetoed = &a, a.None, 0, false
	if !a.None {
		c.Points, c.Vetoed = i.points(a.Count), i.Mode == Veto && a.Count > 0
	}
}

// Total is the score out of 100 points, in thousandths of a point: the points of the items that apply, as a share of their
// full marks. A veto leaves nothing. Where no item applies nothing is lost.
func Total(list []Compared) (score int, vetoed bool) {
	sum, full := 0, 0
	for _, c := range list {
		if c.Vetoed {
			return 0, true
		}
		if !c.None {
			sum, full = sum+c.Points, full+c.Full
		}
	}
	if full == 0 {
		return 100_000, false
	}
	return sum * 100 / full, false
}
