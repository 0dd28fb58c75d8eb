package enforce

import (
	"cmp"
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
	f := procedure.FormOf[fileForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		item, err := s.Benchmark.Item(p.Item)
		if err != nil {
			return err
		}
		p.Breached, p.Basis = cmp.Or(f.Breached, item.Duty), item.Penalty
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
		o, err := s.Officer(ctx, t, id)
		if err != nil {
			return err
		}
		if i == 0 {
			p.OfficerA, p.CardA = o.Name, o.Certificate
		} else {
			p.OfficerB, p.CardB, p.SecondID = o.Name, o.Certificate, id
		}
	}
	return nil
}

// ended closes a case with an outcome.
func (s *System) ended(result string) procedure.Effect {
	return func(_ context.Context, t *procedure.Turn) error {
		return procedure.Alter(t, func(p *Penalty) error { p.Result = result; return nil })
	}
}

// dropped ends a case without a penalty, for the reason of the form.
func (s *System) dropped(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[dropForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		p.Result = map[string]string{"unproved": "违法事实不能成立", "too-old": "已过追责时效", "time-over": "超过法定办案期限", "other": "其他法定事由"}[f.Cause] + "，撤销案件"
		return nil
	})
}

// avoided replaces an officer who must stay out.
func (s *System) avoided(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[avoidForm](t)
	if !f.Grant {
		return nil
	}
	return procedure.Alter(t, func(p *Penalty) error {
		p.Avoided = append(p.Avoided, f.Person)
		first, other := t.Case.Assignee, f.Next
		if f.Person == first {
			name, err := s.Names(ctx, f.Next)
			if err != nil {
				return err
			}
			t.Case.Assignee, t.Case.AssigneeName = f.Next, name
			first, other = f.Next, p.SecondID
		}
		return s.officers(ctx, t, p, first, other)
	})
}

// reopened takes the notices back: what is found now is told anew.
func (s *System) reopened(ctx context.Context, t *procedure.Turn) error {
	for _, w := range []string{"penalty-notice", "hearing-notice"} {
		if _, ok := t.Paper(w); ok {
			if err := t.Void(ctx, w, "案件退回调查，重新告知"); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *System) preserved(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(p *Penalty) error {
		p.Held, p.HeldOn = true, t.Day().String()
		return nil
	})
}

func (s *System) preserveEnded(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(p *Penalty) error { p.Held = false; return nil })
}

// released notes that the law ended the preservation, since nobody decided in time.
func (s *System) released(_ context.Context, t *procedure.Turn) error {
	t.Note(map[string]string{"text": "法定期限内未作处理决定，先行登记保存自动解除"})
	return procedure.Alter(t, func(p *Penalty) error { p.Held = false; return nil })
}

// reported takes the benchmark's proposal with its reasons, and which law applies, into the case.
func (s *System) reported(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[reportForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		prop, err := s.propose(judgedBy(t), *p, f)
		if err != nil {
			return err
		}
		p.Evidence = nil
		for _, e := range f.Evidence {
			p.Evidence = append(p.Evidence, writ.Proof{Name: e.Name, Proves: e.Proves})
		}
		p.Disposal, p.Facts, p.Overdue, p.Factor, p.Effects, p.Proposed = f.Disposal, sentence(f.Facts), f.Overdue, f.Factor, f.Effects, f.Proposed
		p.Corrected, p.HarmDone = f.Corrected, f.HarmDone
		p.Reasons, p.Basis = reasons(prop, f.Reason), prop.Penalty
		if prop.Party != nil {
			p.Low, p.High = int(prop.Party.Range.Min), int(prop.Party.Range.Max)
			p.GradeLow, p.GradeHigh = int(prop.Party.Grade.Min), int(prop.Party.Grade.Max)
			p.LawLow, p.LawHigh = int(prop.Party.Statutory.Min), int(prop.Party.Statutory.Max)
		}
		p.Mitigated = prop.Effect == discretion.Mitigated || prop.Effect == discretion.Mixed
		p.Complex = p.Complex || prop.Collective
		p.Choice = s.whichLaw(t, *p)
		return nil
	})
}

