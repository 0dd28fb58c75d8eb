package enforce

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// paper declares a writ of the procedure: its kind from the catalogue, and what fills it in. The stages keep most gates of
// the catalogue; after names those that they do not, where a writ can be asked for that must not be made.
func (s *System) paper(kind string, after []string, basis procedure.Basis, fill func(t *procedure.Turn, p Penalty) (any, error)) procedure.Writ {
	k, ok := writ.Lookup(kind)
	if !ok {
		panic("enforce: no writ " + kind) // declared data; a test walks it
	}
	return procedure.Writ{
		Name: kind, Title: k.Title, Code: k.Code, After: after, Served: k.Served, Basis: basis,
		Make: func(ctx context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
			p, err := procedure.DataOf[Penalty](t)
			if err != nil {
				return document.Doc{}, err
			}
			fields, err := fill(t, p)
			if err != nil {
				return document.Doc{}, err
			}
			c, err := s.common(t, p, n)
			if err != nil {
				return document.Doc{}, err
			}
			if t.Definition().Version == oldVersion { // the catalogue's own articles are those of the law of 2021
				c.Basis, c.Unit = ofOldLaw(basis).String(), "日"
			}
			return k.Make(c, fields)
		},
	}
}

// common is what the case gives to all its writs.
func (s *System) common(t *procedure.Turn, p Penalty, n procedure.Numbered) (writ.Common, error) {
	c := writ.Common{
		Agency: n.Organ.Name, Number: n.Number, Date: calendar.DateOf(t.Now.Time), Case: p.Cause, Party: p.party(), Officers: p.officers(), Terms: map[writ.Term]int{}, Mark: s.Mark,
	}
	office := s.Office(t.Case.Area)
	c.Contact, c.Remedy = office.Contact, office.Remedy
	rules := map[writ.Term]string{
		writ.ReviewDays: "R-APP", writ.SuitMonths: "S-SUE", writ.PayDays: "P-PAY", writ.HearingDays: "P-HREQ", writ.DefenceDays: "P-STMT", writ.PreserveDays: "P-EVID", writ.DemandDays: "C-DEM",
	}
	if t.Definition().Version == oldVersion {
		rules[writ.DefenceDays] = oldStatement
	}
	for name, id := range rules {
		spec, err := t.Rules.Term(id)
		if err != nil {
			return c, fmt.Errorf("term %s: %w", id, err)
		}
		c.Terms[name] = spec.Length
	}
	rate, err := t.Rules.Percent("P-SUR")
	if err != nil {
		return c, err
	}
	c.Terms[writ.SurchargePercent] = int(rate) / 100
	c.Opinions = opinions(t)
	return c, nil
}

// opinions are the doer's and the signers', in order.
func opinions(t *procedure.Turn) []writ.Opinion {
	own := "拟" + t.Act.Title.Zh + "，请审批"
	switch f := t.Form.(type) {
	case *fileForm:
		own = f.Opinion
	case *decideForm:
		own = "拟作出行政处罚决定，请审批"
	}
	out := []writ.Opinion{{Role: "承办人意见", Text: own, Name: t.Doer().Name, Date: t.Day()}}
	for _, g := range t.Signed {
		title := g.Name
		for _, x := range t.Act.Signs {
			if x.Name == g.Name {
				title = x.Title.Zh
			}
		}
		out = append(out, writ.Opinion{Role: title + "意见", Text: cmp.Or(g.Opinion, "同意"), Name: g.PersonName, Date: calendar.DateOf(g.At.Time)})
	}
	return out
}

// penaltyWrits are the writs of the ordinary procedure.
func (s *System) penaltyWrits() []procedure.Writ {
	return append(s.writsBefore(), s.writsAfter()...)
}

