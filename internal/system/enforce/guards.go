package enforce

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/discretion"
	"anlan/internal/engine/procedure/term"
)

func illegal(code, zh, en string) *fail.Error { return fail.Illegal("enforce."+code, zh, en) }

// form is the act's form as its type.
func form[T any](t *procedure.Turn) *T {
	f, _ := t.Form.(*T)
	if f == nil {
		return new(T)
	}
	return f
}

// notTooOld checks the limitation: two years, five where life or health was harmed, from the end of the conduct to its
// discovery (Art. 36). The five years are of the law of 2021 and do not reach back to conduct before it (Art. 37).
func notTooOld(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err != nil {
		return err
	}
	ended, err := calendar.ParseDate(p.Ended)
	if err != nil {
		return err
	}
	found, err := calendar.ParseDate(p.Found)
	if err != nil {
		return err
	}
	spec, err := t.Rules.Term("P-LIM")
	if long, no := t.RulesOn(ended).Term("P-LIM-H"); p.Harm && no == nil {
		spec, err = long, nil
	}
	if err != nil {
		return err
	}
	k, err := term.Provisional(spec, term.Run{Start: ended.Start()}, t.Calendar(), t.Now.Time)
	if err != nil {
		return err
	}
	if last := calendar.DateOf(k.Due).Next(-1); !found.Start().Before(k.Due) {
		return illegal("too-old", fmt.Sprintf("违法行为终了于 %s，至 %s 未被发现，已过追责时效，不再给予行政处罚", p.Ended, last), fmt.Sprintf("the conduct ended on %s and was not found by %s: it is no longer punished", p.Ended, last))
	}
	return nil
}

// twoOfficers checks that the second officer is another person with a valid certificate.
func twoOfficers(ctx context.Context, t *procedure.Turn) error {
	f := form[fileForm](t)
	if f.Second == t.Doer().ID {
		return illegal("one-officer", "执法人员不得少于两人：协办人员须为另一人", "there must be two officers: the second is another person").At("second")
	}
	return certified(ctx, t, f.Second, "second")
}

func certified(ctx context.Context, t *procedure.Turn, person, field string) error {
	c, err := t.Certificate(ctx, person, "enforcement")
	if err != nil {
		return err
	}
	if !c.ValidOn(t.Now.Time) {
		return illegal("not-certified", "“"+person+"”没有有效的行政执法证", person+" has no valid enforcement certificate").At(field)
	}
	return nil
}

// successor checks that the person is an officer of the case, and who takes over.
func successor(ctx context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err != nil {
		return err
	}
	f := form[avoidForm](t)
	if !f.Grant {
		return nil
	}
	switch {
	case f.Person != t.Case.Assignee && f.Person != p.SecondID:
		return illegal("not-of-the-case", "“"+f.Person+"”不是本案承办人员", f.Person+" does not handle this case").At("person")
	case f.Next == "" || f.Next == t.Case.Assignee || f.Next == p.SecondID || slices.Contains(p.Avoided, f.Next):
		return illegal("no-successor", "决定回避的，须另行指定本案承办人以外、没有被决定回避的接办人员", "name an officer to take over who is not on the case and need not stay out").At("next")
	}
	return certified(ctx, t, f.Next, "next")
}

// keptOut refuses an act that is done or signed by somebody who must stay out of the case (Art. 43).
func keptOut(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err != nil {
		return err
	}
	out := slices.Contains(p.Avoided, t.Doer().ID)
	for _, g := range t.Signed {
		out = out || slices.Contains(p.Avoided, g.Person)
	}
	if out {
		return illegal("kept-out", "已决定回避的人员不得继续办理本案", "who must stay out does nothing more in the case")
	}
	return nil
}

// extendable: the law itself knows no extension; a rule of the ministry may (the end of Art. 60).
func extendable(_ context.Context, t *procedure.Turn) error {
	if ministrysTerm(t) {
		return nil
	}
	return illegal("no-extension", "法律规定九十日内作出决定，现行规章没有规定可以延长", "the law gives ninety days, and no rule of the ministry in force extends them")
}

// extensionLevel: the first extension is the head's, what goes beyond is the superior agency's.
func extensionLevel(_ context.Context, t *procedure.Turn) error {
	first := !t.Did("extend")
	if f := form[extendForm](t); first != (f.Level == "head") {
		return illegal("extension-level", "首次延长由本机关负责人批准，再次延长由上级行政机关批准", "the head grants the first extension, the superior agency the next").At("level")
	}
	return nil
}

