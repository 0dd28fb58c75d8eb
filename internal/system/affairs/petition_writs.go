package affairs

import (
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// petitionWrits are the writs of a petition. What the catalogue does not hold is a letter.
func (s *System) petitionWrits() []procedure.Writ {
	return append(s.petitionCatalogue(), s.petitionLetters()...)
}

// receivedOn is the day on which a petition was received: the legal moment of its opening.
func receivedOn(t *procedure.Turn) writ.Day {
	if past := t.Past(); len(past) > 0 {
		return writ.Day(calendar.DateOf(past[0].Moment.Time).String())
	}
	return writ.Day(t.Case.Opened().String())
}

func (s *System) petitionCatalogue() []procedure.Writ {
	return []procedure.Writ{
		paper(s, "visit-acceptance", visit("第二十三条"), func(t *procedure.Turn, p Petition, _ *writ.Common) (any, error) {
			return writ.VisitAcceptance{Petitioner: p.Petitioner, Received: receivedOn(t), Matter: p.Matter, Handler: p.Department}, nil
		}),
		paper(s, "visit-forward", visit("第二十二条"), func(t *procedure.Turn, p Petition, _ *writ.Common) (any, error) {
			f := procedure.FormOf[forwardForm](t)
			return writ.VisitForward{To: f.To, Petitioner: p.Petitioner, Received: receivedOn(t), Matter: p.Matter, Request: f.Request}, nil
		}),
		paper(s, "visit-answer", visit("第三十二条"), func(t *procedure.Turn, p Petition, _ *writ.Common) (any, error) {
			f := procedure.FormOf[verdictForm](t)
			return writ.VisitAnswer{
				Petitioner: p.Petitioner, Accepted: writ.Day(p.Accepted), Matter: p.Matter, Facts: p.Facts, Basis: f.Basis,
				Opinion: verdictWords(p.Verdict) + "。" + f.Opinion, Reviewer: s.Office(t.Case.Area).Review,
			}, nil
		}),
		paper(s, "visit-review", visit("第三十五条"), func(t *procedure.Turn, p Petition, _ *writ.Common) (any, error) {
			f := procedure.FormOf[reviewForm](t)
			first, _ := t.Paper("visit-answer")
			return writ.VisitReview{Petitioner: p.Petitioner, First: first.Number, Request: p.Asked, Facts: f.Facts, Result: f.Result, Opinion: f.Opinion, Reviewer: s.Office(t.Case.Area).Recheck}, nil
		}),
	}
}

// verdictWords is an opinion in the words of its form.
func verdictWords(v string) string {
	for _, c := range form.Choices(verdictForm{}, "verdict") {
		if c.Key == v {
			return c.Title.Zh
		}
	}
	return v
}

func (s *System) petitionLetters() []procedure.Writ {
	to := func(p Petition, format string, a ...any) (note, error) {
		return note{to: p.Petitioner, text: []string{fmt.Sprintf("你反映的“"+p.Subject+"”，"+format, a...)}, hide: named(p.Petitioner)}, nil
	}
	return []procedure.Writ{
		letter(s, "visit-told", "信访告", lang.T("信访事项转送告知书", "Forwarding told"), visit("第二十三条"), func(t *procedure.Turn, p Petition) (note, error) {
			return to(p, "依据%s第二十三条的规定，已转送%s办理，请向该单位查询办理情况。", petitionLaw, procedure.FormOf[forwardForm](t).To)
		}),
		letter(s, "visit-elsewhere", "信访告", lang.T("信访事项不属于本机关职权告知书", "Not ours"), visit("第二十三条"), func(t *procedure.Turn, p Petition) (note, error) {
			return to(p, "不属于本机关职权范围。依据%s第二十三条的规定，请向%s提出。", petitionLaw, procedure.FormOf[elsewhereForm](t).Organ)
		}),
		letter(s, "visit-declined", "信访不", lang.T("信访事项不再受理告知书", "Not taken up again"), visit("第三十六条"), func(t *procedure.Turn, p Petition) (note, error) {
			f := procedure.FormOf[declineForm](t)
			return to(p, "已有复核意见（%s）。依据%s第三十六条的规定，以同一事实和理由再次提出的，本机关不再受理。%s", f.Final, petitionLaw, f.Reason)
		}),
		letter(s, "visit-objection", "信访异", lang.T("信访事项转送交办异议函", "Objection to an assignment"), visit("第二十三条"), func(t *procedure.Turn, p Petition) (note, error) {
			return note{to: p.From, hide: named(p.Petitioner), text: []string{
				fmt.Sprintf("你单位转送、交办的信访事项“%s”不属于本机关职权范围。依据%s第二十三条的规定，提出异议，理由如下：%s", p.Subject, petitionLaw, procedure.FormOf[reasonForm](t).Reason),
			}}, nil
		}),
		letter(s, "visit-diverted", "信访导", lang.T("信访事项导入法定途径告知书", "On its own track"), visit("第三十一条"), func(t *procedure.Turn, p Petition) (note, error) {
			return to(p, "应当通过其他法定途径处理。依据%s第三十一条的规定，请依照法律、法规规定的程序向%s提出。", petitionLaw, procedure.FormOf[trackForm](t).Organ)
		}),
		letter(s, "visit-reply", "信访复", lang.T("建议意见回复函", "Answer to a suggestion"), visit("第二十九条"), func(t *procedure.Turn, p Petition) (note, error) {
			return to(p, "本机关已研究论证，现回复如下：%s", procedure.FormOf[replyForm](t).Reply)
		}),
		letter(s, "visit-feedback", "信访馈", lang.T("检举控告事项反馈函", "Answer to an accusation"), visit("第三十条"), func(t *procedure.Turn, p Petition) (note, error) {
			return to(p, "本机关已依法办理，现反馈如下：%s", procedure.FormOf[replyForm](t).Reply)
		}),
		letter(s, "visit-extension", "信访延", lang.T("信访事项延期办理告知书", "Extension told"), visit("第三十四条"), func(t *procedure.Turn, p Petition) (note, error) {
			due, err := clockDay(t, "handle")
			if err != nil {
				return note{}, err
			}
			return to(p, "因情况复杂，经本机关负责人批准，依据%s第三十四条的规定，办理期限延长至%s。延期理由：%s", petitionLaw, due, procedure.FormOf[reasonForm](t).Reason)
		}),
		letter(s, "visit-recheck", "信访核", lang.T("信访事项复核意见书", "Second review of a petition"), visit("第三十六条"), func(t *procedure.Turn, p Petition) (note, error) {
			f := procedure.FormOf[recheckForm](t)
			return to(p, "经复核，%s。%s\n依据%s第三十六条的规定，本意见为信访事项的终结性意见；以同一事实和理由再次提出的，不再受理。", recheckWords(f.Result), f.Opinion, petitionLaw)
		}),
	}
}

// recheckWords is the result of the second review in the words of its form.
func recheckWords(v string) string {
	for _, c := range form.Choices(recheckForm{}, "result") {
		if c.Key == v {
			return c.Title.Zh
		}
	}
	return v
}
