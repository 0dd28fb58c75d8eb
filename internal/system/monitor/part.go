package monitor

import (
	"context"
	"slices"
	"strconv"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

// measured are the kinds of elements that have points, or elements below them that do.
var measured = []string{"enterprise", "hazard-source", "tank"}

func (s *System) parts() []system.Part {
	return []system.Part{
		{Name: "monitor.alarms", Title: lang.T("当前报警", "Open alarms"), Permission: ReadAlarms, Kinds: measured, Read: s.alarmsOf},
		{Name: "monitor.points", Title: lang.T("监测点位", "Measuring points"), Permission: readPoints, Kinds: measured, Read: s.pointsOf},
	}
}

// pointsOf are the points of an element and of what is below it; those beyond their limits first.
func (s *System) pointsOf(ctx context.Context, of system.PartOf) (system.PartPage, error) {
	page := system.PartPage{Rows: []system.PartRow{}, More: "/monitor/points"}
	scope := httpapi.SubjectOf(ctx).Scope(readPoints)
	for _, id := range of.IDs() {
		points, _ := s.Signal.Points(scope, signal.PointFilter{Element: id, Limit: 500})
		for _, p := range points {
			row := system.PartRow{ID: p.ID, Title: p.ElementName + " " + p.Name, At: p.ObservedAt, Link: "/grid/elements/" + p.Element}
			row.Text, row.State, row.Tone = reading(p)
			if row.Tone != "" && row.Tone != "green" {
				page.Open++
			}
			page.Rows = append(page.Rows, row)
		}
	}
	page.Total = len(page.Rows)
	slices.SortStableFunc(page.Rows, func(a, b system.PartRow) int { return rank(a.Tone) - rank(b.Tone) })
	page.Rows = page.Rows[:min(len(page.Rows), system.PartRows)]
	return page, nil
}

func rank(tone string) int {
	return slices.Index([]string{"red", "orange", "yellow", "", "green"}, tone)
}

// reading is a value in words with its place among the limits.
func reading(p signal.Reading) (text string, state lang.Text, tone string) {
	if p.Value == nil {
		return "", lang.T("尚无测值", "no value yet"), ""
	}
	text = strconv.FormatFloat(*p.Value, 'g', 5, 64) + " " + p.Unit
	l := p.Limits
	for _, c := range []struct {
		limit *float64
		below bool
		tone  string
		state lang.Text
	}{
		{l.LL, true, "red", lang.T("低于下下限", "below LL")},
		{l.HH, false, "red", lang.T("高于上上限", "above HH")},
		{l.L, true, "orange", lang.T("低于下限", "below L")},
		{l.H, false, "orange", lang.T("高于上限", "above H")},
	} {
		if c.limit != nil && (c.below && *p.Value <= *c.limit || !c.below && *p.Value >= *c.limit) {
			return text, c.state, c.tone
		}
	}
	return text, lang.T("正常", "normal"), "green"
}

var tones = map[signal.Severity]string{signal.Critical: "red", signal.High: "orange", signal.Medium: "yellow", signal.Low: "blue"}

// alarmsOf are the open alarms of an element and of what is below it, newest first.
func (s *System) alarmsOf(ctx context.Context, of system.PartOf) (system.PartPage, error) {
	page := system.PartPage{Rows: []system.PartRow{}, More: "/monitor/alarms"}
	scope := httpapi.SubjectOf(ctx).Scope(ReadAlarms)
	for _, id := range of.IDs() {
		alarms, _, err := s.Signal.Alarms(ctx, scope, signal.AlarmFilter{Element: id, Limit: system.PartRows})
		if err != nil {
			return page, err
		}
		for _, a := range alarms {
			page.Rows = append(page.Rows, system.PartRow{
				ID: a.ID, Title: a.ElementName + " " + a.Name, Text: strconv.FormatFloat(a.Value, 'g', 5, 64) + " " + a.Unit,
				State: signal.StateTitles[a.State], Tone: tones[a.Severity], At: a.RaisedAt, Link: "/monitor/alarms?open=" + a.ID,
			})
		}
	}
	slices.SortStableFunc(page.Rows, func(a, b system.PartRow) int { return b.At.Compare(a.At.Time) })
	page.Total, page.Open = len(page.Rows), len(page.Rows)
	page.Rows = page.Rows[:min(len(page.Rows), system.PartRows)]
	return page, nil
}
