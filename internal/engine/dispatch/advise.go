package dispatch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
)

// Wish is a need: forces of a kind, at a place. Want are specialities, types or parts of experts' fields, the most wanted
// first; empty for any. People is how many are wanted in all, By the moment at which they must be there, Incident the one that
// asks (what is kept for it is not against it), Firms the names of those concerned, of whom no expert may be partial.
type Wish struct {
	Kind     string
	At       geo.Point
	Want     []string
	People   int
	By       clock.Instant
	Incident string
	Firms    []string
	Reach    float64 // metres, great circle; 0 for any
	Scope    identity.Scope
	Most     int // candidates that are named; others are named as many again
}

// Drawback is what speaks against a force. A hard one keeps it from being proposed.
type Drawback struct {
	Code string    `json:"code" enum:"busy,out,resting,unfit,conflict,off,far,late,cover,people,sort,slower"`
	Hard bool      `json:"hard"`
	Text lang.Text `json:"text"`
}

// Candidate is a force for a need: its way, what speaks for it and what against it. Chosen marks those that together are enough
// people, in their order.
type Candidate struct {
	Force   Force
	Trip    Trip
	Arrives clock.Instant
	Rank    int // of its speciality among those wanted, from 0; -1 when it is none of them
	Why     []lang.Text
	Against []Drawback
	Chosen  bool
}

// Usable says that nothing hard speaks against it.
func (c Candidate) Usable() bool {
	return !slices.ContainsFunc(c.Against, func(o Drawback) bool { return o.Hard })
}

// has says that an objection of a code speaks against it.
func (c Candidate) has(code string) bool {
	return slices.ContainsFunc(c.Against, func(o Drawback) bool { return o.Code == code })
}

// cost is the minutes until it is there, and for each harm that it does elsewhere those that another may be later instead.
func (c Candidate) cost(spare int) int {
	n := c.Trip.Minutes
	for _, code := range []string{"cover", "people"} {
		if c.has(code) {
			n += spare
		}
	}
	return n
}

// Advice answers a need. Named are usable, the best first; Others are those that were passed over, each with what speaks
// against it, the nearest first.
type Advice struct {
	Named  []Candidate
	Others []Candidate
	People int // of those chosen
	Enough bool
}

// Advise ranks the forces of a kind for a need: those that fit before others, those that are there in time, then the soonest,
// where one that would strip its zone, or brings few people, counts as later by Terms.Spare. Cover is that of the whole city; forces are those of the scope.
func (e *Engine) Advise(ctx context.Context, w Wish) (Advice, error) {
	forces, err := e.Forces(ctx, w.Scope, w.Kind)
	if err != nil {
		return Advice{}, err
	}
	s := &Situation{}
	if w.Kind == Team {
		if s, err = e.Situation(ctx); err != nil {
			return Advice{}, err
		}
	}
	now := e.now()
	list := make([]Candidate, 0, len(forces))
	for _, f := range forces {
		if d := geo.Distance(f.Point(), w.At); w.Reach > 0 && d > w.Reach*2 {
			continue // nobody asks why something at the other end of the province was not named
		}
		list = append(list, e.weigh(ctx, s, w, f, now))
	}
	slices.SortStableFunc(list, e.better)
	return answer(list, w), nil
}

// weigh says what speaks for a force and what against it.
func (e *Engine) weigh(ctx context.Context, s *Situation, w Wish, f Force, now clock.Instant) Candidate {
	c := Candidate{Force: f, Rank: f.rank(w.Want), Against: []Drawback{}}
	c.Trip = e.Trip(ctx, f.Point(), w.At, f.Sort, f.muster())
	c.Arrives = clock.At(now.Add(time.Duration(c.Trip.Minutes) * time.Minute))
	c.Why = append(c.Why, lang.T(fmt.Sprintf("约 %d 分钟到（%s%s）", c.Trip.Minutes, mustered(c.Trip.Muster).Zh, c.Trip.How.Zh), fmt.Sprintf("about %d minutes (%s%s)", c.Trip.Minutes, mustered(c.Trip.Muster).En, c.Trip.How.En)))
	c.hard(w)
	c.inTime(w)
	if cover, ok := s.without(f); ok {
		zone := s.zone(f.Zone)
		c.against("cover", false, fmt.Sprintf("调走后%s的%s剩 %d 支，低于下限 %d 支", zone.Title.Zh, cover.SortTitle.Zh, cover.Have-1, cover.Minimum),
			fmt.Sprintf("%s would keep %d of %s, below its minimum of %d", zone.Title.En, cover.Have-1, cover.SortTitle.En, cover.Minimum))
	}
	c.fits(w)
	return c
}

