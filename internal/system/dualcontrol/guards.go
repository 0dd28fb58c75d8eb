package dualcontrol

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/term"
)

func cardShown(_ context.Context, t *procedure.Turn) error {
	return must(procedure.FormOf[recordForm](t).Shown, "card-not-shown", "监督检查必须出示有效的行政执法证件", "an inspection begins with the certificate", "shown")
}

// recordSigned wants the signature of the head of the unit, or the refusal on record.
func recordSigned(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[recordForm](t)
	return must(f.Signed || strings.TrimSpace(f.Refused) != "", "not-signed", "被检查单位负责人拒绝签字的，应当将情况记录在案", "a refusal to sign is put on record", "refused")
}

func criteriaNamed(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[classifyForm](t)
	return must(f.Level != "major" || strings.TrimSpace(f.Criteria) != "", "no-criteria", "判定重大事故隐患须写明判定标准及条款", "a major one names the criteria and the clause", "criteria")
}

// measureFits: to withdraw people and stop work is for a major hidden danger that cannot be removed safely.
func measureFits(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	switch procedure.FormOf[measureForm](t).Measure {
	case "correct", "remove":
		return nil
	}
	return must(h.Level == "major" && h.Unsafe, "not-unsafe", "重大事故隐患排除前或者排除过程中无法保证安全的，才能责令撤出人员、暂时停产停业、停止使用", "only a major hidden danger that cannot be removed safely is stopped", "measure")
}

func isClassified(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(h.Level != "", "not-classified", "尚未判定隐患等级", "it was not classified", "")
}

func notClassified(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(h.Level == "", "classified", "已判定存在事故隐患，应当责令排除", "a hidden danger was found: order its removal", "")
}

func dated(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[orderForm](t)
	if len(f.Problems) == 0 {
		return illegal("no-problems", "责令整改须列明问题", "the order lists the problems").At("problems")
	}
	for i, p := range f.Problems {
		d, err := calendar.ParseDate(string(p.Due))
		if err != nil || !t.Day().Before(d) {
			return illegal("not-dated", fmt.Sprintf("第 %d 项问题没有将来的整改期限", i+1), fmt.Sprintf("item %d has no deadline to come", i+1)).At("problems")
		}
	}
	return nil
}

// longest is the last day of the longest time from a day: of a general hidden danger, or of a major one.
func longest(t *procedure.Turn, major bool) (calendar.Date, error) {
	rule := "HD-FIX"
	if major {
		rule = "HD-FIX-M"
	}
	spec, err := t.Rules.Term(rule)
	if err != nil {
		return calendar.Date{}, err
	}
	due, err := t.Due(spec, t.At.Time)
	if err != nil {
		return calendar.Date{}, err
	}
	return calendar.DateOf(due).Next(-1), nil
}

func notTooLong(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	end, err := longest(t, h.Level == "major")
	if err != nil {
		return err
	}
	return must(last(procedure.FormOf[orderForm](t).Problems) <= end.String(), "too-long", "整改期限最长至 "+end.String(), "the deadline is at the latest "+end.String(), "problems")
}

func listNotTooLong(_ context.Context, t *procedure.Turn) error {
	end, err := longest(t, true)
	if err != nil {
		return err
	}
	return must(procedure.FormOf[listForm](t).Due <= end.String(), "too-long", "督办期限最长至 "+end.String(), "the supervision ends at the latest on "+end.String(), "due")
}

func isStopped(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(!h.Unsafe || h.Stopped, "not-stopped", "重大事故隐患排除前或者排除过程中无法保证安全的，应当先责令撤出人员、暂时停产停业或者停止使用", "what cannot be removed safely is stopped first", "")
}

func receipted(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[serveForm](t)
	return must(f.Receiver != "" || f.Witness != "" || f.Media != "", "no-receipt", "须由受送达人签收；拒收的，有见证人或者照片、录像", "it is signed for, or left with a witness or film", "receiver")
}

func isMajor(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(h.Level == "major", "not-major", "只适用于重大事故隐患", "only for a major hidden danger", "")
}

// fiveSettled wants all five of a plan: 五落实.
func fiveSettled(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[treatForm](t)
	for _, x := range []struct{ value, zh, en, field string }{
		{f.Responsible, "责任", "responsibility", "responsible"}, {f.Measures, "措施", "measures", "measures"}, {f.Funds, "资金", "funds", "funds"}, {f.Due, "时限", "time limit", "due"}, {f.Emergency, "预案", "emergency plan", "emergency"},
	} {
		if strings.TrimSpace(x.value) == "" {
			return illegal("not-settled", "治理方案的"+x.zh+"没有落实", "the plan does not settle: "+x.en).At(x.field)
		}
	}
	return nil
}

