package enforce

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/term"
)

// toSpare: the ground is the one that the report proposes.
func toSpare(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.Disposal != procedure.FormOf[spareForm](t).Ground {
		return illegal("other-disposal", "与调查报告的处理建议不符", "the report proposes something else").At("ground")
	}
	return err
}

// toDrop: after a report, facts count as not established only if the report says so.
func toDrop(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && t.Case.Stage == reported && procedure.FormOf[dropForm](t).Cause == "unproved" && p.Disposal != "unproved" {
		return illegal("other-disposal", "调查报告没有认定违法事实不能成立", "the report does not say that the facts are not established").At("cause")
	}
	return err
}

// served reports whether the newest writ of a kind reached the party.
func reached(t *procedure.Turn, writ string) bool {
	p, ok := t.Paper(writ)
	return ok && !p.ServedAt.IsZero()
}

func noticeServed(_ context.Context, t *procedure.Turn) error {
	if reached(t, "penalty-notice") {
		return nil
	}
	return illegal("not-told", "尚未向当事人送达行政处罚告知书", "the notice was not served on the party")
}

func noticeUnserved(_ context.Context, t *procedure.Turn) error {
	if !reached(t, "penalty-notice") {
		return nil
	}
	return illegal("served-already", "告知书已经送达", "the notice was served already")
}

func hearingTold(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	if !p.HearingTold || !reached(t, "hearing-notice") {
		return illegal("no-right-to-hearing", "本案未告知听证权利，或告知书尚未送达", "the right to a hearing was not told, or the notice not served")
	}
	return nil
}

// secondNotice: after a defence a second notice is heavier only for facts that were found since (Art. 45(2)).
func secondNotice(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	f := procedure.FormOf[noticeForm](t)
	if err == nil && p.Defended && f.Fine > p.Told && strings.TrimSpace(f.Fresh) == "" {
		return illegal("heavier", fmt.Sprintf("当事人陈述申辩后重新告知的罚款由 %d 元加重为 %d 元，须有新查明的事实", p.Told, f.Fine), fmt.Sprintf("after the defence the fine rose from %d to %d yuan without new facts", p.Told, f.Fine)).At("fine")
	}
	return err
}

func notWaived(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.Waived {
		return illegal("waived", "当事人已放弃听证", "the party waived the hearing")
	}
	return err
}

// ground checks a ground of Art. 33: minor and corrected without harm; first, minor harm and corrected; no fault with
// proof. Which of them there are is a matter of the law of the day (P-EXEMPT): the old law knew only the first.
func ground(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spareForm](t)
	known, err := t.RulesOn(t.Day()).List("P-EXEMPT")
	if err != nil {
		return err
	}
	if !slices.Contains(known, map[string]string{"minor": "minor-corrected-no-harm", "first": "first-minor-corrected", "no-fault": "no-fault"}[f.Ground]) {
		return illegal("ground-unknown", "现行法律没有规定这一不予处罚的情形", "the law in force does not know this ground").At("ground")
	}
	ok := false
	switch f.Ground {
	case "minor":
		ok = f.Corrected && f.Harm == "none"
	case "first":
		ok = f.Corrected && f.Harm != "serious"
	case "no-fault":
		ok = strings.TrimSpace(f.Proof) != ""
	}
	if !ok {
		return illegal("no-ground", "不符合所选的不予处罚情形：须及时改正且后果相符，或者有没有主观过错的证据", "the ground is not met: corrected in time with such harm only, or proof of no fault").At("ground")
	}
	return nil
}

func firstOnly(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spareForm](t)
	if f.Ground != "first" || f.Prior == 0 && f.Commit {
		return nil
	}
	if f.Prior > 0 {
		return illegal("not-first", fmt.Sprintf("回溯期内已有 %d 次同类违法，不属于初次违法", f.Prior), fmt.Sprintf("%d like violations in the look-back: it is not the first", f.Prior)).At("prior")
	}
	return illegal("no-commitment", "首违不罚须由当事人签署改正承诺书", "a first offender signs a commitment").At("commit")
}

