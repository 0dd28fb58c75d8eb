package report

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document/chinese"
	"anlan/internal/engine/procedure"
)

// Course is what an incident is about and what happened in it, in words, oldest first.
type Course struct {
	Title   string
	Place   string
	Summary string
	Source  string
	Lines   []CourseLine
}

// CourseLine is one thing that happened. Measure says that it is something that was done about the incident: a task.
type CourseLine struct {
	At      clock.Instant
	Text    string
	Measure bool
}

// most is how many lines of the course go into a draft; the officer shortens it further.
const most = 40

// course asks for what happened; a matter without an incident has none.
func (s *System) course(ctx context.Context, m *UpwardMatter) (Course, error) {
	if m.Incident == "" || s.Course == nil {
		return Course{}, nil
	}
	c, err := s.Course(ctx, m.Incident)
	if err != nil {
		return Course{}, fmt.Errorf("course of %s: %w", m.Incident, err)
	}
	return c, nil
}

// draft writes what is known into the parts of a report. What only people know stays empty and is marked as missing.
func draft(t *procedure.Turn, m *UpwardMatter, r UpwardReport, c Course) ReportContents {
	if r.Kind == Correction {
		return m.Report(r.Corrects).Content
	}
	out := ReportContents{
		Title: reportTitle(t.Case.Title, r), Time: said(m.HappenedAt), Place: firstOf(m.Place, c.Place), Unit: m.Unit, Casualties: casualties(m), Loss: lossText(m),
	}
	since := clock.Instant{}
	if last := lastSigned(m, r.N); last != nil {
		out.Contact, out.Unit = last.Content.Contact, firstOf(out.Unit, last.Content.Unit)
		since = at(last.SignedAt)
		out.Casualties = joinText(out.Casualties, changes(m, last))
	}
	switch r.Kind {
	case First:
		out.Source = said(m.KnownAt) + firstOf(c.Source, "接报") + "。"
		out.Course = joinText(firstOf(m.Summary, c.Summary), tell(c.Lines, clock.Instant{}, false))
		out.Measures = tell(c.Lines, clock.Instant{}, true)
	case Final:
		out.Course, out.Measures = joinText(firstOf(m.Summary, c.Summary), tell(c.Lines, clock.Instant{}, false)), tell(c.Lines, clock.Instant{}, true)
	default: // what was told before is not told again
		out.Time, out.Place, out.Unit = "", "", ""
		out.Course, out.Measures = tell(c.Lines, since, false), tell(c.Lines, since, true)
	}
	return out
}

// reportTitle is the title of a report: 关于……的初报, 续报（二）.
func reportTitle(title string, r UpwardReport) string {
	kind := kindTitle(r.Kind).Zh
	if r.Kind == Progress {
		kind = fmt.Sprintf("续报（%s）", chinese.Numeral(r.Seq))
	}
	return "关于" + title + "的" + kind
}

// lastSigned is the newest report before the n-th that was signed, nil for none.
func lastSigned(m *UpwardMatter, n int) *UpwardReport {
	for i := n - 2; i >= 0; i-- {
		if m.Reports[i].SignedAt != "" {
			return &m.Reports[i]
		}
	}
	return nil
}

// tell are lines of the course after a moment, as sentences with their time; measures only, or all others.
func tell(lines []CourseLine, since clock.Instant, measures bool) string {
	var out []string
	for _, l := range lines {
		if l.Measure != measures || l.Text == "" || !l.At.After(since.Time) {
			continue
		}
		out = append(out, l.At.In(calendar.Beijing).Format("1月2日15时04分")+"，"+strings.TrimRight(l.Text, "。；，")+"。")
	}
	if n := len(out); n > most {
		out = out[n-most:]
	}
	return strings.Join(out, "\n")
}

// casualties are the numbers of persons, each with who said it and when; "" when nobody said any.
func casualties(m *UpwardMatter) string {
	var out []string
	for _, k := range FigureKinds {
		s, ok := Current(m.Statements, k.Key)
		if !ok || !k.Whole {
			continue
		}
		out = append(out, k.Title.Zh+figureText(k, s.Value)+"（"+s.Organ+"，"+said(s.SaidAt)+"）")
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, "，") + "。"
}

// lossText is the estimate of the loss with who made it, and the burnt forest; "" when nobody said any.
func lossText(m *UpwardMatter) string {
	var out []string
	for _, key := range []string{"loss", "forest"} {
		k, _ := figureKind(key)
		if s, ok := Current(m.Statements, key); ok {
			out = append(out, k.Title.Zh+figureText(k, s.Value)+"（"+s.Organ+"，"+said(s.SaidAt)+"）。")
		}
	}
	return strings.Join(out, "")
}

// changes tells how the numbers moved since a report.
func changes(m *UpwardMatter, last *UpwardReport) string {
	var out []string
	old := before(m.Statements, last.Known)
	for _, k := range FigureKinds {
		was, had := Current(old, k.Key)
		is, has := Current(m.Statements, k.Key)
		switch {
		case !has || had && was.Value == is.Value:
		case !had:
			out = append(out, k.Title.Zh+"新报"+figureText(k, is.Value))
		default:
			out = append(out, k.Title.Zh+"由"+figureText(k, was.Value)+"变为"+figureText(k, is.Value))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "与上次报告相比：" + strings.Join(out, "，") + "。"
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func joinText(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}