func (s *System) writsBefore() []procedure.Writ {
	day := func(t *procedure.Turn) writ.Day { return writ.Day(t.Day().String()) }
	return []procedure.Writ{
		s.paper("filing-approval", nil, penal("第五十四条第二款"), func(_ *procedure.Turn, p Penalty) (any, error) {
			return writ.FilingApproval{Source: p.Source, Found: writ.Day(p.Found), Facts: p.Facts, Breached: p.Breached, Handlers: p.OfficerA + "、" + p.OfficerB}, nil
		}),
		s.paper("extension-approval", nil, penal("第六十条"), func(t *procedure.Turn, _ Penalty) (any, error) {
			k, ok := t.Clock("case")
			if !ok {
				return nil, fail.Internal("enforce.no-clock", "没有办案期限", "the case has no time to decide")
			}
			was, err := t.Before("case")
			if err != nil {
				return nil, err
			}
			f := procedure.FormOf[extendForm](t)
			old, now := calendar.DateOf(was.Time).Next(-1), calendar.DateOf(k.DueAt.Time).Next(-1)
			return writ.ExtensionApproval{Filed: writ.Day(calendar.DateOf(k.StartedAt.Time).String()), Due: writ.Day(old.String()), New: writ.Day(now.String()), Days: now.Sub(old), Reason: f.Reason, Level: f.Level}, nil
		}),
		s.paper("inquiry-notice", nil, penal("第五十五条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[recordForm](t)
			return writ.InquiryNotice{Name: f.Name, At: f.From, Place: f.Place, About: p.Cause}, nil
		}),
		s.paper("inquiry-record", nil, penal("第五十五条"), func(t *procedure.Turn, _ Penalty) (any, error) { return *procedure.FormOf[recordForm](t), nil }),
		s.paper("survey-record", nil, penal("第五十五条"), func(t *procedure.Turn, _ Penalty) (any, error) { return *procedure.FormOf[surveyForm](t), nil }),
		s.paper("preservation-approval", nil, penal("第五十六条"), func(t *procedure.Turn, _ Penalty) (any, error) {
			f := procedure.FormOf[preserveForm](t)
			return writ.PreservationApproval{Reason: f.Reason, Things: f.Things, Place: f.Place}, nil
		}),
		s.paper("preservation-notice", nil, penal("第五十六条"), func(t *procedure.Turn, _ Penalty) (any, error) {
			f := procedure.FormOf[preserveForm](t)
			due, err := s.due(t, "P-EVID")
			return writ.PreservationNotice{Things: f.Things, Place: f.Place, Keeper: f.Keeper, From: day(t), Due: writ.Day(calendar.DateOf(due).Next(-1).String())}, err
		}),
		s.paper("preservation-disposal-approval", []string{"preservation-notice"}, penal("第五十六条"), func(t *procedure.Turn, _ Penalty) (any, error) {
			f := procedure.FormOf[preserveEndForm](t)
			n, _ := t.Paper("preservation-notice")
			return writ.PreservationDisposalApproval{Notice: n.Number, Things: thingsOf(t), Proposal: f.Reason}, nil
		}),
		s.paper("preservation-decision", nil, penal("第五十六条"), func(t *procedure.Turn, _ Penalty) (any, error) {
			f := procedure.FormOf[preserveEndForm](t)
			n, _ := t.Paper("preservation-notice")
			return writ.PreservationDecision{Notice: n.Number, NoticeOn: writ.Day(calendar.DateOf(n.At.Time).String()), Things: thingsOf(t), Outcome: f.Decision, Detail: f.Reason}, nil
		}),
		s.paper("investigation-report", nil, penal("第五十七条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[reportForm](t)
			return writ.InvestigationReport{
				Process: f.Process, Facts: f.Facts, Evidence: f.Evidence, Breached: p.Breached, Basis: p.Basis, Discretion: clip(p.Reasons, 2900), Disposal: disposalOf(f.Disposal), Detail: proposalOf(f),
			}, nil
		}),
		s.paper("legal-review", nil, penal("第五十八条"), func(t *procedure.Turn, _ Penalty) (any, error) {
			f := procedure.FormOf[reviewForm](t)
			result := map[string]string{"agree": "ok", "amend": "amend", "reject": "bad"}[f.Result]
			return writ.LegalReview{Items: []writ.Review{{Item: "procedure", Result: result, Note: cmp.Or(f.Gaps, "无")}}, Result: f.Result, Opinion: f.Opinion, Reviewer: t.By.Name}, nil
		}),
		s.paper("penalty-notice", nil, penal("第四十四条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[noticeForm](t)
			return writ.PenaltyNotice{Facts: p.Facts, Breached: p.Breached, Basis: p.Basis, Grade: clip(grounds(t, p), 1900), Penalty: penaltyWords(f.Other, f.Fine)}, nil
		}),
		s.only(s.paper("hearing-notice", nil, penal("第六十三条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[noticeForm](t)
			return writ.HearingNotice{Facts: p.Facts, Breached: p.Breached, Basis: p.Basis, Penalty: penaltyWords(f.Other, f.Fine)}, nil
		}), toldHearing),
		s.paper("defence-record", nil, penal("第四十五条"), func(t *procedure.Turn, _ Penalty) (any, error) {
			f := procedure.FormOf[defenceForm](t)
			at := writ.Moment(f.At)
			return writ.DefenceRecord{Name: f.Speaker, Relation: "当事人", Phone: f.Phone, Place: s.Office(t.Case.Area).Contact.Address, From: at, To: at, Statement: f.Statement, Review: f.Review, Adopted: f.Adopted, Reason: f.Reason}, nil
		}),
		s.paper("hearing-meeting", nil, penal("第六十四条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[meetingForm](t)
			return writ.HearingMeeting{At: writ.Moment(f.At), Place: f.Place, Public: f.Public, Host: p.HearingHost, Clerk: f.Clerk}, nil
		}),
		s.paper("hearing-record", nil, penal("第六十四条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[heldForm](t)
			return writ.HearingRecord{From: writ.Moment(f.From), To: writ.Moment(f.To), Place: p.HearingPlace, Host: p.HearingHost, Clerk: p.HearingClerk, Party: f.Party, Words: f.Words}, nil
		}),
		s.paper("hearing-report", nil, penal("第六十五条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[heldForm](t)
			return writ.HearingReport{At: writ.Moment(f.From), Host: p.HearingHost, Points: f.Points, Claims: clip(wordsOf(f.Words), 4900), Opinion: f.Opinion}, nil
		}),
		s.paper("discussion-minutes", nil, penal("第五十七条第二款"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[discussForm](t)
			return writ.DiscussionMinutes{At: writ.Moment(f.At), Place: f.Place, Chair: f.Chair, Clerk: f.Clerk, Attendees: f.Attendees, Report: p.Facts, Views: f.Views, For: f.For, Against: f.Against, Conclusion: f.Conclusion}, nil
		}),
	}
}

