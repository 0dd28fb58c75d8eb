package enforce

import (
	"context"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
)

func (s *System) published(ctx context.Context, t *procedure.Turn) error {
	w := "penalty-decision-unit"
	if _, ok := t.Paper(w); !ok {
		w = "penalty-decision-person"
	}
	return t.Publish(ctx, w)
}

// paid enters a payment; the surcharge is counted up to its day first.
func (s *System) paid(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[payForm](t)
	r, err := ratesOf(t)
	if err != nil {
		return err
	}
	return procedure.Alter(t, func(p *Penalty) error {
		day, err := calendar.ParseDate(f.On)
		if err != nil {
			return err
		}
		p.Surcharge, p.SurTo = p.accrued(day, r), f.On
		p.Paid, p.SurPaid = p.Paid+f.Amount, p.SurPaid+f.Surcharge
		return nil
	})
}

// paidLeads: with all paid the case is performed.
func paidLeads(t *procedure.Turn) string {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.owes() == 0 && p.SurPaid >= p.Surcharge {
		return performed
	}
	return t.Case.Stage
}

// deferred counts the surcharge that ran up before the delay, and stops it until the delay is over.
func (s *System) deferred(_ context.Context, t *procedure.Turn) error {
	r, err := ratesOf(t)
	if err != nil {
		return err
	}
	return procedure.Alter(t, func(p *Penalty) error {
		p.Surcharge, p.SurTo = p.accrued(t.Day(), r), t.Day().String()
		p.Deferred = procedure.FormOf[deferForm](t).Until
		return nil
	})
}

func (s *System) stayed(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[stayForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		switch {
		case p.staying():
			return illegal("stayed-already", "已有未终结的复议、诉讼", "one is under way already")
		case f.On < p.ServedOn || f.On > t.Day().String():
			return badField("on", "日期应在决定书送达以后、今天以前", "the day lies between the service of the decision and today")
		}
		p.Stays = append(p.Stays, f.On+"..")
		return nil
	})
}

func (s *System) resumed(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[stayForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		if !p.staying() {
			return illegal("not-stayed", "没有进行中的复议、诉讼", "none is under way")
		}
		last := &p.Stays[len(p.Stays)-1]
		if f.On+".." < *last || f.On > t.Day().String() {
			return badField("on", "终结日期应在受理以后、今天以前", "the day lies between its beginning and today")
		}
		*last += f.On
		return nil
	})
}

// demanded counts the surcharge up to the day of the demand, or of the application to the court.
func (s *System) demanded(_ context.Context, t *procedure.Turn) error {
	r, err := ratesOf(t)
	if err != nil {
		return err
	}
	return procedure.Alter(t, func(p *Penalty) error {
		p.Surcharge, p.SurTo = p.accrued(t.Day(), r), t.Day().String()
		return nil
	})
}

func (s *System) demandServed(ctx context.Context, t *procedure.Turn) error {
	if err := t.Serve(ctx, "enforcement-demand", procedure.FormOf[serveForm](t).Method, t.At); err != nil {
		return err
	}
	n, _ := t.Paper("enforcement-demand")
	return procedure.Alter(t, func(p *Penalty) error { p.Demand, p.DemandOn = n.Number, t.Day().String(); return nil })
}

func (s *System) courtResult(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[courtForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		p.Result = map[string]string{"executed": "法院强制执行完毕", "refused": "法院裁定不予执行", "ended": "法院终结执行"}[f.Result]
		return nil
	})
}

func (s *System) closedDo(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[closeForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		if p.DecidedOn != "" && !p.Revoked { // nothing was to be performed otherwise
			p.Result += "；" + map[string]string{"performed": "当事人自动履行", "forced": "强制执行完毕", "ended": "终结执行"}[f.Result]
		}
		return nil
	})
}

// changed enters what a reconsideration, a court or the bureau itself made of the decision. Only what is revoked is void; a
// decision that was declared illegal without being revoked stands.
func (s *System) changed(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[changeForm](t)
	err := procedure.Alter(t, func(p *Penalty) error {
		p.Changed = map[string]string{"changed": "变更", "revoked": "撤销", "illegal": "确认违法"}[f.How] + "：" + f.Reason
		switch f.How {
		case "changed":
			p.Fine = f.Fine
		case "revoked":
			p.Revoked, p.Result = true, "行政处罚决定已撤销"
		}
		return nil
	})
	if err != nil || f.How != "revoked" {
		return err
	}
	for _, w := range []string{"penalty-decision-unit", "penalty-decision-person"} {
		if _, ok := t.Paper(w); ok {
			return t.Void(ctx, w, f.Reason)
		}
	}
	return nil
}

func (s *System) withdrawn(ctx context.Context, t *procedure.Turn) error {
	for _, w := range []string{"penalty-decision-unit", "penalty-decision-person"} {
		for _, p := range t.Papers() {
			if p.Writ == w {
				return t.Withdraw(ctx, w, "该决定已被依法变更、撤销或者确认违法，公示信息撤回："+procedure.FormOf[reasonForm](t).Reason)
			}
		}
	}
	return t.Withdraw(ctx, "penalty-decision-unit", procedure.FormOf[reasonForm](t).Reason)
}
