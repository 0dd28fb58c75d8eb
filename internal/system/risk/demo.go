package risk

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/model/grade"
	"anlan/internal/system"
)

// The demo: risk points of some enterprises of the demo city, taken from the suggestions, graded so that the worst of each is
// the level that the enterprise has in the register. All of it is constructed from ids alone.

// demoFirms is how many enterprises have risk points in the demo.
const demoFirms = 60

var demoActor = journal.Actor{ID: "machine:demo", Name: "演示数据"}

// demoScores are scores by LEC that make each colour.
var demoScores = map[grade.Risk][]map[string]float64{
	grade.Red:    {{"L": 3, "E": 6, "C": 40}, {"L": 6, "E": 6, "C": 15}},
	grade.Orange: {{"L": 3, "E": 6, "C": 15}, {"L": 1, "E": 6, "C": 40}},
	grade.Yellow: {{"L": 3, "E": 6, "C": 7}, {"L": 1, "E": 6, "C": 15}},
	grade.Blue:   {{"L": 1, "E": 6, "C": 7}, {"L": 1, "E": 6, "C": 3}},
}

// LoadDemo puts risk points into a city with the demo's enterprises, in one transaction. A city that has some stays as it is.
func (s *System) LoadDemo(ctx context.Context) error {
	var there int
	if err := s.DB.Read().NewRaw("SELECT count(*) FROM risk_point").Scan(ctx, &there); err != nil || there > 0 {
		return err
	}
	firms, err := s.demoFirms(ctx)
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, e := range firms {
			if err := s.demoEnterprise(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("load demo risk points: %w", err)
	}
	return nil
}

// demoFirms are the enterprises with hazard sources, and others of sectors that have suggestions, by chance.
func (s *System) demoFirms(ctx context.Context) ([]register.Element, error) {
	sources, err := s.Register.All(ctx, identity.Everywhere, register.Query{Kind: "hazard-source"})
	if err != nil {
		return nil, err
	}
	seen, ids := map[string]bool{}, []string{}
	for _, h := range sources {
		if h.Demo && h.Parent != "" && !seen[h.Parent] && len(ids) < demoFirms/2 {
			seen[h.Parent] = true
			ids = append(ids, h.Parent)
		}
	}
	out, err := s.Register.FindAll(ctx, identity.Everywhere, ids...)
	if err != nil {
		return nil, err
	}
	page := register.Page{}
	for len(out) < demoFirms {
		if page, err = s.Register.List(ctx, identity.Everywhere, register.Query{Kind: "enterprise", Limit: 200, Cursor: page.Next}); err != nil {
			return nil, err
		}
		for _, e := range page.Items {
			p, err := fresh(e)
			if err != nil {
				return nil, err
			}
			if e.Demo && !seen[e.ID] && e.Risk != "" && len(out) < demoFirms && len(suggestionsFor(p.Sector, nil)) > len(suggestionsFor("", nil)) && system.Chance(4, "risk", e.ID) == 0 {
				out = append(out, e)
			}
		}
		if page.Next == "" {
			break
		}
	}
	return out, nil
}

// demoEnterprise makes the points of an enterprise. The first has the level of the enterprise, the others that or a milder
// one; some are overdue, one in nine is not graded yet.
func (s *System) demoEnterprise(ctx context.Context, tx *store.Tx, e register.Element) error {
	worst := grade.Risk(e.Risk)
	points := 0
	p, err := fresh(e)
	if err != nil {
		return err
	}
	for i, g := range suggestionsFor(p.Sector, nil) {
		p := p
		form := g.form()
		for _, c := range grade.Red.Controls() {
			form.Content.Owners = append(form.Content.Owners, RiskOwner{Control: c, Name: demoNames[system.Chance(uint32(len(demoNames)), string(c), e.ID)], Post: demoPosts[c]})
		}
		if err := form.into(&p); err != nil {
			return err
		}
		p.ID, p.Version, p.Rank, p.Why, p.By, p.ByID = id.New(), 1, grade.Risk("").Rank(), "从建议清单登记", demoActor.Name, demoActor.ID
		p.At = clock.At(s.today().Next(-200 - int(system.Chance(150, "since", e.ID))).Start())
		if err := s.put(ctx, tx, &p); err != nil {
			return err
		}
		points++
		if worst == "" || i > 0 && system.Chance(9, "ungraded", e.ID, g.Key) == 0 {
			continue
		}
		r := grade.Risks[min(len(grade.Risks)-1, worst.Rank()+int(system.Chance(3, "milder", e.ID, g.Key)))]
		if i == 0 {
			r = worst
		}
		if err := s.demoGrade(ctx, tx, p, r); err != nil {
			return err
		}
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: e.ID, Area: e.Area, Actor: demoActor, Action: "risk.demo.loaded", Body: map[string]any{"points": points}})
	return err
}

// demoGrade gives a point a grade some months ago.
func (s *System) demoGrade(ctx context.Context, tx *store.Tx, p RiskPoint, r grade.Risk) error {
	list := demoScores[r]
	w, err := grade.Assess(grade.LEC(), grade.Input{Scores: list[system.Chance(uint32(len(list)), "scores", p.Enterprise, p.Name)]})
	if err != nil {
		return err
	}
	on := s.today().Next(-20 - int(system.Chance(175, "graded", p.Enterprise, p.Name)))
	p.Method, p.Scores, p.Result, p.ByScores, p.Risk, p.Rank = w.ID, written(w.Terms), w.Product, w.ByScores, w.Risk, w.Risk.Rank()
	p.GradedOn, p.DueOn, p.Why = on.String(), on.AddMonths(s.Parameters.Months[w.Risk]).String(), "评定："+w.Risk.Title().Zh
	p.Version, p.At = 2, clock.At(on.Start())
	if system.Chance(12, "changed", p.Enterprise, p.Name) == 0 {
		p.Cause = "process"
		p.DueOn = min(p.DueOn, s.today().Next(s.Parameters.Sooner-10).String())
	}
	return s.put(ctx, tx, &p)
}

var demoNames = []string{"赵安（演示）", "钱平（演示）", "孙宁（演示）", "李静（演示）", "周稳（演示）", "吴全（演示）"}

var demoPosts = map[grade.Control]string{grade.Company: "总经理", grade.Department: "部门负责人", grade.Workshop: "车间主任", grade.Team: "班组长"}