func (c *Candidate) against(code string, hard bool, zh, en string) {
	c.Against = append(c.Against, Drawback{code, hard, lang.T(zh, en)})
}

// hard is what keeps it from being sent.
func (c *Candidate) hard(w Wish) {
	f := c.Force
	switch own := f.Booking != nil && f.Booking.Incident == w.Incident; {
	case f.State == Out && own:
		c.Why = append(c.Why, lang.T("已为本次险情预留", "kept for this incident"))
	case f.State == Out && f.Booking != nil:
		c.against("busy", true, f.Reason.Zh, f.Reason.En)
	case f.State != Ready:
		c.against(string(f.State), true, f.Reason.Zh, f.Reason.En)
	default:
		zh, en := f.Reason.Zh, f.Reason.En
		if f.Kind == Team {
			zh, en = fmt.Sprintf("%s，在岗 %d / %d 人", zh, f.Present, f.People), fmt.Sprintf("%s, %d of %d people present", en, f.Present, f.People)
		}
		c.Why = append(c.Why, lang.T(zh, en))
	}
	for _, firm := range w.Firms {
		if firm == f.Employer && f.Kind == Expert {
			c.against("conflict", true, "利益回避：任职于"+firm, "conflict of interest: works for "+firm)
		} else if slices.Contains(f.past, firm) {
			c.against("conflict", true, "利益回避：曾任职于"+firm+"或与其有利害关系", "conflict of interest: worked for, or has a stake in, "+firm)
		}
	}
}

// inTime holds its way against the moment and the reach.
func (c *Candidate) inTime(w Wish) {
	if w.Reach > 0 && c.Trip.Straight > w.Reach {
		c.against("far", true, fmt.Sprintf("直线 %.0f 公里，超出 %.0f 公里范围", c.Trip.Straight/1000, w.Reach/1000), fmt.Sprintf("%.0f km away, beyond %.0f km", c.Trip.Straight/1000, w.Reach/1000))
	}
	if !w.By.IsZero() && c.Arrives.After(w.By.Time) {
		late := int(c.Arrives.Sub(w.By.Time).Minutes()) + 1
		c.against("late", false, fmt.Sprintf("预计 %s 到，晚于要求 %d 分钟", moment(c.Arrives), late), fmt.Sprintf("arrives %s, %d minutes too late", moment(c.Arrives), late))
	}
}

// fits holds what it is against what is wanted.
func (c *Candidate) fits(w Wish) {
	f := c.Force
	switch {
	case len(w.Want) == 0:
	case f.Kind == Expert && c.Rank >= 0:
		c.Why = append(c.Why, lang.T("领域："+strings.Join(f.Fields, "、"), "fields: "+strings.Join(f.Fields, ", ")))
	case c.Rank >= 0:
		c.Why = append(c.Why, lang.T("专业对口："+f.SortTitle.Zh, "fits: "+f.SortTitle.En))
	default:
		c.against("sort", f.Kind == Expert, "专业不对口", "of another speciality")
	}
	if f.Kind == Team && w.People > 0 && f.Present*4 < w.People {
		c.against("people", false, fmt.Sprintf("在岗 %d 人，不足所需 %d 人的四分之一", f.Present, w.People), fmt.Sprintf("%d people, less than a quarter of the %d wanted", f.Present, w.People))
	}
}

// rank is the place of what it is among what is wanted; -1 for none.
func (f Force) rank(want []string) int {
	if f.Kind != Expert {
		return slices.Index(want, f.Sort)
	}
	return slices.IndexFunc(want, func(w string) bool {
		return slices.ContainsFunc(f.Fields, func(field string) bool { return strings.Contains(field, w) })
	})
}

