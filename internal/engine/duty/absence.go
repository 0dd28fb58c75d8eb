package duty

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Absence is a span in which a contact is away and a substitute stands in for all that they hold.
type Absence struct {
	ID         string        `bun:"id" json:"id"`
	Contact    string        `bun:"contact" json:"contact"`
	Substitute string        `bun:"substitute" json:"substitute"`
	FromAt     clock.Instant `bun:"from_at" json:"from_at"`
	ToAt       clock.Instant `bun:"to_at" json:"to_at"`
	Reason     string        `bun:"reason" json:"reason"`
	Ended      bool          `bun:"ended" json:"ended" doc:"taken back"`
	Version    int64         `bun:"version" json:"version"`
	UpdatedAt  clock.Instant `bun:"updated_at" json:"updated_at"`
}

const absenceColumns = "id, contact, substitute, from_at, to_at, reason, ended, version, updated_at"

// Absent records an absence with its substitute, or ends one (with the Version read): one that has begun ends now, so that
// who stood in until now stays true; one that has not is taken back. Both contacts must lie in the
// scope. It fails with Invalid for a span without length, a substitute who is the same person or away at that time, and
// with Conflict for one that overlaps another absence of the same contact.
func (e *Engine) Absent(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, a Absence) (Absence, error) {
	who, ok := e.index.contact(a.Contact)
	sub, okay := e.index.contact(a.Substitute)
	if !ok || !okay || !scope.Contains(who.Area) || !scope.Contains(sub.Area) {
		return Absence{}, errNoContact.At("contact")
	}
	a.UpdatedAt = clock.Now(e.Clock)
	action := "duty.absence.made"
	var err error
	if a.Version == 0 {
		if err := e.checkAbsence(ctx, tx, a); err != nil {
			return Absence{}, err
		}
		a.ID, a.Version, a.Ended = id.New(), 1, false
		_, err = tx.NewRaw("INSERT INTO duty_absence ("+absenceColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", a.ID, a.Contact, a.Substitute, a.FromAt, a.ToAt, a.Reason, a.Ended, a.Version, a.UpdatedAt).Exec(ctx)
	} else {
		action = "duty.absence.ended"
		var old Absence
		err = tx.NewRaw("SELECT "+absenceColumns+" FROM duty_absence WHERE id = ?"+tx.ForUpdate(), a.ID).Scan(ctx, &old)
		if store.IsNoRows(err) || err == nil && (old.Contact != a.Contact || old.Version != a.Version || old.Ended) {
			return Absence{}, errChanged
		}
		if err == nil {
			if a, err = endedNow(old, clock.Now(e.Clock)); err != nil {
				return Absence{}, err
			}
			_, err = tx.NewRaw("UPDATE duty_absence SET to_at = ?, ended = ?, version = ?, updated_at = ? WHERE id = ?", a.ToAt, a.Ended, a.Version, a.UpdatedAt, a.ID).Exec(ctx)
		}
	}
	if err != nil {
		return Absence{}, fmt.Errorf("absence of %s: %w", a.Contact, err)
	}
	if err := e.note(ctx, tx, by, "contact:"+a.Contact, "", who.Area, action, a); err != nil {
		return Absence{}, err
	}
	return a, e.changed(ctx, tx, who.Area, change{Absences: []string{a.ID}}, func() { e.index.putAbsence(a) })
}

func (e *Engine) checkAbsence(ctx context.Context, tx *store.Tx, a Absence) error {
	if !a.FromAt.Before(a.ToAt.Time) || a.Contact == a.Substitute {
		return fail.Invalid("duty.absence.span", "请假起止时间有误，或替班人为本人", "the span has no length, or the substitute is the same person").At("to_at")
	}
	var n int
	err := tx.NewRaw("SELECT count(*) FROM duty_absence WHERE contact IN (?, ?) AND NOT ended AND from_at < ? AND to_at > ?", a.Contact, a.Substitute, a.ToAt, a.FromAt).Scan(ctx, &n)
	if err != nil {
		return fmt.Errorf("absences: %w", err)
	}
	if n > 0 {
		return fail.Conflict("duty.absence.overlap", "本人或替班人在这段时间已有请假", "this person or the substitute is away in that time already").At("from_at")
	}
	return nil
}

func endedNow(a Absence, now clock.Instant) (Absence, error) {
	if !a.ToAt.After(now.Time) {
		return a, fail.Conflict("duty.absence.over", "这次请假已结束", "this absence is over already")
	}
	if a.FromAt.Before(now.Time) {
		a.ToAt = now
	} else {
		a.Ended = true
	}
	a.Version, a.UpdatedAt = a.Version+1, now
	return a, nil
}

// AbsenceFilter narrows a list of absences: of those who are or will be away, unless Past asks for those of the last year
// too. Person is away or stands in.
type AbsenceFilter struct {
	Area   string // prefix of the contact's area
	Person string
	Past   bool
}

// AwayItem is an absence with its people, and whether it is in force.
type AwayItem struct {
	Absence
	Who           Who  `json:"who"`
	SubstituteWho Who  `json:"substitute_who"`
	Now           bool `json:"now"`
}

// Absences lists absences of contacts in the scope, those that begin first first. It reads memory alone.
func (e *Engine) Absences(scope identity.Scope, f AbsenceFilter) []AwayItem {
	now := clock.Now(e.Clock)
	within := scope.Within(f.Area)
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	out := []AwayItem{}
	for _, a := range e.index.absences {
		who := e.index.who(a.Contact)
		over := !a.ToAt.After(now.Time)
		if a.Ended || !within.Contains(who.Area) || over && (!f.Past || a.ToAt.Before(now.AddDate(-1, 0, 0))) || f.Person != "" && a.Contact != f.Person && a.Substitute != f.Person {
			continue
		}
		out = append(out, AwayItem{a, who, e.index.who(a.Substitute), !over && !a.FromAt.After(now.Time)})
	}
	slices.SortFunc(out, func(a, b AwayItem) int {
		return cmp.Or(a.FromAt.Compare(b.FromAt.Time), strings.Compare(a.ID, b.ID))
	})
	return out
}