// reasons are the steps of the benchmark as one text that a decision can carry. What the system says about its own figures
// (which of them are parameters) stays out of it.
func reasons(p discretion.Proposal, own string) string {
	var out []string
	for _, s := range p.Steps {
		if s.Kind == discretion.StepSource || s.Kind == discretion.StepAlert {
			continue
		}
		out = append(out, strings.TrimRight(s.Text.Zh, "。；"))
	}
	if own != "" {
		out = append(out, "承办人说明："+strings.TrimRight(own, "。；"))
	}
	return clip(strings.ReplaceAll(strings.Join(out, "；"), "–", "至")+"。", 4900)
}

func (s *System) notified(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[noticeForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		rule := "P-HTH-U"
		if p.Sort == "person" {
			rule = "P-HTH-P"
		}
		limit, err := t.Rules.Amount(rule)
		if err != nil {
			return err
		}
		p.Told, p.Other = f.Fine, f.Other
		p.HearingTold = int64(f.Fine)*100 >= int64(limit) || f.Other != "" && f.Other != "warning"
		// A second notice begins the party's rights anew.
		p.Defended, p.Adopted, p.Waived, p.Heard, p.Reviewed, p.Discussed, p.Agreed = false, false, false, false, "", false, 0
		p.HearingAt, p.HearingHost = "", ""
		return nil
	})
}

// noticeServed serves both notices, if there are two.
func (s *System) noticeServed(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[serveForm](t)
	for _, w := range []string{"penalty-notice", "hearing-notice"} {
		if _, ok := t.Paper(w); ok {
			if err := t.Serve(ctx, w, f.Method, t.At); err != nil {
				return err
			}
		}
	}
	return procedure.Alter(t, func(p *Penalty) error { p.NoticeOn = t.Day().String(); return nil })
}

func (s *System) defended(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[defenceForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		p.Defended, p.Adopted = true, p.Adopted || f.Adopted
		p.Defence = strings.TrimSpace(p.Defence + "\n" + sentence(f.Statement) + "复核：" + sentence(f.Review) + map[bool]string{true: "予以采纳：", false: "不予采纳："}[f.Adopted] + strings.TrimRight(f.Reason, "。"))
		return nil
	})
}

// sentence ends a text with one full stop.
func sentence(s string) string { return strings.TrimRight(s, "。；") + "。" }

func (s *System) waived(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(p *Penalty) error { p.Waived = true; return nil })
}

func (s *System) sparedDo(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spareForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		p.Ground, p.Due, p.Result = f.Ground, f.Due, "不予行政处罚"
		return nil
	})
}

func (s *System) sparedServed(ctx context.Context, t *procedure.Turn) error {
	return t.Serve(ctx, "no-penalty-decision", procedure.FormOf[serveForm](t).Method, t.At)
}

func (s *System) hearingSet(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[meetingForm](t)
	name, err := s.Names(ctx, f.Host)
	if err != nil {
		return err
	}
	return procedure.Alter(t, func(p *Penalty) error {
		p.HearingAt, p.HearingHost, p.HearingPlace, p.HearingClerk = f.At, name, f.Place, f.Clerk
		return nil
	})
}

// heard: a party that does not come, or leaves without leave, waived the hearing (Art. 64(6)).
func (s *System) heard(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[heldForm](t)
	return procedure.Alter(t, func(p *Penalty) error { p.Heard, p.Waived = f.Came, !f.Came; return nil })
}

func (s *System) hearingServed(ctx context.Context, t *procedure.Turn) error {
	return t.Serve(ctx, "hearing-meeting", procedure.FormOf[serveForm](t).Method, t.At)
}

