package enforce

import (
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// penaltyClocks are the terms of the ordinary procedure; their lengths are rules of the packs.
func penaltyClocks() []procedure.Clock {
	settling := []string{"decide", "spare", "drop", "transfer"}
	return []procedure.Clock{
		{Name: "decide", Title: lang.T("办案期限", "time to decide"), Rule: "P-DEC", Basis: penal("第六十条"), Starts: []string{"file"}, Only: lawsOwnTerm, Stops: settling, Closes: []string{"decide"}},
		// A rule of the ministry that knows extensions stands in the place of the ninety days (the end of Art. 60).
		{Name: "case", Title: lang.T("规章规定的办案期限", "time to decide by the rule of the ministry"), Rule: "P-CASE", Basis: penal("第六十条"), Starts: []string{"file"}, Only: ministrysTerm, Stops: settling, Extends: []string{"extend"}, Closes: []string{"decide"}},
		{Name: "preserve", Title: lang.T("登记保存处理", "decision on preserved evidence"), Rule: "P-EVID", Basis: penal("第五十六条"), Starts: []string{"preserve"}, Stops: []string{"preserve-end"}, Lapses: "preserve-release"},
		{Name: "statement", Title: lang.T("陈述申辩", "statement and defence"), Rule: "P-STMT", Basis: penal("第四十五条"), Starts: []string{"serve-notice"}, Stops: []string{"defend"}, Holds: []string{"decide"}, Party: true},
		{Name: "hearing-request", Title: lang.T("听证申请", "request for a hearing"), Rule: "P-HREQ", Basis: penal("第六十四条第一项"), Starts: []string{"serve-notice"}, Only: toldHearing, Stops: []string{"request-hearing", "waive-hearing"}, Closes: []string{"request-hearing"}, Holds: []string{"decide", "review", "discuss"}, Party: true},
		{Name: "hearing-notice", Title: lang.T("听证通知", "notice of the hearing"), Rule: "P-HNTC", Basis: penal("第六十四条第二项"), Starts: []string{"serve-hearing"}, Holds: []string{"hold-hearing"}},
		{Name: "serve", Title: lang.T("送达决定", "service of the decision"), Rule: "P-SERV", Basis: penal("第六十一条"), Starts: []string{"decide"}, Stops: []string{"serve"}},
		{Name: "publish", Title: lang.T("公示决定", "publicity of the decision"), Rule: "P-PUB", Basis: procedure.Basis{Law: safetyLaw, Article: "第七十八条第二款"}, Starts: []string{"decide"}, Only: hasRule("P-PUB"), Stops: []string{"publish", "change-decision"}},
		// Before the Work Safety Law knew it, publicity followed the opinions on the three systems.
		{Name: "publish-opinion", Title: lang.T("公示决定（指导意见）", "publicity of the decision by the opinions"), Rule: "G-PUB-L", Basis: procedure.Basis{Law: threeSystems, Article: "（条号未核对）"}, Starts: []string{"decide"}, Only: lacksRule("P-PUB"), Stops: []string{"publish", "change-decision"}},
		{Name: "pay", Title: lang.T("缴纳罚款", "payment of the fine"), Rule: "P-PAY", Basis: penal("第六十七条第三款"), Starts: []string{"serve"}, Only: fined, Stops: []string{"defer"}, Holds: []string{"remind", "demand"}, Party: true},
		{Name: "deferral", Title: lang.T("延期（分期）缴纳", "deferred payment"), Until: deferredUntil, Basis: penal("第六十六条第二款"), Starts: []string{"defer"}, Holds: []string{"remind", "demand"}, Party: true},
		{Name: "reconsider", Title: lang.T("申请行政复议", "time to ask for reconsideration"), Rule: "R-APP", Basis: procedure.Basis{Law: "《行政复议法》", Article: "第二十条"}, Starts: []string{"serve"}, Holds: []string{"apply-court"}, Party: true},
		{Name: "sue", Title: lang.T("提起行政诉讼", "time to sue"), Rule: "S-SUE", Basis: procedure.Basis{Law: "《行政诉讼法》", Article: "第四十六条"}, Starts: []string{"serve"}, Holds: []string{"apply-court"}, Party: true},
		{Name: "sue-review", Title: lang.T("不服复议决定起诉", "time to sue after reconsideration"), Rule: "S-REC", Basis: procedure.Basis{Law: "《行政诉讼法》", Article: "第四十五条"}, Starts: []string{"resume"}, Only: afterReview, Holds: []string{"apply-court"}, Party: true},
		{Name: "demand", Title: lang.T("催告履行", "time after the demand"), Rule: "C-DEM", Basis: compel("第五十四条"), Starts: []string{"serve-demand"}, Holds: []string{"apply-court"}, Party: true},
		{Name: "apply", Title: lang.T("申请强制执行", "time to apply to the court"), Rule: "C-APP", Basis: compel("第五十三条"), After: "sue", Only: owed, Stops: []string{"apply-court"}, Closes: []string{"apply-court"}},
		{Name: "withdraw", Title: lang.T("撤回公示", "withdrawal of the publication"), Rule: "P-WDR", Basis: penal("第四十八条第二款"), Starts: []string{"change-decision"}, Only: isPublished, Stops: []string{"withdraw"}},
	}
}

func toldHearing(t *procedure.Turn) bool {
	p, err := procedure.DataOf[Penalty](t)
	return err == nil && p.HearingTold
}

func fined(t *procedure.Turn) bool {
	p, err := procedure.DataOf[Penalty](t)
	return err == nil && p.Fine > 0
}

// ministrysTerm: a rule of the ministry sets its own time with extensions.
func ministrysTerm(t *procedure.Turn) bool {
	s, err := t.Rules.Term("P-CASE")
	return err == nil && len(s.Extend) > 0
}

func lawsOwnTerm(t *procedure.Turn) bool { return !ministrysTerm(t) }

func hasRule(id string) func(*procedure.Turn) bool {
	return func(t *procedure.Turn) bool { _, err := t.Rules.Rule(id); return err == nil }
}

func lacksRule(id string) func(*procedure.Turn) bool {
	return func(t *procedure.Turn) bool { return !hasRule(id)(t) }
}

// afterReview: who lost in reconsideration has a further time to sue.
func afterReview(t *procedure.Turn) bool { return procedure.FormOf[stayForm](t).Kind == "review" }

// owed reports whether something is still to be performed, so that a right to apply to the court begins.
func owed(t *procedure.Turn) bool {
	p, err := procedure.DataOf[Penalty](t)
	return err == nil && p.owes() > 0 && (t.Case.Stage == served || t.Case.Stage == demanded)
}

func isPublished(t *procedure.Turn) bool {
	for _, p := range t.Papers() {
		if !p.PublishedAt.IsZero() && p.WithdrawnAt.IsZero() {
			return true
		}
	}
	return false
}

// deferredUntil is the end of the last day of the schedule.
func deferredUntil(t *procedure.Turn) (time.Time, error) {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return time.Time{}, err
	}
	d, err := calendar.ParseDate(p.Deferred)
	return d.End(), err
}
