package command

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/system"
)

func (s *System) parts() []system.Part {
	return []system.Part{{
		Name: "command.incidents", Title: lang.T("险情与事故", "Incidents and accidents"), Permission: "command.incident.read",
		Kinds: []string{"enterprise", "hazard-source", "tank"}, Read: s.incidentsOf,
	}}
}

// incidentsOf are the incidents that began at an element or at what is below it, newest first.
func (s *System) incidentsOf(ctx context.Context, of system.PartOf) (system.PartPage, error) {
	page, by := system.PartPage{Rows: []system.PartRow{}, More: "/command/incidents"}, httpapi.SubjectOf(ctx)
	in, args := by.Scope("command.incident.read").SQL("area")
	var ids []string
	err := s.DB.Read().NewRaw("SELECT id FROM command_incident WHERE element IN (?) AND "+in+" ORDER BY opened_at DESC, id DESC LIMIT 500",
		append([]any{bun.List(of.IDs())}, args...)...).Scan(ctx, &ids)
	if err != nil {
		return page, fmt.Errorf("incidents of %s: %w", of.Element.ID, err)
	}
	page.Total = len(ids)
	for _, id := range ids[:min(len(ids), system.PartRows)] {
		c, err := s.Procedure.Case(ctx, by, id)
		if fail.KindOf(err) == fail.KindNotFound { // may not be seen
			page.Total--
			continue
		}
		if err != nil {
			return page, err
		}
		row := system.PartRow{ID: c.ID, Title: c.Title, State: s.Procedure.Stage(c).Title, Tone: "green", At: c.OpenedAt, Link: "/command/incidents/" + c.ID}
		if !c.Closed {
			row.Tone = "red"
			page.Open++
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}