func (s *System) writsAfter() []procedure.Writ {
	decision := []string{"penalty-decision-unit,penalty-decision-person"}
	decisionDay := func(p Penalty) writ.Day { return writ.Day(p.DecidedOn) }
	fine := func(t *procedure.Turn, p Penalty) (any, error) {
		f := procedure.FormOf[decideForm](t)
		d := writ.Decision{
			Facts: p.Facts, Evidence: evidenceOf(t, p), Breached: p.Breached, Basis: p.Basis, Defence: clip(heardOf(t, p), 1900), Grade: clip(grounds(t, p), 1900),
			Penalty: penaltyWords(f.Other, f.Fine), Correct: f.Correct, Perform: f.Perform,
		}
		if f.Fine > 0 {
			d.Fine, d.Bank = yuan(f.Fine), f.Bank
		} else if d.Perform == "" {
			d.Perform = "警告自本决定书送达之日起生效。"
		}
		return d, nil
	}
	sort := func(want string) func(*procedure.Turn) bool {
		return func(t *procedure.Turn) bool {
			p, err := procedure.DataOf[Penalty](t)
			return err == nil && p.Sort == want
		}
	}
	return []procedure.Writ{
		s.paper("disposal-sheet", nil, penal("第五十七条"), func(t *procedure.Turn, p Penalty) (any, error) {
			return writ.DisposalSheet{Facts: clip(p.Facts, 2900), Breached: p.Breached, Basis: p.Basis, Defence: clip(heardOf(t, p), 1900), Grade: clip(grounds(t, p), 1900), Proposal: penaltyWords(procedure.FormOf[decideForm](t).Other, procedure.FormOf[decideForm](t).Fine)}, nil
		}),
		s.only(s.paper("penalty-decision-unit", nil, penal("第五十九条"), fine), sort("unit")),
		s.only(s.paper("penalty-decision-person", nil, penal("第五十九条"), fine), sort("person")),
		s.paper("no-penalty-decision", nil, penal("第三十三条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[spareForm](t)
			return writ.NoPenaltyDecision{Facts: p.Facts, Evidence: evidenceOf(t, p), Breached: p.Breached, Ground: f.Ground, Reason: f.Reason, Education: f.Education}, nil
		}),
		s.only(s.paper("commitment", nil, penal("第三十三条第一款"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[spareForm](t)
			return writ.Commitment{Conduct: clip(p.Facts, 1900), Measures: []string{"立即改正上述违法行为"}, Due: writ.Day(f.Due)}, nil
		}), func(t *procedure.Turn) bool {
			p, err := procedure.DataOf[Penalty](t)
			return err == nil && p.Ground == "first"
		}),
		s.paper("service-receipt", nil, procedure.Basis{Law: civilLaw, Article: "第八十七条"}, func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[serveForm](t)
			title, number := lastServed(t)
			return writ.ServiceReceipt{Writ: title, Number: cmp.Or(number, "无"), Place: f.Place, Method: f.Method, At: writ.Moment(f.At), Receiver: f.Receiver, Witness: f.Witness, Media: f.Media, Refusal: f.Refusal}, nil
		}),
		s.paper("fine-reminder", decision, penal("第七十二条"), func(t *procedure.Turn, p Penalty) (any, error) {
			r, err := ratesOf(t)
			return writ.FineReminder{Decision: p.Decision, DecisionOn: decisionDay(p), Fine: yuan(p.Fine), Paid: yuan(p.Paid), Surcharge: yuan(p.accrued(t.Day(), r)), Due: writ.Day(procedure.FormOf[remindForm](t).Due), Bank: procedure.FormOf[remindForm](t).Bank}, err
		}),
		s.paper("deferral-approval", decision, penal("第六十六条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[deferForm](t)
			return writ.DeferralApproval{Decision: p.Decision, Fine: yuan(p.Fine), Applied: writ.Day(f.Applied), Reason: f.Reason, Plan: f.Plan}, nil
		}),
		s.paper("deferral-permission", nil, penal("第六十六条"), func(t *procedure.Turn, p Penalty) (any, error) {
			return writ.DeferralPermission{Decision: p.Decision, DecisionOn: decisionDay(p), Fine: yuan(p.Fine), Plan: procedure.FormOf[deferForm](t).Plan, Bank: "原决定书载明的代收机构"}, nil
		}),
		s.paper("enforcement-demand", decision, compel("第五十四条"), func(_ *procedure.Turn, p Penalty) (any, error) {
			d := writ.EnforcementDemand{Decision: p.Decision, DecisionOn: decisionDay(p), ServedOn: writ.Day(p.ServedOn), Duty: fmt.Sprintf("缴纳罚款%d元", p.owes()), Manner: "缴至决定书载明的代收机构", Fine: yuan(p.owes())}
			if more := p.Surcharge - p.SurPaid; more > 0 {
				d.Surcharge, d.Duty = yuan(more), d.Duty+fmt.Sprintf("、加处罚款%d元", more)
			}
			return d, nil
		}),
		s.paper("court-application", nil, compel("第五十五条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[applyForm](t)
			n, _ := t.Paper("enforcement-demand")
			return writ.CourtApplication{
				Court: f.Court, Decision: p.Decision, DecisionOn: decisionDay(p), Facts: p.Facts, Demand: n.Number, DemandOn: writ.Day(p.DemandOn), Views: f.Views,
				Object: fmt.Sprintf("罚款%d元，加处罚款%d元", p.owes(), p.Surcharge-p.SurPaid), Papers: f.Papers, Head: f.Head,
			}, nil
		}),
		s.paper("transfer-approval", nil, procedure.Basis{Law: "《行政执法机关移送涉嫌犯罪案件的规定》", Article: "第五条"}, func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[transferForm](t)
			return writ.TransferApproval{To: f.To, Facts: clip(p.Facts, 2900), Crime: f.Crime, Basis: transferBasis(t), Proposal: "移送" + f.To}, nil
		}),
		s.paper("transfer-letter", nil, procedure.Basis{Law: "《行政执法机关移送涉嫌犯罪案件的规定》", Article: "第六条"}, func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[transferForm](t)
			return writ.TransferLetter{To: f.To, Facts: clip(p.Facts, 2900), Crime: f.Crime, Basis: transferBasis(t), Papers: f.Papers}, nil
		}),
		s.paper("closing-approval", nil, penal("第四十七条"), func(t *procedure.Turn, p Penalty) (any, error) {
			f := procedure.FormOf[closeForm](t)
			result := f.Result
			switch {
			case p.DecidedOn == "":
				result = "no-penalty"
			case p.Revoked:
				result = "ended"
			}
			return writ.ClosingApproval{Filed: filedOn(t), Decision: outcome(t, p), Result: result, Detail: f.Detail, Trace: f.Trace, Archive: fmt.Sprintf("文书 %d 件，证据 %d 件", len(t.Papers()), len(t.Files()))}, nil
		}),
		s.paper("archive-cover", nil, penal("第四十七条"), func(t *procedure.Turn, p Penalty) (any, error) {
			return writ.ArchiveCover{
				Category: "行政处罚", Filed: filedOn(t), Closed: writ.Day(t.Day().String()), Decision: cmp.Or(p.Result, "结案"), Handlers: p.OfficerA + "、" + p.OfficerB, Archived: writ.Day(t.Day().String()),
				Number: t.Case.ID, Keep: "permanent", Pages: max(1, len(t.Papers())), Discs: discs(t),
			}, nil
		}),
		s.paper("archive-index", nil, penal("第四十七条"), func(t *procedure.Turn, _ Penalty) (any, error) {
			var list []writ.Entry
			for _, x := range t.Papers() {
				if x.Writ == "archive-cover" {
					continue
				}
				e := writ.Entry{Title: x.Title, Number: x.Number, Date: writ.Day(calendar.DateOf(x.At.Time).String()), Page: strconv.Itoa(len(list) + 1)}
				if x.State == procedure.PaperVoid {
					e.Note = "已作废"
				}
				list = append(list, e)
			}
			return writ.ArchiveIndex{Entries: list}, nil
		}),
	}
}

