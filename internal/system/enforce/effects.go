package enforce

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/discretion"
	"anlan/internal/law/writ"
)

// yuanOf is an amount of a writ in whole yuan.
func yuanOf(y writ.Yuan) int {
	whole, _, _ := strings.Cut(string(y), ".")
	n, _ := strconv.Atoi(whole)
	return n
}

func yuan(n int) writ.Yuan { return writ.Yuan(strconv.Itoa(n)) }

// filed takes the officers, the articles and the conduct into the case.
func (s *System) filed(ctx context.Context, t *procedure.Turn) error {
	f := form[fileForm](t)
	return change(t, func(p *Penalty) error {
		item, err := s.Benchmark.Item(p.Item)
		if err != nil {
			return err
		}
		p.Breached, p.Basis = cmpOr(f.Breached, item.Duty), item.Penalty
		if err := s.officers(ctx, t, p, t.Doer().ID, f.Second); err != nil {
			return err
		}
		t.Case.Assignee, t.Case.AssigneeName = t.Doer().ID, t.Doer().Name
		return nil
	})
}

// officers enters the two officers with their certificates.
func (s *System) officers(ctx context.Context, t *procedure.Turn, p *Penalty, first, other string) error {
	for i, id := range []string{first, other} {
		c, err := t.Certificate(ctx, id, "enforcement")
		if err != nil {
			return err
		}
		name, err := s.Names(ctx, id)
		if err != nil {
			return err
		}
		if i == 0 {
			p.OfficerA, p.CardA = name, c.Number
		} else {
			p.OfficerB, p.CardB = name, c.Number
		}
	}
	return nil
}

// ended closes a case with an outcome.
func (s *System) ended(result string) procedure.Effect {
	return func(_ context.Context, t *procedure.Turn) error {
		return change(t, func(p *Penalty) error { p.Result = result; return nil })
	}
}

// avoided replaces an officer who must stay out.
func (s *System) avoided(ctx context.Context, t *procedure.Turn) error {
	f := form[avoidForm](t)
	if !f.Grant {
		return nil
	}
	return change(t, func(p *Penalty) error {
		if f.Person != t.Case.Assignee {
			return s.officers(ctx, t, p, t.Case.Assignee, f.Next)
		}
		name, err := s.Names(ctx, f.Next)
		if err != nil {
			return err
		}
		t.Case.Assignee, t.Case.AssigneeName = f.Next, name
		c, err := t.Certificate(ctx, f.Next, "enforcement")
		p.OfficerA, p.CardA = name, c.Number
		return err
	})
}

func (s *System) preserved(_ context.Context, t *procedure.Turn) error {
	return change(t, func(p *Penalty) error {
		p.Held, p.HeldOn = true, t.Day().String()
		return nil
	})
}

func (s *System) preserveEnded(_ context.Context, t *procedure.Turn) error {
	return change(t, func(p *Penalty) error { p.Held = false; return nil })
}

// released notes that the law ended the preservation, since nobody decided in time.
func (s *System) released(_ context.Context, t *procedure.Turn) error {
	t.Note(map[string]string{"text": "七个工作日内未作处理决定，先行登记保存自动解除"})
	return change(t, func(p *Penalty) error { p.Held = false; return nil })
}

// reported takes the benchmark's proposal with its reasons, and which law applies, into the case.
func (s *System) reported(_ context.Context, t *procedure.Turn) error {
	f := form[reportForm](t)
	return change(t, func(p *Penalty) error {
		prop, err := s.propose(t, *p, f)
		if err != nil {
			return err
		}
		p.Disposal, p.Facts, p.Overdue, p.Factor, p.Effects, p.Proposed = f.Disposal, f.Facts, f.Overdue, f.Factor, f.Effects, f.Proposed
		p.Reasons = reasons(prop, f.Reason)
		if prop.Party != nil {
			p.Low, p.High = int(prop.Party.Range.Min), int(prop.Party.Range.Max)
			p.GradeLow, p.GradeHigh = int(prop.Party.Grade.Min), int(prop.Party.Grade.Max)
			p.LawLow, p.LawHigh = int(prop.Party.Statutory.Min), int(prop.Party.Statutory.Max)
		}
		p.Mitigated = prop.Effect == discretion.Mitigated
		p.Complex = p.Complex || prop.Collective
		p.Choice = s.whichLaw(t, *p)
		return nil
	})
}

