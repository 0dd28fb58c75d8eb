package register

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/emmansun/gmsm/sm3"
	"github.com/uptrace/bun"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Check completes an element as Put does, without storing it: the area is found from the point, attributes are written
// in order. Its errors are those of Put as far as they need no database.
func (r *Register) Check(e *Element) error { return r.complete(e) }

// Bring stores many elements in the caller's transaction: those with Version 0 are made (a missing ID is filled in), the
// others changed, Version being as it was read. What is made stands in one journal entry of the object, with the number of
// elements and the hash of all, as after Load; each change also has its own entry on the chain of its element. There is
// one event for all, BatchLoaded. Its errors are those of Put, and then nothing of the transaction may stand.
func (r *Register) Bring(ctx context.Context, tx *store.Tx, actor journal.Actor, scope identity.Scope, object, area string, elements []Element) (Batch, error) {
	b := Batch{Name: object, Counts: map[string]int{}}
	hash, at := sm3.New(), clock.Now(r.clock)
	elements = slices.Clone(elements)
	if err := r.checkParents(ctx, tx, elements); err != nil {
		return b, err
	}
	if err := r.replaceAll(ctx, tx, actor, scope, elements, at); err != nil {
		return b, err
	}
	entries := make([]Entry, 0, len(elements))
	for i := range elements {
		e := &elements[i]
		version := e.Version
		line, err := r.ready(e, at)
		if err != nil {
			return b, fmt.Errorf("bring element %s: %w", e.ID, err)
		}
		if !scope.Contains(e.Area) {
			return b, fail.Denied("register.area-denied", "位置不在你的辖区内", "the place is not in your area").At("area")
		}
		if version > 0 {
			e.Version = version + 1
			if line, err = json.Marshal(*e); err != nil {
				return b, err
			}
			if _, err := r.journal.Append(ctx, tx, journal.Entry{Object: e.ID, Area: e.Area, Actor: actor, Action: "register.element.changed", Body: *e}); err != nil {
				return b, err
			}
		}
		hash.Write(append(line, '\n'))
		b.Counts[e.Kind]++
		entries = append(entries, r.entry(*e))
	}
	b.Hash = hex.EncodeToString(hash.Sum(nil))
	for rows := range slices.Chunk(elements, rowsPerInsert) {
		if err := insertMany(ctx, tx, rows); err != nil {
			return b, err
		}
	}
	if _, err := r.journal.Append(ctx, tx, journal.Entry{Object: object, Area: area, Actor: actor, Action: "register.batch.brought", Body: b}); err != nil {
		return b, err
	}
	if err := r.bus.EmitValue(ctx, tx, bus.Event{Type: BatchLoaded, Object: object, Permission: r.permission}, loaded{Batch: b, Node: r.node}); err != nil {
		return b, err
	}
	tx.AfterCommit(func() { r.index.PutEntries(entries...) })
	return b, nil
}

// replaceAll keeps what the elements that change were, and takes them out: they are written anew with the others.
func (r *Register) replaceAll(ctx context.Context, tx *store.Tx, actor journal.Actor, scope identity.Scope, elements []Element, at clock.Instant) error {
	want := map[string]*Element{}
	var ids []string
	for i := range elements {
		if e := &elements[i]; e.Version > 0 {
			want[e.ID] = e
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var old []Element
	err := tx.NewRaw("SELECT "+elementColumns+" FROM register_element WHERE id IN (?) ORDER BY id"+tx.ForUpdate(), bun.List(ids)).Scan(ctx, &old)
	if err != nil {
		return fmt.Errorf("read elements: %w", err)
	}
	if len(old) != len(want) || len(ids) != len(want) {
		return errUnknown
	}
	for _, o := range old {
		e := want[o.ID]
		switch {
		case !scope.Contains(o.Area):
			return errUnknown
		case o.Version != e.Version:
			return fail.Conflict("register.element.changed", "要素已被他人修改，请重新打开", "somebody changed the element meanwhile; open it again").At("version")
		case o.Kind != e.Kind:
			return fail.Invalid("register.kind-fixed", "要素类型不能更改", "the kind of an element does not change").At("kind")
		}
		if e.Shape == nil { // tables have no column for it
			e.Shape = o.Shape
		}
		if err := r.keep(ctx, tx, actor, o, at); err != nil {
			return err
		}
	}
	if _, err := tx.NewRaw("DELETE FROM register_element WHERE id IN (?)", bun.List(ids)).Exec(ctx); err != nil {
		return fmt.Errorf("change elements: %w", err)
	}
	return nil
}

// checkParents is checkParent for many.
func (r *Register) checkParents(ctx context.Context, tx *store.Tx, elements []Element) error {
	above := map[string]string{} // kind by id
	var ids []string
	for _, e := range elements {
		if _, ok := above[e.Parent]; !ok && e.Parent != "" {
			above[e.Parent] = ""
			ids = append(ids, e.Parent)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		ID   string `bun:"id"`
		Kind string `bun:"kind"`
	}
	if err := tx.NewRaw("SELECT id, kind FROM register_element WHERE id IN (?)", bun.List(ids)).Scan(ctx, &rows); err != nil {
		return fmt.Errorf("parents: %w", err)
	}
	for _, row := range rows {
		above[row.ID] = row.Kind
	}
	for _, e := range elements {
		k, err := r.kinds.Find(e.Kind)
		if err != nil {
			return err
		}
		if e.Parent != "" && above[e.Parent] != k.Above {
			return fail.Invalid("register.parent", "上级要素不存在或类型不符", "the parent does not exist or is of another kind").At("parent")
		}
	}
	return nil
}

// KeyRow is what tells one element of a kind from others.
type KeyRow struct {
	ID    string `bun:"id"`
	Area  string `bun:"area"`
	Name  string `bun:"name"`
	Value string `bun:"value"`
}

// EachKey walks all elements of a kind, wherever they are, with the value of an attribute of text ("" for none): for those
// who look for the same thing under another id. It is not for the eyes of persons.
func (r *Register) EachKey(ctx context.Context, kind, attr string, each func(KeyRow)) error {
	value, args := "''", []any{}
	if attr != "" {
		value, args = "COALESCE(attrs ->> ?, '')", append(args, attr)
		if r.db.Dialect() == store.Postgres {
			value = "COALESCE(CAST(attrs AS jsonb) ->> ?, '')"
		}
	}
	last := ""
	for {
		var rows []KeyRow
		err := r.db.Read().NewRaw("SELECT id, area, name, "+value+" AS value FROM register_element WHERE kind = ? AND id > ? ORDER BY id LIMIT 20000", append(slices.Clone(args), kind, last)...).Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("keys of %s: %w", kind, err)
		}
		for _, row := range rows {
			each(row)
			last = row.ID
		}
		if len(rows) < 20000 {
			return nil
		}
	}
}