// only narrows when a writ is made.
func (s *System) only(w procedure.Writ, f func(*procedure.Turn) bool) procedure.Writ {
	w.Only = f
	return w
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "……"
	}
	return s
}

func wordsOf(list []writ.Words) string {
	var out []string
	for _, w := range list {
		out = append(out, w.Who+"："+w.Text)
	}
	return strings.Join(out, "\n")
}

// disposalOf is the writ's word for what the report proposes.
func disposalOf(d string) string {
	if d == "first" || d == "no-fault" {
		return "minor"
	}
	return d
}

// proposalOf is what the report proposes, in words.
func proposalOf(f *reportForm) string {
	switch f.Disposal {
	case "punish":
		return fmt.Sprintf("建议罚款%d元", f.Proposed)
	case "minor":
		return "违法行为轻微并及时改正，没有造成危害后果，建议不予行政处罚"
	case "first":
		return "初次违法且危害后果轻微并及时改正，建议不予行政处罚"
	case "no-fault":
		return "当事人有证据足以证明没有主观过错，建议不予行政处罚"
	case "unproved":
		return "违法事实不能成立，建议撤销案件"
	}
	return "涉嫌犯罪，建议移送司法机关"
}

// penaltyWords are the penalties, the others before the fine.
func penaltyWords(other string, fine int) string {
	var out []string
	if w := map[string]string{"warning": "警告", "stop": "责令停产停业", "licence": "吊销许可证件", "confiscation": "没收违法所得"}[other]; w != "" {
		out = append(out, w)
	}
	if fine > 0 {
		out = append(out, "罚款"+strconv.Itoa(fine)+"元")
	}
	return strings.Join(out, "，")
}