func educated(_ context.Context, t *procedure.Turn) error {
	if strings.TrimSpace(procedure.FormOf[spareForm](t).Education) == "" || strings.TrimSpace(procedure.FormOf[spareForm](t).Education) == "无" {
		return illegal("not-educated", "不予处罚的，应当对当事人进行教育", "the party must be educated").At("education")
	}
	return nil
}

func hearingFarEnough(_ context.Context, t *procedure.Turn) error {
	return farEnough(t, procedure.FormOf[meetingForm](t).At, t.Now.Time, "at")
}

// hearingServedInTime counts the days from the service of the notice.
func hearingServedInTime(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	if p.HearingAt == "" {
		return illegal("hearing-not-set", "尚未确定听证的时间、地点", "the hearing was not set")
	}
	return farEnough(t, p.HearingAt, t.At.Time, "at")
}

func farEnough(t *procedure.Turn, at string, from time.Time, field string) error {
	spec, err := t.Rules.Term("P-HNTC")
	if err != nil {
		return err
	}
	k, err := term.Brief(spec, term.Run{Start: from}, t.Calendar(), t.Now.Time)
	if err != nil {
		return err
	}
	if procedure.Moment(at).Before(k.Due) {
		return illegal("hearing-too-soon", fmt.Sprintf("应在举行听证的%d%s前通知当事人，最早可于 %s 举行", spec.Length, unitWord(spec), calendar.DateOf(k.Due)), fmt.Sprintf("the notice comes %d days before the hearing: not before %s", spec.Length, calendar.DateOf(k.Due))).At(field)
	}
	return nil
}

func unitWord(s term.Spec) string {
	return map[calendar.Unit]string{calendar.WorkingDays: "个工作日", calendar.Days: "日", calendar.Months: "个月", calendar.Hours: "小时"}[s.Unit]
}

func inPublic(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[meetingForm](t)
	if !f.Public && f.Secret == "" {
		return illegal("not-public", "除涉及国家秘密、商业秘密、个人隐私外，听证公开举行", "but for secrets and privacy a hearing is public").At("public")
	}
	return nil
}

// investigators are all who did or signed an investigating act.
func investigators(t *procedure.Turn) map[string]bool {
	out := map[string]bool{}
	for _, d := range t.Past() {
		if d.Act == "inquire" || d.Act == "survey" || d.Act == "report" || d.Act == "file" && d.Role == "do" {
			out[d.Person] = true
		}
	}
	return out
}

func hostApart(_ context.Context, t *procedure.Turn) error {
	if investigators(t)[procedure.FormOf[meetingForm](t).Host] {
		return illegal("host-investigated", "听证由行政机关指定的非本案调查人员主持", "the host of a hearing did not investigate the case").At("host")
	}
	return nil
}

func agentsFew(_ context.Context, t *procedure.Turn) error {
	if procedure.FormOf[heldForm](t).Agents > 2 {
		return illegal("too-many-agents", "当事人可以委托一至二人代理", "a party has one or two agents").At("agents")
	}
	return nil
}

func heardOnTime(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	if !reached(t, "hearing-meeting") {
		return illegal("hearing-not-served", "尚未向当事人送达听证通知书", "the notice of the hearing was not served")
	}
	if procedure.Moment(procedure.FormOf[heldForm](t).From).Before(procedure.Moment(p.HearingAt)) {
		return illegal("hearing-early", "听证早于通知的时间", "the hearing began before the time of the notice").At("from")
	}
	return nil
}

