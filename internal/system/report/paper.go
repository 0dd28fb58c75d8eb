package report

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// kindTitle is the word for a kind of report.
func kindTitle(kind string) lang.Text {
	switch kind {
	case First:
		return lang.T("初报", "First report")
	case Progress:
		return lang.T("续报", "Progress report")
	case Supplement:
		return lang.T("补报", "Supplement")
	case Final:
		return lang.T("终报", "Final report")
	}
	return lang.T("更正报告", "Correction")
}

// paper is the signed report as an official paper. It is made when the number is known, so it also keeps the number and
// queues the report: what is sent is what was printed.
func (s *System) paper(ctx context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
	m, err := procedure.DataOf[UpwardMatter](t)
	if err != nil {
		return document.Doc{}, err
	}
	r := m.Open()
	if r == nil {
		return document.Doc{}, fail.Internal("report.none", "没有在办的报告", "no report is in work")
	}
	r.Number = n.Number
	if err := s.queue(ctx, t, &m, r, n.Organ.Name); err != nil {
		return document.Doc{}, err
	}
	if err := t.Case.Save(m); err != nil {
		return document.Doc{}, err
	}
	return s.document(&m, r, n.Organ.Name, t.Day()), nil
}

// document sets a report. A draft has no number and says that it is one.
func (s *System) document(m *UpwardMatter, r *UpwardReport, organ string, day calendar.Date) document.Doc {
	d := document.Doc{
		Layout: document.Paper, Issuer: organ, Title: r.Content.Title, Number: r.Number, Signer: r.SignerName, Addressee: firstOf(r.To, "上级应急管理部门"), Mark: s.Mark, Urgency: urgency(r.Grade),
	}
	if r.SignedAt == "" {
		d.Mark = strings.TrimSpace("草稿，未签发 " + s.Mark)
	}
	if d.Title == "" {
		d.Title = kindTitle(r.Kind).Zh
	}
	if old := m.Report(r.Corrects); old != nil {
		d.Blocks = append(d.Blocks, document.Text(fmt.Sprintf("本报告更正 %s《%s》，以本报告为准。", old.Number, old.Content.Title)))
	}
	for _, p := range parts {
		text := strings.TrimSpace(*p.text(&r.Content))
		if text == "" {
			continue
		}
		d.Blocks = append(d.Blocks, document.Heading(1, p.title.Zh))
		for _, line := range document.Paragraphs(text) {
			d.Blocks = append(d.Blocks, document.Text(line))
		}
	}
	if table, ok := figureTable(before(m.Statements, r.Known)); ok {
		d.Blocks = append(d.Blocks, document.Heading(1, "伤亡损失数字及来源"), table)
	}
	d.Blocks = append(d.Blocks, document.Seal(organ, day))
	return d
}

// urgency is how fast a paper goes.
func urgency(grade string) string {
	if Rank(grade) >= Rank("III") {
		return "特急"
	}
	return "加急"
}

// figureTable is what the report tells in numbers, each with who said it and when.
func figureTable(list []FigureStatement) (document.Block, bool) {
	cell := func(w int, s string) document.Cell { return document.Cell{Width: w, Text: s} }
	head := func(w int, s string) document.Cell { return document.Cell{Width: w, Label: true, Text: s} }
	rows := []document.Row{{head(7, "指标"), head(4, "数值"), head(6, "来源"), head(7, "说明时间")}}
	for _, k := range FigureKinds {
		if x, ok := Current(list, k.Key); ok {
			rows = append(rows, document.Row{cell(7, k.Title.Zh), cell(4, figureText(k, x.Value)), cell(6, x.Organ), cell(7, said(x.SaidAt))})
		}
	}
	return document.Table(rows...), len(rows) > 1
}