// muster is the key of the time until it starts.
func (f Force) muster() string {
	switch {
	case f.Kind == Vehicle:
		return "vehicle"
	case f.Kind == Expert && !f.Standby:
		return "expert"
	case f.Standby:
		return "standby"
	}
	return "ready"
}

func mustered(n int) lang.Text {
	if n == 0 {
		return lang.Text{}
	}
	return lang.T(fmt.Sprintf("集结 %d 分钟，", n), fmt.Sprintf("%d to muster, ", n))
}

// fitness is how well it fits: the two most wanted specialities are alike, any other wanted one is less, none is least.
func (c Candidate) fitness() int {
	switch {
	case c.Rank < 0:
		return 2
	case c.Rank < 2 || c.Force.Kind == Expert:
		return 0
	}
	return 1
}

// better is the order of candidates.
func (e *Engine) better(a, b Candidate) int {
	late := func(c Candidate) int {
		if c.has("late") {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(hardness(a), hardness(b)), cmp.Compare(a.fitness(), b.fitness()), late(a)-late(b), cmp.Compare(a.cost(e.Terms.Spare), b.cost(e.Terms.Spare)), cmp.Compare(a.Force.ID, b.Force.ID))
}

func hardness(c Candidate) int {
	if c.Usable() {
		return 0
	}
	return 1
}

// answer cuts the ranked list, says of the first why it is the first and of the next by how much they are slower, and chooses
// as many as are wanted.
func answer(list []Candidate, w Wish) Advice {
	if w.Most <= 0 {
		w.Most = 8
	}
	n := slices.IndexFunc(list, func(c Candidate) bool { return !c.Usable() })
	if n < 0 {
		n = len(list)
	}
	named := min(n, w.Most)
	a := Advice{Named: list[:named:named], Others: slices.Clone(list[named:])}
	for i := range a.Named {
		c := &a.Named[i]
		if a.People < w.People || w.People == 0 && i == 0 {
			c.Chosen, a.People = true, a.People+c.Force.Present
		}
	}
	a.Enough = a.People >= w.People && (w.People > 0 || named > 0)
	compare(a)
	slices.SortStableFunc(a.Others, func(x, y Candidate) int {
		return cmp.Or(cmp.Compare(x.fitness(), y.fitness()), cmp.Compare(x.Trip.Straight, y.Trip.Straight))
	})
	a.Others = a.Others[:min(len(a.Others), w.Most)]
	return a
}

// compare holds the candidates against the first of them.
func compare(a Advice) {
	if len(a.Named) == 0 {
		return
	}
	first := &a.Named[0]
	if len(a.Named) > 1 {
		first.Why = append(first.Why, before(*first, a.Named[1]))
	}
	for _, list := range [][]Candidate{a.Named[1:], a.Others} {
		for i := range list {
			if late := list[i].Trip.Minutes - first.Trip.Minutes; late > 0 && len(list[i].Against) == 0 {
				list[i].against("slower", false, fmt.Sprintf("比首选晚到 %d 分钟", late), fmt.Sprintf("%d minutes later than the first", late))
			}
		}
	}
}

// before says why the first of two stands before the second.
func before(first, next Candidate) lang.Text {
	gap := next.Trip.Minutes - first.Trip.Minutes
	switch {
	case next.fitness() > first.fitness():
		return lang.T("可用力量中唯一最对口", "the only one that fits best")
	case gap > 0:
		return lang.T(fmt.Sprintf("同类中最先到，比第二名快 %d 分钟", gap), fmt.Sprintf("the soonest of its kind, %d minutes before the next", gap))
	case gap == 0:
		return lang.T("同类中最先到", "the soonest of its kind")
	}
	return lang.T(fmt.Sprintf("比第二名晚 %d 分钟，但调用后者会影响战区值守或人数不足", -gap), fmt.Sprintf("%d minutes after the next, which would strip its zone or brings few people", -gap))
}
