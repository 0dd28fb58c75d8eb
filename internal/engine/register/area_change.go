package register

import (
	"context"

	"anlan/internal/base/calendar"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// AreaChange is one act that changes areas: some are stored, new or changed, and some are no more.
type AreaChange struct {
	Put  []Area
	Drop []string // codes
}

// ChangeAreas does an AreaChange within the caller's transaction, who also writes the act itself into the journal; the
// register adds what it stored under action, for the timeline of object. What the areas were stays in their history
// (AreasOn), as until today. Areas in memory follow after the commit, on other nodes by the event BatchLoaded. It fails with
// Invalid for an area that is not whole. Elements that lie in a dropped area keep its code, which is still below the area
// above it.
func (r *Register) ChangeAreas(ctx context.Context, tx *store.Tx, by journal.Actor, name string, c AreaChange) error {
	_, err := r.changeAreas(ctx, tx, by, BorderAct{Kind: actAreas, From: calendar.DateOf(r.clock.Now()).String(), Reason: name}, c)
	return err
}
