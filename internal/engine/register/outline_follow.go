package register

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// followers is how many elements follow a border in one transaction.
const followers = 200

// moveAlong lets the elements over which the borders of an act have passed follow them: those that were registered where they
// stand, or below it, are registered where they stand now. One that was registered elsewhere on purpose stays. An element that
// cannot be stored, since its attributes no longer fit, stays too and is counted.
func (r *Register) moveAlong(ctx context.Context, act BorderAct) error {
	before, err := r.areasBefore(ctx, act.ID)
	if err != nil {
		return err
	}
	moves := r.passedOver(before)
	stayed := 0
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(moves)), followers) {
		n, err := r.move(ctx, act, moves, ids)
		if err != nil {
			return err
		}
		stayed += n
	}
	return r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		done, err := tx.NewRaw("UPDATE register_outline_act SET state = ?, stayed = ? WHERE id = ? AND state = ?", ActDone, stayed, act.ID, ActForced).Exec(ctx)
		if err != nil {
			return errOutline("done", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 || len(moves) == 0 {
			return err
		}
		_, err = r.journal.Append(ctx, tx, journal.Entry{Object: act.object(), Area: act.Area, Actor: clerk, Action: "register.outlines.followed", Body: map[string]any{"act": act.ID, "moved": len(moves) - stayed, "stayed": stayed}})
		return err
	})
}

// borders are areas of now beside what they were before an act.
type borders struct {
	before, now *Areas
	codes       []string // of those that the act changed
}

// areasBefore lays the outlines before an act over the areas of now.
func (r *Register) areasBefore(ctx context.Context, actID string) (b borders, err error) {
	b.now = r.Areas()
	was := map[string]json.RawMessage{}
	err = r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if b.codes, err = codesOf(ctx, tx, actID); err != nil {
			return err
		}
		for _, code := range b.codes {
			if was[code], _, err = beforeAct(ctx, tx, code, actID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return b, err
	}
	list := slices.Clone(b.now.list)
	for i := range list {
		if o, ok := was[list[i].Code]; ok {
			list[i].Outline = o
		}
	}
	b.before, err = NewAreas(list)
	return b, err
}

// passedOver are the elements over which borders have passed, and the areas in which they stand now.
func (r *Register) passedOver(b borders) map[string]string {
	out := map[string]string{}
	for _, code := range b.codes {
		for _, s := range []geo.Shape{b.before.Shape(code), b.now.Shape(code)} {
			if s.Empty() {
				continue
			}
			r.index.each(identity.Everywhere, "", s.Box(), nil, Filter{}, func(l *layer, n uint32) {
				i := &l.items[n]
				if _, known := out[i.ID]; known {
					return
				}
				if to := b.where(i); to != "" {
					out[i.ID] = to
				}
			})
		}
	}
	return out
}

// where is the area to which a border has brought an element; "" when it stays. Where smaller areas had no outline before,
// nobody knows that an element of theirs was wrong: only one that was known no closer is registered closer.
func (b *borders) where(i *Item) string {
	was, is := b.before.drawnAt(i.Point()), b.now.drawnAt(i.Point())
	if is == "" || was == is || !strings.HasPrefix(i.Area, was) || strings.HasPrefix(i.Area, is) || strings.HasPrefix(is, was) && i.Area != was {
		return ""
	}
	return b.now.Locate(i.Point())
}

// move registers some elements anew, in one transaction, and returns how many could not be.
func (r *Register) move(ctx context.Context, act BorderAct, moves map[string]string, ids []string) (stayed int, err error) {
	list, err := r.FindAll(ctx, identity.Everywhere, ids...)
	if err != nil {
		return 0, err
	}
	var fit []Element
	for _, e := range list {
		if strings.HasPrefix(e.Area, moves[e.ID]) {
			continue // moved already
		}
		e.Area = moves[e.ID]
		if r.Check(&e) != nil {
			stayed++
			continue
		}
		fit = append(fit, e)
	}
	if len(fit) == 0 {
		return stayed, nil
	}
	err = r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.NewRaw("UPDATE register_outline_act SET moved = moved + ? WHERE id = ?", len(fit), act.ID).Exec(ctx); err != nil {
			return errOutline("move", err)
		}
		_, err := r.Bring(ctx, tx, journal.Actor{ID: clerk.ID, Name: clerk.Name + "：" + act.Reason}, identity.Everywhere, act.object(), act.Area, fit)
		return err
	})
	if fail.KindOf(err) == fail.KindConflict || fail.KindOf(err) == fail.KindNotFound { // somebody changed one just now: the next turn sees it
		return 0, fmt.Errorf("an element changed meanwhile: %w", err)
	}
	return stayed, err
}
