package procedure

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Todo is one case that waits for the person.
type Todo struct {
	Case      Case      `json:"case"`
	Procedure lang.Text `json:"procedure"`
	Stage     lang.Text `json:"stage"`
	Todo      lang.Text `json:"todo"`
	Acts      []string  `json:"acts" nullable:"false"`
	Sign      string    `json:"sign" doc:"the signature that the person may give; empty when it is no signature that waits"`
	Page      string    `json:"page"`
}

// Inbox lists the open cases in which the subject may do an ordinary next act, or sign one, the earliest due first. A case
// that is assigned shows to its assignee, and to those who may act in it by their office when the act is not the
// assignee's own. procedure narrows it to one; "" for all.
func (e *Engine) Inbox(ctx context.Context, by identity.Subject, procedure string, limit int) ([]Todo, error) {
	var out []Todo
	var parts []string
	var args []any
	add := func(q string, a ...any) { parts, args = append(parts, q), append(args, a...) }
	for _, d := range e.definitions() {
		if procedure != "" && d.Name != procedure || !machine(by) && !by.Has(d.Read) {
			continue
		}
		for _, s := range d.Stages {
			if s.Final || s.Todo.IsZero() {
				continue
			}
			e.walk(d, s.Name, by, limit, add)
		}
	}
	if len(parts) == 0 {
		return []Todo{}, nil
	}
	var ids []string
	q := "SELECT id FROM (" + strings.Join(parts, " UNION ALL ") + ") AS t GROUP BY id, due_key ORDER BY due_key, id LIMIT ?"
	if err := e.db.Read().NewRaw(q, append(args, 4*limit)...).Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	for part := range slices.Chunk(ids, max(limit, 1)) { // mostly the first is enough
		var cases []Case
		if err := e.db.Read().NewRaw("SELECT "+columns+" FROM procedure_case WHERE id IN (?) ORDER BY due_key, id", bun.List(part)).Scan(ctx, &cases); err != nil {
			return nil, fmt.Errorf("inbox: %w", err)
		}
		for _, c := range cases {
			t, ok, err := e.todo(ctx, by, &c)
			if err != nil {
				return nil, err
			}
			if ok && len(out) < limit {
				out = append(out, t)
			}
		}
		if len(out) == limit {
			break
		}
	}
	slices.SortStableFunc(out, func(a, b Todo) int {
		return cmp.Or(cmp.Compare(a.Case.dueKey(), b.Case.dueKey()), cmp.Compare(a.Case.ID, b.Case.ID))
	})
	if out == nil {
		out = []Todo{}
	}
	return out, nil
}

// definitions are all versions of all procedures.
func (e *Engine) definitions() []*Definition {
	var out []*Definition
	for _, n := range e.names {
		out = append(out, e.defs[n]...)
	}
	return out
}

// walk adds the queries for the cases of one stage that the subject may move: each reads an index from its beginning and
// stops at limit.
func (e *Engine) walk(d *Definition, stage string, by identity.Subject, limit int, add func(string, ...any)) {
	var offices []string // permissions by which somebody may move or sign here
	own := false
	for _, a := range d.Acts {
		if !slices.Contains(a.From, stage) || a.Machine || a.Tone != Next {
			continue
		}
		own = own || a.Who.Assignee
		for _, w := range append([]Who{a.Who}, whos(a.Signs)...) {
			if w.Permission != "" && !slices.Contains(offices, w.Permission) {
				offices = append(offices, w.Permission)
			}
		}
	}
	const from = "SELECT id, due_key FROM procedure_case WHERE procedure = ? AND version = ? AND stage = ? AND NOT closed"
	var areas identity.Scope
	for _, p := range offices {
		for _, a := range by.Scope(p) {
			if !areas.Contains(a) {
				areas = append(areas, a)
			}
		}
	}
	if machine(by) {
		areas = identity.Everywhere
	}
	for _, area := range areas {
		q, args := from, []any{d.Name, d.Version, stage}
		if len(area) >= 6 {
			q, args = q+" AND district = ?", append(args, area[:6])
		}
		if len(area) > 0 && len(area) != 6 {
			in, a := identity.Scope{area}.SQL(e.aside("area"))
			q, args = q+" AND "+in, append(args, a...)
		}
		add("SELECT * FROM ("+q+" ORDER BY due_key, id LIMIT ?) AS q", append(args, 2*limit)...)
	}
	if own {
		few := strings.NewReplacer("procedure = ", e.aside("procedure")+" = ", "stage = ", e.aside("stage")+" = ").Replace(from)
		add("SELECT * FROM ("+few+" AND assignee = ? ORDER BY due_key, id LIMIT ?) AS q", d.Name, d.Version, stage, by.ID, 2*limit)
	}
}

// aside keeps SQLite, which has no figures of what is in the tables, from reaching for the index of a column that fits a
// condition but not the order that is asked: it would read all that fit and sort them, where another index ends after a
// page. PostgreSQL has the figures, and would lose them.
func (e *Engine) aside(column string) string {
	if e.db.Dialect() == store.Postgres {
		return column
	}
	return "(" + column + " || '')"
}

func whos(signs []Sign) []Who {
	out := make([]Who, 0, len(signs))
	for _, s := range signs {
		out = append(out, s.Who)
	}
	return out
}

// todo says what the subject may do in a case; ok is false for nothing.
func (e *Engine) todo(ctx context.Context, by identity.Subject, c *Case) (t Todo, ok bool, err error) {
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return t, false, err
	}
	s, _ := d.stage(c.Stage)
	t = Todo{Case: *c, Procedure: d.Title, Stage: s.Title, Todo: s.Todo, Acts: []string{}, Page: d.PageOf(c)}
	if d.bars(c, by) {
		return t, false, nil
	}
	if c.Pending != "" {
		p, err := e.Pending(ctx, by, c)
		if err != nil || p == nil {
			return t, false, err
		}
		for _, g := range p.Signs {
			if g.State == "next" && g.Allowed {
				t.Sign, t.Acts = g.Name, []string{p.Act}
				t.Todo = lang.T("签署："+p.Title.Zh, "Sign: "+p.Title.En)
				return t, true, nil
			}
		}
		return t, false, nil
	}
	for _, a := range d.Acts {
		if !slices.Contains(a.From, c.Stage) || a.Machine || a.Tone != Next {
			continue
		}
		turn := &Turn{Engine: e, Case: c, Act: a, By: by, def: d}
		if c.Assignee != "" && c.Assignee != by.ID && a.Who.Assignee {
			continue
		}
		if e.entitled(ctx, turn, a.Who, a.Title) == nil {
			t.Acts = append(t.Acts, a.Name)
		}
	}
	return t, len(t.Acts) > 0, nil
}
