package journal

import (
	"context"
	"fmt"

	"anlan/internal/base/store"
)

// AppendAll is Append for many entries, in their order: what must be known of their objects is asked at once where the
// database can, and the rows are written several to a statement.
func (j *Journal) AppendAll(ctx context.Context, tx *store.Tx, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	if err := j.learn(ctx, tx, entries); err != nil {
		return err
	}
	rows := make([]any, 0, len(entries)*entryColumns)
	for _, e := range entries {
		r, err := j.record(ctx, tx, e)
		if err != nil {
			return err
		}
		rows = append(rows, r.row()...)
	}
	tx.Explain(explain)
	if err := tx.LaterRows(ctx, insertEntry, entryColumns, rows, ""); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// learn reads the ends of the chains of all objects that are not new.
func (j *Journal) learn(ctx context.Context, tx *store.Tx, entries []Entry) error {
	var objects []string
	asked := map[string]bool{}
	for _, e := range entries {
		if _, known := tx.Kept(endOf(e.Object)); !known && !asked[e.Object] {
			asked[e.Object] = true
			if !e.First {
				objects = append(objects, e.Object)
			}
		}
	}
	ends := make([][]link, len(objects))
	questions := make([]store.Lookup, len(objects))
	for i, o := range objects {
		questions[i] = store.Lookup{Into: &ends[i], Query: lastOf(tx), Args: []any{o}}
	}
	if err := tx.FindAll(ctx, questions...); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	for i, o := range objects {
		tx.Keep(endOf(o), append(ends[i], link{})[0])
	}
	return nil
}
