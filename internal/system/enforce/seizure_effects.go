package enforce

import (
	"cmp"
	"context"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// take enters what is taken, and by which power.
func (c *Seized) take(f seizeApproveForm, day calendar.Date) {
	c.Measure, c.Reason, c.Things, c.Place, c.Keeper = f.Measure, f.Reason, f.Things, f.Place, f.Keeper
	c.Basis = "《安全生产法》第六十五条第一款第四项"
	if f.Chemical && !day.Before(calendar.Day(2026, 5, 1)) { // in force from that day
		c.Basis += "、《危险化学品安全法》第八条"
	}
}

func (s *System) seizeApproved(_ context.Context, t *procedure.Turn) error {
	f := *procedure.FormOf[seizeApproveForm](t)
	return procedure.Alter(t, func(c *Seized) error { c.take(f, t.Day()); return nil })
}

// carried enters the scene: the officers, the day, what the party said.
func (s *System) carried(ctx context.Context, t *procedure.Turn, c *Seized) error {
	two, err := s.Pair(ctx, t)
	if err != nil {
		return err
	}
	c.OfficerA, c.CardA, c.OfficerB, c.CardB = two[0].Name, two[0].Certificate, two[1].Name, two[1].Certificate
	c.From, c.Statement = t.Day().String(), scene(t).Statement
	return nil
}

func (s *System) seizeCarriedOut(ctx context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(c *Seized) error { return s.carried(ctx, t, c) })
}

func (s *System) seizeUrgently(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[seizeUrgentForm](t)
	return procedure.Alter(t, func(c *Seized) error {
		c.take(f.what(), t.Day())
		c.Urgent, c.Reason = true, f.Reason+"。情况紧急："+f.Urgency
		return s.carried(ctx, t, c)
	})
}

func (s *System) seizeRefused(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(c *Seized) error {
		c.Result = "负责人认为不应当采取，立即解除：" + procedure.FormOf[reasonForm](t).Reason
		return nil
	})
}

// seizeLapsed notes what the law did when a time was over.
func (s *System) seizeLapsed(text string) procedure.Effect {
	return func(_ context.Context, t *procedure.Turn) error {
		t.Note(map[string]string{"text": text})
		return procedure.Alter(t, func(c *Seized) error { c.Result = text; return nil })
	}
}

func (s *System) seizeEnded(text string) procedure.Effect {
	return func(_ context.Context, t *procedure.Turn) error {
		return procedure.Alter(t, func(c *Seized) error { c.Result = text; return nil })
	}
}

func (s *System) seizeTested(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[seizeTestForm](t)
	return procedure.Alter(t, func(c *Seized) error {
		c.Testing = append(c.Testing, t.Day().String()+" 送"+f.By+"，期间"+f.Period)
		return nil
	})
}

func (s *System) seizeTestEnded(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[seizeTestEndForm](t)
	return procedure.Alter(t, func(c *Seized) error {
		c.Testing = append(c.Testing, t.Day().String()+" 报告"+f.Report)
		c.Cleared = c.Cleared || f.Result == "none"
		return nil
	})
}

func (s *System) seizeReleased(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[seizeReleaseForm](t)
	return procedure.Alter(t, func(c *Seized) error { c.Result = "解除：" + f.Reason; return nil })
}

func (s *System) seizeDisposed(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[seizeDisposeForm](t)
	return procedure.Alter(t, func(c *Seized) error {
		c.Result = map[string]string{"confiscate": "依法没收", "destroy": "依法销毁"}[f.Outcome] + cmp.Or(f.Penalty, f.Law)
		return nil
	})
}

func (s *System) seizePassed(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[seizePassForm](t)
	return procedure.Alter(t, func(c *Seized) error { c.Result = "移送" + f.To; return nil })
}

func (s *System) seizeReturned(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(c *Seized) error { c.Result += "；财物已退还"; return nil })
}

// decisionOf is the decision that was handed over, approved before or urgent.
func decisionOf(t *procedure.Turn) procedure.Paper {
	if p, ok := t.Paper("seizure-decision"); ok {
		return p
	}
	p, _ := t.Paper("urgent-decision")
	return p
}

// seizureWrits are the documents. The list follows the decision in the same act, and what comes later is made in stages that
// only the decision opens, so only the decision names what must stand before it: the approval of the head.
func (s *System) seizureWrits() []procedure.Writ {
	who := func(_ *procedure.Turn, c Seized) subject { return c.subject() }
	decision := func(t *procedure.Turn, c Seized) (any, error) {
		due, err := s.due(t, "C-SEAL")
		return writ.SeizureDecision{Measure: c.Measure, Facts: c.Reason, Basis: c.Basis, Things: c.Things, From: writ.Day(c.From), To: writ.Day(calendar.DateOf(due).Next(-1).String()), Place: c.Place, Keeper: c.Keeper}, err
	}
	disposal := func(name, article string, fill func(t *procedure.Turn) (outcome, reason string)) procedure.Writ {
		return issued(s, name, "seizure-disposal", nil, compel(article), who, func(t *procedure.Turn, c Seized) (any, error) {
			outcome, reason := fill(t)
			d := decisionOf(t)
			return writ.SeizureDisposal{Decision: d.Number, DecisionOn: writ.Day(c.From), Outcome: outcome, Reason: reason, Things: c.Things}, nil
		})
	}
	return []procedure.Writ{
		issued(s, "seizure-approval", "seizure-approval", nil, compel("第十八条第一项"), who, func(_ *procedure.Turn, c Seized) (any, error) {
			return writ.SeizureApproval{Measure: c.Measure, Reason: c.Reason, Basis: c.Basis, Things: c.Things, Urgent: c.Urgent}, nil
		}),
		issued(s, "seizure-decision", "seizure-decision", []string{"seizure-approval"}, compel("第十八条第一项"), who, decision),
		issued(s, "urgent-decision", "seizure-decision", nil, compel("第二十四条"), who, decision),
		issued(s, "seizure-list", "seizure-list", nil, compel("第二十四条第一款"), who, func(t *procedure.Turn, c Seized) (any, error) {
			d := decisionOf(t)
			return writ.SeizureList{Decision: d.Number, Things: c.Things, At: writ.Moment(t.At.In(calendar.Beijing).Format(time.RFC3339)), Witness: scene(t).Witness}, nil
		}),
		disposal("seizure-extension", "第二十五条", func(t *procedure.Turn) (string, string) { return "extend", procedure.FormOf[seizeExtendForm](t).Reason }),
		disposal("seizure-lifting", "第二十八条", func(t *procedure.Turn) (string, string) { return "lift", procedure.FormOf[seizeReleaseForm](t).Reason }),
		disposal("seizure-disposal", "第二十七条", func(t *procedure.Turn) (string, string) {
			f := procedure.FormOf[seizeDisposeForm](t)
			return f.Outcome, f.Reason + cmp.Or(f.Penalty, f.Law)
		}),
		disposal("seizure-passing", "第二十一条", func(t *procedure.Turn) (string, string) {
			f := procedure.FormOf[seizePassForm](t)
			return "transfer", f.Reason + "移送" + f.To
		}),
	}
}
