package procedure

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
)

// Publish puts the newest writ of a kind before the public, with what leads to natural persons hidden. The owner calls it
// in an act's effect; what is withdrawn can be published again only as a new writ.
func (t *Turn) Publish(ctx context.Context, writ string) error {
	p, ok := t.Paper(writ)
	if !ok {
		return fail.Illegal("procedure.nothing-to-publish", "没有可以公示的文书", "there is no writ to publish")
	}
	var doc document.Doc
	if err := json.Unmarshal([]byte(p.Model), &doc); err != nil {
		return fmt.Errorf("publish %s: %w", p.ID, err)
	}
	b, err := json.Marshal(doc.Masked(document.Publication()))
	if err != nil {
		return fmt.Errorf("publish %s: %w", p.ID, err)
	}
	_, err = t.Tx.NewRaw("UPDATE procedure_paper SET published_at = ?, withdrawn_at = NULL, public = ? WHERE id = ?", t.Now, string(b), p.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("publish %s: %w", p.ID, err)
	}
	return t.reread(ctx)
}

// Withdraw takes the published writ of a kind from the public; that it was published and withdrawn stays known, with the
// reason.
func (t *Turn) Withdraw(ctx context.Context, writ, reason string) error {
	for i := len(t.paper) - 1; i >= 0; i-- {
		p := t.paper[i]
		if p.Writ != writ || p.PublishedAt.IsZero() || !p.WithdrawnAt.IsZero() {
			continue
		}
		b, err := json.Marshal(document.Doc{Title: p.Title, Number: p.Number, Blocks: []document.Block{document.Text(reason)}})
		if err != nil {
			return err
		}
		if _, err := t.Tx.NewRaw("UPDATE procedure_paper SET withdrawn_at = ?, public = ? WHERE id = ?", t.Now, string(b), p.ID).Exec(ctx); err != nil {
			return fmt.Errorf("withdraw %s: %w", p.ID, err)
		}
		return t.reread(ctx)
	}
	return fail.Illegal("procedure.nothing-to-withdraw", "没有公示中的文书可以撤回", "nothing is published that could be withdrawn")
}

func (t *Turn) reread(ctx context.Context) (err error) {
	t.paper, err = papersOf(ctx, t.Tx, t.Case.ID)
	return err
}

// Published is a writ as the public sees it. Withdrawn ones show only that they were withdrawn, and why.
type Published struct {
	ID          string        `bun:"id" json:"id"`
	Number      string        `bun:"number" json:"number"`
	Title       string        `bun:"title" json:"title"`
	Organ       string        `bun:"-" json:"organ"`
	Area        string        `bun:"area" json:"area"`
	DecidedAt   clock.Instant `bun:"at" json:"decided_at"`
	PublishedAt clock.Instant `bun:"published_at" json:"published_at"`
	WithdrawnAt clock.Instant `bun:"withdrawn_at" json:"withdrawn_at"`
	Public      string        `bun:"public" json:"-"`
}

// Doc is the published text.
func (p Published) Doc() (d document.Doc, err error) {
	err = json.Unmarshal([]byte(p.Public), &d)
	return d, err
}

const publicColumns = "p.id, p.number, p.title, c.area, p.at, p.published_at, p.withdrawn_at, p.public"

// Published lists what is before the public, newest first. Nobody needs a permission for it. cursor is the id of the last
// one of the page before.
func (e *Engine) Published(ctx context.Context, q, cursor string, limit int) (items []Published, next string, err error) {
	where, args := "", []any{}
	if q != "" {
		where += " AND (p.public" + store.Like + " OR p.number" + store.Like + ")"
		args = append(args, store.Part(q), store.Part(q))
	}
	if cursor != "" {
		where += " AND p.id < ?"
		args = append(args, cursor)
	}
	items = []Published{}
	err = e.db.Read().NewRaw("SELECT "+publicColumns+" FROM procedure_paper p JOIN procedure_case c ON c.id = p.case_id WHERE p.published_at IS NOT NULL"+where+" ORDER BY p.id DESC LIMIT ?", append(args, limit+1)...).Scan(ctx, &items)
	if err != nil {
		return nil, "", fmt.Errorf("published writs: %w", err)
	}
	if len(items) > limit {
		items = items[:limit]
		next = items[limit-1].ID
	}
	for i := range items {
		items[i].Organ = e.organ(items[i].Area).Name
	}
	return items, next, nil
}

// PublishedOne finds one published writ; NotFound when it is not before the public.
func (e *Engine) PublishedOne(ctx context.Context, paperID string) (Published, error) {
	var out []Published
	err := e.db.Read().NewRaw("SELECT "+publicColumns+" FROM procedure_paper p JOIN procedure_case c ON c.id = p.case_id WHERE p.published_at IS NOT NULL AND p.id = ?", paperID).Scan(ctx, &out)
	if err != nil {
		return Published{}, fmt.Errorf("published writ: %w", err)
	}
	if len(out) == 0 {
		return Published{}, errFile
	}
	out[0].Organ = e.organ(out[0].Area).Name
	return out[0], nil
}
