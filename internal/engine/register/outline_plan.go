package register

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// The states of an act of outlines.
const (
	ActPlanned   = "planned"   // holds from a day to come
	ActForced    = "forced"    // holds; elements are still following
	ActDone      = "done"      // holds, and the elements have followed
	ActWithdrawn = "withdrawn" // taken back before its day
)

// plan writes an act of a day to come: the areas of that day are known from now on, those of today stay as they are.
func (r *Register) plan(ctx context.Context, tx *store.Tx, by journal.Actor, act BorderAct, c AreaChange) (BorderAct, error) {
	if err := r.checkAreas(c.Put); err != nil {
		return act, err
	}
	r.sign(&act, by)
	act.State = ActPlanned
	if err := r.keepAreas(ctx, tx, &act, c); err != nil {
		return act, err
	}
	tx.AfterCommit(r.past.forget)
	return act, nil
}

// withdraw takes back an act before its day: it never held.
func (r *Register) withdraw(ctx context.Context, tx *store.Tx, by journal.Actor, act BorderAct, reason string) (BorderAct, error) {
	taken, err := tx.NewRaw("UPDATE register_outline_act SET state = ? WHERE id = ? AND state = ?", ActWithdrawn, act.ID, ActPlanned).Exec(ctx)
	if err != nil {
		return act, errOutline("withdraw", err)
	}
	if n, err := taken.RowsAffected(); err != nil || n == 0 {
		return act, fail.Conflict("register.outline.forced-meanwhile", "这次边界变更刚刚生效，请重新打开", "the change has just come in force; open it again").Because(err)
	}
	if _, err := tx.NewRaw("DELETE FROM register_outline WHERE act = ?", act.ID).Exec(ctx); err != nil {
		return act, errOutline("withdraw", err)
	}
	act.State = ActWithdrawn
	tx.AfterCommit(r.past.forget)
	_, err = r.journal.Append(ctx, tx, journal.Entry{Object: act.object(), Area: act.Area, Actor: by, Action: "register.outlines.withdrawn", Body: map[string]any{"act": act, "reason": reason}})
	return act, err
}

// outlinesEvery is how often days that have come are looked for.
const outlinesEvery = time.Minute

// RunOutlines brings planned outlines in force on their day and lets elements follow the borders, until ctx ends.
func (r *Register) RunOutlines(ctx context.Context) error {
	t := r.clock.NewTicker(outlinesEvery)
	defer t.Stop()
	for {
		if err := r.TurnOutlines(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
		case <-r.borders:
		}
	}
}

// TurnOutlines does what RunOutlines does, once: every act whose day has come holds afterwards, and its elements have followed.
// It may be repeated and done on several nodes at once.
func (r *Register) TurnOutlines(ctx context.Context) error {
	var acts []BorderAct
	err := r.db.Read().NewRaw("SELECT "+actColumns+" FROM register_outline_act WHERE state IN ('planned', 'forced') AND from_day <= ? ORDER BY from_day, id", calendar.DateOf(r.clock.Now()).String()).Scan(ctx, &acts)
	if err != nil {
		return errOutline("acts", err)
	}
	for _, act := range acts {
		if act.State == ActPlanned {
			if err := r.force(ctx, act); err != nil {
				return fmt.Errorf("bring outlines in force, act %s: %w", act.ID, err)
			}
		}
		if err := r.moveAlong(ctx, act); err != nil {
			return fmt.Errorf("elements of act %s: %w", act.ID, err)
		}
	}
	return nil
}

var clerk = journal.Actor{ID: "machine:outlines", Name: "区划边界"}

// force lets a planned act hold.
func (r *Register) force(ctx context.Context, act BorderAct) error {
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken, err := tx.NewRaw("UPDATE register_outline_act SET state = ? WHERE id = ? AND state = ?", ActForced, act.ID, ActPlanned).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := taken.RowsAffected(); err != nil || n == 0 {
			return err // another node was faster, or it was withdrawn
		}
		var rows []areaVersion
		if err := tx.NewRaw("SELECT "+versionColumns+" FROM register_outline WHERE act = ? ORDER BY code", act.ID).Scan(ctx, &rows); err != nil {
			return err
		}
		codes := make([]string, len(rows))
		for i, v := range rows {
			codes[i] = v.Code
		}
		now, err := areasByCode(ctx, tx, codes)
		if err != nil {
			return err
		}
		var put []Area
		for _, v := range rows {
			if a, ok := now[v.Code]; ok { // its name may have changed meanwhile
				a.Outline, a.Lon, a.Lat = v.Outline, v.Lon, v.Lat
				put = append(put, a)
			}
		}
		if err := r.storeAreas(ctx, tx, clerk, act.Reason, AreaChange{Put: put}); err != nil {
			return err
		}
		act.State = ActForced
		_, err = r.journal.Append(ctx, tx, journal.Entry{Object: act.object(), Area: act.Area, Actor: clerk, Action: "register.outlines.forced", Body: map[string]any{"act": act, "codes": codes}})
		return err
	})
	if err != nil {
		return err
	}
	return r.loadAreas(ctx)
}
