package enforce

import (
	"cmp"
	"context"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

func (s *System) spotRecorded(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotRecordForm](t)
	two, err := s.Pair(ctx, t)
	if err != nil {
		return err
	}
	return procedure.Alter(t, func(p *Spot) error {
		p.Facts, p.Breached, p.Basis = f.Facts, f.Breached, f.Basis
		p.OfficerA, p.CardA, p.OfficerB, p.CardB = two[0].Name, two[0].Certificate, two[1].Name, two[1].Certificate
		return nil
	})
}

func (s *System) spotTold(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotTellForm](t)
	return procedure.Alter(t, func(p *Spot) error {
		p.Told = f.Fine
		if f.Statement != "" {
			p.Statement = f.Statement + "。复核：" + f.Review + map[bool]string{true: "。予以采纳。", false: "。不予采纳。"}[f.Adopted]
		}
		return nil
	})
}

func (s *System) spotDecided(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotDecideForm](t)
	return procedure.Alter(t, func(p *Spot) error {
		p.Penalty, p.Fine, p.Payment, p.DecidedOn = f.Penalty, f.Fine, f.Payment, t.Day().String()
		return nil
	})
}

func (s *System) spotDelivered(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotDeliverForm](t)
	how := "direct"
	if f.Receiver == "" {
		how = "left"
	}
	if err := t.Serve(ctx, "spot-decision", how, t.At); err != nil {
		return err
	}
	paper, _ := t.Paper("spot-decision")
	return procedure.Alter(t, func(p *Spot) error {
		p.Decision, p.ServedOn, p.Refusal = paper.Number, t.Day().String(), f.Refusal
		return nil
	})
}

// spotDeliveredLeads: a mere warning is performed once it is handed over.
func spotDeliveredLeads(t *procedure.Turn) string {
	if p, err := procedure.DataOf[Spot](t); err == nil && p.Fine == 0 {
		return performed
	}
	return delivered
}

func (s *System) spotCollected(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotCollectForm](t)
	return procedure.Alter(t, func(p *Spot) error { p.Collected, p.Receipt = f.Amount, f.Receipt; return nil })
}

func (s *System) spotBanked(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(p *Spot) error { p.Paid = p.Collected; return nil })
}

func (s *System) spotPaid(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotPayForm](t)
	return procedure.Alter(t, func(p *Spot) error { p.Paid, p.Receipt = f.Amount, f.Receipt; return nil })
}

func spotPublished(ctx context.Context, t *procedure.Turn) error {
	return t.Publish(ctx, "spot-decision")
}

func (s *System) spotReviewed(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotReviewForm](t)
	return procedure.Alter(t, func(p *Spot) error {
		if f.Kind == "suit" {
			p.Suit = f.State
		} else {
			p.Review = f.State
		}
		return nil
	})
}

func (s *System) spotDemanded(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(p *Spot) error { p.DemandOn = t.Day().String(); return nil })
}

func (s *System) spotEnded(result string) procedure.Effect {
	return func(_ context.Context, t *procedure.Turn) error {
		return procedure.Alter(t, func(p *Spot) error { p.Result = result; return nil })
	}
}

// toOrdinary registers the clue of the ordinary procedure with what is known, on the same timeline.
func (s *System) toOrdinary(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[ordinaryForm](t)
	p, err := procedure.DataOf[Spot](t)
	if err != nil {
		return err
	}
	clue := clueForm{
		Source: "inspection", Area: t.Case.Area, Sort: p.Sort, Name: p.Name, Code: p.Code, Address: p.Address, Chief: p.Chief, Phone: p.Phone,
		Conduct: strings.TrimSuffix(strings.TrimPrefix(p.Cause, p.Name+"涉嫌"), "案"), Item: f.Item, Began: f.Began, Ended: f.Ended, Found: calendar.DateOf(t.Case.OpenedAt.Time).String(), Facts: p.Facts,
	}
	if err := clue.Validate(); err != nil {
		return err
	}
	n := clue.NewCase(t.By)
	n.Root = t.Case.Root
	if _, err := t.Engine.Start(ctx, t.Tx, t.By, PenaltyProcedure, n); err != nil {
		return err
	}
	return procedure.Alter(t, func(p *Spot) error { p.Result = "转普通程序：" + f.Reason; return nil })
}

// spotWrits are the numbered decision, and what enforcement needs.
func (s *System) spotWrits(l spotLaw) []procedure.Writ {
	return []procedure.Writ{
		issued(s, "spot-decision", "spot-decision", nil, l.b(l.show), l.subject, func(t *procedure.Turn, p Spot) (any, error) {
			f := procedure.FormOf[spotDecideForm](t)
			d := writ.SpotDecision{
				Facts: p.Facts, At: writ.Moment(t.At.In(calendar.Beijing).Format(time.RFC3339)), Place: p.Place, Breached: p.Breached, Basis: p.Basis, Penalty: f.Penalty, Defence: cmp.Or(p.Statement, "当事人未陈述、申辩。"),
			}
			if f.Fine > 0 {
				d.Fine, d.Payment, d.Bank = yuan(f.Fine), f.Payment, f.Bank
			}
			return d, nil
		}),
		issued(s, "enforcement-demand", "enforcement-demand", nil, compel("第五十四条"), l.subject, func(_ *procedure.Turn, p Spot) (any, error) {
			return writ.EnforcementDemand{Decision: p.Decision, DecisionOn: writ.Day(p.DecidedOn), ServedOn: writ.Day(p.ServedOn), Duty: "缴纳罚款", Manner: "缴至决定书载明的代收机构", Fine: yuan(p.Fine)}, nil
		}),
		issued(s, "court-application", "court-application", nil, compel("第五十五条"), l.subject, func(t *procedure.Turn, p Spot) (any, error) {
			f := procedure.FormOf[applyForm](t)
			n, _ := t.Paper("enforcement-demand")
			return writ.CourtApplication{
				Court: f.Court, Decision: p.Decision, DecisionOn: writ.Day(p.DecidedOn), Facts: p.Facts, Demand: n.Number, DemandOn: writ.Day(p.DemandOn), Views: f.Views,
				Object: "罚款" + string(yuan(p.Fine)) + "元", Papers: f.Papers, Head: f.Head,
			}, nil
		}),
	}
}
