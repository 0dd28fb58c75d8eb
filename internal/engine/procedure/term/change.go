package term

import (
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
)

// Extend is the run with one more extension, asked for and granted at g.At. It is Illegal when the law does not allow it,
// or not once more, and when the term was over by then; Invalid without a reason or a person. The check belongs to the
// moment of the grant, so Compute does not repeat it: a later correction of the calendar does not undo what was lawful.
func Extend(s Spec, r Run, g Grant, cal *calendar.Calendar) (Run, error) {
	if g.Why == "" || g.By == "" {
		return Run{}, fail.Invalid("term.extension.reason", "延长期限须写明理由和批准人", "an extension gives its reason and who grants it").At("why")
	}
	c, err := Provisional(s, r, cal, g.At)
	if err != nil {
		return Run{}, err
	}
	at := fmt.Sprintf("extensions[%d]", len(r.Extensions))
	if g.At.Before(r.Start) {
		return Run{}, fail.Invalid("term.extension.early", "延长不能早于期限起算", "an extension cannot come before the term begins").At(at)
	}
	next := r
	next.Extensions = append(slices.Clone(r.Extensions), g)
	if err := next.check(g.At); err != nil {
		return Run{}, err
	}
	used, err := s.allot(next.grants())
	if err != nil {
		return Run{}, err
	}
	if c.State == Over {
		law, article := cite(used[len(used)-1].Basis)
		return Run{}, fail.Illegal("term.extension.late", "期限已于 "+moment(c.Due)+" 届满，不得再延长", "the term was over at "+moment(c.Due)+"; it can no longer be extended").Under(law, article).At(at)
	}
	return next, nil
}

// Suspend is the run with a pause that begins at from and is open. It is Illegal when the term was over by then, Conflict
// when an open pause with the same reason runs already, Invalid without a reason.
func Suspend(s Spec, r Run, p Pause, cal *calendar.Calendar) (Run, error) {
	if p.Why == "" {
		return Run{}, fail.Invalid("term.pause.reason", "中止期限须写明理由", "a pause gives its reason").At("why")
	}
	c, err := Provisional(s, r, cal, p.From)
	if err != nil {
		return Run{}, err
	}
	law, article := cite(p.Basis)
	if c.State == Over {
		return Run{}, fail.Illegal("term.pause.late", "期限已于 "+moment(c.Due)+" 届满，不能中止", "the term was over at "+moment(c.Due)+"; it cannot be paused").Under(law, article)
	}
	if slices.ContainsFunc(r.Pauses, func(o Pause) bool { return o.To.IsZero() && o.Why == p.Why }) {
		return Run{}, fail.Conflict("term.pause.running", "期限已因同一原因中止", "the term is already paused for this reason").Under(law, article)
	}
	p.To = time.Time{}
	next := r
	next.Pauses = append(slices.Clone(r.Pauses), p)
	return next, next.check(p.From)
}

// Resume is the run with the open pauses for a reason ended at to; with an empty reason, all open ones. Conflict when
// there is none, Invalid when it would end before it began.
func Resume(r Run, why string, to time.Time) (Run, error) {
	next, n := r, 0
	next.Pauses = slices.Clone(r.Pauses)
	for i, p := range next.Pauses {
		if p.To.IsZero() && (why == "" || p.Why == why) {
			next.Pauses[i].To = to
			n++
		}
	}
	if n == 0 {
		return Run{}, fail.Conflict("term.pause.none", "期限没有在中止", "the term is not paused")
	}
	return next, next.check(to)
}
