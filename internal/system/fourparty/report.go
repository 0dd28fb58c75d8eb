package fourparty

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/document/docx"
	"anlan/internal/base/document/page"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
)

const wordFile = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// points are thousandths of a point as they are written.
func points(milli int) string {
	s := fmt.Sprintf("%d.%03d", milli/1000, milli%1000)
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	return s
}

// label and text are the cells of tables.
func label(width int, text string) document.Cell {
	return document.Cell{Width: width, Label: true, Text: text}
}
func text(width int, s string) document.Cell { return document.Cell{Width: width, Text: s} }

// unitReport is the report of one check: who scored, every item beside each other, how differences were settled, what was
// found and what follows.
func (s *System) unitReport(v CheckedUnitView) document.Doc {
	d := document.Doc{Layout: document.Form, Issuer: s.Bureau(v.Area), Title: "四方核查报告", Mark: s.Mark}
	who := []document.Row{
		{label(5, "核查方案"), text(19, v.Title)},
		{label(5, "核查对象"), text(9, v.Name), label(4, "所在地区"), text(6, v.AreaName)},
		{label(5, "核查时间"), text(9, v.From+" 至 "+v.To), label(4, "得分"), text(6, scoreText(v))},
	}
	for _, x := range v.Sheets {
		who = append(who, document.Row{label(5, PartyTitles[x.Party].Zh), text(9, x.PersonName), label(4, "提交日期"), text(6, calendar.DateOf(x.ReceivedAt.Time).String())})
	}
	d.Blocks = append(d.Blocks, document.Table(who...), document.Heading(1, "逐项得分"), document.Table(itemRows(v)...))
	var settled, found []document.Block
	for _, i := range v.Items {
		if i.Agreed != nil {
			settled = append(settled, document.Text(fmt.Sprintf("第 %s 项 %s：认定 %s。理由：%s（%s，%s）", i.No, i.Title, agreedText(i), i.Agreed.Reason, i.Agreed.By, i.Agreed.On)))
		}
		if i.Counts != nil && i.Counts.Faulty {
			found = append(found, document.Text(fmt.Sprintf("第 %s 项 %s。%s", i.No, i.Title, notesOf(i))))
		}
	}
	if len(settled) > 0 {
		d.Blocks = append(append(d.Blocks, document.Heading(1, "差异认定")), settled...)
	}
	if len(found) > 0 {
		d.Blocks = append(append(d.Blocks, document.Heading(1, "发现的问题")), found...)
	}
	if v.Follow != nil {
		state := "正在办理"
		if v.Follow.Closed {
			state = "已办结"
		}
		d.Blocks = append(d.Blocks, document.Heading(1, "整改情况"), document.Text("案件 "+v.Follow.ID+"，"+v.Follow.StageTitle.Zh+"，"+state+"。"))
	}
	var signs []document.Signature
	for _, x := range v.Sheets {
		signs = append(signs, document.Signature{Role: PartyTitles[x.Party].Zh + "（签字）"})
	}
	d.Blocks = append(d.Blocks, document.Sign(signs...))
	return d
}

func scoreText(v CheckedUnitView) string {
	switch {
	case v.Score == nil:
		return "差异认定中"
	case v.Vetoed:
		return "0（一票否决）"
	}
	return points(int(*v.Score))
}

func itemRows(v CheckedUnitView) []document.Row {
	rows := []document.Row{{label(2, "编号"), label(8, "核查内容"), label(2, "分值"), label(2, "自查"), label(2, "政府"), label(2, "专家"), label(3, "第三方"), label(3, "得分")}}
	for _, i := range v.Items {
		full := strconv.Itoa(i.Full)
		if i.Mode == Veto {
			full = "否决"
		}
		row := document.Row{text(2, i.No), text(8, i.Title), text(2, full)}
		for k, p := range Parties {
			width := 2
			if k == 3 {
				width = 3
			}
			row = append(row, text(width, saidText(i, p)))
		}
		rows = append(rows, append(row, text(3, countsText(i))))
	}
	return rows
}

func saidText(i ComparedItem, party string) string {
	for _, x := range i.Said {
		switch {
		case x.Party != party:
		case x.None:
			return "不涉及"
		case i.Mode == Veto && x.Count > 0:
			return "有"
		case i.Mode == Veto:
			return "无"
		default:
			return points(x.Points)
		}
	}
	return ""
}

