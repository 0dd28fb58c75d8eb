package affairs

import (
	"context"

	"anlan/internal/engine/procedure"
)

func elected(t *procedure.Turn, p *Petition) error {
	p.Reps = procedure.FormOf[repsForm](t).Reps
	return nil
}

func takenUp(t *procedure.Turn, p *Petition) error {
	f := procedure.FormOf[acceptForm](t)
	p.Kind, p.Department, p.Accepted = f.Kind, f.Department, t.Day().String()
	takes(t)
	return nil
}

// outcome notes how a petition ended.
func outcome(what string) procedure.Effect {
	return procedure.Changing(func(_ *procedure.Turn, p *Petition) error { p.Outcome = what; return nil })
}

// objectionLeads: an objection that is accepted ends the case here; else it stands as it was assigned.
func objectionLeads(t *procedure.Turn) string {
	if procedure.FormOf[settleForm](t).Agree {
		return returned
	}
	return registered
}

func (s *System) replaced(ctx context.Context, t *procedure.Turn) error {
	next := procedure.FormOf[avoidForm](t).Next
	name, err := s.Names(ctx, next)
	if err != nil {
		return err
	}
	t.Case.Assignee, t.Case.AssigneeName = next, name
	return nil
}

func heardOf(t *procedure.Turn, p *Petition) error {
	p.Heard, p.Facts = true, procedure.FormOf[hearForm](t).Facts
	return nil
}

func opinionGiven(t *procedure.Turn, p *Petition) error {
	p.Verdict, p.Outcome = procedure.FormOf[verdictForm](t).Verdict, "已出具处理意见"
	return nil
}

// serves notes the service of a writ.
func serves(writ string) procedure.Effect {
	return func(ctx context.Context, t *procedure.Turn) error {
		return t.Serve(ctx, writ, procedure.FormOf[serveForm](t).Method, t.At)
	}
}

func askedAgain(t *procedure.Turn, p *Petition) error {
	p.Asked = procedure.FormOf[askForm](t).Request
	return nil
}

func reviewGiven(t *procedure.Turn, p *Petition) error {
	p.Review = procedure.FormOf[reviewForm](t).Result
	if p.Review == "revoke" {
		p.Heard = false // handled anew
	}
	return nil
}

// reviewLeads: a revoked opinion is given anew.
func reviewLeads(t *procedure.Turn) string {
	if procedure.FormOf[reviewForm](t).Result == "revoke" {
		return handling
	}
	return reviewed
}

func hearingBegun(_ *procedure.Turn, p *Petition) error { p.Hearing = true; return nil }

func hearingEnded(_ *procedure.Turn, p *Petition) error { p.Hearing = false; return nil }

func recheckGiven(t *procedure.Turn, p *Petition) error {
	p.Recheck, p.Outcome = procedure.FormOf[recheckForm](t).Result, "复核终结"
	return nil
}

func closedNow(_ *procedure.Turn, p *Petition) error {
	p.Outcome = "期满未请求复查、复核，意见为终结性意见"
	return nil
}

func rated(t *procedure.Turn, p *Petition) error {
	p.Score = procedure.FormOf[rateForm](t).Score
	return nil
}
