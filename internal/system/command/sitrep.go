package command

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/document/chinese"
	"anlan/internal/base/document/docx"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/plan"
)

// SituationPart is one part of a situation report.
type SituationPart struct {
	Title string   `json:"title"`
	Lines []string `json:"lines" nullable:"false"`
}

// SituationReport is the state of an incident at a moment in words, drafted from what is on record. It states what is known and says
// what is not; it is a draft for a person to read, and no report by law: those are made by the system of reports to the upper levels.
type SituationReport struct {
	Title string          `json:"title"`
	At    clock.Instant   `json:"at"`
	By    string          `json:"by"`
	Parts []SituationPart `json:"parts" nullable:"false"`
	Text  string          `json:"text" doc:"all of it as plain text, to be copied"`
}

// latest is how many lines of the log a situation report tells.
const latest = 12

// situation drafts the situation report of an incident.
func (s *System) situation(ctx context.Context, in *caseInput) (*httpapi.Body[SituationReport], error) {
	r, _, err := s.situationOf(ctx, in.ID)
	return httpapi.OK(r), err
}

// situationOf drafts it, and says in which area the incident lies.
func (s *System) situationOf(ctx context.Context, id string) (SituationReport, string, error) {
	c, err := s.incident(ctx, id)
	if err != nil {
		return SituationReport{}, "", err
	}
	r, err := s.roomOf(ctx, c)
	if err != nil {
		return SituationReport{}, "", err
	}
	tasks, err := s.barely(ctx, c.ID)
	if err != nil {
		return SituationReport{}, "", err
	}
	lines, err := s.timeline(ctx, c)
	if err != nil {
		return SituationReport{}, "", err
	}
	out := SituationReport{Title: c.Title + "态势快报", At: r.Now, By: httpapi.SubjectOf(ctx).Name, Parts: []SituationPart{}}
	for _, p := range []SituationPart{
		{"基本情况", basics(r)},
		{"人员伤亡和损失", losses(r)},
		{"应急响应和组织", organisation(r)},
		{"力量和车辆", forcesSay(r)},
		{"警戒和分区", zonesSay(r)},
		{"任务进展", tasksSay(tasks, r.Now)},
		{"处置目标", objectivesSay(r.Objectives)},
		{"物资和缺口", shortSay(r)},
		{"近期记事", logSay(lines)},
		{"下一步", nextSay(r)},
	} {
		if len(p.Lines) > 0 {
			out.Parts = append(out.Parts, p)
		}
	}
	out.Text = out.plain()
	return out, c.Area, nil
}