func countsText(i ComparedItem) string {
	switch {
	case i.Counts == nil:
		return "待认定"
	case i.Counts.None:
		return "不涉及"
	case i.Counts.Vetoed:
		return "否决"
	case i.Mode == Veto:
		return "无"
	}
	return points(i.Counts.Points)
}

func agreedText(i ComparedItem) string {
	switch {
	case i.Agreed.None:
		return "不涉及"
	case i.Mode == Each:
		return strconv.Itoa(i.Agreed.Count) + " 次"
	case i.Agreed.Count > 0:
		return "存在"
	}
	return "不存在"
}

func notesOf(i ComparedItem) string {
	out := ""
	for _, x := range i.Said {
		if x.Count > 0 && x.Note != "" {
			out += PartyTitles[x.Party].Zh + "：" + x.Note + "。"
		}
	}
	return out
}

// programmeReport is the report of a programme: its units by score, and those that are not settled.
func (s *System) programmeReport(v ProgrammeView) document.Doc {
	d := document.Doc{Layout: document.Form, Issuer: s.Bureau(v.Area), Title: v.Title + "核查情况", Mark: s.Mark}
	rows := []document.Row{{label(7, "核查对象"), label(4, "地区"), label(3, "已提交"), label(3, "待认定差异"), label(3, "得分"), label(4, "状态")}}
	settled, sum := 0, 0
	for _, u := range v.Units {
		in, score := 0, "—"
		for _, x := range u.Sheets {
			if x.State == HandedIn {
				in++
			}
		}
		if u.Score != nil {
			settled, sum = settled+1, sum+int(*u.Score)
			score = points(int(*u.Score))
		}
		rows = append(rows, document.Row{text(7, u.Name), text(4, u.AreaName), text(3, fmt.Sprintf("%d/4", in)), text(3, strconv.Itoa(u.Differences)), text(3, score), text(4, u.StageTitle.Zh)})
	}
	line := fmt.Sprintf("核查时间 %s 至 %s，核查内容 %d 项，对象 %d 个，其中 %d 个已定分", v.From, v.To, len(v.Items), len(v.Units), settled)
	if settled > 0 {
		line += "，平均 " + points(sum/settled) + " 分"
	}
	d.Blocks = []document.Block{document.Text(line + "。"), document.Table(rows...)}
	return d
}

func asWord(name string, d document.Doc) (httpapi.File, func(context.Context, io.Writer) error, error) {
	b, err := docx.Render(d)
	return httpapi.File{Name: name + ".docx", Type: wordFile}, func(_ context.Context, w io.Writer) error {
		_, err := w.Write(b)
		return err
	}, err
}

func asPage(d document.Doc) (*httpapi.Sheet, error) {
	b, err := page.Render(d)
	if err != nil {
		return nil, err
	}
	return httpapi.NewSheet(b, page.Policy()), nil
}

// reported is the view of a unit whose report may be made.
func (s *System) reported(ctx context.Context, unitID string) (CheckedUnitView, error) {
	v, err := s.unitView(ctx, httpapi.SubjectOf(ctx), unitID)
	if err == nil && v.Sealed {
		err = fail.Conflict("fourparty.report.sealed", "四方尚未全部提交打分，还不能出报告", "not all four parties have handed in; there is no report yet")
	}
	return v, err
}

func (s *System) unitDOCX(ctx context.Context, in *unitPath) (httpapi.File, func(context.Context, io.Writer) error, error) {
	v, err := s.reported(ctx, in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	return asWord("四方核查报告-"+v.Name, s.unitReport(v))
}

func (s *System) unitPage(ctx context.Context, in *unitPath) (*httpapi.Sheet, error) {
	v, err := s.reported(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return asPage(s.unitReport(v))
}

func (s *System) programmeDOCX(ctx context.Context, in *programmePath) (httpapi.File, func(context.Context, io.Writer) error, error) {
	v, err := s.showProgramme(ctx, in)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	return asWord(v.Body.Title, s.programmeReport(v.Body))
}

func (s *System) programmePage(ctx context.Context, in *programmePath) (*httpapi.Sheet, error) {
	v, err := s.showProgramme(ctx, in)
	if err != nil {
		return nil, err
	}
	return asPage(s.programmeReport(v.Body))
}
