package risk

import (
	"context"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/system"
)

func (s *System) parts() []system.Part {
	return []system.Part{{Name: "risk.points", Title: lang.T("风险分级管控", "Risk points"), Permission: readPoints, Kinds: []string{"enterprise"}, Read: s.pointsOf}}
}

// pointsOf are the points of an enterprise, the gravest first; open are those that want an assessment.
func (s *System) pointsOf(ctx context.Context, of system.PartOf) (system.PartPage, error) {
	page := system.PartPage{Rows: []system.PartRow{}, More: "/risk/enterprises/" + of.Element.ID}
	where, args := httpapi.SubjectOf(ctx).Scope(readPoints).SQL("area")
	list, err := s.pointsWhere(ctx, s.DB.Read(), "risk_point", where+" AND enterprise = ? AND removed = ? ORDER BY rank, unit, name, id LIMIT ?", append(args, of.Element.ID, false, mostPoints)...)
	page.Total = len(list)
	for _, p := range list {
		if p.Due != "" && p.Due != "soon" {
			page.Open++
		}
		if len(page.Rows) == system.PartRows {
			continue
		}
		row := system.PartRow{ID: p.ID, Title: p.Name, Text: p.Unit, State: p.Risk.Title(), Tone: string(p.Risk), At: p.At, Link: "/risk/points/" + p.ID}
		if p.Due == "overdue" {
			row.Text += "（" + wordOf(dues, p.Due).Zh + "）"
		}
		page.Rows = append(page.Rows, row)
	}
	return page, err
}
