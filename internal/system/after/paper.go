package after

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
)

// paper is the approved report as an official paper. It is made when its number is known, and keeps it.
func (s *System) paper(ctx context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return document.Doc{}, err
	}
	r := a.approved()
	if r == nil {
		return document.Doc{}, errNoReport
	}
	f, ok, err := frozen(ctx, t.Tx, t.Case.ID, r.N)
	if err != nil {
		return document.Doc{}, err
	}
	if !ok {
		return document.Doc{}, fail.Internal("after.report.facts", "报告的事实未冻结", "the facts of the report were not kept")
	}
	r.Number = n.Number
	if err := t.Case.Save(a); err != nil {
		return document.Doc{}, err
	}
	return s.document(&a, r, &f, n.Organ.Name, t.Day()), nil
}

type words = []document.Block

// document sets a report. A draft has no number and says that it is one.
func (s *System) document(a *Aftermath, r *AfterReport, f *AfterFacts, organ string, day calendar.Date) document.Doc {
	d := document.Doc{Layout: document.Paper, Issuer: organ, Title: r.Text.Title, Number: r.Number, Mark: s.Mark}
	if r.ApprovedAt == "" {
		d.Mark = strings.TrimSpace("草稿，未批准 " + s.Mark)
	}
	if d.Title == "" {
		d.Title = "处置评估报告"
	}
	add := func(title string, blocks ...document.Block) {
		d.Blocks = append(d.Blocks, document.Heading(1, title))
		d.Blocks = append(d.Blocks, blocks...)
	}
	add("基本情况", append(paragraphs(r.Text.Overview), factTable(a, f))...)
	add("响应和指挥体系", append(responseBlocks(f), roleTable(f))...)
	add("处置经过", timelineTable(f))
	add("时限执行情况", limitBlocks(f)...)
	add("力量和物资", append(forceBlocks(f), goodsBlock(f))...)
	add("伤亡和损失", figureBlock(f))
	add("费用", costBlocks(f)...)
	add("主要做法和成效", paragraphs(r.Text.Worked)...)
	add("存在问题", paragraphs(r.Text.Problems)...)
	if len(f.Findings) > 0 {
		d.Blocks = append(d.Blocks, findingTable(f))
	}
	add("经验教训", paragraphs(r.Text.Lessons)...)
	add("改进建议", paragraphs(r.Text.Proposals)...)
	add("评估结论", paragraphs(r.Text.Conclusion)...)
	add("尚不掌握或未完成的事项", missingBlock(f))
	d.Blocks = append(d.Blocks, document.Text("以上事实截至"+minute(f.At)+"，由系统记录汇总；“未登记”表示系统中没有记录，不表示没有发生。"), document.Seal(organ, day))
	return d
}

func paragraphs(s string) words {
	out := words{}
	for _, line := range document.Paragraphs(s) {
		out = append(out, document.Text(line))
	}
	if len(out) == 0 {
		out = append(out, document.Text("（未写）"))
	}
	return out
}

// table sets rows under a head of titles; widths add up to the columns of the page. None says what stands there for no row.
func table(widths []int, head []string, rows [][]string, none string) document.Block {
	if len(rows) == 0 {
		return document.Text(none)
	}
	line := func(cells []string, label bool) document.Row {
		out := document.Row{}
		for i, c := range cells {
			out = append(out, document.Cell{Width: widths[i], Label: label, Text: c})
		}
		return out
	}
	all := []document.Row{line(head, true)}
	for _, r := range rows {
		all = append(all, line(r, false))
	}
	return document.Table(all...)
}

func orNone(s string) string {
	if s == "" {
		return "未登记"
	}
	return s
}

var typeTitles = map[string]string{"natural": "自然灾害", "accident": "事故灾难", "health": "公共卫生事件", "social": "社会安全事件"}

var levelTitles = map[string]string{"I": "特别重大（Ⅰ级）", "II": "重大（Ⅱ级）", "III": "较大（Ⅲ级）", "IV": "一般（Ⅳ级）"}

