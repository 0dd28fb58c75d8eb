package duty

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
)

// Mine is all of duty that is one person's: posts in force or to come, shifts from yesterday on, open swaps that wait for
// them or were asked by them, notes that they may take over, and calls that rang them in the last week.
type Mine struct {
	Contact Who        `json:"contact"`
	Posts   []PostItem `json:"posts" nullable:"false"`
	Shifts  []MyShift  `json:"shifts" nullable:"false"`
	Swaps   []SwapItem `json:"swaps" nullable:"false"`
	Notes   []MyNote   `json:"notes" nullable:"false"`
	Calls   []Call     `json:"calls" nullable:"false"`
	Away    []AwayItem `json:"away" nullable:"false" doc:"own absences, and those in which one stands in"`
}

// MyShift is a shift with its roster. For is whom one stands in for.
type MyShift struct {
	DutyShift
	Title    string `json:"title"`
	AreaName string `json:"area_name"`
	For      *Who   `json:"for,omitempty"`
	Given    bool   `json:"given" doc:"it was handed over already"`
}

// MyNote is a note that waits to be taken over, with its roster.
type MyNote struct {
	Note
	Title string `json:"title"`
}

const (
	shiftsAhead = 62 * 24 * time.Hour
	callsBehind = 7 * 24 * time.Hour
)

// MineOf gathers what is an account's. An account that is no contact has nothing but calls.
func (e *Engine) MineOf(ctx context.Context, by identity.Subject) (Mine, error) {
	me, ok := e.index.contactOf(by.ID)
	m := Mine{Contact: me, Posts: []PostItem{}, Shifts: []MyShift{}, Swaps: []SwapItem{}, Notes: []MyNote{}, Away: []AwayItem{}}
	var err error
	if m.Calls, err = e.rangLately(ctx, by.ID); err != nil || !ok {
		return m, err
	}
	m.Posts = e.postsOf(me.ID)
	if m.Shifts, err = e.myShifts(ctx, by, me.ID); err != nil {
		return m, err
	}
	if m.Swaps, err = e.mySwaps(ctx, me.ID); err != nil {
		return m, err
	}
	if m.Notes, err = e.notesFor(ctx, by); err != nil {
		return m, err
	}
	m.Away = e.Absences(identity.Everywhere, AbsenceFilter{Person: me.ID})
	return m, nil
}

func (e *Engine) postsOf(contact string) []PostItem {
	now := clock.Now(e.Clock).UnixMicro()
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	out := []PostItem{}
	for _, p := range e.index.posts {
		if p.Contact == contact && p.ends > now {
			out = append(out, PostItem{*p, e.index.who(contact)})
		}
	}
	slices.SortFunc(out, func(a, b PostItem) int { return strings.Compare(order(&a.Post), order(&b.Post)) })
	return out
}

func (e *Engine) myShifts(ctx context.Context, by identity.Subject, me string) ([]MyShift, error) {
	now := e.Clock.Now()
	since, until := now.Add(-36*time.Hour), now.Add(shiftsAhead)
	out, ids := []MyShift{}, []string{""}
	e.index.mu.RLock()
	for roster, list := range e.index.shifts {
		r := e.index.rosters[roster]
		for _, s := range list {
			if s.EndsAt.Before(since) || s.StartsAt.After(until) {
				continue
			}
			item := MyShift{DutyShift: s, Title: r.Title, AreaName: e.Register.Areas().Name(r.Area)}
			if a, away := e.index.substitute(s.Contact, s.StartsAt.UnixMicro()); s.Contact != me {
				if !away || a.Substitute != me {
					continue
				}
				w := e.index.who(s.Contact)
				item.For = &w
			}
			out, ids = append(out, item), append(ids, s.ID)
		}
	}
	e.index.mu.RUnlock()
	slices.SortFunc(out, func(a, b MyShift) int {
		return cmp.Or(a.StartsAt.Compare(b.StartsAt.Time), strings.Compare(a.ID, b.ID))
	})
	var given []string
	if err := e.DB.Read().NewRaw("SELECT shift FROM duty_handover WHERE shift IN (?)", bun.List(ids)).Scan(ctx, &given); err != nil {
		return nil, fmt.Errorf("shifts of %s: %w", by.ID, err)
	}
	for i := range out {
		out[i].Given = slices.Contains(given, out[i].ID)
	}
	return out, nil
}

func (e *Engine) mySwaps(ctx context.Context, me string) ([]SwapItem, error) {
	var rows []Swap
	err := e.DB.Read().NewRaw("SELECT "+swapColumns+" FROM duty_swap WHERE state IN ('asked', 'accepted') AND (asker = ? OR taker = ?) ORDER BY asked_at DESC", me, me).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("swaps of %s: %w", me, err)
	}
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	out := []SwapItem{}
	for _, s := range rows {
		item := SwapItem{Swap: s, AskerWho: e.index.who(s.Asker), TakerWho: e.index.who(s.Taker)}
		for _, shift := range e.index.shifts[s.Roster] {
			switch shift.ID {
			case s.Shift:
				item.Day = shift.Day
			case s.Other:
				item.OtherDay = shift.Day
			}
		}
		out = append(out, item)
	}
	return out, nil
}

// notesFor are the notes that nobody has taken over yet and that this person may take.
func (e *Engine) notesFor(ctx context.Context, by identity.Subject) ([]MyNote, error) {
	var rows []Note
	err := e.DB.Read().NewRaw("SELECT "+noteColumns+" FROM duty_handover WHERE taken_at IS NULL AND given_at > ? ORDER BY given_at DESC LIMIT 200", clock.At(e.Clock.Now().Add(-callsBehind))).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("notes for %s: %w", by.ID, err)
	}
	out := []MyNote{}
	for _, n := range rows {
		if n.GivenBy != by.ID && e.servesNext(by, n) {
			e.index.mu.RLock()
			out = append(out, MyNote{n, e.index.rosters[n.Roster].Title})
			e.index.mu.RUnlock()
		}
	}
	return out, nil
}

// rangLately are the calls that rang an account in the last week, the newest first, each with the person's own target
// alone: what state they are in, who answered and when.
func (e *Engine) rangLately(ctx context.Context, account string) ([]Call, error) {
	since := clock.At(e.Clock.Now().Add(-callsBehind))
	var targets []Target
	err := e.DB.Read().NewRaw("SELECT "+targetColumns+` FROM duty_target WHERE account = ? AND account <> '' AND call_id IN (SELECT id FROM duty_call WHERE started_at > ?)
		AND EXISTS (SELECT 1 FROM duty_try WHERE duty_try.call_id = duty_target.call_id AND duty_try.target = duty_target.n)`, account, since).Scan(ctx, &targets)
	if err != nil {
		return nil, fmt.Errorf("calls of %s: %w", account, err)
	}
	return e.callsOf(ctx, targets, "started_at > ?", since)
}
