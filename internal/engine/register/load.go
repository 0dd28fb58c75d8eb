package register

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// BatchLoaded says that many elements came at once; there are no events for each of them.
const BatchLoaded bus.Type = "register.batch.loaded"

// Batch is what the journal keeps of a load: the number of elements by kind and the SM3 hash of all of them, each as one
// line of JSON, in the order given.
type Batch struct {
	Name   string         `json:"name"`
	Counts map[string]int `json:"counts"`
	Hash   string         `json:"sm3"`
}

// rowsPerInsert keeps statements at about 100 kB.
const rowsPerInsert = 250

// Load adds many new elements in one transaction, with one journal entry and one event for all; progress, when not nil,
// hears the number written so far. Elements are checked as by Put, except that a parent must only be named. Areas and
// ids that are missing are filled in. It fails with Conflict when an id is there already; then nothing is added. elements
// may be walked more than once, and not in the caller's goroutine.
func (r *Register) Load(ctx context.Context, actor journal.Actor, name string, elements iter.Seq[Element], progress func(done int)) (Batch, error) {
	var p *preparation
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		ctx, stop := context.WithCancel(ctx)
		p = r.prepare(ctx, name, elements)
		defer func() { // nobody walks elements once Load is back
			stop()
			for range p.chunks {
			}
		}()
		done := 0
		for rows := range p.chunks {
			if err := insertMany(ctx, tx, rows); err != nil {
				return err
			}
			if done += len(rows); progress != nil {
				progress(done)
			}
		}
		if p.err != nil {
			return p.err
		}
		return r.recordBatch(ctx, tx, actor, "register.batch.loaded", p.batch)
	})
	if err != nil {
		return Batch{}, err
	}
	r.index.PutEntries(p.entries...)
	return p.batch, nil
}

// preparation checks elements in a goroutine of its own, beside the one that writes them. What is left of it may be
// read once chunks is closed.
type preparation struct {
	chunks  chan []Element
	batch   Batch
	entries []Entry
	err     error
}

func (r *Register) prepare(ctx context.Context, name string, elements iter.Seq[Element]) *preparation {
	p := &preparation{chunks: make(chan []Element, 2), batch: Batch{Name: name, Counts: map[string]int{}}}
	go func() {
		defer close(p.chunks)
		hash, at := sm3.New(), clock.Now(r.clock)
		var rows []Element
		send := func() bool {
			select {
			case p.chunks <- rows:
				rows = make([]Element, 0, rowsPerInsert)
				return true
			case <-ctx.Done():
				p.err = ctx.Err()
				return false
			}
		}
		for e := range elements {
			line, err := r.ready(&e, at)
			if err != nil {
				p.err = fmt.Errorf("load %s, element %s: %w", name, e.ID, err)
				return
			}
			hash.Write(append(line, '\n'))
			p.batch.Counts[e.Kind]++
			p.entries = append(p.entries, r.entry(e))
			if rows = append(rows, e); len(rows) == rowsPerInsert && !send() {
				return
			}
		}
		p.batch.Hash = hex.EncodeToString(hash.Sum(nil))
		if len(rows) > 0 {
			send()
		}
	}()
	return p
}

// ready completes a new element and returns it as one line of JSON.
func (r *Register) ready(e *Element, at clock.Instant) ([]byte, error) {
	if e.ID == "" {
		e.ID = id.New()
	}
	if err := r.complete(e); err != nil {
		return nil, err
	}
	e.Version, e.UpdatedAt = 1, at
	return json.Marshal(*e)
}

func (r *Register) recordBatch(ctx context.Context, tx *store.Tx, actor journal.Actor, action string, b Batch) error {
	object := "batch:" + id.New()
	if _, err := r.journal.Append(ctx, tx, journal.Entry{Object: object, Actor: actor, Action: action, Body: b}); err != nil {
		return err
	}
	return r.bus.EmitValue(ctx, tx, bus.Event{Type: BatchLoaded, Object: object, Permission: r.permission}, loaded{Batch: b, Node: r.node})
}

// loaded is the content of BatchLoaded. Node is who loaded it: its own index has everything already.
type loaded struct {
	Batch
	Node string `json:"node"`
}

func insertMany(ctx context.Context, tx *store.Tx, rows []Element) error {
	var q strings.Builder
	q.WriteString("INSERT INTO register_element (" + elementColumns + ") VALUES ")
	args := make([]any, 0, len(rows)*14)
	for i, e := range rows {
		if i > 0 {
			q.WriteByte(',')
		}
		q.WriteString("(?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
		args = append(args, e.ID, e.Kind, e.Name, e.Area, e.Lon, e.Lat, string(e.Risk), e.Address, orNull(e.Shape), string(e.Attrs), e.Parent, e.Version, e.UpdatedAt, e.Demo)
	}
	_, err := tx.NewRaw(q.String(), args...).Exec(ctx)
	if store.IsUnique(err) {
		return errExists.Because(err)
	}
	if err != nil {
		return fmt.Errorf("load elements: %w", err)
	}
	return nil
}

// Everything walks all elements of a kind ("" for all) in the scope in order of area and id, page by page.
func (r *Register) Everything(ctx context.Context, scope identity.Scope, kind string) iter.Seq2[Element, error] {
	return func(yield func(Element, error) bool) {
		q := Query{Kind: kind, Limit: MaxPage}
		for {
			p, err := r.List(ctx, scope, q)
			if err != nil {
				yield(Element{}, err)
				return
			}
			for _, e := range p.Items {
				if !yield(e, nil) {
					return
				}
			}
			if p.Next == "" {
				return
			}
			q.Cursor = p.Next
		}
	}
}
