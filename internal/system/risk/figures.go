package risk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/model/grade"
)

// RiskCounts are how many points have each grade.
type RiskCounts struct {
	Red      int `json:"red"`
	Orange   int `json:"orange"`
	Yellow   int `json:"yellow"`
	Blue     int `json:"blue"`
	Ungraded int `json:"ungraded"`
}

func (c RiskCounts) add(rank, n int) RiskCounts {
	*[]*int{&c.Red, &c.Orange, &c.Yellow, &c.Blue, &c.Ungraded}[min(rank, len(grade.Risks))] += n
	return c
}

// RiskRating is the grade of an area, a sector or an enterprise by its points, with the working.
type RiskRating struct {
	Counts RiskCounts  `json:"counts"`
	Worst  grade.Risk  `json:"worst" enum:",red,orange,yellow,blue" doc:"of its points"`
	Risk   grade.Risk  `json:"risk" enum:",red,orange,yellow,blue" doc:"by the mean of its points and the floors; empty when no point is graded"`
	Index  float64     `json:"index"`
	Steps  []lang.Text `json:"steps" nullable:"false"`
}

func (s *System) rate(c RiskCounts) (RiskRating, error) {
	r, err := grade.Rate(s.Parameters.Scaling, grade.Counts(c))
	if err != nil {
		return RiskRating{}, err
	}
	return RiskRating{c, r.Worst, r.Risk, r.Index, r.Steps()}, nil
}

// RiskRow is an area or a sector with its rating.
type RiskRow struct {
	Key         string    `json:"key" doc:"code of the area, or key of the sector; empty for enterprises without a sector"`
	Title       lang.Text `json:"title"`
	Enterprises int       `json:"enterprises" doc:"that have a risk point"`
	Overdue     int       `json:"overdue" doc:"points whose term of assessment is over"`
	RiskRating
}

// RiskFigures are the rating of an area, of those right below it, and of its sectors; the gravest first.
type RiskFigures struct {
	Total   RiskRow   `json:"total"`
	Areas   []RiskRow `json:"areas" nullable:"false"`
	Sectors []RiskRow `json:"sectors" nullable:"false"`
}

type figuresInput struct {
	Area   string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"the whole city when left out"`
	Sector string `query:"sector" maxLength:"40" doc:"only points of this sector"`
}

// tally is a row being counted.
type tally struct {
	counts               RiskCounts
	enterprises, overdue int
}

// figures counts by area and sector in the database, and rates in memory.
func (s *System) figures(ctx context.Context, in *figuresInput) (*httpapi.Body[RiskFigures], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readPoints)
	parent := in.Area
	if parent == "" {
		parent = s.Home
	}
	where, args := scope.Within(in.Area).SQL("area")
	where += " AND removed = ?"
	args = append(args, false)
	if in.Sector != "" {
		where, args = where+" AND sector = ?", append(args, in.Sector)
	}
	var rows []struct {
		Area    string `bun:"area"`
		Sector  string `bun:"sector"`
		Rank    int    `bun:"rank"`
		N       int    `bun:"n"`
		Overdue int    `bun:"overdue"`
	}
	if err := s.DB.Read().NewRaw("SELECT area, sector, rank, count(*) AS n, sum(CASE WHEN rank < 4 AND due_on < ? THEN 1 ELSE 0 END) AS overdue FROM risk_point WHERE "+where+" GROUP BY area, sector, rank", append([]any{s.today().String()}, args...)...).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("risk figures: %w", err)
	}
	var firms []struct {
		Area   string `bun:"area"`
		Sector string `bun:"sector"`
		N      int    `bun:"n"`
	}
	if err := s.DB.Read().NewRaw("SELECT area, sector, count(DISTINCT enterprise) AS n FROM risk_point WHERE "+where+" GROUP BY area, sector", args...).Scan(ctx, &firms); err != nil {
		return nil, fmt.Errorf("risk figures: %w", err)
	}
	below := s.Register.Areas().Below(scope, parent)
	var codes []string
	for _, a := range below {
		codes = append(codes, a.Code)
	}
	total, areas, sectors := &tally{}, map[string]*tally{}, map[string]*tally{}
	of := func(area, sector string) []*tally {
		out := []*tally{total, at(sectors, sector)}
		if code := longest(codes, area); code != "" {
			out = append(out, at(areas, code))
		}
		return out
	}
	for _, r := range rows {
		for _, t := range of(r.Area, r.Sector) {
			t.counts = t.counts.add(r.Rank, r.N)
			t.overdue += r.Overdue
		}
	}
	for _, f := range firms {
		for _, t := range of(f.Area, f.Sector) {
			t.enterprises += f.N
		}
	}
	name := s.Register.Areas().Name
	all, err := s.row(parent, lang.T(name(parent), name(parent)), total)
	if err != nil {
		return nil, err
	}
	out := RiskFigures{Total: all, Areas: []RiskRow{}, Sectors: []RiskRow{}}
	for _, a := range below { // also those in which there is no point
		r, err := s.row(a.Code, lang.T(a.Name, a.Name), at(areas, a.Code))
		if err != nil {
			return nil, err
		}
		out.Areas = append(out.Areas, r)
	}
	for key, t := range sectors {
		title := wordOf(sectorChoices(), key)
		if key == "" {
			title = lang.T("未填写行业领域", "No sector")
		}
		r, err := s.row(key, title, t)
		if err != nil {
			return nil, err
		}
		out.Sectors = append(out.Sectors, r)
	}
	slices.SortFunc(out.Areas, gravest)
	slices.SortFunc(out.Sectors, gravest)
	return httpapi.OK(out), nil
}

func at(m map[string]*tally, key string) *tally {
	if m[key] == nil {
		m[key] = &tally{}
	}
	return m[key]
}

// longest is the longest code of which the area's is a continuation.
func longest(codes []string, area string) string {
	best := ""
	for _, c := range codes {
		if strings.HasPrefix(area, c) && len(c) > len(best) {
			best = c
		}
	}
	return best
}

func (s *System) row(key string, title lang.Text, t *tally) (RiskRow, error) {
	r, err := s.rate(t.counts)
	return RiskRow{key, title, t.enterprises, t.overdue, r}, err
}

// gravest orders rows: by grade, then by index.
func gravest(a, b RiskRow) int {
	return cmp.Or(cmp.Compare(a.Risk.Rank(), b.Risk.Rank()), cmp.Compare(b.Index, a.Index), cmp.Compare(a.Key, b.Key))
}
