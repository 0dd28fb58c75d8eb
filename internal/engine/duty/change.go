package duty

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

// Changed says that posts, contacts, absences, rosters or shifts changed. It carries ids alone: nothing personal.
const Changed bus.Type = "duty.changed"

// change is the content of Changed. All says that so much changed that everything must be read anew.
type change struct {
	Node     string   `json:"node"`
	Posts    []string `json:"posts,omitempty"`
	Contacts []string `json:"contacts,omitempty"`
	Absences []string `json:"absences,omitempty"`
	Rosters  []string `json:"rosters,omitempty"`
	All      bool     `json:"all,omitempty"`
}

// changed emits the event, and brings this node's memory into step once all is committed.
func (e *Engine) changed(ctx context.Context, tx *store.Tx, area string, c change, apply func()) error {
	tx.AfterCommit(apply)
	if e.Bus == nil {
		return nil
	}
	c.Node = e.node
	return e.Bus.EmitValue(ctx, tx, bus.Event{Type: Changed, Area: area, Object: "duty", Permission: e.Permissions.Posts}, c)
}

// follow keeps the memory in step with changes made by other nodes until ctx ends.
func (e *Engine) follow(ctx context.Context) error {
	seq := e.from
	for {
		items, gap, more := e.Bus.Feed().After(seq, 1000)
		if gap {
			seq = e.Bus.Feed().Last()
			if err := e.again(ctx, e.reload); err != nil {
				return err
			}
			continue
		}
		for _, i := range items {
			if i.Event.Type == Changed {
				if err := e.again(ctx, func(ctx context.Context) error { return e.take(ctx, i.Event) }); err != nil {
					return err
				}
			}
			if strings.HasPrefix(string(i.Event.Type), "register.element.") && e.index.hasPosts(i.Event.Object) {
				if err := e.again(ctx, func(ctx context.Context) error { return e.readShapes(ctx, []string{i.Event.Object}) }); err != nil {
					return err
				}
			}
			seq = i.Seq
		}
		if len(items) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-more:
		}
	}
}

// again repeats what the database did not give at once, so that the memory never falls behind unseen.
func (e *Engine) again(ctx context.Context, f func(context.Context) error) error {
	for {
		err := f(ctx)
		if err == nil || ctx.Err() != nil {
			return nil //nolint:nilerr // the end of the context ends the following
		}
		e.Log.ErrorContext(ctx, "who answers could not be read, will repeat", "error", err)
		t := e.Clock.NewTimer(retryRead)
		select {
		case <-ctx.Done():
		case <-t.Chan():
		}
		t.Stop()
	}
}

// take reads what another node changed.
func (e *Engine) take(ctx context.Context, ev bus.Event) error {
	var c change
	if err := json.Unmarshal(ev.Data, &c); err != nil {
		e.Log.ErrorContext(ctx, "event cannot be read", "event", ev.ID, "error", err)
		return e.reload(ctx)
	}
	switch {
	case c.Node == e.node:
		return nil
	case c.All:
		return e.reload(ctx)
	}
	return e.read(ctx, &c)
}

// read takes rows from the database into memory: those named, or all when c is nil.
func (e *Engine) read(ctx context.Context, c *change) error {
	get := func(dest any, query, column string, ids []string) error {
		if c == nil {
			return e.DB.Read().NewRaw(query).Scan(ctx, dest)
		}
		if len(ids) == 0 {
			return nil
		}
		return e.DB.Read().NewRaw(query+" WHERE "+column+" IN (?)", bun.List(ids)).Scan(ctx, dest)
	}
	var want change
	if c != nil {
		want = *c
	}
	var contacts []Contact
	var posts []Post
	var absences []Absence
	var rosters []Roster
	var shifts []DutyShift
	for _, step := range []func() error{
		func() error {
			return get(&contacts, "SELECT "+contactColumns+" FROM duty_contact", "id", want.Contacts)
		},
		func() error { return get(&posts, "SELECT "+postColumns+" FROM duty_post", "id", want.Posts) },
		func() error {
			return get(&absences, "SELECT "+absenceColumns+" FROM duty_absence", "id", want.Absences)
		},
		func() error { return get(&rosters, "SELECT "+rosterColumns+" FROM duty_roster", "id", want.Rosters) },
		func() error { return e.readShifts(ctx, &shifts, c == nil, want.Rosters) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("read who answers: %w", err)
		}
	}
	for i := range rosters {
		if err := rosters[i].unpack(); err != nil {
			return err
		}
	}
	var elements []string
	for _, p := range posts {
		if p.Element != "" {
			elements = append(elements, p.Element)
		}
	}
	if err := e.readShapes(ctx, elements); err != nil {
		return err
	}
	e.index.fill(contacts, posts, absences, rosters, shifts)
	return nil
}

// readShapes brings the shapes of elements into memory.
func (e *Engine) readShapes(ctx context.Context, elements []string) error {
	if e.Shapes == nil || len(elements) == 0 {
		return nil
	}
	told, err := e.Shapes.Shapes(ctx, elements...)
	if err != nil {
		return fmt.Errorf("read shapes: %w", err)
	}
	e.index.put(func() { e.index.setShapes(elements, told) })
	return nil
}

func (e *Engine) readShifts(ctx context.Context, dest *[]DutyShift, all bool, rosters []string) error {
	since := clock.At(e.Clock.Now().Add(-keepShifts))
	query := "SELECT " + shiftColumns + " FROM duty_shift WHERE ends_at > ?"
	if all {
		return e.DB.Read().NewRaw(query+" ORDER BY starts_at, role", since).Scan(ctx, dest)
	}
	if len(rosters) == 0 {
		return nil
	}
	return e.DB.Read().NewRaw(query+" AND roster IN (?) ORDER BY starts_at, role", since, bun.List(rosters)).Scan(ctx, dest)
}

func (e *Engine) reload(ctx context.Context) error { return e.read(ctx, nil) }
