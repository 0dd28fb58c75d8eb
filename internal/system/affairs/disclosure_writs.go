package affairs

import (
	"fmt"

	"anlan/internal/base/form"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// disclosureWrits are the writs of a request. What the catalogue does not hold is a letter.
func (s *System) disclosureWrits() []procedure.Writ {
	return append(s.disclosureCatalogue(), s.disclosureLetters()...)
}

func (s *System) disclosureCatalogue() []procedure.Writ {
	return []procedure.Writ{
		paper(s, "disclosure-acceptance", gid("第三十三条"), func(t *procedure.Turn, d Disclosure, _ *writ.Common) (any, error) {
			due, err := clockDay(t, "answer")
			return writ.DisclosureAcceptance{Applicant: d.Applicant, Received: writ.Day(d.Received), Content: d.Content, Due: due}, err
		}),
		paper(s, "disclosure-correction", gid("第三十条"), func(t *procedure.Turn, d Disclosure, _ *writ.Common) (any, error) {
			f := procedure.FormOf[correctForm](t)
			return writ.DisclosureCorrection{Applicant: d.Applicant, Received: writ.Day(d.Received), Unclear: f.Unclear, Items: f.Items, Due: writ.Day(f.Due)}, nil
		}),
		paper(s, "disclosure-extension", gid("第三十三条第二款"), func(t *procedure.Turn, d Disclosure, _ *writ.Common) (any, error) {
			k, _ := t.Clock("answer")
			due := writ.Day(d.Received)
			if !k.DueAt.IsZero() {
				due = lastDay(k.DueAt)
			}
			return writ.DisclosureExtension{Applicant: d.Applicant, Received: writ.Day(d.Received), Reason: procedure.FormOf[reasonForm](t).Reason, Due: due}, nil
		}),
		paper(s, "disclosure-answer", gid("第三十六条"), func(t *procedure.Turn, d Disclosure, c *writ.Common) (any, error) {
			f := procedure.FormOf[answerForm](t)
			// A refusal goes to reconsideration first (《行政复议法》第二十三条).
			c.Remedy.ReviewFirst = f.Result == "refuse" || f.Result == "part"
			return writ.DisclosureAnswer{Applicant: d.Applicant, Received: writ.Day(d.Received), Content: d.Content, Result: f.Result, Answer: f.text(), Basis: f.basis()}, nil
		}),
	}
}

// basis is the item of Art. 36 that a result stands on, with the article of the ground.
func (f *answerForm) basis() string {
	item := map[string]string{"public": "一", "give": "二", "part": "三", "refuse": "三", "none": "四", "other": "五", "repeat": "六", "special": "七"}[f.Result]
	out := disclosureLaw + "第三十六条第" + item + "项"
	if f.Result == "part" {
		out += "、第三十七条"
	}
	if article := map[string]string{"state": "第十四条", "safety": "第十四条", "business": "第十五条", "privacy": "第十五条", "internal": "第十六条第一款", "process": "第十六条第二款", "file": "第十六条第二款"}[f.Ground]; article != "" && (f.Result == "refuse" || f.Result == "part") {
		out += "、" + article
	}
	return out
}

// text is the answer with what its result needs.
func (f *answerForm) text() string {
	out := f.Answer
	for _, p := range []struct{ label, text string }{
		{"获取方式和途径", f.Access},
		{"不予公开的情形", f.ground()},
		{"理由", f.Reason},
		{"检索情况", f.Searched},
		{"负责公开的机关", f.Organ},
		{"前次答复", f.Earlier},
		{"有关规定", f.Special},
		{"公共利益考虑", f.Public},
	} {
		if !blank(p.text) {
			out += "\n" + p.label + "：" + p.text
		}
	}
	return out
}

// ground is the ground of a refusal in words.
func (f *answerForm) ground() string {
	for _, c := range form.Choices(answerForm{}, "ground") {
		if c.Key == f.Ground {
			return c.Title.Zh
		}
	}
	return ""
}

func (s *System) disclosureLetters() []procedure.Writ {
	to := func(d Disclosure, text ...string) (note, error) {
		return note{to: d.Applicant, text: text, hide: named(d.Applicant)}, nil
	}
	overruled := letter(s, "disclosure-third", "信公告", lang.T("政府信息公开决定告知书（第三方）", "Decision told to the third party"), gid("第三十二条"), func(t *procedure.Turn, d Disclosure) (note, error) {
		f := procedure.FormOf[answerForm](t)
		return note{to: d.ThirdName, hide: named(d.ThirdName), text: []string{
			fmt.Sprintf("你方对公开“%s”提出的不同意见，本机关已经审查。本机关认为不公开可能对公共利益造成重大影响，依据%s第三十二条的规定，决定予以公开。", d.Subject, disclosureLaw),
			"决定公开的内容：" + f.Answer, "理由：" + f.Public,
		}}, nil
	})
	overruled.Only = procedure.When(func(_ *procedure.Turn, d Disclosure) bool { return d.Overruled })
	return []procedure.Writ{
		letter(s, "disclosure-consultation", "信公征", lang.T("政府信息公开征求第三方意见书", "Letter to a third party"), gid("第三十二条"), func(t *procedure.Turn, d Disclosure) (note, error) {
			n, err := days(t, "I-OPN")
			return note{to: d.ThirdName, hide: named(d.ThirdName), text: []string{
				fmt.Sprintf("本机关收到公开“%s”的申请，公开可能损害你方合法权益。依据%s第三十二条的规定，请自收到本意见书之日起%d个工作日内书面提出是否同意公开的意见及理由；逾期未提出意见的，由本机关依法决定是否公开。", d.Subject, disclosureLaw, n),
			}}, err
		}),
		letter(s, "disclosure-agency", "信公商", lang.T("政府信息公开征求机关意见函", "Letter to another agency"), gid("第三十四条"), func(t *procedure.Turn, d Disclosure) (note, error) {
			n, err := days(t, "I-AGY")
			return note{to: procedure.FormOf[agencyForm](t).Name, text: []string{
				fmt.Sprintf("本机关收到公开“%s”的申请，该信息由贵机关共同制作。依据%s第三十四条的规定，请自收到本函之日起%d个工作日内提出意见；逾期未提出意见的，视为同意公开。", d.Subject, disclosureLaw, n),
			}}, err
		}),
		letter(s, "disclosure-reasons", "信公说", lang.T("要求说明申请理由告知书", "Reasons asked for"), gid("第三十五条"), func(t *procedure.Turn, d Disclosure) (note, error) {
			return to(d, fmt.Sprintf("你申请公开政府信息的数量、频次明显超过合理范围（当月 %d 件）。依据%s第三十五条的规定，请说明理由。%s", d.Count, disclosureLaw, procedure.FormOf[reasonForm](t).Reason))
		}),
		letter(s, "disclosure-unprocessed", "信公不", lang.T("政府信息公开申请不予处理告知书", "Not processed"), gid("第三十五条"), func(t *procedure.Turn, d Disclosure) (note, error) {
			office := s.Office(t.Case.Area).Remedy
			return to(d, fmt.Sprintf("你申请公开“%s”所说明的理由不合理：%s。依据%s第三十五条的规定，本机关不予处理。", d.Subject, procedure.FormOf[judgeForm](t).Opinion, disclosureLaw),
				"如不服本告知，可以依法向"+office.Government+"申请行政复议，或者向"+office.Court+"提起行政诉讼。")
		}),
		letter(s, "disclosure-delay", "信公迟", lang.T("政府信息公开延迟答复告知书", "Later day told"), gid("第三十五条"), func(t *procedure.Turn, d Disclosure) (note, error) {
			f := procedure.FormOf[delayForm](t)
			return to(d, fmt.Sprintf("你申请公开的政府信息数量、频次明显超过合理范围，所说明的理由合理。依据%s第三十五条的规定，本机关将于%s前答复。理由：%s", disclosureLaw, writ.Day(f.Until), f.Reason))
		}),
		letter(s, "disclosure-diverted", "信公导", lang.T("不作为政府信息公开申请处理告知书", "Not a request for information"), gid("第三十九条"), func(t *procedure.Turn, d Disclosure) (note, error) {
			return to(d, fmt.Sprintf("你以政府信息公开申请的形式进行信访、投诉、举报等活动。依据%s第三十九条的规定，本机关不作为政府信息公开申请处理。你可以通过下列渠道提出：%s。", disclosureLaw, procedure.FormOf[divertForm](t).Track))
		}),
		overruled,
	}
}