// heardOf says how the party was heard: defence, hearing, or neither.
func heardOf(t *procedure.Turn, p Penalty) string {
	var out []string
	if p.Defence != "" {
		out = append(out, "当事人陈述申辩："+p.Defence)
	} else {
		out = append(out, "当事人未陈述、申辩")
	}
	switch {
	case p.Heard:
		out = append(out, "本机关已举行听证")
	case t.Did("hold-hearing"):
		out = append(out, "当事人要求听证后无正当理由未出席，视为放弃听证")
	case p.Waived:
		out = append(out, "当事人放弃听证")
	case p.HearingTold:
		out = append(out, "当事人未在法定期限内要求听证")
	}
	return strings.Join(out, "。") + "。"
}

// filedOn is the day of filing.
func filedOn(t *procedure.Turn) writ.Day {
	if d, ok := t.Last("file"); ok {
		return writ.Day(calendar.DateOf(d.Moment.Time).String())
	}
	return writ.Day(t.Case.Opened().String())
}

// transferBasis is the article on handing a case over, as the law of the case has it.
func transferBasis(t *procedure.Turn) string {
	b := penal("第二十七条")
	if t.Definition().Version == oldVersion {
		b = ofOldLaw(b)
	}
	return b.String()
}

// grounds are the reasons of discretion as the writ of an act states them: with which law applies where the law has changed,
// and why a decision differs from what was told.
func grounds(t *procedure.Turn, p Penalty) string {
	out := strings.TrimRight(p.Reasons, "。")
	if p.Choice != "" && !strings.Contains(p.Choice, "没有变更") {
		out += "。" + strings.TrimRight(p.Choice, "。")
	}
	if f, ok := t.Form.(*decideForm); ok && f.Reason != "" && f.Fine != p.Told {
		out += fmt.Sprintf("。告知的罚款为%d元，决定罚款%d元，理由：%s", p.Told, f.Fine, strings.TrimRight(f.Reason, "。"))
	}
	return out + "。"
}

