package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/system"
)

func (s *System) parts() []system.Part {
	return []system.Part{{
		Name: "desk.cases", Title: lang.T("执法与整改事项", "Cases"), Permission: "desk.case.read", Kinds: []string{"enterprise"}, Read: s.casesOf,
	}}
}

// casesOf are the cases that name an enterprise, by its credit code or its name, newest first: punishments, rectifications,
// seizures and whatever else is done by procedure. Incidents are told of by the system that keeps them.
func (s *System) casesOf(ctx context.Context, of system.PartOf) (system.PartPage, error) {
	page := system.PartPage{Rows: []system.PartRow{}}
	var known struct {
		Code string `json:"credit_code"`
	}
	if err := json.Unmarshal(of.Element.Attrs, &known); err != nil {
		return page, fmt.Errorf("attributes of %s: %w", of.Element.ID, err)
	}
	cases, next, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Mentions: []string{known.Code, of.Element.Name}, Limit: system.PartRows})
	if err != nil {
		return page, err
	}
	for _, c := range cases {
		if strings.HasPrefix(c.Procedure, "command.") {
			continue
		}
		row := system.PartRow{ID: c.ID, Title: c.Title, State: s.Procedure.Stage(&c).Title, Tone: "green", At: c.OpenedAt, Link: "/desk/cases/" + c.ID}
		if d, err := s.Procedure.Definition(c.Procedure, c.Version); err == nil {
			row.Text = d.Title.Zh
		}
		if !c.Closed {
			row.Tone = "orange"
			page.Open++
		}
		page.Rows = append(page.Rows, row)
	}
	if page.Total = len(page.Rows); next != "" {
		page.Total = -1
	}
	page.More = "/desk/cases?q=" + of.Element.Name
	return page, nil
}