// reasons are the steps of the benchmark as one text.
func reasons(p discretion.Proposal, own string) string {
	var out []string
	for _, s := range p.Steps {
		out = append(out, s.Text.Zh)
	}
	if own != "" {
		out = append(out, "承办人说明："+own)
	}
	text := strings.Join(out, "\n")
	if r := []rune(text); len(r) > 4900 {
		text = string(r[:4900]) + "……"
	}
	return text
}

func (s *System) notified(_ context.Context, t *procedure.Turn) error {
	f := form[noticeForm](t)
	return change(t, func(p *Penalty) error {
		rule := "P-HTH-U"
		if p.Sort == "person" {
			rule = "P-HTH-P"
		}
		limit, err := t.Rules.Amount(rule)
		if err != nil {
			return err
		}
		p.Told = f.Fine
		p.HearingTold = int64(f.Fine)*100 >= int64(limit) || f.Other != "" && f.Other != "warning"
		return nil
	})
}

// noticeServed serves both notices, if there are two.
func (s *System) noticeServed(ctx context.Context, t *procedure.Turn) error {
	f := form[serveForm](t)
	for _, w := range []string{"penalty-notice", "hearing-notice"} {
		if _, ok := t.Paper(w); ok {
			if err := t.Serve(ctx, w, f.Method, t.At); err != nil {
				return err
			}
		}
	}
	return change(t, func(p *Penalty) error { p.NoticeOn = t.Day().String(); return nil })
}

func (s *System) defended(_ context.Context, t *procedure.Turn) error {
	f := form[defenceForm](t)
	return change(t, func(p *Penalty) error {
		p.Defended, p.Adopted = true, p.Adopted || f.Adopted
		p.Defence = strings.TrimSpace(p.Defence + "\n" + f.Statement + "。复核：" + f.Review + map[bool]string{true: "。予以采纳：", false: "。不予采纳："}[f.Adopted] + f.Reason)
		return nil
	})
}

func (s *System) waived(_ context.Context, t *procedure.Turn) error {
	return change(t, func(p *Penalty) error { p.Waived = true; return nil })
}

func (s *System) sparedDo(_ context.Context, t *procedure.Turn) error {
	f := form[spareForm](t)
	return change(t, func(p *Penalty) error {
		p.Ground, p.Due, p.Result = f.Ground, f.Due, "不予行政处罚"
		return nil
	})
}

func (s *System) sparedServed(ctx context.Context, t *procedure.Turn) error {
	return t.Serve(ctx, "no-penalty-decision", form[serveForm](t).Method, t.At)
}

func (s *System) hearingSet(ctx context.Context, t *procedure.Turn) error {
	f := form[meetingForm](t)
	name, err := s.Names(ctx, f.Host)
	if err != nil {
		return err
	}
	return change(t, func(p *Penalty) error { p.HearingAt, p.HearingHost = f.At, name; return nil })
}

// heard: a party that does not come, or leaves without leave, waived the hearing (Art. 64(6)).
func (s *System) heard(ctx context.Context, t *procedure.Turn) error {
	f := form[heldForm](t)
	if err := t.Serve(ctx, "hearing-meeting", "direct", t.At); err != nil {
		return err
	}
	return change(t, func(p *Penalty) error { p.Heard, p.Waived = f.Came, !f.Came; return nil })
}

func (s *System) reviewed(_ context.Context, t *procedure.Turn) error {
	return change(t, func(p *Penalty) error { p.Reviewed = form[reviewForm](t).Result; return nil })
}

// reviewLeads sends a rejected case back to the investigation; else it stays where it is.
func reviewLeads(t *procedure.Turn) string {
	if form[reviewForm](t).Result == "reject" {
		return filed
	}
	return t.Case.Stage
}

func (s *System) discussed(_ context.Context, t *procedure.Turn) error {
	return change(t, func(p *Penalty) error { p.Discussed, p.Agreed = true, form[discussForm](t).Fine; return nil })
}

func (s *System) decided(_ context.Context, t *procedure.Turn) error {
	f := form[decideForm](t)
	return change(t, func(p *Penalty) error {
		p.Fine, p.DecidedOn, p.Result = f.Fine, t.Day().String(), "行政处罚"
		return nil
	})
}

// decisionServed sets the last day of payment and enters the number of the decision.
func (s *System) decisionServed(ctx context.Context, t *procedure.Turn) error {
	f := form[serveForm](t)
	w := "penalty-decision-unit"
	if _, ok := t.Paper(w); !ok {
		w = "penalty-decision-person"
	}
	if err := t.Serve(ctx, w, f.Method, t.At); err != nil {
		return err
	}
	paper, _ := t.Paper(w)
	due, err := s.due(t, "P-PAY")
	if err != nil {
		return err
	}
	return change(t, func(p *Penalty) error {
		p.ServedOn, p.Decision, p.PayBy = t.Day().String(), paper.Number, calendar.DateOf(due).Next(-1).String()
		return nil
	})
}

