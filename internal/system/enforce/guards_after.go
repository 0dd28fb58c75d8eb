package enforce

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
)

func notMoreThanOwed(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	r, err := ratesOf(t)
	if err != nil {
		return err
	}
	f := procedure.FormOf[payForm](t)
	day, err := calendar.ParseDate(f.On)
	if err != nil {
		return badField("on", "日期有误", "the date is wrong")
	}
	if calendar.DateOf(t.Now.Time).Before(day) {
		return badField("on", "缴纳日期不能晚于今天", "it cannot be paid in the future")
	}
	if f.On < p.ServedOn {
		return badField("on", "缴纳日期早于决定书送达日期", "it was paid before the decision was served")
	}
	if f.On < p.SurTo {
		return badField("on", "缴纳日期早于加处罚款已计算至的日期", "the surcharge is counted beyond that day already")
	}
	if f.Amount > p.owes() {
		return illegal("overpaid", fmt.Sprintf("应缴罚款为 %d 元", p.owes()), fmt.Sprintf("%d yuan are owed", p.owes())).At("amount")
	}
	if owes := p.accrued(day, r) - p.SurPaid; f.Surcharge > owes {
		return illegal("surcharge-over", fmt.Sprintf("应缴加处罚款为 %d 元", owes), fmt.Sprintf("the surcharge is %d yuan", owes)).At("surcharge")
	}
	return nil
}

func planAddsUp(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	f := procedure.FormOf[deferForm](t)
	sum, last := 0, ""
	for _, x := range f.Plan {
		sum += yuanOf(x.Amount)
		if string(x.Due) < last || string(x.Due) <= t.Day().String() {
			return illegal("plan-days", "分期日期须在今天以后，并按先后排列", "the parts are due after today, in their order").At("plan")
		}
		last = string(x.Due)
	}
	switch {
	case sum != p.owes():
		return illegal("plan", fmt.Sprintf("分期合计 %d 元，未缴罚款为 %d 元", sum, p.owes()), fmt.Sprintf("the parts are %d yuan, %d are owed", sum, p.owes())).At("plan")
	case last != f.Until:
		return illegal("plan-days", "最后一期的日期与延期（分期）期限不一致", "the last part is not due on the last day").At("until")
	}
	return nil
}

// unpaid: something of a decision that stands is owed, fine or surcharge.
func unpaid(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	r, err := ratesOf(t)
	if err != nil {
		return err
	}
	if p.Revoked || p.owes() == 0 && p.accrued(t.Day(), r) <= p.SurPaid {
		return illegal("nothing-owed", "决定已撤销，或者已经没有应缴的款项", "the decision was revoked, or nothing is owed")
	}
	return nil
}

// done: a case is closed once its decision is performed or ended, or there is none to perform.
func done(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	if t.Case.Stage == performed || t.Case.Stage == spared || p.Revoked {
		return nil
	}
	return illegal("not-performed", "处罚决定尚未履行完毕，也没有终结执行或者撤销", "the decision is not performed, ended or revoked")
}

func somethingUnserved(_ context.Context, t *procedure.Turn) error {
	if len(unservedOthers(t)) == 0 {
		return illegal("nothing-unserved", "没有尚待送达的其他文书", "nothing else waits to be served")
	}
	return nil
}

// ownService are the writs that have an act of service of their own.
var ownService = []string{"penalty-notice", "hearing-notice", "hearing-meeting", "penalty-decision-unit", "penalty-decision-person", "no-penalty-decision", "enforcement-demand"}

// unservedOthers are the valid writs that must be served, were not, and have no act of service of their own.
func unservedOthers(t *procedure.Turn) []procedure.Paper {
	must := map[string]bool{}
	for _, w := range t.Definition().Writs {
		must[w.Name] = w.Served && !slices.Contains(ownService, w.Name)
	}
	var out []procedure.Paper
	for _, p := range t.Papers() {
		if must[p.Writ] && p.State == procedure.PaperIssued && p.ServedAt.IsZero() {
			out = append(out, p)
		}
	}
	return out
}

func noStay(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.staying() {
		return illegal("under-review", "行政复议、行政诉讼尚未终结", "a reconsideration or a suit is under way")
	}
	return err
}

func (p Penalty) staying() bool {
	return slices.ContainsFunc(p.Stays, func(s string) bool { return strings.HasSuffix(s, "..") })
}

// allServed checks every valid writ that must be served.
func allServed(_ context.Context, t *procedure.Turn) error {
	served := map[string]bool{}
	for _, w := range t.Definition().Writs {
		served[w.Name] = w.Served
	}
	for _, p := range t.Papers() {
		if served[p.Writ] && p.State == procedure.PaperIssued && p.ServedAt.IsZero() {
			return illegal("not-served", "《"+p.Title+"》"+p.Number+"尚未送达", "“"+p.Title+"” "+p.Number+" was not served")
		}
	}
	return nil
}

func publishedIfPunished(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.DecidedOn != "" && p.Changed == "" && !t.Did("publish") {
		return illegal("not-published", "处罚决定尚未公示", "the decision was not published")
	}
	return err
}

// recordingsFiled wants recordings in the file, and the missing ones answered by the legal review or in the re-trace.
func recordingsFiled(_ context.Context, t *procedure.Turn) error {
	if slices.ContainsFunc(t.Files(), func(f procedure.File) bool { return f.Kind == recording }) {
		return nil
	}
	return illegal("no-recordings", "案卷没有执法全过程记录", "the file has no recordings")
}

func notChanged(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.Changed != "" {
		return illegal("changed", "决定已被变更、撤销或者确认违法，不得公示", "the decision was changed or revoked")
	}
	return err
}

func isChanged(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.Changed == "" {
		return illegal("not-changed", "决定没有被变更、撤销或者确认违法，不得撤回公示", "the decision stands; it stays published")
	}
	return err
}