// during finds a recording that covers a moment and, when words are given, names them in its note.
func during(t *procedure.Turn, at time.Time, words string) bool {
	return slices.ContainsFunc(t.Files(), func(f procedure.File) bool {
		return f.Kind == recording && strings.Contains(f.Note, words) && !f.Began.After(at) && calendar.DateOf(f.Began.Time) == calendar.DateOf(at)
	})
}

// recording is the kind of file of a body camera.
const recording = "recording"

// cardShown wants a recording of that day, begun before the inquiry, on which the certificate is shown.
func cardShown(_ context.Context, t *procedure.Turn) error {
	if during(t, happened(string(form[recordForm](t).From)), "亮证") {
		return nil
	}
	return illegal("card-not-shown", "没有当日询问开始前的录音录像记录出示执法证件：未出示的，当事人有权拒绝接受调查", "no recording of that day shows the certificate before the inquiry; the party may refuse to be questioned")
}

// gaps are the acts of the case that the law wants on film and of which no recording of that day lies in the file.
func gaps(t *procedure.Turn) []string {
	var out []string
	for _, d := range t.Past() {
		if d.Role != "do" || d.Act != "inquire" && d.Act != "survey" && d.Act != "preserve" {
			continue
		}
		if !slices.ContainsFunc(t.Files(), func(f procedure.File) bool {
			return f.Kind == recording && calendar.DateOf(f.Began.Time) == calendar.DateOf(d.Moment.Time)
		}) {
			for _, a := range t.Definition().Acts {
				if a.Name == d.Act {
					out = append(out, calendar.DateOf(d.Moment.Time).String()+" "+a.Title.Zh)
				}
			}
		}
	}
	return out
}

func rightsTold(_ context.Context, t *procedure.Turn) error {
	if !form[recordForm](t).Rights {
		return illegal("rights-not-told", "询问笔录未载明已告知权利义务", "the record does not say that the rights were told").At("rights")
	}
	return nil
}

func someEvidence(_ context.Context, t *procedure.Turn) error {
	if t.Did("inquire") || t.Did("survey") || slices.ContainsFunc(t.Files(), func(f procedure.File) bool { return f.Kind != recording }) {
		return nil
	}
	return illegal("no-evidence", "没有任何查证属实的证据，不得终结调查", "there is no evidence yet")
}

func nothingHeld(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err == nil && p.Held {
		return illegal("held-already", "已有先行登记保存的证据未处理", "something is preserved already")
	}
	return err
}

func somethingHeld(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err == nil && !p.Held {
		return illegal("nothing-held", "没有先行登记保存中的证据", "nothing is preserved")
	}
	return err
}

func custodyEnded(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err == nil && p.Held {
		return illegal("held", "先行登记保存的证据尚未作出处理决定", "preserved evidence was not decided on yet")
	}
	return err
}

// disposal checks what the report proposes.
func disposal(want string) func(context.Context, *procedure.Turn) error {
	return func(_ context.Context, t *procedure.Turn) error {
		p, err := of(t)
		if err == nil && p.Disposal != want {
			return illegal("other-disposal", "与调查报告的处理建议不符", "the report proposes something else")
		}
		return err
	}
}

// toSpare: the ground is the one that the report proposes.
func toSpare(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err == nil && p.Disposal != form[spareForm](t).Ground {
		return illegal("other-disposal", "与调查报告的处理建议不符", "the report proposes something else").At("ground")
	}
	return err
}

