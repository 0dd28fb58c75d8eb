package dualcontrol

import (
	"context"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// paper declares a writ of the procedure: its kind from the catalogue, and what fills it in.
func (s *System) paper(kind string, after []string, basis procedure.Basis, fill func(t *procedure.Turn, h HiddenDanger) (any, error)) procedure.Writ {
	k, ok := writ.Lookup(kind)
	if !ok {
		panic("dualcontrol: no writ " + kind) // declared data; a test walks it
	}
	return procedure.Writ{
		Name: kind, Title: k.Title, Code: k.Code, After: after, Served: k.Served, Basis: basis,
		Make: func(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
			h, err := procedure.DataOf[HiddenDanger](t)
			if err != nil {
				return document.Doc{}, err
			}
			fields, err := fill(t, h)
			if err != nil {
				return document.Doc{}, err
			}
			c, err := s.common(t, h, n)
			if err != nil {
				return document.Doc{}, err
			}
			return k.Make(c, fields)
		},
	}
}

// common is what the case gives to all its writs.
func (s *System) common(t *procedure.Turn, h HiddenDanger, n procedure.Numbered) (writ.Common, error) {
	office := s.Office(t.Case.Area)
	c := writ.Common{
		Agency: n.Organ.Name, Number: n.Number, Date: calendar.DateOf(t.Now.Time), Party: h.party(), Contact: office.Contact, Remedy: office.Remedy, Terms: map[writ.Term]int{}, Opinions: opinions(t), Mark: s.Mark,
		Officers: []writ.Officer{{Name: h.OfficerA, Certificate: h.CardA}, {Name: h.OfficerB, Certificate: h.CardB}},
	}
	for name, rule := range map[writ.Term]string{writ.ReviewDays: "R-APP", writ.SuitMonths: "S-SUE"} {
		spec, err := t.Rules.Term(rule)
		if err != nil {
			return c, fmt.Errorf("term %s: %w", rule, err)
		}
		c.Terms[name] = spec.Length
	}
	return c, nil
}

// opinions are the doer's and the signers', in order.
func opinions(t *procedure.Turn) []writ.Opinion {
	out := []writ.Opinion{{Role: "承办人意见", Text: "拟同意", Name: t.Doer().Name, Date: t.Day()}}
	for _, g := range t.Signed {
		title, text := g.Name, g.Opinion
		for _, x := range t.Act.Signs {
			if x.Name == g.Name {
				title = x.Title.Zh
			}
		}
		if text == "" {
			text = "同意"
		}
		out = append(out, writ.Opinion{Role: title + "意见", Text: text, Name: g.PersonName, Date: calendar.DateOf(g.At.Time)})
	}
	return out
}

// writs are the documents: the record comes after the plan, measures and order after the record.
func (s *System) writs() []procedure.Writ {
	record := []string{"inspection-record"}
	return []procedure.Writ{
		s.paper("inspection-plan", nil, safe("第六十二条第一款"), func(t *procedure.Turn, _ HiddenDanger) (any, error) { return *procedure.FormOf[planForm](t), nil }),
		s.paper("inspection-record", []string{"inspection-plan"}, safe("第六十二条第一款"), func(t *procedure.Turn, _ HiddenDanger) (any, error) {
			return procedure.FormOf[recordForm](t).record(), nil
		}),
		s.paper("measures-decision", record, safe("第六十八条"), func(t *procedure.Turn, _ HiddenDanger) (any, error) {
			f := procedure.FormOf[measureForm](t)
			return writ.MeasuresDecision{Findings: f.Findings, Breached: f.Breached, Basis: "《中华人民共和国安全生产法》第六十五条第一款", Measure: f.Measure, Detail: f.Detail}, nil
		}),
		s.paper("rectification-order", record, safe("第六十八条"), func(t *procedure.Turn, _ HiddenDanger) (any, error) {
			f := procedure.FormOf[orderForm](t)
			return writ.RectificationOrder{Problems: f.Problems, Basis: "《中华人民共和国安全生产法》第六十五条第一款", Results: f.Results}, nil
		}),
		s.paper("recheck-opinion", nil, safe("第六十五条第一款"), func(t *procedure.Turn, h HiddenDanger) (any, error) {
			f := procedure.FormOf[recheckForm](t)
			return writ.RecheckOpinion{Order: h.Order, OrderOn: writ.Day(h.OrderOn), Checked: writ.Day(t.Day().String()), Items: f.Items, Next: f.Next}, nil
		}),
	}
}
