package hazard

import (
	"context"
	"slices"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/system"
)

func (s *System) parts() []system.Part {
	return []system.Part{
		{Name: "hazard.promises", Title: lang.T("安全承诺", "Safety promises"), Permission: readPromises, Kinds: []string{"enterprise"}, Read: s.promisesOf},
		{Name: "hazard.inspections", Title: lang.T("在线巡查", "Inspections from the screen"), Permission: readSources, Kinds: []string{"enterprise", "hazard-source"}, Read: s.inspectionsOf},
	}
}

var standings = map[string]struct {
	title lang.Text
	tone  string
}{
	"made": {lang.T("按时承诺", "made in time"), "green"}, "late": {lang.T("迟报", "made late"), "yellow"},
	"missing": {lang.T("未承诺", "not made"), "red"}, "due": {lang.T("待承诺", "to be made"), "blue"},
}

// promisesOf are the last promises of an enterprise.
func (s *System) promisesOf(ctx context.Context, of system.PartOf) (system.PartPage, error) {
	page := system.PartPage{Rows: []system.PartRow{}, More: "/monitor/promises", Total: -1}
	if !httpapi.SubjectOf(ctx).Can(readPromises, of.Element.Area) {
		return page, nil
	}
	list, err := s.promisesWhere(ctx, "enterprise = ? ORDER BY day DESC LIMIT 30", of.Element.ID)
	for _, p := range list {
		w := standings[p.Standing]
		row := system.PartRow{ID: p.ID, Title: p.Day, State: w.title, Tone: w.tone, At: p.DueAt, Link: "/monitor/promises?day=" + p.Day}
		if p.Form != nil {
			row.Text, row.At = p.Form.Chief, p.MadeAt
		}
		if p.Standing == "missing" || p.Standing == "due" {
			page.Open++
		}
		page.Rows = append(page.Rows, row)
	}
	return page, err
}

var inspectionStates = map[string]struct {
	title lang.Text
	tone  string
}{Fine: {lang.T("正常", "in order"), "green"}, Open: {lang.T("有问题未关闭", "finding open"), "red"}, Closed: {lang.T("问题已关闭", "finding closed"), "blue"}}

// inspectionsOf are the last inspections of a source, or of all sources of an enterprise.
func (s *System) inspectionsOf(ctx context.Context, of system.PartOf) (system.PartPage, error) {
	page := system.PartPage{Rows: []system.PartRow{}, More: "/monitor/hazards"}
	where, args := httpapi.SubjectOf(ctx).Scope(readSources).SQL("area")
	list, err := s.inspectionsWhere(ctx, where+" AND (source = ? OR enterprise = ?) ORDER BY at DESC, id DESC LIMIT 500", append(args, of.Element.ID, of.Element.ID)...)
	for _, i := range list {
		w := inspectionStates[i.State]
		page.Rows = append(page.Rows, system.PartRow{ID: i.ID, Title: i.SourceName, Text: i.Answers.Note, State: w.title, Tone: w.tone, At: i.At, Link: "/monitor/hazards/" + i.Source})
		if i.State == Open {
			page.Open++
		}
	}
	page.Total = len(page.Rows)
	slices.SortStableFunc(page.Rows, func(a, b system.PartRow) int { return b.At.Compare(a.At.Time) })
	page.Rows = page.Rows[:min(len(page.Rows), system.PartRows)]
	return page, err
}
