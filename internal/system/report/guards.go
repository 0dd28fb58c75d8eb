package report

import (
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
)

// kindFits holds the kind of a new report against what was told before.
func kindFits(t *procedure.Turn, m UpwardMatter) error {
	f := procedure.FormOf[draftForm](t)
	refuse := func(code, zh, en string) error { return fail.Illegal("report.kind."+code, zh, en).At("kind") }
	switch {
	case f.Kind == First && m.Told() != nil:
		return refuse("first", "已经初报，请起草续报、补报或终报", "the first report was made; draft a progress report, a supplement or the final one")
	case f.Kind != First && m.Told() == nil:
		return refuse("not-first", "尚未初报，请先起草初报", "there is no first report yet; draft that")
	case f.Kind == Final && m.told(Final):
		return refuse("final", "已经终报；数字有变化请补报，内容有误请更正", "the final report was made; a change is a supplement, a fault is corrected")
	case f.Kind == Progress && m.told(Final):
		return refuse("over", "已经终报，请用补报", "after the final report there are supplements")
	case f.Kind != Correction:
		return nil
	}
	r := m.Report(f.Corrects)
	if r == nil || r.State != Received {
		return fail.Illegal("report.kind.corrects", "只能更正已经报送的报告", "only a report that arrived is corrected").At("corrects")
	}
	if r.Superseded != 0 {
		return fail.Illegal("report.kind.corrected", fmt.Sprintf("该报告已由第 %d 份更正，请更正最新的一份", r.Superseded), fmt.Sprintf("it was corrected by report %d; correct that one", r.Superseded)).At("corrects")
	}
	return nil
}

// complete refuses a report that lacks a part that it must have.
func complete(_ *procedure.Turn, m UpwardMatter) error {
	r := m.Open()
	if r == nil {
		return fail.Illegal("report.none", "没有在办的报告", "no report is in work")
	}
	if gone := Missing(r.Kind, m.Sort, r.Content); len(gone) > 0 {
		zh, en := titles(gone)
		return fail.Illegal("report.incomplete", "报告缺少："+zh+"。尚不掌握的请写明“正在核实”", "the report lacks: "+en+". What is not known yet says so").At(gone[0])
	}
	return nil
}

// otherHands keeps the writer of a report from signing it.
func otherHands(t *procedure.Turn, m UpwardMatter) error {
	r := m.Open()
	if r != nil && r.Author == t.By.ID {
		return fail.Illegal("report.same-person", "起草人不能签发自己起草的报告，请由其他有权签发的人员签发", "who wrote the report does not sign it; let somebody else sign")
	}
	return nil
}
