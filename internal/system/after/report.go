package after

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// drafted begins a version: after an approved one with its words, else with what the facts say.
func (s *System) drafted(ctx context.Context, t *procedure.Turn) error {
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return err
	}
	if len(a.Reports) >= mostLines {
		return errMany
	}
	r := AfterReport{N: len(a.Reports) + 1, State: draftReport, Author: t.By.ID, AuthorName: t.By.Name}
	if old := a.approved(); old != nil {
		r.Text = old.Text
	} else {
		f, err := s.facts(ctx, t.Case.ID, &a)
		if err != nil {
			return err
		}
		r.Text = firstWords(&f, &a)
	}
	a.Reports = append(a.Reports, r)
	return t.Case.Save(a)
}

// firstWords are what the facts say of an incident. What only people know stays empty.
func firstWords(f *AfterFacts, a *Aftermath) AssessmentText {
	i := f.Incident
	t := AssessmentText{Title: "关于" + i.Title + "的处置评估报告"}
	t.Overview = fmt.Sprintf("%s，%s接报（%s）%s。%s", minute(i.OpenedAt), i.Place, i.Source, i.Title, strings.TrimSuffix(i.Summary, "。"))
	if i.Level != "" {
		t.Overview += fmt.Sprintf("。险情定为%s级", i.Level)
	}
	if c := at(a.ClearedAt); !c.IsZero() {
		t.Overview += fmt.Sprintf("，%s宣布应急结束，历时 %s", minute(c), length(c.Sub(i.OpenedAt.Time)))
	}
	t.Overview += "。"
	t.Conclusion = fmt.Sprintf("任务时限按时 %d 项、超时 %d 项", f.TaskScore.Met, f.TaskScore.Missed)
	if len(f.Clocks) > 0 {
		t.Conclusion += fmt.Sprintf("；信息报送时限按时 %d 项、超时 %d 项", f.LawScore.Met, f.LawScore.Missed)
	}
	t.Conclusion += "。"
	for _, x := range f.Tasks {
		if x.Verdict == late || x.Verdict == openLate {
			t.Problems += fmt.Sprintf("任务“%s”（%s）超时 %d 分钟。\n", x.Title, x.Who, x.Minutes)
		}
	}
	for _, x := range f.Clocks {
		if x.Verdict == late || x.Verdict == openLate {
			t.Problems += fmt.Sprintf("%s超时 %d 分钟。\n", x.Title.Zh, x.Minutes)
		}
	}
	return t
}

// wrote keeps the words of the draft. Whoever wrote last is named as its writer; see otherHands.
func wrote(t *procedure.Turn, a *Aftermath) error {
	r := a.open()
	if r == nil {
		return errNoReport
	}
	r.Text = *procedure.FormOf[AssessmentText](t)
	r.Author, r.AuthorName = t.By.ID, t.By.Name
	return nil
}

var errNoReport = fail.Illegal("after.report.none", "没有在办的报告", "no report is in work")

// written is a guard: every part says something, or that there is nothing to say.
func written(_ *procedure.Turn, a Aftermath) error {
	r := a.open()
	if r == nil {
		return errNoReport
	}
	var zh, en []string
	first := ""
	for _, p := range parts {
		if strings.TrimSpace(*p.text(&r.Text)) == "" {
			zh, en = append(zh, p.title), append(en, p.en)
			if first == "" {
				first = p.key
			}
		}
	}
	if len(zh) > 0 {
		return fail.Illegal("after.report.incomplete", "报告缺少："+strings.Join(zh, "、")+"。没有的请写明“无”", "the report lacks: "+strings.Join(en, ", ")+". Where there is nothing to say, say so").At(first)
	}
	return nil
}

// submitted freezes the facts: what is approved is what was read.
func (s *System) submitted(ctx context.Context, t *procedure.Turn) error {
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return err
	}
	f, err := s.facts(ctx, t.Case.ID, &a)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return err
	}
	r := a.open()
	r.State, r.SubmittedAt = reviewedReport, moment(t.Now.Time)
	_, err = t.Tx.NewRaw("INSERT INTO after_facts (case_id, n, at, facts) VALUES (?, ?, ?, ?) ON CONFLICT (case_id, n) DO UPDATE SET at = excluded.at, facts = excluded.facts", t.Case.ID, r.N, t.Now, string(raw)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("facts of %s: %w", t.Case.ID, err)
	}
	return t.Case.Save(a)
}

// frozen are the facts of a version as they were submitted; ok is false before that.
func frozen(ctx context.Context, q store.Querier, review string, n int) (f AfterFacts, ok bool, err error) {
	var rows []string
	if err := q.NewRaw("SELECT facts FROM after_facts WHERE case_id = ? AND n = ?", review, n).Scan(ctx, &rows); err != nil || len(rows) == 0 {
		return f, false, err
	}
	if err := json.Unmarshal([]byte(rows[0]), &f); err != nil {
		return f, false, fmt.Errorf("facts of %s: %w", review, err)
	}
	return f, true, nil
}

func sentBack(t *procedure.Turn, a *Aftermath) error {
	r := a.open()
	if r == nil {
		return errNoReport
	}
	r.State = draftReport
	r.Returned = append(r.Returned, AfterReturned{At: moment(t.Now.Time), By: t.By.Name, Reason: procedure.FormOf[reasonForm](t).Reason})
	return nil
}

// otherHands keeps everybody from approving who wrote a draft that went into the report. Each draft begins with the words of the one
// before it, so these are all who ever wrote in this case.
func otherHands(t *procedure.Turn, _ Aftermath) error {
	var writers []string
	var own procedure.Done
	version, ownVersion := 0, 0
	for _, d := range t.Past() {
		if d.Act != "draft" && d.Act != "write" {
			continue
		}
		if d.Act == "draft" {
			version++
		}
		if !slices.Contains(writers, d.Name) {
			writers = append(writers, d.Name)
		}
		if d.Person == t.By.ID {
			own, ownVersion = d, version
		}
	}
	if own.Act == "" {
		return nil
	}
	all := strings.Join(writers, "、")
	return fail.Illegal("after.report.same-person",
		fmt.Sprintf("%s于 %s 起草过本报告第 %d 版，其内容已用于送审稿；起草和批准须由不同的人办理，请由未参与起草的人批准（参与起草的有：%s）", own.Name, minute(own.At), ownVersion, all),
		fmt.Sprintf("%s wrote in version %d at %s, which went into this report; who wrote a draft does not approve. These wrote: %s. Let somebody else approve", own.Name, ownVersion, minute(own.At), all))
}

// approvedReport lets a version stand in the place of the one before, and puts the incident into the case base.
func (s *System) approvedReport(ctx context.Context, t *procedure.Turn) error {
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return err
	}
	r := a.open()
	if r == nil {
		return errNoReport
	}
	if old := a.approved(); old != nil {
		old.State = supersededReport
	}
	r.State, r.ApprovedName, r.ApprovedAt = approvedReport, t.By.Name, moment(t.Now.Time)
	f, ok, err := frozen(ctx, t.Tx, t.Case.ID, r.N)
	if err != nil {
		return err
	}
	if !ok {
		return fail.Internal("after.report.facts", "报告的事实未冻结", "the facts of the report were not kept")
	}
	if err := s.keepPast(ctx, t.Tx, pastOf(&f, &a, r, t.Case.ID)); err != nil {
		return err
	}
	return t.Case.Save(a)
}