func factTable(a *Aftermath, f *AfterFacts) document.Block {
	i := f.Incident
	rows := [][]string{
		{"事件", i.Title},
		{"类别、级别", typeTitles[i.Type] + " " + orNone(levelTitles[i.Level])},
		{"地点", orNone(i.Place)},
		{"接报时间、来源", minute(i.OpenedAt) + " " + i.Source},
		{"应急结束", orNone(minute(at(a.ClearedAt))) + " " + a.ClearedBy},
		{"结束依据", orNone(a.Reason)},
	}
	if a.Despite != "" {
		rows = append(rows, []string{"仍有人员处于危险时结束的理由", a.Despite})
	}
	return table([]int{7, 17}, []string{"项目", "内容"}, rows, "")
}

func responseBlocks(f *AfterFacts) words {
	rows := [][]string{}
	for _, r := range f.Responses {
		rows = append(rows, []string{"《" + r.Title + "》", r.Level, minute(r.StartedAt) + " " + r.StartedBy + "（批准：" + r.Approver + "）", orNone(minute(r.EndedAt))})
	}
	return words{table([]int{8, 3, 8, 5}, []string{"预案", "级别", "启动", "解除"}, rows, "没有启动预案的记录。")}
}

func roleTable(f *AfterFacts) document.Block {
	rows := [][]string{}
	for _, r := range f.Roles {
		rows = append(rows, []string{r.Title, orNone(r.Name), r.State.Zh})
	}
	return table([]int{10, 7, 7}, []string{"岗位", "人员", "到岗"}, rows, "没有指挥体系的记录。")
}

// mostTold is how many lines of the timeline a report prints; the journal has all of them.
const mostTold = 200

func timelineTable(f *AfterFacts) document.Block {
	rows := [][]string{}
	for _, l := range f.Lines[:min(len(f.Lines), mostTold)] {
		rows = append(rows, []string{minute(l.At), l.Actor, l.Text})
	}
	if more := len(f.Lines) - mostTold; more > 0 {
		rows = append(rows, []string{"", "", fmt.Sprintf("另有 %d 条，见案卷日志", more)})
	}
	return table([]int{6, 4, 14}, []string{"时间", "人员", "事项"}, rows, "没有经过记录。")
}

// verdictWords says how a limit was kept.
func verdictWords(v string, minutes int) string {
	switch v {
	case met:
		return fmt.Sprintf("按时（余 %d 分钟）", -minutes)
	case late:
		return fmt.Sprintf("超时 %d 分钟", minutes)
	case openLate:
		return fmt.Sprintf("未完成，已超时 %d 分钟", minutes)
	case openYet:
		return "未完成，未到期"
	case cancelled:
		return "取消或无法执行"
	}
	return "无时限"
}

func scoreWords(what string, s AfterScore) string {
	out := fmt.Sprintf("%s按时 %d 项，超时 %d 项", what, s.Met, s.Missed)
	if s.Missed > 0 {
		out += fmt.Sprintf("，最多超时 %d 分钟", s.Worst)
	}
	return out + "。"
}

func limitBlocks(f *AfterFacts) words {
	tasks, clocks := [][]string{}, [][]string{}
	for _, t := range f.Tasks {
		tasks = append(tasks, []string{t.Title, t.Who, short16(t.Given), short16(t.Due), short16(t.Done), verdictWords(t.Verdict, t.Minutes)})
	}
	for _, k := range f.Clocks {
		clocks = append(clocks, []string{k.Title.Zh, k.Rule.Zh, short16(k.Due), short16(k.Done), verdictWords(k.Verdict, k.Minutes)})
	}
	return words{
		document.Heading(2, "预案任务时限"), document.Text(scoreWords("任务时限", f.TaskScore)),
		table([]int{6, 4, 3, 3, 3, 5}, []string{"任务", "承担", "下达", "时限", "完成", "执行"}, tasks, "没有下达任务的记录。"),
		document.Heading(2, "法定和规定的报送时限"), document.Text(scoreWords("报送时限", f.LawScore)),
		table([]int{6, 6, 4, 4, 4}, []string{"时限", "依据", "届满", "办结", "执行"}, clocks, "没有报送时限的记录。"),
	}
}

