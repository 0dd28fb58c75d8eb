package affairs

import (
	"cmp"
	"context"

	"anlan/internal/engine/procedure"
)

// confirmed: the day of the confirmation is the day of receipt (Art. 31).
func confirmed(t *procedure.Turn, d *Disclosure) error {
	d.Received = t.Day().String()
	return nil
}

func accepted(t *procedure.Turn, _ *Disclosure) error {
	takes(t)
	return nil
}

func correctionAsked(t *procedure.Turn, d *Disclosure) error {
	takes(t)
	d.CorrectBy = procedure.FormOf[correctForm](t).Due
	return nil
}

func prolonged(t *procedure.Turn, d *Disclosure) error {
	d.CorrectBy = procedure.FormOf[prolongForm](t).Due
	return nil
}

// corrected takes the corrected request; its day is the day of receipt from which the answer runs (Art. 30).
func corrected(t *procedure.Turn, d *Disclosure) error {
	f := procedure.FormOf[correctedForm](t)
	d.Content, d.Received = f.Content, t.Day().String()
	d.Identity, d.Manner = cmp.Or(f.Identity, d.Identity), cmp.Or(f.Manner, d.Manner)
	return nil
}

func thirdAsked(t *procedure.Turn, d *Disclosure) error {
	d.Touches, d.Third, d.ThirdName = true, "asked", procedure.FormOf[thirdForm](t).Name
	return nil
}

func opinionOf(f *opinionForm) string {
	if f.Agree {
		return "agreed"
	}
	return "objected"
}

func thirdHeard(t *procedure.Turn, d *Disclosure) error {
	f := procedure.FormOf[opinionForm](t)
	d.Third, d.ThirdWhy = opinionOf(f), f.Why
	return nil
}

func thirdSilent(t *procedure.Turn, d *Disclosure) error {
	t.Note(map[string]string{"text": "第三方十五个工作日内未提出意见，由本机关依照条例决定是否公开"})
	d.Third = "silent"
	return nil
}

func agencyAsked(_ *procedure.Turn, d *Disclosure) error {
	d.Agency = "asked"
	return nil
}

func agencyHeard(t *procedure.Turn, d *Disclosure) error {
	d.Agency = opinionOf(procedure.FormOf[opinionForm](t))
	return nil
}

func agencySilent(t *procedure.Turn, d *Disclosure) error {
	t.Note(map[string]string{"text": "被征求意见机关十五个工作日内未提出意见，视为同意公开"})
	d.Agency = "silent"
	return nil
}

func reasonsTaken(_ *procedure.Turn, d *Disclosure) error {
	d.Reasoned = true
	return nil
}

func delayed(t *procedure.Turn, d *Disclosure) error {
	d.DelayTo = procedure.FormOf[delayForm](t).Until
	return nil
}

func answerGiven(t *procedure.Turn, d *Disclosure) error {
	f := procedure.FormOf[answerForm](t)
	d.Result, d.Answered = f.Result, t.Day().String()
	d.Overruled = gives(f.Result) && d.Third == "objected"
	return nil
}

// answeredAtOnce: what is handed over at the counter is served with it.
func answeredAtOnce(t *procedure.Turn, d *Disclosure) error {
	d.Served = t.Day().String()
	return answerGiven(t, d)
}

func answerServed(ctx context.Context, t *procedure.Turn) error {
	if err := t.Serve(ctx, "disclosure-answer", procedure.FormOf[serveForm](t).Method, t.At); err != nil {
		return err
	}
	return procedure.Changing(func(t *procedure.Turn, d *Disclosure) error { d.Served = t.Day().String(); return nil })(ctx, t)
}

func answerPublished(ctx context.Context, t *procedure.Turn) error {
	return t.Publish(ctx, "disclosure-answer")
}
