package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"anlan/internal/base/find"
)

const entryColumns = "id, kind, name, area, lon, lat, risk, version, address, attrs, shape, parent, updated_at, demo"

// loadIndex fills the empty index from the database. Three hands work at it: one reads, one sees to places, one to words.
func (r *Register) loadIndex(ctx context.Context) error {
	batches, words, done := make(chan []Entry, 4), make(chan worded, 4), make(chan struct{})
	go func() {
		defer close(words)
		for b := range batches {
			words <- r.index.fill(b)
		}
	}()
	go func() {
		defer close(done)
		for w := range words {
			r.index.words.AddAll(w.facts, w.texts)
		}
		r.index.words.Trim()
	}()
	err := r.readEntries(ctx, "", nil, func(b []Entry) { batches <- b })
	close(batches)
	<-done
	return err
}

type worded struct {
	facts []find.Facts
	texts []find.Text
}

// fill puts entries into an index that nobody else writes to; the words are to be added in the same order.
func (x *Index) fill(entries []Entry) worded {
	x.mu.Lock()
	defer x.mu.Unlock()
	w := worded{make([]find.Facts, len(entries)), make([]find.Text, len(entries))}
	for i := range entries {
		at := x.place(&entries[i])
		x.keepRest(at, entries[i].rest)
		at.doc = x.docs
		x.docs++
		x.where[entries[i].ID] = at
		w.facts[i], w.texts[i] = at.layer.facts(at.slot), entries[i].Text
	}
	return w
}

// refresh reads everything anew into an index in use: after a gap in the news, or when another node has loaded much.
// What was taken out meanwhile goes, what this node changes meanwhile stays.
func (r *Register) refresh(ctx context.Context) error {
	r.index.begin()
	if err := r.readEntries(ctx, "", nil, func(b []Entry) { r.index.PutEntries(b...) }); err != nil {
		return err
	}
	r.index.end()
	return nil
}

// reread takes the elements with these ids from the database into the index.
func (r *Register) reread(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return r.readEntries(ctx, " WHERE id IN (?)", []any{bun.List(ids)}, func(b []Entry) { r.index.PutEntries(b...) })
}

// readEntries reads elements as the index keeps them, in batches.
func (r *Register) readEntries(ctx context.Context, where string, args []any, yield func([]Entry)) (err error) {
	rows, err := r.db.Read().QueryContext(ctx, "SELECT "+entryColumns+" FROM register_element"+where, args...)
	if err != nil {
		return fmt.Errorf("load index: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	same := map[string]string{} // one string for each kind, area and risk
	intern := func(b sql.RawBytes) string {
		s, ok := same[string(b)]
		if !ok {
			s = string(b)
			same[s] = s
		}
		return s
	}
	var kind, area, risk, shape sql.RawBytes
	batch := make([]Entry, 0, 2048)
	for rows.Next() {
		var e Element
		var attrs string
		if err := rows.Scan(&e.ID, &kind, &e.Name, &area, &e.Lon, &e.Lat, &risk, &e.Version, &e.Address, &attrs, &shape, &e.Parent, &e.UpdatedAt, &e.Demo); err != nil {
			return fmt.Errorf("load index: %w", err)
		}
		e.Kind, e.Area, e.Risk = intern(kind), intern(area), Risk(intern(risk))
		one := r.keeps[e.Kind].entry(e.item(), e.Address, attrs)
		one.rest = restOf(&e, shape, attrs)
		if batch = append(batch, one); len(batch) == cap(batch) {
			yield(batch)
			batch = make([]Entry, 0, cap(batch))
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("load index: %w", err)
	}
	yield(batch)
	return nil
}
