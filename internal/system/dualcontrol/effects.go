package dualcontrol

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
)

func (s *System) planned(ctx context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(h *HiddenDanger) error { return s.crew(ctx, t, h) })
}

// crew enters the two officers of an act.
func (s *System) crew(ctx context.Context, t *procedure.Turn, h *HiddenDanger) error {
	two, err := s.Pair(ctx, t)
	h.OfficerA, h.CardA, h.OfficerB, h.CardB = two[0].Name, two[0].Certificate, two[1].Name, two[1].Certificate
	return err
}

func (s *System) inspected(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[recordForm](t)
	return procedure.Alter(t, func(h *HiddenDanger) error {
		h.InspectedOn, h.Findings = t.Day().String(), nil
		for _, x := range f.Findings {
			h.Findings = append(h.Findings, x.Text)
		}
		return s.crew(ctx, t, h)
	})
}

func (s *System) classified(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[classifyForm](t)
	return procedure.Alter(t, func(h *HiddenDanger) error {
		h.Level, h.Criteria, h.Unsafe = f.Level, strings.TrimSpace(f.Criteria+" "+f.Reason), f.Unsafe && f.Level == "major"
		return nil
	})
}

func (s *System) measured(ctx context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(h *HiddenDanger) error {
		switch procedure.FormOf[measureForm](t).Measure {
		case "withdraw", "suspend", "stop":
			h.Stopped, h.Accepted = true, false
		}
		return s.crew(ctx, t, h)
	})
}

func (s *System) ordered(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[orderForm](t)
	return procedure.Alter(t, func(h *HiddenDanger) error {
		h.Problems, h.Due, h.OrderOn, h.ServedOn, h.AskedUntil = f.Problems, last(f.Problems), t.Day().String(), "", ""
		return s.crew(ctx, t, h)
	})
}

func (s *System) served(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[serveForm](t)
	how := "direct"
	if f.Receiver == "" {
		how = "left"
	}
	if err := t.Serve(ctx, "rectification-order", how, t.At); err != nil {
		return err
	}
	p, _ := t.Paper("rectification-order")
	return procedure.Alter(t, func(h *HiddenDanger) error { h.ServedOn, h.Order = t.Day().String(), p.Number; return nil })
}

func (s *System) treated(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[treatForm](t)
	return procedure.Alter(t, func(h *HiddenDanger) error {
		h.PlanOn = t.Day().String()
		h.Plan = strings.Join([]string{"现状和原因：" + f.Cause, "危害和难易：" + f.Harm, "责任：" + f.Responsible, "措施：" + f.Measures, "资金：" + f.Funds, "时限：" + f.Due, "预案：" + f.Emergency}, "\n")
		return nil
	})
}

func (s *System) listed(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(h *HiddenDanger) error {
		h.Listed, h.ListLeader = true, procedure.FormOf[listForm](t).Leader
		return nil
	})
}

func (s *System) delisted(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(h *HiddenDanger) error { h.Listed = false; return nil })
}

func (s *System) delayAsked(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(h *HiddenDanger) error { h.AskedUntil = procedure.FormOf[delayForm](t).Until; return nil })
}

func (s *System) delayAnswered(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(h *HiddenDanger) error {
		if procedure.FormOf[answerForm](t).Grant {
			h.Due = h.AskedUntil
		}
		h.AskedUntil = ""
		return nil
	})
}

func (s *System) submitted(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[submitForm](t)
	return procedure.Alter(t, func(h *HiddenDanger) error {
		h.Done = fmt.Sprintf("%s；责任人：%s；投入资金 %d 元", f.Method, f.Person, f.Money)
		return nil
	})
}

func (s *System) fellOverdue(_ context.Context, t *procedure.Turn) error {
	t.Note(map[string]string{"text": "整改期限届满，没有申请复查"})
	return nil
}

func (s *System) rechecked(ctx context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(h *HiddenDanger) error { h.Rechecks++; return s.crew(ctx, t, h) })
}

// recheckLeads: with all items done it is rectified.
func recheckLeads(t *procedure.Turn) string {
	for _, x := range procedure.FormOf[recheckForm](t).Items {
		if x.Result != "done" {
			return failed
		}
	}
	return rectified
}

func (s *System) accepted(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(h *HiddenDanger) error { h.Accepted, h.Stopped = true, false; return nil })
}

func (s *System) ended(result string) procedure.Effect {
	return func(_ context.Context, t *procedure.Turn) error {
		return procedure.Alter(t, func(h *HiddenDanger) error { h.Result = result; return nil })
	}
}

// led registers the clue of a penalty with what the order found.
func (s *System) led(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[leadForm](t)
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	due, err := calendar.ParseDate(h.Due)
	if err != nil {
		return err
	}
	var facts []string
	for _, p := range h.Problems {
		facts = append(facts, p.Text)
	}
	l := Lead{
		Case: t.Case.ID, Root: t.Case.Root, Area: t.Case.Area, Party: h.party(), Conduct: "未按期消除事故隐患", Facts: "责令限期整改指令书" + h.Order + "所列问题逾期未整改：" + strings.Join(facts, "；") + "。" + f.Reason,
		Item: f.Item, Began: min(due.Next(1).String(), t.Day().String()), Ended: t.Day().String(),
	}
	if err := s.Lead(ctx, t, l); err != nil {
		return err
	}
	return procedure.Alter(t, func(h *HiddenDanger) error { h.Led++; return nil })
}