// toDrop: after a report, facts count as not established only if the report says so.
func toDrop(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err == nil && t.Case.Stage == reported && form[dropForm](t).Cause == "unproved" && p.Disposal != "unproved" {
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
	p, err := of(t)
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
	p, err := of(t)
	f := form[noticeForm](t)
	if err == nil && p.Defended && f.Fine > p.Told && strings.TrimSpace(f.Fresh) == "" {
		return illegal("heavier", fmt.Sprintf("当事人陈述申辩后重新告知的罚款由 %d 元加重为 %d 元，须有新查明的事实", p.Told, f.Fine), fmt.Sprintf("after the defence the fine rose from %d to %d yuan without new facts", p.Told, f.Fine)).At("fine")
	}
	return err
}

func notWaived(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err == nil && p.Waived {
		return illegal("waived", "当事人已放弃听证", "the party waived the hearing")
	}
	return err
}

// ground checks a ground of Art. 33: minor and corrected without harm; first, minor harm and corrected; no fault with
// proof. Which of them there are is a matter of the law of the day (P-EXEMPT): the old law knew only the first.
func ground(_ context.Context, t *procedure.Turn) error {
	f := form[spareForm](t)
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
	f := form[spareForm](t)
	if f.Ground != "first" || f.Prior == 0 && f.Commit {
		return nil
	}
	if f.Prior > 0 {
		return illegal("not-first", fmt.Sprintf("回溯期内已有 %d 次同类违法，不属于初次违法", f.Prior), fmt.Sprintf("%d like violations in the look-back: it is not the first", f.Prior)).At("prior")
	}
	return illegal("no-commitment", "首违不罚须由当事人签署改正承诺书", "a first offender signs a commitment").At("commit")
}

func educated(_ context.Context, t *procedure.Turn) error {
	if strings.TrimSpace(form[spareForm](t).Education) == "" || strings.TrimSpace(form[spareForm](t).Education) == "无" {
		return illegal("not-educated", "不予处罚的，应当对当事人进行教育", "the party must be educated").At("education")
	}
	return nil
}

func hearingFarEnough(_ context.Context, t *procedure.Turn) error {
	return farEnough(t, form[meetingForm](t).At, t.Now.Time, "at")
}

// hearingServedInTime counts the days from the service of the notice.
func hearingServedInTime(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
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
	k, err := term.Provisional(spec, term.Run{Start: from}, t.Calendar(), t.Now.Time)
	if err != nil {
		return err
	}
	if happened(at).Before(k.Due) {
		return illegal("hearing-too-soon", fmt.Sprintf("应在举行听证的%d%s前通知当事人，最早可于 %s 举行", spec.Length, unitWord(spec), calendar.DateOf(k.Due)), fmt.Sprintf("the notice comes %d days before the hearing: not before %s", spec.Length, calendar.DateOf(k.Due))).At(field)
	}
	return nil
}

func unitWord(s term.Spec) string {
	return map[calendar.Unit]string{calendar.WorkingDays: "个工作日", calendar.Days: "日", calendar.Months: "个月", calendar.Hours: "小时"}[s.Unit]
}

func inPublic(_ context.Context, t *procedure.Turn) error {
	f := form[meetingForm](t)
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
	if investigators(t)[form[meetingForm](t).Host] {
		return illegal("host-investigated", "听证由行政机关指定的非本案调查人员主持", "the host of a hearing did not investigate the case").At("host")
	}
	return nil
}

func agentsFew(_ context.Context, t *procedure.Turn) error {
	if form[heldForm](t).Agents > 2 {
		return illegal("too-many-agents", "当事人可以委托一至二人代理", "a party has one or two agents").At("agents")
	}
	return nil
}

func heardOnTime(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err != nil {
		return err
	}
	if !reached(t, "hearing-meeting") {
		return illegal("hearing-not-served", "尚未向当事人送达听证通知书", "the notice of the hearing was not served")
	}
	if happened(form[heldForm](t).From).Before(happened(p.HearingAt)) {
		return illegal("hearing-early", "听证早于通知的时间", "the hearing began before the time of the notice").At("from")
	}
	return nil
}

// recorded wants the gaps of the recordings answered before a reviewer agrees (Art. 47).
func recorded(_ context.Context, t *procedure.Turn) error {
	f := form[reviewForm](t)
	missing := gaps(t)
	if f.Result != "agree" || f.Process && len(missing) == 0 || strings.TrimSpace(f.Gaps) != "" {
		return nil
	}
	return illegal("not-recorded", "全过程记录有缺漏且未说明，审核不得同意："+cmpOr(strings.Join(missing, "、"), "审核人认定记录不完整"), "the recordings have gaps that nobody answered; the review cannot agree").At("gaps")
}

// leadersLeast is how many leaders make a collective discussion. The law gives no number: it is ours.
const leadersLeast = 3

func quorum(_ context.Context, t *procedure.Turn) error {
	f := form[discussForm](t)
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
	p, err := of(t)
	if err != nil {
		return err
	}
	if p.Defended && form[decideForm](t).Fine > p.Told {
		return illegal("heavier", fmt.Sprintf("当事人陈述申辩后，罚款由 %d 元加重为 %d 元", p.Told, form[decideForm](t).Fine), fmt.Sprintf("after the defence the fine rose from %d to %d yuan", p.Told, form[decideForm](t).Fine)).At("fine")
	}
	return nil
}

// asTold: nothing is decided that was not told (Art. 62): no kind of penalty beside those told, and no higher fine.
func asTold(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err != nil {
		return err
	}
	f := form[decideForm](t)
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
	p, err := of(t)
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
	p, err := of(t)
	if err != nil {
		return err
	}
	f := form[decideForm](t)
	outside := p.GradeHigh > 0 && (f.Fine < p.GradeLow || f.Fine > p.GradeHigh)
	switch {
	case (p.Complex || outside) && !p.Discussed:
		return illegal("not-discussed", "情节复杂、重大或者突破裁量阶次的案件，应当集体讨论决定", "a complex or grave case, or an amount outside the grade, is discussed by the leaders")
	case p.Discussed && f.Fine != p.Agreed:
		return illegal("not-as-discussed", fmt.Sprintf("与集体讨论决定的 %d 元不一致", p.Agreed), fmt.Sprintf("the discussion decided on %d yuan", p.Agreed)).At("fine")
	}
	return nil
}

func notMoreThanOwed(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err != nil {
		return err
	}
	r, err := ratesOf(t)
	if err != nil {
		return err
	}
	f := form[payForm](t)
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
	p, err := of(t)
	if err != nil {
		return err
	}
	f := form[deferForm](t)
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
	p, err := of(t)
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
	p, err := of(t)
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
	p, err := of(t)
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
	p, err := of(t)
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
	p, err := of(t)
	if err == nil && p.Changed != "" {
		return illegal("changed", "决定已被变更、撤销或者确认违法，不得公示", "the decision was changed or revoked")
	}
	return err
}

func isChanged(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err == nil && p.Changed == "" {
		return illegal("not-changed", "决定没有被变更、撤销或者确认违法，不得撤回公示", "the decision stands; it stays published")
	}
	return err
}

// ladder checks the way of service (Civil Procedure Law, Arts. 87 to 95): a receipt for direct service, witness or film
// where it is left, consent for electronic service, the return slip of the post, and public notice only where all else
// failed. The articles are those of the law of 2023; a case under older law is refused under the range of its era.
func ladder() procedure.Guard {
	return procedure.Guard{Name: "ladder", Title: lang.T("送达方式合法", "a lawful way of service"), Basis: procedure.Basis{Law: civilLaw, Article: "第八十七条至第九十五条"}, Check: func(_ context.Context, t *procedure.Turn) error {
		f := form[serveForm](t)
		refuse := func(article, code, zh, en, field string) error {
			e := illegal(code, zh, en).At(field)
			if t.Definition().From.Year() > 2020 {
				e = e.Under(civilLaw, article)
			}
			return e
		}
		switch {
		case f.Method == "direct" && f.Receiver == "":
			return refuse("第八十八条", "no-receiver", "直接送达须由受送达人签收；拒收的改用留置送达", "direct service is signed for; if refused, leave it", "receiver")
		case f.Method == "left" && f.Refusal == "":
			return refuse("第八十九条", "no-refusal", "留置送达须写明拒收事由", "say why it was refused", "refusal")
		case f.Method == "left" && f.Witness == "" && f.Media == "":
			return refuse("第八十九条", "no-witness", "留置送达须有见证人，或者拍照、录像记录", "what is left needs a witness, or film", "witness")
		case f.Method == "electronic" && f.Consent == "":
			return refuse("第九十条", "no-consent", "电子送达须经当事人同意并签订确认书", "electronic service needs the party's signed consent", "consent")
		case (f.Method == "post" || f.Method == "entrusted") && f.Slip == "":
			return refuse("第九十一条", "no-slip", "委托、邮寄送达以回执上注明的收件日期为送达日期，须填写回执编号", "service by post or by others is proved by the return slip", "slip")
		case f.Method == "public" && f.Tried == "":
			return refuse("第九十五条", "not-tried", "受送达人下落不明或者其他方式无法送达的，才能公告送达", "public notice only where all else failed", "tried")
		case f.Method == "public":
			return noticeStood(t, f)
		}
		return nil
	}}
}

// noticeStood checks that a public notice stood its days before it counts as served.
func noticeStood(t *procedure.Turn, f *serveForm) error {
	posted, err := calendar.ParseDate(f.Posted)
	if err != nil {
		return badField("posted", "请填写公告日期", "say when the notice was published")
	}
	spec, err := t.Rules.Term("P-PUBN")
	if err != nil {
		return err
	}
	k, err := term.Provisional(spec, term.Run{Start: posted.Start()}, t.Calendar(), t.Now.Time)
	if err != nil {
		return err
	}
	if t.At.Before(k.Due) {
		return illegal("notice-short", fmt.Sprintf("公告满 %d 日（%s）始视为送达", spec.Length, calendar.DateOf(k.Due).Next(-1)), fmt.Sprintf("a public notice counts as served after %d days, on %s", spec.Length, calendar.DateOf(k.Due).Next(-1))).At("at")
	}
	return nil
}

// knownItem wants an item of the benchmark. A conduct before the item's first day is judged by the range of the law of
// that day, which must be known.
func (s *System) knownItem(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err != nil {
		return err
	}
	item, err := s.Benchmark.Item(p.Item)
	if err != nil {
		return illegal("no-item", "裁量基准没有“"+p.Item+"”这一违法事项", "the benchmark has no item "+p.Item).At("item")
	}
	ended, err := calendar.ParseDate(p.Ended)
	if err != nil {
		return err
	}
	_, old := t.RulesOn(ended).Range(fineRule(p.Item, false))
	if ended.Before(item.From) && old != nil || !item.To.IsZero() && item.To.Before(ended) {
		return illegal("item-not-in-force", "该违法事项的规定在违法行为发生时尚未施行或者已经失效，当时的法律也没有罚款幅度", "the item was not in force at the time of the conduct, and the law of that day has no fine").At("item")
	}
	return nil
}

// proposalFits holds the report's proposal against the benchmark: outside the law it is refused, outside the proposed range
// it needs a reason.
func (s *System) proposalFits(_ context.Context, t *procedure.Turn) error {
	p, err := of(t)
	if err != nil {
		return err
	}
	f := form[reportForm](t)
	prop, err := s.propose(t, p, f)
	if err != nil {
		return err
	}
	if f.Disposal != "punish" {
		return nil
	}
	v, err := discretion.Check(prop, discretion.Choice{Party: int64(f.Proposed)})
	if err != nil {
		return fail.As(err).Under("", "").At("proposed") // the guard names the article of the era
	}
	if v.Reason && strings.TrimSpace(f.Reason) == "" {
		return illegal("no-reason", fmt.Sprintf("建议罚款 %d 元偏离裁量基准，须说明理由", f.Proposed), fmt.Sprintf("%d yuan differs from the benchmark: say why", f.Proposed)).At("reason")
	}
	return nil
}

func (s *System) noticeFits(_ context.Context, t *procedure.Turn) error {
	return s.fits(t, form[noticeForm](t).Fine, form[noticeForm](t).Other, "")
}

func (s *System) decisionFits(_ context.Context, t *procedure.Turn) error {
	return s.fits(t, form[decideForm](t).Fine, form[decideForm](t).Other, form[decideForm](t).Reason)
}

// fits holds an amount against the range of the law that the report found, and wants a reason outside the grade.
func (s *System) fits(t *procedure.Turn, fine int, other, reason string) error {
	p, err := of(t)
	if err != nil {
		return err
	}
	low := p.LawLow
	if p.Mitigated {
		low = 1
	}
	switch {
	case fine == 0 && other == "":
		return illegal("nothing", "既没有罚款也没有其他处罚：不予处罚须另行决定", "neither a fine nor another penalty: to spare the party is another decision").At("fine")
	case fine == 0 && p.LawLow == 0:
		return nil
	case fine < low || fine > p.LawHigh:
		return illegal("out-of-range", fmt.Sprintf("罚款 %d 元超出法定幅度 %d 至 %d 元", fine, p.LawLow, p.LawHigh), fmt.Sprintf("%d yuan lies outside the law's %d to %d", fine, p.LawLow, p.LawHigh)).At("fine")
	case t.Act.Name == "decide" && fine != p.Told && strings.TrimSpace(reason) == "":
		return illegal("no-reason", fmt.Sprintf("决定罚款 %d 元与告知的 %d 元不同，须说明理由", fine, p.Told), fmt.Sprintf("%d yuan differs from the %d told: say why", fine, p.Told)).At("reason")
	}
	return nil
}