func short16(i clock.Instant) string {
	if i.IsZero() {
		return "–"
	}
	return i.In(calendar.Beijing).Format("01-02 15:04")
}

func forceBlocks(f *AfterFacts) words {
	rows := [][]string{}
	for _, x := range f.Forces {
		far := "不明"
		if x.Metres > 0 {
			far = fmt.Sprintf("%.1f", x.Metres/1000)
		}
		hours := "未撤收"
		if !x.Ended.IsZero() {
			hours = x.Hours.String()
		}
		rows = append(rows, []string{x.Name, short16(x.Since), short16(x.Ended), hours, far})
	}
	return words{table([]int{9, 4, 4, 4, 3}, []string{"力量", "出动", "撤收", "小时", "直线公里"}, rows, "没有出动力量的记录。")}
}

func goodsBlock(f *AfterFacts) document.Block {
	rows := [][]string{}
	for _, g := range f.Goods {
		rows = append(rows, []string{g.Name, g.Unit, g.Issued.String(), g.Back.String(), g.Used.String(), (g.Issued - g.Back - g.Used).String()})
	}
	return table([]int{8, 4, 3, 3, 3, 3}, []string{"物资", "单位", "出库", "归还", "消耗", "未结"}, rows, "没有物资出库的记录。")
}

func figureBlock(f *AfterFacts) document.Block {
	rows := [][]string{}
	for _, x := range f.Figures {
		if x.Known {
			rows = append(rows, []string{x.Title.Zh, fmt.Sprint(x.Value) + x.Unit.Zh, x.Organ, minute(x.SaidAt)})
		} else {
			rows = append(rows, []string{x.Title.Zh, "不掌握", "", ""})
		}
	}
	return table([]int{7, 5, 6, 6}, []string{"指标", "数值", "来源", "说明时间"}, rows, "没有人说明伤亡损失数字。")
}

func costBlocks(f *AfterFacts) words {
	rows := [][]string{}
	for _, k := range f.Costs.Kinds {
		rows = append(rows, []string{"种类", k.Title.Zh, fmt.Sprint(k.Lines), k.Amount.String()})
	}
	for _, k := range f.Costs.Payers {
		rows = append(rows, []string{"承担方", k.Title.Zh, fmt.Sprint(k.Lines), k.Amount.String()})
	}
	out := words{table([]int{5, 9, 4, 6}, []string{"分类", "项目", "笔数", "金额（元）"}, rows, "没有费用记录。")}
	if len(rows) > 0 {
		text := "合计 " + f.Costs.Total.String() + " 元。"
		if f.Costs.Unpriced > 0 {
			text += fmt.Sprintf("另有 %d 笔缺单价，未计入。", f.Costs.Unpriced)
		}
		out = append(out, document.Text(text))
	}
	return out
}

func findingTable(f *AfterFacts) document.Block {
	rows := [][]string{}
	for _, x := range f.Findings {
		plan := x.Finding.Plan
		if plan != "" {
			plan = "，涉及预案 " + plan
		}
		rows = append(rows, []string{severities[x.Finding.Severity], x.Finding.Text + "；" + x.Finding.Measure + plan, x.Owner, x.Finding.Due, x.StageTitle.Zh})
	}
	return table([]int{3, 10, 4, 4, 3}, []string{"程度", "问题和整改要求", "责任人", "期限", "状态"}, rows, "")
}

var severities = map[string]string{"high": "严重", "medium": "一般", "low": "轻微"}

func missingBlock(f *AfterFacts) document.Block {
	var items []string
	for _, m := range f.Missing {
		items = append(items, m.Zh)
	}
	if len(items) == 0 {
		return document.Text("无。")
	}
	return document.List(items...)
}
