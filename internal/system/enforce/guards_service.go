package enforce

import (
	"context"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/term"
)

// ladder checks the way of service (Civil Procedure Law, Arts. 87 to 95): a receipt for direct service, witness or film
// where it is left, consent for electronic service, the return slip of the post, and public notice only where all else
// failed. The articles are those of the law of 2023; a case under older law is refused under the range of its era.
func ladder() procedure.Guard {
	return procedure.Guard{Name: "ladder", Title: lang.T("送达方式合法", "a lawful way of service"), Basis: procedure.Basis{Law: civilLaw, Article: "第八十七条至第九十五条"}, Check: func(_ context.Context, t *procedure.Turn) error {
		f := procedure.FormOf[serveForm](t)
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
	k, err := term.Brief(spec, term.Run{Start: posted.Start()}, t.Calendar(), t.Now.Time)
	if err != nil {
		return err
	}
	if t.At.Before(k.Due) {
		return illegal("notice-short", fmt.Sprintf("公告满 %d 日（%s）始视为送达", spec.Length, calendar.DateOf(k.Due).Next(-1)), fmt.Sprintf("a public notice counts as served after %d days, on %s", spec.Length, calendar.DateOf(k.Due).Next(-1))).At("at")
	}
	return nil
}