// plain is the report as text.
func (r SituationReport) plain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n（截至 %s）\n", r.Title, moment(r.At))
	for n, p := range r.Parts {
		fmt.Fprintf(&b, "\n%s、%s\n", chinese.Numeral(n+1), p.Title)
		for _, l := range p.Lines {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}

func moment(i clock.Instant) string { return i.In(china).Format("1月2日15时04分") }

// typeTitles are the four types of incidents as they are written.
var (
	typeTitles   = map[string]string{"natural": "自然灾害", "accident": "事故灾难", "health": "公共卫生事件", "social": "社会安全事件"}
	levelTitles  = map[string]string{"I": "特别重大", "II": "重大", "III": "较大", "IV": "一般"}
	sourceTitles = map[string]string{"alarm": "监测报警", "phone": "电话接报", "report": "下级报告", "other": "其他途径接报"}
)

func basics(r Room) []string {
	i := r.Incident
	grade := "尚未定级"
	if t, ok := levelTitles[i.Level]; ok {
		grade = t + "级"
	}
	out := []string{fmt.Sprintf("%s%s，%s发生%s，%s，现处于“%s”。", moment(i.OpenedAt), sourceTitles[i.Source], i.AreaName+strings.TrimPrefix(i.Address, i.AreaName), typeTitles[i.Type], grade, i.StageTitle.Zh)}
	if i.Summary != "" {
		out = append(out, strings.TrimRight(i.Summary, "。")+"。")
	}
	return out
}

func losses(r Room) []string {
	var out []string
	for _, f := range r.Figures {
		out = append(out, fmt.Sprintf("%s%s%s（%s）", f.Title.Zh, strconv.FormatFloat(f.Value, 'f', -1, 64), f.Unit.Zh, f.Organ))
	}
	if len(out) == 0 {
		return []string{"人员伤亡和损失情况尚未核实。"}
	}
	return []string{strings.Join(out, "，") + "。"}
}

func organisation(r Room) []string {
	var out []string
	for _, l := range r.Levels {
		out = append(out, fmt.Sprintf("%s按《%s》启动%s，批准人%s。", moment(l.StartedAt), l.Title, plan.LevelTitle(l.Level).Zh, l.Approver))
	}
	if len(r.Levels) == 0 {
		out = append(out, "尚未启动应急响应。")
	}
	var led []string
	for _, g := range r.Board.Groups {
		if g.Lead != "" {
			led = append(led, g.Title+g.Lead)
		}
	}
	if len(led) > 0 {
		out = append(out, "各组负责人："+strings.Join(led, "，")+"。")
	}
	if r.Board.Vacant > 0 {
		out = append(out, fmt.Sprintf("尚有 %d 个岗位无人。", r.Board.Vacant))
	}
	return out
}

func forcesSay(r Room) []string {
	people, teams, vehicles, there := 0, 0, 0, 0
	var names []string
	for _, f := range r.Forces {
		switch f.Kind {
		case "vehicle":
			vehicles++
		case "rescue-team":
			teams++
			people += f.Present
		}
		if f.Stage == "arrived" {
			there++
		}
		say := f.Name
		if f.StageName.Zh != "" {
			say += "（" + f.StageName.Zh + "）"
		}
		names = append(names, say)
	}
	if len(r.Forces) == 0 {
		return []string{"尚未调用力量。"}
	}
	return []string{fmt.Sprintf("调用队伍 %d 支 %d 人、车辆 %d 台，已到场 %d。", teams, people, vehicles, there), strings.Join(names, "、") + "。"}
}

func zonesSay(r Room) []string {
	var out []string
	for _, z := range r.Zones {
		inside, wrong := 0, []string{}
		for _, f := range r.Forces {
			if f.Zone == z.Kind {
				inside++
				if !f.Wrong.IsZero() {
					wrong = append(wrong, f.Name)
				}
			}
		}
		say := fmt.Sprintf("%s（第 %d 版，%s划定）面积 %.2f 平方公里，内有力量 %d", z.Title.Zh, z.Version, z.By, z.Area/1e6, inside)
		if len(wrong) > 0 {
			say += "，其中不应进入的：" + strings.Join(wrong, "、")
		}
		out = append(out, say+"。")
	}
	return out
}

func tasksSay(tasks []TaskItem, now clock.Instant) []string {
	if len(tasks) == 0 {
		return []string{"尚未下达任务。"}
	}
	done, late := 0, []string{}
	var open []string
	for n := len(tasks) - 1; n >= 0; n-- {
		t := tasks[n]
		if t.Closed {
			if t.Stage == "done" {
				done++
			}
			continue
		}
		who := t.Task.TeamName
		if who == "" {
			who = t.AssigneeName
		}
		open = append(open, fmt.Sprintf("%s（%s，%s）", t.Title, who, t.StageTitle.Zh))
		if !t.DueAt.IsZero() && t.DueAt.Before(now.Time) {
			late = append(late, t.Title)
		}
	}
	out := []string{fmt.Sprintf("下达任务 %d 项，已完成 %d 项，进行中 %d 项。", len(tasks), done, len(open))}
	if len(open) > 0 {
		out = append(out, "进行中："+strings.Join(open, "、")+"。")
	}
	if len(late) > 0 {
		out = append(out, "已超过时限："+strings.Join(late, "、")+"。")
	}
	return out
}

func objectivesSay(list []ObjectiveItem) []string {
	var out []string
	for _, o := range list {
		if o.Stage == "dropped" {
			continue
		}
		say := fmt.Sprintf("%s（%s，%s", o.Title, o.Objective.Owner, o.StageTitle.Zh)
		if !o.Closed && !o.DueAt.IsZero() {
			say += "，时限 " + moment(o.DueAt)
		}
		say += "）"
		if last := firstText(o.Objective.Result, o.Objective.Progress); last != "" {
			say += "：" + strings.TrimRight(last, "。")
		}
		out = append(out, say+"。")
	}
	return out
}

func shortSay(r Room) []string {
	var out []string
	for _, n := range r.Needs {
		say := fmt.Sprintf("%s需 %g %s，已申请 %g，已批准 %g，已到 %g", n.Title, n.Amount, n.Unit, n.Asked, n.Approved, n.Arrived)
		if n.Gap > 0 {
			say += fmt.Sprintf("，尚缺 %g", n.Gap)
		}
		out = append(out, say+"。")
	}
	for _, l := range r.Lacks {
		out = append(out, l.Title+"："+l.Why.Zh+"。")
	}
	return out
}

func logSay(lines []Entry) []string {
	var out []string
	for _, e := range lines[max(0, len(lines)-latest):] {
		say := e.Title.Zh
		if e.Task != "" {
			say = e.Task + "：" + say
		}
		if e.Text != "" {
			say += "，" + e.Text
		}
		if say != "" {
			out = append(out, moment(e.At)+"，"+strings.TrimRight(say, "。；，")+"。")
		}
	}
	return out
}

func nextSay(r Room) []string {
	var out []string
	for _, d := range r.Due {
		if len(out) == latest {
			break
		}
		if d.Kind == "response" {
			continue
		}
		say := d.Title
		if d.What.Zh != "" {
			say += "：" + d.What.Zh
		}
		if d.Who != "" {
			say += "（" + d.Who + "）"
		}
		if !d.DueAt.IsZero() {
			say = moment(d.DueAt) + "前，" + say
			if d.DueAt.Before(r.Now.Time) {
				say += "，已超时"
			}
		}
		out = append(out, say+"。")
	}
	return out
}

func firstText(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

const wordFile = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// situationDOCX is the same report as a Word file, marked as a draft.
func (s *System) situationDOCX(ctx context.Context, in *caseInput) (httpapi.File, func(context.Context, io.Writer) error, error) {
	r, area, err := s.situationOf(ctx, in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	d := document.Doc{Layout: document.Paper, Issuer: s.organ(area), Title: r.Title, Mark: strings.TrimSpace("内部参考，未签发 " + s.Mark)}
	d.Blocks = append(d.Blocks, document.Flush("（截至 "+moment(r.At)+"）"))
	for _, p := range r.Parts {
		d.Blocks = append(d.Blocks, document.Heading(1, p.Title))
		for _, l := range p.Lines {
			d.Blocks = append(d.Blocks, document.Text(l))
		}
	}
	d.Blocks = append(d.Blocks, document.Seal(d.Issuer, calendar.DateOf(r.At.Time)))
	b, err := docx.Render(d)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	return httpapi.File{Name: r.Title + "-" + r.At.In(china).Format("0102-1504") + ".docx", Type: wordFile}, func(_ context.Context, w io.Writer) error {
		_, err := w.Write(b)
		return err
	}, nil
}

// organ is the name of the bureau of an area.
func (s *System) organ(area string) string {
	if s.Organ == nil {
		return s.Register.Areas().Name(area)
	}
	return s.Organ(area)
}
