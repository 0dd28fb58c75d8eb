package procedure

import (
	"context"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// china is the time in which people read the clock.
var china = time.FixedZone("CST", 8*3600)

func local(i clock.Instant) string { return i.In(china).Format("01-02 15:04") }

// Case finds one case; NotFound when there is none that the subject may see.
func (e *Engine) Case(ctx context.Context, by identity.Subject, id string) (*Case, error) {
	var out []Case
	if err := e.db.Read().NewRaw("SELECT "+columns+" FROM procedure_case WHERE id = ?", id).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("case %s: %w", id, err)
	}
	if len(out) == 0 {
		return nil, unknown
	}
	d, err := e.Definition(out[0].Procedure, out[0].Version)
	if err != nil {
		return nil, err
	}
	if !visible(d, &out[0], by) {
		return nil, unknown
	}
	return &out[0], nil
}

// Filter narrows a list of cases. Empty fields do not narrow. Cursor is the id of the last case of the page before.
type Filter struct {
	Procedure string
	Stage     string
	Root      string
	Area      string
	Q         string
	Mentions  []string // words of which the title or the content holds one, as a whole value: a name, a code
	Open      bool
	Closed    bool
	Mine      bool          // assigned to the subject
	Due       clock.Instant // due before this moment
	Cursor    string
	Limit     int
}

// Cases lists what the subject may see, newest first, and the cursor of the next page.
func (e *Engine) Cases(ctx context.Context, by identity.Subject, f Filter) (items []Case, next string, err error) {
	area, assignee, order := e.aside("area"), e.aside("assignee"), "id"
	switch {
	case f.Root != "" || f.Mine:
		area, assignee, order = "area", "assignee", e.aside("id") // few, found by an index and sorted
	case !f.Due.IsZero():
		order = e.aside("id") // by the index of due moments
	}
	where, args := e.scope(by, f.Area, f.Mine, area, assignee)
	q := "SELECT " + columns + " FROM procedure_case WHERE " + where
	bars, more := e.unbarred(by, e.aside("procedure"), "data")
	q, args = q+bars, append(args, more...)
	add := func(cond string, v ...any) { q += " AND " + cond; args = append(args, v...) }
	if f.Procedure != "" {
		column := "procedure"
		if f.Stage == "" {
			column = e.aside(column)
		}
		add(column+" = ?", f.Procedure)
	}
	if f.Stage != "" {
		add("stage = ?", f.Stage)
	}
	if f.Root != "" {
		add(underRoot, f.Root, f.Root, f.Root)
	}
	if f.Q != "" {
		add("title"+store.Like, store.Part(f.Q))
	}
	if len(f.Mentions) > 0 {
		cond, words := mentions(f.Mentions)
		add(cond, words...)
	}
	if f.Open {
		add("NOT closed")
	}
	if f.Closed {
		add("closed")
	}
	if !f.Due.IsZero() {
		add("due_key < ? AND NOT closed", f.Due.UnixMicro())
	}
	if f.Cursor != "" {
		add("id < ?", f.Cursor)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	items = []Case{}
	if err := e.db.Read().NewRaw(q+" ORDER BY "+order+" DESC LIMIT ?", append(args, f.Limit+1)...).Scan(ctx, &items); err != nil {
		return nil, "", fmt.Errorf("list cases: %w", err)
	}
	if len(items) > f.Limit {
		items = items[:f.Limit]
		next = items[f.Limit-1].ID
	}
	return items, next, nil
}

// underRoot is the condition that a case's root is one of three times the same: by the index of roots for cases of others, and
// by its id for the root itself.
const underRoot = "(root = ? AND root <> id OR id = ? AND root = ?)"

// mentions is the condition that the title holds one of the words, or the content has one of them as a value.
func mentions(words []string) (string, []any) {
	var conds []string
	var args []any
	for _, w := range words {
		if w == "" {
			continue
		}
		w = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(w)
		conds = append(conds, `title LIKE ? ESCAPE '\' OR data LIKE ? ESCAPE '\'`)
		args = append(args, "%"+w+"%", `%"`+w+`"%`)
	}
	if len(conds) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(conds, " OR ") + ")", args
}

// OpenUnder counts the cases of a procedure under a root that are not closed, as the transaction sees them.
func (e *Engine) OpenUnder(ctx context.Context, tx *store.Tx, root, procedure string) (n int, err error) {
	err = tx.NewRaw("SELECT count(*) FROM procedure_case WHERE "+underRoot+" AND procedure = ? AND NOT closed", root, root, root, procedure).Scan(ctx, &n)
	if err != nil {
		return 0, fmt.Errorf("open cases under %s: %w", root, err)
	}
	return n, nil
}

// Locked is a case that the subject may see, held for this transaction: nobody moves it meanwhile. NotFound as Case.
func (e *Engine) Locked(ctx context.Context, tx *store.Tx, by identity.Subject, id string) (*Case, error) {
	c, _, err := e.locked(ctx, tx, by, id)
	return c, err
}

// scope is the condition that a case is the subject's to see, on columns of area and assignee.
func (e *Engine) scope(by identity.Subject, area string, mine bool, areaColumn, assigneeColumn string) (string, []any) {
	if machine(by) {
		return "1 = 1", nil
	}
	var parts []string
	var args []any
	for _, d := range e.Definitions() {
		if !by.Has(d.Read) {
			continue
		}
		if !mine {
			in, a := by.Scope(d.Read).Within(area).SQL(areaColumn)
			parts = append(parts, "("+e.aside("procedure")+" = ? AND "+in+")")
			args = append(append(args, d.Name), a...)
		}
		within, a := identity.Scope{area}.SQL(areaColumn)
		parts = append(parts, "("+e.aside("procedure")+" = ? AND "+assigneeColumn+" = ? AND "+within+")")
		args = append(append(args, d.Name, by.ID), a...)
	}
	if len(parts) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// Journal is the record of a case and, when it is a root, of all cases under it, oldest first.
func (e *Engine) Journal(ctx context.Context, by identity.Subject, id string) ([]journal.Record, error) {
	c, err := e.Case(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if c.Root == c.ID {
		return e.journal.Under(ctx, id)
	}
	return e.journal.Of(ctx, id)
}

// Past is all that was done in a case that the subject may see, oldest first.
func (e *Engine) Past(ctx context.Context, by identity.Subject, id string) ([]Done, error) {
	if _, err := e.Case(ctx, by, id); err != nil {
		return nil, err
	}
	out := []Done{}
	err := e.db.Read().NewRaw("SELECT revision, act, person, name, at, moment, stage, role FROM procedure_past WHERE case_id = ? ORDER BY revision, part", id).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("past of %s: %w", id, err)
	}
	return out, nil
}

// Stage finds the stage of a case, for its titles.
func (e *Engine) Stage(c *Case) Stage {
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return Stage{Name: c.Stage}
	}
	s, ok := d.stage(c.Stage)
	if !ok {
		return Stage{Name: c.Stage}
	}
	return s
}

var errFile = fail.NotFound("procedure.file-unknown", "没有这个文件", "there is no such file")
