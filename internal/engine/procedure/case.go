package procedure

import (
	"encoding/json"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
)

// Case is one instance of a procedure.
type Case struct {
	ID           string          `bun:"id" json:"id"`
	Procedure    string          `bun:"procedure" json:"procedure"`
	Version      int             `bun:"version" json:"version"`
	Stage        string          `bun:"stage" json:"stage"`
	Closed       bool            `bun:"closed" json:"closed"`
	Title        string          `bun:"title" json:"title"`
	Area         string          `bun:"area" json:"area"`
	Root         string          `bun:"root" json:"root" doc:"the case whose timeline this one belongs to; its own id when it stands alone"`
	Assignee     string          `bun:"assignee" json:"assignee"`
	AssigneeName string          `bun:"assignee_name" json:"assignee_name"`
	Department   string          `bun:"department" json:"department" doc:"who answers for its clocks, with the area"`
	Data         json.RawMessage `bun:"data" json:"data"`
	DueAt        clock.Instant   `bun:"due_at" json:"due_at" doc:"the earliest running clock of the bureau, or what the owner set"`
	OpenedBy     string          `bun:"opened_by" json:"opened_by"`
	OpenedName   string          `bun:"opened_name" json:"opened_name"`
	OpenedAt     clock.Instant   `bun:"opened_at" json:"opened_at"`
	ChangedAt    clock.Instant   `bun:"changed_at" json:"changed_at"`
	LastAct      string          `bun:"last_act" json:"last_act"`
	LastBy       string          `bun:"last_by" json:"last_by"`
	LastName     string          `bun:"last_name" json:"last_name"`
	Revision     int64           `bun:"revision" json:"revision"`
	// Rules is the fingerprint of the rule packs that the case is judged by: those in force in its area on the day it was
	// opened. It never moves, whatever packs are loaded later.
	Rules string `bun:"rules" json:"rules"`
	// Pending is the act that waits for signatures; "" for none.
	Pending string `bun:"pending" json:"pending"`
}

// Load reads the case's data into v.
func (c *Case) Load(v any) error { return json.Unmarshal(c.Data, v) }

// Save writes v as the case's data.
func (c *Case) Save(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.Data = b
	return nil
}

// Opened is the day on which the case was opened, in Beijing.
func (c *Case) Opened() calendar.Date { return calendar.DateOf(c.OpenedAt.Time) }

const columns = `id, procedure, version, stage, closed, title, area, root, assignee, assignee_name, department, data, due_at, opened_by, opened_name,
	opened_at, changed_at, last_act, last_by, last_name, revision, rules, pending`

// noDue is the sort key of a case without a due moment: after all others, on both databases.
const noDue = int64(1) << 62

// dueKey is the due moment as lists sort it.
func (c *Case) dueKey() int64 {
	if c.DueAt.IsZero() {
		return noDue
	}
	return c.DueAt.UnixMicro()
}

// district is the area cut to the six digits of GB/T 2260, by which lists are indexed; a city's own case keeps its four.
func (c *Case) district() string { return c.Area[:min(6, len(c.Area))] }

// state is the SM3, in hex, of what a case says: it stands in each journal entry of the case, so that a case that was
// changed beside the engine is found (Audit).
func (c *Case) state() string {
	return sum("anlan.case.2", c.ID, c.Procedure, c.Version, c.Stage, c.Closed, c.Title, c.Area, c.Root, c.Assignee, c.AssigneeName, c.Department, string(c.Data), c.DueAt,
		c.OpenedBy, c.OpenedName, c.OpenedAt, c.ChangedAt, c.LastAct, c.LastBy, c.LastName, c.Revision, c.Rules, c.Pending)
}