func (s *System) published(ctx context.Context, t *procedure.Turn) error {
	w := "penalty-decision-unit"
	if _, ok := t.Paper(w); !ok {
		w = "penalty-decision-person"
	}
	return t.Publish(ctx, w)
}

// paid enters a payment; the surcharge is counted up to its day first.
func (s *System) paid(_ context.Context, t *procedure.Turn) error {
	f := form[payForm](t)
	r, err := ratesOf(t)
	if err != nil {
		return err
	}
	return change(t, func(p *Penalty) error {
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
	p, err := of(t)
	if err == nil && p.Paid >= p.Fine && p.SurPaid >= p.Surcharge {
		return performed
	}
	return t.Case.Stage
}

func (s *System) deferred(_ context.Context, t *procedure.Turn) error {
	return change(t, func(p *Penalty) error { p.Deferred = form[deferForm](t).Until; return nil })
}

func (s *System) stayed(_ context.Context, t *procedure.Turn) error {
	return change(t, func(p *Penalty) error {
		if p.staying() {
			return illegal("stayed-already", "已有未终结的复议、诉讼", "one is under way already")
		}
		p.Stays = append(p.Stays, form[stayForm](t).On+"..")
		return nil
	})
}

func (s *System) resumed(_ context.Context, t *procedure.Turn) error {
	return change(t, func(p *Penalty) error {
		if !p.staying() {
			return illegal("not-stayed", "没有进行中的复议、诉讼", "none is under way")
		}
		p.Stays[len(p.Stays)-1] += form[stayForm](t).On
		return nil
	})
}

func (s *System) demanded(_ context.Context, t *procedure.Turn) error {
	r, err := ratesOf(t)
	if err != nil {
		return err
	}
	return change(t, func(p *Penalty) error {
		p.DemandOn = t.Day().String()
		p.Surcharge, p.SurTo = p.accrued(t.Day(), r), t.Day().String()
		return nil
	})
}

func (s *System) courtResult(_ context.Context, t *procedure.Turn) error {
	f := form[courtForm](t)
	return change(t, func(p *Penalty) error {
		p.Result = map[string]string{"executed": "法院强制执行完毕", "refused": "法院裁定不予执行", "ended": "法院终结执行"}[f.Result]
		return nil
	})
}

func (s *System) closedDo(_ context.Context, t *procedure.Turn) error {
	f := form[closeForm](t)
	return change(t, func(p *Penalty) error {
		p.Result = strings.TrimPrefix(p.Result+"；"+map[string]string{"performed": "当事人自动履行", "forced": "强制执行完毕", "ended": "终结执行"}[f.Result], "；")
		return nil
	})
}

func (s *System) changed(ctx context.Context, t *procedure.Turn) error {
	f := form[changeForm](t)
	err := change(t, func(p *Penalty) error {
		p.Changed = map[string]string{"changed": "变更", "revoked": "撤销", "illegal": "确认违法"}[f.How] + "：" + f.Reason
		return nil
	})
	if err != nil || f.How == "changed" {
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
				return t.Withdraw(ctx, w, "该决定已被依法变更、撤销或者确认违法，公示信息撤回："+form[reasonForm](t).Reason)
			}
		}
	}
	return t.Withdraw(ctx, "penalty-decision-unit", form[reasonForm](t).Reason)
}

// due is when a term of the packs that begins with the act is over.
func (s *System) due(t *procedure.Turn, rule string) (time.Time, error) {
	spec, err := t.Rules.Term(rule)
	if err != nil {
		return time.Time{}, err
	}
	return t.Due(spec, t.At.Time)
}

// propose asks the benchmark.
func (s *System) propose(t *procedure.Turn, p Penalty, f *reportForm) (discretion.Proposal, error) {
	at, err := calendar.ParseDate(p.Ended)
	if err != nil {
		return discretion.Proposal{}, err
	}
	facts := discretion.Facts{At: at, Overdue: f.Overdue, Factor: f.Factor, Corrected: discretion.Answer(f.Corrected), Harm: discretion.Harm(f.HarmDone)}
	for _, c := range f.Effects {
		facts.Circumstances = append(facts.Circumstances, discretion.Found{ID: c})
	}
	prop, err := s.Benchmark.Propose(p.Item, facts, "")
	if err != nil {
		return prop, fmt.Errorf("benchmark of %s: %w", t.Case.ID, err)
	}
	return prop, nil
}
