package report

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// incidentProcedure is the procedure of incidents, whose classification this system hears of.
const incidentProcedure = "command.incident"

// heardIncident is what it reads of an incident.
type heardIncident struct {
	Type    string `json:"type"`
	Level   string `json:"level"`
	Address string `json:"address"`
	Summary string `json:"summary"`
}

// incidentChanged begins the reporting of an incident that was classified, and follows its grade. Accidents of any grade and
// all that is larger or graded higher are told upward by themselves; the rest when somebody begins it.
func (s *System) incidentChanged(ctx context.Context, tx *store.Tx, _ bus.Event, c procedure.Changed) error {
	if c.Procedure != incidentProcedure || c.Act != "classify" && c.Act != "reclassify" {
		return nil
	}
	var i heardIncident
	if err := c.Load(&i); err != nil {
		return err
	}
	open, err := openOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if open == "" {
		if i.Type != "accident" && Rank(i.Level) < Rank("III") {
			return nil
		}
		_, err := s.begin(ctx, tx, machine, &c.Case, i, UpwardMatter{Sort: sortOf(i.Type)})
		return err
	}
	raw, err := json.Marshal(rateForm{Level: i.Level, At: moment(c.ChangedAt.Time)})
	if err != nil {
		return err
	}
	_, err = s.Procedure.Act(ctx, tx, machine, procedure.Request{Case: open, Act: "rate", Form: raw})
	if fail.KindOf(err) == fail.KindIllegal { // it ended meanwhile
		return nil
	}
	return err
}

// begin opens the matter of an incident with what m says; what m does not say is taken from the incident, its moments from
// when the incident was taken in.
func (s *System) begin(ctx context.Context, tx *store.Tx, by identity.Subject, c *procedure.Case, i heardIncident, m UpwardMatter) (*procedure.Case, error) {
	m.Incident, m.Declared = c.ID, i.Level
	m.KnownAt = firstOf(m.KnownAt, moment(c.OpenedAt.Time))
	m.HappenedAt = firstOf(m.HappenedAt, m.KnownAt)
	m.Place, m.Summary = firstOf(m.Place, i.Address), firstOf(m.Summary, i.Summary)
	return s.Procedure.Start(ctx, tx, by, Procedure, procedure.NewCase{
		Title: c.Title, Area: c.Area, Root: c.ID, Department: "duty", Happened: procedure.Moment(m.KnownAt), Data: m,
	})
}

// sortOf is the sort of a type of incidents, until somebody says more.
func sortOf(kind string) string {
	switch kind {
	case "accident":
		return "work"
	case "health", "social":
		return kind
	}
	return "natural"
}

// openOf is the matter under way of an incident, "" for none.
func openOf(ctx context.Context, tx *store.Tx, incident string) (string, error) {
	var ids []string
	if err := tx.NewRaw("SELECT case_id FROM report_matter WHERE incident = ? AND open ORDER BY opened_at LIMIT 1", incident).Scan(ctx, &ids); err != nil {
		return "", fmt.Errorf("reporting of %s: %w", incident, err)
	}
	if len(ids) == 0 {
		return "", nil
	}
	return ids[0], nil
}

// newestOf is the newest matter of an incident, "" for none.
func (s *System) newestOf(ctx context.Context, incident string) (string, error) {
	var ids []string
	if err := s.DB.Read().NewRaw("SELECT case_id FROM report_matter WHERE incident = ? ORDER BY opened_at DESC, case_id DESC LIMIT 1", incident).Scan(ctx, &ids); err != nil {
		return "", fmt.Errorf("reporting of %s: %w", incident, err)
	}
	if len(ids) == 0 {
		return "", nil
	}
	return ids[0], nil
}
