package hazard

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
)

// PromiseRate is how an enterprise, a district or a person responsible stood over a span of days.
type PromiseRate struct {
	Key         string  `json:"key"`
	Title       string  `json:"title"`
	Note        string  `json:"note"`
	Asked       int     `json:"asked" doc:"promises whose hour is past"`
	Made        int     `json:"made" doc:"made in time"`
	Late        int     `json:"late" doc:"made after their hour"`
	Missing     int     `json:"missing" doc:"never made"`
	Share       float64 `json:"share" doc:"made in time over asked, 0 to 1; 1 when none was asked"`
	Sources     int     `json:"sources"`
	Inspections int     `json:"inspections" doc:"from the screen"`
	Findings    int     `json:"findings" doc:"inspections that found something"`
	Open        int     `json:"open" doc:"of them not closed"`
}

// tally adds up promises.
type tally struct{ asked, made, late, missing int }

// take counts a promise, unless its hour is to come.
func (t *tally) take(p Promise) {
	switch p.Standing {
	case "made":
		t.made++
	case "late":
		t.late++
	case "missing":
		t.missing++
	default:
		return
	}
	t.asked++
}

func (t *tally) rate() float64 {
	if t.asked == 0 {
		return 1
	}
	return float64(t.made) / float64(t.asked)
}

type ratesInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	By   string `query:"by" enum:"enterprise,district,person" default:"enterprise" doc:"person: the chief who answers for the sources (包保主要负责人)"`
	From string `query:"from" maxLength:"10" doc:"first day; 30 days ago when left out"`
	To   string `query:"to" maxLength:"10" doc:"last day; today when left out"`
}

const mostDays = 400

// rates counts promises and inspections.
func (s *System) rates(ctx context.Context, in *ratesInput) (*httpapi.Body[httpapi.Page[PromiseRate]], error) {
	to, err := s.dayOr(in.To, "to")
	if err != nil {
		return nil, err
	}
	from := to.Next(-29)
	if in.From != "" {
		if from, err = s.dayOr(in.From, "from"); err != nil {
			return nil, err
		}
	}
	if to.Before(from) || to.Sub(from) > mostDays {
		return nil, fail.Invalid("hazard.rates.span", "开始日期应不晚于结束日期，且不超过 400 天", "the first day is not after the last, and no more than 400 days before it").At("from")
	}
	scope := httpapi.SubjectOf(ctx).Scope(readPromises).Within(in.Area)
	g := gathering{rows: map[string]*PromiseRate{}}
	if g.keyOf, err = s.keyOf(ctx, scope, in.By); err != nil {
		return nil, err
	}
	where, args := scope.SQL("area")
	list, err := s.promisesWhere(ctx, where+" AND day >= ? AND day <= ?", append(args, from.String(), to.String())...)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		g.promise(p)
	}
	seen, err := s.inspectionsWhere(ctx, where+" AND at >= ? AND at < ?", append(args, clock.At(from.Start()), clock.At(to.End()))...)
	if err != nil {
		return nil, err
	}
	for _, i := range seen {
		g.inspection(i)
	}
	return httpapi.OK(httpapi.Page[PromiseRate]{Items: g.sorted()}), nil
}

// gathering adds up rows by a key.
type gathering struct {
	rows  map[string]*PromiseRate
	keyOf func(enterprise, area string) []PromiseRate // the rows that an enterprise counts for, empty but for key and titles
}

func (g *gathering) each(enterprise, area string, f func(*PromiseRate)) {
	for _, k := range g.keyOf(enterprise, area) {
		r := g.rows[k.Key]
		if r == nil {
			r = &k
			g.rows[k.Key] = r
		}
		f(r)
	}
}

func (g *gathering) promise(p Promise) {
	g.each(p.Enterprise, p.Area, func(r *PromiseRate) {
		t := tally{r.Asked, r.Made, r.Late, r.Missing}
		t.take(p)
		r.Asked, r.Made, r.Late, r.Missing, r.Share = t.asked, t.made, t.late, t.missing, t.rate()
	})
}

func (g *gathering) inspection(i ScreenInspection) {
	g.each(i.Enterprise, i.Area, func(r *PromiseRate) {
		r.Inspections++
		if i.State != Fine {
			r.Findings++
		}
		if i.State == Open {
			r.Open++
		}
	})
}

func (g *gathering) sorted() []PromiseRate {
	out := []PromiseRate{}
	for _, r := range g.rows {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b PromiseRate) int {
		return cmp.Or(cmp.Compare(a.Share, b.Share), b.Open-a.Open, strings.Compare(a.Key, b.Key))
	})
	return out
}

// keyOf says for which rows an enterprise counts.
func (s *System) keyOf(ctx context.Context, scope identity.Scope, by string) (func(enterprise, area string) []PromiseRate, error) {
	sources, err := s.all(ctx, scope, "hazard-source", "")
	if err != nil {
		return nil, err
	}
	of, ids := map[string][]register.Element{}, []string{}
	for _, e := range sources {
		of[e.Parent] = append(of[e.Parent], e)
		ids = append(ids, e.Parent)
	}
	slices.Sort(ids)
	found, err := s.Register.FindAll(ctx, scope, slices.Compact(ids)...)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, e := range found {
		names[e.ID] = e.Name
	}
	perDistrict := map[string]int{}
	for _, e := range sources {
		perDistrict[register.DistrictOf(e.Area)]++
	}
	switch by {
	case "district":
		return func(_, area string) []PromiseRate {
			d := register.DistrictOf(area)
			return []PromiseRate{{Key: d, Title: s.Register.Areas().Name(d), Sources: perDistrict[d], Share: 1}}
		}, nil
	case "person":
		return func(enterprise, _ string) []PromiseRate { return s.chiefsOf(names[enterprise], of[enterprise]) }, nil
	}
	return func(enterprise, area string) []PromiseRate {
		return []PromiseRate{{Key: enterprise, Title: names[enterprise], Note: s.Register.Areas().Name(register.DistrictOf(area)), Sources: len(of[enterprise]), Share: 1}}
	}, nil
}

// chiefsOf are the persons who answer as chief for the sources of an enterprise now. A source without one counts for nobody
// by name, which is a row of its own.
func (s *System) chiefsOf(enterprise string, sources []register.Element) []PromiseRate {
	var out []PromiseRate
	for _, e := range sources {
		key, title := "", "（未任命）"
		posts, _, _ := s.Duty.Posts(identity.Everywhere, duty.PostFilter{Element: e.ID, Role: "chief", At: clock.Now(s.Clock)}, "", 1)
		if len(posts) > 0 && posts[0].Who.Name != "" {
			key, title = posts[0].Contact, posts[0].Who.Name
		}
		i := slices.IndexFunc(out, func(r PromiseRate) bool { return r.Key == key })
		if i < 0 {
			out, i = append(out, PromiseRate{Key: key, Title: title, Note: enterprise, Share: 1}), len(out)
		}
		out[i].Sources++
	}
	return out
}

// lastInspections is when each source was last inspected from the screen.
func (s *System) lastInspections(ctx context.Context, scope identity.Scope) (map[string]clock.Instant, error) {
	var rows []struct {
		Source string        `bun:"source"`
		At     clock.Instant `bun:"at"`
	}
	where, args := scope.SQL("area")
	if err := s.DB.Read().NewRaw("SELECT source, max(at) AS at FROM hazard_inspection WHERE "+where+" GROUP BY source", args...).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("last inspections: %w", err)
	}
	out := map[string]clock.Instant{}
	for _, r := range rows {
		out[r.Source] = r.At
	}
	return out, nil
}
