package affairs

import (
	"cmp"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

func disclosureGuard(name string, title lang.Text, article string, f func(t *procedure.Turn, d Disclosure) error) procedure.Guard {
	g := procedure.Guard{Name: name, Title: title, Check: procedure.Checking(f)}
	if article != "" {
		g.Basis = gid(article)
	}
	return g
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// needsConfirming: only ordinary post, online and fax are confirmed; the rest have their day already (Art. 31).
func needsConfirming(_ *procedure.Turn, d Disclosure) error {
	if d.unconfirmed() {
		return nil
	}
	return illegal("confirmed", "收到申请之日已定（"+d.Received+"），不因确认而变更", "the day of receipt is "+d.Received+" already")
}

// confirmedAtOnce: ordinary post is confirmed on the day it comes, or it is on record why not (Art. 31(2)).
func confirmedAtOnce(t *procedure.Turn, d Disclosure) error {
	f := procedure.FormOf[confirmForm](t)
	if d.Channel != "post" || t.Day() == calendar.DateOf(procedure.Moment(d.Arrived)) || !blank(f.Tried) {
		return nil
	}
	return illegal("not-same-day", "平常信函应当于收到当日与申请人确认；当日未能联系的，须有记录", "ordinary post is confirmed on the day it comes, or it is on record why not").At("tried")
}

// isReceived: nothing is decided before the day of receipt is certain.
func isReceived(_ *procedure.Turn, d Disclosure) error {
	if d.unconfirmed() {
		return illegal("not-confirmed", "尚未与申请人确认收到申请，收到之日未定", "the receipt was not confirmed with the applicant")
	}
	return nil
}

// isWhole: a request names the applicant with proof and contact, the information, and the manner (Art. 29).
func isWhole(_ *procedure.Turn, d Disclosure) error {
	if blank(d.Identity) || blank(d.Manner) {
		return illegal("not-whole", "申请缺少身份证明或者获取信息的方式，应当告知补正", "identity or manner is missing: ask for a correction")
	}
	return nil
}

// allAtOnce: the notice names everything that must be corrected (Art. 30).
func allAtOnce(t *procedure.Turn, _ Disclosure) error {
	if len(procedure.FormOf[correctForm](t).Items) == 0 {
		return illegal("no-items", "补正告知应当一次性列明需要补正的事项", "the notice lists all that must be corrected").At("items")
	}
	return nil
}

// timeToCorrect: the period is reasonable, so at least it is not over before the applicant can act.
func timeToCorrect(t *procedure.Turn, d Disclosure) error {
	due := cmp.Or(procedure.FormOf[correctForm](t).Due, procedure.FormOf[prolongForm](t).Due)
	day, err := calendar.ParseDate(due)
	if err != nil {
		return err
	}
	if !calendar.DateOf(t.Now.Time).Before(day) || due <= d.CorrectBy {
		return illegal("no-time-to-correct", "补正期限应当合理，不得早于或者等于今日及原期限", "the period to correct lies after today and after the old one").At("due")
	}
	return nil
}

func thirdTouched(t *procedure.Turn, _ Disclosure) error {
	if procedure.FormOf[thirdForm](t).Interest == "none" {
		return illegal("no-third-party", "公开不会损害第三方合法权益的，不得以征求意见为由停止计算答复期限", "without an interest at stake nobody is asked, and the term runs").At("interest")
	}
	return nil
}

// madeTogether: only agencies that made the information together are asked with the term standing still (Art. 34).
func madeTogether(t *procedure.Turn, _ Disclosure) error {
	if !procedure.FormOf[agencyForm](t).Joint {
		return illegal("not-joint", "只有共同制作的政府信息才征求其他机关意见", "only information made together is put before the other agency").At("joint")
	}
	return nil
}

func isAsked(who func(Disclosure) string) func(*procedure.Turn, Disclosure) error {
	return func(_ *procedure.Turn, d Disclosure) error {
		if who(d) != "asked" {
			return illegal("not-asked", "没有正在征求的意见", "nobody is being asked")
		}
		return nil
	}
}

func notAsked(who func(Disclosure) string) func(*procedure.Turn, Disclosure) error {
	return func(_ *procedure.Turn, d Disclosure) error {
		if who(d) == "asked" {
			return illegal("asked-already", "正在征求意见", "somebody is being asked already")
		}
		return nil
	}
}

func third(d Disclosure) string  { return d.Third }
func agency(d Disclosure) string { return d.Agency }

// objectsWithReason: an objection has a reason (Art. 32).
func objectsWithReason(t *procedure.Turn, _ Disclosure) error {
	if f := procedure.FormOf[opinionForm](t); !f.Agree && blank(f.Why) {
		return illegal("no-reason-against", "第三方不同意公开的，须有合理理由", "an objection has a reason").At("why")
	}
	return nil
}

// manyRequests: reasons are asked for only when the number is plainly beyond what is reasonable (Art. 35).
func manyRequests(t *procedure.Turn, d Disclosure) error {
	limit, err := t.Rules.Number("I-ABN")
	if err != nil {
		return err
	}
	if int64(d.Count) <= limit {
		return illegal("not-abnormal", fmt.Sprintf("当月申请 %d 件，未明显超过合理范围（参数：%d 件），不得要求说明理由", d.Count, limit), fmt.Sprintf("%d requests are not beyond reason (parameter: %d)", d.Count, limit))
	}
	return nil
}

func reasonsAccepted(_ *procedure.Turn, d Disclosure) error {
	if !d.Reasoned {
		return illegal("no-reasons", "只有数量、频次异常且理由合理的申请，才可以确定延迟答复的期限", "only a request beyond reason, with good reasons, may be delayed")
	}
	return nil
}

// onTheSpot: in person, on the same day, with a result that needs no weighing (Art. 33).
func onTheSpot(t *procedure.Turn, d Disclosure) error {
	f := procedure.FormOf[answerForm](t)
	if d.Channel != "person" || t.Day().String() != d.Received {
		return illegal("not-on-the-spot", "当场答复限于当面提交并于当日答复的申请", "on the spot means in person and on the same day")
	}
	if f.Result != "public" && f.Result != "other" && f.Result != "special" {
		return illegal("weighty", "该类答复须经审查、审批，不得当场作出", "such a result is examined and approved first").At("result")
	}
	return nil
}

// answerNeeds are the fields that results need, by the items of Art. 36 and by Art. 37.
type answerNeed struct {
	name, article string
	title         lang.Text
	bad           func(f *answerForm) bool
	field, zh, en string
}

func answerNeeds() []answerNeed {
	is := func(f *answerForm, results ...string) bool {
		for _, r := range results {
			if f.Result == r {
				return true
			}
		}
		return false
	}
	return []answerNeed{
		{
			"access", "第三十六条第一项、第二项", lang.T("公开的，告知获取方式、途径", "what is public or given is told where to get"),
			func(f *answerForm) bool { return is(f, "public", "give", "part") && blank(f.Access) }, "access", "应当告知获取该信息的方式、途径", "say where and how to get it",
		},
		{
			"ground", "第三十六条第三项", lang.T("不予公开的，有法定情形并说明理由", "a refusal has a ground of the law and reasons"),
			func(f *answerForm) bool { return is(f, "refuse", "part") && (f.Ground == "" || blank(f.Reason)) }, "ground", "不予公开的，应当指明法定情形并说明理由", "a refusal names its ground and reasons",
		},
		{
			"searched", "第三十六条第四项", lang.T("不存在的，经过检索", "what does not exist was searched for"),
			func(f *answerForm) bool { return is(f, "none") && blank(f.Searched) }, "searched", "未经检索不得答复信息不存在", "without a search nothing is said not to exist",
		},
		{
			"organ", "第三十六条第五项", lang.T("不属于本机关的，说明理由并告知负责机关", "what is not ours is explained, with the organ whose it is"),
			func(f *answerForm) bool { return is(f, "other") && (blank(f.Organ) || blank(f.Reason)) }, "organ", "不属于本机关负责公开的，应当说明理由，能够确定负责机关的告知其名称、联系方式；不能确定的写明", "say why, and whose it is",
		},
		{
			"earlier", "第三十六条第六项", lang.T("重复申请的，已作出过答复", "a repeated request was answered before"),
			func(f *answerForm) bool { return is(f, "repeat") && blank(f.Earlier) }, "earlier", "没有前次答复的，不属于重复申请", "without an earlier answer nothing is repeated",
		},
		{
			"special", "第三十六条第七项", lang.T("依特别规定办理的，指明规定", "a special law is named"),
			func(f *answerForm) bool { return is(f, "special") && blank(f.Special) }, "special", "应当指明法律、行政法规的特别规定", "name the special law",
		},
		{
			"separate", "第三十七条", lang.T("能够区分处理的，提供可以公开的内容", "what can be separated is given in part"),
			func(f *answerForm) bool { return is(f, "refuse") && f.Separable }, "result", "含有不应公开的内容但能够区分处理的，应当提供可以公开的部分", "what can be separated is given in part",
		},
		{
			"examined", "第十七条", lang.T("公开前经过审查", "examined before it is given"),
			func(f *answerForm) bool { return is(f, "give", "part") && !f.Examined }, "examined", "公开前应当依法审查", "it is examined before it is given",
		},
	}
}

// answerGuards are the checks of an answer, each a rule of its own.
func answerGuards() []procedure.Guard {
	var out []procedure.Guard
	for _, n := range answerNeeds() {
		out = append(out, disclosureGuard(n.name, n.title, n.article, func(t *procedure.Turn, _ Disclosure) error { return n.refuse(procedure.FormOf[answerForm](t)) }))
	}
	return append(out,
		disclosureGuard("third-asked", lang.T("涉及第三方的，已征求意见", "a third party that it touches was asked"), "第三十二条", thirdWasAsked),
		disclosureGuard("third-weighed", lang.T("第三方有理由反对的，公开须有重大公共利益理由", "against a third party only for the public interest"), "第三十二条", thirdWeighed))
}

func (n answerNeed) refuse(f *answerForm) error {
	if n.bad(f) {
		return illegal(n.name, n.zh, n.en).At(n.field)
	}
	return nil
}

// answerWhole checks an answer on the spot against all needs at once.
func answerWhole(t *procedure.Turn, _ Disclosure) error {
	for _, n := range answerNeeds() {
		if err := n.refuse(procedure.FormOf[answerForm](t)); err != nil {
			return err
		}
	}
	return nil
}

func thirdWasAsked(t *procedure.Turn, d Disclosure) error {
	if d.Touches && d.Third == "" && gives(procedure.FormOf[answerForm](t).Result) {
		return illegal("third-not-asked", "公开会损害第三方合法权益，应当先书面征求其意见", "the third party is asked in writing first")
	}
	return nil
}

func thirdWeighed(t *procedure.Turn, d Disclosure) error {
	f := procedure.FormOf[answerForm](t)
	if d.Third == "objected" && gives(f.Result) && blank(f.Public) {
		return illegal("third-objects", "第三方不同意且理由合理的，不予公开；认为不公开可能对公共利益造成重大影响的，须写明理由", "the third party objects: say what public interest outweighs it").At("public")
	}
	return nil
}

// askedByMany: what several applicants ask for, and what may be public, may be published (Art. 44).
func askedByMany(t *procedure.Turn, d Disclosure) error {
	if procedure.FormOf[publishForm](t).Same < 2 || !gives(d.Result) {
		return illegal("not-for-all", "多个申请人申请相同信息且可以公开的，方可纳入主动公开", "only what several asked for and may be public is published").At("same")
	}
	return nil
}
