package register

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// AreaChange is one act that changes areas: some are stored, new or changed, and some are no more.
type AreaChange struct {
	Put  []Area
	Drop []string // codes
}

// ChangeAreas does an AreaChange within the caller's transaction, who also writes the act itself into the journal; the
// register adds what it stored under action, for the timeline of object. Areas in memory follow after the commit, on other
// nodes by the event BatchLoaded. It fails with Invalid for an area that is not whole. Elements that lie in a dropped area
// keep its code, which is still below the area above it.
func (r *Register) ChangeAreas(ctx context.Context, tx *store.Tx, by journal.Actor, name string, c AreaChange) error {
	if err := r.checkAreas(c.Put); err != nil {
		return err
	}
	if len(c.Drop) > 0 {
		args := make([]any, len(c.Drop))
		for i, code := range c.Drop {
			args[i] = code
		}
		if _, err := tx.NewRaw("DELETE FROM register_area WHERE code IN (?"+strings.Repeat(",?", len(args)-1)+")", args...).Exec(ctx); err != nil {
			return fmt.Errorf("drop areas: %w", err)
		}
	}
	if len(c.Put) > 0 {
		if err := upsertAreas(ctx, tx, c.Put); err != nil {
			return err
		}
	}
	if err := r.recordBatch(ctx, tx, by, "register.areas.changed", Batch{Name: name, Counts: map[string]int{"area": len(c.Put), "dropped": len(c.Drop)}}); err != nil {
		return err
	}
	// The areas are in the database by now; when they cannot be read back here, the next change or start reads them.
	tx.AfterCommit(func() { _ = r.loadAreas(context.WithoutCancel(ctx)) })
	return nil
}