// recorded wants the gaps of the recordings answered before a reviewer agrees (Art. 47).
func recorded(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[reviewForm](t)
	if f.Result == "agree" {
		r, err := t.Recordings(ctx)
		if err != nil {
			return err
		}
		if len(r.Open) > 0 {
			return illegal("not-answered", fmt.Sprintf("音像记录有 %d 个问题未答复：%s", len(r.Open), r.Open[0].Text.Zh), fmt.Sprintf("%d findings about the recordings are not answered: %s", len(r.Open), r.Open[0].Text.En)).At("gaps")
		}
	}
	missing := gaps(t)
	if f.Result != "agree" || f.Process && len(missing) == 0 || strings.TrimSpace(f.Gaps) != "" {
		return nil
	}
	return illegal("not-recorded", "全过程记录有缺漏且未说明，审核不得同意："+cmp.Or(strings.Join(missing, "、"), "审核人认定记录不完整"), "the recordings have gaps that nobody answered; the review cannot agree").At("gaps")
}

// leadersLeast is how many leaders make a collective discussion. The law gives no number: it is ours.
const leadersLeast = 3

func quorum(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[discussForm](t)
	if len(f.Attendees) < leadersLeast {
		return illegal("no-quorum", fmt.Sprintf("集体讨论须有 %d 名以上负责人出席", leadersLeast), fmt.Sprintf("%d leaders at least discuss a case", leadersLeast)).At("attendees")
	}
	if f.For+f.Against > len(f.Attendees) {
		return badField("for", "表决票数多于出席人数", "more votes than leaders")
	}
	if f.For*2 <= len(f.Attendees) {
		return illegal("no-majority", "未获出席人员过半数同意", "no majority of those present agreed").At("for")
	}
	return nil
}

// notHeavier holds the decision against the notice once the party has defended itself (Art. 45(2)).
func notHeavier(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	if p.Defended && procedure.FormOf[decideForm](t).Fine > p.Told {
		return illegal("heavier", fmt.Sprintf("当事人陈述申辩后，罚款由 %d 元加重为 %d 元", p.Told, procedure.FormOf[decideForm](t).Fine), fmt.Sprintf("after the defence the fine rose from %d to %d yuan", p.Told, procedure.FormOf[decideForm](t).Fine)).At("fine")
	}
	return nil
}

// asTold: nothing is decided that was not told (Art. 62): no kind of penalty beside those told, and no higher fine.
func asTold(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	f := procedure.FormOf[decideForm](t)
	switch {
	case f.Other != "" && f.Other != p.Other:
		return illegal("not-as-told", "决定的处罚种类没有告知过，须重新告知", "this kind of penalty was not told: notify again").At("other")
	case f.Other != "" && f.Other != "warning" && f.Perform == "":
		return badField("perform", "请填写其他处罚的履行方式和期限", "say how and when the other penalty is performed")
	case !p.Defended && f.Fine > p.Told:
		return illegal("not-as-told", fmt.Sprintf("决定罚款 %d 元重于告知的 %d 元，须重新告知", f.Fine, p.Told), fmt.Sprintf("%d yuan is more than the %d told: notify again", f.Fine, p.Told)).At("fine")
	}
	return nil
}

// reviewedIfNeeded wants the legal review where the law does (Art. 58): public interest, a hearing, a complicated case.
func reviewedIfNeeded(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	if (p.Interest || p.HearingTold || p.Heard || p.Complex) && p.Reviewed != "agree" {
		return illegal("not-reviewed", "未经法制审核或者审核未通过，不得作出决定", "no decision before the legal review agreed")
	}
	return nil
}

// discussedIfNeeded wants the leaders' discussion of complex or grave cases, and of amounts outside the grade (Art. 57(2)).
func discussedIfNeeded(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	f := procedure.FormOf[decideForm](t)
	outside := p.GradeHigh > 0 && (f.Fine < p.GradeLow || f.Fine > p.GradeHigh)
	switch {
	case (p.Complex || outside) && !p.Discussed:
		return illegal("not-discussed", "情节复杂、重大或者突破裁量阶次的案件，应当集体讨论决定", "a complex or grave case, or an amount outside the grade, is discussed by the leaders")
	case p.Discussed && f.Fine != p.Agreed:
		return illegal("not-as-discussed", fmt.Sprintf("与集体讨论决定的 %d 元不一致", p.Agreed), fmt.Sprintf("the discussion decided on %d yuan", p.Agreed)).At("fine")
	}
	return nil
}