// othersServed serves what waits and has no act of its own.
func (s *System) othersServed(ctx context.Context, t *procedure.Turn) error {
	for _, p := range unservedOthers(t) {
		if err := t.Serve(ctx, p.Writ, procedure.FormOf[serveForm](t).Method, t.At); err != nil {
			return err
		}
	}
	return nil
}

// reviewed: a case that is rejected goes back to the investigation and is told anew.
func (s *System) reviewed(ctx context.Context, t *procedure.Turn) error {
	if procedure.FormOf[reviewForm](t).Result == "reject" {
		if err := s.reopened(ctx, t); err != nil {
			return err
		}
	}
	return procedure.Alter(t, func(p *Penalty) error { p.Reviewed = procedure.FormOf[reviewForm](t).Result; return nil })
}

// reviewLeads sends a rejected case back to the investigation; else it stays where it is.
func reviewLeads(t *procedure.Turn) string {
	if procedure.FormOf[reviewForm](t).Result == "reject" {
		return filed
	}
	return t.Case.Stage
}

func (s *System) discussed(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(p *Penalty) error {
		p.Discussed, p.Agreed = true, procedure.FormOf[discussForm](t).Fine
		return nil
	})
}

func (s *System) decided(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[decideForm](t)
	return procedure.Alter(t, func(p *Penalty) error {
		p.Fine, p.DecidedOn, p.Result = f.Fine, t.Day().String(), "行政处罚"
		return nil
	})
}

// servedLeads: where nothing is to be paid or done, the decision is performed once it is served.
func servedLeads(t *procedure.Turn) string {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.Fine == 0 && (p.Other == "" || p.Other == "warning") {
		return performed
	}
	return served
}

// decisionServed sets the last day of payment and enters the number of the decision.
func (s *System) decisionServed(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[serveForm](t)
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
	return procedure.Alter(t, func(p *Penalty) error {
		p.ServedOn, p.Decision, p.PayBy = t.Day().String(), paper.Number, calendar.DateOf(due).Next(-1).String()
		if p.Fine == 0 {
			p.PayBy = ""
		}
		return nil
	})
}

// due is when a term of the packs that begins with the act is over.
func (s *System) due(t *procedure.Turn, rule string) (time.Time, error) {
	spec, err := t.Rules.Term(rule)
	if err != nil {
		return time.Time{}, err
	}
	return t.Due(spec, t.At.Time)
}

// propose asks the benchmark. Of a conduct before the item's first day only the circumstances are taken from it: the range is
// that of the law of the conduct, or of today's where that is milder (Penalty Law, Art. 37), without grades.
func (s *System) propose(j judged, p Penalty, f *reportForm) (discretion.Proposal, error) {
	at, err := calendar.ParseDate(p.Ended)
	if err != nil {
		return discretion.Proposal{}, err
	}
	item, err := s.Benchmark.Item(p.Item)
	if err != nil {
		return discretion.Proposal{}, err
	}
	facts := discretion.Facts{At: at, Overdue: f.Overdue, Factor: f.Factor, Corrected: discretion.Answer(f.Corrected), Harm: discretion.Harm(f.HarmDone)}
	if at.Before(item.From) {
		facts.At = item.From
	}
	for _, c := range f.Effects {
		id, effect, _ := strings.Cut(c, "=") // harm-removed=mitigated where the law leaves a choice
		facts.Circumstances = append(facts.Circumstances, discretion.Found{ID: id, Effect: discretion.Effect(effect)})
	}
	prop, err := s.Benchmark.Propose(p.Item, facts, "")
	if err != nil {
		return prop, fmt.Errorf("benchmark of %s: %w", j.caseID, err)
	}
	if p.Item == dailyItem {
		return dailyProposal(prop, p), nil
	}
	if at.Before(item.From) && prop.Party != nil { // without a fine at this stage there is none to compare
		return s.ofThatDay(j, p, f.Overdue, prop)
	}
	return prop, nil
}