// outcome is how the case ended, with the writ that says so.
func outcome(t *procedure.Turn, p Penalty) string {
	switch {
	case p.Decision != "" && p.Revoked:
		return p.Decision + "（已撤销）"
	case p.Decision != "":
		return p.Decision + "，" + penaltyWords(p.Other, p.Fine)
	}
	if n, ok := t.Paper("no-penalty-decision"); ok {
		return n.Number + "，" + p.Result
	}
	return p.Result
}

// discs: the recordings of a case go on one disc (一案一光盘).
func discs(t *procedure.Turn) int {
	if slices.ContainsFunc(t.Files(), func(f procedure.File) bool { return f.Kind == recording }) {
		return 1
	}
	return 0
}

// evidenceOf lists what proves the facts, as the investigation report names it; else the records and files of the case.
func evidenceOf(t *procedure.Turn, p Penalty) []writ.Proof {
	if len(p.Evidence) > 0 {
		return p.Evidence
	}
	var out []writ.Proof
	for _, x := range t.Papers() {
		if x.Writ == "inquiry-record" || x.Writ == "survey-record" {
			out = append(out, writ.Proof{Name: x.Title, Proves: "违法事实"})
		}
	}
	for _, f := range t.Files() {
		if f.Kind != recording {
			out = append(out, writ.Proof{Name: f.Name, Proves: cmp.Or(f.Note, "违法事实")})
		}
	}
	if len(out) == 0 {
		out = append(out, writ.Proof{Name: "案件调查报告", Proves: "违法事实"})
	}
	return out
}

// thingsOf are the things named when evidence was preserved; the notice keeps the list, the disposal refers to it.
func thingsOf(t *procedure.Turn) []writ.Thing {
	n, _ := t.Paper("preservation-notice")
	return []writ.Thing{{Name: "见《" + n.Title + "》" + n.Number + "所附清单", Spec: "—", Quantity: "全部"}}
}

// lastServed is what the act serves.
func lastServed(t *procedure.Turn) (title, number string) {
	want := map[string][]string{
		"serve-notice": {"penalty-notice", "hearing-notice"}, "serve": {"penalty-decision-unit", "penalty-decision-person"}, "serve-spared": {"no-penalty-decision"},
		"serve-hearing": {"hearing-meeting"}, "serve-demand": {"enforcement-demand"},
	}[t.Act.Name]
	if want == nil { // serve-other: whatever was served at this moment
		for _, p := range t.Papers() {
			if p.ServedAt == t.At && !slices.Contains(ownService, p.Writ) {
				want = append(want, p.Writ)
			}
		}
	}
	var titles, numbers []string
	for _, w := range want {
		if p, ok := t.Paper(w); ok {
			titles = append(titles, p.Title)
			if p.Number != "" {
				numbers = append(numbers, p.Number)
			}
		}
	}
	return strings.Join(titles, "、"), strings.Join(numbers, "、")
}