func isTreated(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(h.PlanOn != "", "no-plan", "重大事故隐患治理方案尚未报送", "the plan was not reported", "")
}

func treatedIfMajor(ctx context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil || h.Level != "major" {
		return err
	}
	return isTreated(ctx, t)
}

func wasListed(_ context.Context, t *procedure.Turn) error {
	return must(t.Did("list"), "not-listed", "没有挂牌督办", "it was not listed", "")
}

func isListed(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(h.Listed, "not-listed", "没有挂牌督办", "it is not listed", "")
}

func notListed(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(!h.Listed, "still-listed", "挂牌督办的，应当先摘牌", "a listed one is delisted first", "")
}

func delayLater(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(procedure.FormOf[delayForm](t).Until > h.Due, "not-later", "延期应晚于原期限 "+h.Due, "the delay ends later than "+h.Due, "until")
}

// delayWithin: order and delays together stay within the longest time of a major hidden danger.
func delayWithin(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	spec, err := t.Rules.Term("HD-FIX-M")
	if err != nil {
		return err
	}
	began, err := calendar.ParseDate(h.OrderOn)
	if err != nil {
		return err
	}
	due, err := t.Due(spec, began.Start())
	if err != nil {
		return err
	}
	end := calendar.DateOf(due).Next(-1).String()
	return must(procedure.FormOf[delayForm](t).Until <= end, "delay-too-long", "自责令之日起，期限最长至 "+end, "counted from the order, at the latest "+end, "until")
}

// askedEarly: who is listed asks so many working days before the end.
func askedEarly(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil || !h.Listed {
		return err
	}
	spec, err := t.Rules.Term("HD-ASK")
	if err != nil {
		return err
	}
	end, err := until(h.Due)
	if err != nil {
		return err
	}
	b, err := term.Latest(spec, end, t.Calendar(), true)
	if err != nil {
		return err
	}
	return must(t.At.Before(b.Until), "asked-late", fmt.Sprintf("挂牌督办的，延期应在期满 %d 个工作日前提出，最迟 %s", spec.Length, b.Day), fmt.Sprintf("a delay is asked for %d working days ahead, at the latest on %s", spec.Length, b.Day), "at")
}

func delayWaits(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(h.AskedUntil != "", "not-asked", "没有未答复的延期申请", "no request waits", "")
}

func recheckCardShown(_ context.Context, t *procedure.Turn) error {
	return must(procedure.FormOf[recheckForm](t).Shown, "card-not-shown", "复查也须出示有效的行政执法证件", "a re-check begins with the certificate too", "shown")
}

func isServed(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(h.ServedOn != "", "not-served", "责令限期整改指令书尚未送达", "the order was not served", "")
}

// allItems wants a result for each problem of the order, by its text.
func allItems(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	got := map[string]bool{}
	for _, x := range procedure.FormOf[recheckForm](t).Items {
		got[x.Text] = true
	}
	for _, p := range h.Problems {
		if !got[p.Text] {
			return fail.Illegal("dualcontrol.item-missing", "没有复查：“"+p.Text+"”", "not re-checked: “"+p.Text+"”").At("items")
		}
	}
	return nil
}

func wasStopped(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(h.Stopped || h.Level == "major", "was-not-stopped", "没有停产停业、停止使用的，不需要审查同意恢复", "what was not stopped needs no consent", "")
}

func isAccepted(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	return must(h.Accepted || !h.Stopped && h.Level != "major", "not-accepted", "重大事故隐患排除后，经审查同意，方可恢复生产经营和使用", "work resumes only by consent once a major hidden danger is removed", "")
}

// mayShut wants a ground of closure: so many penalties in 180 days or in a year with a major hidden danger, or a unit that
// is still unfit after it was stopped.
func mayShut(_ context.Context, t *procedure.Turn) error {
	h, err := procedure.DataOf[HiddenDanger](t)
	if err != nil {
		return err
	}
	half, err := t.Rules.Number("W-CLOSE-N")
	if err != nil {
		return err
	}
	year, err := t.Rules.Number("W-CLOSE-Y")
	if err != nil {
		return err
	}
	f := procedure.FormOf[shutForm](t)
	repeated := h.Level == "major" && (int64(f.Half) >= half || int64(f.Year) >= year)
	return must(repeated || f.Unfit && h.Stopped, "no-ground", fmt.Sprintf("须存在重大事故隐患且 180 日内受处罚 %d 次或者一年内 %d 次，或者经停产停业整顿仍不具备条件", half, year), fmt.Sprintf("a major hidden danger with %d penalties in 180 days or %d in a year, or unfit after a stop", half, year), "half")
}
