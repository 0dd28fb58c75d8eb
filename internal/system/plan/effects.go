package plan

import (
	"context"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
)

// notSubmitter is a guard: four eyes.
func notSubmitter(_ context.Context, t *procedure.Turn) error {
	if past := t.Past(); len(past) > 0 && past[0].Person == t.By.ID {
		return fail.Illegal("plan.own", "不能评审本人提交的预案", "nobody reviews what they submitted")
	}
	return nil
}

func passed(t *procedure.Turn, d *PlanFiling) error {
	d.Opinion = procedure.FormOf[reviewForm](t).Opinion
	return nil
}

// change lets f change the version of a case, if the plan is kept as data, and the data of the case.
func (s *System) change(ctx context.Context, t *procedure.Turn, action string, f func(d *PlanFiling, v *stored) error) error {
	return procedure.Alter(t, func(d *PlanFiling) error {
		if d.Plan == "" {
			return f(d, &stored{})
		}
		list, err := s.versionsWhere(ctx, t.Tx, "code = ? AND version = ?", d.Plan, d.Version)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return errUnknown
		}
		v := list[0]
		if err := f(d, &v); err != nil {
			return err
		}
		_, err = s.put(ctx, t.Tx, actor(t.By), v, action)
		return err
	})
}

// sendBack makes the version a draft again.
func (s *System) sendBack(ctx context.Context, t *procedure.Turn) error {
	return s.change(ctx, t, "plan.sent-back", func(d *PlanFiling, v *stored) error {
		d.Outcome = "退回：" + procedure.FormOf[whyForm](t).Reason
		v.State, v.Case = draft, ""
		return nil
	})
}

// print puts the version in force; the one before is superseded.
func (s *System) print(ctx context.Context, t *procedure.Turn) error {
	until, err := fileBy(t)
	if err != nil {
		return err
	}
	d, err := procedure.DataOf[PlanFiling](t)
	if err != nil {
		return err
	}
	if d.Plan != "" {
		list, err := s.versionsWhere(ctx, t.Tx, "code = ? AND state = ?", d.Plan, issued)
		if err != nil {
			return err
		}
		for _, old := range list {
			old.State = superseded
			if _, err := s.put(ctx, t.Tx, actor(t.By), old, "plan.superseded"); err != nil {
				return err
			}
		}
	}
	return s.change(ctx, t, "plan.issued", func(d *PlanFiling, v *stored) error {
		d.Number, d.IssuedOn = procedure.FormOf[issueForm](t).Number, t.Day().String()
		v.State, v.Number, v.IssuedOn, v.FileBy = issued, d.Number, d.IssuedOn, lastDay(until)
		return nil
	})
}

// lastDay is the last day of a term that is over at a moment.
func lastDay(until time.Time) string { return calendar.DateOf(until.Add(-time.Second)).String() }

func (s *System) filed(ctx context.Context, t *procedure.Turn) error {
	until, err := reviewBy(t)
	if err != nil {
		return err
	}
	f := procedure.FormOf[fileForm](t)
	return s.change(ctx, t, "plan.filed", func(d *PlanFiling, v *stored) error {
		d.FiledWith, d.FiledNo, d.FiledOn = f.With, f.Number, t.Day().String()
		v.FiledOn, v.ReviewBy = d.FiledOn, lastDay(until)
		return nil
	})
}

func (s *System) evaluated(ctx context.Context, t *procedure.Turn) error {
	until, err := reviewBy(t)
	if err != nil {
		return err
	}
	return s.change(ctx, t, "plan.evaluated", func(d *PlanFiling, v *stored) error {
		d.Evaluated, d.Finding = t.Day().String(), procedure.FormOf[evaluateForm](t).Finding
		if stands(t) {
			v.ReviewBy = lastDay(until)
		}
		return nil
	})
}

// newerPrinted is a guard. Of a plan on paper nobody knows: whoever does the act answers for it.
func (s *System) newerPrinted(ctx context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[PlanFiling](t)
	if err != nil || d.Plan == "" {
		return err
	}
	list, err := s.versionsWhere(ctx, t.Tx, "code = ? AND state = ? AND version > ?", d.Plan, issued, d.Version)
	if err == nil && len(list) == 0 {
		return fail.Conflict("plan.no-newer", "新版预案尚未印发", "no newer version is printed yet")
	}
	return err
}

func (s *System) abolish(ctx context.Context, t *procedure.Turn) error {
	return s.change(ctx, t, "plan.abolished", func(d *PlanFiling, v *stored) error {
		d.Outcome = "废止：" + procedure.FormOf[whyForm](t).Reason
		if v.State == issued {
			v.State = withdrawn
		}
		return nil
	})
}
